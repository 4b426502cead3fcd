"""Settings outlive a run, and a damaged file stops nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside.errors import UserFacingError
from bedside.settings import RememberedDevice, Settings, SettingsFile, store_path
from bedside.vitals.display import Ages, Appearance, BedView, DecimalMark, PressureUnit, WindowPlace

KEPT = Settings(
    devices=(
        RememberedDevice(
            driver="nonin", port="/dev/ttyUSB0", bed=3, line="9600 8N1", adapter="0403:6001/A50285BI/1-2/"
        ),
    ),
    intended_use_accepted_utc="2026-11-14T09:38:00+00:00",
    ages=Ages(numeric_valid_s=4.0),
    appearance=Appearance(
        theme="light",
        text_scale=1.5,
        reduced_motion=True,
        pressure_unit=PressureUnit.KPA,
        px_per_mm=3.78,
        decimal_mark=DecimalMark.COMMA,
    ),
    views=(BedView(bed=3, sweep_s=12.0, table=True),),
    windows=(WindowPlace(screen="bed", bed=3, display="HDMI-1", x=1920),),
)


def test_settings_come_back_as_they_were_saved(tmp_path: Path):
    file = SettingsFile(tmp_path / "deep" / "settings.json")
    file.save(KEPT)
    assert SettingsFile(file.path).load() == KEPT


def test_a_first_start_has_the_defaults_and_no_fault(tmp_path: Path):
    file = SettingsFile(tmp_path / "settings.json")
    assert file.load() == Settings()
    assert file.fault == ""


def test_a_file_from_before_adapters_were_remembered_still_brings_its_devices(tmp_path: Path):
    path = tmp_path / "settings.json"
    path.write_text('{"devices": [{"driver": "nonin", "port": "/dev/ttyUSB0", "bed": 3}]}')
    file = SettingsFile(path)
    assert file.load().devices == (RememberedDevice(driver="nonin", port="/dev/ttyUSB0", bed=3),)
    assert file.fault == ""


def test_a_file_that_knew_only_the_name_of_a_theme_still_looks_like_it(tmp_path: Path):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light"}')
    file = SettingsFile(path)
    assert file.load().appearance == Appearance(theme="light")
    assert file.fault == ""


def test_a_remembered_device_keeps_its_id_wherever_its_adapter_is():
    assert KEPT.devices[0].device == "nonin@/dev/ttyUSB0"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"devices": [{"driver": "x"}]}',
        '{"ages": {"nibp": 3}}',
        '"x"',
        '{"appearance": {"text_scale": "big"}}',
        '{"appearance": {"text_scale": NaN}}',
        '{"appearance": {"px_per_mm": Infinity}}',
        '{"appearance": {"theme": 3}}',
        '{"appearance": {"reduced_motion": "yes"}}',
        '{"appearance": {"pressure_unit": "psi"}}',
        '{"appearance": {"decimal_mark": ";"}}',
        '{"appearance": {"colour": "red"}}',
    ],
)
def test_a_damaged_file_is_set_aside_and_said_so(tmp_path: Path, text: str, expect_log):
    path = tmp_path / "settings.json"
    path.write_text(text)
    file = SettingsFile(path)
    expect_log("damaged")
    assert file.load() == Settings()
    assert "damaged" in file.fault
    assert (tmp_path / "settings.broken").read_text() == text


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    with pytest.raises(UserFacingError, match="could not be written"):
        SettingsFile(tmp_path / "blocked" / "settings.json").save(KEPT)


def test_a_file_that_is_no_text_is_set_aside_too(tmp_path: Path, expect_log):
    path = tmp_path / "settings.json"
    path.write_bytes(b"\xff\xfe\x00\x93")
    file = SettingsFile(path)
    expect_log("damaged")
    assert file.load() == Settings()
    assert (tmp_path / "settings.broken").exists()


def test_a_user_without_a_home_gets_a_place_that_says_so(monkeypatch: pytest.MonkeyPatch):
    def no_home(name: str) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("BEDSIDE_HOME", raising=False)
    monkeypatch.setattr("bedside.settings.platformdirs.user_data_dir", no_home)
    assert "set HOME or BEDSIDE_HOME" in str(store_path())

"""The settings while the program runs: which devices are remembered, and which of them a new one replaces."""

from __future__ import annotations

import pytest

from bedside.monitor.kept_settings import KeptSettings
from bedside.settings import RememberedDevice, Settings

OWN, OTHER = "0403:6001/A50285BI/1-1/", "0403:6001/XYZ98765/1-2/"


def device(
    driver: str = "nonin", port: str = "/dev/ttyUSB0", bed: int = 1, adapter: str = ""
) -> RememberedDevice:
    return RememberedDevice(driver=driver, port=port, bed=bed, adapter=adapter)


def kept(*devices: RememberedDevice) -> tuple[KeptSettings, list[Settings]]:
    saved: list[Settings] = []
    return KeptSettings(Settings(devices=devices), saved.append, pytest.fail), saved


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        pytest.param([device()], device(bed=2), [device(bed=2)], id="the same device on another bed"),
        pytest.param(
            [device()], device("bci"), [device("bci")], id="another on a port whose adapter nobody knew"
        ),
        pytest.param(
            [device(adapter=OWN)],
            device("bci"),
            [device(adapter=OWN), device("bci")],
            id="the name passed on, the adapter is still remembered",
        ),
        pytest.param(
            [device(adapter=OWN)],
            device("bci", "/dev/ttyUSB3", adapter=OWN),
            [device("bci", "/dev/ttyUSB3", adapter=OWN)],
            id="the adapter was given to another device",
        ),
        pytest.param(
            [device(adapter=OWN)],
            device(port="/dev/ttyUSB1", adapter=OTHER),
            [device(adapter=OWN), device(port="/dev/ttyUSB1", adapter=OTHER)],
            id="two devices",
        ),
    ],
)
def test_what_a_new_device_replaces(
    before: list[RememberedDevice], new: RememberedDevice, after: list[RememberedDevice]
) -> None:
    settings, saved = kept(*before)
    settings.remember(new)
    assert list(settings.settings.devices) == after
    assert saved == [settings.settings]


def test_an_adapter_that_becomes_known_is_written_once() -> None:
    settings, saved = kept(device(), device("bci", "/dev/ttyUSB1"))
    settings.hangs_on("nonin@/dev/ttyUSB0", OWN)
    settings.hangs_on("nonin@/dev/ttyUSB0", OWN)
    assert len(saved) == 1
    assert set(saved[0].devices) == {device(adapter=OWN), device("bci", "/dev/ttyUSB1")}


def test_the_adapter_of_a_device_that_is_not_remembered_is_not_written() -> None:
    settings, saved = kept(device())
    settings.hangs_on("bci@/dev/ttyUSB0", OWN)
    settings.hangs_on("nonin@/dev/ttyUSB0", "")
    assert saved == []


def test_a_device_is_forgotten_by_its_id_whatever_its_adapter() -> None:
    settings, _ = kept(device(adapter=OWN), device("bci"))
    settings.forget("nonin@/dev/ttyUSB0")
    assert settings.settings.devices == (device("bci"),)

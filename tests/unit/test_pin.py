"""The PIN of an emergency start: set by a supervisor, kept as a hash, never in the way of an emergency."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bedside.errors import RefusedError, UserFacingError
from bedside.pin import EmergencyPin
from bedside.settings import pin_path, settings_path
from bedside.vitals.sessions import Actor, Role

ADA = Actor(name="Dr Ada", role=Role.SUPERVISOR)
NURSE = Actor(name="A. Moreno", role=Role.NURSE)


@pytest.fixture
def pin(tmp_path: Path) -> EmergencyPin:
    return EmergencyPin(tmp_path / "deep" / "emergency-pin.json")


def test_it_lies_beside_the_settings() -> None:
    assert pin_path().parent == settings_path().parent


def test_a_site_has_no_pin_until_it_sets_one(pin: EmergencyPin) -> None:
    assert (pin.is_set, pin.check(""), pin.check("0000"), pin.fault) == (False, False, False, "")


@pytest.mark.req("GATE-01")
def test_only_the_pin_that_was_set_is_right(pin: EmergencyPin, tmp_path: Path) -> None:
    pin.set("482915", ADA)
    again = EmergencyPin(tmp_path / "deep" / "emergency-pin.json")
    assert again.is_set and again.check("482915")
    assert not any(again.check(wrong) for wrong in ("482916", "48291", "4829150", " 482915", "", "\ud800"))
    again.set("1111", ADA)
    assert pin.check("1111") and not pin.check("482915")


def test_it_is_kept_as_a_salted_hash_that_only_its_owner_may_read(pin: EmergencyPin, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "emergency-pin.json"
    pin.set("482915", ADA)
    first = file.read_text(encoding="utf-8")
    assert "482915" not in first
    pin.set("482915", ADA)
    second = file.read_text(encoding="utf-8")
    assert json.loads(first)["hash"] != json.loads(second)["hash"]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert [each.name for each in file.parent.iterdir()] == ["emergency-pin.json"]


@pytest.mark.parametrize("wrong", ["", "123", "1" * 13, "12a4", "１２３４", "12 34", "-1234"])
def test_a_pin_is_four_to_twelve_digits(pin: EmergencyPin, wrong: str) -> None:
    pin.set("482915", ADA)
    with pytest.raises(RefusedError, match="4 to 12 digits"):
        pin.set(wrong, ADA)
    assert pin.check("482915")


def test_only_a_supervisor_sets_or_removes_it(pin: EmergencyPin) -> None:
    with pytest.raises(RefusedError, match="Only a supervisor"):
        pin.set("482915", NURSE)
    pin.set("482915", ADA)
    with pytest.raises(RefusedError, match="Only a supervisor"):
        pin.remove(NURSE)
    assert pin.is_set
    pin.remove(ADA)
    pin.remove(ADA)
    assert not pin.is_set


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "md5"},
        {"salt": ""},
        {"salt": "zz"},
        {"hash": "00"},
        {"n": 3},
        {"n": 0},
        {"n": 2**30},
        {"p": 10**9},
        {"r": "many"},
        {"n": None},
    ],
    ids=str,
)
def test_a_damaged_file_is_told_and_does_not_stand_in_the_way(
    pin: EmergencyPin, tmp_path: Path, change: dict[str, object], expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be read .it is damaged.")
    pin.set("482915", ADA)
    file = tmp_path / "deep" / "emergency-pin.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    assert (pin.is_set, pin.check("482915")) == (False, False)
    assert "asks for a reason only until a supervisor sets a new one" in pin.fault
    pin.set("1111", ADA)
    assert pin.check("1111") and pin.fault == ""


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_file_that_is_none_of_a_pin_is_told(
    pin: EmergencyPin, tmp_path: Path, content: bytes, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be read .it is damaged.")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "emergency-pin.json").write_bytes(content)
    assert not pin.is_set and pin.fault


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserFacingError, match="could not be written"):
        EmergencyPin(tmp_path / "file" / "pin.json").set("482915", ADA)

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bedside import registry
from bedside.driver_api import Driver
from bedside.errors import DriverError


def test_the_drivers_of_this_issue_are_known_and_load() -> None:
    assert {"contec_v7", "dinamap", "nonin"} <= set(registry.keys())
    for key in registry.TABLE:
        driver = registry.load(key)
        assert isinstance(driver, Driver)
        assert driver.info.key == key


def test_an_unknown_key_lists_the_known_ones() -> None:
    with pytest.raises(DriverError, match=r"no driver called 'cms50'.*contec_v7.*dinamap.*nonin"):
        registry.load("cms50")


def test_a_driver_that_cannot_be_imported_says_which_and_why() -> None:
    with pytest.raises(DriverError, match=r"'mine'.*no_such_module") as caught:
        registry.load_place("mine", "no_such_module:DRIVER")
    assert isinstance(caught.value.__cause__, ImportError)


def test_a_module_without_a_driver_says_so() -> None:
    with pytest.raises(DriverError, match="'mine'"):
        registry.load_place("mine", "json:DRIVER")
    with pytest.raises(DriverError, match="is not a driver"):
        registry.load_place("mine", "json:dumps")


def test_a_driver_with_a_syntax_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn_driver.py").write_text("DRIVER = (\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DriverError, match="torn_driver"):
        registry.load_place("mine", "torn_driver:DRIVER")


def test_keys_are_told_without_importing_a_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("drivers")]:
        monkeypatch.delitem(sys.modules, name)
    registry.keys()
    assert not [name for name in sys.modules if name.startswith("drivers")]


def test_a_driver_that_fails_in_any_way_costs_a_sentence_and_no_other_driver(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wild_driver.py").write_text("raise ZeroDivisionError('wild')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    places = {"wild": "wild_driver:DRIVER", "nonin": registry.TABLE["nonin"]}
    monkeypatch.setattr(registry, "_places", lambda: places)
    found, faults = registry.infos()
    assert list(found) == ["nonin"]
    assert len(faults) == 1 and "'wild'" in faults[0] and "install it again" in faults[0]

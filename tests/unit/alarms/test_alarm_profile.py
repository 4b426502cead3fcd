"""Profiles: the default one, and every kind of nonsense refused in words."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bedside import resources
from bedside.alarms import profile
from bedside.errors import BrokenFileError
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

TABLE = tomllib.loads(resources.path("profiles", f"{profile.DEFAULT}.toml").read_text(encoding="utf-8"))


def with_cell(table: str, cell: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(TABLE)
    changed[table][cell] = value
    return changed


def refused(table: dict[str, Any]) -> str:
    with pytest.raises(BrokenFileError) as error:
        profile.parse(table, "site.toml")
    return str(error.value)


def test_the_default_profile_says_its_name_and_version() -> None:
    assert profile.default_profile().title == "adult-subanaesthetic v1"


@pytest.mark.req("ALM-20")
def test_limits_are_listed_lowest_first_with_the_off_ones() -> None:
    views = profile.default_profile().limits()
    assert len(views) == 24
    assert [(v.direction, v.priority, v.value) for v in views if v.parameter is Parameter.NIBP_SYS] == [
        (Direction.LOW, Priority.HIGH, 80),
        (Direction.LOW, Priority.MEDIUM, 90),
        (Direction.HIGH, Priority.MEDIUM, 160),
        (Direction.HIGH, Priority.HIGH, 180),
    ]


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(("table", "cell"), sorted(profile.BRACKETS))
def test_a_cell_outside_its_brackets_is_refused(table: str, cell: str) -> None:
    low, high = profile.BRACKETS[Parameter(table), cell]
    for value in (low - 1, high + 1):
        assert f"[{table}] {cell} = {value:g} is outside {low:g} to {high:g}" in refused(
            with_cell(table, cell, value)
        )


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("high_low", 50, "high_low = 50 is not under med_low = 50"),
        ("high_low", 60, "high_low = 60 is not under med_low = 50"),
        ("high_high", 120, "med_high = 120 is not under high_high = 120"),
    ],
)
def test_limits_out_of_order_are_refused(cell: str, value: float, words: str) -> None:
    assert words in refused(with_cell("pr", cell, value))


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize("value", ["12", True, float("nan"), float("inf"), [1], {}])
def test_a_cell_that_is_no_number_is_refused(value: object) -> None:
    assert "[pr] med_low is not a number" in refused(with_cell("pr", "med_low", value))


@pytest.mark.req("ALM-20")
def test_only_the_limits_that_are_off_in_the_table_may_be_off() -> None:
    assert "[spo2] high_low cannot be off" in refused(with_cell("spo2", "high_low", "off"))
    assert "[pr] persistence_med_s cannot be off" in refused(with_cell("pr", "persistence_med_s", "off"))


def test_a_limit_for_high_spo2_can_be_set() -> None:
    table = with_cell("spo2", "med_high", 99)
    assert profile.parse(table, "site.toml").limit_sets[Parameter.SPO2].med_high == 99


def test_a_clear_rule_that_can_never_be_met_is_refused() -> None:
    table = with_cell("spo2", "med_low", 98)
    table["spo2"]["clear_by"] = 5
    assert "no value at which alarms clear" in refused(table)


def test_missing_and_unknown_lines_are_refused_by_name() -> None:
    missing = copy.deepcopy(TABLE)
    del missing["rr"]["clear_by"]
    assert "[rr] clear_by is missing" in refused(missing)
    missing = copy.deepcopy(TABLE)
    del missing["nibp_map"]
    assert "[nibp_map] is missing" in refused(missing)
    assert 'unknown line "med_lo"' in refused(with_cell("pr", "med_lo", 1))
    assert '"etco2" is neither' in refused({**TABLE, "etco2": {}})
    assert "no name" in refused({**TABLE, "name": " "})
    assert "no version" in refused({**TABLE, "version": True})


def test_the_refusal_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("name = ", encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"ours\.toml is not valid TOML"):
        profile.load(file)
    with pytest.raises(BrokenFileError, match=r"none\.toml cannot be read"):
        profile.load(tmp_path / "none.toml")
    file.write_text('name = "x"\nversion = 1\n', encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"ours\.toml was not used: the table \[spo2\] is missing"):
        profile.load(file)

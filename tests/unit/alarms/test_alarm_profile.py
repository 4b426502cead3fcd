"""Profiles: the default one, and every kind of nonsense refused in words."""

from __future__ import annotations

import copy
import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bedside import resources
from bedside.alarms import profile, profile_bounds, profile_file
from bedside.errors import BrokenFileError
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

TABLE = tomllib.loads(resources.path("profiles", f"{profile_file.DEFAULT}.toml").read_text(encoding="utf-8"))


def with_cell(table: str, cell: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(TABLE)
    changed[table][cell] = value
    return changed


def refused(table: dict[str, Any]) -> str:
    with pytest.raises(BrokenFileError) as error:
        profile_file.parse(table, "site.toml")
    return str(error.value)


def test_the_default_profile_says_its_name_and_version() -> None:
    assert profile_file.default_profile().title == "adult-subanaesthetic v1"


@pytest.mark.req("ALM-20")
def test_limits_are_listed_lowest_first_with_the_off_ones() -> None:
    views = profile_file.default_profile().limits()
    assert len(views) == 24
    assert [(v.direction, v.priority, v.value) for v in views if v.parameter is Parameter.NIBP_SYS] == [
        (Direction.LOW, Priority.HIGH, 80),
        (Direction.LOW, Priority.MEDIUM, 90),
        (Direction.HIGH, Priority.MEDIUM, 160),
        (Direction.HIGH, Priority.HIGH, 180),
    ]


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(("table", "cell"), sorted(profile_bounds.BRACKETS))
def test_a_cell_outside_its_brackets_is_refused(table: str, cell: str) -> None:
    low, high = profile_bounds.BRACKETS[Parameter(table), cell]
    for value in (low - 1, high + 1):
        assert f"[{table}] {cell} = {value:g} is outside {low:g} to {high:g}" in refused(
            with_cell(table, cell, value)
        )


@pytest.mark.req("ALM-20")
def test_every_limit_that_can_be_met_has_hard_bounds_and_room_for_its_neighbours() -> None:
    for parameter in profile.PARAMETERS_WITH_LIMITS:
        for cell in profile.LIMITS:
            if (parameter, cell) != (Parameter.SPO2, "med_high"):
                assert (parameter, cell) in profile_bounds.BRACKETS
    for (parameter, cell), (low, high) in profile_bounds.BRACKETS.items():
        if cell not in ("med_low", "med_high"):
            continue
        outer = "high_low" if cell == "med_low" else "high_high"
        least, most = profile_bounds.BRACKETS[parameter, outer]
        for value in (low, high):  # every Medium limit leaves a High one beyond it
            assert least < value if cell == "med_low" else most > value, (parameter, cell)


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("high_low", 50, "[pr] high_low = 50 is not under [pr] med_low = 50"),
        ("high_low", 60, "[pr] high_low = 60 is not under [pr] med_low = 50"),
        ("high_high", 120, "[pr] med_high = 120 is not under [pr] high_high = 120"),
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
    assert profile_file.parse(table, "site.toml").limit_sets[Parameter.SPO2].med_high == 99


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
        profile_file.load(file)
    with pytest.raises(BrokenFileError, match=r"none\.toml cannot be read"):
        profile_file.load(tmp_path / "none.toml")
    file.write_text('name = "x"\nversion = 1\n', encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"ours\.toml was not used: the table \[spo2\] is missing"):
        profile_file.load(file)


@pytest.mark.req("ALM-20", "ALM-64", "ALM-43", "ALM-23")
def test_a_profile_from_before_the_newer_tables_reads_with_their_defaults() -> None:
    old = {key: TABLE[key] for key in ("name", "version", *profile.PARAMETERS_WITH_LIMITS)}
    read = profile_file.parse(old, "old.toml")
    assert read.limit_sets == profile_file.default_profile().limit_sets
    assert (read.approved_by, read.approved_on, read.reason) == ("", "", "")
    assert read.rates == profile.Rates()
    assert dict(read.nibp_every_min) == {
        "infusion_start": 5,
        "infusion": 10,
        "recovery_start": 15,
        "recovery": 30,
    }
    assert (read.confirm_high_nibp, read.sat_seconds) == (False, 0)


@pytest.mark.req("ALM-20")
def test_the_default_profile_says_the_defaults_of_the_newer_tables() -> None:
    assert set(TABLE["rate_of_change"]) == set(profile_bounds.RATE_BOUNDS)
    assert set(TABLE["nibp_every_min"]) == set(profile.NIBP_EVERY_MIN)
    default = profile_file.default_profile()
    assert default.rates == profile.Rates()
    assert default.nibp_every_min == profile.NIBP_EVERY_MIN


@pytest.mark.req("ALM-64")
@pytest.mark.parametrize("cell", sorted(profile_bounds.RATE_BOUNDS))
def test_cells_of_the_rates_have_bounds_and_only_the_rates_can_be_off(cell: str) -> None:
    low, high = profile_bounds.RATE_BOUNDS[cell]
    for value in (low - 1, high + 1):
        assert f"[rate_of_change] {cell} = {value:g} is outside {low:g} to {high:g}" in refused(
            with_cell("rate_of_change", cell, value)
        )
    off = with_cell("rate_of_change", cell, "off")
    if cell in profile_bounds.RATES_MAY_BE_OFF:
        assert getattr(profile_file.parse(off, "site.toml").rates, cell) is None
    else:
        assert f"[rate_of_change] {cell} cannot be off" in refused(off)


@pytest.mark.parametrize("value", [0, 121, "5", True, "off"])
def test_cuff_intervals_have_bounds(value: object) -> None:
    assert "[nibp_every_min] infusion" in refused(with_cell("nibp_every_min", "infusion", value))


@pytest.mark.req("ALM-43", "ALM-23")
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("confirm_high_nibp", 1),
        ("confirm_high_nibp", "yes"),
        ("sat_seconds", 15),
        ("sat_seconds", True),
        ("sat_seconds", 25.0),
        ("sat_seconds", "off"),
        ("sat_seconds", [25]),
    ],
)
def test_options_are_refused_by_name(cell: str, value: object) -> None:
    assert f"[options] {cell} is" in refused(with_cell("options", cell, value))


@pytest.mark.req("ALM-43", "ALM-23")
def test_options_are_read() -> None:
    table = with_cell("options", "confirm_high_nibp", value=True)
    table["options"]["sat_seconds"] = 25
    read = profile_file.parse(table, "site.toml")
    assert (read.confirm_high_nibp, read.sat_seconds) == (True, 25)


@pytest.mark.parametrize("table", ["rate_of_change", "nibp_every_min", "options"])
def test_the_newer_tables_refuse_unknown_lines_and_what_is_no_table(table: str) -> None:
    assert f'[{table}] has an unknown line "fast"' in refused(with_cell(table, "fast", 1))
    assert f"[{table}] is not a table" in refused({**TABLE, table: 3})


@pytest.mark.parametrize("value", [datetime.date(2026, 1, 31), "2026-01-31"])
def test_the_day_of_approval_is_a_day(value: object) -> None:
    assert profile_file.parse({**TABLE, "approved_on": value}, "site.toml").approved_on == "2026-01-31"
    for nonsense in ("yesterday", 3, datetime.datetime(2026, 1, 31, 12), "31.1.2026"):
        assert "approved_on is not a day like 2026-01-31" in refused({**TABLE, "approved_on": nonsense})
    assert "reason is not text" in refused({**TABLE, "reason": 3})
    assert "approved_by is not text" in refused({**TABLE, "approved_by": ["Ada"]})


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize("content", [b"\xff\xfe\x00name", b"a = " + b"[" * 5000, b"\x00", b"name == 3"])
def test_bytes_that_are_no_profile_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ours.toml"
    file.write_bytes(content)
    with pytest.raises(BrokenFileError, match=r"ours\.toml"):
        profile_file.load(file)


def test_a_mark_at_the_start_of_the_file_is_read_over(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    text = resources.path("profiles", f"{profile_file.DEFAULT}.toml").read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + text)
    assert profile_file.load(file) == profile_file.default_profile()

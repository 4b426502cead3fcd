"""The page "How long until it sounds" says what the engine does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import PROFILE, Bed

from bedside.alarms.delays import page
from bedside.alarms.profile import Rates


def rows(text: str) -> dict[str, list[str]]:
    """The table's lines by alarm."""
    cells = [
        [c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return {row[0]: row[1:] for row in cells[2:]}


@pytest.mark.req("ALM-24")
def test_averaging_persistence_and_generation_add_up() -> None:
    table = rows(page(PROFILE, {"Nonin 3150": 4.0, "Contec CMS50": None}))
    assert table["SpO2 < 88 for 5 s"] == ["High", "5 s", "5.5 s", "6 s", "10 s", "not stated"]
    assert table["SpO2 < 92 for 10 s"] == ["Medium", "10 s", "10.5 s", "11 s", "15 s", "not stated"]
    assert table["SpO2 ≤ 82 at once"][1:4] == ["none", "0.5 s", "1 s"]
    assert table["NIBP systolic > 180 at once"] == ["High", "none", "0.5 s", "1 s", "–", "–"]
    assert table["PR rises ≥ 30 within 60 s"][0] == "Low"


@pytest.mark.req("ALM-24")
def test_every_limit_that_is_on_is_listed() -> None:
    text = page(PROFILE, {})
    listed = rows(text)
    on = [view for view in PROFILE.limits() if view.value is not None]
    rates, extra_spo2 = 4, 2
    assert len(listed) == len(on) + rates + extra_spo2
    assert "adult-subanaesthetic v1" in text


@pytest.mark.req("ALM-24")
def test_the_page_follows_the_profile() -> None:
    site = replace(PROFILE, sat_seconds=50, confirm_high_nibp=True, rates=Rates(spo2_fall=None))
    table = rows(page(site, {"A": 8.0}))
    assert table["SpO2 < 92 for 50 points × s"] == [
        "Medium",
        "50 s at 1 point under, 10 s at 5",
        "–",
        "–",
        "–",
    ]
    assert table["SpO2 < 92 for the third time within 60 s"][1] == "none at the third crossing"
    assert "none at the second reading" in [row[1] for row in table.values()]
    assert "NIBP systolic > 200 at once" in table
    assert not any(rule.startswith("SpO2 falls") for rule in table)


@pytest.mark.req("ALM-24")
def test_the_engine_keeps_the_wait_that_is_printed() -> None:
    bed = Bed()
    bed.hold(0, 30, 87)
    first = bed.onsets()[0]
    assert rows(page(PROFILE, {}))[first.rule][1] == f"{first.t:g} s"

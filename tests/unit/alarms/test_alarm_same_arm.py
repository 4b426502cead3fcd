"""Cuff and probe on one arm: what the probe says while the cuff inflates is put down to the cuff."""

from __future__ import annotations

import pytest
from alarm_stream import NURSE, Bed

from bedside.vitals.alarms import Change
from bedside.vitals.commands import DeclareSameArm, Retract, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, Quality

P = Parameter
SAME = DeclareSameArm(bed=1, actor=NURSE, same_arm=True)
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)


def lost(bed: Bed, start: int, end: int, quality: Quality = Quality.SEARCHING) -> None:
    """The oximeter finds no pulse, once a second."""
    for t in range(start, end):
        bed.value(t, None, quality=quality)
        bed.value(t, None, P.PR, quality)


def declared() -> Bed:
    bed = Bed()
    bed.enter(0, SAME)
    bed.hold(0, 10, 97)
    return bed


@pytest.mark.req("ALM-57")
@pytest.mark.parametrize("quality", [Quality.SEARCHING, Quality.NO_FINGER, Quality.NONE])
def test_a_loss_during_inflation_is_no_alarm(quality: Quality) -> None:
    bed = declared()
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 55, quality)
    bed.cuff(55, CuffState.IDLE)
    bed.hold(56, 120, 97)
    assert bed.onsets() == []


@pytest.mark.req("ALM-57")
@pytest.mark.parametrize("quality", [Quality.SEARCHING, Quality.NO_FINGER, Quality.NONE])
def test_a_loss_for_121_seconds_is_an_alarm_of_the_signal(quality: Quality) -> None:
    bed = declared()
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 130, quality)
    assert bed.onsets() == []
    lost(bed, 130, 132, quality)
    [onset] = bed.onsets()
    assert (onset.code, onset.t, onset.priority.name) == ("T-SPO2-SIG", 130, "LOW")
    bed.cuff(132, CuffState.MEASURING)  # goes on: holds nothing any more
    lost(bed, 132, 140, quality)
    assert bed.shown() != []


@pytest.mark.req("ALM-57")
def test_values_during_inflation_begin_no_alarm_of_the_patient() -> None:
    bed = declared()
    bed.cuff(10, CuffState.MEASURING)
    bed.hold(11, 50, 80)
    bed.hold(11, 50, 30, P.PR)
    bed.cuff(50, CuffState.IDLE)
    bed.hold(50, 51, 97)
    assert bed.onsets() == []


@pytest.mark.req("ALM-57")
def test_when_the_cuff_is_done_limits_and_causes_count_from_then() -> None:
    bed = declared()
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 60)
    bed.cuff(60, CuffState.IDLE)
    lost(bed, 60, 91)
    assert [(c.code, c.t) for c in bed.onsets()] == [("T-SPO2-SIG", 90)]
    other = declared()
    other.cuff(10, CuffState.MEASURING)
    other.hold(11, 40, 91)
    other.cuff(40, CuffState.IDLE)
    other.hold(40, 52, 91)
    assert [(c.code, c.t) for c in other.onsets()] == [("SPO2-LOW", 50)]


@pytest.mark.req("ALM-57")
def test_a_result_ends_the_inflation_even_if_the_cuff_does_not_say_so() -> None:
    bed = declared()
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 30)
    bed.value(30, 120, P.NIBP_SYS)
    lost(bed, 30, 61)
    assert [c.t for c in bed.onsets("T-SPO2-SIG")] == [60]


@pytest.mark.req("ALM-57")
def test_it_is_off_by_default_and_off_again_when_taken_back() -> None:
    for entries in ([], [SAME, DeclareSameArm(bed=1, actor=NURSE, same_arm=False)], [SAME, "undo"]):
        bed = Bed()
        for entry in entries:
            bed.enter(0, Retract(bed=1, entry=1) if entry == "undo" else entry)
        bed.hold(0, 10, 97)
        bed.cuff(10, CuffState.MEASURING)
        lost(bed, 11, 60)
        assert [(c.code, c.t) for c in bed.onsets()] == [("T-SPO2-SIG", 41)]


@pytest.mark.req("ALM-57")
def test_declared_in_the_middle_of_an_inflation_it_holds_for_the_rest_of_its_two_minutes() -> None:
    bed = Bed()
    bed.hold(0, 10, 97)
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 20)
    bed.enter(20, SAME)
    lost(bed, 20, 131)
    assert [(c.code, c.t) for c in bed.onsets()] == [("T-SPO2-SIG", 130)]


@pytest.mark.req("ALM-57")
def test_an_inflation_leaves_what_was_already_an_alarm_alone() -> None:
    bed = declared()
    bed.hold(10, 21, 91)
    bed.cuff(21, CuffState.MEASURING)
    lost(bed, 22, 60)
    assert bed.shown() == [("SPO2-LOW", "MEDIUM")]
    assert bed.told(Change.CLEARED) == []


@pytest.mark.req("ALM-57")
def test_every_inflation_has_its_own_two_minutes() -> None:
    bed = declared()
    for begin in (10, 200):
        bed.cuff(begin, CuffState.MEASURING)
        lost(bed, begin + 1, begin + 100)
        bed.cuff(begin + 100, CuffState.IDLE)
        bed.hold(begin + 100, begin + 190, 97)
    assert bed.onsets() == []


@pytest.mark.req("ALM-57", "T-SPO2-SIG")
def test_a_loss_that_outlasts_the_cuff_rises_in_the_infusion() -> None:
    bed = declared()
    bed.enter(10, START)
    bed.cuff(10, CuffState.MEASURING)
    lost(bed, 11, 300)
    signal = [(c.change, c.t, c.priority.name) for c in bed.changes if c.code == "T-SPO2-SIG"]
    assert signal[:2] == [(Change.ONSET, 130, "LOW"), (Change.PRIORITY, 190, "MEDIUM")]

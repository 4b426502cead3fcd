"""A connected pump beside the record: differences are told in words, and the record goes on as people entered it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.infusion import InfusionState
from bedside.therapy.pump_match import (
    PumpMatch,
    PumpReadings,
    PumpSays,
    Row,
    counted_between,
    doses_unknown_from,
    pump_match,
    pumped_ml,
)
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import ChangeRate, PauseInfusion, StopInfusion
from tests.unit.therapy.test_infusion import MIN, infusion, start

RUNNING = infusion((0.0, start()))
PAUSED = infusion((0.0, start()), (5 * MIN, PauseInfusion(bed=1)))
STOPPED = infusion((0.0, start()), (5 * MIN, StopInfusion(bed=1)))


def seen(rate: float | None, since: float, now: float, *, before: float | None = 52.5) -> PumpReadings:
    """A pump that answers every 2 s and has said `rate` since `since`."""
    rows: list[Row] = [(t / 1.0, before if t < since else rate) for t in range(0, int(now) + 1, 2)]
    return PumpReadings(rates=rows, heard_t=now)


def looked(rate: float | None, since: float, now: float, state: InfusionState | None = RUNNING) -> PumpMatch:
    before = 52.5 if state is RUNNING else 0.0
    return pump_match(seen(rate, since, now, before=before), state, now)


def test_a_pump_that_runs_as_recorded_is_not_mentioned() -> None:
    match = looked(52.5, 0, 600)
    assert match == PumpMatch(says=PumpSays.AGREES, pump_ml_h=52.5, recorded_ml_h=52.5)
    assert match.words == ""


@pytest.mark.parametrize(
    ("rate", "tells"),
    [(53.5, False), (53.6, True), (51.5, False), (51.4, True), (50.0, True), (525.0, True)],
)
def test_a_rate_2_percent_away_is_told(rate: float, tells: bool) -> None:
    assert (looked(rate, 500, 600).says is PumpSays.DIFFERS) is tells


@pytest.mark.parametrize(("rate", "tells"), [(1.3, False), (1.2, False), (1.35, False), (1.4, True)])
def test_of_a_slow_rate_what_a_pump_rounds_is_no_difference(rate: float, tells: bool) -> None:
    slow = infusion((0.0, start(1.25)))
    assert (looked(rate, 0, 600, slow).says is PumpSays.DIFFERS) is tells


def test_a_difference_is_told_after_15_s_with_its_beginning() -> None:
    assert looked(60.0, 600, 614).says is PumpSays.AGREES
    assert looked(60.0, 600, 615).says is PumpSays.AGREES
    match = looked(60.0, 600, 616)
    assert match.says is PumpSays.DIFFERS
    assert match.since_t == 600
    assert match.words == "The pump runs at 60 mL/h, recorded is 52.5 mL/h: record the rate the pump shows."


def test_a_rate_recorded_before_it_is_set_on_the_pump_has_15_s_as_well() -> None:
    state = infusion((0.0, start()), (600.0, ChangeRate(bed=1, rate_ml_h=60.0)))
    pump = seen(52.5, 0, 612)
    assert pump_match(pump, state, 612.0).says is PumpSays.AGREES
    pump = seen(52.5, 0, 616)
    match = pump_match(pump, state, 616.0)
    assert match.says is PumpSays.DIFFERS and match.since_t == 600.0


def test_a_difference_ends_with_the_entry_that_mends_it() -> None:
    changed = infusion((0.0, start()), (660.0, ChangeRate(bed=1, rate_ml_h=60.0)))
    assert pump_match(seen(60.0, 600, 662), changed, 662.0).says is PumpSays.AGREES


@pytest.mark.parametrize(
    ("state", "word"),
    [(None, "no start is recorded"), (PAUSED, "recorded as paused"), (STOPPED, "recorded as stopped")],
)
def test_a_pump_that_runs_while_nothing_is_recorded_is_told(state: InfusionState | None, word: str) -> None:
    match = looked(52.5, 600, 620, state)
    assert match.says is PumpSays.UNRECORDED
    assert word in match.words


def test_a_bolus_alone_is_no_recorded_start() -> None:
    bolus = infusion((10.0, GiveBolus(bed=1, mg=5.0)))
    assert "no start is recorded" in looked(52.5, 600, 620, bolus).words


@pytest.mark.parametrize("rate", [0.0, None])
def test_a_pump_that_stands_or_does_not_say_while_it_is_recorded_as_running_is_told(
    rate: float | None,
) -> None:
    match = looked(rate, 600, 620)
    assert match.says is PumpSays.STANDS
    assert "52.5 mL/h is recorded as running" in match.words


def test_a_pump_that_stands_while_nothing_runs_agrees() -> None:
    for state in (None, PAUSED, STOPPED):
        assert looked(0.0, 0, 600, state).says is PumpSays.AGREES
        assert looked(None, 0, 600, state).says is PumpSays.AGREES


def test_a_pulled_cable_is_told_and_the_record_goes_on() -> None:
    pump = PumpReadings(rates=seen(52.5, 0, 600).rates, heard_t=600.0)
    assert pump_match(pump, RUNNING, 614.0).says is PumpSays.AGREES
    match = pump_match(pump, RUNNING, 616.0)
    assert match.says is PumpSays.SILENT
    assert match.since_t == 600.0
    assert "The record goes on" in match.words
    assert RUNNING.delivered_mg(40 * MIN) == 35.0  # with or without a pump


def test_without_a_pump_nothing_is_said() -> None:
    match = pump_match(PumpReadings(), RUNNING, 600.0)
    assert match.says is PumpSays.NOTHING and match.words == ""


def test_a_pump_that_only_gives_its_volume_agrees() -> None:
    assert pump_match(PumpReadings(rates=(), heard_t=600.0), RUNNING, 601.0).says is PumpSays.AGREES


@given(
    st.lists(st.tuples(st.integers(0, 700), st.sampled_from([None, 0.0, 52.5, 60.0])), max_size=20),
    st.integers(0, 800),
)
def test_what_is_told_has_lasted_longer_than_15_s(rows: list[tuple[int, float | None]], now: int) -> None:
    ordered = sorted({t: (float(t), rate) for t, rate in rows}.values())
    match = pump_match(PumpReadings(rates=ordered, heard_t=float(now)), RUNNING, float(now))
    if match.words:
        assert match.since_t is not None and now - match.since_t > 15.0
    else:
        assert match.says in (PumpSays.AGREES, PumpSays.NOTHING)


def test_the_counter_of_a_pump_goes_on_when_it_is_set_back() -> None:
    rows: list[Row] = [(0.0, 10.0), (10.0, 12.0), (20.0, None), (30.0, 0.5), (40.0, 1.5), (90.0, 50.0)]
    assert pumped_ml(rows, 0.0, 60.0) == pytest.approx(3.5)
    assert pumped_ml(rows, 35.0, 60.0) is None


def test_what_the_pump_counted_is_told_from_the_recorded_start_to_the_recorded_stop() -> None:
    volumes = [(t, 0.875 * (t - 100.0) / 60.0 if t >= 100.0 else 0.0) for t in map(float, range(0, 3000, 10))]
    assert counted_between(volumes, 120.0, 2500.0) == pytest.approx(0.875 * (2560.0 - 100.0) / 60.0, abs=0.01)


def test_a_pump_that_was_heard_only_in_the_middle_counted_nothing_to_compare() -> None:
    assert counted_between([(500.0, 3.0), (600.0, 4.0)], 0.0, 900.0) is None
    assert counted_between([(0.0, None), (10.0, None)], 0.0, 900.0) is None
    assert counted_between([], 0.0, 900.0) is None


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    ("from_s", "until_s", "now", "unknown"),
    [
        (600, 620, 620, 600),  # now, for longer than a person needs to enter it
        (600, 610, 610, None),
        (600, 719, 900, None),  # over, and short
        (600, 724, 900, 600),  # over, and nobody put the record right
    ],
)
def test_a_dose_is_unknown_from_where_pump_and_record_began_to_differ(
    from_s: int, until_s: int, now: int, unknown: float | None
) -> None:
    rows: list[Row] = [(float(t), 65.0 if from_s <= t < until_s else 52.5) for t in range(0, now + 1, 2)]
    if until_s == now:
        rows[-1] = (float(now), 65.0)
    assert doses_unknown_from(PumpReadings(rates=rows, heard_t=float(now)), RUNNING, float(now)) == unknown


@pytest.mark.req("PK-01")
def test_what_a_silent_pump_did_is_no_contradiction_of_what_was_recorded_meanwhile() -> None:
    changed = infusion((0.0, start()), (10 * MIN, ChangeRate(bed=1, rate_ml_h=60.0)))
    rows: list[Row] = [(0.0, 52.5), (20 * MIN, 60.0)]
    silent = PumpReadings(rates=rows, heard_t=25 * MIN, silent=[(5 * MIN, 20 * MIN)])
    assert doses_unknown_from(silent, changed, 25 * MIN) is None
    heard = PumpReadings(rates=rows, heard_t=25 * MIN)
    assert doses_unknown_from(heard, changed, 25 * MIN) == 10 * MIN
    assert doses_unknown_from(PumpReadings(), changed, 25 * MIN) is None

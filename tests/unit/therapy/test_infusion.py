"""The infusion as it was recorded."""

from __future__ import annotations

import pytest

from bedside.therapy.entries import refusal
from bedside.therapy.infusion import InfusionState, infusion_of
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.sessions import PatientType

MIN = 60.0


def timeline(*entries: tuple[float, Command], retracted: tuple[int, ...] = ()) -> list[Entry]:
    return [
        Entry(number=n, t=t, entered_t=t, command=command, retracted=n in retracted)
        for n, (t, command) in enumerate(entries, start=1)
    ]


def start(rate: float = 52.5, concentration: float = 1.0) -> StartInfusion:
    return StartInfusion(
        bed=1, rate_ml_h=rate, concentration_mg_ml=concentration, planned_mg=35.0, planned_min=40.0
    )


def infusion(*entries: tuple[float, Command], retracted: tuple[int, ...] = ()) -> InfusionState:
    state = infusion_of(timeline(*entries, retracted=retracted))
    assert state is not None
    return state


def test_nothing_was_given_before_a_start():
    assert infusion_of(timeline((5.0, WriteNote(bed=1, text="calm")))) is None


@pytest.mark.req("DOSE-02")
def test_delivered_dose_is_the_integral_of_the_recorded_rate_and_a_pause_gives_nothing():
    state = infusion(
        (0.0, start()),
        (20 * MIN, PauseInfusion(bed=1)),
        (25 * MIN, ResumeInfusion(bed=1)),
        (45 * MIN, StopInfusion(bed=1)),
    )
    assert state.delivered_mg(20 * MIN) == pytest.approx(17.5)
    assert state.delivered_mg(24 * MIN) == pytest.approx(17.5)
    assert state.delivered_mg(45 * MIN) == pytest.approx(35.0)
    assert state.delivered_mg(90 * MIN) == pytest.approx(35.0)  # a stop freezes


@pytest.mark.req("DOSE-02")
def test_the_demo_story_gives_the_doses_of_the_screens():
    state = infusion((0.0, start(45.0)), (10 * MIN, ChangeRate(bed=1, rate_ml_h=55.0)))
    given = [round(state.delivered_mg(t), 1) for t in (10 * MIN, 23 * MIN + 12, 26 * MIN + 58, 40 * MIN)]
    assert given == [7.5, 19.6, 23.1, 35.0]


def test_a_rate_changed_while_paused_counts_from_the_resume():
    state = infusion(
        (0.0, start(60.0)),
        (10 * MIN, PauseInfusion(bed=1)),
        (15 * MIN, ChangeRate(bed=1, rate_ml_h=30.0)),
        (20 * MIN, ResumeInfusion(bed=1)),
    )
    assert state.delivered_mg(20 * MIN) == pytest.approx(10.0)
    assert state.delivered_mg(30 * MIN) == pytest.approx(15.0)


def test_a_retracted_rate_change_never_happened():
    state = infusion((0.0, start(60.0)), (10 * MIN, ChangeRate(bed=1, rate_ml_h=600.0)), retracted=(2,))
    assert state.delivered_mg(20 * MIN) == pytest.approx(20.0)


def test_elapsed_and_remaining_stand_still_after_the_stop():
    state = infusion((60.0, start()), (60.0 + 30 * MIN, StopInfusion(bed=1)))
    assert state.elapsed_s(5000.0) == pytest.approx(30 * MIN)
    assert state.remaining_s(5000.0) == pytest.approx(10 * MIN)


def test_a_second_start_after_a_stop_adds_to_the_total():
    state = infusion((0.0, start(60.0)), (10 * MIN, StopInfusion(bed=1)), (20 * MIN, start(60.0)))
    assert state.delivered_mg(30 * MIN) == pytest.approx(20.0)
    assert state.elapsed_s(30 * MIN) == pytest.approx(10 * MIN)


def test_the_time_of_all_infusions_is_each_from_its_start_to_its_stop_with_its_pauses():
    state = infusion(
        (0.0, start()),
        (4 * MIN, PauseInfusion(bed=1)),
        (6 * MIN, ResumeInfusion(bed=1)),
        (10 * MIN, StopInfusion(bed=1)),
        (20 * MIN, start()),
        (25 * MIN, PauseInfusion(bed=1)),
    )
    assert (state.infusions, state.infused_s(30 * MIN), state.stood_s(30 * MIN)) == (2, 20 * MIN, 7 * MIN)
    assert (state.elapsed_s(30 * MIN), state.paused_s(30 * MIN)) == (10 * MIN, 5 * MIN), "of the newest"
    assert (state.infused_s(5 * MIN), state.stood_s(5 * MIN)) == (5 * MIN, 1 * MIN), "as it was then"


RUNNING = infusion_of(timeline((0.0, start())))
PAUSED = infusion_of(timeline((0.0, start()), (1.0, PauseInfusion(bed=1))))


@pytest.mark.parametrize(
    ("command", "state", "word"),
    [
        (start(), RUNNING, "already running"),
        (start(rate=0.0), None, "more than 0"),
        (start(rate=float("nan")), None, "more than 0"),
        (start(rate=5000.0), None, "any pump"),
        (start(concentration=0.0), None, "concentration"),
        (ChangeRate(bed=1, rate_ml_h=50.0), None, "No infusion"),
        (ChangeRate(bed=1, rate_ml_h=-1.0), RUNNING, "more than 0"),
        (PauseInfusion(bed=1), PAUSED, "already paused"),
        (ResumeInfusion(bed=1), RUNNING, "not paused"),
        (StopInfusion(bed=1), None, "No infusion"),
        (MarkEvent(bed=1, event="nausea", severity=4), None, "severity"),
        (WriteNote(bed=1, text="  "), None, "empty"),
        (NamePatient(bed=1, label="A", patient_type=PatientType.ADULT, weight_kg=0.0), None, "weight"),
    ],
)
def test_a_wrong_entry_is_refused_in_words(command: Command, state: InfusionState | None, word: str):
    assert word in refusal(command, state)


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (start(), None),
        (ChangeRate(bed=1, rate_ml_h=55.0), RUNNING),
        (ChangeRate(bed=1, rate_ml_h=55.0), PAUSED),
        (ResumeInfusion(bed=1), PAUSED),
        (StopInfusion(bed=1), PAUSED),
        (GiveRating(bed=1, scale="anxiety", value=0), None),
        (MarkEvent(bed=1, event="oxygen"), None),
    ],
)
def test_a_sensible_entry_is_taken(command: Command, state: InfusionState | None):
    assert refusal(command, state) == ""

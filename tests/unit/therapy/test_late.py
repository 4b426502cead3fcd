"""What is said of the screening once the drug was given is late: an answer, a decision, an override."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.therapy.gate import gate_of
from bedside.therapy.late import late_numbers
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    GiveBolus,
    GiveScore,
    OverrideItem,
)
from bedside.vitals.commands import Command, Entry, StartInfusion, WriteNote
from bedside.vitals.sessions import Actor, Role

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
ANSWER = AnswerItem(bed=1, actor=NURSE, form="screening", item="glaucoma", answer="yes")
PASS = OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item="glaucoma", reason="treated")
GO = DecideGo(bed=1, actor=SUPERVISOR, go=True)
EMERGENCY = AllowEmergencyStart(bed=1, actor=NURSE, reason="cannot wait")
START = StartInfusion(bed=1, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0)
BOLUS = GiveBolus(bed=1, actor=NURSE, mg=5.0)
RISK = GiveScore(bed=1, actor=NURSE, scale="cssrs", version="1", answers=(0,) * 6, total=0)


def timeline(*lines: tuple[float, Command] | tuple[float, Command, float]) -> list[Entry]:
    """Entries: when entered, what, and when it was so where that was earlier. Session times, s."""
    return [
        Entry(number=n, t=line[2] if len(line) > 2 else line[0], entered_t=line[0], command=line[1])
        for n, line in enumerate(lines, 1)
    ]


@pytest.mark.req("GATE-01", "SCALE-01")
@pytest.mark.parametrize("given", [START, BOLUS])
@pytest.mark.parametrize("command", [ANSWER, PASS, GO])
def test_what_is_said_of_the_screening_after_the_first_of_the_drug_is_late(
    given: Command, command: Command
) -> None:
    assert late_numbers(timeline((10, command), (20, EMERGENCY), (30, given), (31, command))) == {4}
    assert late_numbers(timeline((10, command), (20, command))) == set(), "nothing was given"


@pytest.mark.req("GATE-01", "SCALE-01")
def test_an_answer_with_an_earlier_time_is_late_by_when_it_was_entered() -> None:
    assert late_numbers(timeline((30, START), (200, ANSWER, 20))) == {2}
    assert late_numbers(timeline((200, ANSWER, 20), (300, START))) == {1}, "long after it was seen"


def test_a_start_that_was_recorded_late_counts_from_when_it_was() -> None:
    assert late_numbers(timeline((100, ANSWER), (130, START, 90))) == {1}
    taken_back = timeline((90, START), (100, ANSWER))
    taken_back[0] = replace(taken_back[0], retracted=True)
    assert late_numbers(taken_back) == set()


@pytest.mark.parametrize(
    "command",
    [
        replace(ANSWER, form="discharge"),
        replace(PASS, form="discharge"),
        replace(ANSWER, answer=""),
        EMERGENCY,
        RISK,
        WriteNote(bed=1, actor=NURSE, text="calm"),
    ],
)
def test_what_belongs_after_the_start_is_not_late(command: Command) -> None:
    assert late_numbers(timeline((30, START), (40, command))) == set()


@pytest.mark.req("GATE-01")
def test_the_gate_tells_what_was_late_of_its_rows_its_overrides_and_its_decision() -> None:
    mood = default_protocol()
    other = replace(ANSWER, item="mania", answer="no")
    early = gate_of(mood, timeline((10, other), (11, ANSWER), (12, PASS), (13, GO), (30, START)), None, None)
    assert not any(row.late for row in early.rows)
    assert early.decision is not None and not early.decision.late
    late = gate_of(
        mood,
        timeline((10, other), (20, EMERGENCY), (30, START), (40, ANSWER), (41, PASS), (42, GO), (43, RISK)),
        None,
        None,
    )
    assert {row.item.key for row in late.rows if row.late} == {"glaucoma", "risk_screen"}
    (passed,) = [row.override for row in late.rows if row.override is not None]
    assert passed.late
    assert late.decision is not None and late.decision.late
    assert late.emergency is not None and not late.emergency.late

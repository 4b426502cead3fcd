"""A session is watched before, during and after: each phase has its own plan, limits and completeness (S2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bedside.review.completeness import Row, What
from bedside.review.recorded_facts import session_facts
from bedside.store.library import Library
from bedside.vitals.alarms import Priority
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import EndSession, GiveRating, StopInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind
from bedside.vitals.readings import Numeric, Quality
from bedside.vitals.sessions import Phase
from tests.helpers.care_rooms import NURSE, OXIMETER, Room, room_in

MIN = 60.0
EVERY_S = 2.5  # between two words of the oximeter: less than a value holds


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


def every_min(room: Room) -> dict[DueKind, float]:
    """In the rhythm of which each is due now, min."""
    return {item.kind: item.interval_s / MIN for item in room.care.due}


def observed(room: Room) -> None:
    """Breathing, sedation and how the patient feels."""
    room.say(
        EnterRespiration(bed=1, actor=NURSE, rate_per_min=14.0),
        GiveRating(bed=1, actor=NURSE, scale="moaas", value=5),
        GiveRating(bed=1, actor=NURSE, scale="dissociation", value=3),
    )


def probe_off(room: Room, seconds: int) -> Priority | None:
    """How loudly it is told that the probe is off for so long; then it is on again."""
    bed = room.program.bed
    for _ in range(seconds):
        room.clock.advance(1.0)
        t = room.clock.now()
        off = Numeric(parameter=Parameter.SPO2, t=t, value=None, quality=Quality.NO_FINGER)
        bed.arrive(OXIMETER, [off], t)
        update = room.step()
    return next((a.change.priority for a in update.alarms if a.change.code == "T-SPO2-OFF"), None)


def of(rows: tuple[Row, ...], phase: Phase) -> dict[What, Row]:
    return {row.what: row for row in rows if row.phase is phase}


@pytest.mark.req("PLAN-01", "PLAN-02", "T-SPO2-OFF", "GATE-01", "DIS-01")
def test_before_during_and_after_each_have_their_own_plan_limits_and_completeness(room: Room) -> None:
    asked: set[DueKind] = set()
    room.screened()
    room.seen = lambda update: asked.update(item.kind for item in update.care.due)  # type: ignore[union-attr]
    room.based()
    assert asked == set(DueKind), "before: each once"
    assert room.care.due == (), "and nothing more once it was there"
    room.wait(2 * MIN, every_s=EVERY_S)
    start_limits = next(row for row in room.care.gate.rows if row.item.fills == "start_limits")
    assert start_limits.passed, "before: the values with which an infusion may begin"
    assert not room.care.discharge.criteria
    assert probe_off(room, 20) is Priority.LOW
    room.wait(15.0, every_s=EVERY_S)

    room.infused()
    assert room.step().session.phase is Phase.INFUSION  # type: ignore[union-attr]
    assert every_min(room) == {DueKind.NIBP: 5, DueKind.OBSERVATION: 10, DueKind.RATINGS: 15}
    assert probe_off(room, 20) is Priority.MEDIUM, "during: louder after fifteen seconds"
    room.wait(5 * MIN, every_s=EVERY_S)
    room.cuff(138.0, 84.0)
    room.wait(7 * MIN, every_s=EVERY_S)
    observed(room)  # the cuff of the tenth minute is forgotten

    room.say(StopInfusion(bed=1, actor=NURSE))
    assert room.step().session.phase is Phase.RECOVERY  # type: ignore[union-attr]
    assert every_min(room) == {DueKind.NIBP: 15, DueKind.OBSERVATION: 15, DueKind.RATINGS: 15}
    assert probe_off(room, 20) is Priority.MEDIUM
    pressure = next(line for line in room.care.discharge.criteria if line.key == "pressure")
    assert not pressure.met, "after: held against the baseline, by a reading of its own"
    room.wait(16 * MIN, every_s=EVERY_S)
    room.cuff(126.0, 78.0)
    observed(room)
    pressure = next(line for line in room.care.discharge.criteria if line.key == "pressure")
    assert pressure.met

    room.say(EndSession(bed=1, actor=NURSE))
    room.close()
    library = Library(room.store)
    rows = session_facts(library.open(library.sessions()[0].id), complete=True).completeness
    planned = {
        phase: {what: (row.taken, row.planned) for what, row in of(rows, phase).items()}
        for phase in (Phase.BASELINE, Phase.INFUSION, Phase.RECOVERY)
    }
    assert planned[Phase.BASELINE][What.NIBP] == (2, 2)
    assert planned[Phase.INFUSION][What.NIBP] == (1, 2)
    assert planned[Phase.INFUSION][What.OBSERVATION] == (1, 1)
    assert planned[Phase.RECOVERY][What.NIBP] == (1, 1)
    for phase in planned:
        spo2 = of(rows, phase)[What.SPO2]
        assert spo2.share is not None and 0.9 < spo2.share < 1.0, "the probe was off for twenty seconds"
        assert spo2.longest is not None and spo2.longest.seconds == pytest.approx(20.0, abs=6.0)

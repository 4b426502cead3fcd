"""A correction that says the same again changes nothing of what a timeline means, nor does one that is taken back.

Random timelines, because what goes wrong takes three entries of one minute, or a correction that comes hours later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from bedside.alarms.infusing import RecordedInfusion
from bedside.alarms.phases import Phases
from bedside.monitor.timeline import session_after
from bedside.monitor.updates import SessionView
from bedside.therapy.discharge import discharge_of
from bedside.therapy.gate import gate_of
from bedside.therapy.infusion import infusion_of
from bedside.therapy.oxygen import oxygen_of
from bedside.therapy.scale_rules import ratings_of
from bedside.therapy.told import told_by
from bedside.vitals.care_commands import (
    AdoptProtocol,
    AllowEmergencyStart,
    DecideGo,
    GiveBolus,
    IdentifyPatient,
    OverrideItem,
    RecordTreatment,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.patients import SessionPlan
from bedside.vitals.records import SessionOpened
from bedside.vitals.sessions import PROGRAM, Mode, Phase
from bedside.vitals.timeline import with_entry
from tests.unit.therapy.test_gate import MARTA, MOOD, NO_RISK, NURSE, SUPERVISOR, baseline

OPENED = SessionOpened(
    session="s", bed=1, mode=Mode.LIVE, started_utc=datetime(2026, 3, 1, tzinfo=UTC), profile="p", version="1"
)
OTHER = replace(MARTA, id="1" * 32)
Timeline = tuple[Entry, ...]


def something(random: Random) -> Command:
    said: Sequence[Callable[[], Command]] = (
        lambda: StartInfusion(bed=1, rate_ml_h=random.choice([10.0, 20.0]), concentration_mg_ml=1.0),
        lambda: ChangeRate(bed=1, rate_ml_h=random.choice([10.0, 20.0, 30.0])),
        lambda: PauseInfusion(bed=1),
        lambda: ResumeInfusion(bed=1),
        lambda: StopInfusion(bed=1),
        lambda: GiveBolus(bed=1, actor=NURSE, mg=5.0, reason=random.choice(["", "line was blocked"])),
        lambda: SetPlan(bed=1, plan=SessionPlan(minutes=random.choice([None, 30.0, 50.0]))),
        lambda: SetPhase(bed=1, phase=random.choice(list(Phase))),
        lambda: IdentifyPatient(bed=1, patient=random.choice([MARTA, OTHER])),
        lambda: AdoptProtocol(bed=1, actor=PROGRAM, protocol=MOOD),
        lambda: AllowEmergencyStart(bed=1, actor=NURSE, reason="cannot wait"),
        lambda: DecideGo(bed=1, actor=SUPERVISOR, go=random.random() < 0.6, reason="seen"),
        lambda: OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item="risk_screen", reason="seen"),
        lambda: NO_RISK,
        lambda: GiveRating(bed=1, scale="moaas", value=random.randint(0, 5)),
        lambda: RecordTreatment(bed=1, treatment=random.choice(["oxygen", "oxygen_off"])),
    )
    return random.choice(said)()


def more(entries: Timeline, command: Command, at: float, t: float) -> Timeline:
    return with_entry(entries, Entry(number=len(entries) + 1, t=t, entered_t=at, command=command))


def random_timeline(random: Random) -> tuple[Timeline, float]:
    """Some lines, of which what can be entered late sometimes is; and the time after them, s."""
    entries: Timeline = ()
    now = 0.0
    for _ in range(random.randint(3, 10)):
        now += random.choice([0.0, 60.0])
        command, t = something(random), now
        if hasattr(command, "observed_t") and random.random() < 0.5:
            t = max(0.0, now - random.choice([0.0, 60.0, 120.0]))
        entries = more(entries, command, now, t)
    return entries, now + 60.0


def meaning(entries: Timeline, now: float) -> dict[str, object]:
    """What screens, gates and alarms make of it, without the numbers of its lines."""
    session = session_after(SessionView.begun(OPENED, profile="p"), entries)
    told, infusion = told_by(entries), infusion_of(entries)
    gate = gate_of(MOOD, entries, MARTA, baseline())
    discharge = discharge_of(
        MOOD, entries, infusion, None, (), spo2=None, spo2_t=None, patient=MARTA, now=now
    )
    phases, recorded = Phases(), RecordedInfusion()
    for entry in entries:
        made = replace(entry, retracted=False)  # as they heard of it
        phases.take(made, entry.entered_t)
        recorded.entered(made, entry.entered_t)
    given = infusion and (infusion.begun, infusion.first_t, infusion.stopped_t, infusion.rate_ml_h)
    rows = [(row.answer, row.flagged, row.override) for row in gate.rows]
    return {
        "phase": (session.phase, session.phase_t),
        "told": (told.plan, told.given, told.patient),
        "given": (given, infusion and round(infusion.delivered_mg(now), 6)),
        "gate": (rows, gate.missing, gate.decision, gate.start_used, gate.bolus_used),
        "discharge": discharge,
        "oxygen": oxygen_of(entries, now),
        "sedation": [(entry.t, score.value) for entry, score in ratings_of(entries, "moaas")],
        "alarms": (phases.current, phases.first_infusion_t, phases.more_given_ts),
        "rate of the alarms": recorded.now and (recorded.now.recorded_ml_h, recorded.now.end_t),
    }


@pytest.mark.parametrize("block", range(4))
def test_the_same_said_again_changes_nothing_nor_does_taking_it_back(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        random = Random(seed)
        entries, now = random_timeline(random)
        correctable = [entry for entry in entries if hasattr(entry.command, "replaces")]
        if not correctable:
            continue
        entry = random.choice(correctable)
        again = replace(entry.command, replaces=entry.number)  # type: ignore[call-arg]
        before = meaning(entries, now)
        corrected = more(entries, again, now - 30.0, entry.t)
        assert meaning(corrected, now) == before, f"seed {seed}, corrected line {entry.number}"
        undone = more(corrected, Retract(bed=1, entry=len(corrected)), now - 20.0, now - 20.0)
        assert meaning(undone, now) == before, f"seed {seed}, taken back"

"""One bed without disk and screen: what its station takes, and the sentence by which it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bedside.alarms.profile_file import default_profile
from bedside.alarms.source import AlarmSource
from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.bed import Bed
from bedside.monitor.bed_sessions import Site
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.care_commands import AllowEmergencyStart, AnswerItem, IdentifyPatient
from bedside.vitals.commands import Command, StartInfusion
from bedside.vitals.display import Ages
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem, Intervals, Protocol
from bedside.vitals.records import Record
from bedside.vitals.sessions import Actor, Role
from tests.helpers.alarms import NoAlarms

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SUPERVISOR = Actor(name="L. Hartmann", role=Role.SUPERVISOR)
MARTA = PatientRecord(
    id="a" * 32,
    simulated=False,
    family_name="Reyes",
    given_name="Marta",
    born=date(1991, 6, 2),
    weight_kg=70.0,
    weight_used_kg=70.0,
    height_cm=168.0,
)
EVERY = Intervals(infusion_start=5.0, infusion=10.0, recovery_start=15.0, recovery=15.0)
PROTOCOL = Protocol(
    key="mood",
    title="Mood",
    version=1,
    family="mood",
    nibp=EVERY,
    observation=EVERY,
    ratings=EVERY,
    screening=(GateItem(key="glaucoma", words="Glaucoma"),),
)
START = StartInfusion(
    bed=1,
    actor=NURSE,
    rate_ml_h=52.5,
    concentration_mg_ml=1.0,
    planned_mg=35.0,
    planned_min=40.0,
    weight_kg=70.0,
)
CLEAR = AnswerItem(bed=1, actor=NURSE, form="screening", item="glaucoma", answer="no")
EMERGENCY = AllowEmergencyStart(bed=1, actor=NURSE, reason="cannot wait", pin_checked=True)


def no_alarms(_profile: object) -> AlarmSource:
    """An alarm source that never says anything."""
    return NoAlarms()


class Place:
    """A bed with Marta Reyes on it; its gate waits for one answer. Times are those of its session, s."""

    def __init__(self, *, protocol: Protocol | None = PROTOCOL, pin: bool = False) -> None:
        self.clock = ManualClock(now=500.0, utc=datetime(2026, 11, 14, 9, 0, tzinfo=UTC))
        self.records: list[Record] = []
        self.bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=no_alarms,
            record=self.records.append,
            unfinished=lambda _number: None,
            site=Site(protocol=lambda: protocol, pin_set=lambda: pin),
        )
        self.say(IdentifyPatient(bed=1, actor=NURSE, patient=MARTA))

    def say(self, *commands: Command, after_s: float = 1.0) -> MonitorUpdate:
        """Somebody enters these, so many seconds apart; the station has to take all."""
        for command in commands:
            self.clock.advance(after_s)
            self.bed.command(command, self.clock.now())
        return self.seen()

    def refusal(self, command: Command) -> str:
        """Why the station takes it not; "" where it takes it. A refused one leaves nothing behind."""
        self.clock.advance(1.0)
        before, kept = self.seen().entries, len(self.records)
        try:
            self.bed.command(command, self.clock.now())
        except RefusedError as error:
            assert self.seen().entries == before
            assert len(self.records) == kept
            return str(error)
        return ""

    def seen(self) -> MonitorUpdate:
        """What is shown now."""
        return self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")

    @property
    def now(self) -> float:
        """Session time, s."""
        return self.seen().now

    def wait(self, seconds: float) -> None:
        """Time goes by."""
        self.clock.advance(seconds)

    def last(self, kind: type[Command]) -> int:
        """Number of the newest entry of this kind."""
        return max(entry.number for entry in self.seen().entries if isinstance(entry.command, kind))

"""One bed with a real record and a clock by hand: a whole session is gone through, and the program may die in it.

`Room.crash` gives the program that was started again, and leaves the one that never died beside it as a twin: both
hear the same from there on, so whatever is seen at the one has to be seen at the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bedside import resources
from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.monitor.bed_sessions import Site
from bedside.monitor.resume import unfinished_in
from bedside.monitor.updates import MonitorUpdate
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.therapy.care import Care
from bedside.therapy.protocol_file import load
from bedside.vitals.care_commands import (
    AnswerItem,
    DecideGo,
    EnterRespiration,
    GiveScore,
    IdentifyPatient,
    SetPlan,
)
from bedside.vitals.commands import Command, GiveRating, SetPhase, StartInfusion
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord, SessionPlan, Sex
from bedside.vitals.protocol import GateItem
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import Record
from bedside.vitals.sessions import Actor, PatientType, Phase, Role

NURSE = Actor(name="N. Ostrom", role=Role.NURSE)
SUPERVISOR = Actor(name="S. Lund", role=Role.SUPERVISOR)
OXIMETER, CUFF = "masimo@/dev/ttyUSB0", "dinamap@/dev/ttyUSB1"
BEGAN = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SITE = Site(protocol=lambda: load(resources.path("protocols") / "mood.toml"))
PATIENT = PatientRecord(
    id="a1" * 16,
    simulated=True,
    family_name="Lindqvist",
    given_name="Ada",
    born=date(1987, 3, 14),
    record_no="20418",
    sex=Sex.FEMALE,
    patient_type=PatientType.ADULT,
    weight_kg=70.0,
    weight_used_kg=70.0,
    height_cm=168.0,
    escort_name="Ben Lindqvist",
    escort_phone="555 0140",
    version=1,
)
PLAN = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0)
SCORES = (
    GiveScore(bed=1, actor=NURSE, scale="phq9", version="1", answers=(2, 2, 3, 2, 1, 2, 2, 1, 0), total=15),
    GiveScore(bed=1, actor=NURSE, scale="gad7", version="1", answers=(2, 1, 2, 1, 1, 2, 1), total=10),
    GiveScore(bed=1, actor=NURSE, scale="pcl5", version="1", answers=(1,) * 20, total=20),
    GiveScore(bed=1, actor=NURSE, scale="cssrs", version="1", answers=(0,) * 6, total=0),
)


@dataclass
class Program:
    """One run of the program, as far as one bed goes."""

    bed: Bed
    recorder: Recorder
    alive: bool = True

    def record(self, record: Record) -> None:
        """Nothing of a program that died is written any more."""
        if self.alive:
            self.recorder.put(record)


class Room:
    """One bed. Times are station time, s, of a clock that a test turns."""

    def __init__(self, store: Path, *, began: datetime = BEGAN, site: Site = SITE) -> None:
        self.store, self.site = store, site
        self.clock = ManualClock(5000.0, began)
        self.program = self._begun()
        self.twin: Program | None = None  # the one that never died
        self.saturation, self.pulse = 97.0, 68.0
        self.connected = False
        self.seen: Callable[[MonitorUpdate], object] = lambda _update: None  # whoever watches meanwhile

    def _begun(self) -> Program:
        recorder = Recorder(self.store, self.clock, interval_s=0.01)
        recorder.start()
        library = Library(self.store)
        held: list[Program] = []
        bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=lambda record: held[0].record(record),  # noqa: PLW0108 - `held` is filled below
            unfinished=lambda number: unfinished_in(library, number),
            site=self.site,
        )
        held.append(Program(bed, recorder))
        return held[0]

    def close(self) -> None:
        """The program ends; what was taken is in the record."""
        self.program.alive = False
        self.program.recorder.stop()
        state = self.program.recorder.state()
        assert (state.backlog, state.dropped, state.fault) == (0, 0, "")

    def crash(self, away_s: float = 20.0) -> None:
        """The program dies without a word, and is started again so many seconds later."""
        self.close()
        self.clock.advance(away_s)
        self.twin, self.program = self.program, self._begun()
        self.step()
        if self.connected:
            for device in (OXIMETER, CUFF):
                self.program.bed.attach(device, self.clock.now(), simulated=True)
            self._measuring(self.program)

    # What comes in

    @property
    def _programs(self) -> Iterator[Program]:
        yield self.program
        if self.twin is not None:
            yield self.twin

    def connect(self) -> None:
        """An oximeter and a cuff come to the bed."""
        for device in (OXIMETER, CUFF):
            self.program.bed.attach(device, self.clock.now(), simulated=True)
        self.connected = True
        self._measuring(self.program)

    def _measuring(self, program: Program) -> None:
        for device in (OXIMETER, CUFF):
            t = self.clock.now()
            program.bed.link(
                DeviceChange(t=t, device=device, state=LinkState.MEASURING, sentence="measuring")
            )

    def say(self, *commands: Command) -> MonitorUpdate:
        """Somebody enters this now."""
        for command in commands:
            for program in self._programs:
                program.bed.command(command, self.clock.now())
        return self.step()

    def cuff(self, sys: float, dia: float) -> None:
        """A cuff reading comes."""
        t = self.clock.now()
        measured = Determination(t=t, sys=sys, dia=dia, map=dia + (sys - dia) / 3.0, pr=self.pulse)
        for program in self._programs:
            program.bed.arrive(CUFF, [measured], t)
        self.step()

    def step(self) -> MonitorUpdate:
        """What is shown now."""
        for program in self._programs:
            update = program.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")
            if program is self.program:
                shown = update
        return shown

    def wait(self, seconds: float, *, every_s: float = 1.0) -> MonitorUpdate:
        """Time goes by; once a second the oximeter says what it measures."""
        end = self.clock.now() + seconds
        while self.clock.now() < end - 1e-6:
            self.clock.advance(min(every_s, end - self.clock.now()))
            t = self.clock.now()
            if self.connected:
                numbers = [
                    Numeric(parameter=Parameter.SPO2, t=t, value=self.saturation),
                    Numeric(parameter=Parameter.PR, t=t, value=self.pulse),
                ]
                for program in self._programs:
                    program.bed.arrive(OXIMETER, numbers, t)
            update = self.step()
            self.seen(update)
        return update

    # What goes out

    @property
    def care(self) -> Care:
        """Of the program that runs."""
        care = self.step().care
        assert care is not None
        return care

    def shown_by_both(self) -> tuple[MonitorUpdate, MonitorUpdate]:
        """What the twin that never died shows, and what the program shows that was started again."""
        assert self.twin is not None
        now = self.clock.now()
        before, after = (
            each.bed.step(now, (), can_start_nibp=False, nibp_refusal="")
            for each in (self.twin, self.program)
        )
        return before, after

    # What a session consists of

    def screened(self) -> None:
        """Everything before the baseline: patient, scores, half a form and the other half, go, plan."""
        self.say(IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT), *SCORES)
        self.wait(30.0, every_s=10.0)
        self.answer("screening", self.open_items("screening"))
        self.say(DecideGo(bed=1, actor=SUPERVISOR, go=True, reason="agreed with the patient"))
        self.say(SetPlan(bed=1, actor=NURSE, plan=PLAN))

    def based(self) -> None:
        """The baseline: devices, two cuff readings more than two minutes apart, what else is asked once."""
        self.connect()
        self.say(SetPhase(bed=1, actor=NURSE, phase=Phase.BASELINE))
        self.wait(60.0)
        self.cuff(124.0, 78.0)
        self.say(
            GiveRating(bed=1, actor=NURSE, scale="moaas", value=5),
            GiveRating(bed=1, actor=NURSE, scale="dissociation", value=0),
            EnterRespiration(bed=1, actor=NURSE, rate_per_min=14.0),
        )
        self.wait(150.0)
        self.cuff(120.0, 76.0)
        self.wait(10.0)

    def infused(self) -> None:
        """The infusion begins: 35 mg in 40 min."""
        start = StartInfusion(
            bed=1,
            actor=NURSE,
            rate_ml_h=52.5,
            concentration_mg_ml=1.0,
            planned_mg=35.0,
            planned_min=40.0,
            weight_kg=70.0,
        )
        self.say(start)

    def open_items(self, form: str) -> list[GateItem]:
        """Of a form, what a person has to answer and nobody has."""
        care = self.care
        if form == "screening":
            return [row.item for row in care.gate.rows if row.open and not row.item.fills]
        return [each.item for each in care.discharge.criteria if each.item is not None and not each.met]

    def answer(self, form: str, items: list[GateItem]) -> None:
        """As raises no flag."""
        for item in items:
            clear = next(each for each in item.answers if each in item.clear)
            text = "as said" if item.wants_words(clear) else ""
            self.say(AnswerItem(bed=1, actor=NURSE, form=form, item=item.key, answer=clear, text=text))


@contextmanager
def room_in(store: Path, **more: object) -> Iterator[Room]:
    """A room that is tidied up behind itself."""
    room = Room(store, **more)  # type: ignore[arg-type]
    try:
        yield room
    finally:
        if room.program.alive:
            room.close()


def differences(a: object, b: object, at: str = "", close_s: float = 1e-6) -> list[str]:
    """Where two values of the vocabulary differ; numbers may by what a sum of floats rounds."""
    if isinstance(a, float) and isinstance(b, float):
        return [] if a == b or abs(a - b) <= close_s else [f"{at}: {a!r} and {b!r}"]
    if type(a) is not type(b):
        return [f"{at}: {a!r} and {b!r}"]
    if is_dataclass(a) and not isinstance(a, type):
        names = [field.name for field in fields(a) if field.compare]
        pairs: list[tuple[str, object, object]] = [(n, getattr(a, n), getattr(b, n)) for n in names]
    elif isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        pairs = [(str(key), a[key], b[key]) for key in a]
    elif isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)) and len(a) == len(b):
        pairs = [(str(n), *both) for n, both in enumerate(zip(a, b, strict=True))]
    else:
        return [] if a == b else [f"{at}: {a!r} and {b!r}"]
    return [told for name, x, y in pairs for told in differences(x, y, f"{at}.{name}", close_s)]

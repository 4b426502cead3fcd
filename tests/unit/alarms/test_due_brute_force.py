"""The protocol's clock against a second one that knows nothing of it, and at any stepping cadence."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from protocols import MOOD

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.replay.recorded_due import RecordedDue
from bedside.vitals.alarms import AlarmChange, Change, Priority
from bedside.vitals.care_commands import AdoptProtocol, DeferDue, EnterRespiration, GiveBolus
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.readings import Determination
from bedside.vitals.records import EntryMade, ReadingTaken
from bedside.vitals.sessions import Phase
from tests.helpers.brute_due import CODES, Alarmed, Event, alarms, due_at

END = 2 * 3600
WHATS = (
    *("phase", "reading", "breaths", "sedation", "dissociation") * 2,
    *("rate", "bolus", "deferral", "gone"),
)
UTC0 = datetime(2026, 3, 1, tzinfo=UTC)


def story(seed: int) -> list[Event]:
    """A session in no sensible order, every event at a second of its own."""
    source = random.Random(seed)
    times = sorted(source.sample(range(10, END - 10), source.randint(8, 30)))
    found: list[Event] = []
    for at in times:
        what = source.choice(WHATS)
        late = source.choice([0, 0, 0, source.randrange(0, 900)])
        taken = {e.seen_t for e in found}
        seen = max(0, at - late)
        if what in ("reading", "phase", "deferral", "gone") or seen in taken:
            seen = at
        event = Event(at=at, seen_t=seen, what=what)
        match what:
            case "phase":
                chosen = source.choice([Phase.BASELINE, Phase.INFUSION, Phase.INFUSION, Phase.RECOVERY])
                event = Event(at=at, seen_t=seen, what=what, phase=chosen)
            case "rate":
                event = Event(at=at, seen_t=seen, what=what, value=source.choice([40.0, 50.0, 60.0]))
            case "dissociation":
                event = Event(at=at, seen_t=seen, what=what, value=source.choice([0, 1, 4, 8]))
            case "deferral":
                kind = source.choice(list(DueKind))
                event = Event(at=at, seen_t=at, what=what, kind=kind, value=source.choice([2.0, 10.0, 30.0]))
            case "gone":
                own = [n for n, e in enumerate(found) if e.what not in ("reading", "gone")]
                if not own:
                    continue
                event = Event(at=at, seen_t=at, what=what, number=source.choice(own))
        found.append(event)
    return found


def command_of(event: Event, numbers: dict[int, int]) -> Command:
    match event.what:
        case "phase":
            return SetPhase(bed=1, phase=event.phase)
        case "rate":
            return ChangeRate(bed=1, rate_ml_h=event.value)
        case "bolus":
            return GiveBolus(bed=1, mg=5)
        case "breaths":
            return EnterRespiration(bed=1, rate_per_min=14)
        case "sedation":
            return GiveRating(bed=1, scale="moaas", value=5)
        case "dissociation":
            return GiveRating(bed=1, scale="dissociation", value=int(event.value))
        case "deferral":
            return DeferDue(bed=1, kind=event.kind, minutes=event.value, reason="asleep")
        case "gone":
            return Retract(bed=1, entry=numbers[event.number])
    raise AssertionError(event.what)


def records_of(events: list[Event]) -> list[EntryMade | ReadingTaken]:
    """The same as it would be recorded."""
    found: list[EntryMade | ReadingTaken] = [made(AdoptProtocol(bed=1, protocol=MOOD), 0, 0, 1)]
    numbers: dict[int, int] = {}
    for n, event in enumerate(events):
        number = len(found) + 1
        if event.what == "reading":
            reading = Determination(t=event.at, sys=120, dia=75, map=90, pr=70)
            found.append(ReadingTaken(session="s", number=number, at=event.at, device="d", reading=reading))
            continue
        numbers[n] = number
        found.append(made(command_of(event, numbers), event.at, event.seen_t, number))
    return found


def made(command: Command, at: float, t: float, number: int) -> EntryMade:
    entry = Entry(number=number, t=t, entered_t=at, command=command)
    return EntryMade(session="s", number=number, at=at, utc=UTC0, entry=entry)


class Ran:
    """What an engine made of a story, stepped every `step_s`."""

    def __init__(self, events: list[Event], step_s: float) -> None:
        self.engine = Engine(default_profile())
        self.changes: list[AlarmChange] = []
        self.due: dict[int, tuple[DueItem, ...]] = {}
        now = 0.0
        for record in records_of(events):
            while now + step_s < record.at:
                now += step_s
                self.changes += self.engine.advance(now)
            if isinstance(record, EntryMade):
                self.changes += self.engine.entered(record.entry, record.at)
            else:
                assert isinstance(record.reading, Determination)
                self.changes += self.engine.observe(record.reading, record.at, "d")
            self.due[int(record.at)] = self.engine.due
        while now < END:
            now = min(END, now + step_s)
            self.changes += self.engine.advance(now)

    def alarms(self) -> list[Alarmed]:
        """As the second engine tells them."""
        found = []
        for onset in self.changes:
            if onset.change is not Change.ONSET or onset.code not in CODES.values():
                continue
            its = [c for c in self.changes if c.condition == onset.condition]
            medium = next((c.t for c in its if c.priority is Priority.MEDIUM), None)
            cleared = next((c.t for c in its if c.change is Change.CLEARED), None)
            found.append(
                Alarmed(
                    onset.code,
                    int(onset.t),
                    None if medium is None else int(medium),
                    None if cleared is None else int(cleared),
                )
            )
        return sorted(found, key=lambda a: (a.onset, a.code))


@pytest.mark.req("PLAN-01", "T-NIBP-DUE", "T-OBSERVATION-DUE", "T-RATINGS-DUE")
@pytest.mark.parametrize("seed", range(0, 100, 5))
def test_both_clocks_find_the_same_due_times_and_the_same_alarms(seed: int) -> None:
    for each in range(seed, seed + 5):
        _agree(each)


def _agree(seed: int) -> None:
    events = story(seed)
    ran = Ran(events, 1e9)
    for at, items in ran.due.items():
        rhythmic = {i.kind: (i.due_t, i.interval_s) for i in items if i.interval_s > 0}
        assert rhythmic == due_at(events, MOOD, at), f"seed {seed} at {at}"
    assert ran.alarms() == alarms(events, MOOD, END), f"seed {seed}"


@pytest.mark.req("PLAN-01")
def test_the_stories_hold_every_kind_of_alarm() -> None:
    codes = {(a.code, a.medium is not None) for seed in range(25) for a in Ran(story(seed), 1e9).alarms()}
    assert codes >= {
        ("T-NIBP-DUE", False),
        ("T-NIBP-DUE", True),
        ("T-OBSERVATION-DUE", False),
        ("T-RATINGS-DUE", False),
    }


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize("seed", range(10))
def test_how_often_the_engine_is_stepped_changes_nothing(seed: int) -> None:
    events = story(seed)
    whole = Ran(events, 1e9)
    for step_s in (0.7, 13.0, 301.0):
        assert Ran(events, step_s).changes == whole.changes


@pytest.mark.req("PLAN-01", "ALM-36")
@pytest.mark.parametrize("seed", range(10))
def test_a_replay_says_at_every_moment_what_was_due(seed: int) -> None:
    events = story(seed)
    recorded = RecordedDue(records_of(events))
    for at, items in Ran(events, 1e9).due.items():
        assert recorded.at(at) == items
        assert recorded.at(at + 0.5) == items


@pytest.mark.req("PLAN-01")
def test_a_replay_of_a_session_without_a_protocol_says_when_the_cuff_was_due() -> None:
    start = made(StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1), 0, 0, 1)
    reading = Determination(t=100, sys=120, dia=75, map=90, pr=70)
    taken = ReadingTaken(session="s", number=2, at=100, device="d", reading=reading)
    stop = made(StopInfusion(bed=1), 1000, 1000, 3)
    due = RecordedDue([start, taken, stop])
    assert [item.due_t for item in due.at(99)] == []
    assert [item.due_t for item in due.at(100)] == [400]
    assert [item.due_t for item in due.at(5000)] == [1900]

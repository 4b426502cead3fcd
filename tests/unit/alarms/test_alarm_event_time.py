"""Event time: no cadence changes anything; a second, plain engine finds the same onsets; nothing begins on nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise

import pytest
from alarm_stream import DEVICE, NURSE, PROFILE, numeric
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarms.board import Board
from bedside.alarms.engine import Engine
from bedside.alarms.pauses import CARE_S
from bedside.alarms.source import AlarmSource
from bedside.vitals.alarms import Activation, AlarmChange, Change, Kind, PauseKind, Presence, Priority
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CarePause,
    ChangeLimits,
    ChangeRate,
    Command,
    DeclareSameArm,
    EndAudioPause,
    EndCarePause,
    Entry,
    LimitEdit,
    Retract,
    SetPhase,
    StartInfusion,
)
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    NibpFault,
    Numeric,
    Quality,
)
from bedside.vitals.sessions import Actor, Phase, Role

P = Parameter
Call = Callable[[Engine, float], list[AlarmChange]]

SPO2 = st.sampled_from([78.0, 82.0, 83.0, 87.0, 88.0, 89.0, 91.0, 92.0, 93.0, 98.0, None])
PR = st.sampled_from([35.0, 39.0, 43.0, 49.0, 53.0, 80.0, 117.0, 121.0, 147.0, 151.0, None])
FLAGS = st.sampled_from(
    [Quality.NONE] * 8
    + [Quality.HELD, Quality.SEARCHING, Quality.NO_FINGER, Quality.ARTEFACT, Quality.LOW_PERFUSION]
)
SUPERVISOR = Actor(name="Sam", role=Role.SUPERVISOR)
PRESSURE = st.sampled_from([45.0, 75.0, 95.0, 125.0, 165.0, 185.0, None])
GAP = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.0, 12.0), st.just(5.0), st.just(40.0))


def call_of(kind: str, payload: tuple[object, ...]) -> Call:
    """One input as a function of the engine and the time."""

    def observe(reading: Numeric | Determination | CuffStatus | Battery) -> Call:
        return lambda engine, t: engine.observe(dataclasses.replace(reading, t=t), t, DEVICE)

    if kind == "numeric":
        parameter, value, quality = payload
        off = quality & Quality.NO_FINGER
        return observe(numeric(parameter, 0, None if off else value, quality))  # type: ignore[arg-type]
    if kind == "cuff":
        sys, dia, mean = payload
        return observe(Determination(t=0, sys=sys, dia=dia, map=mean, pr=None))  # type: ignore[arg-type]
    if kind == "status":
        state, fault = payload
        return observe(CuffStatus(t=0, state=state, fault=fault))  # type: ignore[arg-type]
    if kind == "battery":
        return observe(Battery(t=0, state=payload[0]))  # type: ignore[arg-type]
    if kind == "interrupted":
        (for_s,) = payload
        return lambda engine, t: engine.interrupted(max(0.0, t - for_s), t)  # type: ignore[operator]
    if kind == "link":
        device, state, lost_after = payload
        return lambda engine, t: engine.linked(
            DeviceChange(
                t=t,
                device=str(device),
                state=state,  # type: ignore[arg-type]
                sentence="",
                lost_t=None if lost_after is None else t + lost_after,  # type: ignore[operator]
            ),
            t,
        )
    command: Command = payload[0]  # type: ignore[assignment]
    number = 2 if isinstance(command, DeclareSameArm) else 1
    return lambda engine, t: engine.entered(Entry(number=number, t=t, entered_t=t, command=command), t)


PAUSES = st.one_of(
    st.sampled_from([30.0, 60.0, 120.0, 500.0]).map(lambda s: AudioPause(bed=1, actor=NURSE, seconds=s)),
    st.sampled_from([10.0, 180.0, 500.0]).map(
        lambda s: CarePause(bed=1, actor=NURSE, seconds=s, reason="toilet")
    ),
    st.sampled_from([EndAudioPause(bed=1, actor=NURSE), EndCarePause(bed=1, actor=NURSE)]),
)
EDITS = st.builds(
    lambda edit, actor: ChangeLimits(bed=1, actor=actor, edits=(edit,), reason="known"),
    st.one_of(
        st.builds(
            LimitEdit,
            parameter=st.just(P.SPO2),
            cell=st.sampled_from(["high_low", "med_low"]),
            value=st.sampled_from([84.0, 90.0, 93.0, None]),
        ),
        st.builds(
            LimitEdit,
            parameter=st.just(P.NIBP_SYS),
            cell=st.sampled_from(["med_high", "high_high"]),
            value=st.sampled_from([160.0, 170.0, 190.0, None]),
        ),
    ),
    st.sampled_from([NURSE, SUPERVISOR]),
)
INPUTS = st.one_of(
    st.tuples(st.just("numeric"), st.tuples(st.just(P.SPO2), SPO2, FLAGS)),
    st.tuples(st.just("numeric"), st.tuples(st.just(P.PR), PR, FLAGS)),
    st.tuples(st.just("numeric"), st.tuples(st.just(P.RR), st.sampled_from([7.0, 9.0, 12.0, 31.0]), FLAGS)),
    st.tuples(st.just("numeric"), st.tuples(st.just(P.PI), st.sampled_from([0.1, 0.3, 2.0, None]), FLAGS)),
    st.tuples(st.just("cuff"), st.tuples(PRESSURE, PRESSURE, PRESSURE)),
    st.tuples(st.just("battery"), st.tuples(st.sampled_from(BatteryState))),
    st.tuples(st.just("interrupted"), st.tuples(st.sampled_from([0.0, 5.0, 300.0]))),
    st.tuples(
        st.just("status"),
        st.tuples(st.sampled_from(CuffState), st.sampled_from([None, NibpFault.LOOSE, NibpFault.CANCELLED])),
    ),
    st.tuples(
        st.just("link"),
        st.tuples(
            st.sampled_from([DEVICE, "dinamap@x"]),
            st.sampled_from(LinkState),
            st.sampled_from([None, -2.0, 0.0, 5.0]),
        ),
    ),
    st.tuples(
        st.just("entry"),
        st.tuples(
            st.one_of(
                st.integers(1, 8).map(lambda n: Acknowledge(bed=1, actor=NURSE, condition=n)),
                st.just(StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)),
                st.sampled_from(Phase).map(lambda p: SetPhase(bed=1, phase=p)),
                st.sampled_from([40.0, 60.0]).map(lambda rate: ChangeRate(bed=1, rate_ml_h=rate)),
                st.sampled_from([1, 2]).map(lambda n: Retract(bed=1, entry=n)),
                st.booleans().map(lambda same: DeclareSameArm(bed=1, same_arm=same)),
            )
        ),
    ),
    st.tuples(st.just("entry"), st.tuples(st.one_of(PAUSES, EDITS))),
)
STREAM = st.lists(st.tuples(GAP, INPUTS), min_size=1, max_size=60)
Inputs = list[tuple[float, tuple[str, tuple[object, ...]]]]


def run(stream: Inputs, steps: list[float], until: float = 400.0) -> tuple[list[AlarmChange], Engine]:
    """The changes of a stream with `advance` called in between at these fractions of each gap."""
    engine = Engine(PROFILE)
    changes: list[AlarmChange] = []
    now = 0.0
    for gap, (kind, payload) in stream:
        for step in steps:
            changes += engine.advance(now + gap * step)
        now += gap
        changes += call_of(kind, payload)(engine, now)
    for step in steps:
        changes += engine.advance(now + until * step)
    changes += engine.advance(now + until)
    return changes, engine


@pytest.mark.req("ALM-22", "ALM-30", "ALM-31")
@given(STREAM, st.lists(st.floats(0.0, 1.0), max_size=6).map(sorted))
@settings(max_examples=150, deadline=None)
def test_stepping_cadence_never_matters(stream: Inputs, steps: list[float]) -> None:
    assert run(stream, steps)[0] == run(stream, [])[0]


@given(STREAM)
@settings(max_examples=150, deadline=None)
def test_every_condition_lives_a_whole_life(stream: Inputs) -> None:
    changes, engine = run(stream, [])
    assert [c.number for c in changes] == list(range(1, len(changes) + 1))
    assert all(a.t <= b.t for a, b in pairwise(changes))
    for condition in {c.condition for c in changes}:
        life = [c for c in changes if c.condition == condition]
        kinds = [c.change for c in life]
        assert kinds[0] is Change.ONSET
        assert kinds.count(Change.ONSET) == 1
        assert kinds.count(Change.CLEARED) == (not life[-1].present)
        present = [c.present for c in life]
        assert present == sorted(present, reverse=True)
        off = [c.presence is Presence.OFF for c in life]
        assert (Change.ENDED in kinds) == off[-1]
        assert off == sorted(off)
        if not off[-1]:
            assert condition in [a.change.condition for a in engine.active]
        patient_high = life[0].kind is Kind.PHYSIOLOGICAL and life[0].priority is Priority.HIGH
        if patient_high and off[-1]:  # only a person or a newer signal of its kind ends it
            assert (
                Change.ACKNOWLEDGED in kinds
                or Presence.ACKNOWLEDGED in [c.presence for c in life]
                or life[-1].rule.startswith(("taken over by", "limit switched off by"))
            )


@pytest.mark.req("ALM-32", "ALM-34", "ALM-35", "ALM-61")
@given(STREAM)
@settings(max_examples=150, deadline=None)
def test_what_is_heard_follows_from_the_pauses_in_force(stream: Inputs) -> None:
    engine, board = Engine(PROFILE), Board()
    now = 0.0
    episodes: dict[tuple[int, str, str], int] = {}
    for gap, (kind, payload) in stream:
        now += gap
        for change in [*engine.advance(now), *call_of(kind, payload)(engine, now)]:
            board.apply(change)
            heard = change.presence in (Presence.ON, Presence.LATCHED)
            assert heard or change.activation is Activation.OFF
            assert change.change is not Change.ONSET or not (
                change.priority is Priority.HIGH and change.activation is not Activation.ON
            )
            assert not change.escalated or (heard and change.priority is not Priority.LOW)
            if change.change is Change.ONSET:
                same = change.episode, change.code, change.device if change.code == "T-COM" else ""
                episodes[same] = episodes.get(same, 0) + 1
                assert change.times == episodes[same]
                assert change.episode <= change.condition
        assert board.active == engine.active
        kinds = {pause.kind for pause in engine.pauses}
        assert all(now < pause.until_t <= now + CARE_S for pause in engine.pauses)
        activations = {alarm.change.activation for alarm in engine.active}
        if not kinds:
            assert Activation.PAUSED not in activations
        if PauseKind.AUDIO in kinds:
            assert Activation.ON not in activations
        for alarm in engine.active:
            assert (alarm.loud_t is None) == (alarm.change.activation is not Activation.ON)


@given(STREAM)
@settings(max_examples=100, deadline=None)
def test_the_next_deadline_is_when_something_happens(stream: Inputs) -> None:
    _, engine = run(stream, [], until=0.0)
    end = 0.0 if (first := engine.next_deadline) is None else first + 1000.0  # reminders have no last one
    while (deadline := engine.next_deadline) is not None and deadline < end:
        before = engine.active
        assert engine.advance(deadline - 1e-6) == []
        assert engine.active == before
        engine.advance(deadline)
        later = engine.next_deadline
        assert later is None or later > deadline


@pytest.mark.req("ALM-22")
@given(STREAM)
@settings(max_examples=150, deadline=None)
def test_no_alarm_of_the_patient_begins_while_the_value_is_missing(stream: Inputs) -> None:
    changes, _ = run(stream, [])
    readings: dict[Parameter, list[tuple[float, float | None]]] = {}
    now = 0.0
    for gap, (kind, payload) in stream:
        now += gap
        if kind == "numeric":
            parameter, value, quality = payload
            if quality is not Quality.HELD:
                unknown = quality & (Quality.SEARCHING | Quality.NO_FINGER)
                known = None if unknown else value
                readings.setdefault(parameter, []).append((now, known))  # type: ignore[arg-type]
    for change in changes:
        if change.change is not Change.ONSET or change.parameter not in (P.SPO2, P.PR):
            continue
        if change.kind is Kind.TECHNICAL:
            continue
        before = [r for r in readings[change.parameter] if r[0] < change.t]
        at = [r for r in readings[change.parameter] if r[0] == change.t]
        assert change.value is not None
        assert any(value is not None and change.t - t <= 3.0 + 1e-9 for t, value in [*before[-1:], *at]), (
            change
        )


class PlainRow:
    """One low SpO2 row by the table alone; it clears at limit + 1 for 5 s. Time comes in half seconds."""

    def __init__(self, priority: Priority, limit: int, persistence_s: float) -> None:
        self.priority, self.limit, self.persistence_s = priority, limit, persistence_s
        self.true, self.beyond_s, self.inside_s = False, 0.0, 0.0

    def half_second(self, value: float | None) -> None:
        """Half a second went by with this value."""
        if value is not None and self.true:
            self.inside_s = self.inside_s + 0.5 if value >= self.limit + 1 else 0.0
        elif value is not None:
            self.beyond_s = self.beyond_s + 0.5 if value < self.limit else 0.0

    def new_value(self, value: float | None) -> None:
        """A reading, or the end of one."""
        if value is None:
            return
        if value <= self.limit:
            self.inside_s = 0.0
        if value >= self.limit:
            self.beyond_s = 0.0
        if value <= 82 and self.priority is Priority.HIGH:
            self.beyond_s = self.persistence_s

    def decide(self) -> None:
        """Begin or clear."""
        if not self.true and self.beyond_s >= self.persistence_s:
            self.true, self.inside_s = True, 0.0
        elif self.true and self.inside_s >= 5:
            self.true, self.beyond_s = False, 0.0


class PlainFall:
    """The fall of 4 points within 60 s that stands for 10 s, by the words alone."""

    priority = Priority.MEDIUM

    def __init__(self) -> None:
        self.true, self.so, self.so_s = False, False, 0.0
        self.seen: list[tuple[int, float]] = []

    def half_second(self, value: float | None) -> None:
        """Half a second went by with this value."""
        if value is not None and self.so:
            self.so_s += 0.5

    def look(self, value: float | None, t: float) -> None:
        """Whether it is so now."""
        if value is not None:
            self.so = any(t - then < 60 and earlier - value >= 4 for then, earlier in self.seen)
            self.so_s = self.so_s if self.so else 0.0

    def decide(self) -> None:
        """Begin or clear."""
        if not self.true and self.so_s >= 10:
            self.true = True
        elif self.true and not self.so:
            self.true = False


def plain_onsets(values: list[float | None]) -> list[tuple[float, str, str]]:
    """Onsets of SpO2 alarms, by one value (or none) each whole second."""
    limits = [PlainRow(Priority.HIGH, 88, 5), PlainRow(Priority.MEDIUM, 92, 10)]
    fall = PlainFall()
    rows = [*limits, fall]
    onsets: list[tuple[float, str, str]] = []
    shown: PlainRow | PlainFall | None = None
    value: float | None = None
    for half in range(2 * len(values) + 12):
        t = half / 2
        for row in rows:
            row.half_second(value)
        for news in (False, True):  # what has held until now counts, then the new value does
            if news or fall.true:  # a fall that is over by now does not show for an instant
                fall.look(value, t)
            if news and half % 2 == 0:
                second = half // 2
                held_s = second - (len(values) - 1)
                value = values[second] if second < len(values) else value if held_s < 3 else None
                for limit in limits:
                    limit.new_value(value)
                fall.look(value, t)
                if value is not None and second < len(values):
                    fall.seen.append((second, value))
            for row in rows:
                row.decide()
            top = next((row for row in rows if row.true), None)
            if top is not shown and top is not None:
                onsets.append((t, "SPO2-FALL" if top is fall else "SPO2-LOW", top.priority.name))
            shown = top
    return onsets


@pytest.mark.req("ALM-20", "ALM-22", "ALM-64", "ALM-66")
@given(
    st.lists(
        st.tuples(st.sampled_from([81, 83, 86, 87, 88, 89, 91, 92, 93, 97, None]), st.integers(1, 25)),
        max_size=10,
    )
)
@settings(max_examples=400, deadline=None)
def test_a_plain_engine_written_from_the_table_finds_the_same_onsets(
    runs: list[tuple[float | None, int]],
) -> None:
    values = [value for value, seconds in runs for _ in range(seconds)]
    engine = Engine(PROFILE)
    changes: list[AlarmChange] = []
    for t, value in enumerate(values):
        changes += engine.observe(numeric(P.SPO2, t, value), t)
    changes += engine.advance(len(values) + 10)
    found = [(c.t, c.code, c.priority.name) for c in changes if c.change is Change.ONSET]
    assert [onset for onset in found if onset[1].startswith("SPO2")] == plain_onsets(values)


def test_an_older_time_counts_as_the_present() -> None:
    engine = Engine(PROFILE)
    engine.advance(100)
    [change] = engine.observe(numeric(P.SPO2, 50, 80), 50)
    assert change.t == 100
    assert engine.advance(20) == []


def test_the_engine_is_an_alarm_source() -> None:
    source: AlarmSource = Engine(PROFILE)
    assert source.active == ()
    assert source.limits == PROFILE.limits()


def test_what_has_no_limits_is_no_concern() -> None:
    engine = Engine(PROFILE)
    assert engine.observe(numeric(P.NIBP_PR, 0, 70), 0) == []
    assert engine.next_deadline is None

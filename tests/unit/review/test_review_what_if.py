"""A session that was recorded under one profile, seen under another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile import LimitSet, Profile
from bedside.alarms.profile_file import default_profile
from bedside.alarms.source import Heard
from bedside.review.what_if import Input, WhatIf, counts, recomputed, what_if
from bedside.vitals.alarms import AlarmChange, Change, Presence, Priority
from bedside.vitals.commands import Acknowledge, AudioPause, ChangeLimits, Command, Entry, LimitEdit
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened
from bedside.vitals.sessions import Actor, Role

NURSE = Actor(name="Ada", role=Role.NURSE)
UTC_0 = datetime(2026, 3, 14, tzinfo=UTC)
OXIMETER = "contec_v7@/dev/ttyUSB0"
PROFILE = default_profile()


def other(parameter: Parameter, **cells: float | None) -> Profile:
    """The default profile with some cells of one parameter changed."""
    row: LimitSet = replace(PROFILE.limit_sets[parameter], **cells)  # type: ignore[arg-type]
    return replace(PROFILE, name="other", limit_sets=MappingProxyType({**PROFILE.limit_sets, parameter: row}))


class Session:
    """A session under the default profile: what came in, what the engine said."""

    def __init__(self) -> None:
        self.engine = Engine(PROFILE)
        self.inputs: list[Input] = []
        self.changes: list[AlarmChange] = []
        self.values: dict[Parameter, tuple[list[float], list[float]]] = {}
        self.holes: list[tuple[float, float]] = []
        self.end = 0.0
        self._entries = 0

    def value(self, t: float, value: float, parameter: Parameter = Parameter.SPO2) -> None:
        self._take(Numeric(parameter=parameter, t=t, value=value), t)
        times, numbers = self.values.setdefault(parameter, ([], []))
        times.append(t)
        numbers.append(value)

    def hold(self, first: int, last: int, value: float) -> None:
        for t in range(first, last):
            self.value(t, value)

    def cuff(self, t: float, sys: float) -> None:
        self._take(Determination(t=t, sys=sys, dia=75, map=90, pr=None), t)
        times, numbers = self.values.setdefault(Parameter.NIBP_SYS, ([], []))
        times.append(t)
        numbers.append(sys)

    def enter(self, t: float, command: Command) -> None:
        self._entries += 1
        entry = Entry(number=self._entries, t=t, entered_t=t, command=command)
        self.inputs.append(EntryMade(session="s", number=len(self.inputs), at=t, utc=UTC_0, entry=entry))
        self.changes += self.engine.entered(entry, t)
        self.end = t

    def acknowledge(self, t: float) -> None:
        """Acknowledge the most urgent signal."""
        self.changes += self.engine.advance(t)
        self.enter(t, Acknowledge(bed=1, actor=NURSE, condition=self.engine.active[0].change.condition))

    def link(self, t: float, state: LinkState, lost_t: float | None = None) -> None:
        change = DeviceChange(t=t, device=OXIMETER, state=state, sentence="Cable pulled.", lost_t=lost_t)
        self.inputs.append(
            DeviceChanged(session="s", number=len(self.inputs), at=t, utc=UTC_0, change=change)
        )
        self.changes += self.engine.linked(change, t)
        self.end = t

    def interrupt(self, from_t: float, until_t: float) -> None:
        self.holes.append((from_t, until_t))
        self.inputs.append(
            SegmentOpened(session="s", t=until_t, utc=UTC_0, boot="b", cause="program restarted")
        )
        self.changes += self.engine.interrupted(from_t, until_t)
        self.end = until_t

    def under(self, profile: Profile) -> WhatIf:
        self.changes += self.engine.advance(self.end)
        return what_if(
            self.inputs,
            self.changes,
            profile,
            self.end,
            values=self.values,
            interrupted=self.holes,
            recorded_limits=PROFILE.limits(),
        )

    def _take(self, reading: Heard, t: float) -> None:
        taken = ReadingTaken(session="s", number=len(self.inputs), at=t, device=OXIMETER, reading=reading)
        self.inputs.append(taken)
        self.changes += self.engine.observe(reading, t, OXIMETER)
        self.end = t


def named(found: Sequence[object]) -> list[tuple[str, str, float]]:
    return [(c.code, c.priority.name, c.onset_t) for c in found]  # type: ignore[attr-defined]


@pytest.fixture
def dip() -> Session:
    """Saturation 94, then 91 for 20 s, 94 again."""
    session = Session()
    session.hold(0, 100, 94)
    session.hold(100, 120, 91)
    session.hold(120, 200, 94)
    return session


def test_under_its_own_profile_a_session_has_its_own_alarms(dip: Session) -> None:
    dip.link(200, LinkState.SILENT, lost_t=200)
    dip.hold(210, 240, 85)
    dip.acknowledge(240)
    dip.hold(241, 300, 85)
    dip.interrupt(300, 400)
    dip.hold(400, 500, 95)
    same = dip.under(PROFILE)
    assert same.other == same.recorded
    assert len(same.recorded) >= 3
    assert same.saved == same.missed == same.lowered == same.added == ()
    assert same.recorded_beyond == same.other_beyond


def test_an_alarm_that_the_other_profile_does_not_raise_is_saved_and_a_patients_one_is_an_event_missed(
    dip: Session,
) -> None:
    found = dip.under(other(Parameter.SPO2, med_low=90.0))
    assert counts(found.recorded) == {("SPO2-LOW", Priority.MEDIUM): 1}
    assert counts(found.other) == {}
    assert named(found.saved) == named(found.missed) == [("SPO2-LOW", "MEDIUM", 110.0)]
    assert (found.missed[0].cleared_t, found.missed[0].worst) == (125.0, 91.0)


def test_an_alarm_that_only_the_other_profile_raises_is_added(dip: Session) -> None:
    dip.cuff(210, 152)
    found = dip.under(other(Parameter.NIBP_SYS, med_high=150.0))
    assert named(found.added) == [("NIBP-SYS-HIGH", "MEDIUM", 210.0)]
    assert found.saved == ()


def test_an_alarm_of_lower_priority_is_neither_saved_nor_missed_but_lowered() -> None:
    session = Session()
    session.cuff(10, 185)
    found = session.under(other(Parameter.NIBP_SYS, high_high=190.0))
    assert [(e.recorded.priority.name, e.other.priority.name) for e in found.lowered] == [("HIGH", "MEDIUM")]
    assert found.saved == found.added == ()


def test_a_later_alarm_about_the_same_is_not_missed(dip: Session) -> None:
    found = dip.under(other(Parameter.SPO2, persistence_med_s=15.0))
    assert named(found.other) == [("SPO2-LOW", "MEDIUM", 115.0)]
    assert found.saved == found.added == ()


def test_seconds_beyond_are_told_for_both(dip: Session) -> None:
    found = dip.under(other(Parameter.SPO2, med_low=91.0))
    assert found.recorded_beyond is not None
    beyond = [
        next(b.seconds for b in rows if (b.limit.parameter, b.limit.value) == ("spo2", value))
        for rows, value in ((found.recorded_beyond, 92), (found.other_beyond, 91))
    ]
    assert beyond == [20.0, 0.0]


def test_an_acknowledgement_counts_for_the_signal_that_says_the_same() -> None:
    session = Session()
    session.cuff(1, 165)  # condition 1 of the record; the other profile does not have it
    session.hold(2, 30, 91)
    session.changes += session.engine.advance(30)
    low = next(a for a in session.engine.active if a.change.code == "SPO2-LOW")
    session.enter(30, Acknowledge(bed=1, actor=NURSE, condition=low.change.condition))
    session.hold(31, 60, 91)
    profile = other(Parameter.NIBP_SYS, med_high=170.0)
    assert low.change.condition == 2
    assert named(session.under(profile).other) == [("SPO2-LOW", "MEDIUM", 12.0)]
    presences = acknowledged_of(session, profile)
    assert presences == [("SPO2-LOW", 30.0, Presence.ACKNOWLEDGED)]


def test_an_acknowledgement_of_what_the_other_profile_does_not_raise_means_nothing(dip: Session) -> None:
    session = Session()
    session.hold(0, 30, 91)
    session.acknowledge(30)
    session.hold(31, 40, 91)
    assert session.under(other(Parameter.SPO2, med_low=90.0)).other == ()


def test_limits_that_were_edited_are_edited_again_unless_the_other_profile_forbids_it(dip: Session) -> None:
    def edit(value: float) -> ChangeLimits:
        one = LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=value)
        return ChangeLimits(bed=1, actor=NURSE, edits=(one,), reason="known low")

    session = Session()
    session.hold(0, 10, 94)
    session.enter(10, edit(89))
    session.hold(11, 60, 91)
    assert session.under(PROFILE).other == ()
    fits = session.under(other(Parameter.SPO2, persistence_med_s=5.0))
    assert (fits.other, fits.refused) == ((), ())
    forbidden = session.under(other(Parameter.SPO2, high_low=89.5))
    assert named(forbidden.other) == [("SPO2-LOW", "MEDIUM", 21.0)]
    assert len(forbidden.refused) == 1
    assert forbidden.refused[0].endswith("the limits stay as they are.")


def test_pauses_hold_nothing_back_from_the_comparison(dip: Session) -> None:
    dip.enter(200, AudioPause(bed=1, actor=NURSE, seconds=60))
    dip.hold(201, 230, 91)
    assert len(dip.under(PROFILE).other) == 2


def acknowledged_of(session: Session, profile: Profile) -> list[tuple[str, float, Presence]]:
    """What was acknowledged in the new run."""
    changes, _ = recomputed(session.inputs, session.changes, profile, session.end, session.holes)
    return [(c.code, c.t, c.presence) for c in changes if c.change is Change.ACKNOWLEDGED]

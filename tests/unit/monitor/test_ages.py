"""Screen and alarms go by one table of ages: what is shown as stale is no value for a limit alarm."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.monitor.numbers import Numbers
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.commands import SetAges
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import AlarmChanged, DeviceChanged, EntryMade, ReadingTaken, Record

DEVICE = "nonin@/dev/ttyUSB0"
STEP_S = 0.1
LOW_S = default_profile().limit_sets[Parameter.SPO2].persistence_high_s


class Room:
    """One bed with an engine."""

    def __init__(self, ages: Ages, interval_s: float | None = 1.0) -> None:
        self.clock = ManualClock(now=1000.0, utc=datetime(2026, 11, 14, 9, 38, tzinfo=UTC))
        self.records: list[Record] = []
        self.bed = Bed(
            1,
            clock=self.clock,
            ages=ages,
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=self.records.append,
            unfinished=lambda _number: None,
        )
        self.bed.attach(DEVICE, self.clock.now(), simulated=False)
        self.bed.link(
            DeviceChange(
                t=self.clock.now(),
                device=DEVICE,
                state=LinkState.MEASURING,
                sentence="",
                interval_s=interval_s,
            )
        )

    def spo2(self, value: float) -> None:
        t = self.clock.now()
        self.bed.arrive(DEVICE, [Numeric(parameter=Parameter.SPO2, t=t, value=value)], t)

    def wait(self, seconds: float) -> list[MonitorUpdate]:
        shown = []
        for _ in range(round(seconds / STEP_S)):
            self.clock.advance(STEP_S)
            shown.append(self.step())
        return shown

    def step(self) -> MonitorUpdate:
        return self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")

    def onsets(self) -> list[AlarmChange]:
        return [
            record.change
            for record in self.records
            if isinstance(record, AlarmChanged) and record.change.change is Change.ONSET
        ]

    def computed_again(self) -> list[AlarmChange]:
        engine, changes = Engine(default_profile()), []
        for record in self.records:
            match record:
                case ReadingTaken(reading=Numeric() as numeric):
                    changes += engine.observe(numeric, record.at, record.device)
                case EntryMade():
                    changes += engine.entered(record.entry, record.at)
                case DeviceChanged():
                    changes += engine.linked(record.change, record.at)
        return changes + engine.advance(self.step().now)


def with_value(room: Room, value: float, seconds: int) -> None:
    for _ in range(seconds):
        room.spo2(value)
        room.wait(1.0)


@pytest.mark.req("ALM-22")
@pytest.mark.parametrize("interval_s", [1.0, 4.0, None])
@pytest.mark.parametrize("valid_s", [1.0, 2.0, 3.0, 5.0, 10.0])
def test_a_value_feeds_a_limit_alarm_exactly_as_long_as_it_is_shown_as_valid(
    valid_s: float, interval_s: float | None
) -> None:
    ages = Ages(numeric_valid_s=valid_s, numeric_gone_s=valid_s + 7.0)
    room = Room(ages, interval_s)
    with_value(room, 98.0, 12)
    room.spo2(86.0)
    low_t = room.clock.now()
    shown = room.wait(40.0)
    valid = [u for u in shown if u.numerics[Parameter.SPO2].age is Age.VALID]
    until_s = valid[-1].station_now - low_t
    expected = max(valid_s, 2.5 * (interval_s or 1.0))
    assert until_s == pytest.approx(expected, abs=2 * STEP_S), "as the table says"
    limit = [c for c in room.onsets() if c.code == "SPO2-LOW"]
    if until_s - STEP_S > LOW_S:
        assert limit, "long enough below the limit while it was valid"
    if until_s + STEP_S < LOW_S:
        assert not limit, "a stale value never feeds a limit alarm"
    zero = shown[0].station_now - shown[0].now
    for change in limit:
        assert change.onset_t + zero - low_t <= expected + STEP_S
    assert room.computed_again() == [r.change for r in room.records if isinstance(r, AlarmChanged)]


@pytest.mark.parametrize("valid_s", [1.0, 3.0, 8.0])
def test_ages_that_are_changed_in_a_session_count_for_screen_and_alarms_from_the_next_value_on(
    valid_s: float,
) -> None:
    room = Room(Ages())
    with_value(room, 98.0, 12)
    room.bed.set_ages(Ages(numeric_valid_s=valid_s))
    room.spo2(86.0)
    low_t = room.clock.now()
    shown = room.wait(20.0)
    fades = next(u for u in shown if u.numerics[Parameter.SPO2].age is not Age.VALID)
    assert fades.station_now - low_t == pytest.approx(max(valid_s, 2.5), abs=2 * STEP_S)
    assert bool([c for c in room.onsets() if c.code == "SPO2-LOW"]) == (max(valid_s, 2.5) > LOW_S)
    assert room.computed_again() == [r.change for r in room.records if isinstance(r, AlarmChanged)]


def test_a_stale_value_raises_an_alarm_of_its_own() -> None:
    room = Room(Ages(numeric_valid_s=2.0))
    with_value(room, 98.0, 12)
    room.wait(60.0)
    codes = {change.code for change in room.onsets()}
    assert any(code.startswith("T-") for code in codes), codes
    assert not any(code.startswith("SPO2-") for code in codes)


def test_a_change_of_the_ages_stands_on_the_timeline_once_and_only_if_it_is_one() -> None:
    room = Room(Ages())
    room.spo2(98.0)
    room.bed.set_ages(Ages())
    assert not [r for r in room.records if isinstance(r, EntryMade)]
    room.bed.set_ages(Ages(numeric_valid_s=5.0))
    room.bed.set_ages(Ages(numeric_valid_s=5.0))
    entries = [r.entry.command for r in room.records if isinstance(r, EntryMade)]
    assert [command.ages.numeric_valid_s for command in entries if isinstance(command, SetAges)] == [5.0]


def test_a_session_that_begins_under_other_ages_says_so_first() -> None:
    room = Room(Ages(numeric_valid_s=5.0))
    room.spo2(98.0)
    made = [r for r in room.records if isinstance(r, EntryMade | ReadingTaken)]
    assert isinstance(made[0], EntryMade)
    assert isinstance(made[0].entry.command, SetAges)
    assert made[0].at == 0.0


def test_a_wall_clock_that_is_stepped_changes_no_session_time_and_no_age() -> None:
    room = Room(Ages())
    with_value(room, 98.0, 5)
    before = room.step()
    room.clock.step_wall(3600.0)
    after = room.step()
    assert after.now == before.now
    assert after.numerics == before.numerics
    room.clock.step_wall(-7200.0)
    room.clock.advance(1.0)
    room.spo2(97.0)
    later = room.step()
    assert later.now == pytest.approx(before.now + 1.0)
    assert later.numerics[Parameter.SPO2].age is Age.VALID
    t, _ = later.trends[Parameter.SPO2].rows()
    assert (t[1:] > t[:-1]).all()


def test_after_a_suspend_old_numbers_are_gone_and_the_hole_stays_a_hole() -> None:
    room = Room(Ages())
    with_value(room, 98.0, 5)
    slept_t = room.clock.now()
    room.clock.advance(600.0)
    room.bed.interrupted(slept_t, room.clock.now())
    shown = room.step()
    assert shown.session is not None
    assert shown.numerics[Parameter.SPO2].age is Age.GONE
    with_value(room, 97.0, 5)
    shown = room.step()
    assert shown.session is not None
    ((begin, end),) = shown.session.interrupted
    assert end - begin == pytest.approx(600.0, abs=1.0)
    t, y = shown.trends[Parameter.SPO2].line(0.0, shown.now, 100, shown.session.interrupted)
    assert any(math.isnan(value) and begin - 10 <= when <= end for when, value in zip(t, y, strict=True))
    assert shown.trends[Parameter.SPO2].value_at(begin + 1.0, shown.session.interrupted) is None


@pytest.mark.parametrize(
    ("interval_s", "valid_s", "gone_s"),
    [
        pytest.param(None, Ages().entered_faded_s, Ages().entered_gone_s, id="entered by a person"),
        pytest.param(2.0, *Ages().of_number(2.0), id="of a device"),
    ],
)
def test_a_respiratory_rate_ages_by_who_told_it(
    interval_s: float | None, valid_s: float, gone_s: float
) -> None:
    numbers = Numbers(Ages())
    numbers.take(Numeric(parameter=Parameter.RR, t=0.0, value=14.0), interval_s)
    seen = {
        t: numbers.shown(t)[Parameter.RR].age
        for t in (valid_s - 0.5, valid_s + 0.5, gone_s - 0.5, gone_s + 0.5)
    }
    assert list(seen.values()) == [Age.VALID, Age.FADED, Age.FADED, Age.GONE]

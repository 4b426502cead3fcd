"""A day of one bed without any thread: what it keeps does not grow, and all of the day can still be shown."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import numpy as np
import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import Acknowledge, GiveRating
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from bedside.vitals.records import Record
from bedside.vitals.sessions import Actor, Role
from tests.helpers.memory import Memory, grown, look

OXIMETER, CUFF = "nonin@/dev/ttyUSB0", "dinamap@/dev/ttyUSB1"
NURSE = Actor(name="A. Moreno", role=Role.NURSE)
HOUR = 3600
HOURS = 24
WAVE_RATE = 2.0  # /s; a slow wave: the ring turns round as often as it is long, and that is what is looked at


class Day:
    """One bed, its patient and its clock."""

    def __init__(self) -> None:
        self.clock = ManualClock(now=1000.0, utc=datetime(2026, 11, 14, 9, 38, tzinfo=UTC))
        self.records: deque[Record] = deque(maxlen=1)  # what the recorder has written is no longer ours
        self.bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=self.records.append,
            unfinished=lambda _number: None,
        )
        for device in (OXIMETER, CUFF):
            self.bed.attach(device, self.clock.now(), simulated=False)
            self.bed.link(
                DeviceChange(
                    t=self.clock.now(), device=device, state=LinkState.MEASURING, sentence="", interval_s=1.0
                )
            )
        self.shown: MonitorUpdate = self.step()

    def step(self) -> MonitorUpdate:
        self.shown = self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")
        return self.shown

    def second(self, n: int) -> None:
        """A value a second, a dip every ten minutes, a probe that is off for a minute every hour, a cuff, a person."""
        self.clock.advance(1.0)
        t = self.clock.now()
        off, dip = n % HOUR >= HOUR - 60, 300 <= n % 600 < 330
        quality = Quality.NO_FINGER if off else Quality.NONE
        spo2 = None if off else 84.0 if dip else 97.0
        readings: list[Reading] = [
            Numeric(parameter=Parameter.SPO2, t=t, value=spo2, quality=quality),
            Numeric(parameter=Parameter.PR, t=t, value=None if off else 70.0 + n % 13, quality=quality),
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=WAVE_RATE,
                samples=(n % 200, (n + 1) % 200),
                quality=(quality, quality),
            ),
        ]
        self.bed.arrive(OXIMETER, readings, t)
        if n % 300 == 0:
            self.bed.arrive(CUFF, [Determination(t=t, sys=128.0, dia=76.0, map=93.0, pr=71.0)], t)
        if n % 20 == 0:
            self.step()
            for alarm in self.shown.alarms:
                if n % 600 == 400:
                    self.bed.command(Acknowledge(bed=1, actor=NURSE, condition=alarm.change.condition), t)
        if n % 900 == 0:
            self.bed.command(GiveRating(bed=1, actor=NURSE, scale="moaas", value=5), t)


@pytest.fixture(scope="module")
def day() -> tuple[Day, list[Memory]]:
    lived, looks = Day(), []
    for n in range(HOURS * HOUR):
        lived.second(n)
        if n % HOUR == 5 * 60:  # calm: no dip, the probe is on
            lived.step()
            looks.append(look(n / HOUR, [lived.shown]))
    lived.step()
    return lived, looks


def test_nothing_grows_from_hour_to_hour_but_the_timeline(day: tuple[Day, list[Memory]]) -> None:
    _, looks = day
    assert len(looks) == HOURS
    first, last = looks[1], looks[-1]
    assert last.timeline > first.timeline + 1000, "the day had its alarms, readings and entries"
    assert grown(first, last, least=20) == {}, "by type"
    assert last.objects - first.objects <= 50


def test_resident_memory_grows_by_less_than_five_megabytes_after_the_first_hour(
    day: tuple[Day, list[Memory]],
) -> None:
    _, looks = day
    assert looks[-1].rss_mb - looks[1].rss_mb <= 5.0


def test_the_whole_day_is_still_on_the_chart(day: tuple[Day, list[Memory]]) -> None:
    shown = day[0].shown
    spo2 = shown.trends[Parameter.SPO2]
    t, y = spo2.line(0.0, HOURS * HOUR, 1800)
    assert t[0] < 60.0
    assert t[-1] > HOURS * HOUR - 120.0
    for begin in range(300, HOURS * HOUR, 600):
        here = y[(t >= begin) & (t < begin + 30)]
        assert np.nanmin(here) == 84.0, f"the dip at {begin} s"
    joined = ~np.isnan(y[:-1]) & ~np.isnan(y[1:])
    for end in range(HOUR, HOURS * HOUR, HOUR):
        assert not (joined & (t[:-1] < end - 58) & (t[1:] > end - 2)).any(), f"the probe off before {end} s"
    assert len(shown.determinations) == HOURS * 12
    assert len(shown.entries) > HOURS * 4
    assert sum(change.parameter is Parameter.SPO2 for change in shown.alarm_log) > HOURS * 6 * 2


def test_the_newest_hours_are_there_value_by_value(day: tuple[Day, list[Memory]]) -> None:
    shown = day[0].shown
    spo2 = shown.trends[Parameter.SPO2]
    assert shown.now - 3 * HOUR < spo2.exact_since < shown.now - 2 * HOUR
    t, _ = spo2.rows()
    valid = t[t > spo2.exact_since + HOUR]
    assert np.median(np.diff(valid)) == 1.0

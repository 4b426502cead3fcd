"""A day of one bed without any thread: what it keeps does not grow, and all of the day can still be shown."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.vitals.parameters import Parameter
from tests.helpers.days import HOUR, Day
from tests.helpers.memory import Memory, brief, grown, look, of_what_is_new

HOURS = 24


@pytest.fixture(scope="module")
def day() -> tuple[Day, list[Memory]]:
    looks: list[Memory] = []
    with of_what_is_new():
        lived = Day()
        for n in range(HOURS * HOUR):
            lived.second(n)
            if (
                n > HOUR and n % HOUR == 5 * 60
            ):  # calm: no dip, the probe is on; in the first hour everything is made
                lived.step()
                looks.append(look(n / HOUR, [lived.shown]))
                brief(looks)
    lived.step()
    return lived, looks


def test_nothing_grows_from_hour_to_hour_but_the_timeline(day: tuple[Day, list[Memory]]) -> None:
    _, looks = day
    assert len(looks) == HOURS - 1
    first, last = looks[0], looks[-1]
    assert last.timeline > first.timeline + 1000, "the day had its alarms, readings and entries"
    assert grown(first, last, least=20) == {}, "by type"
    assert last.objects - first.objects <= 50


def test_resident_memory_grows_by_less_than_five_megabytes_after_the_first_hour(
    day: tuple[Day, list[Memory]],
) -> None:
    _, looks = day
    assert looks[-1].rss_mb - looks[0].rss_mb <= 5.0


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

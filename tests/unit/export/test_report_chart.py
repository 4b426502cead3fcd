"""The chart of a report: on paper nobody can move the pointer over it, so its words must be readable as they lie."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bedside.export.report.chart import chart_of
from bedside.export.report.chart_facts import trends_of
from bedside.export.report.gathered import Gathered, gathered
from bedside.export.report.look import chart_measures
from bedside.export.report.tell import Tell
from bedside.store.library import Library
from bedside.vitals.parameters import Parameter
from tests.helpers.courses import recorded
from tests.helpers.report_sessions import BEGAN, SESSION, limits_of, whole

_NAME = re.compile(r'<text x="[^"]*" y="([^"]*)"[^>]*>(?:&lt;|&gt;) ([0-9]+)</text>')


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(recorded(tmp_path_factory.mktemp("chart") / "whole.sqlite", whole()))


@pytest.fixture(scope="module")
def read(library: Library) -> Gathered:
    return gathered(library, SESSION, limits_of=limits_of)


def test_the_clock_under_the_chart_goes_with_the_place_also_where_its_time_is_put_back(
    library: Library, read: Gathered, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "America/New_York")
        time.tzset()
        began = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30; at 02:00 it is 01:00 again
        abroad = replace(read, facts=replace(read.facts, started_utc=began))
        drawn = chart_of(abroad, trends_of(library.open(SESSION), read, 100), Tell(started_utc=began))
    time.tzset()
    said = re.findall(r">(0[0-9]:[0-9]{2})</text>", drawn)
    assert said[0] == "01:30"
    assert said.count("01:30") == 2
    assert "02:30" not in said


def names(library: Library, g: Gathered) -> Sequence[tuple[float, str]]:
    """Base line and number of the limits' names, from the top."""
    trends = trends_of(library.open(SESSION), g, 100)
    drawn = chart_of(g, trends, Tell(started_utc=BEGAN))
    return sorted((float(y), number) for y, number in _NAME.findall(drawn))


def test_names_of_limits_that_lie_close_stand_under_each_other(library: Library, read: Gathered) -> None:
    beyond = {Parameter.PR: 89.0, Parameter.NIBP_SYS: 90.0}
    close = tuple(
        replace(limit, value=beyond[limit.parameter] + 0.5 * limit.priority)
        for limit in read.limits
        if limit.parameter in beyond
    )
    found = names(library, replace(read, limits=close, living=()))
    assert len(found) >= 4
    letters = chart_measures()["small"]
    assert all(below - above >= letters - 0.2 for (above, _), (below, _) in pairwise(found))


def test_names_of_limits_that_lie_apart_stand_at_their_lines(library: Library, read: Gathered) -> None:
    apart = [limit for limit in read.limits if limit.parameter is Parameter.SPO2 and limit.value is not None]
    found = names(library, replace(read, limits=tuple(apart), living=()))
    assert [number for _, number in found] == ["92", "88"]

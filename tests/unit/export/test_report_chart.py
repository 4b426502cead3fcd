"""The chart of a report: on paper nobody can move the pointer over it, so its words must be readable as they lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
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

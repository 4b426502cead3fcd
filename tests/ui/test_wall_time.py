"""Typed times in the nights in which clocks are changed: the last such time is meant, and none that never was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bedside.ui.course.said_when import read_said
from bedside.ui.wall_time import moments


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_time_is_shown_once_twice_or_never() -> None:
    assert moments(datetime(2026, 11, 15, 2, 30)) == [datetime(2026, 11, 15, 1, 30, tzinfo=UTC)]
    assert moments(datetime(2026, 10, 25, 2, 30)) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    assert moments(datetime(2026, 3, 29, 2, 30)) == []


def test_a_call_at_a_time_that_was_shown_twice_was_at_the_last_one_before_now() -> None:
    assert read_said("02:30", datetime(2026, 10, 25, 1, 40, tzinfo=UTC)).utc == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )
    assert read_said("02:30", datetime(2026, 10, 25, 1, 10, tzinfo=UTC)).utc == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_call_in_the_hour_that_was_skipped_is_asked_for_again() -> None:
    said = read_said("29.3. 02:30", datetime(2026, 4, 1, 8, 0, tzinfo=UTC))
    assert said.utc is None
    assert "skipped" in said.wrong

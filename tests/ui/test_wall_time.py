"""Typed times in the nights in which clocks are changed: the last such time is meant, and none that never was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import formats
from bedside.ui.course.said_when import read_said
from bedside.ui.panels.entries import rows_of
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.theme import Theme
from bedside.ui.wall_time import moments
from bedside.vitals.commands import Entry, MarkEvent
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, story


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


@pytest.mark.req("EVT-01")
@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
def test_an_entry_from_before_the_change_is_corrected_without_moving_it(
    qtbot: QtBot, look: Theme, change: datetime
) -> None:
    """In autumn its time of day comes twice: what nobody touched in the form stays the first one."""
    calm = story("10:28:12")
    assert calm.session is not None
    began = change - timedelta(minutes=20)
    event = MarkEvent(bed=BED, actor=NURSE, event="nausea", severity=1, ended_t=900.0)
    entry = Entry(number=99, t=600.0, entered_t=600.0, command=event)
    session = replace(calm.session, started_utc=began)
    update = replace(calm, now=4500.0, session=session, entries=(entry,), infusion=None)
    panel = EntryPanel(look)
    host(qtbot, panel, 784, 568)
    sent: list[object] = []
    panel.command.connect(sent.append)
    panel.aim("99")
    panel.open_for(update, NURSE)
    assert not panel.save_key.isEnabled(), "nothing is changed yet"
    panel.fields["action"].edit.setText("head up")
    panel.save_key.click()
    assert sent == [replace(event, action="head up", observed_t=600.0, replaces=99)]
    (row,) = rows_of(update)
    assert row.clock == formats.clock_at(began, 600.0)

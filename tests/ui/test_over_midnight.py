"""A session over midnight: wherever a time of yesterday is told, its day is told as well; today's stand alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Criterion, GateRow, Override
from bedside.ui import formats
from bedside.ui.bed_header_words import header_words
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.entries import rows_of
from bedside.ui.panels.ratings import RatingsPanel
from bedside.ui.panels.when import read_clock
from bedside.ui.session.discharge_words import found_words
from bedside.ui.session.gate_words import asked_by
from bedside.ui.theme import Theme
from bedside.vitals.protocol import GateItem
from bedside.vitals.sessions import Actor, Role
from tests.helpers.updates import desaturation, reyes
from tests.helpers.windows import feed, open_window

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(params=["UTC", "America/New_York", "Europe/Berlin"])
def midnight(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[datetime]:
    """Of the place the computer stands at, UTC."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield datetime(2026, 11, 22).astimezone(UTC)
    monkeypatch.undo()
    time.tzset()


def over_midnight(update: MonitorUpdate, midnight: datetime, ago_s: float = 240.0) -> MonitorUpdate:
    """The same session, begun so that midnight was so long ago."""
    assert update.session is not None
    began = midnight + timedelta(seconds=ago_s) - timedelta(seconds=update.now)
    return replace(update, session=replace(update.session, started_utc=began))


def test_a_time_of_another_day_is_told_with_it_and_one_of_today_alone(midnight: datetime) -> None:
    began = midnight - timedelta(minutes=20)
    now = 1800.0  # ten past midnight
    assert formats.clock_at(began, 1140.0, now) == "21 Nov 23:59:00"
    assert formats.clock_minute_at(began, 1140.0, now) == "21 Nov 23:59"
    assert formats.clock_at(began, 1200.0, now) == "00:00:00"
    assert formats.clock_at(began, 1140.0, 1190.0) == "23:59:00", "it is still that day"
    assert formats.clock_minute_at(began, 1260.0, 1100.0) == "22 Nov 00:01", "what is planned for tomorrow"
    assert read_clock("23:30", began, now).wrong == (
        "23:30 is before this session, which began at 21 Nov 23:40."
    )


def test_header_entries_handover_and_alarms_tell_the_day(midnight: datetime) -> None:
    update = over_midnight(reyes(), midnight)
    assert ", 21 Nov" in header_words(update).details
    rows = rows_of(update)
    days = [row.clock.startswith("21 Nov ") for row in rows]
    assert days == sorted(days), "today's first, newest first"
    assert any(days)
    alarming = over_midnight(desaturation(), midnight, ago_s=5.0)
    assert alarming.session is not None
    onset = formats.clock_at(alarming.session.started_utc, alarming.alarms[0].change.onset_t, alarming.now)
    assert onset.startswith("21 Nov 23:59:")


def test_the_lines_of_a_checklist_tell_it_to_the_minute(midnight: datetime) -> None:
    began, now = midnight - timedelta(minutes=20), 1800.0

    def clock(t: float | None) -> str:
        return "" if t is None else formats.clock_at(began, t, now)

    nurse = Actor(name="A. Moreno", role=Role.NURSE)
    stopped = Criterion(key="since_stop", words="", met=True, found="stopped", found_t=1140.0)
    assert found_words(stopped, clock, now) == "stopped 21 Nov 23:59"
    passed = replace(stopped, met=False, override=Override(by=nurse, reason="seen", t=1150.0))
    assert "A. Moreno, 21 Nov 23:59:" in found_words(passed, clock, now)
    item = GateItem(key="rash", words="Rash")
    rows = [GateRow(item=item, answer="no", by=nurse, t=t) for t in (1140.0, 1260.0)]
    assert asked_by(rows, clock) == "asked by A. Moreno 21 Nov 23:59–00:01"


def test_the_window_tells_it(qtbot: QtBot, look: Theme) -> None:
    window: MainWindow = open_window(qtbot, look, (1366, 768))
    update = over_midnight(desaturation(), MIDNIGHT, ago_s=5.0)
    feed(window, update)
    assert "since 21 Nov 23:59:" in window.alarm_bar.shown.since
    window.open_bed(update.bed)
    for panel in ("entries", "ratings", "alarms", "nibp-history", "handover"):
        window.open_panel(panel)
        feed(window, update)
        window.grab()
        if panel == "ratings":
            opened = window.desk.panel
            assert isinstance(opened, RatingsPanel)
            assert "last value, 21 Nov 23:" in opened._legend.words
    window.close_panel()
    feed(window, over_midnight(desaturation(), MIDNIGHT, ago_s=80_000.0))
    assert "Nov" not in window.alarm_bar.shown.since

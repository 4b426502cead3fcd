"""A clock that is set, summer time and midnight inside a session: what was given and what is due does not move."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.store.library import Library
from bedside.ui import formats
from bedside.ui.chart_window import Window, anchor_of, axis_time, ticks
from bedside.ui.panels.when import read_clock
from bedside.ui.session.next_visit import read_visit
from bedside.vitals.care_commands import AllowEmergencyStart, IdentifyPatient
from bedside.vitals.commands import GiveRating, StartInfusion, StopInfusion
from tests.helpers.care_rooms import NURSE, PATIENT, Room, room_in

HOUR_S = 3600.0
PATIENCE_S = 30.0
# Where, when the clocks are changed (UTC), by how many hours.
CHANGES = {
    "Berlin, spring": ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), 1),
    "Berlin, autumn": ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC), -1),
    "New York, spring": ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC), 1),
    "New York, autumn": ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC), -1),
}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Put the computer somewhere."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def infusing(room: Room) -> MonitorUpdate:
    """Everything before, and the first five minutes of 35 mg in 40 min."""
    room.screened()
    room.based()
    room.infused()
    return room.wait(300.0)


def given(update: MonitorUpdate) -> float:
    assert update.infusion is not None
    return update.infusion.delivered_mg(update.now)


def due(update: MonitorUpdate) -> dict[str, float]:
    assert update.care is not None
    return {item.kind: item.due_t for item in update.care.due}


def at(update: MonitorUpdate, t: float) -> str:
    assert update.session is not None
    return formats.clock_at(update.session.started_utc, t)


# The clock is set


@pytest.mark.req("DOSE-02", "PLAN-01")
@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S, 72 * HOUR_S, -72 * HOUR_S])
def test_a_clock_that_is_set_moves_neither_dose_nor_what_is_due(tmp_path: Path, step_s: float) -> None:
    with room_in(tmp_path / "b.sqlite") as room:
        before = infusing(room)
        room.clock.step_wall(step_s)
        after = room.wait(60.0)
        assert given(after) - given(before) == pytest.approx(35.0 / 40.0)
        assert due(after) == due(before)
        assert after.now - before.now == pytest.approx(60.0)
        room.say(StopInfusion(bed=1, actor=NURSE))
        room.say(GiveRating(bed=1, actor=NURSE, scale="dissociation", value=1))
        entries = room.step().entries
        assert [entry.t for entry in entries] == sorted(entry.t for entry in entries)


@pytest.mark.req("DOSE-02")
@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S, 72 * HOUR_S, -72 * HOUR_S])
def test_after_a_crash_a_clock_that_was_set_meanwhile_adds_no_dose(
    tmp_path: Path, step_s: float, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    with room_in(tmp_path / "b.sqlite") as room:
        before = infusing(room)
        room.clock.step_wall(step_s)
        room.crash(away_s=60.0)
        after = room.step()
        assert given(after) - given(before) == pytest.approx(35.0 / 40.0, abs=0.001)
        assert due(after) == pytest.approx(due(before))


def until(true: Callable[[], object], clock: ManualClock) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it never happened"
        clock.advance(0.25)
        time.sleep(0.02)


@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S, 72 * HOUR_S, -72 * HOUR_S])
def test_the_record_says_by_how_much_the_clock_was_set(home: Path, step_s: float) -> None:
    clock = ManualClock(100.0, datetime(2026, 3, 14, 9, tzinfo=UTC))
    services: Services = build(home / "b.sqlite", clock=clock, remembered=False)
    station = services.station
    try:
        start = StartInfusion(bed=1, actor=NURSE, rate_ml_h=60.0, concentration_mg_ml=1.0)
        for command in (
            IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT),
            AllowEmergencyStart(bed=1, actor=NURSE, reason="a test"),
            start,
        ):
            station.submit(command).result(PATIENCE_S)
        until(lambda: 1 in station.updates and station.updates[1].infusion is not None, clock)
        before = station.updates[1]
        clock.step_wall(step_s)
        until(lambda: station.updates[1].now > before.now + 5.0, clock)
        after = station.updates[1]
        assert given(after) - given(before) == pytest.approx((after.now - before.now) / 60.0)
        told = station.station_update
        assert told is not None
        until(lambda: any(_moved_by(each) for each in station.station_update.notices), clock)  # type: ignore[union-attr]
        ((said),) = [moved for each in station.station_update.notices if (moved := _moved_by(each))]  # type: ignore[union-attr]
        # the hand that turns this clock may be between its two sides when the station looks
        assert said == pytest.approx(step_s, abs=0.5)
    finally:
        services.stop()
    log = Library(home / "b.sqlite").verify()
    assert log.whole
    with closing(sqlite3.connect(home / "b.sqlite")) as connection:
        found = [
            w for (w,) in connection.execute("SELECT words FROM station_event WHERE kind = 'clock_step'")
        ]
    assert [_moved_by(each) for each in found] == [pytest.approx(step_s, abs=0.5)]


def _moved_by(words: str) -> float | None:
    """By how much a sentence says that the clock was set, s."""
    found = re.search(r"clock was moved by ([+-][\d.]+) s; session times are not affected", words)
    return None if found is None else float(found[1])


# Summer time


@pytest.mark.req("DOSE-02", "PLAN-01")
@pytest.mark.parametrize("change", CHANGES)
def test_summer_time_inside_an_infusion_changes_labels_only(
    change: str, tmp_path: Path, place: Callable[[str], None]
) -> None:
    zone, moment, hours = CHANGES[change]
    place(zone)
    with room_in(tmp_path / "b.sqlite", began=moment - timedelta(minutes=20)) as room:
        before = infusing(room)
        assert before.session is not None
        changes_t = (moment - before.session.started_utc).total_seconds()
        assert before.now < changes_t < before.now + 1200.0
        after = room.wait(1200.0, every_s=5.0)
        assert given(after) - given(before) == pytest.approx(35.0 / 2.0)
        assert after.infusion is not None
        assert after.now - after.infusion.started_t == pytest.approx(1500.0)
        # the clock on the wall jumps, one second goes by
        wall = [datetime.strptime(at(after, changes_t + s), "%H:%M:%S") for s in (-1.0, 0.0)]
        assert wall[1] - wall[0] == timedelta(hours=hours, seconds=1)
        # what is due is as many minutes away as before, whatever the wall says
        waits = [item.due_t - after.now for item in after.care.due] if after.care is not None else []
        assert waits
        assert all(-1800.0 < wait <= 1800.0 for wait in waits)
        # each mark of the axis comes after the one before it, and the first after the change says its zone
        window = Window(first=0.0, last=after.now)
        marks = ticks(window, anchor=anchor_of(before.session.started_utc), width_px=800.0, apart_px=80.0)
        assert marks == sorted(set(marks))
        labels = [axis_time(before.session.started_utc, t, seconds=False, after=0.0) for t in marks]
        changed = [len(label) > len("02:00") for label in labels]
        assert changed == [t >= changes_t - 0.001 for t in marks]
        assert len(set(labels)) == len(labels), "no label twice, also in the hour that comes twice"


@pytest.mark.parametrize("change", CHANGES)
def test_a_time_of_day_typed_after_the_change_is_the_last_such_time(
    change: str, place: Callable[[str], None]
) -> None:
    zone, moment, _ = CHANGES[change]
    place(zone)
    started, now = moment - timedelta(minutes=20), 2400.0  # twenty minutes after the change
    for ago_s in (0.0, 60.0, 900.0, 1199.0):
        t = now - ago_s
        assert read_clock(formats.clock_at(started, t), started, now).t == pytest.approx(t, abs=1.0)
    # before the change; in autumn the clock will show it again, later than now: the first time is meant
    assert read_clock(formats.clock_at(started, 600.0), started, now).t == pytest.approx(600.0)


@pytest.mark.parametrize("change", ["Berlin, spring", "New York, spring"])
def test_a_time_that_the_clock_never_showed_is_refused_in_words(
    change: str, place: Callable[[str], None]
) -> None:
    zone, moment, _ = CHANGES[change]
    place(zone)
    started = moment - timedelta(minutes=20)
    skipped = (moment - timedelta(minutes=1)).astimezone() + timedelta(minutes=31)
    typed = f"{skipped.replace(tzinfo=None):%H:%M}"
    said = read_clock(typed, started, 3000.0)
    assert said.t is None
    assert "was skipped" in said.wrong


# Midnight


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_over_midnight_times_go_on_and_days_are_those_of_the_place(
    zone: str, tmp_path: Path, place: Callable[[str], None]
) -> None:
    place(zone)
    midnight = datetime(2026, 11, 23).astimezone(UTC)
    with room_in(tmp_path / "b.sqlite", began=midnight - timedelta(minutes=20)) as room:
        before = infusing(room)
        after = room.wait(1200.0, every_s=5.0)
        assert before.session is not None
        changes_t = (midnight - before.session.started_utc).total_seconds()
        assert (at(after, changes_t - 1.0), at(after, changes_t)) == ("23:59:59", "00:00:00")
        assert given(after) - given(before) == pytest.approx(35.0 / 2.0)
        typed = read_clock("23:58", before.session.started_utc, after.now)
        assert typed.t == pytest.approx(changes_t - 120.0)
        today = (before.session.started_utc + timedelta(seconds=after.now)).astimezone().date()
        assert today == date(2026, 11, 23)
        assert "past" in read_visit("2026-11-22 10:00", today).wrong
        assert read_visit("23.11. 9:30", today).text == "2026-11-23 09:30"

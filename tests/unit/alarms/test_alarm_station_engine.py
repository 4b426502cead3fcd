"""The station's own alarms: loudspeaker, disk, clock, window, power, watchdog."""

from __future__ import annotations

import pytest
from alarm_stream import NURSE

from bedside.alarms.station_engine import StationEngine
from bedside.alarms.technical_rows import STATION_ROWS
from bedside.vitals.alarms import Activation, AlarmChange, Change, Kind, Presence

MB = 1_000_000


def shown(engine: StationEngine) -> list[tuple[str, str]]:
    return [(a.change.code, a.change.priority.name) for a in engine.active]


def told(changes: list[AlarmChange]) -> list[tuple[Change, float, str]]:
    return [(c.change, c.t, c.priority.name) for c in changes]


@pytest.mark.req("T-AUDIO", "ALM-55")
def test_no_sound_is_medium_until_there_is_sound() -> None:
    engine = StationEngine()
    assert engine.sound("", 0) == []
    [onset] = engine.sound("no loudspeaker is connected", 15)
    assert (onset.code, onset.priority.name, onset.kind) == ("T-AUDIO", "MEDIUM", Kind.TECHNICAL)
    assert onset.words == "no alarm sound: no loudspeaker is connected"
    assert engine.sound("no loudspeaker is connected", 30) == []
    assert told(engine.sound("", 45)) == [(Change.CLEARED, 45, "MEDIUM"), (Change.ENDED, 45, "MEDIUM")]


@pytest.mark.req("T-DISK")
def test_a_failed_write_is_high_and_a_full_disk_low() -> None:
    engine = StationEngine()
    assert engine.disk("", 500 * MB, 0) == []
    engine.disk("", 500 * MB - 1, 1)
    assert shown(engine) == [("T-DISK", "LOW")]
    engine.disk("the disk is full", 0, 2)
    assert shown(engine) == [("T-DISK", "HIGH")]
    assert engine.active[0].change.words == "nothing is recorded: the disk is full"
    engine.disk("", 400 * MB, 10)
    assert shown(engine) == [("T-DISK", "LOW")]
    engine.disk("", None, 20)
    assert shown(engine) == []


@pytest.mark.req("T-DISK", "ALM-30")
def test_nothing_of_the_station_latches() -> None:
    engine = StationEngine()
    engine.disk("the disk is full", 0, 0)
    engine.disk("", 900 * MB, 1)
    engine.advance(100)
    assert shown(engine) == []


@pytest.mark.req("T-CLOCK")
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3600, "the computer's clock was set ahead by 1:00:00"),
        (-3600, "the computer's clock was set back by 1:00:00"),
        (2.5, "the computer's clock was set ahead by 2.5 s"),
    ],
)
def test_a_clock_step_is_low_for_a_minute(seconds: float, words: str) -> None:
    engine = StationEngine()
    changes = engine.clock_stepped(seconds, 10)
    assert [c.words for c in changes] == [words]
    changes += engine.advance(500)
    assert told(changes) == [
        (Change.ONSET, 10, "LOW"),
        (Change.CLEARED, 70, "LOW"),
        (Change.ENDED, 70, "LOW"),
    ]


@pytest.mark.req("T-CLOCK")
def test_a_clock_that_is_only_kept_right_is_no_alarm_and_another_step_is_other_news() -> None:
    engine = StationEngine()
    assert engine.clock_stepped(2.0, 5) == []
    engine.clock_stepped(60, 10)
    engine.clock_stepped(-60, 40)
    assert [a.change.words for a in engine.active if a.change.present] == [
        "the computer's clock was set back by 0:01:00"
    ]
    engine.advance(99.9)
    assert shown(engine) == [("T-CLOCK", "LOW")]
    engine.advance(100)
    assert shown(engine) == []


@pytest.mark.req("T-UI")
def test_a_window_that_stands_still_for_two_seconds_is_high_until_it_moves() -> None:
    engine = StationEngine()
    assert engine.window(None, 0) == []
    assert engine.window(10, 10.1) == []
    assert engine.window(10, 12) == []
    assert told(engine.window(10, 12.1)) == [(Change.ONSET, 12.1, "HIGH")]
    assert engine.window(10, 20) == []
    assert told(engine.window(60, 60.1))[-2:] == [
        (Change.CLEARED, 60.1, "HIGH"),
        (Change.ENDED, 60.1, "HIGH"),
    ]


@pytest.mark.req("T-UI")
def test_a_station_that_was_late_itself_does_not_blame_the_window() -> None:
    engine = StationEngine()
    engine.window(10, 10.1)
    assert engine.sound("", 15) == []
    assert engine.advance(15) == []
    assert engine.window(14.9, 15) == []


@pytest.mark.req("T-UI")
def test_a_window_that_is_closed_is_none_that_stands_still() -> None:
    engine = StationEngine()
    engine.window(0, 10)
    engine.window(None, 20)
    assert shown(engine) == []


@pytest.mark.req("T-PWR")
def test_on_battery_is_low_and_under_ten_percent_medium() -> None:
    engine = StationEngine()
    assert engine.power(None, None, 0) == engine.power(False, 80, 1) == []
    assert told(engine.power(True, 80, 2)) == [(Change.ONSET, 2, "LOW")]
    assert engine.power(True, 10, 3) == []
    assert told(engine.power(True, 9.9, 4)) == [(Change.PRIORITY, 4, "MEDIUM")]
    assert engine.active[0].change.words.startswith("the computer's battery is nearly empty")
    assert engine.power(True, 10.1, 5) == []
    assert Change.CLEARED in [c.change for c in engine.power(False, 10.1, 60)]
    assert shown(engine) == []


@pytest.mark.req("T-PWR")
def test_a_battery_that_does_not_say_how_full_it_is_counts_as_on_battery() -> None:
    engine = StationEngine()
    engine.power(True, None, 0)
    assert shown(engine) == [("T-PWR", "LOW")]


@pytest.mark.req("T-WATCHDOG", "ALM-54")
def test_a_watchdog_that_should_run_and_does_not_is_medium() -> None:
    engine = StationEngine()
    assert engine.watchdog(None, 0) == engine.watchdog(True, 1) == []
    engine.watchdog(False, 2)
    assert shown(engine) == [("T-WATCHDOG", "MEDIUM")]
    engine.watchdog(True, 60)
    assert shown(engine) == []


@pytest.mark.req("ALM-31")
def test_the_stations_alarms_are_acknowledged_remind_and_sound_again_when_they_rise() -> None:
    engine = StationEngine()
    engine.power(True, 50, 0)
    engine.acknowledge(1, NURSE, 5)
    [alarm] = engine.active
    assert (alarm.acknowledged_by, alarm.change.activation) == (NURSE, Activation.OFF)
    assert told(engine.advance(300)) == [(Change.REMINDER, 125, "LOW"), (Change.REMINDER, 245, "LOW")]
    engine.power(True, 5, 1001)
    assert engine.active[0].change.presence is Presence.ON


@pytest.mark.req("ALM-35")
def test_a_station_alarm_nobody_takes_escalates() -> None:
    engine = StationEngine()
    engine.disk("read-only file system", None, 0)
    assert told(engine.advance(1000)) == [(Change.ESCALATED, 30, "HIGH")]
    assert engine.next_deadline is None


@pytest.mark.req("ALM-50")
def test_the_stations_alarms_are_shown_by_priority() -> None:
    engine = StationEngine()
    engine.power(True, 50, 0)
    engine.window(0, 10)
    engine.watchdog(False, 11)
    engine.sound("muted", 12)
    assert [code for code, _ in shown(engine)] == ["T-UI", "T-AUDIO", "T-WATCHDOG", "T-PWR"]
    assert [c.change.number for c in engine.active] == [2, 4, 3, 1]


def test_every_row_of_the_station_has_a_way_to_begin() -> None:
    engine = StationEngine()
    changes = [
        *engine.sound("x", 0),
        *engine.disk("x", None, 0),
        *engine.clock_stepped(10, 0),
        *engine.window(-10, 0),
        *engine.power(True, 50, 0),
        *engine.watchdog(False, 0),
    ]
    assert sorted(c.code for c in changes) == sorted(STATION_ROWS)
    assert [c.priority for c in changes if c.code != "T-DISK"] == [
        STATION_ROWS[c.code].priority for c in changes if c.code != "T-DISK"
    ]


def test_an_older_time_counts_as_the_present() -> None:
    engine = StationEngine()
    engine.advance(100)
    assert told(engine.sound("x", 50)) == [(Change.ONSET, 100, "MEDIUM")]

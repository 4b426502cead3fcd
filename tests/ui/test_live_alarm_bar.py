"""The alarm bar: all beds in one order, one at a time, acknowledged where it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.ui import formats
from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.alarm_list import Rotation, bed_alarms
from bedside.ui.theme import Theme
from bedside.vitals.alarms import ActiveAlarm, Direction, Kind, Presence, Priority
from bedside.vitals.commands import Acknowledge
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.parts import change
from tests.helpers.story import NURSE
from tests.helpers.updates import bed, desaturation

NOW = 52_818.0


def with_alarm(
    number: int, priority: Priority, *, kind: Kind = Kind.PHYSIOLOGICAL, age: float = 20.0, **more: object
):
    update = bed(number, NOW)
    signal = change(
        number,
        priority,
        Parameter.SPO2,
        update.now - age,
        kind=kind,
        value=90.0,
        limit=92.0,
        words="low",
        **more,
    )
    return replace(update, alarms=(ActiveAlarm(change=signal),))


def bar(qtbot: QtBot, theme: Theme) -> AlarmBar:
    made = AlarmBar(theme)
    made.set_actor(NURSE)
    qtbot.addWidget(made)
    made.resize(1920, 64)
    made.show()
    return made


@pytest.mark.req("ALM-50")
def test_beds_share_one_order_priority_then_patient_then_newest() -> None:
    updates = {
        1: with_alarm(1, Priority.LOW),
        2: with_alarm(2, Priority.HIGH, kind=Kind.TECHNICAL, age=1),
        3: with_alarm(3, Priority.MEDIUM, age=50),
        4: with_alarm(4, Priority.MEDIUM, age=5),
        5: with_alarm(5, Priority.HIGH, age=90),
    }
    assert [item.bed for item in bed_alarms(updates)] == [5, 2, 4, 3, 1]


@pytest.mark.req("ALM-04")
def test_several_alarms_rotate_every_two_seconds_from_the_first() -> None:
    rotation = Rotation(2.0)
    alarms = bed_alarms({n: with_alarm(n, Priority.MEDIUM) for n in (1, 2, 3)})
    assert [rotation.index(alarms, 100.0 + t) for t in (0, 1.9, 2.0, 4.1, 6.0)] == [0, 0, 1, 2, 0]
    assert rotation.index(alarms[:2], 107.3) == 0


@pytest.mark.req("ALM-04")
def test_the_bar_says_value_limit_bed_and_one_of_n(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    made.show_updates({3: desaturation(), 5: with_alarm(5, Priority.MEDIUM)}, 52_818.0)
    assert made.message == "*** SpO2 86 < 88"
    assert made.count_words == "1 of 2"
    said = made.accessibleDescription()
    for words in ("HIGH · oxygen saturation low", "Bed 3 · Reyes, Marta", "since 10:31:22"):
        assert words in said


def test_calm_and_unmonitored_are_two_different_sentences(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    made.show_updates({}, NOW)
    assert made.message == "No bed is monitored"
    made.show_updates({16: bed(16)}, NOW)
    assert made.message == "No bed is monitored"
    made.show_updates({1: bed(1)}, NOW)
    assert made.message == "No active alarms"


@pytest.mark.req("ALM-31")
def test_acknowledge_takes_the_alarm_that_is_shown(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    updates = {1: with_alarm(1, Priority.HIGH), 2: with_alarm(2, Priority.MEDIUM)}
    made.show_updates(updates, NOW)
    made.show_updates(updates, NOW + 2.1)
    with qtbot.waitSignal(made.command) as sent:
        made.acknowledge()
    assert sent.args == [Acknowledge(bed=2, actor=NURSE, condition=2)]


def test_acknowledge_passes_over_what_is_taken_already(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    updates = {
        1: with_alarm(1, Priority.HIGH, presence=Presence.ACKNOWLEDGED),
        2: with_alarm(2, Priority.MEDIUM),
    }
    made.show_updates(updates, NOW)
    with qtbot.waitSignal(made.command) as sent:
        made.acknowledge()
    assert sent.args[0].bed == 2
    made.show_updates({1: updates[1]}, NOW)
    with qtbot.assertNotEmitted(made.command):
        made.acknowledge()


@pytest.mark.req("ALM-36")
def test_replayed_alarms_never_reach_the_live_bar(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    made.show_updates({3: replace(desaturation(), mode=Mode.REPLAY)}, NOW)
    assert made.message == "No bed is monitored"


@pytest.mark.req("ALM-02")
def test_high_flashes_and_acknowledged_is_steady(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)

    def fill(now: float) -> object:
        made.show_updates(updates, now)
        return made.grab().toImage().pixelColor(400, 50).name()

    updates = {3: desaturation()}
    assert fill(100.1) != fill(100.3)
    updates = {3: desaturation(presence=Presence.ACKNOWLEDGED)}
    assert fill(100.1) == fill(100.3)


def test_a_click_on_the_message_opens_the_bed(qtbot: QtBot, look: Theme) -> None:
    made = bar(qtbot, look)
    made.show_updates({3: desaturation()}, NOW)
    with qtbot.waitSignal(made.bed_asked) as asked:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert asked.args == [3]


@pytest.mark.req("ALM-03")
@pytest.mark.parametrize(
    ("signal", "message"),
    (
        (change(1, Priority.HIGH, Parameter.SPO2, 0.0, value=86, limit=88), "*** SpO2 86 < 88"),
        (
            change(
                1, Priority.MEDIUM, Parameter.NIBP_SYS, 0.0, value=168, limit=160, direction=Direction.HIGH
            ),
            "** NIBP 168 > 160",
        ),
        (change(1, Priority.HIGH, Parameter.SPO2, 0.0, value=82, limit=82), "*** SpO2 82 ≤ 82"),
        (
            change(1, Priority.MEDIUM, None, 0.0, kind=Kind.TECHNICAL, direction=None, words="no data"),
            "!! No data",
        ),
        (change(1, Priority.LOW, None, 0.0, kind=Kind.TECHNICAL, words="probe off"), "! Probe off"),
    ),
)
def test_message_carries_mark_value_and_limit(signal, message: str) -> None:
    assert formats.alarm_message(signal) == message

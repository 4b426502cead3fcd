"""The keys at the right of the alarm bar, and what stands in the bar besides alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.alarm_list import limits_off
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Activation, Direction, PauseKind, Priority
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CarePause,
    EndAudioPause,
    EndCarePause,
)
from bedside.vitals.parameters import Parameter
from tests.helpers.alarming import NOW, SILENT, alarming, look_at, manned, marta, paused, station_alarm
from tests.helpers.story import NURSE
from tests.helpers.updates import bed
from tests.helpers.windows import open_window

HELD = {"activation": Activation.PAUSED}


@pytest.fixture
def bar(qtbot: QtBot, look: Theme) -> AlarmBar:
    made = AlarmBar(look)
    made.set_actor(NURSE)
    qtbot.addWidget(made)
    made.resize(1920, 64)
    made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    return open_window(qtbot, look, (1920, 1080))


def without_pr_high(update, since_t: float = 900.0):
    """The bed whose high PR limits a person switched off."""
    return replace(
        update,
        limits=tuple(
            replace(limit, value=None, edited=True, since_t=since_t)
            if limit.parameter is Parameter.PR and limit.direction is Direction.HIGH
            else limit
            for limit in update.limits
        ),
    )


@pytest.mark.req("ALM-32")
def test_the_key_says_what_it_would_do(bar: AlarmBar) -> None:
    face = bar.pause_key
    bar.show_updates({}, NOW, manned(), bed=None)
    assert face.face.label == "Test the sound"
    bar.show_updates({1: bed(1)}, NOW, manned(), bed=1)
    assert (face.face.label, face.face.left) == ("Pre-silence 60 s", "")
    bar.show_updates({1: alarming(bed(1))}, NOW, manned(), bed=1)
    assert face.face.label == "Audio pause 120 s"
    bar.show_updates({1: paused(alarming(bed(1), **HELD), 93.4)}, NOW, manned(), bed=1)
    assert (face.face.label, face.face.left, face.face.under) == ("Audio paused", "1:34", "F2 ends it")
    assert face.face.icon == "bell-sleep-outline" and 0.7 < face.face.share < 0.8


@pytest.mark.req("ALM-32")
def test_a_pause_counts_down_beside_the_offer_to_pause_another_bed(bar: AlarmBar) -> None:
    beds = {1: paused(alarming(bed(1), **HELD), 94.0), 2: alarming(bed(2))}
    bar.show_updates(beds, NOW, manned(), bed=2)
    face = bar.pause_key.face
    assert (face.label, face.left, face.under) == ("Audio pause", "1:34", "bed 1 paused")


@pytest.mark.req("ALM-32")
@pytest.mark.parametrize("screen", ("station", "bed", "devices", "review", "settings"))
def test_the_countdown_is_on_every_page(window: MainWindow, screen: str) -> None:
    beds = (paused(alarming(marta(), **HELD), 94.0), bed(4, NOW))
    look_at(window, *beds)
    window.show_screen(screen)
    look_at(window, *beds, at=NOW + 3.0)
    assert window.screen_name == screen
    assert window.alarm_bar.pause_key.face.left == "1:31"


@pytest.mark.req("ALM-32")
def test_f2_pauses_and_pressed_again_ends_the_pause(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, alarming(marta()))
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F2)
    assert sent.args == [AudioPause(bed=3, actor=NURSE, seconds=120.0)]
    look_at(window, paused(alarming(marta(), **HELD), 94.0), at=NOW)
    with qtbot.waitSignal(window.command) as sent:
        window.alarm_bar.pause_key.click()
    assert sent.args == [EndAudioPause(bed=3, actor=NURSE)]


def test_f2_on_a_calm_station_asks_for_a_bed_and_takes_the_focused_one(
    window: MainWindow, qtbot: QtBot
) -> None:
    look_at(window, bed(1), bed(2))
    with qtbot.assertNotEmitted(window.command):
        qtbot.keyClick(window, Qt.Key.Key_F2)
    look_at(window, bed(1), bed(2))
    assert "open the bed" in window.status.words
    window.station_screen.slots[2].setFocus()
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F2)
    assert sent.args == [AudioPause(bed=2, actor=NURSE, seconds=60.0)]


@pytest.mark.req("ALM-34")
def test_a_care_pause_has_its_own_mark_and_countdown_and_f8_ends_it(window: MainWindow, qtbot: QtBot) -> None:
    update = paused(alarming(marta(), **HELD), 151.0, PauseKind.CARE, whole_s=180.0, reason="toilet")
    look_at(window, update, at=update.station_now)
    key = window.alarm_bar.care_key
    assert key.isVisible() and key.face.icon == "hand-heart-outline"
    assert (key.face.left, key.face.under) == ("2:31", "F8 ends it")
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F8)
    assert sent.args == [EndCarePause(bed=3, actor=NURSE)]
    look_at(window, marta(), at=update.station_now + 1.0)
    assert not key.isVisible()


@pytest.mark.req("ALM-34")
def test_f8_asks_why_and_one_tap_begins_the_pause(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    qtbot.keyClick(window, Qt.Key.Key_F8)
    panel = window.desk.panel
    assert window.bed_screen.panels.name == "care" and panel is not None
    panel.length_keys[60.0].click()  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.command) as sent:
        panel.reason_keys["toilet"].click()  # type: ignore[attr-defined]
    assert sent.args == [CarePause(bed=3, actor=NURSE, seconds=60.0, reason="toilet")]
    assert window.desk.panel is None


@pytest.mark.req("ALM-34")
def test_another_reason_has_to_be_written(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    window.open_panel("care")
    panel = window.desk.panel
    assert panel is not None
    assert not panel.start_key.isEnabled()  # type: ignore[attr-defined]
    qtbot.keyClicks(panel.other.edit, "vomiting")  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert sent.args == [CarePause(bed=3, actor=NURSE, seconds=180.0, reason="vomiting")]


@pytest.mark.req("ALM-32")
def test_the_sounds_alone_can_be_paused_for_30_60_or_120_seconds(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    window.open_panel("care")
    panel = window.desk.panel
    enabled = {n: key.isEnabled() for n, key in panel.audio_keys.items()}  # type: ignore[union-attr]
    assert enabled == {30.0: False, 60.0: True, 120.0: False}, "nothing alarms: only the pre-silence"
    window.desk.close()
    look_at(window, alarming(marta()))
    window.open_panel("care")
    panel = window.desk.panel
    with qtbot.waitSignal(window.command) as sent:
        panel.audio_keys[30.0].click()  # type: ignore[union-attr]
    assert sent.args == [AudioPause(bed=3, actor=NURSE, seconds=30.0)]


@pytest.mark.req("ALM-34")
def test_the_panel_of_a_running_care_pause_counts_down_and_ends_it(window: MainWindow, qtbot: QtBot) -> None:
    update = paused(marta(), 90.0, PauseKind.CARE, whole_s=180.0, reason="toilet")
    look_at(window, update)
    window.open_panel("care")
    panel = window.desk.panel
    assert panel is not None and not panel.reason_keys["toilet"].isVisible()  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.command) as sent:
        panel.end_key.click()  # type: ignore[attr-defined]
    assert sent.args == [EndCarePause(bed=3, actor=NURSE)]


@pytest.mark.req("ALM-02")
def test_a_paused_alarm_is_steady_and_never_hidden(bar: AlarmBar) -> None:
    def fill(now: float, update) -> str:
        bar.show_updates({3: update}, now)
        return bar.grab().toImage().pixelColor(500, 40).name()

    for priority in (Priority.HIGH, Priority.MEDIUM):
        loud, held = alarming(marta(), priority), alarming(marta(), priority, **HELD)
        steps = [100.0 + n * 0.125 for n in range(16)]
        assert len({fill(now, loud) for now in steps}) == 2
        assert {fill(now, held) for now in steps} == {fill(100.0, loud)}, "in the look of the lit half"
    fill(100.0, alarming(marta(), **HELD))
    assert "sound paused" in bar.shown.words


@pytest.mark.req("ALM-03")
def test_the_three_priorities_differ_without_colour(bar: AlarmBar) -> None:
    seen = []
    for priority in Priority:
        bar.show_updates({3: alarming(marta(), priority)}, 100.0)
        seen.append((bar.shown.icon, bar.message.split()[0], bar.shown.words.split()[0]))
    assert seen == [
        ("alert-circle", "*", "LOW"),
        ("alert", "**", "MEDIUM"),
        ("alert-octagon", "***", "HIGH"),
    ]
    assert bar.shown.inner, "a High has a second edge"


@pytest.mark.req("ALM-04")
def test_an_episode_says_how_often_it_came(bar: AlarmBar) -> None:
    bar.show_updates({3: alarming(marta(), times=3)}, NOW)
    assert bar.message == "*** SpO2 86 < 88 ×3"


@pytest.mark.req("ALM-04")
def test_the_stations_own_alarms_are_in_the_same_order_and_acknowledged_there(
    bar: AlarmBar, qtbot: QtBot
) -> None:
    told = manned(alarms=(station_alarm(),))
    beds = {3: alarming(marta()), 4: alarming(bed(4), Priority.LOW)}
    bar.show_updates(beds, NOW, told)
    assert [item.bed for item in bar.alarms] == [3, 0, 4]
    bar.show_updates(beds, NOW + 2.1, told)
    assert bar.message == "!! No alarm can be heard" and bar.shown.bed == "Station"
    assert bar.shown.since.startswith("since ")
    with qtbot.waitSignal(bar.command) as sent:
        bar.acknowledge()
    assert sent.args == [Acknowledge(bed=0, actor=NURSE, condition=1)]
    with qtbot.waitSignal(bar.sound_asked):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)


@pytest.mark.req("ALM-33")
def test_a_limit_switched_off_by_a_person_is_a_line_of_the_bar(bar: AlarmBar) -> None:
    calm = without_pr_high(marta())
    bar.show_updates({3: calm}, NOW)
    assert bar.message == "Bed 3: PR high limit off" and bar.shown.icon == "bell-off-outline"
    assert "HIGH and MEDIUM" in bar.shown.note
    bar.show_updates({3: alarming(calm)}, NOW)
    assert bar.message.startswith("***") and bar.shown.off == "1 off"
    assert "1 off" in bar.accessibleDescription()


@pytest.mark.req("ALM-33")
def test_limits_the_profile_leaves_off_are_no_line_of_the_bar(bar: AlarmBar) -> None:
    assert any(limit.value is None for limit in marta().limits)
    assert limits_off({3: marta()}) == []
    bar.show_updates({3: marta()}, NOW)
    assert bar.message == "No active alarms"


@pytest.mark.req("ALM-33")
def test_several_limits_off_take_turns(bar: AlarmBar) -> None:
    beds = {3: without_pr_high(marta()), 4: without_pr_high(bed(4))}
    bar.show_updates(beds, NOW)
    assert (bar.message, bar.count_words) == ("Bed 3: PR high limit off", "1 of 2")
    bar.show_updates(beds, NOW + 2.1)
    assert (bar.message, bar.count_words) == ("Bed 4: PR high limit off", "2 of 2")


def test_the_count_opens_the_list_with_the_keyboard_too(bar: AlarmBar, qtbot: QtBot) -> None:
    bar.show_updates({3: alarming(marta()), 4: alarming(bed(4))}, NOW)
    with qtbot.waitSignal(bar.list_asked):
        qtbot.keyClick(bar._pill, Qt.Key.Key_Space)


@pytest.mark.req("ALM-55")
def test_no_alarm_sound_takes_the_place_of_the_pause_and_keeps_its_countdown(bar: AlarmBar) -> None:
    held = {3: paused(marta(), 94.0)}
    bar.show_updates(held, NOW, manned(sound=SILENT))
    face = bar.pause_key.face
    assert (face.label, face.icon, face.left) == ("NO ALARM SOUND", "volume-off", "1:34")
    bar.show_updates(held, NOW, manned(sound=SILENT, no_sound_accepted=True))
    assert bar.pause_key.face.label == "NO ALARM SOUND", "accepted is not mended"
    bar.show_updates(held, NOW, manned())
    assert bar.pause_key.face.label == "Audio paused"


@pytest.mark.req("ALM-55")
def test_the_four_ways_to_be_quiet_have_four_marks(bar: AlarmBar) -> None:
    off = without_pr_high(paused(paused(marta(), 90.0), 170.0, PauseKind.CARE))
    bar.show_updates({3: off}, NOW, manned())
    marks = {bar.shown.icon, bar.pause_key.face.icon, bar.care_key.face.icon}
    bar.show_updates({3: off}, NOW, manned(sound=SILENT))
    marks.add(bar.pause_key.face.icon)
    assert marks == {"bell-off-outline", "bell-sleep-outline", "hand-heart-outline", "volume-off"}


@pytest.mark.req("ALM-03")
def test_a_grey_picture_of_the_bar_still_tells_the_priorities_apart(bar: AlarmBar) -> None:
    """Ink against ground, as black and white: the shapes at the left differ, whatever the colours were."""
    shapes = []
    for priority in Priority:
        bar.show_updates({3: alarming(marta(), priority)}, 100.0)
        grey = bar.grab(QRect(18, 10, 44, 44)).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        ground = grey.pixelColor(0, 0).lightness()
        ink = [abs(grey.pixelColor(x, y).lightness() - ground) > 40 for y in range(44) for x in range(44)]
        assert 200 < sum(ink) < 1600, "a shape is seen on its ground"
        shapes.append(ink)
    for n, one in enumerate(shapes):
        for other in shapes[n + 1 :]:
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 60

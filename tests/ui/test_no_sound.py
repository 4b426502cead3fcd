"""NO ALARM SOUND: said on every page until mended, seen around the whole window, accepted only by name (ALM-55)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.panels.no_sound import NoSoundPanel
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Presence, Priority
from bedside.vitals.station_commands import AcceptNoSound
from tests.helpers.alarming import NOW, SILENT, alarming, look_at, marta, station_alarm
from tests.helpers.story import NURSE
from tests.helpers.updates import bed
from tests.helpers.windows import open_window


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    return open_window(qtbot, look, (1920, 1080))


def silent(window: MainWindow, *updates, at: float = NOW, **more: object) -> None:
    alarms = more.pop("alarms", (station_alarm(),))
    look_at(window, *updates, at=at, sound=SILENT, alarms=alarms, **more)


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("screen", ("station", "bed", "devices", "review", "settings"))
def test_every_page_says_it_until_it_works_again(window: MainWindow, screen: str) -> None:
    beds = (marta(), bed(4, NOW))
    look_at(window, *beds)
    window.show_screen(screen)
    for accepted in (False, True):
        silent(window, *beds, at=NOW + 1.0 + accepted, no_sound_accepted=accepted)
        assert window.no_sound.isVisible() and "no loudspeaker" in window.no_sound.words
        assert window.alarm_bar.pause_key.face.label == "NO ALARM SOUND"
        assert window.status.sound_key.text() == "No alarm sound" and window.status.sound_key.loud
    assert "by name" in window.no_sound.words
    look_at(window, *beds, at=NOW + 5.0)
    assert not window.no_sound.isVisible() and not window.status.sound_key.loud


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640), (640, 400)))
def test_the_words_cover_neither_the_bar_nor_a_live_number(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    silent(window, marta())
    screen = window.bed_screen
    content = QRect(screen.mapTo(window, QPoint(0, 0)), screen.size())
    strip = window.no_sound.geometry()
    assert strip.y() >= window.alarm_bar.height() and not strip.intersects(content)


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize(
    ("priority", "role"),
    ((Priority.HIGH, "highline"), (Priority.MEDIUM, "medline"), (Priority.LOW, "lowline")),
)
def test_every_priority_is_seen_around_the_whole_window(
    window: MainWindow, priority: Priority, role: str
) -> None:
    silent(window, alarming(marta(), priority), alarms=(station_alarm(presence=Presence.ACKNOWLEDGED),))
    assert window.attention.border.shown.role == role
    look_at(window, alarming(marta(), priority), at=NOW + 2.0)
    assert window.attention.border.shown.role == "", "with sound only an escalated High has it"


@pytest.mark.req("ALM-55")
def test_the_border_flashes_at_the_rate_of_the_alarm_until_it_is_acknowledged(window: MainWindow) -> None:
    def halves(presence: Presence) -> set[bool]:
        seen = set()
        for n in range(8):
            silent(
                window, marta(), at=NOW + 10 + n * 0.5, frames=1, alarms=(station_alarm(presence=presence),)
            )
            assert window.attention.border.shown.role == "medline", "never nothing"
            seen.add(window.attention.border.shown.full)
        return seen

    assert halves(Presence.ON) == {True, False}
    assert halves(Presence.ACKNOWLEDGED) == {False}


@pytest.mark.req("ALM-55")
def test_going_on_without_sound_takes_a_name_and_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    silent(window, marta(), operator=None)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    panel = window.station_desk.panel
    assert isinstance(panel, NoSoundPanel)
    qtbot.keyClicks(panel.accept.reason.edit, "loudspeaker broken, two nurses watch")
    assert not panel.accept.give_key.isEnabled() and panel.accept.operator_key.isVisible()
    silent(window, marta(), at=NOW + 1.0)
    assert panel.accept.give_key.isEnabled() and not panel.accept.operator_key.isVisible()
    with qtbot.waitSignal(window.command) as sent:
        panel.accept.give_key.click()
    assert sent.args == [AcceptNoSound(bed=0, actor=NURSE, reason="loudspeaker broken, two nurses watch")]
    assert window.station_desk.panel is None


@pytest.mark.req("ALM-55")
def test_without_a_reason_nobody_goes_on(window: MainWindow) -> None:
    silent(window, marta())
    window.open_panel("no-sound")
    panel = window.station_desk.panel
    assert isinstance(panel, NoSoundPanel) and not panel.accept.give_key.isEnabled()


def test_the_panel_says_so_when_the_sound_comes_back(window: MainWindow) -> None:
    silent(window, marta())
    window.open_panel("no-sound")
    look_at(window, marta(), at=NOW + 1.0)
    panel = window.station_desk.panel
    assert isinstance(panel, NoSoundPanel)
    assert not panel.accept.isVisible()

"""The self test of the sound, and the panel with its volume (ALM-45, ALM-12)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.panels.operator import OperatorPanel
from bedside.ui.panels.self_test import SelfTestPanel
from bedside.ui.panels.sound import SoundPanel
from bedside.ui.sound_words import sound_words
from bedside.ui.theme import Theme
from bedside.vitals.commands import StartInfusion
from bedside.vitals.station_commands import ConfirmSound, PlaySelfTest, SetQuietRoom, SetSound
from tests.helpers.alarming import HEARD, NOW, SILENT, look_at, manned, marta
from tests.helpers.story import NURSE
from tests.helpers.updates import bed
from tests.helpers.windows import open_window

UNTESTED = replace(HEARD, tested_utc=None)
START = StartInfusion(bed=3, rate_ml_h=45.0, concentration_mg_ml=1.0)


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    return open_window(qtbot, look, (1920, 1080))


def self_test(window: MainWindow) -> SelfTestPanel:
    panel = window.station_desk.panel
    assert isinstance(panel, SelfTestPanel)
    return panel


@pytest.mark.req("ALM-45")
def test_a_start_draws_the_colours_and_plays_the_tones_once(window: MainWindow, qtbot: QtBot) -> None:
    sent: list[object] = []
    window.command.connect(sent.append)
    look_at(window, sound=UNTESTED, sound_answer="")
    panel = self_test(window)
    assert panel.signs.isVisible() and sent == [PlaySelfTest(bed=0, actor=NURSE)]
    colours = {panel.signs.grab().toImage().pixelColor(x, 80).name().upper() for x in (60, 310, 560)}
    assert colours == {"#C3001D", "#FFD60A", "#2FD9E6"}
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    look_at(window, sound=UNTESTED, sound_answer="", at=NOW + 1.0)
    assert window.station_desk.panel is None, "asked once; monitoring never waits for it"


@pytest.mark.req("ALM-45")
def test_a_restart_beside_a_patient_asks_without_a_sound(window: MainWindow) -> None:
    sent: list[object] = []
    window.command.connect(sent.append)
    look_at(window, marta(), sound=UNTESTED, sound_answer="")
    assert self_test(window) and sent == []


def test_without_an_answer_from_the_loudspeaker_nothing_is_offered(window: MainWindow) -> None:
    look_at(window, marta(), sound=SILENT, sound_answer="")
    look_at(window, marta(), sound=replace(UNTESTED, output=""), sound_answer="", at=NOW + 1.0)
    assert window.station_desk.panel is None


@pytest.mark.req("ALM-45")
def test_i_heard_it_is_said_after_the_tones_only(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta(), sound=UNTESTED, sound_answer="")
    panel = self_test(window)
    assert not panel.heard_key.isEnabled()
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    look_at(window, marta(), sound=replace(HEARD, playing="medium"), sound_answer="", at=NOW + 1.0)
    assert panel.signs.shown.playing == "medium" and panel.heard_key.isEnabled()
    with qtbot.waitSignal(window.command) as sent:
        panel.heard_key.click()
    assert sent.args == [ConfirmSound(bed=0, actor=NURSE, heard=True)]


@pytest.mark.req("ALM-45")
def test_not_heard_takes_a_name_and_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta(), sound_answer="", operator=None)
    panel = self_test(window)
    give = panel.not_heard.give_key
    qtbot.keyClicks(panel.not_heard.reason.edit, "deaf in here, the station listens")
    assert not give.isEnabled(), "a name is missing"
    look_at(window, marta(), sound_answer="", at=NOW + 1.0)
    assert give.isEnabled()
    with qtbot.waitSignal(window.command) as sent:
        give.click()
    reason = "deaf in here, the station listens"
    assert sent.args == [ConfirmSound(bed=0, actor=NURSE, heard=False, reason=reason)]


@pytest.mark.req("ALM-45")
def test_a_refused_infusion_start_asks_and_is_offered_again(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    window.send(START)
    window.ask_for_sound("Before the first infusion: play the alarm tones.")
    look_at(window, marta(), sound_answer="", at=NOW + 1.0)
    panel = self_test(window)
    assert "Before the first infusion" in window.status.words
    assert not panel.start_key.isVisible()
    panel.play_key.click()
    panel.heard_key.click()
    look_at(window, marta(), at=NOW + 2.0)
    assert panel.start_key.isVisible()
    with qtbot.waitSignal(window.command) as sent:
        panel.start_key.click()
    assert sent.args == [START]
    window.open_panel("self-test")
    assert not self_test(window).start_key.isVisible(), "it was recorded: it is not offered twice"


def test_the_start_is_not_forgotten_while_somebody_says_who_they_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    look_at(window, marta(), operator=None)
    window.send(START)
    window.ask_for_sound("Before the first infusion: play the alarm tones.")
    self_test(window).not_heard.operator_key.click()
    panel = window.station_desk.panel
    assert isinstance(panel, OperatorPanel)
    qtbot.keyClicks(panel.name.edit, "A. Moreno")
    panel.save_key.click()
    look_at(window, marta(), at=NOW + 1.0)
    assert self_test(window).start_key.isVisible()


def test_a_start_refused_without_sound_shows_what_can_be_done(window: MainWindow) -> None:
    look_at(window, marta(), sound=SILENT)
    window.send(START)
    window.ask_for_sound("No alarm can be heard.")
    assert window.station_desk.name == "no-sound"


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize(
    ("more", "words", "loud"),
    (
        ({}, "Sound tested 09:41 · system volume 80 %", False),
        ({"sound": SILENT}, "No alarm sound", True),
        ({"sound": replace(HEARD, system_muted=True)}, "Sound is muted in the system", True),
        ({"sound": replace(HEARD, system_volume=0.0)}, "System volume 0 %", True),
        ({"sound": UNTESTED}, "Sound not tested yet", True),
        ({"sound_answer": "not heard: deaf"}, "Alarm sound was not heard", True),
        ({"sound": replace(HEARD, system_volume=None)}, "Sound tested 09:41", False),
    ),
)
def test_the_strip_says_how_the_sound_is(more: dict[str, object], words: str, loud: bool) -> None:
    said = sound_words(manned(**more))
    assert (said.words, said.loud) == (words, loud)


def test_the_words_about_the_sound_open_its_panel(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    qtbot.keyClick(window.status.sound_key, Qt.Key.Key_Space)
    assert window.station_desk.name == "sound"


@pytest.mark.req("ALM-12")
def test_the_volume_has_its_floor_while_a_session_runs(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta(), sound=replace(HEARD, volume=0.5))
    window.open_panel("sound")
    panel = window.station_desk.panel
    assert isinstance(panel, SoundPanel)
    assert (panel.slider.minimum(), panel.slider.value()) == (30, 50)
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(panel.slider, Qt.Key.Key_Home)
    assert sent.args == [SetSound(bed=0, actor=NURSE, volume=0.3)]
    with qtbot.waitSignal(window.command) as sent:
        middle = panel.slider.rect().center()
        qtbot.mouseClick(panel.slider, Qt.MouseButton.LeftButton, pos=middle)
    assert sent.args[0].volume == pytest.approx(0.5, abs=0.02)
    window.station_desk.close()
    look_at(window, at=NOW + 1.0)
    window.open_panel("sound")
    assert window.station_desk.panel.slider.minimum() == 0  # type: ignore[union-attr]


@pytest.mark.req("ALM-14")
def test_the_pulse_tone_is_switched_and_given_to_a_bed(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta(), bed(4, NOW))
    window.open_panel("sound")
    panel = window.station_desk.panel
    assert isinstance(panel, SoundPanel) and not panel.beds.keys
    with qtbot.waitSignal(window.command) as sent:
        panel.tone_key.click()
    assert sent.args == [SetSound(bed=0, actor=NURSE, pulse_tone=True)]
    look_at(window, marta(), bed(4, NOW), at=NOW + 1.0, sound=replace(HEARD, pulse_tone=True))
    with qtbot.waitSignal(window.command) as sent:
        panel.beds.keys["4"].click()
    assert sent.args == [SetSound(bed=0, actor=NURSE, pulse_bed=4)]


def test_the_loudspeaker_at_the_station_is_chosen_from_those_there_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    look_at(window, marta())
    window.open_panel("sound")
    panel = window.station_desk.panel
    assert isinstance(panel, SoundPanel) and not panel.outputs.keys
    look_at(window, marta(), at=NOW + 1.0, sound=replace(HEARD, outputs=("Monitor", "Station 1")))
    assert list(panel.outputs.keys) == ["", "Monitor", "Station 1"]
    with qtbot.waitSignal(window.command) as sent:
        panel.outputs.keys["Station 1"].click()
    assert sent.args == [SetSound(bed=0, actor=NURSE, station_output="Station 1")]
    assert "Station 1" in panel.outputs.keys["Station 1"].accessibleName()


def test_a_quiet_room_is_offered_only_with_a_sound_at_the_station(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    window.open_panel("sound")
    panel = window.station_desk.panel
    assert isinstance(panel, SoundPanel) and not panel.quiet_key.isEnabled()
    there = replace(HEARD, station_output="Station 1")
    look_at(window, marta(), at=NOW + 1.0, sound=replace(there, fault="broken"))
    assert not panel.quiet_key.isEnabled()
    look_at(window, marta(), at=NOW + 2.0, sound=there)
    with qtbot.waitSignal(window.command) as sent:
        panel.quiet_key.click()
    assert sent.args == [SetQuietRoom(bed=0, actor=NURSE, on=True)]

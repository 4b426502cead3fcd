"""What the alarm bar always says, however small the window: which bed, how many, and that nothing can be heard."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import theme as themes
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.alarms import PauseKind, Priority
from bedside.vitals.sessions import Mode
from tests.helpers.alarming import NOW, SILENT, alarming, look_at, marta, paused, station_alarm
from tests.helpers.updates import bed
from tests.helpers.windows import open_window

EDGE = 2  # px of a key that counts
SIZES = ((640, 400), (1024, 640), (1280, 800), (1366, 768), (1920, 1080))


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was painted without being shortened."""
    seen: list[str] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        advance = before(self, x, baseline, words, token, role, **more)
        px = more.get("px") or self.theme.px(token, self.scale)
        if words and advance >= self.theme.metrics(token, px).horizontalAdvance(words) / self.scale - 0.5:
            seen.append(words)
        return advance

    monkeypatch.setattr(Sketch, "text", text)
    return seen


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """Every text that was painted, with the top of its capitals and its baseline, px from the top of its widget."""
    seen: list[tuple[str, float, float]] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        px = more.get("px") or self.theme.px(token, self.scale)
        capitals = self.theme.metrics(token, px).capHeight()
        seen.append((words, baseline * self.scale - capitals, baseline * self.scale))
        return before(self, x, baseline, words, token, role, **more)

    monkeypatch.setattr(Sketch, "text", text)
    return seen


@pytest.mark.req("ALM-04")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", (Mode.LIVE, Mode.SIMULATION))
def test_with_two_beds_the_bar_says_which_one_alarms(
    qtbot: QtBot, look: Theme, size: tuple[int, int], mode: Mode, whole: list[str]
) -> None:
    window = open_window(qtbot, look, size)
    one, other = alarming(marta(mode=mode)), bed(4, NOW)
    name = "Bed S3" if mode is Mode.SIMULATION else "Bed 3"
    care = paused(one, 170.0, PauseKind.CARE, whole_s=180.0, reason="toilet")
    for beds in ((one, other), (one, alarming(other, Priority.LOW)), (care, alarming(other))):
        look_at(window, *beds)
        window.alarm_bar.grab()
        whole.clear()
        window.alarm_bar.grab()
        said = " ".join(whole)
        assert name in said
        assert "*** SpO2 86 < 88" in said
        assert "0:20" in said


@pytest.mark.req("ALM-04")
@pytest.mark.parametrize("size", SIZES)
def test_with_two_beds_the_stations_own_alarm_says_that_it_is_the_stations(
    qtbot: QtBot, look: Theme, size: tuple[int, int], whole: list[str]
) -> None:
    window = open_window(qtbot, look, size)
    look_at(window, marta(), bed(4, NOW), alarms=(station_alarm(),))
    whole.clear()
    window.alarm_bar.grab()
    said = " ".join(whole)
    assert "Station" in said and "No alarm can be heard" in said


@pytest.mark.req("ALM-04")
def test_one_of_n_is_never_shortened(qtbot: QtBot, look: Theme, whole: list[str]) -> None:
    window = open_window(qtbot, look, (640, 400))
    beds = (alarming(marta()), alarming(bed(4, NOW), Priority.LOW))
    for width in range(640, 1921, 80):
        window.resize(width, max(400, round(width * 0.5625)))
        look_at(window, *beds)
        whole.clear()
        window.alarm_bar._pill.grab()
        assert whole == ["1 of 2"], width


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("counting", (False, True))
def test_no_alarm_sound_is_never_shortened(
    qtbot: QtBot, look: Theme, counting: bool, whole: list[str]
) -> None:
    window = open_window(qtbot, look, (640, 400))
    update = paused(alarming(marta()), 94.0) if counting else marta()
    for width in range(640, 1921, 80):
        window.resize(width, max(400, round(width * 0.5625)))
        look_at(window, update, sound=SILENT)
        whole.clear()
        window.alarm_bar.pause_key.grab()
        said = " ".join(whole)
        assert "NO ALARM SOUND" in said, (width, whole)
        assert not counting or "1:3" in said, (width, whole)


@pytest.mark.parametrize("size", ((1024, 640), (1280, 800), (1366, 768), (1920, 1080)))
def test_a_running_pause_says_whole_where_it_is_before_it_shows_a_ring(
    qtbot: QtBot, look: Theme, size: tuple[int, int], whole: list[str]
) -> None:
    window = open_window(qtbot, look, size)
    beds = [paused(alarming(bed(n, NOW)), 94.0) for n in range(1, 16)]
    look_at(window, *beds)
    whole.clear()
    window.alarm_bar.pause_key.grab()
    assert whole == ["1:34", "Audio pause", "15 beds paused"]


@pytest.mark.parametrize("scale", (1.0, 1.5, 2.0))
@pytest.mark.parametrize("size", (*SIZES, (800, 600)))
def test_no_line_of_a_pause_is_cut_by_its_key_at_any_text_size(
    qtbot: QtBot, lines: list[tuple[str, float, float]], size: tuple[int, int], scale: float
) -> None:
    window = open_window(qtbot, themes.load("dark", scale), size)
    beds = [paused(alarming(bed(n, NOW)), 94.0) for n in range(1, 16)]
    look_at(window, *beds)
    key = window.alarm_bar.pause_key
    lines.clear()
    key.grab()
    assert "1:34" in [words for words, _, _ in lines]
    for words, top, bottom in lines:
        assert top >= EDGE and bottom <= key.height() - EDGE, words


@pytest.mark.parametrize("size", ((1280, 800), (1366, 768), (1600, 900), (1920, 1080)))
def test_the_key_that_acknowledges_names_its_key_wherever_there_is_room(
    qtbot: QtBot, look: Theme, size: tuple[int, int], whole: list[str]
) -> None:
    window = open_window(qtbot, look, size)
    look_at(window, alarming(marta()))
    whole.clear()
    window.alarm_bar._acknowledge.grab()
    assert whole == ["Acknowledge", "F3"]


@pytest.mark.parametrize("scale", (1.0, 1.5, 2.0))
@pytest.mark.parametrize("size", SIZES)
def test_no_line_of_the_message_is_cut_by_the_bar_at_any_text_size(
    qtbot: QtBot, lines: list[tuple[str, float, float]], size: tuple[int, int], scale: float
) -> None:
    """With two beds the small bar writes the message in two lines: capitals and baselines stay between its edges."""
    window = open_window(qtbot, themes.load("dark", scale), size)
    beds = [alarming(marta()), alarming(bed(4, NOW))]
    look_at(window, *beds)
    window.alarm_bar.update()
    lines.clear()
    window.alarm_bar.grab(window.alarm_bar.rect())
    said = [line for line in lines if "SpO2" in line[0] or "***" in line[0]]
    assert said
    for words, top, bottom in said:
        assert top >= 0 and bottom <= window.alarm_bar.height(), words

"""No word of the session's pages is cut, in windows of any size, with text at 100 % and 150 %."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme as themes
from bedside.ui.bed_header import BedHeader
from bedside.ui.main_window import MainWindow
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.session.recovery_page import RecoveryPage
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.commands import GiveRating
from bedside.vitals.display import Appearance
from bedside.vitals.sessions import Phase
from tests.helpers.all_words import AllWords, CutWords
from tests.helpers.discharging import GIVEN, recovering
from tests.helpers.screening import screening
from tests.helpers.story import BED, NURSE, later, story
from tests.helpers.windows import feed, open_window

SIZES = ((640, 400), (1024, 640), (1366, 768), (1920, 1080))
TEXTS = (1.0, 1.5)
FORMS = ("screening", "baseline", "infusion", "patient", "plan", "scales", "advice", "protocol", "emergency")
LAYOUT_COUNT = 4


class Shown:
    """A window with a form of the session open."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int], text: float, update: MonitorUpdate) -> None:
        self.appearance = Appearance(text_scale=text, reduced_motion=True)
        self.window: MainWindow = open_window(qtbot, themes.of(self.appearance), size)
        self.update = update
        self.feed()
        self.window.open_bed(update.bed)

    def feed(self) -> None:
        for _ in range(2):
            feed(self.window, self.update, frames=1, operator=NURSE, appearance=self.appearance)
            for _ in range(LAYOUT_COUNT):
                QApplication.processEvents()

    def open(self, form: str) -> None:
        self.window.bed_screen.open_session(form)
        self.feed()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("known", (True, False), ids=("baseline", "no baseline"))
def test_recovery_says_everything_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], text: float, *, known: bool
) -> None:
    cut, words = CutWords(monkeypatch), AllWords(monkeypatch)
    update = recovering()
    shown = Shown(qtbot, size, text, update if known else replace(update, baseline=None))
    shown.open("recovery")
    page = shown.window.bed_screen.session_page
    assert cut.in_(page) == []
    form = page.form
    assert isinstance(form, RecoveryPage)
    if not known:
        assert "no baseline" in words.of(form.against)
    for area in form.findChildren(QScrollArea):
        inside = area.widget()
        if inside is not None and area.isVisibleTo(form):
            assert inside.width() <= area.viewport().width(), "nothing lies under the scroll bar"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", ((640, 400), (1366, 768)))
@pytest.mark.parametrize("when", ("before", "running"))
def test_every_form_says_everything_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], text: float, when: str
) -> None:
    cut = CutWords(monkeypatch)
    update = recovering("10:00", given=GIVEN[:4]) if when == "before" else screening()
    shown = Shown(qtbot, size, text, update)
    found = []
    for form in FORMS:
        shown.open(form)
        found += [f"{form}: {words}" for words in cut.in_(shown.window.bed_screen.session_page)]
    assert found == []


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("phase", Phase)
def test_the_header_of_a_small_window_says_the_phase_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, phase: Phase, text: float
) -> None:
    update = recovering()
    assert update.session is not None
    shown = Shown(
        qtbot, (640, 400), text, replace(update, session=replace(update.session, phase=phase, phase_t=0.0))
    )
    words = AllWords(monkeypatch)
    header = shown.window.bed_screen.header
    assert isinstance(header, BedHeader)
    assert phase.value.capitalize() in words.of(header)


@pytest.mark.parametrize("text", TEXTS)
def test_the_limits_of_a_small_nibp_tile_say_which_is_which(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: float
) -> None:
    shown = Shown(qtbot, (640, 400), text, recovering())
    tile = shown.window.bed_screen.nibp
    assert isinstance(tile, NibpTile)
    assert {"sys", "dia"} <= AllWords(monkeypatch).of(tile)


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_deep_sedation_asks_for_is_whole_in_a_small_window(qtbot: QtBot, text: float) -> None:
    update = story("10:17:10")
    for value in (2, 1):
        update = later(update, 5.0, GiveRating(bed=BED, actor=NURSE, scale="moaas", value=value))
    shown = Shown(qtbot, (640, 400), text, update)
    shown.window.open_panel("observation")
    shown.feed()
    panel = shown.window.bed_screen.panels.panel
    assert isinstance(panel, ObservationPanel)
    box = panel.sedation.box
    assert box.height() >= box.heightForWidth(box.width())
    place = QRect(box.mapTo(panel, box.rect().topLeft()), box.size())
    assert panel.rect().contains(place) and panel.sedation.rect().contains(box.geometry())


def test_the_check_finds_a_word_that_is_cut(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = CutWords(monkeypatch)
    image = QImage(200, 50, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    Sketch(painter, look).text(0, 20, "far too long for this", "body", "text", room=40.0)
    painter.end()
    assert cut == ["far too long for this"]

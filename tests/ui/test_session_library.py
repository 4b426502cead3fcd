"""The list of recorded sessions with large text: nothing lies over anything else, and no number is left out unsaid."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.appearance import apply
from bedside.ui.session_library import SessionLibrary
from bedside.ui.session_rows import columns_in, key_rect
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.vitals.display import Appearance
from bedside.vitals.sessions import Mode
from tests.helpers.hosting import host
from tests.helpers.session_line import LINES

SIZES = ((1840, 968), (1286, 656), (944, 528), (600, 640))


def library(qtbot: QtBot, look: theme.Theme, width: int, height: int) -> SessionLibrary:
    made = SessionLibrary(look)
    host(qtbot, made, width, height)
    made.set_sessions([*LINES, replace(LINES[0], id="long", label="Featherstonehaugh-Cholmondeley, Aurelia")])
    made.show()
    return made


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, QRectF]]:
    """Words and where they are painted, px of what they are painted on (a row, the head)."""
    found: list[tuple[str, QRectF]] = []
    text = Sketch.text

    def kept(self, x, baseline, words, token, role, *, align=-1, room=None, px=None):  # type: ignore[no-untyped-def]
        wide = text(self, x, baseline, words, token, role, align=align, room=room, px=px)
        high = self.theme.px(token) * 0.72
        left = x - (wide if align == RIGHT else wide / 2 if align == CENTRE else 0.0)
        row = self.painter.worldTransform().dy()
        found.append((words, QRectF(left, row + baseline - high, wide, high)))
        return wide

    monkeypatch.setattr(Sketch, "text", kept)
    return found


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_words_of_a_row_lie_over_others_or_leave_their_key(
    qtbot: QtBot, written: list[tuple[str, QRectF]], size: tuple[int, int], scale: float
) -> None:
    made = library(qtbot, theme.load("dark", scale), *size)
    written.clear()
    made.view.viewport().grab()
    assert {words for words, _ in written} >= {"Reyes, Marta", "bed 3"}
    for (one, here), (other, there) in combinations(written, 2):
        assert not here.intersects(there), f"{one} lies over {other}"
    row = QRectF(made.view.visualRect(made.view.model().index(0, 0)))
    key = key_rect(row, scale)
    assert row.contains(key)
    for words, here in written:
        if words == "Review":
            assert key.left() <= here.left() and here.right() <= key.right()
        elif here.top() < row.bottom():
            assert here.right() <= key.left(), f"{words} lies over the key"


def test_head_and_rows_have_their_columns_in_one_line(
    qtbot: QtBot, written: list[tuple[str, QRectF]]
) -> None:
    made = library(qtbot, theme.load("dark", 2.0), 1286, 400)
    assert made.view.verticalScrollBar().maximum() > 0
    written.clear()
    made.grab()
    left = {words: here.left() for words, here in written}
    assert left["Length"] == left["1 h 10 min"]
    assert left["Patient and bed"] == left["Reyes, Marta"]


def test_what_has_no_room_is_in_the_words_of_the_row(qtbot: QtBot) -> None:
    made = library(qtbot, theme.load("dark", 2.0), 600, 640)
    columns = columns_in(made.view.viewport().width(), 2.0)
    assert columns.alarms is None and columns.state is None
    words = made.row_words()
    assert "1 h 10 min, alarms: 1 High, 0 Medium, 1 Low, ended by the operator" in words[0]
    simulated = next(n for n, row in enumerate(made.shown) if row.mode is Mode.SIMULATION)
    assert ", simulation, " in words[simulated]


def test_rows_grow_with_the_text_while_the_list_is_open(qtbot: QtBot) -> None:
    look = theme.load("dark")
    made = library(qtbot, look, 1286, 656)
    before = made.view.visualRect(made.view.model().index(0, 0)).height()
    apply(made.window(), look, Appearance(text_scale=2.0))
    assert made.view.visualRect(made.view.model().index(0, 0)).height() == 2 * before
    opened: list[str] = []
    made.open_requested.connect(opened.append)
    row = QRectF(made.view.visualRect(made.view.model().index(0, 0)))
    place = key_rect(row, 2.0).center().toPoint()
    qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert opened == [made.shown[0].id]

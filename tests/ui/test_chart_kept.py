"""The kept ground of a chart has two pictures as large as the chart, from the first on and for ever."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.ui import chart_kept
from bedside.ui.chart_kept import KeptGround

PICTURE = object()  # only handed on


class Made:
    """Counts the pictures that are made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, size: QSize) -> QPixmap:
        self.count += 1
        return QPixmap(size)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """In place of QPixmap."""
    made = Made()
    monkeypatch.setattr(chart_kept, "QPixmap", made)
    return made


@pytest.fixture
def ground(qtbot: QtBot) -> KeptGround:
    """Of a widget of 300 × 200."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(300, 200)

    def paint(_painter: QPainter, _picture: object) -> None:
        pass

    return KeptGround(widget, paint)


def test_both_are_made_with_the_first_picture_and_none_later(ground: KeptGround, made: Made) -> None:
    ground.shown(PICTURE)
    assert made.count == 2
    for _ in range(5):
        assert ground.prepare(PICTURE)
        ground.turn()
        ground.shown(PICTURE)
        ground.prepare(PICTURE)
        ground.drop_next()
        ground.forget()
        ground.shown(PICTURE)
    assert made.count == 2


def test_both_are_made_anew_for_another_size(ground: KeptGround, made: Made) -> None:
    ground.shown(PICTURE)
    ground._widget.resize(400, 200)
    assert ground.shown(PICTURE).width() == 400
    assert made.count == 4
    ground.prepare(PICTURE)
    ground.turn()
    assert ground.shown(PICTURE).width() == 400
    assert made.count == 4

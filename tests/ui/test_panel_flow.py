"""A layout of our own frees what it holds."""

from __future__ import annotations

import ctypes
import gc
from statistics import median

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot

from bedside.ui.panels.flow import Flow

ITEMS = 200
ITEM_BYTES = 88  # what Qt makes for one, with what the C library adds
ROUNDS = 10


class Page(QWidget):
    """A panel with keys in a row within its column."""

    def __init__(self) -> None:
        super().__init__()
        column, row = QVBoxLayout(self), Flow()
        for _ in range(ITEMS):
            row.addWidget(QWidget(self))
        column.addLayout(row)


class _Heap(ctypes.Structure):
    """`struct mallinfo2` of glibc."""

    _fields_ = (("_before", ctypes.c_size_t * 7), ("used", ctypes.c_size_t), ("_after", ctypes.c_size_t * 2))


def heap_bytes() -> int:
    """What is allocated in the C library's heap."""
    asked = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if asked is None:
        pytest.skip("the C library does not tell what its heap holds")
    asked.restype = _Heap
    gc.collect()
    return int(asked().used)


def deleted() -> None:
    """What was to be deleted is."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_layout_that_goes_leaves_none_of_its_items(qapp: object) -> None:
    page, flow = QWidget(), Flow()
    page.setLayout(flow)
    keys = [QPushButton(str(n), page) for n in range(5)]
    for key in keys:
        flow.addWidget(key)
    flow.removeWidget(keys[0])
    keys[1].deleteLater()
    deleted()
    items = [flow.itemAt(n) for n in range(flow.count())]
    assert len(items) == 3
    assert all(shiboken6.isValid(item) for item in items)
    page.deleteLater()
    deleted()
    assert not any(shiboken6.isValid(item) for item in items)


def test_neither_does_one_within_another_that_goes_with_its_page(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def grown_bytes() -> int:
        before = heap_bytes()
        for _ in range(ROUNDS):
            page = Page()
            page.setParent(window)
            page.show()
            QCoreApplication.processEvents()
            page.hide()
            page.setParent(None)  # as the host of the panels lets go of one
            page.deleteLater()
            del page
            deleted()
        return heap_bytes() - before

    grown_bytes()
    assert median(grown_bytes() for _ in range(7)) < ROUNDS * ITEMS * ITEM_BYTES / 4


def test_an_item_that_python_made_is_left_to_python(qapp: object) -> None:
    page, flow, key = QWidget(), Flow(), QPushButton("one")
    page.setLayout(flow)
    key.setParent(page)
    flow.addItem(QWidgetItem(key))
    page.deleteLater()
    deleted()
    assert not shiboken6.isValid(key)


def test_an_item_that_is_taken_out_is_no_longer_the_layouts(qapp: object) -> None:
    page, flow = QWidget(), Flow()
    page.setLayout(flow)
    for n in range(3):
        flow.addWidget(QPushButton(str(n), page))
    taken = flow.takeAt(1)
    assert taken is not None
    assert taken.widget().text() == "1"
    assert flow.count() == 2
    assert flow.takeAt(5) is None
    page.deleteLater()
    deleted()

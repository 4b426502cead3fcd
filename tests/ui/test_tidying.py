"""Garbage with widgets in it is collected in the window's thread, between events, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.ui.help_panel import HelpPanel
from bedside.ui.panel_host import PanelHost
from bedside.ui.theme import Theme
from bedside.ui.tidying import Tidying


class Knot(QWidget):
    """A widget that only the cyclic collector can free."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def allocate_a_lot() -> None:
    for n in range(20_000):
        _ = [[n]]


def test_no_other_thread_ever_collects_a_widget(qtbot: QtBot) -> None:
    tidying = Tidying()
    tidying.start()
    try:
        gone = weakref.ref(Knot())
        worker = threading.Thread(target=allocate_a_lot)
        worker.start()
        worker.join(10)
        assert gone() is not None
        for _ in range(3):
            allocate_a_lot()
            tidying.look()
            gc.collect()
        assert gone() is None
    finally:
        tidying.stop()
    assert gc.isenabled()


def test_what_is_due_is_collected_by_a_look(qtbot: QtBot) -> None:
    tidying = Tidying()
    tidying.start()
    try:
        gc.collect()
        gone = weakref.ref(Knot())
        kept = [[] for _ in range(2_000)]
        tidying.look()
        assert gone() is None
        assert len(kept) == 2_000
    finally:
        tidying.stop()


def test_a_panel_that_was_closed_is_gone_with_the_next_look_though_hardly_anything_was_made(
    qtbot: QtBot, look: Theme
) -> None:
    tidying, parent = Tidying(), QWidget()
    qtbot.addWidget(parent)
    host = PanelHost(look, parent)
    tidying.start()
    try:
        host.open("help", old := HelpPanel(look))
        old.itself = old  # type: ignore[attr-defined]  # many panels are in such a knot
        gone = weakref.ref(old)
        del old
        gc.collect(0)  # it has been looked at once, as a panel that was open for some seconds has
        host.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        tidying.look()
        assert gone() is None
    finally:
        tidying.stop()


def test_what_was_there_when_all_was_loaded_is_not_looked_through_again(qtbot: QtBot) -> None:
    tidying = Tidying()
    tidying.start()
    try:
        garbage = weakref.ref(Knot())
        stays = [[n] for n in range(2_000)]
        tidying.settle()
        assert garbage() is None, "it is cleared of garbage first"
        assert gc.get_freeze_count() > len(stays)
        later = weakref.ref(Knot())
        allocate_a_lot()
        gc.collect()
        assert later() is None, "what comes later is collected as before"
    finally:
        tidying.stop()
    assert gc.get_freeze_count() == 0

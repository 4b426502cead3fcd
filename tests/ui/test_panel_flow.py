"""A layout of our own frees what it holds."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from bedside.ui.panels.flow import Flow


def test_a_layout_that_goes_leaves_none_of_its_items(qapp: object) -> None:
    page, flow = QWidget(), Flow()
    page.setLayout(flow)
    keys = [QPushButton(str(n), page) for n in range(5)]
    for key in keys:
        flow.addWidget(key)
    flow.removeWidget(keys[0])
    keys[1].deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    items = [flow.itemAt(n) for n in range(flow.count())]
    assert len(items) == 3
    assert all(shiboken6.isValid(item) for item in items)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(shiboken6.isValid(item) for item in items)

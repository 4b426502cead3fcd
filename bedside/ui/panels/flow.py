"""Items side by side, on as many lines as the width asks for: chips and short keys in windows of any size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import shiboken6
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget, QWidgetItem

from bedside.ui.theme import layout

_AT: Final = layout("panel_flow")


class Flow(QLayout):
    """Left to right, then the next line."""

    def __init__(self, spacing: int = _AT.spacing) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._addresses: list[int] = []  # of the items in memory; 0: it is freed elsewhere
        self.destroyed.connect(partial(_free, self._addresses))
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's own way in."""
        self._items.append(item)
        of_qt = isinstance(item, QWidgetItem) and not shiboken6.ownedByPython(item)
        self._addresses.append(shiboken6.getCppPointer(item)[0] if of_qt else 0)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one item up."""
        if not 0 <= index < len(self._items):
            return None
        del self._addresses[index]
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width, px."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Lay the items out."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        gap = self.spacing()
        for item in self._shown():
            size = item.sizeHint().expandedTo(item.minimumSize())
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, high = rect.x(), y + high + gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + gap
            high = max(high, size.height())
        return y + high - rect.y()


def _free(addresses: list[int]) -> None:
    """A layout of Qt's own frees its items when it goes; one that is written in Python has to do it afterwards.

    What Python knew the items by is void by then, if a page went with all that is in it; they themselves are not gone.
    """
    for address in filter(None, addresses):
        shiboken6.delete(shiboken6.wrapInstance(address, QWidgetItem))
    addresses.clear()


def show_only(pages: Sequence[QWidget], shown: QWidget) -> None:
    """Let only the page of a stack that is shown ask for room."""
    for page in pages:
        wanted = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
        policy = page.sizePolicy()
        policy.setHorizontalPolicy(wanted)
        policy.setVerticalPolicy(wanted)
        page.setSizePolicy(policy)

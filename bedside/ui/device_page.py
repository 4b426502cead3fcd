"""What the pages at the foot of the Devices screen share.

A title with Esc, a scrolling body, and a foot that says what is missing beside the key that does it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.device_parts import OneLine, Scrolled
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_page")


class FootPage(QWidget):
    """Base of Add by hand, Replay and Support bundle.

    Signals:
        closed: Esc or its key was pressed.
    """

    closed = Signal()
    takes_enter = True  # see `PaintedKey.keyPressEvent`

    def __init__(self, theme: Theme, title: str, hint: str, act: str, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(title)
        self.close_key = PanelKey(
            theme, self.tr("Esc"), icon="close", least=_AT.close_key, token="small.medium"
        )
        self.close_key.IDLE = "raised"
        self.close_key.setAccessibleName(self.tr("Close {page}").format(page=title))
        self.close_key.clicked.connect(self.closed)
        self.missing = Words(theme, "", "label", "text", wrap=True)
        self.act_key = PanelKey(theme, act, icon=icon, primary=True, token="body.medium", least=_AT.act_key)
        self.act_key.clicked.connect(self.act)
        head = QHBoxLayout()
        head.setSpacing(_AT.head_gap)
        head.addWidget(OneLine(theme, title, "title.small", "text"))
        head.addWidget(OneLine(theme, hint, "label", "text2"), 1)
        head.addWidget(self.close_key)
        page = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom, page)
        self._body.setContentsMargins(0, 0, _AT.body_right, 0)
        self._body.setSpacing(_AT.body_gap)
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for half in (self.left, self.right):
            half.setSpacing(_AT.half_gap)
            self._body.addLayout(half)
        self._scrolled = Scrolled(theme, page)
        foot = QHBoxLayout()
        foot.setSpacing(_AT.foot_gap)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.act_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.margins)
        column.setSpacing(_AT.gap)
        column.addLayout(head)
        column.addWidget(self._scrolled, 1)
        column.addLayout(foot)

    def labelled(self, words: str, widget: QWidget) -> QWidget:
        """A row: what is asked, and the answers."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_AT.label_gap)
        label = Words(self._theme, words, "label", "text2")
        label.setFixedWidth(_AT.label_width)
        label.setContentsMargins(0, _AT.label_above, 0, 0)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(widget, 1)
        return row

    def take_keyboard(self) -> None:
        """The page was opened: the keyboard goes where it is needed first, and that place is brought into view."""
        wanted = self.first_focus()
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        page = self._scrolled.widget()
        if page is not None and page.isAncestorOf(wanted):
            QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        focused = self.focusWidget()
        if focused is not None:
            self._scrolled.ensureWidgetVisible(focused, 0, _AT.view_margin)

    def first_focus(self) -> QWidget:
        """Where the keyboard goes when the page opens."""
        raise NotImplementedError

    def lacks(self) -> str:
        """What is missing or wrong, one sentence; "" = it can be done."""
        raise NotImplementedError

    def act(self) -> None:
        """Do it; called only through the key, which is closed while something is missing."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Say what is missing."""
        lacks = self.lacks()
        self.missing.setText(lacks)
        self.act_key.setEnabled(not lacks)

    def show_refusal(self, sentence: str) -> None:
        """Why it was refused, or what came of it."""
        self.missing.setText(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the primary key; Esc closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.act_key.isEnabled():
            self.act_key.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two halves side by side where there is room."""
        wide = self.width() >= _AT.two_halves_from
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if way is not self._body.direction():
            self._body.setDirection(way)
            for n in range(2):
                self._body.setStretch(n, _AT.halves[n] if wide else 0)
            self._body.setSpacing(_AT.halves_gap if wide else _AT.body_gap)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Its body scrolls."""
        return QSize(*_AT.least)

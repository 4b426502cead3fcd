"""What the forms of a course have in common: title, refusals in place, a body that scrolls, keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.words import Words
from bedside.ui.session.form import Body, scrolled
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_form")


class CourseForm(QWidget):
    """A form; Esc closes it and keeps what was typed, Ctrl+Enter saves.

    Signals:
        closed: it was put away.
    """

    closed = Signal()

    def __init__(self, theme: Theme, title: str, save: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(title)
        self.title = Words(theme, title, "title.name", "text", wrap=True)
        self.hint = Words(theme, "", "label", "text2", wrap=True)
        self._said = CheckBox(theme)
        self._said.set_lines(0)
        self._said.hide()
        inside = Body(theme)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, _AT.gap, 0)
        self.body.setSpacing(_AT.gap)
        self.area = scrolled(theme, inside)
        self.save_key = PanelKey(
            theme, save, icon="content-save-outline", key=self.tr("Ctrl+Enter"), primary=True, least=_AT.save
        )
        self.save_key.clicked.connect(self.save)
        self.close_key = PanelKey(theme, self.tr("Close"), icon="close", key=self.tr("Esc"), least=_AT.key)
        self.close_key.clicked.connect(self.closed)
        keys = QHBoxLayout()
        keys.setSpacing(_AT.gap)
        keys.addWidget(self.save_key)
        keys.addWidget(self.close_key)
        keys.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.pad, _AT.gap, _AT.pad, _AT.gap)
        rows.setSpacing(_AT.gap)
        rows.addWidget(self.title)
        rows.addWidget(self.hint)
        rows.addWidget(self._said)
        rows.addWidget(self.area, 1)
        rows.addLayout(keys)

    def say(self, sentence: str) -> None:
        """Say in place why something was not done; "" = nothing to say."""
        self._said.setVisible(bool(sentence))
        if sentence:
            self._said.show_check(Check(headline=told(sentence), refused=True))

    @property
    def said(self) -> str:
        """The refusal that is shown; "" = none."""
        return "" if self._said.isHidden() else self._said.check.headline

    def save(self) -> None:
        """Ask for what the form is for."""
        raise NotImplementedError

    def first_focus(self) -> QWidget:
        """Where the keyboard goes when it opens."""
        raise NotImplementedError

    def set_waiting(self, waiting: bool) -> None:
        """The station has it: no second press."""
        self.save_key.setEnabled(not waiting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Ctrl+Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and self.save_key.isEnabled()
        ):
            self.save()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low form has its room for what is filled in."""
        self.title.setVisible(event.size().height() >= _AT.low * self._theme.text_scale)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile it stands on."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()

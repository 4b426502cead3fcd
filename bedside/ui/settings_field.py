"""One typed value of the settings: its name over it, the unit in it, its bounds or a hint under it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.words import dress
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_field")
_LONGEST_CHARS: Final = 6


class SettingsField(QWidget):
    """Everything in it grows with the text size.

    Signals:
        typed: (name of the field, what stands in it now).
    """

    typed = Signal(str, str)

    def __init__(self, theme: Theme, name: str, *, label: str, spoken: str, unit: str, small: str) -> None:
        """A field.

        Args:
            theme: the look.
            name: told with `typed`.
            label: over the field, "fades after".
            spoken: the same for a screen reader, "NIBP fades after, min".
            unit: in the field, behind what is typed.
            small: under it.
        """
        super().__init__()
        self._theme = theme
        self.name = name
        self.unit = unit
        self._label = label
        self._small = small
        self._changed = self._refused = False
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setMaxLength(_LONGEST_CHARS)
        self.edit.setAccessibleName(spoken)
        self.edit.textEdited.connect(self._typed)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._fit()

    def show_text(self, text: str, *, changed: bool, refused: bool, editable: bool) -> None:
        """Show what is typed; bold where it differs from what is in force, edged where it is refused."""
        if self.edit.text().strip() != text.strip():
            self.edit.setText(text)
        self.edit.setReadOnly(not editable)
        if (changed, refused) != (self._changed, self._refused):
            self._changed, self._refused = changed, refused
            self._fit()
            self.edit.setAccessibleDescription(self.tr("refused") if refused else "")
            self.update()

    @property
    def refused(self) -> bool:
        """Whether it is edged."""
        return self._refused

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        """The edge follows the keyboard."""
        self.update()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """The look or the text size changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "edit"):
            self._fit()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Digits, unit and what stands under them."""
        theme = self._theme
        under = theme.metrics("tiny", theme.px("tiny")).horizontalAdvance(self._small) + 2 * _AT.small_x
        return QSize(max(theme.grown(_AT.width), int(under) + 1), self.height())

    def minimumSizeHint(self) -> QSize:
        """The same: nothing of it may be cut."""
        return self.sizeHint()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The digits stand before their unit."""
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Label, frame, unit, bounds."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        grown, width = self._theme.grown, self.width()
        box = QRectF(0, grown(_AT.frame_top), width, grown(_AT.frame_height))
        sketch.text(_AT.small_x, grown(_AT.label_baseline), self._label, "small", "text2", room=width)
        sketch.fill(box, "surface", _AT.radius)
        if self._refused:
            sketch.edge(box, "text", _AT.refused_edge, _AT.radius)
        elif self.edit.hasFocus():
            sketch.edge(box, "text", self._theme.length("focus"), _AT.radius)
        else:
            sketch.edge(box, "line", 1.0, _AT.radius)
        base = box.center().y() + grown(_AT.unit_down)
        sketch.text(width - _AT.unit_right, base, self.unit, "body", "text2", align=RIGHT)
        sketch.text(_AT.small_x, grown(_AT.small_baseline), self._small, "tiny", "text2", room=width)
        painter.end()

    def _fit(self) -> None:
        dress(self.edit, self._theme, "num.sm.large.bold" if self._changed else "num.sm.large")
        self.setFixedHeight(self._theme.grown(_AT.height))
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        grown = self._theme.grown
        unit = self._theme.metrics("body", self._theme.px("body")).horizontalAdvance(self.unit)
        room = max(_AT.least_edit, int(self.width() - _AT.edit_x - unit - 2 * _AT.unit_right))
        top = grown(_AT.frame_top) + _AT.edit_inset
        self.edit.setGeometry(_AT.edit_x, top, room, grown(_AT.frame_height) - 2 * _AT.edit_inset)

    def _typed(self, text: str) -> None:
        self.typed.emit(self.name, text)

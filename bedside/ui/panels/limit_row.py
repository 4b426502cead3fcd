"""One limit as a key of the limits table, and what a limit is called and may be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent

from bedside.alarms.profile import SIDES
from bedside.alarms.profile_bounds import BRACKETS
from bedside.ui import formats
from bedside.ui.held_text import held_to
from bedside.ui.limit_span import BELL, paint_dot
from bedside.ui.painted_key import KeyInk
from bedside.ui.panels.key import PanelKey
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.spoken import brief
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Direction
from bedside.vitals.commands import LimitEdit
from bedside.vitals.parameters import PARAMETERS, Parameter

_AT: Final = layout("panel_limit_row")

CELL_PX = _AT.cell_width


def _tr(text: str) -> str:
    return QCoreApplication.translate("Limits", text)


def column_name(cell: str) -> str:
    """ "Medium low": the column of a cell."""
    return {
        "high_low": _tr("High low"),
        "med_low": _tr("Medium low"),
        "med_high": _tr("Medium high"),
        "high_high": _tr("High high"),
    }[cell]


def limit_name(parameter: Parameter, cell: str) -> str:
    """ "SpO2, Medium low"."""
    return f"{formats.full_name(parameter)}, {column_name(cell)}"


def value_words(parameter: Parameter, cell: str, value: float | None) -> str:
    """ "< 92", "> 120", "off"."""
    if value is None:
        return _tr("off")
    sign = "<" if SIDES[cell][0] is Direction.LOW else ">"
    return f"{sign} {formats.number(value, parameter)}"


def edit_words(edit: LimitEdit, before: float | None) -> str:
    """ "SpO2, Medium low: < 92 → < 90"."""
    old = value_words(edit.parameter, edit.cell, before)
    new = value_words(edit.parameter, edit.cell, edit.value)
    return f"{limit_name(edit.parameter, edit.cell)}: {old} → {new}"


def bounds_of(parameter: Parameter, cell: str) -> tuple[float, float]:
    """The hard bounds of a limit, in the parameter's unit; the plausible range where it has none of its own."""
    info = PARAMETERS[parameter]
    return BRACKETS.get((parameter, cell), (info.low, info.high))


class LimitCell(PanelKey):
    """A limit in force or as it was typed, with its bounds or the profile's value in small print.

    Signals:
        typed: a digit was pressed on it; it belongs into the field below.
    """

    typed = Signal(str)
    ZOOMS = False

    def __init__(self, theme: Theme, parameter: Parameter, cell: str) -> None:
        super().__init__(theme, "", least=(_AT.cell_least, CELL_PX))
        self.parameter = parameter
        self.cell = cell
        self.value: float | None = None
        self._usual: float | None = None
        self._changed = False
        self._known = False  # whether the profile's value is known
        self.setCheckable(True)

    def show_limit(self, value: float | None, usual: float | None, *, known: bool, typed: bool) -> None:
        """Show a value.

        Args:
            value: in force, or as typed; None = off.
            usual: the profile's.
            known: whether `usual` is known.
            typed: not yet sent.
        """
        self.value, self._usual, self._known = value, usual, known
        self._changed = typed or (known and value != usual)
        words = value_words(self.parameter, self.cell, value)
        said = f"{limit_name(self.parameter, self.cell)} {words}"
        parts = [said, self._small() if self._changed else "", self.tr("not sent yet") if typed else ""]
        name = ", ".join(part for part in parts if part)
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.update()

    @property
    def changed(self) -> bool:
        """Whether it differs from the profile's."""
        return self._changed

    def _small(self) -> str:
        if self._changed and self._known:
            usual = self.tr("off") if self._usual is None else formats.number(self._usual, self.parameter)
            return self.tr("profile {value}").format(value=usual)
        if (self.parameter, self.cell) not in BRACKETS:
            return ""
        low, high = bounds_of(self.parameter, self.cell)
        return f"[{brief(low)}–{brief(high)}]"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits go into the field."""
        if event.text().isdigit() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """A column of the table."""
        return self.minimumSize()

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        bold = self._changed
        shown = value_words(self.parameter, self.cell, self.value)
        large = "num.sm.large.bold" if bold else "num.sm.large"
        low = "num.sm.bold" if bold else "num.sm"
        fits = sketch.width(shown, large) + _AT.room_spare <= rect.width()
        x, base = _AT.x_wide if fits else _AT.x_narrow, rect.height() / 2 + self._theme.grown(_AT.base_down)
        words, token = shown, large if fits else low
        end = rect.width() - x - (2 * _AT.dot_x if bold else 0)
        if self.value is None:
            sketch.icon(x, base - _AT.bell_up, BELL, ink.words, _AT.bell_side)
            x += _AT.bell_step
            words, token = self.tr("off"), "body.bold" if bold else "body"
        x += held_to(sketch, words, token, end - x).text(x, base, words, token, ink.words)
        if bold:
            paint_dot(sketch, x + _AT.dot_x, base - _AT.dot_up, ink.words)
        role = ink.words if ink.filled else "text2"
        room = rect.width() - _AT.right - x - _AT.room_words
        small = self._small()
        if sketch.width(small, "tiny") <= room:
            sketch.text(rect.width() - _AT.right, base - 1, small, "tiny", role, align=RIGHT)

"""What a part of the protocol is edited with: groups of numbers, lines, longer texts, and where a fault is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from bedside.therapy.protocol_bounds import BOUNDS, INTERVAL_MIN, MAY_BE_OFF
from bedside.therapy.protocol_file import OFF
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.words import Field, Words, dress, quiet_scroll
from bedside.ui.protocols.draft import ProtocolDraft, number_or_text
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sedation_words import MINUS
from bedside.ui.settings_field import SettingsField
from bedside.ui.settings_page import RefusalBox
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import brief
from bedside.ui.theme import Theme

_AT: Final = themes.layout("protocol_editor")
_NEVER_OFF: Final = frozenset({"nibp.infusion_start", "nibp.infusion", "nibp.recovery_start"})
_LINE_CHARS: Final = 2000  # of a line: what is too long is refused in words, not cut


class Part(QWidget):
    """One part of a protocol: it shows a draft and changes it.

    Signals:
        edited: something in the draft differs now.
    """

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft: ProtocolDraft | None = None
        self._editable = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, int(_AT.scroll_room), 0)
        self.column.setSpacing(int(_AT.group_gap))

    def show_draft(self, draft: ProtocolDraft, *, editable: bool) -> None:
        """Show a draft, or a version as a draft that changes nothing."""
        self._draft, self._editable = draft, editable
        self.refresh(draft)

    def refresh(self, draft: ProtocolDraft) -> None:
        """Show what differs now, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number: its place in the protocol, what it is called, its unit."""

    place: str
    label: str
    unit: str = ""

    @property
    def bounds(self) -> str:
        """The bounds nobody can pass, as they stand under it."""
        low, high = BOUNDS.get(self.place, INTERVAL_MIN)
        may = self.place in MAY_BE_OFF or (self.place not in BOUNDS and self.place not in _NEVER_OFF)
        lowest = brief(low).replace("-", MINUS)
        return f"[{lowest}–{brief(high)}]" + (f" {OFF}" if may else "")


class NumberGroup(QWidget):
    """Numbers of one kind with their heading, and under them what is wrong.

    Signals:
        typed: (place, text).
    """

    typed = Signal(str, str)

    def __init__(self, theme: Theme, title: str, numbers: Sequence[Number], words: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.gap))
        column.addWidget(Words(theme, title, "title.small", "text", wrap=True))
        if words:
            column.addWidget(Words(theme, words, "label", "text2", wrap=True))
        self._flow = Flow(int(_AT.field_gap))
        self.fields: dict[str, SettingsField] = {}
        for number in numbers:
            field = SettingsField(
                theme,
                number.place,
                label=number.label,
                spoken=f"{title}, {number.label} {number.unit}".strip(),
                unit=number.unit,
                small=number.bounds,
            )
            label = theme.metrics("small", theme.px("small")).horizontalAdvance(number.label)
            field.setMinimumWidth(int(label) + int(_AT.field_gap))
            field.typed.connect(self.typed)
            self.fields[number.place] = field
            self._flow.addWidget(field)
        column.addLayout(self._flow)
        self.refusal = RefusalBox(theme)
        column.addWidget(self.refusal)

    def refresh(self, draft: ProtocolDraft, *, editable: bool) -> None:
        """The draft's numbers, each fault under them."""
        said = []
        for place, field in self.fields.items():
            faults = [fault for fault in draft.faults if fault.startswith(f"{place} ")]
            said += faults
            typed = field.edit.text()
            same = number_or_text(typed) == draft.value(place)
            field.show_text(
                typed if same else draft.text(place),
                changed=draft.changed(place),
                refused=bool(faults),
                editable=editable,
            )
        self.refusal.say(" ".join(said))


class Line(Field):
    """One line of text of the protocol."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, token="body.large", height=int(_AT.field_height))
        self.edit.setMaxLength(_LINE_CHARS)
        self.setMinimumWidth(int(_AT.field_width))

    def show_text(self, text: str, *, editable: bool) -> None:
        """Show another text; the one that is being typed stays."""
        if self.edit.text().strip() != text.strip():
            self.edit.setText(text)
        self.edit.setReadOnly(not editable)


class TextBox(QWidget):
    """A text of several lines under its name.

    Signals:
        typed: (name, text).
    """

    typed = Signal(str, str)

    def __init__(self, theme: Theme, name: str, label: str, *, high: float, empty: str = "") -> None:
        super().__init__()
        self._theme, self._high = theme, high
        self.name = name
        self.label = Words(theme, label, "small.medium", "text2", wrap=True)
        self.edit = QPlainTextEdit()
        self.edit.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText(empty)
        quiet_scroll(self.edit, theme)
        dress(self.edit, theme, "body.large")
        self.edit.textChanged.connect(self._typed)
        self.edit.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(int(_AT.gap), int(_AT.gap), int(_AT.gap), int(_AT.gap))
        column.setSpacing(0)
        column.addWidget(self.label)
        column.addWidget(self.edit, 1)
        self.setFocusProxy(self.edit)
        self._shows = False
        self._fit()

    def show_text(self, text: str, *, editable: bool) -> None:
        """Show another text; the one that is being typed stays."""
        if self.edit.toPlainText().strip() != text.strip():
            self._shows = True
            self.edit.setPlainText(text)
            self._shows = False
        self.edit.setReadOnly(not editable)

    def _typed(self) -> None:
        if not self._shows:
            self.typed.emit(self.name, self.edit.toPlainText())

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.grown(self._high))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS and hasattr(self, "_shows"):
            self._fit()
        super().changeEvent(event)

    def eventFilter(self, _watched: object, _event: object) -> bool:
        """The edge follows the keyboard."""
        self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and edge."""
        painter = QPainter(self)
        sketch, rect = Sketch(painter, self._theme), QRectF(self.rect())
        focused = self.edit.hasFocus()
        sketch.fill(rect, "surface", _AT.gap)
        sketch.edge(rect, "text" if focused else "line2", 2.0 if focused else 1.0, _AT.gap)
        painter.end()

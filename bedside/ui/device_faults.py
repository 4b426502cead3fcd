"""The faults a replayed capture may be given: what breaks, from when until when, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.simulation.faults import FaultKind
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_units import parse_decimal
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_faults")
_WHOLE_PERCENT: Final = 100
_ENDLESS_S: Final = 1e9

Fault = tuple[str, float, float, float]
"""Kind, start s, end s, amount (share 0…1; 0 where the kind has none), as `simulation.faults.Fault` takes them."""

_LONGEST_S: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class FaultChoice:
    """One thing that can be made to happen."""

    kind: FaultKind
    words: str
    hint: str
    share: str = ""  # name of the field for the share of the bytes, typed in %; "" = the kind has no amount


class FaultRow(QWidget):
    """A key that switches one fault on, and its fields while it is on.

    Signals:
        changed: anything of it.
    """

    changed = Signal()

    def __init__(self, theme: Theme, kind: FaultChoice) -> None:
        super().__init__()
        self.kind = kind
        self.key = PanelKey(theme, kind.words, least=_AT.key)
        self.key.IDLE = "raised"
        self.key.setCheckable(True)
        self.key.setToolTip(kind.hint)
        self.key.setAccessibleDescription(kind.hint)
        self.key.toggled.connect(self._toggled)
        self.start = self._field(theme, self.tr("from"), self.tr("s"), "60")
        self.end = self._field(theme, self.tr("until"), self.tr("s"), "90")
        self.fields = [self.start, self.end]
        if kind.share:
            self.amount = self._field(theme, kind.share, "%", "3")
            self.fields.append(self.amount)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_AT.row_gap)
        row.addWidget(self.key)
        for field in self.fields:
            row.addWidget(field)
        self._toggled(on=False)

    def _field(self, theme: Theme, name: str, unit: str, usual: str) -> Field:
        field = Field(theme, name, unit, token="num.sm", height=_AT.field_height)
        field.setFixedWidth(_AT.field_width)
        field.edit.setText(usual)
        field.edit.setAccessibleName(f"{self.kind.words}: {name} {unit}")
        field.edit.textChanged.connect(self.changed)
        return field

    def _toggled(self, on: bool) -> None:
        for field in self.fields:
            field.setVisible(on)
        self.changed.emit()

    @property
    def on(self) -> bool:
        """Whether it is to happen."""
        return self.key.isChecked()

    def fault(self) -> Fault | str:
        """What is to happen, or in one sentence what is wrong with the fields."""
        start, end = _number(self.start.text()), _number(self.end.text())
        if start is None or end is None or not 0 <= start < end <= _LONGEST_S:
            return self.tr(
                "{fault}: write from when until when it happens in seconds, for example 60 and 90."
            ).format(fault=self.kind.words)
        if not self.kind.share:
            return self.kind.kind.value, start, end, 0.0
        amount = _number(self.amount.text())
        if amount is None or not 0 < amount <= _WHOLE_PERCENT:
            return self.tr("{fault}: the share of the bytes is more than 0 and at most 100 %.").format(
                fault=self.kind.words
            )
        return self.kind.kind.value, start, end, amount / 100


class FaultChooser(QWidget):
    """The five faults, any of them or none.

    Signals:
        changed: anything of them.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        share = self.tr("bytes")
        kinds = (
            FaultChoice(FaultKind.UNPLUG, self.tr("Unplugged"), self.tr("The port vanishes and comes back")),
            FaultChoice(FaultKind.BYTE_LOSS, self.tr("Bytes lost"), self.tr("Bytes never arrive"), share),
            FaultChoice(FaultKind.NOISE, self.tr("Noise"), self.tr("Bytes arrive as others"), share),
            FaultChoice(
                FaultKind.STUCK, self.tr("Stuck value"), self.tr("The device repeats what it last sent")
            ),
            FaultChoice(
                FaultKind.HELD,
                self.tr("Clock jump"),
                self.tr(
                    "Nothing arrives, then everything at once, as when a clock jumps or a computer slept"
                ),
            ),
        )
        self.rows = {kind.kind: FaultRow(theme, kind) for kind in kinds}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        flow = Flow(_AT.gap)
        column.addLayout(flow)
        for row in self.rows.values():
            flow.addWidget(row)
            row.changed.connect(self.changed)
        column.addWidget(
            Words(theme, self.tr("Seconds count from the start of the replay."), "small", "text2", wrap=True)
        )

    def clear(self) -> None:
        """None is to happen."""
        for row in self.rows.values():
            row.key.setChecked(False)

    def faults(self) -> tuple[Fault, ...]:
        """Those that are to happen and are written rightly."""
        asked = [row.fault() for row in self.rows.values() if row.on]
        return tuple(fault for fault in asked if not isinstance(fault, str))

    def lacks(self) -> str:
        """The first thing that is wrong; "" = nothing."""
        asked = [row.fault() for row in self.rows.values() if row.on]
        return next((fault for fault in asked if isinstance(fault, str)), "")


def _number(text: str) -> float | None:
    """A number as every field takes it, here also below 0."""
    typed = text.strip()
    value = parse_decimal(typed[1:] if typed[:1] in ("-", "−") else typed)
    if value is None or value >= _ENDLESS_S:
        return None
    return -value if typed[:1] in ("-", "−") else value

"""Settings → Units: in which unit blood pressures are shown, with the same reading in both."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QButtonGroup, QWidget

from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.words import Words
from bedside.ui.settings_page import AppearanceWishes, Section, SettingsPage
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.display import PressureUnit

_AT: Final = themes.layout("settings_units")
_READING_MMHG: Final = (134.0, 83.0, 100.0)  # of the example


class UnitKey(PaintedKey):
    """One unit, and the example's reading in it as a tile shows it."""

    def __init__(self, theme: Theme, unit: PressureUnit, parent: QWidget | None = None) -> None:
        super().__init__(theme, unit.value, parent=parent)
        self.unit = unit
        self.setCheckable(True)
        self.setAccessibleDescription(self.reading)

    @property
    def reading(self) -> str:
        """The example in this unit, "134/83 (100)"."""
        systolic, diastolic, mean = _READING_MMHG
        numbers = formats.pressures(systolic, diastolic, self.unit)
        return f"{numbers} ({formats.pressure(mean, self.unit)})"

    def _parts(self) -> tuple[tuple[str, str], ...]:
        """The reading in pieces, each with its type: the numbers' own parenthesis looks like a bracket."""
        numbers, _, mean = self.reading.partition(" (")
        return (f"{numbers} ", "num.nibp16"), ("(", "body"), (mean[:-1], "num.nibp16"), (")", "body")

    def sizeHint(self) -> QSize:
        """Room for the number of a small tile."""
        return QSize(_AT.width, self._theme.grown(_AT.height))

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered else "raised", "text", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        chosen = self.isChecked()
        sketch.edge(rect, "text" if chosen else "line", _AT.bar_edge if chosen else 1.0, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        grown = self._theme.grown
        x, room = _AT.side, rect.width() - 2 * _AT.side
        if self.isChecked():
            sketch.icon(x, grown(_AT.title_baseline) - _AT.icon_rise, "check", "text", _AT.icon)
            sketch.text(
                x + _AT.icon + _AT.unit_gap, grown(_AT.title_baseline), self.text(), "title.small", "text"
            )
        else:
            sketch.text(x, grown(_AT.title_baseline), self.text(), "title.small", "text")
        px, at = sketch.fits(self.reading, "num.nibp16", room), float(x)
        for words, token in self._parts():
            at += sketch.text(at, grown(_AT.number_baseline), words, token, "nibp", px=px)
        words = self.tr("systolic/diastolic (mean)")
        sketch.text(x, grown(_AT.words_baseline), words, "small", "text2", room=room)


class UnitsPage(SettingsPage):
    """One tap, and every screen follows."""

    def __init__(self, theme: Theme, wishes: AppearanceWishes) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Units"), self.tr("for every screen of this station, at once"))
        self._wishes = wishes
        wishes.changed.connect(self._show)
        section = self._section = Section(
            theme, self.tr("Blood pressure is shown in"), self.tr("The same reading in both units:")
        )
        self.keys: dict[PressureUnit, UnitKey] = {}
        group = QButtonGroup(self)
        flow = Flow(_AT.gap)
        for unit in PressureUnit:
            key = UnitKey(theme, unit)
            key.clicked.connect(self._chosen)
            group.addButton(key)
            self.keys[unit] = key
            flow.addWidget(key)
        section.addLayout(flow)
        self.body.addLayout(section.close_with_refusal())
        facts = self.tr(
            "Recorded, limited and exported in mmHg, whichever is shown: a limit of 160 mmHg stays 160 mmHg and is "
            "only written as 21.3 kPa. 1 kPa = 7.50062 mmHg; kPa are shown with one decimal. Alarms compare the "
            "recorded value, never the rounded one on the screen."
        )
        self.body.addWidget(Words(theme, facts, "body", "text2", wrap=True))
        self.body.addStretch(1)
        self._show()

    def show_refusal(self, sentence: str) -> None:
        """Under the two keys."""
        self._section.refusal.say(sentence)

    def _show(self) -> None:
        self.keys[self._wishes.appearance.pressure_unit].setChecked(True)

    def _chosen(self) -> None:
        key = self.sender()
        if isinstance(key, UnitKey):
            self._section.refusal.say("")
            self._wishes.wish(pressure_unit=key.unit)

"""Settings → Units: in which unit blood pressures are shown, and what stands before the decimals of a number."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QButtonGroup, QWidget

from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Rule, Words
from bedside.ui.renewing import renew_with_look
from bedside.ui.settings_page import AppearanceWishes, Section, SettingsPage
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import marked_in
from bedside.ui.theme import Theme
from bedside.vitals.display import DecimalMark, PressureUnit

_AT: Final = themes.layout("settings_units")
_READING_MMHG: Final = (134.0, 83.0, 100.0)  # of the example
_EXAMPLE: Final = "120.5"


class UnitKey(PaintedKey):
    """One unit, and the example's reading in it as a tile shows it."""

    def __init__(self, theme: Theme, unit: PressureUnit, parent: QWidget | None = None) -> None:
        super().__init__(theme, unit.value, parent=parent)
        self.unit = unit
        self.setCheckable(True)
        renew_with_look(self, lambda key: key.setAccessibleDescription(key.reading))

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
        self._asked: Section | None = None
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
        said = Words(theme, "", "body", "text2", wrap=True)
        renew_with_look(said, lambda words: words.setText(marked_in(facts)))
        self.body.addWidget(said)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._mark_section())
        self.body.addStretch(1)
        self._show()

    def _mark_section(self) -> Section:
        section = self._marks = Section(
            self._theme,
            self.tr("Decimal mark"),
            self.tr(
                "On every screen and printed page, live. Typed numbers are read with either mark. The record and "
                "exported files always have a point."
            ),
        )
        self.mark_keys: dict[DecimalMark, PanelKey] = {}
        group = QButtonGroup(self)
        flow = Flow(_AT.gap)
        for mark, words in (
            (DecimalMark.PLACE, self.tr("As this computer")),
            (DecimalMark.POINT, _EXAMPLE),
            (DecimalMark.COMMA, _EXAMPLE.replace(".", ",")),
        ):
            key = PanelKey(self._theme, words, least=(_AT.mark_width, _AT.mark_height))
            key.setCheckable(True)
            key.clicked.connect(self._mark_chosen)
            group.addButton(key)
            self.mark_keys[mark] = key
            flow.addWidget(key)
        self.mark_keys[DecimalMark.POINT].setAccessibleName(self.tr("Point: {n}").format(n=_EXAMPLE))
        comma = self.tr("Comma: {n}").format(n=_EXAMPLE.replace(".", ","))
        self.mark_keys[DecimalMark.COMMA].setAccessibleName(comma)
        section.addLayout(flow)
        return section.close_with_refusal()

    def show_refusal(self, sentence: str) -> None:
        """Under what was tapped last."""
        (self._asked or self._section).refusal.say(sentence)

    def _show(self) -> None:
        look = self._wishes.appearance
        self.keys[look.pressure_unit].setChecked(True)
        self.mark_keys[look.decimal_mark].setChecked(True)

    def _ask(self, section: Section) -> None:
        for each in (self._section, self._marks):
            each.refusal.say("")
        self._asked = section

    def _chosen(self) -> None:
        key = self.sender()
        if isinstance(key, UnitKey):
            self._ask(self._section)
            self._wishes.wish(pressure_unit=key.unit)

    def _mark_chosen(self) -> None:
        chosen = next(mark for mark, key in self.mark_keys.items() if key is self.sender())
        self._ask(self._marks)
        self._wishes.wish(decimal_mark=chosen)

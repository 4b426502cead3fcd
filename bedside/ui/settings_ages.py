"""Settings → Ages: when a shown number fades and becomes dashes, typed, judged row by row and shown as it will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.display_desk import may_set_ages
from bedside.monitor.display_rules import AGE_BOUNDS_S, AGE_NAMES, AGE_ROWS, AgeRow, age_faults
from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_units import parse_decimal, typable
from bedside.ui.panels.words import Rule, Words
from bedside.ui.renewing import renew_with_look
from bedside.ui.settings_age_example import AgeExample, AgeSpan
from bedside.ui.settings_field import SettingsField
from bedside.ui.settings_page import RefusalBox, SettingsPage
from bedside.ui.spoken import marked_in
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED, SetAges
from bedside.vitals.display import Ages
from bedside.vitals.sessions import Actor

_AT: Final = themes.layout("settings_ages")
_EXAMPLES: Final = {  # number and role of a valid one
    "numeric": ("97", "spo2"),
    "struck": ("97", "spo2"),
    "nibp": ("134/83", "nibp"),
    "entered": ("14", "rr"),
}
_MINUTE_S: Final = 60.0


def _unit_s(name: str) -> float:
    """In what a time is typed, s: minutes where it is never shorter than one."""
    return _MINUTE_S if AGE_BOUNDS_S[name][0] >= _MINUTE_S else 1.0


def _as_typed(name: str, seconds: float) -> str:
    return typable(seconds / _unit_s(name))


class AgesPage(SettingsPage):
    """A draft until it is set: half a number that is being typed reaches no bed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_head(
            self.tr("Ages of numbers"),
            self.tr("for every screen and bed of this station, at once · bold = not set yet"),
        )
        self._ages = Ages()
        self._typed: dict[str, str] = {}
        self._refused = ""  # by the station
        self.fields: dict[str, SettingsField] = {}
        self.refusals: dict[str, RefusalBox] = {}
        self.examples: dict[str, AgeExample] = {}
        self._rows: list[QBoxLayout] = []
        for row in AGE_ROWS:
            self._add_row(row)
        self._says = Words(theme, "", "label.medium", "text", wrap=True)
        least = (_AT.key_width, int(theme.length("touch")))
        self.set_key = PanelKey(theme, self.tr("Set these ages"), icon="check", primary=True, least=least)
        self.usual_key = PanelKey(theme, self.tr("Usual values"), icon="history", least=least)
        self.back_key = PanelKey(theme, self.tr("As they are now"), icon="undo", least=least)
        self.set_key.clicked.connect(self._set)
        self.usual_key.clicked.connect(self._usual)
        self.back_key.clicked.connect(self._back)
        keys = Flow()
        for key in (self.set_key, self.usual_key, self.back_key):
            keys.addWidget(key)
        self.body.addStretch(1)
        self.body.addWidget(self._says)
        self.body.addLayout(keys)
        self._show()

    @property
    def words(self) -> str:
        """What stands between the draft and its being set, or what came of it."""
        return self._says.text()

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        super().set_actor(actor)
        self._show()

    def refresh(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate]) -> None:
        """The table in force, and the moment of the examples."""
        if station.ages != self._ages:
            self._ages = station.ages
            self._typed = {
                name: text for name, text in self._typed.items() if self._seconds(name) != self._kept(name)
            }
            self._refused = ""
            self._show()
        for row in AGE_ROWS:
            self.examples[row.key].show_at(self._span(row), station.station_now)

    def show_refusal(self, sentence: str) -> None:
        """Beside the row it is about, or over the keys."""
        self._refused = sentence
        self._show()

    # -- parts -----------------------------------------------------------------------------------------

    def _add_row(self, row: AgeRow) -> None:
        theme = self._theme
        title, about = self._row_words(row.key)
        name = QVBoxLayout()
        name.addWidget(Words(theme, title, "body.bold", "text", wrap=True))
        said = Words(theme, "", "small", "text2", wrap=True)
        renew_with_look(said, lambda words: words.setText(marked_in(about)))
        name.addWidget(said)
        name.addStretch(1)
        place = QWidget()
        place.setLayout(name)
        name.setContentsMargins(0, 0, 0, 0)
        fields = QHBoxLayout()
        fields.setSpacing(_AT.field_gap)
        for time in (row.faded, row.gone):
            if not time:
                continue
            label = self.tr("fades after") if time == row.faded else self.tr("dashes after")
            field = self._field(time, label, title)
            self.fields[time] = field
            fields.addWidget(field)
        fields.addStretch(1)
        example = AgeExample(theme)
        example.setAccessibleName(self.tr("Example: {what}").format(what=title))
        self.examples[row.key] = example
        parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        parts.setSpacing(_AT.row_gap)
        parts.addWidget(place, _AT.name_share)
        parts.addLayout(fields, _AT.fields_share)
        parts.addWidget(example, _AT.example_share)
        self._rows.append(parts)
        refusal = RefusalBox(theme)
        self.refusals[row.key] = refusal
        self.body.addWidget(Rule(theme))
        self.body.addLayout(parts)
        self.body.addWidget(refusal)

    def _field(self, time: str, label: str, title: str) -> SettingsField:
        bounds = "–".join(_as_typed(time, edge) for edge in AGE_BOUNDS_S[time])
        usual = self.tr("usual {n}").format(n=_as_typed(time, getattr(Ages(), time)))
        unit = self.tr("min") if _unit_s(time) > 1 else self.tr("s")
        field = SettingsField(
            self._theme,
            time,
            label=label,
            spoken=f"{title} {label}, {unit} [{bounds}]",
            unit=unit,
            small=f"[{bounds}]  {usual}",
        )
        field.typed.connect(self._on_typed)
        return field

    def _row_words(self, key: str) -> tuple[str, str]:
        return {
            "numeric": (
                self.tr("Numbers of devices"),
                self.tr(
                    "SpO2, PR, perfusion, RR of a device. A device that tells its numbers seldom has 2.5 of its "
                    "intervals."
                ),
            ),
            "struck": (
                self.tr("Struck numbers"),
                self.tr("The last number after the probe came off, before it becomes dashes."),
            ),
            "nibp": (
                self.tr("NIBP"),
                self.tr(
                    "A cuff reading. With a plan: 1.5 of its intervals, dashes after 2, if that is later."
                ),
            ),
            "entered": (
                self.tr("Entered values"),
                self.tr("RR and sedation as a person typed them."),
            ),
        }[key]

    # -- the draft -------------------------------------------------------------------------------------

    def _kept(self, name: str) -> float:
        return float(getattr(self._ages, name))

    def _text(self, name: str) -> str:
        return self._typed.get(name, _as_typed(name, self._kept(name)))

    def _seconds(self, name: str) -> float | None:
        value = parse_decimal(self._text(name))
        return None if value is None else value * _unit_s(name)

    def draft(self) -> Ages | None:
        """The table as it is typed; None while something typed is no number."""
        values = {name: self._seconds(name) for name in AGE_NAMES}
        if any(value is None for value in values.values()):
            return None
        return replace(self._ages, **values)  # type: ignore[arg-type]  # none is None here

    def _faults(self) -> dict[str, tuple[str, frozenset[str]]]:
        typed = {name: value for name in AGE_NAMES if (value := self._seconds(name)) is not None}
        found = age_faults(replace(self._ages, **typed))
        for row in AGE_ROWS:
            for name in (row.faded, row.gone):
                if name and name not in typed:
                    what = self.tr("“{text}” is not a number: type how many {unit}.")
                    words = what.format(text=self._text(name), unit=self.fields[name].unit)
                    found[row.key] = (words, frozenset({name}))
        return found

    def _span(self, row: AgeRow) -> AgeSpan | None:
        ages = self.draft()
        if ages is None or row.key in self._faults():
            return None
        number, role = _EXAMPLES[row.key]
        return AgeSpan(
            number=number,
            role=role,
            faded_s=getattr(ages, row.faded) if row.faded else 0.0,
            gone_s=getattr(ages, row.gone),
            struck=not row.faded,
        )

    def _show(self) -> None:
        faults = self._faults()
        by_station = self._refused
        may = may_set_ages(self._actor)
        for row in AGE_ROWS:
            wrong, about = faults.get(row.key, ("", frozenset()))
            for name in (row.faded, row.gone):
                if name:
                    changed = self._seconds(name) != self._kept(name)
                    self.fields[name].show_text(
                        self._text(name), changed=changed, refused=name in about, editable=may
                    )
            self.refusals[row.key].say(self.tr("Refused: {wrong}").format(wrong=wrong) if wrong else "")
        draft = self.draft()
        differs = draft is not None and draft != self._ages
        self.set_key.setEnabled(may and differs and not faults)
        self.usual_key.setEnabled(may and draft != Ages())
        self.back_key.setEnabled(bool(self._typed))
        if by_station:
            self._says.setText(by_station)
        elif not may:
            self._says.setText(
                self.tr("Only a supervisor or a technician sets the ages: say who works here first (Ctrl+O).")
            )
        elif faults:
            self._says.setText(self.tr("{n} row(s) refused: correct them first.").format(n=len(faults)))
        elif differs:
            self._says.setText(self.tr("Not set yet. Every screen of this station follows at once."))
        elif self._ages == Ages():
            self._says.setText(self.tr("The usual ages are in force."))
        else:
            self._says.setText(self.tr("These ages are in force; they differ from the usual ones."))

    def _on_typed(self, name: str, text: str) -> None:
        self._refused = ""
        self._typed[name] = text
        self._show()

    def _set(self) -> None:
        draft = self.draft()
        if draft is not None:
            self._refused = ""
            self.command.emit(SetAges(bed=STATION_BED, actor=self._actor, ages=draft))

    def _usual(self) -> None:
        self._refused = ""
        usual = Ages()
        self._typed = {name: _as_typed(name, getattr(usual, name)) for name in AGE_NAMES}
        self._show()

    def _back(self) -> None:
        self._refused = ""
        self._typed = {}
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the parts of a row stand under each other."""
        narrow = event.size().width() < _AT.narrow * self._theme.text_scale
        directions = QBoxLayout.Direction
        for row in self._rows:
            row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        super().resizeEvent(event)

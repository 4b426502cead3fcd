"""One entry, corrected or completed: the correction takes its place, the original stays struck through (EVT-01)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.correction_words import correction_words
from bedside.therapy.late import is_late
from bedside.ui import formats
from bedside.ui.catalogue import catalogue
from bedside.ui.entry_words import entry_words
from bedside.ui.panels.entry_fields import (
    FieldKind,
    FieldSpec,
    as_treatment,
    corrected,
    fields_of,
    is_editable,
    spoken_field,
    typed_value,
)
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_units import typable
from bedside.ui.panels.when import read_clock
from bedside.ui.panels.words import Field, Words
from bedside.ui.sedation_words import MINUS
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Command, Entry, Retract

_AT: Final = layout("panel_entry")


class EntryPanel(Panel):
    """The fields of one entry, its time among them. Save corrects it, Take back strikes it.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="note-edit-outline", title="", parent=parent)
        self.set_head(title=self.tr("Entry"), hint=self._hint())
        self._number = 0
        self._entry: Entry | None = None
        self._shown: Command | None = None
        self.fields: dict[str, Field] = {}
        self._severity = ""
        self._filling = False  # the fields are being made
        self._original = Words(theme, "", "body.medium", "text", wrap=True)
        self._by = Words(theme, "", "label", "text2", wrap=True)
        self.severity = Picks(theme, self.tr("Severity"))
        self.severity.picked.connect(self._pick_severity)
        self.when = self._field(self.tr("Seen or done at"))
        self._grid = QGridLayout()
        self._grid.setSpacing(_AT.gap)
        self._columns_count = 2
        self._grid.addWidget(self.when, 0, 0)
        self._missing = Words(theme, "", "label", "text", wrap=True)
        self.list_key = PanelKey(
            theme, self.tr("All entries"), icon="format-list-bulleted", least=_AT.key_size
        )
        self.list_key.clicked.connect(self._ask_list)
        self.retract_key = PanelKey(theme, self.tr("Take back"), icon="undo", least=_AT.key_size)
        self.retract_key.clicked.connect(self._retract)
        self.save_key = PanelKey(
            theme,
            self.tr("Save"),
            icon="check",
            key=self.tr("Enter"),
            primary=True,
            least=_AT.save_size,
        )
        self.save_key.clicked.connect(self._save)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(_AT.gap)
        foot.addWidget(self.list_key)
        foot.addWidget(self.retract_key)
        foot.addStretch(1)
        foot.addWidget(self.save_key)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._original)
        self.body.addWidget(self._by)
        self.body.addWidget(self.severity)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.pin(self._missing, foot)

    def _hint(self) -> str:
        return self.tr("the original stays in the record")

    def _field(self, name: str, unit: str = "") -> Field:
        made = Field(self._theme, name, unit, token="body.large", height=_AT.field_height)
        made.edit.textChanged.connect(self._show)
        return made

    def aim(self, detail: str) -> None:
        """The number of the entry; without one the newest that can be corrected."""
        self._number = int(detail) if detail else 0

    def prepare(self, update: MonitorUpdate) -> None:
        """The fields as they were entered."""
        self.set_head(hint=self._hint())
        self._entry = self._find(update)
        self._filling = True
        self._lay_fields()
        self._filling = False
        self._show()

    def _find(self, update: MonitorUpdate) -> Entry | None:
        for entry in reversed(update.entries):
            known = entry.number == self._number if self._number else not entry.retracted
            if known and is_editable(entry.command):
                return entry
        return None

    def _lay_fields(self) -> None:
        for field in self.fields.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields = {}
        entry, update = self._entry, self._update
        self.when.setVisible(entry is not None)
        self.severity.setVisible(False)
        if entry is None or update is None or update.session is None:
            self._shown = None
            return
        treatments = frozenset(item.key for item in catalogue().treatments)
        self._shown = as_treatment(entry.command, treatments)
        started = update.session.started_utc
        for spec in fields_of(self._shown):
            value = getattr(self._shown, spec.name)
            if spec.kind is FieldKind.SEVERITY:
                self._severity = "" if value is None else str(value)
                self._show_severity()
                continue
            field = self._field(spoken_field(spec), spec.unit)
            field.edit.setText(self._written(spec, value))
            self.fields[spec.name] = field
        self.when.edit.setText(formats.clock_at(started, entry.t))
        self._place()

    def _written(self, spec: FieldSpec, value: object) -> str:
        if value is None:
            return ""
        if spec.kind is FieldKind.CLOCK and self._update is not None and self._update.session is not None:
            return formats.clock_at(self._update.session.started_utc, float(str(value)))
        if spec.kind is FieldKind.NUMBER:
            return typable(float(str(value)))
        return str(value).replace("-", MINUS) if spec.kind is FieldKind.WHOLE else str(value)

    def _place(self) -> None:
        for n, field in enumerate((self.when, *self.fields.values())):
            self._grid.addWidget(field, n // self._columns_count, n % self._columns_count)

    def refresh(self, update: MonitorUpdate) -> None:
        """It may have been corrected elsewhere meanwhile."""
        entry = next(
            (each for each in update.entries if self._entry and each.number == self._entry.number), None
        )
        if entry is not None and entry != self._entry:
            self._entry = entry
            self._show()

    def fit(self, room: int) -> None:
        """One or two columns of fields; the keys under each other where they have no room."""
        columns = 2 if room >= self._theme.grown(_AT.two_columns) else 1
        if columns != self._columns_count:
            self._columns_count = columns
            self._place()
        low = room < self._theme.grown(_AT.beside)
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def show_refusal(self, sentence: str) -> None:
        """Beside the key as well; what was typed stays."""
        super().show_refusal(sentence)
        self._missing.setText(sentence)

    def first_focus(self) -> QWidget:
        """The first field of its own, else the time."""
        first = next(iter(self.fields.values()), self.when)
        return first.edit if self._entry is not None else self.list_key

    def accept_key(self) -> PanelKey:
        """Enter saves."""
        return self.save_key

    # -- what is typed ---------------------------------------------------------------------------------

    def _show_severity(self) -> None:
        words = {
            "": self.tr("not said"),
            "1": self.tr("1 mild"),
            "2": self.tr("2 moderate"),
            "3": self.tr("3 severe"),
        }
        self.severity.show_picks(words, self._severity)

    def _pick_severity(self, name: str) -> None:
        self._severity = name
        self._show_severity()
        self._show()

    def _read(self) -> tuple[Command | None, str]:
        """The correction, or why there is none."""
        entry, shown, update = self._entry, self._shown, self._update
        if entry is None or shown is None or update is None or update.session is None:
            return None, self.tr("Nothing was entered that could be corrected.")
        if entry.retracted:
            return None, self.tr("It was taken back or corrected before: the newer entry holds.")
        started = update.session.started_utc
        typed = self.when.text().strip()
        same_time = typed == formats.clock_at(started, entry.t)
        moment = read_clock(typed, started, update.now)
        if moment.wrong:
            return None, moment.wrong
        t = entry.t if same_time or moment.t is None else moment.t
        values: dict[str, object] = {}
        for spec in fields_of(shown):
            value, wrong = self._value(spec, shown)
            if wrong:
                return None, wrong
            values[spec.name] = value
        ended_t = values.get("ended_t")
        if isinstance(ended_t, int | float) and ended_t < t:
            return None, self.tr("It cannot have ended before it began.")
        command = corrected(entry, shown, values, t, self._actor)
        if (
            t == entry.t
            and shown is entry.command
            and all(getattr(shown, name) == value for name, value in values.items())
        ):
            return None, self.tr("Nothing is changed yet.")
        return command, ""

    def _value(self, spec: FieldSpec, shown: Command) -> tuple[object, str]:
        """What stands in a field; an untouched one keeps all its digits."""
        before = getattr(shown, spec.name)
        if spec.kind is FieldKind.SEVERITY:
            return typed_value(spec, self._severity)
        typed = self.fields[spec.name].text()
        if typed == self._written(spec, before):
            return before, ""
        if spec.kind is not FieldKind.CLOCK:
            return typed_value(spec, typed)
        update = self._update
        if update is None or update.session is None:
            return before, ""
        moment = read_clock(typed, update.session.started_utc, update.now)
        return moment.t, moment.wrong

    def _show(self) -> None:
        if self._filling:
            return
        entry, update = self._entry, self._update
        said = None if entry is None else entry_words(entry.command)
        self._original.setText("" if said is None else said[1])
        if entry is not None and update is not None and update.session is not None:
            started = update.session.started_utc
            words = self.tr("entered {clock} by {name}").format(
                clock=formats.clock_at(started, entry.entered_t, update.now),
                name=entry.command.actor.name,
            )
            if is_late(entry.t, entry.entered_t):
                words = self.tr("{words}, late").format(words=words)
            self._by.setText(words)
        command, missing = self._read()
        if command is not None and update is not None:
            missing = " ".join(spoken(each) for each in correction_words(update.entries, command, update.now))
        self._missing.setText(missing)
        self.save_key.setEnabled(command is not None)
        self.retract_key.setEnabled(entry is not None and not entry.retracted)

    # -- acts ------------------------------------------------------------------------------------------

    def _save(self) -> None:
        command, _ = self._read()
        if command is not None:
            self.send_and_wait(command)

    def _retract(self) -> None:
        if self._entry is not None and self._update is not None:
            self.send_and_wait(Retract(bed=self._update.bed, actor=self._actor, entry=self._entry.number))

    def _ask_list(self) -> None:
        self.panel_asked.emit("entries")

"""The fields of a patient's record: identity, body, history, medicines, escort."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from bedside.therapy.medicines import kinds_of
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Rule, Words
from bedside.ui.session import patient_draft
from bedside.ui.session.field_grid import Choices, FieldGrid
from bedside.ui.session.medicine_row import MedicineRow
from bedside.ui.session.weight_block import WeightBlock
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import Medicine, PatientRecord, Sex, WeightBasis
from bedside.vitals.protocol import MedicineReminder, Protocol
from bedside.vitals.sessions import PatientType

_AT: Final = layout("session_patient")


class RecordFields(QWidget):
    """Shows texts and gives them back; what they mean is read by `patient_draft`.

    Signals:
        edited: name and new value of something that was chosen rather than typed.
    """

    edited = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._values: dict[str, str] = {}
        self._reminders: tuple[MedicineReminder, ...] = ()
        self._fields: dict[str, Field] = {}
        self._history: FieldGrid | None = None
        self._room = 0
        names = (
            ("family_name", self.tr("Family name"), ""),
            ("given_name", self.tr("Given name"), ""),
            ("born", self.tr("Date of birth (1991-06-02)"), ""),
            ("record_no", self.tr("Record number"), ""),
            ("weight_kg", self.tr("Weight today"), "kg"),
            ("height_cm", self.tr("Height"), "cm"),
            ("weight_used_kg", self.tr("Weight used, by hand"), "kg"),
            ("prior_trials", self.tr("Medicines tried before"), ""),
            ("allergies", self.tr("Allergies"), ""),
            ("escort_name", self.tr("Escort"), ""),
            ("escort_phone", self.tr("Phone of the escort"), ""),
        )
        for name, words, unit in names:
            self._fields[name] = Field(theme, words, unit, token="body.large", height=_AT.field_height)
        f = self._fields
        self.choices: dict[str, Choices | None] = {
            "sex": Choices(theme, self.tr("Sex, for the ideal weight")),
            "patient_type": Choices(theme, self.tr("Patient type: decides whether a cuff may be started")),
            "weight_basis": Choices(theme, self.tr("Doses per kg are told by")),
            "indications": Choices(theme, self.tr("Indication"), several=True),
            "medicines": None,
        }
        self._offer_fixed()
        for choices in self._asked():
            choices.chosen.connect(self._chosen)
        self.weight = WeightBlock(theme)
        self._grids = [
            FieldGrid(theme, (f["family_name"], f["given_name"], f["born"], f["record_no"])),
            FieldGrid(theme, (f["weight_kg"], f["height_cm"], f["weight_used_kg"])),
            FieldGrid(theme, (f["prior_trials"], f["allergies"])),
            FieldGrid(theme, (f["escort_name"], f["escort_phone"])),
        ]
        self.rows: list[MedicineRow] = []
        self._medicines = QVBoxLayout()
        self._medicines.setSpacing(_AT.row_gap)
        self._reminder_words = Words(theme, "", "label", "text2", wrap=True)
        self.add_key = PanelKey(theme, self.tr("Add a medicine"), icon="plus", least=_AT.choice_size)
        self.add_key.clicked.connect(self._add)
        self._history_place = QVBoxLayout()
        sex, kind, basis, indications = self._asked()
        identity, weights, tried, escort = self._grids
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_AT.row_gap)
        for part in (
            *(identity, kind, Rule(theme), sex, weights, basis, self.weight, Rule(theme)),
            *(indications, tried),
        ):
            whole.addWidget(part)
        whole.addLayout(self._history_place)
        whole.addWidget(Rule(theme))
        whole.addWidget(Words(theme, self.tr("Medicines"), "body.bold", "text"))
        whole.addLayout(self._medicines)
        whole.addWidget(self.add_key)
        whole.addWidget(Rule(theme))
        whole.addWidget(escort)

    def edits(self) -> dict[str, QLineEdit]:
        """The texts that are typed, by the names of `patient_draft`."""
        return {name: field.edit for name, field in self._fields.items()}

    @property
    def names(self) -> dict[str, str]:
        """What each of `texts` is called on the screen, by its name."""
        chosen = {name: "" if each is None else each.name for name, each in self.choices.items()}
        typed = {name: field.edit.accessibleName() for name, field in self._fields.items()}
        return {**typed, **chosen, "medicines": self.tr("Medicines")}

    def texts(self) -> dict[str, str]:
        """Everything as it stands here."""
        return {**{name: field.text() for name, field in self._fields.items()}, **self._values}

    def first_focus(self) -> QWidget:
        """The first field without a text, so that Enter and Tab lead on."""
        f = self._fields
        order = ("family_name", "given_name", "born", "record_no", "weight_kg")
        return next((f[name].edit for name in order if not f[name].text()), f["family_name"].edit)

    def offer(self, protocol: Protocol | None) -> None:
        """The indications, fields of history and kinds of medicines of the site."""
        if protocol is None:
            return
        indications = self.choices["indications"]
        assert indications is not None  # made above
        indications.offer([(each.key, spoken(each.words)) for each in protocol.indications])
        if protocol.medicines != self._reminders:
            self._reminders = protocol.medicines
            self._drop_rows()
        wanted = [patient_draft.HISTORY + each.key for each in protocol.history]
        if [name for name in self._fields if name.startswith(patient_draft.HISTORY)] != wanted:
            self._offer_history(protocol)

    def show_choice(self, name: str, value: str) -> None:
        """What is chosen under a name."""
        self._values[name] = value
        choices = self.choices[name]
        if choices is not None:
            choices.show_value(value)
        elif name == "medicines":
            self._show_medicines(patient_draft.medicines_of(value))

    def show_derived(self, record: PatientRecord, today: date) -> None:
        """What follows from what is typed: age, ideal weight, the weight that is used, reminders."""
        self.weight.show_derived(record, today)
        by_hand = record.weight_basis is WeightBasis.BY_HAND
        self._fields["weight_used_kg"].setEnabled(by_hand)
        lines = [
            f"{spoken(reminder.words)}: {spoken(reminder.reminder)}"
            for each in record.medicines
            for reminder in kinds_of(each, self._reminders)
        ]
        self._reminder_words.setText("\n".join(dict.fromkeys(lines)))
        self._reminder_words.setVisible(bool(lines))

    def fit(self, room: int) -> None:
        """Columns."""
        self._room = room
        for grid in self._grids:
            grid.fit(room)
        for choices in self._asked():
            choices.fit(room)
        if self._history is not None:
            self._history.fit(room)
        for row in self.rows:
            row.fit(room)

    def _asked(self) -> list[Choices]:
        return [choices for choices in self.choices.values() if choices is not None]

    def _offer_fixed(self) -> None:
        words = {
            "sex": (
                (Sex.FEMALE, self.tr("Female")),
                (Sex.MALE, self.tr("Male")),
                (Sex.NOT_SAID, self.tr("Not said")),
            ),
            "patient_type": (
                (PatientType.ADULT, self.tr("Adult")),
                (PatientType.CHILD, self.tr("Child")),
                (PatientType.NEONATE, self.tr("Neonate")),
                (PatientType.NOT_SET, self.tr("Not set")),
            ),
            "weight_basis": (
                (WeightBasis.ACTUAL, self.tr("Weight today")),
                (WeightBasis.IDEAL, self.tr("Ideal weight")),
                (WeightBasis.BY_HAND, self.tr("By hand")),
            ),
        }
        for name, pairs in words.items():
            choices = self.choices[name]
            assert choices is not None  # made before
            choices.offer([(value.value, said) for value, said in pairs])

    def _offer_history(self, protocol: Protocol) -> None:
        for name in [name for name in self._fields if name.startswith(patient_draft.HISTORY)]:
            del self._fields[name]
        if self._history is not None:
            self._history_place.removeWidget(self._history)
            self._history.hide()
            self._history.deleteLater()
            self._history = None
        made = {
            patient_draft.HISTORY + each.key: Field(
                self._theme, spoken(each.words), token="body.large", height=_AT.field_height
            )
            for each in protocol.history
        }
        self._fields.update(made)
        if made:
            self._history = FieldGrid(self._theme, tuple(made.values()))
            self._history_place.addWidget(self._history)
            self._history.fit(self._room)

    def _chosen(self, value: str) -> None:
        name = next(name for name, choices in self.choices.items() if choices is self.sender())
        self._values[name] = value
        self.edited.emit(name, value)

    # -- medicines ---------------------------------------------------------------------------------------

    def _show_medicines(self, medicines: tuple[Medicine, ...]) -> None:
        while len(self.rows) > len(medicines):
            self._drop_row(self.rows[-1])
        while len(self.rows) < len(medicines):
            row = MedicineRow(self._theme, self._reminders)
            row.changed.connect(self._collect)
            row.removed.connect(self._remove)
            row.fit(self._room)
            self.rows.append(row)
            self._medicines.addWidget(row)
        for row, medicine in zip(self.rows, medicines, strict=True):
            row.show_medicine(medicine)
        if self._reminder_words.parent() is None:
            self._medicines.addWidget(self._reminder_words)

    def _collect(self) -> None:
        text = patient_draft.medicines_text(tuple(row.medicine for row in self.rows))
        self._values["medicines"] = text
        self.edited.emit("medicines", text)

    def _add(self) -> None:
        medicines = (*(row.medicine for row in self.rows), Medicine(name=""))
        self._show_medicines(medicines)
        self._collect()
        self.rows[-1].medicine_name.edit.setFocus()

    def _remove(self) -> None:
        gone = self.sender()
        self._show_medicines(tuple(row.medicine for row in self.rows if row is not gone))
        self._collect()
        self.add_key.setFocus()

    def _drop_rows(self) -> None:
        for row in list(self.rows):
            self._drop_row(row)

    def _drop_row(self, row: MedicineRow) -> None:
        self.rows.remove(row)
        self._medicines.removeWidget(row)
        row.hide()
        row.deleteLater()

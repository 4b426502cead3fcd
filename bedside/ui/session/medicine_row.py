"""One medicine the patient takes: name, dose as it was said, kind, and whether it was taken today."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.therapy.medicines import kind_of
from bedside.ui.choice_key import ChoiceKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field
from bedside.ui.session.medicine_words import taken_words
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import Medicine
from bedside.vitals.protocol import MedicineReminder

_AT: Final = layout("session_patient")
_TAKEN: Final = (None, True, False)


class MedicineRow(QWidget):
    """Signals:
    changed: something was typed or chosen.
    removed: it is to go.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, reminders: tuple[MedicineReminder, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._kinds = ("", *(reminder.key for reminder in reminders))
        self._words = (self.tr("no reminder"), *(spoken(reminder.words) for reminder in reminders))
        self._reminders = reminders
        self._chosen = ""  # a person's word on the kind; else the name decides
        self._medicine = Medicine(name="")
        self.medicine_name = Field(theme, self.tr("Medicine"), token="body.large", height=_AT.field_height)
        self.dose = Field(theme, self.tr("Dose, as said"), token="body.large", height=_AT.field_height)
        self.kind = ChoiceKey(theme, self.tr("Kind"))
        self.taken = ChoiceKey(theme, self.tr("Today"))
        self.remove_key = PanelKey(theme, "", icon="close", least=_AT.remove_size)
        self.remove_key.setAccessibleName(self.tr("Remove this medicine"))
        for field in (self.medicine_name, self.dose):
            field.edit.textEdited.connect(self._typed)
        self.kind.chosen.connect(self._choose_kind)
        self.taken.chosen.connect(self._choose_taken)
        self.remove_key.clicked.connect(self.removed)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_AT.gap)
        self._row.addWidget(self.medicine_name, 3)
        self._row.addWidget(self.dose, 2)
        keys = Flow(_AT.gap)
        keys.addWidget(self.kind)
        keys.addWidget(self.taken)
        keys.addWidget(self.remove_key)
        self._row.addLayout(keys)

    @property
    def medicine(self) -> Medicine:
        """As it stands here."""
        return self._medicine

    def show_medicine(self, medicine: Medicine) -> None:
        """Show it; what is typed already is not touched."""
        if medicine.kind != kind_of(medicine.name, self._reminders):
            self._chosen = medicine.kind
        self._medicine = medicine
        for field, text in ((self.medicine_name, medicine.name), (self.dose, medicine.dose)):
            if field.text() != text:
                field.edit.setText(text)
        at = self._kinds.index(medicine.kind) if medicine.kind in self._kinds else 0
        self.kind.offer(self._words, self._words, at)
        taken = [taken_words(Medicine(name="", taken_today=each)) for each in _TAKEN]
        self.taken.offer(taken, taken, _TAKEN.index(medicine.taken_today))

    def fit(self, room: int) -> None:
        """Under each other where they do not fit."""
        wide = room >= _AT.wide_medicine * self._theme.text_scale
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _take(self, **changes: object) -> None:
        before = self._medicine
        values = {
            "name": before.name,
            "kind": before.kind,
            "dose": before.dose,
            "taken_today": before.taken_today,
            **changes,
        }
        self.show_medicine(Medicine(**values))  # type: ignore[arg-type]
        self.changed.emit()

    def _typed(self) -> None:
        name = self.medicine_name.text()
        self._take(name=name, dose=self.dose.text(), kind=self._chosen or kind_of(name, self._reminders))

    def _choose_kind(self, at: int) -> None:
        self._chosen = self._kinds[at]
        self._take(kind=self._chosen)

    def _choose_taken(self, at: int) -> None:
        self._take(taken_today=_TAKEN[at])

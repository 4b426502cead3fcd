"""Under the weight fields of a record: what follows from them, what asks for a second look, what a change would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.therapy.dose_cautions import Caution
from bedside.therapy.ideal_weight import body_mass_index, ideal_weight
from bedside.ui import formats
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.words import Field, Words
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import PatientRecord

_AT: Final = layout("session_patient")


class WeightBlock(QWidget):
    """Quiet while all is well. A weight that is unlikely asks for a reason, as an unlikely dose does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._derived = Words(theme, "", "label", "text2", wrap=True)
        self._change = Words(theme, "", "label.medium", "text", wrap=True)
        self.box = CheckBox(theme)
        self.box.set_lines(1)
        self.reason = Field(
            theme,
            self.tr("Why is this weight right? Required"),
            token="body.large",
            height=_AT.field_height,
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.row_gap)
        for part in (self._derived, self._change, self.box, self.reason):
            rows.addWidget(part)
        self.show_cautions(())
        self.show_change(())

    def show_derived(self, record: PatientRecord, today: date) -> None:
        """Age, body mass index, ideal weight, the weight that is used."""
        parts = []
        if record.born is not None:
            parts.append(self.tr("{n} years").format(n=record.age_years(today)))
        index = body_mass_index(record.weight_kg, record.height_cm)
        if index is not None:
            parts.append(self.tr("BMI {n} kg/m²").format(n=formats.plain(index)))
        ideal = ideal_weight(record.sex, record.height_cm).kg
        if ideal is not None:
            parts.append(self.tr("ideal weight {kg} kg (Devine)").format(kg=formats.plain(ideal)))
        if record.weight_used_kg is not None:
            parts.append(self.tr("weight used {kg} kg").format(kg=formats.plain(record.weight_used_kg, 2)))
        self._derived.setText(" · ".join(parts))

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """What asks for a second look; none: nothing is asked."""
        self.box.setVisible(bool(cautions))
        self.reason.setVisible(bool(cautions))
        if cautions:
            words = [told(caution.words) for caution in cautions]
            self.box.show_check(Check(headline=words[0], detail=" ".join(words[1:]), caution=True))

    def show_change(self, sentences: Sequence[str]) -> None:
        """What the typed weight would do to the session; none: nothing."""
        self._change.setText(" ".join(told(each) for each in sentences))
        self._change.setVisible(bool(sentences))

    @property
    def asks(self) -> bool:
        """A reason is asked for and not given yet."""
        return not self.reason.isHidden() and not self.said

    @property
    def said(self) -> str:
        """The reason that was typed for what is asked; "" = none, or nothing is asked."""
        return "" if self.reason.isHidden() else self.reason.text().strip()

    @property
    def words(self) -> str:
        """Everything that is shown here, for whoever reads it as one text."""
        said = [self._derived.text(), self._change.text()]
        if not self.box.isHidden():
            said.append(self.box.accessibleName())
        return " ".join(part for part in said if part)

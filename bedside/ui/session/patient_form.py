"""Whose session it is: picked, typed, or put right. Monitoring never waits for it; a change leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session import patient_draft
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.field_grid import beside
from bedside.ui.session.form import SessionForm
from bedside.ui.session.move_block import MoveBlock
from bedside.ui.session.patient_pick import PatientPick
from bedside.ui.session.patient_record import RecordFields
from bedside.ui.session.patient_source import PatientSource
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import IdentifyPatient, SavePatient
from bedside.vitals.commands import STATION_BED
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode

_AT: Final = layout("session_patient")
_PREFIX: Final = "patient/"
_BASE: Final = "patient/base"  # a new patient that is being typed: its id
_PICKING: Final = "patient/picking"  # another one is looked for
_REASON: Final = "patient/reason"


def _new_id() -> str:
    return uuid4().hex


class PatientForm(SessionForm):
    """The list to pick from while nobody is identified, else the record; both can be opened from the other."""

    def __init__(
        self,
        theme: Theme,
        drafts: Drafts,
        source: Callable[[], PatientSource],
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        super().__init__(theme, drafts, "", "patient")
        self.title.setText(self.tr("Patient"))
        self.setAccessibleName(self.tr("Patient"))
        self._source = source
        self._new_id = new_id
        self._loaded = ("", "")  # session and patient whose record stands in the fields
        self._moving: PatientRecord | None = None  # the session would move to this one
        self._shown: tuple[object, ...] | None = None
        self.pick = PatientPick(theme, source)
        self.pick.picked.connect(self._picked)
        self.pick.new_asked.connect(self._begin_new)
        self.pick.back_asked.connect(self._back)
        self.mover = MoveBlock(theme)
        self.keep(_REASON, self.mover.reason.edit)
        self.mover.moved.connect(self._move)
        self.mover.left.connect(self._stay)
        self._trace = Words(theme, "", "label", "text2", wrap=True)
        self.record = RecordFields(theme)
        self.record.edited.connect(self._edited)
        for name, edit in self.record.edits().items():
            self.keep(_PREFIX + name, edit)
        self.save_key = PanelKey(
            theme,
            self.tr("Save"),
            icon="check",
            key=self.tr("Ctrl+Enter"),
            least=_AT.save_size,
            token="body.medium",
        )
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._save)
        self.save_key.clicked.connect(self._save)
        self.other_key = PanelKey(theme, self.tr("Another patient"), least=_AT.save_size)
        self.other_key.clicked.connect(self._other)
        self._wrong = Words(theme, "", "label.medium", "text", wrap=True)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._wrong)
        foot.addLayout(beside(self.save_key, self.other_key))
        for widget in (self.mover, self.pick, self.record, self._foot, self._trace):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    # -- what is shown ---------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session, another patient."""
        self._moving, self._shown = None, None
        self.pick.forget()
        self.pick.search.edit.clear()
        self.load(_REASON, "")

    def refresh(self, update: MonitorUpdate) -> None:
        """Only where the patient or the list of the site changed."""
        care, session = update.care or Care(), update.session
        shown = (
            care.patient,
            care.earlier_patients,
            care.protocol,
            self._session,
            self._picking,
            self._moving,
        )
        if session is None or shown == self._shown:
            return
        self._forget_taken(care.patient)
        self._shown = shown
        record = self._base()
        self.hint.setText(self._hint(care))
        self.mover.setVisible(self._moving is not None)
        picking = self._moving is None and record is None
        self.pick.setVisible(picking)
        self.record.setVisible(not picking and self._moving is None)
        self._foot.setVisible(not picking and self._moving is None)
        self._trace.setText(self._traces(care))
        self._trace.setVisible(bool(care.earlier_patients))
        if self._moving is not None and care.patient is not None:
            self.mover.show_names(self._named(care.patient), self._named(self._moving))
        if picking:
            self.pick.show_for(simulated=self._simulated, today=self.today, back=care.patient is not None)
        elif record is not None:
            self.record.offer(care.protocol)
            self._load(record)
        self._show_keys()

    def fit(self, room: int) -> None:
        """Columns."""
        self.record.fit(room)

    def first_focus(self) -> QWidget:
        """The search, the reason, or the first field."""
        if self._moving is not None:
            return self.mover.reason.edit
        return self.pick.search.edit if self._base() is None else self.record.first_focus()

    def typed(self) -> None:
        """Keys and derived numbers follow what is typed."""
        self._show_keys()

    @property
    def _care(self) -> Care:
        return (self._update.care if self._update is not None else None) or Care()

    @property
    def _simulated(self) -> bool:
        session = self._update.session if self._update is not None else None
        return session is not None and session.mode is Mode.SIMULATION

    @property
    def _picking(self) -> tuple[str | None, str | None]:
        return self._drafts.text(self._session, _PICKING), self._drafts.text(self._session, _BASE)

    def _base(self) -> PatientRecord | None:
        """The record the form is about; None: somebody is to be picked."""
        picking, new = self._picking
        if new:
            return PatientRecord(id=new, simulated=self._simulated)
        return None if picking else self._care.patient

    def _named(self, record: PatientRecord) -> str:
        return " · ".join(
            part for part in (record.label, patient_draft.identity_words(record, self.today)) if part
        )

    def _hint(self, care: Care) -> str:
        if self._drafts.text(self._session, _BASE):
            return self.tr("new; two identifiers at least")
        if care.patient is None:
            return self.tr("can be said at any time; monitoring and recording run without it")
        return patient_draft.identity_words(care.patient, self.today)

    def _traces(self, care: Care) -> str:
        words = self.tr("This session stood before under: {names}.")
        return words.format(names="; ".join(self._named(each) for each in care.earlier_patients))

    def _load(self, record: PatientRecord) -> None:
        texts = patient_draft.texts_of(record)
        if self._drafts.text(self._session, _BASE) and self._update is not None:
            texts.update(patient_draft.texts_of_label(self._update.session))
        self._loaded = (self._session, record.id)
        for name in self.record.edits():
            if _PREFIX + name not in self._fields:
                self.keep(_PREFIX + name, self.record.edits()[name])
            self.load(_PREFIX + name, texts.get(name, ""))
        for name in self.record.choices:
            draft = self._drafts.text(self._session, _PREFIX + name)
            if draft == texts[name]:
                self._drafts.drop(self._session, _PREFIX + name)
            self.record.show_choice(name, texts[name] if draft is None else draft)

    def _show_keys(self) -> None:
        base = self._base()
        self.mover.show_key()
        if base is None or self._update is None or self._update.session is None:
            return
        made, wrong = patient_draft.read_record(self.record.texts(), base, self.today)
        self.record.show_derived(made, self.today)
        recorded = self._care.patient
        identified = recorded is not None and replace(made, version=recorded.version) == recorded
        self._wrong.setText(" ".join(wrong) or (self.tr("Saved.") if identified else ""))
        self.save_key.setEnabled(not wrong and not identified)
        self.save_key.set_primary(not wrong and not identified)

    # -- what a person does ------------------------------------------------------------------------------

    def _edited(self, name: str, value: str) -> None:
        self._drafts.keep(self._session, _PREFIX + name, value)
        self._show_keys()

    def _again(self) -> None:
        self._shown = None
        if self._update is not None:
            self.refresh(self._update)
        self.first_focus().setFocus()

    def _begin_new(self) -> None:
        self._forget_typed()
        self._drafts.keep(self._session, _BASE, self._new_id())
        self._again()

    def _other(self) -> None:
        self._forget_typed()
        self._drafts.keep(self._session, _PICKING, "yes")
        self.pick.forget()
        self._again()

    def _back(self) -> None:
        self._forget_typed()
        self._again()

    def _stay(self) -> None:
        self._moving = None
        self._back()

    def _forget_taken(self, recorded: PatientRecord | None) -> None:
        """What is typed and means what the record says now is no draft any more, however it was written."""
        base = self._base()
        if (
            base is None
            or recorded is None
            or base.id != recorded.id
            or self._loaded != (self._session, base.id)
        ):
            return
        made, wrong = patient_draft.read_record(self.record.texts(), base, self.today)
        if not wrong and replace(made, version=recorded.version) == recorded:
            self._forget_typed()

    def _forget_typed(self) -> None:
        self._drafts.drop_all(self._session, _PREFIX)

    def _picked(self, record: PatientRecord) -> None:
        current = self._care.patient
        if current is not None and current.id != record.id:
            self._moving = record
            self._again()
            return
        self._identify(record)

    def _move(self) -> None:
        if self._moving is not None:
            self._identify(self._moving, self.mover.reason.text().strip())

    def _identify(self, record: PatientRecord, reason: str = "") -> None:
        if self._update is None:
            return
        self._forget_typed()
        self._moving = None
        self._shown = None
        self.load(_REASON, "")
        self.send(IdentifyPatient(bed=self._update.bed, actor=self._actor, patient=record, reason=reason))

    def _save(self) -> None:
        base = self._base()
        if base is None or self._update is None or not self.save_key.isEnabled():
            return
        made, wrong = patient_draft.read_record(self.record.texts(), base, self.today)
        if wrong:
            return
        self.send(SavePatient(bed=STATION_BED, actor=self._actor, patient=made))
        current = self._care.patient
        if current is not None and current.id != made.id:  # another one, typed: the session would move
            self._moving = made
            self._drafts.drop(self._session, _BASE)
            self._again()
            return
        self.pick.forget()
        self.command.emit(IdentifyPatient(bed=self._update.bed, actor=self._actor, patient=made))

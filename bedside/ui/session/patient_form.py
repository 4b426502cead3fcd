"""Whose session it is: picked, typed, or put right. Monitoring never waits for it; a change leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.weight_cautions import record_weight_cautions
from bedside.therapy.weight_change import weight_change_words
from bedside.ui.panels.words import Words
from bedside.ui.session import patient_draft
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.elsewhere_note import ElsewhereNote
from bedside.ui.session.form import SessionForm
from bedside.ui.session.move_block import MoveBlock
from bedside.ui.session.patient_pick import PatientPick
from bedside.ui.session.patient_record import RecordFields
from bedside.ui.session.patient_source import PatientSource
from bedside.ui.session.record_foot import RecordFoot
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import IdentifyPatient, SavePatient
from bedside.vitals.commands import STATION_BED
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode

_PREFIX: Final = "patient/"
_BASE: Final = "patient/base"  # a new patient that is being typed: its id
_PICKING: Final = "patient/picking"  # another one is looked for
_HERE: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut
_REASON: Final = "patient/reason"
_WEIGHT_REASON: Final = "patient/weight_reason"


class PatientForm(SessionForm):
    """The list to pick from while nobody is identified, else the record; both can be opened from the other."""

    def __init__(
        self,
        theme: Theme,
        drafts: Drafts,
        source: Callable[[], PatientSource],
        new_id: Callable[[], str] = patient_draft.new_id,
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
        self.keep(_WEIGHT_REASON, self.record.weight.reason.edit)
        self.foot = RecordFoot(theme)
        self.save_key, self.other_key = self.foot.save_key, self.foot.other_key
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self._save, context=_HERE)
        self.save_key.clicked.connect(self._save)
        self.other_key.clicked.connect(self._other)
        self._elsewhere = ElsewhereNote(theme)
        for widget in (self._elsewhere, self.mover, self.pick, self.record, self.foot, self._trace):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    # -- what is shown ---------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session, another patient."""
        self._moving, self._shown = None, None
        self._elsewhere.begin()
        self.pick.forget()
        self.pick.search.edit.clear()
        self.load(_REASON, "")

    def refresh(self, update: MonitorUpdate) -> None:
        """Only where the patient or the list of the site changed."""
        care, session = update.care or Care(), update.session
        told = (care.patient, care.earlier_patients, care.protocol)
        shown = (*told, self._session, self._picking, self._moving)
        if session is None or shown == self._shown:
            return
        self._forget_taken(care.patient)
        names = self.record.names
        typed = [name for name in names if self._drafts.text(self._session, _PREFIX + name) is not None]
        self._elsewhere.notice(care.patient, typed, names)
        self._shown = shown
        record = self._base()
        new = bool(self._drafts.text(self._session, _BASE))
        self.hint.setText(patient_draft.hint_words(care.patient, self.today, new=new))
        self.mover.setVisible(self._moving is not None)
        picking = self._moving is None and record is None
        self.pick.setVisible(picking)
        self.record.setVisible(not picking and self._moving is None)
        self.foot.setVisible(not picking and self._moving is None)
        self._trace.setText(patient_draft.trace_words(care.earlier_patients, self.today))
        self._trace.setVisible(bool(care.earlier_patients))
        if self._moving is not None and care.patient is not None:
            self.mover.show_names(
                patient_draft.named(care.patient, self.today), patient_draft.named(self._moving, self.today)
            )
        if picking:
            self.pick.show_for(simulated=self._simulated, today=self.today, back=care.patient is not None)
        elif record is not None:
            self.record.offer(care.protocol)
            self._load(record)
        self._show_keys()

    def fit(self, room: int) -> None:
        """Columns; the key that saves stays in sight."""
        self.record.fit(room)
        self.foot_place.stand(self.foot, self.body, self.record, low=self._low)

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

    def _load(self, record: PatientRecord) -> None:
        texts = patient_draft.texts_of(record)
        if self._drafts.text(self._session, _BASE) and self._update is not None:
            texts.update(patient_draft.texts_of_label(self._update.session))
        self._loaded = (self._session, record.id)
        self.load(_WEIGHT_REASON, "")
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
        recorded, weight = self._care.patient, self.record.weight
        self.record.show_derived(made, self.today)
        weight.show_cautions(() if wrong else record_weight_cautions(made, base, self.today))
        weight.show_change(() if wrong else self._change(made))
        saved = recorded is not None and replace(made, version=recorded.version) == recorded
        self.foot.show_state(wrong, why=weight.asks, saved=saved)

    def _change(self, made: PatientRecord) -> tuple[str, ...]:
        """What the typed weight would do to this session."""
        update = self._update
        if update is None or update.session is None:
            return ()
        after = made.weight_used_kg or made.weight_kg
        return weight_change_words(
            update.session.weight_kg, after, infusion=update.infusion, plan=self._care.plan, now=update.now
        )

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
        drafts = {name: self._drafts.text(self._session, _PREFIX + name) for name in self.record.names}
        typed = {name: text for name, text in drafts.items() if text is not None}
        # what another window typed is a draft as well, and does not stand in the fields here yet
        made, wrong = patient_draft.read_record({**self.record.texts(), **typed}, base, self.today)
        if typed and not wrong and replace(made, version=recorded.version) == recorded:
            self._forget_typed()

    @property
    def elsewhere(self) -> str:
        """What another window saved under what is typed here; "" = nothing."""
        return self._elsewhere.words

    def _forget_typed(self) -> None:
        self._drafts.drop_all(self._session, _PREFIX)
        self._elsewhere.forget()

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
        self._moving, self._shown = None, None
        self.load(_REASON, "")
        self.send(IdentifyPatient(bed=self._update.bed, actor=self._actor, patient=record, reason=reason))

    def _save(self) -> None:
        base = self._base()
        if base is None or self._update is None:
            return
        if self.record.weight.asks:
            self.record.weight.reason.edit.setFocus()
        if not self.save_key.isEnabled():
            return
        made, wrong = patient_draft.read_record(self.record.texts(), base, self.today)
        if wrong:
            return
        reason = self.record.weight.said
        self.send(SavePatient(bed=STATION_BED, actor=self._actor, patient=made, reason=reason))
        current = self._care.patient
        if current is not None and current.id != made.id:  # another one, typed: the session would move
            self._moving = made
            self._drafts.drop(self._session, _BASE)
            self._again()
            return
        self.pick.forget()
        identified = IdentifyPatient(bed=self._update.bed, actor=self._actor, patient=made, reason=reason)
        self.command.emit(identified)

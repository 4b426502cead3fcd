"""The screening: what is flagged first, then what is open, then what is clear; one tap each (GATE-01)."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, GateRow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session import gate_words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.gate_words import Sorted
from bedside.ui.session.medicine_words import reminder_lines
from bedside.ui.session.screening_rows import FORM, ScreeningRows
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AnswerItem, DecideGo, OverrideItem
from bedside.vitals.sessions import UNNAMED, Role

_AT: Final = layout("session_gate")
_DECISION: Final = "screening/decision"
_TOLD_COUNT: Final = 3  # answers of another window, in words


class ScreeningForm(ScreeningRows):
    """The checklist of the site's protocol. Rows keep their widgets: the keyboard's place survives an update."""

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__(theme, drafts)
        self.title.setText(self.tr("Screening"))
        self.setAccessibleName(self.tr("Screening"))
        self._shown: tuple[object, ...] | None = None
        self._rows: dict[str, GateRow] = {}
        self._changing = ""  # the item whose answer is asked again
        self._notice = Words(theme, "", "label.medium", "text", wrap=True)
        self._notice.hide()
        self._open_title = Words(theme, self.tr("Open"), "body.bold", "text")
        self.decision.decided.connect(self._decide)
        self.keep(f"{_DECISION}/reason", self.decision.reason.edit)
        self.keep(f"{_DECISION}/by", self.decision.by.edit)
        self.clear.chosen.connect(self.change)
        self._medicines = Words(theme, "", "label", "text2", wrap=True)
        self._medicines_title = Words(
            theme, self.tr("Medicines: reminders, text only"), "body.bold", "text", wrap=True
        )
        self.none.asked.connect(self._ask_protocol)
        self.body.addWidget(self._notice)
        self.body.addWidget(self.none)
        self.body.addLayout(self._flag_place)
        self.body.addWidget(self._open_title)
        self.body.addLayout(self._open_place)
        self.body.addWidget(self.decision)
        self.body.addLayout(self._change_place)
        self.body.addWidget(self.clear)
        self.body.addWidget(self._medicines_title)
        self.body.addWidget(self._medicines)
        self.protocol_key = PanelKey(theme, self.tr("Protocol"), least=_AT.protocol_size)
        self.protocol_key.clicked.connect(self._ask_protocol)
        self._head.insertWidget(2, self.protocol_key)
        self.body.addStretch(1)

    # -- what is shown -----------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: other answers."""
        self._sent, self._rows, self._changing, self._shown = {}, {}, "", None
        self._notice.hide()
        for rows in (self.flags, self.opens):
            for widget in rows.values():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.flags, self.opens, self._placed = {}, {}, None
        self._fields = {name: edit for name, edit in self._fields.items() if name.startswith(_DECISION)}
        self.clear.forget()

    def refresh(self, update: MonitorUpdate) -> None:
        """Only where an answer, a decision, the list, or who acts changed."""
        care = update.care or Care()
        shown = (
            care.gate,
            care.protocol,
            care.patient,
            self._actor,
            self._changing,
            tuple(self._sent.items()),
        )
        if shown == self._shown:
            return
        self._shown = shown
        self._notice_changes(care.gate.rows)
        self._rows = {row.item.key: row for row in care.gate.rows}
        self._sent = {
            item: answer
            for item, answer in self._sent.items()
            if item in self._rows and self._rows[item].answer != answer
        }
        if self._changing not in self._rows:
            self._changing = ""
        rows = gate_words.sorted_rows(care.gate.rows)
        self.hint.setText(gate_words.hint_of(care.protocol))
        called = gate_words.protocol_words(care.protocol)
        self.protocol_key.setAccessibleName(
            self.tr("Protocol of the session: {name}. Press to choose.").format(name=called)
        )
        self.none.show_care(care)
        self.protocol_key.setHidden(not care.gate.rows)
        self.counts.setText(gate_words.counts_words(rows) if care.gate.rows else "")
        self._show_rows(rows, update)
        self._show_decision(care)
        self._show_medicines(care)

    def set_room(self, width: int, *, menu: bool = False, low: bool = False) -> None:
        """The key of the protocol beside its name, or at the end of the list where the head has no room."""
        beside = not menu and width >= _AT.protocol_beside_from * self._theme.text_scale
        in_head = self._head.indexOf(self.protocol_key) >= 0
        if beside and not in_head:
            self.body.removeWidget(self.protocol_key)
            self._head.insertWidget(2, self.protocol_key)
        elif not beside and in_head:
            self._head.removeWidget(self.protocol_key)
            self.body.insertWidget(self.body.count() - 1, self.protocol_key)
        super().set_room(width, menu=menu, low=low)

    def first_focus(self) -> QWidget:
        """The first item a person can answer, else the first that waits for a supervisor."""
        for row in self._listed():
            if (first := row.first_key()) is not None:
                return first
        waiting = [row for row in self.flags.values() if not row.reason.isHidden()]
        if waiting:
            return waiting[0].reason.edit
        asked = (
            self.none.key,
            self.decision.go_key,
            self.decision.by.edit,
            self.decision.amend_key,
            self.decision.decide_key,
        )
        return next((each for each in asked if each.isVisibleTo(self) and each.isEnabled()), self)

    def say(self, sentence: str) -> None:
        """A refused answer may be given again."""
        if sentence:
            self._sent = {}
            for row in self.opens.values():
                row.show_pending("")
        super().say(sentence)

    def _show_rows(self, rows: Sorted, update: MonitorUpdate) -> None:
        for row in rows.flagged:
            widget = self.flags.get(row.item.key) or self._new_flag(row)
            by = self._actor.name if self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED else ""
            self._forget_sent(f"{FORM}/{row.item.key}/reason", row.override.reason if row.override else "")
            self.load(f"{FORM}/{row.item.key}/reason", "")
            self.load(f"{FORM}/{row.item.key}/by", by)
            widget.show_row(row, self.clock(row.override.t if row.override else None))
        changing = [self._rows[self._changing]] if self._changing else []
        for row in (*rows.open, *changing):
            self._show_open(row, update)
        self.clear.show_rows(rows.clear, self.clock)
        placed = (
            tuple(row.item.key for row in rows.flagged),
            tuple(row.item.key for row in rows.open),
            (self._changing,) if self._changing else (),
        )
        self._open_title.setVisible(bool(rows.open))
        if placed != self._placed:
            self._place(placed)

    def _show_open(self, row: GateRow, update: MonitorUpdate) -> None:
        key = row.item.key
        widget = self.opens.get(key) or self._new_open(row)
        self.load(f"{FORM}/{key}/text", row.text)
        changing = key == self._changing and not row.open
        if row.item.fills and not changing:
            hint, opens = gate_words.waits_for(row.item, update), gate_words.form_that_fills(row.item)
        else:
            hint, opens = spoken(row.item.hint), ""
        if changing and row.by is not None:
            said = self.tr("now: {answer}, {name} {time}; the old answer stays in the record")
            hint = said.format(
                answer=gate_words.answer_words(row.answer).lower(), name=row.by.name, time=self.clock(row.t)
            )
        widget.show_row(row, hint=hint, opens=opens, changing=changing)
        widget.show_pending(self._sent.get(key, ""))

    def _show_decision(self, care: Care) -> None:
        decision = care.gate.decision
        by = self._actor.name if self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED else ""
        self._forget_sent(f"{_DECISION}/reason", decision.reason if decision else "")
        self.load(f"{_DECISION}/reason", "")
        self.load(f"{_DECISION}/by", by)
        waits = [row for row in care.gate.rows if not row.passed]
        words = (
            self.tr("not decided yet; {n} lines of the list still hold the start up").format(n=len(waits))
            if waits
            else self.tr("not decided yet; nothing of the list holds the start up")
        )
        when = self.clock(decision.t if decision else None)
        self.decision.show_decision(decision, when, words, holds=bool(waits))
        self.decision.setVisible(bool(care.gate.rows) or decision is not None)

    def _forget_sent(self, field: str, recorded: str) -> None:
        """A reason that stands in the record is no draft any more."""
        if recorded and self._drafts.text(self._session, field) == recorded:
            self._drafts.drop(self._session, field)

    def _show_medicines(self, care: Care) -> None:
        lines = reminder_lines(care.patient, care.protocol)
        self._medicines_title.setVisible(bool(lines))
        self._medicines.setVisible(bool(lines))
        self._medicines.setText("\n".join(lines))

    def _notice_changes(self, rows: tuple[GateRow, ...]) -> None:
        """An answer that came from another window is said, and what is typed for it here stays."""
        elsewhere = gate_words.changed_elsewhere(self._rows, rows, self._sent, self._actor)
        for row in elsewhere:
            self._sent.pop(row.item.key, None)
            if self._drafts.text(self._session, f"{FORM}/{row.item.key}/text"):
                self._changing = row.item.key
        if elsewhere:
            said = "; ".join(
                gate_words.change_words(row, self.clock(row.t)) for row in elsewhere[:_TOLD_COUNT]
            )
            words = self.tr("Answered at another window: {said}")
            if (more := len(elsewhere) - _TOLD_COUNT) > 0:
                words = self.tr("Answered at another window: {said}; and {n} more")
            self._notice.setText(words.format(said=said, n=more))
            self._notice.show()

    # -- what a person does --------------------------------------------------------------------------------

    def answer(self, item: str, answer: str) -> None:
        """An answer was given: it is sent, and the keyboard goes on."""
        if self._update is None:
            return
        row = self.opens[item]
        text = "" if row.details.isHidden() else row.details.text().strip()
        if row.row.item.wants_words(answer) and not text:
            row.ask_words(answer)
            return
        self._sent[item] = answer
        row.show_pending(answer)
        changing, self._changing = self._changing == item, "" if self._changing == item else self._changing
        self.send(
            AnswerItem(
                bed=self._update.bed, actor=self._actor, form=FORM, item=item, answer=answer, text=text
            )
        )
        self._drafts.drop(self._session, f"{FORM}/{item}/text")
        if changing:
            self.clear.take_focus(item)
        elif (first := self._next_key(item)) is not None:
            first.setFocus()

    def change(self, item: str) -> None:
        """Ask an answered item again."""
        self._changing = item
        if self._update is not None:
            self.refresh(self._update)
        if item in self.opens:
            first = self.opens[item].first_key()
            if first is not None:
                first.setFocus()

    def leave(self) -> None:
        """The answer stays as it is."""
        item, self._changing = self._changing, ""
        self._drafts.drop(self._session, f"{FORM}/{item}/text")
        if self._update is not None:
            self.refresh(self._update)
        self.clear.take_focus(item)

    def override(self, item: str) -> None:
        """A supervisor lets a flagged item pass."""
        row = self.flags[item]
        actor = self.asked_supervisor(row.by.text())
        if self._update is None or actor is None:
            return
        reason = row.reason.text().strip()
        self.send(OverrideItem(bed=self._update.bed, actor=actor, form=FORM, item=item, reason=reason))

    def _ask_protocol(self) -> None:
        self.asked.emit("protocol")

    def _decide(self, go: bool) -> None:
        actor = self.asked_supervisor(self.decision.by.text())
        if self._update is None or actor is None:
            return
        self.send(
            DecideGo(bed=self._update.bed, actor=actor, go=go, reason=self.decision.reason.text().strip())
        )
        if go and not any(row.open and not row.item.fills for row in self._rows.values()):
            self.asked.emit("start")

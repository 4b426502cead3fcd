"""The limits of this patient: what is in force beside the profile's, changed one by one or from a list.

Every change is judged before it is sent, in the words the station would use; nothing holds before "Set limits".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.alarms.limits import difference, proposals, refusal
from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.limit_drafts import Cell, LimitDrafts
from bedside.ui.panels.limit_editor import LimitEditor
from bedside.ui.panels.limit_foot import LimitFoot
from bedside.ui.panels.limit_table import LimitTable
from bedside.ui.panels.limits_offer import ConfirmPage, baseline_words, offer_words, take_offer
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.pinned import Pinned
from bedside.ui.panels.words import Words
from bedside.ui.profile_source import session_profile
from bedside.ui.protocols.rule_words import limit_key, rule_words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import ChangeLimits, DeclareSameArm, KeepProfileLimits, LimitEdit
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_limits")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A list of edits that waits on the confirm page."""

    edits: tuple[LimitEdit, ...]
    basis: str
    offer: LimitsOffer | None = None


class LimitsPanel(Panel):
    """A table of limits, one editor for the chosen one, and lists that are confirmed before they hold."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="tune-vertical", title="", parent=parent)
        self.set_head(title=self.tr("Limits"))
        self._drafts = LimitDrafts()
        self._chosen: Cell = (Parameter.SPO2, "med_low")
        self._waiting: _Waiting | None = None
        self._page = QWidget()
        self.confirm = ConfirmPage(
            theme, self.tr("Before and after"), self.tr("Use these limits"), self.tr("Not now")
        )
        self.confirm.confirmed.connect(self._confirmed)
        self.confirm.left.connect(self._left)
        for page in (self._page, self.confirm):  # no stack: the list is not as high as the table
            self.body.addWidget(page, 1)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        self.table = LimitTable(theme)
        self.cells = self.table.cells
        self.table.chosen.connect(self._choose)
        column.addWidget(self.table)
        self.editor = LimitEditor(theme)
        self.table.typed.connect(self.editor.begin_typing)
        self.editor.put.connect(self._put)
        self.editor.unclear.connect(self._judge)
        self.editor.switched_off.connect(self.reason_wanted)
        column.addWidget(self.editor)
        self.rule = Words(theme, "", "label", "text2", wrap=True)
        column.addWidget(self.rule)
        self._said = Words(theme, "", "label.medium", "text", wrap=True)
        self._said.setMinimumHeight(_AT.said_height)
        column.addWidget(self._said, 1)
        self._foot = foot = LimitFoot(theme)
        self.reason, self.set_key, self.arm_key = foot.reason, foot.set_key, foot.arm_key
        self.baseline_key, self.last_key, self.profile_key = (
            foot.baseline_key,
            foot.last_key,
            foot.profile_key,
        )
        self.reason.textChanged.connect(self._judge)
        self.baseline_key.clicked.connect(self._offer_baseline)
        self.last_key.clicked.connect(self._offer_last)
        self.profile_key.clicked.connect(self._offer_profile)
        self.arm_key.clicked.connect(self._declare_arm)
        self.set_key.clicked.connect(self._set)
        column.addWidget(Pinned(theme, foot))

    # -- what is shown ---------------------------------------------------------------------------------

    def prepare(self, update: MonitorUpdate) -> None:
        """Nothing is typed yet."""
        self._drafts.begin(session_profile(update))
        self.reason.clear()
        self._waiting = None
        self._show_page(self._page)
        self._take(update)
        self._choose(self._chosen)

    def refresh(self, update: MonitorUpdate) -> None:
        """Limits that changed meanwhile; what is being typed stays."""
        session = update.session
        name = "" if session is None else session.profile
        edited = sum(limit.edited for limit in update.limits)
        words = self.tr("{profile}, edited: {n}") if edited else self.tr("{profile}, unchanged")
        hint = words.format(profile=name, n=edited) if name else self.tr("no session")
        if self._theme.pressure_unit is PressureUnit.KPA:  # limits are kept, checked and approved in one unit
            hint += " · " + self.tr("pressures are set in mmHg")
        self.set_head(hint=hint)
        self.arm_key.setEnabled(session is not None)
        self.arm_key.setChecked(session is not None and session.same_arm)
        self.last_key.setVisible(update.offer is not None)
        self.profile_key.setEnabled(bool(edited) and self._drafts.profile is not None)
        self.baseline_key.setEnabled(session is not None)
        self._show_rule()
        self._take(update)

    def set_actor(self, actor: Actor) -> None:
        """Another person may do other things: what is typed is judged again."""
        super().set_actor(actor)
        self._judge()

    def fit(self, room: int) -> None:
        """Everything under each other in a narrow panel."""
        narrow = room < _AT.narrow
        self.table.fit(room)
        self.confirm.fit(room, narrow=narrow)
        self._foot.fit(narrow=narrow)
        self.editor.fit(narrow=narrow, below=room < self._theme.grown(_AT.editor_beside))

    def _take(self, update: MonitorUpdate) -> None:
        if self._drafts.take(update.limits) or not self.table.drawn:
            self._draw()

    def _draw(self) -> None:
        self.table.show_limits(self._drafts)
        self._judge()

    @property
    def edits(self) -> tuple[LimitEdit, ...]:
        """What was typed and is not in force."""
        return self._drafts.edits

    @property
    def words(self) -> str:
        """What is wrong with it, or what it would do."""
        return self._said.text()

    def _judge(self) -> None:
        """Say before anything is sent what the station would refuse."""
        typed = self._drafts.typed
        off = any(value is None for value in typed.values())
        self.reason.setVisible(off)
        wrong = self.editor.wrong
        if not wrong and typed:
            wrong = refusal(self._command(self.edits, "by hand"), self._drafts.force, self._actor) or ""
        said = wrong
        if not wrong and typed:
            said = self.tr("Not sent yet: {n} changed.").format(n=len(typed))
        self._said.setText(said)
        self.set_key.setEnabled(bool(typed) and not wrong)

    def _command(self, edits: Sequence[LimitEdit], basis: str, reason: str | None = None) -> ChangeLimits:
        bed = 0 if self._update is None else self._update.bed
        said = self.reason.text().strip() if reason is None else reason
        return ChangeLimits(bed=bed, actor=self._actor, edits=tuple(edits), reason=said, basis=basis)

    # -- the editor ------------------------------------------------------------------------------------

    def _choose(self, key: Cell) -> None:
        """Another limit for the editor."""
        self._chosen = key
        self.cells[key].setChecked(True)
        self._show_editor()
        self._show_rule()
        self._judge()

    def _show_rule(self) -> None:
        """The site's own words at the alarm of the chosen limit (PROT-01)."""
        care = None if self._update is None else self._update.care
        protocol = None if care is None else care.protocol
        said = rule_words(protocol, limit_key(*self._chosen))
        if said != self.rule.text():
            self.rule.setText(said)

    def _show_editor(self) -> None:
        key = self._chosen
        drafts = self._drafts
        self.editor.show_limit(key, drafts.shown(key), drafts.usual(key), known=drafts.profile is not None)

    def _put(self, value: float | None) -> None:
        """Another value for the chosen limit, not sent."""
        self._drafts.put(self._chosen, value)
        self._draw()

    def reason_wanted(self) -> None:
        """A limit is to be off: the keyboard goes where the reason is typed."""
        self.reason.setFocus()

    # -- what is sent ----------------------------------------------------------------------------------

    def _set(self) -> None:
        if not self._drafts.typed or not self.set_key.isEnabled():
            return
        self.send(self._command(self.edits, "by hand"))
        self._drafts.typed.clear()
        self.reason.clear()
        self._draw()

    def _declare_arm(self) -> None:
        if self._update is not None:
            self.send(
                DeclareSameArm(bed=self._update.bed, actor=self._actor, same_arm=self.arm_key.isChecked())
            )

    def _offer_baseline(self) -> None:
        baseline = None if self._update is None else self._update.baseline
        values = {} if baseline is None else baseline.values
        edits = proposals(values, self._drafts.force)
        said = baseline_words(baseline)
        if edits and all(edit.value == self._drafts.value((edit.parameter, edit.cell)) for edit in edits):
            said += " " + self.tr("The limits in force already are what it would give.")
        self._ask(_Waiting(edits, "from baseline"), said)

    def _offer_last(self) -> None:
        offer = None if self._update is None else self._update.offer
        if offer is not None:
            self._ask(_Waiting(offer.edits, f"from session {offer.session}", offer), offer_words(offer))

    def _offer_profile(self) -> None:
        profile = self._drafts.profile
        if profile is not None:
            words = self.tr("Back to {profile}: what was changed for this patient no longer holds.")
            waiting = _Waiting(difference(self._drafts.force, profile), "profile")
            self._ask(waiting, words.format(profile=profile.title))

    def _ask(self, waiting: _Waiting, said: str) -> None:
        self._waiting = waiting
        command = self._waiting_command(waiting)
        wrong = (refusal(command, self._drafts.force, self._actor) or "") if waiting.edits else ""
        self.confirm.show_changes(said, waiting.edits, self._drafts.force, wrong)
        self.confirm.leave_key.set_label(
            self.tr("Not now") if waiting.offer is None else self.tr("Keep the profile's")
        )
        self._show_page(self.confirm)
        key = self.confirm.confirm_key if self.confirm.confirm_key.isEnabled() else self.confirm.leave_key
        key.setFocus()
        self.bring_into_view(key)

    def _show_page(self, page: QWidget) -> None:
        for each in (self._page, self.confirm):
            each.setVisible(each is page)

    def _waiting_command(self, waiting: _Waiting) -> ChangeLimits:
        if waiting.offer is not None and self._update is not None:
            reason = self.tr("as in the session before")
            return take_offer(waiting.offer, self._update.bed, self._actor, reason)
        return self._command(waiting.edits, waiting.basis, self._profile_reason(waiting))

    def _profile_reason(self, waiting: _Waiting) -> str:
        return self.tr("back to the profile") if waiting.basis == "profile" else ""

    def _confirmed(self) -> None:
        if self._waiting is not None and self._update is not None:
            self.send(self._waiting_command(self._waiting))
        self._back()

    def _left(self) -> None:
        waiting = self._waiting
        if waiting is not None and waiting.offer is not None and self._update is not None:
            offered = waiting.offer.session
            self.send(KeepProfileLimits(bed=self._update.bed, actor=self._actor, offered=offered))
        self._back()

    def _back(self) -> None:
        self._waiting = None
        self._drafts.typed.clear()
        self._show_page(self._page)
        self._draw()
        self._show_editor()
        self.cells[self._chosen].setFocus()

    # -- Qt --------------------------------------------------------------------------------------------

    def first_focus(self) -> QWidget:
        """The chosen limit."""
        return self.cells[self._chosen]

    def accept_key(self) -> PanelKey:
        """Enter sets, or confirms the list."""
        return self.confirm.confirm_key if self._page.isHidden() else self.set_key

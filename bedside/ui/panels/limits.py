"""The limits of this patient: what is in force beside the profile's, changed one by one or from a list.

Every change is judged before it is sent, in the words the station would use; nothing holds before "Set limits".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bedside.alarms.limits import difference, proposals, refusal
from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS, Profile
from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.ui import formats
from bedside.ui.held_text import word_px
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.limit_editor import LimitEditor
from bedside.ui.panels.limit_row import CELL_PX, LimitCell, column_name
from bedside.ui.panels.limits_offer import (
    ConfirmPage,
    baseline_words,
    offer_words,
    take_offer,
)
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words, dress
from bedside.ui.profile_source import in_force, session_profile
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import ChangeLimits, DeclareSameArm, KeepProfileLimits, LimitEdit
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_limits")

Cell = tuple[Parameter, str]
_EDITOR_PX: Final = _AT.editor_width
_NARROW_PX: Final = _AT.narrow
_NAME: Final = "label.bold"
_HEAD: Final = "small.medium"
_NAME_PX: Final = _AT.name_width  # two lines
_LONGEST_REASON_CHARS: Final = 200
_CELL_COUNT: Final = 4  # two limits below, two above


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
        self._profile: Profile | None = None
        self._force = in_force(None, ())
        self._drafts: dict[Cell, float | None] = {}
        self._chosen: Cell = (Parameter.SPO2, "med_low")
        self._waiting: _Waiting | None = None
        self.cells: dict[Cell, LimitCell] = {}
        self._names: list[Words] = []
        self._heads: list[Words] = []
        self._table = QWidget()
        self.confirm = ConfirmPage(
            theme, self.tr("Before and after"), self.tr("Use these limits"), self.tr("Not now")
        )
        self.confirm.confirmed.connect(self._confirmed)
        self.confirm.left.connect(self._left)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._table)
        self._pages.addWidget(self.confirm)
        self.body.addWidget(self._pages, 1)
        column = QVBoxLayout(self._table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addLayout(self._limit_grid())
        self.editor = LimitEditor(theme)
        self.editor.put.connect(self._put)
        self.editor.unclear.connect(self._judge)
        self.editor.switched_off.connect(self.reason_wanted)
        column.addWidget(self.editor)
        self._said = Words(theme, "", "label.medium", "text", wrap=True)
        self._said.setMinimumHeight(_AT.said_height)
        column.addWidget(self._said, 1)
        column.addLayout(self._foot())

    def _limit_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(_AT.gap)
        grid.setVerticalSpacing(2)
        group = QButtonGroup(self)
        for n, cell in enumerate(LIMITS, start=1):
            head = Words(self._theme, column_name(cell), _HEAD, "text2", wrap=True)
            self._heads.append(head)
            grid.addWidget(head, 0, n)
            grid.setColumnStretch(n, 1)
        for row, parameter in enumerate(PARAMETERS_WITH_LIMITS, start=1):
            info = PARAMETERS[parameter]
            name = Words(self._theme, info.name, _NAME, formats.role_of(parameter))
            name.setToolTip(info.unit)
            self._names.append(name)
            grid.addWidget(name, row, 0)
            for column, cell in enumerate(LIMITS, start=1):
                key = LimitCell(self._theme, parameter, cell)
                key.clicked.connect(self._cell_clicked)
                key.typed.connect(self._typed_on_cell)
                group.addButton(key)
                self.cells[parameter, cell] = key
                grid.addWidget(key, row, column)
        return grid

    def _foot(self) -> QVBoxLayout:
        self.reason = QLineEdit()
        dress(self.reason, self._theme, "body")
        self.reason.setFixedHeight(_AT.reason_height)
        self.reason.hide()  # until a limit is to be off
        self.reason.setMaxLength(_LONGEST_REASON_CHARS)
        self.reason.setPlaceholderText(self.tr("Why this limit is off (needed)"))
        self.reason.setAccessibleName(self.tr("Why this limit is off"))
        self.reason.textChanged.connect(self._judge)
        self.baseline_key = PanelKey(self._theme, self.tr("From baseline"), least=_AT.baseline_size)
        self.last_key = PanelKey(self._theme, self.tr("Last session's"), least=_AT.baseline_size)
        self.profile_key = PanelKey(self._theme, self.tr("Back to profile"), least=_AT.profile_size)
        self.arm_key = PanelKey(self._theme, self.tr("Same arm"), icon="arm-flex-outline", least=_AT.arm_size)
        self.arm_key.setCheckable(True)
        self.arm_key.setAccessibleName(self.tr("Cuff and probe are on one arm"))
        self.arm_key.setToolTip(
            self.tr("While the cuff inflates, at most 120 s, SpO2 and pulse limits are held.")
        )
        self.set_key = PanelKey(
            self._theme, self.tr("Set limits"), icon="check", primary=True, least=_AT.set_size
        )
        self.baseline_key.clicked.connect(self._offer_baseline)
        self.last_key.clicked.connect(self._offer_last)
        self.profile_key.clicked.connect(self._offer_profile)
        self.arm_key.clicked.connect(self._declare_arm)
        self.set_key.clicked.connect(self._set)
        lists = Flow(_AT.gap)
        for key in (self.baseline_key, self.last_key, self.profile_key, self.arm_key):
            lists.addWidget(key)
        keys = self._key_row = QHBoxLayout()
        keys.setSpacing(_AT.gap)
        keys.addLayout(lists, 1)
        keys.addWidget(self.set_key, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QVBoxLayout()
        foot.setSpacing(_AT.gap)
        foot.addWidget(self.reason)
        foot.addLayout(keys)
        return foot

    # -- what is shown ---------------------------------------------------------------------------------

    def prepare(self, update: MonitorUpdate) -> None:
        """Nothing is typed yet."""
        self._profile = session_profile(update)
        self._drafts.clear()
        self.reason.clear()
        self._waiting = None
        self._pages.setCurrentWidget(self._table)
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
        self.profile_key.setEnabled(bool(edited) and self._profile is not None)
        self.baseline_key.setEnabled(session is not None)
        self._take(update)

    def set_actor(self, actor: Actor) -> None:
        """Another person may do other things: what is typed is judged again."""
        super().set_actor(actor)
        self._judge()

    def fit(self, room: int) -> None:
        """Four columns beside the names in any width; the small print gives way first."""
        narrow = room < _NARROW_PX
        theme, said = self._theme, [name.text() for name in self._names]
        whole = theme.metrics(_NAME, theme.px(_NAME))
        widest = max(int(whole.horizontalAdvance(words)) + 2 for words in said)
        px = theme.px(_NAME)
        if narrow:
            longest = max(int(whole.horizontalAdvance(word)) + 2 for words in said for word in words.split())
            most = room - _CELL_COUNT * (_AT.column_least + _AT.gap)
            widest = max(_NAME_PX, min(longest, most))
            px = word_px(theme, said, _NAME, widest)
        for name in self._names:
            name.setFont(theme.font_px(_NAME, px))
            name.setWordWrap(narrow)
            name.setMinimumWidth(widest)
            name.setMaximumWidth(widest if narrow else max(widest, room))
        width = min(
            _AT.column_most, max(_AT.column_least, (room - widest - _CELL_COUNT * _AT.gap) // _CELL_COUNT)
        )
        heads = [head.text() for head in self._heads]
        for head in self._heads:
            head.setFont(theme.font_px(_HEAD, word_px(theme, heads, _HEAD, width)))
        for cell in self.cells.values():
            cell.set_least(width, CELL_PX)
        self.confirm.fit(narrow=narrow)
        self._key_row.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )
        self.editor.fit(narrow=narrow, below=room < theme.grown(_AT.editor_beside))

    def _take(self, update: MonitorUpdate) -> None:
        force = in_force(self._profile, update.limits)
        if force.limit_sets == self._force.limit_sets and self._drawn:
            return
        self._force = force
        self._drafts = {key: value for key, value in self._drafts.items() if value != self._value(key)}
        self._draw()

    @property
    def _drawn(self) -> bool:
        return any(cell.accessibleName() for cell in self.cells.values())

    def _value(self, key: Cell) -> float | None:
        """In force."""
        return self._force.limit_sets[key[0]].cell(key[1])

    def _usual(self, key: Cell) -> float | None:
        """The profile's."""
        return None if self._profile is None else self._profile.limit_sets[key[0]].cell(key[1])

    def _shown(self, key: Cell) -> float | None:
        """As it would be."""
        return self._drafts[key] if key in self._drafts else self._value(key)

    def _draw(self) -> None:
        for key, cell in self.cells.items():
            known = self._profile is not None
            cell.show_limit(self._shown(key), self._usual(key), known=known, typed=key in self._drafts)
        self._judge()

    @property
    def edits(self) -> tuple[LimitEdit, ...]:
        """What was typed and is not in force."""
        return tuple(
            LimitEdit(parameter=parameter, cell=cell, value=value)
            for (parameter, cell), value in self._drafts.items()
        )

    @property
    def words(self) -> str:
        """What is wrong with it, or what it would do."""
        return self._said.text()

    def _judge(self) -> None:
        """Say before anything is sent what the station would refuse."""
        off = any(value is None for value in self._drafts.values())
        self.reason.setVisible(off)
        typed = self.editor.wrong
        if typed:
            wrong = typed
        elif not self._drafts:
            wrong = ""
        else:
            wrong = refusal(self._command(self.edits, "by hand"), self._force, self._actor) or ""
        said = wrong
        if not wrong and self._drafts:
            said = self.tr("Not sent yet: {n} changed.").format(n=len(self._drafts))
        self._said.setText(said)
        self.set_key.setEnabled(bool(self._drafts) and not wrong)

    def _command(self, edits: Sequence[LimitEdit], basis: str, reason: str | None = None) -> ChangeLimits:
        bed = 0 if self._update is None else self._update.bed
        said = self.reason.text().strip() if reason is None else reason
        return ChangeLimits(bed=bed, actor=self._actor, edits=tuple(edits), reason=said, basis=basis)

    # -- the editor ------------------------------------------------------------------------------------

    def _cell_clicked(self) -> None:
        cell = self.sender()
        if isinstance(cell, LimitCell):
            self._choose((cell.parameter, cell.cell))

    def _typed_on_cell(self, digit: str) -> None:
        self.editor.begin_typing(digit)

    def _choose(self, key: Cell) -> None:
        """Another limit for the editor."""
        self._chosen = key
        self.cells[key].setChecked(True)
        self._show_editor()
        self._judge()

    def _show_editor(self) -> None:
        key = self._chosen
        self.editor.show_limit(key, self._shown(key), self._usual(key), known=self._profile is not None)

    def _put(self, value: float | None) -> None:
        """Another value for the chosen limit, not sent."""
        key = self._chosen
        if value == self._value(key):
            self._drafts.pop(key, None)
        else:
            self._drafts[key] = value
        self._draw()

    def reason_wanted(self) -> None:
        """A limit is to be off: the keyboard goes where the reason is typed."""
        self.reason.setFocus()

    # -- what is sent ----------------------------------------------------------------------------------

    def _set(self) -> None:
        if not self._drafts or not self.set_key.isEnabled():
            return
        self.send(self._command(self.edits, "by hand"))
        self._drafts.clear()
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
        edits = proposals(values, self._force)
        said = baseline_words(baseline)
        if edits and all(edit.value == self._value((edit.parameter, edit.cell)) for edit in edits):
            said += " " + self.tr("The limits in force already are what it would give.")
        self._ask(_Waiting(edits, "from baseline"), said)

    def _offer_last(self) -> None:
        offer = None if self._update is None else self._update.offer
        if offer is not None:
            self._ask(_Waiting(offer.edits, f"from session {offer.session}", offer), offer_words(offer))

    def _offer_profile(self) -> None:
        if self._profile is not None:
            edits = difference(self._force, self._profile)
            self._ask(
                _Waiting(edits, "profile"),
                self.tr("Back to {profile}: what was changed for this patient no longer holds.").format(
                    profile=self._profile.title
                ),
            )

    def _ask(self, waiting: _Waiting, said: str) -> None:
        self._waiting = waiting
        command = self._waiting_command(waiting)
        wrong = (refusal(command, self._force, self._actor) or "") if waiting.edits else ""
        self.confirm.show_changes(said, waiting.edits, self._force, wrong)
        self.confirm.leave_key.set_label(
            self.tr("Not now") if waiting.offer is None else self.tr("Keep the profile's")
        )
        self._pages.setCurrentWidget(self.confirm)
        (
            self.confirm.confirm_key if self.confirm.confirm_key.isEnabled() else self.confirm.leave_key
        ).setFocus()

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
        self._drafts.clear()
        self._pages.setCurrentWidget(self._table)
        self._draw()
        self._show_editor()
        self.cells[self._chosen].setFocus()

    # -- Qt --------------------------------------------------------------------------------------------

    def first_focus(self) -> QWidget:
        """The chosen limit."""
        return self.cells[self._chosen]

    def accept_key(self) -> PanelKey:
        """Enter sets, or confirms the list."""
        return self.set_key if self._pages.currentWidget() is self._table else self.confirm.confirm_key

"""Something that is due is put off: for how long, and why (PLAN-01)."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.due_rows import due_items, due_name
from bedside.ui.nibp_key import cuff_command
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_units import number_fault, parse_decimal
from bedside.ui.panels.words import Field, Words
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import DeferDue
from bedside.vitals.protocol import DueItem, DueKind

_AT: Final = layout("panel_defer")
OFFERED_MIN: Final = (2, 5, 10, 15)
_MOST_MIN: Final = 60.0
_REASONS: Final = (
    QT_TRANSLATE_NOOP("DeferPanel", "Patient asks to wait"),
    QT_TRANSLATE_NOOP("DeferPanel", "Patient is asleep"),
    QT_TRANSLATE_NOOP("DeferPanel", "Strong effect"),
    QT_TRANSLATE_NOOP("DeferPanel", "Work at the patient"),
    QT_TRANSLATE_NOOP("DeferPanel", "Arm or cuff"),
)


class DeferPanel(Panel):
    """Minutes, reason, and one key; for the cuff also the key that does it now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="clock-outline", title="", parent=parent)
        self.kind = DueKind.NIBP
        self._minutes = str(OFFERED_MIN[1])
        self._due = Words(theme, "", "title.panel", "text", wrap=True)
        self.minutes = Picks(theme, self.tr("Put off for"))
        self.minutes.picked.connect(self._pick_minutes)
        self.other = Field(
            theme, self.tr("Other time"), self.tr("min"), token="num.sm.large", height=_AT.field_height
        )
        self.other.edit.setMaxLength(5)
        self.other.edit.textChanged.connect(self._show)
        self.reasons = Picks(theme, self.tr("Why"))
        self.reasons.picked.connect(self._pick_reason)
        self.reason = Field(theme, self.tr("Why"), token="body.large", height=_AT.field_height)
        self.reason.edit.textChanged.connect(self._show)
        self._missing = Words(theme, "", "label", "text2", wrap=True)
        self.now_key = PanelKey(
            theme, self.tr("NIBP now"), icon="arm-flex-outline", key="F4", least=_AT.key_size
        )
        self.now_key.clicked.connect(self._start_now)
        self.defer_key = PanelKey(
            theme, "", icon="clock-outline", key=self.tr("Enter"), primary=True, least=_AT.key_size
        )
        self.defer_key.clicked.connect(self._defer)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.now_key)
        foot.addWidget(self.defer_key)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._due)
        self.body.addWidget(Words(theme, self.tr("Put off for"), "label", "text2", wrap=True))
        self.body.addWidget(self.minutes)
        self.body.addWidget(self.other)
        self.body.addWidget(
            Words(theme, self.tr("Why: it is recorded with your name"), "label", "text2", wrap=True)
        )
        self.body.addWidget(self.reasons)
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        self.pin(foot)

    def aim(self, detail: str) -> None:
        """Which of the things that are due."""
        self.kind = DueKind(detail) if detail else DueKind.NIBP

    def prepare(self, update: MonitorUpdate) -> None:
        """Five minutes, no reason yet."""
        self.set_head(title=self.tr("Not now: {what}").format(what=due_name(self.kind)), hint="")
        self._minutes = str(OFFERED_MIN[1])
        self.other.edit.clear()
        self.reason.edit.clear()
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """The time goes on; what was done meanwhile needs no putting off."""
        self._due.setText(self._due_words(update))
        nibp = update.nibp
        self.now_key.setVisible(self.kind is DueKind.NIBP and nibp is not None and nibp.can_start)
        self.now_key.setEnabled(nibp is not None and not nibp.refusal)
        self._show()

    def fit(self, room: int) -> None:
        """The keys under each other where they have no room."""
        low = room < self._theme.grown(_AT.beside)
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def first_focus(self) -> QWidget:
        """The reason."""
        return self.reason.edit

    def accept_key(self) -> PanelKey:
        """Enter puts it off."""
        return self.defer_key

    def _item(self, update: MonitorUpdate | None) -> DueItem | None:
        if update is None:
            return None
        return next((item for item in due_items(update) if item.kind is self.kind), None)

    def _due_words(self, update: MonitorUpdate) -> str:
        item, name = self._item(update), due_name(self.kind)
        if item is None or update.session is None:
            return self.tr("{what} is not due: there is nothing to put off.").format(what=name)
        clock = formats.clock_minute_at(update.session.started_utc, item.due_t, update.now)
        left = item.due_t - update.now
        words = (
            self.tr("{what} due {clock}, in {time}")
            if left > 0
            else self.tr("{what} was due {clock}, {time} ago")
        )
        time = formats.duration(math.ceil(left) if left > 0 else -left)
        said = words.format(what=name, clock=clock, time=time)
        if item.deferred:
            said = self.tr("{words}. Put off before: {reason}").format(
                words=said, reason=spoken(item.deferred)
            )
        return said

    @property
    def wanted_min(self) -> float | None:
        """For how long, min; None while what is typed is no time."""
        typed = self.other.text().strip() or self._minutes
        value = parse_decimal(typed, "min")
        return value if value is not None and 0 < value <= _MOST_MIN else None

    def _show(self) -> None:
        typed = self.other.text().strip()
        self.minutes.show_picks(
            {str(n): self.tr("{n} min").format(n=n) for n in OFFERED_MIN}, "" if typed else self._minutes
        )
        reasons = {str(each): QCoreApplication.translate("DeferPanel", str(each)) for each in _REASONS}
        said = self.reason.text().strip()
        self.reasons.show_picks(reasons, next((key for key, words in reasons.items() if words == said), ""))
        wanted, due = self.wanted_min, self._item(self._update) is not None
        missing = ""
        if wanted is None:
            missing = number_fault(typed, "min") or self.tr("More than 0 and at most 60 minutes.")
        elif not said:
            missing = self.tr("A reason is missing.")
        self._missing.setText(missing)
        self.defer_key.setEnabled(due and not missing)
        label = (
            self.tr("Put off")
            if wanted is None
            else self.tr("Put off {n} min").format(n=formats.plain(wanted))
        )
        self.defer_key.set_label(label)

    def _pick_minutes(self, name: str) -> None:
        self._minutes = name
        self.other.edit.clear()
        self._show()

    def _pick_reason(self, name: str) -> None:
        self.reason.edit.setText(QCoreApplication.translate("DeferPanel", name))
        self.reason.edit.setFocus()

    def _start_now(self) -> None:
        if self._update is not None:
            self.send(cuff_command(self._update, self._actor))
            self.close_panel()

    def _defer(self) -> None:
        minutes, update = self.wanted_min, self._update
        if minutes is None or update is None:
            return
        reason = self.reason.text().strip()
        self.send(DeferDue(bed=update.bed, actor=self._actor, kind=self.kind, minutes=minutes, reason=reason))
        self.close_panel()

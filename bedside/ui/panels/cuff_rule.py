"""Whether bedside starts the cuff by itself when a reading is due, and whether a cuff is allowed at all (PLAN-03)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.words import Words
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import DeclareNoCuff, SetAutoCuff
from bedside.vitals.sessions import UNNAMED, Actor, Mode

_AT: Final = layout("panel_cuff_rule")
AUTO: Final = Qt.Key.Key_A
NO_CUFF: Final = Qt.Key.Key_N
REASONS: Final = (
    QT_TRANSLATE_NOOP("CuffRule", "Cannula on that arm"),
    QT_TRANSLATE_NOOP("CuffRule", "No cuff on the patient"),
    QT_TRANSLATE_NOOP("CuffRule", "That arm must not be used"),
    QT_TRANSLATE_NOOP("CuffRule", "Patient cannot bear it"),
)


class CuffRule(QWidget):
    """Two keys that show what holds, and a sentence about it. That no cuff is allowed takes a reason: a second tap.

    Signals:
        command: a `SetAutoCuff` or a `DeclareNoCuff`.
        asking: whether a reason is asked for, which takes room.
    """

    command = Signal(object)
    asking = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._update: MonitorUpdate | None = None
        self.actor: Actor = UNNAMED
        self.auto_key = PanelKey(
            theme, self.tr("Start when due"), icon="clock-outline", key="A", least=_AT.key_size
        )
        self.auto_key.setAccessibleName(self.tr("bedside starts the cuff when a reading is due"))
        self.none_key = PanelKey(theme, self.tr("No cuff here"), icon="close", key="N", least=_AT.key_size)
        self.none_key.setAccessibleName(self.tr("No cuff may be started on this bed"))
        for key in (self.auto_key, self.none_key):
            key.setCheckable(True)
        self.auto_key.clicked.connect(self._switch_auto)
        self.none_key.clicked.connect(self._switch_none)
        self.reasons = Picks(theme, self.tr("Why"))
        self.reasons.picked.connect(self._declare)
        self._said = Words(theme, "", "label", "text2", wrap=True)
        keys = Flow(_AT.gap)
        keys.addWidget(self.auto_key)
        keys.addWidget(self.none_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self._said)
        column.addLayout(keys)
        column.addWidget(self.reasons)

    @property
    def words(self) -> str:
        """What holds, in words."""
        return self._said.text()

    def begin(self) -> None:
        """Nothing is asked."""
        self.reasons.show_picks({}, "")
        self.asking.emit(False)

    def show_update(self, update: MonitorUpdate) -> None:
        """Show what the timeline says."""
        self._update = update
        care = update.care or Care()
        ours = update.session is not None and update.mode is not Mode.REPLAY
        self.auto_key.setEnabled(ours)
        self.none_key.setEnabled(ours)
        self.auto_key.setChecked(care.auto_cuff)
        self.none_key.setChecked(care.no_cuff or bool(self.reasons.keys))
        self._said.setText(self._words_of(update, care))
        self._said.setVisible(update.session is not None)

    def press(self, key: int) -> bool:
        """A letter of the keyboard; False: it is none of ours."""
        wanted = {AUTO: self.auto_key, NO_CUFF: self.none_key}.get(Qt.Key(key))
        if wanted is None or not wanted.isEnabled():
            return False
        wanted.click()
        return True

    def _words_of(self, update: MonitorUpdate, care: Care) -> str:
        if self.reasons.keys:
            return self.tr("Why may no cuff be started here?")
        if care.no_cuff:
            return told("" if update.nibp is None else update.nibp.refusal) or self.tr(
                "No cuff is allowed here."
            )
        if not care.auto_cuff:
            return self.tr("A person starts each reading, or the monitor by its own interval.")
        if update.nibp is None or not update.nibp.can_start:
            return self.tr(
                "bedside would start the cuff, but no monitor of this bed can be started from here."
            )
        return self.tr("bedside starts each reading when it is due, 60 s after the last one at the earliest.")

    def _switch_auto(self) -> None:
        if self._update is not None:
            on = self.auto_key.isChecked()
            self.command.emit(SetAutoCuff(bed=self._update.bed, actor=self.actor, on=on))

    def _switch_none(self) -> None:
        update = self._update
        if update is None:
            return
        if update.care is not None and update.care.no_cuff:
            self.command.emit(DeclareNoCuff(bed=update.bed, actor=self.actor, no_cuff=False))
        else:
            asked = not self.reasons.keys
            words = {each: QCoreApplication.translate("CuffRule", each) for each in map(str, REASONS)}
            self.reasons.show_picks(words if asked else {}, "")
            first = next(iter(self.reasons.keys.values()), self.none_key)
            self.asking.emit(asked)
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_update(update)

    def _declare(self, reason: str) -> None:
        update = self._update
        if update is None:
            return
        self.none_key.setFocus(Qt.FocusReason.OtherFocusReason)
        self.begin()
        self.command.emit(DeclareNoCuff(bed=update.bed, actor=self.actor, no_cuff=True, reason=reason))

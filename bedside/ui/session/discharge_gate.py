"""The discharge gate as a tile: its lines, an override with a reason, and the key that lets the patient go (DIS-01)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from bedside.therapy.care import Care
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session import discharge_words as said
from bedside.ui.session.form import Body, scrolled
from bedside.ui.session.gate_line import GateLine
from bedside.ui.session.override_form import OverrideForm
from bedside.ui.session.swap_key import SwapKey
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import Phase

_AT: Final = layout("session_discharge")


class DischargeGateTile(QWidget):
    """Lines keep their widgets, so that the keyboard's place survives an update.

    Signals:
        answered: key of a line, the answer. asked: name of a form, panel or deed; "" = show it again.
        override: key of a line. discharge: the patient goes. go_on: the session goes on to recovery by hand.
        made: the lines have other widgets now.
    """

    answered = Signal(str, str)
    asked = Signal(str)
    override = Signal(str)
    discharge = Signal()
    go_on = Signal()
    made = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Discharge gate"))
        self.lines: dict[str, GateLine] = {}
        self._made: tuple[object, ...] = ()
        self._room = 0
        self._phase: Phase | None = None
        self.menu_key = PanelKey(theme, "", icon="menu", least=_AT.menu_size)
        self.menu_key.setAccessibleName(self.tr("All phases of the session"))
        self.menu_key.clicked.connect(self._menu)
        self.title = Words(theme, self.tr("Discharge gate"), "title.name", "text", wrap=True)
        self.count = Words(theme, "", "num.sm.large.bold", "text")
        self.of = Words(theme, "", "label", "text2")
        self.empty = Words(theme, "", "label", "text2", wrap=True)
        self.inside = Body(theme)
        self._list = QVBoxLayout(self.inside)
        self._list.setContentsMargins(int(_AT.line_side), 0, int(_AT.line_side), 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.empty)
        self._list.addStretch(1)
        self.area = scrolled(theme, self.inside)
        self.form = OverrideForm(theme)
        self.form.hide()
        self.form.override.connect(self.override)
        self.form.closed.connect(self.close_override)
        self.override_key = PanelKey(
            theme, self.tr("Override with a reason"), icon="flag-outline", least=_AT.foot_size
        )
        self.override_key.clicked.connect(self.open_override)
        self.discharge_key = SwapKey(theme, "", icon="lock-outline", least=_AT.discharge_size)
        self.discharge_key.clicked.connect(self._go)
        self.report_key = PanelKey(theme, self.tr("Report…"), icon="clipboard-list", least=_AT.foot_size)
        self.report_key.clicked.connect(self._report)
        self.why = Words(theme, "", "small", "text2", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(int(_AT.gap), int(_AT.gap), int(_AT.pad_x), 0)
        head.setSpacing(int(_AT.gap))
        head.addWidget(self.menu_key)
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        head.addWidget(self.of)
        keys = Flow(int(_AT.gap))
        keys.addWidget(self.override_key)
        keys.addWidget(self.discharge_key)
        keys.addWidget(self.report_key)
        foot = QVBoxLayout()
        foot.setContentsMargins(int(_AT.pad_x), 0, int(_AT.pad_x), int(_AT.gap))
        foot.setSpacing(int(_AT.row_gap))
        foot.addWidget(self.form)
        foot.addWidget(self.why)
        foot.addLayout(keys)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(int(_AT.row_gap))
        self._column.addLayout(head)
        self._column.addWidget(self.area, 1)
        self._column.addLayout(foot)

    def show_care(
        self,
        care: Care,
        phase: Phase | None,
        clock: Callable[[float | None], str],
        now: float,
        *,
        running: bool,
        given: bool,
    ) -> None:
        """Every line as it is. `running`: the infusion has no stop yet; `given`: a drug was given at all."""
        self._phase = phase
        self._make(care)
        for line in care.discharge.criteria:
            self.lines[line.key].show_line(line, care, clock, now)
        met, whole = said.gate_counts(care)
        self.count.setText(str(met) if whole else "")
        self.of.setText(self.tr("of {n} met").format(n=whole) if whole else "")
        self.empty.setVisible(not whole)
        self.empty.setText(self._nothing(care, given=given))
        self.form.offer(care.discharge.missing)
        if not care.discharge.missing:
            self.form.hide()
        self.override_key.setVisible(bool(care.discharge.missing) and self.form.isHidden())
        self.report_key.setVisible(phase is Phase.DISCHARGE)  # until then it is at the end of the session
        self._show_go(care, running=running)

    def fit(self, room: int) -> None:
        """Every line."""
        self._room = room
        for line in self.lines.values():
            line.fit(room - 2 * int(_AT.line_side))

    def first_focus(self) -> QWidget:
        """The first line a person can do something about."""
        for line in self.lines.values():
            if line.raised and (key := line.first_key()) is not None:
                return key
        return self.discharge_key if self.discharge_key.isEnabled() else self.menu_key

    def _report(self) -> None:
        self.asked.emit("report")

    def open_override(self) -> None:
        """Ask which line, why and who."""
        self.form.show()
        self.override_key.hide()
        keys = list(self.form.picks.keys.values())
        (keys[0] if len(keys) > 1 else self.form.reason.edit).setFocus()

    def close_override(self) -> None:
        """Nothing is let pass."""
        self.form.hide()
        self.override_key.show()
        self.override_key.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile it stands on."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()

    def loosen(self, *, loose: bool) -> None:
        """Loose: the lines are as high as they are, and the page scrolls; else they scroll in the tile."""
        holds = self.area.widget() is not None
        if loose and holds:
            inside = self.area.takeWidget()
            if inside is not None:
                self._column.insertWidget(1, inside)
                inside.show()
            self.area.hide()
        elif not loose and not holds:
            self._column.removeWidget(self.inside)
            self.area.setWidget(self.inside)
            self.area.show()

    def _make(self, care: Care) -> None:
        """A widget for each line; another list of the site makes others."""
        wanted = tuple((line.key, said.line_words(line), line.item) for line in care.discharge.criteria)
        if wanted == self._made:
            return
        self._made = wanted
        focus = QApplication.focusWidget()
        had = focus is not None and self.inside.isAncestorOf(focus)
        for old in self.lines.values():
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self.lines = {}
        for n, line in enumerate(care.discharge.criteria):
            made = self.lines[line.key] = GateLine(self._theme, line)
            made.answered.connect(self.answered)
            made.asked.connect(self.asked)
            self._list.insertWidget(n, made)
        self.fit(self._room)
        self.made.emit()
        if had:
            self.first_focus().setFocus()

    def _nothing(self, care: Care, *, given: bool) -> str:
        if care.protocol is None:
            return self.tr("No protocol of the site: nothing is asked before the patient goes.")
        if not given:
            return self.tr("Nothing was given yet: these lines begin with the infusion.")
        return ""

    def _show_go(self, care: Care, *, running: bool) -> None:
        gone = self._phase is Phase.DISCHARGE
        missing = bool(care.discharge.missing)
        if gone:
            label, icon, ready = self.tr("End session"), "exit-to-app", True
        elif not care.discharge.criteria and self._phase is not Phase.RECOVERY:
            label, icon, ready = self.tr("Move the session to recovery"), "arrow-collapse-right", not running
        else:
            label, icon = said.discharge_label(care), "lock-outline" if missing else "exit-to-app"
            ready = not missing
        self.discharge_key.set_label(label)
        self.discharge_key.set_icon_name(icon)
        self.discharge_key.setEnabled(ready)
        self.discharge_key.set_primary(ready)
        why = said.missing_words(care) if missing and not gone else ""
        self.discharge_key.setAccessibleDescription(why)
        self.discharge_key.setToolTip(why)
        words = (
            self.tr("Discharged: monitoring and recording go on until the session is ended.") if gone else ""
        )
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def _go(self) -> None:
        if self._phase is Phase.DISCHARGE:
            self.asked.emit("end")
        elif not self.lines and self._phase is not Phase.RECOVERY:
            self.go_on.emit()
        else:
            self.discharge.emit()

    def _menu(self) -> None:
        self.asked.emit("rail")

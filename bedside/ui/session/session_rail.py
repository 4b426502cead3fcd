"""The rail of the session flow: any phase can be opened at any time, and what stands before the infusion is counted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Rule, Words
from bedside.ui.session import rail_words
from bedside.ui.session.form import Body, scrolled
from bedside.ui.session.rail_row import RailRow
from bedside.ui.session.rail_words import RailLine
from bedside.ui.session.swap_key import SwapKey
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import Phase

_AT: Final = layout("session_rail")
PATIENT: Final = "patient"
PLAN: Final = "plan"
SCALES: Final = "scales"
EMERGENCY: Final = "emergency"
START: Final = "rate"  # the panel of the bed that records it
_ICONS: Final = {
    Phase.SCREENING: "clipboard-list",
    Phase.BASELINE: "arm-flex-outline",
    Phase.INFUSION: "water-outline",
    Phase.RECOVERY: "bed-outline",
    Phase.DISCHARGE: "exit-to-app",
}
_BESIDE: Final = {PATIENT: "account-outline", PLAN: "water-outline", SCALES: "format-list-bulleted"}


class SessionRail(QWidget):
    """Signals:
    asked: name of a form (a phase, "patient", "plan", "scales", "emergency"), or "rate": the start of the infusion.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Session"))
        self.rows: dict[str, RailRow] = {}
        self._missing: list[tuple[str, str]] | None = None
        body = Body(theme)
        column = QVBoxLayout(body)
        column.setContentsMargins(_AT.row_side, 0, _AT.row_side, 0)
        column.setSpacing(2)
        for phase in Phase:
            column.addWidget(self._row(phase.value, _ICONS[phase], joined=phase is not Phase.DISCHARGE))
        column.addWidget(Rule(theme))
        for name, icon in _BESIDE.items():
            column.addWidget(self._row(name, icon))
        self._before = self._make_before()
        column.addWidget(self._before)
        column.addStretch(1)
        self._column = column
        self.area = scrolled(theme, body)
        self.start_key = SwapKey(
            theme, self.tr("Start infusion"), icon="lock-outline", least=_AT.start_size, token="body.medium"
        )
        self.start_key.clicked.connect(self._start)
        self._why = Words(theme, "", "small", "text", wrap=True)
        self.emergency_key = PanelKey(theme, self.tr("Emergency start"), least=_AT.emergency_size)
        self.emergency_key.clicked.connect(self._emergency)
        self._foot = self._make_foot()
        title = Words(theme, self.tr("Session"), "title.name", "text")
        title.setContentsMargins(_AT.padding, _AT.gap, _AT.padding, 0)
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(_AT.gap)
        whole.addWidget(title)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._foot)

    def _make_before(self) -> QWidget:
        """What stands before the infusion: a heading and the list."""
        made = QWidget()
        rows = QVBoxLayout(made)
        side = _AT.padding - _AT.row_side
        rows.setContentsMargins(side, 0, side, 0)
        rows.setSpacing(_AT.line_gap)
        rows.addWidget(Rule(self._theme))
        rows.addWidget(Words(self._theme, self.tr("Before the infusion"), "label.bold", "text"))
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(_AT.gap)
        self._list.setVerticalSpacing(_AT.line_gap)
        self._list.setColumnStretch(1, 1)
        rows.addLayout(self._list)
        self._under_list = rows
        return made

    def _make_foot(self) -> QWidget:
        """The start, and the way past the gate."""
        self._always = Words(
            self._theme,
            self.tr("Monitoring and recording run whatever this list says."),
            "small",
            "text2",
            wrap=True,
        )
        made = QWidget()
        rows = self._in_foot = QVBoxLayout(made)
        rows.setContentsMargins(_AT.padding, 0, _AT.padding, _AT.padding)
        rows.setSpacing(_AT.gap)
        for widget in (self.start_key, self._why, self._always, self.emergency_key):
            rows.addWidget(widget)
        return made

    def show_update(self, update: MonitorUpdate, *, pin: bool) -> None:
        """Every state as it is now; `pin`: the site has one for an emergency start."""
        for phase, line in rail_words.phase_lines(update).items():
            self.rows[phase.value].show_line(line)
        self.rows[PATIENT].show_line(rail_words.patient_line(update))
        self.rows[PLAN].show_line(rail_words.plan_line(update))
        self.rows[SCALES].show_line(rail_words.scales_line(update))
        care = update.care or Care()
        to_come = update.infusion is None or not update.infusion.begun
        self._before.setVisible(to_come)  # what stands before an infusion says nothing once it was started
        self._foot.setVisible(to_come)
        self._show_missing(rail_words.missing_lines(care))
        ready, why = rail_words.start_words(update)
        self.start_key.setEnabled(ready)
        self.start_key.set_icon_name("play-circle-outline" if ready else "lock-outline")
        self.start_key.set_primary(ready)
        self.start_key.setAccessibleDescription(why)
        self._why.setText(why)
        self._why.setVisible(bool(why) and (ready or not care.gate.missing))
        self.emergency_key.set_label(self.tr("Emergency start, PIN") if pin else self.tr("Emergency start"))
        self.emergency_key.setEnabled(not (care.gate.ready and care.gate.bolus_ready))

    def set_open(self, name: str) -> None:
        """Which form is open."""
        for row_name, row in self.rows.items():
            row.setChecked(row_name == name)
        if name in self.rows:
            self.area.ensureWidgetVisible(self.rows[name], 0, 0)

    def line(self, name: str) -> RailLine:
        """What stands beside a name, for the menu of a narrow page."""
        return self.rows[name].line if name in self.rows else RailLine(title=self.tr("Emergency start"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lower rows where there is little room; where there is none for the foot as well, it scrolls with them."""
        super().resizeEvent(event)
        loose = self.height() < _AT.foot_from * self._theme.text_scale
        if loose and self._whole.indexOf(self._foot) >= 0:
            self._whole.removeWidget(self._foot)
            self._column.addWidget(self._foot)
        elif not loose and self._whole.indexOf(self._foot) < 0:
            self._column.removeWidget(self._foot)
            self._whole.addWidget(self._foot)
        low = self.height() < _AT.low_below
        for row in self.rows.values():
            row.set_low(low or row.objectName() in _BESIDE)
        self._set_low_foot(low=low)

    def _set_low_foot(self, *, low: bool) -> None:
        """Lower keys, and what is always true under the list it speaks of: the rows have the room."""
        self.start_key.set_least(*(_AT.start_size_low if low else _AT.start_size))
        self.emergency_key.set_least(*(_AT.emergency_size_low if low else _AT.emergency_size))
        here, there = (self._under_list, self._in_foot) if low else (self._in_foot, self._under_list)
        if here.indexOf(self._always) < 0:
            there.removeWidget(self._always)
            here.insertWidget(here.count() - (0 if low else 1), self._always)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile it stands on."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()

    def _row(self, name: str, icon: str, *, joined: bool = False) -> RailRow:
        row = RailRow(self._theme, name, icon, joined=joined)
        row.clicked.connect(self._open)
        self.rows[name] = row
        return row

    def _show_missing(self, missing: list[tuple[str, str]]) -> None:
        if missing == self._missing:
            return
        self._missing = missing
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        shown = missing or [("", self.tr("nothing is missing"))]
        for n, (number, words) in enumerate(shown):
            said = Words(self._theme, words, "label", "text2", wrap=True)
            if number:
                count = Words(self._theme, number, "num.sm.bold", "text")
                count.setMinimumWidth(_AT.number_width)
                count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                self._list.addWidget(count, n, 0)
                self._list.addWidget(said, n, 1)
            else:
                self._list.addWidget(said, n, 0, 1, 2)

    def _open(self) -> None:
        name = self.sender().objectName()
        self.rows[name].setChecked(True)
        self.asked.emit(name)

    def _start(self) -> None:
        self.asked.emit(START)

    def _emergency(self) -> None:
        self.asked.emit(EMERGENCY)

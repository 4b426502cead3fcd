"""Settings → Lots: what is in use, counted and looked through before the first patient (DOSE-04)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.therapy.lots import Lots, count_fault
from bedside.therapy.vials import label_fault
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_units import number_fault, parse_decimal
from bedside.ui.panels.words import Field, Rule, Words
from bedside.ui.protocols.change_log import ChangeLog
from bedside.ui.settings_lot_row import LotRow, as_count, when_words
from bedside.ui.settings_page import RefusalBox, SettingsPage
from bedside.ui.spoken import told
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Actor

_AT: Final = themes.layout("settings_lots")
_LOOK_S: Final = 1.0  # another window may have changed the list
_LONGEST_CHARS: Final = 60


class LotsPage(SettingsPage):
    """The list, a form for another lot, and the key of whoever looked through them.

    Signals:
        look_asked: the list may have changed.
        add_asked: (lot, expiry as printed, strength in mg/mL, vials, who asks).
        count_asked: (lot, vials, who counted).
        remove_asked: (lot, who asks).
        looked_asked: who looked through them.
    """

    look_asked = Signal()
    add_asked = Signal(str, str, float, int, object)
    count_asked = Signal(str, int, object)
    remove_asked = Signal(str, object)
    looked_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Lots"), self.tr("what is in use, looked through before the first patient"))
        self._shown: tuple[Lots, str, datetime] | None = None
        self._looked_at: float | None = None  # station time of the last look at the file, s
        self.rows: dict[str, LotRow] = {}
        self.state = Words(theme, "", "body.bold", "text", wrap=True)
        self.none = Words(theme, self.tr("No lot is listed."), "body", "text2", wrap=True)
        self.lot = self._field(self.tr("Lot"))
        self.expiry = self._field(self.tr("Expiry (2027-04)"))
        self.strength = self._field(self.tr("Strength"), "mg/mL")
        self.vials = self._field(self.tr("Vials"))
        self._fields = (self.lot, self.expiry, self.strength, self.vials)
        self.missing = Words(theme, "", "label.medium", "text", wrap=True)
        self.looked_key = PanelKey(
            theme, self.tr("I have looked through them"), icon="check", primary=True, least=_AT.key_size
        )
        self.add_key = PanelKey(theme, self.tr("Add the lot"), icon="plus", least=_AT.key_size)
        self.looked_key.clicked.connect(self._looked)
        self.add_key.clicked.connect(self._add)
        self.refusal = RefusalBox(theme)
        self.log = ChangeLog(
            theme,
            self.tr("Added, counted, removed and looked through"),
            self.tr("Nothing since this record began."),
        )
        self._lay_out(theme)
        self._judge()

    def _lay_out(self, theme: Theme) -> None:
        looked, fields, keys = Flow(_AT.gap), Flow(_AT.field_gap), Flow(_AT.gap)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(_AT.row_gap)
        looked.addWidget(self.looked_key)
        for field in self._fields:
            fields.addWidget(field)
        keys.addWidget(self.add_key)
        self.body.addWidget(self.state)
        self.body.addLayout(looked)
        self.body.addWidget(self.refusal)
        self.body.addWidget(self.none)
        self.body.addLayout(self._rows)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(Words(theme, self.tr("Add a lot"), "title.small", "text", wrap=True))
        self.body.addLayout(fields)
        self.body.addWidget(self.missing)
        self.body.addLayout(keys)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(self.log)
        self.body.addStretch(1)

    def _field(self, name: str, unit: str = "") -> Field:
        made = Field(self._theme, name, unit, token="body.large", height=_AT.field_height)
        made.edit.setMaxLength(_LONGEST_CHARS)
        made.edit.textChanged.connect(self._judge)
        made.edit.returnPressed.connect(self._add)
        made.setMinimumWidth(max(_AT.field_width, made.name_width))
        return made

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed: names need their room."""
        if event.type() is QEvent.Type.FontChange:
            for field in self._fields:
                field.setMinimumWidth(max(_AT.field_width, field.name_width))
        super().changeEvent(event)

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        super().set_actor(actor)
        self._judge()

    def refresh(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate]) -> None:
        """Look at the file again now and then."""
        now = station.station_now
        if self._looked_at is None or not 0 <= now - self._looked_at < _LOOK_S:
            self._looked_at = now
            self.look_asked.emit()

    def show_lots(self, lots: Lots, fault: str, now: datetime) -> None:
        """What is listed.

        Args:
            lots: in use.
            fault: why the file cannot be used, one sentence; "" = it can.
            now: wall time of this place.
        """
        shown = (lots, fault, now.replace(hour=0, minute=0, second=0, microsecond=0))
        if shown == self._shown:
            return
        if self._shown is None or self._shown[1] != fault:
            self.refusal.say(told(fault))
        self._shown = shown
        for name in self.rows.keys() - {each.lot for each in lots.lots}:
            self._drop(name)
        for each in lots.lots:
            row = self.rows.get(each.lot) or self._row(each.lot)
            row.show_lot(each, now)
        self.none.setVisible(not lots.lots)
        self.state.setText(self._looked_words(lots, now))
        self.looked_key.set_primary(not _is_today(lots, now))
        self._judge()

    def added(self) -> None:
        """The lot in the form is listed now: the form is for another one."""
        for field in self._fields:
            field.edit.clear()

    def done(self) -> None:
        """What was asked is done: nothing is refused any more."""
        self.refusal.say("")

    def show_refusal(self, sentence: str) -> None:
        """Above the list."""
        self.refusal.say(told(sentence))

    def _looked_words(self, lots: Lots, now: datetime) -> str:
        looked = lots.looked
        if looked is None:
            return self.tr("Nobody has looked through the lots yet.")
        words = self.tr("Not looked through today. Last by {who}, {at}.")
        if _is_today(lots, now):
            words = self.tr("Looked through today by {who}, {at}.")
        return words.format(who=looked.by, at=when_words(looked.utc, now))

    def _row(self, name: str) -> LotRow:
        row = self.rows[name] = LotRow(self._theme, name)
        row.counted.connect(self._count)
        row.removed.connect(self._remove)
        self._rows.addWidget(row)
        return row

    def _drop(self, name: str) -> None:
        row = self.rows.pop(name)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    # -- what is typed ---------------------------------------------------------------------------------

    def _read(self) -> tuple[str, str, float, int] | str:
        """What the form says, or what is missing in it, one sentence."""
        if not any(field.text().strip() for field in self._fields):
            return self.tr("Type what stands on the vials, and count them.")
        strength = parse_decimal(self.strength.text(), "mg/mL")
        if strength is None:
            return f"{self.strength.name}: {number_fault(self.strength.text(), 'mg/mL')}"
        lot, expiry = " ".join(self.lot.text().split()), self.expiry.text().strip()
        if fault := label_fault(lot, expiry, strength):
            return told(fault)
        vials = as_count(self.vials.text())
        return told(count_fault(-1)) if vials is None else (lot, expiry, strength, vials)

    def _judge(self) -> None:
        read = self._read()
        unnamed = not self._actor.named
        who = self.tr("Say who works here first (Ctrl+O).")
        self.missing.setText(who if unnamed else read if isinstance(read, str) else "")
        self.add_key.setEnabled(not unnamed and not isinstance(read, str))
        self.looked_key.setEnabled(not unnamed and bool(self.rows))
        for row in self.rows.values():
            row.allow(not unnamed)

    def _add(self) -> None:
        read = self._read()
        if self.add_key.isEnabled() and not isinstance(read, str):
            self.add_asked.emit(*read, self._actor)

    def _count(self, name: str, vials: int) -> None:
        self.count_asked.emit(name, vials, self._actor)

    def _remove(self, name: str) -> None:
        self.remove_asked.emit(name, self._actor)

    def _looked(self) -> None:
        self.looked_asked.emit(self._actor)


def _is_today(lots: Lots, now: datetime) -> bool:
    """Whether somebody looked through them on the day of `now`, wall time of this place."""
    return lots.looked is not None and lots.looked.utc.astimezone(now.tzinfo).date() == now.date()

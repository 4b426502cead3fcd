"""Vials of the session: opened, drawn, given and wasted, who saw the waste, and whether it adds up (DOSE-04)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.lots import Lot, Lots
from bedside.therapy.vials import (
    Vial,
    balance_words,
    expired_words,
    faults_of,
    given_words,
    refusal_of_vial,
    vials_of,
)
from bedside.ui import formats
from bedside.ui.chart_window import local
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.lot_picks import LotPicks
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_units import number_fault, parse_decimal, typable
from bedside.ui.panels.words import Field, Words
from bedside.ui.spoken import decimal, told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AccountVial
from bedside.vitals.patients import VialUse
from bedside.vitals.sessions import Actor, Role

_AT: Final = layout("panel_vials")
_NEW: Final = "new"


class VialsPanel(Panel):
    """One vial at a time, and the balance of all of them in words.

    Signals:
        panel_asked: name of the panel to open in place of this one, or the page of the lots.
    """

    panel_asked = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, lots: Callable[[], Lots] = Lots
    ) -> None:
        """`lots`: those in use, read again when they changed."""
        super().__init__(theme, icon="test-tube", title="", parent=parent)
        self.set_head(title=self.tr("Vials"), hint=self._hint())
        self._number = _NEW
        self._known: dict[str, Vial] = {}
        self.rate_key = PanelKey(theme, self.tr("Rate"), key="F6", least=_AT.head_key, token="small.medium")
        self.rate_key.clicked.connect(self._ask_rate)
        self.lots_key = PanelKey(theme, self.tr("Lots"), least=_AT.head_key, token="small.medium")
        self.lots_key.clicked.connect(self._ask_lots)
        self.add_head_keys(self.lots_key, self.rate_key)
        self.vials = Picks(theme, self.tr("Vial"))
        self.vials.picked.connect(self._pick)
        self.lots = LotPicks(theme, lots, least=_AT.lot_key)
        self.lots.chosen.connect(self._take_lot)
        self.lot = self._field(self.tr("Lot"))
        self.expiry = self._field(self.tr("Expiry (2027-04)"))
        self.amounts = {
            "strength_mg_ml": self._field(self.tr("Strength"), "mg/mL"),
            "opened_mg": self._field(self.tr("In the vial"), "mg"),
            "drawn_mg": self._field(self.tr("Drawn"), "mg"),
            "given_mg": self._field(self.tr("Given"), "mg"),
            "wasted_mg": self._field(self.tr("Wasted"), "mg"),
        }
        self.witness = self._field(self.tr("Witness of the waste"))
        self.note = self._field(self.tr("Note"))
        self._fields = (self.lot, self.expiry, *self.amounts.values(), self.witness, self.note)
        self._grid = QGridLayout()
        self._grid.setSpacing(_AT.gap)
        self._columns_count = 0
        self._place(2)
        self._amounts = Words(theme, "", "label", "text2", wrap=True)
        self._said = Words(theme, "", "label", "text", wrap=True)
        self._missing = Words(theme, "", "label.medium", "text", wrap=True)
        self.save_key = PanelKey(
            theme, "", icon="check", key=self.tr("Enter"), primary=True, least=_AT.save_size
        )
        self.save_key.clicked.connect(self._save)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.save_key)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self.vials)
        self.body.addWidget(self.lots)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.body.addWidget(self._amounts)
        self.body.addWidget(self._said)
        self.pin(foot)

    def _hint(self) -> str:
        return self.tr("waste takes a second person")

    def _field(self, name: str, unit: str = "") -> Field:
        made = Field(self._theme, name, unit, token="body.large", height=_AT.field_height)
        made.edit.setMaxLength(60)
        made.edit.textChanged.connect(self._show)
        return made

    def _place(self, columns: int) -> None:
        if columns != self._columns_count:
            self._columns_count = columns
            for n, field in enumerate(self._fields):
                self._grid.addWidget(field, n // columns, n % columns)

    def fit(self, room: int) -> None:
        """As many fields beside each other as have room for their names."""
        needed = max(field.name_width for field in self._fields) + _AT.gap
        wide = room >= 2 * needed and room >= _AT.two_columns
        most = int(_AT.columns)
        several = most if room >= most * needed and room >= _AT.three_columns else 2
        self._place(several if wide else 1)
        low = room < self._theme.grown(_AT.beside)
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def prepare(self, update: MonitorUpdate) -> None:
        """The newest vial that is not accounted for, else a new one."""
        self.set_head(hint=self._hint())
        self._known = vials_of(update.entries)
        still_open = [number for number, vial in self._known.items() if balance_words(vial.use)]
        self._number = still_open[-1] if still_open else _NEW
        self._fill()

    def refresh(self, update: MonitorUpdate) -> None:
        """What another window accounted for, and what was given meanwhile."""
        known = vials_of(update.entries)
        if known != self._known:
            self._known = known
            self._show()
        self._show_sums()
        self._offer_lots()

    def first_focus(self) -> QWidget:
        """The lot."""
        return self.lot.edit

    def accept_key(self) -> PanelKey:
        """Enter saves."""
        return self.save_key

    # -- what is typed ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        vial = self._known.get(self._number)
        use = None if vial is None else vial.use
        self.lot.edit.setText("" if use is None else use.lot)
        self.expiry.edit.setText("" if use is None else use.expiry)
        for name, field in self.amounts.items():
            value = None if use is None else float(getattr(use, name))
            field.edit.setText("" if value is None else typable(value))
        self.note.edit.setText("" if use is None else use.note)
        witness = None if vial is None else vial.witness
        self.witness.edit.setText("" if witness is None else witness.name)
        self._show()

    def _pick(self, name: str) -> None:
        self._number = name
        self._fill()
        self.lot.edit.setFocus()

    def _take_lot(self, lot: Lot) -> None:
        """What stands on a lot's label; the person types what became of the vial."""
        self.lot.edit.setText(lot.lot)
        self.expiry.edit.setText(lot.expiry)
        self.amounts["strength_mg_ml"].edit.setText(typable(lot.strength_mg_ml))
        self.amounts["opened_mg"].edit.setFocus()

    def _offer_lots(self) -> None:
        if self._update is not None:
            self.lots.look(self._update.now, self.lot.text(), self.today)

    @property
    def _vial(self) -> str:
        """Number of the vial that would be saved."""
        if self._number != _NEW:
            return self._number
        numbers = [int(number) for number in self._known if number.isdigit()]
        return str(max(numbers, default=0) + 1)

    @property
    def today(self) -> date:
        """The day on the wall."""
        update = self._update
        if update is None or update.session is None:
            return date.min
        return local(update.session.started_utc, update.now).date()

    def _read(self) -> tuple[AccountVial | None, str]:
        """The account, or what is missing of it, one sentence."""
        update = self._update
        if update is None or update.session is None:
            return None, self.tr("There is no session on this bed.")
        if not any(field.text().strip() for field in self._fields):
            return None, self.tr("Type what stands on the vial, and what became of it.")
        values: dict[str, float] = {}
        for name, field in self.amounts.items():
            typed, unit = field.text().strip(), "mg/mL" if name == "strength_mg_ml" else "mg"
            if not typed and name in ("drawn_mg", "given_mg", "wasted_mg"):
                values[name] = 0.0  # nothing was, until somebody says how much
                continue
            value = parse_decimal(typed, unit)
            if value is None:
                return None, f"{field.name}: {number_fault(typed, unit)}"
            values[name] = value
        use = VialUse(
            lot=self.lot.text().strip(),
            expiry=self.expiry.text().strip(),
            note=self.note.text().strip(),
            **values,
        )
        named = " ".join(self.witness.text().split())
        command = AccountVial(
            bed=update.bed,
            actor=self._actor,
            vial=self._vial,
            use=use,
            witness=Actor(name=named, role=Role.NURSE) if named else None,
        )
        return command, told(refusal_of_vial(command))

    def _show(self) -> None:
        labels = {number: self.tr("Vial {n}").format(n=number) for number in self._known}
        labels[_NEW] = self.tr("Another vial") if self._known else self.tr("First vial")
        self.vials.show_picks(labels, self._number)
        _, missing = self._read()
        expired = told(expired_words(self.lot.text().strip(), self.expiry.text(), self.today))
        self._missing.setText(" ".join(words for words in (expired, missing) if words))
        self.save_key.setEnabled(not missing)
        self.save_key.set_label(self.tr("Save vial {n}").format(n=self._vial))
        self._show_sums()
        self._offer_lots()

    def _show_sums(self) -> None:
        """The balance of all vials, with the one in the form as it is typed."""
        update = self._update
        command, missing = self._read()
        known = dict(self._known)
        if command is not None and not missing and update is not None:
            known[command.vial] = Vial(
                number=command.vial, use=command.use, by=command.actor, witness=command.witness, t=update.now
            )
        self._amounts.setText(" · ".join((*self._left(known.values()), *self._recorded())))
        days = {self._vial: None}  # of the one in the form the expiry is said beside the key
        said = [
            told(f) for vial in known.values() for f in faults_of(vial, days.get(vial.number, self.today))
        ]
        if update is not None and update.infusion is not None:
            over = given_words(known.values(), update.infusion.delivered_mg(update.now))
            said += [told(over)] if over and update.infusion.stopped_t is not None else []
        if known and not said:
            said = [self.tr("Every mg is accounted for.")]
        self._said.setText(" ".join(said))

    def _left(self, vials: Iterable[Vial]) -> Iterator[str]:
        """What is still in each vial."""
        for vial in vials:
            words = self.tr("vial {n}: {mg} mg left in it")
            yield words.format(n=vial.number, mg=formats.plain(float(vial.left_mg), 2))

    def _recorded(self) -> Iterator[str]:
        """What the timeline says was given, infusion and boluses together."""
        update = self._update
        if update is None or update.infusion is None:
            return
        given = decimal(update.infusion.delivered_mg(update.now), 1)
        ml = update.infusion.given_ml(update.now)
        if ml is None:
            yield self.tr("recorded as given: {mg} mg").format(mg=given)
        else:
            words = self.tr("recorded as given: {mg} mg, {ml} mL")
            yield words.format(mg=given, ml=decimal(float(ml), 1))

    # -- acts ------------------------------------------------------------------------------------------

    def _save(self) -> None:
        command, missing = self._read()
        if command is None or missing:
            return
        self._number = command.vial
        self.send(command)
        if not self._refused:
            self.set_head(hint=self.tr("vial {n} saved").format(n=command.vial))

    def _ask_rate(self) -> None:
        self.panel_asked.emit("rate")

    def _ask_lots(self) -> None:
        self.panel_asked.emit("settings/lots")

"""The rows of the screening: made when first needed, kept while they are asked, reached by keys in their order."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from bedside.therapy.care import GateRow
from bedside.ui.session import row_keys
from bedside.ui.session.clear_list import ClearList
from bedside.ui.session.decision_row import DecisionRow
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.flag_row import FlagRow
from bedside.ui.session.form import SessionForm
from bedside.ui.session.gate_row import OpenRow
from bedside.ui.session.no_list import NoList
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")
FORM: Final = "screening"


class ScreeningRows(SessionForm):
    """Flagged, open, decided and clear rows of one form; what a person does with them is told to the form itself."""

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__(theme, drafts, "", FORM)
        self.flags: dict[str, FlagRow] = {}
        self.opens: dict[str, OpenRow] = {}
        self.none = NoList(theme)
        self.decision = DecisionRow(theme)
        self.clear = ClearList(theme)
        self._sent: dict[str, str] = {}  # answers on their way
        self._placed: tuple[tuple[str, ...], ...] | None = None
        self._room = 0
        self._flag_place, self._open_place, self._change_place = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._flag_place.setSpacing(_AT.row_gap)
        self._open_place.setSpacing(0)

    # -- for the form ------------------------------------------------------------------------------------

    def answer(self, item: str, answer: str) -> None:
        """An answer was given."""
        raise NotImplementedError

    def change(self, item: str) -> None:
        """An answer is to be asked again."""
        raise NotImplementedError

    def leave(self) -> None:
        """It stays as it is."""
        raise NotImplementedError

    def override(self, item: str) -> None:
        """A flagged item is let pass."""
        raise NotImplementedError

    # -- places ------------------------------------------------------------------------------------------

    def fit(self, room: int) -> None:
        """Every row."""
        self._room = room
        for flag in self.flags.values():
            flag.fit(room)
        for row in self.opens.values():
            row.fit(room)
        self.decision.fit(room)
        self.clear.fit(room)

    def _place(self, placed: tuple[tuple[str, ...], ...]) -> None:
        """Rows in their order; those that are no longer asked go, and the keyboard goes on to the next one."""
        focus = QApplication.focusWidget()
        lost = focus is not None and self.isAncestorOf(focus)
        self._placed = placed
        flagged, opened, changing = placed
        for rows, wanted, fields in (
            (self.flags, flagged, ("reason", "by")),
            (self.opens, (*opened, *changing), ("text",)),
        ):
            for key in [key for key in rows if key not in wanted]:
                gone = rows.pop(key)
                gone.hide()
                gone.setParent(None)
                gone.deleteLater()
                for field in fields:
                    self._fields.pop(f"{FORM}/{key}/{field}", None)
        for place, rows_of, wanted in (
            (self._flag_place, self.flags, flagged),
            (self._open_place, self.opens, opened),
            (self._change_place, self.opens, changing),
        ):
            for key in wanted:
                widget: QWidget = rows_of[key]
                place.removeWidget(widget)
                place.addWidget(widget)
                widget.show()
        self._order_keys(flagged, (*opened, *changing))
        self.fit(self._room)
        if lost and not self._holds_focus():
            self.first_focus().setFocus()

    def _order_keys(self, flagged: tuple[str, ...], asked: tuple[str, ...]) -> None:
        """The Tab key goes down the list as it stands."""
        order: list[QWidget] = []
        for key in flagged:
            order += self.flags[key].stops()
        for key in asked:
            order += self.opens[key].stops()
        for before, after in pairwise((*order, *self.decision.stops())):
            QWidget.setTabOrder(before, after)

    def _holds_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus) and focus.isVisibleTo(self)

    # -- keys ----------------------------------------------------------------------------------------------

    def row_key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Letters answer, arrows up and down go from row to row, left and right within one."""
        if isinstance(watched, QLineEdit):
            return False
        row, answer = row_keys.pressed(self._listed(), list(self.opens.values()), watched, event)
        if answer and row is not None:
            self.answer(row.row.item.key, answer)
        return row is not None

    def _listed(self) -> list[OpenRow]:
        """Open rows in their order, without those whose answer is on its way."""
        order = self._placed[1] if self._placed else ()
        return [self.opens[key] for key in order if key not in self._sent]

    def _next_key(self, item: str) -> QWidget | None:
        """The first key of the row after this one; None: it was the last."""
        order = list(self._placed[1]) if self._placed else []
        after = order[order.index(item) + 1 :] if item in order else []
        keys = (self.opens[key].first_key() for key in after if key not in self._sent)
        return next((key for key in keys if key is not None), None)

    # -- rows ------------------------------------------------------------------------------------------------

    def _new_open(self, row: GateRow) -> OpenRow:
        made = self.opens[row.item.key] = OpenRow(self._theme, row)
        made.answered.connect(self.answer)
        made.left.connect(self.leave)
        made.asked.connect(self.asked)
        for key in (*made.keys.values(), made.leave_key, made.open_key):
            key.installEventFilter(self)
        self.keep(f"{FORM}/{row.item.key}/text", made.details.edit)
        return made

    def _new_flag(self, row: GateRow) -> FlagRow:
        made = self.flags[row.item.key] = FlagRow(self._theme, row)
        made.override.connect(self.override)
        made.change.connect(self.change)
        self.keep(f"{FORM}/{row.item.key}/reason", made.reason.edit)
        self.keep(f"{FORM}/{row.item.key}/by", made.by.edit)
        return made

"""The rows of the trend table for Qt: places at once, a row's numbers when somebody looks at it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.trend_rows import MINUTE_S, NUMBERS, Place, RowKind, RowMaker, places
from bedside.ui.catalogue import Catalogue
from bedside.ui.chart_exact import LONGEST_S, Trends
from bedside.ui.chart_window import anchor_of
from bedside.ui.trend_table_words import Column, RowWords, RowWriter, headings
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Mode

Index = QModelIndex | QPersistentModelIndex
USUAL_S: Final = 300.0  # between two rows
LIVE_S: Final = 5.0  # the row of this moment is renewed so often, s of session time
_SPOKEN: Final = (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole))


class TrendModel(QAbstractTableModel):
    """The rows, oldest first; the last is of this moment while the session runs."""

    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.interval_s = USUAL_S
        self.unit = PressureUnit.MMHG
        self._trends = Trends()
        self._update: MonitorUpdate | None = None
        self._writer: RowWriter | None = None
        self._maker: RowMaker | None = None
        self._places: tuple[Place, ...] = ()
        self._times: list[float] = []
        self._words: dict[int, RowWords] = {}
        self._inexact: set[int] = set()

    # -- what it shows ---------------------------------------------------------------------------------

    def show(self, update: MonitorUpdate, trends: Trends) -> None:
        """Take an update; rows that stay keep their place, so that who reads one is not disturbed."""
        before, self._update, self._trends = self._update, update, trends
        session = update.session
        if session is None:
            self._renew(())
            return
        live = update.mode is not Mode.REPLAY
        anchor = anchor_of(session.started_utc, every_s=self.interval_s)
        new = places(
            anchor=anchor,
            interval_s=self.interval_s,
            now=update.now,
            cuffs=update.determinations,
            live=live,
        )
        same = before is not None and before.session is not None and before.session.id == session.id
        self._maker = RowMaker(update, trends, self._maker if same else None)
        self._writer = RowWriter(self._maker, self._catalogue, session.started_utc, self.unit)
        if not same or not self._grow(new):
            self._renew(new)
        elif before is None or _logged(before) != _logged(update):
            self.refresh()

    def is_due(self, update: MonitorUpdate) -> bool:
        """Whether `update` would change a row that is shown."""
        shown = self._update
        if shown is None or shown.session is None or update.session is None:
            return shown is not update
        if _logged(shown) != _logged(update) or update.now < shown.now:
            return True
        return update.now - shown.now >= LIVE_S

    def refresh(self) -> None:
        """Write every row anew: values came, or alarms and entries were added to rows that stand."""
        self._words.clear()
        self._inexact.clear()
        if self._places:
            last = self.index(len(self._places) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def refresh_inexact(self) -> None:
        """Write the rows anew that waited for exact values."""
        for row in self._inexact:
            self._words.pop(row, None)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        self._inexact.clear()

    def _renew(self, new: tuple[Place, ...]) -> None:
        self.beginResetModel()
        self._set(new)
        self._words.clear()
        self._inexact.clear()
        self.endResetModel()

    def _set(self, new: tuple[Place, ...]) -> None:
        self._places = new
        self._times = [place.t for place in new]

    def _grow(self, new: tuple[Place, ...]) -> bool:
        """Add what came behind the rows that stand, before the live one; False: others stand there now."""
        settled = [place for place in self._places if place.kind is not RowKind.LIVE]
        had_live, has_live = len(settled) < len(self._places), bool(new) and new[-1].kind is RowKind.LIVE
        count = len(settled)
        fresh = [place for place in new if place.kind is not RowKind.LIVE]
        if had_live is not has_live or fresh[:count] != settled:
            return False
        added = len(fresh) - count
        if added:
            self.beginInsertRows(QModelIndex(), count, count + added - 1)
            self._set(new)
            self._words.pop(count, None)  # the live row has moved
            self.endInsertRows()
        else:
            self._set(new)
        if has_live:
            last = len(new) - 1
            self._words.pop(last, None)
            self.dataChanged.emit(self.index(last, 0), self.index(last, len(Column) - 1))
        return True

    # -- places ----------------------------------------------------------------------------------------

    def time_of(self, row: int) -> float | None:
        """Session time of a row, s; None: there is no such row."""
        return self._times[row] if 0 <= row < len(self._times) else None

    def row_at(self, t: float) -> int | None:
        """The row a session time belongs to: the first at or after it, else the last."""
        if not self._times:
            return None
        return min(bisect_left(self._times, t), len(self._times) - 1)

    def wanted(self, first: int, last: int) -> tuple[float, float] | None:
        """The stretch whose exact values rows first…last need and memory does not have; None: nothing."""
        rows = range(max(0, first), min(last, len(self._times) - 1) + 1)
        needed = [
            t
            for row in rows
            if self._trends.missing(NUMBERS, max(0.0, (t := self._times[row]) - MINUTE_S), t)
        ]
        if not needed:
            return None
        begin = max(0.0, needed[0] - MINUTE_S)
        return begin, max(t for t in needed if t - begin <= LONGEST_S)

    def words(self, row: int) -> RowWords | None:
        """A row in words; None: there is no such row."""
        if self._writer is None or self._maker is None or not 0 <= row < len(self._places):
            return None
        found = self._words.get(row)
        if found is None:
            made = self._maker.row(self._places[row])
            found = self._words[row] = self._writer.write(made)
            if made.inexact:
                self._inexact.add(row)
        return found

    # -- for Qt ----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._places)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """A cell as it is painted or spoken."""
        words = self.words(index.row()) if index.isValid() else None
        if words is None:
            return None
        cell = words.cells[index.column()]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return cell.text
        if role in _SPOKEN:
            return cell.spoken
        if role == int(Qt.ItemDataRole.AccessibleDescriptionRole):
            return words.sentence
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """Headings of the columns; of a row its time."""
        if orientation is Qt.Orientation.Horizontal:
            short, whole = headings(self.unit)[section]
            if role == int(Qt.ItemDataRole.DisplayRole):
                return short
            return whole if role in _SPOKEN else None
        words = self.words(section)
        if words is None or role != int(Qt.ItemDataRole.DisplayRole):
            return None
        return words.cells[Column.TIME].spoken


def _logged(update: MonitorUpdate) -> tuple[object, ...]:
    """What changes rows that stand already."""
    interrupted = () if update.session is None else update.session.interrupted
    return (len(update.alarm_log), len(update.entries), len(update.determinations), interrupted)

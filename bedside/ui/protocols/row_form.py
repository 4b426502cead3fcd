"""A list of a protocol: its rows to choose from, and the chosen one to edit, add, remove and move."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.therapy.protocol_check import FILLS_OF
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.protocols import words
from bedside.ui.protocols.draft import ROWS, ProtocolDraft, shown
from bedside.ui.protocols.fields import Line, Part
from bedside.ui.protocols.row_list import RowList
from bedside.ui.settings_page import RefusalBox
from bedside.ui.theme import Theme
from bedside.vitals.plain import to_plain

_AT: Final = themes.layout("protocol_editor")
_LISTS: Final = frozenset({"answers", "clear", "details_with", "names"})
_FORM_OF: Final = {"screening": "screening", "discharge.items": "discharge"}


class RowForm(Part):
    """Of one list; the keyboard chooses with up and down."""

    def __init__(self, theme: Theme, place: str, title: str) -> None:
        super().__init__(theme)
        self._place = place
        self._showing = False
        self.list = RowList(theme, title)
        self.list.currentRowChanged.connect(self._chosen)
        least = (int(_AT.row_key_width), int(_AT.key_height))
        self.add_key = PanelKey(theme, self.tr("Add"), icon="plus", least=least)
        self.remove_key = PanelKey(theme, self.tr("Remove"), icon="close", least=least)
        self.up_key = PanelKey(theme, self.tr("Up"), icon="arrow-up", least=least)
        self.down_key = PanelKey(theme, self.tr("Down"), icon="arrow-down", least=least)
        keys = Flow(int(_AT.gap))
        for key, act in (
            (self.add_key, self._add),
            (self.remove_key, self._remove),
            (self.up_key, self._up),
            (self.down_key, self._down),
        ):
            key.clicked.connect(act)
            keys.addWidget(key)
        rows = QVBoxLayout()
        rows.setSpacing(int(_AT.gap))
        rows.addWidget(self.list, 1)
        rows.addLayout(keys)
        self.lines: dict[str, Line] = {}
        self.toggles: dict[str, PanelKey] = {}
        self.fills_key: PanelKey | None = None
        self._detail = QWidget()
        self._fill_detail(QVBoxLayout(self._detail))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(int(_AT.group_gap))
        self._row.addLayout(rows, 2)
        self._row.addWidget(self._detail, 3)
        self.refusal = RefusalBox(theme)
        self.column.addWidget(Words(theme, title, "title.small", "text"))
        self.column.addWidget(self.refusal)
        self.column.addLayout(self._row, 1)

    def _fill_detail(self, column: QVBoxLayout) -> None:
        """A line or a key for each column of a row; its key stays what it is."""
        theme, labels = self._theme, words.cells()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.gap))
        flow = Flow(int(_AT.gap))
        least = (int(_AT.key_width), int(_AT.key_height))
        for name, value in to_plain(ROWS[self._place]).items():
            if name == "key":
                continue
            if isinstance(value, bool):
                key = self.toggles[name] = PanelKey(theme, labels[name], least=least)
                key.setCheckable(True)
                key.setProperty("cell", name)
                key.clicked.connect(self._toggled)
                flow.addWidget(key)
            elif name == "fills":
                self.fills_key = PanelKey(theme, "", least=least)
                self.fills_key.clicked.connect(self._next_fills)
                flow.addWidget(self.fills_key)
            else:
                line = self.lines[name] = Line(theme, labels[name])
                line.edit.setProperty("cell", name)
                line.edit.textEdited.connect(self._typed)
                column.addWidget(line)
        column.addLayout(flow)
        self.wrong = RefusalBox(theme)
        column.addWidget(self.wrong)
        column.addStretch(1)

    # -- what is shown ---------------------------------------------------------------------------------

    @property
    def chosen(self) -> int:
        """The row that is edited, from 0; -1 = none."""
        return self.list.currentRow()

    def refresh(self, draft: ProtocolDraft) -> None:
        """The rows, the chosen one, and what is wrong with them."""
        rows = draft.rows(self._place)
        faults = draft.faults_in(self._place)
        said = [self._row_words(row, faults) for row in rows]
        if self.list.said != said:
            at = max(0, min(self.chosen, len(rows) - 1)) if rows else -1
            self._show_rows(said, at)
        row = rows[self.chosen] if 0 <= self.chosen < len(rows) else None
        self._detail.setVisible(row is not None)
        self.refusal.say(" ".join(faults) if row is None else self._elsewhere(rows, faults))
        if row is not None:
            self._show_row(row, faults)
        self.add_key.setEnabled(self._editable)
        for key, can in (
            (self.remove_key, row is not None),
            (self.up_key, self.chosen > 0),
            (self.down_key, 0 <= self.chosen < len(rows) - 1),
        ):
            key.setEnabled(self._editable and can)

    def _show_rows(self, said: list[str], at: int) -> None:
        self._showing = True
        self.list.show_rows(said, at)
        self._showing = False

    def _row_words(self, row: dict[str, Any], faults: tuple[str, ...]) -> str:
        shown_words = str(row["words"]) or self.tr("(no words yet)")
        wrong = any(_is_about(fault, row) for fault in faults)
        return self.tr("{words} · to be corrected").format(words=shown_words) if wrong else shown_words

    def _elsewhere(self, rows: list[dict[str, Any]], faults: tuple[str, ...]) -> str:
        """Faults of the list that are said at none of its rows."""
        return " ".join(fault for fault in faults if not any(_is_about(fault, row) for row in rows))

    def _show_row(self, row: dict[str, Any], faults: tuple[str, ...]) -> None:
        for name, line in self.lines.items():
            typed = line.edit.text()
            same = name in _LISTS and _listed(typed) == row[name]
            line.show_text(typed if same else shown(row[name]), editable=self._editable)
        for name, key in self.toggles.items():
            key.setChecked(bool(row[name]))
            key.setEnabled(self._editable)
        if self.fills_key is not None:
            by = words.fills_words(row["fills"])
            self.fills_key.set_label(self.tr("Answered by {who}").format(who=by))
            self.fills_key.setEnabled(self._editable)
        self.wrong.say(" ".join(fault for fault in faults if _is_about(fault, row)))

    # -- what is done ----------------------------------------------------------------------------------

    def _chosen(self, _row: int) -> None:
        if self._draft is not None and not self._showing:
            self.refresh(self._draft)

    def _put(self, name: str, value: object) -> None:
        if self._draft is not None and self._editable and self.chosen >= 0:
            self._draft.put_in_row(self._place, self.chosen, name, value)
            self.edited.emit()

    def _typed(self, text: str) -> None:
        edit = self.sender()
        if edit is not None:
            name = str(edit.property("cell"))
            self._put(name, _listed(text) if name in _LISTS else text.strip())

    def _toggled(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self._put(str(key.property("cell")), key.isChecked())

    def _next_fills(self) -> None:
        if self._draft is not None and self.chosen >= 0:
            known = ("", *FILLS_OF[_FORM_OF[self._place]])
            now = self._draft.rows(self._place)[self.chosen]["fills"]
            at = known.index(now) if now in known else -1
            self._put("fills", known[(at + 1) % len(known)])

    def _add(self) -> None:
        if self._draft is not None and self._editable:
            at = self._draft.add_row(self._place)
            self._show_rows([""] * (at + 1), at)
            self.edited.emit()
            self.lines["words"].edit.setFocus()

    def _remove(self) -> None:
        if self._draft is not None and self._editable and self.chosen >= 0:
            self._draft.remove_row(self._place, self.chosen)
            self.edited.emit()

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        if self._draft is not None and self._editable and self.chosen >= 0:
            to = self._draft.move_row(self._place, self.chosen, by)
            self._showing = True
            self.list.setCurrentRow(to)
            self._showing = False
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A row under its list where there is no room beside it."""
        below = self.width() < self._theme.grown(_AT.beside_rows)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if below else directions.LeftToRight)
        super().resizeEvent(event)


def _listed(text: str) -> list[str]:
    return [each for each in (part.strip() for part in text.split(",")) if each]


def _is_about(fault: str, row: dict[str, Any]) -> bool:
    return f' "{row["key"]}"' in fault

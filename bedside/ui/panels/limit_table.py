"""The limits panel's table: a row for each parameter, two limits below and two above, each a key that chooses it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS
from bedside.ui import formats
from bedside.ui.held_text import word_px
from bedside.ui.panels.limit_drafts import Cell, LimitDrafts
from bedside.ui.panels.limit_row import CELL_PX, LimitCell, column_name
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import PARAMETERS

_AT: Final = layout("panel_limits")
_NARROW_PX: Final = _AT.narrow
_NAME: Final = "label.bold"
_HEAD: Final = "small.medium"
_NAME_PX: Final = _AT.name_width  # two lines
_CELL_COUNT: Final = 4  # two limits below, two above


class LimitTable(QWidget):
    """The cells, each in its place.

    Signals:
        chosen: (parameter, limit) of the cell that was pressed.
        typed: a digit typed on a cell.
    """

    chosen = Signal(object)
    typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.cells: dict[Cell, LimitCell] = {}
        self._names: list[Words] = []
        self._heads: list[Words] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_AT.gap)
        grid.setVerticalSpacing(2)
        group = QButtonGroup(self)
        for n, cell in enumerate(LIMITS, start=1):
            head = Words(theme, column_name(cell), _HEAD, "text2", wrap=True)
            self._heads.append(head)
            grid.addWidget(head, 0, n)
            grid.setColumnStretch(n, 1)
        for row, parameter in enumerate(PARAMETERS_WITH_LIMITS, start=1):
            info = PARAMETERS[parameter]
            name = Words(theme, formats.full_name(parameter), _NAME, formats.role_of(parameter))
            name.setToolTip(info.unit)
            self._names.append(name)
            grid.addWidget(name, row, 0)
            for column, cell in enumerate(LIMITS, start=1):
                key = LimitCell(theme, parameter, cell)
                key.clicked.connect(self._cell_clicked)
                key.typed.connect(self.typed)
                group.addButton(key)
                self.cells[parameter, cell] = key
                grid.addWidget(key, row, column)

    @property
    def drawn(self) -> bool:
        """Whether limits were ever shown."""
        return any(cell.accessibleName() for cell in self.cells.values())

    def show_limits(self, drafts: LimitDrafts) -> None:
        """Every limit as it would be, beside the profile's."""
        known = drafts.profile is not None
        for key, cell in self.cells.items():
            cell.show_limit(drafts.shown(key), drafts.usual(key), known=known, typed=key in drafts.typed)

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
        zoom = theme.zoom
        each = (room - widest - _CELL_COUNT * _AT.gap) // _CELL_COUNT
        width = min(_AT.column_most * zoom, max(_AT.column_least, each))
        heads = [head.text() for head in self._heads]
        for head in self._heads:
            head.setFont(theme.font_px(_HEAD, word_px(theme, heads, _HEAD, width)))
        for cell in self.cells.values():
            cell.set_least(width / zoom, CELL_PX)

    def _cell_clicked(self) -> None:
        cell = self.sender()
        if isinstance(cell, LimitCell):
            self.chosen.emit((cell.parameter, cell.cell))

"""The table of an alarm profile: a row per parameter, every cell with its bounds, a refused row with its sentence."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from bedside.alarms.limits import SUPERVISOR_ONLY
from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS, SAT_SECONDS, SIDES
from bedside.alarms.profile_file import OFF
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.limit_span import BELL
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words, dress
from bedside.ui.profile_draft import COLUMNS, RATES, Draft, bounds_words, cell_words, rate_words
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import brief
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Direction
from bedside.vitals.parameters import PARAMETERS, Parameter

_AT: Final = themes.layout("profile_table")
_LONGEST_CHARS: Final = 6  # of a typed value


class _Cell(QWidget):
    """A typed cell: sign and value, under it the hard bounds or what it was.

    Signals:
        typed: what stands in it now.
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, parameter: Parameter, cell: str) -> None:
        super().__init__()
        self._theme = theme
        self.parameter = parameter
        self.cell = cell
        self._was = ""
        self._refused = False
        self.setFixedHeight(theme.grown(_AT.cell_height))
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setMaxLength(_LONGEST_CHARS)
        dress(self.edit, theme, "num.sm.large")
        self.edit.setAccessibleName(f"{formats.full_name(parameter)} {cell_words(cell)}")
        self.edit.textEdited.connect(self.typed)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)

    def show_text(self, text: str, was: str, *, refused: bool, editable: bool) -> None:
        """Show a cell; `was` is the value of the version before where it differs."""
        if self.edit.text().strip() != text:
            self.edit.setText(text)
        self.edit.setReadOnly(not editable)
        if (was, refused) != (self._was, self._refused):
            self._was, self._refused = was, refused
            dress(self.edit, self._theme, "num.sm.large.bold" if was else "num.sm.large")
            self.edit.setAccessibleDescription(self.tr("was {value}").format(value=was) if was else "")
        self.update()

    def eventFilter(self, _watched: object, _event: object) -> bool:
        """The edge follows the keyboard."""
        self.update()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """The look or the text size changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "edit"):
            self.setFixedHeight(self._theme.grown(_AT.cell_height))
            self.updateGeometry()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Wide enough for a limit and what it was."""
        return QSize(self._theme.grown(_AT.cell_width), self.height())

    def minimumSizeHint(self) -> QSize:
        """A limit alone."""
        return QSize(
            self._theme.grown(_AT.least_limit if self.cell in LIMITS else _AT.least_cell), self.height()
        )

    def resizeEvent(self, _event: object) -> None:
        """The text lies behind its sign."""
        grown = self._theme.grown
        left = grown(_AT.behind_sign if self.cell in LIMITS else _AT.side)
        room = max(int(_AT.least_edit), self.width() - left - int(_AT.edit_right))
        self.edit.setGeometry(left, int(_AT.edit_top), room, grown(_AT.edit_height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, sign, bounds."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        grown, radius = self._theme.grown, _AT.radius
        box = QRectF(0, 0, self.width(), grown(_AT.frame_height))
        sketch.fill(box, "surface", radius)
        if self._refused:
            sketch.edge(box, "text", _AT.refused_edge, radius)
        elif self.edit.hasFocus():
            sketch.edge(box, "text", self._theme.length("focus"), radius)
        else:
            sketch.edge(box, "line", 1.0, radius)
        if self.cell in LIMITS:
            if self.edit.text().strip().lower() == OFF:
                sketch.icon(_AT.bell_x, grown(_AT.bell_y), BELL, "text2", _AT.bell)
            else:
                sign = "<" if SIDES[self.cell][0] is Direction.LOW else ">"
                sketch.text(_AT.sign_x, grown(_AT.sign_baseline), sign, "num.sm", "text2")
        was = self.tr("was {value}").format(value=self._was) if self._was else ""
        small = "  ".join(part for part in (was, bounds_words(self.parameter, self.cell)) if part)
        sketch.text(
            _AT.small_x,
            grown(_AT.small_baseline),
            small,
            "tiny",
            "text" if was else "text2",
            room=self.width() - _AT.small_x,
        )
        painter.end()


class ProfileTable(QWidget):
    """Shows a draft, or a version that cannot be changed.

    Signals:
        edited: something was typed or switched.
    """

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft: Draft | None = None
        self._editable = False
        self.cells: dict[tuple[Parameter, str], _Cell] = {}
        self.refusals: dict[Parameter, Words] = {}
        self.rate_keys: dict[str, PanelKey] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(int(_AT.column_gap))
        grid.setVerticalSpacing(int(_AT.row_gap))
        for column, cell in enumerate(COLUMNS, start=1):
            grid.addWidget(Words(theme, cell_words(cell), "small.medium", "text2", wrap=True), 0, column)
            grid.setColumnStretch(column, int(_AT.limit_stretch if cell in LIMITS else _AT.cell_stretch))
        self._who = [Words(theme, self.tr("Off by"), "small.medium", "text2")]
        grid.addWidget(self._who[0], 0, len(COLUMNS) + 1)
        for n, parameter in enumerate(PARAMETERS_WITH_LIMITS):
            self._add_row(grid, 1 + 2 * n, parameter)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(int(_AT.spacing))
        column_box.addLayout(grid)
        column_box.addLayout(self._options())
        column_box.addStretch(1)

    def _add_row(self, grid: QGridLayout, row: int, parameter: Parameter) -> None:
        theme, info = self._theme, PARAMETERS[parameter]
        name = Words(
            theme, f"{formats.full_name(parameter)}\n{info.unit}", "label.bold", formats.role_of(parameter)
        )
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        for column, cell in enumerate(COLUMNS, start=1):
            box = _Cell(theme, parameter, cell)
            box.typed.connect(self._typed)
            self.cells[parameter, cell] = box
            grid.addWidget(box, row, column)
        supervisor = any((parameter, cell) in SUPERVISOR_ONLY for cell in LIMITS)
        who = self.tr("supervisor (High)\nnurse (Medium)") if supervisor else self.tr("nurse")
        self._who.append(Words(theme, who, "small", "text2"))
        grid.addWidget(self._who[-1], row, len(COLUMNS) + 1, Qt.AlignmentFlag.AlignTop)
        refusal = Words(theme, "", "label.bold", "text", wrap=True)
        refusal.hide()
        self.refusals[parameter] = refusal
        grid.addWidget(refusal, row + 1, 1, 1, len(COLUMNS))

    def _options(self) -> Flow:
        flow = Flow(int(_AT.spacing))
        least = (int(_AT.key_width), int(_AT.key_height))
        for rate in RATES:
            key = PanelKey(self._theme, rate_words(rate), least=least)
            key.setCheckable(True)
            key.setProperty("rate", rate)
            key.clicked.connect(self._rate_clicked)
            self.rate_keys[rate] = key
            flow.addWidget(key)
        self.confirm_key = PanelKey(self._theme, self.tr("High NIBP needs a second reading"), least=least)
        self.confirm_key.setCheckable(True)
        self.confirm_key.clicked.connect(self._confirm_clicked)
        self.sat_key = PanelKey(
            self._theme, self.tr("Sat-seconds"), least=(int(_AT.sat_key_width), int(_AT.key_height))
        )
        self.sat_key.clicked.connect(self._sat_clicked)
        flow.addWidget(self.confirm_key)
        flow.addWidget(self.sat_key)
        return flow

    def set_narrow(self, narrow: bool) -> None:
        """Without the column that only says who may switch a limit off."""
        for words in self._who:
            words.setHidden(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew: Qt leaves it as it was where the size follows from a column that was hidden."""
        super().resizeEvent(event)
        column = self.layout()
        if column is not None:
            column.setGeometry(self.rect())

    def show_draft(self, draft: Draft, *, editable: bool) -> None:
        """Show a draft, or a version as a draft that changes nothing."""
        self._draft, self._editable = draft, editable
        for parameter in PARAMETERS_WITH_LIMITS:
            wrong, about = draft.fault(parameter)
            for cell in COLUMNS:
                was = ""
                if draft.changed(parameter, cell):
                    was = Draft.of(draft.base).text(parameter, cell)
                self.cells[parameter, cell].show_text(
                    draft.text(parameter, cell), was, refused=cell in about, editable=editable
                )
            self.refusals[parameter].setText(
                self.tr("Refused: {wrong}.").format(wrong=wrong) if wrong else ""
            )
            self.refusals[parameter].setVisible(bool(wrong))
        for rate, key in self.rate_keys.items():
            change = draft.rates[rate]
            key.setChecked(change is not None)
            key.setEnabled(editable)
            value = self.tr("off") if change is None else brief(change)
            key.set_label(f"{rate_words(rate)} {value}")
        self.confirm_key.setChecked(draft.confirm_high_nibp)
        self.confirm_key.setEnabled(editable)
        words = self.tr("off") if not draft.sat_seconds else str(draft.sat_seconds)
        self.sat_key.set_label(self.tr("Sat-seconds {value}").format(value=words))
        self.sat_key.setEnabled(editable)
        self.sat_key.setToolTip(" ".join(str(n) for n in SAT_SECONDS))

    def _typed(self, text: str) -> None:
        box = self.sender()
        if self._draft is not None and isinstance(box, _Cell):
            self._draft.put(box.parameter, box.cell, text)
            self.edited.emit()

    def _rate_clicked(self) -> None:
        key = self.sender()
        if self._draft is not None and isinstance(key, PanelKey):
            self._draft.switch_rate(str(key.property("rate")), on=key.isChecked())
            self.edited.emit()

    def _confirm_clicked(self) -> None:
        if self._draft is not None:
            self._draft.confirm_high_nibp = self.confirm_key.isChecked()
            self.edited.emit()

    def _sat_clicked(self) -> None:
        if self._draft is not None:
            self._draft.next_sat_seconds()
            self.edited.emit()

"""The table of the Devices screen: one painted row a link, one sentence a state, numbers at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QModelIndex, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.devices import DeviceRow, LinkState

ROW_PX = 44
HEAD_PX = 40

# left edges of the text columns, and right edges of the numbers counted from the right
_ICON, _DEVICE, _PORT, _LINE, _BED, _STATE = 24.0, 52.0, 392.0, 640.0, 880.0, 948.0
_FRAMES, _BAD, _BYTE = 232.0, 144.0, 24.0

ICONS: Mapping[LinkState, str] = MappingProxyType(
    {
        LinkState.OPENING: "power-plug-outline",
        LinkState.WAITING: "ear-hearing",
        LinkState.MEASURING: "check",
        LinkState.SILENT: "ear-hearing",
        LinkState.GARBLED: "stethoscope",
        LinkState.GONE: "power-plug-off-outline",
        LinkState.REFUSED: "alert-outline",
        LinkState.ENDED: "check-circle-outline",
        LinkState.DETACHED: "power-plug-off-outline",
    }
)
_QUIET = frozenset({LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING, LinkState.ENDED})
_AWAY = frozenset({LinkState.GONE, LinkState.DETACHED})


def _tr(text: str) -> str:
    return QCoreApplication.translate("DeviceList", text)


def words_of_state(state: LinkState) -> str:
    """A state in words, where a link brings no sentence of its own."""
    return {
        LinkState.OPENING: _tr("Opening the port"),
        LinkState.WAITING: _tr("Waiting for the first whole frame"),
        LinkState.MEASURING: _tr("Measuring"),
        LinkState.SILENT: _tr("Silent: check the cable and that the device is on"),
        LinkState.GARBLED: _tr("Bytes arrive, none form a frame"),
        LinkState.GONE: _tr("Unplugged: plug it into the same port"),
        LinkState.REFUSED: _tr("The port cannot be opened"),
        LinkState.ENDED: _tr("The recording is over"),
        LinkState.DETACHED: _tr("Detached"),
    }[state]


def byte_age(row: DeviceRow, station_now: float) -> str:
    """Age of the last byte: tenths under 10 s, seconds, then minutes; a dash before the first."""
    last = row.counters.last_byte_t
    if last is None:
        return "–"
    age = max(0.0, station_now - last)
    if age < 10:
        return f"{age:.1f} s"
    return f"{age:.0f} s" if age < 60 else f"{int(age // 60)}:{int(age % 60):02d}"


class _Model(RowModel[DeviceRow]):
    station_now = 0.0

    def set_rows(self, rows: Sequence[DeviceRow]) -> None:
        """Replace all rows; a change of values alone keeps selection and scroll."""
        if [row.device for row in rows] != [row.device for row in self.rows]:
            super().set_rows(rows)
            return
        self.rows = tuple(rows)
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def row_words(self, row: DeviceRow) -> str:
        """Device, port, bed and state."""
        simulated = f", {_tr('simulated')}" if row.simulated else ""
        bed = _tr("bed {bed}").format(bed=row.bed)
        return f"{row.title}{simulated}, {row.port}, {bed}, {row.sentence or words_of_state(row.state)}"


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, parent: QWidget) -> None:
        super().__init__(theme, QSize(400, ROW_PX), parent)
        self._model = model
        self.chosen = ""

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Paint a link."""
        row = self._model.rows[n]
        width = box.width()
        if row.device == self.chosen:
            inside = QRectF(8, 2, width - 16, ROW_PX - 4)
            sketch.fill(inside, "raised", 6)
            sketch.edge(inside, "line2", 1.0, 6)
            sketch.fill(QRectF(8, 8, 4, ROW_PX - 16), "text", 2)
        else:
            sketch.line(16, ROW_PX - 1, width - 16, ROW_PX - 1, "line")
        self._cells(sketch, row, width)

    def _cells(self, sketch: Sketch, row: DeviceRow, width: float) -> None:
        away, quiet = row.state in _AWAY, row.state in _QUIET
        words, soft = ("text3", "text3") if away else ("text", "text2")
        base = 28
        sketch.icon(_ICON, 12, ICONS[row.state], "text2" if quiet else "text", 20)
        used = sketch.text(
            _DEVICE, base, row.identity or row.title, "label.bold", soft if away else words, room=220
        )
        if row.simulated:
            tag = QRectF(_DEVICE + used + 10, 12, 92, 20)
            sketch.fill(tag, "sim", self._theme.length("radius_plot"))
            sketch.text(tag.center().x(), 27, _tr("SIMULATED"), "tiny.medium", "on_sim", align=CENTRE)
        sketch.text(_PORT, base, row.port, "label", words, room=_LINE - _PORT - 12)
        line = f"{row.title} · {row.line}" if row.line else row.title
        sketch.text(_LINE, base, line, "label", soft, room=_BED - _LINE - 12)
        sketch.text(_BED, base, str(row.bed), "num.sm.small", words)
        sentence = row.sentence or words_of_state(row.state)
        room = width - _FRAMES - 90 - _STATE
        sketch.text(_STATE, base, sentence, "label" if quiet else "label.bold", words, room=room)
        frames = "–" if row.frames_per_s is None or away else f"{row.frames_per_s:.1f}"
        bad = "–" if away else str(row.counters.bad_frames)
        for right, text in ((_FRAMES, frames), (_BAD, bad), (_BYTE, byte_age(row, self._model.station_now))):
            sketch.text(width - right, base, text, "num.sm.small", words, align=RIGHT)


class _Head(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(HEAD_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of the columns."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        width = self.width()
        for x, words in (
            (_DEVICE, self.tr("Device")),
            (_PORT, self.tr("Port")),
            (_LINE, self.tr("Protocol and line")),
            (_BED, self.tr("Bed")),
            (_STATE, self.tr("State")),
        ):
            sketch.text(x, 26, words, "small.medium", "text2")
        for right, words in (
            (_FRAMES, self.tr("Frames/s")),
            (_BAD, self.tr("Bad")),
            (_BYTE, self.tr("Last byte")),
        ):
            sketch.text(width - right, 26, words, "small.medium", "text2", align=RIGHT)
        sketch.line(0, HEAD_PX - 1, width, HEAD_PX - 1, "line")
        painter.end()


class DeviceList(QWidget):
    """All links.

    Signals:
        chosen: device id of the row that was chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._view = PaintedList(theme, self.tr("Connected devices"))
        self._model = _Model(self)
        self._delegate = _Delegate(theme, self._model, self)
        self._view.show_model(self._model, self._delegate)
        self._view.selectionModel().currentChanged.connect(self._current_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(_Head(theme))
        column.addWidget(self._view, 1)
        self._tenths = -1

    @property
    def chosen_device(self) -> str:
        """Device id of the chosen row; "" = none."""
        return self._delegate.chosen

    def choose(self, row: int) -> None:
        """Choose a row."""
        self._view.setCurrentIndex(self._model.index(row))

    def row_words(self) -> list[str]:
        """All rows in words."""
        return self._model.all_words()

    def show_rows(self, rows: Sequence[DeviceRow], station_now: float) -> None:
        """Newest links; the ages move on twice a second, everything else on change."""
        self._model.station_now = station_now
        if tuple(rows) != self._model.rows:
            self._model.set_rows(tuple(rows))
            if self._delegate.chosen and all(row.device != self._delegate.chosen for row in rows):
                self._delegate.chosen = ""
        elif int(station_now * 2) != self._tenths:
            self._view.viewport().update()
        self._tenths = int(station_now * 2)

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self._delegate.chosen = self._model.rows[current.row()].device
            self._view.viewport().update()
            self.chosen.emit(self._delegate.chosen)

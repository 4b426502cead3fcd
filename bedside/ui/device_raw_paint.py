"""How the lines of raw bytes are painted: time, direction, hex, words, and the wave of these samples down the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui.device_raw_find import Match
from bedside.ui.device_raw_lines import FEW_BYTES, RawLine, RawLines
from bedside.ui.device_raw_wave import paint_wave
from bedside.ui.device_raw_words import Said, words_of
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

_AT: Final = layout("device_raw_view")

_LEAST_BYTES: Final = 5  # for which there is always room


def _tr(text: str) -> str:
    return QCoreApplication.translate("RawList", text)


class RawPaint:
    """Paints the lines in view; the list tells it what they are.

    Attributes:
        row, head: heights of a line and of the names of the columns, px.
        utc0: wall time of station time 0; None: the times are not known.
        marked, current: matches that are highlighted, and the one that is looked at.
        wave: what is drawn down the page; None: nothing.
    """

    def __init__(self, theme: Theme, lines: RawLines) -> None:
        self._theme = theme
        self._lines = lines
        self._wide = 0.0
        self.row = theme.grown(_AT.row)
        self.head = theme.grown(_AT.head)
        self.utc0: datetime | None = None
        self.marked: Sequence[Match] = ()
        self.current: Match | None = None
        self.wave: Parameter | None = None

    def set_low(self, *, low: bool) -> None:
        """Lower rows where the window is low."""
        self.row, self.head = (
            self._theme.grown(px) for px in ((_AT.row_low, _AT.head_low) if low else (_AT.row, _AT.head))
        )

    def paint(self, sketch: Sketch, wide: float, high: float, first: int, shown: Sequence[RawLine]) -> None:
        """Head and lines.

        Args:
            sketch: where to.
            wide: of the view, px.
            high: the same.
            first: number of the first line in view.
            shown: the lines in view.
        """
        self._wide = wide
        sketch.fill(QRectF(0, 0, wide, high), "plot", self._theme.length("radius_plot"))
        has_wave = self.wave is not None and wide >= self.grown(_AT.wave_from)
        wave_room = self.grown(_AT.wave_room if wide >= self.grown(_AT.wide_from) else _AT.wave_room_small)
        words_right = wide - _AT.gap - (wave_room + _AT.gap if has_wave else 0.0)
        words_left = self.grown(_AT.hex_left) + self._hex_room() + _AT.gap
        self._paint_head(sketch, words_left, words_right, has_wave=has_wave)
        marked: dict[int, list[tuple[int, int]]] = {}
        for match in self.marked:
            for n, low, end in match.cells:
                marked.setdefault(n, []).append((low, end))
        now = {n: (low, end) for n, low, end in self.current.cells} if self.current is not None else {}
        waiting: list[Said] = []
        for n, line in enumerate(shown):
            top = self.head + n * self.row
            self._paint_line(sketch, line, top, wide, marked.get(first + n, ()), now.get(first + n))
            waiting = list(words_of(line.piece)) if line.first else waiting
            last = n + 1 == len(shown) or shown[n + 1].first or bool(shown[n + 1].missing)
            waiting = self._paint_words(sketch, waiting, top, words_left, words_right, last=last)
        if has_wave and self.wave is not None:
            box = QRectF(wide - _AT.gap - wave_room, self.head, wave_room, high - self.head - _AT.wave_below)
            paint_wave(sketch, shown, self.wave, box, self.row)

    def grown(self, px: float) -> float:
        """A length that holds words, at the size of the text."""
        return px * self._theme.text_scale

    def _cell(self) -> float:
        """Width of a byte."""
        few = self._lines.longest <= FEW_BYTES and self._wide >= self.grown(_AT.wide_from)
        return self.grown(_AT.cell_wide if few else _AT.cell)

    def _hex_room(self) -> float:
        """Width of the bytes: of a whole line, or of the longest piece where none fills one."""
        return min(self._lines.per_line, max(_LEAST_BYTES, self._lines.longest)) * self._cell()

    def _paint_head(self, sketch: Sketch, left: float, right: float, *, has_wave: bool) -> None:
        base = self.head / 2 + _AT.baseline
        token = "small.medium"
        labelled = len(self._lines) > 0 and bool(self._lines[0].label)
        sketch.text(self.grown(_AT.time), base, _tr("Tried") if labelled else _tr("Time"), token, "text3")
        sketch.text(self.grown(_AT.hex_left), base, _tr("Hex"), token, "text3")
        sketch.text(left, base, _tr("Decoded"), token, "text3", room=max(0.0, right - left))
        if has_wave and self.wave is not None:
            words = _tr("Pleth as drawn") if self.wave is Parameter.PLETH else _tr("Wave as drawn")
            sketch.text(right + _AT.gap, base, words, token, "text3")

    def _paint_line(
        self,
        sketch: Sketch,
        line: RawLine,
        top: float,
        wide: float,
        marked: Sequence[tuple[int, int]],
        now: tuple[int, int] | None,
    ) -> None:
        base, cell = top + self.row / 2 + _AT.baseline, self._cell()
        if line.missing:
            words = _tr("{n} pieces arrived here that are no longer kept").format(n=line.missing)
            sketch.text(
                self.grown(_AT.hex_left),
                base,
                words,
                "small",
                "text2",
                room=wide - self.grown(_AT.hex_left) - _AT.gap,
            )
            return
        if now is not None:
            inset = _AT.chosen_inset
            box = QRectF(inset, top, wide - 2 * inset, self.row)
            sketch.fill(box, "raised", _AT.radius)
            sketch.edge(box, "line2", 1.0, _AT.radius)
        if line.first:
            sketch.text(
                self.grown(_AT.time),
                base,
                self.time_of(line),
                "num.sm",
                "text2",
                room=self.grown(_AT.side - _AT.time) - _AT.time_gap,
                px=self._theme.px("small"),
            )
            sketch.text(self.grown(_AT.side), base, "→" if line.piece.sent else "←", "label", "text2")
        for low, end in marked:
            left, width = (
                self.grown(_AT.hex_left) + low * cell - _AT.mark_left,
                (end - low - 1) * cell + self.grown(_AT.mark_width),
            )
            box = QRectF(left, top + _AT.mark_top, width, self.row - 2 * _AT.mark_top)
            if end > low:
                sketch.edge(box, "text" if (low, end) == now else "line2", _AT.mark_edge, _AT.radius)
        role = "text2" if line.piece.sent else "text"
        px = self._theme.px("label")
        for n, byte in enumerate(line.data):
            sketch.text(self.grown(_AT.hex_left) + n * cell, base, f"{byte:02X}", "num.sm", role, px=px)

    def _paint_words(
        self, sketch: Sketch, said: list[Said], top: float, left: float, right: float, *, last: bool
    ) -> list[Said]:
        """Write what fits on this line; the rest waits for the piece's next line."""
        x, base = left, top + self.row / 2 + _AT.baseline
        while said:
            part = said[0]
            token = "small.bold" if part.fault else "small"
            words = part.text + ("," if len(said) > 1 else "")
            lead = float(_AT.fault_lead) if part.fault else 0.0
            room = right - x - lead
            fits = sketch.width(words, token) <= room
            if not fits and not last and x > left:
                break
            if room < _AT.word_least:
                break
            if part.fault:
                sketch.icon(x, base - _AT.fault_up, "alert-outline", "text", _AT.fault_icon)
            x += lead + sketch.text(x + lead, base, words, token, part.role, room=room) + _AT.word_gap
            said = said[1:]
            if not fits:
                break
        return said

    def time_of(self, line: RawLine) -> str:
        """Wall time of the piece, or its label; "" where only a piece's first line says it."""
        if line.missing or not line.first:
            return ""
        if line.label or self.utc0 is None:
            return line.label
        at = (self.utc0 + timedelta(seconds=line.piece.t)).astimezone()
        return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"

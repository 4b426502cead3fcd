"""Vital signs against the baseline: a band each, a ring where the session went farthest, a dot where it is now."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.session.fading import Against
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_discharge")


class AgainstBaseline(QWidget):
    """Painted at once; the same picture is not painted twice."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: tuple[Against, ...] = ()
        self.note = ""
        self.percent = ""
        self.setAccessibleName(self.tr("Against baseline"))

    def show_rows(self, rows: tuple[Against, ...], note: str, percent: str) -> None:
        """Paint these from now on. `note`: whether all is back; `percent`: of the band, "20 %"."""
        if (rows, note, percent) == (self.rows, self.note, self.percent):
            return
        self.rows, self.note, self.percent = rows, note, percent
        said = self.tr("{name} {now}, baseline {base}, {off}")
        each = [
            said.format(
                name=row.words,
                now=f"{row.now_words} {spoken(row.old)}".strip(),
                base=row.base_words,
                off=row.off or self.tr("unknown"),
            )
            for row in rows
        ]
        self.setAccessibleDescription(". ".join([*each, note]))
        self.setMinimumHeight(self._least)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for its rows."""
        return QSize(int(_AT.gate_least), self._least)

    @property
    def _least(self) -> int:
        grown = self._theme.text_scale
        rows = len(self.rows) * float(_AT.against_row) * grown
        notes = float(_AT.against_note) * grown * (len(self._note_lines) + len(self._key_lines))
        return int(_AT.against_head * grown + rows + notes + _AT.against_pad)

    @property
    def _key_lines(self) -> list[str]:
        """What band, ring and dot mean, where it has no room beside the title."""
        title = self._theme.advance("title.name", self._theme.px("title.name"), self.tr("Against baseline"))
        beside = self.width() - 2 * _AT.pad_x - title - _AT.title_gap
        if self._wide and self._theme.advance("label", self._theme.px("label"), self._key) <= beside:
            return []
        return lines_of(self._theme, self._key, "small", self.width() - 2 * _AT.pad_x)

    @property
    def _key(self) -> str:
        words = self.tr("band ±{percent} · ring = peak of the session · solid = now")
        return words.format(percent=self.percent)

    @property
    def _note_lines(self) -> list[str]:
        return lines_of(self._theme, self.note, "label.medium", self.width() - 2 * _AT.pad_x)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower one needs more lines."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._least)

    @property
    def _wide(self) -> bool:
        return self.width() >= _AT.against_bare_from * self._theme.text_scale

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head, a row each, whether all is back."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(self.rect()))
        grown = self._theme.text_scale
        base = _AT.head_base * grown
        title = sketch.text(_AT.pad_x, base, self.tr("Against baseline"), "title.name", "text")
        y = _AT.against_head * grown
        keys = self._key_lines
        if not keys:
            sketch.text(_AT.pad_x + title + _AT.title_gap, base, self._key, "label", "text2")
        for line in keys:
            sketch.text(_AT.pad_x, y + self._theme.px("small"), line, "small", "text2")
            y += _AT.against_note * grown
        said = self._note_lines
        notes = _AT.against_note * grown * len(said)
        high = (self.height() - y - notes - _AT.against_pad) / max(1, len(self.rows))
        for row in self.rows:
            self._paint_row(sketch, row, y + high / 2)
            y += high
        for n, line in enumerate(said):
            base = y + self._theme.px("label") + n * _AT.against_note * grown
            sketch.text(_AT.pad_x, base, line, "label.medium", "text")
        painter.end()

    def _paint_row(self, sketch: Sketch, row: Against, middle: float) -> None:
        grown, theme = self._theme.text_scale, self._theme
        base = middle + theme.px("body.bold") * _AT.value_down
        names = _AT.names_width * grown if self._wide else _AT.names_width * grown * _AT.gate_share * 2
        sketch.text(_AT.pad_x, base, row.words, "body.bold", row.role, room=names - _AT.gap)
        bare = not self._wide
        right = self.width() - _AT.pad_x
        missing = self.tr("no baseline")
        if row.base is None:
            sketch.text(right, base, missing, "small", "text2", align=RIGHT)
        else:
            sketch.text(right, base, row.off or "–", "body.medium", "text", align=RIGHT)
        percent = _AT.against_percent * grown
        if any(each.base is None for each in self.rows):  # all numbers stay under each other
            percent = max(percent, sketch.width(missing, "small") + _AT.gap)
        right -= percent
        if not bare:
            words = self.tr("base {n}").format(n=row.base_words) if row.base is not None else ""
            words = spoken(row.old) or words
            sketch.text(
                right - _AT.against_base * grown, base, words, "small", "text2", room=_AT.against_base * grown
            )
            right -= _AT.against_base * grown + _AT.gap
        role = row.role if not row.old else "text3"
        sketch.text(
            right,
            middle + theme.px("num.sm.large") * _AT.value_down,
            row.now_words,
            "num.sm.large",
            role,
            align=RIGHT,
        )
        right -= _AT.against_now * grown
        self._paint_track(sketch, row, QRectF(_AT.pad_x + names, middle, right - _AT.pad_x - names, 0))

    def _paint_track(self, sketch: Sketch, row: Against, track: QRectF) -> None:
        """The baseline in the middle, `against_side` of it to either end; what lies beyond stands at the end."""
        if track.width() < 2 * _AT.against_dot:
            return
        painter, theme, y = sketch.painter, self._theme, track.y()
        side = _AT.against_side * 100

        def x(percent: float) -> float:
            share = (min(side, max(-side, percent)) + side) / (2 * side)
            return track.x() + share * track.width()

        sketch.line(track.x(), y, track.right(), y, "line")
        if row.base is None:
            return
        high = side if row.high_percent is None else row.high_percent
        half = _AT.against_band_height / 2
        band = QRectF(x(row.low_percent), y - half, x(high) - x(row.low_percent), 2 * half)
        sketch.fill(band, "hover", _AT.against_band_radius)
        sketch.line(x(0), y - _AT.against_stem, x(0), y + _AT.against_stem, "text")
        peak, now = row.percent(row.peak), row.percent(row.now)
        if peak is not None:
            painter.setPen(QPen(theme.color(row.role), 2.0))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(QPointF(x(peak), y), _AT.against_dot - 1, _AT.against_dot - 1)
        if now is not None:
            painter.setPen(QPen(theme.color("surface"), 1.0))
            painter.setBrush(theme.color("text3" if row.old else row.role))
            painter.drawEllipse(QPointF(x(now), y), _AT.against_dot, _AT.against_dot)

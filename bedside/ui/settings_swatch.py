"""A theme as it looks: a small bed with a calm number, a wave and a High, painted in that theme's own colours."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_swatch")
_DICROTIC_SCALE: Final = 0.35  # of the second wave of the drawn pulse
_DIGITS: Final = ("97", "86")


class ThemeKey(PaintedKey):
    """Choose a theme by what it looks like."""

    def __init__(self, theme: Theme, shown: Theme, label: str, parent: QWidget | None = None) -> None:
        """A key.

        Args:
            theme: the look of the page.
            shown: the theme that is offered.
            label: its name.
            parent: of the widget.
        """
        super().__init__(theme, label, parent=parent)
        self.offered = shown
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Picture and name."""
        return QSize(_AT.width, int(_AT.picture_height + self._theme.grown(_AT.height - _AT.picture_height)))

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered else "raised", "text", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        chosen = self.isChecked()
        sketch.edge(rect, "text" if chosen else "line", _AT.chosen_edge if chosen else 1.0, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        picture = QRectF(_AT.inset, _AT.inset, rect.width() - 2 * _AT.inset, _AT.picture_height - _AT.inset)
        sketch.painter.save()
        sketch.painter.translate(picture.topLeft())
        self._paint_bed(Sketch(sketch.painter, self.offered), picture.width(), picture.height())
        sketch.painter.restore()
        base = rect.height() - self._theme.grown(_AT.title_up)
        room = rect.width() - 2 * _AT.title_x - _AT.mark
        sketch.text(_AT.title_x, base, self.text(), "body.bold", "text", room=room)
        if self.isChecked():
            x = rect.width() - _AT.mark_right - _AT.mark
            sketch.icon(x, rect.height() - self._theme.grown(_AT.mark_up), "check", "text", _AT.mark)

    def _paint_bed(self, sketch: Sketch, width: float, height: float) -> None:
        sketch.fill(QRectF(0, 0, width, height), "bg")
        sketch.fill(QRectF(0, 0, width, _AT.bar_height), "surface")
        sketch.icon(_AT.icon_x, _AT.icon_y, "check-circle-outline", "text2", _AT.icon)
        words = self.tr("No active alarms")
        room = width - _AT.bar_text_x
        sketch.text(_AT.bar_text_x, _AT.bar_baseline, words, "tiny.medium", "text", room=room)
        left = width * _AT.wave_share
        top, bottom = _AT.tile_top, height
        self._paint_wave(sketch, QRectF(0, top, left - _AT.tile_gap, bottom - top))
        high = QRectF(left, bottom - _AT.small_tile_height, width - left, _AT.small_tile_height)
        calm = QRectF(left, top, width - left, high.top() - top - _AT.tile_gap)
        self._ground(sketch, calm)
        self._number(sketch, calm, _DIGITS[0], "spo2")
        sketch.fill(high, "highnum", _AT.tile_radius)
        sketch.edge(high, "highline", _AT.high_edge, _AT.tile_radius)
        self._number(sketch, high, _DIGITS[1], "on_high")

    def _ground(self, sketch: Sketch, rect: QRectF) -> None:
        sketch.fill(rect, "surface", _AT.tile_radius)
        if self.offered.tile_edge:
            sketch.edge(rect, "line", 1.0, _AT.tile_radius)

    def _number(self, sketch: Sketch, rect: QRectF, number: str, role: str) -> None:
        sketch.text(rect.x() + _AT.name_x, rect.y() + _AT.name_baseline, "SpO2", "tiny.medium", role)
        x, base = rect.right() - _AT.number_right, rect.bottom() - _AT.number_rise
        sketch.text(x, base, number, "num.nibp16", role, align=RIGHT)

    def _paint_wave(self, sketch: Sketch, rect: QRectF) -> None:
        sketch.fill(rect, "plot", _AT.tile_radius)
        if self.offered.tile_edge:
            sketch.edge(rect, "line", 1.0, _AT.tile_radius)
        sketch.line(rect.x(), rect.center().y(), rect.right(), rect.center().y(), "grid")
        path = QPainterPath()
        for n in range(int(rect.width() / _AT.wave_step)):
            turn = n * _AT.wave_step / _AT.wave_length % 1.0 * math.tau
            size = math.sin(turn) + _DICROTIC_SCALE * math.sin(2 * turn)
            point = QPointF(rect.x() + n * _AT.wave_step, rect.center().y() - size * _AT.wave_height)
            path.lineTo(point) if n else path.moveTo(point)
        sketch.painter.setPen(QPen(self.offered.color("spo2"), _AT.wave_pen))
        sketch.painter.setBrush(Qt.BrushStyle.NoBrush)
        sketch.painter.drawPath(path)

"""Icons: Material Design glyphs from resources/icons, tinted with a role of the theme.

A glyph that is missing or damaged is drawn as a crossed square and told once: no icon is worth a screen. The others are
read once in a process, and their pictures lie in Qt's own cache, whichever theme asks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QByteArray, QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from bedside import resources

_DEVICE_PIXEL_SCALES: Final = (1.0, 1.5, 2.0)
_INSET_SCALE: Final = 0.125  # of a placeholder, as part of its edge


def _nobody(_sentence: str) -> None:
    """Whoever makes icons without a theme hears of nothing."""


class Icons:
    """The icon set as one theme tints it. Each size and tint is rendered once and kept."""

    def __init__(self, color: Callable[[str], QColor], missing: Callable[[str], None] = _nobody) -> None:
        """An icon set.

        Args:
            color: colour of a role.
            missing: hears, in a sentence, of every glyph that cannot be used.
        """
        self._color = color
        self._missing = missing
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._sources: dict[str, bytes] = {}

    def forget(self, color: Callable[[str], QColor]) -> None:
        """Tint with other colours from now on."""
        self._color = color
        self._pixmaps.clear()

    def pixmap(self, name: str, role: str, size: int, dpr: float = 1.0) -> QPixmap:
        """One glyph, `size` px square (logical), in the colour of `role`.

        Args:
            name: file name in resources/icons without its ending, e.g. "alert-octagon".
            role: a role of the theme.
            size: edge, logical px.
            dpr: device pixel ratio of where it will be painted.
        """
        key = (name, role, size, dpr)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = self._pixmaps[key] = self._render(name, role, size, dpr)
        return pixmap

    def icon(self, name: str, role: str, size: int) -> QIcon:
        """The same as a QIcon, sharp at device pixel ratios 1, 1.5 and 2."""
        icon = QIcon()
        for dpr in _DEVICE_PIXEL_SCALES:
            icon.addPixmap(self.pixmap(name, role, size, dpr))
        return icon

    def _render(self, name: str, role: str, size: int, dpr: float) -> QPixmap:
        edge, color, source = max(1, round(size * dpr)), self._color(role), self._source(name)
        key = f"glyph {name} {color.rgba()} {edge} {dpr}"
        pixmap = QPixmap()
        if source and QPixmapCache.find(key, pixmap):
            return pixmap
        image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        if source:
            QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, edge, edge))
        else:
            _placeholder(painter, edge)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), color)
        painter.end()
        image.setDevicePixelRatio(dpr)
        pixmap = QPixmap.fromImage(image)
        if source:
            QPixmapCache.insert(key, pixmap)
        return pixmap

    def _source(self, name: str) -> bytes:
        """The glyph's file; empty where it cannot be used."""
        source = self._sources.get(name)
        if source is None:
            source = _glyph(name)
            if not source:
                sentence = QT_TRANSLATE_NOOP(
                    "theme", "The glyph {name} is missing or damaged: install bedside again."
                )
                self._missing(QCoreApplication.translate("theme", str(sentence)).format(name=name))
            self._sources[name] = source
        return source


@cache
def _glyph(name: str) -> bytes:
    """A glyph's file; empty where it cannot be used."""
    try:
        source = resources.path("icons", f"{name}.svg").read_bytes()
    except OSError:
        return b""
    usable = b"<path" in source and QSvgRenderer(QByteArray(source)).isValid()
    return source if usable else b""


def _placeholder(painter: QPainter, edge: int) -> None:
    """A crossed square in the place of a glyph."""
    inset = edge * _INSET_SCALE
    box = QRectF(0, 0, edge, edge).adjusted(inset, inset, -inset, -inset)
    painter.setPen(
        QPen(Qt.GlobalColor.black, max(1.0, inset / 2))
    )  # only its shape counts: it is tinted after
    painter.drawRect(box)
    painter.drawLine(box.topLeft(), box.bottomRight())
    painter.drawLine(box.topRight(), box.bottomLeft())

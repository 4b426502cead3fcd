"""Icons: Material Design glyphs from resources/icons, tinted with a role of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from bedside import resources


class Icons:
    """The icon set as one theme tints it. Each size and tint is rendered once and kept."""

    def __init__(self, color: Callable[[str], QColor]) -> None:
        self._color = color
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
        for dpr in (1.0, 1.5, 2.0):
            icon.addPixmap(self.pixmap(name, role, size, dpr))
        return icon

    def _render(self, name: str, role: str, size: int, dpr: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = resources.path("icons", f"{name}.svg").read_bytes()
        edge = max(1, round(size * dpr))
        image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, edge, edge))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), self._color(role))
        painter.end()
        image.setDevicePixelRatio(dpr)
        return QPixmap.fromImage(image)

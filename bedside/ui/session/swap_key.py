"""A key of a panel whose glyph changes with what it would do."""

from __future__ import annotations

from bedside.ui.panels.key import PanelKey


class SwapKey(PanelKey):
    """As any other, with another picture now and then."""

    def set_icon_name(self, icon: str) -> None:
        """Change the glyph; repaints only when it differs."""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

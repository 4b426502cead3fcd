"""The look of panels and pages: the window's own, larger in a window that is larger than the usual one.

The bed screen and the station are drawn to the size of their window. Panels, settings, devices, review and the session
flow are laid out in px instead; on a wall of 4K they would be a page of print at three metres. So their words, and the
lengths of tokens.toml, are as many times larger as the window is, in quarters.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from bedside import resources
from bedside.ui.extent import Extent
from bedside.ui.theme import Theme

_STEP_RATIO: Final = 0.25  # whoever drags an edge of the window does not lay out all pages at every px


def zoom_of(extent: Extent) -> float:
    """How many times larger than at 100 % pages are in a window; never smaller, there they give way."""
    return 1.0 if extent.small else max(1.0, extent.scale // _STEP_RATIO * _STEP_RATIO)


class PageLook(Theme):
    """One for all pages of a window."""

    def __init__(self, window: Theme) -> None:
        """The look of `window` itself."""
        self.follow(window, 1.0)

    @property
    def plain(self) -> Theme:
        """The look of the window."""
        return self._plain

    def follow(self, window: Theme, zoom: float) -> None:
        """Be `window`, larger. Whoever calls this tells the pages (`appearance.tell`)."""
        self.__dict__.update(window.__dict__)
        self._plain = window
        self.zoom = zoom
        self.text_scale = window.text_scale * zoom
        if zoom != 1.0:
            self._lengths = {
                name: value * zoom if name in _growing() else value for name, value in self._lengths.items()
            }


@cache
def _growing() -> frozenset[str]:
    """Lengths of tokens.toml that are px of a place; times and least sizes stay as they are."""
    tokens = resources.read_toml(resources.path("themes", "tokens.toml"))
    return frozenset((*tokens["space"], *tokens["line"]))

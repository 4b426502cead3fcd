"""What is painted, kept while it is painted: words, edges, fills and icons in px of the widget, whoever paints them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRectF

from bedside.ui.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Said:
    """One line of words, px of what it is painted on."""

    words: str
    px: int
    baseline: float
    role: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled rectangle or an edge, px of what it is painted on."""

    kind: str  # fill or edge
    role: str
    rect: QRectF
    width: float = 0.0  # of an edge


@dataclass(slots=True)
class Painted:
    """Everything since the last `clear`."""

    said: list[Said] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    icons: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget it."""
        self.said.clear()
        self.shapes.clear()
        self.icons.clear()

    def words(self, words: str) -> list[Said]:
        """Each time these words were written."""
        return [said for said in self.said if said.words == words]

    def of(self, kind: str, role: str) -> list[Shape]:
        """Each shape of this kind in this colour."""
        return [shape for shape in self.shapes if (shape.kind, shape.role) == (kind, role)]


def keep(monkeypatch: pytest.MonkeyPatch) -> Painted:
    """Begin to keep what is painted; everything is painted all the same."""
    painted = Painted()
    text, fill, edge, icon = Sketch.text, Sketch.fill, Sketch.edge, Sketch.icon

    def kept_text(self, x, baseline, words, token, role, *, align=-1, room=None, px=None):  # type: ignore[no-untyped-def]
        size = self.theme.px(token, self.scale) if px is None else px
        shown = words
        if room is not None and self.theme.advance(token, size, words) > room * self.scale + 0.5:
            shown = self.theme.elided(token, size, words, max(0.0, room * self.scale))
        painted.said.append(Said(shown, size, baseline * self.scale, role))
        return text(self, x, baseline, words, token, role, align=align, room=room, px=px)

    def kept_fill(self, rect, role, radius=0.0, opacity=1.0):  # type: ignore[no-untyped-def]
        painted.shapes.append(Shape("fill", role, self.rect(rect)))
        fill(self, rect, role, radius, opacity)

    def kept_edge(self, rect, role, width, radius=0.0, *, dash=None):  # type: ignore[no-untyped-def]
        painted.shapes.append(Shape("edge", role, self.rect(rect), max(1.0, width * self.scale)))
        edge(self, rect, role, width, radius, dash=dash)

    def kept_icon(self, x, y, name, role, size):  # type: ignore[no-untyped-def]
        painted.icons.append(name)
        icon(self, x, y, name, role, size)

    monkeypatch.setattr(Sketch, "icon", kept_icon)
    monkeypatch.setattr(Sketch, "text", kept_text)
    monkeypatch.setattr(Sketch, "fill", kept_fill)
    monkeypatch.setattr(Sketch, "edge", kept_edge)
    return painted

"""A few marks of SVG, written with colours by role. What is drawn is the chart's business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from bedside.export.report.look import chart_measures, colours

FONT: Final = "IBM Plex Sans"  # a browser without it takes what the page says
Point = tuple[float, float]


class Drawing:
    """Collects elements; `document` is the picture."""

    def __init__(self) -> None:
        self._at = chart_measures()
        self._lines: list[str] = []

    def line(
        self,
        a: Point,
        b: Point,
        role: str,
        *,
        width: float | None = None,
        dashes: str = "",
        opacity: float = 1.0,
    ) -> None:
        """From one point to another."""
        wide = self._at["thin"] if width is None else width
        more = f' stroke-dasharray="{dashes}"' if dashes else ""
        more += f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
        self._lines.append(
            f'<line x1="{_n(a[0])}" y1="{_n(a[1])}" x2="{_n(b[0])}" y2="{_n(b[1])}" '
            f'stroke="{colours()[role]}" stroke-width="{wide:g}"{more}/>'
        )

    def path(self, stretches: Iterable[Sequence[Point]], role: str, *, dashes: str = "") -> None:
        """Lines through points, one for each stretch; a stretch of one point is a dot."""
        steps = []
        for points in stretches:
            steps.append("M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points))
            if len(points) == 1:
                steps.append("h0.5")
        if not steps:
            return
        more = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._lines.append(
            f'<path d="{" ".join(steps)}" fill="none" stroke="{colours()[role]}" '
            f'stroke-width="{self._at["line"]:g}" stroke-linecap="round" stroke-linejoin="round"{more}/>'
        )

    def area(self, points: Sequence[Point], role: str, opacity: float) -> None:
        """A filled outline."""
        where = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._lines.append(
            f'<polygon points="{where}" fill="{colours()[role]}" fill-opacity="{opacity:g}" stroke="none"/>'
        )

    def box(self, x: float, y: float, wide: float, high: float, role: str, opacity: float = 1.0) -> None:
        """A filled rectangle."""
        more = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        self._lines.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" fill="{colours()[role]}"{more}/>'
        )

    def dot(self, x: float, y: float, role: str, size: float) -> None:
        """A filled circle."""
        self._lines.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{size:g}" fill="{colours()[role]}"/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        role: str = "text2",
        *,
        size: float | None = None,
        anchor: str = "start",
        bold: bool = False,
        opacity: float = 1.0,
    ) -> None:
        """Words on a line; `anchor` is start, middle or end."""
        big = self._at["font"] if size is None else size
        more = ' font-weight="600"' if bold else ""
        more += f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        self._lines.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-family="{FONT}" font-size="{big:g}" fill="{colours()[role]}" '
            f'text-anchor="{anchor}"{more}>{escape(words)}</text>'
        )

    def document(self, height: float, title: str, description: str) -> str:
        """The SVG element, with words for those who cannot see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._at["width"]:g} {_n(height)}" role="img" '
            f'aria-labelledby="chart-title chart-words"><title id="chart-title">{escape(title)}</title>'
            f'<desc id="chart-words">{escape(description)}</desc>\n' + "\n".join(self._lines) + "\n</svg>"
        )


def _n(value: float) -> str:
    return f"{value:.1f}"

"""How large everything is in a window: the frame, and the places of the bed screen. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect

from bedside.ui import theme

_AT: Final = theme.layout("extent")
NOMINAL: Final = (int(_AT.wide), int(_AT.high))  # px: the window everything is designed in
LEAST: Final = (int(_AT.least_wide), int(_AT.least_high))  # px: no window is smaller
_LEAST_SMALL_SCALE: Final = 0.75  # bar and strip stay readable in the smallest window
_LEAST_RAIL_SCALE: Final = 0.9  # its longest word has room beside it
_MOST_RAIL_TEXT_RATIO: Final = 1.5  # a wider one would take too much of the screen
_WORTH_TURNING: Final = 1.25  # times larger tiles: else every window has the same grid, and beds their places
# most beds → columns and rows of the grid, in a window of usual shape
_GRIDS_OF_BEDS: Final = (
    (1, (1, 1)),
    (2, (2, 1)),
    (4, (2, 2)),
    (6, (3, 2)),
    (9, (3, 3)),
    (12, (4, 3)),
    (16, (4, 4)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The frame of every screen at one window size.

    Attributes:
        scale: of what is drawn, against the nominal window (1920×1080, small 1024×640).
        small: the layout of a small window.
        bar: height of the alarm bar.
        rail: width of the rail, 0 in a small window.
        menu: width of the rail where the menu key opens it over the screen, 0 where it stands for good.
        strip: height of the status strip.
        gap: margin and gutter.
    """

    scale: float
    small: bool
    bar: int
    rail: int
    menu: int
    strip: int
    gap: int


def extent_of(width: int, height: int, text_scale: float = 1.0) -> Extent:
    """The frame for a window of this size, px; with larger text the rail is wider, so that its words can grow."""
    grown = _AT.rail * min(text_scale, _MOST_RAIL_TEXT_RATIO)
    if width < _AT.small_below_wide or height < _AT.small_below_high:
        scale = min(width / _AT.small_wide, height / _AT.small_high)
        frame = max(scale, _LEAST_SMALL_SCALE)
        return Extent(
            scale=scale,
            small=True,
            bar=round(_AT.bar_small * frame),
            rail=0,
            menu=round(grown),
            strip=round(_AT.strip_small * frame),
            gap=_gap(scale),
        )
    scale = min(width / _AT.wide, height / _AT.high)
    return Extent(
        scale=scale,
        small=False,
        bar=round(_AT.bar * scale),
        rail=round(grown * max(scale, _LEAST_RAIL_SCALE)),
        menu=0,
        strip=max(int(_AT.least_strip), round(_AT.strip * scale)),
        gap=_gap(scale),
    )


def _gap(scale: float) -> int:
    return max(int(_AT.least_gap), round(_AT.gap * scale))


def bed_places(width: int, height: int, extent: Extent, *, keys: bool = True) -> dict[str, QRect]:
    """Where the parts of the bed screen lie in a content area of this size, px.

    Names: header, pleth, chart, spo2, pr, perfusion, nibp, rr, moaas, last, keys. "last" is missing in a small
    window, "rr" and "moaas" in the smallest, "keys" where no keys are wanted.
    """
    s, gap, small = extent.scale, extent.gap, extent.small
    header = max(round(_AT.header_small * s), int(_AT.least_header)) if small else round(_AT.header * s)
    key_row = round((_AT.keys_small if small else _AT.keys) * s) if keys else 0
    top = header + gap
    bottom = height - (key_row + gap if keys else 0)
    if small:
        weights: tuple[float, ...] = (_AT.spo2_small, _AT.pr_small, _AT.nibp_small)
        if bottom - top >= _AT.low_column:
            weights = (*weights, _AT.scores_small)
        right = min(round(_AT.column_small * s), width // 2)
        share = _AT.pr_part_small / _AT.pr_whole_small
    else:
        # What the frame of a simulation takes, the pleth gives: panels keep the room of the chart.
        pleth = max(_AT.least_spo2, _AT.spo2 - max(0.0, _AT.all_rows - (bottom - top) / s))
        weights, right = (pleth, _AT.pr, _AT.nibp, _AT.scores, _AT.last), round(_AT.column * s)
        share = _AT.pr_part / _AT.pr_whole
    spo2, pr, nibp, *rest = rows_of(top, bottom, weights, gap)
    left = max(0, width - right - gap)
    x = left + gap
    places = {
        "header": QRect(0, 0, width, header),
        "pleth": QRect(0, top, left, spo2[1]),
        "chart": QRect(0, pr[0], left, max(1, bottom - pr[0])),
        "spo2": QRect(x, spo2[0], right, spo2[1]),
    }
    first = round((right - gap) * share)
    places["pr"] = QRect(x, pr[0], first, pr[1])
    places["perfusion"] = QRect(x + first + gap, pr[0], right - first - gap, pr[1])
    places["nibp"] = QRect(x, nibp[0], right, nibp[1])
    if rest:
        (y, high), *last = rest
        half = (right - gap) // 2
        places["rr"] = QRect(x, y, half, high)
        places["moaas"] = QRect(x + half + gap, y, right - half - gap, high)
        if last:
            places["last"] = QRect(x, last[0][0], right, last[0][1])
    if keys:
        places["keys"] = QRect(0, height - key_row, width, key_row)
    return places


def rows_of(top: int, bottom: int, weights: tuple[float, ...], gap: int) -> list[tuple[int, int]]:
    """Where the rows of a column begin and how high they are, px, by their weights, `gap` px apart."""
    room = max(len(weights), bottom - top - gap * (len(weights) - 1))
    rows: list[tuple[int, int]] = []
    y, used = float(top), sum(weights)
    for weight in weights:
        height = room * weight / used
        rows.append((round(y), round(y + height) - round(y)))
        y += height + gap
    return rows


def grid_of(beds: int, width: int = 0, height: int = 0) -> tuple[int, int]:
    """Columns and rows of the station's grid for 1…16 beds.

    Args:
        beds: how many.
        width: of the grid, px; 0: a window of usual shape.
        height: of the grid, px. In an upright or very wide window the grid turns with it.
    """
    usual = next((grid for most, grid in _GRIDS_OF_BEDS if beds <= most), _GRIDS_OF_BEDS[-1][1])
    if width <= 0 or height <= 0:
        return usual

    def tile(grid: tuple[int, int]) -> float:
        """How large a tile of nominal shape fits into a cell of this grid."""
        return min(width / grid[0] / NOMINAL[0], height / grid[1] / NOMINAL[1])

    best = max(((across, -(-beds // across)) for across in range(1, beds + 1)), key=tile)
    return best if tile(best) > _WORTH_TURNING * tile(usual) else usual

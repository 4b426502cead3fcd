"""How large everything is in a window: the frame, and the places of the bed screen. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect

SMALL_WIDTH: Final = 1200  # px: below this the rail becomes a menu key, bar 48, strip 24
SMALL_HEIGHT: Final = 660
_LOW_COLUMN: Final = 330  # px: a number column lower than this keeps SpO2, PR and NIBP alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The frame of every screen at one window size.

    Attributes:
        scale: of what is drawn, against the nominal window (1920×1080, small 1024×640).
        small: the layout of a small window.
        bar: height of the alarm bar.
        rail: width of the rail, 0 in a small window.
        strip: height of the status strip.
        gap: margin and gutter.
    """

    scale: float
    small: bool
    bar: int
    rail: int
    strip: int
    gap: int


def extent_of(width: int, height: int) -> Extent:
    """The frame for a window of this size, px."""
    if width < SMALL_WIDTH or height < SMALL_HEIGHT:
        scale = min(width / 1024, height / 640)
        frame = max(scale, 0.75)  # bar and strip stay readable in the smallest window
        return Extent(
            scale=scale,
            small=True,
            bar=round(48 * frame),
            rail=0,
            strip=round(24 * frame),
            gap=max(4, round(8 * scale)),
        )
    scale = min(width / 1920, height / 1080)
    return Extent(
        scale=scale,
        small=False,
        bar=round(64 * scale),
        rail=round(64 * max(scale, 0.8)),
        strip=max(24, round(32 * scale)),
        gap=max(4, round(8 * scale)),
    )


def bed_places(width: int, height: int, extent: Extent, *, keys: bool = True) -> dict[str, QRect]:
    """Where the parts of the bed screen lie in a content area of this size, px.

    Names: header, pleth, chart, spo2, pr, perfusion, nibp, rr, moaas, last, keys. "last" is missing in a small
    window, "rr" and "moaas" in the smallest, "keys" where no keys are wanted.
    """
    s, gap = extent.scale, extent.gap
    header = max(round(52 * s), 36) if extent.small else round(80 * s)
    key_row = round((48 if extent.small else 80) * s) if keys else 0
    top = header + gap
    bottom = height - (key_row + gap if keys else 0)
    weights: tuple[float, ...]
    if extent.small:
        low = bottom - top < _LOW_COLUMN
        weights = (120.0, 92.0, 124.0) if low else (120.0, 92.0, 124.0, 76.0)
        right = min(round(336 * s), width // 2)
    else:
        # What the frame of a simulation takes, the pleth gives: panels keep the room of the chart.
        pleth = max(176.0, 216.0 - max(0.0, 792.0 - (bottom - top) / s))
        weights, right = (pleth, 152.0, 208.0, 88.0, 96.0), round(560 * s)
    rows = _rows(top, bottom, weights, gap)
    left = max(0, width - right - gap)
    x = left + gap
    places = {
        "header": QRect(0, 0, width, header),
        "pleth": QRect(0, top, left, rows[0][1]),
        "chart": QRect(0, rows[1][0], left, max(1, bottom - rows[1][0])),
        "spo2": QRect(x, rows[0][0], right, rows[0][1]),
    }
    first = round((right - gap) * (212 / 328 if extent.small else 360 / 552))
    places["pr"] = QRect(x, rows[1][0], first, rows[1][1])
    places["perfusion"] = QRect(x + first + gap, rows[1][0], right - first - gap, rows[1][1])
    places["nibp"] = QRect(x, rows[2][0], right, rows[2][1])
    if len(rows) > 3:
        half = (right - gap) // 2
        places["rr"] = QRect(x, rows[3][0], half, rows[3][1])
        places["moaas"] = QRect(x + half + gap, rows[3][0], right - half - gap, rows[3][1])
    if len(rows) > 4:
        places["last"] = QRect(x, rows[4][0], right, rows[4][1])
    if keys:
        places["keys"] = QRect(0, height - key_row, width, key_row)
    return places


def _rows(top: int, bottom: int, weights: tuple[float, ...], gap: int) -> list[tuple[int, int]]:
    room = max(len(weights), bottom - top - gap * (len(weights) - 1))
    rows: list[tuple[int, int]] = []
    y, used = float(top), sum(weights)
    for weight in weights:
        height = room * weight / used
        rows.append((round(y), round(y + height) - round(y)))
        y += height + gap
    return rows


def grid_of(beds: int) -> tuple[int, int]:
    """Columns and rows of the station's grid for 1…16 beds."""
    for most, grid in ((1, (1, 1)), (2, (2, 1)), (4, (2, 2)), (6, (3, 2)), (9, (3, 3)), (12, (4, 3))):
        if beds <= most:
            return grid
    return 4, 4

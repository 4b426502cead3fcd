"""How fast and how high one bed's pleth is drawn: the choices a person has, and what they come to. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.ui.formats import plain
from bedside.vitals.display import BedView

SWEEPS_S: Final = (4.0, 6.0, 8.0, 12.0, 20.0)  # seconds per sweep, where the size of a pixel is not known
SPEEDS_MM_S: Final = (6.25, 12.5, 25.0, 50.0)  # conventions.md A.2, on a calibrated screen
GAINS_SCALE: Final = (None, 0.5, 1.0, 2.0, 4.0)  # None: fits by itself; else of the device's full scale


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known of the screen.

    Attributes:
        px_per_mm: logical px; None = not calibrated.
        mm_s: the station's usual sweep speed, mm/s.
        usual_s: the usual seconds per sweep without calibration.
    """

    px_per_mm: float | None
    mm_s: float
    usual_s: float


def _tr(text: str) -> str:
    return QCoreApplication.translate("pleth", text)


def speeds(view: BedView, known: Calibration) -> tuple[tuple[float, ...], int]:
    """The speeds to choose from (mm/s where calibrated, else seconds per sweep), fastest last, and the chosen one."""
    offered: tuple[float, ...]
    if known.px_per_mm:
        offered, now = SPEEDS_MM_S, view.sweep_mm_s or known.mm_s
    else:
        offered, now = SWEEPS_S[::-1], view.sweep_s or known.usual_s
    if now not in offered:  # set by hand, or by an earlier bedside
        offered = tuple(sorted((*offered, now), reverse=not known.px_per_mm))
    return offered, offered.index(now)


def speed_words(value: float, known: Calibration, *, brief: bool = False) -> str:
    """A speed as the key says it."""
    if known.px_per_mm:
        return _tr("{n} mm/s").format(n=plain(value, 2))
    return (_tr("{n} s") if brief else _tr("{n} s per sweep")).format(n=plain(value))


def with_speed(view: BedView, value: float, known: Calibration) -> BedView:
    """The view with another speed."""
    return replace(view, sweep_mm_s=value) if known.px_per_mm else replace(view, sweep_s=value)


def sweep_seconds(view: BedView, known: Calibration, width_px: float) -> float:
    """Seconds of a sweep over a plot of this width, logical px."""
    offered, at = speeds(view, known)
    return width_px / (known.px_per_mm * offered[at]) if known.px_per_mm else offered[at]


def gains(view: BedView) -> tuple[tuple[float | None, ...], int]:
    """The gains to choose from and the chosen one."""
    offered: tuple[float | None, ...] = GAINS_SCALE
    if view.wave_gain not in offered:
        offered = (*offered, view.wave_gain)
    return offered, offered.index(view.wave_gain)


def gain_words(gain: float | None, *, brief: bool = False) -> str:
    """A gain as the key says it; a fixed one always says its number."""
    if gain is None:
        return _tr("auto") if brief else _tr("size auto")
    number = "½" if gain == 1 / 2 else plain(gain, 2)
    return f"×{number}" if brief else _tr("size ×{n} fixed").format(n=number)

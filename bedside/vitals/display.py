"""How a station is set up to be looked at: units, look, ages, the views of its beds and the places of its windows.

Settings, not records: they travel as commands to the station, which keeps them, and come back in its updates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PressureUnit(StrEnum):
    """In which unit blood pressures are shown. What is recorded, limited and exported stays mmHg."""

    MMHG = "mmHg"
    KPA = "kPa"


class DecimalMark(StrEnum):
    """What stands before the decimals of a number on the screens. Record and exported files have a point."""

    PLACE = "place"  # as this computer writes numbers
    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """The look of every window of this station."""

    theme: str = "dark"  # file name in resources/themes, without its ending
    text_scale: float = 1.0  # 1.0 … 2.0
    reduced_motion: bool = False  # panels appear at once
    pressure_unit: PressureUnit = PressureUnit.MMHG
    decimal_mark: DecimalMark = DecimalMark.PLACE
    px_per_mm: float | None = None  # logical px per mm of the calibrated screen; None: not calibrated
    sweep_mm_s: float = 25.0  # sweep speed where the screen is calibrated, mm/s


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """When a shown number stops being true. One table for every screen.

    Sources: a value of an oximeter holds max(3 s, 2.5 x interval) (ALM-22); frozen numbers become dashes at 10 s
    (ALM-51); NIBP fades at 1.5 x its interval (15 min without a plan) and becomes dashes at max(60 min,
    2 x interval) (T-NIBP-STALE).
    """

    numeric_valid_s: float = 3.0
    numeric_gone_s: float = 10.0
    struck_s: float = 10.0
    nibp_faded_s: float = 15 * 60.0
    nibp_gone_s: float = 60 * 60.0
    entered_faded_s: float = 15 * 60.0
    entered_gone_s: float = 60 * 60.0

    def of_number(self, interval_s: float | None) -> tuple[float, float]:
        """Until when a number of a device holds and when it becomes dashes, s after it was told.

        A device that tells its numbers seldom may leave 2.5 of its intervals between two (ALM-22).
        """
        valid_s = max(self.numeric_valid_s, 2.5 * (interval_s or 0.0))
        return valid_s, valid_s + self.numeric_gone_s - self.numeric_valid_s


@dataclass(frozen=True, slots=True, kw_only=True)
class BedView:
    """How one bed is looked at; remembered per bed."""

    bed: int
    sweep_s: float | None = None  # seconds per sweep; None: the usual ones of the layout
    sweep_mm_s: float | None = None  # on a calibrated screen; None: the station's
    wave_gain: float | None = None  # fixed gain of the wave, 1.0 = fits; None: adapts by itself
    chart_span: str = "all"  # all, half_hour, ten_minutes
    table: bool = False  # the trend table stands beside the chart
    table_interval_s: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlace:
    """One window of the station: what it shows and where it stood."""

    screen: str = "station"  # station, bed, devices, review, settings
    bed: int | None = None
    display: str = ""  # name of the monitor it stood on; "" = not known
    x: int = 0  # logical px of the desktop
    y: int = 0
    width: int = 1920
    height: int = 1080
    full_screen: bool = False

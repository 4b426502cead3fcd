"""What can be set of look and ages: the bounds and, in words, what is wrong with a wish. Pure; screens ask it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Final, NamedTuple

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.vitals.display import Ages, Appearance

TEXT_SCALES: Final = (1.0, 2.0)  # smallest and largest text
SWEEPS_MM_S: Final = (6.25, 12.5, 25.0, 50.0)  # what patient monitors offer
SCREENS_PX_PER_MM: Final = (1.0, 30.0)  # from a projector to a telephone


class AgeRow(NamedTuple):
    """One row of the table of ages: two times of the same kind of number, the first one earlier."""

    key: str
    what: str  # the numbers it is about, in words, for a sentence
    faded: str  # name of the time it fades at; "" = it is never faded
    gone: str  # name of the time it becomes dashes at


AGE_ROWS: Final = (
    AgeRow("numeric", "numbers of devices", "numeric_valid_s", "numeric_gone_s"),
    AgeRow("struck", "struck numbers", "", "struck_s"),
    AgeRow("nibp", "NIBP", "nibp_faded_s", "nibp_gone_s"),
    AgeRow("entered", "values that were entered", "entered_faded_s", "entered_gone_s"),
)
AGE_BOUNDS_S: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "numeric_valid_s": (1.0, 10.0),  # a number that moves every second is not current after that (ALM-51)
        "numeric_gone_s": (2.0, 60.0),
        "struck_s": (0.0, 60.0),
        "nibp_faded_s": (60.0, 120 * 60.0),
        "nibp_gone_s": (120.0, 240 * 60.0),
        "entered_faded_s": (60.0, 240 * 60.0),
        "entered_gone_s": (120.0, 480 * 60.0),
    }
)
"""s. Screens offer and check the same ones as the station."""


def in_words(seconds: float) -> str:
    """ "3 s", "15 min"."""
    minutes, rest = divmod(seconds, 60.0)
    return f"{minutes:g} min" if minutes and not rest else f"{seconds:g} s"


def age_faults(ages: Ages) -> dict[str, tuple[str, frozenset[str]]]:
    """What is wrong with a table of ages: by row key a sentence and the times it is about; empty: nothing."""
    return {row.key: wrong for row in AGE_ROWS if (wrong := _row_fault(row, ages)) is not None}


def _row_fault(row: AgeRow, ages: Ages) -> tuple[str, frozenset[str]] | None:
    names = [name for name in (row.faded, row.gone) if name]
    for name in names:
        value: float = getattr(ages, name)
        least, most = AGE_BOUNDS_S[name]
        if not least <= value <= most:
            sentence = (
                f"{in_words(value)} cannot be set for {row.what}: "
                f"choose {in_words(least)} to {in_words(most)}."
            )
            return sentence, frozenset({name})
    if row.faded and not getattr(ages, row.faded) < getattr(ages, row.gone):
        faded, gone = (in_words(getattr(ages, name)) for name in names)
        sentence = (
            f"For {row.what} the dashes after {gone} must come later than the fading after {faded}: "
            "make that time longer."
        )
        return sentence, frozenset(names)
    return None


def appearance_fault(appearance: Appearance) -> str:
    """What is wrong with a look, in one sentence; "" = nothing."""
    smallest, largest = TEXT_SCALES
    if not smallest <= appearance.text_scale <= largest:
        return (
            f"A text size of {100 * appearance.text_scale:.0f} % cannot be set: "
            f"choose {100 * smallest:.0f} to {100 * largest:.0f} %."
        )
    if appearance.sweep_mm_s not in SWEEPS_MM_S:
        return f"{appearance.sweep_mm_s:g} mm/s is no sweep speed: choose 6.25, 12.5, 25 or 50 mm/s."
    least, most = SCREENS_PX_PER_MM
    if appearance.px_per_mm is not None and not least <= appearance.px_per_mm <= most:
        return "No screen has pixels of that size: measure the line on the screen again."
    offered = themes()
    if appearance.theme not in offered:
        return f"There is no theme “{appearance.theme}”: choose one of {', '.join(offered)}."
    return ""


def themes() -> tuple[str, ...]:
    """Names of the themes that ship; empty where that list cannot be read."""
    try:
        return tuple(resources.read_toml(resources.path("themes", "tokens.toml"))["order"])
    except (BrokenFileError, FileNotFoundError):
        return ()


AGE_NAMES: Final = tuple(each.name for each in fields(Ages))

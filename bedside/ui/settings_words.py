"""What is set now, in a few words per page of the settings. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import StationUpdate
from bedside.ui.sound_words import sound_words
from bedside.ui.spoken import brief
from bedside.vitals.display import Ages, Appearance


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def theme_title(name: str) -> str:
    """A theme as it is called on screens."""
    return {
        "dark": _tr("Dark"),
        "light": _tr("Light"),
        "high-contrast": _tr("High contrast"),
    }.get(name, name)


def percent(text_scale: float) -> str:
    """ "125 %"."""
    return _tr("{n} %").format(n=round(100 * text_scale))


def states_of(station: StationUpdate) -> dict[str, str]:
    """By name of the page."""
    look = station.appearance
    return {
        "profiles": next(iter(station.profiles), ""),
        "protocol": station.protocol,
        "lots": _tr("vials in use"),
        "pin": _tr("for an emergency start"),
        "ages": _tr("the usual ones") if station.ages == Ages() else _tr("changed here"),
        "units": _tr("blood pressure in {unit}").format(unit=look.pressure_unit.value),
        "appearance": _tr("{theme}, text {size}").format(
            theme=theme_title(look.theme), size=percent(look.text_scale)
        ),
        "display": calibration(look),
        "sound": sound_words(station).words,
    }


def calibration(look: Appearance) -> str:
    """Whether the screen is calibrated."""
    if look.px_per_mm is None:
        return _tr("not calibrated")
    return _tr("calibrated, {speed} mm/s").format(speed=brief(look.sweep_mm_s))

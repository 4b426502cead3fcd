"""How the station is looked at: what people set of look, ages, views and windows, checked and kept."""

from __future__ import annotations

from typing import Final

from bedside.errors import RefusedError
from bedside.monitor.kept_settings import KeptSettings
from bedside.vitals.commands import RememberView, RememberWindows, SetAges, SetAppearance
from bedside.vitals.display import Ages, Appearance

DisplayCommand = SetAppearance | SetAges | RememberView | RememberWindows

TEXT_SCALES: Final = (1.0, 2.0)  # smallest and largest text
SWEEPS_MM_S: Final = (6.25, 12.5, 25.0, 50.0)  # what patient monitors offer
MOST_WINDOWS: Final = 8
_SCREENS_PX_PER_MM: Final = (1.0, 30.0)  # from a projector to a telephone
_LONGEST_VALID_S: Final = 10.0  # a number that moves every second is not current after that (ALM-51)


class DisplayDesk:
    """Used by the station's thread only."""

    def __init__(self, kept: KeptSettings) -> None:
        self._kept = kept

    def obey(self, command: DisplayCommand) -> list[str]:
        """Check and keep it.

        Returns:
            What is worth a line in the audit, in words; nothing for a view or the place of a window.

        Raises:
            RefusedError: it makes no sense; the sentence says what is allowed.
        """
        match command:
            case SetAppearance(appearance=appearance):
                _check_appearance(appearance)
                before = self._kept.settings.appearance
                self._kept.keep(appearance=appearance)
                return _changed(before, appearance)
            case SetAges(ages=ages):
                _check_ages(ages)
                old = self._kept.settings.ages
                self._kept.keep(ages=ages)
                return _changed(old, ages)
            case RememberView(view=view):
                others = tuple(old for old in self._kept.settings.views if old.bed != view.bed)
                self._kept.keep(views=tuple(sorted((*others, view), key=lambda each: each.bed)))
            case RememberWindows(windows=windows):
                self._kept.keep(windows=windows[:MOST_WINDOWS])
        return []


def _check_appearance(appearance: Appearance) -> None:
    smallest, largest = TEXT_SCALES
    if not smallest <= appearance.text_scale <= largest:
        raise RefusedError(
            f"A text size of {100 * appearance.text_scale:.0f} % cannot be set: choose 100 to 200 %."
        )
    if appearance.sweep_mm_s not in SWEEPS_MM_S:
        raise RefusedError(
            f"{appearance.sweep_mm_s:g} mm/s is no sweep speed: choose 6.25, 12.5, 25 or 50 mm/s."
        )
    least, most = _SCREENS_PX_PER_MM
    if appearance.px_per_mm is not None and not least <= appearance.px_per_mm <= most:
        raise RefusedError("No screen has pixels of that size: measure the line on the screen again.")


def _check_ages(ages: Ages) -> None:
    if not 1.0 <= ages.numeric_valid_s <= _LONGEST_VALID_S:
        raise RefusedError(f"A number is current for 1 to {_LONGEST_VALID_S:g} s: choose a time in between.")
    pairs = (
        ("numbers of devices", ages.numeric_valid_s, ages.numeric_gone_s),
        ("NIBP", ages.nibp_faded_s, ages.nibp_gone_s),
        ("values that were entered", ages.entered_faded_s, ages.entered_gone_s),
    )
    for what, faded, gone in pairs:
        if not 0.0 < faded < gone:
            raise RefusedError(
                f"For {what} the dashes must come later than the fading: make that time longer."
            )
    if not 0.0 <= ages.struck_s <= 60.0:
        raise RefusedError("A struck number may stand for 0 to 60 s: choose a time in between.")


def _changed(before: Appearance | Ages, after: Appearance | Ages) -> list[str]:
    return [
        f"{name} is now {getattr(after, name)}, it was {getattr(before, name)}"
        for name in before.__dataclass_fields__
        if getattr(after, name) != getattr(before, name)
    ]

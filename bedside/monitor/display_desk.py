"""How the station is looked at: what people set of look, ages, views and windows, checked and kept."""

from __future__ import annotations

from typing import Final

from bedside.errors import RefusedError
from bedside.monitor.display_rules import age_faults, appearance_fault
from bedside.monitor.kept_settings import KeptSettings
from bedside.vitals.commands import SetAges
from bedside.vitals.display import Ages, Appearance
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import RememberView, RememberWindows, SetAppearance

DisplayCommand = SetAppearance | SetAges | RememberView | RememberWindows

MOST_WINDOWS: Final = 8


class DisplayDesk:
    """Used by the station's thread only."""

    def __init__(self, kept: KeptSettings) -> None:
        self._kept = kept

    def obey(self, command: DisplayCommand) -> list[str]:
        """Check and keep it.

        Returns:
            What is worth a line in the audit, in words; nothing for a view or the place of a window.

        Raises:
            RefusedError: it makes no sense, or this person may not do it; the sentence says what is allowed.
        """
        match command:
            case SetAppearance(appearance=appearance):
                if wrong := appearance_fault(appearance):
                    raise RefusedError(wrong)
                before = self._kept.settings.appearance
                self._kept.keep(appearance=appearance)
                return _changed(before, appearance)
            case SetAges(ages=ages, actor=actor):
                if not may_set_ages(actor):
                    raise RefusedError(
                        "Only a supervisor or a technician sets the ages: say who works here first (Ctrl+O)."
                    )
                for sentence, _about in age_faults(ages).values():
                    raise RefusedError(sentence)
                old = self._kept.settings.ages
                self._kept.keep(ages=ages)
                return _changed(old, ages)
            case RememberView(view=view):
                others = tuple(old for old in self._kept.settings.views if old.bed != view.bed)
                self._kept.keep(views=tuple(sorted((*others, view), key=lambda each: each.bed)))
            case RememberWindows(windows=windows):
                self._kept.keep(windows=windows[:MOST_WINDOWS])
        return []


def may_set_ages(actor: Actor) -> bool:
    """Whether this person may say when numbers stop being true: it counts for every bed."""
    return actor != UNNAMED and actor.role in (Role.SUPERVISOR, Role.TECHNICIAN)


def _changed(before: Appearance | Ages, after: Appearance | Ages) -> list[str]:
    return [
        f"{name} is now {getattr(after, name)}, it was {getattr(before, name)}"
        for name in before.__dataclass_fields__
        if getattr(after, name) != getattr(before, name)
    ]

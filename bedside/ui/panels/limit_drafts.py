"""What was typed into the limits panel, beside what is in force and what the profile has. Pure."""

from __future__ import annotations

from bedside.alarms.profile import Profile
from bedside.ui.profile_source import in_force
from bedside.vitals.alarms import LimitView
from bedside.vitals.commands import LimitEdit
from bedside.vitals.parameters import Parameter

Cell = tuple[Parameter, str]
"""A parameter and one of its limits, e.g. "med_low"."""


class LimitDrafts:
    """The limits of one patient as they would be."""

    def __init__(self) -> None:
        self.profile: Profile | None = None  # of the session; None: not known
        self.force = in_force(None, ())  # as the limits are now
        self.typed: dict[Cell, float | None] = {}  # and not sent

    def begin(self, profile: Profile | None) -> None:
        """Nothing is typed yet."""
        self.profile = profile
        self.typed.clear()

    def take(self, limits: tuple[LimitView, ...]) -> bool:
        """The limits in force; what was typed and holds now is no draft any more. True: they changed."""
        force = in_force(self.profile, limits)
        if force.limit_sets == self.force.limit_sets:
            return False
        self.force = force
        self.typed = {key: value for key, value in self.typed.items() if value != self.value(key)}
        return True

    def put(self, key: Cell, value: float | None) -> None:
        """Another value for a limit; the one in force is no draft."""
        if value == self.value(key):
            self.typed.pop(key, None)
        else:
            self.typed[key] = value

    def value(self, key: Cell) -> float | None:
        """In force."""
        return self.force.limit_sets[key[0]].cell(key[1])

    def usual(self, key: Cell) -> float | None:
        """The profile's."""
        return None if self.profile is None else self.profile.limit_sets[key[0]].cell(key[1])

    def shown(self, key: Cell) -> float | None:
        """As it would be."""
        return self.typed[key] if key in self.typed else self.value(key)

    @property
    def edits(self) -> tuple[LimitEdit, ...]:
        """What was typed and is not in force."""
        return tuple(
            LimitEdit(parameter=parameter, cell=cell, value=value)
            for (parameter, cell), value in self.typed.items()
        )

"""Limits of one patient: a checked profile with a few cells changed by a person.

Only the four limit cells of a parameter can be changed at the bedside, all edits of a command or none. Who may change
what is ALM-33: a value by anyone but a technician, *off* by a nurse or supervisor who says why, and the limits that
stand for an emergency (SpO2 far too low, a cuff pressure far too low or high) by a supervisor only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from bedside.alarms.profile import LIMITS, SIDES, Profile
from bedside.alarms.profile_bounds import BRACKETS, cell_fault, order_fault
from bedside.errors import RefusedError
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.commands import ChangeLimits, LimitEdit
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.sessions import Actor, Role

CELL_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "high_low": "low limit (High)",
        "med_low": "low limit (Medium)",
        "med_high": "high limit (Medium)",
        "high_high": "high limit (High)",
        "clear_by": "margin for clearing",
    }
)

SUPERVISOR_ONLY: Final = frozenset(
    {(Parameter.SPO2, "high_low")}
    | {
        (parameter, cell)
        for parameter in (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP)
        for cell in ("high_low", "high_high")
    }
)
"""Limits that only a supervisor may switch off (ALM-33)."""


class LimitsRefusedError(RefusedError):
    """Limits that cannot be used; the ones in force stay."""


def edited(profile: Profile, edits: Sequence[LimitEdit]) -> Profile:
    """The profile with these cells changed, later edits over earlier ones.

    Raises:
        LimitsRefusedError: the outcome would not be a valid set of limits; nothing of it holds.
    """
    sets = dict(profile.limit_sets)
    for edit in edits:
        if edit.parameter not in sets or edit.cell not in LIMITS:
            raise _refused(f"there is no limit {edit.parameter} {edit.cell}")
        if edit.value is not None:
            fault = cell_fault(edit.parameter, edit.cell, edit.value, _called(edit.parameter, edit.cell))
            if fault:
                raise _refused(fault)
        cell = {edit.cell: edit.value}
        sets[edit.parameter] = replace(sets[edit.parameter], **cell)  # type: ignore[arg-type]  # a limit's cell
    for parameter in {edit.parameter: None for edit in edits}:
        if fault := order_fault(parameter, sets[parameter], partial(_called, parameter)):
            raise _refused(fault)
    return replace(profile, limit_sets=MappingProxyType(sets))


def refusal(command: ChangeLimits, in_force: Profile, actor: Actor) -> str | None:
    """Why this person cannot change the limits in force like this, one sentence; None = they can."""
    if not command.edits:
        return "No limit was named: the limits stay as they are."
    try:
        wanted = edited(in_force, command.edits)
    except LimitsRefusedError as refused:
        return str(refused)
    if actor.role is Role.TECHNICIAN:
        return "A technician cannot change limits: ask a nurse."
    off = [edit for edit in difference(in_force, wanted) if edit.value is None]
    if not off:
        return None
    name = _called(off[0].parameter, off[0].cell)
    if not actor.named or actor.role not in (Role.NURSE, Role.SUPERVISOR):
        return f"Say who you are before you switch off {name}: the limits stay as they are."
    if not command.reason.strip():
        return f"Say why {name} is to be off: the limits stay as they are."
    for edit in off:
        if actor.role is not Role.SUPERVISOR and (edit.parameter, edit.cell) in SUPERVISOR_ONLY:
            name = _called(edit.parameter, edit.cell)
            return f"Only a supervisor can switch off {name}: the limits stay as they are."
    return None


def difference(before: Profile, after: Profile) -> tuple[LimitEdit, ...]:
    """The edits that make the limits of `before` those of `after`."""
    return tuple(
        LimitEdit(parameter=parameter, cell=cell, value=new.cell(cell))
        for parameter, new in after.limit_sets.items()
        for cell in LIMITS
        if new.cell(cell) != before.limit_sets[parameter].cell(cell)
    )


def proposals(baseline: Mapping[Parameter, float], profile: Profile) -> tuple[LimitEdit, ...]:
    """Limits from a patient's baseline values, as far as they were measured (ALM-44).

    Whole units, kept within what the profile may be changed to; a limit for which that leaves no room is not
    proposed. One that comes out as it is in force is proposed too, so that a person sees it.
    """
    proposed: list[LimitEdit] = []
    for parameter, cells in _wanted(baseline).items():
        own = [
            LimitEdit(parameter=parameter, cell=cell, value=value)
            for cell, wish in cells.items()
            if (value := _clamped(parameter, cell, float(round(wish)), profile)) is not None
        ]
        try:
            edited(profile, own)
        except LimitsRefusedError:
            continue  # a site profile with hardly any room between its limits
        proposed += own
    return tuple(proposed)


class InForce:
    """The limits of one session: its profile, and what was changed for its patient since."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile  # with the changes
        self.views = profile.limits()
        self.unedited = profile
        self._changed_t: dict[tuple[Parameter, str], float] = {}  # session time, s

    def change(self, edits: Sequence[LimitEdit], t: float) -> frozenset[Parameter]:
        """Put edits in force at session time `t`, s; the parameters of which a limit is now another.

        Raises:
            LimitsRefusedError: they are not valid together with the limits in force; these stay.
        """
        wanted = edited(self.profile, edits)
        changes = difference(self.profile, wanted)
        self.profile = wanted
        self._changed_t |= {(edit.parameter, edit.cell): t for edit in changes}
        self.views = tuple(self._view(parameter, cell) for parameter in wanted.limit_sets for cell in LIMITS)
        return frozenset(edit.parameter for edit in changes)

    def _view(self, parameter: Parameter, cell: str) -> LimitView:
        value = self.profile.limit_sets[parameter].cell(cell)
        is_edited = value != self.unedited.limit_sets[parameter].cell(cell)
        direction, priority = SIDES[cell]
        return LimitView(
            parameter=parameter,
            direction=direction,
            priority=priority,
            value=value,
            edited=is_edited,
            since_t=self._changed_t[parameter, cell] if is_edited else None,
        )


def _wanted(baseline: Mapping[Parameter, float]) -> dict[Parameter, dict[str, float]]:
    wishes: dict[Parameter, dict[str, float]] = {}
    if (spo2 := baseline.get(Parameter.SPO2)) is not None:
        wishes[Parameter.SPO2] = {"med_low": max(88.0, min(92.0, spo2 - 4))}
    if (pulse := baseline.get(Parameter.PR)) is not None:
        wishes[Parameter.PR] = {"med_low": pulse - 30, "med_high": pulse + 30}
    if (systolic := baseline.get(Parameter.NIBP_SYS)) is not None:
        wishes[Parameter.NIBP_SYS] = {
            "med_low": max(90.0, systolic - 30),
            "med_high": min(180.0, max(160.0, systolic + 30)),
        }
    return wishes


def _clamped(parameter: Parameter, cell: str, wish: float, profile: Profile) -> float | None:
    """The whole number nearest to `wish` that lies in the bracket and inside the High limit; None = there is none."""
    limits = profile.limit_sets[parameter]
    direction, _ = SIDES[cell]
    outer = limits.limit(direction, Priority.HIGH)
    if outer is not None:
        wish = max(wish, outer + 1) if direction is Direction.LOW else min(wish, outer - 1)
    low, high = BRACKETS[parameter, cell]
    value = min(max(wish, low), high)
    if outer is not None and (value <= outer if direction is Direction.LOW else value >= outer):
        return None
    return value


def _called(parameter: Parameter, cell: str) -> str:
    return f"the {PARAMETERS[parameter].name} {CELL_WORDS[cell]}"


def _refused(fault: str) -> LimitsRefusedError:
    return LimitsRefusedError(f"{fault[0].upper()}{fault[1:]}: the limits stay as they are.")

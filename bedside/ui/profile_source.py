"""The profile a bed's session began with, beside the limits its update says are in force."""

from __future__ import annotations

from dataclasses import replace

from bedside.alarms.limits import LimitsRefusedError, edited
from bedside.alarms.profile import SIDES, Profile
from bedside.alarms.profile_file import default_profile
from bedside.alarms.profiles import ProfileShelf
from bedside.monitor.updates import MonitorUpdate
from bedside.settings import profiles_path
from bedside.vitals.alarms import LimitView
from bedside.vitals.commands import LimitEdit

_CELLS = {side: cell for cell, side in SIDES.items()}


def session_profile(update: MonitorUpdate) -> Profile | None:
    """The session's own profile, by its title; None where no file of it is left, or without a session."""
    session = update.session
    return None if session is None else ProfileShelf(profiles_path()).titled(session.profile)


def profile_limits(update: MonitorUpdate) -> tuple[LimitView, ...]:
    """Limits the session began with; where its profile is not known, those in force that nobody changed."""
    profile = session_profile(update)
    if profile is not None:
        return profile.limits()
    return tuple(replace(limit, edited=False, since_t=None) for limit in update.limits if not limit.edited)


def cell_of(limit: LimitView) -> str:
    """The cell of a limit edit that means this limit."""
    return _CELLS[limit.direction, limit.priority]


def in_force(profile: Profile | None, limits: tuple[LimitView, ...]) -> Profile:
    """The profile with the limits in force put into it, to judge further edits by."""
    base = default_profile() if profile is None else profile
    edits = [
        LimitEdit(parameter=limit.parameter, cell=cell_of(limit), value=limit.value)
        for limit in limits
        if limit.parameter in base.limit_sets and (limit.edited or profile is None)
    ]
    try:
        return edited(base, edits)
    except LimitsRefusedError:
        return base  # limits of a profile with other rules; the station judges by the right one

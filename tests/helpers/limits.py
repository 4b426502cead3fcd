"""Beds whose limits were changed for their patient, on top of the default profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bedside.alarms.profile import SIDES
from bedside.alarms.profile_file import default_profile
from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.vitals.commands import LimitEdit
from bedside.vitals.parameters import Parameter

BASELINE = Baseline(
    values={Parameter.SPO2: 98, Parameter.PR: 62, Parameter.NIBP_SYS: 116, Parameter.NIBP_DIA: 72},
    readings=2,
    complete=True,
)


def with_limits(
    update: MonitorUpdate, edits: Mapping[tuple[Parameter, str], float | None] | None = None
) -> MonitorUpdate:
    """The bed with the default profile and these cells changed by a person."""
    wanted = {(parameter, SIDES[cell]): value for (parameter, cell), value in (edits or {}).items()}
    limits = []
    for limit in default_profile().limits():
        key = (limit.parameter, (limit.direction, limit.priority))
        limits.append(
            replace(limit, value=wanted[key], edited=True, since_t=60.0) if key in wanted else limit
        )
    session = update.session
    return replace(
        update,
        limits=tuple(limits),
        session=None if session is None else replace(session, profile=default_profile().title),
    )


def offer(*edits: LimitEdit, forced: bool = False) -> LimitsOffer:
    """Limits of Marta Reyes' session before."""
    return LimitsOffer(
        session="2026-11-07-3",
        label="Reyes, Marta",
        ended_utc=datetime(2026, 11, 7, 11, 2, tzinfo=UTC),
        edits=edits
        or (
            LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=90.0),
            LimitEdit(parameter=Parameter.PR, cell="med_high", value=130.0),
        ),
        forced=forced,
    )

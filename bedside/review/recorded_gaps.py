"""The gaps of a recorded session, with what its record says of their causes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bedside import registry
from bedside.errors import DriverError
from bedside.review.gap_story import Facts
from bedside.review.gaps import Gap, gaps_of
from bedside.review.holding import Holding
from bedside.store.recorded import RecordedSession
from bedside.vitals.parameters import PARAMETERS, Parameter


def gaps(session: RecordedSession) -> tuple[Gap, ...]:
    """Every gap of a session, in the order of `gaps_of`."""
    links = session.device_changes()
    names = {record.change.device for record in links}
    parameters = {name: _parameters(name) for name in names}
    return gaps_of(
        Facts(
            duration_s=session.duration_s,
            readings=session.readings(waves=False),
            links=links,
            away=_away(session),
            holding=Holding.of(session.entries()),
            parameters=parameters,
            wave_share=_wave_share(session, parameters),
        )
    )


def _parameters(device: str) -> tuple[Parameter, ...]:
    """What the driver of a device measures; () when there is no such driver any more."""
    try:
        return registry.load(device.partition("@")[0]).info.parameters
    except DriverError:
        return ()


def _away(session: RecordedSession) -> list[tuple[float, float, str]]:
    later = session.segments[1:]
    return [
        (from_t, until_t, segment.cause)
        for (from_t, until_t), segment in zip(session.interruptions(), later, strict=True)
    ]


def _wave_share(
    session: RecordedSession, parameters: Mapping[str, Sequence[Parameter]]
) -> Callable[[str, float, float], float | None]:
    """Part of a device's wave that arrived; measured by the time between its samples."""

    def share(device: str, first_t: float, last_t: float) -> float | None:
        for parameter in parameters.get(device, ()):
            if not PARAMETERS[parameter].wave or parameter is Parameter.CUFF:
                continue
            times, samples = session.wave(parameter, max(0.0, first_t - 20.0), last_t)
            times = times[~np.isnan(samples)]
            if len(times) < 3 or last_t <= first_t:
                continue
            step_s = float(np.median(np.diff(times)))
            inside = int(np.count_nonzero(times >= first_t))
            return min(1.0, inside * step_s / (last_t - first_t))
        return None

    return share

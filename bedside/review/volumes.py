"""mL of a recorded infusion: as people recorded it, and as a connected pump counted it itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bedside.therapy.infusion import InfusionState
from bedside.therapy.pump_match import counted_between

Volume = tuple[float, float | None]
"""What the pump's counter said: session time, s, and mL; None: it did not say."""


def given_ml(infusion: InfusionState | None, until_t: float) -> float | None:
    """Infusion and boluses up to a session time, s; None without any, or where that of a bolus is not known."""
    given = None if infusion is None else infusion.given_ml(until_t)
    return None if given is None else float(given)


def pumped_ml(infusion: InfusionState | None, ended_t: float, volumes: Sequence[Volume]) -> float | None:
    """What the counter grew by from the recorded start to the stop, or to the end of the session at `ended_t`, s.

    None: no infusion, or the pump was not heard from its start on.
    """
    if infusion is None or not infusion.begun:
        return None
    until = ended_t if infusion.stopped_t is None else infusion.stopped_t
    return counted_between(volumes, infusion.first_t, until)

"""What is infused at a bed, as a line between the station and its simulator.

    {"bed": 1, "steps": [[812.5, 52.5, 1.0]], "boluses": [[830.0, 5.0]], "weight_kg": 70.0}

A step is station time (s), rate (mL/h), concentration (mg/mL); a bolus is station time (s), mg. The whole is told each
time, so a correction is told like everything else and nobody has to remember what was taken back.
"""

from __future__ import annotations

import json
import math
from typing import Any

from bedside.driver_api import Infused, InfusedBolus, InfusedStep


def written(bed: int, infused: Infused) -> str:
    """The line, with its end."""
    record = {
        "bed": bed,
        "steps": [[step.t, step.rate_ml_h, step.concentration_mg_ml] for step in infused.steps],
        "boluses": [[bolus.t, bolus.mg] for bolus in infused.boluses],
        "weight_kg": infused.weight_kg,
    }
    return json.dumps(record) + "\n"


def read(line: str) -> tuple[int, Infused]:
    """What a line says: the bed, and what is infused there.

    Raises:
        ValueError: it is none; the sentence says what it should be.
    """
    try:
        record = json.loads(line)
        weight_kg = record["weight_kg"]
        infused = Infused(
            steps=tuple(
                InfusedStep(t=_number(t), rate_ml_h=_amount(rate), concentration_mg_ml=_amount(strength))
                for t, rate, strength in record["steps"]
            ),
            boluses=tuple(InfusedBolus(t=_number(t), mg=_amount(mg)) for t, mg in record["boluses"]),
            weight_kg=None if weight_kg is None else _amount(weight_kg),
        )
        bed = record["bed"]
        if not isinstance(bed, int) or isinstance(bed, bool) or infused.weight_kg == 0:
            raise ValueError(line)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f"{line.strip()[:200]!r} does not say what is infused: write "
            '{"bed": 1, "steps": [[time_s, ml_h, mg_ml]], "boluses": [[time_s, mg]], "weight_kg": 70}.'
        ) from error
    times = [step.t for step in infused.steps]
    if times != sorted(times):
        raise ValueError("The steps of an infusion must stand in the order of their times.")
    return bed, infused


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def _amount(value: Any) -> float:
    if _number(value) < 0:
        raise ValueError(f"{value!r} is below 0")
    return float(value)

"""Sentences of lower layers with blood pressures in them, in the unit of the screen. Pure.

A lower layer writes mmHg, and the unit stands behind each pressure of such a sentence: so they are found again.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Final

from bedside.ui.formats import MMHG_PER_KPA
from bedside.ui.spoken import marked_in, spoken
from bedside.vitals.display import PressureUnit

_PRESSURE: Final = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)(?:/([0-9]+(?:\.[0-9]+)?))? mmHg\b")
_MOST_DECIMALS: Final = 3


def told_in(unit: PressureUnit, sentence: str) -> str:
    """A sentence about blood pressures as `told` says it, the pressures in `unit`.

    kPa have one decimal, and more where two pressures of the sentence would look the same and are not: a value just
    beyond its limit is never shown as the limit.
    """
    said = spoken(sentence)
    if unit is PressureUnit.KPA:
        values = {float(each) for found in _PRESSURE.findall(said) for each in found if each}
        decimals = _decimals_for(values)

        def in_kpa(found: re.Match[str]) -> str:
            given = (each for each in found.groups() if each is not None)
            numbers = "/".join(f"{float(each) / MMHG_PER_KPA:.{decimals}f}" for each in given)
            return f"{numbers} {unit.value}"

        said = _PRESSURE.sub(in_kpa, said)
    return marked_in(said)


def _decimals_for(mmhg: set[float]) -> int:
    """So few that none of these, and not 0 either, look alike in kPa."""
    for decimals in range(1, _MOST_DECIMALS):
        if all(
            round(one / MMHG_PER_KPA, decimals) != round(other / MMHG_PER_KPA, decimals)
            for one, other in combinations({0.0, *mmhg}, 2)
        ):
            return decimals
    return _MOST_DECIMALS

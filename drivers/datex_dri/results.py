"""Which NIBP group is a new determination, and what the cuff does. No conversation: groups in, readings out.

The numbers are repeated for ever. Other numbers than before, or the same right after the monitor measured and not
marked as older than 60 s, are a new determination. While it measures, the numbers are those before and are not
looked at.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.datex_dri.layout import MEASURING, OLDER_THAN_60_S, Nibp

_Numbers = tuple[float, float, float | None, float | None]  # sys, dia, map in mmHg, rate in 1/min


class Results:
    """Remembers the last determination that was told."""

    def __init__(self) -> None:
        self._told: _Numbers | None = None
        self._measuring = False

    def step(self, nibp: Nibp, t: float) -> list[Reading]:
        """Readings of the group that arrived at `t`, s."""
        if not nibp.exists:
            return []
        if nibp.label & MEASURING:
            self._measuring = True
            return [CuffStatus(t=t, state=CuffState.MEASURING)]
        ended, self._measuring = self._measuring, False
        old = bool(nibp.label & OLDER_THAN_60_S)
        numbers = _numbers_of(nibp)
        if numbers is not None and (numbers != self._told or (ended and not old)):
            self._told = numbers
            high, low, mean, rate = numbers
            quality = Quality.TIME_UNKNOWN if old else Quality.NONE
            return [
                Determination(t=t, sys=high, dia=low, map=mean, pr=rate, quality=quality),
                CuffStatus(t=t, state=CuffState.IDLE),
            ]
        if ended:
            return [CuffStatus(t=t, state=CuffState.FAILED, fault=NibpFault.FAILED)]
        return [CuffStatus(t=t, state=CuffState.IDLE)]


def _numbers_of(nibp: Nibp) -> _Numbers | None:
    if nibp.sys is None or nibp.dia is None or not nibp.sys > nibp.dia:
        return None
    if nibp.map is not None and not nibp.sys > nibp.map > nibp.dia:
        return None
    return nibp.sys, nibp.dia, nibp.map, nibp.pr

"""A severe cuff pressure: High at once, or, where a site wants it confirmed, only the second time (ALM-43).

Severe is a reading over the High limit of systolic or diastolic pressure (180 and 110 in the default profile). Either
way a person is asked to repeat it in 2 min. With `confirm_high_nibp` a first severe reading is a Medium, one that
follows another within 10 min is a High, and so is a single one over 200 systolic or 120 diastolic. Both pressures are
of one reading: a severe diastolic confirms a severe systolic of the reading before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bedside.vitals.parameters import Parameter

WITHIN_S: Final = 600.0
PROMPT: Final = "repeat in 2 min"

NEVER_WAITS_OVER: Mapping[Parameter, float] = MappingProxyType(
    {Parameter.NIBP_SYS: 200.0, Parameter.NIBP_DIA: 120.0}
)
"""mmHg; a single reading over this is High in any case. Also: the parameters of which a reading can be severe."""


class SevereReadings:
    """When the severe readings of a session arrived, one memory for both pressures."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()  # s, ascending; only what can still confirm

    def note(self, taken_t: float) -> None:
        """A reading that arrived at `taken_t` is severe."""
        if not self._times or taken_t > self._times[-1]:
            self._times.append(taken_t)
        while self._times[0] < taken_t - WITHIN_S:
            self._times.popleft()

    def follows(self, taken_t: float) -> bool:
        """Whether a reading that arrived at `taken_t` follows a severe one by at most 10 min."""
        return any(taken_t - WITHIN_S <= t < taken_t for t in self._times)

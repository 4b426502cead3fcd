"""Philips IntelliVue: from the NIBP record of each poll to determinations and the state of the cuff.

The monitor shows its last result in every poll until the next: it is told when its numbers or its time
stamp change, and not while the cuff is measuring. Of the first one after opening the time is worked out
with the monitor's own clock; where that gives no sensible age, the result is flagged as of unknown time.
The same holds for one that is found after a time without polls; of any other the time is its arrival. So it is of
a first one that was seen to come: the records before it said that there was none, so whatever the monitor's clock
says, it was not measured before them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import (
    CuffState,
    CuffStatus,
    Determination,
    NibpFault,
    Quality,
    Reading,
)
from drivers.intellivue import ids
from drivers.intellivue.values import Number

_OLDEST_S = 24 * 3600.0  # an age above says more about the clock than about the result
_GAP_S = 10.0  # without a record for longer, a new result may be older than its arrival
_PARTS = (
    (ids.NIBP_SYS, Parameter.NIBP_SYS),
    (ids.NIBP_DIA, Parameter.NIBP_DIA),
    (ids.NIBP_MEAN, Parameter.NIBP_MAP),
)
IDS = frozenset(what for what, _ in _PARTS)

_Key = tuple[float | None, float | None, float | None, bytes]


class Results:
    """Remembers what was told."""

    def __init__(self) -> None:
        self._key: _Key | None = None  # of the result told last
        self._read_t: float | None = None  # of the record before
        self._none_before = False  # records without a gap, up to the one before, said that there is no result
        self._measuring = False
        self._failed = False

    def read(self, parts: Mapping[int, Number], stamp: bytes, age_s: float | None, t: float) -> list[Reading]:
        """What a record tells at `t`, s.

        Args:
            parts: its numbers by id.
            stamp: its time of measurement as sent; empty: it has none.
            age_s: of that time by the monitor's own clock; None: not known.
        """
        watched = self._read_t is not None and t - self._read_t <= _GAP_S
        self._read_t = t
        self._none_before = self._none_before and watched
        state = 0
        for number in parts.values():
            state |= number.state
        if state & ids.MEASURING:
            self._measuring, self._failed = True, False
            return [CuffStatus(t=t, state=CuffState.MEASURING)]
        result = None if state & ids.EARLY else self._result(parts, stamp, age_s, watched, t)
        if self._key is None and _says_none(parts, state):
            self._none_before = True
        if self._measuring:
            self._measuring = False
            self._failed = result is None and bool(state & ids.INVALID)
        elif result is not None:
            self._failed = False
        readings: list[Reading] = [
            CuffStatus(t=t, state=CuffState.FAILED, fault=NibpFault.FAILED)
            if self._failed
            else CuffStatus(t=t, state=CuffState.IDLE)
        ]
        if result is not None:
            readings.append(result)
        return readings

    def _result(
        self, parts: Mapping[int, Number], stamp: bytes, age_s: float | None, watched: bool, t: float
    ) -> Determination | None:
        high, low, mean = (_pressure(parts.get(what), parameter) for what, parameter in _PARTS)
        if high is None or low is None or not high > low:
            return None
        if mean is not None and not high > mean > low:
            return None
        key = (high, low, mean, stamp)
        if key == self._key:
            return None
        # a result that an interrupted measurement leaves may be old: while the cuff measures nothing is said of it
        seen_to_come = watched and (self._key is not None or self._none_before)
        self._key = key
        quality = Quality.NONE
        if any(number.state & ids.QUESTIONABLE for number in parts.values()):
            quality = Quality.ARTEFACT
        if not seen_to_come:
            if age_s is not None and 0.0 <= age_s <= _OLDEST_S:
                t -= age_s
            else:
                quality |= Quality.TIME_UNKNOWN
        return Determination(t=t, sys=high, dia=low, map=mean, pr=None, quality=quality)


def _says_none(parts: Mapping[int, Number], state: int) -> bool:
    """Whether a record says that there is no result; not: one that cannot be read, or that is no patient's."""
    other = ids.NO_VALUE & ~(ids.INVALID | ids.UNAVAILABLE) | ids.EARLY
    nothing = all(number.value is None for number in parts.values())
    return nothing and bool(state & (ids.INVALID | ids.UNAVAILABLE)) and not state & other


def _pressure(number: Number | None, parameter: Parameter) -> float | None:
    if number is None or number.value is None or number.unit != ids.MMHG:
        return None
    info = PARAMETERS[parameter]
    return number.value if info.low <= number.value <= info.high else None

"""How long a value holds: by what it is, by the device that gave it, and by the station's table of ages (ALM-22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bedside.vitals.parameters import Parameter

EPISODIC: Final = frozenset({Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP})
ENTERED: Final = frozenset({Parameter.RR})  # unless a device gives them
DEFAULT_INTERVAL_S: Final = 1.0

HOLD_S: Final = 3.0  # s a value holds at least
HOLD_INTERVALS: Final = 2.5


def hold_s(interval_s: float, least_s: float = HOLD_S) -> float:
    """How long a value of a source with this interval holds, s; `least_s` as the station's table of ages has it."""
    return max(least_s, HOLD_INTERVALS * interval_s)


class HoldingTimes:
    """What holds how long in one session.

    Args:
        interval_s: how often the sources of continuous parameters renew their values, s; 1 s where not named. What is
            named here is given by a device from the beginning.
    """

    def __init__(self, interval_s: Mapping[Parameter, float]) -> None:
        self._intervals = interval_s
        self._entered = ENTERED - interval_s.keys()
        self._lent: set[Parameter] = set()  # a device's, entered by a person until it says something again
        self._devices: dict[str, float] = {}  # device → how often it renews its numbers, s
        self._least_s = HOLD_S  # as the table of ages has it

    def entered(self, parameter: Parameter) -> bool:
        """Whether a person enters its values."""
        return parameter in self._entered

    def renews(self, device: str, interval_s: float) -> None:
        """How often a device renews its numbers, s."""
        self._devices[device] = interval_s

    def at_least(self, least_s: float) -> None:
        """A value holds at least so long, s: what a screen shows as stale is no value here."""
        self._least_s = least_s

    def usually(self, parameter: Parameter) -> float | None:
        """How long a value holds while its device has not said how often it renews it, s; None: until the next one."""
        if parameter in EPISODIC or parameter in self._entered:
            return None
        return hold_s(self._intervals.get(parameter, DEFAULT_INTERVAL_S), self._least_s)

    def of_device(self, parameter: Parameter, device: str) -> float | None:
        """How long a value of this device holds, s; None: as before."""
        interval_s = self._devices.get(device)
        if interval_s is None and parameter in self._lent:
            interval_s = self._intervals.get(parameter, DEFAULT_INTERVAL_S)
        if interval_s is None or parameter in EPISODIC:
            return None
        return hold_s(interval_s, self._least_s)

    def no_longer_entered(self, parameter: Parameter) -> None:
        """A device gives it from now on."""
        self._entered -= {parameter}
        self._lent -= {parameter}

    def entered_again(self, parameter: Parameter) -> None:
        """Its device has no value, and a person entered one: theirs holds until the next."""
        self._entered |= {parameter}
        self._lent |= {parameter}

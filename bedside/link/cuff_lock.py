"""The cuff's lock: after over-pressure or a fault of the monitor itself a person has to look at the arm first.

The next START waits until a person has asked twice, and was told in between to look.
"""

from __future__ import annotations

from typing import Final

from bedside.vitals.readings import NibpFault

LOCKING: Final = frozenset({NibpFault.OVERPRESSURE, NibpFault.DEVICE})
CONFIRM_S: Final = 60.0  # for so long a second request confirms that somebody has looked


class CuffLock:
    """Whether the cuff of one device is locked. Pure."""

    def __init__(self) -> None:
        self._fault: NibpFault | None = None  # that locked it; None: it is not locked
        self._confirm_by: float | None = None  # s; a START until then confirms that somebody has looked

    def failed(self, fault: NibpFault) -> None:
        """A measurement ended with this; what was confirmed before counts no more, if it locks."""
        if fault in LOCKING:
            self._fault, self._confirm_by = fault, None

    def ask(self, now: float) -> str | None:
        """A person asks for a START at `now`, s, that nothing else refuses.

        Returns:
            What has to be done before, in words; None: it is not locked, or this request confirms that somebody has
            looked and unlocks it.
        """
        if self._fault is None:
            return None
        if self._confirm_by is not None and now <= self._confirm_by:
            self._fault = self._confirm_by = None
            return None
        self._confirm_by = now + CONFIRM_S
        return (
            f"The last measurement ended with: {self._fault.value}. Look at the cuff and the arm, then ask again "
            f"within {CONFIRM_S:g} s."
        )

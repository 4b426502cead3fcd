"""When a session may open, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from bedside.vitals.sessions import Mode

REST_S: Final = 5.0  # after End session the same finger must be gone this long before a new session opens


def opens(reading: Reading) -> bool:
    """Whether this reading is one of a patient (a lone probe on the table opens no session)."""
    match reading:
        case Numeric(value=value):
            return value is not None
        case Determination():
            return True
        case Wave(samples=samples, quality=quality):
            away = Quality.NO_FINGER | Quality.SEARCHING
            return any(s is not None and not q & away for s, q in zip(samples, quality, strict=True))
    return False


class Rest:
    """After End session: the next session waits until the finger has been gone for a while."""

    def __init__(self) -> None:
        self._since: float | None = None  # station time, s
        self._finger_t: float | None = None  # when the old finger was last there

    @property
    def resting(self) -> bool:
        """Whether a finger is still waited out."""
        return self._since is not None

    def begin(self, t: float) -> None:
        """The session was ended at station time `t`, s."""
        self._since = self._finger_t = t

    def end(self) -> None:
        """The next patient is here."""
        self._since = None

    def over(self, readings: Sequence[Reading], t: float) -> bool:
        """Take what arrived at station time `t`, s; whether a session may open with it."""
        if self._since is None or self._finger_t is None:
            return True
        if any(opens(reading) for reading in readings):
            if t - self._finger_t >= REST_S:
                self._since = None
            else:
                self._finger_t = t
        return self._since is None


def new_id(bed: int, utc: datetime, mode: Mode, used: list[str]) -> str:
    """A session's id from its second; a second tap on Next patient in the same second gets one of its own.

    `used` are the ids this bed has given; the new one is added.
    """
    name = f"{utc:%Y%m%d-%H%M%S}-{'S' if mode is Mode.SIMULATION else 'B'}{bed}"
    again = sum(earlier == name or earlier.startswith(f"{name}.") for earlier in used)
    used.append(f"{name}.{again + 1}" if again else name)
    return used[-1]

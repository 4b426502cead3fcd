"""Cuff and probe on one arm: while the cuff inflates, what the probe says is put down to the cuff (ALM-57).

Off until someone declares it. Then SpO2 and pulse rate are as if missing while a measurement runs, and what the
equipment says of the probe is held, for at most `AT_MOST_S`: a loss that lasts longer is a loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from bedside.alarms.oximeter import ProbeSignal
from bedside.vitals.commands import DeclareSameArm, Entry, Retract
from bedside.vitals.readings import CuffState

AT_MOST_S: Final = 120.0  # s one inflation may hold


class Held(Protocol):
    """Anything a cuff on the probe's arm holds."""

    def hold(self, t: float) -> None:
        """From `t` on nothing counts."""

    def release(self, t: float) -> None:
        """From `t` on everything counts again."""


class SameArm:
    """Whether a cuff holds the probe now, and until when at most."""

    def __init__(self, held: Sequence[Held], signal: ProbeSignal) -> None:
        self.deadline: float | None = None  # s
        self._held = (*held, signal)
        self._signal = signal
        self._declared: list[tuple[int, bool]] = []  # entry number, what it declares
        self._measuring_since: float | None = None

    @property
    def declared(self) -> bool:
        """Whether someone declared it."""
        return bool(self._declared) and self._declared[-1][1]

    def take(self, entry: Entry, t: float) -> None:
        """Take an entry of the timeline, if it says something about arms; one taken back never was."""
        match entry.command:
            case DeclareSameArm(same_arm=same_arm) if not entry.retracted:
                self._declared.append((entry.number, same_arm))
            case Retract(entry=gone):
                self._declared = [row for row in self._declared if row[0] != gone]
        self._decide(t)

    def status(self, state: CuffState, t: float) -> None:
        """What the cuff does; a measurement that is only reported again has begun once."""
        if state is not CuffState.MEASURING:
            self._measuring_since = None
        elif self._measuring_since is None:
            self._measuring_since = t
        self._decide(t)

    def fire(self, t: float) -> None:
        """The inflation has lasted as long as it can excuse anything."""
        if self.deadline is not None and self.deadline <= t:
            self._release(t)
            self._signal.too_long(t)

    def _decide(self, t: float) -> None:
        since = self._measuring_since
        if not self.declared or since is None:
            if self.deadline is not None:
                self._release(t)
        elif self.deadline is None and t < since + AT_MOST_S:
            self.deadline = since + AT_MOST_S
            for each in self._held:
                each.hold(t)

    def _release(self, t: float) -> None:
        self.deadline = None
        for each in self._held:
            each.release(t)

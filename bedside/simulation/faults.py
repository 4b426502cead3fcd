"""Faults between a virtual device and its port: what cables, adapters and devices do at their worst. Pure and seeded.

    device ── emit ──► Injector.pass_on ──► port ──► bedside

The device goes on as if nothing were wrong; only what reaches the host changes. Unplugging is not here: a cable pull
takes the port away (`bedside.simulation.player.CablePull`).
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bedside.driver_api import PortSettings
from bedside.simulation.uart import heard_at


class FaultKind(StrEnum):
    """What can go wrong between device and host."""

    BYTE_LOSS = "byte_loss"  # amount: share of the bytes that never arrive
    NOISE = "noise"  # amount: share of the bytes that arrive as others
    BAUD_MISMATCH = "baud_mismatch"  # amount: speed the host's port is really at, baud
    STUCK = "stuck"  # the device sends the same bytes over and over
    SILENCE = "silence"  # nothing arrives, the port stays
    DELAY = "delay"  # amount: everything arrives so much later, s
    FLOOD = "flood"  # amount: bytes of rubbish a second on top


_SHARES = (FaultKind.BYTE_LOSS, FaultKind.NOISE)
STUCK_BYTES = 400  # of what the device last sent, repeated while it is stuck


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault in its time.

    Raises:
        ValueError: unknown kind, an end before the start, or an amount that the kind cannot have.
    """

    kind: str
    start_s: float
    end_s: float | None = None  # None: for ever
    amount: float = 0.0  # see `FaultKind`

    def __post_init__(self) -> None:
        """Check what a scenario file may get wrong."""
        kind = FaultKind(self.kind)
        if self.end_s is not None and self.end_s < self.start_s:
            raise ValueError(f"the fault {self.kind!r} ends before it starts")
        if kind in _SHARES and not 0 < self.amount <= 1:
            raise ValueError(
                f"the fault {self.kind!r} needs an amount between 0 and 1: the share of the bytes"
            )
        if kind in (FaultKind.BAUD_MISMATCH, FaultKind.DELAY, FaultKind.FLOOD) and self.amount <= 0:
            raise ValueError(f"the fault {self.kind!r} needs an amount above 0")

    def active(self, t: float) -> bool:
        """Whether `t` lies between start and end."""
        return self.start_s <= t and (self.end_s is None or t < self.end_s)


class Injector:
    """Spoils what one device sends.

    Args:
        faults: in the order in which the bytes meet them.
        line: the device's own settings.
        seed: the same seed spoils the same bytes.
    """

    def __init__(self, faults: Sequence[Fault], line: PortSettings, seed: int) -> None:
        self._faults = tuple(faults)
        self._line = line
        self._source = random.Random(f"bedside faults {seed}")
        self._recent = b""
        self._stuck: bytes | None = None
        self._stuck_place = 0
        self._late: deque[tuple[float, bytes]] = deque()
        self._flooded_t: float | None = None

    def pass_on(self, data: bytes, t: float) -> bytes:
        """What arrives at `t`, s since the patient began, when the device sends `data`."""
        active = [fault for fault in self._faults if fault.active(t)]
        kinds = {fault.kind for fault in active}
        if FaultKind.STUCK not in kinds:
            self._recent = (self._recent + data)[-STUCK_BYTES:]
            self._stuck = None
        if FaultKind.FLOOD not in kinds:
            self._flooded_t = t
        delayed = False
        for fault in active:
            match fault.kind:
                case FaultKind.STUCK:
                    data = self._repeat(len(data))
                case FaultKind.SILENCE:
                    data = b""
                case FaultKind.BYTE_LOSS:
                    data = bytes(byte for byte in data if self._source.random() >= fault.amount)
                case FaultKind.NOISE:
                    data = bytes(
                        self._source.randrange(256) if self._source.random() < fault.amount else byte
                        for byte in data
                    )
                case FaultKind.BAUD_MISMATCH:
                    data = heard_at(data, self._line, PortSettings(baud=round(fault.amount)))
                case FaultKind.FLOOD:
                    data += self._rubbish(fault.amount, t)
                case FaultKind.DELAY:
                    delayed = True
                    self._late.append((t + fault.amount, data))
                    data = b""
        if self._late and not delayed:  # the end of a delay: what waits comes at once, and in order
            data = b"".join(late for _, late in self._late) + data
            self._late.clear()
        while self._late and self._late[0][0] <= t:
            data += self._late.popleft()[1]
        return data

    def _repeat(self, count: int) -> bytes:
        if self._stuck is None:
            self._stuck, self._stuck_place = self._recent, 0
        if not self._stuck:
            return b""
        place = self._stuck_place % len(self._stuck)
        self._stuck_place += count
        endless = self._stuck * (count // len(self._stuck) + 2)
        return endless[place : place + count]

    def _rubbish(self, per_s: float, t: float) -> bytes:
        since = t if self._flooded_t is None else self._flooded_t
        self._flooded_t = t
        return self._source.randbytes(max(0, round(per_s * (t - since))))

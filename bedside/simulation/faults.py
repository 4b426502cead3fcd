"""Faults between a virtual device and its port: what cables, adapters and devices do at their worst. Pure and seeded.

    device ── emit ──► Injector.pass_on ──► port ──► bedside

The device goes on as if nothing were wrong; only what reaches the host changes. While `Injector.unplugged` the port
itself is away, which only the owner of the port can do.

Of clocks that jump a line knows one thing: that bytes come late and then all at once (`HELD`), as behind a computer
that slept or an adapter that kept them back. The times a device prints are its own and pass as they are; bedside's
time is no part of a line.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bedside.driver_api import PortSettings
from bedside.simulation.uart import heard_at


class FaultKind(StrEnum):
    """What can go wrong between device and host."""

    UNPLUG = "unplug"  # the port vanishes, and comes back
    SILENCE = "silence"  # nothing arrives, the port stays
    BYTE_LOSS = "byte_loss"
    TRUNCATION = "truncation"  # messages end too early
    NOISE = "noise"  # bytes arrive as others
    BAUD_MISMATCH = "baud_mismatch"
    STUCK = "stuck"  # the device repeats what it last sent, whenever it would send something
    DELAY = "delay"  # everything arrives so much later
    HELD = "held"  # nothing arrives until the fault ends, then everything at once
    FLOOD = "flood"  # rubbish on top


@dataclass(frozen=True, slots=True)
class Amount:
    """What the amount of a kind of fault is."""

    words: str
    most: float | None = None  # None: no upper end
    needed: bool = True  # above 0


_BYTES: Final = Amount("share of the bytes, above 0 up to 1", 1.0)
AMOUNTS: Final[Mapping[FaultKind, Amount]] = MappingProxyType(
    {
        FaultKind.BYTE_LOSS: _BYTES,
        FaultKind.NOISE: _BYTES,
        FaultKind.TRUNCATION: Amount("share of the messages, above 0 up to 1", 1.0),
        FaultKind.BAUD_MISMATCH: Amount("speed the host's port is really at, baud"),
        FaultKind.DELAY: Amount("how much later, s"),
        FaultKind.FLOOD: Amount("bytes of rubbish a second", 1e6),
        FaultKind.STUCK: Amount("s of what it last sent; without it the last message", 60.0, needed=False),
    }
)
"""Kinds that are not here have no amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault in its time.

    Raises:
        ValueError: unknown kind, an end before the start, or an amount that the kind cannot have.
    """

    kind: str
    start_s: float
    end_s: float | None = None  # None: for ever
    amount: float = 0.0  # see `AMOUNTS`

    def __post_init__(self) -> None:
        """Check what a scenario file or a command line may get wrong."""
        if self.kind not in set(FaultKind):
            raise ValueError(f"'{self.kind}' is no fault, choose one of {', '.join(FaultKind)}")
        if self.end_s is not None and self.end_s < self.start_s:
            raise ValueError(f"the fault '{self.kind}' ends before it starts")
        amount = AMOUNTS.get(FaultKind(self.kind))
        if amount is None:
            return
        if (amount.needed and self.amount <= 0) or (amount.most is not None and self.amount > amount.most):
            raise ValueError(f"the fault '{self.kind}' needs an amount: {amount.words}")
        if self.kind == FaultKind.BAUD_MISMATCH and round(self.amount) < 1:
            raise ValueError(f"the fault '{self.kind}' needs an amount: {amount.words}")

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
        self._recent: deque[tuple[float, bytes]] = deque()  # what it sent lately, newest last
        self._remember_s = max((f.amount for f in faults if f.kind == FaultKind.STUCK), default=0.0)
        self._stuck: list[bytes] | None = None
        self._stuck_place = 0
        self._late: deque[tuple[float, bytes]] = deque()
        self._flooded_t: float | None = None
        self._newest_t = self._step_s = 0.0  # the time that was told last, and how long after the one before

    def unplugged(self, t: float) -> bool:
        """Whether the port is away at `t`, s since the patient began."""
        return any(fault.kind == FaultKind.UNPLUG and fault.active(t) for fault in self._faults)

    def pass_on(self, data: bytes, t: float) -> bytes:
        """What arrives at `t`, s since the patient began, when the device sends `data`."""
        if t < self._newest_t:
            self._begin_again(self._newest_t + self._step_s - t)
        else:
            self._step_s = t - self._newest_t
        self._newest_t = t
        active = [fault for fault in self._faults if fault.active(t)]
        kinds = {fault.kind for fault in active}
        if FaultKind.STUCK not in kinds:
            self._remember(data, t)
        if FaultKind.FLOOD not in kinds:
            self._flooded_t = t
        late_until: float | None = None
        for fault in active:
            match fault.kind:
                case FaultKind.UNPLUG | FaultKind.SILENCE:
                    data = b""
                case FaultKind.STUCK:
                    data = self._repeat(fault.amount) if data else b""
                case FaultKind.BYTE_LOSS:
                    data = bytes(byte for byte in data if self._source.random() >= fault.amount)
                case FaultKind.TRUNCATION:
                    if data and self._source.random() < fault.amount:
                        data = data[: self._source.randrange(len(data))]
                case FaultKind.NOISE:
                    data = self._disturbed(data, fault.amount)
                case FaultKind.BAUD_MISMATCH:
                    data = heard_at(data, self._line, PortSettings(baud=round(fault.amount)))
                case FaultKind.FLOOD:
                    data += self._rubbish(fault.amount, t)
                case FaultKind.DELAY:
                    late_until = t + fault.amount
                case FaultKind.HELD:
                    late_until = float("inf")
        return self._in_time(data, t, late_until, lost=FaultKind.UNPLUG in kinds)

    def _begin_again(self, back_s: float) -> None:
        """A round of the scenario is over and the next one begins so much earlier, s: what is kept goes along."""
        self._recent = deque((t - back_s, data) for t, data in self._recent)
        self._late = deque((until - back_s, data) for until, data in self._late)
        self._flooded_t = None

    def _in_time(self, data: bytes, t: float, late_until: float | None, *, lost: bool) -> bytes:
        """Keep what is late. At the end of a delay what still waits comes at once, and in order."""
        if lost:  # whatever was under way went with the cable
            self._late.clear()
        if late_until is None:
            data = b"".join(late for _, late in self._late) + data
            self._late.clear()
            return data
        self._late.append((late_until, data))
        due = b""
        while self._late and self._late[0][0] <= t:
            due += self._late.popleft()[1]
        return due

    def _remember(self, data: bytes, t: float) -> None:
        self._stuck = None
        if data:
            self._recent.append((t, data))
        while len(self._recent) > 1 and t - self._recent[0][0] >= self._remember_s:
            self._recent.popleft()

    def _repeat(self, seconds: float) -> bytes:
        """The next of the messages of the last `seconds`, over and over."""
        if self._stuck is None:
            newest = self._recent[-1][0] if self._recent else 0.0
            self._stuck, self._stuck_place = list(_since(self._recent, newest - seconds)), 0
        if not self._stuck:
            return b""
        self._stuck_place += 1
        return self._stuck[(self._stuck_place - 1) % len(self._stuck)]

    def _disturbed(self, data: bytes, share: float) -> bytes:
        source = self._source
        return bytes(source.randrange(256) if source.random() < share else byte for byte in data)

    def _rubbish(self, per_s: float, t: float) -> bytes:
        since = t if self._flooded_t is None else self._flooded_t
        self._flooded_t = t
        return self._source.randbytes(max(0, round(per_s * (t - since))))


def _since(sent: Iterable[tuple[float, bytes]], t: float) -> Iterable[bytes]:
    """The messages after `t`; at least the newest."""
    messages = list(sent)
    found = [data for sent_t, data in messages if sent_t > t]
    return found or [data for _, data in messages[-1:]]

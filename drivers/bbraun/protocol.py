"""B. Braun BCC, the host's end: ADMIN:ALIVE until somebody answers, then MEM:GET every two seconds. Nothing else.

Every block that arrives whole is acknowledged (06); a reply is read when its last block (ETX) is there. Of a reply
that lost bytes only what arrived is told, and only where one pump answered before. The rate is what the pump says is
set (INRT), but only while it delivers: a pump that says that it stands has the rate "none", or 0 where 0 is set. Where
more than one pump answers, bedside cannot know which one is meant: it tells none and says so.

Survives: any cut of the stream; stuffed and unstuffed frames; damaged blocks; blocks cut inside a quadruple; no answer.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity, Numeric, Reading
from drivers.bbraun import layout
from drivers.framing import ResyncBuffer

_ALIVE_EVERY_S = 2.0
_READ_EVERY_S = 2.0
_SILENT_S = 6.0  # no answer for so long: begin again with ADMIN:ALIVE
_LEAST_GAP_S = 0.5  # between two requests
_MOST_PUMPS = 24  # what a system has at most; bounds what a reply may make us keep
_MANY = (
    "More than one pump answers on this line: bedside shows none of them, connect only this patient's pump."
)


class BraunProtocol(Protocol):
    """Asks and reads. `counters.frames` counts whole replies that tell of pumps."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._frames = ResyncBuffer(layout.next_frame, self.counters)
        self._acks = 0
        self._ask_at = -math.inf
        self._bed = layout.ANY_BED
        self._answered_t: float | None = None
        self._stuffed = False
        self._alive_tries = 0
        self._pumps: dict[str, dict[str, str]] = {}  # of the reply under way, by address
        self._memory = False  # the reply under way tells of values
        self._damaged = False  # bytes of it were lost
        self._tail: str | None = None  # last item of a block that goes on in the next
        self._drug: str | None = None
        self._count: int | None = None  # pumps in the last reply that was whole
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        readings: list[Reading] = []
        for frame in self._frames.take(data, t):
            if frame.after_gap:  # whether this frame goes on with the reply before cannot be known
                self._pumps, self._tail, self._damaged = {}, None, True
            message = layout.decode(frame.body)
            if message is not None:
                self._acks += 1
                readings += self._read(message, frame.t)
        return readings

    def finish(self, t: float) -> list[Reading]:
        """A reply whose last block is missing is forgotten."""
        self._frames.finish()
        return []

    def due(self, t: float) -> Due:
        """Acknowledgements at once; then ADMIN:ALIVE or MEM:GET, when its time has come."""
        if self._acks:
            acks, self._acks = self._acks, 0
            self._ask_at = max(self._ask_at, t + _LEAST_GAP_S)
            return Due(bytes((layout.ACK,)) * acks, self._ask_at)
        if t < self._ask_at:
            return Due(b"", self._ask_at)
        if self._answered_t is not None and t - self._answered_t > _SILENT_S:
            self._answered_t, self._bed = None, layout.ANY_BED
        if self._answered_t is None:
            # which of the two forms a SpaceCom is set to shows only when it answers
            stuffed = self._alive_tries % 2 == 1
            self._alive_tries += 1
            self._ask_at = t + _ALIVE_EVERY_S
            return Due(layout.encode(layout.ANY_BED, layout.ALIVE, stuffed=stuffed), self._ask_at)
        self._ask_at = t + _READ_EVERY_S
        return Due(layout.encode(self._bed, layout.READ_ALL, stuffed=self._stuffed), self._ask_at)

    def take_notices(self) -> list[str]:
        """That there is more than one pump, once."""
        notices, self._notices = self._notices, []
        return notices

    def _read(self, message: layout.Message, t: float) -> list[Reading]:
        if self._answered_t is None:
            self._alive_tries = 0
        self._answered_t = t
        self._stuffed = message.stuffed
        if layout.is_a_bed(message.bed):
            self._bed = message.bed
        items = message.info.split(chr(layout.RS))
        tail, self._tail = self._tail, None
        if tail is not None and (not items[0] or layout.quadruple_of(items[0]) is not None):
            self._keep(tail)  # the block before ended with a whole quadruple
        if not message.last:
            self._tail = items.pop()
        for item in items:
            self._keep(item)
        return self._tell(t) if message.last else []

    def _keep(self, item: str) -> None:
        quadruple = layout.quadruple_of(item)
        if quadruple is None:
            return
        self._memory |= quadruple.parameter not in ("GNACK", "GNERR")
        if not layout.is_a_pump(quadruple.address) or quadruple.parameter not in layout.WANTED:
            return
        if quadruple.address in self._pumps or len(self._pumps) < _MOST_PUMPS:
            self._pumps.setdefault(quadruple.address, {})[quadruple.parameter] = quadruple.value

    def _tell(self, t: float) -> list[Reading]:
        # a SpaceCom tells of its own slot too: only what has a rate or a volume is a pump that infuses
        pumps = [pump for pump in self._pumps.values() if layout.RATE in pump or layout.VOLUME in pump]
        memory, damaged = self._memory, self._damaged
        self._pumps, self._memory, self._damaged = {}, False, False
        if not memory:
            return []
        self.counters.frames += 1
        if damaged and (self._count != 1 or len(pumps) > 1):
            return []
        if len(pumps) > 1 and (self._count or 0) <= 1:
            self._notices.append(_MANY)
        if not damaged:
            self._count = len(pumps)
        pump = pumps[0] if len(pumps) == 1 else {}
        told = (
            (layout.RATE, Parameter.INFUSION_RATE, _rate_of(pump)),
            (
                layout.VOLUME,
                Parameter.INFUSION_VOLUME,
                layout.number_of(pump.get(layout.VOLUME), layout.HIGHEST_ML),
            ),
        )
        return [
            *self._tell_drug(pump.get(layout.DRUG, ""), t),
            *(
                Numeric(parameter=parameter, t=t, value=value)
                for name, parameter, value in told
                if not damaged
                or name in pump  # what is missing from a part of a reply may stand in the other
            ),
        ]

    def _tell_drug(self, drug: str, t: float) -> list[Reading]:
        drug = "".join(c for c in drug.strip() if c.isprintable())[:80]
        if not drug or drug in (layout.NO_VALUE, self._drug):
            return []
        self._drug = drug
        return [Identity(t=t, text=f"B. Braun Space: {drug}")]


def _rate_of(pump: dict[str, str]) -> float | None:
    """Rate that the pump delivers, mL/h; None: it stands, or does not say."""
    rate = layout.number_of(pump.get(layout.RATE), layout.HIGHEST_ML_H)
    if rate == 0 or rate is None:
        return rate
    pumping = layout.number_of(pump.get(layout.PUMPING), 1.0)
    delivered = layout.number_of(pump.get(layout.DELIVERED), layout.HIGHEST_ML_H)
    stands = pumping == 0 or (pumping is None and delivered == 0)
    return None if stands else rate

"""Terumo ES-H / BR-500, the host's end: listens, and answers a good record with one ACK byte.

One record is one measurement, measured when it arrives. The monitor's clock is compared with its own earlier
stamps only: a stamp that was there before is the same record again (it is acknowledged again, told once); one
older than the record before comes from the monitor's memory, so when it was measured is not known.

Survives: any cut of the stream; garbage; wrong sums; other messages with a right sum; records without a result.

Source: as `layout`.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.framing import BEGUN_S, ResyncBuffer
from drivers.terumo import layout

_ACK_WITHIN_S = 1.0  # a later one would answer something else
_REMEMBERED = 64  # stamps; more than a monitor repeats


class TerumoProtocol(Protocol):
    """Reads and acknowledges records. `counters.frames` counts R1 records whose sum is right."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._records = ResyncBuffer(layout.next_record, self.counters, quiet_s=BEGUN_S)
        self._told: deque[datetime] = deque(maxlen=_REMEMBERED)
        self._last: datetime | None = None
        self._ack_by: float | None = None  # an ACK is owed until then, s

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        out: list[Reading] = []
        for frame in self._records.take(data, t):
            record = layout.decode(frame.body)
            if record is not None:
                self.counters.frames += 1
                self._ack_by = t + _ACK_WITHIN_S
                out += self._tell(record, t)
        return out

    def finish(self, t: float) -> list[Reading]:
        """Nothing is ever held back."""
        self._records.finish()
        return []

    def due(self, t: float) -> Due:
        """The ACK that is owed; nothing else is ever sent. A begun record is thrown away in its time."""
        ack_by, self._ack_by = self._ack_by, None
        ack = bytes((layout.ACK,)) if ack_by is not None and t <= ack_by else b""
        return Due(ack, self._records.deadline)

    def _tell(self, record: layout.Record, t: float) -> list[Reading]:
        if record.stamp in self._told:
            return []
        self._told.append(record.stamp)
        if not record.good:
            fault = NibpFault.FAILED if record.plain else NibpFault.UNKNOWN
            return [CuffStatus(t=t, state=CuffState.FAILED, fault=fault)]
        from_memory = self._last is not None and record.stamp < self._last
        self._last = record.stamp
        high, mean, low, pulse = (
            None if v is None else float(v) for v in (record.sys, record.map, record.dia, record.rate)
        )
        quality = Quality.TIME_UNKNOWN if from_memory else Quality.NONE
        return [
            CuffStatus(t=t, state=CuffState.IDLE),
            Determination(t=t, sys=high, dia=low, map=mean, pr=pulse, quality=quality),
        ]

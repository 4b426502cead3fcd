"""A&D TM-2655P / TM-2657P, the host's end: listens, and never sends a byte.

One record is one measurement, measured when it arrives. The monitor's clock is compared with its own earlier
stamps only: a stamp that was there before is the same measurement again; one older than the record before comes
from the monitor's memory, so when it was measured is not known.

Survives: any cut of the stream; garbage; a check character after ETX, should a model send one (it is skipped);
records with an error code, blanks or impossible pressures.

Source: as `layout`.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.and_tm import layout
from drivers.framing import BEGUN_S, ResyncBuffer

_REMEMBERED = 64  # stamps; more than a monitor repeats


class AndTmProtocol(Protocol):
    """Reads records. `counters.frames` counts them, also those with an error."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._records = ResyncBuffer(layout.next_record, self.counters, quiet_s=BEGUN_S)
        self._results: deque[datetime] = deque(maxlen=_REMEMBERED)  # stamps told
        self._failures: deque[tuple[datetime, str]] = deque(maxlen=_REMEMBERED)
        self._last: datetime | None = None

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        out: list[Reading] = []
        for frame in self._records.take(data, t):
            record = layout.decode(frame.body)
            if record is None:
                self.counters.throw_away(len(frame.body))
                continue
            self.counters.frames += 1
            out += self._tell_result(record, t) if record.good else self._tell_failure(record, t)
        return out

    def finish(self, t: float) -> list[Reading]:
        """Nothing is ever held back."""
        self._records.finish()
        return []

    def due(self, t: float) -> Due:
        """Nothing is ever sent; a begun record is thrown away in its time."""
        return Due(b"", self._records.deadline)

    def _tell_failure(self, record: layout.Record, t: float) -> list[Reading]:
        if (record.stamp, record.error) in self._failures:
            return []
        self._failures.append((record.stamp, record.error))
        fault = layout.FAULTS.get(record.error, NibpFault.UNKNOWN)
        return [CuffStatus(t=t, state=CuffState.FAILED, fault=fault)]

    def _tell_result(self, record: layout.Record, t: float) -> list[Reading]:
        if record.stamp in self._results:
            return []
        self._results.append(record.stamp)
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

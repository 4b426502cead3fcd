"""Omron HBP-9030 and HBP-9020, the host's end: listens, and never sends a byte.

One line is one measurement, measured when it arrives. The monitor's clock is compared with its own earlier stamps
only: a stamp that was there before is the same measurement again; one older than the line before comes from the
monitor's memory, so when it was measured is not known.

Survives: any cut of the stream; garbage before and in a line (that line is lost); half a line (thrown away after 3 s
of quiet, so that the next one is whole); lines of other output formats
(a notice, never a number); blanks, letters and impossible pressures in the place of numbers.

Source: as `layout`.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.framing import BEGUN_S, ResyncBuffer
from drivers.omron_hbp import layout

WRONG_FORMAT = (
    "The Omron monitor sends a wrong output format: set function item 32 to 5 (HBP-9030) or the output to "
    "mode 5 (HBP-9020)."
)
_REMEMBERED = 64  # stamps; more than a monitor repeats


class OmronHbpProtocol(Protocol):
    """Reads the lines. `counters.frames` counts lines of the two formats, also those without a result."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._records = ResyncBuffer(layout.next_record, self.counters, quiet_s=BEGUN_S)
        self._results: deque[datetime] = deque(maxlen=_REMEMBERED)  # stamps told
        self._failures: deque[datetime] = deque(maxlen=_REMEMBERED)
        self._last: datetime | None = None
        self._wrong_format = False
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        out: list[Reading] = []
        for frame in self._records.take(data, t):
            line = frame.body.rstrip(b"\r\n")
            if line:
                out += self._read(line, t)
        return out

    def finish(self, t: float) -> list[Reading]:
        """Nothing is ever held back."""
        self._records.finish()
        return []

    def due(self, t: float) -> Due:
        """Nothing is ever sent; a begun record is thrown away in its time."""
        return Due(b"", self._records.deadline)

    def take_notices(self) -> list[str]:
        """The wrong output format, once until a good line has come."""
        notices, self._notices = self._notices, []
        return notices

    def _read(self, line: bytes, t: float) -> list[Reading]:
        record = layout.decode(line)
        if record is None:
            self.counters.throw_away(len(line))
            if layout.is_other_format(line) and not self._wrong_format:
                self._wrong_format = True
                self._notices.append(WRONG_FORMAT)
            return []
        self.counters.frames += 1
        self._wrong_format = False
        if record.good:
            return self._tell_result(record, t)
        if record.stamp in self._failures:
            return []
        self._failures.append(record.stamp)
        fault = NibpFault.FAILED if record.error else NibpFault.UNKNOWN
        return [CuffStatus(t=t, state=CuffState.FAILED, fault=fault)]

    def _tell_result(self, record: layout.Record, t: float) -> list[Reading]:
        if record.stamp in self._results:
            return []
        self._results.append(record.stamp)
        quality = Quality.ARTEFACT if record.movement else Quality.NONE
        if self._last is not None and record.stamp < self._last:
            quality |= Quality.TIME_UNKNOWN
        self._last = record.stamp
        high, mean, low, pulse = (
            None if v is None else float(v) for v in (record.sys, record.map, record.dia, record.pulse)
        )
        return [
            CuffStatus(t=t, state=CuffState.IDLE),
            Determination(t=t, sys=high, dia=low, map=mean, pr=pulse, quality=quality),
        ]

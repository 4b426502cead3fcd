"""Nonin's printer text, the host's end. The oximeter prints by itself; nothing is ever sent to it.

Every line tells both numbers; dashes tell that there is none (the text does not say why). The marks for fast
averaging, events and breaths are read and left alone.

Survives: any cut of the stream; a first line that is not whole; any line end; lost and inserted characters (the
line is thrown away); headers. Nothing seals a line: a digit changed into another digit is not noticed.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.framing import BEGUN_S, Frame, ResyncBuffer
from drivers.nonin_text import layout

RATE_HZ = 1.0


class NoninTextProtocol(Protocol):
    """Reads the lines. `counters.frames` counts lines with numbers or dashes, one a second."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = ResyncBuffer(layout.next_line, self.counters, quiet_s=BEGUN_S)

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._lines.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """A line without its end is not told."""
        return self._decode(self._lines.finish())

    def due(self, t: float) -> Due:
        """Nothing to send, ever; a begun line is thrown away in its time."""
        return Due(b"", self._lines.deadline)

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, body, after_gap in frames:
            line = layout.decode(body)
            if line is None:
                if not after_gap and not layout.is_other(body):  # a gap is counted already
                    self.counters.throw_away(len(body))
                continue
            self.counters.frames += 1
            for parameter, number in ((Parameter.SPO2, line.spo2), (Parameter.PR, line.hr)):
                value = None if number is None else float(number)
                readings.append(Numeric(parameter=parameter, t=t, value=value))
        return readings

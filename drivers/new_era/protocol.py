"""New Era NE-1000, the host's end: asks for the rate and the infused volume in turn, twice a second. Nothing else.

A rate is told only while the pump says that it infuses; a pump that stands tells "none", or 0 where 0 is set.
Replies have no checksum, so a number is told when two replies in a row agree: the rate exactly, the volume with
what the rate can add in between. "None" is told at once.

Survives: any cut of the stream; damaged, foreign and error replies; no answer at all; a pump in alarm.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.framing import ResyncBuffer
from drivers.new_era import layout

_STEP_S = 0.5  # between requests; a reply takes about 20 ms
_LEAST_STEP_ML = 0.002  # two counts of the finest display
_UNKNOWN_STEP_ML = 0.75  # the fastest pump of the family in a second
_ALARM = "The syringe pump reports an alarm or a lost power supply: look at the pump."


class NewEraProtocol(Protocol):
    """Asks and reads. `counters.frames` counts replies with a number."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._replies = ResyncBuffer(layout.next_reply, self.counters)
        self._turn = 0
        self._ask_at = -math.inf
        self._rate: float | None = None  # mL/h, of the last reply, told or not
        self._volume: float | None = None  # mL, likewise
        self._infuses = False
        self._alarm = False
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        readings: list[Reading] = []
        for frame in self._replies.take(data, t):
            reply = layout.decode(frame.body)
            if reply is None:
                self.counters.throw_away(len(frame.body))
                continue
            self._see_alarm(reply)
            if reply.rate_ml_h is not None:
                self.counters.frames += 1
                readings += self._read_rate(reply.state, reply.rate_ml_h, frame.t)
            elif reply.volume_ml is not None:
                self.counters.frames += 1
                readings += self._read_volume(reply.volume_ml, frame.t)
        return readings

    def finish(self, t: float) -> list[Reading]:
        """Nothing waits for more bytes."""
        self._replies.finish()
        return []

    def due(self, t: float) -> Due:
        """RAT and DIS in turn, both without an argument."""
        if t < self._ask_at:
            return Due(b"", self._ask_at)
        self._ask_at = t + _STEP_S
        request = layout.REQUESTS[self._turn]
        self._turn = (self._turn + 1) % len(layout.REQUESTS)
        return Due(request, self._ask_at)

    def take_notices(self) -> list[str]:
        """An alarm of the pump, once."""
        notices, self._notices = self._notices, []
        return notices

    def _see_alarm(self, reply: layout.Reply) -> None:
        alarm = reply.state == layout.ALARM
        if alarm and not self._alarm:
            self._notices.append(_ALARM)
        self._alarm = alarm

    def _read_rate(self, state: str, rate: float, t: float) -> list[Reading]:
        agrees, self._rate = rate == self._rate, rate
        self._infuses = state == layout.INFUSING
        stands_at_zero = state in layout.STOPPED and rate == 0
        if not self._infuses and not stands_at_zero:
            return [Numeric(parameter=Parameter.INFUSION_RATE, t=t, value=None)]
        return [Numeric(parameter=Parameter.INFUSION_RATE, t=t, value=rate)] if agrees else []

    def _read_volume(self, volume: float, t: float) -> list[Reading]:
        before, self._volume = self._volume, volume
        if before is None or not 0 <= round(volume - before, 6) <= self._step_ml():
            return []  # the first, after a reset, or damaged: the next one shows which
        return [Numeric(parameter=Parameter.INFUSION_VOLUME, t=t, value=volume)]

    def _step_ml(self) -> float:
        """What the volume may grow between two replies, 1 s apart and sometimes 2."""
        if not self._infuses or self._rate is None:
            return _UNKNOWN_STEP_ML if self._rate is None else _LEAST_STEP_ML
        return max(_LEAST_STEP_ML, min(_UNKNOWN_STEP_ML, 2.5 * self._rate / 3600.0))

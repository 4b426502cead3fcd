"""Contec five-byte packets, the host's end.

Survives: any cut of the stream; lost, inserted and flipped bytes; the host's own bytes echoed into the stream;
a device whose menu has not switched its output on (it is asked once a second while nothing arrives); one that
was left in the middle of a download.

There is no checksum, so whatever changes, also the loss of a number, is told when packets running agree
(`drivers.steady`): two, 1/60 s after it came, and more after damage. Numbers sent with "probe error", "searching" or
"searching too long" are never taken. The device's hint that SpO2 is dropping is not used.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, SignalLevel, Wave
from drivers.contec_5byte import layout
from drivers.framing import Frame, ResyncBuffer
from drivers.steady import Agreed, Agreement

RATE_HZ = 60.0
HOLD_S = 0.007  # three byte times at 4800 baud; at 19200 the line is quiet for longer between two packets
RENEWAL = 59  # packets after which a number is repeated; one that changes then is still told within a second

_ASK_EVERY_S = 1.0

# by 2 × probe error + searching; combined once, because combining flags costs more than all the rest
_QUALITY = (
    Quality.NONE,
    Quality.SEARCHING,
    Quality.NO_FINGER,
    Quality.NO_FINGER | Quality.SEARCHING,
)
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class ContecFiveByteProtocol(Protocol):
    """Asks for the stream and reads it. `counters.frames` counts packets, 60 a second."""

    hold_s = HOLD_S

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(layout.next_packet, self.counters, starts=layout.STARTS, hold_s=HOLD_S)
        self._beat = False
        self._t = 0.0  # of the newest packet
        self._agreement = Agreement()
        self._spo2, self._pr, self._level = (Agreed(self._agreement, RENEWAL) for _ in range(3))
        self._ask_at: float | None = None

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        if data:
            self._ask_at = t + _ASK_EVERY_S
        return self._decode(self._packets.take(data, t))

    def keep_holding(self) -> None:
        """See `Protocol.keep_holding`."""
        self._packets.keep_holding()

    def finish(self, t: float) -> list[Reading]:
        """Readings of the packet that waited for its confirmation; numbers of a stream of one packet."""
        readings = self._decode(self._packets.finish())
        for parameter, field in ((Parameter.SPO2, self._spo2), (Parameter.PR, self._pr)):
            if field.finish():
                readings.append(_numeric(parameter, field, self._t))
        if self._level.finish():
            readings.append(SignalLevel(t=self._t, level=self._level.value))
        return readings

    def due(self, t: float) -> Due:
        """The request for live data, once a second while nothing arrives; the first second is for listening."""
        if self._ask_at is None:
            self._ask_at = t + _ASK_EVERY_S
        send = b""
        if t >= self._ask_at:
            send = layout.LIVE_REQUEST
            self._ask_at = t + _ASK_EVERY_S
        held = self._packets.deadline
        return Due(send, self._ask_at if held is None else min(self._ask_at, held))

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, packet, after_gap in frames:
            self.counters.frames += 1
            self._agreement.packet(after_gap=after_gap)
            readings += self._step(layout.decode_live(packet), t)
        return readings

    def _step(self, live: layout.Live, t: float) -> list[Reading]:
        self._t = t
        state = 2 + live.searching if live.probe_error else int(live.searching or live.search_long)
        rises = live.beat and not self._beat and not live.probe_error
        self._beat = live.beat
        readings: list[Reading] = [
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=RATE_HZ,
                samples=(None if live.probe_error else live.pleth,),
                quality=((_QUALITY_AT_BEAT if rises else _QUALITY)[state],),
            )
        ]
        current = state == 0
        if self._spo2.takes(live.spo2 if current else None, state):
            readings.append(_numeric(Parameter.SPO2, self._spo2, t))
        if self._pr.takes(live.pr if current else None, state):
            readings.append(_numeric(Parameter.PR, self._pr, t))
        if self._level.takes(None if live.probe_error else min(live.signal, 8) // 2, 0):
            readings.append(SignalLevel(t=t, level=self._level.value))
        return readings


def _numeric(parameter: Parameter, field: Agreed, t: float) -> Numeric:
    """The field as it is to be told."""
    value = None if field.value is None else float(field.value)
    return Numeric(parameter=parameter, t=t, value=value, quality=_QUALITY[field.state])

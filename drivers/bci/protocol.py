"""BCI five-byte packets, the host's end. The device sends by itself; nothing is ever sent to it.

Survives: any cut of the stream; lost, inserted and flipped bytes; a signal strength of 15 without a finger.

There is no checksum, so whatever changes, also the loss of a number, is told when packets running agree
(`drivers.steady`): two, 1/100 s after it came, and more after damage. Numbers sent with "probe unplugged",
"no finger", "no signal" or "searching" are never taken.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, SignalLevel, Wave
from drivers.bci import layout
from drivers.framing import Frame, ResyncBuffer
from drivers.steady import Agreed, Agreement

RATE_HZ = 100.0
HOLD_S = 0.007  # three byte times at 4800 baud
RENEWAL = 99  # packets after which a number is repeated; one that changes then is still told within a second

# by 2 × (unplugged or no finger) + (searching or no signal); combined once, because combining flags costs more
# than all the rest
_QUALITY = (
    Quality.NONE,
    Quality.SEARCHING,
    Quality.NO_FINGER,
    Quality.NO_FINGER | Quality.SEARCHING,
)
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class BciProtocol(Protocol):
    """Reads the stream. `counters.frames` counts packets, 100 a second."""

    hold_s = HOLD_S

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(layout.next_packet, self.counters, starts=layout.STARTS, hold_s=HOLD_S)
        self._beat = False
        self._t = 0.0  # of the newest packet
        self._agreement = Agreement()
        self._spo2, self._pr, self._level = (Agreed(self._agreement, RENEWAL) for _ in range(3))

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
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
        """Nothing to send, ever; only a held packet has a deadline."""
        return Due(b"", self._packets.deadline)

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, packet, after_gap in frames:
            self.counters.frames += 1
            self._agreement.packet(after_gap=after_gap)
            readings += self._step(layout.decode_live(packet), t)
        return readings

    def _step(self, live: layout.Live, t: float) -> list[Reading]:
        self._t = t
        off = live.unplugged or live.no_finger
        state = 2 + live.searching if off else int(live.searching or live.no_signal)
        rises = live.beat and not self._beat and not off
        self._beat = live.beat
        readings: list[Reading] = [
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=RATE_HZ,
                samples=(None if off else live.pleth,),
                quality=((_QUALITY_AT_BEAT if rises else _QUALITY)[state],),
            )
        ]
        current = state == 0
        if self._spo2.takes(live.spo2 if current else None, state):
            readings.append(_numeric(Parameter.SPO2, self._spo2, t))
        if self._pr.takes(live.pr if current else None, state):
            readings.append(_numeric(Parameter.PR, self._pr, t))
        known = not off and live.signal <= layout.SIGNAL_MOST
        if self._level.takes(live.signal // 2 if known else None, 0):
            readings.append(SignalLevel(t=t, level=self._level.value))
        return readings


def _numeric(parameter: Parameter, field: Agreed, t: float) -> Numeric:
    """The field as it is to be told."""
    value = None if field.value is None else float(field.value)
    return Numeric(parameter=parameter, t=t, value=value, quality=_QUALITY[field.state])

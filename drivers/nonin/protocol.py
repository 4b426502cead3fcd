"""Nonin Data Format 2, the host's end. The device sends by itself; nothing is ever sent to it.

Every good frame gives one sample, unless the sensor is off. Numbers are taken only from a whole packet: 25
frames in a row from a SYNC frame, with no byte between them thrown away; only from the fields that go missing
at once when the finger leaves, and never while the sensor is off or the pulse is lost. The battery is told with
the first whole packet and on change; a finger is not needed for it.

Survives: any cut of the stream; lost, inserted and flipped bytes (at most one packet's numbers are lost);
reserved fields and bits with anything in them.

Source: "Nonin 9560 Bluetooth Specification", Data Format 2.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Numeric, Quality, Reading, Wave
from drivers.framing import Frame, ResyncBuffer
from drivers.nonin import layout

RATE_HZ = 75.0
HOLD_S = 0.003  # three byte times at 9600 baud
RENEWAL = 3  # packets (of 1/3 s) after which a number is repeated

_FLAGS = (
    (layout.ARTF, Quality.ARTEFACT),
    (layout.RPRF, Quality.LOW_PERFUSION),
)


def _quality_of(status: int) -> Quality:
    quality = Quality.NONE
    if status & layout.SENSOR_OFF:
        quality = Quality.NO_FINGER
    elif status & layout.OOT:  # the finger is on, its pulse is lost
        quality = Quality.SEARCHING
    for mask, flag in _FLAGS:
        if status & mask:
            quality |= flag
    return quality


# by status byte; combined once, because combining flags costs more than all the rest
_QUALITY = tuple(_quality_of(status) for status in range(256))
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class NoninProtocol(Protocol):
    """Reads the stream. `counters.frames` counts frames, 75 a second."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._frames = ResyncBuffer(
            layout.next_frame, self.counters, starts=frozenset((layout.START,)), hold_s=HOLD_S
        )
        self._values: list[int] = []  # of the packet being collected; empty while waiting for SYNC
        self._status = 0  # all status bits seen in that packet
        self._pulse = False
        self._told: tuple[layout.Numbers, Quality] | None = None
        self._packets = 0  # since the numbers were told
        self._battery: BatteryState | None = None  # as told

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._frames.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """Readings of the frame that waited for its confirmation."""
        return self._decode(self._frames.finish())

    def due(self, t: float) -> Due:
        """Nothing to send, ever; only a held frame has a deadline."""
        return Due(b"", self._frames.deadline)

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, (_, status, pleth, value, _), after_gap in frames:
            self.counters.frames += 1
            sensor_off = bool(status & layout.SENSOR_OFF)
            pulse = bool(status & layout.PULSE)
            rises = pulse and not self._pulse and not status & layout.NOT_USABLE
            self._pulse = pulse
            readings.append(
                Wave(
                    parameter=Parameter.PLETH,
                    t=t,
                    rate_hz=RATE_HZ,
                    samples=(None if sensor_off else pleth,),
                    quality=((_QUALITY_AT_BEAT if rises else _QUALITY)[status],),
                )
            )
            readings += self._collect(status, value, after_gap, t)
        return readings

    def _collect(self, status: int, value: int, after_gap: bool, t: float) -> list[Reading]:
        if status & layout.SYNC:
            self._values = [value]
            self._status = status
            return []
        if after_gap:
            self._values = []
        if not self._values:
            return []
        self._values.append(value)
        self._status |= status
        if len(self._values) < layout.PACKET_FRAMES:
            return []
        numbers, battery = layout.decode_numbers(self._values), self._tell_battery(t)
        self._values = []
        if self._status & layout.NOT_USABLE:
            numbers = layout.Numbers(None, None)
        return battery + self._tell(numbers, _QUALITY[self._status], t)

    def _tell_battery(self, t: float) -> list[Reading]:
        state = BatteryState.LOW if layout.battery_low(self._values) else BatteryState.GOOD
        if state is self._battery:
            return []
        self._battery = state
        return [Battery(t=t, state=state)]

    def _tell(self, numbers: layout.Numbers, quality: Quality, t: float) -> list[Reading]:
        self._packets += 1
        if self._packets < RENEWAL and self._told == (numbers, quality):
            return []
        self._told = (numbers, quality)
        self._packets = 0
        told = ((Parameter.SPO2, numbers.spo2), (Parameter.PR, numbers.hr))
        return [
            Numeric(parameter=parameter, t=t, value=None if value is None else float(value), quality=quality)
            for parameter, value in told
        ]

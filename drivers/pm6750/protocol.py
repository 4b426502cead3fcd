"""BerryMed PM6750, the host's end: switches SpO2, pleth and temperature on, reads them, and leaves the cuff to `cuff`.

The board is silent until something is switched on; a stream that does not come, or stops, is switched on again. The
ECG is never needed and never switched on.

A packet is believed when its sum fits and the next byte begins another, or the line is quiet for 5 ms: the sum alone
lets one of 256 damaged packets pass.

Survives: any cut of the stream; lost, inserted and flipped bytes; packets of channels nobody asked for.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, CuffRequest, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, Wave
from drivers.framing import ResyncBuffer
from drivers.pm6750 import layout
from drivers.pm6750.cuff import Cuff

RATE_HZ = 50.0  # of the pleth, measured; the manual says 40
HOLD_S = 0.005
_PAUSE_S = 0.06  # between two commands; the board loses what comes closer than 50 ms

# (command, type of the packets it brings, how long to wait for them before it is sent again, s)
_STREAMS = (
    (layout.SPO2_ON, layout.SPO2, 3.0),
    (layout.PLETH_ON, layout.PLETH, 2.0),
    (layout.TEMPERATURE_ON, layout.TEMPERATURE, 4.0),
)
_QUALITY = {
    layout.SPO2_OK: Quality.NONE,
    layout.SENSOR_OFF: Quality.NO_FINGER,
    layout.NO_FINGER: Quality.NO_FINGER,
    layout.SEARCHING: Quality.SEARCHING,
    layout.SEARCHED_TOO_LONG: Quality.SEARCHING,
}
_WITH_BEAT = {quality: quality | Quality.BEAT for quality in _QUALITY.values()}


class Pm6750Protocol(Protocol):
    """Reads the streams. `counters.frames` counts packets of pleth, SpO2, temperature and NIBP."""

    hold_s = HOLD_S

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(
            layout.next_packet, self.counters, starts=frozenset((layout.START,)), hold_s=HOLD_S
        )
        self._out: list[Reading] = []
        self._cuff = Cuff(self._out.append)
        self._quality = Quality.SEARCHING  # of the last SpO2 packet
        self._beat = False  # the next sample is the first of a pulse
        self._send_at = -math.inf  # not before: the pause after the last command
        self._due_at = {kind: -math.inf for _, kind, _ in _STREAMS}  # when its command is sent again

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        self._cuff.expire(t)
        for frame in self._packets.take(data, t):
            self._read(frame.body, frame.t)
        return self._given_out()

    def keep_holding(self) -> None:
        """See `Protocol.keep_holding`."""
        self._packets.keep_holding()

    def finish(self, t: float) -> list[Reading]:
        """Readings of the packet that waited for its confirmation."""
        for frame in self._packets.finish():
            self._read(frame.body, frame.t)
        return self._given_out()

    def due(self, t: float) -> Due:
        """The next command, one at a time, 60 ms apart."""
        send = b""
        if t >= self._send_at:
            send = self._cuff.next_command(t) or self._switch_on(t)
            if send:
                self._send_at = t + _PAUSE_S
        return Due(send, self._next_deadline(t))

    def request(self, request: CuffRequest, t: float) -> bytes:
        """START or CANCEL. A CANCEL goes out at once; the three commands of a START follow through `due`."""
        send = self._cuff.order(request, t)
        if send:
            self._send_at = t + _PAUSE_S
        return send

    def goodbye(self) -> bytes:
        """CANCEL, if a determination may be running."""
        return layout.CUFF_STOP if self._cuff.may_run else b""

    def _given_out(self) -> list[Reading]:
        out = self._out.copy()
        self._out.clear()
        return out

    def _switch_on(self, t: float) -> bytes:
        for command, kind, patience_s in _STREAMS:
            if t >= self._due_at[kind]:
                self._due_at[kind] = t + patience_s
                return command
        return b""

    def _next_deadline(self, t: float) -> float:
        if self._out:
            return t
        at = min(self._due_at.values())
        if self._cuff.deadline is not None:
            at = min(at, self._cuff.deadline)
        at = max(at, self._send_at, t)
        return at if self._packets.deadline is None else min(at, max(t, self._packets.deadline))

    def _read(self, body: bytes, t: float) -> None:
        kind = body[3]
        for _, stream, patience_s in _STREAMS:
            if stream == kind:
                self._due_at[kind] = t + patience_s
        if kind in (layout.PLETH, layout.SPO2):
            self._cuff.see_alive(t)
        if kind == layout.PLETH:
            self._read_pleth(body[4], t)
        elif kind == layout.SPO2:
            self._read_spo2(body, t)
        elif kind == layout.TEMPERATURE:
            self._count()
            self._tell(Parameter.TEMP, layout.decode_temperature(body), Quality.NONE, t)
        elif kind == layout.NIBP:
            self._count()
            self._cuff.see(layout.decode_nibp(body), t)
        elif kind == layout.PULSE_BEAT:
            self._beat = True

    def _count(self) -> None:
        self.counters.frames += 1

    def _read_pleth(self, sample: int, t: float) -> None:
        self._count()
        quality, beat = self._quality, self._beat
        self._beat = False
        valid = sample != layout.NO_SAMPLE and not quality & Quality.NO_FINGER
        self._out.append(
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=RATE_HZ,
                samples=(sample if valid else None,),
                quality=(_WITH_BEAT[quality] if beat and quality == Quality.NONE else quality,),
            )
        )

    def _read_spo2(self, body: bytes, t: float) -> None:
        packet = layout.decode_spo2(body)
        if packet is None:
            self.counters.throw_away(len(body))
            return
        self._count()
        quality = self._quality = _QUALITY[packet.status]
        self._tell(Parameter.SPO2, packet.spo2, quality, t)
        self._tell(Parameter.PR, packet.pr, quality, t)

    def _tell(self, parameter: Parameter, value: float | None, quality: Quality, t: float) -> None:
        told = None if value is None else float(value)
        self._out.append(Numeric(parameter=parameter, t=t, value=told, quality=quality))

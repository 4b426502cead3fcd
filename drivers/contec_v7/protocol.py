"""Contec V7.0, the host's end.

Survives: any cut of the stream; lost, inserted and flipped bytes; host packets echoed into the stream; both
ways of saying "no finger"; a pulse rate whose eighth bit lags a packet behind at first lock; a device that
answers nothing but the start command; a stream that stops without a word (it is started again).

There is no checksum, so whatever changes, also the loss of a number, is told when packets running agree
(`drivers.steady`): two, 1/60 s after it came, and more after damage. Numbers sent while searching are never taken.

Source: "Communication protocol of pulse oximeter V7.0" (Contec); keep-alive and bring-up as observed between
Contec's own program and a CMS60CW.
"""

from __future__ import annotations

from enum import Enum, auto

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity, Numeric, Quality, Reading, SignalLevel, Wave
from drivers.contec_v7 import layout
from drivers.framing import Frame, ResyncBuffer
from drivers.steady import Agreed, Agreement

RATE_HZ = 60.0
HOLD_S = 0.0003  # three byte times at 115200 baud
RENEWAL = 59  # packets after which a number is repeated; one that changes then is still told within a second
PI_STEP = 10  # hundredths of a percent between two packets: a unit may renew its PI in each

_STOP_WAIT_S = 1.0
_KEEP_ALIVE_S = 3.0  # without it the stream ends after about 30 s
_RESTART_S = 2.0

_NO_FINGER, _SEARCHING = Quality.NO_FINGER, Quality.SEARCHING
# by 2 × probe error + searching; combined once, because combining flags costs more than all the rest
_QUALITY = (Quality.NONE, _SEARCHING, _NO_FINGER, _NO_FINGER | _SEARCHING)
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class _LiveReadings:
    """Turns real-time packets into readings."""

    def __init__(self, agreement: Agreement) -> None:
        self._beat = False
        self._has_pi = False  # this unit has reported a perfusion index
        self._t = 0.0  # of the newest packet
        self._spo2, self._pr, self._level = (Agreed(agreement, RENEWAL) for _ in range(3))
        self._pi = Agreed(agreement, RENEWAL, PI_STEP)

    def step(self, live: layout.Live, t: float) -> list[Reading]:
        """Readings of the packet that arrived at `t`, s."""
        self._t = t
        state = 2 * live.probe_error + live.searching
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
        if self._pi.takes(live.pi if current else None, state) and self._tells_pi():
            readings.append(_numeric(Parameter.PI, self._pi, t))
        if self._level.takes(None if live.probe_error else min(live.signal, 8) // 2, 0):
            readings.append(SignalLevel(t=t, level=self._level.value))
        return readings

    def finish(self) -> list[Reading]:
        """What no other packet confirms: the first numbers ever of a stream that is too short for it."""
        readings: list[Reading] = []
        for parameter, field in (
            (Parameter.SPO2, self._spo2),
            (Parameter.PR, self._pr),
            (Parameter.PI, self._pi),
        ):
            if field.finish() and (field is not self._pi or self._tells_pi()):
                readings.append(_numeric(parameter, field, self._t))
        if self._level.finish():
            readings.append(SignalLevel(t=self._t, level=self._level.value))
        return readings

    def _tells_pi(self) -> bool:
        """Whether this unit reports a perfusion index: one that does not says nothing of it."""
        self._has_pi = self._has_pi or self._pi.value is not None
        return self._has_pi


def _numeric(parameter: Parameter, field: Agreed, t: float) -> Numeric:
    """The field as it is to be told; packets have the PI in hundredths of a percent."""
    value = field.value
    told = None if value is None else value / 100 if parameter is Parameter.PI else float(value)
    return Numeric(parameter=parameter, t=t, value=told, quality=_QUALITY[field.state])


class _Stage(Enum):
    """How far the conversation has come."""

    OPENED = auto()
    STOPPING = auto()  # left-over modes of the device are being ended
    RUNNING = auto()


class ContecV7Protocol(Protocol):
    """Starts the stream, keeps it alive and reads it. `counters.frames` counts real-time packets."""

    hold_s = HOLD_S

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(layout.next_packet, self.counters, starts=layout.STARTS, hold_s=HOLD_S)
        self._agreement = Agreement()
        self._live = _LiveReadings(self._agreement)
        self._model = ("", "")  # its two halves
        self._vendor = ""
        self._label = ""
        self._stage = _Stage.OPENED
        self._stopped = 0  # stop commands the device has confirmed
        self._stop_by = 0.0
        self._alive_at = 0.0
        self._restart_at = 0.0

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._packets.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """Readings of the packet that waited for its confirmation, and the numbers of a stream of one packet."""
        return self._decode(self._packets.finish()) + self._live.finish()

    def keep_holding(self) -> None:
        """See `Protocol.keep_holding`."""
        self._packets.keep_holding()

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, packet, after_gap in frames:
            self._agreement.packet(after_gap=after_gap)
            kind = packet[0]
            if kind == layout.LIVE:
                self.counters.frames += 1
                self._restart_at = t + _RESTART_S
                readings += self._live.step(layout.decode_live(packet), t)
            elif kind == layout.FREE:
                self._stopped += 1
            elif kind in (layout.MODEL, layout.VENDOR):
                readings += self._read_text(kind, layout.payload_of(packet), t)
        return readings

    def _read_text(self, kind: int, payload: bytes, t: float) -> list[Reading]:
        """The label, when it has changed; the first half of a model name alone is not told."""
        if kind == layout.VENDOR:
            self._vendor = layout.text_of(payload)
        elif payload[0] == 0:
            self._model = (layout.text_of(payload[1:]), "")
            return []
        else:
            self._model = (self._model[0], layout.text_of(payload[1:]))
        label = f"{self._vendor.strip()} {''.join(self._model).strip()}".strip()
        if label in ("", self._label):
            return []
        self._label = label
        return [Identity(t=t, text=label)]

    def due(self, t: float) -> Due:
        """Bring-up, keep-alive and restart; see `Protocol.due`."""
        if self._stage is _Stage.RUNNING and t < self._alive_at and t < self._restart_at:  # nearly always
            held = self._packets.deadline
            at = min(self._alive_at, self._restart_at)
            return Due(b"", at if held is None else min(at, held))
        send = b""
        if self._stage is _Stage.OPENED:
            send = layout.command(layout.STOP_LIVE) + layout.command(layout.STOP_STORED)
            self._stage = _Stage.STOPPING
            self._stopped = 0
            self._stop_by = t + _STOP_WAIT_S
        elif self._stage is _Stage.STOPPING:
            if self._stopped >= 2 or t >= self._stop_by:
                asked = (layout.ASK_MODEL, layout.ASK_VENDOR, layout.START_LIVE)
                send = b"".join(layout.command(code) for code in asked)
                self._stage = _Stage.RUNNING
                self._alive_at = t + _KEEP_ALIVE_S
                self._restart_at = t + _RESTART_S
        else:
            if t >= self._restart_at:
                send += layout.command(layout.START_LIVE)
                self._restart_at = t + _RESTART_S
            if t >= self._alive_at:
                send += layout.command(layout.KEEP_ALIVE)
                self._alive_at = t + _KEEP_ALIVE_S
        stopping = self._stage is _Stage.STOPPING
        at = self._stop_by if stopping else min(self._alive_at, self._restart_at)
        held = self._packets.deadline
        return Due(send, at if held is None else min(at, held))

    def goodbye(self) -> bytes:
        """Stop both kinds of stream, as Contec's own program does."""
        return layout.command(layout.STOP_STORED) + layout.command(layout.STOP_LIVE)

"""Contec V7.0, the host's end.

Survives: any cut of the stream; lost, inserted and flipped bytes; host packets echoed into the stream; both
ways of saying "no finger"; a pulse rate whose eighth bit lags a packet behind at first lock; a device that
answers nothing but the start command; a stream that stops without a word (it is started again).

There is no checksum, so a number that could be a damaged packet's waits until the next packet agrees: one that
jumps, a pulse rate that looks like a wrong eighth bit, any change right after bytes that were thrown away. All
others are told at once, and so is every loss of a number. Numbers sent while searching are never taken.

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

RATE_HZ = 60.0
HOLD_S = 0.0003  # three byte times at 115200 baud
RENEWAL = 60  # packets after which a number is repeated
SPO2_STEP = 3  # %; a larger step between two packets needs agreement
PR_STEP = 15  # /min; likewise

_STOP_WAIT_S = 1.0
_KEEP_ALIVE_S = 3.0  # without it the stream ends after about 30 s
_RESTART_S = 2.0

_NO_FINGER, _SEARCHING = Quality.NO_FINGER, Quality.SEARCHING
# by 2 × probe error + searching; combined once, because combining flags costs more than all the rest
_QUALITY = (Quality.NONE, _SEARCHING, _NO_FINGER, _NO_FINGER | _SEARCHING)
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class _Steady:
    """Decides when the value of one field is told.

    Args:
        largest_step: a change up to this is told at once; None: any change is.
        eighth_bit: the top bit travels apart from the others and may be that of the packet before.
    """

    __slots__ = ("_eighth_bit", "_held", "_largest_step", "_packets", "_state", "_valid", "_value")

    def __init__(self, largest_step: int | None = None, *, eighth_bit: bool = False) -> None:
        self._largest_step = largest_step
        self._eighth_bit = eighth_bit
        self._value: int | None = None  # as told
        self._state = -1  # why it is missing, as told; -1 before anything was told
        self._valid: int | None = None  # the last number that was told
        self._held: int | None = None  # waits for the agreement of the next packet
        self._packets = 0  # since it was told

    def step(self, value: int | None, state: int, after_gap: bool) -> bool:
        """Whether `value`, as the newest packet has it, is to be told now."""
        self._packets += 1
        held, self._held = self._held, None
        if value == self._value and state == self._state:
            if self._packets < RENEWAL:
                return False
        elif value is not None and value != held and (after_gap or self._is_doubtful(value)):
            self._held = value
            return False
        self._tell(value, state)
        return True

    def finish(self) -> int | None:
        """The value that still waits, to be told now that no packet will follow; None: none waits."""
        held, self._held = self._held, None
        if held is not None:
            self._tell(held, 0)
        return held

    def _tell(self, value: int | None, state: int) -> None:
        self._value, self._state, self._packets = value, state, 0
        if value is not None:
            self._valid = value

    def _is_doubtful(self, value: int) -> bool:
        if self._eighth_bit and self._valid is not None and abs(value - self._valid) == 128:
            return True
        if self._value is None:
            # what a wrong eighth bit makes of a low rate, or of either way to say "none" (255 and 0)
            return self._eighth_bit and self._state >= 0 and value >= 127
        return self._largest_step is not None and abs(value - self._value) > self._largest_step


class _LiveReadings:
    """Turns real-time packets into readings."""

    def __init__(self) -> None:
        self._beat = False
        self._has_pi = False  # this unit has reported a perfusion index
        self._t = 0.0  # of the newest packet
        self._spo2, self._pr = _Steady(SPO2_STEP), _Steady(PR_STEP, eighth_bit=True)
        self._pi, self._level = _Steady(), _Steady()

    def step(self, live: layout.Live, t: float, after_gap: bool) -> list[Reading]:
        """Readings of the packet that arrived at `t`, s; `after_gap`: bytes before it were thrown away."""
        self._t = t
        state = 2 * live.probe_error + live.searching
        quality = _QUALITY[state]
        rises = live.beat and not self._beat and not live.probe_error
        self._beat = live.beat
        readings: list[Reading] = [
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=RATE_HZ,
                samples=(None if live.probe_error else live.pleth,),
                quality=(_QUALITY_AT_BEAT[state] if rises else quality,),
            )
        ]
        current = state == 0
        spo2 = live.spo2 if current else None
        if self._spo2.step(spo2, state, after_gap):
            readings.append(_numeric(Parameter.SPO2, spo2, t, quality))
        pr = live.pr if current else None
        if self._pr.step(pr, state, after_gap):
            readings.append(_numeric(Parameter.PR, pr, t, quality))
        pi = live.pi if current else None
        if self._pi.step(pi, state, after_gap) and (self._has_pi or pi is not None):
            self._has_pi = True
            readings.append(_numeric(Parameter.PI, pi, t, quality))
        level = None if live.probe_error else min(live.signal, 8) // 2
        if self._level.step(level, 0, after_gap):
            readings.append(SignalLevel(t=t, level=level))
        return readings

    def finish(self) -> list[Reading]:
        """Values of the last packet that still wait for the agreement of another."""
        fields = ((Parameter.SPO2, self._spo2), (Parameter.PR, self._pr), (Parameter.PI, self._pi))
        waiting = [(parameter, field.finish()) for parameter, field in fields]
        readings: list[Reading] = [
            _numeric(parameter, value, self._t, Quality.NONE)
            for parameter, value in waiting
            if value is not None
        ]
        level = self._level.finish()
        if level is not None:
            readings.append(SignalLevel(t=self._t, level=level))
        return readings


def _numeric(parameter: Parameter, value: int | None, t: float, quality: Quality) -> Numeric:
    """`value` as the packet has it: PI in hundredths of a percent."""
    if value is None:
        return Numeric(parameter=parameter, t=t, value=None, quality=quality)
    told = value / 100 if parameter is Parameter.PI else float(value)
    return Numeric(parameter=parameter, t=t, value=told, quality=quality)


class _Stage(Enum):
    """How far the conversation has come."""

    OPENED = auto()
    STOPPING = auto()  # left-over modes of the device are being ended
    RUNNING = auto()


class ContecV7Protocol(Protocol):
    """Starts the stream, keeps it alive and reads it. `counters.frames` counts real-time packets."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(layout.next_packet, self.counters, starts=layout.STARTS, hold_s=HOLD_S)
        self._live = _LiveReadings()
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
        """Readings of the packet that waited for its confirmation, and values that no other packet confirms."""
        return self._decode(self._packets.finish()) + self._live.finish()

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, packet, after_gap in frames:
            kind = packet[0]
            if kind == layout.LIVE:
                self.counters.frames += 1
                self._restart_at = t + _RESTART_S
                readings += self._live.step(layout.decode_live(packet), t, after_gap)
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

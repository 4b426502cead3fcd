"""Contec V7.0, the host's end.

Survives: any cut of the stream; lost, inserted and flipped bytes; host packets echoed into the stream; both
ways of saying "no finger"; a pulse rate whose eighth bit lags a packet behind at first lock; a device that
answers nothing but the start command; a stream that stops without a word (it is started again).

There is no checksum, so whatever changes is told when two packets running agree in it, 1/60 s after it came first,
and three after damage. That goes for the loss of a number too: one damaged packet that says "no finger" would keep the
alarms of the number waiting for seconds. Numbers sent while searching are never taken.

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
AGREEING = 2  # packets running that say the same, before a number that is new counts
AGREEING_AFTER_DAMAGE = 3  # on a bad line two packets were seen to be damaged in the same way
CLEAN_PACKETS = (
    60  # so long ago is the last damage when the line counts as good again; at 0.5 % of the bytes it is not
)

_STOP_WAIT_S = 1.0
_KEEP_ALIVE_S = 3.0  # without it the stream ends after about 30 s
_RESTART_S = 2.0

_NO_FINGER, _SEARCHING = Quality.NO_FINGER, Quality.SEARCHING
# by 2 × probe error + searching; combined once, because combining flags costs more than all the rest
_QUALITY = (Quality.NONE, _SEARCHING, _NO_FINGER, _NO_FINGER | _SEARCHING)
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class _Steady:
    """Decides when the value of one field is told."""

    __slots__ = ("_agreeing", "_held", "_packets", "_told")

    def __init__(self) -> None:
        self._told: tuple[int | None, int] | None = None  # value and why it is missing; None: nothing yet
        self._held: tuple[int | None, int] | None = None  # waits for the agreement of the packets after it
        self._agreeing = 0  # packets running that have it
        self._packets = 0  # since it was told

    def step(self, value: int | None, state: int, needed: int) -> bool:
        """Whether `value`, as the newest packet has it, is to be told now; `needed`: packets that have to agree."""
        self._packets += 1
        newest = (value, state)
        if newest == self._told:
            self._held = None
            if self._packets < RENEWAL:
                return False
        else:
            self._agreeing = self._agreeing + 1 if newest == self._held else 1
            self._held = newest
            if self._agreeing < needed:
                return False
        self._told, self._held, self._packets = newest, None, 0
        return True

    def finish(self) -> tuple[int | None, int] | None:
        """Value and state that still wait, to be told now that no packet will follow; None: nothing waits."""
        held, self._held = self._held, None
        return held


class _LiveReadings:
    """Turns real-time packets into readings."""

    def __init__(self) -> None:
        self._beat = False
        self._has_pi = False  # this unit has reported a perfusion index
        self._t = 0.0  # of the newest packet
        self._clean = CLEAN_PACKETS  # packets since the last damage
        self._spo2, self._pr, self._pi, self._level = _Steady(), _Steady(), _Steady(), _Steady()

    def damage(self) -> None:
        """Bytes were thrown away between two packets."""
        self._clean = 0

    def step(self, live: layout.Live, t: float) -> list[Reading]:
        """Readings of the packet that arrived at `t`, s."""
        self._t = t
        self._clean += 1
        needed = AGREEING if self._clean > CLEAN_PACKETS else AGREEING_AFTER_DAMAGE
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
        if self._spo2.step(spo2, state, needed):
            readings.append(_numeric(Parameter.SPO2, spo2, t, quality))
        pr = live.pr if current else None
        if self._pr.step(pr, state, needed):
            readings.append(_numeric(Parameter.PR, pr, t, quality))
        pi = live.pi if current else None
        if self._pi.step(pi, state, needed) and self._tells_pi(pi):
            readings.append(_numeric(Parameter.PI, pi, t, quality))
        level = None if live.probe_error else min(live.signal, 8) // 2
        if self._level.step(level, 0, needed):
            readings.append(SignalLevel(t=t, level=level))
        return readings

    def finish(self) -> list[Reading]:
        """Values of the last packet that still wait for the agreement of another; on a bad line they are not told."""
        if self._clean < CLEAN_PACKETS:
            return []
        readings: list[Reading] = []
        for parameter, field in (
            (Parameter.SPO2, self._spo2),
            (Parameter.PR, self._pr),
            (Parameter.PI, self._pi),
        ):
            waits = field.finish()
            if waits is not None and (parameter is not Parameter.PI or self._tells_pi(waits[0])):
                readings.append(_numeric(parameter, waits[0], self._t, _QUALITY[waits[1]]))
        level = self._level.finish()
        if level is not None:
            readings.append(SignalLevel(t=self._t, level=level[0]))
        return readings

    def _tells_pi(self, pi: int | None) -> bool:
        """Whether this unit reports a perfusion index: one that does not says nothing of it."""
        self._has_pi = self._has_pi or pi is not None
        return self._has_pi


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
        self._framed = False  # any packet came
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
            if (
                after_gap and self._framed
            ):  # bytes before the first packet are the end of one that began earlier
                self._live.damage()
            self._framed = True
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

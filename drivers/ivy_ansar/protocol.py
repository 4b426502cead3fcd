"""ANSAR-B, the host's end. The monitor sends by itself; nothing is ever sent to it.

There is no checksum, so a number that a damaged message could have made waits until the next message agrees:
the first one, one that jumps, any change right after bytes that were thrown away, anything unreadable. All others
are told with each message, and an emptied value is told at once. A blood pressure is told when two messages in a
row have it.

NIBP is repeated until the next determination and has no time. The one that stands when the monitor is first heard
is told once with its time unknown; a change is a new determination. Equal numbers measured again cannot be told
from a repeat and are not told.

Survives: any cut of the stream; lost, inserted and flipped bytes (they cost the message they stand in).

Source: as `layout`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from drivers.framing import Frame, ResyncBuffer
from drivers.ivy_ansar import layout

STEPS: Mapping[Parameter, float] = MappingProxyType(
    {
        Parameter.HR: 15.0,
        Parameter.RR: 6.0,
        Parameter.ETCO2: 6.0,
        Parameter.SPO2: 3.0,
        Parameter.PR: 15.0,
        Parameter.TEMP: 0.5,
    }
)
"""A larger step between two messages needs the agreement of the next one."""
CONTINUES_S = 3.0  # a new blood pressure after a longer silence may have been measured any time within it

_LINES = (
    (Parameter.HR, "HR"),
    (Parameter.RR, "RR"),
    (Parameter.ETCO2, "ETCO2"),
    (Parameter.TEMP, "T1"),
)
_WAVES = (
    (Parameter.WAVE_ECG, layout.ECG),
    (Parameter.WAVE_RESP, layout.RESP),
    (Parameter.PLETH, layout.PLETH),
    (Parameter.WAVE_P1, layout.P1),
    (Parameter.WAVE_P2, layout.P2),
)
_PRESSURES = frozenset((layout.P1, layout.P2))


def _range_of(parameter: Parameter) -> tuple[float, float]:
    info = PARAMETERS[parameter]
    return max(info.low, 1.0), info.high  # zero is never a reading


_RANGES = {parameter: _range_of(parameter) for parameter in STEPS}


class _Steady:
    """Decides whether the value of one field is told."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._told: layout.Field | None = None
        self._seen: layout.Field | None = None  # in the message before

    def accepts(self, field: layout.Field, after_gap: bool) -> bool:
        """Whether `field`, as the newest message has it, may be told."""
        seen, self._seen = None if after_gap else self._seen, field
        if not (field.value is None and field.sure):
            changed = self._told is None or self._told.value != field.value
            doubtful = not self._near(self._told, field) or (after_gap and changed)
            if doubtful and not self._near(seen, field):
                return False
        self._told = field
        return True

    def _near(self, known: layout.Field | None, field: layout.Field) -> bool:
        if known is None:
            return False
        if known.value is None or field.value is None:
            return known.value is field.value
        return abs(known.value - field.value) <= self._step


_Pressure = tuple[float, float, float, float | None]  # sys, dia, map in mmHg, pulse in 1/min


class _LastPressure:
    """Finds the determinations among repeats of the NIBP line."""

    def __init__(self) -> None:
        self._told: _Pressure | None = None
        self._seen: _Pressure | None = None  # in the message before
        self._since_t = 0.0  # when it was first seen
        self._unknown = False  # it may have been measured long before
        self._known = False  # what stood there before is known, so that a change happened just now
        self._heard_t = 0.0  # the message before

    def step(self, line: layout.Line, t: float) -> Determination | None:
        """The determination that the line of the message at `t`, s, confirms."""
        heard_t, self._heard_t = self._heard_t, t
        if t - heard_t > CONTINUES_S:
            self._known = False
        if not any(text.strip() for text in line.values):
            self._known = True
        pressure = _pressure_of(line)
        if pressure is None or pressure != self._seen:
            self._seen, self._since_t, self._unknown = pressure, t, not self._known
            return None
        self._known = True
        if pressure == self._told:
            return None
        self._told = pressure
        high, low, mean, pulse = pressure
        quality = Quality.TIME_UNKNOWN if self._unknown else Quality.NONE
        return Determination(t=self._since_t, sys=high, dia=low, map=mean, pr=pulse, quality=quality)


def _pressure_of(line: layout.Line) -> _Pressure | None:
    high, low, mean, pulse = (
        layout.number(text, *_range_of(parameter)).value
        for text, parameter in zip(
            line.values,
            (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
            strict=True,
        )
    )
    if high is None or low is None or mean is None or not high > mean > low:
        return None
    return high, low, mean, pulse


class IvyProtocol(Protocol):
    """Reads the stream. `counters.frames` counts messages, one a second."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._messages = ResyncBuffer(layout.next_message, self.counters)
        self._fields = {parameter: _Steady(step) for parameter, step in STEPS.items()}
        self._present: set[Parameter] = {Parameter.SPO2, Parameter.PR}  # told even without a value
        self._pressure = _LastPressure()

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`. The t of a wave is the arrival of its last sample."""
        return [r for frame in self._messages.take(data, t) for r in self._decode(frame)]

    def finish(self, t: float) -> list[Reading]:
        """Nothing: a number that no other message confirms is not told."""
        self._messages.finish()
        return []

    def due(self, t: float) -> Due:
        """Nothing to send, ever."""
        return Due(b"", None)

    def _decode(self, frame: Frame) -> list[Reading]:
        message = layout.decode(frame.body)
        if message is None:
            return []
        self.counters.frames += 1
        t, after_gap = frame.t, frame.after_gap
        spo2_line = message.lines.get("SPO2")
        probe_off = spo2_line is not None and not spo2_line.values[0].strip()
        readings = _waves_of(message, t, probe_off)
        for parameter, name in _LINES:
            line = message.lines.get(name)
            if line is not None:
                field = layout.number(line.values[0], *_RANGES[parameter])
                readings += self._tell(parameter, field, t, after_gap)
        if spo2_line is not None:
            readings += self._read_oximeter(spo2_line, probe_off, t, after_gap)
        nibp_line = message.lines.get("NIBP")
        determination = None if nibp_line is None else self._pressure.step(nibp_line, t)
        if determination is not None:
            readings.append(determination)
        return readings

    def _read_oximeter(self, line: layout.Line, probe_off: bool, t: float, after_gap: bool) -> list[Reading]:
        quality = Quality.NO_FINGER if probe_off else Quality.NONE
        spo2 = layout.number(line.values[0], *_RANGES[Parameter.SPO2])
        pr = layout.Field(None) if probe_off else layout.pulse_of(line.label, *_RANGES[Parameter.PR])
        return [
            *self._tell(Parameter.SPO2, spo2, t, after_gap, quality),
            *self._tell(Parameter.PR, pr, t, after_gap, quality),
        ]

    def _tell(
        self,
        parameter: Parameter,
        field: layout.Field,
        t: float,
        after_gap: bool,
        quality: Quality = Quality.NONE,
    ) -> list[Reading]:
        if not self._fields[parameter].accepts(field, after_gap):
            return []
        if field.value is not None:
            self._present.add(parameter)
        if parameter not in self._present:
            return []
        return [Numeric(parameter=parameter, t=t, value=field.value, quality=quality)]


def _waves_of(message: layout.Message, t: float, probe_off: bool) -> list[Reading]:
    """The waveforms of a message. A pressure channel that is not there gives none."""
    readings: list[Reading] = []
    for parameter, name in _WAVES:
        samples: tuple[int | None, ...] = tuple(message.waves[name])
        count = len(samples)
        quality = Quality.NONE
        if name in _PRESSURES:
            samples = tuple(None if sample == layout.ABSENT else sample for sample in samples)
            if not any(sample is not None for sample in samples):
                continue
        elif name == layout.PLETH and probe_off:
            samples, quality = (None,) * count, Quality.NO_FINGER
        readings.append(
            Wave(parameter=parameter, t=t, rate_hz=float(count), samples=samples, quality=(quality,) * count)
        )
    return readings

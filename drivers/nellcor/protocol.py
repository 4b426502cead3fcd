"""Nellcor real-time printout, the host's end.

The codes come first: with the sensor off or disconnected, during pulse search and with the pulse lost there is no
number, whatever the line prints; nor is there one beside a pulse height of `---`, for that is a number the device
holds. Interference marks the number.

The device sends by itself. One single byte may go to it: XON (11h), once, when lines that came have stopped, because
these devices honour XON/XOFF. The two bytes that open its menu do not exist here: they would stop the lines.

Survives: any cut of the stream; a cut first line; lost, inserted and changed characters (see `steady`).
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality, Reading
from drivers.framing import BEGUN_S, Frame, ResyncBuffer
from drivers.nellcor import layout
from drivers.steady import Steady

RATE_HZ = 0.5
SPO2_STEP = 3  # %; a larger step between two lines needs agreement
PR_STEP = 15  # /min; likewise
XON = b"\x11"
_XON_AFTER_S = 5.0  # without a line

ALARMS_OFF_NOTICE = "The Nellcor monitor's own alarms are off: switch them on at the monitor."

_QUALITY = {
    layout.SENSOR_DISCONNECTED: Quality.NO_FINGER,
    layout.SENSOR_OFF: Quality.NO_FINGER,
    layout.PULSE_SEARCH: Quality.SEARCHING,
    layout.LOSS_OF_PULSE: Quality.SEARCHING,
    layout.LOSS_WITH_INTERFERENCE: Quality.SEARCHING | Quality.ARTEFACT,
    layout.INTERFERENCE: Quality.ARTEFACT,
}
_UNUSABLE = Quality.NO_FINGER | Quality.SEARCHING | Quality.HELD


def quality_of(line: layout.Line) -> Quality:
    """Quality of the numbers of a line. A code that is not known marks them."""
    quality = Quality.NONE
    for code in line.codes:
        quality |= _QUALITY.get(code, Quality.NONE if code in layout.SLOTS else Quality.ARTEFACT)
    if line.pa is None and (line.spo2 is not None or line.pr is not None):
        quality |= Quality.HELD
    return quality


class NellcorProtocol(Protocol):
    """Reads the lines. `counters.frames` counts lines with data, one in 2 s."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = ResyncBuffer(layout.next_line, self.counters, quiet_s=BEGUN_S)
        self._spo2, self._pr = Steady(SPO2_STEP), Steady(PR_STEP)
        self._after_gap = False
        self._xon_at: float | None = None  # None: no line came yet, or XON was sent since the last
        self._model = ""
        self._battery: BatteryState | None = None  # as told
        self._alarms_off = False
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._lines.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """Nothing: half a line is not a line, and a number that no other line confirmed is not told."""
        return self._decode(self._lines.finish())

    def due(self, t: float) -> Due:
        """XON when lines have stopped, once until they come again; a begun line is thrown away in its time."""
        send = b""
        if self._xon_at is not None and t >= self._xon_at:
            self._xon_at = None
            send = XON
        times = [at for at in (self._xon_at, self._lines.deadline) if at is not None]
        return Due(send, min(times, default=None))

    def take_notices(self) -> list[str]:
        """That the monitor's own alarms are off."""
        notices, self._notices = self._notices, []
        return notices

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, body, after_gap in frames:
            self._after_gap |= after_gap
            line = layout.parse(body)
            if line is None:  # a header, or an empty line
                readings += self._tell_model(layout.model_of(body), t)
                continue
            self.counters.frames += 1
            self._xon_at = t + _XON_AFTER_S
            readings += self._tell(line, t)
            self._after_gap = False
        return readings

    def _tell(self, line: layout.Line, t: float) -> list[Reading]:
        self._note(line)
        readings = self._tell_battery(line, t)
        quality = quality_of(line)
        usable = not quality & _UNUSABLE
        # the asterisk and the code stand apart: one damaged character cannot make both
        fields = (
            (Parameter.SPO2, self._spo2, line.spo2, line.spo2_marked and layout.SPO2_LOW in line.codes),
            (Parameter.PR, self._pr, line.pr, line.pr_marked and layout.PR_LOW in line.codes),
        )
        for parameter, field, printed, marked_low in fields:
            value = float(printed) if usable and printed is not None else None
            if field.passes(value, after_gap=self._after_gap, marked_low=marked_low):
                readings.append(Numeric(parameter=parameter, t=t, value=value, quality=quality))
        return readings

    def _note(self, line: layout.Line) -> None:
        off = layout.ALARM_OFF in line.codes
        if off and not self._alarms_off:
            self._notices.append(ALARMS_OFF_NOTICE)
        self._alarms_off = off

    def _tell_battery(self, line: layout.Line, t: float) -> list[Reading]:
        state = BatteryState.LOW if layout.LOW_BATTERY in line.codes else BatteryState.GOOD
        if state is self._battery:
            return []
        self._battery = state
        return [Battery(t=t, state=state)]

    def _tell_model(self, model: str, t: float) -> list[Reading]:
        if model in ("", self._model):
            return []
        self._model = model
        return [Identity(t=t, text=f"Nellcor {model}")]

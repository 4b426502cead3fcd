"""Masimo ASCII output, the host's end. The device sends by itself; nothing is ever sent to it.

The flags come first: with no sensor, a defective, unrecognised or removed one, or during the search for a pulse
there is no number, whatever the line prints. Low perfusion, interference, light and a low signal quality mark it.

Trend lines are what the oximeter has stored. They are taken as current only when they come one by one, at least
1 s apart: a whole trend memory that is being sent arrives much faster and is hours old.

Survives: any cut of the stream; a cut first line; lost, inserted and changed characters (see `steady`).
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality, Reading
from drivers.framing import BEGUN_S, Frame, ResyncBuffer
from drivers.masimo import layout
from drivers.steady import Steady

RATE_HZ = 1.0
SPO2_STEP = 3  # %; a larger step between two lines needs agreement
PR_STEP = 15  # /min; likewise
_ONE_BY_ONE_S = 1.0  # between trend lines that are made now (nominally 2 s)
_EVERY_PI = 100.0  # %: a perfusion index may jump

SILENCED_NOTICE = (
    "The alarms of the Masimo oximeter itself are silenced: press its alarm silence key to have them back."
)
TREND_NOTICE = (
    "The Masimo oximeter sends trend lines, which may be old: hold Enter and Down on it for 5 s (menu level 3) and "
    "set the serial output to AS1."
)


def quality_of(exc: int) -> Quality:
    """Quality of the numbers from the EXC bits."""
    quality = Quality.NONE
    if exc & layout.NO_PROBE:
        quality |= Quality.NO_FINGER
    if exc & layout.PULSE_SEARCH:
        quality |= Quality.SEARCHING
    if exc & layout.LOW_PERFUSION:
        quality |= Quality.LOW_PERFUSION
    if exc & layout.DOUBTFUL:
        quality |= Quality.ARTEFACT
    return quality


class MasimoProtocol(Protocol):
    """Reads the lines. `counters.frames` counts lines with a measurement, one a second."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = ResyncBuffer(layout.next_line, self.counters, quiet_s=BEGUN_S)
        self._spo2, self._pr, self._pi = Steady(SPO2_STEP), Steady(PR_STEP), Steady(_EVERY_PI)
        self._after_gap = False
        self._trend_t: float | None = None  # arrival of the trend line before
        self._serial = ("", "")  # as the line before had it, and as told
        self._battery: BatteryState | None = None  # as told
        self._silenced = self._trending = False
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._lines.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """Nothing: half a line is not a line, and a number that no other line confirmed is not told."""
        return self._decode(self._lines.finish())

    def due(self, t: float) -> Due:
        """Nothing to send, ever; a begun line is thrown away in its time."""
        return Due(b"", self._lines.deadline)

    def take_notices(self) -> list[str]:
        """Alarms silenced at the oximeter; trend lines instead of live ones."""
        notices, self._notices = self._notices, []
        return notices

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, body, after_gap in frames:
            self._after_gap |= after_gap
            line = layout.parse(body)
            if line is None:  # an empty line
                continue
            self.counters.frames += 1
            readings += self._tell(line, t)
            self._after_gap = False
        return readings

    def _tell(self, line: layout.Line, t: float) -> list[Reading]:
        self._note(line)
        readings = self._tell_battery(line, t) + self._tell_identity(line, t)
        quality = quality_of(line.exc)
        usable = not line.exc & layout.UNUSABLE
        if line.trend and not self._is_current(t):
            usable, quality = False, Quality.HELD
        alarm = line.alarm or 0
        fields = (
            (Parameter.SPO2, self._spo2, line.spo2, bool(alarm & layout.SPO2_LOW)),
            (Parameter.PR, self._pr, line.pr, bool(alarm & layout.PR_LOW)),
            (Parameter.PI, self._pi, line.pi, False),
        )
        for parameter, field, printed, marked_low in fields:
            if parameter is Parameter.PI and not line.has_pi:
                continue
            value = float(printed) if usable and printed is not None else None
            if field.passes(value, after_gap=self._after_gap, marked_low=marked_low):
                readings.append(Numeric(parameter=parameter, t=t, value=value, quality=quality))
        return readings

    def _is_current(self, t: float) -> bool:
        before, self._trend_t = self._trend_t, t
        return before is not None and t - before >= _ONE_BY_ONE_S

    def _note(self, line: layout.Line) -> None:
        if line.trend and not self._trending:
            self._notices.append(TREND_NOTICE)
        self._trending = line.trend
        if line.alarm is None:
            return
        silenced = bool(line.alarm & layout.SILENCED)
        if silenced and not self._silenced:
            self._notices.append(SILENCED_NOTICE)
        self._silenced = silenced

    def _tell_battery(self, line: layout.Line, t: float) -> list[Reading]:
        if line.alarm is None:
            return []
        state = BatteryState.LOW if line.alarm & layout.LOW_BATTERY else BatteryState.GOOD
        if state is self._battery:
            return []
        self._battery = state
        return [Battery(t=t, state=state)]

    def _tell_identity(self, line: layout.Line, t: float) -> list[Reading]:
        """The serial number, once two lines in a row have it."""
        before, told = self._serial
        agreed = line.serial != "" and line.serial == before and line.serial != told
        self._serial = (line.serial, line.serial if agreed else told)
        return [Identity(t=t, text=f"Masimo SN {line.serial}")] if agreed else []

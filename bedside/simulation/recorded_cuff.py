"""The cuff of a recorded patient: its readings come when they came, and a person may start one in between.

A reading that was recorded ends at its recorded time and begins 30 s before. One that is started ends 30 s later with
the recorded reading that is nearest in time. Nothing is made up: a recording without cuff readings has none to give,
and every determination fails.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.driver_api import CuffPhase, CuffView
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import PatientType

TAKES_S: Final = 30.0
_INFLATES_S: Final = 7.0
_STEP_S: Final = 0.8
_FIRST_MMHG: Final = 160.0
_ABOVE_MMHG: Final = 35.0
_MOST_MMHG: Final = 280.0
_LOWEST_MMHG: Final = 40.0
_KEPT: Final = 32  # runs; more than any device asks back for


@dataclass(slots=True, kw_only=True)
class _Run:
    start_s: float
    end_s: float
    result: Determination | None  # None: it fails
    cancelled: bool = False

    def pressure_mmhg(self, t: float) -> float:
        """Cuff pressure at `t`, s, within the run: up within 7 s, then down in steps."""
        top = _FIRST_MMHG
        if self.result is not None and self.result.sys is not None:
            top = min(_MOST_MMHG, self.result.sys + _ABOVE_MMHG)
        length_s, since_s = self.end_s - self.start_s, t - self.start_s
        up_s = min(_INFLATES_S, length_s / 3.0)
        if since_s < up_s:
            return top * since_s / up_s
        down_s = (since_s - up_s) // _STEP_S * _STEP_S
        return max(0.0, top - (top - _LOWEST_MMHG) * down_s / (length_s - up_s))


class RecordedCuff:
    """One determination after another.

    Args:
        readings: recorded ones by time, s of the recording; with systolic, diastolic and mean.
        place: time in the recording at a time of the patient, s; None: it is over.
        begins_s: time in the recording at which the patient begins.
        again_s: after so many seconds the recording begins again; None: it does not.
        pulse: recorded pulse rate at a time of the patient, s, for readings without one.
    """

    def __init__(
        self,
        readings: Sequence[Determination],
        *,
        place: Callable[[float], float | None],
        begins_s: float,
        again_s: float | None,
        pulse: Callable[[float], float | None],
    ) -> None:
        self._readings = tuple(readings)
        self._times = [reading.t for reading in self._readings]
        self._place = place
        self._begins_s = begins_s
        self._again_s = again_s
        self._pulse = pulse
        self._next = bisect_left(self._times, begins_s)  # counts on beyond the end when it begins again
        self._last_s = 0.0  # end of the recorded reading before
        self._runs: deque[_Run] = deque(maxlen=_KEPT)

    def start(self, t: float) -> None:
        """Begin a determination at `t`, s; nothing happens while one runs."""
        self._follow(t)
        if self._idle(t):
            self._runs.append(_Run(start_s=t, end_s=t + TAKES_S, result=self._nearest(t)))

    def cancel(self, t: float) -> None:
        """Deflate at `t`, s; nothing happens while none runs."""
        self._follow(t)
        if not self._idle(t):
            self._runs[-1].end_s = t
            self._runs[-1].cancelled = True

    def at(self, t: float) -> CuffView:
        """State at `t`, s. While it measures, and after a cancel, the reading before stands."""
        self._follow(t)
        run = next((run for run in reversed(self._runs) if run.start_s <= t), None)
        if run is None:
            return self._view(CuffPhase.IDLE, None, t)
        if t < run.end_s:
            return self._view(CuffPhase.MEASURING, self._shown(t), t, run.pressure_mmhg(t))
        if run.cancelled:
            return self._view(CuffPhase.CANCELLED, self._shown(t), t)
        return self._view(CuffPhase.DONE if run.result is not None else CuffPhase.FAILED, run, t)

    def _idle(self, t: float) -> bool:
        return not self._runs or self._runs[-1].end_s <= t

    def _due(self) -> tuple[float, Determination] | None:
        """When the next recorded reading ends, s of the patient; None: no more come."""
        if not self._readings:
            return None
        turn, number = divmod(self._next, len(self._readings))
        if turn and self._again_s is None:
            return None
        reading = self._readings[number]
        return reading.t - self._begins_s + turn * (self._again_s or 0.0), reading

    def _follow(self, t: float) -> None:
        """Begin what had begun by itself up to `t`."""
        while (due := self._due()) is not None:
            end_s, reading = due
            start_s = max(0.0, self._last_s, end_s - TAKES_S)
            if start_s > t:
                return
            if self._idle(start_s):
                self._runs.append(_Run(start_s=start_s, end_s=end_s, result=reading))
            self._last_s = end_s
            self._next += 1

    def _nearest(self, t: float) -> Determination | None:
        place = self._place(t)
        if place is None or not self._readings:
            return None
        after = bisect_left(self._times, place)
        return min(self._readings[max(0, after - 1) : after + 1], key=lambda each: abs(each.t - place))

    def _shown(self, t: float) -> _Run | None:
        ended = (run for run in reversed(self._runs) if run.end_s <= t and not run.cancelled)
        return next((run for run in ended if run.result is not None), None)

    def _view(self, phase: CuffPhase, run: _Run | None, t: float, pressure_mmhg: float = 0.0) -> CuffView:
        result = None if run is None else run.result
        pulse = None if result is None else result.pr
        if result is not None and run is not None and pulse is None:
            pulse = self._pulse(run.end_s)
        return CuffView(
            phase=phase,
            pressure_mmhg=pressure_mmhg,
            sys=None if result is None else _rounded(result.sys),
            dia=None if result is None else _rounded(result.dia),
            map=None if result is None else _rounded(result.map),
            pr=_rounded(pulse),
            age_s=None if run is None else t - run.end_s,
            patient_type=PatientType.ADULT,
        )


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)

"""A recorded patient for virtual devices: every value is the recorded one, at its time.

numbers   as recorded; missing is None. The pulse rate is the oximeter's; a file that has a pleth and no pulse rate
          gets one counted from its pulses.
probe     off while neither saturation nor pulse rate has a value, and after the end. A file with a pleth and
          without numbers of an oximeter: off where the wave is missing, searching while no pulse is found in it.
pleth     as recorded, within 0…1; a straight line in its holes. Without one: a drawn pulse at the recorded rate.
cuff      see `recorded_cuff`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any, Final

from bedside.driver_api import CuffView, Patient, Vitals
from bedside.simulation import pulses
from bedside.simulation.recorded_cuff import RecordedCuff
from bedside.simulation.recording import Numbers, Recording
from bedside.vitals.parameters import Parameter

BEAT_MARK_S: Final = 0.05  # for so long after its beginning a pulse is reported as `Vitals.beat`
_FLAT: Final = 0.5  # of a wave without a sample
_FOOT, _HEIGHT = 0.15, 0.65  # of a drawn pulse


class RecordedPatient(Patient):
    """Plays one recording.

    Args:
        recording: what is played.
        repeat: begin again after its end instead of taking the probe off.
        skip_s: begin so far into it, s, below its length.
    """

    def __init__(self, recording: Recording, *, repeat: bool = False, skip_s: float = 0.0) -> None:
        self._length_s = recording.duration_s
        self._repeat = repeat
        self._skip_s = skip_s
        self._waves = recording.waves
        self._pleth = recording.waves.get(Parameter.PLETH)
        self._numbers = dict(recording.numbers)
        self._oximeter = Parameter.SPO2 in self._numbers or Parameter.PR in self._numbers
        if self._pleth is not None:
            self._pulses = pulses.find_pulses(self._pleth)
            if Parameter.PR not in self._numbers:
                self._numbers[Parameter.PR] = pulses.counted_rate(self._pulses, self._length_s)
        else:
            rate = self._numbers.get(Parameter.PR, Numbers(Parameter.PR, (), ()))
            self._pulses = pulses.paced(rate, self._length_s)
        self._cuff = RecordedCuff(
            recording.determinations,
            place=self._place,
            begins_s=skip_s,
            again_s=self._length_s if repeat else None,
            pulse=lambda t: self._number(Parameter.PR, self._place(t)),
        )

    def at(self, t: float) -> Vitals:
        """State at `t`, s; see `Patient.at`."""
        place = self._place(t)
        spo2, pr = self._number(Parameter.SPO2, place), self._number(Parameter.PR, place)
        sample = None if place is None or self._pleth is None else self._pleth.at(place)
        probe_on = (spo2 is not None or pr is not None) if self._oximeter else sample is not None
        pulse = self._running(place)
        since_s = math.inf if pulse is None or place is None else place - self._pulses[pulse]
        if self._pleth is None:
            sample = self._drawn(pulse, since_s)
        return Vitals(
            t=t,
            pleth=None if not probe_on else _FLAT if sample is None else sample,
            beat=probe_on and since_s < BEAT_MARK_S,
            spo2=spo2,
            pr=pr if probe_on else None,
            pi=self._number(Parameter.PI, place) if probe_on else None,
            probe_on=probe_on,
            searching=probe_on and spo2 is None and pr is None,
            rr=self._number(Parameter.RR, place),
            resp=self._sample(Parameter.WAVE_RESP, place, _FLAT),
            ecg_mv=self._sample(Parameter.WAVE_ECG, place, 0.0),
            etco2=self._number(Parameter.ETCO2, place),
            temp=self._number(Parameter.TEMP, place),
        )

    def cuff(self, t: float) -> CuffView:
        """State of the cuff at `t`, s."""
        return self._cuff.at(t)

    def start_cuff(self, t: float) -> None:
        """Begin a determination at `t`, s; nothing happens while one runs."""
        self._cuff.start(t)

    def cancel_cuff(self, t: float) -> None:
        """Deflate at `t`, s; nothing happens while none runs."""
        self._cuff.cancel(t)

    def _place(self, t: float) -> float | None:
        """Time in the recording, s; None: it is over."""
        place = t + self._skip_s
        if self._repeat:
            return place % self._length_s
        return place if 0.0 <= place < self._length_s else None

    def _number(self, parameter: Parameter, place: float | None) -> float | None:
        numbers = self._numbers.get(parameter)
        return None if numbers is None or place is None else numbers.at(place)

    def _sample(self, parameter: Parameter, place: float | None, without: float) -> float:
        wave: Any = self._waves.get(parameter)
        value = None if wave is None or place is None else wave.at(place)
        return without if value is None else value

    def _running(self, place: float | None) -> int | None:
        """Number of the newest pulse at `place`."""
        number = -1 if place is None else bisect_right(self._pulses, place) - 1
        return None if number < 0 else number

    def _drawn(self, pulse: int | None, since_s: float) -> float | None:
        """The drawn pleth within a pulse; None: there is no pulse."""
        if pulse is None:
            return None
        length_s = 1.0
        if pulse + 1 < len(self._pulses):
            length_s = min(6.0, self._pulses[pulse + 1] - self._pulses[pulse])
        return _FOOT + _HEIGHT * pulses.drawn(since_s / length_s)

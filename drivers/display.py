"""How a virtual device averages, freezes and flags what it shows.

A patient has a saturation in the artery and a pulse that runs; a device shows means of them, renewed now and then, and
while its signal is too poor the numbers from before, or none. `Display` is that, for one device; the table of what each
device does is at the top of `drivers.manners`. Pure: what is shown depends on the patient and on the time of the first
call alone.
"""

from __future__ import annotations

import math
from collections import deque
from enum import Enum, auto
from typing import NamedTuple

from bedside.driver_api import Patient, Vitals
from drivers.manners import MANNERS, Average, Manner, masimo

__all__ = [
    "LOCK_S",
    "MANNERS",
    "POOR_PI",
    "SAMPLES_PER_S",
    "SEARCH_LONG_S",
    "Average",
    "Display",
    "HeartRate",
    "Manner",
    "Shown",
    "masimo",
]

SAMPLES_PER_S = 10  # how often a display looks at the patient
_SLOWEST = 20.0  # /min, a pulse below it is none to a device
POOR_PI = 0.3  # %, below: low perfusion
LOCK_S = 3.0  # good signal for so long before a device that has lost the pulse shows numbers again
SEARCH_LONG_S = 15.0  # a search longer than this is "searching too long" (ChipOx says the time)
_ALMOST_S = 1e-6  # two sums that mean the same time differ by less
_MARK_S = 1.0  # a flag stays for so long, so that a device that speaks once a second has it


class Shown(NamedTuple):
    """What stands on a display. Whole numbers are the encoder's matter."""

    spo2: float | None = None  # %
    pr: float | None = None  # /min
    pi: float | None = None  # %
    held: bool = False  # the numbers are from before the signal was lost
    off: bool = False  # the probe is off
    searching: bool = False  # the device says that it looks for a pulse
    search_long: bool = False  # … for too long already
    weak: bool = False  # low perfusion
    no_pulse: bool = False  # too little perfusion to count pulses at all
    artefact: bool = False  # the finger moves, or moved just now

    @property
    def current(self) -> bool:
        """Whether the device takes its numbers for those of now."""
        return not (self.off or self.searching)

    @property
    def strength(self) -> int:
        """Signal strength for devices with a scale of 0 to 8 that have no other word for it. Steps chosen here."""
        if self.no_pulse:
            return 1
        if self.weak or self.artefact:
            return 3
        return 4 if self.searching else 6


class _Cause(Enum):
    """Why there is no usable signal."""

    NONE = auto()
    WEAK = auto()
    SEARCHING = auto()
    OFF = auto()


class _Channel:
    """The mean of one number."""

    def __init__(self, average: Average, *, exponential: bool = False) -> None:
        self._average = average
        self._exponential = exponential  # as far as beats are concerned
        longest_s = average.beats * 60.0 / _SLOWEST if average.beats else average.seconds
        self._recent: deque[float] = deque(maxlen=max(1, round(longest_s * SAMPLES_PER_S)))
        self.value: float | None = None

    def begin(self, displayed: float | None) -> None:
        """Begin in the middle: the device has been on the finger for a while, and another display shows so much."""
        self.value = displayed
        if displayed is not None and self._recent.maxlen is not None:
            self._recent.extend([displayed] * self._recent.maxlen)

    def clear(self) -> None:
        """Begin again."""
        self._recent.clear()
        self.value = None

    def take(self, now: float | None, displayed: float | None, rate: float) -> None:
        """One more sample. Where nobody knows the value of now, what another device displayed is taken as it is."""
        if now is None:
            self._recent.clear()
            self.value = displayed
        elif self.value is None or not any(self._average):
            self._recent.append(now)
            self.value = now
        elif self._average.beats and self._exponential:
            constant_s = self._average.beats / 2.0 * 60.0 / rate
            self.value += (now - self.value) * (1.0 - math.exp(-1.0 / SAMPLES_PER_S / constant_s))
        else:
            self._recent.append(now)
            if self._average.beats:  # those that are older than so many beats are of no use any more
                count = round(self._average.beats * 60.0 / rate * SAMPLES_PER_S)
                while len(self._recent) > max(1, count):
                    self._recent.popleft()
            self.value = math.fsum(self._recent) / len(self._recent)


class Display:
    """What one device shows of its patient.

    Args:
        manner: of the device, from `MANNERS`.
        beside: other numbers of the same device, made of the same looks at the patient; only this one is to be asked
            to `follow` or `sample`.
    """

    def __init__(self, manner: Manner, *beside: Display) -> None:
        self._manner = manner
        self._all = (self, *beside)
        self._spo2, self._rate = _Channel(manner.spo2, exponential=True), _Channel(manner.rate)
        self._from_t: float | None = None  # of the first look
        self._looks = 0
        self._renewals = 0
        self._lost_t: float | None = None  # since when there is no usable signal
        self._locked_t = -math.inf  # not before: the pulse has to be found again
        self._artefact_t = self._searching_t = -math.inf
        self.shown = Shown()

    def follow(self, patient: Patient, t: float) -> Shown:
        """Look at the patient ten times a second up to `t`, s; what is shown then. Must not go back in time."""
        if self._from_t is None:
            self._from_t = t
        while (at := self._from_t + self._looks / SAMPLES_PER_S) <= t:
            self._looks += 1
            self._look_all(patient.at(at), at, self._from_t)
        return self.shown

    def sample(self, patient: Patient, t: float) -> tuple[Vitals, Shown]:
        """The patient at `t`, s, and what is shown then: for a device that sends a wave.

        A probe that comes off, or is back, shows with this very sample.
        """
        self.follow(patient, t)
        now = patient.at(t)
        unseen = now.probe_on == self.shown.off or (now.searching and not self.shown.searching)
        if unseen and self._from_t is not None:
            self._look_all(now, t, self._from_t)
        return now, self.shown

    def _look_all(self, vitals: Vitals, t: float, from_t: float) -> None:
        for display in self._all:
            display._look(vitals, t, from_t)

    def _look(self, vitals: Vitals, t: float, from_t: float) -> None:
        if vitals.artefact:
            self._artefact_t = t
        if t == from_t and self._renewals == 0:
            self._spo2.begin(vitals.spo2)
            self._rate.begin(vitals.pr)
        cause = self._cause_of(vitals, t)
        spo2, pr, pi = self.shown[:3]
        since_s = noticed_s = 0.0
        if cause is _Cause.NONE:
            if self._lost_t is not None:
                self._lost_t = None
                if not self.shown.current:
                    self._spo2.clear()
                    self._rate.clear()
            rate = vitals.rate or vitals.pr or 60.0
            self._spo2.take(vitals.sao2, vitals.spo2, rate)
            self._rate.take(vitals.rate, vitals.pr, self._rate.value or rate)
            # a number that appears or goes away does not wait for its turn
            turns = (spo2 is None, pr is None) != (self._spo2.value is None, self._rate.value is None)
            if self._is_time(t, from_t) or turns or self.shown.held:
                spo2, pr, pi = self._spo2.value, self._rate.value, vitals.pi
        else:
            if self._lost_t is None:
                self._lost_t = t
            since_s = t - self._lost_t
            noticed_s = self._manner.notice_s if cause is _Cause.WEAK else 0.0
            hold_s = self._manner.hold_off_s if cause is _Cause.OFF else self._manner.hold_s
            if since_s >= noticed_s + hold_s - _ALMOST_S:
                spo2 = pr = pi = None
        lost = cause is not _Cause.NONE and since_s >= noticed_s - _ALMOST_S
        searching = lost and cause is not _Cause.OFF
        if not searching:
            self._searching_t = t
        if searching and cause is _Cause.WEAK:
            self._locked_t = t + LOCK_S
        poor = vitals.pi is not None and vitals.pi < POOR_PI
        self.shown = Shown(
            spo2=spo2,
            pr=pr,
            pi=pi,
            held=lost and (spo2 is not None or pr is not None),
            off=cause is _Cause.OFF,
            searching=searching,
            search_long=t - self._searching_t >= SEARCH_LONG_S,
            weak=vitals.probe_on and (vitals.weak or poor),
            no_pulse=vitals.probe_on and vitals.weak,
            artefact=vitals.probe_on and t - self._artefact_t < max(_MARK_S, self._manner.every_s),
        )

    def _cause_of(self, vitals: Vitals, t: float) -> _Cause:
        if not vitals.probe_on:
            return _Cause.OFF
        if vitals.weak:
            return _Cause.WEAK
        if vitals.searching:
            return _Cause.SEARCHING
        return _Cause.SEARCHING if t < self._locked_t else _Cause.NONE

    def _is_time(self, t: float, from_t: float) -> bool:
        """Whether the shown numbers are renewed now."""
        every_s = self._manner.every_s
        if every_s <= 0.0:
            return True
        passed = math.floor((t - from_t) / every_s + 1e-9) + 1
        due, self._renewals = passed > self._renewals, passed
        return due


class HeartRate:
    """The rate of a monitor's ECG: about ten beats are averaged, whether the finger has a pulse or not.

    The simulated patient's rate is that of the finger's pulses: while they are false ones of a movement the rate of
    before stands.

    Args:
        keeps: it goes on with the last rate while nobody knows one; else it has none.
    """

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self._channel = _Channel(Average(beats=10.0))
        self._from_t: float | None = None
        self._looks = 0

    def follow(self, patient: Patient, t: float) -> float | None:
        """The rate at `t`, s, in 1/min; see `Display.follow`."""
        if self._from_t is None:
            self._from_t = t
        while (at := self._from_t + self._looks / SAMPLES_PER_S) <= t:
            self._looks += 1
            vitals = patient.at(at)
            if self._looks == 1:
                self._channel.begin(vitals.pr)
            known = vitals.rate is not None or vitals.pr is not None
            if (known or not self._keeps) and not (vitals.artefact and self._channel.value is not None):
                self._channel.take(vitals.rate, vitals.pr, self._channel.value or 60.0)
        return self._channel.value

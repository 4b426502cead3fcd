"""The sounds themselves, made from their numbers: alarm bursts, melodies and tones as 16-bit samples. No file is read.

A pulse is its fundamental with four harmonics under an envelope of straight lines:

    1.0        ____________
    0.9       /            \\
             /<---- t_d --->\\<------- t_s ------>/
    0.1     /                \\                  /
    0.0 ___/                  \\________________/      next pulse begins t_d + t_s after this one

Numbers: requirement ALM-10; the notes of the power failure melody: ALM-54. Every burst comes at the same, full level;
how loud each may be is the mixer's to say (`sounding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bedside.vitals.alarms import Priority

Samples = NDArray[np.int16]
"""Mono, `RATE_HZ`, full scale ±32767."""

RATE_HZ = 44_100
PEAK = 0.9  # of full scale: the highest sample of every burst
HARMONICS = (1.0, 0.7, 0.5, 0.4, 0.3)  # amplitudes of the fundamental and the four above it
RISE = 0.15  # time from 10 % to 90 %, as a share of t_d: inside both editions' bounds

C4, E4, A4, C5 = 262.0, 330.0, 440.0, 523.0  # Hz


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When the pulses of a burst sound."""

    pulse_s: float  # t_d, from 90 % to 90 %
    space_s: float  # t_s, from the end of a pulse to the next
    starts_s: tuple[float, ...]  # from the beginning of the burst
    period_s: float  # from one burst to the next
    most: int | None = None  # bursts of one signal; None = until it ends

    @property
    def burst_s(self) -> float:
        """From the first pulse's start to the last pulse's end."""
        return self.starts_s[-1] + self.pulse_s


RHYTHMS = {
    Priority.HIGH: Rhythm(
        pulse_s=0.150,
        space_s=0.095,
        # 3 + 2, then 0.6 s, and 3 + 2 again
        starts_s=(0.0, 0.245, 0.490, 0.980, 1.225, 1.975, 2.220, 2.465, 2.955, 3.200),
        period_s=7.35,
    ),
    Priority.MEDIUM: Rhythm(pulse_s=0.200, space_s=0.200, starts_s=(0.0, 0.4, 0.8), period_s=9.0),
    Priority.LOW: Rhythm(pulse_s=0.200, space_s=0.200, starts_s=(0.0, 0.4), period_s=30.0, most=4),
}

_PITCHES = {Priority.HIGH: (A4,) * 10, Priority.MEDIUM: (A4,) * 3, Priority.LOW: (E4, C4)}
_POWER_FAILURE = (C5, C4, C4, C5, C4)
_TEST_STEP_S = 0.7  # from one pulse of the self test to the next: no rhythm of an alarm


@cache
def burst(priority: Priority, *, oxygen: bool = False) -> Samples:
    """One burst, ending with the last pulse's spacing; not to be written to. `oxygen` gives a High its own pitch."""
    pitches = (C5,) * 10 if oxygen and priority is Priority.HIGH else _PITCHES[priority]
    made = _burst(RHYTHMS[priority], pitches)
    made.flags.writeable = False
    return made


def power_failure_melody() -> Samples:
    """C5 C4 C4 – C5 C4 twice, as a High, with the gap to the next: to be repeated without a pause (ALM-54)."""
    rhythm = RHYTHMS[Priority.HIGH]
    return _padded(_burst(rhythm, _POWER_FAILURE * 2), rhythm.period_s)


def self_test(levels: Sequence[float]) -> Samples:
    """One pulse of High, Medium and Low, at `levels` (0…1) of full, in this order (ALM-45)."""
    pulses = [
        _pulse(_PITCHES[priority][0], RHYTHMS[priority])
        for priority in (Priority.HIGH, Priority.MEDIUM, Priority.LOW)
    ]
    parts = [
        _padded(np.rint(pulse * level).astype(np.int16), _TEST_STEP_S)
        for pulse, level in zip(pulses, levels, strict=True)
    ]
    return np.concatenate(parts)


def information_tone() -> Samples:
    """One soft pure tone of 80 ms (ALM-13)."""
    return _soft(660.0, 0.080)


def pulse_tone(spo2: float) -> Samples:
    """One soft pure tone of 60 ms, a quarter tone lower for each % of saturation (ALM-14).

    880 Hz at 100 %; below 60 % it falls no further, lest it cannot be heard.
    """
    return _soft(880.0 * 2.0 ** ((min(100.0, max(60.0, spo2)) - 100.0) / 24.0), 0.060)


def _burst(rhythm: Rhythm, pitches: Sequence[float]) -> Samples:
    made = np.zeros(_frames(rhythm.burst_s + rhythm.space_s), np.int16)
    for start_s, pitch in zip(rhythm.starts_s, pitches, strict=True):
        pulse = _pulse(pitch, rhythm)
        at = _frames(start_s)
        made[at : at + pulse.size] = pulse
    return made


def _pulse(pitch: float, rhythm: Rhythm) -> Samples:
    """One pulse of `pitch` Hz. Rise and fall together are shorter than the spacing, so pulses never touch."""
    rise_s, fall_s = RISE * rhythm.pulse_s, rhythm.space_s / 2.0  # 10 % to 90 % and back
    fall_at = 1.125 * rise_s + rhythm.pulse_s - 0.125 * fall_s  # 90 % to 90 % is then the pulse's length
    end = fall_at + 1.25 * fall_s
    t = np.arange(_frames(end)) / RATE_HZ
    envelope = np.interp(t, (0.0, 1.25 * rise_s, fall_at, end), (0.0, 1.0, 1.0, 0.0))
    tone = np.zeros_like(t)
    for number, amplitude in enumerate(HARMONICS, start=1):
        tone += amplitude * np.sin(2.0 * np.pi * number * pitch * t)
    tone *= envelope
    return _samples(tone / np.abs(tone).max())


def _soft(pitch: float, seconds: float) -> Samples:
    """A pure tone that swells and fades, no part of it steady."""
    t = np.arange(_frames(seconds)) / RATE_HZ
    return _samples(np.sin(2.0 * np.pi * pitch * t) * np.sin(np.pi * t / seconds) ** 2)


def _samples(wave: NDArray[np.float64]) -> Samples:
    return np.rint(wave * (PEAK * 32767.0)).astype(np.int16)


def _padded(samples: Samples, seconds: float) -> Samples:
    return np.pad(samples, (0, _frames(seconds) - samples.size))


def _frames(seconds: float) -> int:
    return round(seconds * RATE_HZ)

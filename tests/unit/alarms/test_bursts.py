"""The bursts, measured on their samples as one would measure a loudspeaker (ALM-10)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from bedside.alarms.bursts import (
    C4,
    C5,
    RATE_HZ,
    RHYTHMS,
    Samples,
    burst,
    information_tone,
    power_failure_melody,
    pulse_tone,
    self_test,
)
from bedside.vitals.alarms import Priority

HIGH_STARTS = (0.0, 0.245, 0.490, 0.980, 1.225, 1.975, 2.220, 2.465, 2.955, 3.200)
BURSTS = [
    pytest.param(Priority.HIGH, False, HIGH_STARTS, (440,) * 10, 0.150, id="high"),
    pytest.param(Priority.HIGH, True, HIGH_STARTS, (523,) * 10, 0.150, id="high of oxygen"),
    pytest.param(Priority.MEDIUM, False, (0.0, 0.4, 0.8), (440,) * 3, 0.200, id="medium"),
    pytest.param(Priority.LOW, False, (0.0, 0.4), (330, 262), 0.200, id="low"),
]
Envelope = NDArray[np.float64]


def envelope(samples: Samples, pitch: float) -> Envelope:
    """Strength of the fundamental over one of its periods around each sample, 0…1."""
    t = np.arange(samples.size) / RATE_HZ
    period = round(RATE_HZ / pitch)
    turned = samples * np.exp(-2j * np.pi * pitch * t)
    strength = np.abs(np.convolve(turned, np.ones(period) / period, mode="same"))
    return strength / strength.max()


def rises(strength: Envelope, share: float) -> NDArray[np.float64]:
    """Times at which the envelope crosses `share` upwards, s."""
    return np.flatnonzero((strength[:-1] < share) & (strength[1:] >= share)) / RATE_HZ


def falls(strength: Envelope, share: float) -> NDArray[np.float64]:
    return np.flatnonzero((strength[:-1] >= share) & (strength[1:] < share)) / RATE_HZ


def pulses(samples: Samples, starts: tuple[float, ...]) -> list[Samples]:
    edges = [round(start * RATE_HZ) for start in starts] + [samples.size]
    return [samples[a:b] for a, b in pairwise(edges)]


@pytest.mark.req("ALM-10")
@pytest.mark.parametrize(("priority", "oxygen", "starts", "pitches", "length_s"), BURSTS)
def test_pulses_start_when_the_table_says(
    priority: Priority, oxygen: bool, starts: tuple[float, ...], pitches: tuple[int, ...], length_s: float
) -> None:
    samples = burst(priority, oxygen=oxygen)
    loud = np.abs(samples.astype(float))
    loud = np.lib.stride_tricks.sliding_window_view(loud, 200).max(axis=1)  # no dip within a pulse
    begun = np.flatnonzero((loud[:-1] < 300) & (loud[1:] >= 300)) / RATE_HZ + 200 / RATE_HZ
    first = 0.0 if loud[0] >= 300 else begun[0]
    measured = [first, *begun] if loud[0] >= 300 else list(begun)
    assert len(measured) == len(starts)
    assert np.abs(np.array(measured) - np.array(starts)).max() <= 0.002


@pytest.mark.req("ALM-10")
@pytest.mark.parametrize(("priority", "oxygen", "starts", "pitches", "length_s"), BURSTS)
def test_each_pulse_has_its_pitch_length_and_rise(
    priority: Priority, oxygen: bool, starts: tuple[float, ...], pitches: tuple[int, ...], length_s: float
) -> None:
    for pulse, pitch in zip(pulses(burst(priority, oxygen=oxygen), starts), pitches, strict=True):
        strength = envelope(pulse, pitch)
        (low,), (high,), (end,) = rises(strength, 0.1), rises(strength, 0.9), falls(strength, 0.9)
        assert 0.12 <= (high - low) / length_s <= 0.18
        assert end - high == pytest.approx(length_s, abs=0.002)
        (silent,) = falls(strength, 0.1)
        assert silent - end <= RHYTHMS[priority].space_s - (high - low)


@pytest.mark.req("ALM-10")
@pytest.mark.parametrize(("priority", "oxygen", "starts", "pitches", "length_s"), BURSTS)
def test_each_pulse_has_four_harmonics_near_its_fundamental(
    priority: Priority, oxygen: bool, starts: tuple[float, ...], pitches: tuple[int, ...], length_s: float
) -> None:
    for pulse, pitch in zip(pulses(burst(priority, oxygen=oxygen), starts), pitches, strict=True):
        spectrum = np.abs(np.fft.rfft(pulse * np.hanning(pulse.size), 1 << 16))
        hertz = np.fft.rfftfreq(1 << 16, 1 / RATE_HZ)
        peak = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] > spectrum[2:])
        at, height = hertz[1:-1][peak], spectrum[1:-1][peak]
        fundamental = height[np.abs(at - pitch).argmin()]
        assert hertz[spectrum.argmax()] == pytest.approx(pitch, abs=3)
        above = [h for f, h in zip(at, height, strict=True) if 300 <= f <= 4000 and f > 1.5 * pitch]
        near = [h for h in above if abs(20 * np.log10(h / fundamental)) <= 15]
        assert len(near) >= 4


@pytest.mark.req("ALM-10")
@pytest.mark.parametrize("priority", Priority)
def test_nothing_is_clipped_and_nothing_lasts_into_the_next_pulse(priority: Priority) -> None:
    samples = burst(priority)
    rhythm = RHYTHMS[priority]
    assert samples.dtype == np.int16 and samples.ndim == 1
    assert 25_000 < np.abs(samples.astype(int)).max() < 32_767
    for start in rhythm.starts_s:
        assert samples[round(start * RATE_HZ)] == 0


@pytest.mark.req("ALM-10")
def test_bursts_last_and_repeat_as_the_table_says() -> None:
    lengths = {p: (r.burst_s, r.period_s, r.most) for p, r in RHYTHMS.items()}
    assert lengths == {
        Priority.HIGH: (pytest.approx(3.35), 7.35, None),
        Priority.MEDIUM: (pytest.approx(1.0), 9.0, None),
        Priority.LOW: (pytest.approx(0.6), 30.0, 4),
    }


@pytest.mark.req("ALM-10")
def test_the_sound_of_one_priority_is_always_the_very_same() -> None:
    assert np.array_equal(burst(Priority.LOW), burst(Priority.LOW, oxygen=True))
    assert not np.array_equal(burst(Priority.HIGH), burst(Priority.HIGH, oxygen=True))
    with pytest.raises(ValueError, match="read-only"):
        burst(Priority.HIGH)[0] = 1


@pytest.mark.req("ALM-54")
def test_the_power_failure_melody_is_two_times_five_notes_and_a_gap() -> None:
    melody = power_failure_melody()
    assert melody.size == round(7.35 * RATE_HZ)
    heard = [
        np.abs(np.fft.rfft(pulse[: round(0.2 * RATE_HZ)], RATE_HZ)).argmax()
        for pulse in pulses(melody, HIGH_STARTS)
    ]
    assert heard == pytest.approx([C5, C4, C4, C5, C4] * 2, abs=3)
    assert not melody[round(3.5 * RATE_HZ) :].any()


@pytest.mark.req("ALM-13")
def test_an_information_tone_is_one_soft_short_pulse() -> None:
    tone = information_tone()
    assert tone.size / RATE_HZ < 0.1
    strength = envelope(tone, 660.0)
    assert rises(strength, 0.5).size == 1
    spectrum = np.abs(np.fft.rfft(tone * np.hanning(tone.size), RATE_HZ))
    assert spectrum[1200:1500].max() < spectrum.max() / 100  # pure: nothing of an alarm's edge


@pytest.mark.req("ALM-14")
def test_the_pulse_tone_falls_with_saturation() -> None:
    pitches = [np.abs(np.fft.rfft(pulse_tone(spo2), RATE_HZ * 4)).argmax() / 4 for spo2 in range(100, 59, -1)]
    assert pitches[0] == pytest.approx(880, abs=2)
    assert all(lower < higher for higher, lower in pairwise(pitches))
    assert pitches[-1] > 250
    assert np.array_equal(pulse_tone(40.0), pulse_tone(60.0))


@pytest.mark.req("ALM-45")
def test_the_self_test_plays_one_pulse_of_each_priority_from_high_to_low() -> None:
    samples = self_test([1.0, 0.5, 0.4])
    parts = np.split(samples, 3)
    pitches = [np.abs(np.fft.rfft(part, RATE_HZ * 2)).argmax() / 2 for part in parts]
    assert pitches == pytest.approx([440, 440, 330], abs=3)
    peaks = [np.abs(part.astype(int)).max() / 32767 for part in parts]
    assert peaks == pytest.approx([0.9, 0.45, 0.36], abs=0.01)

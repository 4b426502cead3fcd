"""Phase-locked sample clock: arrival times of wave blocks in, evenly spaced sample times out.

A block arrives late by the line, the adapter and the scheduler, a few milliseconds here, fifteen there.
Drawn at its arrival a pleth would shiver. So the next block is expected exactly where the last one ended, and
only a fiftieth of what it is off is corrected: that follows a device's slow clock and forgets the jitter. Lost
samples are a hole: the clock jumps on, and nothing is drawn across. It never goes back.

Samples that were kept back somewhere (a radio link, a computer that stood still) and come faster than they were
measured would lie in the future. None is left out; they stand closer together until time has caught up with them.
"""

from __future__ import annotations

GAIN = 0.02  # part of the phase error corrected with each block
JUMP_S = 0.25  # farther off than this, samples were lost: jump
JUMP_SAMPLES = 0.75  # likewise, in sample periods, where these are long
CATCH_UP_SAMPLES = 0.5  # so far each block may move towards its arrival when it is farther ahead than that


class SampleClock:
    """Times of one waveform of one device."""

    def __init__(self) -> None:
        self._expected: float | None = None

    def place(self, count: int, rate_hz: float, arrival_t: float, *, lost: bool = False) -> float:
        """Time of the first of `count` samples whose last one has just arrived.

        Args:
            count: samples in the block, ≥ 1.
            rate_hz: nominal sample rate.
            arrival_t: when the block was complete, s.
            lost: bytes were thrown away before or in this block.

        Returns:
            Time of the first sample, s; at least one sample period after the last sample of the block before,
            less at most a twentieth of the block or half a period (the correction).
        """
        seen = arrival_t - (count - 1) / rate_hz
        expected = self._expected
        if expected is None:
            first = seen
        else:
            off = seen - expected
            far_s = max(JUMP_S, JUMP_SAMPLES / rate_hz)
            if off > far_s:
                first = seen
            elif lost and off > 0:
                first = expected + round(off * rate_hz) / rate_hz  # a hole of whole samples keeps the phase
            elif off < -far_s:
                first = expected - max(CATCH_UP_SAMPLES, 0.05 * count) / rate_hz
            else:
                most = 0.05 * count / rate_hz
                first = expected + min(max(GAIN * off, -most), most)
        self._expected = first + count / rate_hz
        return first

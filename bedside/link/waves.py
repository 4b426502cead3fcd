"""Wave blocks on their way up: frames that came together become one block, placed in time by a sample clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bedside.link.sample_clock import SampleClock
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Reading, Wave


def join_waves(readings: Sequence[Reading]) -> list[Reading]:
    """The same readings with all samples of one parameter and rate in one block, where its first one was.

    Until it is placed, the block's t is that of its last part.
    """
    if len(readings) < 2:
        return list(readings)
    joined: list[Reading] = []
    place: dict[tuple[Parameter, float], int] = {}
    parts: dict[int, list[Wave]] = {}
    for reading in readings:
        if not isinstance(reading, Wave):
            joined.append(reading)
            continue
        index = place.get((reading.parameter, reading.rate_hz))
        if index is None:
            index = place[reading.parameter, reading.rate_hz] = len(joined)
            joined.append(reading)
            parts[index] = [reading]
        else:
            parts[index].append(reading)
    for index, waves in parts.items():
        if len(waves) > 1:
            joined[index] = replace(
                waves[-1],
                samples=tuple(sample for wave in waves for sample in wave.samples),
                quality=tuple(quality for wave in waves for quality in wave.quality),
            )
    return joined


def place_waves(
    readings: Sequence[Reading],
    clocks: dict[Parameter, SampleClock],
    *,
    lost: bool = False,
) -> list[Reading]:
    """The same readings with every wave block stamped by its parameter's clock.

    Args:
        readings: of one arrival, at most one block per parameter, its t the arrival of its last sample, s.
        clocks: one per parameter; missing ones are made.
        lost: bytes were thrown away in this arrival.
    """
    placed: list[Reading] = []
    for reading in readings:
        if isinstance(reading, Wave) and reading.samples:
            clock = clocks.get(reading.parameter)
            if clock is None:
                clock = clocks[reading.parameter] = SampleClock()
            first = clock.place(len(reading.samples), reading.rate_hz, reading.t, lost=lost)
            placed.append(
                Wave(
                    parameter=reading.parameter,
                    t=first,
                    rate_hz=reading.rate_hz,
                    samples=reading.samples,
                    quality=reading.quality,
                )
            )
        else:
            placed.append(reading)
    return placed

"""What arrives in one go, or ten times as fast as it was measured: nothing is lost, nothing grows, times stay true."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import registry
from bedside.link.items import Arrival, Step
from bedside.link.link import Link
from bedside.link.raw_tap import KEPT_BYTES, KEPT_PIECES, RawTap
from bedside.simulation import scenario
from bedside.vitals.readings import Numeric, Reading, Wave
from tests.unit.link.line_device import OXIMETER

STREAMS = ("nonin", "contec_v7")
SECONDS = 20.0


def sent_by(key: str, seconds: float = SECONDS) -> list[tuple[float, bytes]]:
    """When a device sends what, asked by its own host."""
    driver = registry.load(key)
    protocol, device, patient = driver.protocol(), driver.device(), scenario.load("rest").patient(1)
    sent, n = [], 0
    while (t := n / (2 * driver.info.frame_rate_hz)) < seconds:
        device.feed(protocol.due(t).send, t)
        data = device.emit(patient, t)
        protocol.feed(data, t)
        n += 1
        if data:
            sent.append((t, data))
    return sent


def readings_of(steps: list[Step]) -> list[Reading]:
    return [
        each for step in steps for item in step.items if isinstance(item, Arrival) for each in item.readings
    ]


def samples_of(readings: list[Reading]) -> list[int | None]:
    return [sample for each in readings if isinstance(each, Wave) for sample in each.samples]


def numbers_of(readings: list[Reading]) -> list[tuple[object, float | None]]:
    return [(each.parameter, each.value) for each in readings if isinstance(each, Numeric)]


def opened(key: str) -> Link:
    link = Link("d@p", registry.load(key), "P", 0.0)
    link.opened(0.0)
    return link


def heard(key: str, pieces: list[tuple[float, bytes]]) -> list[Reading]:
    """Fed as a reader with a thread of its own does."""
    link, steps = opened(key), []
    for t, data in pieces:
        steps += [link.feed(data, t), link.advance(t + 0.005)]
    return readings_of(steps)


@pytest.mark.parametrize("key", STREAMS)
@pytest.mark.parametrize("faster", [10.0, 1000.0])
def test_ten_times_as_fast_loses_no_sample_and_no_number(key: str, faster: float) -> None:
    sent = sent_by(key)
    slow = heard(key, sent)
    link, steps = opened(key), []
    for t, data in sent:
        steps.append(link.feed(data, t / faster))
    steps.append(link.advance(SECONDS))
    fast = readings_of(steps)
    assert samples_of(fast) == samples_of(slow)
    assert numbers_of(fast) == numbers_of(slow)
    times = [each.t for each in fast if isinstance(each, Wave)]
    assert all(after > before for before, after in pairwise(times))


@pytest.mark.parametrize("key", STREAMS)
def test_a_backlog_that_comes_in_one_piece_stands_where_it_was_measured(key: str) -> None:
    rate_hz = registry.load(key).info.frame_rate_hz
    sent = sent_by(key)
    stall, over = 10.0, 15.0
    before = [(t, data) for t, data in sent if t < stall]
    kept_back = b"".join(data for t, data in sent if stall <= t < over)
    link = opened(key)
    steps = [link.feed(data, t) for t, data in before]
    steps += [link.feed(kept_back, over), link.advance(over + 0.005)]
    waves = [each for each in readings_of(steps) if isinstance(each, Wave)]
    backlog = max(waves, key=lambda wave: len(wave.samples))
    assert len(backlog.samples) >= (over - stall) * rate_hz - 2
    assert backlog.t == pytest.approx(stall, abs=0.05)
    assert waves[-1].t + (len(waves[-1].samples) - 1) / rate_hz == pytest.approx(over, abs=0.05)


@pytest.mark.parametrize("key", STREAMS)
@given(data=st.data())
def test_collected_before_it_is_fed_gives_the_same_readings(key: str, data: st.DataObject) -> None:
    sent = sent_by(key, 1.5)
    stream = b"".join(piece for _, piece in sent)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=20)))
    pieces = [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]
    plain, collecting = opened(key), opened(key)
    one: list[Step] = []
    other: list[Step] = []
    kept: tuple[bytes, float] | None = None
    for n, piece in enumerate(pieces):
        t = n * 0.01
        one.append(plain.feed(piece, t))
        if kept is None and data.draw(st.booleans()):
            kept = (piece, t)
        else:
            other.append(collecting.feed(piece, t, before=kept))
            kept = None
    one.append(plain.advance(9.0))
    other.append(collecting.feed(b"", 9.0, before=kept))
    assert samples_of(readings_of(one)) == samples_of(readings_of(other))
    assert numbers_of(readings_of(one)) == numbers_of(readings_of(other))
    before, after = plain.counters(), collecting.counters()
    assert replace(before, last_frame_t=None) == replace(after, last_frame_t=None)


def test_the_tap_keeps_no_more_of_a_flood_than_it_says() -> None:
    tap = RawTap()
    for n in range(5 * KEPT_PIECES):
        tap.received(n / 750, bytes(400), (), 0, due=None)
        tap.pieces()
    assert len(tap.pieces()) <= KEPT_PIECES
    assert sum(len(piece.data) for piece in tap.pieces()) <= KEPT_BYTES


@pytest.mark.parametrize("rate_hz", [1.0, 0.5])
def test_a_pleth_of_one_sample_a_second_is_told_sample_by_sample(rate_hz: float) -> None:
    class Slow(OXIMETER.protocol):  # type: ignore[name-defined, misc]
        """The same lines, with another rate."""

        def feed(self, data: bytes, t: float) -> list[Reading]:
            told = super().feed(data, t)
            return [replace(each, rate_hz=rate_hz) if isinstance(each, Wave) else each for each in told]

    link = Link("d@p", replace(OXIMETER, protocol=Slow), "P", 0.0)
    link.opened(0.0)
    steps = [link.feed(b"V%d\n" % (n % 100), n / rate_hz + (0.2 if n % 2 else 0.0)) for n in range(1, 60)]
    waves = [each for each in readings_of(steps) if isinstance(each, Wave)]
    assert samples_of(list(waves)) == [n % 100 for n in range(1, 60)]
    spacing = [after.t - before.t for before, after in pairwise(waves)]
    assert all(each == pytest.approx(1 / rate_hz, abs=0.02) for each in spacing)

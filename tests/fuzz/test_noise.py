"""However much noise comes over a line, a parser keeps no more than a few frames of it."""

from __future__ import annotations

import gc

import psutil
import pytest

from bedside import registry
from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import Reading
from tests.fuzz.noise import BLOCK_BYTES, blocks, feed, most_kept
from tests.fuzz.scripts import KEPT_BYTES, kept_bytes
from tests.fuzz.seeds import stream_of

KEYS = tuple(registry.TABLE)
SHORT_BYTES = 60_000
LONG_BYTES = 100_000_000
GROWN_BYTES = 8_000_000  # of the process, whose allocator and regular expressions keep something too
SETTLED_BYTES = 10_000_000  # after so much noise whatever is made once has been made


@pytest.mark.parametrize("key", KEYS)
def test_noise_leaves_next_to_nothing_behind(key: str) -> None:
    assert most_kept(registry.load(key), stream_of(key), SHORT_BYTES) <= KEPT_BYTES


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("key", KEYS)
def test_a_hundred_million_bytes_of_noise_leave_next_to_nothing_behind(key: str) -> None:
    process, protocol = psutil.Process(), registry.load(key).protocol()
    began, t, fed, settled = kept_bytes(protocol), 0.0, 0, 0
    for block in blocks(stream_of(key), LONG_BYTES):
        t = feed(protocol, block, t)
        fed += len(block)
        assert kept_bytes(protocol) - began <= KEPT_BYTES, f"after {fed} bytes"
        if fed == SETTLED_BYTES:
            gc.collect()
            settled = process.memory_info().rss
    gc.collect()
    assert fed == LONG_BYTES
    assert process.memory_info().rss - settled <= GROWN_BYTES


class Hoarding(Protocol):
    """Keeps one byte of a hundred."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.hoard: list[bytes] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        self.hoard.append(data[: len(data) // 100])
        return []

    def finish(self, t: float) -> list[Reading]:
        return []

    def due(self, t: float) -> Due:
        return Due(b"", None)


def test_a_parser_that_keeps_one_byte_of_a_hundred_is_seen() -> None:
    protocol = Hoarding()
    began, t = kept_bytes(protocol), 0.0
    for block in blocks(b"", 4 * BLOCK_BYTES):
        t = feed(protocol, block, t)
    assert kept_bytes(protocol) - began > KEPT_BYTES

"""Protocols that hold a frame back until the line is quiet: the byte behind it counts, not how late it was fetched."""

from __future__ import annotations

import pytest

from bedside import registry
from bedside.driver_api import Protocol
from bedside.simulation import scenario

HOLDING = [key for key in sorted(registry.TABLE) if registry.load(key).protocol().hold_s > 0]
EXTRA = b"\x00"  # begins a frame of none of them
LATE_S = 0.05  # fetched so long after the frame; longer than any of them holds one


def up_to_a_held_frame(key: str) -> tuple[Protocol, float]:
    """A protocol in the middle of its stream, with a whole frame that waits, and the time."""
    driver = registry.load(key)
    protocol, device, patient = driver.protocol(), driver.device(), scenario.load("rest").patient(1)
    for n in range(2000):
        t = n * 0.01
        device.feed(protocol.due(t).send, t)
        for byte in device.emit(patient, t):
            protocol.feed(bytes((byte,)), t)
            at = protocol.due(t).at
            if protocol.counters.frames > 60 and at is not None and 0 < at - t <= protocol.hold_s + 1e-9:
                return protocol, t
    raise AssertionError(f"{key} never held a frame")


def after_an_extra_byte(key: str, late_s: float, *, told: bool) -> tuple[int, int]:
    """Frames that count by one byte too many, and bytes that were thrown away."""
    protocol, t = up_to_a_held_frame(key)
    before = protocol.counters.frames, protocol.counters.thrown_bytes
    if told:
        protocol.keep_holding()
    protocol.feed(EXTRA, t + late_s)
    return protocol.counters.frames - before[0], protocol.counters.thrown_bytes - before[1]


def test_the_streams_that_are_known_to_hold_say_so() -> None:
    assert {"nonin", "contec_v7", "contec_5byte"} <= set(HOLDING)


@pytest.mark.parametrize("key", HOLDING)
def test_a_byte_too_many_that_was_fetched_late_spoils_its_frame_all_the_same(key: str) -> None:
    at_once = after_an_extra_byte(key, 0.0, told=False)
    assert at_once[0] == 0
    assert at_once[1] > 0
    assert after_an_extra_byte(key, LATE_S, told=True) == at_once
    assert after_an_extra_byte(key, LATE_S, told=False)[0] == 1, (
        "a line seen quiet for so long ends the frame"
    )


@pytest.mark.parametrize("key", HOLDING)
def test_quiet_gives_the_frame_out_whatever_was_said(key: str) -> None:
    protocol, t = up_to_a_held_frame(key)
    frames = protocol.counters.frames
    protocol.keep_holding()
    protocol.feed(b"", t + LATE_S)
    assert protocol.counters.frames == frames + 1

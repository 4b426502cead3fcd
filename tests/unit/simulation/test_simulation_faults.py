"""What reaches the host when the line between it and a virtual device is bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import registry
from bedside.driver_api import PortSettings
from bedside.simulation.faults import Fault, FaultKind, Injector
from bedside.simulation.uart import heard_at

SLOW = PortSettings(baud=9600)
FAST = PortSettings(baud=115200)
FRAME = bytes.fromhex("01814300C5")


def injector(*faults: Fault) -> Injector:
    return Injector(faults, SLOW, seed=1)


@given(st.binary(max_size=60), st.sampled_from([SLOW, FAST, PortSettings(baud=19200, parity="O")]))
def test_at_the_right_speed_the_line_gives_the_bytes_that_were_sent(data: bytes, line: PortSettings) -> None:
    assert heard_at(data, line, line) == data
    nearly = PortSettings(baud=round(line.baud * 1.02), bits=line.bits, parity=line.parity, stop=line.stop)
    assert heard_at(data, line, nearly) == data, "2 % are within what a port bears"


@given(st.binary(min_size=1, max_size=60))
def test_a_port_that_is_too_fast_hears_more_bytes_and_one_that_is_too_slow_fewer(data: bytes) -> None:
    assert len(heard_at(data, SLOW, FAST)) >= len(data)
    assert len(heard_at(data, FAST, SLOW)) <= max(1, len(data) // 6)


def test_a_wrong_speed_gives_bytes_that_no_driver_takes_for_a_frame() -> None:
    for baud in (4800, 19200, 115200):
        protocol = registry.load("nonin").protocol()
        protocol.feed(heard_at(FRAME * 500, SLOW, PortSettings(baud=baud)), 0.0)
        assert protocol.counters.frames == 0


@pytest.mark.parametrize("kind", list(FaultKind))
def test_before_and_after_its_time_a_fault_changes_nothing(kind: FaultKind) -> None:
    amount = {FaultKind.BAUD_MISMATCH: 4800.0, FaultKind.FLOOD: 100.0}.get(kind, 0.5)
    spoiled = injector(Fault(kind=kind, start_s=10.0, end_s=20.0, amount=amount))
    assert spoiled.pass_on(FRAME, 9.0) == FRAME
    sent = [bytes((n,)) * 20 for n in range(10)]
    during = b"".join(spoiled.pass_on(data, 10.0 + n) for n, data in enumerate(sent))
    assert during != b"".join(sent)
    spoiled.pass_on(FRAME, 20.0)  # what a delay kept back comes now
    assert spoiled.pass_on(FRAME, 21.0) == FRAME


def test_lost_bytes_are_as_many_as_was_asked_for() -> None:
    spoiled = injector(Fault(kind="byte_loss", start_s=0.0, amount=0.2))
    left = len(spoiled.pass_on(bytes(10_000), 1.0))
    assert 7_700 <= left <= 8_300


def test_a_stuck_device_repeats_what_it_last_sent() -> None:
    spoiled = injector(Fault(kind="stuck", start_s=1.0))
    spoiled.pass_on(b"abcdef", 0.5)
    assert spoiled.pass_on(b"123", 1.0) + spoiled.pass_on(b"456789", 1.1) == b"abcdefabc"


def test_a_delay_keeps_the_order_and_loses_nothing() -> None:
    spoiled = injector(Fault(kind="delay", start_s=0.0, end_s=5.0, amount=2.0))
    arrived = [spoiled.pass_on(bytes((n,)), float(n)) for n in range(8)]
    assert arrived[:2] == [b"", b""]
    assert arrived[2] == b"\x00"
    assert b"".join(arrived) == bytes(range(8))


def test_a_flood_comes_on_top_of_what_the_device_says() -> None:
    spoiled = injector(Fault(kind="flood", start_s=0.0, amount=1000.0))
    spoiled.pass_on(b"", 0.0)
    assert len(spoiled.pass_on(FRAME, 1.0)) == 1000 + len(FRAME)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gremlins", "start_s": 0.0},
        {"kind": "byte_loss", "start_s": 0.0, "amount": 1.5},
        {"kind": "noise", "start_s": 0.0},
        {"kind": "flood", "start_s": 0.0},
        {"kind": "silence", "start_s": 5.0, "end_s": 2.0},
    ],
)
def test_a_fault_that_cannot_be_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"gremlins|needs an amount|ends before"):
        Fault(**wrong)

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


def test_a_stuck_device_repeats_its_last_message_whenever_it_would_send_one() -> None:
    spoiled = injector(Fault(kind="stuck", start_s=1.0, end_s=2.0))
    spoiled.pass_on(b"abc", 0.4)
    spoiled.pass_on(b"def", 0.5)
    spoiled.pass_on(b"", 0.6)
    assert [spoiled.pass_on(data, 1.0) for data in (b"123", b"", b"456789")] == [b"def", b"", b"def"]
    assert spoiled.pass_on(b"new", 2.0) == b"new"


def test_a_stuck_device_with_a_time_repeats_what_it_sent_in_it_over_and_over() -> None:
    spoiled = injector(Fault(kind="stuck", start_s=10.0, amount=2.0))
    for second in range(10):
        spoiled.pass_on(bytes((0x30 + second,)), float(second))
    assert b"".join(spoiled.pass_on(b"x", 10.0 + n) for n in range(5)) == b"89898"


def test_a_device_that_had_said_nothing_when_it_got_stuck_says_nothing() -> None:
    spoiled = injector(Fault(kind="stuck", start_s=0.0))
    assert spoiled.pass_on(b"123", 1.0) == b""


def test_what_is_held_comes_at_once_when_it_is_over_and_in_order() -> None:
    spoiled = injector(Fault(kind="held", start_s=0.0, end_s=5.0))
    arrived = [spoiled.pass_on(bytes((n,)), float(n)) for n in range(7)]
    assert arrived == [b"", b"", b"", b"", b"", bytes(range(6)), b"\x06"]


def test_an_unplugged_cable_takes_the_port_away_and_what_was_under_way_with_it() -> None:
    spoiled = injector(
        Fault(kind="delay", start_s=0.0, amount=3.0), Fault(kind="unplug", start_s=2.0, end_s=4.0)
    )
    arrived = [spoiled.pass_on(bytes((n,)), float(n)) for n in range(9)]
    assert [spoiled.unplugged(t) for t in (1.9, 2.0, 3.9, 4.0)] == [False, True, True, False]
    assert b"".join(arrived) == b"\x04\x05", "4 and 5 come 3 s later; before them everything was lost"


def test_messages_that_end_too_early_are_as_many_as_was_asked_for() -> None:
    spoiled = injector(Fault(kind="truncation", start_s=0.0, amount=0.5))
    arrived = [spoiled.pass_on(FRAME, n / 10) for n in range(1000)]
    assert all(FRAME.startswith(data) for data in arrived)
    assert 430 <= sum(data != FRAME for data in arrived) <= 570


def test_a_delay_keeps_the_order_and_loses_nothing() -> None:
    spoiled = injector(Fault(kind="delay", start_s=0.0, end_s=5.0, amount=2.0))
    arrived = [spoiled.pass_on(bytes((n,)), float(n)) for n in range(8)]
    assert arrived[:2] == [b"", b""]
    assert arrived[2] == b"\x00"
    assert b"".join(arrived) == bytes(range(8))


def test_a_scenario_that_begins_again_delays_as_before_and_remembers_no_more_than_before() -> None:
    spoiled = injector(Fault(kind="delay", start_s=0.0, amount=2.0))
    arrived = [spoiled.pass_on(bytes((n,)), float(n % 5)) for n in range(100)]
    assert arrived == [b"", b""] + [bytes((n,)) for n in range(98)]
    for lasts_s, most in ((0.0, 1), (2.0, 3)):
        spoiled = injector(Fault(kind="stuck", start_s=900.0, amount=lasts_s))
        for n in range(1000):
            spoiled.pass_on(bytes((n % 256,)), float(n % 500))
            assert len(spoiled._recent) <= most
    assert b"".join(spoiled.pass_on(b"x", 900.0 + n) for n in range(3)) == bytes(
        (998 % 256, 999 % 256, 998 % 256)
    )


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
        {"kind": "truncation", "start_s": 0.0, "amount": 2.0},
        {"kind": "baud_mismatch", "start_s": 0.0, "amount": 0.2},
        {"kind": "stuck", "start_s": 0.0, "amount": 1000.0},
    ],
)
def test_a_fault_that_cannot_be_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"gremlins|needs an amount|ends before"):
        Fault(**wrong)

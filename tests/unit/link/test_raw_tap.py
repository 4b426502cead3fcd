"""The raw tap keeps the newest bytes of a device with what they completed, and never much of it."""

from __future__ import annotations

from line_device import OXIMETER

from bedside import registry
from bedside.link.link import Link
from bedside.link.raw_tap import KEPT_BYTES, KEPT_PIECES, READ_PIECES, RawPiece, RawTap
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric

SPO2 = (Numeric(parameter=Parameter.SPO2, t=1.0, value=97.0),)
PR = (Numeric(parameter=Parameter.PR, t=1.0, value=72.0),)


def take(tap: RawTap, data: bytes, t: float = 1.0, readings: tuple[Numeric, ...] = (), **more: float) -> None:
    tap.received(t, data, readings, int(more.get("thrown", 0)), due=more.get("due"))


def test_received_bytes_carry_what_they_completed_and_what_was_thrown_away() -> None:
    tap = RawTap()
    take(tap, b"\x01\x02", readings=SPO2, thrown=1)
    assert tap.pieces() == [RawPiece(1, 1.0, False, b"\x01\x02", SPO2, 1)]


def test_sent_bytes_stand_in_their_order_among_the_received() -> None:
    tap = RawTap()
    tap.sent(1.0, b"?")
    take(tap, b"97", 1.1)
    tap.sent(1.2, b"!")
    assert [(piece.sent, piece.data) for piece in tap.pieces()] == [
        (True, b"?"),
        (False, b"97"),
        (True, b"!"),
    ]


def test_a_frame_that_silence_completes_belongs_to_the_bytes_before_it() -> None:
    tap = RawTap()
    take(tap, b"whole", 1.0, due=1.0003)
    assert tap.pieces() == []  # a moment longer
    take(tap, b"", 1.001, SPO2, due=6.0)
    assert tap.pieces() == [RawPiece(1, 1.0, False, b"whole", SPO2)]


def test_a_held_piece_is_shown_with_the_next_bytes_at_the_latest() -> None:
    tap = RawTap()
    take(tap, b"one", 1.0, due=1.0003)
    take(tap, b"two", 1.0002, PR, due=1.0005)
    assert [piece.data for piece in tap.pieces()] == [b"one"]
    tap.flush()
    assert [(piece.data, piece.readings) for piece in tap.pieces()] == [(b"one", ()), (b"two", PR)]
    tap.flush()
    assert tap.newest == 2


def test_time_that_brings_nothing_is_no_piece() -> None:
    tap = RawTap()
    take(tap, b"", 5.0, due=6.0)
    assert (tap.pieces(), tap.newest) == ([], 0)


def test_what_silence_completes_long_afterwards_is_a_piece_without_bytes() -> None:
    tap = RawTap()
    take(tap, b"part", 1.0, due=3.0)
    take(tap, b"", 3.0, SPO2)
    assert [(piece.t, piece.data, piece.readings) for piece in tap.pieces()] == [
        (1.0, b"part", ()),
        (3.0, b"", SPO2),
    ]


def test_only_what_is_newer_is_given() -> None:
    tap = RawTap()
    for number in range(5):
        take(tap, b"%d" % number)
    assert [piece.number for piece in tap.pieces(after=3)] == [4, 5]
    assert tap.pieces(after=5) == []


def test_it_never_keeps_more_than_its_share() -> None:
    tap = RawTap()
    for _ in range(KEPT_PIECES + 50):
        take(tap, b"x")
    kept = tap.pieces()
    assert len(kept) == KEPT_PIECES
    assert [kept[0].number, kept[-1].number] == [51, KEPT_PIECES + 50]
    for _ in range(100):
        take(tap, bytes(4096))
    assert sum(len(piece.data) for piece in tap.pieces()) <= KEPT_BYTES
    numbers = [piece.number for piece in tap.pieces()]
    assert numbers == list(range(numbers[0], tap.newest + 1))


def test_readings_of_long_ago_are_kept_only_while_somebody_looks() -> None:
    tap = RawTap()
    for _ in range(READ_PIECES + 10):
        take(tap, b"x", readings=SPO2)
    first = tap.pieces()
    assert [bool(piece.readings) for piece in first] == [False] * 10 + [True] * READ_PIECES
    for _ in range(READ_PIECES):
        take(tap, b"x", readings=SPO2)
        tap.pieces(after=tap.newest)
    assert sum(bool(piece.readings) for piece in tap.pieces()) == 2 * READ_PIECES


def test_a_link_says_what_its_bytes_completed_and_threw_away() -> None:
    link = Link("line@P", OXIMETER, "P", 0.0)
    link.opened(0.0)
    step = link.feed(b"V97\n", 1.0)
    assert [type(each).__name__ for each in step.readings] == ["Wave", "Numeric"]
    assert link.advance(1.1).readings == ()


def test_bytes_that_were_thrown_away_are_counted_across_openings() -> None:
    link = Link("contec@P", registry.load("contec_5byte"), "P", 0.0)
    link.opened(0.0)
    assert link.feed(b"\xff" * 40, 1.0).thrown > 0
    before = link.counters().thrown_bytes
    assert before > 0
    link.broken(2.0)
    link.opened(3.0)
    assert link.counters().thrown_bytes == before

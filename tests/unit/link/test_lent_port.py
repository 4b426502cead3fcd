"""A lent port: what of a stream waits for company, with which time it is told, and what its reader gets back."""

from __future__ import annotations

import select
from collections.abc import Callable

import pytest

from bedside.clock import ManualClock
from bedside.link.items import Step
from bedside.link.switchboard import LentPort, Switchboard

pytestmark = pytest.mark.skipif(not hasattr(select, "epoll"), reason="the switchboard needs epoll")

HOLD_S = 0.0005
SILENT_AT = 2.0  # when the device would be lost


class Wire:
    """Bytes that have come, to be taken."""

    number = 99

    def __init__(self) -> None:
        self.come = b""

    def take(self) -> bytes:
        came, self.come = self.come, b""
        return came


class Room:
    """A port on a switchboard that is turned by hand."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self.t = 1.0
        self.wire = Wire()
        self.heard: list[tuple[bytes, float, tuple[bytes, float] | None, bool]] = []
        self.given_back = 0
        self.answer = Step(items=[], send=b"", at=SILENT_AT)
        board = Switchboard(ManualClock())
        self.port = LentPort(board, self.wire, self._hear, self._back, SILENT_AT, hold_s)  # type: ignore[arg-type]

    def _hear(self, data: bytes, t: float, kept: tuple[bytes, float] | None, late: bool) -> Step:
        self.heard.append((data, t, kept, late))
        return self.answer

    def _back(self) -> None:
        self.given_back += 1

    def look(self, t: float, data: bytes = b"") -> None:
        self.t, self.wire.come = t, data
        self.port.serve(lambda: self.t, ready=bool(data))


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_piece_waits_for_the_next_and_both_are_told_with_their_own_times(room: Room) -> None:
    room.look(1.0, b"one")
    assert room.heard == []
    assert room.port.at == pytest.approx(1.0 + HOLD_S)
    room.look(1.0002, b"two")
    assert room.heard == [(b"two", 1.0002, (b"one", 1.0), False)]
    assert room.port.at == SILENT_AT
    assert room.port.rest() is None


def test_a_piece_without_company_is_told_when_the_line_was_quiet_for_so_long(room: Room) -> None:
    room.look(1.0, b"one")
    room.look(1.0004)
    assert room.heard == []
    room.look(1.0006)
    assert room.heard == [(b"", 1.0006, (b"one", 1.0), False)]


def test_bytes_that_are_fetched_after_the_deadline_are_said_to_be_late(room: Room) -> None:
    room.look(1.0, b"one")
    room.look(1.004, b"two")
    assert room.heard == [(b"two", 1.004, (b"one", 1.0), True)]


def test_what_waits_never_waits_beyond_the_moment_the_device_is_lost(room: Room) -> None:
    room.look(SILENT_AT - HOLD_S / 2, b"one")
    assert [data for data, *_ in room.heard] == [b"one"]


def test_a_stream_that_holds_nothing_is_told_at_once() -> None:
    room = Room(hold_s=0.0)
    room.look(1.0, b"one")
    assert room.heard == [(b"one", 1.0, None, False)]


def test_a_reader_that_takes_its_port_back_gets_what_was_not_told(room: Room) -> None:
    room.look(1.0, b"one")
    room.port.take_back()
    room.look(1.01, b"two")
    assert room.heard == []
    assert room.port.rest() == (b"one", 1.0)
    assert room.wire.come == b"two", "its reader takes it"


def test_what_is_to_be_sent_gives_the_port_back(room: Room) -> None:
    room.answer = Step(items=[], send=b"poll", at=SILENT_AT)
    room.look(1.0, b"one")
    room.look(1.0002, b"two")
    assert not room.port.lent
    assert (room.given_back, room.port.step) == (1, room.answer)


def test_a_switchboard_that_broke_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("switchboard")

    def broken(_board: Switchboard, _poll: object) -> bool:
        raise MemoryError("a bug in the switchboard")

    monkeypatch.setattr(Switchboard, "_look", broken)
    board = Switchboard(ManualClock())
    board._ports = {Wire.number: Room().port}
    assert board.alive
    board._run(select.epoll())
    assert not board.alive


class Poll:
    """Says that bytes have come where they have."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def poll(self, _wait_s: float) -> list[tuple[int, int]]:
        return [(self._wire.number, select.EPOLLIN)] if self._wire.come else []


class Board:
    """A switchboard with one lent port, turned by hand."""

    def __init__(self, hold_s: float) -> None:
        self.clock, self.wire = ManualClock(now=1.0), Wire()
        self.heard: list[tuple[bytes, float, tuple[bytes, float] | None]] = []
        self._board = Switchboard(self.clock)
        port = LentPort(self._board, self.wire, self._hear, lambda: None, SILENT_AT, hold_s)  # type: ignore[arg-type]
        self._board._ports = {self.wire.number: port}

    def _hear(self, data: bytes, t: float, kept: tuple[bytes, float] | None, _late: bool) -> Step:
        self.heard.append((data, t, kept))
        return Step(items=[], send=b"", at=SILENT_AT)

    def turn(self, due: float) -> float | None:
        return self._board._round(Poll(self.wire), due)  # type: ignore[arg-type]


@pytest.mark.parametrize("hold_s", [0.0003, 0.003, 0.007])
def test_a_packet_with_quiet_behind_it_is_told_in_the_round_that_finds_it(hold_s: float) -> None:
    board = Board(hold_s)
    board.wire.come = b"packet"
    looked_t = board.turn(1.01)
    assert looked_t == pytest.approx(1.01)
    ((data, t, kept),) = board.heard
    assert (data, kept is not None and kept[0]) == (b"", b"packet")
    assert t - kept[1] >= hold_s - 1e-9, "it was seen quiet"  # type: ignore[index]
    assert t - looked_t < 0.001, "and no other port waited for that"
    assert board.turn(1.03) is None, "nothing has come, nothing is due"


def test_a_frame_that_needs_a_long_quiet_makes_no_round_wait() -> None:
    board = Board(0.1)
    board.wire.come = b"packet"
    board.turn(1.01)
    assert board.clock.now() == pytest.approx(1.01)
    assert board.heard == []
    board.clock.advance(0.1)
    board.turn(1.12)
    assert [kept for _, _, kept in board.heard] == [(b"packet", 1.01)]

"""Raw bytes: lines, words, Pause, Find, and that a fast stream costs the window little."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.link.raw_tap import RawPiece, RawTap
from bedside.ui import device_raw_paint, theme
from bedside.ui.device_raw import RawPanel
from bedside.ui.device_raw_find import matches, pattern_of
from bedside.ui.device_raw_lines import KEPT_LINES, RawLines
from bedside.ui.device_raw_wave import stretches
from bedside.ui.device_raw_words import plain, words_of
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    NibpFault,
    Numeric,
    Quality,
    Reading,
    SignalLevel,
    Wave,
)
from tests.helpers.device_rows import NOW, UTC_NOW, five_byte_tap, found, ward
from tests.helpers.hosting import host

ROW = ward()[2]


def wave(*samples: int | None, beat: bool = False) -> Wave:
    quality = (Quality.BEAT if beat else Quality.NONE,) * len(samples)
    return Wave(parameter=Parameter.PLETH, t=0.0, rate_hz=60.0, samples=samples, quality=quality)


def piece(data: bytes, *readings: Reading, number: int = 1, sent: bool = False, thrown: int = 0) -> RawPiece:
    return RawPiece(number, 1.0, sent, data, readings, thrown)


@pytest.fixture
def panel(qtbot: QtBot, look: Theme) -> RawPanel:
    made = RawPanel(look)
    host(qtbot, made, 1216, 452)
    made.show()
    return made


def show(panel: RawPanel, tap: RawTap | None, now: float = NOW) -> None:
    panel.show_row(ROW, lambda _device: tap, UTC_NOW + timedelta(seconds=now - NOW), now)


# -- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "words"),
    (
        (Numeric(parameter=Parameter.SPO2, t=0, value=97.0), "SpO2 97 %"),
        (Numeric(parameter=Parameter.SPO2, t=0, value=None, quality=Quality.NO_FINGER), "SpO2 --, no finger"),
        (Numeric(parameter=Parameter.TEMP, t=0, value=36.6), "Temp 36.6 °C"),
        (wave(35, None, 54, beat=True), "Pleth 35 -- 54, beat"),
        (wave(*range(12)), "Pleth 0 1 2 3 4 5 6 7 and 4 more"),
        (Determination(t=0, sys=134.0, dia=83.0, map=100.0, pr=76.0), "NIBP 134/83 (100) mmHg, PR 76 /min"),
        (CuffStatus(t=0, state=CuffState.MEASURING, pressure_mmhg=84.0), "cuff measuring, 84 mmHg"),
        (CuffStatus(t=0, state=CuffState.FAILED, fault=NibpFault.CANCELLED), "cuff failed: cancelled"),
        (SignalLevel(t=0, level=4), "signal 4 of 4"),
        (SignalLevel(t=0, level=None), "no finger"),
        (Identity(t=0, text="Xpod"), "calls itself “Xpod”"),
    ),
)
def test_readings_in_words_with_their_unit(look: Theme, reading: Reading, words: str) -> None:
    assert plain(words_of(piece(b"\x84", reading))) == words


def test_thrown_bytes_are_marked_and_come_first(look: Theme) -> None:
    said = words_of(piece(b"\x84\x01", wave(35), thrown=2))
    assert said[0].fault and said[0].text == "2 bytes thrown away"
    assert plain(words_of(piece(b"\x01", sent=True))) == "sent by bedside"


# -- lines -------------------------------------------------------------------------------------------------


def test_a_piece_of_several_frames_is_wrapped_at_sixteen_bytes() -> None:
    lines = RawLines()
    lines.take([piece(bytes(range(40))), piece(b"", number=2)])
    assert [line.data for line in lines.part(0, 9)] == [
        bytes(range(16)),
        bytes(range(16, 32)),
        bytes(range(32, 40)),
        b"",
    ]
    assert [line.first for line in lines.part(0, 9)] == [True, False, False, True]
    lines.rewrap(8)
    assert len(lines) == 6
    assert b"".join(line.data for line in lines.part(0, 9)) == bytes(range(40))


def test_pieces_that_are_no_longer_kept_leave_a_hole_with_their_number() -> None:
    lines = RawLines()
    lines.take([piece(b"a"), piece(b"b", number=5)])
    assert [line.missing for line in lines.part(0, 9)] == [0, 3, 0]


def test_lines_are_bounded() -> None:
    lines = RawLines()
    lines.take(piece(bytes(64), number=n) for n in range(1, KEPT_LINES))
    assert len(lines) == KEPT_LINES
    assert lines.taken_away > 0


# -- Find --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "of_bytes"),
    (("84 ..", True), ("8. 23", True), ("8423", True), ("84 2", False), ("..", False), ("beat", False),
     ("SpO2 97", False)),
)  # fmt: skip
def test_pairs_of_hexadecimal_digits_are_bytes_everything_else_words(typed: str, of_bytes: bool) -> None:
    pattern = pattern_of(typed)
    assert pattern is not None and pattern.of_bytes is of_bytes


def test_bytes_are_found_across_reads_and_lines_but_not_across_directions() -> None:
    lines = RawLines(8)
    lines.take(
        [
            piece(b"\x00\x84", number=1),
            piece(b"\x23\x00", number=2, sent=True),
            piece(b"\x23\x04", number=3),
        ]
    )
    pattern = pattern_of("84 23")
    assert pattern is not None
    (match,) = matches(lines.part(0, 9), pattern)
    assert match.cells == ((0, 1, 2), (2, 0, 1))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(min_size=1, max_size=60), cut=st.integers(1, 9), place=st.integers(0, 59))
def test_what_stands_there_is_found_however_the_reads_cut_it(data: bytes, cut: int, place: int) -> None:
    wanted = data[place % len(data) :][:3]
    lines = RawLines(8)
    lines.take(piece(data[n : n + cut], number=n // cut + 1) for n in range(0, len(data), cut))
    pattern = pattern_of(wanted.hex(" "))
    assert pattern is not None
    for match in matches(lines.part(0, len(lines)), pattern):
        assert b"".join(lines[n].data[low:end] for n, low, end in match.cells) == wanted
    assert matches(lines.part(0, len(lines)), pattern)


def test_find_stops_the_stream_and_walks_through_the_matches(panel: RawPanel, qtbot: QtBot) -> None:
    show(panel, five_byte_tap())
    panel.field.edit.setText("c4 ..")
    assert not panel.paused
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
    assert panel.paused
    assert " of 21" in panel.said.text()
    panel.previous_key.click()
    first, before = panel.list._paint.current, panel.said.text()
    panel.previous_key.click()
    assert panel.list._paint.current != first
    assert panel.said.text() != before
    shown = range(panel.list.first_visible, panel.list.first_visible + panel.list.visible_rows)
    assert panel.list._paint.current is not None and panel.list._paint.current.line in shown
    panel.next_key.click()
    assert panel.list._paint.current == first


def test_words_are_found_too_and_what_is_not_there_is_said(panel: RawPanel) -> None:
    show(panel, five_byte_tap())
    panel.field.edit.setText("thrown away")
    panel.find_next()
    assert "1 of 1" in panel.said.text()
    panel.field.edit.setText("ff ff ff")
    panel.find_next()
    assert "these bytes do not stand here" in panel.said.text()


def test_what_was_found_is_marked_where_it_stands_in_another_width_too(panel: RawPanel) -> None:
    tap = RawTap()
    for n in range(60):
        tap.note(NOW + n / 60, bytes(range(n, n + 12)), sent=False)
    show(panel, tap, NOW + 1)
    panel.field.edit.setText("14 15")  # byte 20 and 21: of lines 9 to 20, in other places of each
    panel.find_next()
    panel.list.verticalScrollBar().setValue(15)
    top = panel.list.visible()[0].piece.number
    panel.setGeometry(0, 0, 500, 452)
    assert panel.lines.per_line == 8
    assert panel.list.visible()[0].piece.number == top
    assert "of" not in panel.said.text()
    for match in panel.list._paint.marked:
        cells = b"".join(panel.lines[line].data[low:end] for line, low, end in match.cells)
        assert cells == b"\x14\x15"
    panel.find_next()
    assert panel.list._paint.current is not None
    assert " of 11" in panel.said.text()


@pytest.mark.parametrize(("rate", "said"), [(75.0, "75 frames/s"), (0.2, "0.2 frames/s")])
def test_a_slow_device_is_not_said_to_send_nothing(panel: RawPanel, rate: float, said: str) -> None:
    panel.show_row(replace(ROW, frames_per_s=rate), lambda _device: None, UTC_NOW, NOW)
    assert said in panel.where.text()


# -- Pause and following -----------------------------------------------------------------------------------


def test_pause_keeps_what_is_shown_and_says_how_much_arrived_meanwhile(panel: RawPanel) -> None:
    tap = five_byte_tap()
    show(panel, tap)
    panel.pause_key.click()
    kept = panel.list.text()
    for n in range(300):
        tap.note(NOW + n / 60, b"\x84\x01\x02\x03\x04", sent=False)
    tap.note(NOW + 6, b"\x7d", sent=True)
    show(panel, tap, NOW + 5)
    assert panel.list.text() == kept
    assert "1\u2009500 bytes arrived meanwhile" in panel.said.text()
    panel.pause_key.click()
    assert "arrived meanwhile" not in panel.said.text()
    assert panel.lines.newest == tap.newest
    assert panel.list.follows


def test_times_are_wall_clock_of_arrival_to_the_millisecond(panel: RawPanel) -> None:
    show(panel, five_byte_tap(until=NOW - 0.917))
    last = panel.list.text().splitlines()[-1].split("\t")
    assert last[0] == "10:30:39.083"
    assert last[1] == "received"
    assert last[2].startswith("84 ")


def test_another_device_shows_nothing_of_the_one_before(panel: RawPanel) -> None:
    show(panel, five_byte_tap())
    panel.pause_key.click()
    panel.show_row(ward()[0], lambda _device: None, UTC_NOW, NOW + 1)
    assert not panel.paused
    assert not len(panel.lines)
    assert panel.empty.isVisible() and panel.empty.text() == "No byte has arrived."


def test_a_device_that_was_attached_again_begins_anew(panel: RawPanel) -> None:
    show(panel, five_byte_tap())
    again = RawTap()
    again.note(NOW, b"\x01", sent=False)
    show(panel, again, NOW + 1)
    assert len(panel.lines) == 1


def test_a_searched_port_shows_the_first_bytes_of_every_line_setting(panel: RawPanel) -> None:
    panel.show_row(found(), lambda _device: None, UTC_NOW, NOW)
    said = panel.list.text()
    for line in ("9600 8N1", "115200 8N1", "19200 8N1", "19200 8O1"):
        assert line in said
    panel.field.edit.setText("84 23")
    panel.find_next()
    assert "of 2" in panel.said.text()


def test_scrolled_back_it_stays_where_the_person_looks(panel: RawPanel) -> None:
    tap = five_byte_tap()
    show(panel, tap)
    panel.list.verticalScrollBar().setValue(100)
    kept = panel.list.text()
    for n in range(60):
        tap.note(NOW + n / 60, b"\x84\x01\x02\x03\x04", sent=False)
    show(panel, tap, NOW + 1)
    assert panel.list.text() == kept


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("wide", [1216, 500])
def test_large_words_of_the_head_are_whole(qtbot: QtBot, wide: int, low: bool) -> None:
    made = RawPanel(theme.load("dark", 2.0))
    host(qtbot, made, wide, 452)
    made.set_low(low=low)
    for line in (made._title, made.where):
        assert line.height() >= line.sizeHint().height()
    assert made.list.y() >= made._title.geometry().bottom()


# -- cost --------------------------------------------------------------------------------------------------


def test_news_are_taken_ten_times_a_second_however_often_the_window_paints(
    panel: RawPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tap = five_byte_tap()
    show(panel, tap)
    taken: list[int] = []
    before = tap.pieces
    monkeypatch.setattr(tap, "pieces", lambda after=0: (taken.append(after), before(after))[1])
    for frame in range(1, 61):
        tap.note(NOW + frame / 60, bytes(9), sent=False)
        show(panel, tap, NOW + frame / 60)
    assert 5 <= len(taken) <= 10


def test_only_what_is_visible_is_put_into_words(panel: RawPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    formatted: list[int] = []
    before = device_raw_paint.words_of
    monkeypatch.setattr(
        device_raw_paint, "words_of", lambda piece: (formatted.append(piece.number), before(piece))[1]
    )
    tap = five_byte_tap(seconds=30.0)
    show(panel, tap)
    panel.grab()
    assert len(panel.lines) == 1800
    assert 0 < len(set(formatted)) <= panel.list.visible_rows + 1


# -- the wave down the page --------------------------------------------------------------------------------


def test_samples_lie_beside_their_bytes_and_a_missing_one_is_a_gap() -> None:
    lines = RawLines()
    lines.take(
        [
            piece(bytes(5), wave(10), number=1),
            piece(bytes(20), wave(20, None, 30, 40), number=2),
            piece(bytes(5), number=3),
        ]
    )
    runs = stretches(lines.part(0, 9), Parameter.PLETH, 20.0)
    assert runs == [[(10.0, 10), (25.0, 20)], [(45.0, 30), (55.0, 40)]]


@pytest.mark.parametrize("size", ((1216, 452), (800, 300), (596, 270), (600, 240)))
def test_the_head_never_overlaps_at_any_width(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    panel = RawPanel(look)
    host(qtbot, panel, *size)
    panel.set_low(low=size[1] < 400)
    panel.show()
    show(panel, five_byte_tap())
    panel.field.edit.setText("84")
    panel.find_next()
    panel.grab()
    parts = [
        panel.where,
        panel.said,
        panel.field,
        panel.previous_key,
        panel.next_key,
        panel.pause_key,
        panel.list,
    ]
    for n, part in enumerate(parts):
        assert panel.rect().contains(part.geometry()), part
        for other in parts[n + 1 :]:
            assert not part.geometry().intersects(other.geometry()), (part, other)

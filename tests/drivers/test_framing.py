from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import registry
from bedside.driver_api import Counters
from drivers.accutorr3.layout import SHOW_PATIENT
from drivers.framing import ResyncBuffer, Rule, dinamap_checksum, may_be_text, sum8, text_lines
from drivers.patient import SimulatedPatient
from drivers.terumo.layout import ACK


def three_bytes(buffer: bytearray, place: int) -> int:
    """A toy protocol: `#` and two small bytes."""
    if buffer[place] != ord("#"):
        return -1
    for at in range(place + 1, min(place + 3, len(buffer))):
        if buffer[at] >= 10:
            return place - at
    return 3 if place + 3 <= len(buffer) else 0


def confirming() -> ResyncBuffer:
    return ResyncBuffer(three_bytes, Counters(), starts=frozenset(b"#"), hold_s=0.5)


def bodies(frames: list) -> list[bytes]:
    return [frame.body for frame in frames]


def test_frame_is_held_until_the_next_start_confirms_it() -> None:
    buffer = confirming()
    assert buffer.take(b"#\1\2", 1.0) == []
    assert bodies(buffer.take(b"#", 1.1)) == [b"#\1\2"]


def test_frame_with_a_byte_too_many_is_dropped_and_counted_once() -> None:
    counters = Counters()
    buffer = ResyncBuffer(three_bytes, counters, starts=frozenset(b"#"), hold_s=0.5)
    frames = buffer.take(b"#\1\2\3#\4\5#\6\7#", 0.0)
    assert bodies(frames) == [b"#\4\5", b"#\6\7"]
    assert [frame.after_gap for frame in frames] == [True, False]
    assert counters.bad_frames == 1


def test_quiet_line_confirms_a_frame_with_the_time_of_its_last_byte() -> None:
    buffer = confirming()
    buffer.take(b"#\1", 0.9)
    buffer.take(b"\2", 1.0)
    assert buffer.deadline == 1.5
    assert buffer.take(b"", 1.4) == []
    (frame,) = buffer.take(b"", 1.5)
    assert (frame.t, frame.body) == (1.0, b"#\1\2")
    assert buffer.deadline is None


def test_bytes_that_were_fetched_too_late_decide_over_the_frame_before_them() -> None:
    counters = Counters()
    buffer = ResyncBuffer(three_bytes, counters, starts=frozenset(b"#"), hold_s=0.5)
    buffer.take(b"#\1\2", 1.0)
    buffer.keep_holding()
    assert buffer.take(b"\3", 9.0) == [], "one byte too many: nobody saw the line quiet before it"
    assert counters.thrown_bytes == 4
    buffer.take(b"#\1\2", 10.0)
    buffer.keep_holding()
    (frame,) = buffer.take(b"#", 19.0)
    assert (frame.t, frame.body) == (10.0, b"#\1\2")
    buffer.take(b"\4\5", 19.1)
    (frame,) = buffer.take(b"#", 29.0)
    assert (frame.t, frame.body) == (19.1, b"#\4\5"), (
        "said of the bytes fed next, and not of those after them"
    )


def test_time_alone_confirms_a_frame_whatever_was_said_before() -> None:
    buffer = confirming()
    buffer.take(b"#\1\2", 1.0)
    buffer.keep_holding()
    assert bodies(buffer.take(b"", 1.5)) == [b"#\1\2"]


def test_end_of_the_stream_confirms_the_frame_and_forgets_the_unfinished_one() -> None:
    buffer = confirming()
    assert bodies(buffer.take(b"#\1\2#\3", 0.0)) == [b"#\1\2"]
    assert buffer.finish() == []
    buffer.take(b"#\1\2", 0.0)
    assert bodies(buffer.finish()) == [b"#\1\2"]


def test_begun_frame_is_thrown_away_after_the_quiet_and_counted_once() -> None:
    counters = Counters()
    buffer = ResyncBuffer(three_bytes, counters, quiet_s=3.0)
    assert buffer.deadline is None
    assert buffer.take(b"\xff#\1", 1.0) == []
    assert buffer.deadline == 4.0
    assert buffer.take(b"", 3.9) == []
    assert (counters.bad_frames, counters.thrown_bytes) == (1, 1)
    assert buffer.take(b"", 4.0) == []
    assert (counters.bad_frames, counters.thrown_bytes) == (1, 3), "one stretch, all of its bytes"
    assert buffer.deadline is None
    (frame,) = buffer.take(b"#\2\3", 9.0)
    assert (frame.t, frame.body, frame.after_gap) == (9.0, b"#\2\3", True)
    assert buffer.deadline is None


def test_begun_frame_is_not_joined_with_bytes_that_come_after_the_quiet() -> None:
    buffer = ResyncBuffer(three_bytes, Counters(), quiet_s=3.0)
    buffer.take(b"#", 0.0)
    buffer.take(b"\1", 2.9)
    assert bodies(buffer.take(b"\2#", 5.8)) == [b"#\1\2"], "each byte begins the quiet anew"
    assert bodies(buffer.take(b"\1\2#\3\4", 8.8)) == [b"#\3\4"]


def test_begun_frame_waits_where_no_quiet_is_set() -> None:
    buffer = ResyncBuffer(three_bytes, Counters())
    buffer.take(b"#\1", 0.0)
    assert buffer.deadline is None
    assert bodies(buffer.take(b"\2", 1e6)) == [b"#\1\2"]


TEXT = ("accutorr3", "and_tm", "masimo", "nellcor", "nonin_text", "omron_hbp", "terumo")


def lines_of(key: str) -> list[bytes]:
    """Three messages of a virtual device, each with the rest of its time around it."""
    device, patient = registry.load(key).device(), SimulatedPatient(3, auto_cuff_s=60.0)
    found: list[bytes] = []
    for n in range(4 * 400):
        if key == "accutorr3" and n % 8 == 0:
            device.feed(SHOW_PATIENT, n / 4)
        if key == "terumo" and found:
            device.feed(bytes((ACK,)), n / 4)  # else it repeats itself
        if data := device.emit(patient, n / 4):
            found.append(data)
    return found[-3:]


@pytest.mark.parametrize("key", TEXT)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_line_costs_neither_the_next_line_nor_makes_one_with_its_end(key: str, part: float) -> None:
    first, second, third = lines_of(key)
    cut = max(1, round(len(second) * part))
    protocol = registry.load(key).protocol()
    protocol.feed(first, 0.0)
    assert protocol.counters.frames == 1
    protocol.feed(second[:cut], 10.0)
    assert protocol.feed(third[cut:], 20.0) == []
    assert protocol.counters.frames == 1
    protocol.feed(b"", 30.0)
    protocol.feed(third, 40.0)
    assert protocol.counters.frames == 2
    assert protocol.counters.bad_frames > 0


def test_endless_garbage_is_not_kept() -> None:
    buffer = confirming()
    for _ in range(100):
        buffer.take(b"\xff" * 1000 + b"#", 0.0)
    assert len(buffer._pending) <= 3


@given(st.binary(max_size=60).map(lambda data: bytes(b % 12 if b % 3 else 35 for b in data)), st.data())
def test_split_never_matters(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    edges = [0, *cuts, len(stream)]
    counters, pieces_counters = Counters(), Counters()
    whole = ResyncBuffer(three_bytes, counters, starts=frozenset(b"#"), hold_s=0.5)
    pieces = ResyncBuffer(three_bytes, pieces_counters, starts=frozenset(b"#"), hold_s=0.5)
    expected = whole.take(stream, 0.0) + whole.finish()
    found = [f for a, b in pairwise(edges) for f in pieces.take(stream[a:b], 0.0)]
    assert found + pieces.finish() == expected
    assert pieces_counters == counters


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (b" NA", b"!2"),
        (b" NC0", b"!E"),
        (b" ND", b"!5"),
        (b" RC", b"!8"),
        (b" RA", b"!6"),
        (b" OA", b"!3"),
        (b" TC", b"!:"),
        (b" TD", b"!;"),
        (b" NF", b"!7"),
        (b" NF1101762127073078", b"&<"),
        (b" NF1102207118080091", b"&0"),
        (b" NA0109999000000000", b"&'"),
        (b" NA8100004000000000", b"%O"),
    ],
)
def test_dinamap_checksum_of_the_documents(text: bytes, check: bytes) -> None:
    assert dinamap_checksum(text) == check


def one_by_one(longest: int) -> Rule:
    """What `text_lines` says, looking at one byte at a time."""

    def rule(buffer: bytearray, place: int) -> int:
        for end in range(place, len(buffer)):
            if buffer[end] in b"\r\n":
                return end + 1 - place
            if not 0x20 <= buffer[end] < 0x7F and buffer[end] != 0x09:
                return place - end - 1
            if end + 1 - place > longest:
                return -1
        return 0

    return rule


@given(
    st.lists(st.sampled_from(list(b"ab\t\r\n\x00\xff")) | st.just(ord("c")), max_size=80).map(bytes),
    st.integers(1, 12),
    st.lists(st.integers(0, 80), max_size=4),
)
def test_a_line_without_an_end_loses_its_beginning_as_if_byte_by_byte(
    stream: bytes, longest: int, cuts: list[int]
) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    told = []
    for rule in (one_by_one(longest), text_lines(longest)):
        counters = Counters()
        buffer = ResyncBuffer(rule, counters)
        told.append(
            [
                (buffer.take(stream[a:b], 0.0), counters.bad_frames, counters.thrown_bytes)
                for a, b in pairwise(edges)
            ]
        )
    assert told[0] == told[1]


def test_text_with_a_few_damaged_bytes_may_be_text_and_other_bytes_may_not() -> None:
    assert may_be_text(b"") and may_be_text(b"\xff\x00SPO2=097 HR=072\r\n")
    assert not may_be_text(b"\xff\x00\x80") and not may_be_text(bytes(range(256)))


def test_sum_of_a_nonin_frame() -> None:
    assert sum8(bytes.fromhex("01 81 43 00")) == 0xC5

"""Rules about bytes: cuts, garbage, damage, and that nothing makes a driver raise, grow or wait.

Each rule draws its input by chance that is the same in every run. What it then does with one input is a function of
its own, so that a test with better chance can use it too.
"""

from __future__ import annotations

import gc
import math
import tracemalloc
from collections.abc import Iterable
from itertools import pairwise

from bedside.clock import SystemClock
from bedside.driver_kit.bench import (
    Bench,
    BrokenRuleError,
    a_patient,
    brief,
    garbage,
    is_oximeter,
    is_sealed,
    rule,
    values,
)
from bedside.driver_kit.wire import of_type, read_all
from bedside.vitals.readings import Numeric, Wave

GARBLED_BYTES = 1500
_FASTER = 20.0  # times real time, at least; far below what bedside's own drivers do, so that no busy computer matters
_GROWTH_BYTES = 10_000  # that is no sign of a list that grows
_CALLS_AT_ONCE = 4


# what a rule does with one input


def require_the_same_in_pieces(bench: Bench, stream: bytes, cuts: Iterable[int]) -> None:
    """Cut a stream at these places and compare."""
    whole, pieces = bench.driver.protocol(), bench.driver.protocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(cuts), len(stream)]
    found = [reading for a, b in pairwise(edges) for reading in pieces.feed(stream[a:b], 0.0)]
    found += pieces.finish(0.0)
    if found != expected:
        place = next((n for n, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), None)
        where = f"they part at reading {place}" if place is not None else "one has more at its end"
        raise BrokenRuleError(
            f"{len(stream)} bytes gave {len(expected)} readings in one piece and {len(found)} in {len(edges) - 1}; "
            f"{where}."
        )
    if pieces.counters != whole.counters:
        raise BrokenRuleError(
            f"The counters are {whole.counters} in one piece and {pieces.counters} in several."
        )


def survive(bench: Bench, pieces: Iterable[tuple[bytes, float]]) -> None:
    """Give both ends pieces of anything, each followed by a wait, s."""
    protocol, device, patient = bench.driver.protocol(), bench.driver.device(), a_patient(1)
    t = 0.0
    for piece, wait in pieces:
        protocol.feed(piece, t)
        device.feed(piece, t)
        device.emit(patient, t)
        for _ in range(_CALLS_AT_ONCE):
            due = protocol.due(t)
            if due.at is None or due.at > t:
                break
            protocol.feed(b"", t)
        else:
            raise BrokenRuleError(
                f"`due` at {t:g} s wants to be asked again at {due.at:g} s, however often it is."
            )
        t += wait
    protocol.finish(t)
    protocol.goodbye()


def require_little_harm(bench: Bench, place: int, dirt: bytes) -> None:
    """Put garbage into the stream: one good frame at most is lost, and no value comes that was not sent."""
    stream = bench.part(GARBLED_BYTES)
    expected = read_all(bench.driver.protocol(), stream)
    dirty = bench.driver.protocol()
    found = read_all(dirty, stream[:place] + dirt + stream[place:])
    clean_frames = bench.frames_in(stream)
    said = f"{dirt.hex(' ')} put in at byte {place}"
    if dirty.counters.frames < clean_frames - 1:
        raise BrokenRuleError(f"{said} cost {clean_frames - dirty.counters.frames} good frames.")
    if bench.frames_in(dirt) or (
        place == 0 and bench.completes_what_was_cut(dirt)
    ):  # by chance it means something
        return
    if new := bench.invented(found) | (set(values(found)) - set(values(bench.eventful.readings))):
        raise BrokenRuleError(f"{said} brought values that were never sent: {brief(new)}.")
    if dirty.counters.frames > clean_frames:
        raise BrokenRuleError(f"{said} was counted as a frame.")
    if len(of_type(found, Wave)) < len(of_type(expected, Wave)) - 1:
        raise BrokenRuleError(f"{said} cost more than one piece of the wave.")


def require_no_number_of(bench: Bench, damaged: bytes, said: str) -> None:
    """Read a damaged stream: no number in it that was never sent."""
    if new := bench.invented(read_all(bench.driver.protocol(), damaged)):
        raise BrokenRuleError(f"{said} made numbers that were never sent: {brief(new)}.")


# the rules


@rule(
    "Any cut of a stream gives the same readings.",
    "Keep what is not yet a whole frame for the next call of `feed`, and let nothing depend on where a call ends; "
    "`ResyncBuffer` of drivers.framing does both.",
)
def any_cut_gives_the_same_readings(bench: Bench) -> None:
    """Random cuts, with garbage somewhere inside."""
    source = bench.source("cuts")
    stream = bench.part(700)
    for _ in range(40):
        place = source.randint(0, len(stream))
        dirty = stream[:place] + garbage(source) + stream[place:]
        require_the_same_in_pieces(
            bench, dirty, source.choices(range(len(dirty) + 1), k=source.randrange(30))
        )


@rule(
    "Byte by byte gives the same readings as all at once.",
    "Let `feed` cope with a single byte, and with none.",
)
def byte_by_byte_is_the_same(bench: Bench) -> None:
    """The whole eventful stream."""
    require_the_same_in_pieces(bench, bench.stream, range(len(bench.stream)))


@rule(
    "No bytes whatever make it raise, and `due` never asks to be asked again at once for ever.",
    "Check every length and every character before it is used, at both ends; let `due` give the next time that lies "
    "ahead.",
)
def no_bytes_make_it_raise(bench: Bench) -> None:
    """Garbage, and pieces of its own stream, with waits between; both ends get it."""
    source = bench.source("anything")
    stream = bench.stream
    for _ in range(60):
        pieces: list[tuple[bytes, float]] = []
        for _ in range(source.randrange(12)):
            start = source.randrange(len(stream) or 1)
            torn = stream[start : start + source.randrange(60)]
            piece = source.choice((garbage(source, 200), torn, torn[:1] + garbage(source)))
            pieces.append((piece, source.choice((0.0, 0.01, source.uniform(0.0, 20.0)))))
        survive(bench, pieces)


@rule(
    "Garbage costs one good frame at most and brings no value that was not sent.",
    "Check the checksum before anything else, and look for the next frame from the byte after the bad beginning, not "
    "after the bad frame's length; a driver whose frames have no checksum says `sealed=False`.",
    is_sealed,
)
def garbage_costs_one_good_frame_at_most(bench: Bench) -> None:
    """Garbage at random places."""
    source = bench.source("garbage")
    stream = bench.part(GARBLED_BYTES)
    for _ in range(80):
        require_little_harm(bench, source.randrange(len(stream)), garbage(source))


@rule(
    "One byte added, lost or changed never makes a number that was not sent.",
    "Check the checksum before anything else; a driver whose frames have no checksum says `sealed=False`.",
    is_sealed,
)
def one_damaged_byte_makes_no_number(bench: Bench) -> None:
    """One byte at random places: any other, none, one more, or the same with one bit changed."""
    source = bench.source("damage")
    stream = bench.part(GARBLED_BYTES)
    for _ in range(150):
        place = source.randrange(len(stream))
        lost = source.randrange(2)
        flipped = bytes((stream[place] ^ 1 << source.randrange(8),))
        put = source.choice((source.randbytes(source.randrange(2)), flipped))
        said = f"At byte {place}, {lost} lost and {put.hex() or 'none'} put in"
        require_no_number_of(bench, stream[:place] + put + stream[place + lost :], said)


@rule(
    "Numbers come back after garbage at any place.",
    "Find the way back by itself: never wait for something that has been lost.",
    is_oximeter,
)
def numbers_come_back_after_garbage(bench: Bench) -> None:
    """Three bytes at many places, one after the other; then a number within two intervals."""
    bytes_per_s = len(bench.stream) / bench.eventful.t
    stream = bench.part(1200 + math.ceil(bytes_per_s * (2 * bench.info.numeric_interval_s + 1)))
    dirt = b"\xff\x01\x80"
    for place in range(1000, 1200, 3):
        protocol = bench.driver.protocol()
        protocol.feed(stream[:place] + dirt, 0.0)
        if not of_type(read_all(protocol, stream[place:]), Numeric):
            raise BrokenRuleError(f"After {dirt.hex(' ')} at byte {place} no number came any more.")


@rule(
    "Bytes lost all along bring no wrong number and end no reading; what is thrown away is counted.",
    "Count every stretch that is thrown away with `counters.throw_away` (`ResyncBuffer` does), and find the way back "
    "after each.",
)
def lost_bytes_are_survived_and_counted(bench: Bench) -> None:
    """Five per cent of the bytes, of very long frames one byte in two frames; a few times over."""
    source = bench.source("loss")
    stream = bench.stream
    frames = bench.frames_in(stream)
    if not frames:
        raise BrokenRuleError("Its virtual device sent no valid frame at all.")
    loss = min(0.05, 0.5 * frames / len(stream))
    read = thrown_away = 0
    for _ in range(4):
        lossy = bytes(byte for byte in stream if source.random() > loss)
        protocol = bench.driver.protocol()
        found = read_all(protocol, lossy)
        if bench.info.sealed and (new := bench.invented(found)):
            raise BrokenRuleError(f"Numbers that were never sent: {brief(new)}.")
        read += protocol.counters.frames
        thrown_away += min(protocol.counters.bad_frames, protocol.counters.thrown_bytes)
    if not read:
        raise BrokenRuleError("No frame was read any more.")
    if not thrown_away:
        raise BrokenRuleError("Nothing was counted with `counters.throw_away`.")


@rule(
    "Memory is bounded, whatever comes and for however long.",
    "Keep one frame and the beginning of another, and no list that grows with the stream; give up a frame that is "
    "longer than the longest.",
)
def memory_is_bounded(bench: Bench) -> None:
    """Its stream over and over, and beginnings of frames that never end; what the first half fills does not count."""
    protocol = bench.driver.protocol()
    stream = bench.part(2000)
    hostile = (stream, *(stream[n : n + 1] * 1000 for n in range(3)), bytes(range(256)) * 4)
    t = 0.0

    def held_after_all_of_it() -> int:
        nonlocal t
        for chunk in hostile * 4:
            protocol.feed(chunk, t)
            protocol.due(t)
            t += 1.0
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        grown = -held_after_all_of_it() + held_after_all_of_it()
    finally:
        tracemalloc.stop()
    fed = 4 * sum(map(len, hostile))
    if grown > max(_GROWTH_BYTES, fed // 4):
        raise BrokenRuleError(f"After {fed} more bytes it holds {grown} bytes more.")


@rule(
    f"Reading is at least {_FASTER:g} times as fast as the device speaks.",
    "Take bytes once: search with `bytes.find` or a table, and cut the buffer once per call, not once per byte.",
)
def reading_is_fast(bench: Bench) -> None:
    """The eventful stream in pieces of 50 ms."""
    stream, seconds = bench.stream, bench.eventful.t
    size = max(1, round(len(stream) * 0.05 / seconds))
    protocol = bench.driver.protocol()
    clock = SystemClock()
    start = clock.now()
    for place in range(0, len(stream), size):
        at = place / len(stream) * seconds
        protocol.feed(stream[place : place + size], at)
        took = clock.now() - start
        if took > seconds / _FASTER:
            raise BrokenRuleError(f"The first {at:g} of {seconds:g} s of its stream took {took:.2f} s.")

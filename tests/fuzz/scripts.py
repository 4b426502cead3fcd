"""What a fuzzer's bytes mean for a parser, and what must hold whatever they are.

An input begins with one byte that chooses what is tried; the rest is

    a protocol     a script: bytes of the line in pieces, waits, empty feeds, orders to the cuff
    `recognise`    two bytes for how long was listened, ms, and what was heard
    `read_file`    the file

A script is a row of operations, each a control byte and what belongs to it:

    00 … 7F        so many bytes of the line follow (00: a feed of none)
    80 … 9F        wait `WAITS_S[n & 1F]`, then ask `due` as the reader does
    A0 … AF        START, for one of the four patient types
    B0 … BF        CANCEL
    C0 … CF        take the notices
    D0 … FF        (n & 1F) * 256 + the next byte: so many bytes of the line follow

Every input is valid: what is missing at the end counts as not there.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from bedside.driver_api import Counters, CuffOrder, CuffRequest, Driver, Protocol
from bedside.vitals.readings import Reading
from bedside.vitals.sessions import PatientType
from tests.fuzz.forms import FoundError, is_words, require_well_formed

BYTE_BY_BYTE, IN_STRIDES, RECOGNISE, FILE = range(4)  # the first byte of an input, modulo 4

WAITS_S: Final = (
    0.0, 0.0002, 0.001, 0.005, 0.01, 1 / 60, 0.02, 0.04, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 0.8,
    1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 5.0, 7.0, 10.0, 12.0, 30.0, 61.0, 91.0, 181.0, 301.0, 3601.0,
)  # fmt: skip
KEPT_BYTES: Final = 16_384  # a protocol may hold so much more than a new one, however much it was fed
_STRIDES: Final = (1, 2, 1, 3, 5, 8, 13, 40, 7, 1)
_DUE_AT_ONCE: Final = 4
_ROUNDS: Final = 20  # times one input in so many is fed, to see whether anything grows


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a script: bytes of the line, or a wait before `due` is asked, or an order, or none of them."""

    data: bytes | None = None
    wait_s: float | None = None
    order: CuffRequest | None = None


def steps_of(script: bytes) -> Iterator[Step]:
    """The operations of a script."""
    place, types = 0, tuple(PatientType)
    while place < len(script):
        code = script[place]
        place += 1
        if code < 0x80 or code >= 0xD0:
            size = code
            if code >= 0xD0:
                size = (code & 0x1F) << 8 | (script[place] if place < len(script) else 0)
                place += 1
            yield Step(data=script[place : place + size])
            place += size
        elif code < 0xA0:
            yield Step(wait_s=WAITS_S[code & 0x1F])
        elif code < 0xB0:
            yield Step(order=CuffRequest(order=CuffOrder.START, patient_type=types[code % len(types)]))
        elif code < 0xC0:
            yield Step(order=CuffRequest(order=CuffOrder.CANCEL, patient_type=PatientType.ADULT))
        else:
            yield Step()


def feed_of(data: bytes) -> bytes:
    """Operations that feed these bytes at once."""
    out = b""
    for start in range(0, len(data), 0x1FFF):
        piece = data[start : start + 0x1FFF]
        out += (
            bytes((len(piece),)) if len(piece) < 0x80 else bytes((0xE0 | len(piece) >> 8, len(piece) & 0xFF))
        )
        out += piece
    return out


def wait_of(seconds: float) -> bytes:
    """The operation that waits so long; it must be one of `WAITS_S`."""
    return bytes((0x80 | WAITS_S.index(seconds),))


def check(driver: Driver, data: bytes) -> None:
    """Try one input.

    Raises:
        FoundError: something does not hold. Whatever the driver itself raises comes through too.
    """
    mode, rest = (data[0] % 4, data[1:]) if data else (BYTE_BY_BYTE, b"")
    if mode == RECOGNISE:
        _check_recognise(driver, rest)
    elif mode == FILE:
        _check_file(driver, rest)
    else:
        _check_protocol(driver, rest, byte_by_byte=mode == BYTE_BY_BYTE)


def _check_recognise(driver: Driver, rest: bytes) -> None:
    seconds, heard = int.from_bytes(rest[:2], "big") / 1000, rest[2:]
    for signature in driver.info.signatures:
        words = signature.recognise(heard, seconds)
        if words is not None and not is_words(words):
            raise FoundError(f"recognised as {words!r}")
        if words is not None and not heard:
            raise FoundError("recognised from nothing")
        if signature.possible is not None and type(signature.possible(heard, seconds)) is not bool:
            raise FoundError("possible is neither true nor false")


def _check_file(driver: Driver, content: bytes) -> None:
    if driver.read_file is None:
        return
    try:
        readings = driver.read_file(content)
    except ValueError as error:
        if not str(error).endswith("."):
            raise FoundError(f"no sentence: {error}") from error
        return
    for reading in readings or ():
        require_well_formed(reading, math.inf)


@dataclass(slots=True)
class _Run:
    """One protocol on its way through a script."""

    protocol: Protocol
    strides: tuple[int, ...]  # lengths of the pieces the line's bytes are cut into; (): in one piece
    starts_cuff: bool
    t: float = 0.0

    def step(self, step: Step) -> tuple[Any, ...]:
        """Do it; what came of it."""
        readings: list[Reading] = []
        said: Any = None
        if step.data is not None:
            for piece in self._pieces(step.data):
                readings += self.protocol.feed(piece, self.t)
        elif step.wait_s is not None:
            self.t += step.wait_s
            sent = []
            for _ in range(_DUE_AT_ONCE):
                due = self.protocol.due(self.t)
                sent.append(due.send)
                if due.at is None or due.at > self.t:
                    break
                readings += self.protocol.feed(b"", self.t)
            else:
                raise FoundError(f"`due` at {self.t:g} s asks for {due.at:g} s, however often it is asked")
            said = b"".join(sent), due.at
        elif step.order is not None:
            try:
                said = self.protocol.request(step.order, self.t)
            except ValueError:
                if self.starts_cuff:
                    raise
        else:
            said = self.protocol.take_notices()
            if not all(is_words(notice) and notice.endswith(".") for notice in said):
                raise FoundError(f"no sentences: {said!r}")
        return readings, said, replace(self.protocol.counters)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        if not self.strides or not data:
            yield data
            return
        place = number = 0
        while place < len(data):
            stride = self.strides[number % len(self.strides)]
            yield data[place : place + stride]
            place += stride
            number += 1


def _check_protocol(driver: Driver, script: bytes, *, byte_by_byte: bool) -> None:
    starts_cuff = driver.info.starts_cuff
    whole = _Run(driver.protocol(), (), starts_cuff)
    pieces = _Run(driver.protocol(), (1,) if byte_by_byte else _STRIDES, starts_cuff)
    rounds = _ROUNDS if zlib.crc32(script) % _ROUNDS == 0 else 1
    before, new_bytes = Counters(), kept_bytes(whole.protocol)
    for _ in range(rounds):
        for step in steps_of(script):
            one, other = whole.step(step), pieces.step(step)
            if one != other:
                raise FoundError(
                    f"the cut changes what comes of {step}: {one} in one piece, {other} in several"
                )
            for reading in one[0]:
                require_well_formed(reading, whole.t)
            before = _counted_on(before, one[2])
    last, other_last = whole.protocol.finish(whole.t), pieces.protocol.finish(whole.t)
    if last != other_last:
        raise FoundError(f"the cut changes what is held back: {last}, {other_last}")
    for reading in last:
        require_well_formed(reading, whole.t)
    if not isinstance(whole.protocol.goodbye(), bytes):
        raise FoundError("the goodbye is no bytes")
    kept = kept_bytes(whole.protocol) - new_bytes
    if kept > KEPT_BYTES:
        raise FoundError(f"{kept} bytes are kept after {rounds} times {len(script)} bytes")


def _counted_on(before: Counters, now: Counters) -> Counters:
    if (
        now.frames < before.frames
        or now.bad_frames < before.bad_frames
        or now.thrown_bytes < before.thrown_bytes
    ):
        raise FoundError(f"the counters went back: {before}, {now}")
    return now


def kept_bytes(thing: object) -> int:
    """What an object and everything it holds take, shared tables of its module left out."""
    total, seen, left = 0, set(), deque([thing])
    while left:
        one = left.popleft()
        if id(one) in seen or isinstance(one, type | Enum) or callable(one):
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        if isinstance(one, str | bytes | bytearray | int | float):
            continue
        if isinstance(one, dict):
            left.extend(one)
            left.extend(one.values())
        elif isinstance(one, tuple | list | set | frozenset | deque):
            left.extend(one)
        else:
            left.extend(getattr(one, "__dict__", {}).values())
            for kind in type(one).__mro__:
                slots = getattr(kind, "__slots__", ())
                names = (slots,) if isinstance(slots, str) else slots
                left.extend(getattr(one, name) for name in names if hasattr(one, name))
    return total

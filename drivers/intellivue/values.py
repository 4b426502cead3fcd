"""Philips IntelliVue: the values inside attributes, decoded and encoded.

    number         what (2)  state (2)  unit (2)  FLOAT (4)
    sample array   what (2)  state (2)  length (2)  samples …
    sample form    samples per array (2)  bits of a sample (1)  bits that count (1)  flags (2)
    clock          year year month day hour minute second 1/100, two decimal digits each

A list of numbers or of arrays has its count and its length (2 each) in front.

Source: as `messages`; every kind of them stands in the capture.
"""

from __future__ import annotations

import struct
from datetime import datetime
from typing import NamedTuple

from drivers.intellivue import ids
from drivers.intellivue.layout import decode_float, encode_float
from drivers.intellivue.messages import Attributes

_NUMBER_BYTES = 10


class Number(NamedTuple):
    """One observed value. `value` is None where the monitor has none, or says that it is no patient's."""

    what: int
    state: int
    unit: int
    value: float | None


class Form(NamedTuple):
    """How the samples of a wave are sent."""

    period: int = 64  # ticks between two samples; pleth of the captured monitor
    bits: int = 16
    counting: int = 16  # bits of a sample that count

    @property
    def rate_hz(self) -> float:
        """Samples a second."""
        return ids.TICKS_PER_S / self.period


def numbers_of(attributes: Attributes) -> list[Number]:
    """All numbers of an object, single or in a list."""
    found: list[bytes] = []
    single = attributes.get(ids.NUMBER, b"")
    if len(single) >= _NUMBER_BYTES:
        found.append(single)
    several = attributes.get(ids.NUMBERS, b"")
    found += [
        several[place : place + _NUMBER_BYTES]
        for place in range(4, len(several) - _NUMBER_BYTES + 1, _NUMBER_BYTES)
    ]
    return [_number_of(data) for data in found]


def _number_of(data: bytes) -> Number:
    what, state, unit, raw = struct.unpack_from(">3HI", data)
    return Number(what, state, unit, None if state & ids.NO_VALUE else decode_float(raw))


def arrays_of(attributes: Attributes) -> list[tuple[int, int, bytes]]:
    """All sample arrays of an object, single or in a list: what, state, bytes of the samples."""
    found: list[tuple[int, int, bytes]] = []
    for name, head in ((ids.SAMPLE_ARRAY, 0), (ids.SAMPLE_ARRAYS, 4)):
        data, place = attributes.get(name, b""), head
        while place + 6 <= len(data):
            what, state, size = struct.unpack_from(">3H", data, place)
            place += 6 + size
            if place > len(data):
                break
            found.append((what, state, data[place - size : place]))
    return found


def form_of(attributes: Attributes, known: Form) -> Form:
    """How the samples are sent, as far as the attributes say; otherwise as known."""
    period, bits, counting = known
    sent = attributes.get(ids.SAMPLE_PERIOD, b"")
    if len(sent) == 4:
        period = struct.unpack(">I", sent)[0] or period
    sent = attributes.get(ids.SAMPLE_FORM, b"")
    if len(sent) >= 4 and sent[2] in (8, 16) and 0 < sent[3] <= sent[2]:
        bits, counting = sent[2], sent[3]
    return Form(period, bits, counting)


def samples_of(data: bytes, form: Form) -> tuple[int, ...]:
    """The samples of an array, oldest first, in the monitor's units."""
    size = form.bits // 8
    mask = (1 << form.counting) - 1
    samples = struct.unpack(
        f">{len(data) // size}{'H' if size == 2 else 'B'}", data[: len(data) // size * size]
    )
    return tuple(sample & mask for sample in samples)


def number(what: int, state: int, unit: int, value: float | None, decimals: int = 0) -> bytes:
    """One observed value as it is sent."""
    return struct.pack(">3HI", what, state, unit, encode_float(value, decimals))


def several(parts: list[bytes]) -> bytes:
    """A list of numbers as it is sent."""
    body = b"".join(parts)
    return struct.pack(">2H", len(parts), len(body)) + body


def array(what: int, state: int, samples: list[int]) -> bytes:
    """A sample array of 16-bit samples as it is sent."""
    return struct.pack(f">3H{len(samples)}H", what, state, 2 * len(samples), *samples)


def clock_of(data: bytes) -> datetime | None:
    """A time of the monitor's clock; None: it does not say."""
    text = data.hex()
    if len(text) != 16 or not text.isdecimal():
        return None
    year, month, day, hour, minute, second = (
        int(text[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def clock(time: datetime) -> bytes:
    """A time as the monitor sends it."""
    return bytes.fromhex(time.strftime("%Y%m%d%H%M%S00"))


def text_of(data: bytes) -> str:
    """Maker and model as one text, from their two strings."""
    parts: list[str] = []
    place = 0
    while place + 2 <= len(data) and len(parts) < 2:
        (size,) = struct.unpack_from(">H", data, place)
        text = data[place + 2 : place + 2 + size].split(b"\0")[0].decode("ascii", "replace")
        parts.append("".join(letter for letter in text if letter.isprintable() and letter.isascii())[:24])
        place += 2 + size
    return " ".join(part for part in parts if part)

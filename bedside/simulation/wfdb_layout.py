"""The text and the sample formats of WFDB records: what a header says, and how numbers lie in a signal file.

Source: the published descriptions of WFDB header and signal files, header(5) and signal(5).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.errors import BrokenFileError
from bedside.simulation import recording

_RATE_HZ: Final = 250.0  # where a header gives none
_GAIN: Final = 200.0
_MOST_SIGNALS: Final = 256
_MOST_PER_FRAME: Final = 64
_MOST_SEGMENTS: Final = 20_000
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")  # never a path
_FORMAT: Final = re.compile(r"(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?")
_GAIN_TEXT: Final = re.compile(r"([-+.\deE]+)(?:\((-?\d+)\))?(?:/(\S+))?")

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One line of a header."""

    file: str  # "~" = in no file
    format: int
    per_frame: int  # samples in a frame
    skew: int  # frames by which it lies too late in its file
    offset: int  # bytes before the first sample of the file
    gain: float  # steps per unit
    baseline: int  # steps at 0 of the unit
    unit: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a header says."""

    file: Path
    rate_hz: float  # frames a second
    frames: int | None  # None: as many as there are
    signals: tuple[Signal, ...]  # of this record; () in a record of several segments
    segments: tuple[tuple[str, int], ...]  # name of each segment's record ("~" = nothing) and its frames


@dataclass(frozen=True, slots=True)
class Format:
    """How samples lie in a signal file."""

    bytes_of: Callable[[int], int]  # for so many samples
    decode: Callable[[bytes, int], Ints]  # that many samples
    invalid: int  # the sample that is none


def read_header(file: Path) -> Header:
    """A header file.

    Raises:
        BrokenFileError: it is none, or not one that can be played; the sentence says where.
    """
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            texts = [
                (number, text)
                for number, text in recording.lines(file, stream)
                if text.strip() and not text.startswith("#") and _few(file, number)
            ]
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    if not texts:
        raise BrokenFileError(f"{file} is empty: copy the .hea file of the record again.")
    number, text = texts[0]
    words = text.split()
    name, _, count = words[0].partition("/")
    signals = _whole(file, number, "the number of signals", words[1] if len(words) > 1 else "", _MOST_SIGNALS)
    rate = words[2].partition("/")[0] if len(words) > 2 else str(_RATE_HZ)
    rate_hz = _real(file, number, "the sampling frequency", rate)
    if not 1e-4 <= rate_hz <= 1e5:
        raise BrokenFileError(
            f"{file}, line {number}: {rate} is no sampling frequency: choose another record."
        )
    if abs(1 / rate_hz - round(1 / rate_hz)) < 1e-6 / rate_hz:  # 0.0166666666667 is once a minute
        rate_hz = 1 / round(1 / rate_hz)
    frames = _whole(file, number, "the number of samples", words[3], None) if len(words) > 3 else 0
    wanted = _whole(file, number, "the number of segments", count, _MOST_SEGMENTS) if count else signals
    if len(texts) - 1 < wanted:
        raise BrokenFileError(
            f"{file} ends after line {texts[-1][0]}, although {name[:40]} has {wanted} signals or segments: copy it "
            "again."
        )
    rest = texts[1 : 1 + wanted]
    return Header(
        file=file,
        rate_hz=rate_hz,
        frames=frames or None,
        signals=() if count else tuple(_signal(file, *line) for line in rest),
        segments=tuple(_segment(file, *line) for line in rest) if count else (),
    )


def plain(file: Path, name: str) -> str:
    """The name of a file beside the header.

    Raises:
        BrokenFileError: it would lead elsewhere.
    """
    if not _PLAIN_NAME.fullmatch(name) or ".." in name:
        raise BrokenFileError(
            f"{file} names {name[:40]!r}, which is no plain file name: only files beside the header are read."
        )
    return name


def format_of(file: Path, number: int) -> Format:
    """How samples of a format lie.

    Raises:
        BrokenFileError: it is not read here.
    """
    if number not in _FORMATS:
        raise BrokenFileError(
            f"{file}: signal format {number} is not read here: convert the record to format 16 (known are "
            f"{', '.join(str(known) for known in _FORMATS)})."
        )
    return _FORMATS[number]


def _signal(file: Path, number: int, text: str) -> Signal:
    words = text.split(maxsplit=8)
    form = _FORMAT.fullmatch(words[1]) if len(words) > 1 else None
    if form is None:
        raise BrokenFileError(
            f"{file}, line {number}: no signal format after the file's name: copy it again."
        )
    gain, baseline, unit = _GAIN, None, "mV"
    if len(words) > 2:
        parts = _GAIN_TEXT.fullmatch(words[2])
        if parts is None:
            raise BrokenFileError(
                f"{file}, line {number}: {words[2][:40]!r} is no gain: copy the file again."
            )
        gain = _real(file, number, "the gain", parts[1]) or _GAIN
        baseline = None if parts[2] is None else int(parts[2][:12])
        unit = parts[3] or unit
    zero = _whole(file, number, "the ADC zero", words[4], None) if len(words) > 4 else 0
    per_frame, skew, offset = (int((part or "0")[:12]) for part in form.groups()[1:])
    if per_frame > _MOST_PER_FRAME:
        raise BrokenFileError(
            f"{file}, line {number}: {per_frame} samples in a frame are too many: choose another record."
        )
    return Signal(
        file=words[0] if words[0] == "~" else plain(file, words[0]),
        format=int(form[1][:6]),
        per_frame=max(1, per_frame),
        skew=skew,
        offset=offset,
        gain=gain,
        baseline=zero if baseline is None else baseline,
        unit=unit,
        name=words[8].strip() if len(words) > 8 else "",
    )


def _segment(file: Path, number: int, text: str) -> tuple[str, int]:
    words = text.split()
    if len(words) < 2:
        raise BrokenFileError(f"{file}, line {number}: a segment needs a name and a length: copy it again.")
    name = words[0] if words[0] == "~" else plain(file, words[0])
    return name, _whole(file, number, "the segment's length", words[1], None)


def _whole(file: Path, number: int, what: str, text: str, most: int | None) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text) or (most is not None and not 0 <= int(text) <= most):
        limit = "" if most is None else f" of up to {most}"
        raise BrokenFileError(
            f"{file}, line {number}: {what} is {text[:40]!r}, not a whole number{limit}: copy the file again."
        )
    return int(text)


def _real(file: Path, number: int, what: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BrokenFileError(
            f"{file}, line {number}: {what} is {text[:40]!r}, which is no number: copy the file again."
        )
    return value


def _few(file: Path, number: int) -> bool:
    if number > _MOST_SEGMENTS + _MOST_SIGNALS:
        raise BrokenFileError(f"{file} has too many lines for a header: choose the .hea file of a record.")
    return True


def _12_bits(data: bytes, count: int) -> Ints:
    """Format 212: two samples in three bytes, the high four bits of both in the middle one."""
    padded = np.frombuffer(data + bytes(-len(data) % 3), dtype=np.uint8).reshape(-1, 3).astype(np.int32)
    pairs = np.empty((len(padded), 2), dtype=np.int32)
    pairs[:, 0] = padded[:, 0] | (padded[:, 1] & 0x0F) << 8
    pairs[:, 1] = padded[:, 2] | (padded[:, 1] & 0xF0) << 4
    samples = pairs.reshape(-1)[:count]
    return np.where(samples > 0x7FF, samples - 0x1000, samples).astype(np.int32)


def _24_bits(data: bytes, count: int) -> Ints:
    parts = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
    samples = parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16
    return np.where(samples >= 1 << 23, samples - (1 << 24), samples)[:count].astype(np.int32)


def _plain_ints(kind: str, zero: int = 0) -> Callable[[bytes, int], Ints]:
    return lambda data, count: np.frombuffer(data, dtype=kind)[:count].astype(np.int32) - np.int32(zero)


_FORMATS: Final = {
    16: Format(lambda n: 2 * n, _plain_ints("<i2"), -(1 << 15)),
    24: Format(lambda n: 3 * n, _24_bits, -(1 << 23)),
    32: Format(lambda n: 4 * n, _plain_ints("<i4"), -(1 << 31)),
    61: Format(lambda n: 2 * n, _plain_ints(">i2"), -(1 << 15)),
    80: Format(lambda n: n, _plain_ints("u1", 128), -(1 << 7)),
    160: Format(lambda n: 2 * n, _plain_ints("<u2", 1 << 15), -(1 << 15)),
    212: Format(lambda n: 3 * (n // 2) + 2 * (n % 2), _12_bits, -(1 << 11)),
}

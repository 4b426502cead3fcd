"""Wave blocks: consecutive samples of one wave, packed.

A block is drawn and read as a whole, but it remembers the pieces it came in, so that a reading comes back with
the number and the moment of arrival it had:

    samples   little-endian int16, -32768 = no sample (int32, -2147483648 where a value needs it)
    quality   one byte per sample, the bits of `Quality`
    pieces    zlib of: number minus that of the piece before (uint32), samples (uint32), `at` (float64, by byte
              planes: the high bytes hardly change) — one of each per piece
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Wave
from bedside.vitals.records import ReadingTaken

LONGEST_S: Final = 10.0  # of arrival; a longer stretch begins a new block, which bounds every search by time
_TYPES: Final[Mapping[int, np.dtype[np.signedinteger[Any]]]] = {
    2: np.dtype("<i2"),
    4: np.dtype("<i4"),
}
_NARROW: Final = 2**15
_WIDEST: Final = 2**31
_PIECE_BYTES: Final = 16
_QUALITIES: Final = tuple(Quality(bits) for bits in range(256))


class OpenBlock:
    """A block that still takes pieces."""

    __slots__ = ("_ats", "_counts", "_first", "_n", "_numbers", "_quality", "_rate_hz", "_samples", "_t")

    def __init__(self, first: ReadingTaken, wave: Wave) -> None:
        self._first = first
        self._t = wave.t
        self._rate_hz = wave.rate_hz
        self._n = 0
        self._samples: list[int | None] = []
        self._quality: list[int] = []
        self._numbers: list[int] = []
        self._counts: list[int] = []
        self._ats: list[float] = []
        self.append(first, wave)

    def fits(self, taken: ReadingTaken, wave: Wave) -> bool:
        """Whether these samples follow the block's last one within half a sample (no hole lies between)."""
        return (
            wave.rate_hz == self._rate_hz
            and abs(wave.t - (self._t + self._n / self._rate_hz)) <= 0.5 / self._rate_hz
            and taken.at - self._first.at <= LONGEST_S
            and self._n <= LONGEST_S * self._rate_hz
        )

    def append(self, taken: ReadingTaken, wave: Wave) -> None:
        """Add a piece that fits.

        Raises:
            ValueError: a sample beyond 32 bits, or not one quality per sample; the block is as it was.
        """
        if len(wave.quality) != len(wave.samples):
            raise ValueError(f"{len(wave.samples)} samples with {len(wave.quality)} qualities")
        if any(sample is not None and not -_WIDEST < sample < _WIDEST for sample in wave.samples):
            raise ValueError(f"samples of more than 32 bits in {wave.samples}")
        self._n += len(wave.samples)
        self._samples += wave.samples
        self._quality += wave.quality
        self._numbers.append(taken.number)
        self._counts.append(len(wave.samples))
        self._ats.append(taken.at)

    def row(self, wave_parameter: Parameter) -> dict[str, Any]:
        """The block as a row of `wave_block`; session and device by name."""
        sample_bytes, samples = _pack_samples(self._samples)
        return {
            "session_id": self._first.session,
            "device_name": self._first.device,
            "number": self._first.number,
            "at": self._first.at,
            "last_number": self._numbers[-1],
            "last_at": self._ats[-1],
            "parameter": wave_parameter.value,
            "t": self._t,
            "rate_hz": self._rate_hz,
            "n": self._n,
            "sample_bytes": sample_bytes,
            "samples": samples,
            "quality": bytes(self._quality),
            "pieces": _pack_pieces(self._numbers, self._counts, self._ats),
        }


def _pack_samples(samples: list[int | None]) -> tuple[int, bytes]:
    narrow = all(sample is None or -_NARROW < sample < _NARROW for sample in samples)
    sample_bytes = 2 if narrow else 4
    hole = -_NARROW if narrow else -_WIDEST
    whole = [hole if sample is None else sample for sample in samples]
    return sample_bytes, struct.pack(f"<{len(whole)}{'h' if narrow else 'i'}", *whole)


def _pack_pieces(numbers: list[int], counts: list[int], ats: list[float]) -> bytes:
    steps = np.diff(np.array(numbers, dtype="<i8"), prepend=numbers[0]).astype("<u4")
    planes = np.array(ats, dtype="<f8").view(np.uint8).reshape(-1, 8).T
    return zlib.compress(
        steps.tobytes() + np.array(counts, dtype="<u4").tobytes() + planes.tobytes(), level=1
    )


def _unpack_pieces(first: int, packed: bytes) -> tuple[list[int], list[int], list[float]]:
    raw = zlib.decompress(packed)
    pieces = len(raw) // _PIECE_BYTES
    steps, counts = np.frombuffer(raw, dtype="<u4", count=2 * pieces).reshape(2, pieces)
    planes = np.frombuffer(raw, dtype=np.uint8, offset=8 * pieces).reshape(8, pieces)
    ats = np.ascontiguousarray(planes.T).view("<f8")[:, 0]
    return (first + np.cumsum(steps, dtype=np.int64)).tolist(), counts.tolist(), ats.tolist()


def readings_in(row: Mapping[str, Any]) -> int:
    """How many readings a row on its way to `wave_block` was packed from."""
    return len(zlib.decompress(row["pieces"])) // _PIECE_BYTES


def unpack_samples(samples: bytes, sample_bytes: int) -> NDArray[np.float32]:
    """Device units, float32, shape (samples,); NaN = no sample."""
    kind = _TYPES[sample_bytes]
    whole = np.frombuffer(samples, dtype=kind)
    return np.where(whole == np.iinfo(kind).min, np.float32(np.nan), whole.astype(np.float32))


def unpack(row: Mapping[Any, Any], session: str, device: str) -> Iterator[ReadingTaken]:
    """The readings a block was packed from, in order of arrival.

    Their sample times are those of the block: the first sample's time and the nominal rate.
    """
    kind = _TYPES[row["sample_bytes"]]
    hole = int(np.iinfo(kind).min)
    samples = [None if s == hole else s for s in np.frombuffer(row["samples"], dtype=kind).tolist()]
    quality = [_QUALITIES[bits] for bits in row["quality"]]
    parameter = Parameter(row["parameter"])
    begin = 0
    for number, count, at in zip(*_unpack_pieces(row["number"], row["pieces"]), strict=True):
        end = begin + count
        wave = Wave(
            parameter=parameter,
            t=row["t"] + begin / row["rate_hz"],
            rate_hz=row["rate_hz"],
            samples=tuple(samples[begin:end]),
            quality=tuple(quality[begin:end]),
        )
        yield ReadingTaken(session=session, number=number, at=at, device=device, reading=wave)
        begin = end

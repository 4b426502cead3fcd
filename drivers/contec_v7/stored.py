"""Contec V7.0, what is stored: its packets decoded and encoded, the bytes of a download, and ".SpO2" files.

    0F hh  S P  S P  S P        three seconds without a perfusion index, the last packet padded with zeros
    09 hh  S P  pp PP           one second with it, hundredths of a percent, low byte first

One sample per second. There is no checksum: a download that has lost a packet in its middle has wrong times
after it, so it is refused.

Source: packets as `layout`; one second per sample and cutting to the announced length as counted on a CMS50F and
a CMS50D+; ".SpO2" as published descriptions of it agree, checked on files of a CMS60CW and a CMS50E.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.contec_v7 import layout

SEGMENT_DATE = 0x07
SEGMENT_LENGTH = 0x08
STORED_PI = 0x09
SEGMENTS = 0x0A
STORED = 0x0F
SEGMENT_TIME = 0x12
SAMPLE_BYTES = {STORED: 2, STORED_PI: 4}  # as the announced length counts them

_FILE_HEAD = (0x358).to_bytes(4, "little") + (1).to_bytes(4, "little")
_FILE_COUNT_AT = 0x438
_FILE_DATA_AT = 0x43C
_FRAMED = 0.95  # of the bytes of a download; the others are what a serial line adds
_LEAST_PR = int(PARAMETERS[Parameter.PR].low)  # /min; a smaller one is no pulse rate
_HID_REPORT = 64
_HID_LIVE = {0: 6, 1: 8}  # bytes of a waveform and of a numeric frame, by their second byte
_HID_RECORDS = (20, 30)  # bytes of a packet of a manual and of an automatic record


class Sample(NamedTuple):
    """One stored second."""

    spo2: int | None  # %
    pr: int | None  # /min
    pi: int | None = None  # hundredths of a percent


def sample_of(spo2: int, pr: int, pi: int = 0xFFFF) -> Sample:
    """A second from the bytes the device stored; what says "none" becomes None."""
    return Sample(
        spo2=spo2 if 1 <= spo2 <= 100 else None,
        pr=pr if _LEAST_PR <= pr < 0xFF else None,
        pi=pi if 1 <= pi <= 2200 else None,
    )


def decode_stored(packet: bytes) -> list[Sample]:
    """Seconds of a packet of type `STORED` or `STORED_PI`, padding included."""
    payload = layout.payload_of(packet)
    if packet[0] == STORED_PI:
        return [sample_of(payload[0], payload[1], payload[2] | payload[3] << 8)]
    return [sample_of(payload[at], payload[at + 1]) for at in (0, 2, 4)]


def encode_stored(samples: Sequence[Sample], *, with_pi: bool) -> list[bytes]:
    """Packets of a whole segment."""
    raw = [(0x7F if s.spo2 is None else s.spo2, 0xFF if s.pr is None else s.pr) for s in samples]
    if with_pi:
        indices = [0xFFFF if s.pi is None else s.pi for s in samples]
        return [
            layout.packet_of(STORED_PI, bytes((*numbers, pi & 0xFF, pi >> 8)))
            for numbers, pi in zip(raw, indices, strict=True)
        ]
    body = b"".join(bytes(numbers) for numbers in raw)
    return [layout.packet_of(STORED, body[at : at + 6].ljust(6, b"\0")) for at in range(0, len(body), 6)]


def length_of(packet: bytes) -> int:
    """Bytes of a segment, from a packet of type `SEGMENT_LENGTH`."""
    return int.from_bytes(layout.payload_of(packet)[2:6], "little")


def readings_of(samples: Iterable[Sample], *, with_pi: bool) -> list[Reading]:
    """Numbers, `t` = 0, 1, 2… s."""
    readings: list[Reading] = []
    for second, sample in enumerate(samples):
        told = [(Parameter.SPO2, _real(sample.spo2)), (Parameter.PR, _real(sample.pr))]
        if with_pi:
            told.append((Parameter.PI, None if sample.pi is None else sample.pi / 100))
        readings += [Numeric(parameter=parameter, t=float(second), value=value) for parameter, value in told]
    return readings


def read_file(data: bytes) -> list[Reading] | None:
    """Readings of a saved file, `t` from its first second on, s; None: it is no such file.

    Raises:
        ValueError: it is one, and broken; or it is a recording of an oximeter without a serial port.
    """
    if data.startswith(_FILE_HEAD):
        return _read_saved(data)
    if _is_hid(data):
        raise ValueError(
            "This is a USB-HID recording of a Contec oximeter, not a serial port's: save the record with Contec's "
            "own program and open the .SpO2 file it writes."
        )
    return _read_download(data)


def _real(value: int | None) -> float | None:
    return None if value is None else float(value)


def _read_saved(data: bytes) -> list[Reading]:
    count = int.from_bytes(data[_FILE_COUNT_AT:_FILE_DATA_AT], "little")
    body = data[_FILE_DATA_AT:]
    if len(data) < _FILE_DATA_AT or (count and len(body) < 2 * count):
        raise ValueError("This .SpO2 file is cut short: copy it again from the computer that saved it.")
    if count == 0:
        return []
    size, rest = divmod(len(body), count)
    if rest or size not in SAMPLE_BYTES.values():
        raise ValueError(
            f"This .SpO2 file announces {count} records, which does not fit its length: copy it again from the "
            "computer that saved it."
        )
    records = [body[at : at + size] for at in range(0, len(body), size)]
    if size == 2:
        return readings_of([sample_of(*record) for record in records], with_pi=False)
    return readings_of(
        [sample_of(spo2, pr, low | high << 8) for low, high, spo2, pr in records], with_pi=True
    )


def _packets_of(data: bytes) -> tuple[list[bytes], int | None, int]:
    """Whole packets in `data`; before which of them bytes belong to none although stored ones had begun; the bytes
    of a packet that was cut off at the end.
    """
    buffer = bytearray(data)
    packets: list[bytes] = []
    hole: int | None = None
    place = 0
    stored = False
    while place < len(buffer):
        step = layout.next_packet(buffer, place)
        if step == 0:
            break
        if step > 0:
            packets.append(bytes(buffer[place : place + step]))
            stored = stored or packets[-1][0] in SAMPLE_BYTES
        elif stored and hole is None:
            hole = len(packets)
        place += abs(step)
    return packets, hole, len(buffer) - place


def _read_download(data: bytes) -> list[Reading] | None:
    packets, hole, cut = _packets_of(data)
    places = [n for n, packet in enumerate(packets) if packet[0] in SAMPLE_BYTES]
    live = sum(packet[0] == layout.LIVE for packet in packets)
    if not places or len(places) <= live or sum(map(len, packets)) + cut < _FRAMED * len(data):
        return None
    first, last = places[0], places[-1]
    kinds = {packets[n][0] for n in places}
    if hole is not None and hole <= last:
        raise ValueError(
            f"This Contec download is damaged after {sum(n < hole for n in places)} of its packets, so the times "
            "after them are not known: download it again."
        )
    if len(kinds) > 1 or any(packet[0] == SEGMENT_LENGTH for packet in packets[first:last]):
        raise ValueError("This holds more than one stored record: download them one by one.")
    kind = packets[first][0]
    samples = [sample for n in places for sample in decode_stored(packets[n])]
    lengths = [length_of(packet) for packet in packets[:first] if packet[0] == SEGMENT_LENGTH]
    if lengths:
        samples = samples[: lengths[-1] // SAMPLE_BYTES[kind]]
    return readings_of(samples, with_pi=kind == STORED_PI)


def _is_hid(data: bytes) -> bool:
    """Whether these are reports of 64 bytes whose frames end with a sum of seven bits."""
    if len(data) < _HID_REPORT or len(data) % _HID_REPORT or data[0] < 0x80:
        return False
    reports = [data[at : at + _HID_REPORT] for at in range(0, len(data), _HID_REPORT)]
    if 2 * sum(map(_is_hid_live, reports)) > len(reports):  # the others answer commands
        return True
    return any(
        all(_is_summed(data[at : at + size], data[0]) for at in range(0, 3 * size, size))
        for size in _HID_RECORDS
    )


def _is_summed(frame: bytes, start: int) -> bool:
    return len(frame) > 1 and frame[0] == start and sum(frame[:-1]) & 0x7F == frame[-1]


def _is_hid_live(report: bytes) -> bool:
    at = 0
    while at + 1 < len(report) and report[at] == 0xEB and (size := _HID_LIVE.get(report[at + 1])):
        if not _is_summed(report[at : at + size], 0xEB):
            return False
        at += size
    return at > 0 and not any(report[at:])

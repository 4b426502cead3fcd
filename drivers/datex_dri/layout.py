"""DRI records of GE / Datex-Ohmeda monitors: frames, headers and the parts that are read, decoded and encoded.

    7E  record  sum  7E        inside, 7E is sent as 7D 5E and 7D as 7D 5D; sum of the record's bytes, modulo 256

A record is a header of 40 bytes with up to eight descriptors {offset s16, type u8}, then its subrecords; offsets
count from byte 40, type FF ends the list. All numbers are little-endian. Each group of values begins with its
status (bit 0 exists, bit 1 active) and its label. Codes of −32000 and less are never values.

Source: GE "S/5 Computer Interface Specification" (M1017617) and "Datex-Ohmeda Record Specification" (8005313).
The header of waveform subrecords and the size of the displayed values (278 bytes for one class, 1088 for all) as
in VSCapture and icu_devices; only the first 132 bytes are read, which both sizes have in common.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.parameters import PARAMETERS, Parameter
from drivers.framing import sum8

FLAG = 0x7E
ESCAPE = 0x7D
_ESCAPED: Mapping[int, bytes] = MappingProxyType({0x5E: b"\x7e", 0x5D: b"\x7d"})

HEADER_BYTES = 40
LONGEST = 1490  # bytes of a record
_LONGEST_ON_WIRE = 2 * (LONGEST + 1) + 2
_DESCRIPTORS_AT, _DESCRIPTORS = 16, 8
END_OF_LIST = 0xFF

VALUES, WAVES = 0, 1  # main types
REQUEST = 0  # subrecord type of a request, in either main type
DISPLAYED = 1  # subrecord type of displayed values
PLETH = 8  # subrecord type of the pleth waveform
PLETH_HZ = 100.0

BASIC_CLASS, ALL_CLASSES = 0x00, 0x0E  # masks of a request
ONCE = -1  # interval of a request for one record
_WAVE_START, _WAVE_STOP = 0, 1

NO_VALUE = -32767
_LOWEST_VALUE = -31999
EXISTS, ACTIVE = 1, 2
MEASURING, OLDER_THAN_60_S = 1 << 5, 1 << 8  # bits of the NIBP label

ONE_CLASS_BYTES, ALL_CLASSES_BYTES = 278, 1088
_READ_BYTES = 132
_CLASS_AT = 276  # of a subrecord with one class; bits 8 to 11, 0 = basic
_ECG_AT, _NIBP_AT, _T1_AT, _SPO2_AT = 4, 76, 90, 122
_GROUP = struct.Struct("<IH")
_WAVE_HEADER = struct.Struct("<hHH")  # number of samples, status, label


class Record(NamedTuple):
    """A record without its header."""

    main_type: int
    parts: tuple[tuple[int, bytes], ...]  # subrecords: type, bytes


class Nibp(NamedTuple):
    """The NIBP group; None where there is no valid value."""

    exists: bool
    label: int
    sys: float | None  # mmHg
    dia: float | None  # mmHg
    map: float | None  # mmHg
    pr: float | None  # 1/min


class Displayed(NamedTuple):
    """What is read of the displayed values; None where there is no valid value."""

    hr: float | None  # 1/min
    temp: float | None  # °C, T1
    spo2: float | None  # %
    pr: float | None  # 1/min
    probe_on: bool
    nibp: Nibp


def next_record(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: from flag to flag, with the right sum and length."""
    size = len(buffer)
    if buffer[place] != FLAG:
        found = buffer.find(FLAG, place + 1)
        return place - (size if found < 0 else found)
    end = buffer.find(FLAG, place + 1)
    if end < 0:
        return 0 if size - place <= _LONGEST_ON_WIRE else -1
    if end - place > _LONGEST_ON_WIRE or unseal(bytes(buffer[place + 1 : end])) is None:
        return place - end  # the flag that ends it may begin the next one
    return end + 1 - place


def unseal(body: bytes) -> bytes | None:
    """The record between two flags, without its sum; None: it is damaged."""
    first, *rest = body.split(bytes((ESCAPE,)))
    if not all(part and part[0] in _ESCAPED for part in rest):
        return None
    plain = first + b"".join(_ESCAPED[part[0]] + part[1:] for part in rest)
    if len(plain) <= HEADER_BYTES or sum8(plain[:-1]) != plain[-1]:
        return None
    record = plain[:-1]
    return record if int.from_bytes(record[:2], "little") == len(record) else None


def seal(record: bytes) -> bytes:
    """A record as it goes over the wire."""
    plain = record + bytes((sum8(record),))
    body = plain.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e")
    return bytes((FLAG,)) + body + bytes((FLAG,))


def parse(record: bytes) -> Record | None:
    """Main type and subrecords; None: the descriptors do not fit the record."""
    data = record[HEADER_BYTES:]
    found: list[tuple[int, int]] = []
    for n in range(_DESCRIPTORS):
        offset, kind = struct.unpack_from("<hB", record, _DESCRIPTORS_AT + 3 * n)
        if kind == END_OF_LIST:
            break
        if not (found[-1][0] < offset if found else offset >= 0) or offset >= len(data):
            return None
        found.append((offset, kind))
    ends = [*(offset for offset, _ in found), len(data)][1:]
    parts = tuple((kind, data[offset:end]) for (offset, kind), end in zip(found, ends, strict=True))
    return Record(int.from_bytes(record[14:16], "little"), parts)


def build(main_type: int, parts: Sequence[tuple[int, bytes]], *, number: int = 0, time: int = 0) -> bytes:
    """A whole frame.

    Args:
        main_type: of the record.
        parts: at most seven subrecords: type, bytes.
        number: of the record, counted modulo 256.
        time: the monitor's clock, Unix seconds.
    """
    header = bytearray(HEADER_BYTES)
    data = bytearray()
    for n, (kind, part) in enumerate(parts):
        struct.pack_into("<hB", header, _DESCRIPTORS_AT + 3 * n, len(data), kind)
        data += part
    struct.pack_into("<hB", header, _DESCRIPTORS_AT + 3 * len(parts), 0, END_OF_LIST)
    header[2] = number & 0xFF
    struct.pack_into("<I", header, 6, time)
    struct.pack_into("<h", header, 14, main_type)
    struct.pack_into("<h", header, 0, HEADER_BYTES + len(data))
    return seal(bytes(header + data))


# requests: they subscribe, and change nothing on the patient


def request_values(interval_s: int, mask: int = BASIC_CLASS) -> bytes:
    """Ask for displayed values every `interval_s`, ≥ 5; `ONCE`: one record; 0: no more."""
    return build(VALUES, [(REQUEST, struct.pack("<BhIh", DISPLAYED, interval_s, mask, 0))])


def request_pleth(start: bool) -> bytes:
    """Ask for the pleth waveform, or for no more of it."""
    kind = _WAVE_START if start else _WAVE_STOP
    return build(WAVES, [(REQUEST, struct.pack("<hhBB26x", kind, 0, PLETH, END_OF_LIST))])


def decode_request_values(part: bytes) -> tuple[int, int] | None:
    """Interval in s and class mask of a request for displayed values."""
    if len(part) != 9 or part[0] != DISPLAYED:
        return None
    _, interval_s, mask, _ = struct.unpack("<BhIh", part)
    return interval_s, mask


def decode_request_wave(part: bytes) -> tuple[bool, bytes] | None:
    """Whether a waveform request starts, and its types."""
    if len(part) != 32 or part[0] not in (_WAVE_START, _WAVE_STOP):
        return None
    return part[0] == _WAVE_START, part[4:12].split(bytes((END_OF_LIST,)))[0]


# answers


def valid(raw: int) -> int | None:
    """A raw value, or None for the codes that are none."""
    return raw if raw >= _LOWEST_VALUE else None


def _value(raw: int, parameter: Parameter, unit: float) -> float | None:
    """A raw value in the parameter's unit; None also outside the plausible range (zero is never a reading)."""
    info = PARAMETERS[parameter]
    value = raw / unit
    return value if valid(raw) is not None and value > 0.0 and info.low <= value <= info.high else None


def decode_displayed(part: bytes) -> Displayed | None:
    """A subrecord of displayed values; None: it is too short, or another class than the basic one."""
    if len(part) < _READ_BYTES:
        return None
    if len(part) == ONE_CLASS_BYTES and part[_CLASS_AT + 1] & 0x0F:
        return None

    def group(at: int, count: int) -> tuple[int, int, tuple[int, ...]]:
        status, label = _GROUP.unpack_from(part, at)
        return status, label, struct.unpack_from(f"<{count}h", part, at + _GROUP.size)

    ecg_status, _, (hr,) = group(_ECG_AT, 1)
    t1_status, _, (temp,) = group(_T1_AT, 1)
    spo2_status, _, (spo2, pr) = group(_SPO2_AT, 2)
    nibp_status, label, (high, low, mean, rate) = group(_NIBP_AT, 4)
    on = EXISTS | ACTIVE
    probe_on = spo2_status & on == on
    exists = bool(nibp_status & EXISTS)
    return Displayed(
        hr=_value(hr, Parameter.HR, 1.0) if ecg_status & on == on else None,
        temp=_value(temp, Parameter.TEMP, 100.0) if t1_status & on == on else None,
        spo2=_value(spo2, Parameter.SPO2, 100.0) if probe_on else None,
        pr=_value(pr, Parameter.PR, 1.0) if probe_on else None,
        probe_on=probe_on,
        nibp=Nibp(
            exists=exists,
            label=label,
            sys=_value(high, Parameter.NIBP_SYS, 100.0) if exists else None,
            dia=_value(low, Parameter.NIBP_DIA, 100.0) if exists else None,
            map=_value(mean, Parameter.NIBP_MAP, 100.0) if exists else None,
            pr=_value(rate, Parameter.NIBP_PR, 1.0) if exists else None,
        ),
    )


def encode_displayed(displayed: Displayed, *, size: int = ALL_CLASSES_BYTES, time: int = 0) -> bytes:
    """A subrecord of displayed values; groups that are not read do not exist in it."""
    part = bytearray(size)
    struct.pack_into("<I", part, 0, time)

    def group(at: int, status: int, label: int, *values: float | None, units: Sequence[float]) -> None:
        raw = [NO_VALUE if v is None else round(v * unit) for v, unit in zip(values, units, strict=True)]
        struct.pack_into(f"<IH{len(raw)}h", part, at, status, label, *raw)

    nibp = displayed.nibp
    on = EXISTS | ACTIVE
    group(_ECG_AT, on, 0, displayed.hr, units=(1,))
    group(_T1_AT, 0 if displayed.temp is None else on, 0, displayed.temp, units=(100,))
    group(_SPO2_AT, on if displayed.probe_on else EXISTS, 0, displayed.spo2, displayed.pr, units=(100, 1))
    pressures = (nibp.sys, nibp.dia, nibp.map, nibp.pr)
    group(_NIBP_AT, on if nibp.exists else 0, nibp.label, *pressures, units=(100, 100, 100, 1))
    return bytes(part)


def decode_wave(part: bytes) -> tuple[int | None, ...] | None:
    """Samples of a waveform subrecord, raw; None: it is not whole."""
    if len(part) < _WAVE_HEADER.size:
        return None
    count, _, _ = _WAVE_HEADER.unpack_from(part)
    if not 0 <= count <= (len(part) - _WAVE_HEADER.size) // 2:
        return None
    return tuple(valid(raw) for raw in struct.unpack_from(f"<{count}h", part, _WAVE_HEADER.size))


def encode_wave(samples: Sequence[int | None]) -> bytes:
    """A waveform subrecord."""
    raw = [NO_VALUE if sample is None else sample for sample in samples]
    return _WAVE_HEADER.pack(len(raw), 0, 0) + struct.pack(f"<{len(raw)}h", *raw)

"""Files with what a Contec oximeter has stored: the bytes of a download, and ".spo"/".spor" of the old PC program.

Neither has a checksum. One sample per second in both.

Source: Contec's document and OSCAR's description of its headers for the download; ".spo" from OSCAR alone, so a
file is believed only if every byte that should be an SpO2 may be one.
"""

from __future__ import annotations

from datetime import datetime

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.contec_5byte import layout

_TRIO = 3
_DATE_AT = 8
_DATE_CHARACTERS = 17
_DATE = "%m/%d/%y %H:%M:%S"
_SPO2_BYTES = frozenset((*range(101), 127, 255))


def read_file(data: bytes) -> list[Reading] | None:
    """Readings of a saved file, `t` from its first second on, s; None: it is no such file.

    Raises:
        ValueError: it is one, and broken.
    """
    offset = _old_file_offset(data)
    if offset is not None:
        return _readings(_old_file(data, offset))
    start = _after_header(data)
    if start is None:
        return None
    return _readings(_download(data, start))


def _readings(records: list[layout.Stored]) -> list[Reading]:
    return [
        Numeric(parameter=parameter, t=float(second), value=None if value is None else float(value))
        for second, record in enumerate(records)
        for parameter, value in ((Parameter.SPO2, record.spo2), (Parameter.PR, record.pr))
    ]


def _after_header(data: bytes) -> int | None:
    """Place of the length; left-over live packets may precede the header or cost one of its three copies."""
    place = data.find(layout.HEADER)
    while place >= 0:
        trio = data[place : place + _TRIO]
        end = place + _TRIO
        while data[end : end + _TRIO] == trio and end - place < 3 * _TRIO:
            end += _TRIO
        length, record = data[end : end + 3], data[end + 3 : end + 6]
        if (
            end - place > _TRIO
            and min(trio) >= 0x80
            and len(record) == layout.RECORD_BYTES
            and min(length[:2]) >= 0x80 > length[2]
            and layout.is_record(record)
        ):
            return end
        place = data.find(layout.HEADER, place + 1)
    return None


def _download(data: bytes, start: int) -> list[layout.Stored]:
    high, middle, low = data[start : start + 3]
    length = ((high & 0x7F) << 14 | (middle & 0x7F) << 7 | low) + 1
    if length % layout.RECORD_BYTES:
        raise ValueError(
            "The length in this Contec download is not a whole number of seconds: download it again."
        )
    body = data[start + 3 : start + 3 + length]
    records: list[layout.Stored] = []
    for place in range(0, len(body) - layout.RECORD_BYTES + 1, layout.RECORD_BYTES):
        record = body[place : place + layout.RECORD_BYTES]
        if not layout.is_record(record):
            raise ValueError(
                f"This Contec download is damaged {len(records)} s after its start, so the times after it are not "
                "known: download it again."
            )
        records.append(layout.decode_record(record))
    return records


def _old_file_offset(data: bytes) -> int | None:
    """Where the data of a ".spo" file begin; None: it is none."""
    text = data[_DATE_AT : _DATE_AT + 2 * _DATE_CHARACTERS]
    try:
        datetime.strptime(text.decode("utf-16-le"), _DATE)
    except ValueError:  # neither text nor a date
        return None
    return int.from_bytes(data[:2], "little")


def _old_file(data: bytes, offset: int) -> list[layout.Stored]:
    body = data[offset:]
    if offset < _DATE_AT + 2 * _DATE_CHARACTERS or not body:
        raise ValueError("This Contec .spo file is cut short: it ends before its first record.")
    if not _SPO2_BYTES.issuperset(body[1::2]):
        raise ValueError(
            "This Contec .spo file has numbers that are no SpO2: its layout is not known to bedside."
        )
    return [
        layout.Stored(
            pr=layout.pr_of(body[at]),
            spo2=body[at + 1] if 1 <= body[at + 1] <= 100 else None,
        )
        for at in range(0, len(body) - 1, 2)
    ]

"""Files that are no stream of a serial line, known by their content. Pure.

People try what they have: a log of a USB device, a dump in hexadecimal digits, a file of another program. None of it
would decode, and some of it by chance would; so it is named instead.
"""

from __future__ import annotations

import json
import re
from typing import Final

_REPORT: Final = 64  # bytes of a Contec USB-HID report
_RECORD: Final = 20  # bytes of a packet of its manual record
_HEAD: Final = 4096
_STARTS: Final = (
    (b"SQLite format 3\x00", "is a database: its sessions are listed by `bedside sessions --store FILE`"),
    (b"%PDF-", "is a PDF document"),
    (b"PK\x03\x04", "is a ZIP archive: unpack it first"),
    (b"\x89PNG", "is a picture"),
    (
        b"\x58\x03\x00\x00\x01\x00\x00\x00",
        "was saved by Contec's own PC program: decode it with the driver contec_v7",
    ),
)
_TWO_WAY: Final = re.compile(r"[HD]( [0-9A-Fa-f]{2})+")
_TRACE: Final = re.compile(r"[\d:.]+\t(IN|OUT|FEATURE)\t[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})*")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{16,}|([0-9A-Fa-f]{2}[ ,]?){8,}")
_AS_BYTES: Final = "give the bytes that the device sent, as a binary file"


def what_else(content: bytes) -> str | None:
    """What the file is, as the rest of a sentence that begins with its name; None: it may be a byte stream."""
    for start, words in _STARTS:
        if content.startswith(start):
            return words
    return _contec_hid(content) or _text(content)


def _contec_hid(content: bytes) -> str | None:
    reports = [content[n : n + _REPORT] for n in range(0, min(len(content), 8 * _REPORT), _REPORT)]
    live = len(reports) >= 4 and all(
        report[0] == 0xEB and report[1] in (0, 1) and not any(report[-4:]) for report in reports
    )
    records = [content[n : n + _RECORD] for n in range(0, 5 * _RECORD, _RECORD)]
    stored = all(
        len(record) == _RECORD and record[0] == 0xD2 and sum(record[:-1]) & 0x7F == record[-1]
        for record in records
    )
    if live or stored:
        return (
            "comes from a Contec that is a USB-HID device and not a serial port: bedside does not read those. "
            "Use a model with the serial cable"
        )
    return None


def _text(content: bytes) -> str | None:
    try:
        lines = content[:_HEAD].decode("ascii").splitlines()
    except UnicodeDecodeError:
        return None
    lines = [line for line in lines[:-1] or lines if line and not line.startswith("#")][:40]
    if not lines:
        return None
    if lines[0].startswith("{"):
        try:
            json.loads(lines[0])
        except ValueError:
            return None
        return f"holds one JSON object on each line: {_AS_BYTES}"
    for rule, words in (
        (
            _TRACE,
            "is a trace of a USB bus: the device is USB-HID and not a serial port, bedside does not read those",
        ),
        (_TWO_WAY, f"is a log of both directions written as text: {_AS_BYTES}"),
        (_HEX, f"holds hexadecimal digits: {_AS_BYTES}"),
    ):
        if all(rule.fullmatch(line.strip()) for line in lines):
            return words
    return None

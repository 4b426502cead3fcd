"""ANSAR-B, the message of the Ivy 450C: waveforms of one second and a block of text, decoded and encoded.

    FF "ANSAR-B "  200 ECG  50 resp  50 pleth  50 P1  50 P2  text lines, each with CR  FE      once a second

The waveforms have a fixed length, so FF and FE may occur among their samples; FE counts from byte 409 on only.
A line is `NAME=n;v1;…;vn;label;alarm`; an empty value means that nothing is measured. There is no checksum: a
message is believed when every line has its form, HR is the first of them and no other message begins inside.

Source: driver and demonstration recording of the OpenICE project (mdpnp); the scale of P1, the meaning of n and
the byte of an absent channel were found from that recording.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

HEADER = b"\xffANSAR-B "
TEXT_AT = 409
END = 0xFE
LONGEST_TEXT = 400

ECG, RESP, PLETH, P1, P2 = "ecg", "resp", "pleth", "p1", "p2"
WAVES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {ECG: (9, 209), RESP: (209, 259), PLETH: (259, 309), P1: (309, 359), P2: (359, 409)}
)
"""First and last + 1 byte of each waveform; the number of its samples is also its rate, 1/s."""

ABSENT = 251  # sample of a pressure channel that is not there
ECG_BASELINE = 100
ECG_STEP_MV = 0.02

_VALUES: Mapping[str, int] = MappingProxyType(
    {"HR": 1, "RR": 1, "ETCO2": 1, "SPO2": 1, "NIBP": 4, "P1": 3, "P2": 3, "T1": 1, "T2": 1}
)
"""How many values the known lines have."""
_LINE = re.compile(r"([A-Z][A-Z0-9]*)=(\d);([ -:<-~;]*)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d)?")
_PULSE = re.compile(r"PR=(.*)")


class Line(NamedTuple):
    """One line of the text."""

    values: tuple[str, ...]
    label: str = ""
    alarm: str = ""


class Message(NamedTuple):
    """One message."""

    waves: Mapping[str, bytes]
    lines: Mapping[str, Line]


class Field(NamedTuple):
    """A number of the text. `sure` is false when something stands there that is no number."""

    value: float | None
    sure: bool = True


def next_message(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer."""
    size = len(buffer)
    if buffer[place] != HEADER[0]:
        found = buffer.find(HEADER[0], place + 1)
        return place - (size if found < 0 else found)
    head = bytes(buffer[place : place + len(HEADER)])
    if not HEADER.startswith(head):
        return -1
    text_at = place + TEXT_AT
    end = buffer.find(END, text_at, text_at + LONGEST_TEXT + 1)
    another = buffer.find(HEADER, place + 1, size if end < 0 else end)
    if another >= 0:
        return place - another
    if end < 0:
        return 0 if size <= text_at + LONGEST_TEXT else -1
    return -1 if parse_text(bytes(buffer[text_at:end])) is None else end + 1 - place


def parse_text(text: bytes) -> dict[str, Line] | None:
    """The lines by name; None: this is no well-formed text."""
    if not text.endswith(b"\r"):
        return None
    lines: dict[str, Line] = {}
    for raw in text[:-1].split(b"\r"):
        match = _LINE.fullmatch(raw.decode("latin-1"))
        if match is None:
            return None
        name, count = match[1], int(match[2])
        fields = match[3].split(";")
        if len(fields) != count + 2 or name in lines or _VALUES.get(name, count) != count:
            return None
        lines[name] = Line(tuple(fields[:count]), fields[count], fields[count + 1])
    return lines if next(iter(lines)) == "HR" else None  # else bytes of the waveforms are missing


def decode(frame: bytes) -> Message | None:
    """A frame of `next_message` as a message."""
    lines = parse_text(frame[TEXT_AT:-1])
    if lines is None:
        return None
    return Message({name: frame[a:b] for name, (a, b) in WAVES.items()}, lines)


def number(text: str, low: float, high: float) -> Field:
    """The value field `text` as a number from `low` to `high`."""
    text = text.strip()
    if not text:
        return Field(None)
    value = float(text) if _NUMBER.fullmatch(text) else None
    return Field(value) if value is not None and low <= value <= high else Field(None, sure=False)


def pulse_of(label: str, low: float, high: float) -> Field:
    """The pulse rate in the label of the SPO2 line."""
    match = _PULSE.fullmatch(label.strip())
    return Field(None, sure=False) if match is None else number(match[1], low, high)


def encode(waves: Mapping[str, bytes], lines: Mapping[str, Line]) -> bytes:
    """A whole message. Each of `waves` must have its full second of samples."""
    text = "".join(
        f"{name}={len(line.values)};{''.join(f'{value};' for value in line.values)}{line.label};{line.alarm}\r"
        for name, line in lines.items()
    )
    samples = b"".join(waves[name] for name in WAVES)
    return HEADER + samples + text.encode("ascii") + bytes((END,))

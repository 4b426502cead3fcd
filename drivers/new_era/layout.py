"""New Era NE-1000, basic mode: requests and replies as tables, decoded and encoded.

    request   RAT CR                          the set rate; with an argument it would SET it: never built here
              DIS CR                          volumes infused and withdrawn
    reply     STX  aa  s  data  ETX           aa address, s state (or "A?" and a letter: alarm)
              STX 00 I 10.00MH ETX            rate and its unit
              STX 00 I I1.234W0.000ML ETX     volumes and their unit
              STX 00 S ?OOR ETX               the request was not understood

A number is four digits with at most one point, so that a lost digit is seen. There is no checksum.

Source: bp-monitors.md section 11 (nesp-lib and yaq drivers agree); shape of the numbers and state letters as in
replies printed by several public programs for these pumps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

STX, ETX = 0x02, 0x03

READ_RATE = b"RAT\r"
READ_VOLUME = b"DIS\r"
REQUESTS = (READ_RATE, READ_VOLUME)
"""Everything a host ever sends."""

INFUSING = "I"
STOPPED = frozenset("SPTU")  # stopped, paused, pause phase, waiting for a trigger
ALARM = "A"

ML_PER_H: Mapping[str, float] = MappingProxyType({"UM": 0.06, "MM": 60.0, "UH": 0.001, "MH": 1.0})
ML: Mapping[str, float] = MappingProxyType({"UL": 0.001, "ML": 1.0})
"""What one unit of a reply is in mL/h, and in mL."""

HIGHEST_ML_H = 9999.0
HIGHEST_ML = 99999.0

_LONGEST = 32  # more than any reply has
_NUMBER = r"(?:\d{4}\.?|\d{3}\.\d|\d{2}\.\d{2}|\d\.\d{3})"
_REPLY = re.compile(r"00([IWSPTUX]|A\?[A-Z]?)(.*)")
_RATE = re.compile(rf"({_NUMBER})(UM|MM|UH|MH)")
_VOLUME = re.compile(rf"I({_NUMBER})W({_NUMBER})(UL|ML)")


class Reply(NamedTuple):
    """One reply of the pump with address 00."""

    state: str  # one letter of the tables above
    alarm: str  # letter of an alarm, "" = none
    rate_ml_h: float | None  # None: the reply is none to RAT
    volume_ml: float | None  # infused; None: the reply is none to DIS


def next_reply(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: STX, printable text, ETX."""
    if buffer[place] != STX:
        return -1
    for at in range(place + 1, min(len(buffer), place + _LONGEST)):
        if buffer[at] == ETX:
            return at + 1 - place
        if not 0x20 <= buffer[at] < 0x7F:
            return place - at
    return 0 if len(buffer) < place + _LONGEST else -1


def decode(frame: bytes) -> Reply | None:
    """The reply between STX and ETX, or None: not one of these pumps', or damaged. An error reply has no numbers."""
    found = _REPLY.fullmatch(frame[1:-1].decode("ascii", "replace"))
    if found is None:
        return None
    state, alarm = found[1][0], found[1][2:]
    data = found[2]
    rate, volume = _RATE.fullmatch(data), _VOLUME.fullmatch(data)
    if rate is None and volume is None and data and not data.startswith("?"):
        return None
    return Reply(
        state=state,
        alarm=alarm or ("?" if state == ALARM else ""),
        rate_ml_h=None if rate is None else _within(float(rate[1]) * ML_PER_H[rate[2]], HIGHEST_ML_H),
        volume_ml=None if volume is None else _within(float(volume[1]) * ML[volume[3]], HIGHEST_ML),
    )


def encode(state: str, data: str = "") -> bytes:
    """A whole reply of the pump with address 00."""
    return b"\x0200" + (state + data).encode("ascii") + b"\x03"


def encode_rate(rate_ml_h: float) -> str:
    """Data of a reply to RAT."""
    return f"{number(rate_ml_h)}MH"


def encode_volume(volume_ml: float) -> str:
    """Data of a reply to DIS."""
    return f"I{number(volume_ml)}W0.000ML"


def number(value: float) -> str:
    """Four digits with a point, as the pump writes them; stays at 9999 beyond."""
    for decimals, limit in ((3, 10.0), (2, 100.0), (1, 1000.0)):
        if round(value, decimals) < limit:
            return f"{value:.{decimals}f}"
    return f"{min(value, 9999.0):.0f}."


def _within(value: float, highest: float) -> float | None:
    value = round(value, 6)
    return value if value <= highest else None

"""Lines of the Nellcor real-time printout: read by tokens and written.

A line every 2 s; the columns are those of an N-560, other models may space them otherwise:

    29-Dec-17 07:18:57    89*     66     201    MO SL
    29-Dec-17 07:19:29   ---     ---     ---    SD          AS
    date      time      SpO2      PR      PA    status codes of two letters

`*`: outside the limit that is set on the device. Three lines head each page of 25, and follow a change of limits:

    N-560    VERSION 1.56.00    CRC:XXXX  SpO2 Limit: 90-100%    PR Limit: 60-170BPM
                                 ADULT            0SAT-S
    TIME                 %SpO2   BPM     PA     Status

PA is the height of the pulse in the device's own units (0–254), not a perfusion index.

There is no checksum: a line is read as a whole or refused as a whole, and the date and time in front show that it
is not the tail of one.

Sources: logs of an N-560 and readers in konz/cosmopusher and hansmuc/NellcorN560Seriell; Adeboye/Nellcor-600_webapp
(N-600); N-595 description in mdpnp/mdpnp; Smart-Home-Health/shh-reader (PM100N, PM1000N).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from drivers.framing import text_lines

LONGEST = 120  # characters; the longest header line has about 85
PAGE_LINES = 22  # lines with data between two headers

SENSOR_DISCONNECTED = "SD"
SENSOR_OFF = "SO"
PULSE_SEARCH = "PS"
LOSS_OF_PULSE = "LP"
LOSS_WITH_INTERFERENCE = "LM"
INTERFERENCE = "MO"
LOW_BATTERY = "LB"
SPO2_HIGH, SPO2_LOW = "SH", "SL"
PR_HIGH, PR_LOW = "PH", "PL"
ALARM_OFF = "AO"
ALARM_SILENCED = "AS"

SLOTS = {
    SENSOR_DISCONNECTED: 44,
    SENSOR_OFF: 44,
    PULSE_SEARCH: 44,
    LOSS_OF_PULSE: 44,
    LOSS_WITH_INTERFERENCE: 44,
    INTERFERENCE: 44,
    SPO2_HIGH: 47,
    SPO2_LOW: 47,
    PR_HIGH: 50,
    PR_LOW: 50,
    LOW_BATTERY: 53,
    ALARM_SILENCED: 56,
    ALARM_OFF: 59,
}
"""Column of each code on an N-560; those of LP, LM, PH, PL and LB are a guess, as no log has them."""

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"(?:0[1-9]|[12][0-9]|3[01])-(?:{_MONTHS})-[0-9]{{2}}", re.IGNORECASE)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_VALUE = re.compile(r"(?:([0-9]{1,3})|-{3})(\*?)")
_CODE = re.compile(r"[A-Z]{2}")
_FIRST_HEADER = re.compile(r"\s*(\S.*?)\s+VERSION\s+(\S+)(?:\s.*)?")
_SECOND_HEADER = re.compile(r"\s*(?:ADULT|NEO\S*)\s.*SAT-S\s*")
_THIRD_HEADER = re.compile(r"\s*TIME\s+%SpO2\s.*")
_MODE_HEADER = re.compile(r".*SPO2 RESP MODE:.*")  # N-595

_MOST_SPO2 = 100
_LEAST_PR = 10  # it prints 0 while it searches
_MOST_PR = 350  # the devices end at 250
_MOST_PA = 254
_WIDTH = 62


class Line(NamedTuple):
    """What a line with data says. 0 and dashes are None already; the codes are not applied."""

    stamp: str  # the device's own date and time: a note
    spo2: int | None  # %
    pr: int | None  # /min
    pa: int | None  # device units
    codes: frozenset[str]
    spo2_marked: bool = False  # `*`: outside the limit set on the device
    pr_marked: bool = False


_lines = text_lines(LONGEST)


def next_line(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: an empty line, a header line, or one with data that can be read as a whole."""
    step = _lines(buffer, place)
    if step <= 0:
        return step
    line = bytes(buffer[place : place + step])
    return step if not line.strip() or is_header(line) or parse(line) is not None else -step


def parse(line: bytes) -> Line | None:
    """A whole line with data; None: it is damaged, cut, a header, or another device's."""
    try:
        tokens = line.decode("ascii").split()
    except UnicodeDecodeError:
        return None
    if len(tokens) < 5 or not _DATE.fullmatch(tokens[0]) or not _TIME.fullmatch(tokens[1]):
        return None
    spo2, pr, pa = (_VALUE.fullmatch(token) for token in tokens[2:5])
    codes = tokens[5:]
    if spo2 is None or pr is None or pa is None or pa[2]:
        return None
    if not all(_CODE.fullmatch(code) for code in codes) or len(set(codes)) < len(codes):
        return None
    values = [int(match[1] or 0) for match in (spo2, pr, pa)]
    if values[0] > _MOST_SPO2 or values[1] > _MOST_PR or values[2] > _MOST_PA:
        return None
    return Line(
        stamp=f"{tokens[0]} {tokens[1]}",
        spo2=values[0] or None,
        pr=values[1] if values[1] >= _LEAST_PR else None,
        pa=None if pa[1] is None else values[2],
        codes=frozenset(codes),
        spo2_marked=bool(spo2[2]),
        pr_marked=bool(pr[2]),
    )


def is_header(line: bytes) -> bool:
    """Whether it is one of the lines at the head of a page."""
    text = line.decode("ascii", "replace").rstrip()
    return any(
        pattern.fullmatch(text) for pattern in (_FIRST_HEADER, _SECOND_HEADER, _THIRD_HEADER, _MODE_HEADER)
    )


def model_of(line: bytes) -> str:
    """Model and program version of the first header line; "" for any other."""
    match = _FIRST_HEADER.fullmatch(line.decode("ascii", "replace").rstrip())
    return f"{match[1]} {match[2]}" if match else ""


def encode(line: Line) -> bytes:
    """The line in the columns of an N-560."""
    spo2, pr, pa = ("---" if value is None else f"{value}" for value in line[1:4])
    text = f"{line.stamp}   {spo2:>3}{'*' if line.spo2_marked else ' '}    {pr:>3}{'*' if line.pr_marked else ' '}"
    text = f"{text}    {pa:>3}"
    for column, code in sorted((SLOTS[code], code) for code in line.codes):
        text = f"{text:<{column}}{code}"
    return f"{text:<{_WIDTH - 1}}\r\n".encode("ascii")


def encode_header(model: str, version: str) -> bytes:
    """The three lines at the head of a page, with the limits the device leaves the factory with."""
    return (
        f"{model}    VERSION {version}    CRC:XXXX  SpO2 Limit: 85-100%    PR Limit: 40-170BPM\r\n"
        f"{'ADULT':>34}            0SAT-S \r\n"
        "TIME                 %SpO2   BPM     PA     Status\r\n"
    ).encode("ascii")

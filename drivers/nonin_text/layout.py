"""Nonin's printer text: one line a second, decoded and encoded.

    12:03:44 SPO2=098 HR=061 F*B        CR LF; the time on some models only; dashes: no reading

After the numbers: F fast averaging, * event mark, B breath. A header with time and date is printed at power-up.

Source: operator's manuals of the models; no capture and no other program was found.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from drivers.framing import text_lines

LONGEST = 60  # characters; a line has at most 30
FAST, EVENT, BREATH = "F", "*", "B"

# Exactly three characters for each number: a line that lost one is refused, never read as a smaller number.
_LINE = re.compile(
    r"(?:(?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}) +)?"
    r"SPO2=(?P<spo2>[0-9]{3}|---) +HR=(?P<hr>[0-9]{3}|---)(?P<marks>(?: *[F*B])*) *"
)
_HEADER = re.compile(r"(?=.*[0-9])[A-Za-z0-9 :/.,-]*")
_SPO2_RANGE = range(1, 101)
_HR_RANGE = range(18, 322)  # values a Nonin really gives, /min


class Line(NamedTuple):
    """One line."""

    spo2: int | None  # %
    hr: int | None  # /min
    marks: str = ""  # of F, * and B
    clock: str = ""  # the oximeter's own, "12:03:44"


next_line = text_lines(LONGEST)
"""Rule of the resync buffer."""


def decode(body: bytes) -> Line | None:
    """The numbers of a line, or None if it is not exactly one of theirs."""
    match = _LINE.fullmatch(body.decode("latin-1").strip())
    if match is None:
        return None
    return Line(
        spo2=_number(match["spo2"], _SPO2_RANGE),
        hr=_number(match["hr"], _HR_RANGE),
        marks=match["marks"].replace(" ", ""),
        clock=match["clock"] or "",
    )


def is_other(body: bytes) -> bool:
    """Whether a line may well be something else that the oximeter prints: empty, or words, time and date."""
    text = body.decode("latin-1").strip()
    return not text or _HEADER.fullmatch(text) is not None


def encode(line: Line) -> bytes:
    """A line with its end."""
    spo2 = "---" if line.spo2 is None else f"{line.spo2:03}"
    hr = "---" if line.hr is None else f"{line.hr:03}"
    clock = f"{line.clock} " if line.clock else ""
    marks = f" {line.marks}" if line.marks else ""
    return f"{clock}SPO2={spo2} HR={hr}{marks}\r\n".encode("ascii")


def _number(text: str, sensible: range) -> int | None:
    value = None if text == "---" else int(text)
    return value if value in sensible else None

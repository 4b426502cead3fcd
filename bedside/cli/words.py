"""What a person types behind an option, as what it means; or a sentence that says how to write it."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

_LINE = re.compile(r"\d+-[78][NEO][12]")


def seconds(text: str) -> float:
    """A duration as a person types it: 20, 20s, 5m, 5min or 1h.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    factors = {"min": 60.0, "s": 1.0, "m": 60.0, "h": 3600.0}
    unit = next((unit for unit in factors if text.endswith(unit)), "")
    number, factor = text.removesuffix(unit), factors.get(unit, 1.0)
    try:
        value = float(number) * factor
    except ValueError:
        value = -1.0
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration: write 20s, 5m or 1h")
    return value


def beds(text: str) -> int:
    """A number of beds, 1–16.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    if not text.isdigit() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of beds: write 1 to 16")
    return int(text)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A device as it is named on the command line."""

    driver: str  # key
    port: str
    bed: int | None
    line: str  # line settings, "" = the driver's usual ones


def assignment(text: str) -> Assignment:
    """A device as KEY=PORT, with @BED behind and the line settings behind the key where they are not the usual ones.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    named, equals, port = text.partition("=")
    key, colon, line = named.partition(":")
    head, at, bed = port.rpartition("@")
    if not key or not equals or not port:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a device: write KEY=PORT, e.g. nonin=/dev/ttyUSB0, or KEY:4800-8O1=PORT"
        )
    if colon and not _LINE.fullmatch(line):
        raise argparse.ArgumentTypeError(f"{text!r}: write the line settings as in KEY:4800-8O1=PORT")
    line = line.replace("-", " ")
    if at and bed.isdigit():
        return Assignment(key, head, int(bed), line)
    return Assignment(key, port, None, line)


def device(text: str) -> Assignment | str:
    """A device, or the key of a virtual one; which of the two is meant, the other options tell."""
    return assignment(text) if "=" in text else text

"""Masimo ASCII lines: read by key and written.

ASCII 1, one line a second; which keys follow depends on the model and its options:

    02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+--
    ALARM=0000 EXC=000800                                                (one line on the wire)
    09/15/10 15:10:29 SPO2=097% BPM=064 PI=11.82% ALARM=20 EXC=800

Trend lines (ASCII 2), one for every 2 s, zeros for "none":

    09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET

A line is read as a whole or refused as a whole: there is no checksum, so whatever bedside reads must have its full
form (three digits, two decimals), a key may occur once, and the date and time in front show that it is not the tail
of a line.

Sources: Masimo Rad-8 operator's manual, sections 4 and 7; EXC and ALARM bits also from the MD PnP ICEX header
poxrad_discrete.h and nmenon/masimo-datacapture. Bits named by ICEX alone are marked *.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from drivers.framing import text_lines

LONGEST = 240  # characters; a Radical-7 colour line has about 190

# EXC
NO_SENSOR = 0x01
DEFECTIVE_SENSOR = 0x02
LOW_PERFUSION = 0x04
PULSE_SEARCH = 0x08
INTERFERENCE = 0x10
SENSOR_OFF = 0x20
AMBIENT_LIGHT = 0x40
UNRECOGNISED_SENSOR = 0x80
INCOMPATIBLE_SENSOR = 0x100  # *
LOW_SIGNAL_IQ = 0x400
SET = 0x800  # Masimo SET measures: normal
NO_CABLE = 0x1000  # *
INCOMPATIBLE_CABLE = 0x4000  # *
UNRECOGNISED_CABLE = 0x8000  # *
DEFECTIVE_CABLE = 0x10000  # *
CALIBRATING = 0x20000  # *
EMITTER_TEMPERATURE = 0x80000  # *
SENSOR_CURRENT = 0x100000  # *

NO_PROBE = NO_SENSOR | DEFECTIVE_SENSOR | SENSOR_OFF | UNRECOGNISED_SENSOR
UNUSABLE = NO_PROBE | PULSE_SEARCH
DOUBTFUL = INTERFERENCE | AMBIENT_LIGHT | LOW_SIGNAL_IQ
# one source only: not enough to hide a number that the device prints, enough to show it with a mark
DOUBTFUL |= INCOMPATIBLE_SENSOR | NO_CABLE | INCOMPATIBLE_CABLE | UNRECOGNISED_CABLE | DEFECTIVE_CABLE
DOUBTFUL |= CALIBRATING | EMITTER_TEMPERATURE | SENSOR_CURRENT

# ALARM
SPO2_HIGH = 0x01
SPO2_LOW = 0x02
PR_HIGH = 0x04
PR_LOW = 0x08
ALARM_ACTIVE = 0x10
SILENCED = 0x20
LOW_BATTERY = 0x40  # *

_DATE = re.compile(r"(?:0[1-9]|1[0-2])/(?:0[1-9]|[12][0-9]|3[01])/[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_WHOLE = re.compile(r"(?:([0-9]{3})|-{2,3})%?")
_PI = re.compile(r"(?:([0-9]{2}\.[0-9]{2})|-{1,2}\.-{1,2})%?")
_BITS = re.compile(r"([0-9A-Fa-f]{2,8})")
_TREND_BITS = re.compile(r"([0-9A-Fa-f]{2,8})(?::[A-Za-z0-9,]*)?")
_SERIAL = re.compile(r"([0-9]+)")

_MOST_SPO2 = 100
_LEAST_PR = 10
_MOST_PR = 350  # the devices end at 240
_MOST_PI = 30.0  # the devices end at 20


class Line(NamedTuple):
    """What a line says. 0 and dashes are None already; the flags are not applied."""

    stamp: str  # the device's own date and time: a note
    trend: bool  # a trend line (ASCII 2)
    spo2: int | None  # %
    pr: int | None  # /min
    pi: float | None  # %
    has_pi: bool
    exc: int
    alarm: int | None  # None: the line has none
    serial: str  # "" = not told


_lines = text_lines(LONGEST)


def next_line(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: an empty line, or one that can be read as a whole."""
    step = _lines(buffer, place)
    if step <= 0:
        return step
    line = bytes(buffer[place : place + step])
    return step if not line.strip() or parse(line) is not None else -step


def parse(line: bytes) -> Line | None:
    """A whole line; None: it is damaged, cut, or another device's."""
    try:
        tokens = line.decode("ascii").split()
    except UnicodeDecodeError:
        return None
    if len(tokens) < 5 or not _DATE.fullmatch(tokens[0]) or not _TIME.fullmatch(tokens[1]):
        return None
    fields: dict[str, str] = {}
    for token in tokens[2:]:
        key, equals, value = token.partition("=")
        if not equals or not _KEY.fullmatch(key) or key in fields:
            return None
        fields[key] = value
    trend = "SpO2" in fields
    spo2 = _WHOLE.fullmatch(fields.get("SpO2" if trend else "SPO2", ""))
    pr = _WHOLE.fullmatch(fields.get("PR" if trend else "BPM", ""))
    pi = _PI.fullmatch(fields.get("PI", "--.--"))
    exc = (_TREND_BITS if trend else _BITS).fullmatch(fields.get("EXC", ""))
    alarm = _BITS.fullmatch(fields.get("ALARM", "00"))
    if spo2 is None or pr is None or pi is None or exc is None or alarm is None:
        return None
    values = (int(spo2[1] or 0), int(pr[1] or 0), float(pi[1] or 0))
    if values[0] > _MOST_SPO2 or values[1] > _MOST_PR or values[2] > _MOST_PI:
        return None
    serial = _SERIAL.fullmatch(fields.get("SN", ""))
    return Line(
        stamp=f"{tokens[0]} {tokens[1]}",
        trend=trend,
        spo2=values[0] or None,
        pr=values[1] if values[1] >= _LEAST_PR else None,
        pi=values[2] or None,
        has_pi="PI" in fields,
        exc=int(exc[1], 16),
        alarm=int(alarm[1], 16) if "ALARM" in fields else None,
        serial=serial[1] if serial else "",
    )


def encode(line: Line) -> bytes:
    """The line as a Rad-8 sends it: ASCII 1, or as it prints its trend."""
    if line.trend:
        text = (
            f"{line.stamp} SpO2={line.spo2 or 0:03d} PR={line.pr or 0:03d} PI={line.pi or 0:05.2f} "
            f"EXC={line.exc:X}:SET"
        )
        return text.encode("ascii") + b"\r\n"
    spo2 = "---" if line.spo2 is None else f"{line.spo2:03d}"
    pr = "---" if line.pr is None else f"{line.pr:03d}"
    pi = "--.--" if line.pi is None else f"{line.pi:05.2f}"
    text = (
        f"{line.stamp} SN={line.serial or '----------'} SPO2={spo2}% BPM={pr} PI={pi}% SPCO=--.-% SPMET=--.-% "
        f"DESAT=-- PIDELTA=+-- ALARM={line.alarm or 0:04X} EXC={line.exc:06X}"
    )
    return text.encode("ascii") + b"\r\n"

"""What the bytes of a piece said, in words with units: "SpO2 97 %", "Pleth 35 54, beat", "3 bytes thrown away"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.link.raw_tap import RawPiece
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import (
    Battery,
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    Numeric,
    Quality,
    Reading,
    SignalLevel,
    Wave,
)

_SAMPLES: Final = 8  # of a wave that are written out; more are counted


@dataclass(frozen=True, slots=True)
class Said:
    """Some words and the theme role that paints them."""

    text: str
    role: str = "text"
    fault: bool = False  # something is wrong with these bytes


def _tr(text: str) -> str:
    return QCoreApplication.translate("device_raw_words", text)


def words_of(piece: RawPiece) -> tuple[Said, ...]:
    """Everything a piece said: first what is wrong with it, then its readings; sent pieces say that they were sent."""
    said: list[Said] = []
    if piece.thrown:
        words = _tr("1 byte thrown away") if piece.thrown == 1 else _tr("{n} bytes thrown away")
        said.append(Said(words.format(n=piece.thrown), "text", fault=True))
    if piece.sent:
        said.append(Said(_tr("sent by bedside"), "text2"))
    said += [_reading(reading) for reading in piece.readings]
    return tuple(said)


def plain(said: Iterable[Said]) -> str:
    """The same as one text."""
    return ", ".join(part.text for part in said)


def _reading(reading: Reading) -> Said:
    match reading:
        case Numeric():
            return _numeric(reading)
        case Wave():
            return _wave(reading)
        case Determination():
            return Said(_determination(reading), "nibp")
        case CuffStatus():
            return _cuff(reading)
        case SignalLevel(level=None):
            return Said(_tr("no finger"), "text2")
        case SignalLevel():
            return Said(_tr("signal {n} of 4").format(n=reading.level), "text2")
        case Battery():
            return Said(_tr("battery {state}").format(state=reading.state), "text2")
        case Identity():
            return Said(_tr("calls itself “{name}”").format(name=reading.text), "text2")


def _numeric(reading: Numeric) -> Said:
    name, unit = formats.short_name(reading.parameter), PARAMETERS[reading.parameter].unit
    value = formats.DASHES if reading.value is None else formats.number(reading.value, reading.parameter)
    words = f"{name} {value} {unit}".rstrip() if reading.value is not None else f"{name} {value}"
    return Said(_flagged(words, reading.quality), formats.role_of(reading.parameter))


def _wave(reading: Wave) -> Said:
    name = formats.full_name(reading.parameter)
    shown = [formats.DASHES if v is None else str(v) for v in reading.samples[:_SAMPLES]]
    more = len(reading.samples) - len(shown)
    words = f"{name} {' '.join(shown)}"
    if more > 0:
        words += " " + _tr("and {n} more").format(n=more)
    together = Quality.NONE
    for quality in reading.quality:
        together |= quality
    return Said(_flagged(words, together), formats.role_of(reading.parameter))


def _determination(reading: Determination) -> str:
    words = f"{_tr('NIBP')} {formats.pressures(reading.sys, reading.dia)}"
    if reading.map is not None:
        words += f" ({formats.number(reading.map, Parameter.NIBP_MAP)})"
    words += " mmHg"
    if reading.pr is not None:
        words += f", {_tr('PR')} {formats.number(reading.pr, Parameter.NIBP_PR)} /min"
    return _flagged(words, reading.quality)


def _cuff(reading: CuffStatus) -> Said:
    words = {
        CuffState.IDLE: _tr("cuff idle"),
        CuffState.MEASURING: _tr("cuff measuring"),
        CuffState.FAILED: _tr("cuff failed"),
    }[reading.state]
    if reading.pressure_mmhg is not None:
        words += f", {reading.pressure_mmhg:.0f} mmHg"
    if reading.fault is not None:
        words += f": {spoken(reading.fault.value)}"
    return Said(words, "nibp", fault=reading.fault is not None)


def _flagged(words: str, quality: Quality) -> str:
    names = {
        "beat": _tr("beat"),
        "searching": _tr("searching"),
        "no_finger": _tr("no finger"),
        "artefact": _tr("artefact"),
        "low_perfusion": _tr("low perfusion"),
        "held": _tr("an earlier value"),
        "time_unknown": _tr("time not told"),
    }
    return ", ".join((words, *(names[flag] for flag in quality.words())))

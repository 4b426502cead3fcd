"""The answer of a Datascope Accutorr 3 to "show patient information", decoded and encoded.

The host sends one character while the monitor shows its prompt `>`; the monitor answers with one line, CR LF, and
the next prompt:

    P:SpO2,pulse,SYS,mean,DIA,status 0,status 1,status 2,minutes since the measurement      "--" = not in use

Three commands exist; only this one is here. No checksum. The manual's heading puts the mean before the diastolic,
its printed example ("120, 45, 80") has them the other way round. A mean always lies above its diastolic, so the
larger of the two is taken for the mean whichever way the monitor sends them.

Source: Datascope Accutorr 3 service manual, pages 1-37 and 1-52 to 1-54 (the status bits are on 1-54).
"""

from __future__ import annotations

import re
from typing import NamedTuple

SHOW_PATIENT = b"P"
PROMPT = b">"
READY = b"ACCUTORR PC Interface is ready\r\n>"  # at power-up

# status 0
NO_SENSOR, SENSOR_OFF, INTERFERENCE, PULSE_SEARCH = 0x01, 0x02, 0x04, 0x08
WEAK_PULSE, NO_PULSE, CHECK_SITE, RATE_LOW = 0x10, 0x20, 0x40, 0x80
# status 1
RATE_HIGH, UNCALIBRATED, ALARM_OVERLAPPED, RAM_FAILED = 0x01, 0x02, 0x04, 0x08
ROM_FAILED, OFFSET_MISMATCH, FILTER_MISMATCH, SELF_TEST = 0x10, 0x20, 0x40, 0x80
# status 2
OVERPRESSURE, MOTION = 0x01, 0x02

OXIMETER_FAULTS = UNCALIBRATED | RAM_FAILED | ROM_FAILED | OFFSET_MISMATCH | FILTER_MISMATCH  # of status 1

_FIELD = rb" *(\d{1,3}|-{2,3}) *"
_LINE = re.compile(rb"[> ]*P:" + rb",".join([_FIELD] * 9))


class Reply(NamedTuple):
    """One answer, as sent. None: not in use."""

    spo2: int | None  # %
    pulse: int | None  # /min
    sys: int | None  # mmHg
    fourth: int | None  # mmHg; mean or diastolic
    fifth: int | None  # mmHg; diastolic or mean
    status: tuple[int, int, int]
    minutes: int | None  # since the blood pressure was measured

    @property
    def pressures(self) -> tuple[int, int, int] | None:
        """Systolic, mean and diastolic in mmHg if they can be a blood pressure; else None."""
        if self.sys is None or self.fourth is None or self.fifth is None:
            return None
        mean, low = max(self.fourth, self.fifth), min(self.fourth, self.fifth)
        in_range = 30 <= self.sys <= 290 and 20 <= mean <= 260 and 10 <= low <= 220
        return (self.sys, mean, low) if in_range and self.sys > mean > low else None


def decode(line: bytes) -> Reply | None:
    """The answer in a line without its end, or None: it is something else."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    values = [None if field.startswith(b"-") else int(field) for field in found.groups()]
    spo2, pulse, high, fourth, fifth, *status, minutes = values
    first, second, third = (value or 0 for value in status)
    if max(first, second, third) > 0xFF:
        return None
    return Reply(spo2, pulse, high, fourth, fifth, (first, second, third), minutes)


def encode(reply: Reply) -> bytes:
    """The whole answer with the prompt after it."""
    texts = [_text(value) for value in reply[:5]]
    texts += [f"{value:03d}" for value in reply.status]
    texts.append(_text(reply.minutes))
    return f"P:{','.join(texts)}\r\n>".encode("ascii")


def _text(value: int | None) -> str:
    return "--" if value is None else f"{value:3d}"

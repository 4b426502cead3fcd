"""The cuff readings of a session as rows: value, pulse, how it was started, what was wrong, and what failed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.alarms import Change
from bedside.vitals.commands import CancelNibp, Entry, StartNibp
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, Determination, Quality

LONGEST_S: Final = (
    240.0  # from the key to the result: no cuff may stay inflated for longer (180 s in adults) and settles
)
_SAME_S: Final = 10.0  # a failure told by the cuff and by the alarm within this time is one
_FAILED: Final = "T-NIBP-FAIL"
_DASH: Final = " – "


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffRow:
    """One attempt: a reading, or why there is none."""

    t: float  # session time, s
    value: str = ""  # "134/83"; "" = no result
    mean: str = ""
    pulse: str = ""  # "72"; dashes where the cuff told none
    reason: str = ""  # why there is no result
    started: str = ""
    notes: str = ""  # quality, difference from the baseline

    @property
    def failed(self) -> bool:
        """Whether it ended without a reading."""
        return not self.value

    @property
    def second_line(self) -> str:
        """What stands under the value."""
        return " · ".join(part for part in (self.started, self.notes) if part)

    def words(self, now: float, started_utc: datetime | None, unit: PressureUnit) -> str:
        """The whole row in one line, for assistive tools and tests."""
        clock = "" if started_utc is None else formats.clock_at(started_utc, self.t, now)
        ago = _tr("{age} ago").format(age=formats.age(max(0.0, now - self.t)))
        said = self.reason or f"{self.value} {unit}"
        mean = _tr("mean {n}").format(n=self.mean) if self.mean else ""
        pulse = _tr("PR {n} /min").format(n=self.pulse) if self.pulse else ""
        return ", ".join(part for part in (clock, said, mean, pulse, self.second_line, ago) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NibpReadings", text)


def cuff_rows(update: MonitorUpdate, unit: PressureUnit = PressureUnit.MMHG) -> tuple[CuffRow, ...]:
    """All attempts of this session, newest first."""
    rows = [_reading(update, reading, unit) for reading in update.determinations]
    rows += _failures(update)
    return tuple(sorted(rows, key=lambda row: row.t, reverse=True))


def _reading(update: MonitorUpdate, reading: Determination, unit: PressureUnit) -> CuffRow:
    return CuffRow(
        t=reading.t,
        value=formats.pressures(reading.sys, reading.dia, unit),
        mean="" if reading.map is None else formats.pressure(reading.map, unit),
        pulse=formats.number(reading.pr, Parameter.NIBP_PR),
        started=_started(update, reading.t),
        notes=" · ".join(
            part for part in (_quality(reading), _against_baseline(update, reading, unit)) if part
        ),
    )


def _started(update: MonitorUpdate, t: float) -> str:
    """Who pressed the key; what nobody asked for here was started at the monitor, by hand or by its interval."""
    earlier = max((d.t for d in update.determinations if d.t < t), default=float("-inf"))
    for entry in reversed(update.entries):
        ours = isinstance(entry.command, StartNibp) and not entry.retracted
        if ours and max(earlier, t - LONGEST_S) < entry.t <= t:
            return _by(entry, _tr("started by {name}"))
    return _tr("started at the monitor or by its interval")


def _by(entry: Entry, words: str) -> str:
    return words.format(name=entry.command.actor.name)


def _quality(reading: Determination) -> str:
    said = []
    if reading.quality & Quality.ARTEFACT:
        said.append(_tr("movement during the measurement"))
    if reading.quality & Quality.TIME_UNKNOWN:
        said.append(_tr("the monitor does not say when it measured"))
    if reading.quality & Quality.HELD:
        said.append(_tr("repeated by the monitor"))
    if reading.map is None:
        said.append(_tr("no mean"))
    return ", ".join(said)


def _against_baseline(update: MonitorUpdate, reading: Determination, unit: PressureUnit) -> str:
    """How far the systolic is from before the infusion; "" before it, and without a baseline."""
    infusion, baseline = update.infusion, update.baseline
    if infusion is None or baseline is None or reading.sys is None or reading.t < infusion.steps[0].t:
        return ""
    before = baseline.values.get(Parameter.NIBP_SYS)
    if not before:
        return ""
    change = reading.sys - before
    sign = "−" if change < 0 else "+"
    percent = f"{sign}{abs(change) / before:.0%}".replace("%", " %")
    said = _tr("systolic {sign}{n} {unit} ({percent}) against the baseline")
    return said.format(sign=sign, n=formats.pressure(abs(change), unit), unit=unit, percent=percent)


def _failures(update: MonitorUpdate) -> list[CuffRow]:
    """Attempts without a result: as the alarms told them, as the cuff tells now, and those that were stopped."""
    told: list[tuple[float, str]] = []
    for change in update.alarm_log:
        if change.code == _FAILED and change.change in {Change.ONSET, Change.AGAIN, Change.PRIORITY}:
            told.append((change.t, spoken(change.words.rpartition(_DASH)[2])))
    status = None if update.nibp is None else update.nibp.status
    if status is not None and status.state is CuffState.FAILED and status.fault is not None:
        told.append((status.t, spoken(status.fault.value)))
    for entry in update.entries:
        if isinstance(entry.command, CancelNibp) and not entry.retracted:
            told.append((entry.t, _by(entry, _tr("stopped by {name}"))))
    rows: list[CuffRow] = []
    for t, reason in sorted(told):
        if rows and t - rows[-1].t <= _SAME_S:
            continue  # the same attempt, told twice
        said = _tr("No result: {reason}").format(reason=reason.removeprefix("no result: "))
        rows.append(CuffRow(t=t, reason=said, started=_started(update, t)))
    return rows

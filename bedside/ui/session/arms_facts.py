"""Cuff and probe: which are at the bed, how they do, and what was said about their arms (ALM-57). Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.alarms.same_arm import AT_MOST_S
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui import device_words, formats
from bedside.ui.pleth_words import level_words
from bedside.ui.session.fact import Fact
from bedside.ui.spoken import spoken
from bedside.vitals.commands import DeclareSameArm, Entry
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.parameters import Parameter


def _tr(text: str) -> str:
    return QCoreApplication.translate("Arms", text)


def arm_said(update: MonitorUpdate) -> Entry | None:
    """The entry of the timeline that says it, the newest that was not taken back; None: nobody said it yet."""
    said = [e for e in update.entries if isinstance(e.command, DeclareSameArm) and not e.retracted]
    return said[-1] if said else None


def same_arm(update: MonitorUpdate) -> bool | None:
    """Whether cuff and probe are on one arm; None: nobody said it yet."""
    entry = arm_said(update)
    return entry.command.same_arm if entry and isinstance(entry.command, DeclareSameArm) else None


def arms_words(update: MonitorUpdate) -> str:
    """What was said of the arms, and when."""
    entry = arm_said(update)
    if entry is None or update.session is None:
        return _tr("Not said yet on which arms")
    words = _tr("On one arm, said {time}") if same_arm(update) else _tr("On two arms, said {time}")
    return words.format(time=formats.clock_minute_at(update.session.started_utc, entry.t, update.now))


def arms_warning(update: MonitorUpdate) -> str:
    """What one arm brings with it, and what is better; "" = it is not on one arm, as far as was said."""
    if not same_arm(update):
        return ""
    return _tr(
        "While the cuff inflates, SpO2 and pulse limits are held, at most {n} s: better put the probe on the "
        "other arm."
    ).format(n=formats.plain(AT_MOST_S))


def arms_fact(update: MonitorUpdate) -> Fact:
    """One line, only told: the arms, and the two devices."""
    return Fact(done=None, words=arms_words(update), found=f"{_probe(update)}\n{_cuff(update)}")


def _device(update: MonitorUpdate, parameter: Parameter) -> DeviceRow | None:
    """The device of this bed that measures it; None: there is none."""
    there = (row for row in update.devices if row.state is not LinkState.DETACHED)
    return next((row for row in there if parameter in row.parameters), None)


def _probe(update: MonitorUpdate) -> str:
    """The oximeter and its signal."""
    row = _device(update, Parameter.SPO2)
    if row is None:
        return _tr("No oximeter is at this bed.")
    said = _tr("Oximeter {name} · {state}")
    measuring = row.state is LinkState.MEASURING
    state = _signal(update) if measuring else device_words.words_of_state(row.state)
    return said.format(name=device_words.name_of(row), state=state)


def _signal(update: MonitorUpdate) -> str:
    """How good the signal is; of an oximeter that does not say it, whether there is a number."""
    if update.signal_level is not None:
        return level_words(update.signal_level)
    spo2 = update.numerics.get(Parameter.SPO2)
    if spo2 is not None and spo2.age is Age.VALID:
        return device_words.words_of_state(LinkState.MEASURING)
    reason = "" if spo2 is None else spoken(spo2.reason)
    return f"{reason[:1].upper()}{reason[1:]}" if reason else _tr("No SpO2 now")


def _cuff(update: MonitorUpdate) -> str:
    """The cuff; between two readings it is only connected."""
    row = _device(update, Parameter.NIBP_SYS)
    if row is None:
        return _tr("No cuff is at this bed.")
    connected = row.state is LinkState.MEASURING
    state = _tr("Connected") if connected else device_words.words_of_state(row.state)
    return _tr("Cuff {name} · {state}").format(name=device_words.name_of(row), state=state)

"""The handover card of one bed, made from one update. Pure: nothing is painted here."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.scale_file import scales
from bedside.ui import formats
from bedside.ui.alarm_rows import AlarmRow, alarm_rows, length_words
from bedside.ui.bed_header_words import edited_words, header_words
from bedside.ui.catalogue import catalogue
from bedside.ui.due_rows import due_items, due_name
from bedside.ui.entry_words import entry_words, last_rating, last_sedation
from bedside.ui.handover_dose import dose_row
from bedside.ui.handover_turns import turn_of, turn_of_cuff
from bedside.ui.handover_words import AlarmLine, DueLine, HandoverCard, Rated, Value
from bedside.ui.lost_device import first_clause
from bedside.ui.nibp_words import nibp_look
from bedside.ui.other_numbers import FRESH_S, other_numbers
from bedside.ui.sedation_words import number_words, of_words, usual_scale
from bedside.ui.tile_state import Moment, look, moment_of
from bedside.vitals.alarms import PauseKind, Presence
from bedside.vitals.care_commands import RecordTreatment
from bedside.vitals.commands import Command, MarkEvent, WriteNote
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.sessions import Actor, Mode

MOST_ENDED: Final = 2  # alarms that are over and still worth a word
MOST_EVENTS: Final = 3
_MAIN: Final = (Parameter.SPO2, Parameter.PR)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Handover", text)


def handover_card(
    update: MonitorUpdate, actor: Actor, unit: PressureUnit = PressureUnit.MMHG
) -> HandoverCard:
    """The card of one bed as it is at `update`, written by `actor`, pressures in `unit`."""
    header = header_words(update)
    session = update.session
    card_bed = formats.bed_name(update.bed, update.mode)
    if session is None:
        return HandoverCard(
            bed=card_bed, name=header.name, details=header.details, phase="", mode=update.mode, clock="", date="",
            written_by=actor.name, session="",
        )  # fmt: skip
    moment = moment_of(update, (False, False), unit)
    written = (session.started_utc + timedelta(seconds=update.now)).astimezone()
    return HandoverCard(
        bed=card_bed,
        name=header.name,
        details=header.details,
        phase=header.phase,
        mode=update.mode,
        clock=formats.clock_at(session.started_utc, update.now),
        date=written.strftime("%d %b %Y"),
        written_by=actor.name,
        session=session.id,
        now=(
            *(_measured(update, moment, each) for each in _MAIN),
            _cuff(update, moment),
            _measured(update, moment, Parameter.RR),
            _score(update),
        ),
        others=_others(update, moment),
        dose=dose_row(update),
        open_alarms=tuple(_open_line(row, update, unit) for row in alarm_rows(update.alarm_log) if row.open),
        ended_alarms=tuple(
            _ended_line(row, update, unit) for row in alarm_rows(update.alarm_log) if not row.open
        )[:MOST_ENDED],
        quiet=_pauses(update),
        limits=edited_words(update) or _tr("limits as in the profile"),
        profile=session.profile,
        rated=_ratings(update),
        events=_events(update),
        due=_due(update),
    )


# -- now ---------------------------------------------------------------------------------------------------


def _ago(seconds: float) -> str:
    if seconds < FRESH_S:
        return _tr("now")
    return _tr("{age} ago").format(age=formats.age(seconds))


def _measured(update: MonitorUpdate, moment: Moment, parameter: Parameter) -> Value:
    """A number as its tile shows it; one that is known not to be current is dashes here, with what it was last."""
    state = update.numerics.get(parameter)
    shown = look(state, None, moment)
    name, unit = formats.short_name(parameter), PARAMETERS[parameter].unit
    if state is None or state.value is None or state.t is None or state.age is Age.NONE:
        return Value(name=name, value=formats.DASHES, unit=unit, age=shown.note, role="text3")
    since = max(0.0, update.now - state.t)
    if state.age in (Age.STRUCK, Age.GONE):
        last = _tr("last {value}, {age}").format(
            value=formats.number(state.value, parameter), age=_ago(since)
        )
        age = f"{state.reason}, {last}" if state.reason else last
        return Value(name=name, value=formats.DASHES, unit=unit, age=age, role="text3")
    turn, before = turn_of(update, parameter, state.value)
    return Value(
        name=name,
        value=shown.number,
        unit=unit,
        age=_ago(since),
        role=shown.number_role,
        turn=turn,
        before=before,
    )


def _cuff(update: MonitorUpdate, moment: Moment) -> Value:
    nibp, shown, unit = update.nibp, nibp_look(update, moment), moment.unit.value
    last = None if nibp is None else nibp.last
    if last is None or nibp is None:
        return Value(name="NIBP", value=formats.DASHES, unit=unit, age=_tr("no reading yet"), role="text3")
    ago = _ago(update.now - last.t)
    if nibp.age is Age.GONE:
        text = formats.pressures(last.sys, last.dia, moment.unit)
        age = _tr("last {value}, {age}").format(value=text, age=ago)
        return Value(name="NIBP", value=formats.DASHES, unit=unit, age=age, role="text3")
    mean = "" if last.map is None else _tr("mean {n}").format(n=formats.pressure(last.map, moment.unit))
    role = "text3" if nibp.age is Age.FADED else "nibp"
    turn, before = turn_of_cuff(update, last, moment.unit)
    return Value(
        name="NIBP",
        value=shown.number,
        unit=unit,
        age=ago,
        role=role,
        detail=mean,
        turn=turn,
        before=before,
    )


def _score(update: MonitorUpdate) -> Value:
    last = last_sedation(update)
    if last is None:
        name = usual_scale(update).title
        return Value(name=name, value=formats.DASHES, unit="", age=_tr("not entered yet"), role="text3")
    t, value, key = last
    scale, age = scales()[key], _ago(max(0.0, update.now - t))
    return Value(
        name=scale.title, value=number_words(value, scale), unit=of_words(scale), age=age, role="text"
    )


def _others(update: MonitorUpdate, moment: Moment) -> tuple[Value, ...]:
    values = [_measured(update, moment, Parameter.PI)] if Parameter.PI in update.numerics else []
    for number in other_numbers(update):
        age = number.age or _tr("now")
        values.append(
            Value(name=number.name, value=number.value, unit=number.unit, age=age, role=number.role)
        )
    return tuple(values)


# -- alarms ------------------------------------------------------------------------------------------------


def _open_line(row: AlarmRow, update: MonitorUpdate, unit: PressureUnit) -> AlarmLine:
    said = [_since(row, update)]
    match row.change.presence:
        case Presence.ACKNOWLEDGED:
            said.append(_tr("acknowledged"))
        case Presence.LATCHED:
            said.append(_tr("over, not acknowledged"))
        case _:
            said.append(_tr("not acknowledged"))
    detail = ", ".join(part for part in said if part)
    return AlarmLine(
        message=formats.alarm_message(row.change, unit), detail=detail, priority=row.change.priority
    )


def _ended_line(row: AlarmRow, update: MonitorUpdate, unit: PressureUnit) -> AlarmLine:
    said = [_since(row, update), length_words(row, update.now)]
    if row.acknowledged_after_s is not None:
        said.append(_tr("acknowledged"))
    said.append(_tr("ended"))
    message = formats.alarm_message(row.change, unit)
    return AlarmLine(
        message=first_clause(message)
        if row.change.parameter is None or row.change.limit is None
        else message,
        detail=", ".join(part for part in said if part),
        priority=row.change.priority,
    )


def _since(row: AlarmRow, update: MonitorUpdate) -> str:
    session = update.session
    if session is None:
        return ""
    return _tr("since {clock}").format(
        clock=formats.clock_at(session.started_utc, row.change.onset_t, update.now)
    )


def _pauses(update: MonitorUpdate) -> str:
    said = []
    for pause in update.pauses:
        name = _tr("Sound paused") if pause.kind is PauseKind.AUDIO else _tr("Care pause")
        left = formats.duration(max(0.0, pause.until_t - update.now))
        said.append(_tr("{name}, {left} left").format(name=name, left=left))
    return " · ".join(said) or _tr("Nothing paused")


# -- patient, due ------------------------------------------------------------------------------------------


def _ratings(update: MonitorUpdate) -> tuple[Rated, ...]:
    found = []
    for scale in catalogue().scales:
        last = last_rating(update, scale.key)
        if last is not None:
            words = catalogue().scale_words(scale.key)
            found.append(Rated(scale=words, value=last[1], age=_ago(max(0.0, update.now - last[0]))))
    return tuple(found)


def _events(update: MonitorUpdate) -> tuple[tuple[str, str], ...]:
    """The newest events, treatments and notes, newest first."""
    found: list[tuple[str, str]] = []
    for entry in sorted(update.entries, key=lambda e: (e.t, e.number), reverse=True):
        if entry.retracted or not _is_event(entry.command) or update.session is None:
            continue
        said = entry_words(entry.command)
        if said is not None:
            clock = formats.clock_minute_at(update.session.started_utc, entry.t, update.now)
            found.append((said[1], clock))
        if len(found) == MOST_EVENTS:
            break
    return tuple(found)


def _is_event(command: Command) -> bool:
    return isinstance(command, MarkEvent | RecordTreatment | WriteNote)


def _due(update: MonitorUpdate) -> tuple[DueLine, ...]:
    session, infusion = update.session, update.infusion
    if session is None or update.mode is Mode.REPLAY:
        return ()
    planned = [(item.due_t, due_name(item.kind)) for item in due_items(update)]
    if infusion is not None and infusion.stopped_t is None and not infusion.paused:
        left = infusion.remaining_s(update.now)
        if left is not None:
            planned.append((update.now + left, _tr("infusion planned to end")))
    planned.extend((pause.until_t, _tr("the pause ends")) for pause in update.pauses)
    lines = []
    for t, words in sorted(planned):
        left = t - update.now
        said = _tr("in {time}") if left > 0 else _tr("overdue by {time}")
        time = formats.duration(math.ceil(left) if left > 0 else -left)
        clock = formats.clock_minute_at(session.started_utc, t, update.now)
        lines.append(DueLine(clock=clock, words=words, left=said.format(time=time), soon=left <= 0))
    return tuple(lines)

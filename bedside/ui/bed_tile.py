"""One bed in the station's grid: what it says, as a value that can be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.scale_file import scales
from bedside.ui import formats
from bedside.ui.bed_header_words import TimeWords, header_words, session_name, time_words
from bedside.ui.due_rows import due_items, due_name, due_rows, short_name
from bedside.ui.entry_words import last_entries, last_rating, last_sedation
from bedside.ui.lost_device import lost_cuff, lost_wave
from bedside.ui.nibp_words import age_share, cuff_words, due_words, nibp_look
from bedside.ui.other_numbers import FRESH_S, other_numbers
from bedside.ui.sedation_words import number_words, usual_scale
from bedside.ui.spoken import told
from bedside.ui.tile_marks import marked
from bedside.ui.tile_state import Moment, TileLook, look, moment_of, worst_of
from bedside.vitals.alarms import Activation, ActiveAlarm, LimitView, Presence, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode, Phase

MOST_OTHERS: Final = 3  # numbers without a place of their own that a large tile has room for


@dataclass(frozen=True, slots=True, kw_only=True)
class TileAlarm:
    """The bed's worst alarm as its tile shows it."""

    priority: Priority
    message: str
    elapsed: str
    acknowledged: bool
    latched: bool
    lit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TileWords:
    """Everything a tile says. Equal means nothing to paint."""

    bed: str
    empty: bool = False
    simulated: bool = False
    name: str = ""
    short: str = ""
    details: str = ""
    phase: str = ""
    elapsed: str = ""
    planned_min: str = ""
    remaining: str = ""
    share: float | None = None
    spo2: TileLook | None = None
    pr: TileLook | None = None
    nibp: TileLook | None = None
    mean: str = ""
    nibp_age: str = ""
    nibp_share: float = 0.0
    cuff: str = ""
    limits: tuple[LimitView, ...] = ()
    unit: PressureUnit = PressureUnit.MMHG  # of the pressures, also of their limits
    alarm: TileAlarm | None = None
    lost: str = ""  # the sentence of a device that is gone, or of a bed that waits for its next session
    waiting: bool = False  # it is the latter: "Next patient" may end the wait
    small: tuple[tuple[str, str, str, str], ...] = ()  # word, value, age, role
    due: tuple[str, str] = ("", "")  # of the cuff: "next in" and the time
    last_head: str = ""  # what the last line is about: what is due next, or the last entry
    last: tuple[str, str, str] | None = None  # icon, words, age or time left
    soon: bool = False  # what is due is due now or nearly

    @property
    def high(self) -> bool:
        """Whether the whole tile is tinted."""
        return self.alarm is not None and self.alarm.priority is Priority.HIGH


def short_label(label: str) -> str:
    """ "Reyes, Marta" as "Reyes, M." """
    family, comma, given = label.partition(", ")
    return f"{family}, {given[:1]}." if comma and given else label


def tile_words(
    update: MonitorUpdate,
    lit: tuple[bool, bool],
    unit: PressureUnit = PressureUnit.MMHG,
    *,
    large: bool = True,
) -> TileWords:
    """What the tile of one bed says, with the flash phase of High and Medium, pressures in `unit`.

    Without `large`: no more than a compact tile has room for.
    """
    session = update.session
    bed = formats.bed_name(update.bed, update.mode)
    waiting = told(update.waiting) if session is None else ""
    lost = waiting or lost_wave(update)
    if session is None and not update.devices and not waiting:
        return TileWords(bed=bed, empty=True)
    moment = moment_of(update, lit, unit)
    nibp = update.nibp
    reading = None if nibp is None else nibp.last
    age_s = 0.0 if reading is None else update.now - reading.t
    phase_only = session is None or session.phase is not Phase.INFUSION
    planned = update.infusion.planned_min if update.infusion is not None and not phase_only else None
    name, time = session_name(update), time_words(update)
    words = TileWords(
        bed=bed,
        simulated=update.mode is Mode.SIMULATION,
        name=name if session is not None else _tr("No session"),
        short=short_label(name) if session is not None else "",
        phase="" if session is None else formats.phase_name(session.phase),
        elapsed=time.elapsed,
        planned_min="" if planned is None else f"/ {formats.plain(planned)}",
        share=time.share,
        spo2=_number_look(update, moment, Parameter.SPO2, frozenset({Parameter.SPO2, Parameter.PLETH})),
        pr=_number_look(update, moment, Parameter.PR, frozenset({Parameter.PR})),
        nibp=nibp_look(update, moment),
        mean="" if reading is None or reading.map is None else formats.pressure(reading.map, unit),
        nibp_age="" if reading is None else formats.minutes_old(age_s),
        nibp_share=age_share(nibp, update.now),
        cuff=cuff_words(nibp, unit) or lost_cuff(update),
        limits=update.limits,
        unit=unit,
        alarm=None if not update.alarms else _alarm(update.alarms[0], moment),
        lost=lost,
        waiting=bool(waiting),
    )
    return _with_more(words, update, time) if large else words


def _with_more(words: TileWords, update: MonitorUpdate, time: TimeWords) -> TileWords:
    """The same with what only a large tile says."""
    header = header_words(update)
    details = header.who or header.details
    if header.dose.given:
        details = f"{header.dose.given} {header.dose.of} · {details}"
    last_head, last, soon = _last(update)
    return replace(
        words,
        details="" if words.waiting else details,
        remaining=f"{time.remaining} {time.remaining_word}".strip(),
        due=("", "") if update.mode is Mode.REPLAY else due_words(update.nibp, update.now),
        small=_small(update),
        last_head=last_head,
        last=last,
        soon=soon,
    )


def _number_look(
    update: MonitorUpdate, moment: Moment, parameter: Parameter, alarming: frozenset[Parameter]
) -> TileLook:
    shown = look(update.numerics.get(parameter), worst_of(update.alarms, alarming), moment)
    return marked(shown, update, parameter)


def _alarm(alarm: ActiveAlarm, moment: Moment) -> TileAlarm:
    change, lit = alarm.change, moment.lit
    acknowledged = change.presence is Presence.ACKNOWLEDGED
    on = {Priority.HIGH: lit[0], Priority.MEDIUM: lit[1], Priority.LOW: True}[change.priority]
    on = on or change.activation is Activation.PAUSED  # steady while a pause holds it
    return TileAlarm(
        priority=change.priority,
        message=formats.alarm_message(change, moment.unit)
        + (f" ×{change.times}" if change.times > 1 else ""),
        elapsed=formats.duration(max(0.0, moment.now - change.onset_t)),
        acknowledged=acknowledged,
        latched=not change.present,
        lit=on and not acknowledged and not moment.replay,
    )


def _sedation(update: MonitorUpdate) -> tuple[str, str, str, str]:
    last = last_sedation(update)
    if last is None:
        return usual_scale(update).title, formats.DASHES, "", "text3"
    t, value, key = last
    scale = scales()[key]
    return scale.title, number_words(value, scale), formats.age(max(0.0, update.now - t)), "text"


def _dissociation(update: MonitorUpdate) -> tuple[str, str, str, str]:
    word, last = QCoreApplication.translate("BedTile", "Dissociation"), last_rating(update, "dissociation")
    if last is None:
        return word, formats.DASHES, "", "text3"
    return word, str(last[1]), formats.age(max(0.0, update.now - last[0])), "experience"


def _small(update: MonitorUpdate) -> tuple[tuple[str, str, str, str], ...]:
    perfusion = QCoreApplication.translate("BedTile", "Perfusion")
    rows = [_small_number(update, Parameter.PI, perfusion, " %", "spo2")]
    rows.append(_small_number(update, Parameter.RR, "RR", "", "rr"))
    rows += [_sedation(update), _dissociation(update)]
    others = other_numbers(update)[:MOST_OTHERS]
    if others:  # scores that nobody entered make room
        rows = [row for row in rows if row[1] != formats.DASHES]
    rows += [
        (number.brief, f"{number.value} {number.unit}", number.short_age, number.role) for number in others
    ]
    return tuple(rows)


def _small_number(
    update: MonitorUpdate, parameter: Parameter, word: str, unit: str, role: str
) -> tuple[str, str, str, str]:
    """Word, value, its age where it is no longer valid, and role: an old number is never shown like a new one."""
    state = update.numerics.get(parameter)
    if state is None or state.value is None or state.t is None or state.age in (Age.NONE, Age.GONE):
        return word, formats.DASHES, "", "text3"
    value = formats.number(state.value, parameter) + unit
    since = max(0.0, update.now - state.t)
    if state.age is Age.VALID:
        return word, value, formats.age(since) if since >= FRESH_S else "", role
    return word, value, formats.age(since), "text3"


def _last(update: MonitorUpdate) -> tuple[str, tuple[str, str, str] | None, bool]:
    """What the last line says: what is due next if anything is, else the newest entry."""
    due = due_rows(update)
    if due:
        first = due_items(update)[0]
        late = [item.kind for item in due_items(update) if item.due_t <= update.now]
        head = _tr("Next due") if first.due_t > update.now else _tr("Overdue")
        names = ", ".join(short_name(kind) for kind in late) if len(late) > 1 else due_name(first.kind)
        return head, (due[0].icon, names, due[0].time), due[0].soon
    found = last_entries(update, 1)
    if not found:
        return "", None, False
    entry, icon, words = found[0]
    return _tr("Last entry"), (icon, words, formats.age(max(0.0, update.now - entry.t))), False


def _tr(text: str) -> str:
    return QCoreApplication.translate("BedTile", text)

"""What the baseline page shows: cuff readings, values before the infusion, start limits, lying and standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bedside.monitor.earlier_scores import NOTHING_EARLIER, EarlierScores, of_entries
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, GateRow
from bedside.therapy.course import Score, trend_of
from bedside.therapy.orthostatic import LYING, STANDING, orthostatic_of, orthostatic_words
from bedside.therapy.scale_file import scale_title, scales
from bedside.therapy.scale_rules import ratings_of, result_of_entry, scores_of
from bedside.therapy.scales import AskedOf, Kind, Scale
from bedside.ui import formats
from bedside.ui.catalogue import catalogue
from bedside.ui.course.course_words import trend_words
from bedside.ui.entry_words import last_sedation
from bedside.ui.pressure_words import told_in
from bedside.ui.sedation_words import number_words, usual_scale
from bedside.ui.session.gate_words import answer_words
from bedside.ui.session.phase_facts import Fact, continuous_fact
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import MarkEvent
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import StartLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The facts of the page, by section."""

    cuff: tuple[Fact, ...]
    asked: tuple[Fact, ...]
    limits: tuple[Fact, ...]
    stand: tuple[Fact, ...]
    scales: tuple[Fact, ...]

    @property
    def all(self) -> tuple[Fact, ...]:
        """Those that count as done or not."""
        return (*self.cuff, *self.asked, *self.limits, *self.scales)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Baseline", text)


def lines_of(
    update: MonitorUpdate,
    care: Care,
    earlier: EarlierScores = NOTHING_EARLIER,
    unit: PressureUnit = PressureUnit.MMHG,
) -> Lines:
    """Everything as it is now, pressures in `unit`.

    `earlier`: what the patient's questionnaires came to before this session.
    """
    return Lines(
        cuff=tuple(_cuff(update, care, unit)),
        asked=tuple(_asked(update)),
        limits=tuple(_limits(update, care, unit)),
        stand=tuple(_stand(update, care, unit)),
        scales=tuple(_scales(update, care, earlier)),
    )


def _cuff(update: MonitorUpdate, care: Care, unit: PressureUnit) -> Iterable[Fact]:
    baseline = update.baseline
    needed = care.protocol.baseline_readings if care.protocol else 2
    apart = (care.protocol.baseline_apart_s if care.protocol else 120.0) / formats.MINUTE
    continuous_min = care.protocol.baseline_continuous_min if care.protocol else 5.0
    begun = update.infusion is not None and update.infusion.begun  # a bolus alone is no start
    until = update.infusion.first_t if update.infusion is not None and begun else update.now
    readings = [d for d in update.determinations if d.sys is not None and d.dia is not None and d.t <= until]
    for n in range(max(needed, min(len(readings), needed + 1))):
        given = readings[n] if n < len(readings) else None
        words = _tr("NIBP reading {n}").format(n=n + 1)
        if given is None:
            yield Fact(
                done=False,
                words=words,
                found=_next_reading(update, readings[-1].t if readings else None, apart),
            )
            continue
        found = f"{formats.pressures(given.sys, given.dia, unit)} {unit}, {_clock(update, given.t)}"
        yield Fact(done=True, words=words, found=found)
    values = baseline.values if baseline is not None else {}
    complete = baseline is not None and baseline.complete and baseline.readings >= needed
    mean = formats.pressures(values.get(Parameter.NIBP_SYS), values.get(Parameter.NIBP_DIA), unit)
    words = _tr("Baseline pressure, mean of all, at least {min} min apart").format(min=formats.plain(apart))
    yield Fact(done=complete, words=words, found=f"{mean} {unit}" if readings else "")
    for parameter in (Parameter.SPO2, Parameter.PR):
        words = _tr("{name}, median of {min} min").format(
            name=formats.short_name(parameter), min=formats.plain(continuous_min)
        )
        yield continuous_fact(baseline, parameter, words)


def _next_reading(update: MonitorUpdate, last_t: float | None, apart: float) -> str:
    if last_t is None:
        return _tr("not measured yet")
    left = last_t + apart * formats.MINUTE - update.now
    if left <= 0:
        return _tr("may be measured now")
    return _tr("in {time}, or later").format(time=formats.duration(left))


def _asked(update: MonitorUpdate) -> Iterable[Fact]:
    rated = [
        (scale, given[-1]) for scale in catalogue().scales if (given := ratings_of(update.entries, scale.key))
    ]
    newest = max((entry.t for _, (entry, _) in rated), default=None)
    found = ", ".join(f"{catalogue().scale_words(scale.key)} {rating.value}" for scale, (_, rating) in rated)
    yield Fact(
        done=bool(rated),
        words=_tr("Ratings of the patient, once"),
        found="" if newest is None else f"{found}, {_clock(update, newest)}",
        opens="ratings",
    )
    score, usual = last_sedation(update), usual_scale(update)
    found = ""
    if score is not None:
        t, value, key = score
        other = "" if key == usual.key else f"{scale_title(key)} "
        found = f"{other}{number_words(value, scales()[key])}, {_clock(update, t)}"
    yield Fact(
        done=score is not None,
        words=_tr("Sedation, {scale}, once").format(scale=usual.title),
        found=found,
        opens="observation",
    )
    breaths = [
        (e.t, e.number, e.command.rate_per_min)
        for e in update.entries
        if isinstance(e.command, EnterRespiration) and not e.retracted
    ]
    found = ""
    if breaths:
        counted_t, _, rate = max(breaths)  # of a late entry it counts when it was counted
        found = _tr("{rate} /min, {time}").format(rate=formats.plain(rate), time=_clock(update, counted_t))
    yield Fact(done=bool(breaths), words=_tr("Respiratory rate, once"), found=found, opens="observation")


def _limits(update: MonitorUpdate, care: Care, unit: PressureUnit) -> Iterable[Fact]:
    edited = any(limit.edited for limit in update.limits)
    yield Fact(
        done=edited,
        words=_tr("Limits of this patient, from the baseline"),
        found=_tr("edited for this patient") if edited else _tr("those of the profile"),
    )
    row = next((each for each in care.gate.rows if each.item.fills == "start_limits"), None)
    if row is not None and care.protocol is not None:
        yield _start(row, care.protocol.start_limits, unit)


def _start(row: GateRow, limits: StartLimits, unit: PressureUnit) -> Fact:
    words = _tr(
        "Inside the start limits: below {pressures} {unit}, pulse {low}–{high}, SpO2 ≥ {spo2}"
    ).format(
        pressures=formats.pressures(limits.sys_below, limits.dia_below, unit),
        unit=unit,
        low=formats.plain(limits.pr_low),
        high=formats.plain(limits.pr_high),
        spo2=formats.plain(limits.spo2_least),
    )
    if row.open:
        return Fact(done=False, words=words, found=_tr("fills itself with the baseline"))
    found = told_in(unit, row.text) or answer_words(row.answer).lower()
    if row.flagged and row.override is None:
        found = _tr("{found}: a supervisor decides in the screening").format(found=found)
    return Fact(done=row.passed, words=words, found=found, opens="" if row.passed else "screening")


def _stand(update: MonitorUpdate, care: Care, unit: PressureUnit) -> Iterable[Fact]:
    pair = orthostatic_of(update.entries, update.determinations)
    marks = [
        entry
        for entry in update.entries
        if not entry.retracted
        and isinstance(entry.command, MarkEvent)
        and entry.command.event in (LYING, STANDING)
    ]
    marked = {entry.command.event: entry.t for entry in marks if isinstance(entry.command, MarkEvent)}
    for event, words in ((LYING, _tr("Lying")), (STANDING, _tr("Standing"))):
        value = None if pair is None else pair.lying if event == LYING else pair.standing
        t = None if pair is None else pair.lying_t if event == LYING else pair.standing_t
        if value is not None and t is not None:
            found = _tr("systolic {n} {unit}, {time}").format(
                n=formats.pressure(value, unit), unit=unit, time=_clock(update, t)
            )
        elif event in marked:
            found = _tr("marked {time}, waits for the cuff").format(time=_clock(update, marked[event]))
        else:
            found = _tr("not measured")
        yield Fact(done=value is not None, words=words, found=found)
    drop = pair.drop_mmhg if pair is not None else None
    if drop is None or care.protocol is None or pair is None:
        return
    warns = orthostatic_words(pair, care.protocol)
    falls = _tr("falls by {n} {unit}").format(n=formats.pressure(drop, unit), unit=unit)
    calm = falls if drop > 0 else _tr("does not fall")
    yield Fact(done=not warns, words=_tr("On standing"), found=told_in(unit, warns) if warns else calm)


def _scales(update: MonitorUpdate, care: Care, earlier: EarlierScores) -> Iterable[Fact]:
    for key in care.protocol.scales_before if care.protocol is not None else ():
        scale = scales().get(key)
        if scale is not None and scale.kind is Kind.SINGLE:
            yield _rating(update, scale)
        else:
            yield _score(update, key, earlier)


def _rating(update: MonitorUpdate, scale: Scale) -> Fact:
    """One number: of the patient in one panel, of the staff in another."""
    given = ratings_of(update.entries, scale.key)
    return Fact(
        done=bool(given),
        words=scale_title(scale.key),
        found="" if not given else f"{given[-1][1].value}, {_clock(update, given[-1][0].t)}",
        opens="ratings" if scale.asked_of is AskedOf.PATIENT else f"observation:{scale.key}",
    )


def _score(update: MonitorUpdate, key: str, earlier: EarlierScores) -> Fact:
    """A questionnaire; one with an item missing has no total and is not done."""
    given, total, found = scores_of(update.entries, key), None, ""
    if given:
        entry, command = given[-1]
        result = result_of_entry(command)
        total = command.total if result is None else result.total
        found = f"{_tr('no total') if total is None else total}, {_clock(update, entry.t)}"
    course = _course_words(update, key, earlier)
    return Fact(
        done=total is not None,
        words=scale_title(key),
        found=" · ".join(part for part in (found, course) if part),
        opens=f"scale:{key}",
    )


def _course_words(update: MonitorUpdate, scale: str, earlier: EarlierScores) -> str:
    """The course up to here: "course 15 → 7, −53 %, halved on 12 May"; "" without an earlier total (T10)."""
    before = [Score(scale=one.scale, utc=one.utc.isoformat(), total=one.total) for one in earlier.of(scale)]
    if not before or update.session is None:
        return ""
    here = [
        Score(scale=one.scale, utc=one.utc.isoformat(), total=one.total)
        for one in of_entries(update.entries, update.session.started_utc)
    ]
    trend = trend_of(scale, [*before, *here])
    return "" if trend is None else _tr("course {words}").format(words=trend_words(trend))


def _clock(update: MonitorUpdate, t: float) -> str:
    session = update.session
    return "" if session is None else formats.clock_minute_at(session.started_utc, t, update.now)

"""What was seen and done in the session: ratings, sedation, events, treatments, notes; then how it ended; then what was
corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bedside.export.report.alarming import HOLDING
from bedside.export.report.beginning import passed_words
from bedside.export.report.gathered import Gathered
from bedside.export.report.model import MOST_ROWS, Row, Section
from bedside.export.report.said import rating_scales, said, scale_words
from bedside.export.report.tell import Tell, clock
from bedside.therapy.care import Criterion
from bedside.therapy.discharge_items import escort_who_came
from bedside.therapy.infusion import DOSING
from bedside.therapy.last_dose import last_dose_of
from bedside.therapy.late import first_given_t, is_late
from bedside.therapy.scale_file import scales
from bedside.vitals.care_commands import (
    AccountVial,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    EnterRespiration,
    GiveScore,
    OverrideItem,
    RecordTreatment,
)
from bedside.vitals.commands import Acknowledge, Command, Entry, GiveRating, MarkEvent, Retract, WriteNote

_ADVICE: Final = "advice"
_EMERGENCY: Final = "emergency"
_CARE: Final = (MarkEvent, RecordTreatment)
_RATED: Final = (GiveRating, GiveScore, EnterRespiration)
SUMMED: Final = (Acknowledge, AnswerItem, OverrideItem, DecideGo, AllowEmergencyStart, AccountVial, Retract)
"""Told with what they belong to: alarms, screening, discharge, vials, corrections."""
ELSEWHERE: Final = (*DOSING, *HOLDING, *_RATED, *_CARE, WriteNote, *SUMMED)
"""Lines of the timeline that other parts tell."""


def ratings(g: Gathered, tell: Tell) -> Section:
    """Ratings, sedation, breathing counted and scores: each value with its time, the peak of each scale first."""
    found = [e for e in g.living if isinstance(e.command, _RATED)]
    rows = [*_peaks(g, tell)]
    peaks = len(rows)
    rows += [_line(entry, tell) for entry in found[:MOST_ROWS]]
    return Section(
        key="ratings",
        title=tell.tr("Ratings, sedation and scores"),
        columns=(tell.tr("Time"), tell.tr("What"), tell.tr("By")),
        rows=tuple(rows) if found else (),
        nothing=tell.tr("Nothing was rated: no 0–10 rating, no sedation score, no questionnaire."),
        recorded=len(found),
        told=len(rows) - peaks,
    )


def _peaks(g: Gathered, tell: Tell) -> Iterator[Row]:
    by_scale: dict[str, list[tuple[float, int]]] = {}
    for entry in g.living:
        if isinstance(entry.command, GiveRating):
            by_scale.setdefault(entry.command.scale, []).append((entry.t, entry.command.value))
    for scale, values in by_scale.items():
        known = scales().get(scale)
        rises = scale in rating_scales() or (known is not None and known.alarm_at_least is not None)
        t, value = max(values, key=lambda v: v[1]) if rises else min(values, key=lambda v: v[1])
        words = tell.tr("{scale}: highest {n}", scale=scale_words(tell, scale), n=value)
        if not rises:
            words = tell.tr("{scale}: lowest {n}", scale=scale_words(tell, scale), n=value)
        words += ", " + tell.tr("rated: {n}", n=len(values))
        yield Row(cells=(tell.at(t), words, ""))


def _line(entry: Entry, tell: Tell) -> Row:
    return Row(cells=(tell.at(entry.t), said(tell, entry.command), tell.who(entry.command.actor)))


def _listed(
    g: Gathered, tell: Tell, kinds: tuple[type[Command], ...], key: str, title: str, nothing: str
) -> Section:
    found = [e for e in g.living if isinstance(e.command, kinds)]
    return Section(
        key=key,
        title=title,
        columns=(tell.tr("Time"), tell.tr("What"), tell.tr("By")),
        rows=tuple(_line(entry, tell) for entry in found[:MOST_ROWS]),
        nothing=nothing,
        recorded=len(found),
    )


def events(g: Gathered, tell: Tell) -> Section:
    """Events and treatments."""
    nothing = tell.tr("No event and no treatment was entered.")
    return _listed(g, tell, _CARE, "events", tell.tr("Events and treatments"), nothing)


def notes(g: Gathered, tell: Tell) -> Section:
    """What was written in words."""
    return _listed(g, tell, (WriteNote,), "notes", tell.tr("Notes"), tell.tr("No note was written."))


def others(g: Gathered, tell: Tell) -> Section:
    """Every other line of the timeline that counts: nothing of it is left out silently."""
    found = [e for e in g.living if not isinstance(e.command, ELSEWHERE)]
    return Section(
        key="others",
        title=tell.tr("Everything else on the timeline"),
        columns=(tell.tr("Time"), tell.tr("What"), tell.tr("By")),
        rows=tuple(_line(entry, tell) for entry in found[:MOST_ROWS]),
        nothing=tell.tr("There is nothing else on the timeline."),
        recorded=len(found),
    )


# -- the end ----------------------------------------------------------------------------------------------


def discharge(g: Gathered, tell: Tell) -> Section:
    """Every line of the discharge list as it stood at the end, with what was let pass, by whom and why."""
    rows = [_criterion(line, tell) for line in g.discharge.criteria]
    return Section(
        key="discharge",
        title=tell.tr("Recovery and discharge"),
        columns=(tell.tr("Line"), tell.tr("State"), tell.tr("Found")),
        rows=tuple(rows),
        nothing=tell.tr("This session had no protocol: there was no discharge list."),
    )


def _criterion(line: Criterion, tell: Tell) -> Row:
    if line.override is not None:
        state = passed_words(line.override, tell)
    else:
        state = tell.tr("done") if line.met else tell.tr("NOT DONE")
    found = line.found
    if line.item is not None and not tell.identifiers and line.item.fills != "risk_screen":
        found = tell.free(found) if found else ""
    found = tell.spoken(found) or tell.missing
    if line.found_t is not None:
        found += f", {tell.at(line.found_t)}"
    return Row(cells=(tell.spoken(line.words), state, found), grave=not line.met)


def going_home(g: Gathered, tell: Tell) -> Section:
    """Advice, escort, next visit, emergency number."""
    lines = {line.key: line for line in g.discharge.criteria}

    def answered(key: str) -> Row:
        line = lines.get(key)
        if line is None:
            return Row(cells=("", tell.tr("not on the list of this session")))
        return Row(cells=("", tell.tr("done") if line.met else tell.missing), grave=not line.met)

    rows = []
    for key, label in ((_ADVICE, tell.tr("Written advice")), (_EMERGENCY, tell.tr("Emergency number"))):
        row = answered(key)
        rows.append(Row(cells=(label, row.cells[1]), grave=row.grave))
    rows.append(Row(cells=(tell.tr("Escort"), tell.free(_escort(g)) or tell.missing)))
    visit = tell.day(g.facts.next_visit) if g.facts.next_visit else tell.missing
    rows.append(Row(cells=(tell.tr("Next visit"), visit)))
    return Section(key="home", title=tell.tr("Advice, escort and next visit"), rows=tuple(rows))


def _escort(g: Gathered) -> str:
    """Who came, else who is named in the record."""
    protocol, patient = g.facts.protocol, g.patient
    came = ""
    if protocol is not None:
        came = escort_who_came(protocol.discharge.items, g.entries, last_dose_of(g.infusion))
    named = () if patient is None else (patient.escort_name.strip(), patient.escort_phone.strip())
    return came or ", ".join(part for part in named if part)


# -- what was changed afterwards --------------------------------------------------------------------------


def corrections(g: Gathered, tell: Tell) -> Section:
    """What no longer counts, struck through, with what came in its place; and what was entered late."""
    by_number = {entry.number: entry for entry in g.entries}
    rows = []
    for each in g.facts.corrections:
        original = each.original
        when = tell.missing if each.entered_t is None else tell.at(each.entered_t)
        if each.by is None:
            instead, who = tell.tr("taken back"), _taken_back_by(g, original, tell)
        else:
            newest = by_number.get(each.by.number, each.by)
            instead, who = said(tell, newest.command), tell.who(newest.command.actor)
        cells = (tell.at(original.t), said(tell, original.command), instead, who, when)
        rows.append(Row(cells=cells, struck=1))
    start_t = first_given_t(g.living)
    for entry in g.facts.late:
        late = _late_words(entry, start_t, tell)
        who = tell.who(entry.command.actor)
        rows.append(
            Row(cells=(tell.at(entry.t), said(tell, entry.command), late, who, tell.at(entry.entered_t)))
        )
    return Section(
        key="corrections",
        title=tell.tr("Corrections and late entries"),
        columns=(
            tell.tr("Time"),
            tell.tr("As it was entered"),
            tell.tr("Instead"),
            tell.tr("By"),
            tell.tr("Corrected or entered at"),
        ),
        rows=tuple(rows[:MOST_ROWS]),
        nothing=tell.tr("Nothing was corrected, taken back or entered late."),
        recorded=len(rows),
    )


def _late_words(entry: Entry, start_t: float | None, tell: Tell) -> str:
    if start_t is not None and not is_late(entry.t, entry.entered_t):
        return tell.tr("screening, {length} after the start", length=clock(entry.entered_t - start_t))
    return tell.tr("entered {length} late", length=clock(entry.entered_t - entry.t))


def _taken_back_by(g: Gathered, original: Entry, tell: Tell) -> str:
    for entry in g.entries:
        if isinstance(entry.command, Retract) and entry.command.entry == original.number:
            return tell.who(entry.command.actor)
    return tell.missing

"""Words of a checklist: what is flagged, open or clear, and what an answer is called. Pure: nothing is painted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, GateRow
from bedside.ui import formats
from bedside.ui.pressure_words import told_in
from bedside.ui.spoken import spoken
from bedside.vitals.display import PressureUnit
from bedside.vitals.protocol import GateItem, Protocol
from bedside.vitals.sessions import Actor


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a checklist in the order they are shown."""

    flagged: tuple[GateRow, ...] = ()  # those that wait for a supervisor last, as they need room
    open: tuple[GateRow, ...] = ()
    clear: tuple[GateRow, ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Screening", text)


def sorted_rows(rows: Iterable[GateRow]) -> Sorted:
    """Flagged, open and clear, each in the order of the list; what a person answers before what fills itself."""
    rows = tuple(rows)
    flagged = tuple(row for row in rows if row.flagged)
    opened = tuple(row for row in rows if row.open)
    return Sorted(
        flagged=tuple(sorted(flagged, key=lambda row: row.override is None)),
        open=tuple(sorted(opened, key=lambda row: bool(row.item.fills))),
        clear=tuple(row for row in rows if not row.open and not row.flagged),
    )


def counts_words(rows: Sorted) -> str:
    """How many are flagged, open and clear; and how many were answered after the first of the drug."""
    words = _tr("{flagged} flagged   {open} open   {clear} clear")
    if late := sum(row.late for row in (*rows.flagged, *rows.clear)):
        words = _tr("{flagged} flagged   {open} open   {clear} clear   {late} late")
    return words.format(flagged=len(rows.flagged), open=len(rows.open), clear=len(rows.clear), late=late)


def answer_words(answer: str) -> str:
    """An answer as its key says it."""
    said = spoken(answer)
    return said[:1].upper() + said[1:]


def row_text(row: GateRow, unit: PressureUnit) -> str:
    """What stands beside the answer: what a line filled in by itself with pressures in `unit`, else as it was typed."""
    return told_in(unit, row.text) if row.item.fills else row.text


def answer_for(item: GateItem, typed: str) -> str:
    """The answer a typed key means: its first letter, or its number; "" = none, or not only one."""
    letter = typed.casefold()
    if letter.isdigit() and 1 <= int(letter) <= len(item.answers):
        return item.answers[int(letter) - 1]
    said = {answer: spoken(answer).casefold() for answer in item.answers}
    found = [answer for answer, words in said.items() if letter and words.startswith(letter)]
    if not found:
        found = [answer for answer in item.answers if letter and answer.casefold().startswith(letter)]
    return found[0] if len(found) == 1 else ""


def hint_of(protocol: Protocol | None) -> str:
    """What stands beside the title: whose list it is, and how it is answered."""
    if protocol is None:
        return _tr("no list of the site: nothing is asked before an infusion")
    return _tr("{list} · no clears, yes flags · keys Y N, 1 2 3 and arrows").format(
        list=protocol_words(protocol)
    )


def protocol_words(protocol: Protocol | None) -> str:
    """Which version of which protocol."""
    if protocol is None:
        return _tr("none")
    return _tr("{title} v{n}").format(title=protocol.title, n=protocol.version)


def waits_for(item: GateItem, update: MonitorUpdate) -> str:
    """What an item that fills itself waits for; where the site's list has words of its own for it, these first."""
    own, ours = spoken(item.hint), _fills_words(item, update)
    return f"{own} · {ours}" if own else ours


def _fills_words(item: GateItem, update: MonitorUpdate) -> str:
    care = update.care or Care()
    if item.fills == "start_limits":
        readings = care.protocol.baseline_readings if care.protocol else 2
        apart = care.protocol.baseline_apart_s if care.protocol else 120.0
        words = _tr("fills itself after {n} NIBP readings ≥ {min} min apart")
        return words.format(n=readings, min=formats.plain(apart / formats.MINUTE))
    return {
        "identity": _tr("fills itself with two identifiers of the patient"),
        "escort": _tr("fills itself with the escort's name and phone"),
        "risk_screen": _tr("fills itself with the risk screen"),
    }.get(item.fills, _tr("fills itself"))


def form_that_fills(item: GateItem) -> str:
    """Where a person can do what an item waits for: name of a form or panel; "" = nowhere."""
    return {"identity": "patient", "escort": "patient", "risk_screen": "scale:cssrs"}.get(item.fills, "")


def after_start(said: str, *, late: bool) -> str:
    """What was said of the screening, with the word that it was after the first of the drug where it was."""
    return _tr("{said}, after the start").format(said=said) if late else said


def asked_by(rows: Iterable[GateRow], clock: object) -> str:
    """Who asked the rows that are clear, and from when to when."""
    assert callable(clock)
    asked = [row for row in rows if row.by is not None and row.t is not None and not row.automatic]
    names = list(dict.fromkeys(row.by.name for row in asked if row.by is not None))
    if not asked:
        return ""
    times = [row.t for row in asked if row.t is not None]
    first, last = (formats.to_minute(str(clock(t))) for t in (min(times), max(times)))
    when = first if first == last else f"{first}–{last}"
    return _tr("asked by {names} {when}").format(names=", ".join(names), when=when)


def changed_elsewhere(
    before: Mapping[str, GateRow], rows: Iterable[GateRow], sent: Mapping[str, str], actor: Actor
) -> list[GateRow]:
    """Rows a person answered since `before`, other than with what this window `sent` for `actor`."""
    found = []
    for row in rows:
        old = before.get(row.item.key)
        if old is None or (old.answer, old.text, old.t) == (row.answer, row.text, row.t):
            continue
        ours = sent.get(row.item.key) == row.answer and row.by == actor
        if not ours and not row.automatic and not old.automatic and row.by is not None:
            found.append(row)
    return found


def change_words(row: GateRow, when: str) -> str:
    """What somebody answered, in one piece: "Pregnancy test: “negative” by B. Ruiz, 09:46:12"."""
    answer = answer_words(row.answer).lower() or _tr("open again")
    words = _tr("{item}: “{answer}” by {name}, {time}")
    by = "" if row.by is None else row.by.name
    return words.format(item=spoken(row.item.words), answer=answer, name=by, time=when)

"""Words of the choice of a session's protocol: who approved one, how it differs, what it changes here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.awake import awake_of
from bedside.therapy.care import Care, GateRow
from bedside.therapy.last_dose import last_dose_of
from bedside.therapy.protocol_change import consequences
from bedside.therapy.scale_file import scales
from bedside.ui import formats
from bedside.ui.protocols import words as lines
from bedside.ui.protocols.fields import Number
from bedside.ui.protocols.words import SEDATION_PLACES
from bedside.ui.spoken import plural, spoken, told
from bedside.vitals.protocol import GateItem, Protocol

_NAMED_COUNT: Final = 4  # lines of a list, the rest is counted


def _tr(text: str) -> str:
    return QCoreApplication.translate("SessionProtocol", text)


def called(protocol: Protocol) -> str:
    """Title and version."""
    return f"{protocol.title} v{protocol.version}"


def family_words(family: str) -> str:
    """Mood or pain."""
    return {"mood": _tr("mood"), "pain": _tr("pain")}.get(family, family)


def approved_words(protocol: Protocol) -> str:
    """Who answers for it, and since when."""
    if not protocol.approved_by:
        return _tr("a default to be edited: approved by nobody")
    words = _tr("approved by {name} on {day}")
    return words.format(name=protocol.approved_by, day=protocol.approved_on or "–")


def about(protocol: Protocol, followed: bool) -> str:
    """One line under its title."""
    bounds = _tr("cautions over {kg} mg/kg or {mg} mg").format(
        kg=formats.plain(protocol.cautions.most_mg_kg, 2), mg=formats.plain(protocol.cautions.most_mg, 1)
    )
    parts = [
        _tr("this session follows it") if followed else "",
        family_words(protocol.family),
        approved_words(protocol),
        _tr("usual infusion {n} min").format(n=formats.plain(protocol.minutes)),
        bounds,
    ]
    return " · ".join(part for part in parts if part)


def differences(before: Protocol, after: Protocol) -> list[str]:
    """Line by line what the two say differently: bounds, intervals, what is asked."""
    said: list[str] = []
    groups: list[tuple[str, Sequence[Number]]] = [(_tr("Cautions"), lines.cautions())]
    groups += [(name, lines.intervals(what)) for what, name in lines.interval_groups().items()]
    groups += [
        (_tr("Session"), lines.usual()),
        (_tr("Baseline"), lines.baseline()),
        (_tr("To start"), lines.start_limits()),
        (_tr("Discharge"), [each for each in lines.discharge() if each.place not in SEDATION_PLACES]),
    ]
    for name, numbers in groups:
        changed = [words for number in numbers if (words := _number(number, before, after))]
        if name == _tr("Discharge"):
            changed += _awake(before, after)
        if changed:
            said.append(f"{name}: {'; '.join(changed)}")
    for name, old, new in (
        (_tr("Screening"), before.screening, after.screening),
        (_tr("Discharge list"), before.discharge.items, after.discharge.items),
    ):
        said += _list(name, old, new)
    if before.scales_before != after.scales_before:
        asked = ", ".join(_scale(key) for key in after.scales_before) or _tr("none")
        said.append(_tr("Questionnaires before: {names}").format(names=asked))
    if before.rules != after.rules:
        said.append(_tr("Site rules beside alarms: other words"))
    if (before.advice, before.emergency_number) != (after.advice, after.emergency_number):
        said.append(_tr("Advice on paper: other words"))
    return said


def effects(update: MonitorUpdate, protocol: Protocol) -> list[str]:
    """What it would change in this session, the gravest first; what does not change is said too."""
    care = update.care or Care()
    weight = None if update.session is None else update.session.weight_kg
    found = consequences(protocol, care, update.entries, update.baseline, weight)
    dose = last_dose_of(update.infusion)
    said: list[str] = []
    if dose.running:
        said.append(
            _tr("The infusion goes on as it is: rate, plan and total stay, and bedside reaches no pump.")
        )
        if found.closed or found.asked or found.flagged:
            said.append(_tr("The new list holds up the next start, not the infusion that runs."))
    elif found.closed:
        said.append(_tr("The start of an infusion is closed until the new list is done."))
    elif found.opened:
        said.append(_tr("Nothing of the new list holds the start up: it is open."))
    if found.asked:
        said.append(_tr("Asked: {lines}.").format(lines=_rows(found.asked)))
    if found.flagged:
        said.append(_tr("Needs a supervisor: {lines}.").format(lines=_rows(found.flagged)))
    if found.dropped:
        said.append(_tr("No longer asked, though it waits now: {lines}.").format(lines=_rows(found.dropped)))
    if found.go_lapses:
        said.append(_tr("The go was decided on the list of before: it has to be decided again."))
    said += [_tr("The plan: {words}").format(words=told(caution.words)) for caution in found.cautions]
    if found.discharge:
        said.append(_tr("Asked before going home: {lines}.").format(lines=_items(found.discharge)))
    if care.due:
        words = _tr("What is due is counted anew from the last of each, by the new intervals.")
        if any(item.deferred for item in care.due):
            words += " " + _tr("What was put off stays put off until its time.")
        said.append(words)
    if care.protocol is not None:
        said.append(_tr("Answers hold where both lists ask the same; nothing that was entered is lost."))
    return said


def _awake(before: Protocol, after: Protocol) -> list[str]:
    """How awake somebody has to be to go home, where it differs."""
    old, new = (told(awake_of(each).words) for each in (before, after))
    return [] if old == new else [f"{old} → {new}"]


def _number(number: Number, before: Protocol, after: Protocol) -> str:
    old, new = _value(before, number.place), _value(after, number.place)
    if old == new:
        return ""
    return f"{number.label} {_plain(old)} → {_plain(new)} {number.unit}".strip()


def _value(protocol: Protocol, place: str) -> object:
    found: object = protocol
    for name in place.split("."):
        found = getattr(found, name)
    return found


def _plain(value: object) -> str:
    return formats.plain(value, 2) if isinstance(value, int | float) else _tr("off")


def _list(name: str, before: Iterable[GateItem], after: Iterable[GateItem]) -> list[str]:
    """What one list asks and the other does not; the same line in other words is both."""
    old, new = ({(item.key, item.words): item for item in items} for items in (before, after))
    more = [item for key, item in new.items() if key not in old]
    less = [item for key, item in old.items() if key not in new]
    said = []
    if more:
        said.append(_tr("{list}, asked as well: {lines}").format(list=name, lines=_items(more)))
    if less:
        said.append(_tr("{list}, not asked: {lines}").format(list=name, lines=_items(less)))
    return said


def _rows(rows: Sequence[GateRow]) -> str:
    return _items([row.item for row in rows])


def _items(items: Sequence[GateItem]) -> str:
    named = ", ".join(f"“{spoken(item.words)}”" for item in items[:_NAMED_COUNT])
    more = len(items) - _NAMED_COUNT
    return named if more <= 0 else named + " " + plural("SessionProtocol", "and %n more", "and %n more", more)


def _scale(key: str) -> str:
    known = scales().get(key)
    return key if known is None else known.title

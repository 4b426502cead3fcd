"""What of an entry can be corrected afterwards, and the command that corrects it. Pure.

Dates of entering, who entered it and the original itself are never changed: the correction names what it replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from bedside.therapy.dose import RateUnit
from bedside.therapy.scale_rules import stamped
from bedside.ui.panels.rate_units import number_fault, parse_decimal
from bedside.vitals.care_commands import EnterRespiration, GiveBolus, RecordTreatment
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.sessions import Actor


class FieldKind(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    NUMBER = "number"  # more than 0
    WHOLE = "whole"  # any whole number, also below 0
    SEVERITY = "severity"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a command."""

    name: str
    words: str
    kind: FieldKind
    unit: str = ""


def _text(name: str, words: str) -> FieldSpec:
    return FieldSpec(name, words, FieldKind.TEXT)


_WHY: Final = _text("reason", str(QT_TRANSLATE_NOOP("EntryEdit", "Why")))
_WORDS: Final = _text("text", str(QT_TRANSLATE_NOOP("EntryEdit", "Words")))
_ENDED: Final = FieldSpec("ended_t", str(QT_TRANSLATE_NOOP("EntryEdit", "Ended at (10:12)")), FieldKind.CLOCK)
_RATE: Final = FieldSpec("rate_ml_h", str(QT_TRANSLATE_NOOP("EntryEdit", "Rate")), FieldKind.NUMBER, "mL/h")
_FIELDS: Final[Mapping[type[Command], tuple[FieldSpec, ...]]] = {
    StartInfusion: (
        _RATE,
        FieldSpec(
            "concentration_mg_ml",
            str(QT_TRANSLATE_NOOP("EntryEdit", "Concentration")),
            FieldKind.NUMBER,
            "mg/mL",
        ),
        FieldSpec("planned_mg", str(QT_TRANSLATE_NOOP("EntryEdit", "Planned dose")), FieldKind.NUMBER, "mg"),
        FieldSpec(
            "planned_min", str(QT_TRANSLATE_NOOP("EntryEdit", "Planned time")), FieldKind.NUMBER, "min"
        ),
        _text("checked_by", str(QT_TRANSLATE_NOOP("EntryEdit", "Checked by"))),
        _WHY,
    ),
    ChangeRate: (_RATE, _WHY),
    PauseInfusion: (_WHY,),
    ResumeInfusion: (),
    StopInfusion: (_WHY,),
    MarkEvent: (
        FieldSpec("severity", str(QT_TRANSLATE_NOOP("EntryEdit", "Severity")), FieldKind.SEVERITY),
        _ENDED,
        _text("action", str(QT_TRANSLATE_NOOP("EntryEdit", "What was done"))),
        _text("outcome", str(QT_TRANSLATE_NOOP("EntryEdit", "Outcome"))),
        _WORDS,
    ),
    RecordTreatment: (
        FieldSpec("dose", str(QT_TRANSLATE_NOOP("EntryEdit", "Dose")), FieldKind.NUMBER),
        _text("unit", str(QT_TRANSLATE_NOOP("EntryEdit", "Unit (mg, L/min …)"))),
        _text("route", str(QT_TRANSLATE_NOOP("EntryEdit", "Route, device"))),
        _ENDED,
        _text("given_by", str(QT_TRANSLATE_NOOP("EntryEdit", "Given by"))),
        _text("witness", str(QT_TRANSLATE_NOOP("EntryEdit", "Witness"))),
        _WORDS,
    ),
    GiveRating: (FieldSpec("value", str(QT_TRANSLATE_NOOP("EntryEdit", "Value")), FieldKind.WHOLE),),
    WriteNote: (_WORDS,),
    EnterRespiration: (
        FieldSpec("rate_per_min", str(QT_TRANSLATE_NOOP("EntryEdit", "RR")), FieldKind.NUMBER, "/min"),
    ),
    GiveBolus: (
        FieldSpec("mg", str(QT_TRANSLATE_NOOP("EntryEdit", "Bolus")), FieldKind.NUMBER, "mg"),
        _WHY,
    ),
}
_NEEDED: Final = frozenset(("rate_ml_h", "concentration_mg_ml", "value", "rate_per_min", "mg"))


def spoken_field(spec: FieldSpec) -> str:
    """Its name on the screen."""
    return QCoreApplication.translate("EntryEdit", spec.words)


def is_editable(command: Command) -> bool:
    """Whether an entry of this kind is corrected by another of its kind."""
    return type(command) in _FIELDS


def fields_of(command: Command) -> tuple[FieldSpec, ...]:
    """What can be changed of it, besides its time."""
    return _FIELDS.get(type(command), ())


def as_treatment(command: Command, treatments: frozenset[str]) -> Command:
    """A treatment that was saved with one tap as what it can be completed to; anything else as it is."""
    if not isinstance(command, MarkEvent) or command.event not in treatments:
        return command
    return RecordTreatment(
        bed=command.bed,
        actor=command.actor,
        treatment=command.event,
        given_by=command.actor.name,
        text=" ".join(part for part in (command.text, command.action, command.outcome) if part),
        observed_t=command.observed_t,
        ended_t=command.ended_t,
        replaces=command.replaces,
    )


def typed_value(spec: FieldSpec, typed: str) -> tuple[object, str]:
    """What was typed into a field as the command keeps it, and why it cannot be; times are read elsewhere."""
    plain = typed.strip()
    match spec.kind:
        case FieldKind.TEXT:
            return plain, ""
        case FieldKind.SEVERITY:
            return (int(plain) if plain else None), ""
    if not plain:
        missing = QCoreApplication.translate("EntryEdit", "%1 is missing.").replace("%1", spoken_field(spec))
        return None, missing if spec.name in _NEEDED else ""
    if spec.kind is FieldKind.WHOLE:
        signed = plain.replace("\N{MINUS SIGN}", "-")
        try:
            return int(signed), ""
        except ValueError:
            words = QCoreApplication.translate("EntryEdit", "“%1” is not a whole number.")
            return None, words.replace("%1", plain)
    value = parse_decimal(plain, spec.unit)
    return value, "" if value is not None else number_fault(plain, spec.unit)


def corrected(entry: Entry, shown: Command, values: Mapping[str, object], t: float, actor: Actor) -> Command:
    """The command that takes the place of an entry.

    Args:
        entry: the original, which stays in the record.
        shown: its command, or what it was completed to (`as_treatment`).
        values: by field. t: when it was seen or done, session time, s.
        actor: who corrects it.
    """
    changes: dict[str, object] = {**values, "actor": actor, "observed_t": t, "replaces": entry.number}
    if isinstance(shown, StartInfusion | ChangeRate) and values["rate_ml_h"] != shown.rate_ml_h:
        changes |= {"entered_value": values["rate_ml_h"], "entered_unit": RateUnit.ML_H.value}
    if isinstance(shown, GiveBolus) and values["mg"] != shown.mg:
        changes |= {"entered_value": values["mg"], "entered_unit": "mg", "weight_kg": None}
    if isinstance(shown, EnterRespiration) and values["rate_per_min"] != shown.rate_per_min:
        changes |= {"counted": None, "over_s": None}
    made = cast("Command", replace(cast("Any", shown), **changes))
    return stamped(made) if isinstance(made, GiveRating) else made

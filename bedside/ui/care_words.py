"""What an entry about the session's care is called on a screen: an icon and a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.therapy.plasma_models import MODELS
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import result_of_entry
from bedside.ui import formats
from bedside.ui.catalogue import catalogue
from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeclareNoCuff,
    DeferDue,
    EnterRespiration,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
    RecordTreatment,
    SetAutoCuff,
    SetPlan,
    ShowPlasma,
)
from bedside.vitals.commands import Command
from bedside.vitals.protocol import DueKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("entry", text)


def care_words(command: Command) -> tuple[str, str] | None:
    """Icon and words; None of any other command, and of single answers on a checklist: the list has them."""
    match command:
        case EnterRespiration(rate_per_min=rate):
            return "ear-hearing", _tr("RR {rate} /min").format(rate=formats.plain(rate))
        case GiveBolus():
            return "water-outline", bolus_words(command)
        case RecordTreatment():
            return "flag-outline", treatment_words(command)
        case AccountVial():
            return "test-tube", vial_words(command)
        case GiveScore():
            return "format-list-bulleted", score_words(command)
        case DeferDue():
            return "clock-outline", deferred_words(command)
        case SetPlan(reason=reason):
            words = _tr("Plan of the session")
            return "note-edit-outline", f"{words}: {reason}" if reason else words
        case IdentifyPatient(patient=patient, reason=reason):
            words = patient.label or _tr("Patient")
            return "account-outline", f"{words}: {reason}" if reason else words
        case AdoptProtocol(protocol=protocol, reason=reason):
            words = _tr("Protocol {title}, version {n}").format(title=protocol.title, n=protocol.version)
            return "format-list-bulleted", f"{words}: {reason}" if reason else words
        case OverrideItem(reason=reason):
            return "alert-outline", _tr("Let pass: {reason}").format(reason=reason)
        case DecideGo(go=go, reason=reason):
            words = _tr("Decision: go") if go else _tr("Decision: no go")
            return "check-circle-outline", f"{words}, {reason}" if reason else words
        case AllowEmergencyStart(reason=reason):
            return "alert-outline", _tr("Emergency start: {reason}").format(reason=reason)
        case SetAutoCuff(on=on):
            words = _tr("bedside starts the cuff") if on else _tr("bedside no longer starts the cuff")
            return "arm-flex-outline", words
        case DeclareNoCuff(no_cuff=no_cuff):
            return "arm-flex-outline", _tr("No cuff here") if no_cuff else _tr("Cuff allowed again")
        case ShowPlasma(on=on, model=model):
            shown = _tr("Plasma estimate shown, {model}").format(model=model_title(model))
            return "pulse", shown if on else _tr("Plasma estimate hidden")
        case AnswerItem():
            return None
    return None


def model_title(model: str) -> str:
    """What a model of the plasma estimate is called; another key as it is."""
    known = MODELS.get(model)
    return model if known is None else known.title


def bolus_words(command: GiveBolus) -> str:
    """Bolus 5 mg, and as it was typed where that was another unit."""
    words = _tr("Bolus {mg} mg").format(mg=formats.plain(command.mg, 2))
    if command.entered_value is not None and command.entered_unit != "mg":
        words += f" ({formats.plain(command.entered_value, 2)} {command.entered_unit})"
    return words


def treatment_words(command: RecordTreatment) -> str:
    """Ondansetron 4 mg IV, given by …, seen by …."""
    words = [catalogue().event_words(command.treatment)]
    if command.dose is not None:
        words.append(f"{formats.plain(command.dose, 2)} {command.unit}".strip())
    elif command.unit:
        words.append(command.unit)
    if command.route:
        words.append(command.route)
    said = [" ".join(words)]
    if command.given_by:
        said.append(_tr("given by {name}").format(name=command.given_by))
    if command.witness:
        said.append(_tr("witness {name}").format(name=command.witness))
    if command.text:
        said.append(command.text)
    return ", ".join(said)


def vial_words(command: AccountVial) -> str:
    """Vial 1: 40 mg given, 10 mg wasted."""
    use = command.use
    words = _tr("Vial {n}: {given} mg given, {wasted} mg wasted")
    return words.format(
        n=command.vial, given=formats.plain(use.given_mg, 2), wasted=formats.plain(use.wasted_mg, 2)
    )


def score_words(command: GiveScore) -> str:
    """PHQ-9 12, or that an answer is missing."""
    scale = scales().get(command.scale)
    title = command.scale if scale is None else scale.title
    result = result_of_entry(command)
    total = command.total if result is None else result.total
    return _tr("{scale} not complete").format(scale=title) if total is None else f"{title} {total}"


def deferred_words(command: DeferDue) -> str:
    """NIBP put off 5 min, why."""
    name = {
        DueKind.NIBP: "NIBP",
        DueKind.OBSERVATION: _tr("RR and sedation"),
        DueKind.RATINGS: _tr("Ratings"),
    }[command.kind]
    words = _tr("{what} put off {n} min, {why}")
    return words.format(what=name, n=formats.plain(command.minutes), why=command.reason)

"""What is asked of an entry about the session's care before it is made: of its checklists, gates, scales and vials."""

from __future__ import annotations

from collections.abc import Callable

from bedside.monitor.live_session import LiveSession
from bedside.monitor.monitor import Monitor
from bedside.therapy import discharge, gate_rules, scale_rules
from bedside.therapy.care import Care
from bedside.therapy.gate import refusal_of_bolus, refusal_of_start
from bedside.therapy.gate_fill import FORM
from bedside.therapy.infusion import infusion_of
from bedside.therapy.last_dose import last_dose_of
from bedside.therapy.patient_rules import refusal_of_patient
from bedside.therapy.protocol_change import refusal_of_adoption, refusal_of_return
from bedside.therapy.vials import refusal_of_vial
from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeferDue,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
)
from bedside.vitals.commands import Command, GiveRating, Retract, SetPhase, StartInfusion
from bedside.vitals.sessions import Phase

_LONGEST_DEFERRAL_MIN = 60.0
_OUTSIDE = (
    Phase.SCREENING,
    Phase.BASELINE,
    Phase.RECOVERY,
    Phase.DISCHARGE,
)  # of an infusion


def as_entered(command: Command, monitor: Monitor) -> Command:
    """The command with what the record wants to know beside it: a scale's version, the values an override is about."""
    match command:
        case GiveRating():
            return scale_rules.stamped(command)
        case GiveScore():
            return scale_rules.stamped(command)
        case OverrideItem():
            return gate_rules.stamped(command, monitor.protocol, monitor.baseline)
    return command


def care_refusal(command: Command, session: LiveSession, at: float, *, pin_set: Callable[[], bool]) -> str:
    """One sentence; "" when the command can be entered at session time `at`, s.

    Args:
        command: what a person entered.
        session: the one it is about.
        at: now.
        pin_set: whether the site has an emergency PIN.
    """
    match command:
        case GiveRating():
            return scale_rules.refusal_of_rating(command)
        case GiveScore():
            return scale_rules.refusal_of_score(command)
        case AccountVial():
            return refusal_of_vial(command)
        case AdoptProtocol():
            return refusal_of_adoption(command, session.monitor.protocol, given=_given(session))
        case Retract(entry=number):
            line = next((each for each in session.monitor.entries if each.number == number), None)
            role = command.actor.role
            return "" if line is None else refusal_of_return(line, given=_given(session), role=role)
        case DecideGo():
            return gate_rules.refusal_of_decision(command)
        case AllowEmergencyStart():
            care = session.monitor.care(at)
            return gate_rules.refusal_of_emergency(command, care.gate, pin_set=pin_set())
        case DeferDue(minutes=minutes, reason=reason):
            if not 0 < minutes <= _LONGEST_DEFERRAL_MIN:
                return f"It can be put off by 1 to {_LONGEST_DEFERRAL_MIN:g} min, not by {minutes:g}."
            return "" if reason.strip() else "Putting it off needs a reason: write why."
        case GiveBolus():
            return refusal_of_bolus(command, session.monitor.care(at).gate, session.monitor.entries, at)
    if isinstance(command, IdentifyPatient | AnswerItem | OverrideItem | StartInfusion | SetPhase):
        return _by_care(command, session, session.monitor.care(at))
    return ""


def _given(session: LiveSession) -> bool:
    """Whether something was given in this session."""
    return last_dose_of(infusion_of(session.monitor.entries)).given


def _runs(session: LiveSession) -> bool:
    """Whether an infusion was started and no stop of it is recorded."""
    infusion = infusion_of(session.monitor.entries)
    return infusion is not None and infusion.open_ended


def _by_care(
    command: IdentifyPatient | AnswerItem | OverrideItem | StartInfusion | SetPhase,
    session: LiveSession,
    care: Care,
) -> str:
    match command:
        case IdentifyPatient():
            return refusal_of_patient(command, session.mode, care.patient)
        case AnswerItem():
            return gate_rules.refusal_of_answer(command, care.protocol)
        case OverrideItem(form=form) if form == FORM:
            return gate_rules.refusal_of_pass(command, care.gate)
        case OverrideItem():
            return discharge.refusal_of_override(command)
        case StartInfusion() if command.replaces is None:
            return refusal_of_start(care.gate)
        case SetPhase(phase=Phase.INFUSION) if care.protocol is not None:
            return "The infusion phase begins with the infusion: record its start."
        case SetPhase(phase=phase) if phase in _OUTSIDE and _runs(session):
            return "The infusion is recorded as running: record its stop; recovery begins with it."
        case SetPhase(phase=Phase.DISCHARGE) if care.protocol is not None:
            return discharge.refusal_of_discharge(care.discharge)
    return ""

"""Why a command makes no sense now, in words: asked before it is entered, so that a refused one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bedside.alarms import limits, pauses
from bedside.monitor.care_rules import care_refusal
from bedside.monitor.live_session import LiveSession
from bedside.monitor.updates import LimitsOffer
from bedside.therapy import entries as entry_rules
from bedside.therapy.asked_reasons import Known, refusal_without_reason
from bedside.therapy.entry_times import refusal_of_times
from bedside.therapy.infusion import infusion_of, without
from bedside.therapy.taking_back import refusal_of_correction, refusal_of_taking_back
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CarePause,
    ChangeLimits,
    Command,
    EndAudioPause,
    EndCarePause,
    KeepProfileLimits,
    Retract,
)
from bedside.vitals.protocol import DoseCautions


def refusal(
    command: Command,
    session: LiveSession,
    offer: LimitsOffer | None,
    at: float,
    *,
    pin_set: Callable[[], bool],
) -> str | None:
    """One sentence, or None if the command can be entered at session time `at`, s.

    Args:
        command: what a person entered.
        session: the one it is about.
        offer: limits that wait for an answer.
        at: now.
        pin_set: whether the site has an emergency PIN.
    """
    monitor = session.monitor
    if wrong := (
        refusal_of_times(command, at)
        or refusal_of_correction(command, monitor.entries)
        or entry_rules.refusal_on(command, monitor.entries)
        or care_refusal(command, session, at, pin_set=pin_set)
        or refusal_without_reason(command, known_of(command, session, at))
    ):
        return wrong
    match command:
        case Retract():
            return refusal_of_taking_back(command, monitor.entries) or None
        case Acknowledge():
            active = {alarm.change.condition for alarm in monitor.active_alarms}
            if command.condition not in active:
                return "That alarm is no longer active: there is nothing to acknowledge."
        case AudioPause() | EndAudioPause() | CarePause() | EndCarePause():
            return pauses.refusal(command, bool(monitor.active_alarms), monitor.pauses)
        case ChangeLimits():
            return limits.refusal(command, session.limits_in_force, command.actor)
        case KeepProfileLimits():
            if offer is None or offer.session != command.offered:
                return "There is no such offer any more: the limits in force stay."
    return None


def known_of(command: Command, session: LiveSession, at: float) -> Known:
    """What the session knows at session time `at`, s, beside the entry that is corrected."""
    monitor, care = session.monitor, session.monitor.care(at)
    seen = monitor.session
    return Known(
        rules=DoseCautions() if care.protocol is None else care.protocol.cautions,
        at=at,
        today=(seen.started_utc + timedelta(seconds=at)).astimezone().date(),
        label=seen.label,
        weight_kg=seen.weight_kg,
        patient_type=seen.patient_type,
        patient=care.patient,
        infusion=infusion_of(without(monitor.entries, getattr(command, "replaces", None))),
    )

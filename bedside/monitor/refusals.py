"""Why a command makes no sense now, in words: asked before it is entered, so that a refused one changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from bedside.alarms import limits, pauses
from bedside.monitor.care_rules import care_refusal
from bedside.monitor.live_session import LiveSession
from bedside.monitor.updates import LimitsOffer
from bedside.therapy import entries as entry_rules
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
    if wrong := entry_rules.refusal_on(command, monitor.entries):
        return wrong
    corrected = command.entry if isinstance(command, Retract) else getattr(command, "replaces", None)
    if corrected is not None:
        known = {entry.number: entry for entry in monitor.entries}
        if corrected not in known or known[corrected].retracted:
            return "That entry is not on the timeline any more: nothing was taken back or changed."
    if wrong := care_refusal(command, session, at, pin_set=pin_set):
        return wrong
    match command:
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

"""Scripts of rehearsed sessions: who enters what at which second, as TOML files a person can write.

    title = "Mood, 40 minutes"                what is told
    summary = "…"                             one sentence
    scenario = "responds_typical"             the simulated patient, by name or path
    devices = ["contec_v7", "dinamap"]        what the patient wears
    protocol = "mood"                         optional: the protocol of the session, by its file's name
    [people.nurse]                            who acts: name, role
    [[step]]                                  at_s (session time), by (a key of people), command, and what it takes

A command has its stored name (`vitals.command_records`) and its own fields. What a person would do by looking at the
screen has names of its own, `LOOKING`. `refused = true` says that bedside must not accept a step.

Read and checked in `rehearsal_reader`.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bedside.vitals.command_records import COMMANDS
from bedside.vitals.commands import Command
from bedside.vitals.plain import from_plain
from bedside.vitals.sessions import Actor

LOOKING: Final[Mapping[str, Mapping[str, type]]] = types.MappingProxyType(
    {
        "connect_devices": {},
        "answer_all": {"form": str, "answer": str, "except": dict, "texts": dict, "flag": str},
        "override_flagged": {"form": str, "reason": str},
        "limits_from_baseline": {"reason": str},
        "acknowledge_all": {},
    }
)
"""Steps that depend on what is there at the time, and what they take."""

CLEAR: Final = "clear"  # `answer_all`: each item with the answer that raises no flag

_WORDS: Final[Mapping[str, str]] = types.MappingProxyType(
    {
        "identify_patient": "patient: {patient[family_name]}, {patient[given_name]}",
        "set_phase": "phase: {phase}",
        "start_infusion": "infusion started, {rate_ml_h:g} mL/h of {concentration_mg_ml:g} mg/mL",
        "change_rate": "rate changed to {rate_ml_h:g} mL/h: {reason}",
        "pause_infusion": "infusion paused: {reason}",
        "resume_infusion": "infusion goes on",
        "stop_infusion": "infusion stopped: {reason}",
        "give_bolus": "bolus of {mg:g} mg",
        "give_rating": "rating: {scale} {value}",
        "give_score": "score: {scale}, {total}",
        "enter_respiration": "breathing: {rate_per_min:g}/min",
        "mark_event": "event: {event}",
        "record_treatment": "treatment: {treatment} {dose:g} {unit}",
        "account_vial": "vial {vial} accounted for",
        "write_note": "note: {text}",
        "start_nibp": "cuff started",
        "connect_devices": "devices connected",
        "limits_from_baseline": "limits set from the baseline",
        "end_session": "session ended: {reason}",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing somebody does."""

    line: int  # of the script where it begins, from 1
    at_s: float  # session time
    by: Actor
    name: str  # of the command, or one of LOOKING
    fields: Mapping[str, Any]  # plain
    must_be_refused: bool
    says: str  # what the account says of it; "" = its name

    @property
    def words(self) -> str:
        """For an account."""
        if self.says:
            return self.says
        try:
            return _WORDS[self.name].format(**self.fields)
        except KeyError:  # a kind without words of its own, or without the field they are about
            return self.name.replace("_", " ")

    def command(self, bed: int) -> Command:
        """The command, seen at the time it stands at; only of steps that are none of `LOOKING`."""
        kind = COMMANDS[self.name]
        filled: dict[str, Any] = {"bed": bed}
        if any(field.name == "observed_t" for field in dataclasses.fields(kind)):
            filled["observed_t"] = self.at_s
        return dataclasses.replace(from_plain(kind, {**filled, **self.fields}), actor=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A checked script."""

    key: str
    title: str
    summary: str
    scenario: str
    devices: tuple[str, ...]
    protocol: str  # "" = whatever the site has
    steps: tuple[Step, ...]  # in the order of their times

    @property
    def length_s(self) -> float:
        """Session time of the last step."""
        return self.steps[-1].at_s

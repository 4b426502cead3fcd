"""Reads scripts of rehearsed sessions: a wrong one is refused before anything runs, with the line of the step."""

from __future__ import annotations

import dataclasses
import math
import re
import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from bedside.cli.rehearsal_script import LOOKING, Script, Step
from bedside.errors import BrokenFileError
from bedside.resources import path as resource
from bedside.vitals import care_commands, commands
from bedside.vitals.command_records import COMMANDS
from bedside.vitals.commands import Command
from bedside.vitals.plain import to_plain
from bedside.vitals.sessions import Actor, Role

_TOP = ("title", "summary", "scenario", "devices", "protocol", "people", "step")
_OWN = ("at_s", "by", "command", "refused", "says")
_OURS = ("bed", "actor", "observed_t", "replaces")  # filled in by whoever plays the script, or not at all
_STEP_LINE = re.compile(r"^\s*\[\[\s*step\s*\]\]")
_LONGEST_S: Final = 24 * 3600.0


def keys() -> tuple[str, ...]:
    """The scripts that come with bedside."""
    return tuple(sorted(file.stem for file in resource("rehearsals").glob("*.toml")))


def load(name: str) -> Script:
    """A script by its key, or from a TOML file by its path.

    Raises:
        BrokenFileError: there is none of that name, or it is wrong; the sentence says where.
    """
    file = Path(name) if name.endswith(".toml") else resource("rehearsals", f"{name}.toml")
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BrokenFileError(
            f"There is no rehearsal {name!r}: choose one of {', '.join(keys())}, or the path of a .toml file."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenFileError(f"The rehearsal {name} cannot be read ({error}): check the file.") from error
    return read(file.stem, text)


def read(key: str, text: str) -> Script:
    """Check a script's content.

    Raises:
        BrokenFileError: something in it is unknown, missing or makes no sense.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f"Rehearsal {key} is no TOML: {error}.") from error
    return _Reader(key, table, _step_lines(text)).script()


def _step_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if _STEP_LINE.match(line)]


class _Reader:
    """Of one script; each complaint names the place."""

    def __init__(self, key: str, table: Mapping[str, Any], lines: Sequence[int]) -> None:
        self._key, self._table, self._lines = key, table, lines

    def script(self) -> Script:
        self._known(self._table, _TOP, "the file")
        devices = self._table.get("devices")
        if not isinstance(devices, list) or not devices or not all(isinstance(d, str) for d in devices):
            raise self._wrong('\'devices\' must be a list of drivers, e.g. ["contec_v7", "dinamap"]')
        steps = self._table.get("step")
        if not isinstance(steps, list) or not steps:
            raise self._wrong("there is no [[step]]: nobody does anything")
        people = self._people()
        read = [self._step(number, step, people) for number, step in enumerate(steps)]
        for before, after in pairwise(read):
            if after.at_s < before.at_s:
                raise self._wrong(
                    "this step stands after one of a later time: order them by 'at_s'", after.line
                )
        last = read[-1]
        if last.name != "end_session":
            raise self._wrong("the last step must be end_session", last.line)
        return Script(
            key=self._key,
            title=self._text("title"),
            summary=self._text("summary"),
            scenario=self._text("scenario"),
            devices=tuple(devices),
            protocol=self._text("protocol") if "protocol" in self._table else "",
            steps=tuple(read),
        )

    def _people(self) -> Mapping[str, Actor]:
        people = self._table.get("people")
        if not isinstance(people, Mapping) or not people:
            raise self._wrong("nobody acts: write [people.nurse] with name and role")
        found = {}
        for key, row in people.items():
            if not isinstance(row, Mapping) or not isinstance(row.get("name"), str) or not row["name"]:
                raise self._wrong(f"[people.{key}] needs a 'name'")
            self._known(row, ("name", "role"), f"[people.{key}]")
            try:
                role = Role(str(row.get("role")))
            except ValueError as error:
                raise self._wrong(
                    f"[people.{key}] has no role {row.get('role')!r}; there are {', '.join(Role)}"
                ) from error
            found[key] = Actor(name=row["name"], role=role)
        return found

    def _step(self, number: int, step: object, people: Mapping[str, Actor]) -> Step:
        line = self._lines[number] if number < len(self._lines) else 0
        if not isinstance(step, Mapping):
            raise self._wrong("a step must be a table, written [[step]]", line)
        at_s, by, name = step.get("at_s"), str(step.get("by")), str(step.get("command"))
        if isinstance(at_s, bool) or not isinstance(at_s, int | float) or not 0 <= at_s <= _LONGEST_S:
            raise self._wrong(f"'at_s' must be a number from 0 to {_LONGEST_S:g}", line)
        if by not in people:
            raise self._wrong(f"'by' must be one of {', '.join(people)}", line)
        refused = step.get("refused", False)
        says = step.get("says", "")
        if not isinstance(refused, bool) or not isinstance(says, str):
            raise self._wrong("'refused' is true or false, and 'says' a text", line)
        fields = {key: value for key, value in step.items() if key not in _OWN}
        if name == "identify_patient":
            fields = self._simulated(fields, line)
        made = Step(
            line=line,
            at_s=float(at_s),
            by=people[by],
            name=name,
            fields=to_plain(fields),
            must_be_refused=refused,
            says=says,
        )
        if name in LOOKING:
            self._look(made, LOOKING[name])
        else:
            self._enter(made)
        return made

    def _simulated(self, fields: Mapping[str, Any], line: int) -> dict[str, Any]:
        """A made-up patient of the script's own, with an id that is no real one's (SAFE-01)."""
        patient = fields.get("patient")
        if not isinstance(patient, Mapping) or "id" in patient or "simulated" in patient:
            raise self._wrong("identify_patient needs 'patient' = { … }, without 'id' and 'simulated'", line)
        text = f"{self._key} {patient.get('family_name')} {patient.get('born')} {patient.get('record_no')}"
        made_up = uuid5(NAMESPACE_URL, f"bedside rehearsal {text}").hex
        return {**fields, "patient": {**patient, "id": made_up, "simulated": True}}

    def _look(self, step: Step, takes: Mapping[str, type]) -> None:
        self._known(step.fields, takes, f"{step.name}", step.line)
        for key, value in step.fields.items():
            if not isinstance(value, takes[key]):
                words = "a text" if takes[key] is str else 'a table, written { item = "…" }'
                raise self._wrong(f"{key!r} of {step.name} must be {words}", step.line)
        if "form" in takes and step.fields.get("form") not in ("screening", "discharge"):
            raise self._wrong(f'{step.name} needs \'form\', "screening" or "discharge"', step.line)

    def _enter(self, step: Step) -> None:
        kinds = {name: kind for name, kind in COMMANDS.items() if _of_a_bed(kind)}
        kind = kinds.get(step.name)
        if kind is None:
            known = ", ".join(sorted([*kinds, *LOOKING]))
            raise self._wrong(f"there is no command {step.name!r}; there are {known}", step.line)
        self._fields(kind, step.fields, step.name, step.line)
        try:
            step.command(1)
        except (TypeError, ValueError, KeyError) as error:
            raise self._wrong(f"{step.name} cannot be read ({_short(error)})", step.line) from error

    def _fields(self, kind: Any, fields: Mapping[str, Any], where: str, line: int) -> None:
        """Every field, also of what lies inside: one that is misspelt must not be left out silently."""
        hints = typing.get_type_hints(kind)
        known = [field.name for field in dataclasses.fields(kind) if field.name not in _OURS]
        self._known(fields, known, where, line)
        for name, value in fields.items():
            self._value(hints[name], value, f"{where}.{name}", line)

    def _value(self, hint: Any, value: Any, where: str, line: int) -> None:
        """What stands in a field is what the field takes."""
        inner = _inner(hint)
        if inner is not None and isinstance(value, list):
            for each in value:
                self._value(inner, each, where, line)
            return
        kind = _bare(hint)
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            if not isinstance(value, Mapping):
                raise self._wrong(f"{where} must be a table", line)
            self._fields(kind, value, where, line)
        elif fault := _misfit(kind, value):
            raise self._wrong(f"{where} must be {fault}, not {value!r}", line)

    def _known(self, row: Mapping[str, Any], known: Any, where: str, line: int | None = None) -> None:
        unknown = sorted(set(row) - set(known))
        if unknown:
            takes = ", ".join(sorted(known)) or "nothing more"
            raise self._wrong(f"{where} has no {unknown[0]!r}; it takes {takes}", line)

    def _text(self, name: str) -> str:
        value = self._table.get(name)
        if not isinstance(value, str) or not value:
            raise self._wrong(f"{name!r} is missing or not a text")
        return value

    def _wrong(self, sentence: str, line: int | None = None) -> BrokenFileError:
        place = f", line {line}" if line else ""
        return BrokenFileError(f"Rehearsal {self._key}{place}: {sentence}.")


def _of_a_bed(kind: type[Command]) -> bool:
    """Whether somebody at the bedside enters it; the program adopts protocols, and stations have no rehearsal."""
    return kind.__module__ in (commands.__name__, care_commands.__name__) and kind not in (
        commands.SetAges,
        commands.Retract,  # what these name (an entry, a condition, an offer) has no number before it is there
        commands.Acknowledge,
        commands.KeepProfileLimits,
        care_commands.AdoptProtocol,
        care_commands.SavePatient,
        care_commands.FileSession,
        care_commands.WriteFollowUp,
    )


def _bare(hint: Any) -> Any:
    """The type without "or none"."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(each for each in typing.get_args(hint) if each is not types.NoneType)
    return hint


def _inner(hint: Any) -> Any:
    """What a tuple of any length holds; None: it is none."""
    bare = _bare(hint)
    args = typing.get_args(bare)
    return args[0] if typing.get_origin(bare) is tuple and args[1:] == (Ellipsis,) else None


def _misfit(kind: Any, value: Any) -> str:
    """What a plain value should have been; "" = it fits, or only making the command can tell."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float:
        return "" if number and math.isfinite(value) else "a number"
    if kind is int:
        return "" if number and isinstance(value, int) else "a whole number"
    if kind is bool:
        return "" if isinstance(value, bool) else "true or false"
    if kind is str:
        return "" if isinstance(value, str) else "a text"
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = [str(each.value) for each in kind]
        return "" if value in known else f"one of {', '.join(known)}"
    return ""


def _short(error: Exception) -> str:
    return str(error).replace("__init__() ", "").rstrip(".")

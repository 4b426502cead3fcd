"""A site's protocol read from its TOML file, checked whole before anything of it is used, and written again.

Every fault is told at once, each in a sentence that names its place: whoever writes a protocol corrects it in one go.
The lines of a file are the fields of `vitals.protocol`; what may be nothing is written "off".
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.site_files import escaped, table_of
from bedside.therapy.protocol_check import faults_of
from bedside.vitals.plain import from_plain, to_plain
from bedside.vitals.protocol import Protocol

DEFAULT: Final = "mood"
OFF: Final = "off"

_EVERY: Final = {"infusion_start": 5.0, "infusion": 10.0, "recovery_start": 15.0, "recovery": 30.0}
_UNSAID: Final[Mapping[str, Any]] = {  # stands in for a missing line while the others are checked
    "key": "unsaid",
    "title": "unsaid",
    "version": 1,
    "family": "mood",
    "nibp": _EVERY,
    "observation": _EVERY,
    "ratings": _EVERY,
}
_UNUSABLE: Final = object()  # read in the place of a value of the wrong kind
_MOST_NUMBER: Final = 10**9  # no line of a protocol is near it
_KINDS: Final[Mapping[type, str]] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


class BrokenProtocolError(BrokenFileError):
    """A protocol that cannot be used; `faults` has a sentence for each reason."""

    def __init__(self, source: str, faults: tuple[str, ...]) -> None:
        super().__init__(f"Protocol {source} was not used: {' '.join(faults)}")
        self.faults = faults


def default_protocol(family: str = DEFAULT) -> Protocol:
    """The protocol of a family that comes with bedside."""
    return load(resources.path("protocols", f"{family}.toml"))


def load(file: Path) -> Protocol:
    """Read and check a protocol.

    Raises:
        BrokenFileError: the file cannot be used; the sentences name the places.
    """
    table = table_of(file, f"{file} was not used: it is not a text file of a protocol.")
    return parse(table, str(file))


def parse(table: Mapping[str, Any], source: str) -> Protocol:
    """Check an already read protocol; `source` names it in errors.

    Raises:
        BrokenProtocolError: every fault, those of the shape first.
    """
    shape = _Shape()
    sound = shape.of(Protocol, table, "")
    protocol: Protocol = from_plain(Protocol, {**_UNSAID, **sound})
    faults = (*shape.faults, *faults_of(protocol))
    if faults:
        raise BrokenProtocolError(source, faults)
    return protocol


def as_toml(protocol: Protocol) -> str:
    """The protocol as a site file, to be read again by `parse`."""
    plain = to_plain(protocol)
    lines = [
        "# A protocol of this site: docs/protocols.md says what each line means. What does not hold is not used.",
        "",
    ]
    lines += [f"{key} = {_cell(value)}" for key, value in plain.items() if _is_line(value)]
    for key, value in plain.items():
        lines += _table_lines(key, value)
    return "\n".join(lines) + "\n"


class _Shape:
    """Reads what has the right shape and notes what has not."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def of(self, kind: type, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The lines of a table that can be used."""
        known, needed = _lines_of(kind)
        for key in table:
            if key not in known:
                self._say(f'has an unknown line "{key}"', where)
        sound: dict[str, Any] = {}
        for name, hint in known.items():
            if name in table:
                value = self._value(hint, table[name], f"{where}.{name}" if where else name)
                if value is not _UNUSABLE:
                    sound[name] = value
            elif name in needed:
                self._say(f'has no line "{name}"', where)
        return sound

    def _value(self, hint: Any, value: Any, place: str) -> Any:
        inner = _inner(hint)
        if inner is not hint and value == OFF:
            return None
        if typing.get_origin(inner) is tuple:
            return self._list(typing.get_args(inner)[0], value, place)
        if dataclasses.is_dataclass(inner) and isinstance(inner, type):
            return self._table(inner, value, place)
        if inner is str and type(value) is date:
            return value.isoformat()
        if not _is_of(inner, value):
            off = f' or "{OFF}"' if inner is not hint else ""
            self.faults.append(f"{place} must be {_KINDS[inner]}{off}.")
            return _UNUSABLE
        return value.strip() if isinstance(value, str) else value

    def _list(self, inside: Any, value: Any, place: str) -> Any:
        """What is sound of a list; a broken row is left out, so that it is not judged twice."""
        if not isinstance(value, list):
            self.faults.append(f"{place} must be a list in brackets.")
            return _UNUSABLE
        sound = []
        for n, each in enumerate(value, 1):
            said = len(self.faults)
            key = each.get("key") if isinstance(each, dict) else None
            read = self._value(inside, each, f'{place} "{key}"' if isinstance(key, str) else f"{place} {n}")
            if len(self.faults) == said:
                sound.append(read)
        return sound

    def _table(self, kind: type, value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            self.faults.append(f"{place} must be a table.")
            return _UNUSABLE
        return {**_UNSAID.get(place, {}), **self.of(kind, value, place)}

    def _say(self, what: str, where: str) -> None:
        self.faults.append(f"{where or 'The file'} {what}.")


@cache
def _lines_of(kind: type) -> tuple[Mapping[str, Any], frozenset[str]]:
    """The lines of a table by what may stand there, and those that have to."""
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    return {field.name: hints[field.name] for field in fields}, frozenset(
        field.name for field in fields if _has_no_default(field)
    )


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _is_of(kind: Any, value: Any) -> bool:
    if kind is not bool and isinstance(value, bool):
        return False
    if kind in (int, float):
        whole = isinstance(value, int) and abs(value) < _MOST_NUMBER
        return whole or (kind is float and isinstance(value, float) and math.isfinite(value))
    return isinstance(value, kind)


def _inner(hint: Any) -> Any:
    """Of an optional field what it may be besides nothing; the hint itself where it may not be nothing."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(each for each in typing.get_args(hint) if each is not types.NoneType)
    return hint


def _table_lines(name: str, value: Any) -> Iterator[str]:
    """A table, or an array of tables; lines first, tables inside after them."""
    if isinstance(value, dict):
        yield from ("", f"[{name}]")
        yield from (f"{key} = {_cell(each)}" for key, each in value.items() if _is_line(each))
        for key, each in value.items():
            yield from _table_lines(f"{name}.{key}", each)
    elif isinstance(value, list) and not _is_line(value):
        for row in value:
            yield from ("", f"[[{name}]]")
            yield from (f"{key} = {_cell(each)}" for key, each in row.items())


def _is_line(value: Any) -> bool:
    """Whether it is written as `key = value`; an empty list always is."""
    return not isinstance(value, dict) and not (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )


def _cell(value: Any) -> str:
    if value is None:
        return f'"{OFF}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, list):
        return f"[{', '.join(_cell(each) for each in value)}]"
    lines = str(value).split("\n")
    if len(lines) == 1:
        return f'"{escaped(lines[0])}"'
    return '"""\n' + "\n".join(escaped(line) for line in lines) + '"""'

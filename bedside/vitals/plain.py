"""Dataclasses as plain JSON types, and back by their type hints: how commands and records are kept.

Knows what the vocabulary is made of: dataclasses, string enumerations, tuples, dates and optional fields. A field that
is unknown is left out, so that an older program reads what a newer one wrote; one that is missing has its default.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """`value` as dictionaries, lists, text, numbers and None; a date is ISO 8601 text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """The dataclass a `to_plain` came from.

    Raises:
        KeyError, TypeError, ValueError: it cannot have come from one of this kind.
    """
    hints = _hints(typing.cast(Any, kind))
    return kind(**{name: _back(hints[name], value) for name, value in plain.items() if name in hints})


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    known = typing.get_type_hints(kind)
    return {field.name: known[field.name] for field in dataclasses.fields(kind)}


def _back(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [each for each in typing.get_args(hint) if each is not types.NoneType]
        return _back(inner[0], value)
    if origin is tuple:
        inside = typing.get_args(hint)
        if len(inside) == 2 and inside[1] is Ellipsis:
            return tuple(_back(inside[0], each) for each in value)
        return tuple(_back(each_hint, each) for each_hint, each in zip(inside, value, strict=True))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value)
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return hint(value)
        if hint is date:
            return date.fromisoformat(value)
        if hint is float:
            return float(value)
    return value

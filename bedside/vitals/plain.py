"""Dataclasses as plain JSON types, and back by their type hints: how commands and records are kept.

Knows what the vocabulary is made of: dataclasses, string enumerations, tuples, dates and optional fields. A field that
is unknown is left out, so that an older program reads what a newer one wrote; one that is missing has its default.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar

T = TypeVar("T")
_Reader = Callable[[Any], Any]
_PLAIN = frozenset((str, int, float, bool, types.NoneType))


def to_plain(value: Any) -> Any:
    """`value` as dictionaries, lists, text, numbers and None; a date is ISO 8601 text."""
    if type(value) in _PLAIN:
        return value
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
    readers = _readers(typing.cast(Any, kind))
    return kind(**{name: _back(readers[name], value) for name, value in plain.items() if name in readers})


@cache
def _readers(kind: type) -> Mapping[str, _Reader]:
    known = typing.get_type_hints(kind)
    return {field.name: _reader(known[field.name]) for field in dataclasses.fields(kind)}


def _back(read: _Reader, value: Any) -> Any:
    return None if value is None else read(value)


def _reader(hint: Any) -> _Reader:
    """What makes a value of this hint of a plain one; looked up once for each field, not for each value."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(each for each in typing.get_args(hint) if each is not types.NoneType))
    if origin is tuple:
        return _tuple_reader(typing.get_args(hint))
    if isinstance(hint, type):
        if dataclasses.is_dataclass(hint):
            return partial(from_plain, hint)
        if issubclass(hint, Enum):
            return hint
        if hint is date:
            return date.fromisoformat
        if hint is float:
            return float
    return _as_it_is


def _tuple_reader(inside: tuple[Any, ...]) -> _Reader:
    if len(inside) == 2 and inside[1] is Ellipsis:
        read = _reader(inside[0])
        return lambda value: tuple(_back(read, each) for each in value)
    readers = [_reader(hint) for hint in inside]
    return lambda value: tuple(_back(read, each) for read, each in zip(readers, value, strict=True))


def _as_it_is(value: Any) -> Any:
    return value

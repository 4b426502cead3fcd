"""Numbers as people type them: comma or point, spaces, a unit behind. What could be two numbers is refused in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

_MOST_DIGITS: Final = 12  # of a number of a dose; more is a key that stuck
_SPACES: Final = re.compile(r"[\u00a0\u2007\u2009\u202f\t]")
_PARTS: Final = re.compile(r"(?P<number>[0-9.,][0-9., ]*|)\s*(?P<unit>.*)", re.DOTALL)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})+")
_GROUPED_WITH_PART: Final = re.compile(
    r"[1-9][0-9]{0,2}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?P<part>[.,])[0-9]*"
)
_GROUPED_BY_SPACES: Final = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+")
_TWO_WAYS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SIMPLE: Final = re.compile(r"(?=.*[0-9])[0-9]*[.,]?[0-9]*")

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ml/h": "mL/h",
        "mg/h": "mg/h",
        "mg/kg/h": "mg/kg/h",
        "mcg/kg/min": "mcg/kg/min",
        "mg": "mg",
        "mg/kg": "mg/kg",
        "mg/ml": "mg/mL",
        "ml": "mL",
        "kg": "kg",
        "cm": "cm",
        "min": "min",
    }
)
_SPELLINGS: Final = (
    (re.compile(r"[µμ]g|ug|microg"), "mcg"),
    (re.compile(r"/(?:hours?|hr)\b"), "/h"),
    (re.compile(r"\bmin(?:utes?|s)?\b"), "min"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNumber:
    """A number that can be read in one way only."""

    value: Decimal
    unit: str = ""  # typed along, as bedside writes it ("mL/h"); "" = none


def read_typed(text: str) -> TypedNumber | str:
    """What was typed, or one sentence why it cannot be read.

    Args:
        text: digits with one comma or point as the decimal mark; thousands in groups of three where that is the only
            way to read it ("1.000,5", "1 000"); a unit may follow ("52.5 ml/h").
    """
    plain = _SPACES.sub(" ", text).strip()
    if not plain:
        return "Type a number."
    parts = _PARTS.fullmatch(plain)
    number = "" if parts is None else parts["number"].strip()
    rest = plain if parts is None else parts["unit"].strip()
    if not re.search(r"[0-9]", number):
        return _no_number(plain)
    unit = _unit_of(rest)
    if unit is None:
        return _bad_rest(plain, rest)
    if sum(sign.isdigit() for sign in number) > _MOST_DIGITS:
        return f"“{plain}” has too many digits: type it again."
    value = _value_of(number)
    return value if isinstance(value, str) else TypedNumber(value=value, unit=unit)


def read_number(text: str, unit: str = "") -> Decimal | str:
    """A number of a field whose unit is fixed, or one sentence why it cannot be taken.

    Args:
        text: as in `read_typed`. unit: of the field, as bedside writes it; a unit typed along has to be this one.
    """
    typed = read_typed(text)
    if isinstance(typed, str):
        return typed
    if typed.unit and typed.unit != unit:
        if not unit:
            return f"This field takes a number only: leave out “{typed.unit}”."
        return f"This field is in {unit}, and {typed.unit} was typed: choose the unit, or type the number in {unit}."
    return typed.value


def _value_of(number: str) -> Decimal | str:
    if _TWO_WAYS.fullmatch(number):
        whole, part = re.split(r"[.,]", number)
        return (
            f"“{number}” can be read as {whole}{part} or as {whole}.{part}: "
            f"type {whole}{part} without a mark, or {whole}.{part}0 with one more digit."
        )
    if with_part := _GROUPED_WITH_PART.fullmatch(number):
        mark, part = with_part["mark"], with_part["part"]
        if mark != part:
            return Decimal(number.replace(mark, "").replace(part, ".").removesuffix("."))
    if _GROUPED.fullmatch(number) or _GROUPED_BY_SPACES.fullmatch(number):
        return Decimal(re.sub(r"[., ]", "", number))
    if _SIMPLE.fullmatch(number):
        whole, _, part = number.replace(",", ".").partition(".")
        return Decimal(f"{whole or '0'}.{part}" if part else whole or "0")
    if " " in number:
        return f"“{number}” looks like two numbers: type one, without spaces."
    return f"“{number}” has more than one decimal mark: use digits and one comma or point."


def _unit_of(rest: str) -> str | None:
    """The unit as bedside writes it, "" for none, None for what is no unit here."""
    if not rest:
        return ""
    plain = re.sub(r"\s+", "", rest).casefold().rstrip(".")
    for spelling, word in _SPELLINGS:
        plain = spelling.sub(word, plain)
    return _UNITS.get(plain)


def _no_number(plain: str) -> str:
    if plain[0] in "+-−":
        return f"“{plain}” has a sign: type the number without plus or minus."
    return f"“{plain}” is not a number: use the digits 0 to 9 and one comma or point."


def _bad_rest(plain: str, rest: str) -> str:
    if re.fullmatch(r"[eE][+-]?[0-9]+.*", rest):
        return f"“{plain}” has an exponent: type all digits."
    return f"“{rest}” is no unit that is used here: type the number alone, or with mL/h, mg/h, mg/kg/h or mcg/kg/min."

"""A protocol while somebody edits it: what is typed, what is wrong with it in words, what it changes. Pure.

What is typed is kept as a site file would hold it, so that the one judge of files judges it: nothing can be approved
that could not be read again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from bedside.therapy.awake import USUAL
from bedside.therapy.protocol_file import OFF, BrokenProtocolError, parse
from bedside.therapy.typed_number import read_number
from bedside.ui.panels.rate_units import typable
from bedside.vitals.plain import to_plain
from bedside.vitals.protocol import Choice, GateItem, MedicineReminder, Protocol, SiteRule

ROWS: Final[Mapping[str, GateItem | MedicineReminder | Choice]] = {
    "screening": GateItem(key="item", words=""),
    "discharge.items": GateItem(key="item", words="", answers=("yes", "no"), clear=("yes",)),
    "medicines": MedicineReminder(key="medicine", words="", reminder=""),
    "indications": Choice(key="indication", words=""),
    "history": Choice(key="history", words=""),
}
"""The lists of a protocol by their place, each with a row as it begins."""

_NOT_EDITED: Final = frozenset({"version", "approved_by", "approved_on"})
_KEY_CHARS: Final = 40
_SECTION_OF: Final = (  # what a sentence of the judge names, most telling first
    (re.compile(r"^rules\b|site rule"), "rules"),
    (re.compile(r"discharge[. ]items?"), "discharge.items"),
    (re.compile(r"\bscreening\b"), "screening"),
    (re.compile(r"\bmedicines?\b"), "medicines"),
    (re.compile(r"\bindications?\b"), "indications"),
    (re.compile(r"\bhistory\b"), "history"),
    (re.compile(r"^(The )?(nibp|observation|ratings)\b"), "intervals"),
    (re.compile(r"^(The )?(start_limits|cautions)\b"), "limits"),
    (re.compile(r"^(The )?(baseline_|back_to_baseline|orthostatic)"), "limits"),
    (re.compile(r"^(The )?discharge\b"), "discharge"),
    (re.compile(r"^(The )?(advice|emergency_number)\b"), "texts"),
)
_TWICE: Final = re.compile(r'^Two lines of "([^"]*)"')


def section_of(fault: str) -> str:
    """The part of a protocol that a sentence of the judge is about."""
    twice = _TWICE.match(fault)
    words = twice[1] if twice else re.sub(r'"[^"]*"', '""', fault)
    return next((name for pattern, name in _SECTION_OF if pattern.search(words)), "general")


class ProtocolDraft:
    """Of the next version of a protocol, or of the first one of a new protocol."""

    def __init__(self, base: Protocol, *, new: bool = False, taken: Collection[str] = ()) -> None:
        """Begin with `base`.

        Args:
            base: what the changes are told against.
            new: it becomes a protocol of its own; its key follows from its title.
            taken: keys of the protocols there are.
        """
        self.base = base
        self.new = new
        self._taken = taken
        self._before: dict[str, Any] = _written(to_plain(base))
        self._plain: dict[str, Any] = _written(self._before)
        self._keys = {place: {row["key"] for row in self.rows(place)} for place in ROWS}
        self._faults: tuple[str, ...] | None = None

    @property
    def called(self) -> str:
        """ "Mood, draft"."""
        return str(self._plain["title"])

    @property
    def plain(self) -> dict[str, Any]:
        """Everything as it is typed, in plain JSON types; only to be read."""
        return self._plain

    def go_on(self, plain: dict[str, Any]) -> None:
        """Go on with what was typed before, of the same shape."""
        self._plain = plain
        self._faults = None

    # -- single lines ----------------------------------------------------------------------------------

    def value(self, place: str) -> Any:
        """What stands at a place, "nibp.infusion"."""
        found: Any = self._plain
        for name in place.split("."):
            found = found[name]
        return found

    def text(self, place: str) -> str:
        """The same as it is typed."""
        return shown(self.value(place))

    def put(self, place: str, value: Any) -> None:
        """Another value at a place."""
        *above, last = place.split(".")
        table = self._plain
        for name in above:
            table = table[name]
        table[last] = value
        self._faults = None
        if place == "sedation" and self._plain["discharge"].get(value) == OFF:
            self._plain["discharge"][value] = USUAL[value]
        if place == "title" and self.new:
            self._plain["key"] = _free(_slug(str(value), "protocol"), self._taken)

    def put_number(self, place: str, typed: str) -> None:
        """What somebody typed where a number belongs; what is none is kept and refused in words."""
        self.put(place, number_or_text(typed))

    def changed(self, place: str) -> bool:
        """Whether it differs from the version before."""
        before: Any = self._before
        for name in place.split("."):
            before = before[name]
        return bool(before != self.value(place))

    # -- lists -----------------------------------------------------------------------------------------

    def rows(self, place: str) -> list[dict[str, Any]]:
        """The rows of a list; only to be read."""
        rows: list[dict[str, Any]] = self.value(place)
        return rows

    def add_row(self, place: str) -> int:
        """A new row at the end; its number, from 0."""
        rows = self.rows(place)
        row = to_plain(ROWS[place])
        row["key"] = _free(row["key"], {each["key"] for each in rows})
        rows.append(row)
        self._faults = None
        return len(rows) - 1

    def remove_row(self, place: str, n: int) -> None:
        """Take a row out."""
        del self.rows(place)[n]
        self._faults = None

    def move_row(self, place: str, n: int, by: int) -> int:
        """Move a row up or down; where it is then."""
        rows = self.rows(place)
        to = max(0, min(len(rows) - 1, n + by))
        rows.insert(to, rows.pop(n))
        self._faults = None
        return to

    def put_in_row(self, place: str, n: int, name: str, value: Any) -> None:
        """Another value in a row; the key of a row that is new follows its words."""
        rows = self.rows(place)
        row = rows[n]
        row[name] = value
        if name == "words" and row["key"] not in self._keys[place]:
            others = {each["key"] for each in rows if each is not row} | self._keys[place]
            row["key"] = _free(_slug(str(value), ROWS[place].key), others)
        self._faults = None

    # -- site rules ------------------------------------------------------------------------------------

    def rule(self, key: str) -> str:
        """The site's own words at an alarm; "" = none entered."""
        return next((str(rule["text"]) for rule in self._plain["rules"] if rule["key"] == key), "")

    def put_rule(self, key: str, text: str) -> None:
        """Other words; empty ones take the rule away."""
        rules = [rule for rule in self._plain["rules"] if rule["key"] != key]
        if text.strip():
            rules.append(to_plain(SiteRule(key=key, text=text.strip())))
        self.put("rules", sorted(rules, key=lambda rule: rule["key"]))

    # -- judged ----------------------------------------------------------------------------------------

    @property
    def faults(self) -> tuple[str, ...]:
        """A sentence for everything that keeps it from being approved."""
        if self._faults is None:
            try:
                parse(self._plain, self.called)
                self._faults = ()
            except BrokenProtocolError as broken:
                self._faults = broken.faults
        return self._faults

    def faults_in(self, *sections: str) -> tuple[str, ...]:
        """Those of some parts."""
        return tuple(fault for fault in self.faults if section_of(fault) in sections)

    def protocol(self) -> Protocol:
        """As it would be approved.

        Raises:
            BrokenProtocolError: it has faults.
        """
        return replace(parse(self._plain, self.called), approved_by="", approved_on="")

    def changes(self, number: Callable[[float], str] = typable) -> list[tuple[str, str, str]]:
        """(place, before, after) of everything that differs; "" = was not there, or is no more.

        Args:
            number: writes decimals; as the screens do, or as the record has them.
        """
        return list(_differences(self._before, self._plain, "", number))


def number_or_text(typed: str) -> int | float | str:
    """A typed number as every field reads it, here also under 0; what is none, or could be two, as it was typed."""
    text = typed.strip()
    sign = -1 if text[:1] in ("-", "\N{MINUS SIGN}") else 1
    number = read_number(text if sign > 0 else text[1:])
    if isinstance(number, str):
        return text.lower() if text.lower() == OFF else text
    return sign * (float(number) if re.search("[.,]", text) else int(number))


def shown(value: Any, number: Callable[[float], str] = typable) -> str:
    """A value as it is typed and told; `number` writes its decimals."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(shown(each, number) for each in value)
    return str(value)


def _written(plain: Any) -> Any:
    """As a site file holds it: what is nothing is "off"."""
    if isinstance(plain, dict):
        return {key: _written(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_written(value) for value in plain]
    return OFF if plain is None else copy.copy(plain)


def _differences(
    before: Any, after: Any, place: str, number: Callable[[float], str]
) -> Iterator[tuple[str, str, str]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in after:
            if not place and key in _NOT_EDITED:
                continue
            yield from _differences(before[key], after[key], f"{place}.{key}" if place else key, number)
    elif _is_table(before) or _is_table(after):
        yield from _row_differences(before, after, place, number)
    elif before != after:
        yield place, shown(before, number), shown(after, number)


def _row_differences(
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    place: str,
    number: Callable[[float], str],
) -> Iterator[tuple[str, str, str]]:
    old, new = ({row["key"]: row for row in rows} for rows in (before, after))
    for key, row in old.items():
        if key not in new:
            yield f'{place} "{key}"', _row_words(row), ""
    for key, row in new.items():
        if key not in old:
            yield f'{place} "{key}"', "", _row_words(row)
        else:
            yield from _differences(old[key], row, f'{place} "{key}"', number)
    kept_before, kept_after = [key for key in old if key in new], [key for key in new if key in old]
    if kept_before != kept_after:
        yield f"{place}, order", ", ".join(kept_before), ", ".join(kept_after)


def _row_words(row: dict[str, Any]) -> str:
    """A row that came or went, whole."""
    said = (row.get("words"), row.get("text"), row.get("reminder"), shown(row.get("answers", [])))
    return " · ".join(str(part) for part in said if part)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _slug(words: str, otherwise: str) -> str:
    """Words as a key of small letters, digits and "_"."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_").lstrip("0123456789_")
    return plain[:_KEY_CHARS].strip("_") or otherwise


def _free(key: str, taken: Collection[str]) -> str:
    """The key, with a number behind it where it is taken."""
    if key not in taken:
        return key
    number = 2
    while f"{key[: _KEY_CHARS - len(str(number)) - 1]}_{number}" in taken:
        number += 1
    return f"{key[: _KEY_CHARS - len(str(number)) - 1]}_{number}"

"""What a protocol has to hold besides its shape: numbers within hard bounds, lists that fit. One sentence per fault.

The bounds are bedside's own and no site's to move: a number beyond them is a slip, or would make the program promise
what it cannot keep. What is asked, and how often within them, is the site's alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bedside.site_files import is_day
from bedside.therapy.gate_fill import ESCORT, FILLS, RISK, START_LIMITS
from bedside.therapy.medicines import plain_words
from bedside.therapy.protocol_bounds import (
    BOUNDS,
    INTERVAL_MIN,
    LIMIT_CELLS,
    MAY_BE_OFF,
    MOST_ADVICE_CHARS,
    MOST_ANSWER_CHARS,
    MOST_HINT_CHARS,
    MOST_RULE_CHARS,
    MOST_WORDS_CHARS,
    NEVER_OFF,
    PHASES,
)
from bedside.therapy.scale_file import SEDATION_SCALES, scales
from bedside.vitals.parameters import PARAMETERS
from bedside.vitals.protocol import GateItem, Intervals, MedicineReminder, Protocol

FAMILIES: Final = ("mood", "pain")
FILLS_OF: Final = {"screening": FILLS, "discharge": (ESCORT, RISK)}
_MUST_FLAG: Final = (START_LIMITS, RISK)

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RULE_KEY: Final = re.compile(r"(?P<what>[a-z][a-z0-9_]{0,59})\.(?P<cell>[a-z][a-z0-9_]{0,39})")


def key_fault(key: str) -> str:
    """Why a protocol cannot have this key, one sentence; "" = it can."""
    if _FILE_NAME.fullmatch(key):
        return ""
    return (
        f'The key "{key}" must be up to 64 letters, digits, "-" and "_", beginning with a letter or a digit.'
    )


def faults_of(protocol: Protocol) -> Iterator[str]:
    """Every fault, a sentence each; none when the protocol can be used."""
    yield from _head_faults(protocol)
    yield from _number_faults(protocol)
    for name in ("nibp", "observation", "ratings"):
        yield from _interval_faults(name, getattr(protocol, name))
    yield from _form_faults("screening", protocol.screening)
    yield from _form_faults("discharge", protocol.discharge.items)
    for what, choices in (("indication", protocol.indications), ("history field", protocol.history)):
        yield from _key_faults(what, [choice.key for choice in choices])
        for choice in choices:
            yield from _text_faults(f'{what} "{choice.key}" words', choice.words)
    yield from _medicine_faults(protocol.medicines)
    yield from _rule_faults(protocol)


def _head_faults(protocol: Protocol) -> Iterator[str]:
    if wrong := key_fault(protocol.key):
        yield wrong
    yield from _text_faults("title", protocol.title)
    if protocol.version < 1:
        yield "The version must be a whole number from 1."
    if protocol.family not in FAMILIES:
        yield f'The family must be {" or ".join(FAMILIES)}, not "{protocol.family}".'
    yield from _text_faults("approved_by", protocol.approved_by, empty=True)
    if protocol.approved_on and not is_day(protocol.approved_on):
        yield f'approved_on must be a day like 2026-01-31, not "{protocol.approved_on}".'
    yield from _text_faults("emergency_number", protocol.emergency_number, empty=True)
    yield from _text_faults("advice", protocol.advice, most=MOST_ADVICE_CHARS, empty=True, lines=True)
    for key in protocol.scales_before:
        if key not in scales():
            yield f'scales_before names "{key}", which is no scale: choose from {", ".join(scales())}.'
    if protocol.sedation not in SEDATION_SCALES:
        yield f'sedation names "{protocol.sedation}": choose from {", ".join(SEDATION_SCALES)}.'
    for key in _twice(protocol.scales_before):
        yield f'scales_before names "{key}" twice.'


def _number_faults(protocol: Protocol) -> Iterator[str]:
    for place, (lowest, highest) in BOUNDS.items():
        value: object = protocol
        for name in place.split("."):
            value = getattr(value, name)
        if value is None and place in MAY_BE_OFF:
            continue
        if not isinstance(value, int | float) or not lowest <= value <= highest:
            off = ', or be "off"' if place in MAY_BE_OFF else ""
            said = f"{value:g}" if isinstance(value, int | float) else "off"
            yield f"{place} must lie between {lowest:g} and {highest:g}{off}, not {said}."
    limits = protocol.start_limits
    if limits.pr_low >= limits.pr_high:
        yield f"start_limits.pr_low must be under pr_high: {limits.pr_low:g} is not under {limits.pr_high:g}."
    if limits.dia_below >= limits.sys_below:
        yield f"start_limits.dia_below must be under sys_below: {limits.dia_below:g} is not under {limits.sys_below:g}."


def _interval_faults(name: str, intervals: Intervals) -> Iterator[str]:
    lowest, highest = INTERVAL_MIN
    for phase in PHASES:
        every: float | None = getattr(intervals, phase)
        never_off = f"{name}.{phase}" in NEVER_OFF
        if every is None:
            if never_off:
                yield f"{name}.{phase} cannot be off: pressure peaks in this time."
        elif not lowest <= every <= highest:
            bounds = f"{name}.{phase} must lie between {lowest:g} and {highest:g} min"
            yield f"{bounds}, not {every:g}." if never_off else f'{bounds}, or be "off", not {every:g}.'


def _form_faults(form: str, items: Sequence[GateItem]) -> Iterator[str]:
    yield from _key_faults(f"{form} item", [item.key for item in items])
    for item in items:
        yield from _item_faults(form, item)
    for fills in _twice(item.fills for item in items if item.fills):
        yield f'Two {form} items are filled by "{fills}": leave one of them.'


def _item_faults(form: str, item: GateItem) -> Iterator[str]:
    called = f'{form} item "{item.key}"'
    yield from _text_faults(f"{called} words", item.words)
    yield from _text_faults(f"{called} hint", item.hint, most=MOST_HINT_CHARS, empty=True)
    if item.group and not _KEY.fullmatch(item.group):
        yield f'The group "{item.group}" of {called} must be small letters, digits and "_".'
    if not item.answers:
        yield f"{_first(called)} has no answers."
    for answer in item.answers:
        yield from _text_faults(f"{called} answer", answer, most=MOST_ANSWER_CHARS)
    for answer in _twice(item.answers):
        yield f'{_first(called)} has the answer "{answer}" twice.'
    for name, listed in (("clear", item.clear), ("details_with", item.details_with)):
        for answer in listed:
            if answer not in item.answers:
                yield f'{_first(called)} names "{answer}" in {name}, which is none of its answers.'
    if item.answers and not set(item.clear) & set(item.answers):
        yield f"{_first(called)} has no answer that clears it."
    if item.details_with and not item.details:
        yield f"{_first(called)} has details_with without details = true."
    yield from _fills_faults(form, item, called)


def _fills_faults(form: str, item: GateItem, called: str) -> Iterator[str]:
    if not item.fills:
        return
    known = FILLS_OF[form]
    if item.fills not in known:
        yield f'{_first(called)} cannot be filled by "{item.fills}": choose {", ".join(known)}, or leave it out.'
    elif item.fills in _MUST_FLAG and set(item.answers) <= set(item.clear):
        yield f'{_first(called)} is filled by "{item.fills}" and has no answer that raises a flag.'


def _medicine_faults(reminders: Sequence[MedicineReminder]) -> Iterator[str]:
    yield from _key_faults("medicine", [reminder.key for reminder in reminders])
    for reminder in reminders:
        called = f'medicine "{reminder.key}"'
        yield from _text_faults(f"{called} words", reminder.words)
        yield from _text_faults(f"{called} reminder", reminder.reminder, most=MOST_HINT_CHARS)
        for name in reminder.names:
            yield from _text_faults(f"{called} name", name)
            if name.strip() and not plain_words(name):
                yield f'{_first(called)} has the name "{name}", which has no letter or digit.'
        for name in _twice(" ".join(plain_words(name)) for name in reminder.names):
            yield f'{_first(called)} has the name "{name}" twice.'


def _rule_faults(protocol: Protocol) -> Iterator[str]:
    for key in _twice(rule.key for rule in protocol.rules):
        yield f'The site rule "{key}" stands twice.'
    for rule in protocol.rules:
        found = _RULE_KEY.fullmatch(rule.key)
        if found is None:
            yield f'The key "{rule.key}" of a site rule must be like "nibp_sys.high_high".'
        elif found["what"] in set(PARAMETERS) and found["cell"] not in LIMIT_CELLS:
            yield f'The site rule "{rule.key}" names no limit: choose {", ".join(LIMIT_CELLS)}.'
        yield from _text_faults(f'site rule "{rule.key}" text', rule.text, most=MOST_RULE_CHARS, lines=True)


def _key_faults(what: str, keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        if not _KEY.fullmatch(key):
            yield (
                f'The key "{key}" of a {what} must be up to 40 small letters, digits and "_", beginning with a letter.'
            )
    for key in _twice(keys):
        yield f'Two lines of "{what}" have the key "{key}": every key may stand once.'


def _text_faults(
    called: str, text: str, *, most: int = MOST_WORDS_CHARS, empty: bool = False, lines: bool = False
) -> Iterator[str]:
    if not text.strip() and not empty:
        yield f"{_first(called)} is empty."
    elif text != text.strip():
        yield f"{_first(called)} begins or ends with a space or an empty line."
    if len(text) > most:
        yield f"{_first(called)} has {len(text)} characters: {most} at most."
    if not text.isprintable() and any(
        unicodedata.category(c) in ("Cc", "Cs") and not (lines and c == "\n") for c in text
    ):
        yield f"{_first(called)} has a character that cannot be shown{'' if lines else ', or a second line'}."


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _first(called: str) -> str:
    """As the first words of a sentence."""
    return f"The {called}"

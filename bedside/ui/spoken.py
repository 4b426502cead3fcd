"""Words of lower layers in the language of the screen, plural forms, and the decimal mark: one place for each.

Drivers, links, alarms and the station write whole English sentences: so they stand in the record and in the log. A
screen shows them through `spoken`. A sentence with values in it is found again by its template, the values are carried
over, and those that are words themselves are spoken too. Without a translation everything stays English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from bedside.vitals.display import DecimalMark

_CONTEXT: Final = "Sentences"
_PLACE: Final = re.compile(r"\{(\w+)\}")
# A decimal number. Versions (1.2.3), addresses and what hangs on letters (v1.2, A4.7) are none; what somebody typed
# stands in quotes and stays.
_DECIMAL: Final = re.compile(r"“[^”]*”|(?<![\w.])([0-9]+)\.([0-9]+)(?!\w|\.[0-9])")
_KEPT_COUNT: Final = 512  # sentences: far more than a screen says again and again
_DEEPEST_COUNT: Final = 3  # sentences in sentences


def spoken(sentence: str) -> str:
    """A sentence of a lower layer in the language of the screen; itself where there is no translation."""
    return _spoken(sentence) if sentence and _translates() else sentence


def forget() -> None:
    """Another language from now on."""
    _spoken.cache_clear()
    _translates.cache_clear()


@lru_cache(maxsize=_KEPT_COUNT)
def _spoken(sentence: str) -> str:
    return _said(sentence, 0)


@cache
def _translates() -> bool:
    """Whether any sentence has a translation: without one nothing has to be looked for."""
    from bedside.ui.spoken_list import SENTENCES  # noqa: PLC0415 - with the first sentence, not with the window

    return any(QCoreApplication.translate(_CONTEXT, each) != each for each in SENTENCES)


def _said(sentence: str, depth: int) -> str:
    whole = QCoreApplication.translate(_CONTEXT, sentence)
    if whole != sentence or depth > _DEEPEST_COUNT:
        return whole
    for template, pattern in _templates():
        found = pattern.fullmatch(sentence)
        if found is not None:
            values = {name: _said(value, depth + 1) for name, value in found.groupdict().items()}
            said = QCoreApplication.translate(_CONTEXT, template)
            return _filled(said, values)
    return sentence


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(f"v{place.group(1)}", place.group(0)), template)


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates with a translation and their patterns, those with the most fixed words first."""
    from bedside.ui.spoken_list import SENTENCES  # noqa: PLC0415 - as above

    made = [each for each in SENTENCES if _PLACE.search(each)]
    made.sort(key=lambda each: -len(_PLACE.sub("", each)))
    return tuple((each, _pattern(each)) for each in made)


def _pattern(template: str) -> re.Pattern[str]:
    parts, seen, at = [], set[str](), 0
    for place in _PLACE.finditer(template):
        name = f"v{place.group(1)}"
        parts.append(re.escape(template[at : place.start()]))
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
        seen.add(name)
        at = place.end()
    return re.compile("".join(parts) + re.escape(template[at:]), re.DOTALL)


# -- plural forms --------------------------------------------------------------------------------------


def plural(context: str, one: str, many: str, n: int) -> str:
    """A count in words, with as many forms as the language has.

    Args:
        context: of the translation.
        one: in English, for 1.
        many: in English, with %n for the number; the text that is translated.
        n: how many.
    """
    said = QCoreApplication.translate(context, many, one, n)
    english = many.replace("%n", str(n))
    return one.replace("%n", str(n)) if said == english and n == 1 else said


# -- numbers -------------------------------------------------------------------------------------------

_mark = "."


def use_decimal_mark(chosen: DecimalMark) -> None:
    """Write decimals like this from now on, on every screen of the program."""
    global _mark  # noqa: PLW0603 - one mark for the whole screen, as the language is
    comma = chosen is DecimalMark.COMMA or (chosen is DecimalMark.PLACE and QLocale().decimalPoint() == ",")
    _mark = "," if comma else "."


def marked(number: str) -> str:
    """A number written with a point, with the mark of the screen."""
    return number.replace(".", _mark)


def told(sentence: str) -> str:
    """A sentence of a lower layer, `spoken`, its decimals with the mark of the screen."""
    return marked_in(spoken(sentence))


def marked_in(sentence: str) -> str:
    """Words with numbers written with a point among them, these with the mark of the screen."""
    return sentence if _mark == "." else _DECIMAL.sub(_in_mark, sentence)


def _in_mark(found: re.Match[str]) -> str:
    return found[0] if found[1] is None else f"{found[1]}{_mark}{found[2]}"


def brief(value: float) -> str:
    """A number with no more digits than it has: 45, 0.5, 6.25."""
    return marked(f"{value:g}")


def decimal(value: float, decimals: int = 0, *, thousands: str = "") -> str:
    """A number as the screens write it: every one of them is written here.

    Args:
        value: what.
        decimals: digits behind the mark.
        thousands: what stands between groups of three digits; "" = nothing.
    """
    return f"{value:,.{decimals}f}".replace(",", "\0").replace(".", _mark).replace("\0", thousands)

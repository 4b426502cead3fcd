"""A site's own texts for the items of a scale: one TOML file per scale in the folder `scale_texts` of the settings.

bedside ships none. A site adds texts it is entitled to; they are shown beside the item numbers and change no number,
range or rule (SCALE-01). What is wrong with a file is said in words, and nothing of it is used.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bedside.errors import BrokenFileError
from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Kind, Scale

_LONGEST_CHARS: Final = 400  # of one text: what stays readable on a narrow screen
# Signs that turn the direction of what follows: a text could be shown other than it is written.
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINES: Final = frozenset({"version", "language", "items", "answers", "permission"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTexts:
    """Texts of one scale in one language."""

    scale: str  # key
    version: str  # the site's own
    language: str  # "en", "de-AT"
    items: tuple[str, ...]  # by item number
    answers: tuple[str, ...] = ()  # words of the answers, from the lowest on; () = numbers only
    permission: str = ""  # by whose leave the site shows them

    @property
    def stamp(self) -> str:
        """What an entry's version says beside the scale's own, e.g. "en.2"."""
        return f"{self.language}.{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTexts:
    """What a folder holds, and a sentence for each file of it that cannot be used."""

    texts: Mapping[str, ScaleTexts]  # by key of the scale
    faults: tuple[str, ...] = ()


def site_texts(folder: Path) -> SiteTexts:
    """All texts of a folder; one that is not there holds none."""
    texts: dict[str, ScaleTexts] = {}
    faults = []
    for file in sorted(folder.glob("*.toml")):
        try:
            texts[file.stem] = load_texts(file)
        except BrokenFileError as error:
            faults.append(str(error))
    return SiteTexts(texts=MappingProxyType(texts), faults=tuple(faults))


def load_texts(file: Path) -> ScaleTexts:
    """The texts of one scale; the file is named after its key, e.g. "gad7.toml".

    Raises:
        BrokenFileError: the file cannot be used; the sentence says why and what to do.
    """
    scale = scales().get(file.stem)
    if scale is None:
        known = ", ".join(each.key for each in scales().values() if _may_have_texts(each))
        raise BrokenFileError(f'{file}: "{file.stem}" is no scale: name the file after one of {known}.')
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors begin a text with a mark
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the file.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f"{file} is not valid TOML: {error}.") from error
    except (UnicodeDecodeError, RecursionError) as error:  # bytes that are no text, brackets without an end
        raise BrokenFileError(f"{file} is not a text file: save it as UTF-8.") from error
    if fault := _fault(scale, table):
        raise BrokenFileError(f"{file}: {fault}.")
    return ScaleTexts(
        scale=scale.key,
        version=str(table["version"]).strip(),
        language=table["language"].strip(),
        items=tuple(text.strip() for text in table["items"]),
        answers=tuple(text.strip() for text in table.get("answers", ())),
        permission=table.get("permission", "").strip(),
    )


def version_with(scale: Scale, texts: ScaleTexts | None) -> str:
    """The version an entry states when it was answered beside these texts, e.g. "1+en.2"."""
    return scale.version if texts is None else f"{scale.version}+{texts.stamp}"


def _may_have_texts(scale: Scale) -> bool:
    return scale.kind is Kind.ITEMS and not scale.own_items


def _fault(scale: Scale, table: Mapping[str, Any]) -> str:
    """What is wrong and what to do; "" when the file can be used."""
    if scale.kind is not Kind.ITEMS:
        return f"items of {scale.title} are not answered in bedside: remove the file"
    if scale.own_items:
        return f"{scale.title} has words of its own: remove the file"
    if extra := sorted(set(table) - _LINES):
        return f'"{extra[0]}" is not a line of this file: take it out'
    version = table.get("version")
    if isinstance(version, bool) or not isinstance(version, int | str) or not str(version).strip():
        return "the version is missing: write version = 1, and raise it with every change"
    language = table.get("language")
    if not isinstance(language, str) or not language.strip():
        return 'the language is missing: write for example language = "en"'
    permission = table.get("permission", "")
    if not isinstance(permission, str) or (permission and (wrong := _text_fault(permission))):
        return f"the permission {wrong if isinstance(permission, str) else 'is not a text: put it in quotes'}"
    because = f"{scale.title} has {scale.items} items"
    if fault := _list_fault("items", table.get("items"), scale.items, because):
        return fault
    if "answers" not in table:
        return ""
    because = f"its answers go from {scale.low} to {scale.high}"
    return _list_fault("answers", table["answers"], scale.high - scale.low + 1, because)


def _list_fault(name: str, texts: object, count: int, because: str) -> str:
    if not isinstance(texts, list):
        return f"{name} is not a list: write {name} = [ … ] with {count} texts, as {because}"
    if len(texts) != count:
        return f"{name} has {len(texts)} texts: write {count}, as {because}"
    for n, text in enumerate(texts, 1):
        if not isinstance(text, str):
            return f"text {n} of {name} is not a text: put it in quotes"
        if fault := _text_fault(text):
            return f"text {n} of {name} {fault}"
    return ""


def _text_fault(text: str) -> str:
    if not text.strip():
        return "is empty: write it out"
    if len(text) > _LONGEST_CHARS:
        return f"has {len(text)} characters: use at most {_LONGEST_CHARS}"
    if any(sign in text for sign in "<>"):
        return "has < or > in it: write plain words, without markup"
    if any(sign in _TURNS or unicodedata.category(sign) in ("Cc", "Co", "Cs") for sign in text.strip()):
        return "has a sign that cannot be seen (a line break, a tab): write it on one line"
    return ""

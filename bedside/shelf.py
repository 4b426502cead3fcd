"""A shelf: a folder of a site with named TOML files in approved versions, beside those that come with bedside.

    <folder>/<name>.toml        the newest version, the one in use; a site may also write it by hand
    <folder>/<name>.v<N>.toml   every version that was saved or read, never changed again

A site file of the name of a shipped one stands for it. A file that cannot be used is refused in words and another
good one stays in force: never half a thing, and never another one without saying so. Name and version mean one thing
for ever: a file that was changed by hand and kept its version is not used.

Here are the mechanics alone. What such a file says, which names it may have and the sentences about it are the
`Filling`: alarm profiles (`alarms.profiles`) and protocols (`therapy.protocols`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from bedside import resources
from bedside.errors import BrokenFileError, RefusedError, UserFacingError
from bedside.site_files import is_day, is_there, toml_files, write_whole

_VERSION: Final = re.compile(r"(?P<name>.+)\.v(?P<version>[1-9][0-9]{0,8})")


class Versioned(Protocol):
    """What can stand on a shelf: a frozen dataclass with these fields, and with its name in another."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def version(self) -> int:
        """From 1."""

    @property
    def approved_by(self) -> str:
        """Who answers for it; "" = nobody here."""

    @property
    def approved_on(self) -> str:
        """ISO day; "" = not said."""


T = TypeVar("T", bound=Versioned)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfWords:
    """The sentences of a shelf, with places for what they speak of; `title` is a name and a version, "mood v2"."""

    unknown: str  # {name} {default}
    other_name: str  # {file} {name}
    differs: str  # {file} {title} {higher}
    stays: str  # {broken} {title}
    unapproved: str
    no_day: str
    unwritable: str  # {folder} {why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling(Generic[T]):
    """What a shelf has to know of the things that stand on it."""

    shipped: str  # folder in the resources
    default: str  # name of the shipped one that stands in for everything
    last_good: str = ""  # folder of a copy of what was last in force; "" = the newest kept version stands in
    name_of: Callable[[T], str]
    name_fault: Callable[[str], str]  # "" = such a name can be
    load: Callable[[Path], T]  # BrokenFileError
    parse: Callable[[Mapping[str, Any], str], T]  # table and its source; BrokenFileError
    as_toml: Callable[[T], str]
    words: ShelfWords


class Shelf(Generic[T]):
    """Finds, keeps and writes the versions of one site.

    Args:
        folder: of the site; need not exist before something is saved.
        filling: what the things are.
    """

    def __init__(self, folder: Path, filling: Filling[T]) -> None:
        self._folder = folder
        self._filling = filling

    @property
    def names(self) -> tuple[str, ...]:
        """Of everything that can be asked for, in alphabetical order."""
        files = [*toml_files(resources.path(self._filling.shipped)), *toml_files(self._folder)]
        if self._filling.last_good:
            files += toml_files(self._folder / self._filling.last_good)
            kept = set()
        else:
            kept = {match["name"] for file in files if (match := _VERSION.fullmatch(file.stem)) is not None}
        names = {*(file.stem for file in files), *kept}
        return tuple(sorted(name for name in names if not self._filling.name_fault(name)))

    def get(self, name: str) -> tuple[T, str]:
        """The one in force under this name, and "" or a sentence that says why it is not the one in its file.

        Raises:
            BrokenFileError: not even the shipped default can be read: the installation is incomplete.
        """
        words = self._filling.words
        unknown = words.unknown.format(name=name, default=self._filling.default)
        if self._filling.name_fault(name):
            return self._default(), unknown
        file, shipped = self._file(name), self._shipped(name)
        try:
            if self._is_here(name):
                found = self._named(file, name)
                known = self._known(name, found.version)
                if known is None or known == found:
                    return found, self._keep(found)
                higher = 1 + max(self._versions(name))
                return known, words.differs.format(file=file, title=self.title(found), higher=higher)
            if shipped.exists():
                return self._filling.load(shipped), ""
        except BrokenFileError as broken:
            kept = next(self._stand_ins(name), None) or self._default()
            return kept, words.stays.format(broken=broken, title=self.title(kept))
        return self._default(), unknown

    def versions(self, name: str) -> tuple[T, ...]:
        """Every version that can be read, newest first."""
        if self._filling.name_fault(name):
            return ()
        numbers = sorted({*self._versions(name)}, reverse=True)
        return tuple(found for number in numbers if (found := self.version(name, number)) is not None)

    def version(self, name: str, number: int) -> T | None:
        """One version, an older one too; None if there is none that can be read."""
        if self._filling.name_fault(name):
            return None
        own = self._readable(self._file(name), name)
        return self._known(name, number) or (own if own is not None and own.version == number else None)

    def title(self, thing: T) -> str:
        """Name and version, e.g. "mood v2"."""
        return f"{self._filling.name_of(thing)} v{thing.version}"

    def save_next(self, draft: T, approved_by: str, approved_on: str) -> T:
        """Write a draft as the next version of its name and return that version.

        Args:
            draft: its name can be, its version and who approved it are not used.
            approved_by: who answers for it.
            approved_on: ISO day.
        Raises:
            RefusedError: it does not hold, or nobody approved it; nothing was written.
            UserFacingError: it cannot be written; the version in use is untouched.
        """
        filling, name = self._filling, self._filling.name_of(draft)
        if not approved_by.strip():
            raise RefusedError(filling.words.unapproved)
        if not is_day(approved_on):
            raise RefusedError(filling.words.no_day)
        saved = replace(
            draft,
            version=1 + max(self._versions(name), default=0),
            approved_by=approved_by.strip(),
            approved_on=approved_on,
        )
        text = filling.as_toml(saved)
        try:
            checked = filling.parse(tomllib.loads(text), self.title(saved))
        except BrokenFileError as broken:
            raise RefusedError(str(broken)) from broken
        try:
            self._set_aside(name)
            write_whole(self._archived(name, saved.version), text)
            write_whole(self._file(name), text)
            self._keep_good(checked)
        except OSError as error:
            words = filling.words.unwritable
            raise UserFacingError(words.format(folder=self._folder, why=error.strerror)) from error
        return checked

    # -- what is where -----------------------------------------------------------------------------------

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.toml"

    def _archived(self, name: str, version: int) -> Path:
        return self._folder / f"{name}.v{version}.toml"

    def _last_good(self, name: str) -> Path:
        return self._folder / self._filling.last_good / f"{name}.toml"

    def _shipped(self, name: str) -> Path:
        return resources.path(self._filling.shipped, f"{name}.toml")

    def _default(self) -> T:
        return self._filling.load(self._shipped(self._filling.default))

    def _kept_numbers(self, name: str) -> list[int]:
        matches = (_VERSION.fullmatch(file.stem) for file in toml_files(self._folder))
        return [int(match["version"]) for match in matches if match is not None and match["name"] == name]

    def _is_here(self, name: str) -> bool:
        """Whether something of the site stands under this name, or stood."""
        if is_there(self._file(name)):
            return True
        return is_there(self._last_good(name)) if self._filling.last_good else bool(self._kept_numbers(name))

    # -- what it says ------------------------------------------------------------------------------------

    def _named(self, file: Path, name: str) -> T:
        found = self._filling.load(file)
        if (other := self._filling.name_of(found)) != name:
            raise BrokenFileError(self._filling.words.other_name.format(file=file, name=other))
        return found

    def _readable(self, file: Path, name: str) -> T | None:
        """What is in a file; None where nothing can be used. Whoever asks for what is in force is told why."""
        try:
            return self._named(file, name)
        except BrokenFileError:
            return None

    def _kept(self, name: str, number: int) -> T | None:
        """A kept version; None where there is none, or one that calls itself another."""
        found = self._readable(self._archived(name, number), name)
        return found if found is not None and found.version == number else None

    def _stand_ins(self, name: str) -> Iterator[T]:
        """What can be in force where the site's file cannot be used, best first; the shipped one last."""
        if self._filling.last_good:
            found = [self._readable(self._last_good(name), name)]
            yield from (each for each in found if each is not None)
        else:
            kept = (self._kept(name, number) for number in sorted(self._kept_numbers(name), reverse=True))
            yield from (each for each in kept if each is not None)
        if (shipped := self._readable(self._shipped(name), name)) is not None:
            yield shipped

    def _known(self, name: str, number: int) -> T | None:
        """What this version was when it was first used, whatever the site's file says now; None = never seen."""
        kept = self._kept(name, number)
        return kept or next((each for each in self._stand_ins(name) if each.version == number), None)

    def _versions(self, name: str) -> Iterator[int]:
        """Every number that is taken, also by a file that cannot be read."""
        if (own := self._readable(self._file(name), name)) is not None:
            yield own.version
        yield from (each.version for each in self._stand_ins(name))
        yield from self._kept_numbers(name)

    # -- what is written ---------------------------------------------------------------------------------

    def _keep(self, thing: T) -> str:
        """Keep a copy of a good version for ever; a sentence if that is impossible."""
        name, title = self._filling.name_of(thing), self.title(thing)
        archived = self._archived(name, thing.version)
        try:
            kept = is_there(archived)
            if not kept:
                write_whole(archived, self._file(name).read_text(encoding="utf-8-sig"))
            self._keep_good(thing)
        except OSError as error:
            return (
                f"{title} is in force, but no copy of it could be kept in {self._folder} ({error.strerror}): "
                "make the folder writable."
            )
        if kept and self._readable(archived, name) is None:
            return (
                f"{title} is in force, but {archived} cannot be read and is not written over: "
                f"give the file the version {1 + max(self._versions(name))}."
            )
        return ""

    def _keep_good(self, thing: T) -> None:
        """The copy of what was last in force, where this shelf has one."""
        if self._filling.last_good:
            copy = self._last_good(self._filling.name_of(thing))
            if self._readable(copy, self._filling.name_of(thing)) != thing:
                write_whole(copy, self._filling.as_toml(thing))

    def _set_aside(self, name: str) -> None:
        """Before a new version takes its place: keep what a person wrote by hand, broken or not."""
        file = self._file(name)
        if not file.exists():
            return
        found = self._readable(file, name)
        known = None if found is None else self._known(name, found.version)
        if found is None or (known is not None and known != found):
            file.replace(file.with_suffix(".broken"))  # or good in itself, but its version is another one's
        elif not self._archived(name, found.version).exists():
            write_whole(self._archived(name, found.version), file.read_text(encoding="utf-8-sig"))

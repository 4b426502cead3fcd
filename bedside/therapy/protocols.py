"""The protocols of a site: the two families that come with bedside, and TOML files in a folder of the site.

    <folder>/<key>.toml        the newest version, the one in use; a site may also write it by hand
    <folder>/<key>.v<N>.toml   every version that was saved or read, never changed again

A site file of the key of a shipped protocol stands for it. A file that cannot be used is refused in words, and the
newest version that can be used stays in force, at last the shipped default: never half a protocol, and never another
one without saying so. Key and version mean one protocol for ever: a file that was changed by hand and kept its version
is not used. A session keeps its protocol whole on its timeline, so nothing here is needed to read an old one.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bedside import resources
from bedside.errors import BrokenFileError, RefusedError, UserFacingError
from bedside.therapy.protocol_check import is_day, key_fault
from bedside.therapy.protocol_file import DEFAULT, as_toml, default_protocol, load, parse
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Role

_VERSION: Final = re.compile(r"(?P<key>.+)\.v(?P<version>[1-9][0-9]{0,8})")


class ProtocolShelf:
    """Finds, keeps and writes the protocols of one site.

    Args:
        folder: of the site's protocols; need not exist before something is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def keys(self) -> tuple[str, ...]:
        """Of every protocol that can be asked for, in alphabetical order."""
        files = [*_toml_files(resources.path("protocols")), *_toml_files(self._folder)]
        kept = (match["key"] for file in files if (match := _VERSION.fullmatch(file.stem)) is not None)
        return tuple(sorted(key for key in {*(file.stem for file in files), *kept} if not key_fault(key)))

    def family(self, family: str) -> tuple[Protocol, ...]:
        """The protocols in force of a family, by title."""
        found = (self.get(key)[0] for key in self.keys)
        return tuple(sorted((each for each in found if each.family == family), key=lambda each: each.title))

    def get(self, key: str) -> tuple[Protocol, str]:
        """The protocol in force under this key, and "" or a sentence that says why it is not the one in its file.

        Raises:
            BrokenFileError: not even the shipped default can be read: the installation is incomplete.
        """
        if key_fault(key) or key not in self.keys:
            return default_protocol(), f'There is no protocol "{key}": {DEFAULT} is in force.'
        file, shipped = self._file(key), _shipped(key)
        if not _there(file) and not self._archived_versions(key):
            return load(shipped), ""  # nothing of the site stands for it
        try:
            found = _of_key(file, key)
        except BrokenFileError as broken:
            kept = next(self._usable(key), None) or default_protocol()
            return (
                kept,
                f"{broken} {_called(kept)} stays in force: correct the file or save the protocol again.",
            )
        known = self._known(key, found.version)
        if known is None or known == found:
            return found, self._keep(found)
        higher = 1 + max(self._versions(key))
        return known, (
            f"Protocol {file} was not used: it differs from the {_called(found)} that is known here. "
            f"That one stays in force: give the file the version {higher}."
        )

    def versions(self, key: str) -> tuple[Protocol, ...]:
        """Every version that can be read, newest first."""
        if key_fault(key):
            return ()
        found = {each.version: each for each in self._usable(key)}
        own = _readable(self._file(key), key)
        if own is not None:
            found.setdefault(own.version, own)
        return tuple(found[number] for number in sorted(found, reverse=True))

    def version(self, key: str, number: int) -> Protocol | None:
        """One version, an older one too; None if there is none that can be read."""
        return next((each for each in self.versions(key) if each.version == number), None)

    def save(self, draft: Protocol, actor: Actor, approved_on: str) -> Protocol:
        """Write a draft as the next version of its key and return that version.

        Args:
            draft: its version and who approved it are not used.
            actor: who answers for it from now on.
            approved_on: ISO day.
        Raises:
            RefusedError: not a supervisor with a name, or the draft does not hold; nothing was written.
            UserFacingError: it cannot be written; the version in use is untouched.
        """
        if actor.role is not Role.SUPERVISOR:
            raise RefusedError("The protocol was not saved: only a supervisor may approve one.")
        if not actor.name.strip() or actor.name == UNNAMED.name:
            raise RefusedError("The protocol was not saved: say who approves it.")
        if not is_day(approved_on):
            raise RefusedError(
                "The protocol was not saved: the day of approval is not a day like 2026-01-31."
            )
        if wrong := key_fault(draft.key):
            raise RefusedError(f"The protocol was not saved. {wrong}")
        saved = replace(
            draft,
            version=1 + max(self._versions(draft.key), default=0),
            approved_by=actor.name.strip(),
            approved_on=approved_on,
        )
        text = as_toml(saved)
        try:
            checked = parse(tomllib.loads(text), _called(saved))
        except BrokenFileError as broken:
            raise RefusedError(str(broken)) from broken
        try:
            self._set_aside(saved.key)
            _write(self._archived(saved.key, saved.version), text)
            _write(self._file(saved.key), text)
        except OSError as error:
            raise UserFacingError(
                f"The protocol could not be written to {self._folder} ({error.strerror}): "
                "the version in use is untouched; make the folder writable and save again."
            ) from error
        return checked

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.toml"

    def _archived(self, key: str, version: int) -> Path:
        return self._folder / f"{key}.v{version}.toml"

    def _known(self, key: str, version: int) -> Protocol | None:
        """What this version was when it was first used, whatever the site's file says now; None = never seen."""
        return next((each for each in self._usable(key) if each.version == version), None)

    def _keep(self, protocol: Protocol) -> str:
        """Keep a copy of a version for ever; a sentence if that is impossible."""
        archived = self._archived(protocol.key, protocol.version)
        try:
            if not _there(archived):
                _write(archived, self._file(protocol.key).read_text(encoding="utf-8-sig"))
                return ""
        except OSError as error:
            return (
                f"{_called(protocol)} is in force, but no copy of it could be kept in {self._folder} "
                f"({error.strerror}): make the folder writable."
            )
        if _readable(archived, protocol.key) is None:
            return (
                f"{_called(protocol)} is in force, but {archived} cannot be read and is not written over: "
                f"give the file the version {1 + max(self._versions(protocol.key))}."
            )
        return ""

    def _set_aside(self, key: str) -> None:
        """Before a new version takes its place: keep what a person wrote by hand, broken or not."""
        file = self._file(key)
        if not file.exists():
            return
        found = _readable(file, key)
        known = None if found is None else self._known(key, found.version)
        if found is None or (known is not None and known != found):
            file.replace(file.with_suffix(".broken"))
        elif not self._archived(key, found.version).exists():
            _write(self._archived(key, found.version), file.read_text(encoding="utf-8-sig"))

    def _usable(self, key: str) -> Iterator[Protocol]:
        """The kept versions, newest first, then the shipped one."""
        for version in sorted(self._archived_versions(key), reverse=True):
            found = _readable(self._archived(key, version), key)
            if found is not None and found.version == version:
                yield found
        if (shipped := _readable(_shipped(key), key)) is not None:
            yield shipped

    def _versions(self, key: str) -> Iterator[int]:
        """Every number that is taken, also by a file that cannot be read."""
        for file in (self._file(key), _shipped(key)):
            if (found := _readable(file, key)) is not None:
                yield found.version
        yield from self._archived_versions(key)

    def _archived_versions(self, key: str) -> list[int]:
        matches = (_VERSION.fullmatch(file.stem) for file in _toml_files(self._folder))
        return [int(match["version"]) for match in matches if match is not None and match["key"] == key]


def _called(protocol: Protocol) -> str:
    return f"{protocol.key} v{protocol.version}"


def _shipped(key: str) -> Path:
    return resources.path("protocols", f"{key}.toml")


def _of_key(file: Path, key: str) -> Protocol:
    found = load(file)
    if found.key != key:
        raise BrokenFileError(
            f'Protocol {file} was not used: its key is "{found.key}", not the name of the file.'
        )
    return found


def _readable(file: Path, key: str) -> Protocol | None:
    """The protocol in a file; None where there is none that can be used."""
    try:
        return _of_key(file, key)
    except BrokenFileError:
        return None  # whoever asks for the protocol in force is told why


def _there(file: Path) -> bool:
    """Whether there is something, also where one may not even look."""
    try:
        return file.exists()
    except OSError:
        return True


def _toml_files(folder: Path) -> list[Path]:
    try:
        return list(folder.glob("*.toml")) if folder.is_dir() else []
    except OSError:
        return []  # a folder that cannot be read has no keys to offer; asking for one says why


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, and on the disk before it takes its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(file)

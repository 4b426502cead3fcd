"""The alarm profiles of a site: what comes with bedside, and TOML files in a folder of the site.

    <folder>/<name>.toml            the newest version, the one in use; a site may also write it by hand
    <folder>/<name>.v<N>.toml       every version that was saved or read, never changed again
    <folder>/last-good/<name>.toml  the newest one that could be used

A site file of the name of a shipped profile stands for it. A file that cannot be used is refused in words and the last
good one stays in force: never half a profile, and never another one without saying so. A title means one profile for
ever, because sessions are kept under it: a file that was changed by hand and kept its version is not used.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Final

from bedside import resources
from bedside.alarms.profile import AT_ONCE, PARAMETERS_WITH_LIMITS, LimitSet, Profile
from bedside.alarms.profile_file import DEFAULT, OFF, default_profile, load, parse
from bedside.errors import BrokenFileError, RefusedError, UserFacingError

LAST_GOOD: Final = "last-good"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VERSION: Final = re.compile(r"(?P<name>.+)\.v(?P<version>[1-9][0-9]*)")


def name_fault(name: str) -> str:
    """Why a profile cannot have this name, in words; "" = it can."""
    if not name:
        return "The profile needs a name."
    if not _NAME.fullmatch(name):
        return (
            f'The profile cannot be called "{name}": use up to 64 letters, digits, "-" and "_", '
            "beginning with a letter or a digit."
        )
    return ""


class ProfileShelf:
    """Finds, keeps and writes the profiles of one site.

    Args:
        folder: of the site's profiles; need not exist before something is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def names(self) -> tuple[str, ...]:
        """Of every profile that can be asked for, in alphabetical order."""
        files = [
            *_toml_files(resources.path("profiles")),
            *_toml_files(self._folder),
            *_toml_files(self._folder / LAST_GOOD),
        ]
        return tuple(sorted({file.stem for file in files if _NAME.fullmatch(file.stem)}))

    def titles(self) -> frozenset[str]:
        """Of the profile that each name stands for now, e.g. "adult-subanaesthetic v1"."""
        return frozenset(self.get(name)[0].title for name in self.names)

    def get(self, name: str) -> tuple[Profile, str]:
        """The profile of this name, and "" or a sentence that says why it is not the one in its file.

        Raises:
            BrokenFileError: not even the shipped default can be read: the installation is incomplete.
        """
        shipped = resources.path("profiles", f"{name}.toml")
        last_good = self._folder / LAST_GOOD / f"{name}.toml"
        if not _NAME.fullmatch(name):
            return default_profile(), f'There is no alarm profile "{name}": {DEFAULT} is in force.'
        try:
            file = self._file(name)
            if _there(file) or _there(last_good):
                found = _named(file, name)
                known = self._known(found.name, found.version)
                if known is None or known == found:
                    return found, self._keep(found)
                higher = 1 + max(self._versions(name))
                return known, (
                    f"Alarm profile {file} was not used: it differs from the {found.title} that is known here. "
                    f"That one stays in force: give the file the version {higher}."
                )
            if shipped.exists():
                return load(shipped), ""
        except BrokenFileError as broken:
            kept = _readable(last_good, name) or _readable(shipped, name) or default_profile()
            return kept, f"{broken} {kept.title} stays in force: correct the file or save the profile again."
        return default_profile(), f'There is no alarm profile "{name}": {DEFAULT} is in force.'

    def titled(self, title: str) -> Profile | None:
        """The profile of this title, older versions too; None if there is none that can be read."""
        name, _, version = title.rpartition(" v")
        if not _NAME.fullmatch(name) or not version.isdecimal():
            return None
        own = _readable(self._file(name), name)
        return self._known(name, int(version)) or (own if own is not None and own.title == title else None)

    def save(self, profile: Profile, approved_by: str, approved_on: str, reason: str) -> Profile:
        """Write the profile as the next version of its name and return that version.

        Args:
            profile: any version; its number is not used.
            approved_by: who answers for it.
            approved_on: ISO date.
            reason: why it was changed; may be "".
        Raises:
            RefusedError: it is not valid, has no usable name, or nobody approved it; nothing was written.
            UserFacingError: it cannot be written; the version in use is untouched.
        """
        if wrong := name_fault(profile.name):
            raise RefusedError(wrong)
        if not approved_by.strip():
            raise RefusedError("The profile was not saved: say who approves it.")
        if not _is_day(approved_on):
            raise RefusedError("The profile was not saved: the day of approval is not a day like 2026-01-31.")
        saved = replace(
            profile,
            version=1 + max(self._versions(profile.name), default=0),
            approved_by=approved_by.strip(),
            approved_on=approved_on,
            reason=reason.strip(),
        )
        text = as_toml(saved)
        try:
            checked = parse(tomllib.loads(text), saved.title)
        except BrokenFileError as broken:
            raise RefusedError(str(broken)) from broken
        try:
            self._set_aside(saved.name)
            _write(self._archived(saved.name, saved.version), text)
            _write(self._file(saved.name), text)
            _write(self._folder / LAST_GOOD / f"{saved.name}.toml", text)
        except OSError as error:
            raise UserFacingError(
                f"The profile could not be written to {self._folder} ({error.strerror}): "
                "the version in use is untouched; make the folder writable and save again."
            ) from error
        return checked

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.toml"

    def _archived(self, name: str, version: int) -> Path:
        return self._folder / f"{name}.v{version}.toml"

    def _known(self, name: str, version: int) -> Profile | None:
        """What this version was when it was first used, whatever the site's file says now; None = never seen."""
        for file in (
            self._archived(name, version),
            self._folder / LAST_GOOD / f"{name}.toml",
            resources.path("profiles", f"{name}.toml"),
        ):
            found = _readable(file, name)
            if found is not None and found.version == version:
                return found
        return None

    def _keep(self, profile: Profile) -> str:
        """Keep a copy of a good profile, and its version for ever; a sentence if that is impossible."""
        copy = self._folder / LAST_GOOD / f"{profile.name}.toml"
        archived = self._archived(profile.name, profile.version)
        try:
            kept = archived.exists()
            if not kept:
                _write(archived, self._file(profile.name).read_text(encoding="utf-8-sig"))
            if _readable(copy, profile.name) != profile:
                _write(copy, as_toml(profile))
        except OSError as error:
            return (
                f"{profile.title} is in force, but no copy of it could be kept in {self._folder} "
                f"({error.strerror}): make the folder writable."
            )
        if kept and _readable(archived, profile.name) is None:
            return (
                f"{profile.title} is in force, but {archived} cannot be read and is not written over: "
                f"give the file the version {1 + max(self._versions(profile.name))}."
            )
        return ""

    def _set_aside(self, name: str) -> None:
        """Before a new version takes its place: keep what a person wrote by hand, broken or not."""
        file = self._file(name)
        if not file.exists():
            return
        found = _readable(file, name)
        if found is None:
            file.replace(file.with_suffix(".broken"))
            return
        known = self._known(name, found.version)
        if known is not None and known != found:
            file.replace(file.with_suffix(".broken"))  # good in itself, but its version is another profile's
        elif not self._archived(name, found.version).exists():
            _write(self._archived(name, found.version), file.read_text(encoding="utf-8-sig"))

    def _versions(self, name: str) -> Iterator[int]:
        shipped = resources.path("profiles", f"{name}.toml")
        for file in (self._file(name), self._folder / LAST_GOOD / f"{name}.toml", shipped):
            if (found := _readable(file, name)) is not None:
                yield found.version
        if self._folder.is_dir():
            for file in self._folder.glob(f"{name}.v*.toml"):
                if (match := _VERSION.fullmatch(file.stem)) is not None:
                    yield int(match["version"])


def as_toml(profile: Profile) -> str:
    """The profile as a site file, to be read again by `profile_file.parse`."""
    lines = [
        "# An alarm profile of this site. Its hard bounds are part of bedside; what does not hold them is not used.",
        "",
        f"name = {_quoted(profile.name)}",
        f"version = {profile.version}",
        f"approved_by = {_quoted(profile.approved_by)}",
        f"approved_on = {_quoted(profile.approved_on)}",
        f"reason = {_quoted(profile.reason)}",
    ]
    for parameter in PARAMETERS_WITH_LIMITS:
        lines += ["", f"[{parameter}]", *_limit_lines(profile.limit_sets[parameter])]
    lines += ["", "[rate_of_change]"]
    lines += [f"{f.name} = {_cell(getattr(profile.rates, f.name))}" for f in fields(profile.rates)]
    lines += ["", "[nibp_every_min]"]
    lines += [f"{key} = {_cell(minutes)}" for key, minutes in profile.nibp_every_min.items()]
    lines += [
        "",
        "[options]",
        f"confirm_high_nibp = {'true' if profile.confirm_high_nibp else 'false'}",
        f"sat_seconds = {profile.sat_seconds}",
    ]
    return "\n".join(lines) + "\n"


def _limit_lines(row: LimitSet) -> Iterator[str]:
    for field in fields(row):
        value: float | None = getattr(row, field.name)
        if field.name != AT_ONCE or value is not None:
            yield f"{field.name} = {_cell(value)}"


def _cell(value: float | None) -> str:
    if value is None:
        return f'"{OFF}"'
    return repr(float(value)).removesuffix(".0")


def _quoted(text: str) -> str:
    """A basic string of TOML: as JSON's, which leaves only DEL unescaped that TOML does not allow."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _named(file: Path, name: str) -> Profile:
    found = load(file)
    if found.name != name:
        raise BrokenFileError(f'Alarm profile {file} was not used: it calls itself "{found.name}".')
    return found


def _readable(file: Path, name: str) -> Profile | None:
    """The profile in a file; None where there is none that can be used."""
    try:
        return _named(file, name)
    except BrokenFileError:
        return None


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
        return []  # a folder that cannot be read has no names to offer; asking for one says why


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, and on the disk before it takes its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(file)

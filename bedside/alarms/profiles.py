"""The alarm profiles of a site: a shelf (`bedside.shelf`) of what comes with bedside and the files of the site.

    <folder>/last-good/<name>.toml  a copy of what was last in force

The last good one stays in force where a file cannot be used. A title means one profile for ever, because sessions are
kept under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from bedside.alarms.profile import AT_ONCE, PARAMETERS_WITH_LIMITS, LimitSet, Profile
from bedside.alarms.profile_file import DEFAULT, OFF, load, parse
from bedside.errors import RefusedError
from bedside.shelf import Filling, Shelf, ShelfWords
from bedside.site_files import escaped

LAST_GOOD: Final = "last-good"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_WORDS: Final = ShelfWords(
    unknown='There is no alarm profile "{name}": {default} is in force.',
    other_name='Alarm profile {file} was not used: it calls itself "{name}".',
    differs=(
        "Alarm profile {file} was not used: it differs from the {title} that is known here. "
        "That one stays in force: give the file the version {higher}."
    ),
    stays="{broken} {title} stays in force: correct the file or save the profile again.",
    unapproved="The profile was not saved: say who approves it.",
    no_day="The profile was not saved: the day of approval is not a day like 2026-01-31.",
    unwritable=(
        "The profile could not be written to {folder} ({why}): "
        "the version in use is untouched; make the folder writable and save again."
    ),
)


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
    return f'"{escaped(text)}"'


_FILLING: Final = Filling(
    shipped="profiles",
    default=DEFAULT,
    last_good=LAST_GOOD,
    name_of=lambda profile: profile.name,
    name_fault=name_fault,
    load=load,
    parse=parse,
    as_toml=as_toml,
    words=_WORDS,
)


class ProfileShelf(Shelf[Profile]):
    """The profiles of one site.

    Args:
        folder: of the site's profiles; need not exist before something is saved.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _FILLING)

    def titles(self) -> frozenset[str]:
        """Of the profile that each name stands for now, e.g. "adult-subanaesthetic v1"."""
        return frozenset(self.get(name)[0].title for name in self.names)

    def titled(self, title: str) -> Profile | None:
        """The profile of this title, older versions too; None if there is none that can be read."""
        name, _, version = title.rpartition(" v")
        return self.version(name, int(version)) if version.isdecimal() else None

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
        return self.save_next(replace(profile, reason=reason.strip()), approved_by, approved_on)

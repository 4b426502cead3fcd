"""A shelf of versions, whatever stands on it: here a note, so that nothing of profiles or protocols is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bedside import resources
from bedside.errors import BrokenFileError, RefusedError
from bedside.shelf import Filling, Shelf, ShelfWords
from bedside.site_files import table_of

WORDS = ShelfWords(
    unknown="no {name}: {default}",
    other_name="{file} is {name}",
    differs="{file} differs from {title}: {higher}",
    stays="{broken} {title} stays",
    unapproved="who",
    no_day="when",
    unwritable="{folder}: {why}",
)


@dataclass(frozen=True)
class Note:
    name: str
    version: int
    text: str = ""
    approved_by: str = ""
    approved_on: str = ""


def parse(table: Mapping[str, Any], source: str) -> Note:
    if table.get("text") == "refused":
        raise BrokenFileError(f"{source} is refused.")
    return Note(**table)


def as_toml(note: Note) -> str:
    return "".join(
        f"{key} = {value!r}\n".replace("'", '"') if value != "" else "" for key, value in vars(note).items()
    )


@pytest.fixture(params=("", "last-good"))
def shelf(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf[Note]:
    """Of both kinds: the newest kept version stands in, or a copy of what was last in force."""
    (tmp_path / "shipped").mkdir()
    for name in ("usual", "other"):
        (tmp_path / "shipped" / f"{name}.toml").write_text(as_toml(Note(name, 1, "as shipped")))
    monkeypatch.setattr(resources, "path", tmp_path.joinpath)
    filling = Filling(
        shipped="shipped",
        default="usual",
        last_good=request.param,
        name_of=lambda note: note.name,
        name_fault=lambda name: "" if name.isalpha() else "letters only",
        load=lambda file: parse(table_of(file, "no text"), str(file)),
        parse=parse,
        as_toml=as_toml,
        words=WORDS,
    )
    return Shelf(tmp_path / "site", filling)


def saved(shelf: Shelf[Note], text: str, name: str = "ours") -> Note:
    return shelf.save_next(Note(name, 0, text), "Ada", "2026-02-03")


def test_versions_count_up_and_all_of_them_can_be_read_newest_first(shelf: Shelf[Note]) -> None:
    first, second = saved(shelf, "one"), saved(shelf, "two")
    assert (first.version, second.version, second.approved_by) == (1, 2, "Ada")
    assert shelf.versions("ours") == (second, first)
    assert shelf.version("ours", 1) == first and shelf.version("ours", 3) is None
    assert shelf.names == ("other", "ours", "usual")
    assert shelf.get("ours") == (second, "")


def test_a_broken_file_leaves_the_one_before_in_force_and_says_so(shelf: Shelf[Note], tmp_path: Path) -> None:
    first = saved(shelf, "one")
    (tmp_path / "site" / "ours.toml").write_text('name = "ours"\nversion = 2\ntext = "refused"\n')
    found, fault = shelf.get("ours")
    assert found == first and fault.endswith("ours.toml is refused. ours v1 stays")


def test_a_shipped_file_that_cannot_be_read_leaves_the_default_in_force(
    shelf: Shelf[Note], tmp_path: Path
) -> None:
    (tmp_path / "shipped" / "other.toml").write_text("nonsense")
    found, fault = shelf.get("other")
    assert found.name == "usual" and fault.endswith("usual v1 stays")
    (tmp_path / "shipped" / "usual.toml").write_text("nonsense")
    with pytest.raises(BrokenFileError):
        shelf.get("other")


def test_one_version_means_one_thing_wherever_it_is_asked_for(shelf: Shelf[Note], tmp_path: Path) -> None:
    """A later bedside brings other words under the same version: what was first used here still stands."""
    first = saved(shelf, "one", "usual")
    assert first.version == 2
    (tmp_path / "site" / "usual.v1.toml").write_text(as_toml(Note("usual", 1, "as it was shipped once")))
    known = shelf.version("usual", 1)
    assert known is not None and known.text == "as it was shipped once"
    assert shelf.versions("usual") == (first, known)


def test_what_nobody_approved_or_does_not_hold_is_not_written(shelf: Shelf[Note], tmp_path: Path) -> None:
    for by, day, said in ((" ", "2026-02-03", "who"), ("Ada", "today", "when")):
        with pytest.raises(RefusedError, match=said):
            shelf.save_next(Note("ours", 0, "one"), by, day)
    with pytest.raises(RefusedError, match="is refused"):
        saved(shelf, "refused")
    assert not (tmp_path / "site").exists()

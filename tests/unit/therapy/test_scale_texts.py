"""A site's own item texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bedside.errors import BrokenFileError
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_texts import load_texts, site_texts, version_with

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scales.md"
ITEMS = ", ".join(f'"invented line {n}"' for n in range(1, 8))
GOOD = f'version = 2\nlanguage = "en"\nitems = [{ITEMS}]\n'


def file(folder: Path, text: str, name: str = "gad7.toml") -> Path:
    written = folder / name
    written.write_text(text, encoding="utf-8")
    return written


@pytest.mark.req("SCALE-01")
def test_a_file_of_the_site_gives_texts_by_item_number(tmp_path: Path) -> None:
    texts = load_texts(file(tmp_path, GOOD))
    assert texts.items[0] == "invented line 1" and len(texts.items) == 7
    assert version_with(scales()["gad7"], texts) == "1+en.2"
    assert version_with(scales()["gad7"], None) == "1"


@pytest.mark.req("SCALE-01")
def test_the_example_of_the_manual_can_be_used(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    texts = load_texts(file(tmp_path, blocks[0]))
    assert texts.answers and texts.permission


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('"invented line 7"', '"invented line 7", "one more"'), "items has 8 texts: write 7"),
        (GOOD.replace(', "invented line 7"', ""), "items has 6 texts: write 7"),
        (GOOD.replace("invented line 3", "  "), "text 3 of items is empty"),
        (GOOD.replace("invented line 3", "<b>line</b>"), "without markup"),
        (GOOD.replace("invented line 3", "two\\nlines"), "cannot be seen"),
        (GOOD.replace("invented line 3", "\\u202eenil"), "cannot be seen"),
        (GOOD.replace("invented line 3", "x" * 401), "has 401 characters"),
        (GOOD.replace('"invented line 3"', "3"), "text 3 of items is not a text"),
        (GOOD.replace("version = 2\n", ""), "the version is missing"),
        (GOOD.replace("version = 2\n", 'version = " "\n'), "the version is missing"),
        (GOOD.replace('language = "en"\n', ""), "the language is missing"),
        (GOOD.replace("items = [", 'items = "one"\nothers = ['), '"others" is not a line'),
        ('version = 1\nlanguage = "en"\nitems = "one"\n', "items is not a list"),
        (GOOD + 'answers = ["no", "yes"]\n', "answers has 2 texts: write 4"),
        (GOOD + "permission = 3\n", "the permission is not a text"),
        (GOOD + "high = 9\n", '"high" is not a line'),
        ("version = = 1", "not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BrokenFileError, match=re.escape(words)):
        load_texts(file(tmp_path, text))


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "gad7.toml").write_bytes(b"\xff\xfe\x00version")
    with pytest.raises(BrokenFileError, match="save it as UTF-8"):
        load_texts(tmp_path / "gad7.toml")


def test_a_mark_that_some_editors_write_first_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "gad7.toml").write_text(GOOD, encoding="utf-8-sig")
    assert load_texts(tmp_path / "gad7.toml").version == "2"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gad.toml", "name the file after one of"),
        ("madrs.toml", "not answered in bedside"),
        ("nausea.toml", "not answered in bedside"),
        ("padss.toml", "has words of its own"),
    ],
)
def test_only_scales_answered_by_item_number_may_have_texts(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(BrokenFileError, match=words):
        load_texts(file(tmp_path, GOOD, name))


@pytest.mark.req("SCALE-01")
def test_one_bad_file_does_not_take_the_others_away(tmp_path: Path) -> None:
    file(tmp_path, GOOD)
    file(tmp_path, GOOD, "phq9.toml")
    found = site_texts(tmp_path)
    assert list(found.texts) == ["gad7"]
    assert len(found.faults) == 1 and "phq9.toml" in found.faults[0] and "write 9" in found.faults[0]


def test_a_site_without_a_folder_has_no_texts_and_no_faults(tmp_path: Path) -> None:
    found = site_texts(tmp_path / "scale_texts")
    assert (dict(found.texts), found.faults) == ({}, ())

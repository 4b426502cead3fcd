"""Files a person of the site may have written: what is wrong with them in words, and never written half."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.errors import BrokenFileError
from bedside.site_files import escaped, is_day, table_of, toml_files, write_whole


def test_a_text_is_written_with_its_folder_and_leaves_no_scratch_behind(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "ours.v2.toml"
    write_whole(file, "a = 1\n")
    write_whole(file, "a = 2\n")
    assert file.read_text(encoding="utf-8") == "a = 2\n"
    assert list(file.parent.iterdir()) == [file]


def test_what_cannot_be_written_leaves_the_old_text(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    write_whole(file, "old")
    (tmp_path / "ours.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(file, "new")
    assert file.read_text(encoding="utf-8") == "old"


def test_a_table_may_begin_with_the_mark_some_editors_write(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert table_of(tmp_path / "a.toml", "no text") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    (
        (b"a =", "is not valid TOML"),
        (b"\xff\xfe", "no text"),
        (b"a = " + b"[" * 5000, "no text"),
        (b"a = " + b"9" * 5000, "no text"),
        (None, "cannot be read"),
    ),
)
def test_a_file_that_cannot_be_used_says_why_in_one_sentence(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "a.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokenFileError, match=said):
        table_of(file, "no text")


@pytest.mark.parametrize("text", ("", "3.2.2026", "20260203", "2026-02-30", "2026-2-3"))
def test_only_a_whole_iso_day_is_a_day(text: str) -> None:
    assert is_day("2026-02-03") and not is_day(text)


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").touch()
    assert toml_files(tmp_path) == [tmp_path / "a.toml"]
    assert toml_files(tmp_path / "none") == toml_files(tmp_path / "a.toml") == []


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_what_is_escaped_is_read_again(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    file = tmp_path_factory.getbasetemp() / "escaped.toml"
    file.write_text(f'a = "{escaped(words)}"\n', encoding="utf-8", newline="\n")
    assert table_of(file, "no text") == {"a": words}

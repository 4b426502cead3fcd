"""`bedside report`, as a process of its own: every format, the words of a refusal, and what it needs no Qt for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bedside.export.report.saving import Format
from tests.helpers.courses import recorded
from tests.helpers.processes import Home
from tests.helpers.report_sessions import MARK, SESSION, whole


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cli") / "home")
    home.store.parent.mkdir(parents=True, exist_ok=True)
    recorded(home.store, whole())
    return home


def test_html_is_written_where_qt_is_not_installed(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "r.html"
    ran = home.run("report", "--session", SESSION, "--to", str(file))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == str(file)
    assert "  Alarms: 1 of 1 in the record" in ran.out
    text = file.read_text(encoding="utf-8")
    assert MARK in text
    assert "<svg " in text


def test_programs_read_how_far_it_is_and_what_was_written(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    ran = home.run("report", "--session", SESSION, "--to", str(file), "--remove-identifiers", "--json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["done"] for line in lines[:-1]] == sorted(line["done"] for line in lines[:-1])
    assert lines[-1]["files"] == [str(file), str(tmp_path / "r-events.csv")]
    assert MARK not in file.read_text(encoding="utf-8")
    assert "Read it before you give it away." in ran.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--session", "none", "--to", "r.html"), "there is no session none"),
        (("--session", SESSION, "--to", "r.txt"), "end the name with .pdf, .html or .csv"),
    ],
)
def test_a_refusal_is_a_sentence(home: Home, words: tuple[str, ...], sentence: str) -> None:
    ran = home.run("report", *words)
    assert ran.code == 1
    assert sentence in ran.err


def test_every_format_has_its_ending() -> None:
    assert [kind.value for kind in Format] == ["pdf", "html", "csv"]

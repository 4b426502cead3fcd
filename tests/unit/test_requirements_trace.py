"""Every requirement that is said to be built is shown by a test, and no test names one that is not written down."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
REQUIREMENTS = tomllib.loads((TESTS.parent / "docs" / "requirements.toml").read_text(encoding="utf-8"))


def marked_ids(source: str) -> Iterator[str]:
    """The ids in every `pytest.mark.req(...)` of a test file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
            yield from (ast.literal_eval(argument) for argument in node.args)


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """Requirement id → the test files that show it."""
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for requirement in marked_ids(file.read_text(encoding="utf-8")):
            found.setdefault(requirement, []).append(str(file.relative_to(TESTS)))
    return found


def test_every_requirement_says_what_in_full() -> None:
    for requirement, row in REQUIREMENTS.items():
        assert set(row) == {"says", "numbers", "status"}, requirement
        assert row["says"].endswith("."), requirement
        assert row["status"] == "built" or row["status"].startswith("partly: "), requirement


def test_every_built_requirement_is_shown_by_a_test(shown: dict[str, list[str]]) -> None:
    assert [requirement for requirement in REQUIREMENTS if requirement not in shown] == []


def test_every_marked_id_is_written_down(shown: dict[str, list[str]]) -> None:
    assert {name: files for name, files in shown.items() if name not in REQUIREMENTS} == {}

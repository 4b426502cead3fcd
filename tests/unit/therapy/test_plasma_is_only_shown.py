"""The plasma estimate is a picture: nothing that decides, warns, records or moves may so much as import it (PK-01)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ESTIMATE = ("plasma", "plasma_doses", "plasma_models")
MAY_SHOW = ("bedside/ui/", "bedside/export/")


def imported(file: Path) -> Iterator[str]:
    """Full names of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value  # a name for importlib


def importers() -> dict[str, set[str]]:
    """Modules of the estimate, and the files that import each of them."""
    found: dict[str, set[str]] = {f"bedside.therapy.{name}": set() for name in ESTIMATE}
    for folder in ("bedside", "drivers"):
        for file in (ROOT / folder).rglob("*.py"):
            for name in imported(file):
                if name in found:
                    found[name].add(file.relative_to(ROOT).as_posix())
    return found


@pytest.mark.req("PK-01")
def test_only_what_shows_it_imports_the_estimate() -> None:
    own = {f"bedside/therapy/{name}.py" for name in ESTIMATE}
    for module, files in importers().items():
        assert [file for file in sorted(files - own) if not file.startswith(MAY_SHOW)] == [], module


@pytest.mark.req("PK-01")
def test_the_look_for_importers_finds_them() -> None:
    """The test above would be green for ever if it looked in the wrong place."""
    assert "bedside/therapy/plasma.py" in importers()["bedside.therapy.plasma_models"]


@pytest.mark.req("PK-01")
def test_no_sentence_of_the_estimate_proposes_anything() -> None:
    for name in ESTIMATE:
        words = (ROOT / "bedside" / "therapy" / f"{name}.py").read_text(encoding="utf-8").lower()
        for word in ("recommend", "should be given", "target dose", "suggest"):
            assert word not in words

"""bedside claims nothing of the treatment: no screen, file or document says what it cures or spares (T7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.processes import CHECKOUT

CLAIMS = re.compile(
    r"addict|life-?saving|habit.forming|breakthrough|\b(?:cures?|cured|heals?) (?:of|from|your|their|depress|pain)|"
    r"\bno (?:risk|side effects) of\b|risk.free|\bproven (?:safe|to work)|recommended dose",
    re.IGNORECASE,
)
DENIES = "this is claimed nowhere"  # the row of docs/session.md that says so
READ = (".py", ".toml", ".md", ".html", ".svg", ".desktop")


def texts(root: Path) -> Iterator[tuple[Path, str]]:
    """Everything of bedside that a person may read, or that is shown to one."""
    yield root / "README.md", (root / "README.md").read_text(encoding="utf-8")
    for folder in ("bedside", "drivers", "resources", "docs", "packaging"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in READ and path.is_file():
                yield path, path.read_text(encoding="utf-8")


def claims(text: str) -> list[str]:
    """The lines that claim something."""
    return [line.strip() for line in text.splitlines() if CLAIMS.search(line) and DENIES not in line]


def test_no_word_of_bedside_claims_anything_of_the_treatment() -> None:
    read = dict(texts(CHECKOUT))
    assert len(read) > 500, "the walk has to find what there is"
    assert {str(path): found for path, text in read.items() if (found := claims(text))} == {}


@pytest.mark.parametrize(
    "claim",
    [
        "Ketamine is not addictive.",
        "It has not the same risk of addiction.",
        "A life-saving treatment.",
        "It cures depression.",
        "There is no risk of dependence.",
        "The recommended dose is 0.5 mg/kg.",
    ],
)
def test_a_claim_is_found(claim: str) -> None:
    assert claims(f"first line\n{claim}\n") == [claim]

"""Every requirement is shown by a test, no test names one that is not written down, and the documents say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bedside.alarms.technical_rows import ROWS, STATION_ROWS
from tests.helpers import trace

REQUIREMENTS = trace.requirements()

ALARM_IDS = [
    f"ALM-{number:02d}"
    for first, last in ((1, 5), (10, 14), (20, 25), (30, 36), (40, 45), (50, 57), (60, 66))
    for number in range(first, last + 1)
]


@pytest.fixture
def shown() -> Mapping[str, Sequence[trace.Shown]]:
    return trace.tests_of()


def test_every_requirement_says_what_in_full() -> None:
    for requirement, row in REQUIREMENTS.items():
        assert set(row) == {"says", "numbers", "status", "code"}, requirement
        assert row["says"].endswith("."), requirement
        assert row["status"] == "built" or row["status"].startswith("partly: "), requirement


def test_the_whole_alarm_system_is_written_down() -> None:
    told = {*ALARM_IDS, *ROWS, *STATION_ROWS, "T-NIBP-STALE"}
    assert {requirement for requirement in REQUIREMENTS if requirement.startswith(("ALM-", "T-"))} == told


def test_the_code_of_every_requirement_is_where_it_is_said_to_be() -> None:
    missing = {
        (requirement, file)
        for requirement, row in REQUIREMENTS.items()
        for file in row["code"]
        if not (trace.CHECKOUT / file).is_file()
    }
    assert missing == set()
    assert [requirement for requirement, row in REQUIREMENTS.items() if not row["code"]] == []


def test_every_requirement_is_shown_by_a_test(shown: Mapping[str, Sequence[trace.Shown]]) -> None:
    assert [requirement for requirement in REQUIREMENTS if requirement not in shown] == []


def test_every_marked_id_is_written_down(shown: Mapping[str, Sequence[trace.Shown]]) -> None:
    assert {name: tests for name, tests in shown.items() if name not in REQUIREMENTS} == {}


@pytest.mark.req("ALM-24")
@pytest.mark.parametrize("file", trace.DOCUMENTS, ids=lambda file: file.name)
def test_the_pages_that_are_made_are_up_to_date(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == trace.DOCUMENTS[file](), (
        f"{file.name} is out of date: make docs"
    )

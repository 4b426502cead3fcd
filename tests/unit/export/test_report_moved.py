"""The report of a session that stood under another patient first: it goes out of the house, and names nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bedside.export.report.saving import Wanted, write_report
from bedside.store.library import Library
from tests.helpers.courses import NOW, recorded
from tests.helpers.report_sessions import PATIENT, SESSION, limits_of, whole


def _written(library: Library, to: Path) -> Sequence[Path]:
    return write_report(library, Wanted(session=SESSION, to=to), limits_of=limits_of, now=NOW).files


def test_a_session_that_was_moved_to_the_right_patient_names_nobody_else_in_any_file(tmp_path: Path) -> None:
    other = replace(PATIENT, id="cd34" * 8, family_name="Okonkwo", given_name="Ifeoma", record_no="77001")
    moved = Library(recorded(tmp_path / "moved.sqlite", whole(at_first=other)))
    files = [file for ending in ("html", "csv") for file in _written(moved, tmp_path / f"moved.{ending}")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert not any(word in text for text in texts for word in ("Okonkwo", "Ifeoma", "77001"))
    assert all("Patient another person, by mistake" in texts[n] for n in (0, 2))  # the numbers tell no words
    assert PATIENT.family_name in texts[0]

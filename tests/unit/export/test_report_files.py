"""The files of a report: whole or not there, without a patient's name in their own, and nothing lost on the way."""

from __future__ import annotations

import csv
import errno
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bedside.errors import BrokenFileError
from bedside.export.report.gathered import Gathered, Step, StoppedError, gathered
from bedside.export.report.model import Report
from bedside.export.report.saving import Format, Wanted, Written, free_file, scratch_of, stem_of, write_report
from bedside.export.report.tell import Tell
from bedside.export.report.value_table import safe, write_values
from bedside.store.library import Library
from tests.helpers.courses import NOW, recorded
from tests.helpers.report_sessions import BEGAN, MARK, SESSION, limits_of, whole


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(recorded(tmp_path_factory.mktemp("files") / "whole.sqlite", whole()))


@pytest.fixture(scope="module")
def read(library: Library) -> Gathered:
    """The session, read once: most of a report's time."""
    return gathered(library, SESSION, limits_of=limits_of)


@pytest.fixture(autouse=True)
def _read_once(read: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(_library: Library, _session: str, *, step: Step, **_more: Any) -> Gathered:
        step(0.0)
        return read

    monkeypatch.setattr("bedside.export.report.saving.gathered", again)


def written(library: Library, to: Path, **more: Any) -> Written:
    return write_report(library, Wanted(session=SESSION, to=to, **more), limits_of=limits_of, now=NOW)


@pytest.fixture(scope="module")
def made(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The two files of numbers, written once."""
    return written(library, tmp_path_factory.mktemp("made") / "r.csv")


@pytest.fixture(scope="module")
def values(made: Written) -> list[dict[str, str]]:
    return table(made.files[0])


@pytest.fixture(scope="module")
def removed(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name and text of every file without identifiers."""
    stem = tmp_path_factory.mktemp("removed") / stem_of(SESSION, identifiers=False)
    files = [
        file
        for ending in (".html", ".csv")
        for file in written(library, stem.with_suffix(ending), identifiers=False).files
    ]
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# -- CSV --------------------------------------------------------------------------------------------------


def test_there_is_a_row_for_each_second_with_units_in_the_head(values: list[dict[str, str]]) -> None:
    rows = values
    assert [row["t_s"] for row in rows] == [str(second) for second in range(6001)]
    head = list(rows[0])
    assert head[:6] == ["t_s", "time", "mode", "phase", "spo2 (%)", "pr (/min)"]
    assert {"nibp_sys (mmHg)", "rate_entered (mL/h)", "dose_given (mg)"} <= set(head)


@pytest.mark.parametrize(
    ("second", "column", "cell"),
    [
        (1800, "spo2 (%)", "86"),
        (1801, "spo2 (%)", ""),  # none came in this second: never the one before
        (2500, "spo2 (%)", ""),
        (1500, "nibp_sys (mmHg)", "118"),
        (1501, "nibp_sys (mmHg)", ""),
        (2700, "nibp_sys (mmHg)", "148"),
        (1200, "rate_entered (mL/h)", "52.5"),
        (1000, "rate_entered (mL/h)", ""),
        (1800, "dose_given (mg)", "8"),
        (4000, "dose_given (mg)", "40.75"),
        (1800, "phase", "infusion"),
        (1800, "mode", "live"),
    ],
)
def test_a_cell_has_what_was_measured_in_its_second_and_else_nothing(
    values: list[dict[str, str]], second: int, column: str, cell: str
) -> None:
    assert values[second][column] == cell


def test_times_are_iso_with_an_offset(values: list[dict[str, str]]) -> None:
    assert values[10]["time"] == BEGAN.replace(second=10).astimezone().isoformat()


def test_the_events_have_every_line_alarm_change_and_gap_once(library: Library, made: Written) -> None:
    rows = table(made.files[1])
    session = library.open(SESSION)
    kinds = [row["kind"] for row in rows]
    assert kinds.count("gap") == 2
    assert sum(kind.startswith("alarm ") for kind in kinds) == len(session.alarm_changes())
    assert len(rows) == len(session.entries()) + len(session.alarm_changes()) + 2
    assert [float(row["t_s"]) for row in rows] == sorted(float(row["t_s"]) for row in rows)
    wrong = next(row for row in rows if row["words"] == f"{MARK} wrong bed")
    assert wrong["counts"] == "no: taken back or corrected"
    counted = {count.title: (count.recorded, count.told) for count in made.counts}
    assert counted["Timeline, alarm changes and gaps"] == (len(rows), len(rows))


def test_the_numbers_that_went_in_are_those_that_came_out(
    made: Written, values: list[dict[str, str]]
) -> None:
    counted = {count.title: (count.recorded, count.told) for count in made.counts}
    cells = sum(
        1 for row in values for name, cell in row.items() if cell and name.startswith(("spo2", "pr", "nibp"))
    )
    assert counted["Numbers, a row for each second"] == (cells, cells)
    assert cells == 2 * (3000 - 150) + 6 * 4


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-5", "-5"), ("-cmd", "'-cmd"), ("calm", "calm"), ("", "")],
)
def test_typed_words_are_no_formula_for_a_table_program(cell: str, kept: str) -> None:
    assert safe(cell) == kept


# -- identifiers ------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-03")
@pytest.mark.parametrize(
    "gone",
    [
        MARK,
        "Marta",
        "Reyes",
        "20418",
        "1984-",
        "2026-",
        "20261114",
        "2027-04",
        "555-0101",
        "ttyUSB",
        "penicillin",
    ],
)
def test_no_file_tells_who_it_was_once_identifiers_are_removed(removed: dict[str, str], gone: str) -> None:
    """AUD-03"""
    assert len(removed) == 3
    assert [name for name, text in removed.items() if gone in text or gone in name] == []


@pytest.mark.req("AUD-02")
def test_the_name_of_a_file_is_the_sessions_and_nobodys() -> None:
    assert stem_of(SESSION, identifiers=True) == f"session-{SESSION}"


# -- whole or not there -----------------------------------------------------------------------------------


def left_in(folder: Path) -> Sequence[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("ending", ["html", "csv"])
@pytest.mark.parametrize("after", [0.0, 0.75])
def test_one_that_is_stopped_leaves_nothing(
    library: Library, tmp_path: Path, ending: str, after: float
) -> None:
    def step(share: float) -> None:
        if share >= after:
            raise StoppedError

    folder = tmp_path / "out"
    folder.mkdir()
    wanted = Wanted(session=SESSION, to=folder / f"r.{ending}")
    with pytest.raises(StoppedError):
        write_report(library, wanted, limits_of=limits_of, now=NOW, step=step)
    assert left_in(folder) == []


@pytest.mark.parametrize("ending", ["html", "csv"])
def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(
    library: Library, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("bedside.export.report.saving.os.fsync", full)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(BrokenFileError, match=r"No space left on device.*free some space or choose another"):
        written(library, folder / f"r.{ending}")
    assert left_in(folder) == []


def test_a_folder_that_is_none_is_told_in_a_sentence(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokenFileError, match="choose another folder"):
        written(library, tmp_path / "file" / "r.html")


def test_a_folder_nobody_can_look_into_is_told_in_a_sentence(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 300)  # longer than a name may be
    wanted = free_file(folder, SESSION, Format.HTML, identifiers=True)
    assert wanted == folder / f"session-{SESSION}.html"
    with pytest.raises(BrokenFileError, match="choose another folder"):
        written(library, wanted)


def test_a_file_that_is_there_is_not_overwritten(library: Library, tmp_path: Path) -> None:
    (tmp_path / "r-events.csv").write_text("mine")
    with pytest.raises(BrokenFileError, match="is not overwritten: choose another name"):
        written(library, tmp_path / "r.csv")
    assert left_in(tmp_path) == ["r-events.csv"]


def test_what_a_killed_program_left_is_written_over(library: Library, tmp_path: Path) -> None:
    scratch_of(tmp_path / "r.html").write_text("half")
    written(library, tmp_path / "r.html")
    assert left_in(tmp_path) == ["r.html"]


def test_an_ending_that_is_no_format_is_told(library: Library, tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"end the name with \.pdf, \.html or \.csv"):
        written(library, tmp_path / "r.docx")


def test_a_pdf_without_a_maker_is_told(library: Library, tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"write \.html or \.csv here"):
        written(library, tmp_path / "r.pdf")
    assert left_in(tmp_path) == []


def test_a_maker_of_pdfs_gets_the_report_and_its_chart(library: Library, tmp_path: Path) -> None:
    got: list[tuple[Report, str]] = []

    def made(report: Report, chart: str, _tell: Tell) -> bytes:
        got.append((report, chart))
        return b"%PDF"

    wanted = Wanted(session=SESSION, to=tmp_path / "r.pdf")
    write_report(library, wanted, limits_of=limits_of, now=NOW, pdf=made)
    assert (tmp_path / "r.pdf").read_bytes() == b"%PDF"
    assert got[0][1].startswith("<svg ")


def test_values_are_read_an_hour_at_a_time(
    library: Library, read: Gathered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the session, no more of it is in memory."""
    session, g = library.open(SESSION), read
    asked: list[float] = []
    between = session.numbers_between

    def counted(parameter: Any, first: float, last: float) -> Any:
        asked.append(last - first)
        return between(parameter, first, last)

    monkeypatch.setattr(session, "numbers_between", counted)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        tracemalloc.start()
        write_values(nowhere, session, g, Tell(started_utc=BEGAN))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert max(asked) <= 3600.0
    assert peak < 20e6

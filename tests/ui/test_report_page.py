"""The session report on paper and where it is asked for: pages, the form, the process that writes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.export.report.gathered import gathered
from bedside.export.report.report import report_of
from bedside.export.report.saving import Format, Wanted, scratch_of
from bedside.export.report.tell import Tell
from bedside.store.library import Library
from bedside.ui import paper
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.panels.report import ReportPanel
from bedside.ui.report.report_form import ReportForm
from bedside.ui.report.report_job import ReportJob
from bedside.ui.report.report_pdf import report_document
from bedside.ui.review_events import EventTile
from bedside.ui.session.discharge_gate import DischargeGateTile
from bedside.ui.theme import Theme
from tests.helpers.courses import NOW, recorded
from tests.helpers.hosting import host
from tests.helpers.report_sessions import MARK, SESSION, limits_of, whole
from tests.helpers.story import NURSE
from tests.helpers.updates import reyes
from tests.helpers.windows import feed, open_window

CHART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="100" height="50"/></svg>'
LONGEST_MS = 20_000
MakeForm = Callable[[str], ReportForm]


def pages_of(data: bytes) -> list[str]:
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return [
        document.getAllText(n).text().replace("\r", "").replace("\n", " ")
        for n in range(document.pageCount())
    ]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(recorded(tmp_path_factory.mktemp("report") / "s.sqlite", whole(simulated=True)))


def pages(library: Library, look: Theme, *, identifiers: bool = True) -> list[str]:
    g = gathered(library, SESSION, limits_of=limits_of)
    tell = Tell(started_utc=g.started_utc, identifiers=identifiers)
    report = report_of(g, tell, now=NOW)
    return pages_of(paper.pdf_of(report_document(report, CHART, tell, look)))


@pytest.mark.req("SAFE-01")
def test_every_page_says_simulation_the_intended_use_and_which_page_it_is(
    library: Library, look: Theme
) -> None:
    found = pages(library, look)
    assert len(found) > 3
    for n, text in enumerate(found, 1):
        assert "SIMULATION, not a patient" in text
        assert "not a medical device" in text
        assert f"page {n} of {len(found)}" in text


def test_every_part_is_on_the_pages(library: Library, look: Theme) -> None:
    text = " ".join(pages(library, look))
    for title in (
        "At a glance",
        "Emergency start",
        "Vials",
        "Gaps",
        "Alarms",
        "Corrections and late entries",
    ):
        assert title in text
    assert f"{MARK} ward needs the room" in text


def test_without_identifiers_no_page_tells_who_or_which_day(library: Library, look: Theme) -> None:
    text = " ".join(pages(library, look, identifiers=False))
    assert "identifiers removed" in text
    assert [gone for gone in (MARK, "Marta", "Reyes", "1984", "2026", "20418") if gone in text] == []


# -- the process ------------------------------------------------------------------------------------------


def writes(body: str) -> list[str]:
    """A program in the report's place; its arguments are those of `bedside report`."""
    head = "import json, sys, time, pathlib; to = pathlib.Path(sys.argv[sys.argv.index('--to') + 1]); "
    return [sys.executable, "-c", f"{head}{body}"]


GOOD = "print(json.dumps({'done': 0.5}), flush=True); print(json.dumps({'files': [str(to)], 'counts': []}))"
SLOW = (
    "to.with_name(f'.{to.name}.part').write_text('half'); print(json.dumps({'done': 0.5}), flush=True); "
    "time.sleep(60)"
)
DONE = "to.write_text('whole'); print(json.dumps({'done': 1.0}), flush=True); time.sleep(60)"
REFUSED = "print('bedside: The report could not be written: free some space.', file=sys.stderr); sys.exit(1)"


@pytest.fixture
def form(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[MakeForm]:
    made: list[ReportForm] = []

    def of(body: str) -> ReportForm:
        form = ReportForm(look, tmp_path / "store.sqlite", ReportJob(command=writes(body)))
        host(qtbot, form, 560, 420)
        form.folder.edit.setText(str(tmp_path))
        form.set_session(SESSION)
        made.append(form)
        return form

    yield of
    for each in made:
        each.job.stop()


def test_the_form_asks_for_what_was_chosen(form: MakeForm, tmp_path: Path) -> None:
    shown = form(GOOD)
    assert shown.wanted == Wanted(session=SESSION, to=tmp_path / f"session-{SESSION}.pdf")
    shown.format_keys[Format.CSV].click()
    shown.remove_key.click()
    wanted = shown.wanted
    assert (wanted.to.name, wanted.identifiers) == ("session-without-identifiers.csv", False)
    assert "Read it before you give it away." in shown.identifiers.text()


def test_a_name_that_is_taken_is_not_used_again(form: MakeForm, tmp_path: Path) -> None:
    (tmp_path / f"session-{SESSION}.pdf").write_text("mine")
    assert form(GOOD).wanted.to.name == f"session-{SESSION}-2.pdf"


def test_it_says_how_far_it_is_and_where_the_file_lies(qtbot: QtBot, form: MakeForm, tmp_path: Path) -> None:
    shown = form(GOOD)
    with qtbot.waitSignal(shown.job.written, timeout=LONGEST_MS):
        shown.write_key.click()
        assert shown.cancel_key.isVisible()
        assert not shown.write_key.isVisible()
    assert shown.progress.share == 0.5
    file = tmp_path / f"session-{SESSION}.pdf"
    assert shown.said.text() == f"Saved as {file}. It names the patient."
    assert shown.write_key.isVisible()


def test_cancel_ends_it_at_once_and_leaves_nothing(qtbot: QtBot, form: MakeForm, tmp_path: Path) -> None:
    shown = form(SLOW)
    with qtbot.waitSignal(shown.job.done, timeout=LONGEST_MS):
        shown.write_key.click()
    scratch = scratch_of(shown.wanted.to)
    assert scratch.exists()
    shown.cancel_key.click()
    assert not scratch.exists()
    assert not shown.job.running
    assert shown.said.text() == "Stopped. Nothing was written."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Format.PDF, Format.CSV])
def test_what_was_written_before_it_could_be_cancelled_is_said_and_stays(
    qtbot: QtBot, form: MakeForm, tmp_path: Path, kind: Format
) -> None:
    """The file has its name, and the process is not quite over; of CSV it is the first of two files."""
    shown = form(DONE)
    shown.format_keys[kind].click()
    with qtbot.waitSignal(shown.job.done, timeout=LONGEST_MS):
        shown.write_key.click()
    shown.cancel_key.click()
    file = tmp_path / f"session-{SESSION}.{kind.value}"
    assert shown.said.text() == f"Stopped. Saved before that: {file}. It names the patient."
    assert list(tmp_path.iterdir()) == [file]
    assert not shown.job.running


def test_why_it_could_not_be_written_is_said_in_a_sentence(qtbot: QtBot, form: MakeForm) -> None:
    shown = form(REFUSED)
    with qtbot.waitSignal(shown.job.failed, timeout=LONGEST_MS):
        shown.write_key.click()
    assert shown.said.text() == "The report could not be written: free some space."


def test_a_program_that_is_not_there_is_said_too(qtbot: QtBot, look: Theme, tmp_path: Path) -> None:
    job = ReportJob(command=[str(tmp_path / "nothing")])
    shown = ReportForm(look, tmp_path / "store.sqlite", job)
    host(qtbot, shown, 560, 420)
    shown.set_session(SESSION)
    with qtbot.waitSignal(job.failed, timeout=LONGEST_MS, raising=False):
        shown.write()
    assert shown.said.text().startswith("The report could not be begun")
    assert not job.running


def test_closing_the_panel_stops_what_is_being_written(qtbot: QtBot, look: Theme, tmp_path: Path) -> None:
    panel = ReportPanel(look, tmp_path / "store.sqlite")
    host(qtbot, panel, 560, 520)
    panel.form.job._command = writes(SLOW)
    panel.form.folder.edit.setText(str(tmp_path))
    panel.form.set_session(SESSION)
    with qtbot.waitSignal(panel.form.job.done, timeout=LONGEST_MS):
        panel.form.write()
    panel.close_panel()
    assert not panel.form.job.running
    assert list(tmp_path.iterdir()) == []


def test_another_panel_in_its_place_stops_it_too(qtbot: QtBot, look: Theme, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    window = open_window(qtbot, look, (1366, 768))
    window.desk.use_store(tmp_path / "store.sqlite")
    feed(window, reyes())
    window.open_bed(reyes().bed)
    window.open_panel("report")
    panel = window.desk.panel
    assert isinstance(panel, ReportPanel)
    panel.form.job._command = writes(SLOW)
    panel.form.folder.edit.setText(str(folder))
    with qtbot.waitSignal(panel.form.job.done, timeout=LONGEST_MS):
        panel.form.write()
    assert list(folder.iterdir()) != []
    gone = panel.destroyed
    with qtbot.waitSignal(gone, timeout=LONGEST_MS):
        window.open_panel("ratings")
    assert list(folder.iterdir()) == []


def test_without_a_record_nothing_can_be_asked_for(qtbot: QtBot, look: Theme) -> None:
    shown = ReportForm(look, None)
    host(qtbot, shown, 560, 420)
    shown.set_session(SESSION)
    assert not shown.write_key.isEnabled()
    assert "no report can be written" in shown.said.text()


def test_every_part_of_the_form_has_a_name(qtbot: QtBot, look: Theme) -> None:
    shown = ReportForm(look, None)
    host(qtbot, shown, 560, 420)
    focusable = [w for w in shown.findChildren(QWidget) if w.focusPolicy().value and w.isVisibleTo(shown)]
    assert all(w.accessibleName() for w in focusable)


# -- where it is asked for --------------------------------------------------------------------------------


def test_the_panel_of_the_bed_that_runs_asks_for_its_session(
    qtbot: QtBot, look: Theme, tmp_path: Path
) -> None:
    window = open_window(qtbot, look, (1366, 768))
    update = reyes()
    feed(window, update)
    window.desk.use_store(tmp_path / "store.sqlite")
    window.desk.open("report", update)
    panel = window.desk.panel
    assert isinstance(panel, ReportPanel)
    assert update.session is not None
    assert panel.form.wanted.session == update.session.id
    assert panel.form.write_key.isEnabled()


def test_ending_a_session_and_the_discharge_gate_lead_to_it(qtbot: QtBot, look: Theme) -> None:
    asked: list[str] = []
    ending, gate = EndSessionPanel(look), DischargeGateTile(look)
    for widget in (ending, gate):
        host(qtbot, widget, 784, 568)
    ending.panel_asked.connect(asked.append)
    gate.asked.connect(asked.append)
    ending.open_for(reyes(), NURSE)
    ending.report_key.click()
    gate.report_key.click()
    assert asked == ["report", "report"]


def test_a_reviewed_session_has_it_beside_its_record(qtbot: QtBot, look: Theme, tmp_path: Path) -> None:
    events = EventTile(look)
    host(qtbot, events, 560, 420)
    events.offer_record()
    events.offer_report(tmp_path / "store.sqlite")
    whole_session = reyes()
    events.set_session(whole_session)
    events.keys["record"].click()
    assert events.record.isVisible()
    events.report_key.click()
    assert events.report is not None
    assert events.report.isVisible()
    assert whole_session.session is not None
    assert events.report.wanted.session == whole_session.session.id
    events.set_session(whole_session)
    assert not events.report_key.isChecked()

"""A comma for a point on what is printed and on the pages of course and devices; files of the record keep the point."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.export.report.gathered import Gathered, gathered
from bedside.export.report.html import html_of
from bedside.export.report.report import report_of
from bedside.export.report.tell import Tell
from bedside.store.library import Library
from bedside.ui import handover_page, paper
from bedside.ui.course import course_report, report_lines
from bedside.ui.course.course_desk import CourseDesk
from bedside.ui.devices_screen import DevicesScreen
from bedside.ui.handover_card import handover_card
from bedside.ui.report.report_pdf import report_document
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session import advice_page
from bedside.ui.session.advice_words import sheet_of
from bedside.ui.spoken import use_decimal_mark
from bedside.ui.theme import Theme
from bedside.vitals.display import DecimalMark, PressureUnit
from tests.helpers.all_words import AllWords
from tests.helpers.courses import NOW, NURSE, Clinic, recorded, reyes_course
from tests.helpers.device_rows import station_of, ward
from tests.helpers.discharging import recovering
from tests.helpers.hosting import host
from tests.helpers.report_sessions import SESSION, limits_of, whole
from tests.helpers.updates import desaturation

CHART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="100" height="50"/></svg>'
_POINT = re.compile(r"(?<![\w./])[0-9]+\.[0-9]+(?![\w]|\.[0-9])")
_COMMA = re.compile(r"(?<![\w,])[0-9]+,[0-9]+(?![\w,])")


@pytest.fixture
def comma() -> Iterator[None]:
    """The screens of this site write 0,5."""
    use_decimal_mark(DecimalMark.COMMA)
    yield
    use_decimal_mark(DecimalMark.POINT)


def pages_of(pdf: bytes) -> str:
    """Everything that can be read in a PDF."""
    read, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    read.load(buffer)
    said = " ".join(read.getAllText(n).text() for n in range(read.pageCount()))
    read.close()
    return " ".join(said.split())


def with_a_point(words: Iterable[str]) -> list[str]:
    return sorted({each for each in words if _POINT.search(each)})


def test_the_handover_on_paper(comma: None, look: Theme) -> None:
    for unit in PressureUnit:
        card = handover_card(desaturation(), NURSE, unit)
        said = pages_of(handover_page.pdf_of(card, look))
        assert _POINT.findall(said) == []
        assert "23,1 of 35,0 mg" in said


def test_the_advice_on_paper_keeps_what_the_site_wrote(comma: None, look: Theme) -> None:
    update = recovering()
    assert update.care is not None
    sheet = sheet_of(update, update.care, NURSE)
    assert sheet is not None
    own = replace(sheet, words="Nothing for 2.5 h. Call 555.0117.", emergency="555.0100")
    said = pages_of(advice_page.pdf_of(own, look))
    assert _POINT.findall(said) == ["2.5", "555.0117", "555.0100"]
    assert _COMMA.findall(said) == []


@pytest.fixture
def course(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[CourseDesk]:
    clinic = Clinic(recorded(tmp_path / "record.sqlite", reyes_course()))
    screen = ReviewScreen(look)
    host(qtbot, screen, 1856, 984)
    desk = CourseDesk(
        screen, clinic.library, clinic.book, submit=clinic.submit, actor=lambda: NURSE, clock=clinic.clock,
        theme=look, folder=lambda: tmp_path,
    )  # fmt: skip
    screen.set_sessions(clinic.library.sessions())
    screen.library.course_requested.emit("2026-11-14")
    end = time.monotonic() + 30.0
    while desk._page is None or desk._page.data is None:
        assert time.monotonic() < end
        desk.frame()
        QApplication.processEvents()
    yield desk
    desk.stop()


@pytest.mark.parametrize("unit", PressureUnit)
def test_the_course_and_its_report(
    comma: None, course: CourseDesk, look: Theme, unit: PressureUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = course._page
    words = AllWords(monkeypatch)
    assert with_a_point(words.of(page)) == []
    assert any(_COMMA.search(each) for each in words.of(page)), "there are decimals on it"
    report = report_lines.report_of(page.data, unit, now=NOW, actor=NURSE.name)
    said = pages_of(course_report.pdf_of(report, look))
    assert _POINT.findall(said) == []
    assert _COMMA.search(said)


def test_the_page_of_the_devices(
    comma: None, qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = DevicesScreen(look)
    host(qtbot, screen, 1840, 968)
    screen.show_update(station_of(*ward()))
    words = AllWords(monkeypatch)
    seen: set[str] = set()
    for n in range(len(ward())):
        screen.list.choose(n)
        seen |= words.of(screen)
    assert with_a_point(seen) == []
    assert any(_COMMA.search(each) for each in seen), "there are decimals on it"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    path = recorded(tmp_path_factory.mktemp("report") / "whole.sqlite", whole())
    return gathered(Library(path), SESSION, limits_of=limits_of)


def test_the_report_of_a_session_is_a_file_and_keeps_the_point_wherever_it_is_written(
    session: Gathered, look: Theme
) -> None:
    """It is written by a process that has no screen, in the record's words: one mark in all of its formats."""
    said = []
    for mark in (DecimalMark.POINT, DecimalMark.COMMA):
        use_decimal_mark(mark)
        try:
            tell = Tell(started_utc=session.started_utc)
            report = report_of(session, tell, now=NOW)
            pdf = pages_of(paper.pdf_of(report_document(report, CHART, tell, look)))
            said.append((html_of(report, tell), pdf))
        finally:
            use_decimal_mark(DecimalMark.POINT)
    assert said[0] == said[1]
    assert all("52.5 mL/h" in each for each in said[0])

"""The course on paper: plain A4 pages in black on white, what must be seen in red; saved as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtGui import QPainter

from bedside.export.intended_use import INTENDED_USE
from bedside.ui import paper
from bedside.ui.course.course_words import tr
from bedside.ui.course.report_lines import Line, Report
from bedside.ui.paper import Document, Pen, pen_on
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_report")
Placed = tuple[float, float, str, str, float, bool]  # x, baseline, words, token, type, grave; points


class CoursePages:
    """Breaks a report into pages; measured with the fonts it is printed in."""

    def __init__(self, report: Report, theme: Theme) -> None:
        self._report = report
        self._theme = theme
        self._measure = Pen(theme)
        self.pages = tuple(self._broken())

    @property
    def _foot(self) -> list[str]:
        use = spoken(INTENDED_USE)
        room = _AT.width - 2 * _AT.margin
        return self._measure.lines(f"{self._report.written} {use}", "label", _AT.foot_type, room)

    @property
    def _until(self) -> float:
        return float(_AT.height - _AT.foot_bottom - len(self._foot) * _AT.foot_pitch - _AT.foot_gap)

    def _broken(self) -> Iterator[list[Placed]]:
        page: list[Placed] = []
        y, until = float(_AT.first), self._until
        for line in self._report.lines:
            rows = self._rows(line)
            gap = _AT.title_gap if line.title and page else 0.0
            # a title never stands alone at the foot of a page; a long line goes on over the page
            needed = gap + _AT.pitch * (2 if line.title else 1)
            if page and y + needed > until:
                yield page
                page, y, gap = [], float(_AT.first), 0.0
            y += gap
            for row in rows:
                if page and y > until:
                    yield page
                    page, y = [], float(_AT.first)
                page += [(x, y, words, token, points, line.grave) for x, words, token, points in row]
                y += _AT.pitch
        yield page

    def _rows(self, line: Line) -> list[list[tuple[float, str, str, float]]]:
        left, right = float(_AT.margin), _AT.width - _AT.margin
        if line.title:
            return [[(left, line.words, "title", _AT.title_type)]]
        x = left + (_AT.label if line.label else 0.0)
        token = "label.bold" if line.grave else "label"
        words = self._measure.lines(line.words, token, _AT.row_type, right - x) or [""]
        rows = [[(x, each, token, float(_AT.row_type))] for each in words]
        if line.label:
            labels = self._measure.lines(line.label, "label.bold", _AT.row_type, _AT.label - _AT.gap)
            for n, label in enumerate(labels):
                if n == len(rows):
                    rows.append([])
                rows[n].append((left, label, "label.bold", float(_AT.row_type)))
        return rows

    def paint(self, painter: QPainter, page: int, dots_per_inch: float) -> None:
        """One page from the top left corner of the paper."""
        report, left, right = self._report, float(_AT.margin), _AT.width - _AT.margin
        with pen_on(painter, self._theme, dots_per_inch) as pen:
            name = f"{report.name} · {tr('SIMULATION, not a patient')}" if report.simulated else report.name
            pen.text(left, _AT.head_base, name, "title", _AT.head_type)
            of = tr("page {n} of {all}").format(n=page + 1, all=len(self.pages))
            pen.text(right, _AT.detail_base, of, "label", _AT.detail_type, right=True)
            pen.text(left, _AT.detail_base, report.details, "label", _AT.detail_type)
            pen.rule(_AT.rule_y, left, right, _AT.rule)
            for x, y, words, token, points, grave in self.pages[page]:
                pen.text(x, y, words, token, points, grave=grave)
            foot = self._foot
            top = _AT.height - _AT.foot_bottom - (len(foot) - 1) * _AT.foot_pitch
            pen.rule(top - _AT.foot_gap, left, right, _AT.rule)
            for n, line in enumerate(foot):
                pen.text(left, top + n * _AT.foot_pitch, line, "label", _AT.foot_type)


def _document(report: Report, theme: Theme) -> Document:
    pages = CoursePages(report, theme)
    return Document(
        title=tr("Course of sessions"),
        size=paper.A4,
        pages=len(pages.pages),
        paint=pages.paint,
        unsaved=tr(
            "The report could not be saved in {folder} ({why}): free some space or choose another folder."
        ),
    )


def pdf_of(report: Report, theme: Theme) -> bytes:
    """The report as a PDF file."""
    return paper.pdf_of(_document(report, theme))


def save_report(report: Report, theme: Theme, folder: Path, stem: str) -> Path:
    """Save it as a new file in `folder`; `stem` of the file's name says no patient (AUD-02).

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    return paper.save_pdf(_document(report, theme), folder, stem)

"""The course on paper: plain A4 pages in black on white, saved as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMarginsF, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from bedside.errors import UserFacingError
from bedside.ui.course.course_words import tr
from bedside.ui.course.report_lines import Line, Report
from bedside.ui.intended_use import INTENDED_USE
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_report")
_STEPS_PER_POINT: Final = 10  # fonts are sized in whole steps
_POINTS_PER_INCH: Final = 72
Placed = tuple[float, float, str, str, float]  # x, baseline, words, token, type; points


class NotSavedError(UserFacingError):
    """The report could not be written; the sentence says what to do."""


class CoursePages:
    """Breaks a report into pages; measured with the fonts it is printed in."""

    def __init__(self, report: Report, theme: Theme) -> None:
        self._report = report
        self._theme = theme
        self.pages = tuple(self._broken())

    def _font(self, token: str, points: float) -> QFont:
        font = QFont(self._theme.font(token))
        font.setPixelSize(round(points * _STEPS_PER_POINT))
        return font

    def _wrapped(self, words: str, token: str, points: float, room: float) -> list[str]:
        measure = QFontMetricsF(self._font(token, points))
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and measure.horizontalAdvance(longer) <= room * _STEPS_PER_POINT:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    @property
    def _foot(self) -> list[str]:
        use = QCoreApplication.translate("IntendedUse", INTENDED_USE)
        room = _AT.width - 2 * _AT.margin
        return self._wrapped(f"{self._report.written} {use}", "label", _AT.foot_type, room)

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
                page += [(x, y, words, token, points) for x, words, token, points in row]
                y += _AT.pitch
        yield page

    def _rows(self, line: Line) -> list[list[tuple[float, str, str, float]]]:
        left, right = float(_AT.margin), _AT.width - _AT.margin
        if line.title:
            return [[(left, line.words, "title", _AT.title_type)]]
        x = left + (_AT.label if line.label else 0.0)
        words = self._wrapped(line.words, "label", _AT.row_type, right - x) or [""]
        rows = [[(x, each, "label", float(_AT.row_type))] for each in words]
        if line.label:
            labels = self._wrapped(line.label, "label.bold", _AT.row_type, _AT.label - _AT.gap)
            for n, label in enumerate(labels):
                if n == len(rows):
                    rows.append([])
                rows[n].append((left, label, "label.bold", float(_AT.row_type)))
        return rows

    def paint(self, painter: QPainter, page: int, dots_per_inch: float) -> None:
        """One page from the top left corner of the paper."""
        painter.save()
        dots = dots_per_inch / _POINTS_PER_INCH / _STEPS_PER_POINT
        painter.scale(dots, dots)
        report, left, right = self._report, float(_AT.margin), _AT.width - _AT.margin
        name = f"{report.name} · {tr('SIMULATION, not a patient')}" if report.simulated else report.name
        self._text(painter, (left, _AT.head_base, name, "title", _AT.head_type))
        of = tr("page {n} of {all}").format(n=page + 1, all=len(self.pages))
        wide = QFontMetricsF(self._font("label", _AT.detail_type)).horizontalAdvance(of) / _STEPS_PER_POINT
        self._text(painter, (right - wide, _AT.detail_base, of, "label", _AT.detail_type))
        self._text(painter, (left, _AT.detail_base, report.details, "label", _AT.detail_type))
        self._rule(painter, _AT.rule_y)
        for placed in self.pages[page]:
            self._text(painter, placed)
        foot = self._foot
        top = _AT.height - _AT.foot_bottom - (len(foot) - 1) * _AT.foot_pitch
        self._rule(painter, top - _AT.foot_gap)
        for n, line in enumerate(foot):
            self._text(painter, (left, top + n * _AT.foot_pitch, line, "label", _AT.foot_type))
        painter.restore()

    def _text(self, painter: QPainter, placed: Placed) -> None:
        x, base, words, token, points = placed
        painter.setFont(self._font(token, points))
        painter.setPen(Qt.GlobalColor.black)
        painter.drawText(QPointF(x * _STEPS_PER_POINT, base * _STEPS_PER_POINT), words)

    def _rule(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(Qt.GlobalColor.black, _AT.rule * _STEPS_PER_POINT))
        left, right = _AT.margin * _STEPS_PER_POINT, (_AT.width - _AT.margin) * _STEPS_PER_POINT
        painter.drawLine(QPointF(left, y * _STEPS_PER_POINT), QPointF(right, y * _STEPS_PER_POINT))


def pdf_of(report: Report, theme: Theme) -> bytes:
    """The report as a PDF file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    writer.setTitle(tr("Course of sessions"))
    writer.setCreator("bedside")
    pages = CoursePages(report, theme)
    painter = QPainter(writer)
    for page in range(len(pages.pages)):
        if page:
            writer.newPage()
        pages.paint(painter, page, writer.resolution())
    painter.end()
    buffer.close()
    return bytes(data.data())


def save_report(report: Report, theme: Theme, folder: Path, stem: str) -> Path:
    """Save it as a new file in `folder`; `stem` of the file's name says no patient (AUD-02).

    Raises:
        NotSavedError: the folder cannot be written.
    """
    data = pdf_of(report, theme)
    file, number = folder / f"{stem}.pdf", 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while file.exists():
            file = folder / f"{stem}-{number}.pdf"
            number += 1
        file.write_bytes(data)
    except OSError as error:
        words = tr(
            "The report could not be saved in {folder} ({why}): free some space or choose another folder."
        )
        raise NotSavedError(words.format(folder=folder, why=error.strerror or error)) from error
    return file

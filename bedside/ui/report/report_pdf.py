"""The session report on paper: A4 pages with its words on each, the chart first and then every section."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QGuiApplication,
    QImage,
    QPainter,
    QTextDocument,
)
from PySide6.QtSvg import QSvgRenderer

from bedside.export.report.look import style
from bedside.export.report.model import Report
from bedside.export.report.paper_html import CHART, paper_html
from bedside.export.report.saving import MakePdf
from bedside.export.report.tell import Tell
from bedside.ui import paper
from bedside.ui.paper import POINTS_PER_INCH, Document, Pen, pen_on
from bedside.ui.theme import Theme, layout, load

_AT: Final = layout("session_report")
_STEPS_PER_POINT: Final = 10  # px of the text for a point: fonts are sized in whole px
_LIGHT: Final = "light"  # the theme for paper


class ReportPages:
    """Breaks a report into pages."""

    def __init__(self, report: Report, chart: str, tell: Tell, theme: Theme) -> None:
        self._report, self._tell, self._theme = report, tell, theme
        self._chart = QSvgRenderer(QByteArray(chart.encode("utf-8")))
        self._foot = self._foot_lines(Pen(theme))
        self._document = self._laid_out()
        self.count = self._document.pageCount()

    # -- laid out ----------------------------------------------------------------------------------------

    def _foot_lines(self, pen: Pen) -> list[str]:
        words = f"{self._report.written} {self._report.intended_use}"
        return pen.lines(words, "label", _AT.foot_type, self._wide)

    @property
    def _wide(self) -> float:
        return float(_AT.width - 2 * _AT.margin)

    @property
    def _high(self) -> float:
        """Of the text on one page."""
        foot = _AT.foot_bottom + len(self._foot) * _AT.foot_pitch + _AT.foot_gap
        return float(_AT.height - _AT.first - foot)

    @property
    def _chart_high(self) -> float:
        size = self._chart.viewBoxF()
        return float(self._wide * size.height() / size.width()) if size.width() else 0.0

    def _laid_out(self) -> QTextDocument:
        """With a title that would stand alone at the foot of a page on the next one; the first one first."""
        breaks: list[str] = []
        while True:
            document = self._with(breaks)
            low = next((key for key, bottom in _titles(document) if self._is_low(key, bottom, breaks)), None)
            if low is None:
                return document
            breaks.append(low)

    def _is_low(self, key: str, bottom: float, breaks: Collection[str]) -> bool:
        high = self._high * _STEPS_PER_POINT
        return key not in breaks and bottom % high > high - _AT.keep * _STEPS_PER_POINT

    def _with(self, breaks: Collection[str]) -> QTextDocument:
        document = QTextDocument()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setUseDesignMetrics(True)
        document.setDefaultStyleSheet(style("paper"))
        document.setPageSize(QSizeF(self._wide * _STEPS_PER_POINT, self._high * _STEPS_PER_POINT))
        empty = QImage(1, 1, QImage.Format.Format_ARGB32)
        empty.fill(0)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(CHART), empty)
        room = (self._wide * _STEPS_PER_POINT, (self._chart_high + _AT.chart_gap) * _STEPS_PER_POINT)
        document.setHtml(
            paper_html(self._report, chart_size=room, breaks=breaks, label_percent=_AT.label_percent)
        )
        return document

    # -- painted -----------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, page: int, dots_per_inch: float) -> None:
        """One page from the top left corner of the paper."""
        with pen_on(painter, self._theme, dots_per_inch) as pen:
            self._head(pen, page)
            self._footer(pen)
        dots = dots_per_inch / POINTS_PER_INCH
        if not page:
            where = QRectF(_AT.margin * dots, _AT.first * dots, self._wide * dots, self._chart_high * dots)
            self._chart.render(painter, where)
        painter.save()
        painter.scale(dots / _STEPS_PER_POINT, dots / _STEPS_PER_POINT)
        wide, high = self._wide * _STEPS_PER_POINT, self._high * _STEPS_PER_POINT
        painter.translate(_AT.margin * _STEPS_PER_POINT, _AT.first * _STEPS_PER_POINT - page * high)
        shown = QRectF(0, page * high, wide, high)
        painter.setClipRect(shown)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = shown
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _head(self, pen: Pen, page: int) -> None:
        report, left, right = self._report, float(_AT.margin), _AT.width - _AT.margin
        of = self._tell.tr("page {n} of {all}", n=page + 1, all=self.count)
        pen.text(left, _AT.head_base, report.title, "title", _AT.head_type)
        pen.text(right, _AT.head_base, of, "label", _AT.detail_type, right=True)
        pen.text(left, _AT.detail_base, report.subtitle, "label", _AT.detail_type, room=right - left)
        x = left
        if report.mode:  # no alarm: never in red
            x += pen.text(x, _AT.mode_base, report.mode, "label.bold", _AT.mode_type) + _AT.mode_gap
        pen.text(x, _AT.mode_base, report.state, "label.bold", _AT.detail_type, room=right - x, grave=True)
        pen.rule(_AT.rule_y, left, right, _AT.rule)

    def _footer(self, pen: Pen) -> None:
        left, right = float(_AT.margin), _AT.width - _AT.margin
        top = _AT.height - _AT.foot_bottom - (len(self._foot) - 1) * _AT.foot_pitch
        pen.rule(top - _AT.foot_gap, left, right, _AT.rule)
        for n, line in enumerate(self._foot):
            pen.text(left, top + n * _AT.foot_pitch, line, "label", _AT.foot_type)


def _titles(document: QTextDocument) -> Iterator[tuple[str, float]]:
    """Key of each section and where its title ends, px from the top of the first page."""
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        if not fragments.atEnd() and (names := fragments.fragment().charFormat().anchorNames()):
            yield names[0], document.documentLayout().blockBoundingRect(block).bottom()
        block = block.next()


def report_document(report: Report, chart: str, tell: Tell, theme: Theme) -> Document:
    """The report as pages.

    Args:
        report: what it says. chart: an SVG element. tell: for the words of the pages.
        theme: its type is used, and its red; a light one.
    """
    pages = ReportPages(report, chart, tell, theme)
    return Document(title=report.title, size=paper.A4, pages=pages.count, paint=pages.paint)


def headless_pdf() -> MakePdf:
    """Makes PDF files without a window; keeps the application object Qt needs for it."""
    import os  # noqa: PLC0415

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return _maker(QGuiApplication.instance() or QGuiApplication([]))


def _maker(app: object) -> Callable[[Report, str, Tell], bytes]:
    theme = load(_LIGHT)

    def make(report: Report, chart: str, tell: Tell) -> bytes:
        assert app is not None  # alive as long as this is
        return paper.pdf_of(report_document(report, chart, tell, theme))

    return make

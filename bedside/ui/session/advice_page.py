"""The advice sheet on paper: A5, black on white, saved as a PDF or given to the default printer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from bedside.ui.handover_page import NotPrintedError
from bedside.ui.intended_use import INTENDED_USE
from bedside.ui.session.advice_words import AdviceSheet
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_advice")
_STEPS_PER_POINT: Final = 10  # fonts are sized in whole steps
_POINTS_PER_INCH: Final = 72
_WORDS: Final = "label"
_BOLD: Final = "label.bold"
_TITLE: Final = "title"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)


def page_size() -> tuple[float, float]:
    """Width and height of the paper, points."""
    return float(_AT.width), float(_AT.height)


class _Pen:
    """A painter in points, going down the page."""

    def __init__(self, painter: QPainter, theme: Theme, y: float) -> None:
        self._painter = painter
        self._theme = theme
        self.y = y
        self.left, self.right = float(_AT.margin), float(_AT.width - _AT.margin)

    def font(self, token: str, points: float) -> QFont:
        return self._theme.font_px(token, round(points * _STEPS_PER_POINT))

    def width(self, words: str, token: str, points: float) -> float:
        return QFontMetricsF(self.font(token, points)).horizontalAdvance(words) / _STEPS_PER_POINT

    def text(self, x: float, words: str, token: str, points: float, *, right: bool = False) -> None:
        """One line on the present base."""
        left = x - self.width(words, token, points) if right else x
        self._painter.setFont(self.font(token, points))
        self._painter.setPen(Qt.GlobalColor.black)
        self._painter.drawText(QPointF(left * _STEPS_PER_POINT, self.y * _STEPS_PER_POINT), words)

    def lines(self, words: str, token: str, points: float, room: float) -> list[str]:
        """`words` in lines of `room` points; a word wider than that is broken."""
        lines: list[str] = []
        for word in words.split():
            rest = word
            longer = f"{lines[-1]} {rest}" if lines else rest
            if lines and self.width(longer, token, points) <= room:
                lines[-1] = longer
                continue
            while len(rest) > 1 and self.width(rest, token, points) > room:
                cut = next(
                    n
                    for n in range(len(rest), 0, -1)
                    if n == 1 or self.width(rest[:n], token, points) <= room
                )
                lines.append(rest[:cut])
                rest = rest[cut:]
            lines.append(rest)
        return lines

    def rule(self, width: float, *, from_x: float | None = None) -> None:
        self._painter.setPen(QPen(Qt.GlobalColor.black, width * _STEPS_PER_POINT))
        y = self.y * _STEPS_PER_POINT
        x = self.left if from_x is None else from_x
        self._painter.drawLine(QPointF(x * _STEPS_PER_POINT, y), QPointF(self.right * _STEPS_PER_POINT, y))


def paint_sheet(painter: QPainter, theme: Theme, sheet: AdviceSheet, dots_per_inch: float) -> None:
    """Paint the page from the top left corner of the paper; long advice is written smaller, never cut."""
    painter.save()
    dots = dots_per_inch / _POINTS_PER_INCH / _STEPS_PER_POINT
    painter.scale(dots, dots)
    pen = _Pen(painter, theme, _AT.mode_base)
    room = pen.right - pen.left
    if sheet.mode_words:
        pen.text(pen.left, sheet.mode_words, _TITLE, _AT.mode_type)
    pen.y = _AT.title_base
    pen.text(pen.left, _tr("Written advice"), _TITLE, _AT.title_type)
    pen.text(pen.right, sheet.day, _WORDS, _AT.detail_type, right=True)
    pen.y += _AT.words_pitch + _AT.paragraph_gap
    pen.text(pen.left, sheet.name or _tr("Name:"), _BOLD, _AT.name_type)
    pen.text(pen.right, sheet.details, _WORDS, _AT.detail_type, right=True)
    pen.y += _AT.rule_gap
    pen.rule(_AT.rule_heavy)
    rows = _rows(sheet)
    foot = _foot(pen, sheet, room)
    until = _AT.height - _AT.footer_bottom - len(foot) * _AT.footer_pitch - _AT.footer_gap - _AT.sign_gap
    until -= len(rows) * _AT.row_pitch
    pen.y += _AT.words_pitch
    _paint_words(pen, sheet.words, until)
    pen.y = until
    for label, value in rows:
        pen.y += _AT.row_pitch
        pen.text(pen.left, label, _WORDS, _AT.label_type)
        if value:
            points = _fitting(pen, value, _BOLD, _AT.value_type, room - _AT.label_width)
            pen.text(pen.left + _AT.label_width, value, _BOLD, points)
        else:
            pen.rule(_AT.rule_light, from_x=pen.left + _AT.label_width)
    pen.y = _AT.height - _AT.footer_bottom - len(foot) * _AT.footer_pitch - _AT.paragraph_gap
    pen.rule(_AT.rule_light)
    for line in foot:
        pen.y += _AT.footer_pitch
        pen.text(pen.left, line, _WORDS, _AT.footer_type)
    painter.restore()


def _rows(sheet: AdviceSheet) -> list[tuple[str, str]]:
    return [
        (_tr("Next visit"), sheet.next_visit),
        (_tr("In an emergency"), sheet.emergency),
        (_tr("Goes home with"), sheet.escort),
        (_tr("Given by"), sheet.given_by),
    ]


def _paint_words(pen: _Pen, words: str, until: float) -> None:
    """The site's own words; smaller where they would not fit, down to the footer's type."""
    room, share = pen.right - pen.left, 1.0
    paragraphs = [part for part in words.splitlines() if part.strip()]
    least = _AT.footer_type / _AT.words_type

    def needed(by: float) -> float:
        lines = sum(len(pen.lines(each, _WORDS, _AT.words_type * by, room)) for each in paragraphs)
        return float((lines * _AT.words_pitch + len(paragraphs) * _AT.paragraph_gap) * by)

    while share > least and needed(share) > until - pen.y:
        share -= _SHRINK_RATIO
    for paragraph in paragraphs:
        for line in pen.lines(paragraph, _WORDS, _AT.words_type * share, room):
            pen.text(pen.left, line, _WORDS, _AT.words_type * share)
            pen.y += _AT.words_pitch * share
        pen.y += _AT.paragraph_gap * share


_SHRINK_RATIO: Final = 0.05


def _fitting(pen: _Pen, words: str, token: str, points: float, room: float) -> float:
    wide = pen.width(words, token, points)
    return points if wide <= room else max(float(_AT.footer_type), points * room / wide)


def _foot(pen: _Pen, sheet: AdviceSheet, room: float) -> list[str]:
    words = [sheet.source and _tr("The words are the site's: {protocol}.").format(protocol=sheet.source)]
    words.append(_tr("Session {session}.").format(session=sheet.session))
    words.append(QCoreApplication.translate("IntendedUse", INTENDED_USE))
    return pen.lines(" ".join(part for part in words if part), _WORDS, _AT.footer_type, room)


# -- where it goes -----------------------------------------------------------------------------------------


def pdf_of(sheet: AdviceSheet, theme: Theme) -> bytes:
    """The page as a PDF file of one page."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(_a5())
    writer.setTitle(_tr("Written advice, bed {n}").format(n=sheet.bed))
    writer.setCreator("bedside")
    painter = QPainter(writer)
    paint_sheet(painter, theme, sheet, writer.resolution())
    painter.end()
    buffer.close()
    return bytes(data.data())


def save_sheet(sheet: AdviceSheet, theme: Theme, folder: Path, stem: str) -> Path:
    """Save the page as a new file in `folder`.

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    file, number = folder / f"{stem}.pdf", 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while file.exists():
            file = folder / f"{stem}-{number}.pdf"
            number += 1
        file.write_bytes(pdf_of(sheet, theme))
    except OSError as error:
        words = _tr(
            "The PDF could not be saved in {folder} ({why}): free some space or choose another folder."
        )
        raise NotPrintedError(words.format(folder=folder, why=error.strerror or error)) from error
    return file


def print_sheet(sheet: AdviceSheet, theme: Theme) -> str:
    """Give the page to the default printer; returns its name.

    Raises:
        NotPrintedError: there is no printer, or it does not take the page.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415 - only who prints needs it

    info = QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise NotPrintedError(
            _tr("This computer has no printer: save the PDF and print it where there is one.")
        )
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setPageLayout(_a5())
    printer.setDocName(_tr("Written advice, bed {n}").format(n=sheet.bed))
    painter = QPainter()
    if not painter.begin(printer):
        words = _tr("The printer {name} did not take the page: look at it, or save the PDF.")
        raise NotPrintedError(words.format(name=info.printerName()))
    paint_sheet(painter, theme, sheet, printer.resolution())
    painter.end()
    return info.printerName()


def paint_preview(painter: QPainter, theme: Theme, sheet: AdviceSheet, place: QRectF) -> None:
    """The page as it will be, in `place`, px."""
    painter.save()
    painter.fillRect(place, Qt.GlobalColor.white)
    painter.translate(place.topLeft())
    paint_sheet(painter, theme, sheet, place.width() / _AT.width * _POINTS_PER_INCH)
    painter.restore()


def _a5() -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A5)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))

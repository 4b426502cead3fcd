"""Paper: pages in black on white, drawn in points; saved as a PDF or given to the default printer.

What stands on them belongs to their own modules: the handover, the written advice, the report of a course.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QPointF,
    QStandardPaths,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from bedside.errors import UserFacingError
from bedside.ui.theme import Theme

A4: Final = QPageSize.PageSizeId.A4
A5: Final = QPageSize.PageSizeId.A5
POINTS_PER_INCH: Final = 72
_STEPS_PER_POINT: Final = 10  # fonts are sized in whole steps
_BREAKS: Final = re.compile(r"\s+(?!%)")  # where a line may end


def _tr(text: str) -> str:
    return QCoreApplication.translate("Paper", text)


class NotPrintedError(UserFacingError):
    """A page could not be written or printed; the sentence says what to do."""


class Pen:
    """A painter in points, from the top left corner of the paper; without one it only measures."""

    def __init__(self, theme: Theme, painter: QPainter | None = None) -> None:
        self._theme = theme
        self._painter = painter

    def _font(self, token: str, points: float) -> QFont:
        return self._theme.font_px(token, round(points * _STEPS_PER_POINT))

    def width(self, words: str, token: str, points: float) -> float:
        """Of one line in a type of so many points."""
        return QFontMetricsF(self._font(token, points)).horizontalAdvance(words) / _STEPS_PER_POINT

    def lines(self, words: str, token: str, points: float, room: float) -> list[str]:
        """`words` in lines of `room` points; a word wider than that is broken, a number never left without its %."""
        lines: list[str] = []
        for word in filter(None, _BREAKS.split(words.strip())):
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

    def text(
        self,
        x: float,
        base: float,
        words: str,
        token: str,
        points: float,
        *,
        room: float | None = None,
        right: bool = False,
        grave: bool = False,
    ) -> float:
        """One line from `x`, or up to it; cut with dots where it would be wider than `room`. Returns its width.

        What is `grave` is red, as well as whatever its words and type say.
        """
        assert self._painter is not None, "a pen without a painter only measures"
        font = self._font(token, points)
        measure = QFontMetricsF(font)
        if room is not None:
            words = measure.elidedText(words, Qt.TextElideMode.ElideRight, room * _STEPS_PER_POINT)
        wide = measure.horizontalAdvance(words) / _STEPS_PER_POINT
        self._painter.setFont(font)
        self._painter.setPen(self._theme.color("high") if grave else Qt.GlobalColor.black)
        left = x - wide if right else x
        self._painter.drawText(QPointF(left * _STEPS_PER_POINT, base * _STEPS_PER_POINT), words)
        return wide

    def rule(self, y: float, left: float, right: float, thick: float) -> None:
        """A line across the page."""
        assert self._painter is not None, "a pen without a painter only measures"
        self._painter.setPen(QPen(Qt.GlobalColor.black, thick * _STEPS_PER_POINT))
        ends = (QPointF(x * _STEPS_PER_POINT, y * _STEPS_PER_POINT) for x in (left, right))
        self._painter.drawLine(*ends)


@contextmanager
def pen_on(painter: QPainter, theme: Theme, dots_per_inch: float) -> Iterator[Pen]:
    """A pen on a device of so many dots; the painter is left as it was."""
    painter.save()
    dots = dots_per_inch / POINTS_PER_INCH / _STEPS_PER_POINT
    painter.scale(dots, dots)
    try:
        yield Pen(theme, painter)
    finally:
        painter.restore()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Pages that can be saved and printed."""

    title: str
    size: QPageSize.PageSizeId
    pages: int = 1
    paint: Callable[[QPainter, int, float], None]  # painter, page from 0, dots per inch of the device
    unsaved: str = ""  # said where it cannot be saved, with {folder} and {why}; "" = as of any PDF


def pdf_of(document: Document) -> bytes:
    """The pages as a PDF file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(_upright(document.size))
    writer.setTitle(document.title)
    writer.setCreator("bedside")
    painter = QPainter(writer)
    for page in range(document.pages):
        if page:
            writer.newPage()
        document.paint(painter, page, writer.resolution())
    painter.end()
    buffer.close()
    return bytes(data.data())


def save_pdf(document: Document, folder: Path, stem: str) -> Path:
    """Save the pages as a new file in `folder`; `stem` of the file's name says no patient (AUD-02).

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    data = pdf_of(document)
    file, number = folder / f"{stem}.pdf", 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while file.exists():
            file = folder / f"{stem}-{number}.pdf"
            number += 1
        file.write_bytes(data)
    except OSError as error:
        words = document.unsaved or _tr(
            "The PDF could not be saved in {folder} ({why}): free some space or choose another folder."
        )
        raise NotPrintedError(words.format(folder=folder, why=error.strerror or error)) from error
    return file


def print_out(document: Document) -> str:
    """Give the pages to the default printer; returns its name.

    Raises:
        NotPrintedError: there is no printer, or it does not take them.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415 - only who prints needs it

    info = QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise NotPrintedError(
            _tr("This computer has no printer: save the PDF and print it where there is one.")
        )
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setPageLayout(_upright(document.size))
    printer.setDocName(document.title)
    painter = QPainter()
    if not painter.begin(printer):
        words = _tr("The printer {name} did not take the page: look at it, or save the PDF.")
        raise NotPrintedError(words.format(name=info.printerName()))
    for page in range(document.pages):
        if page:
            printer.newPage()
        document.paint(painter, page, printer.resolution())
    painter.end()
    return info.printerName()


def default_printer() -> str:
    """Name of the printer of this computer; "" when there is none."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 - only who prints needs it

    return QPrinterInfo.defaultPrinterName()


def documents_folder() -> Path:
    """Where a person keeps documents."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found else Path.home()


def _upright(size: QPageSize.PageSizeId) -> QPageLayout:
    return QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))

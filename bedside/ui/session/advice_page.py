"""The advice sheet on paper: A5, black on white, saved as a PDF or given to the default printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from bedside.export.intended_use import INTENDED_USE
from bedside.ui import paper
from bedside.ui.paper import POINTS_PER_INCH, Document, Pen, pen_on
from bedside.ui.session.advice_words import AdviceSheet
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_advice")
_WORDS: Final = "label"
_BOLD: Final = "label.bold"
_TITLE: Final = "title"
_SHRINK_RATIO: Final = 0.05


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)


def page_size() -> tuple[float, float]:
    """Width and height of the paper, points."""
    return float(_AT.width), float(_AT.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The site's words on their pages."""

    share: float  # of the usual type and pitch
    pages: tuple[tuple[tuple[float, str], ...], ...]  # lines with their base, points


def laid_out(theme: Theme, sheet: AdviceSheet) -> Laid:
    """Long advice is written smaller; where that is not enough it goes on overleaf. No word is cut."""
    pen, room = Pen(theme), float(_AT.width - 2 * _AT.margin)
    first = float(
        _AT.title_base + _AT.words_pitch + _AT.paragraph_gap + _AT.rule_gap + _AT.words_pitch
    )  # base of the first line
    until = _rows_top(pen, sheet)
    least = _AT.footer_type / _AT.words_type
    share = 1.0
    lines = _lines(pen, sheet.words, share, room)
    while share > least and _height(lines) > until - first:
        share -= _SHRINK_RATIO
        lines = _lines(pen, sheet.words, share, room)
    pages: list[tuple[tuple[float, str], ...]] = []
    while True:
        last = _height(lines) <= until - first
        page, y = [], first
        while lines and (last or y <= _AT.height - _AT.margin):
            words, pitch = lines.pop(0)
            page.append((y, words))
            y += pitch
        pages.append(tuple(page))
        if last:
            return Laid(share=share, pages=tuple(pages))


def paint_sheet(
    painter: QPainter, theme: Theme, sheet: AdviceSheet, page: int, laid: Laid, dots_per_inch: float
) -> None:
    """Paint a page (from 0) from the top left corner of the paper; each says whose it is, the last what is known."""
    left, right = float(_AT.margin), float(_AT.width - _AT.margin)
    with pen_on(painter, theme, dots_per_inch) as pen:
        if sheet.mode_words:
            pen.text(left, _AT.mode_base, sheet.mode_words, _TITLE, _AT.mode_type)
        y = _AT.title_base
        pen.text(left, y, _tr("Written advice"), _TITLE, _AT.title_type)
        day = sheet.day
        if len(laid.pages) > 1:
            words = _tr("{day}, page {n} of {whole}")
            day = words.format(day=sheet.day, n=page + 1, whole=len(laid.pages))
        pen.text(right, y, day, _WORDS, _AT.detail_type, right=True)
        y += _AT.words_pitch + _AT.paragraph_gap
        pen.text(left, y, sheet.name or _tr("Name:"), _BOLD, _AT.name_type)
        pen.text(right, y, sheet.details, _WORDS, _AT.detail_type, right=True)
        y += _AT.rule_gap
        pen.rule(y, left, right, _AT.rule_heavy)
        for base, line in laid.pages[page]:
            pen.text(left, base, line, _WORDS, _AT.words_type * laid.share)
        if page < len(laid.pages) - 1:
            return
        _paint_rows(pen, _rows(sheet), _rows_top(pen, sheet))
        foot = _foot(pen, sheet, right - left)
        y = _AT.height - _AT.footer_bottom - len(foot) * _AT.footer_pitch - _AT.paragraph_gap
        pen.rule(y, left, right, _AT.rule_light)
        for line in foot:
            y += _AT.footer_pitch
            pen.text(left, y, line, _WORDS, _AT.footer_type)


def _rows_top(pen: Pen, sheet: AdviceSheet) -> float:
    """Where the words have to end on the last page."""
    foot = _foot(pen, sheet, float(_AT.width - 2 * _AT.margin))
    under = _AT.footer_bottom + len(foot) * _AT.footer_pitch + _AT.footer_gap + _AT.sign_gap
    return float(_AT.height - under - len(_rows(sheet)) * _AT.row_pitch)


def _lines(pen: Pen, words: str, share: float, room: float) -> list[tuple[str, float]]:
    """Lines, and how far down each leads to the next."""
    found: list[tuple[str, float]] = []
    for paragraph in words.splitlines():
        lines = pen.lines(paragraph, _WORDS, _AT.words_type * share, room)
        found += [(line, float(_AT.words_pitch * share)) for line in lines]
        if lines:
            found[-1] = (lines[-1], float((_AT.words_pitch + _AT.paragraph_gap) * share))
    return found


def _height(lines: list[tuple[str, float]]) -> float:
    return sum(pitch for _, pitch in lines)


def _rows(sheet: AdviceSheet) -> list[tuple[str, str]]:
    return [
        (_tr("Next visit"), sheet.next_visit),
        (_tr("In an emergency"), sheet.emergency),
        (_tr("Goes home with"), sheet.escort),
        (_tr("Given by"), sheet.given_by),
    ]


def _paint_rows(pen: Pen, rows: list[tuple[str, str]], y: float) -> None:
    """What the record knows, and a line to write on for what it does not."""
    left, right = float(_AT.margin), float(_AT.width - _AT.margin)
    x = left + _AT.label_width
    for label, value in rows:
        y += _AT.row_pitch
        pen.text(left, y, label, _WORDS, _AT.label_type)
        if value:
            points = _fitting(pen, value, _BOLD, _AT.value_type, right - left - _AT.label_width)
            pen.text(x, y, value, _BOLD, points)
        else:
            pen.rule(y, x, right, _AT.rule_light)


def _fitting(pen: Pen, words: str, token: str, points: float, room: float) -> float:
    wide = pen.width(words, token, points)
    return points if wide <= room else max(float(_AT.footer_type), points * room / wide)


def _foot(pen: Pen, sheet: AdviceSheet, room: float) -> list[str]:
    words = [sheet.source and _tr("The words are the site's: {protocol}.").format(protocol=sheet.source)]
    words.append(_tr("Session {session}.").format(session=sheet.session))
    words.append(spoken(INTENDED_USE))
    return pen.lines(" ".join(part for part in words if part), _WORDS, _AT.footer_type, room)


# -- where it goes -----------------------------------------------------------------------------------------


def _document(sheet: AdviceSheet, theme: Theme) -> Document:
    laid = laid_out(theme, sheet)
    return Document(
        title=_tr("Written advice, bed {n}").format(n=sheet.bed),
        size=paper.A5,
        pages=len(laid.pages),
        paint=lambda painter, page, dots: paint_sheet(painter, theme, sheet, page, laid, dots),
    )


def pdf_of(sheet: AdviceSheet, theme: Theme) -> bytes:
    """The sheet as a PDF file."""
    return paper.pdf_of(_document(sheet, theme))


def save_sheet(sheet: AdviceSheet, theme: Theme, folder: Path, stem: str) -> Path:
    """Save the page as a new file in `folder`.

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    return paper.save_pdf(_document(sheet, theme), folder, stem)


def print_sheet(sheet: AdviceSheet, theme: Theme) -> str:
    """Give the page to the default printer; returns its name.

    Raises:
        NotPrintedError: there is no printer, or it does not take the page.
    """
    return paper.print_out(_document(sheet, theme))


def paint_preview(painter: QPainter, theme: Theme, sheet: AdviceSheet, laid: Laid, place: QRectF) -> None:
    """The pages as they will be, one under the other in `place`, px."""
    dots = place.width() / _AT.width * POINTS_PER_INCH
    painter.save()
    painter.fillRect(place, Qt.GlobalColor.white)
    painter.translate(place.topLeft())
    for page in range(len(laid.pages)):
        paint_sheet(painter, theme, sheet, page, laid, dots)
        painter.translate(0, place.height() / len(laid.pages))
    painter.restore()

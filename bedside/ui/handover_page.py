"""The handover on paper: an A5 page in black on white, saved as a PDF or given to the default printer.

No colour is needed to read it, nothing is smaller than 8 pt, and what is no live patient says so on top.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from bedside.ui.handover_words import HandoverCard, Value
from bedside.ui.intended_use import INTENDED_USE
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import UNNAMED

_AT: Final = layout("handover_page")
_STEPS_PER_POINT: Final = 10  # fonts are sized in whole steps
_POINTS_PER_INCH: Final = 72
_WORDS: Final = "label"
_BOLD: Final = "num.sm.bold"
_TITLE: Final = "title"

Line = tuple[str, str, str]  # label, value, note


def _tr(text: str) -> str:
    return QCoreApplication.translate("HandoverPage", text)


class NotPrintedError(UserFacingError):
    """The page could not be written or printed; the sentence says what to do."""


def page_groups(card: HandoverCard) -> list[list[Line]]:
    """The rows of the page: label, value, note; a group for each row of the card."""
    dose = card.dose
    if dose.given:
        rows = [
            (_tr("Infusion"), dose.time, dose.stops),
            (
                _tr("Given"),
                f"{dose.given} {dose.of}",
                " · ".join(p for p in (dose.per_kg, dose.percent) if p),
            ),
            (_tr("Rate"), dose.running, dose.reason),
        ]
    else:
        rows = [(_tr("Infusion"), _tr("none recorded"), "")]
    alarms = [(_tr("Open alarms"), alarm.message, alarm.detail) for alarm in card.open_alarms]
    alarms = alarms or [(_tr("Open alarms"), _tr("none"), card.quiet)]
    if card.open_alarms:
        alarms.append((_tr("Pauses"), card.quiet, ""))
    alarms += [(_tr("Ended"), alarm.message, alarm.detail) for alarm in card.ended_alarms]
    patient = [(_tr("Ratings") if n == 0 else "", *said) for n, said in enumerate(_ratings(card))]
    patient = patient or [(_tr("Ratings"), _tr("none entered"), "")]
    patient += [(_tr("Event"), words, clock) for words, clock in card.events]
    due = [(_tr("Due {clock}").format(clock=line.clock), line.words, line.left) for line in card.due]
    due = due or [(_tr("Due"), _tr("nothing is planned"), "")]
    return [
        [_value_line(value) for value in (*card.now, *card.others)],
        rows,
        alarms,
        patient,
        [*due, (_tr("Limits"), card.profile, card.limits)],
    ]


def _value_line(value: Value) -> Line:
    return value.name, value.line, value.age


def _ratings(card: HandoverCard) -> Iterable[tuple[str, str]]:
    for rated in card.rated:
        yield f"{rated.scale} {rated.value}", rated.age


class _Paper:
    """A painter in points on white paper."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self._painter = painter
        self._theme = theme

    def font(self, token: str, points: float) -> QFont:
        return self._theme.font_px(token, round(points * _STEPS_PER_POINT))

    def width(self, words: str, token: str, points: float) -> float:
        return QFontMetricsF(self.font(token, points)).horizontalAdvance(words) / _STEPS_PER_POINT

    def text(
        self,
        x: float,
        base: float,
        words: str,
        token: str,
        points: float,
        *,
        room: float,
        right: bool = False,
    ) -> float:
        """One line from `x`, or up to it, at most `room` wide; returns its width, points."""
        font = self.font(token, points)
        measure = QFontMetricsF(font)
        words = measure.elidedText(words, Qt.TextElideMode.ElideRight, room * _STEPS_PER_POINT)
        wide = measure.horizontalAdvance(words) / _STEPS_PER_POINT
        self._painter.setFont(font)
        self._painter.setPen(Qt.GlobalColor.black)
        left = x - wide if right else x
        self._painter.drawText(QPointF(left * _STEPS_PER_POINT, base * _STEPS_PER_POINT), words)
        return wide

    def rule(self, y: float, width: float) -> None:
        self._painter.setPen(QPen(Qt.GlobalColor.black, width * _STEPS_PER_POINT))
        self._painter.drawLine(
            QPointF(_AT.margin * _STEPS_PER_POINT, y * _STEPS_PER_POINT),
            QPointF((_AT.width - _AT.margin) * _STEPS_PER_POINT, y * _STEPS_PER_POINT),
        )

    def wrapped(self, words: str, token: str, points: float, room: float) -> list[str]:
        """`words` in lines of `room` points."""
        lines: list[str] = []
        for word in words.split():
            if lines and self.width(f"{lines[-1]} {word}", token, points) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines


def paint_page(painter: QPainter, theme: Theme, card: HandoverCard, dots_per_inch: float) -> None:
    """Paint the page from the top left corner of the paper; `dots_per_inch` of the device."""
    painter.save()
    dots = dots_per_inch / _POINTS_PER_INCH / _STEPS_PER_POINT
    painter.scale(dots, dots)
    paper = _Paper(painter, theme)
    left, right = _AT.margin, _AT.width - _AT.margin
    room = right - left
    if card.mode_words:
        paper.text(left, _AT.mode_base, card.mode_words, _TITLE, _AT.mode_type, room=room)
    bed = _tr("Bed {n}").format(n=card.bed)
    used = paper.text(right, _AT.name_base, bed, _TITLE, _AT.name_type, room=room, right=True)
    paper.text(left, _AT.name_base, card.name, _TITLE, _AT.name_type, room=room - used - _AT.value_gap)
    written = f"{card.date} {card.clock}".strip()
    used = paper.text(right, _AT.detail_base, written, _WORDS, _AT.detail_type, room=room, right=True)
    details = " · ".join(part for part in (card.phase, card.details) if part)
    paper.text(left, _AT.detail_base, details, _WORDS, _AT.detail_type, room=room - used - _AT.value_gap)
    paper.rule(_AT.rule_top, _AT.rule_heavy)
    foot = _footer_lines(paper, card, room)
    foot_top = _AT.height - _AT.footer_bottom - (len(foot) - 1) * _AT.footer_pitch
    _paint_groups(paper, page_groups(card), foot_top - _AT.footer_rule_rise - _AT.footer_gap)
    paper.rule(foot_top - _AT.footer_rule_rise, _AT.rule_light)
    for n, line in enumerate(foot):
        paper.text(left, foot_top + n * _AT.footer_pitch, line, _WORDS, _AT.footer_type, room=room)
    painter.restore()


def _paint_groups(paper: _Paper, groups: list[list[Line]], until: float) -> None:
    """All rows, closer together where they would reach the footer."""
    rows = sum(len(group) for group in groups)
    wanted = _AT.first + rows * _AT.pitch + (len(groups) - 1) * 2 * _AT.group_gap
    tight = min(1.0, (until - _AT.first) / (wanted - _AT.first))
    pitch, gap = _AT.pitch * tight, _AT.group_gap * tight
    y = _AT.first
    right = _AT.width - _AT.margin
    for n, group in enumerate(groups):
        if n:
            paper.rule(y - pitch / 2 + gap - _AT.rule_rise, _AT.rule_light)
            y += 2 * gap
        for label, value, note in group:
            room = right - _AT.value_x
            used = paper.width(note, _WORDS, _AT.note_type)
            needed = paper.width(value, _BOLD, _AT.value_type)
            note_room = min(used, max(room / 2, room - needed - _AT.value_gap))
            paper.text(_AT.label_x, y, label, _WORDS, _AT.label_type, room=_AT.value_x - _AT.label_x)
            shown = paper.text(right, y, note, _WORDS, _AT.note_type, room=note_room, right=True)
            paper.text(_AT.value_x, y, value, _BOLD, _AT.value_type, room=room - shown - _AT.value_gap)
            y += pitch


def _footer_lines(paper: _Paper, card: HandoverCard, room: float) -> list[str]:
    signed = _tr("Written by {name} at {clock}. Session {session}.")
    nameless = _tr("Written at {clock}, nobody was signed in. Session {session}.")
    who = (nameless if card.written_by == UNNAMED.name else signed).format(
        name=card.written_by, clock=card.clock or _tr("no session"), session=card.session or _tr("none")
    )
    use = QCoreApplication.translate("IntendedUse", INTENDED_USE)
    return paper.wrapped(f"{who} {use}", _WORDS, _AT.footer_type, room)


# -- where it goes -----------------------------------------------------------------------------------------


def pdf_of(card: HandoverCard, theme: Theme) -> bytes:
    """The page as a PDF file of one page."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(_a5())
    writer.setTitle(_tr("Handover, bed {n}").format(n=card.bed))
    writer.setCreator("bedside")
    painter = QPainter(writer)
    paint_page(painter, theme, card, writer.resolution())
    painter.end()
    buffer.close()
    return bytes(data.data())


def _a5() -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A5)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))


def documents_folder() -> Path:
    """Where a person keeps documents."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found else Path.home()


def save_pdf(card: HandoverCard, theme: Theme, folder: Path) -> Path:
    """Save the page as a new file in `folder`; its name says bed and time, and no patient.

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    stem = f"handover-bed{card.bed}-{card.date}-{card.clock}".replace(" ", "-").replace(":", "")
    data = pdf_of(card, theme)
    file = folder / f"{stem}.pdf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 2
        while file.exists():
            file = folder / f"{stem}-{number}.pdf"
            number += 1
        file.write_bytes(data)
    except OSError as error:
        raise NotPrintedError(
            _tr(
                "The PDF could not be saved in {folder} ({why}): free some space or choose another folder."
            ).format(folder=folder, why=error.strerror or error)
        ) from error
    return file


def default_printer() -> str:
    """Name of the printer of this computer; "" when there is none."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 - only who prints needs it

    return QPrinterInfo.defaultPrinterName()


def print_page(card: HandoverCard, theme: Theme) -> str:
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
    printer.setDocName(_tr("Handover, bed {n}").format(n=card.bed))
    painter = QPainter()
    if not painter.begin(printer):
        raise NotPrintedError(
            _tr("The printer {name} did not take the page: look at it, or save the PDF.").format(
                name=info.printerName()
            )
        )
    paint_page(painter, theme, card, printer.resolution())
    painter.end()
    return info.printerName()

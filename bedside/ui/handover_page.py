"""The handover on paper: an A5 page in black on white, saved as a PDF or given to the default printer.

No colour is needed to read it, nothing is smaller than 8 pt, and what is no live patient says so on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from bedside.export.intended_use import INTENDED_USE
from bedside.ui import paper
from bedside.ui.handover_words import HandoverCard, Value
from bedside.ui.paper import Document, Pen, pen_on
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import UNNAMED

_AT: Final = layout("handover_page")
_WORDS: Final = "label"
_BOLD: Final = "num.sm.bold"
_TITLE: Final = "title"

Line = tuple[str, str, str]  # label, value, note


def _tr(text: str) -> str:
    return QCoreApplication.translate("HandoverPage", text)


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
    return value.name, value.line, value.age_and_before


def _ratings(card: HandoverCard) -> Iterable[tuple[str, str]]:
    for rated in card.rated:
        yield f"{rated.scale} {rated.value}", rated.age


def paint_page(painter: QPainter, theme: Theme, card: HandoverCard, dots_per_inch: float) -> None:
    """Paint the page from the top left corner of the paper; `dots_per_inch` of the device."""
    left, right = _AT.margin, _AT.width - _AT.margin
    room = right - left
    with pen_on(painter, theme, dots_per_inch) as pen:
        if card.mode_words:
            pen.text(left, _AT.mode_base, card.mode_words, _TITLE, _AT.mode_type, room=room)
        bed = _tr("Bed {n}").format(n=card.bed)
        used = pen.text(right, _AT.name_base, bed, _TITLE, _AT.name_type, room=room, right=True)
        pen.text(left, _AT.name_base, card.name, _TITLE, _AT.name_type, room=room - used - _AT.value_gap)
        written = f"{card.date} {card.clock}".strip()
        used = pen.text(right, _AT.detail_base, written, _WORDS, _AT.detail_type, room=room, right=True)
        details = " · ".join(part for part in (card.phase, card.details) if part)
        detail_room = room - used - _AT.value_gap
        pen.text(left, _AT.detail_base, details, _WORDS, _AT.detail_type, room=detail_room)
        pen.rule(_AT.rule_top, left, right, _AT.rule_heavy)
        foot = _footer_lines(pen, card, room)
        foot_top = _AT.height - _AT.footer_bottom - (len(foot) - 1) * _AT.footer_pitch
        _paint_groups(pen, page_groups(card), foot_top - _AT.footer_rule_rise - _AT.footer_gap)
        pen.rule(foot_top - _AT.footer_rule_rise, left, right, _AT.rule_light)
        for n, line in enumerate(foot):
            pen.text(left, foot_top + n * _AT.footer_pitch, line, _WORDS, _AT.footer_type, room=room)


def _paint_groups(pen: Pen, groups: list[list[Line]], until: float) -> None:
    """All rows, closer together where they would reach the footer."""
    rows = sum(len(group) for group in groups)
    wanted = _AT.first + rows * _AT.pitch + (len(groups) - 1) * 2 * _AT.group_gap
    tight = min(1.0, (until - _AT.first) / (wanted - _AT.first))
    pitch, gap = _AT.pitch * tight, _AT.group_gap * tight
    y = _AT.first
    right = _AT.width - _AT.margin
    for n, group in enumerate(groups):
        if n:
            pen.rule(y - pitch / 2 + gap - _AT.rule_rise, _AT.margin, right, _AT.rule_light)
            y += 2 * gap
        for label, value, note in group:
            room = right - _AT.value_x
            used = pen.width(note, _WORDS, _AT.note_type)
            needed = pen.width(value, _BOLD, _AT.value_type)
            note_room = min(used, max(room / 2, room - needed - _AT.value_gap))
            pen.text(_AT.label_x, y, label, _WORDS, _AT.label_type, room=_AT.value_x - _AT.label_x)
            shown = pen.text(right, y, note, _WORDS, _AT.note_type, room=note_room, right=True)
            pen.text(_AT.value_x, y, value, _BOLD, _AT.value_type, room=room - shown - _AT.value_gap)
            y += pitch


def _footer_lines(pen: Pen, card: HandoverCard, room: float) -> list[str]:
    signed = _tr("Written by {name} at {clock}. Session {session}.")
    nameless = _tr("Written at {clock}, nobody was signed in. Session {session}.")
    who = (nameless if card.written_by == UNNAMED.name else signed).format(
        name=card.written_by, clock=card.clock or _tr("no session"), session=card.session or _tr("none")
    )
    use = spoken(INTENDED_USE)
    return pen.lines(f"{who} {use}", _WORDS, _AT.footer_type, room)


# -- where it goes -----------------------------------------------------------------------------------------


def _document(card: HandoverCard, theme: Theme) -> Document:
    return Document(
        title=_tr("Handover, bed {n}").format(n=card.bed),
        size=paper.A5,
        paint=lambda painter, _page, dots: paint_page(painter, theme, card, dots),
    )


def pdf_of(card: HandoverCard, theme: Theme) -> bytes:
    """The page as a PDF file of one page."""
    return paper.pdf_of(_document(card, theme))


def save_pdf(card: HandoverCard, theme: Theme, folder: Path) -> Path:
    """Save the page as a new file in `folder`; its name says bed and time, and no patient.

    Raises:
        NotPrintedError: the folder cannot be written.
    """
    stem = f"handover-bed{card.bed}-{card.date}-{card.clock}".replace(" ", "-").replace(":", "")
    return paper.save_pdf(_document(card, theme), folder, stem)


def print_page(card: HandoverCard, theme: Theme) -> str:
    """Give the page to the default printer; returns its name.

    Raises:
        NotPrintedError: there is no printer, or it does not take the page.
    """
    return paper.print_out(_document(card, theme))

"""The header of the bed screen in a small window: everything in two lines, numbers before words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui.bed_header_words import PHASES, HeaderWords
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import layout

_AT: Final = layout("bed_header")
SMALL_TEXT_RATIO: Final = 1.2  # two lines of larger words would run into each other
PHASE_RATIO: Final = 0.3  # of the width: where the phase begins, and where the time
TIME_RATIO: Final = 0.39


def _tr(text: str) -> str:
    return QCoreApplication.translate("BedHeader", text)


def paint_small(sketch: Sketch, rect: QRectF, shown: HeaderWords) -> None:
    """Two lines: who, phase, time, dose, and what is due."""
    width, height = rect.width(), rect.height()
    # Two lines of text also where the smallest type is nearly half as high as the header.
    lower = min(_AT.small_lower_base, height - _AT.small_lower_px / sketch.scale)
    upper = sketch.first(
        min(_AT.small_upper_base, lower - _AT.small_lines_px / sketch.scale), "title.small", 1.0
    )
    time_x = width * TIME_RATIO
    place = _tr("{i} of {n}").format(i=shown.phase_index + 1, n=len(PHASES))
    phase_room = max(sketch.width(shown.phase, "label"), sketch.width(place, "small"))
    # A phase is never cut: the name gives way.
    phase_x = min(width * PHASE_RATIO, time_x - _AT.small_phase_gap - phase_room)
    x = (
        _AT.small_pad
        + sketch.text(_AT.small_pad, upper, shown.bed, "num.sm.large.bold", "text")
        + _AT.small_gap
    )
    named_until = phase_x - _AT.small_names_gap if shown.phase else width - _AT.small_pad
    sketch.text(x, upper, shown.name, "title.small", "text", room=named_until - x)
    details = f"{shown.edited} · {shown.details}" if shown.edited else shown.details
    names_room = named_until - _AT.small_pad
    if not shown.phase:
        sketch.text(_AT.small_pad, lower, details, "small", "text2", room=names_room)
        return
    sketch.line(
        phase_x - _AT.small_gap,
        _AT.small_rule_margin,
        phase_x - _AT.small_gap,
        height - _AT.small_rule_margin,
        "line",
    )
    for baseline, words, token in ((upper, shown.phase, "label"), (lower, place, "small")):
        sketch.text(phase_x, baseline, words, token, "text2")
    if shown.time.share is not None:
        sketch.fill(QRectF(0, height - _AT.small_share_height, width, _AT.small_share_height), "line")
        sketch.fill(
            QRectF(0, height - _AT.small_share_height, width * shown.time.share, _AT.small_share_height),
            "infusion",
        )
    time, dose = shown.time, shown.dose
    lines = (upper, lower)
    upper_words = time.of_short or time.of
    x = time_x
    x += _AT.small_dose_gap + _paint_pair(
        sketch,
        x,
        width * 0.62 - x,
        lines,
        time.elapsed,
        (upper_words, time.remaining, time.remaining_word),
    )
    right = width - _AT.small_right
    if dose.given:
        sketch.line(
            x - _AT.small_dose_rule,
            _AT.small_rule_margin,
            x - _AT.small_dose_rule,
            height - _AT.small_rule_margin,
            "line",
        )
        beside = (dose.of_short or dose.of, dose.detail, "")
        x += _AT.small_profile_gap + _paint_pair(sketch, x, right - x, lines, dose.given, beside)
    room = right - x
    if not shown.due.head:
        said = (
            (upper, shown.profile, "small.medium", "text2"),
            (lower, shown.profile_note, "small", "text2"),
        )
    elif words := _due_beside(sketch, shown, room):  # it stands where the profile would,
        details = " · ".join(part for part in (details, shown.profile) if part)
        said = ((upper, shown.due.head, "small", "text2"), (lower, words, "small.bold", "text"))
    else:  # or under the name
        _paint_due_under(sketch, shown, (_AT.small_pad, lower), names_room)
        return
    details = sketch.shortened(details, "small", names_room)  # half a date or number says something else
    sketch.text(_AT.small_pad, lower, details, "small", "text2", room=names_room)
    if max(sketch.width(words, token) for _, words, token, _ in said) <= room:
        for baseline, words, token, role in said:
            sketch.text(right, baseline, words, token, role, align=RIGHT)


def _due_beside(sketch: Sketch, shown: HeaderWords, room: float) -> str:
    """What is due in the most words that have room; "" = in none."""
    if sketch.width(shown.due.head, "small") > room:
        return ""
    return next((words for words in shown.due.words if sketch.width(words, "small.bold") <= room), "")


def _paint_due_under(sketch: Sketch, shown: HeaderWords, at: tuple[float, float], room: float) -> None:
    """In the place of weight and kind of patient: what is due comes before them."""
    x, base = at
    head, edited = f"{shown.due.head} ", f" · {shown.edited}" if shown.edited else ""
    kept = sketch.width(edited, "small")
    forms = [(head, words) for words in shown.due.words] + [("", words) for words in shown.due.words]
    fits = (
        (before, words)
        for before, words in forms
        if sketch.width(before, "small") + sketch.width(words, "small.bold") + kept <= room
    )
    before, words = next(fits, ("", shown.due.words[-1]))
    x += sketch.text(x, base, before, "small", "text2")
    x += sketch.text(x, base, words, "small.bold", "text", room=at[0] + room - x)
    sketch.text(x, base, edited, "small", "text2", room=max(0.0, at[0] + room - x))


def _paint_pair(
    sketch: Sketch,
    x: float,
    room: float,
    lines: tuple[float, float],
    number: str,
    words: tuple[str, str, str],
) -> float:
    """A number with two short lines beside it, as far as they fit; returns the width used."""
    upper, bold, after = words
    px = int(sketch.theme.px("num.elapsed", sketch.scale) * 0.7)
    start, end = x, x + room
    middle = (lines[0] + lines[1]) / 2
    x += (
        sketch.text(x, middle + px / sketch.scale * 0.26, number, "num.elapsed", "text", px=px)
        + _AT.small_pair_number_gap
    )
    widest = x
    for baseline, token, said, role in (
        (lines[0], "small", upper, "text2"),
        (lines[1], "num.sm.small.bold", bold, "text"),
    ):
        if said and sketch.width(said, token) <= end - x:
            widest = max(widest, x + sketch.text(x, baseline, said, token, role))
    x += sketch.width(bold, "num.sm.small.bold") + (_AT.small_pair_bold_gap if bold else 0)
    if after and sketch.width(after, "small") <= end - x:
        widest = max(widest, x + sketch.text(x, lines[1], after, "small", "text2"))
    return widest - start

"""Words of a questionnaire: its rows, what it comes to, what was given earlier. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import scores_of
from bedside.therapy.scale_texts import ScaleTexts
from bedside.therapy.scales import Kind, Number, Result, Scale
from bedside.ui.session.answer_grid import Asked
from bedside.ui.spoken import spoken
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry


def _tr(text: str) -> str:
    return QCoreApplication.translate("Scales", text)


def offered() -> tuple[Scale, ...]:
    """Scales that are filled in on the form, in the order of lists; recovery scores have a page of their own."""
    return tuple(each for each in scales().values() if each.kind is not Kind.SINGLE and not each.own_items)


def rows_of(scale: Scale, texts: ScaleTexts | None) -> list[Asked]:
    """A row per item: its number, and the site's own text if it has one."""
    name = _tr("Item {n}") if texts is None else "{n}"
    return [
        Asked(
            name=name.format(n=n),
            text="" if texts is None else texts.items[n - 1],
            levels=() if texts is None else texts.answers,
        )
        for n in range(1, scale.items + 1)
    ]


def labels_of(scale: Scale) -> list[str]:
    """What the keys of the numbers say."""
    if scale.number is Number.LEVEL:
        return [_tr("No"), _tr("Yes")]
    return [str(value) for value in range(scale.low, scale.high + 1)]


def hint_of(scale: Scale, texts: ScaleTexts | None) -> str:
    """How it is filled in."""
    if scale.kind is Kind.TOTAL_ONLY:
        words = _tr("total only, {low}–{high}: the filled form is kept elsewhere")
        return words.format(low=scale.lowest, high=scale.highest)
    keys = _tr("keys Y N") if scale.number is Number.LEVEL else _tr("keys {low}–{high}")
    keys = keys.format(low=scale.low, high=scale.high)
    if texts is None:
        return _tr("by item number, beside the clinic's own form · {keys} · Backspace takes back").format(
            keys=keys
        )
    return _tr("the site's own texts, {stamp} · {keys} · Backspace takes back").format(
        stamp=texts.stamp, keys=keys
    )


def skipped_of(scale: Scale, answers: Sequence[int | None]) -> frozenset[int]:
    """Rows (from 0) that are not asked with these answers."""
    if scale.skip is None or len(answers) < scale.skip.after_no or answers[scale.skip.after_no - 1] != 0:
        return frozenset()
    return frozenset(range(scale.skip.first - 1, scale.skip.last))


def total_words(scale: Scale, result: Result) -> str:
    """The number large: the total, or the level."""
    return "–" if result.total is None else str(result.total)


def of_words(scale: Scale, result: Result) -> str:
    """What stands beside the number: its range, its band, or what is missing."""
    whole = _tr("level, of {n}") if scale.number is Number.LEVEL else _tr("of {n}")
    parts = [whole.format(n=scale.highest)]
    if result.band is not None:
        parts.append(spoken(result.band.words))
    if result.missing and len(result.missing) < scale.items and scale.kind is Kind.ITEMS:
        missing = ", ".join(str(n) for n in result.missing)
        parts.append(_tr("no total while an item is missing: {items}").format(items=missing))
    return " · ".join(parts)


def cluster_words(result: Result) -> str:
    """Sums of the clusters, one line; "" where it has none."""
    said = [
        f"{spoken(each.cluster.words)} {'–' if each.total is None else each.total}"
        for each in result.clusters
    ]
    return " · ".join(said)


def said_of(entries: Iterable[Entry], scale: str) -> int:
    """How often a scale was entered or corrected, whatever of it stands."""
    return sum(isinstance(entry.command, GiveScore) and entry.command.scale == scale for entry in entries)


def given_of(entries: Iterable[Entry], scale: str) -> list[tuple[Entry, GiveScore]]:
    """What was given of this scale in this session, newest first."""
    return list(reversed(scores_of(entries, scale)))

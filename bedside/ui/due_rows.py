"""What the protocol asks for next, in words: soonest first, late ones say by how much. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.sessions import Mode

BOLD_S: Final = 60.0  # what is due within this time is written bold


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: what is due, or what was entered."""

    icon: str
    words: str
    time: str
    due: bool = False
    soon: bool = False  # due now or nearly: bold
    opens: str = ""  # name of the panel it opens; "" = none


_ICONS: Final = {
    DueKind.NIBP: "arm-flex-outline",
    DueKind.OBSERVATION: "ear-hearing",
    DueKind.RATINGS: "emoticon-outline",
}
PANELS: Final = {
    DueKind.NIBP: "defer:nibp",
    DueKind.OBSERVATION: "observation",
    DueKind.RATINGS: "ratings",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("LastEntries", text)


def due_name(kind: DueKind) -> str:
    """What is due, in a word or two."""
    return {
        DueKind.NIBP: "NIBP",
        DueKind.OBSERVATION: _tr("RR and sedation"),
        DueKind.RATINGS: _tr("Ratings"),
    }[kind]


def short_name(kind: DueKind) -> str:
    """The same where there is little room."""
    return {DueKind.NIBP: "NIBP", DueKind.OBSERVATION: _tr("RR"), DueKind.RATINGS: _tr("ratings")}[kind]


@dataclass(frozen=True, slots=True)
class DueNow:
    """What is due, in one line: everything that is late, most overdue first; else what comes next."""

    head: str = ""  # "" = nothing is planned
    words: tuple[str, ...] = ()  # the same from long to short; whoever has little room takes a later one


NOTHING_DUE: Final = DueNow()


def due_now(update: MonitorUpdate) -> DueNow:
    """For a window without the list."""
    items = due_items(update)
    if not items:
        return NOTHING_DUE
    late = [item for item in items if item.due_t <= update.now]
    if not late:
        left = formats.duration(math.ceil(items[0].due_t - update.now))
        return DueNow(_tr("Next due"), (f"{short_name(items[0].kind)} {left}",))
    names = [short_name(item.kind) for item in late]
    over = [formats.duration(update.now - item.due_t) for item in late]
    said = [
        ", ".join(f"{name} {time}" for name, time in zip(names, over, strict=True)),
        ", ".join([f"{names[0]} {over[0]}", *names[1:]]),
        ", ".join(names),
        " ".join(names),
    ]
    return DueNow(_tr("Overdue"), tuple(dict.fromkeys(said)))


def due_items(update: MonitorUpdate) -> tuple[DueItem, ...]:
    """What is due by the protocol; without one what the cuff's own interval asks for. Soonest first."""
    if update.mode is Mode.REPLAY:
        return ()
    items = () if update.care is None else update.care.due
    nibp = update.nibp
    if nibp is not None and nibp.due_t is not None and not any(i.kind is DueKind.NIBP for i in items):
        items = (*items, DueItem(kind=DueKind.NIBP, due_t=nibp.due_t, interval_s=0.0))
    return tuple(sorted(items, key=lambda item: item.due_t))


def due_rows(update: MonitorUpdate) -> tuple[Row, ...]:
    """What is due next, as far as this session has a plan for it."""
    return tuple(_row(item, update.now, first=n == 0) for n, item in enumerate(due_items(update)))


def _row(item: DueItem, now: float, *, first: bool) -> Row:
    left, name = item.due_t - now, due_name(item.kind)
    soon = left <= BOLD_S
    if left <= 0:
        words, time = _tr("{what} overdue by"), formats.duration(-left)
    else:
        words = _tr("{what} due in") if first or soon else _tr("{what} in")
        time = formats.duration(math.ceil(left))
    said = words.format(what=name)
    if item.deferred:
        said = _tr("{words} (put off)").format(words=said) if left > 0 else said
    return Row(_ICONS[item.kind], said, time, due=True, soon=soon, opens=PANELS[item.kind])

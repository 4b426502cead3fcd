"""A device that is gone, in one sentence: what happened, when, and what to do (the wave's place has three lines)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.spoken import told
from bedside.ui.theme import layout
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.parameters import Parameter

_AT: Final = layout("lost_device")
LOST: Final = frozenset(
    {LinkState.GONE, LinkState.SILENT, LinkState.REFUSED, LinkState.GARBLED, LinkState.ENDED}
)
_WAVE: Final = frozenset({Parameter.PLETH, Parameter.SPO2})
_LONGEST_CHARS: Final = 24  # of a path: a longer one keeps its two ends
_MOST_LINES: Final = 3


def lost_wave(update: MonitorUpdate) -> str:
    """The sentence about the device the pleth comes from; "" while it is there."""
    return _lost(update, wave=True)


def lost_cuff(update: MonitorUpdate) -> str:
    """The same about a device that measures no pleth."""
    return _lost(update, wave=False)


def first_clause(sentence: str) -> str:
    """What comes before the colon: the fact without the advice."""
    return sentence.partition(": ")[0].rstrip(".")


def _lost(update: MonitorUpdate, *, wave: bool) -> str:
    for row in update.devices:
        if row.state in LOST and bool(_WAVE.intersection(row.parameters)) == wave:
            return _sentence(row, update)
    return ""


def _sentence(row: DeviceRow, update: MonitorUpdate) -> str:
    fact, colon, advice = told(row.sentence).partition(": ")
    ago_s = max(0.0, update.station_now - row.since_t)
    when = QCoreApplication.translate("lost", "{age} ago").format(age=formats.age(ago_s))
    if update.session is not None:
        clock = formats.clock_at(update.session.started_utc, update.now - ago_s, update.now)
        when = f"{clock}, {when}"
    fact = " ".join(
        word if len(word) <= _LONGEST_CHARS else f"{word[:8]}…{word[-12:]}"
        for word in fact.rstrip(".").split()
    )
    return f"{fact} ({when}){colon or '.'}{advice}"


def paint_notice(sketch: Sketch, plot: QRectF, sentence: str, icon: str, ground: str) -> None:
    """A sentence in the wave's place: three lines at most, the first one stronger."""
    sketch.fill(plot, ground)
    size = min(_AT.icon_most, plot.height() - _AT.icon_margins)
    sketch.icon(
        plot.x() + _AT.icon_x,
        plot.y() + max(_AT.icon_y_least, plot.height() / 2 - 0.6 * size),
        icon,
        "text2",
        size,
    )
    x = plot.x() + size + _AT.words_gap
    room = plot.width() - size - _AT.words_room
    lines = wrapped(sketch, sentence, "label.medium", room, _MOST_LINES)
    least = sketch.theme.px("label", sketch.scale) * 1.2 / sketch.scale
    pitch = max(least, min(_AT.pitch_most, plot.height() / max(1, len(lines))))
    first = plot.y() + plot.height() / 2 - pitch * len(lines) / 2 + pitch * 0.74
    for n, line in enumerate(lines):
        token, role = ("label.medium", "text") if n == 0 else ("label", "text2")
        sketch.text(x, first + n * pitch, line, token, role, room=room)

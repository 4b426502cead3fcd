"""A wave that stands still: since when, for how long, and what ends it.

A frozen wave must not be taken for a live one, nor be forgotten: it says its time and its age, and goes on by itself
after a minute, at a new alarm of its bed, and when another bed is shown.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.sketch import Sketch

LONGEST_S: Final = 60.0
_AT: Final = themes.layout("pleth_panel")


class Freeze:
    """What a frozen wave knows."""

    def __init__(self, update: MonitorUpdate) -> None:
        """Frozen as of this update."""
        self._bed = update.bed
        self._station_t = update.station_now
        self._alarms = _conditions(update)
        clock = ""
        if update.session is not None:
            clock = formats.clock_at(update.session.started_utc, update.now)
        self.clock = clock  # wall time of the picture, "" without a session

    def age_s(self, update: MonitorUpdate) -> float:
        """For how long it has stood still, s."""
        return max(0.0, update.station_now - self._station_t)

    def over(self, update: MonitorUpdate) -> bool:
        """Whether it must go on now."""
        if update.bed != self._bed or self.age_s(update) >= LONGEST_S or update.station_now < self._station_t:
            return True
        return bool(_conditions(update) - self._alarms)

    def words(self, update: MonitorUpdate) -> str:
        """ "frozen 10:28:12, 0:14 ago, live again in 0:46"."""
        age_s = self.age_s(update)
        words = QCoreApplication.translate("pleth", "frozen {clock}, {age} ago, live again in {left}")
        return words.format(
            clock=self.clock, age=formats.duration(age_s), left=formats.duration(LONGEST_S - int(age_s))
        ).replace(" ,", ",")


def paint_frozen(sketch: Sketch, plot: QRectF, clock: str) -> None:
    """The marks of a picture that is not live: a dashed edge, and a tag with the wall time of it ("" = not known)."""
    sketch.edge(plot, "text2", _AT.frozen_edge, dash=(_AT.frozen_dash_on, _AT.frozen_dash_off))
    word = f"{QCoreApplication.translate('pleth', 'FROZEN')} {clock}".strip()
    icon = _AT.frozen_tag_icon + _AT.frozen_tag_gap
    wide = sketch.width(word, "small.bold") + icon + 2 * _AT.frozen_tag_pad
    px = sketch.theme.px("small.bold", sketch.scale) / sketch.scale
    tag = QRectF(_AT.frozen_tag_x, _AT.frozen_tag_y, wide, max(_AT.frozen_tag_high, _AT.head_share * px))
    sketch.fill(tag, "primary", sketch.theme.length("radius_plot"))
    x, middle = tag.x() + _AT.frozen_tag_pad, tag.center().y()
    sketch.icon(x, middle - _AT.frozen_tag_icon / 2, "snowflake", "on_primary", _AT.frozen_tag_icon)
    sketch.text(x + icon, middle + _AT.rise * px, word, "small.bold", "on_primary")


def _conditions(update: MonitorUpdate) -> frozenset[int]:
    return frozenset(alarm.change.condition for alarm in update.alarms)

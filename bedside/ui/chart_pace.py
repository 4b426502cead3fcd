"""When the session chart is drawn again: at once for what has to be seen at once, else as often as it would move."""

from __future__ import annotations

from typing import Final

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.chart_index import charted
from bedside.ui.chart_picture import Picture

REDRAW_S: Final = 0.5  # of session time, at least between two drawings for nothing but time
_SELDOM_S: Final = 3.0  # and at most, however long the session that is shown


def is_due(update: MonitorUpdate, drawn: MonitorUpdate | None, picture: Picture | None, scale: float) -> bool:
    """Whether an update has to be drawn.

    Args:
        update: the newest one.
        drawn: the one that was drawn last; None: none was.
        picture: what was drawn of it; None: it had no session.
        scale: of the window.
    """
    if drawn is None or update.session is None or drawn.session is None:
        return drawn is not update
    if charted(update) != charted(drawn) or update.now < drawn.now:
        return True
    width = 1.0 if picture is None else max(1.0, picture.lanes.width * scale)
    per_px = 0.0 if picture is None else picture.window.seconds / width
    return update.now - drawn.now >= max(REDRAW_S, min(per_px, _SELDOM_S))

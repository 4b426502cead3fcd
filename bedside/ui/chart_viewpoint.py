"""From where the session chart is looked at: following with a span, or where wheel, drag and keys went."""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.chart_picture import planned_end
from bedside.ui.chart_window import MINUTE, Span, Window, anchor_of, follow_window


class Viewpoint:
    """What stretch of the session is shown.

    Attributes:
        span: what follows: all of the session, the newest 30 or 10 minutes.
        cursor: session time of the replay cursor, s; None = live.
    """

    def __init__(self) -> None:
        self.span = Span.ALL
        self.cursor: float | None = None
        self._own: Window | None = None

    @property
    def following(self) -> bool:
        """Whether it moves with the session."""
        return self._own is None

    @property
    def chosen(self) -> Span | None:
        """The span that follows; None: a window was chosen by hand."""
        return self.span if self.following else None

    def follow(self) -> None:
        """Back to the newest data."""
        self._own = None

    def window(self, update: MonitorUpdate, *, compact: bool) -> Window:
        """The stretch to show, session time, s; `compact`: beside a panel of all only the newest half hour has room."""
        if self._own is not None:
            return self._own
        session = update.session
        anchor = 0.0 if session is None else anchor_of(session.started_utc)
        span = Span.HALF_HOUR if compact and self.span is Span.ALL else self.span
        moment = update.now if self.cursor is None or span is Span.ALL else self.cursor
        return follow_window(span, anchor=anchor, now=moment, planned_end=planned_end(update.infusion))

    def go(self, window: Window, update: MonitorUpdate) -> None:
        """Look at another stretch, never so far away that nothing of the session is left in it."""
        end = max(update.now, planned_end(update.infusion) or 0.0) + MINUTE
        first = min(max(window.first, -window.seconds + MINUTE), end - MINUTE)
        self._own = Window(first=first, last=first + window.seconds)

"""When it was: now, or a time of day that somebody types because it was seen earlier than it is entered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.chart_window import local
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout
from bedside.ui.wall_time import moments

_AT: Final = layout("panel_when")
_TYPED: Final = re.compile(r"(\d{1,2})[:.h ]?(\d{2})(?:[:. ]?(\d{2}))?")
_HOURS_COUNT: Final = 24
_PARTS_COUNT: Final = 60  # minutes of an hour, seconds of a minute
_DAY: Final = timedelta(days=1)
SHORTCUT: Final = Qt.Key.Key_T


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was typed: a session time, or why it is none."""

    t: float | None = None  # session time, s; None = now, or not understood
    wrong: str = ""  # one sentence


def _tr(text: str) -> str:
    return QCoreApplication.translate("When", text)


def read_clock(typed: str, started_utc: datetime, now: float) -> Moment:
    """The session time of a time of day on the wall, "10:12", "10.12:30" or "1012": its last one before `now`.

    Args:
        typed: what a person typed; empty means now.
        started_utc: when the session began.
        now: session time, s.
    """
    plain = typed.strip()
    if not plain:
        return Moment()
    found = _TYPED.fullmatch(plain)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (_HOURS_COUNT, 0, 0)
    if hour >= _HOURS_COUNT or minute >= _PARTS_COUNT or second >= _PARTS_COUNT:
        return Moment(wrong=_tr("“%1” is no time of day: type it as 10:12.").replace("%1", plain))
    wall = local(started_utc, now).replace(hour=hour, minute=minute, second=second, microsecond=0)
    # the same clock may have been shown yesterday, and twice in the night the clocks go back: the latest is meant
    today, yesterday = (
        [(utc - started_utc).total_seconds() for utc in moments(day)] for day in (wall, wall - _DAY)
    )
    past = [t for t in (*today, *yesterday) if t <= now]
    if not today and (not past or max(past) < 0):
        return Moment(wrong=_tr("%1 was skipped when the clocks went forward.").replace("%1", plain))
    ahead_s = max(today) - now if today else 0.0
    if ahead_s > 0 and all(
        t < 0 and now - t > ahead_s for t in past
    ):  # just after midnight yesterday's is nearer
        return Moment(wrong=_tr("%1 is still to come.").replace("%1", plain))
    if not past or max(past) < 0:
        began = formats.clock_minute_at(started_utc, 0.0, now)
        words = _tr("%1 is before this session, which began at %2.")
        return Moment(wrong=words.replace("%1", plain).replace("%2", began))
    return Moment(t=max(past))


class When(QWidget):
    """A key with the time it would be recorded at; pressed (T), a field for an earlier one takes its place.

    Signals:
        changed: another time, or none. accepted: Enter in the field.
    """

    changed = Signal()
    accepted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, shortcut: bool = True) -> None:
        """`shortcut`: the panel it stands in opens its field with T."""
        super().__init__(parent)
        self._update: MonitorUpdate | None = None
        self._spoken = self.tr("Recorded at {clock}; T for an earlier time")
        if not shortcut:
            self._spoken = self.tr("Recorded at {clock}; press for an earlier time")
        key, least = ("T", _AT.key_size) if shortcut else ("", _AT.low_key_size)
        self.key = PanelKey(theme, "", icon="clock-outline", key=key, least=least)
        self.key.clicked.connect(self.open)
        self.field = Field(
            theme,
            self.tr("It was at (10:12)"),
            token="num.sm",
            height=_AT.field_height,
            search=True,
            icon="clock-outline",
        )
        self.field.setMinimumWidth(_AT.field_width)
        self.field.edit.setMaxLength(8)
        self.field.edit.textChanged.connect(self.changed)
        self.field.edit.returnPressed.connect(self.accepted)
        self.field.edit.installEventFilter(self)
        self.field.hide()
        self.setFocusProxy(self.key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.key)
        row.addWidget(self.field)

    def begin(self, update: MonitorUpdate) -> None:
        """Now, until somebody says otherwise."""
        self._update = update
        self.field.edit.clear()
        self._show_field(shown=False)
        self.refresh(update)

    def refresh(self, update: MonitorUpdate) -> None:
        """The key shows the time that goes on."""
        self._update = update
        session = update.session
        clock = "" if session is None else formats.clock_at(session.started_utc, update.now)
        self.key.set_label(clock)
        self.key.setAccessibleName(self._spoken.format(clock=clock))

    def open(self) -> None:
        """Let an earlier time be typed."""
        self._show_field(shown=True)
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def write(self, t: float) -> None:
        """Put a session time (s) into the field, to be changed."""
        if self._update is not None and self._update.session is not None:
            self._show_field(shown=True)
            self.field.edit.setText(formats.clock_at(self._update.session.started_utc, t))

    @property
    def moment(self) -> Moment:
        """What is typed; now while nothing is."""
        update = self._update
        if update is None or update.session is None or self.field.isHidden():
            return Moment()
        return read_clock(self.field.text(), update.session.started_utc, update.now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the field goes back to now; the panel stays."""
        if watched is self.field.edit and isinstance(event, QKeyEvent):
            pressed = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            if pressed and event.key() == Qt.Key.Key_Escape and not self.field.isHidden():
                if event.type() is QEvent.Type.KeyPress:
                    self.field.edit.clear()
                    self._show_field(shown=False)
                    self.key.setFocus(Qt.FocusReason.OtherFocusReason)
                    self.changed.emit()
                event.accept()
                return True
        return False

    def _show_field(self, *, shown: bool) -> None:
        self.key.setVisible(not shown)
        self.field.setVisible(shown)

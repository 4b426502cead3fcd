"""Which moment of the session a note is about: the one it was begun at, the one the replay shows now, or none."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from bedside.ui.panels.key import PanelKey
from bedside.ui.qa.qa_words import moment_words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("qa")
_WHOLE: Final = "whole"  # what stands for a moment in the drafts of a note on the whole session
_APART_S: Final = 1.0  # the replay shows another moment than the note's from here on


class MomentKeys(QObject):
    """Three keys; the chosen one is filled.

    Signals:
        changed: a person chose.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        """The keys are put into a row by whoever made them."""
        super().__init__(parent)
        self._started: datetime | None = None
        self._here = self._shown = 0.0  # the moment that is offered, and what the replay shows, s
        self.t: float | None = None  # session time, s; None: the whole session
        self.here_key, self.shown_key, self.whole_key = self.keys = tuple(
            PanelKey(theme, "", least=_AT.key, pad=_AT.key_pad) for _ in range(3)
        )
        self.whole_key.set_label(self.tr("Whole session"))
        self.here_key.clicked.connect(self._choose_here)
        self.shown_key.clicked.connect(self._choose_shown)
        self.whole_key.clicked.connect(self._choose_whole)
        for key in (self.here_key, self.whole_key):
            key.setCheckable(True)

    def begin(self, started_utc: datetime, t: float) -> None:
        """Another session or note; the replay stands at `t`, s."""
        self._started, self._here, self._shown = started_utc, t, t

    def set_shown(self, t: float) -> None:
        """The replay shows another moment, s. For every frame."""
        if t != self._shown:
            self._shown = t
            self._show()

    def text(self) -> str:
        """The choice as it is kept among drafts."""
        return at_text(self.t)

    def put(self, text: str) -> None:
        """Back from `text`; what is none is the moment it was begun at."""
        self._take(None if text == _WHOLE else _seconds(text, self._here))

    def _take(self, t: float | None) -> None:
        self.t = t
        if t is not None:
            self._here = t
        self._show()

    def _choose_here(self) -> None:
        self._take(self._here)
        self.changed.emit()

    def _choose_shown(self) -> None:
        self._take(self._shown)
        self.changed.emit()

    def _choose_whole(self) -> None:
        self._take(None)
        self.changed.emit()

    def _show(self) -> None:
        if self._started is None:
            return
        self.here_key.set_label(self.tr("At {time}").format(time=moment_words(self._here, self._started)))
        self.here_key.setChecked(self.t is not None)
        self.whole_key.setChecked(self.t is None)
        apart = abs(self._shown - self._here) >= _APART_S
        if apart:
            now = moment_words(self._shown, self._started)
            self.shown_key.set_label(self.tr("Move to {time}").format(time=now))
        self.shown_key.setVisible(apart)


def at_text(t: float | None) -> str:
    """A moment, session time, s, as it is kept among drafts."""
    return _WHOLE if t is None else repr(t)


def _seconds(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise

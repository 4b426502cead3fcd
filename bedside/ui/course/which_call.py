"""Which call is put right, why, and the key that takes it back altogether."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.choice_key import ChoiceKey
from bedside.ui.course.course_data import moment
from bedside.ui.course.course_words import call_words, day, tr
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.records import FollowUpWritten

_AT: Final = layout("course_form")
_SHORT_CHARS: Final = 40


class WhichCall(QWidget):
    """Over the fields of a call, while one is corrected.

    Signals:
        chosen: the `FollowUpWritten` to be corrected.
        withdrawn: it is to be taken back.
    """

    chosen = Signal(object)
    withdrawn = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._calls: tuple[FollowUpWritten, ...] = ()
        self.choice = ChoiceKey(theme, self.tr("Which call"), framed=True)
        self.choice.chosen.connect(self._choose)
        self.reason = Field(
            theme, self.tr("Why it is corrected or taken back"), token="body", height=_AT.field
        )
        self.withdraw_key = PanelKey(theme, self.tr("Take this call back"), icon="undo", least=_AT.save)
        self.withdraw_key.clicked.connect(self.withdrawn)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.gap)
        stays = self.tr("The original stays in the record, struck through, with your name and the time.")
        rows.addWidget(Words(theme, stays, "label", "text2", wrap=True))
        rows.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.reason)
        rows.addWidget(self.withdraw_key, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, calls: Sequence[FollowUpWritten], chosen: FollowUpWritten) -> None:
        """The calls that count, newest first."""
        self._calls = tuple(calls)
        words = [
            tr("{day}: {said}").format(
                day=day(moment(call.command.follow_up.utc)),
                said=_shortened(call_words(call.command.follow_up)),
            )
            for call in calls
        ]
        self.choice.offer(words, words, self._calls.index(chosen))

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._calls[number])


def _shortened(words: str) -> str:
    return words if len(words) <= _SHORT_CHARS else f"{words[:_SHORT_CHARS].rstrip()} …"

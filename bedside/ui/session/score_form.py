"""Aldrete or PADSS, one tap each: sent with the last tap; a tap soon after corrects it, a later one begins anew."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import scores_of
from bedside.therapy.scales import result_of
from bedside.ui import formats
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.answer_grid import AnswerGrid, Asked
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.scale_drafts import answers_kept, keep_answers
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("session_discharge")
SCORES: Final = ("aldrete", "padss")
CORRECTED_WITHIN_S: Final = 120.0  # a tap so soon after the last score corrects it; later it begins a new one


class ScoreForm(QWidget):
    """Signals:
    command: a `GiveScore` for the station.
    """

    command = Signal(object)

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__()
        self._theme = theme
        self._drafts = drafts
        self._update: MonitorUpdate | None = None
        self._actor: Actor = UNNAMED
        self._session = ""
        self._sent: tuple[str, tuple[int | None, ...]] | None = None  # on its way
        self._room = 0
        self.scale = SCORES[0]
        self.setAccessibleName(self.tr("Recovery score"))
        self.picks: dict[str, PanelKey] = {}
        self.grids: dict[str, AnswerGrid] = {}
        head = self._names = QHBoxLayout()
        head.setSpacing(int(_AT.gap_small))
        for key in SCORES:
            pick = PanelKey(theme, scales()[key].title, least=_AT.pick_size)
            pick.setObjectName(key)
            pick.setCheckable(True)
            pick.clicked.connect(self._pick)
            self.picks[key] = pick
            head.addWidget(pick)
        self.hint = Words(theme, "", "label", "text2", wrap=True)
        self.hint_under = Words(theme, "", "label", "text2", wrap=True)
        self.hint_under.hide()
        self.total = Words(theme, "", "num.mean", "text")
        self.of = Words(theme, "", "label", "text2")
        found = self._found = QHBoxLayout()
        found.setSpacing(int(_AT.gap))
        found.addStretch()
        found.addWidget(self.total)
        found.addWidget(self.of)
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(int(_AT.gap))
        top.addLayout(head)
        top.addWidget(self.hint, 1)
        top.addLayout(found)
        column = QVBoxLayout(self)
        column.setContentsMargins(int(_AT.pad_x), int(_AT.gap), int(_AT.pad_x), int(_AT.gap))
        column.setSpacing(int(_AT.gap_small))
        column.addLayout(top)
        column.addWidget(self.hint_under)
        for key in SCORES:
            scale = scales()[key]
            rows = [
                Asked(name=spoken(item.words), levels=tuple(spoken(level) for level in item.levels))
                for item in scale.own_items
            ]
            values = list(range(scale.low, scale.high + 1))
            grid = AnswerGrid(theme, rows, values, [str(value) for value in values])
            grid.answered.connect(self._answered)
            self.grids[key] = grid
            column.addWidget(grid)
            grid.setVisible(key == self.scale)
        column.addStretch(1)

    def show_update(self, update: MonitorUpdate, actor: Actor, session: str) -> None:
        """The newest score of the session, what is typed of the next one, and what is needed."""
        self._update, self._actor = update, actor
        if session != self._session:
            self._session, self._sent = session, None
        if self._sent is not None:
            given = scores_of(update.entries, self._sent[0])
            if given and given[-1][1].answers == self._sent[1]:
                self._sent = None
        for key, pick in self.picks.items():
            pick.setChecked(key == self.scale)
            self.grids[key].setVisible(key == self.scale)
        answers, last = self._shown()
        self.grids[self.scale].show_answers(answers, last)
        self._say(update, answers)

    def fit(self, room: int) -> None:
        """Words of the keys where there is room."""
        self._room = room
        narrow = int(room / self._theme.text_scale) < _AT.hint_beside_from
        self.hint.setVisible(not narrow)
        self.hint_under.setVisible(narrow)
        self._place_found()
        for grid in self.grids.values():
            grid.fit(room - 2 * int(_AT.pad_x))

    def _place_found(self) -> None:
        """What the score comes to stands under the names of the scores where it has no room beside them."""
        needed = self._names.minimumSize().width() + self._found.minimumSize().width() + int(_AT.gap)
        beside = needed <= self._room - 2 * int(_AT.pad_x)
        self._top.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def pick(self, key: str) -> None:
        """Score by this one, a key of `SCORES`; what is half filled of the other stays."""
        self.scale = key
        if self._update is not None:
            self.show_update(self._update, self._actor, self._session)
        self.fit(self._room)

    def first_focus(self) -> QWidget:
        """The first row without an answer."""
        return self.grids[self.scale].first_focus()

    def refused(self) -> None:
        """What was sent did not count."""
        self._sent = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile it stands on."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()

    # -- inside ------------------------------------------------------------------------------------------

    @property
    def _newest(self) -> Entry | None:
        if self._update is None:
            return None
        given = scores_of(self._update.entries, self.scale)
        return given[-1][0] if given else None

    @property
    def _field(self) -> str:
        return f"scale/{self.scale}"

    def _shown(self) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """The answers as they stand, and those of the score before."""
        count = scales()[self.scale].items
        typed = answers_kept(self._drafts, self._session, self._field, count)
        entry = self._newest
        recorded = _command(entry).answers if entry is not None else ()
        if self._sent is not None and self._sent[0] == self.scale:
            return self._sent[1], ()
        if typed is not None:
            return typed, recorded
        return (recorded or (None,) * count), ()

    def _say(self, update: MonitorUpdate, answers: tuple[int | None, ...]) -> None:
        scale, care = scales()[self.scale], update.care or Care()
        rules = care.protocol.discharge if care.protocol is not None else None
        needed = (
            None if rules is None else rules.aldrete_least if self.scale == "aldrete" else rules.padss_least
        )
        result = result_of(scale, answers)
        self.total.setText("–" if result.total is None else str(result.total))
        whole = self.tr("of {n}").format(n=scale.highest)
        self.of.setText(
            whole
            if needed is None
            else self.tr("of {n}, needs {least}").format(n=scale.highest, least=needed)
        )
        left = len(result.missing)
        entry = self._newest
        typed = answers_kept(self._drafts, self._session, self._field, scale.items) is not None
        parts = [self.tr("one tap each")]
        if typed and left:
            parts.append(self.tr("{n} to go").format(n=left))
        elif entry is not None and update.session is not None:
            when = formats.clock_at(update.session.started_utc, entry.t, update.now)
            parts.append(self.tr("{time}, {name}").format(time=when, name=entry.command.actor.name))
            if not self._corrects(entry):
                parts.append(self.tr("a tap begins anew"))
        for hint in (self.hint, self.hint_under):
            hint.setText(" · ".join(parts))
        self._place_found()

    def _corrects(self, entry: Entry) -> bool:
        return self._update is not None and self._update.now - entry.entered_t <= CORRECTED_WITHIN_S

    def _pick(self) -> None:
        self.pick(self.sender().objectName())
        self.first_focus().setFocus()

    def _answered(self, n: int, value: int | None) -> None:
        update = self._update
        if update is None or update.session is None:
            return
        scale, entry = scales()[self.scale], self._newest
        typed = answers_kept(self._drafts, self._session, self._field, scale.items)
        correct = None
        if typed is None and self._sent is not None and self._sent[0] == self.scale:
            typed = self._sent[1]  # the score on its way has no number yet: another one follows it
        elif typed is None and entry is not None and self._corrects(entry):
            typed, correct = _command(entry).answers or (None,) * scale.items, entry
        answers = list(typed or (None,) * scale.items)
        answers[n] = value
        if any(answer is None for answer in answers):
            keep_answers(self._drafts, self._session, self._field, answers)
        else:
            self._drafts.drop(self._session, self._field)
            self._send(scale.version, tuple(answers), correct)
        self.show_update(update, self._actor, self._session)

    def _send(self, version: str, answers: tuple[int | None, ...], corrects: Entry | None) -> None:
        update = self._update
        assert update is not None  # checked by whoever answers
        self._sent = (self.scale, answers)
        self.command.emit(
            GiveScore(
                bed=update.bed,
                actor=self._actor,
                scale=self.scale,
                version=version,
                answers=answers,
                total=result_of(scales()[self.scale], answers).total,
                observed_t=None if corrects is None else corrects.t,
                replaces=None if corrects is None else corrects.number,
            )
        )


def _command(entry: Entry) -> GiveScore:
    assert isinstance(entry.command, GiveScore)
    return entry.command

"""What a nurse observes (PLAN-04): how awake the patient is, and the respiratory rate, counted by taps or typed."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.entries import MOST_BREATHS_PER_MIN
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import stamped
from bedside.ui import formats
from bedside.ui.panels.breaths import SPANS_S, Breaths
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_check import rate_words
from bedside.ui.panels.rate_units import parse_decimal
from bedside.ui.panels.saved_row import SavedRow
from bedside.ui.panels.sedation import Sedation
from bedside.ui.panels.words import Field, Rule, Words
from bedside.ui.sedation_words import OFFERED, number_words, usual_scale
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import GiveRating

_AT: Final = layout("panel_observation")


class ObservationPanel(Panel):
    """Each is saved with its own time: a score with its tap, a rate with Record.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="ear-hearing", title="", parent=parent)
        self.set_head(title=self.tr("Observation"), hint=self._hint())
        self.breaths = Breaths()
        self._chosen = OFFERED[0]
        self._asked = ""
        self.sedation = Sedation(theme)
        self.sedation.given.connect(self._give)
        self.ratings_key = PanelKey(theme, self.tr("Ratings"), key="F7", token="small.medium")
        self.ratings_key.set_least(*_AT.head_key)
        self.ratings_key.clicked.connect(self._ask_ratings)
        self.defer_key = PanelKey(theme, self.tr("Not now"), token="small.medium", least=_AT.head_key)
        self.defer_key.clicked.connect(self._ask_defer)
        self.add_head_keys(self.ratings_key, self.defer_key)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self.sedation)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._respiration(theme))
        self.body.addStretch(1)
        self.foot = SavedRow(theme, done_key=self.tr("Esc"))
        self.foot.setMinimumHeight(_AT.foot_height)
        self.foot.retract.connect(self.send)
        self.foot.done.connect(self.close_panel)
        self.pin(self.foot)

    def _respiration(self, theme: Theme) -> QBoxLayout:
        self.tap_key = PanelKey(theme, "", token="num.sm.large", key=self.tr("Space"), least=_AT.tap_size)
        self.tap_key.clicked.connect(self._tap)
        self.tap_key.installEventFilter(self)
        self.spans = Picks(theme, self.tr("Count for"))
        self.spans.picked.connect(self._pick_span)
        self.said = Words(theme, "", "body", "text", wrap=True)
        self.typed = Field(theme, self.tr("RR"), "/min", token="num.sm.large", height=_AT.typed_height)
        self.typed.edit.setMaxLength(4)
        self.typed.edit.textChanged.connect(self._show)
        self.typed.setMinimumWidth(_AT.typed_width)
        self.record_key = PanelKey(
            theme, "", icon="check", key=self.tr("Enter"), primary=True, least=_AT.record_size
        )
        self.record_key.clicked.connect(self._record)
        words = QVBoxLayout()
        words.addWidget(self.spans)
        words.addWidget(self.said)
        words.addStretch(1)
        number = QVBoxLayout()
        number.addWidget(self.typed)
        number.addWidget(self.record_key)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(_AT.row_gap)
        row.addWidget(self.tap_key)
        row.addLayout(words, 1)
        row.addLayout(number)
        return row

    def _hint(self) -> str:
        return self.tr("digits give the score; Space counts breaths")

    # -- state -----------------------------------------------------------------------------------------

    def aim(self, detail: str) -> None:
        """Key of the scale that whoever opens it asks for, e.g. the discharge; "" = none in particular."""
        self._asked = detail

    def prepare(self, update: MonitorUpdate) -> None:
        """Nothing counted; the last scores are dashed.

        The scale that is asked for is offered, else the one used before, else the protocol's.
        """
        self.set_head(hint=self._hint())
        self._chosen = usual_scale(update).key
        last: dict[str, int] = {}
        for entry in sorted(update.entries, key=lambda e: (e.t, e.number)):
            command = entry.command
            if isinstance(command, GiveRating) and command.scale in OFFERED and not entry.retracted:
                last[command.scale] = command.value
                self._chosen = command.scale
        self._chosen = self._asked or self._chosen
        self.sedation.choose(self._chosen)
        self.sedation.begin(last)
        self.sedation.show_scores(update.entries, self.clock)
        self.breaths.forget()
        self.typed.edit.clear()
        self.foot.clear()
        self.foot.actor = self._actor
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """The count's clock and undo's go on."""
        self.foot.update_from(update)
        self.sedation.show_scores(update.entries, self.clock)
        due = () if update.care is None else update.care.due
        self.defer_key.setVisible(any(item.kind.value == "observation" for item in due))
        if self.breaths.started_t is not None:
            self._show()

    def fit(self, room: int) -> None:
        """The parts of the count one under the other where they have no room beside each other."""
        self.foot.fit(room)
        low = room < self._theme.grown(_AT.beside)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def first_focus(self) -> QWidget:
        """The count: Space begins it, digits give the score from there too."""
        return self.tap_key

    def accept_key(self) -> PanelKey | None:
        """Enter records what was counted."""
        return self.record_key if self.record_key.isEnabled() else self.foot.done_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits are scores; Space is a breath."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._tap()
            return
        if self._digit(event):
            return
        super().keyPressEvent(event)

    def _digit(self, event: QKeyEvent) -> bool:
        typed = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and typed.isascii() and typed.isdigit() and self.sedation.type_digit(int(typed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A held Space is one breath; it counts when it goes down, not when it comes up."""
        if watched is self.tap_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            if event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._tap()
            return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        return False

    @property
    def _now(self) -> float:
        return 0.0 if self._update is None else self._update.now

    @property
    def rate_per_min(self) -> float | None:
        """What is to be recorded: the typed rate, else the counted one; None while there is none."""
        typed = self.typed.text().strip()
        if typed:
            value = parse_decimal(typed)
            return value if value is not None and value <= MOST_BREATHS_PER_MIN else None
        return self.breaths.rate_per_min(self._now)

    def _show(self) -> None:
        now, breaths = self._now, self.breaths
        self.spans.show_picks(
            {str(span): self.tr("{n} s").format(n=span) for span in SPANS_S}, str(breaths.span_s)
        )
        counting, rate = breaths.running(now), breaths.rate_per_min(now)
        if counting:
            self.tap_key.set_label(str(breaths.counted))
            left = formats.duration(math.ceil(breaths.left_s(now)))
            self.said.setText(self.tr("A tap or Space for each breath. {left} to go.").format(left=left))
        elif rate is not None:
            self.tap_key.set_label(self.tr("Count again"))
            words = self.tr("{n} breaths in {span} s: {rate} per minute.")
            self.said.setText(words.format(n=breaths.counted, span=breaths.span_s, rate=rate_words(rate)))
        else:
            self.tap_key.set_label(self.tr("Count breaths"))
            self.said.setText(self.tr("Watch the chest. Space starts the clock, then one for each breath."))
        self.tap_key.set_primary(counting)
        self.tap_key.setAccessibleDescription(self.said.text())
        typed = self.typed.text().strip()
        wanted = self.rate_per_min
        self.record_key.setEnabled(wanted is not None)
        if wanted is not None:
            self.record_key.set_label(self.tr("Record {rate} /min").format(rate=rate_words(wanted)))
        else:
            self.record_key.set_label(self.tr("Record"))
        if typed and wanted is None:
            self.said.setText(self.tr("“{typed}” is no respiratory rate.").format(typed=typed))

    # -- acts ------------------------------------------------------------------------------------------

    def _tap(self) -> None:
        if self._update is None or self._update.session is None:
            return
        if not self.breaths.tap(self._now) and not self.breaths.just_over(self._now):
            self.breaths.begin(self._now)
        self._show()

    def _pick_span(self, name: str) -> None:
        self.breaths.span_s = int(name)
        self.breaths.forget()
        self._show()
        self.tap_key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _record(self) -> None:
        rate, update = self.rate_per_min, self._update
        if rate is None or update is None or update.session is None:
            return
        counted = not self.typed.text().strip()
        command = EnterRespiration(
            bed=update.bed,
            actor=self._actor,
            rate_per_min=rate,
            counted=self.breaths.counted if counted else None,
            over_s=float(self.breaths.span_s) if counted else None,
        )
        self._saved(command, self.tr("RR {rate} /min").format(rate=rate_words(rate)))
        self.breaths.forget()
        self.typed.edit.clear()
        self._show()

    def _give(self, name: str, value: int) -> None:
        update = self._update
        if update is None:
            return
        scale = scales()[name]
        command = stamped(GiveRating(bed=update.bed, actor=self._actor, scale=name, value=value))
        self._saved(command, f"{scale.title} {number_words(value, scale)}")

    def _saved(self, command: GiveRating | EnterRespiration, what: str) -> None:
        now = self._now
        said = self.tr("{what} saved {clock}").format(what=what, clock=self.clock(now))
        self.foot.tapped(command, said, "")
        self.send(command)

    def _ask_ratings(self) -> None:
        self.panel_asked.emit("ratings")

    def _ask_defer(self) -> None:
        self.panel_asked.emit("defer:observation")

"""Limits that are not those of the profile, offered as a list before they hold: from a baseline, from a session before.

The page belongs to the limits panel; the strip stands on the bed screen until the offer is answered (ALM-40, ALM-41).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.alarms.limits import refusal
from bedside.alarms.profile import Profile
from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.ui import formats
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.limit_row import edit_words, limit_name, value_words
from bedside.ui.panels.words import Words
from bedside.ui.profile_source import in_force, session_profile
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_column import scrolled
from bedside.vitals.commands import ChangeLimits, KeepProfileLimits, LimitEdit
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("panel_limits_offer")


def _tr(text: str) -> str:
    return QCoreApplication.translate("LimitsOffer", text)


def rows_of(edits: Sequence[LimitEdit], before: Profile) -> list[str]:
    """Before and after of each edit, one line each."""
    return [edit_words(edit, before.limit_sets[edit.parameter].cell(edit.cell)) for edit in edits]


def take_offer(offer: LimitsOffer, bed: int, actor: Actor, reason: str) -> ChangeLimits:
    """The command that puts the offered limits in force."""
    return ChangeLimits(
        bed=bed, actor=actor, edits=offer.edits, reason=reason, basis=f"from session {offer.session}"
    )


class ConfirmPage(QWidget):
    """A list of changes that hold only after they were confirmed.

    Signals:
        confirmed: they shall hold.
        left: they shall not; back to the table.
    """

    confirmed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, name: str, confirm: str, leave: str) -> None:
        super().__init__()
        self._head = Words(theme, name, "title.small", "text")
        self._said = Words(theme, "", "body", "text2", wrap=True)
        self._theme = theme
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(_AT.table_gap)
        self._table.setVerticalSpacing(_AT.spacing)
        self._table.setColumnStretch(3, 1)
        self.rows: tuple[str, ...] = ()  # before and after, as shown
        self._wrong = Words(theme, "", "label.bold", "text", wrap=True)
        self.confirm_key = PanelKey(theme, confirm, icon="check", primary=True, least=_AT.confirm_size)
        self.leave_key = PanelKey(theme, leave, least=_AT.leave_size)
        self.confirm_key.clicked.connect(self.confirmed)
        self.leave_key.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addWidget(self._wrong, 1)
        keys = self._keys = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        keys.addWidget(self.leave_key)
        keys.addWidget(self.confirm_key)
        foot.addLayout(keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.column_gap)
        column.addWidget(self._head)
        column.addWidget(self._said)
        column.addLayout(self._table)
        column.addStretch(1)
        column.addLayout(foot)

    def show_changes(self, said: str, edits: Sequence[LimitEdit], before: Profile, wrong: str) -> None:
        """What would change, and why it cannot ("" = it can)."""
        self._said.setText(said)
        self.rows = tuple(rows_of(edits, before))
        while (item := self._table.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        heads = (self.tr("Limit"), self.tr("now"), self.tr("then"))
        for n, head in enumerate(heads if edits else ()):
            self._table.addWidget(Words(self._theme, head, "small.medium", "text2"), 0, n)
        changes = False
        for row, edit in enumerate(edits, start=1):
            old_value = before.limit_sets[edit.parameter].cell(edit.cell)
            same = old_value == edit.value
            changes = changes or not same
            for n, (words, token) in enumerate(
                (
                    (limit_name(edit.parameter, edit.cell), "body"),
                    (value_words(edit.parameter, edit.cell, old_value), "num.sm"),
                    (value_words(edit.parameter, edit.cell, edit.value), "num.sm" if same else "num.sm.bold"),
                )
            ):
                said_in = Words(self._theme, words, token, "text2" if same else "text", wrap=not n)
                self._table.addWidget(said_in, row, n)
        self._wrong.setText(wrong)
        self.confirm_key.setEnabled(changes and not wrong)

    def fit(self, room: int, *, narrow: bool) -> None:
        """Smaller keys where there is little room, under each other where `room` px do not hold both."""
        self.confirm_key.set_least(*(_AT.confirm_size_narrow if narrow else _AT.confirm_size))
        self.leave_key.set_least(*(_AT.leave_size_narrow if narrow else _AT.leave_size))
        both = self.leave_key.sizeHint().width() + self.confirm_key.sizeHint().width() + 2 * _AT.spacing
        self._keys.setDirection(
            QBoxLayout.Direction.LeftToRight if both <= room else QBoxLayout.Direction.TopToBottom
        )
        self._table.setHorizontalSpacing(_AT.table_gap_narrow if narrow else _AT.table_gap)

    @property
    def words(self) -> str:
        """What is said over and under the rows."""
        return f"{self._said.text()} {self._wrong.text()}".strip()


class OfferStrip(QWidget):
    """Asks on the bed screen whose limits hold; a forced question stays until it is answered.

    Signals:
        command: the answer.
        put_off: a question that may wait was put off; the limits panel keeps it.
    """

    command = Signal(object)
    put_off = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offer: LimitsOffer | None = None
        self._put_off = ""  # the session whose offer was put off
        self._update: MonitorUpdate | None = None
        self.actor: Actor = UNNAMED
        self.setAccessibleName(self.tr("Limits of an earlier session"))
        self._ask = Words(theme, "", "body.bold", "text", wrap=True)
        self._rows = Words(theme, "", "label", "text2", wrap=True)
        self.use_key = PanelKey(theme, self.tr("Use those limits"), least=_AT.use_size)
        self.keep_key = PanelKey(theme, self.tr("Keep the profile's"), least=_AT.use_size)
        self.later_key = PanelKey(theme, self.tr("Later"), least=_AT.later_size)
        self.use_key.clicked.connect(self._use)
        self.keep_key.clicked.connect(self._keep)
        self.later_key.clicked.connect(self._later)
        inside = QWidget()
        words = self._words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self._ask)
        words.addWidget(self._rows)
        words.addStretch(1)
        self._area = scrolled(theme, inside)
        keys = self._keys = QHBoxLayout()
        keys.setSpacing(_AT.spacing)
        for key in (self.later_key, self.keep_key, self.use_key):
            keys.addWidget(key)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(*_AT.strip_margins)
        row.setSpacing(_AT.spacing)
        row.addWidget(self._area, 1)
        row.addLayout(keys)
        self.hide()

    def show_update(self, update: MonitorUpdate) -> bool:
        """Ask what the bed has to be asked; True when the strip came or went."""
        offer, was = update.offer, not self.isHidden()
        self._update = update
        shown = offer is not None and (offer.forced or offer.session != self._put_off)
        if offer is not None and offer != self._offer:
            self._show_offer(offer, update)
        self._offer = offer
        self.setVisible(shown)
        return shown != was

    def height_at(self, width: int, most: int) -> int:
        """How high it must be at this width, and may be, px: where it may not, its words scroll over its keys."""
        beside = width >= self._theme.grown(_AT.strip_beside_from)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        for key in (self.use_key, self.keep_key):
            key.set_least(*(_AT.use_size if beside else _AT.use_size_narrow))
        self.later_key.set_least(*(_AT.later_size if beside else _AT.later_size_narrow))
        self._row.setContentsMargins(*(_AT.strip_margins if beside else _AT.strip_margins_narrow))
        around, keys = self._row.contentsMargins(), self._keys.sizeHint()
        room = width - around.left() - around.right()
        if beside:
            high = max(keys.height(), self._words.heightForWidth(room - keys.width() - _AT.spacing))
        else:
            high = keys.height() + _AT.spacing + self._words.heightForWidth(room)
        return min(max(high + around.top() + around.bottom(), int(_AT.strip_least)), most)

    @property
    def words(self) -> str:
        """Everything it says."""
        return f"{self._ask.text()} {self._rows.text()}"

    def _show_offer(self, offer: LimitsOffer, update: MonitorUpdate) -> None:
        self.later_key.setHidden(offer.forced)
        self.use_key.setHidden(not offer.edits)
        self._ask.setText(offer_words(offer))
        self._rows.setText("; ".join(rows_of(offer.edits, in_force(session_profile(update), update.limits))))

    def _use(self) -> None:
        offer, update = self._offer, self._update
        if offer is None or update is None:
            return
        command = take_offer(offer, update.bed, self.actor, self.tr("as in the session before"))
        if wrong := offer_refusal(command, update, self.actor):
            self._rows.setText(wrong)  # said before anything is sent; the question stays
        else:
            self.command.emit(command)

    def _keep(self) -> None:
        if self._offer is not None and self._update is not None:
            self.command.emit(
                KeepProfileLimits(bed=self._update.bed, actor=self.actor, offered=self._offer.session)
            )

    def _later(self) -> None:
        self._put_off = "" if self._offer is None else self._offer.session
        self.hide()
        self.put_off.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised ground with a heavy edge: it asks, but it is no alarm."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect, radius = QRectF(self.rect()), self._theme.length("radius_tile")
        sketch.fill(rect, "bg")
        sketch.fill(rect, "raised", radius)
        sketch.edge(rect, "text", 2.0, radius)
        if self._row.contentsMargins().left() > _AT.icon_x + _AT.icon_side:
            sketch.icon(_AT.icon_x, rect.height() / 2 - _AT.icon_up, "tune-vertical", "text", _AT.icon_side)
        painter.end()


def offer_words(offer: LimitsOffer) -> str:
    """Whose limits they are, and why it is asked."""
    when = offer.ended_utc.astimezone().strftime("%d %b, %H:%M")
    name = offer.label or _tr("not named")
    if offer.forced and not offer.edits:
        return _tr(
            "The session before ({name}, until {when}) was interrupted, this is a new one. "
            "Say who the patient is and whether the profile's limits are right."
        ).format(name=name, when=when)
    if offer.forced:
        return _tr(
            "The session before ({name}, until {when}) was interrupted. Its limits were edited: whose limits hold?"
        ).format(name=name, when=when)
    return _tr("{name} had other limits in the last session (until {when}). Use them again?").format(
        name=name, when=when
    )


def baseline_words(baseline: Baseline | None) -> str:
    """What the baseline rests on, and what is missing."""
    if baseline is None:
        return _tr("There is no baseline yet: nothing was measured before the infusion.")
    measured = ", ".join(
        f"{formats.short_name(parameter)} {formats.number(value, parameter)}"
        for parameter, value in baseline.values.items()
    )
    said = _tr("Baseline: {measured}.").format(measured=measured)
    if not baseline.complete:
        said += " " + _tr(
            "It is not complete ({n} of 2 cuff readings at least 2 min apart): limits without a value stay."
        ).format(n=min(1, baseline.readings))
    return said


def offer_refusal(command: ChangeLimits, update: MonitorUpdate, actor: Actor) -> str:
    """Why these limits cannot be taken, in words; "" = they can."""
    return refusal(command, in_force(session_profile(update), update.limits), actor) or ""

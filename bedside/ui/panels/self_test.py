"""The sound's self test: the three colours and one pulse each, and whether a person heard them (ALM-45).

Monitoring and recording never wait for it; the first infusion of a program start does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui import formats
from bedside.ui.painted import Painted
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.named_reason import NamedReason
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.commands import STATION_BED, StartInfusion
from bedside.vitals.station_commands import ConfirmSound, PlaySelfTest

_AT: Final = layout("panel_self_test")

_FILLS = {Priority.HIGH: "high", Priority.MEDIUM: "med", Priority.LOW: "low"}
_ALARMS = frozenset(priority.name.lower() for priority in _FILLS)  # what `SoundState.playing` says of them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    playing: str  # "high", "medium", "low" while its pulse sounds


class SignsOfAlarm(Painted[_Signs]):
    """The three priorities as they will be seen: colour, shape, marks and word."""

    def __init__(self, theme: Theme) -> None:
        width, height = _AT.signs
        super().__init__(theme, width, height, _Signs(playing=""))
        self._columns_count = len(_FILLS)
        self.setMinimumWidth(0)
        self.fit(width)
        self.setAccessibleName(self.tr("High red, Medium yellow, Low cyan"))

    def scale(self) -> float:
        """It grows with its words alone."""
        return 1.0

    def fit(self, room: int) -> None:
        """Three beside each other, or one under the other where `room` px do not hold their words."""
        words = [(self._word(priority), "body.bold") for priority in _FILLS]
        words += [(self._pulses(priority), "label") for priority in _FILLS]
        measures = ((self._theme.metrics(token, self._theme.px(token)), said) for said, token in words)
        wide = (
            max(metrics.horizontalAdvance(said) for metrics, said in measures) + _AT.text_x + _AT.text_right
        )
        self._columns_count = len(_FILLS) if len(_FILLS) * (wide + _AT.plate_gap) <= room else 1
        rows = len(_FILLS) // self._columns_count
        self.setFixedHeight(int(rows * (self._plate_height + _AT.plate_gap) - _AT.plate_gap))

    @property
    def _plate_height(self) -> int:
        return max(int(_AT.signs[1]), self._theme.grown(_AT.plate_high))

    @staticmethod
    def _word(priority: Priority) -> str:
        return f"{formats.priority_mark(priority, Kind.PHYSIOLOGICAL)} {formats.priority_word(priority)}"

    def show_playing(self, playing: str) -> None:
        """Which pulse sounds now."""
        self.show_value(_Signs(playing=playing))

    def spoken(self, value: _Signs) -> str:
        """What sounds."""
        return value.playing

    def sizeHint(self) -> QSize:
        """The panel's width."""
        return QSize(*_AT.signs)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Three plates; the one that sounds has a heavy edge and says so."""
        sketch.fill(rect, "raised")
        count, high = self._columns_count, self._plate_height
        wide = (rect.width() - (count - 1) * _AT.plate_gap) / count
        for n, (priority, role) in enumerate(_FILLS.items()):
            row, column = divmod(n, count)
            plate = QRectF(column * (wide + _AT.plate_gap), row * (high + _AT.plate_gap), wide, high)
            on = f"on_{role}"
            sketch.fill(plate, role, _AT.plate_radius)
            icon = formats.priority_icon(priority)
            sketch.icon(plate.x() + _AT.icon_x, plate.center().y() - _AT.icon / 2, icon, on, _AT.icon)
            x, room = plate.x() + _AT.text_x, wide - _AT.text_x - _AT.text_right
            first = plate.center().y() - _AT.first_up
            word = self._word(priority)
            px = sketch.fits(word, "body.bold", room)
            sketch.text(x, first, word, "body.bold", on, px=px)
            sounds = self._shown.playing == priority.name.lower()
            said = self.tr("sounds now") if sounds else self._pulses(priority)
            token = "label.medium" if sounds else "label"
            px = sketch.fits(said, token, room)
            sketch.text(x, first + self._theme.grown(_AT.second_under), said, token, on, px=px)
            if sounds:
                inset = _AT.edge_inset
                sketch.edge(plate.adjusted(inset, inset, -inset, -inset), on, _AT.edge, _AT.edge_radius)

    def _pulses(self, priority: Priority) -> str:
        return {
            Priority.HIGH: self.tr("flashes twice a second"),
            Priority.MEDIUM: self.tr("flashes every 2 s"),
            Priority.LOW: self.tr("steady"),
        }[priority]


class SelfTestPanel(StationPanel):
    """Drawn, played, answered; the answer is recorded."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="volume-high", title="", parent=parent)
        self.set_head(title=self.tr("Hear the alarm sound"), hint=self._hint())
        self._waiting: StartInfusion | None = None
        self.signs = SignsOfAlarm(theme)
        self._says = Words(theme, "", "body", "text", wrap=True)
        self.play_key = PanelKey(theme, self.tr("Play the tones"), icon="volume-high", least=_AT.key)
        self.play_key.clicked.connect(self._play)
        self.heard_key = PanelKey(theme, self.tr("I heard it"), icon="check", primary=True, least=_AT.key)
        self.heard_key.clicked.connect(self._heard)
        self.start_key = ChoiceKey(
            theme, self.tr("Record the infusion start now"), "", icon="play-circle-outline", primary=True
        )
        self.start_key.clicked.connect(self._start)
        self._not_words = Words(
            theme, self.tr("Not heard, and going on all the same:"), "label", "text2", wrap=True
        )
        self.not_heard = NamedReason(theme, self.tr("Why, and who listens instead"), self.tr("Not heard"))
        self.not_heard.given.connect(self._not_heard)
        self.not_heard.operator_asked.connect(self._ask_operator)
        row = Flow(_AT.row_gap)
        row.addWidget(self.play_key)
        row.addWidget(self.heard_key)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self.signs)
        self.body.addWidget(self._says)
        self.body.addLayout(row)
        self.body.addWidget(self.start_key)
        self.body.addStretch(1)
        self.body.addWidget(self._not_words)
        self.body.addWidget(self.not_heard)

    def wait_with(self, start: StartInfusion) -> None:
        """An infusion start was refused until the sound is answered: offer it again afterwards."""
        self._waiting = start
        self.start_key.set_meaning(
            self.tr("Bed {n}, {rate} mL/h: it was not recorded yet; the time is that of this tap.").format(
                n=start.bed, rate=formats.plain(start.rate_ml_h)
            )
        )

    def play(self) -> None:
        """Play the tones without being asked: at the start of the program, with nothing running."""
        if self.play_key.isEnabled():
            self._play()

    def prepare_station(self, station: StationUpdate) -> None:
        """A new reason is asked each time."""
        self.not_heard.clear()
        self.set_head(hint=self._hint())

    def refresh_station(self, station: StationUpdate) -> None:
        """What sounds, what was answered."""
        sound = station.sound
        self.signs.show_playing(sound.playing)
        self._says.setText(self._sentence(station))
        alarm_sounds = sound.playing in _ALARMS
        self.play_key.set_label(
            self.tr("An alarm sounds: answer it first") if alarm_sounds else self.tr("Play the tones")
        )
        self.play_key.setEnabled(not sound.fault and not alarm_sounds)
        self.heard_key.setEnabled(not sound.fault and sound.tested_utc is not None)
        self.not_heard.set_actor(self._actor)
        self.start_key.setVisible(self._waiting is not None and bool(station.sound_answer))

    def fit(self, room: int) -> None:
        """The reason over its key, and the plates over each other, in a narrow panel."""
        self.signs.fit(room)
        self.not_heard.fit(room)

    def first_focus(self) -> QWidget:
        """The tones first."""
        return self.play_key

    def accept_key(self) -> PanelKey | None:
        """Enter presses the key that has the keyboard: nobody says "I heard it" by an Enter meant elsewhere."""
        if not self.start_key.isHidden():
            return self.start_key
        return next((key for key in (self.play_key, self.heard_key) if key.hasFocus()), None)

    def _hint(self) -> str:
        return self.tr("once per program start, before the first infusion")

    def _sentence(self, station: StationUpdate) -> str:
        sound = station.sound
        if sound.fault:
            return self.tr("No alarm can be heard: {why}").format(why=told(sound.fault))
        if sound.system_muted:
            return self.tr("The system has muted the sound: switch it on there first.")
        if station.sound_answer == "heard":
            return self.tr("Heard. It is recorded; the tones can be played again at any time.")
        if station.sound_answer:
            return self.tr("Recorded as {answer}.").format(answer=station.sound_answer)
        if sound.tested_utc is None:
            return self.tr(
                "Play the tones: one pulse of High, Medium and Low. Then say whether they were heard."
            )
        return self.tr("Were three tones heard, from here and from where the nurse stands?")

    def _play(self) -> None:
        self.send(PlaySelfTest(bed=STATION_BED, actor=self._actor))

    def _heard(self) -> None:
        self._answer(ConfirmSound(bed=STATION_BED, actor=self._actor, heard=True))

    def _not_heard(self, reason: str) -> None:
        self._answer(ConfirmSound(bed=STATION_BED, actor=self._actor, heard=False, reason=reason))

    def _answer(self, command: ConfirmSound) -> None:
        self.send(command)
        if self._waiting is None:
            self.close_panel()

    def _start(self) -> None:
        if self._waiting is not None:
            self.send(self._waiting)
            self.close_panel()

    def _ask_operator(self) -> None:
        self.wants.emit("operator")

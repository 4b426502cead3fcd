"""The sound: how loud, the optional pulse tone, the test, and the quiet room (ALM-12, ALM-14)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui import formats
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Rule, Words
from bedside.ui.sketch import Sketch
from bedside.ui.sound_words import sound_words
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import SetQuietRoom, SetSound

_AT: Final = layout("panel_sound")

FLOOR_PERCENT: Final = 30  # while a session runs (ALM-12)
_STEP_PERCENT: Final = 5
_PAGE_PERCENT: Final = 10


class VolumeSlider(QSlider):
    """0…100 %; a mark shows the floor while it holds. Arrow keys move it by 5."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setRange(0, 100)
        self.setSingleStep(_STEP_PERCENT)
        self.setPageStep(_PAGE_PERCENT)
        self.setFixedHeight(_AT.size[1])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """As wide as the panel lets it."""
        return QSize(*_AT.size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A tap goes there at once."""
        self.setSliderDown(True)
        self._to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The grip follows."""
        self._to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: `sliderReleased`."""
        self._to(event)
        self.setSliderDown(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line, floor, grip."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        middle, width = self.height() / 2, self.width()
        at = self._x(self.value())
        side, high, radius = _AT.side, _AT.line, _AT.line_radius
        sketch.fill(QRectF(side, middle - high / 2, width - 2 * side, high), "line2", radius)
        sketch.fill(QRectF(side, middle - high / 2, max(1.0, at - side), high), "text", radius)
        if self.minimum() > 0:
            floor = self._x(self.minimum())
            sketch.fill(QRectF(floor - 1, middle - _AT.floor / 2, 2, _AT.floor), "text2")
        grip = _AT.grip
        sketch.fill(QRectF(at - grip, middle - grip, 2 * grip, 2 * grip), "primary", grip)
        if self.hasFocus():
            box = QRectF(0, 0, width, self.height()).adjusted(0, _AT.focus_inset, 0, -_AT.focus_inset)
            sketch.edge(box, "focus", self._theme.length("focus"), _AT.focus_radius)
        painter.end()

    def set_floor(self, floor: int) -> None:
        """The least that can be chosen, %. The line keeps its 0…100."""
        if floor != self.minimum():
            self.blockSignals(True)  # nobody asked for another volume
            self.setMinimum(floor)
            self.blockSignals(False)
            self.update()

    def set_volume(self, volume: float) -> None:
        """Show a volume, 0…1, that nobody chose here."""
        self.blockSignals(True)
        self.setValue(round(100 * volume))
        self.blockSignals(False)
        self.update()

    def _x(self, value: int) -> float:
        return _AT.side + (self.width() - 2 * _AT.side) * value / 100

    def _to(self, event: QMouseEvent) -> None:
        share = (event.position().x() - _AT.side) / max(1.0, self.width() - 2 * _AT.side)
        self.setSliderPosition(round(100 * share))


class SoundPanel(StationPanel):
    """What is changed here is kept; what the system's own volume does is only told."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="volume-high", title="", parent=parent)
        self.set_head(title=self.tr("Sound"), hint=self._hint())
        self._state = Words(theme, "", "body.medium", "text", wrap=True)
        self._told = -1.0  # the newest volume that was told, 0…1
        self.slider = VolumeSlider(theme)
        self.slider.setAccessibleName(self.tr("Volume of alarms"))
        self.slider.valueChanged.connect(self._show_volume)
        self.slider.sliderReleased.connect(self._set_volume)
        self._volume = Words(theme, "", "num.sm.large.bold", "text")
        self._volume.setMinimumWidth(_AT.volume_width)
        self._floor = Words(theme, "", "label", "text2", wrap=True)
        self.test_key = ChoiceKey(
            theme,
            self.tr("Hear the alarm sound"),
            self.tr("One pulse of each priority, and the answer whether it was heard."),
            icon="volume-high",
        )
        self.test_key.clicked.connect(self._ask_test)
        self.quiet_key = ChoiceKey(theme, self.tr("Quiet room"), "", icon="weather-night")
        self.quiet_key.clicked.connect(self._switch_quiet)
        self.tone_key = PanelKey(theme, self.tr("Pulse tone"), icon="volume-high", least=_AT.tone_key)
        self.tone_key.setCheckable(True)
        self.tone_key.clicked.connect(self._switch_tone)
        self._tone_words = Words(
            theme,
            self.tr("lower with the saturation; never while an alarm sounds"),
            "label",
            "text2",
            wrap=True,
        )
        self.beds = Picks(theme, self.tr("Whose pulse is heard"))
        self.beds.picked.connect(self._choose_bed)
        self.outputs = Picks(theme, self.tr("Loudspeaker at the station, for quiet rooms"))
        self.outputs.picked.connect(self._choose_output)
        volume = QHBoxLayout()
        volume.setSpacing(_AT.row_gap)
        volume.addWidget(self.slider, 1)
        volume.addWidget(self._volume)
        tone = QHBoxLayout()
        tone.setSpacing(_AT.row_gap)
        tone.addWidget(self.tone_key)
        tone.addWidget(self._tone_words, 1)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._state)
        self.body.addLayout(volume)
        self.body.addWidget(self._floor)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(tone)
        self.body.addWidget(self.beds)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(self.test_key)
        self.body.addWidget(self.outputs)
        self.body.addWidget(self.quiet_key)
        self.body.addStretch(1)

    def prepare_station(self, station: StationUpdate) -> None:
        """As it is."""
        self.set_head(hint=self._hint())
        self._told = -1.0

    def refresh_station(self, station: StationUpdate) -> None:
        """State, floor, beds, and whether a quiet room can be had."""
        sound = station.sound
        said = sound_words(station)
        where = self.tr("{words} · {output}").format(words=said.words, output=sound.output)
        self._state.setText(told(sound.fault) or (where if sound.output else said.words))
        self.slider.set_floor(FLOOR_PERCENT if self._beds_open else 0)
        if sound.volume != self._told and not self.slider.isSliderDown():
            self._told = sound.volume
            self.slider.set_volume(sound.volume)
        self._volume.setText(self.tr("{n} %").format(n=self.slider.value()))
        self._floor.setText(
            self.tr(
                "Never under {n} % while a session runs. High is never quieter than Medium or Low."
            ).format(n=FLOOR_PERCENT)
            if self._beds_open
            else self.tr("While a session runs it is never under {n} %.").format(n=FLOOR_PERCENT)
        )
        self.tone_key.setChecked(sound.pulse_tone)
        self._show_picks(sound)
        can = bool(sound.station_output) and not sound.fault
        self.quiet_key.setEnabled(can or sound.quiet_room)
        self.quiet_key.set_label(
            self.tr("Quiet room: on") if sound.quiet_room else self.tr("Quiet room: off")
        )
        self.quiet_key.set_primary(sound.quiet_room)
        self.quiet_key.set_meaning(self._quiet_words(station, can))

    def first_focus(self) -> QWidget:
        """The volume."""
        return self.slider

    @property
    def _beds_open(self) -> bool:
        return bool(self._live)

    def _hint(self) -> str:
        return self.tr("of this program; the system has a volume of its own")

    def _quiet_words(self, station: StationUpdate, can: bool) -> str:
        sound = station.sound
        if sound.quiet_room:
            return self.tr(
                "This screen is dim, alarms sound at {place}. A High nobody takes in 30 s comes back here."
            ).format(place=sound.station_output)
        if can:
            return self.tr(
                "Alarms sound at {place} and this screen is dim; a High nobody takes comes back here."
            ).format(place=sound.station_output)
        return self.tr("Needs a second loudspeaker at the station that works: none is set.")

    def _show_picks(self, sound: SoundState) -> None:
        beds = sorted(self._live) if sound.pulse_tone and len(self._live) > 1 else []
        words = {str(bed): formats.bed_name(bed, self._live[bed].mode) for bed in beds}
        self.beds.show_picks(
            {bed: self.tr("Bed {n}").format(n=name) for bed, name in words.items()},
            chosen="" if sound.pulse_bed is None else str(sound.pulse_bed),
        )
        outputs = {name: name for name in sound.outputs}
        none = {"": self.tr("No loudspeaker at the station")} if outputs else {}
        self.outputs.show_picks(none | outputs, chosen=sound.station_output)

    def _show_volume(self) -> None:
        self._volume.setText(self.tr("{n} %").format(n=self.slider.value()))
        if not self.slider.isSliderDown() and self.slider.hasFocus():
            self._set_volume()  # moved with the keyboard

    def _set_volume(self) -> None:
        self.send(SetSound(bed=STATION_BED, actor=self._actor, volume=self.slider.value() / 100))

    def _switch_tone(self) -> None:
        self.send(SetSound(bed=STATION_BED, actor=self._actor, pulse_tone=self.tone_key.isChecked()))

    def _choose_bed(self, bed: str) -> None:
        self.send(SetSound(bed=STATION_BED, actor=self._actor, pulse_bed=int(bed)))

    def _choose_output(self, name: str) -> None:
        self.send(SetSound(bed=STATION_BED, actor=self._actor, station_output=name))

    def _switch_quiet(self) -> None:
        on = self._station is None or not self._station.sound.quiet_room
        self.send(SetQuietRoom(bed=STATION_BED, actor=self._actor, on=on))
        if on:
            self.close_panel()

    def _ask_test(self) -> None:
        self.wants.emit("self-test")

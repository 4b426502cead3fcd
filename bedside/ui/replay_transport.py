"""Play, pause, step and speed: the keys under a replay."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from bedside.ui.key_button import KeyButton
from bedside.ui.panels.key import PanelKey
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("replay_transport")

SPEEDS_RATIO = (1, 2, 5, 10, 30, 60)
NOTE_KEY = "Q"
NOTE_GLYPH = "qa-note"
STEP_S = 5.0
FINE_STEP_S = 1.0
_FEW_SPEEDS_RATIO = (1, 10, 60)  # offered in the smallest windows
_WHOLE_PX, _CLOCK_PX, _TIGHT_PX = _AT.whole_clock_tight  # widths that hold everything, the clock, all speeds


class _Clock(QWidget):
    """Wall-clock time of the recording, large, with two lines beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.time = ""
        self.lines = ("", "")
        self.setFixedWidth(_AT.clock_width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        sketch = Sketch.zoomed(painter, self._theme)
        whole, middle = self.width() / sketch.scale, self.height() / sketch.scale / 2
        px = round(_AT.time_px * sketch.scale)
        width = sketch.text(_AT.time_x, middle + _AT.time_down, self.time, "num.mean", "text", px=px)
        if whole < _AT.clock_width:
            painter.end()
            return
        for line, dy in zip(self.lines, _AT.lines_down, strict=True):
            sketch.text(
                _AT.time_x + width + _AT.lines_gap,
                middle + dy,
                line,
                "small",
                "text2",
                room=whole - width - _AT.lines_spare,
            )
        painter.end()


class Transport(QWidget):
    """Asks, and shows what was asked until `show_state` says otherwise.

    Signals:
        play: start (True) or pause (False). speed: times real time. step: seconds forward (negative = back).
        previous_alarm, next_alarm: go there.
    """

    play = Signal(bool)
    speed = Signal(float)
    step = Signal(float)
    previous_alarm = Signal()
    next_alarm = Signal()

    def __init__(self, theme: Theme, owner: QWidget) -> None:
        """`owner`: the screen whose keyboard these keys are."""
        super().__init__()
        self._theme = theme
        self._playing = False
        self._notes = False  # QA notes are kept
        self.setFixedHeight(_AT.height)
        self._clock = _Clock(theme)
        self.previous_key = self._key("P", "skip-previous", self.tr("Previous alarm"))
        self.back_key = self._key("←", "rewind-5", self.tr("5 seconds back"))
        self.play_key = self._key(self.tr("Space"), "play", self.tr("Play"), width=_AT.play_width)
        self.play_key.set_primary(True)
        self.forward_key = self._key("→", "fast-forward-5", self.tr("5 seconds forward"))
        self.next_key = self._key("N", "skip-next", self.tr("Next alarm"))
        row = QHBoxLayout(self)
        row.setContentsMargins(*_AT.margins)
        row.setSpacing(_AT.gap)
        for key in (self.previous_key, self.back_key, self.play_key, self.forward_key, self.next_key):
            row.addWidget(key)
        row.addSpacing(_AT.group_gap)
        row.addWidget(self._clock)
        self.speed_keys: dict[int, PanelKey] = {}
        group = QButtonGroup(self)
        for n in SPEEDS_RATIO:
            chip = PanelKey(theme, f"×{n}", least=_AT.chip_size)
            chip.setCheckable(True)
            chip.setProperty("speed", n)
            chip.setAccessibleName(self.tr("Speed {n} times").format(n=n))
            chip.clicked.connect(self._speed_pressed)
            group.addButton(chip)
            self.speed_keys[n] = chip
            row.addWidget(chip)
        self.speed_keys[1].setChecked(True)
        row.addStretch(1)
        self.note_key = KeyButton(theme, self.tr("QA note"), NOTE_GLYPH, NOTE_KEY)
        self.note_key.hide()  # until somebody keeps it
        row.addWidget(self.note_key)
        self.close_key = KeyButton(theme, self.tr("Session list"), "history", self.tr("Esc"))
        self.close_key.setFixedHeight(_AT.chip_height)
        row.addWidget(self.close_key)
        self.previous_key.clicked.connect(self.previous_alarm)
        self.next_key.clicked.connect(self.next_alarm)
        self.back_key.clicked.connect(self._back)
        self.forward_key.clicked.connect(self._forward)
        self.play_key.clicked.connect(self._play_pressed)
        for keys, slot in (
            ("Space", self._play_pressed),
            ("Left", self._back),
            ("Right", self._forward),
            ("Shift+Left", self._fine_back),
            ("Shift+Right", self._fine_forward),
            ("P", self.previous_key.click),
            ("N", self.next_key.click),
            (NOTE_KEY, self.note_key.click),
        ):
            shortcut = QShortcut(QKeySequence(keys), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _key(self, label: str, icon: str, name: str, *, width: int = _AT.key_width) -> KeyButton:
        key = KeyButton(self._theme, label, icon, stacked=True, token="tiny")
        key.setAccessibleName(name)
        key.setFixedSize(width, _AT.key_height)
        return key

    @property
    def playing(self) -> bool:
        """Whether the keys say that it plays."""
        return self._playing

    def fit(self, width: int, *, low: bool) -> None:
        """Keys for a row `width` px wide: without room the clock goes first (the strip has it), then speeds."""
        zoom = self._theme.zoom
        width = int(width / zoom)
        least, high = (
            _AT.chip_tight
            if width < _TIGHT_PX
            else (_AT.key_width, _AT.chip_height if low else _AT.key_height)
        )
        self.setFixedHeight(round((high + _AT.row_pads) * zoom))
        for key in (self.previous_key, self.back_key, self.forward_key, self.next_key):
            key.setFixedSize(round(least * zoom), round(high * zoom))
            key.set_scale(high / _AT.key_height)
        play = _AT.key_width if width < _TIGHT_PX else _AT.play_width
        self.play_key.setFixedSize(round(play * zoom), round(high * zoom))
        self.play_key.set_scale(high / _AT.key_height)
        self.close_key.setFixedHeight(round(_AT.chip_height * zoom))
        self._fit_words(width, zoom)
        clock = _AT.clock_width if width >= _WHOLE_PX else _AT.clock_width_narrow
        self._clock.setFixedWidth(round(clock * zoom))
        self._clock.setVisible(width >= _CLOCK_PX)
        for n, chip in self.speed_keys.items():
            chip.setVisible(width >= self._all_speeds_px or n in _FEW_SPEEDS_RATIO or chip.isChecked())
            chip.set_least(*(_AT.chip_tight if width < _TIGHT_PX else _AT.chip_size))

    @property
    def _all_speeds_px(self) -> int:
        """Width from which all speeds have room, px at 100 %."""
        return int(_TIGHT_PX + (_AT.note_room if self._notes else 0))

    def _fit_words(self, width: int, zoom: float) -> None:
        """The keys with words: they give way before any other key does."""
        tight = width < _TIGHT_PX
        whole = self.note_key.sizeHint().width()
        self.note_key.setFixedSize(
            whole if width >= _WHOLE_PX else round((_AT.note_tight if tight else _AT.key_width) * zoom),
            round(_AT.chip_height * zoom),
        )
        self.note_key.set_label(self.tr("QA") if tight else self.tr("QA note"))
        self.note_key.setAccessibleName(self.tr("QA note"))
        shared = tight and self._notes
        least = round((_AT.close_tight if shared else _AT.close_width) * zoom)
        self.close_key.setMinimumWidth(least if tight else self.close_key.sizeHint().width())
        self.close_key.setMaximumWidth(least if shared else self.maximumWidth())

    def offer_notes(self) -> None:
        """QA notes are kept from now on: a key for a new one."""
        self._notes = True
        self.note_key.show()

    def show_state(self, *, playing: bool | None = None, speed: float | None = None) -> None:
        """What the player does; None = as before."""
        if playing is not None and playing != self._playing:
            self._playing = playing
            self.play_key.set_icon("pause" if playing else "play")
            self.play_key.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
        key = None if speed is None else self.speed_keys.get(round(speed))
        if key is not None and not key.isChecked():
            key.setChecked(True)

    def show_time(self, clock: str, first: str, second: str) -> None:
        """Wall-clock time of the recording and two lines about it."""
        if (clock, first, second) != (self._clock.time, *self._clock.lines):
            self._clock.time, self._clock.lines = clock, (first, second)
            self._clock.setAccessibleName(f"{clock} {first}")
            self._clock.update()

    def _play_pressed(self) -> None:
        playing = not self._playing
        self.show_state(playing=playing)
        self.play.emit(playing)

    def pause(self) -> None:
        """Stand still at the moment that is shown."""
        if self._playing:
            self._play_pressed()

    def _back(self) -> None:
        self.step.emit(-STEP_S)

    def _forward(self) -> None:
        self.step.emit(STEP_S)

    def _fine_back(self) -> None:
        self.step.emit(-FINE_STEP_S)

    def _fine_forward(self) -> None:
        self.step.emit(FINE_STEP_S)

    def _speed_pressed(self) -> None:
        key = self.sender()
        if key is not None:
            self.speed.emit(float(key.property("speed")))

    def sizeHint(self) -> QSize:
        """As wide as the screen."""
        return QSize(*_AT.size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()

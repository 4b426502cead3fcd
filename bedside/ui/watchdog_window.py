"""The watchdog's small window: what has happened, since when, and the two keys. It stays above everything."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.clock import Clock
from bedside.ui.flash import flash
from bedside.ui.key_button import KeyButton
from bedside.ui.lifeline import Verdict
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority

_AT: Final = layout("watchdog_window")

SIZE: Final = _AT.size
FLASH_MS: Final = 50
_HEAD: Final = _AT.head  # height of the flashing part, px


class WatchdogWindow(QWidget):
    """Shown while bedside is not well.

    Signals:
        silence: the key was pressed.
        restart: the key was pressed.
        closing: a person closes it; whether it goes is for whoever listens to say.
    """

    silence = Signal()
    restart = Signal()
    closing = Signal()

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # whoever types elsewhere at this moment must not press a key here
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._theme = theme
        self._clock = clock
        self._lit = True
        self._head = ""
        self._detail = ""
        self._sound = ""
        self._note = ""
        self.silence_key = KeyButton(theme, self.tr("Silence"), token="body.bold", parent=self)
        self.restart_key = KeyButton(
            theme, self.tr("Restart bedside"), primary=True, token="body.bold", parent=self
        )
        self.silence_key.clicked.connect(self.silence)
        self.restart_key.clicked.connect(self.restart)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_AT.margins)
        row.setAlignment(Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.silence_key)
        row.addWidget(self.restart_key)
        self.setFixedSize(*SIZE)
        self._flashing = QTimer(self)
        self._flashing.setInterval(FLASH_MS)
        self._flashing.timeout.connect(self._flash)

    @property
    def words(self) -> tuple[str, ...]:
        """What it says now, line by line."""
        return tuple(line for line in (self._head, self._detail, self._sound, self._note) if line)

    @property
    def sentence(self) -> str:
        """The same in one line."""
        return " ".join(f"{line.rstrip('.')}." for line in self.words)

    def tell(self, verdict: Verdict, since: str) -> None:
        """Say how bedside is; `since` is the local time for a person, hh:mm:ss."""
        if verdict is Verdict.STOPPED:
            head = self.tr("bedside has stopped: watch the patient's monitor")
        else:
            head = self.tr("bedside does not answer: watch the patient's monitor")
        details = {
            Verdict.STOPPED: self.tr("Nothing has been measured, alarmed or recorded since {since}."),
            Verdict.SILENT: self.tr("No sign of life since {since}: expect no alarm and no record."),
            Verdict.STATION_STANDS: self.tr("Nothing has been measured or alarmed since {since}."),
            Verdict.WINDOW_STANDS: self.tr(
                "Its window has stood still since {since}: the numbers are old. Alarms may still sound."
            ),
        }
        self._head, self._detail = head, details[verdict].format(since=since)
        self.setWindowTitle(head)
        self._say()

    def tell_sound(self, *, silenced: bool, fault: str) -> None:
        """Say whether the melody can be heard."""
        if silenced:
            self._sound = self.tr("The melody is off; bedside is still not well.")
        else:
            self._sound = self.tr("NO SOUND: {fault}.").format(fault=fault) if fault else ""
        self.silence_key.setEnabled(not silenced)
        self._say()

    def note(self, sentence: str) -> None:
        """Say how the restart goes; "" = nothing."""
        self._note = sentence
        self._say()

    def appear(self) -> None:
        """Come to the front and flash."""
        self._flashing.start()
        self.showNormal()

    def vanish(self) -> None:
        """Go, with everything that was said."""
        self._flashing.stop()
        self._head = self._detail = self._sound = self._note = ""
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only ask."""
        event.ignore()
        self.closing.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The flashing head with the sentence, under it the details."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "surface")
        head = QRectF(0, 0, rect.width(), _HEAD)
        sketch.fill(head, "high" if self._lit else "hightint")
        sketch.text(_AT.edge_x, _AT.head_y, "!!!", "alarm", "on_high")
        left = _AT.edge_x + sketch.width("!!!", "alarm") + _AT.words_gap
        lines = wrapped(sketch, self._head, "title", rect.width() - left - _AT.edge_x, 2)
        for n, line in enumerate(lines):
            sketch.text(
                left,
                _AT.head_middle - _AT.half_line * (len(lines) - 1) + _AT.line * n,
                line,
                "title",
                "on_high",
            )
        told = [self._detail, *(line for line in (self._sound, self._note) if line)]
        y = _HEAD + _AT.sentence_gap
        for sentence in told:
            for line in wrapped(sketch, sentence, "body", rect.width() - _AT.edges, 2):
                sketch.text(_AT.edge_x, y, line, "body", "text", room=rect.width() - _AT.edges)
                y += _AT.sentence_line
        sketch.edge(rect, "highline", _AT.frame)
        painter.end()

    def _say(self) -> None:
        self.setAccessibleName(self.sentence)
        self.update()

    @Slot()
    def _flash(self) -> None:
        lit = flash(Priority.HIGH, self._clock.now())
        if lit is not self._lit:
            self._lit = lit
            self.update()

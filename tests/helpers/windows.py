"""The whole window fed with synthetic updates, at any size, and rendered to look at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.devices import DeviceRow, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.parts import limits
from tests.helpers.updates import station

MAGENTA = QColor(255, 0, 255)
PANELS = (
    "rate",
    "event",
    "ratings",
    "note",
    "care",
    "patient",
    "end",
    "alarms",
    "limits",
    "handover",
    "nibp-history",
    "statistics",
    "help",
)
STATION_PANELS = ("operator", "sound", "self-test", "no-sound")
WAITS = "Session ended, nothing is monitored: take the probe off; put on again it opens a new session."
UNPLUGGED = "/dev/ttyUSB0 was unplugged: plug the cable in again, bedside goes on by itself."
RESTS = "Next start in 42 s: the arm needs rest."


def open_window(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> MainWindow:
    """A shown window that may close without asking."""
    made = MainWindow(look)
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    made.resize(*size)
    made.show()
    return made


def feed(window: MainWindow, *updates: MonitorUpdate, frames: int = 3, **more: object) -> None:
    """Some frames of these beds."""
    beds = {update.bed: update for update in updates}
    for n in range(frames):
        window.show_updates(beds, station(**more), 52_818.0 + n * 0.2)  # type: ignore[arg-type]


def rendered(widget: QWidget) -> np.ndarray:
    """Pixels of a widget over magenta, shape (height, width, 3), blue green red: unpainted ones stay magenta."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(MAGENTA)
    widget.render(image)
    flat = np.frombuffer(image.constBits(), np.uint8, image.sizeInBytes())
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].astype(np.int16)


def unpainted(pixels: np.ndarray) -> int:
    """How many pixels magenta shines through."""
    blue, green, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return int(((blue - green > 90) & (red - green > 90) & (abs(red - blue) < 60)).sum())


def device(update: MonitorUpdate, state: LinkState, sentence: str, *measures: Parameter) -> DeviceRow:
    """A device of the bed of `update`, in this state since 168 s."""
    return DeviceRow(
        device="nonin@x",
        driver="nonin",
        title="Nonin",
        port="/dev/ttyUSB0",
        line="9600 8N1",
        bed=update.bed,
        parameters=measures or (Parameter.SPO2, Parameter.PLETH),
        simulated=False,
        state=state,
        sentence=sentence,
        since_t=update.station_now - 168.0,
        counters=LinkCounters(),
        frames_per_s=None,
    )


def unplugged(update: MonitorUpdate, *measures: Parameter) -> MonitorUpdate:
    """The same bed with its oximeter, or what measures these parameters, pulled out."""
    return replace(update, devices=(device(update, LinkState.GONE, UNPLUGGED, *measures),))


def waiting(bed: int, station_now: float) -> MonitorUpdate:
    """A bed whose session was ended and whose probe is still on."""
    empty = MonitorUpdate(bed=bed, now=0.0, station_now=station_now, session=None, mode=Mode.LIVE)
    return replace(
        empty,
        waiting=WAITS,
        limits=limits(),
        devices=(device(empty, LinkState.MEASURING, "Measuring."),),
    )

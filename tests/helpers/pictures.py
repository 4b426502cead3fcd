"""The pictures of alarms in docs/images: `python -m tests.helpers.pictures` (off-screen; one needs a sound server).

alarm-states.webp: each state of a signal in bar and tile, in colour and in grey. high-burst.png: the High burst as a
loudspeaker played it, captured from a null sink.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF, Qt
from PySide6.QtWidgets import QApplication

from bedside.ui import theme
from bedside.ui.main_window import MainWindow
from bedside.vitals.alarms import Activation, PauseKind, Presence, Priority
from tests.helpers.alarming import NOW, SILENT, alarming, look_at, marta, paused, station_alarm
from tests.helpers.null_sink import RATE_HZ, NullSinkServer

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WINDOW = QSize(1280, 720)
SHOWN_PX = (
    280  # from the top: alarm bar, header, the wave and its tile; the rest of the screen says nothing of it
)
WIDE, HIGH, LABEL = 720, 720 * SHOWN_PX // WINDOW.width(), 28
MOST_BYTES = 400_000


def states() -> dict[str, tuple[object, dict[str, object]]]:
    """Words → the bed, and what is so of the station."""
    calm = marta()
    over = alarming(calm, presence=Presence.LATCHED)
    latched = replace(over.alarms[0], change=replace(over.alarms[0].change, present=False))
    held = alarming(calm, Priority.MEDIUM, activation=Activation.PAUSED)
    return {
        "High": (alarming(calm), {}),
        "Medium": (alarming(calm, Priority.MEDIUM), {}),
        "Low": (alarming(calm, Priority.LOW), {}),
        "High, the patient has recovered: latched": (replace(over, alarms=(latched,)), {}),
        "High, acknowledged": (
            alarming(calm, presence=Presence.ACKNOWLEDGED, activation=Activation.OFF),
            {},
        ),
        "Medium, audio paused": (paused(held, 94.0), {}),
        "Medium, care pause": (paused(held, 150.0, PauseKind.CARE, whole_s=180.0, reason="toilet"), {}),
        "High, escalated": (alarming(calm, escalated=True), {}),
        "No alarm sound": (
            alarming(calm, Priority.MEDIUM),
            {"sound": SILENT, "alarms": (station_alarm(words=f"no alarm sound: {SILENT.fault}"),)},
        ),
    }


def sheet(app: QApplication) -> QImage:
    """All states, colour on the left, grey on the right."""
    shown = states()
    whole = QImage(2 * WIDE, len(shown) * (HIGH + LABEL), QImage.Format.Format_RGB32)
    whole.fill(QColor("white"))
    painter = QPainter(whole)
    for row, (words, (update, station)) in enumerate(shown.items()):
        window = MainWindow(theme.load())
        window.resize(WINDOW)
        window.show()
        look_at(window, update, at=NOW, **station)  # type: ignore[arg-type]
        for _ in range(5):
            app.processEvents()
        # the lit half of every flash
        look_at(window, update, at=float(round(NOW)), frames=1, **station)  # type: ignore[arg-type]
        app.processEvents()
        picture = window.grab(QRect(0, 0, WINDOW.width(), SHOWN_PX)).toImage()
        picture = picture.scaled(WIDE, HIGH, mode=Qt.TransformationMode.SmoothTransformation)
        y = row * (HIGH + LABEL)
        painter.drawText(QRectF(8, y, WIDE, LABEL), Qt.AlignmentFlag.AlignVCenter, words)
        painter.drawImage(0, y + LABEL, picture)
        painter.drawImage(WIDE, y + LABEL, picture.convertToFormat(QImage.Format.Format_Grayscale8))
        window.deleteLater()
    painter.end()
    return whole


def captured() -> QImage:
    """The High burst, as it came out of a loudspeaker."""
    with NullSinkServer() as server:
        server.plug_in("plot", default=True)
        with server.ear("plot") as ear:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.sounding_child"],
                env=server.env | {"STATION_OUTPUT": ""},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            assert child.stdin is not None
            time.sleep(2.0)
            child.stdin.write("show high\n")
            child.stdin.flush()
            time.sleep(5.0)
            child.kill()
            child.wait()
            samples = ear.heard()
    first = int((abs(samples) > 500).argmax()) - RATE_HZ // 10
    part = samples[first : first + 4 * RATE_HZ]
    image = QImage(1600, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QColor("#1f4e79"))
    columns = part[: part.size // 1600 * 1600].reshape(1600, -1)
    for x, column in enumerate(columns):
        low, high = int(column.min()), int(column.max())
        painter.drawLine(QPointF(x, 165 - high / 32768 * 150), QPointF(x, 165 - low / 32768 * 150))
    painter.setPen(QColor("black"))
    for tenths in range(0, 40, 5):
        x = (tenths / 10 + 0.1) * 400
        painter.drawPolyline(QPolygonF([QPointF(x, 322), QPointF(x, 330)]))
        painter.drawText(QPointF(x - 10, 346), f"{tenths / 10:.1f} s")
    painter.end()
    return image


def main() -> None:
    """Write both, or those that are named: `states`, `burst`."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    IMAGES.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or ["states", "burst"]
    if "states" in wanted:
        file = IMAGES / "alarm-states.webp"
        sheet(app).save(str(file), quality=90)
        assert file.stat().st_size <= MOST_BYTES, f"{file.name} has {file.stat().st_size} bytes"
    if "burst" in wanted:
        captured().save(str(IMAGES / "high-burst.png"))


if __name__ == "__main__":
    main()

"""The picture of the Devices screen in docs/images, simulated: `python -m tests.helpers.device_picture`."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from bedside import registry
from bedside.ui import theme
from bedside.ui.main_window import MainWindow
from bedside.vitals.sessions import Mode
from tests.helpers.device_rows import NOW, five_byte_tap, found, station_of, ward
from tests.helpers.updates import bed

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def main() -> None:
    """Write it."""
    app = QApplication.instance() or QApplication([])
    window = MainWindow(theme.load())
    window.resize(1920, 1080)
    window.show()
    window.show_screen("devices")
    screen = window.devices
    screen.set_drivers(list(registry.infos()[0].values()))
    tap = five_byte_tap(until=NOW + 1)
    screen.set_taps(lambda device: tap if device.startswith("contec") else None)
    rows, beds = ward(simulated=True), {3: bed(3, NOW, mode=Mode.SIMULATION)}
    for n in range(6):
        window.show_updates(
            beds, station_of(*rows, searches=(found(simulated=True),), now=NOW + n * 0.3), NOW + n * 0.3
        )
        app.processEvents()
        if n == 2:
            screen.list.choose(3)
    window.grab().save(str(IMAGES / "devices.png"))
    window.deleteLater()


if __name__ == "__main__":
    main()

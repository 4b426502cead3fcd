"""A child process: a whole window on resources whose fonts, or glyphs, are damaged or gone.

`python -m tests.helpers.broken_fonts RESOURCES SCREENSHOT` shows a bed and the station, and prints as JSON what the
program said, which families it took, and how wide the digits of the large number are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from bedside import resources


def main(root: str, picture: str) -> None:
    """Show it and say how it went."""
    resources.root = lambda: Path(root)  # type: ignore[assignment]  # before anything reads a theme
    app = QApplication([])
    from bedside.ui import theme
    from bedside.ui.main_window import MainWindow
    from tests.helpers.updates import desaturation, station

    look = theme.load("dark")
    window = MainWindow(look)
    window.resize(1366, 768)
    window.show()
    update = desaturation()
    for n in range(3):
        window.show_updates({3: update}, station(), 52_818.0 + n * 0.2)
        app.processEvents()
    window.grab().save(picture)
    sketched = {token: QFontInfo(look.font(token)).family() for token in ("num.xxl", "body")}
    measure = look.metrics("num.xxl", 176)
    print(
        json.dumps(
            {
                "faults": theme.faults(),
                "families": sketched,
                "digits": sorted({round(measure.horizontalAdvance(digit), 1) for digit in "0123456789"}),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

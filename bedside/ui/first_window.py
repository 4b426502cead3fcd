"""The first thing a person sees: a small window that says that bedside starts and nothing is monitored yet.

It is there in the time a bare Qt window takes. So it is two plain labels with a style sheet of resources/themes: a
painter, fonts of its own or rich text (a text document) would each make Qt's bindings load as long again as half the
window takes. It goes when the station's own window is painted.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QElapsedTimer
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLayout, QVBoxLayout

from bedside import resources

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LONGEST_MS = 250  # behind a locked screen nothing is painted: then bedside starts without it


class FirstWindow(QFrame):
    """Says what is going on while everything is loaded."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.painted = False
        self.setWindowTitle("bedside")
        starting = QCoreApplication.translate("FirstWindow", "bedside is starting.")
        warning = QCoreApplication.translate("FirstWindow", "Nothing is monitored yet.")
        self.setAccessibleName(f"{starting} {warning}")
        column = QVBoxLayout(self)
        column.setSizeConstraint(
            QLayout.SizeConstraint.SetNoConstraint
        )  # an off-screen window warns of sizes it is told
        for name, words in (("starting", starting), ("warning", warning)):
            label = QLabel(words, self)
            label.setObjectName(name)
            column.addWidget(label)
        self.setStyleSheet(style)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its ground; its words are painted with it."""
        super().paintEvent(event)
        self.painted = True


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen not in ("offscreen", "minimal")
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_first() -> FirstWindow | None:
    """The window, painted; None where its look cannot be read (the station's window says what is wrong)."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(sys.argv[:1])
    try:
        window = FirstWindow(resources.path("themes", "start.qss").read_text(encoding="utf-8"))
    except OSError as error:
        print(f"bedside: the look of the start cannot be read ({error.strerror}).", file=sys.stderr)
        return None
    window.show()
    since = QElapsedTimer()
    since.start()
    while not window.painted and since.elapsed() < _LONGEST_MS:
        app.processEvents()
    return window

"""The pages at the foot of the Devices screen, of which one or none is open: Add by hand, Replay, Support bundle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from bedside.ui.device_bundle import BundleForm
from bedside.ui.device_page import FootPage
from bedside.ui.device_parts import Tile
from bedside.ui.device_replay import ReplayForm
from bedside.ui.panels.connect import ConnectForm
from bedside.ui.theme import Theme


class Foot(QObject):
    """Opens and closes the pages; the screen gives them their room.

    Signals:
        opened: name of the page that is open now.
        closed: name of the page that was; "" = none was.
        ports_wanted: Add by hand is about to open; answer with `set_ports`.
        captures_wanted: Replay is about to open; answer with `set_captures`.
        bundle_asked: write a support bundle to this path; answer with `show_bundle`.
    """

    opened = Signal(str)
    closed = Signal(str)
    ports_wanted = Signal()
    captures_wanted = Signal()
    bundle_asked = Signal(str)

    def __init__(self, theme: Theme, screen: QWidget) -> None:
        super().__init__(screen)
        self.form = ConnectForm(theme)
        self.replay = ReplayForm(theme)
        self.bundle = BundleForm(theme)
        self.name = ""  # of the open page; "" = none
        self._pages: dict[str, FootPage] = {"add": self.form, "replay": self.replay, "bundle": self.bundle}
        self.tiles = {name: Tile(theme, page, screen) for name, page in self._pages.items()}
        for page in self._pages.values():
            page.closed.connect(self.close_page)
        self.bundle.bundle_asked.connect(self.bundle_asked)

    # -- what the pages show ---------------------------------------------------------------------------

    def set_ports(self, ports: Sequence[tuple[str, str]]) -> None:
        """Ports of this machine: (path, description)."""
        self.form.set_ports(ports)

    def set_captures(self, files: Sequence[tuple[str, str]]) -> None:
        """Captures that can be replayed, newest first: (path, driver key or "")."""
        self.replay.set_files(files)

    def set_bundle_path(self, path: str) -> None:
        """Where a support bundle is written if nobody says otherwise."""
        self.bundle.set_usual(path)

    def show_bundle(self, sentence: str) -> None:
        """Where the bundle was written, or why it was not."""
        self.bundle.show_written(sentence)

    def show_refusal(self, sentence: str) -> None:
        """Why what the open page asked for was refused."""
        if self.name:
            self._pages[self.name].show_refusal(sentence)

    # -- which is open ---------------------------------------------------------------------------------

    def toggle(self, name: str) -> None:
        """Open the page of that name, or close it."""
        if self.name == name:
            self.close_page()
        elif name == "add":
            self.add()
        else:
            if name == "replay":
                self.captures_wanted.emit()
                self.replay.begin()
            else:
                self.bundle.begin()
            self._open(name)

    def add(self, port: str = "", driver: str = "", line: str = "") -> None:
        """Open Add by hand, with what is known already."""
        self.ports_wanted.emit()
        self.form.begin(port, driver, line)
        self._open("add")

    def place(self, rect: QRect | None) -> None:
        """Where the open page stands; None: there is none."""
        for name, tile in self.tiles.items():
            tile.setVisible(name == self.name)
            if name == self.name and rect is not None:
                tile.setGeometry(rect)

    def _open(self, name: str) -> None:
        self.name = name
        self.form.is_open = name == "add"
        self.opened.emit(name)
        self._pages[name].take_keyboard()

    def close_page(self) -> None:
        """No page is open."""
        closed, self.name = self.name, ""
        self.form.is_open = False
        self.closed.emit(closed)

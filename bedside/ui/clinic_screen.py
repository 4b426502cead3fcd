"""The windows on a running station: frames out, commands in."""

from __future__ import annotations

from concurrent.futures import Future, wait
from typing import Final

from PySide6.QtCore import QObject, Slot

import bedside.ui.bed_screen  # noqa: F401 - the libraries of its chart would hold up frames if they came later
from bedside.clock import Clock
from bedside.errors import SoundUnconfirmedError, UserFacingError
from bedside.monitor.services import Services
from bedside.settings import drafts_path, scale_texts_path
from bedside.therapy.scale_texts import site_texts
from bedside.ui.bridge import FramePacer
from bedside.ui.draft_words import stated_version
from bedside.ui.kept_drafts import KeptDrafts
from bedside.ui.main_window import MainWindow
from bedside.ui.window_desks import WindowDesks
from bedside.ui.window_set import WindowSet
from bedside.vitals.commands import Command

_LAST_WORD_S: Final = 2.0  # for what was asked at the very end


class ClinicScreen(QObject):
    """Hands the newest updates to the windows and their wishes to the station."""

    def __init__(
        self, window: MainWindow, services: Services, clock: Clock, windows: WindowSet | None = None
    ) -> None:
        """Begin to draw.

        Args:
            window: the main one.
            services: of the running station.
            clock: station time.
            windows: all of them; None: `window` is the only one so far.
        """
        super().__init__()
        if windows is None:
            windows = WindowSet(window.theme)
            windows.adopt(window)
        self.windows = windows
        self._services = services
        self._clock = clock
        own = site_texts(scale_texts_path()).texts
        self.drafts = KeptDrafts(drafts_path(), clock.utc, lambda key: stated_version(key, own), self)
        self.drafts.told.connect(self._tell)
        self._asked: list[tuple[MainWindow, Future[None]]] = []
        self._desks: dict[MainWindow, WindowDesks] = {}
        self._closed: list[WindowDesks] = []  # of windows that were closed while their work went on
        self.pacer = FramePacer(self._frame, clock, self)
        windows.command.connect(self._submit)
        windows.opened.connect(self._opened)
        windows.gone.connect(self._gone)
        for each in windows.all:
            self._opened(each)
        services.station.on_news = self.pacer.tell
        self.pacer.start()

    def stop(self) -> None:
        """Draw no more, and let the station know where the windows stood; it goes on."""
        self._services.station.on_news = None
        self.pacer.stop()
        self.windows.remember()
        wait([asked for _, asked in self._asked], timeout=_LAST_WORD_S)
        for desks in (*self._desks.values(), *self._closed):
            desks.stop()
        self.drafts.stop()

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.windows.main.say(sentence)

    def _frame(self) -> None:
        station = self._services.station
        if station.station_update is not None:
            self.drafts.frame(station.updates)
            self.windows.frame(station.updates, station.station_update, self._clock.now())
        if self._asked:
            self._answer()
        for desks in self._desks.values():
            desks.frame()

    @Slot(object)
    def _opened(self, window: MainWindow) -> None:
        self._desks[window] = WindowDesks(window, self._services, self._clock, self.drafts)

    @Slot(object)
    def _gone(self, window: MainWindow) -> None:
        self._closed.append(self._desks.pop(window))
        for desks in [each for each in self._closed if not each.busy]:
            self._closed.remove(desks)
            desks.stop()

    @Slot(object, object)
    def _submit(self, window: MainWindow, command: Command) -> None:
        self._asked.append((window, self._services.station.submit(command)))

    def _answer(self) -> None:
        """Say what the station refused since the last frame, in the window that asked."""
        for each in [each for each in self._asked if each[1].done()]:
            self._asked.remove(each)
            asker, asked = each
            window = asker if asker in self.windows.all else self.windows.main
            error = asked.exception()
            if isinstance(error, SoundUnconfirmedError):
                window.ask_for_sound(str(error))
            elif isinstance(error, UserFacingError):
                window.show_refusal(str(error))
            elif error is not None:
                window.show_refusal(self.tr("An internal error happened; it is in the log."))

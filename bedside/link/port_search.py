"""Searching ports: each detection in a thread of its own, with words for the screen while it runs and at its end.

A search that is to leave its port is told so and does within some tenths of a second; `wait_free` is for whoever opens
the port next, in a thread that may wait.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bedside.clock import Clock
from bedside.driver_api import DriverInfo, PortSettings, Signature
from bedside.errors import PortError
from bedside.link.detect import Told, detect
from bedside.link.detection import Found, Heard, NotFound, candidates_of
from bedside.link.doctor import Diagnosis, diagnose
from bedside.link.memory_line import SCHEME as MEMORY_SCHEME
from bedside.link.memory_line import open_memory
from bedside.link.serial_port import open_serial
from bedside.link.socket_port import SCHEME, open_socket
from bedside.link.transport import Transport
from bedside.vitals.devices import TriedLine

FREE_S: Final = 3.0  # within this a search has left its port

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTold:
    """How far a search is, or how it ended."""

    port: str
    number: int  # of the search: what an earlier one on the same port still says does not count
    t: float  # station time, s
    tried: tuple[TriedLine, ...] = ()
    line: str = ""  # being tried now
    diagnosis: Diagnosis | None = None  # at the end
    title: str = ""  # of the driver, when found
    silent: bool = False  # not a single byte came
    opened: bool = True  # False: the port could not be opened


Infos = Callable[[], Mapping[str, DriverInfo]]
Candidates = Sequence[tuple[str, Signature]]


@dataclass(slots=True, eq=False)
class _Running:
    port: str
    real: str  # what the port's name led to when the search began
    number: int
    stop: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # the port is closed
    silent: bool = False  # at its end
    after_silence: bool = False  # the search of this port before it ended so


def open_any(port: str, settings: PortSettings) -> Transport:
    """Open a serial port or a line within this process with these settings, or a socket, which has none.

    Raises:
        PortError: it cannot be opened; the sentence says why.
    """
    if port.startswith(SCHEME):
        return open_socket(port)
    if port.startswith(MEMORY_SCHEME):
        return open_memory(port, settings)
    return open_serial(port, settings)


class PortSearcher:
    """Runs the searches. `begin` and `end` are for one thread, `wait_free` for any."""

    def __init__(
        self,
        infos: Infos,
        clock: Clock,
        told: Callable[[SearchTold], bool],
        *,
        open_line: Callable[[str, PortSettings], Transport] = open_any,
    ) -> None:
        """Prepare.

        Args:
            infos: what every driver says of itself, by key; called in the threads of the searches.
            clock: station time.
            told: takes what a search says, in its thread; False: it could not, and is told again.
            open_line: opens a port with line settings.
        """
        self._infos = infos
        self._clock = clock
        self._told = told
        self._open_line = open_line
        self._running: dict[str, _Running] = {}
        self._threads: list[threading.Thread] = []

    def begin(self, port: str, number: int, *, may_ask: bool) -> None:
        """Search a port; one that is still searched is left first."""
        before = self._running.get(port)
        if before is not None:
            before.stop.set()
        running = self._running[port] = _Running(port, os.path.realpath(port), number)
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(
            target=self._search, args=(port, running, before, may_ask), name=f"search {port}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def end(self, port: str) -> None:
        """Leave a port; returns at once."""
        running = self._running.get(port)
        if running is not None:
            running.stop.set()

    def wait_free(self, port: str, timeout_s: float = FREE_S) -> bool:
        """Wait until no search has the port open; False if one still has. From any thread."""
        names = {port, os.path.realpath(port)}
        searched = [each for each in list(self._running.values()) if names & {each.port, each.real}]
        return all(each.left.wait(timeout_s) for each in searched)

    def stop(self, timeout_s: float = FREE_S) -> None:
        """End every search."""
        for running in list(self._running.values()):
            running.stop.set()
        for thread in self._threads:
            thread.join(timeout_s)

    def _search(self, port: str, running: _Running, before: _Running | None, may_ask: bool) -> None:
        if before is not None:
            before.left.wait(FREE_S)
            running.after_silence = before.silent
        try:
            ended = self._detected(port, running, may_ask=may_ask)
        except Exception:  # noqa: BLE001  top of the thread: a bug in a driver's recognition costs this search only
            _log.exception("the search on %s", port)
            error = PortError(
                f"An internal error ended the search on {port}, details are in the log: choose the driver by hand."
            )
            ended = self._end(port, running, error, (), {})
        finally:
            running.left.set()
        while not running.stop.is_set() and not self._told(ended):
            running.stop.wait(0.5)

    def _detected(self, port: str, running: _Running, *, may_ask: bool) -> SearchTold:
        infos = self._infos()
        latest: list[tuple[Heard, ...]] = [()]

        def told(heard: tuple[Heard, ...], now: PortSettings | None) -> None:
            latest[0] = heard
            if now is not None and not running.stop.is_set():
                self._told(
                    SearchTold(
                        port=port,
                        number=running.number,
                        t=self._clock.now(),
                        tried=_lines(heard, {}),
                        line=str(now),
                    )
                )

        verdict: Found | NotFound | PortError
        try:
            verdict = self._detect(port, candidates_of(infos.values()), running, told, may_ask=may_ask)
        except PortError as error:
            verdict = error
        running.silent = isinstance(verdict, NotFound) and verdict.silent
        return self._end(port, running, verdict, latest[0], infos)

    def _detect(
        self, port: str, candidates: Candidates, running: _Running, told: Told, *, may_ask: bool
    ) -> Found | NotFound:
        return detect(
            port,
            candidates,
            self._clock,
            may_probe=may_ask,
            stop=running.stop,
            open_line=self._open_line,
            told=told,
            known_silent=may_ask and running.after_silence,
        )

    def _end(
        self,
        port: str,
        running: _Running,
        verdict: Found | NotFound | PortError,
        heard: tuple[Heard, ...],
        infos: Mapping[str, DriverInfo],
    ) -> SearchTold:
        found = verdict if isinstance(verdict, Found) else None
        return SearchTold(
            port=port,
            number=running.number,
            t=self._clock.now(),
            tried=_lines(heard, _made_of(verdict, infos)),
            diagnosis=diagnose(port, verdict, infos),
            title=infos[found.driver].title if found else "",
            silent=isinstance(verdict, NotFound) and verdict.silent,
            opened=not isinstance(verdict, PortError),
        )


def _made_of(verdict: Found | NotFound | PortError, infos: Mapping[str, DriverInfo]) -> Mapping[str, str]:
    """What was recognised in the end, by line setting."""
    match verdict:
        case Found():
            return {str(verdict.settings): infos[verdict.driver].title}
        case NotFound(heard=heard, between=between) if heard and between:
            return {str(heard[-1].settings): " or ".join(infos[key].title for key in between)}
    return {}


def _lines(heard: Sequence[Heard], made: Mapping[str, str]) -> tuple[TriedLine, ...]:
    """What came at each line setting, in the order it was tried, with what was made of it the last time."""
    last = {str(each.settings): number for number, each in enumerate(heard)}
    lines = []
    for number, each in enumerate(heard):
        line = str(each.settings)
        verdict = "no frame" if each.count else "silent"
        if each.count and last[line] == number:
            verdict = made.get(line, verdict)
        lines.append(
            TriedLine(line=line, count=each.count, seconds=each.seconds, verdict=verdict, begin=each.begin)
        )
    return tuple(lines)

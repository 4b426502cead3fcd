"""What goes through the pipe from bedside to its watchdog, and what the watchdog concludes from it. No I/O.

    first line   {"pid": 4242, "command": ["/usr/bin/python3", "-m", "bedside", "run"], "folder": "/home/ward"}
    then         beat 118 1391     counter of the window, counter of the station; about four lines a second
    at last      bye

The end of the pipe without `bye` is death. A line that cannot be read is as good as none, so damage ends in an alarm
and not in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

BEAT_S: Final = 0.25  # s between two lines
SILENCE_S: Final = 2.0  # longest time a counter may stand (T-UI)
FIRST_S: Final = 15.0  # the same for one that has never moved: bedside is still starting
STEP_S: Final = 0.5  # most that one look counts: a watchdog that got no turn must not blame bedside for it
STOOD_S: Final = 5.0  # looks further apart: the machine itself stood (suspend), so nothing before it counts
_LONGEST_LINE: Final = 65_536  # bytes; a command line is shorter

BYE: Final = b"bye\n"


class Verdict(IntEnum):
    """How bedside is, by what came through the pipe; a higher number is worse."""

    LEFT = 0  # it said bye
    WELL = 1
    WINDOW_STANDS = 2  # the station goes on, the window does not
    STATION_STANDS = 3  # the other way round: nothing is measured
    SILENT = 4  # nothing comes at all, yet the process is there
    STOPPED = 5  # the process is gone

    @property
    def alarming(self) -> bool:
        """Whether a person must know."""
        return self >= Verdict.WINDOW_STANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who writes into the pipe, and how it is started again."""

    pid: int
    command: tuple[str, ...]
    folder: str  # working folder


def first_line(origin: Origin) -> bytes:
    """The line that opens the pipe."""
    words = {"pid": origin.pid, "command": list(origin.command), "folder": origin.folder}
    return json.dumps(words).encode("utf-8") + b"\n"


def beat_line(window: int, station: int) -> bytes:
    """One line with both counters."""
    return f"beat {window} {station}\n".encode("ascii")


class _Counter:
    """How long something has not changed."""

    def __init__(self) -> None:
        self.value: int | None = None
        self._seen: int | None = None
        self.moved = False  # ever
        self._stands_s = 0.0

    def look(self, seconds: float) -> bool:
        """`seconds` more have passed; True if it has been standing too long."""
        if self.value != self._seen:
            self.moved = self.moved or self._seen is not None  # its first value is no movement
            self._seen = self.value
            self._stands_s = 0.0
        else:
            self._stands_s += seconds
        return self._stands_s > (SILENCE_S if self.moved else FIRST_S)

    def forget(self) -> None:
        """Count from now."""
        self._stands_s = 0.0


class Lifeline:
    """The watchdog's end of the pipe: bytes in, verdict out.

    Attributes:
        origin: from the first line; None before it.
    """

    def __init__(self, t: float) -> None:
        """`t`: now, s, on any clock that never goes back; whether it runs in a suspend does not matter."""
        self.origin: Origin | None = None
        self._t = t
        self._pending = b""
        self._bye = False
        self._ended = False
        self._lines = _Counter()
        self._lines.value = 0
        self._window = _Counter()
        self._station = _Counter()

    @property
    def ended(self) -> bool:
        """Whether the pipe has ended: whoever wrote into it is gone."""
        return self._ended

    @property
    def armed(self) -> bool:
        """Whether both counters have moved: from now on their standing is told within 3 s."""
        return self._window.moved and self._station.moved

    def feed(self, data: bytes) -> None:
        """Bytes from the pipe, in any pieces; b"" is its end."""
        if not data:
            self._ended = True
            return
        *lines, self._pending = (self._pending + data).split(b"\n")
        if len(self._pending) > _LONGEST_LINE:
            self._pending = b""
        for line in lines:
            self._take(line)

    def look(self, t: float) -> Verdict:
        """What is so at `t`, s. Called several times a second."""
        passed, self._t = t - self._t, t
        if passed > STOOD_S:
            for counter in (self._lines, self._window, self._station):
                counter.forget()
        seconds = min(passed, STEP_S)
        silent = self._lines.look(seconds)
        window_stands = self._window.look(seconds)
        station_stands = self._station.look(seconds)
        if self._bye:
            return Verdict.LEFT
        if self._ended:
            return Verdict.STOPPED
        if silent:
            return Verdict.SILENT
        if station_stands:
            return Verdict.STATION_STANDS
        return Verdict.WINDOW_STANDS if window_stands else Verdict.WELL

    def _take(self, line: bytes) -> None:
        match line.split():
            case [b"beat", window, station] if window.isdigit() and station.isdigit():
                self._window.value, self._station.value = int(window), int(station)
            case [b"bye"]:
                self._bye = True
            case _ if self.origin is None:
                self.origin = _origin(line)
                if self.origin is None:
                    return
            case _:
                return
        self._lines.value = (self._lines.value or 0) + 1


def _origin(line: bytes) -> Origin | None:
    try:
        words = json.loads(line)
        return Origin(
            pid=int(words["pid"]),
            command=tuple(str(word) for word in words["command"]),
            folder=str(words["folder"]),
        )
    except (ValueError, TypeError, KeyError):
        return None

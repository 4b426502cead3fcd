"""What keeps Qt Multimedia (6.9 to 6.11) and a PulseAudio server, or PipeWire in its place, on terms.

When its server is gone, Qt tries to reach it again every 3 s, from the thread that first asked for loudspeakers. Seen:

* until it has, opening a `QAudioSink` ends the whole process: libpulse asserts on a context that is not there;
* it gives up for ever if there is not even a socket to connect to at that moment;
* it says nothing if the loudspeakers are then the same as before.

All of it concerns Linux only; elsewhere there is neither such a thread nor such a socket.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_THREAD: Final = "QPulseAudioEngi"  # of libpulse's main loop; it lives exactly as long as the context
# An address that refuses: after it a failed connection is one that was tried, not one that never could be.
_REFUSES: Final = "tcp:127.0.0.1:1"


def let_qt_keep_trying() -> None:
    """Before Qt Multimedia is asked for anything: name the server so that Qt never gives up on it."""
    os.environ.setdefault(
        "QT_AUDIO_BACKEND", "pulseaudio"
    )  # the one that was tried; ignored where there is none
    named = os.environ.get("PULSE_SERVER", "")
    if not named:
        socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "pulse" / "native"
        named = f"unix:{socket}" if socket.exists() else ""
    if named and _REFUSES not in named:
        os.environ["PULSE_SERVER"] = f"{named} {_REFUSES}"


class PulseServer:
    """Whether Qt has a server just now. To be asked in the thread that first asked Qt for loudspeakers."""

    def __init__(self) -> None:
        self._used = False

    @property
    def may_open(self) -> bool:
        """True if a sink may be opened: Qt has its server, or never had one."""
        connected = _TASKS.is_dir() and any(_name(task) == _THREAD for task in _TASKS.iterdir())
        self._used = self._used or connected
        return connected or not self._used


def _name(task: Path) -> str:
    try:
        return (task / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it ended meanwhile
        return ""

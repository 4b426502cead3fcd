"""The operating system's own volume of each loudspeaker, where a tool tells it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final, NamedTuple

_LONGEST_S: Final = 2.0
USUAL: Final = ""  # the loudspeaker the computer uses for everything


class SystemVolume(NamedTuple):
    """What the operating system does to everything that is played on one loudspeaker."""

    volume: float | None  # 0…1; None: cannot be read
    muted: bool | None  # None: cannot be read

    @property
    def silent(self) -> bool:
        """True if it is known that nothing is heard."""
        return bool(self.muted) or (self.volume is not None and self.volume <= 0.0)


UNREAD: Final = SystemVolume(None, None)


def read_system_volume(sink: str = USUAL) -> SystemVolume:
    """Ask the sound server's own tool; takes up to some seconds where the server hangs, so never ask while playing.

    Args:
        sink: the sound server's name of the loudspeaker, which Qt Multimedia gives as its id (seen with PulseAudio);
            a name no tool knows is a volume that cannot be read.
    """
    if shutil.which("pactl"):
        name = sink or "@DEFAULT_SINK@"
        said = _said(["pactl", "get-sink-volume", name])
        volume = re.search(r"(\d+)\s*%", said)
        muted = re.search(r":\s*(\S+)\s*$", _said(["pactl", "get-sink-mute", name]))
        return SystemVolume(
            None if volume is None else int(volume[1]) / 100.0,
            None if muted is None else muted[1] == "yes",
        )
    if not sink and shutil.which("wpctl"):  # it takes numbers, no names
        said = _said(["wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@"])
        volume = re.search(r"Volume:\s*(\d+(?:\.\d+)?)", said)
        return UNREAD if volume is None else SystemVolume(float(volume[1]), "[MUTED]" in said)
    return UNREAD


def _said(command: Sequence[str]) -> str:
    """What a tool prints; "" if it fails or hangs."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=_LONGEST_S,
            env=_english(),
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _english() -> dict[str, str]:
    return os.environ | {"LC_ALL": "C"}

"""The operating system's own volume of the loudspeaker, where a tool tells it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final, NamedTuple

_LONGEST_S: Final = 2.0
_SINK: Final = "@DEFAULT_SINK@"


class SystemVolume(NamedTuple):
    """What the operating system does to everything that is played."""

    volume: float | None  # 0…1; None: cannot be read
    muted: bool | None  # None: cannot be read


UNREAD: Final = SystemVolume(None, None)


def read_system_volume() -> SystemVolume:
    """Ask the sound server's own tool; takes up to some seconds where the server hangs, so never ask while playing."""
    if shutil.which("pactl"):
        said = _said(["pactl", "get-sink-volume", _SINK])
        volume = re.search(r"(\d+)\s*%", said)
        muted = re.search(r":\s*(\S+)\s*$", _said(["pactl", "get-sink-mute", _SINK]))
        return SystemVolume(
            None if volume is None else int(volume[1]) / 100.0,
            None if muted is None else muted[1] == "yes",
        )
    if shutil.which("wpctl"):
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

"""A note of the newest run of bedside, beside the log.

A watchdog whose bedside is gone sees by it that a person has started another one, which has a watchdog of its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from bedside import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of bedside. The time tells it from an older one that had the same number."""

    pid: int
    since_utc: str  # ISO 8601

    @property
    def lives(self) -> bool:
        """Whether a process of that number is there."""
        return bool(psutil.pid_exists(self.pid))


def note_path() -> Path:
    """Where the note lies: in the folder of the log."""
    return settings.log_path().with_name("newest-run.json")


def note_run(path: Path, run: Run) -> None:
    """Put the note down whole, in place of an older one.

    Raises:
        OSError: it cannot be written; the older one is untouched.
    """
    scratch = path.with_name(f"{path.name}.{run.pid}")
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_text(json.dumps(asdict(run)), encoding="utf-8")
    scratch.replace(path)


def newest_run(path: Path) -> Run | None:
    """What is noted; None if nothing can be read."""
    try:
        noted = json.loads(path.read_bytes())
        return Run(pid=int(noted["pid"]), since_utc=str(noted["since_utc"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None

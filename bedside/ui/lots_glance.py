"""The lots in use at a glance, for what is shown all the time: read at most once a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bedside.therapy.lots import Lots
from bedside.therapy.lots_file import LotsFile

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_LOOK_S: Final = 1.0  # another window may have changed the list


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsSeen:
    """The list as it was read."""

    lots: Lots = field(default_factory=Lots)
    fault: str = ""  # why the file cannot be used, one sentence; "" = it can, or there is none
    now: datetime = _LONG_AGO  # wall time of this place


class LotsGlance:
    """Reads the file at most once a second, however often it is asked."""

    def __init__(self, file: LotsFile, now: Callable[[], datetime]) -> None:
        self._file = file
        self._now = now
        self._seen: LotsSeen | None = None
        self._looked = _LONG_AGO

    def __call__(self) -> LotsSeen:
        """As it is now."""
        now = self._now()
        if self._seen is None or not timedelta(0) <= now - self._looked < timedelta(seconds=_LOOK_S):
            self._looked = now
            self._seen = LotsSeen(lots=self._file.read(), fault=self._file.fault, now=now)
        return self._seen


def nothing_seen() -> LotsSeen:
    """A window without a list."""
    return LotsSeen()

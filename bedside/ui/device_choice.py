"""Which row the Devices screen chooses by itself: what was plugged in a moment ago, while nobody works here. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bedside.ui.device_words import Row, key_of, port_of
from bedside.vitals.devices import DeviceRow, PortSearch, SearchState

QUIET_S: Final = 20.0  # so long after a person's last act a new port may be shown in place of their choice
EXPECT_S: Final = 15.0  # so long the device of a port is waited for


class RowChoice:
    """Remembers what a person did last, and what is expected."""

    def __init__(self) -> None:
        self.now = 0.0  # station time, s
        self._touched_t: float | None = None
        self._expected: tuple[str, float] = ("", 0.0)  # a port, until when

    def touch(self) -> None:
        """A person chose or did something now."""
        self._touched_t = self.now

    def expect(self, port: str) -> None:
        """A device was asked for at this port: its row is the one that matters when it comes."""
        self._expected = (port, self.now + EXPECT_S)

    def wanted(
        self, before: Sequence[Row], rows: Sequence[Row], chosen: str, now: float, *, idle: bool
    ) -> str:
        """Key of the row to choose; "" = leave the choice alone.

        Args:
            before: the rows until now.
            rows: the rows from now on.
            chosen: key of the chosen row after the change; "" = it went, or there was none.
            now: station time, s.
            idle: no page is open and nothing is paused: showing something else takes nothing away from anybody.
        """
        self.now = now
        known = {key_of(row) for row in before}
        port, until = self._expected
        for row in rows:
            new = key_of(row) not in known
            if (
                port
                and now <= until
                and isinstance(row, DeviceRow)
                and new
                and port in (row.port, port_of(row))
            ):
                self._expected = ("", 0.0)
                return key_of(row)
        quiet = self._touched_t is None or now - self._touched_t >= QUIET_S
        if not idle or (chosen and not quiet):
            return ""
        searches = [row for row in rows if isinstance(row, PortSearch) and not row.idle]
        named = {key_of(row) for row in before if row.state is SearchState.FOUND}
        found = [key_of(row) for row in searches if row.state is SearchState.FOUND]
        fresh = [key for key in found if key not in named]  # a device was named: its bed is offered
        fresh = fresh or [key_of(row) for row in searches if key_of(row) not in known and chosen not in found]
        return fresh[-1] if fresh else ""

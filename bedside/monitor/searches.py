"""The ports without a device: what is plugged in is listened to, and what was heard stays beside it.

Used by the station's thread only. A port that is plugged in gets a row and is listened to without being asked for;
bedside sends to it only where a person allowed it. Listening takes place in other threads, a few at once. A port that
was silent is listened to again and again, for a device that is switched on later. A port that a device is attached to,
or is remembered for, is left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, Protocol

from bedside.errors import RefusedError
from bedside.link.port_search import SearchTold
from bedside.link.port_watch import PortsSeen
from bedside.link.ports import PortRow, is_simulated
from bedside.monitor.search_row import USB, SearchRow, without_port
from bedside.vitals.devices import PortSearch, SearchState

MOST_AT_ONCE: Final = 4  # searches


class Searcher(Protocol):
    """Runs the searches in other threads."""

    def begin(self, port: str, number: int, *, may_ask: bool) -> None:
        """Search a port; one that is still searched is left first."""
        ...

    def end(self, port: str) -> None:
        """Leave a port; returns at once."""
        ...

    def stop(self) -> None:
        """End every search."""
        ...


class Watch(Protocol):
    """Tells which ports there are."""

    def start(self) -> None:
        """Begin to look."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


class Searches:
    """Every port that has no device, and how far it is searched."""

    def __init__(self, searcher: Searcher, watch: Watch | None = None) -> None:
        """Prepare.

        Args:
            searcher: runs the searches.
            watch: tells which ports there are; None: only what a person asks for is searched.
        """
        self._searcher = searcher
        self._watch = watch
        self._ports: dict[str, PortRow] = {}
        self._usb = ""
        self._usb_since_t = 0.0
        self._rows: dict[str, SearchRow] = {}
        self._left: set[str] = set()  # alone until plugged in again
        self._number = 0
        self._used: frozenset[str] = frozenset()  # as it was asked last
        self._used_names: frozenset[str] = frozenset()  # with what these names lead to
        self._shown: tuple[PortSearch, ...] | None = None

    def start(self) -> None:
        """Begin to look for ports."""
        if self._watch is not None:
            self._watch.start()

    def stop(self) -> None:
        """End all threads."""
        if self._watch is not None:
            self._watch.stop()
        self._searcher.stop()

    # What is heard

    def seen(self, seen: PortsSeen, now: float) -> None:
        """The ports that are there changed."""
        self._ports = {row.port: row for row in seen.ports}
        self._used = frozenset()  # names may lead elsewhere now
        if seen.usb != self._usb:
            self._usb, self._usb_since_t = seen.usb, now
            self._left.discard(USB)
        self._left &= {*self._ports, USB}
        for row in list(self._rows.values()):
            if row.listed and row.port not in self._ports:
                self._drop(row)
            elif row.port in self._ports:
                row.listed, row.words = True, self._ports[row.port].words
        self._shown = None

    def told(self, told: SearchTold) -> None:
        """A search came on, or to its end."""
        row = self._rows.get(told.port)
        if row is None or row.number != told.number:
            return
        self._shown = None
        row.told(told)

    # What is asked for

    def ask(self, port: str, now: float, *, may_ask: bool) -> None:
        """Search a port, again or for the first time; it need not be one that was listed.

        Raises:
            RefusedError: it cannot be searched, with the reason.
        """
        port = self._plain(port)
        if not port or port == USB:
            raise RefusedError("That is no port: choose or type one, for example /dev/ttyUSB0 or COM3.")
        if os.path.isfile(port):  # noqa: PTH113  a port's name is text, not always a path
            raise RefusedError(
                f"{port} is a file: play it back as a device, with the driver it was made with."
            )
        known = self._rows.get(port)
        if known is not None and known.searching and not known.quiet and known.asking == may_ask:
            return
        listed = self._ports.get(port)
        self._left.discard(port)
        if known is not None and known.searching:
            self._searcher.end(port)
        self._rows[port] = self._new_row(port, listed, now, asking=may_ask)

    def leave(self, port: str) -> None:
        """Leave a port alone until it is plugged in again.

        Raises:
            RefusedError: there is no such row.
        """
        port = self._plain(port)
        row = self._rows.get(port)
        if row is None and not (port == USB and self._usb):
            raise RefusedError(f"{port} is not being searched: nothing was changed.")
        self._left.add(port)
        if row is not None:
            self._drop(row)
        self._shown = None

    def look(self, now: float, used: frozenset[str], remembered: Iterable[str] = ()) -> None:
        """Begin what is to be begun; call some times a second.

        Args:
            now: station time, s.
            used: names of the ports that devices of bedside are attached to or are just leaving.
            remembered: names of the ports of devices that come back.
        """
        names = self._names(used)
        for port, listed in self._ports.items():
            if not names.isdisjoint((port, listed.steady)):
                continue
            if port in self._rows or port in self._left or self._is_remembered(listed, remembered):
                continue
            self._rows[port] = self._new_row(port, listed, now, asking=False)
        for row in list(self._rows.values()):
            if not names.isdisjoint(self._names_of(row)):
                self._drop(row)
        free = MOST_AT_ONCE - sum(row.searching for row in self._rows.values())
        for row in self._rows.values():
            if free > 0 and row.is_due(now):
                self._begin(row, now)
                free -= 1

    def rows(self) -> tuple[PortSearch, ...]:
        """What may be shown: listed ports in their order, then those a person typed, then what has no port."""
        if self._shown is None:
            order = {port: number for number, port in enumerate(self._ports)}
            rows = sorted(self._rows.values(), key=lambda row: (order.get(row.port, len(order)), row.port))
            self._shown = tuple(row.shown() for row in rows)
            if self._usb and USB not in self._left:
                self._shown += (without_port(self._usb, self._usb_since_t),)
        return self._shown

    def _new_row(self, port: str, listed: PortRow | None, now: float, *, asking: bool) -> SearchRow:
        self._shown = None
        return SearchRow(
            port=port,
            words="" if listed is None else listed.words,
            listed=listed is not None,
            simulated=is_simulated(port),
            built_in=listed is not None and not listed.usb,
            since_t=now,
            state=SearchState.ASKING if asking else SearchState.LISTENING,
            asking=asking,
            sentence=f"{port} is listened to as soon as another search has ended.",
        )

    def _begin(self, row: SearchRow, now: float) -> None:
        self._shown = None
        self._number += 1
        may_ask = row.begin(self._number, now)
        self._searcher.begin(row.port, row.number, may_ask=may_ask)

    def _drop(self, row: SearchRow) -> None:
        self._shown = None
        if row.searching:
            self._searcher.end(row.port)
        del self._rows[row.port]

    def _names(self, used: frozenset[str]) -> frozenset[str]:
        """The names in use and what they lead to; asked of the system only when something changed."""
        if used != self._used:
            self._used = used
            self._used_names = used | {os.path.realpath(name) for name in used}
        return self._used_names if used else used

    def _names_of(self, row: SearchRow) -> tuple[str, ...]:
        listed = self._ports.get(row.port)
        return (row.port, os.path.realpath(row.port) if listed is None else listed.steady)

    def _is_remembered(self, listed: PortRow, remembered: Iterable[str]) -> bool:
        return any(name in (listed.port, listed.steady) for name in remembered)

    def _plain(self, port: str) -> str:
        """The name a port is listed by, if it is."""
        port = port.strip()
        for row in self._ports.values():
            if port in (row.port, row.steady) or port.upper() == row.port:  # com3
                return row.port
        return port

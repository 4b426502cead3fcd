"""Devices come back to their bed: which adapter each of them hangs on, and where that adapter is now.

One object for all readers. A reader asks it at every opening; `bedside.link.whereabouts` decides, and what is decided
is looked at once more when the port is open. Listing ports and listening happen in the reader's thread and never
under the lock, so that the station, which only looks at what is known, waits for no port.

The id of a device ("<driver>@<port>") names the port it was attached to, and stays the same wherever its adapter is
later: in the record it is one source of one session, across re-plugs and restarts.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import Final

from bedside.clock import Clock, SystemClock
from bedside.driver_api import Driver, Signature
from bedside.errors import PortError
from bedside.link.adapter import AdapterId
from bedside.link.ports import PortRow
from bedside.link.recognise import Recognition, listened
from bedside.link.seat import Seat, miss
from bedside.link.transport import HeldTransport, PortMissingError, Transport
from bedside.link.whereabouts import BY_HAND, Go, Other, Stay, find

LISTEN_AGAIN_S: Final = (
    20.0  # a port that was not recognised is left alone for so long: others may look at it
)

OpenLine = Callable[[str, Driver], Transport]

_log = logging.getLogger(__name__)


class SteadyPorts:
    """The adapters of all devices. From any thread."""

    def __init__(
        self,
        list_ports: Callable[[], Sequence[PortRow]] = lambda: (),
        clock: Clock | None = None,
        rivals: Callable[[], Sequence[tuple[str, Signature]]] = lambda: (),
    ) -> None:
        """Nothing is known yet.

        Args:
            list_ports: the serial ports present now; without it every port is only a name.
            clock: station time.
            rivals: every way to recognise every driver; asked when a device has to be recognised.
        """
        self._list_ports = list_ports
        self._clock = SystemClock() if clock is None else clock
        self._rivals = rivals
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._open: dict[str, Seat] = {}  # port → who has it; also who is leaving and has not closed it yet

    # The station's side

    def expect(self, device: str, driver: str, port: str, adapter: str) -> None:
        """A device is remembered with this adapter ("" = not known) and will be attached.

        Raises:
            ValueError: `adapter` is none that `adapter` gave.
        """
        known = AdapterId.parse(adapter) if adapter else None
        with self._lock:
            self._seats[device] = Seat(device=device, driver=driver, port=port, adapter=known)

    def join(self, device: str, driver: str, port: str, adapter: str = "", *, simulated: bool) -> None:
        """A device was attached; `adapter` as it is remembered, "" for whatever is on the port at the first opening.

        Raises:
            ValueError: `adapter` is none that `adapter` gave.
        """
        known = AdapterId.parse(adapter) if adapter else None
        with self._lock:
            self._seats[device] = Seat(
                device=device, driver=driver, port=port, simulated=simulated, adapter=known
            )

    def refuse(self, device: str) -> None:
        """A device that is remembered could not join its bed; its adapter is still not anybody's."""
        with self._lock:
            seat = self._seats.get(device)
            if seat is not None:
                seat.refused = True

    def leave(self, device: str) -> None:
        """A device was detached: nobody waits for its adapter any more."""
        with self._lock:
            self._seats.pop(device, None)

    def adapter(self, device: str) -> str:
        """The adapter of a device, in words for the settings; "" = not known, or its port is no USB adapter."""
        seat = self._seats.get(device)
        return "" if seat is None or seat.adapter is None else str(seat.adapter)

    def port_now(self, device: str) -> str:
        """Where a device is, if it came back on another port than it was attached to; else ""."""
        seat = self._seats.get(device)
        return "" if seat is None else seat.came_back_on

    def has(self, device: str, port: str) -> bool:
        """Whether a device is, or will be, on a port that a person names."""
        seat = self._seats.get(device)
        if seat is None:
            return False
        here = seat.port_now or (seat.port if seat.adapter is None else "")
        if not here:
            return False
        if port == here or (port == seat.port and not seat.came_back_on):
            return True
        return os.path.realpath(port) == os.path.realpath(here)

    def in_use(self) -> frozenset[str]:
        """The ports that devices have open, or are listening on."""
        with self._lock:
            return frozenset(self._open)

    # The readers' side

    def open(
        self, device: str, driver: Driver, open_line: OpenLine, stopping: Callable[[], bool]
    ) -> Transport:
        """Open the port of a device, wherever its adapter is now; may listen for some seconds first.

        Args:
            device: id.
            driver: what it speaks, with its line settings.
            open_line: opens a port.
            stopping: whether it should be given up.
        Raises:
            PortError: not now; the sentence says what to do.
        """
        rows = self._rows()
        with self._lock:
            seat = self._seats.get(device)
            if seat is None:  # its reader has not been stopped yet
                raise PortError(f"{device} was detached: connect it again.")
            miss(self._seats.values(), rows, self._clock.now())
            found = find(seat.wanted(), rows, self._others(seat))
            if isinstance(found, Stay):
                raise found.error
            if found.listen and driver.info.starts_cuff:  # a person confirms it before its first START
                why = f"the {driver.info.title} can start a cuff, and only a person may say whose it is"
                raise PortError(_not_recognised(found.port, seat.port, why))
            if found.listen:
                self._refuse_unheard(seat, found)
            if found.row is not None:
                holder = self._open.get(found.port)
                if holder is not None:
                    raise PortError(f"{found.port} is still in use by bedside: it is tried again.")
                self._open[found.port] = seat
                seat.port_now = found.port
        if found.row is None:
            transport = open_line(found.port, driver)
            seat.seen = True
            return transport
        try:
            return self._take(seat, found, found.row, driver, open_line, stopping)
        except BaseException:
            self._give_back(seat, found.port)
            raise

    def _rows(self) -> list[PortRow]:
        try:
            return list(self._list_ports())
        except Exception as error:  # pyserial falls over in many ways when an adapter vanishes meanwhile
            _log.info("the ports could not be listed", exc_info=error)
            raise PortError("The list of ports could not be read: it is tried again.") from error

    def _take(
        self,
        seat: Seat,
        found: Go,
        row: PortRow,
        driver: Driver,
        open_line: OpenLine,
        stopping: Callable[[], bool],
    ) -> Transport:
        transport = open_line(found.port, driver)
        try:
            if found.listen:
                self._listen(seat, found, driver, transport, stopping)
            # Between the look and the opening the name may have passed to another adapter.
            if not any(each.port == row.port and each.adapter == row.adapter for each in self._rows()):
                raise PortMissingError(f"{found.port} was unplugged while it was being opened: {BY_HAND}.")
        except BaseException:
            transport.close()
            raise
        self._found(seat, row)
        return HeldTransport(transport, lambda: self._give_back(seat, found.port), seat.came_back_on)

    def _listen(
        self, seat: Seat, found: Go, driver: Driver, transport: Transport, stopping: Callable[[], bool]
    ) -> None:
        """Hear whether it is the device; sends nothing.

        Raises:
            PortError: it is not, or that cannot be told by listening.
        """
        recognition = Recognition(driver, self._rivals())
        if listened(transport, recognition, self._clock, stopping):
            return
        adapter = None if found.row is None else found.row.adapter
        seat.unheard[(found.port, adapter)] = self._clock.now() + LISTEN_AGAIN_S
        what = "was not recognised there" if recognition.listen_s else "cannot be recognised"
        raise PortError(
            _not_recognised(found.port, seat.port, f"the {driver.info.title} {what} by listening")
        )

    def _refuse_unheard(self, seat: Seat, found: Go) -> None:
        adapter = None if found.row is None else found.row.adapter
        until = seat.unheard.get((found.port, adapter))
        if until is not None and self._clock.now() < until:
            raise PortError(
                _not_recognised(found.port, seat.port, "the device was not recognised there by listening")
            )

    def _found(self, seat: Seat, row: PortRow) -> None:
        """The device is on this port for certain."""
        with self._lock:
            if seat.adapter is not None and seat.adapter != row.adapter:
                _log.info("%s: its adapter is in another socket, on %s", seat.device, row.port)
            seat.adapter = row.adapter
            seat.seen = True
            seat.away = False
            seat.mixed.clear()
            seat.unheard.clear()
            moved = os.path.realpath(seat.port) != os.path.realpath(row.port)
            seat.came_back_on = row.port if moved else ""
            for other in self._seats.values():
                other.mixed.pop(seat.device, None)

    def _give_back(self, seat: Seat, port: str) -> None:
        with self._lock:
            if self._open.get(port) is seat:
                del self._open[port]
            seat.port_now = ""
            seat.came_back_on = ""

    # Under the lock

    def _others(self, seat: Seat) -> list[Other]:
        return [
            Other(adapter=each.adapter, port_now=each.port_now, waits=each.waits, keeps=not each.refused)
            for each in self._seats.values()
            if each is not seat
        ]


def _not_recognised(port: str, before: str, why: str) -> str:
    return (
        f"An adapter of the same kind is on {port}, but {why}, so bedside cannot say that it is the one that was on "
        f"{before}: {BY_HAND}."
    )

"""One thread that listens to the ports of all devices that stream, for their readers.

Waking a thread costs more than reading what woke it, and with sixteen devices there are two thousand wakes a second:
one for each packet and one for the quiet behind it. So a reader whose device streams lends its port; what has come on
all lent ports is then taken in one go, a round, as often as a screen is drawn. Each round ends with a word to the
station, which takes it as one turn, after which one frame is drawn: reading, stepping and drawing follow one another
and never fight for the interpreter. Whatever may wait stays with the reader's own thread, which is given its port back
for it: opening, writing, a capture on the disk, orders, every end of a connection.

No device costs another one its bytes. A driver that does not come back keeps this thread, but only for `STUCK_S`: every
other reader then takes its own port back and goes on in its own thread, as it would without a switchboard.
"""

from __future__ import annotations

import logging
import math
import select
import sys
import threading
from collections.abc import Callable
from typing import Final

from bedside.clock import Clock
from bedside.link.items import Step
from bedside.link.transport import SelectTransport

ROUND_S: Final = 1.0 / 60.0  # from round to round: bytes wait at most so long for company
# Quiet behind a frame, waited for within a round. All ports wait together for one that is no longer than …
SHORT_S: Final = 0.001
# … and up to this (three byte times at 4800 baud, and some more) its ports are looked at before the others.
LONG_S: Final = 0.008
STUCK_S: Final = 0.5  # without a sign of this thread a reader takes its port back
CHECK_S: Final = 0.25  # how often readers look for that sign
LEAST_PORTS: Final = 3  # fewer gain nothing: each is read in its reader's own thread, at once
IDLE_S: Final = 0.25  # longest wait for bytes: so soon it sees that no port is left

_log = logging.getLogger(__name__)

Piece = tuple[bytes, float]  # what came, and when, s
Hear = Callable[[bytes, float, Piece | None, bool], Step]
"""(bytes, none when a deadline has come; when, s; what came before and was not told yet; whether the bytes may have
followed those before them at once, although the deadline has passed)"""


class LentPort:
    """A port while its reader lends it."""

    def __init__(
        self,
        board: Switchboard,
        transport: SelectTransport,
        hear: Hear,
        given_back: Callable[[], None],
        at: float | None,
        hold_s: float,
    ) -> None:
        """Not yet on the switchboard.

        Args:
            board: the switchboard.
            transport: the open port.
            hear: takes what came; all it does for a step that sends nothing.
            given_back: called in the switchboard's thread when the reader has to see to it.
            at: when to call `hear` at the latest, s.
            hold_s: nothing is given out before the line was quiet for so long, s: bytes may wait for that.
        """
        self.at = at
        self.step: Step | None = None  # which the reader has still to carry out
        self.error: Exception | None = None  # which ended it
        self.transport = transport
        self._board = board
        self._hear = hear
        self.hold_s = hold_s
        self._given_back = given_back
        self._lock = threading.Lock()
        self._kept: Piece | None = None  # waits for the quiet behind it
        self._lent = True

    @property
    def lent(self) -> bool:
        """Whether it is listened to; False: its reader has it (back)."""
        return self._lent

    @property
    def alive(self) -> bool:
        """Whether the switchboard's thread comes round."""
        return self._board.alive

    def take_back(self) -> None:
        """The reader wants it. Waits for a driver that has not come back, as in the reader's own thread."""
        with self._lock:
            self._lent = False

    def end(self) -> None:
        """The reader has it back: nothing listens to it any more."""
        self._board.end(self)

    def rest(self) -> Piece | None:
        """What came and was not told, for the reader that has it back."""
        kept, self._kept = self._kept, None
        return kept

    def serve(self, now: Callable[[], float], *, ready: bool) -> None:
        """Take what has come, or let time go on; by the switchboard's thread."""
        with self._lock:
            if not self._lent:
                return
            try:
                data = self.transport.take() if ready else b""
                t, at = now(), self.at
                if not data and (at is None or t < at):
                    return
                kept = self._kept
                if data and kept is None and self.hold_s and (at is None or t + self.hold_s < at):
                    self._kept, self.at = (data, t), t + self.hold_s
                    return
                self._kept = None
                step = self._hear(data, t, kept, bool(data) and at is not None and t >= at)
            except Exception as error:  # noqa: BLE001  told and logged by its reader, in whose thread it is raised again
                self.error = error
                self._lent = False
            else:
                self.at = step.at
                if not step.send:
                    return
                self.step = step
                self._lent = False
        self._given_back()


class Switchboard:
    """The listening thread; it runs while ports are lent."""

    def __init__(self, clock: Clock, round_over: Callable[[], None] = lambda: None) -> None:
        """Nothing is lent yet.

        Args:
            clock: station time.
            round_over: called in the switchboard's thread whenever it has told what came on all ports.
        """
        self._clock = clock
        self._round_over = round_over
        self._lock = threading.Lock()
        self._ports: dict[int, LentPort] = {}  # by file descriptor; replaced, never changed
        self._wanting: set[object] = set()  # readers whose device streams
        self._poll: select.epoll | None = None
        self._turned_t = clock.now()

    @property
    def alive(self) -> bool:
        """Whether its thread has come round lately, or does not run at all."""
        return not self._ports or self._clock.now() - self._turned_t < STUCK_S

    def lend(
        self,
        who: object,
        transport: SelectTransport,
        hear: Hear,
        given_back: Callable[[], None],
        at: float | None,
        hold_s: float,
    ) -> LentPort | None:
        """Listen to a port from now on; None: its reader had better do so itself, for now.

        Args:
            who: the reader, until it says `leave`.
            transport: the open port.
            hear: see `LentPort`; `given_back`, `at` and `hold_s` likewise.
        """
        if sys.platform != "linux" or not self.alive:
            return None
        if who in self._wanting and len(self._wanting) < LEAST_PORTS:
            return None
        with self._lock:
            self._wanting.add(who)
            if len(self._wanting) < LEAST_PORTS:
                return None
            port = LentPort(self, transport, hear, given_back, at, hold_s)
            poll = self._poll if self._poll is not None else select.epoll()
            poll.register(transport.number, select.EPOLLIN)
            self._ports = {**self._ports, transport.number: port}
            if self._poll is None:  # its thread has ended, or there was none yet
                self._poll = poll
                self._turned_t = self._clock.now()
                threading.Thread(target=self._run, args=(poll,), name="switchboard", daemon=True).start()
            return port

    def leave(self, who: object) -> None:
        """A device no longer streams."""
        with self._lock:
            self._wanting.discard(who)

    def end(self, port: LentPort) -> None:
        """Its reader has it back."""
        number = port.transport.number
        with self._lock:
            if self._ports.get(number) is not port:
                return
            if self._poll is not None:
                self._poll.unregister(number)
            self._ports = {other: each for other, each in self._ports.items() if other != number}

    def _run(self, poll: select.epoll) -> None:
        due = self._clock.now()
        while True:
            with self._lock:
                if not self._ports:
                    self._poll = None
                    poll.close()
                    return
            try:
                looked_t = self._round(poll, due)
            except Exception:  # noqa: BLE001  the thread's top: the readers miss its sign and go on by themselves
                _log.exception("switchboard")
                with self._lock:
                    self._poll, self._turned_t = None, -math.inf
                    poll.close()
                return
            if looked_t is not None:
                self._round_over()
                late = looked_t - due >= ROUND_S / 2  # nothing had come when it was due
                due = ROUND_S + (looked_t if late else due)

    def _round(self, poll: select.epoll, due: float) -> float | None:
        """Serve all ports from `due` on, once bytes or a deadline come; when it looked, None: there was nothing."""
        ahead_s = max((p.hold_s for p in self._ports.values() if SHORT_S < p.hold_s <= LONG_S), default=0.0)
        if ahead_s:
            self._wait_until(due - ahead_s)
            self._look(poll, 0.0, early=True)
        self._wait_until(due)
        looked_t = self._look(poll, IDLE_S)
        if looked_t is not None:
            end = looked_t + SHORT_S
            ends = [port.at for port in self._ports.values() if port.at is not None and port.at <= end]
            if ends:
                self._wait_until(max(ends))
                self._look(poll, 0.0)
        return looked_t

    def _wait_until(self, t: float) -> None:
        wait_s = t - self._clock.now()
        if wait_s > 0.0:
            self._clock.sleep(wait_s)

    def _look(self, poll: select.epoll, most_s: float, *, early: bool = False) -> float | None:
        """Serve the ports on which bytes have come or a deadline has; when it looked, None: there was nothing.

        Args:
            poll: of all ports.
            most_s: wait no longer than this for bytes.
            early: take bytes only of ports whose frames need more than a short quiet behind them.
        """
        ports, now = self._ports, self._clock.now
        self._turned_t = before = now()
        soonest = min((port.at for port in ports.values() if port.at is not None), default=before + most_s)
        wait_s = min(max(soonest - before, 0.0), most_s)
        ready = {number for number, _ in poll.poll(self._clock.real_s(wait_s))}
        looked_t = now()
        for number in ready:
            port = ports.get(number)
            if port is not None and not (early and port.hold_s <= SHORT_S):
                port.serve(now, ready=True)
        late = [
            port
            for number, port in ports.items()
            if number not in ready and port.at is not None and port.at <= before
        ]
        for port in late:  # nothing had come on them by the look: they were quiet until their deadline
            port.serve(now, ready=False)
        return looked_t if ready or late else None

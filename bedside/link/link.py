"""One device's link, without the port: bytes and times in; readings, states and bytes to send out.

The reader thread carries bytes between a port and this. All rules of the link live here and in what it is made of,
where a test sets the time: which readings are told, what is sent when, what the cuff guard has to know. What counts as
measuring, garbled or silent is in `judge.py`.
"""

from __future__ import annotations

import math
from typing import Final

from bedside.driver_api import CuffRequest, Driver, Protocol
from bedside.errors import UserFacingError
from bedside.link.counts import LinkCounts
from bedside.link.cuff_guard import CuffGuard
from bedside.link.items import Arrival, Item, LinkNotice, Step
from bedside.link.judge import LinkJudge
from bedside.link.repeats import Repeats
from bedside.link.sample_clock import SampleClock
from bedside.link.waves import join_waves, place_waves
from bedside.vitals.devices import LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffStatus, Determination, Reading

COUNT_S: Final = 0.5  # bytes without a reading are told this often, by the counters alone


class Link:
    """The state of one device's link, from attach to detach, across re-plugs."""

    def __init__(self, device: str, driver: Driver, port: str, t: float) -> None:
        """A link that begins to open at station time `t`, s."""
        self.guard = CuffGuard(starts_cuff=driver.info.starts_cuff)
        self._device = device
        self._driver = driver
        self._starts_cuff = driver.info.starts_cuff
        self._protocol: Protocol | None = None
        self._clocks: dict[Parameter, SampleClock] = {}
        self._items: list[Item] = []
        self._counts = LinkCounts()
        self._repeats = Repeats()
        self._published_t = -math.inf
        self._judge = LinkJudge(
            device, driver.info, port, counts=self._counts, tell=self._tell, lost=self._lost, t=t
        )

    @property
    def state(self) -> LinkState | None:
        """The state last published."""
        return self._judge.state

    def counters(self) -> LinkCounters:
        """What the link has seen since it was attached."""
        return self._counts.by_now(self._protocol)

    @property
    def hold_s(self) -> float:
        """For so long what arrives may be collected before it is fed, s; see `Protocol.hold_s`."""
        return 0.0 if self._protocol is None else self._protocol.hold_s

    def take_items(self) -> list[Item]:
        """What is to be published since the last step."""
        items, self._items = self._items, []
        return items

    def opened(self, t: float, port: str = "") -> Step:
        """The port is open (again), or `port` where the device came back: a new protocol brings the device up."""
        self._repeats.reopened()
        self._protocol = self._driver.protocol()
        self._judge.opened(t, port)
        return self._step(t)

    def feed(
        self, data: bytes, t: float, *, before: tuple[bytes, float] | None = None, joined: bool = False
    ) -> Step:
        """Bytes arrived at `t`.

        Args:
            data: what arrived; b"": time went on.
            t: station time, s.
            before: what arrived before that, and when; it was not fed yet.
            joined: `data` may have followed what came before it at once, although the deadline has passed since.
        """
        protocol, counts = self._open_protocol(), self._counts
        counters = protocol.counters
        frames, bad_frames, thrown = counters.frames, counters.bad_frames, counters.thrown_bytes
        size = len(data)
        if before is None:
            if joined:
                protocol.keep_holding()
            readings = protocol.feed(data, t)
        else:
            readings = protocol.feed(*before)
            if joined:
                protocol.keep_holding()
            readings += protocol.feed(data, t)
            size += len(before[0])
            counts.byte_t = before[1]
        if data:
            counts.byte_t = t
        counts.bytes_in += size
        framed = counters.frames > frames
        self._judge.fed(size, t, framed=framed, thrown=counters.thrown_bytes)
        if readings or (size and t - self._published_t >= COUNT_S):
            self._publish(readings, t, lost=counters.bad_frames > bad_frames)
        if framed and self._judge.state is LinkState.MEASURING:
            self.guard.link_up(t)
        return self._step(t, counters.thrown_bytes - thrown)

    def advance(self, t: float) -> Step:
        """Time went on to `t` without bytes: a frame held back may be complete, a deadline may have passed."""
        return self.feed(b"", t)

    def ask(self, request: CuffRequest, t: float) -> Step:
        """A person's order to the cuff."""
        if self._protocol is None:
            self.notice(
                f"{self._judge.port} is not connected, nothing was sent: use the monitor's own keys.", t
            )
            return Step(self.take_items(), b"", None)
        refusal = self.guard.ask(request, t)
        if refusal is not None:
            self._items.append(LinkNotice(device=self._device, t=t, sentence=refusal))
        return self._step(t)

    def stopping(self, t: float) -> Step:
        """The link is to end: a running cuff is told to deflate first; done when the guard no longer aborts."""
        if self.guard.running:
            self.guard.abort(t)
        return self._step(t)

    def left(self, t: float) -> list[Item]:
        """The port is closed on purpose: what the protocol still held is told."""
        self._end_protocol(t)
        return self.take_items()

    def goodbye(self) -> bytes:
        """What to send before the port is closed."""
        return self._protocol.goodbye() if self._protocol is not None else b""

    def closed(self, t: float, error: UserFacingError) -> list[Item]:
        """The port could not be opened, or went away: `error` says how."""
        self._end_protocol(t)
        self._judge.closed(t, error)
        self.guard.link_down(t, gone=True)
        self._take_sentences(t)
        return self.take_items()

    def broken(self, t: float) -> list[Item]:
        """A bug stopped the link; it will be opened again."""
        self._end_protocol(t, finish=False)
        self._judge.broken(t)
        self.guard.link_down(t, gone=True)
        self._take_sentences(t)
        return self.take_items()

    def notice(self, sentence: str, t: float) -> None:
        """Say something about this device with the next step."""
        self._items.append(LinkNotice(device=self._device, t=t, sentence=sentence))

    def _step(self, t: float, thrown: int = 0) -> Step:
        protocol = self._open_protocol()
        at = self._judge.quiet(t)
        send = b""
        if self._starts_cuff:
            send = b"".join(protocol.request(order, t) for order in self.guard.advance(t))
            at = _sooner(at, self.guard.at)
            self._take_sentences(t)
        for sentence in protocol.take_notices():
            self.notice(sentence, t)
        due = protocol.due(t)
        return Step(self.take_items(), send + due.send, _sooner(at, due.at), thrown)

    def _publish(self, readings: list[Reading], t: float, *, lost: bool) -> None:
        if readings:
            readings = place_waves(join_waves(readings), self._clocks, lost=lost)
            readings = [
                each
                for each in readings
                if not (isinstance(each, Determination) and self._repeats.is_told(each))
            ]
        if self._starts_cuff:
            for reading in readings:
                if isinstance(reading, CuffStatus | Determination):
                    self.guard.see(reading, t)
        self._published_t = t
        self._items.append(Arrival(self._device, t, tuple(readings), self.counters()))

    def _tell(self, item: Item) -> None:
        self._items.append(item)

    def _lost(self, t: float) -> None:
        self.guard.link_down(t, gone=False)

    def _end_protocol(self, t: float, *, finish: bool = True) -> None:
        """Publish what was held back and keep the counts; the next opening brings a new protocol."""
        protocol = self._protocol
        if protocol is None:
            return
        if finish:
            readings = protocol.finish(t)
            if readings:
                self._publish(readings, t, lost=False)
        self._counts.end(protocol)
        self._protocol = None

    def _take_sentences(self, t: float) -> None:
        for sentence in self.guard.take_sentences():
            self.notice(sentence, t)

    def _open_protocol(self) -> Protocol:
        if self._protocol is None:
            raise RuntimeError("the link is not open")
        return self._protocol


def _sooner(one: float | None, other: float | None) -> float | None:
    """The earlier of two deadlines; None is no deadline."""
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)

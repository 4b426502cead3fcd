"""One device's link, without the port: bytes and times in; readings, states and bytes to send out.

The reader thread carries bytes between a port and this. All rules of the link live here, where a test sets
the time: what counts as measuring, garbled or silent, what is sent when, and every word said about it.

    opening ──► waiting ──first valid frame──► measuring ──► silent    no valid frame for the hold time
       │           ▲                            ▲     └────► garbled   3 s of bytes and no frame among them
       └► refused ─┴── port opens (again) ── gone ◄── port vanished
"""

from __future__ import annotations

import math
from typing import Final

from bedside.driver_api import CuffRequest, Driver, Protocol
from bedside.errors import UserFacingError
from bedside.link.counts import LinkCounts
from bedside.link.cuff_guard import CuffGuard
from bedside.link.damage import DAMAGED_SHARE, GARBLED_S, WHOLE_SHARE, ThrownShare, UnreadBytes
from bedside.link.items import Arrival, Item, LinkNotice, Step
from bedside.link.repeats import Repeats
from bedside.link.sample_clock import SampleClock
from bedside.link.transport import PortMissingError, RecordingOverError
from bedside.link.waves import join_waves, place_waves
from bedside.vitals.devices import DeviceChange, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffStatus, Determination, Reading

LEAST_HOLD_S: Final = 5.0  # no link counts as lost sooner
LEAST_MESSAGE: Final = 8  # bytes; less is not a measurement that was lost
COUNT_S: Final = 0.5  # bytes without a reading are told this often, by the counters alone


class Link:
    """The state of one device's link, from attach to detach, across re-plugs."""

    def __init__(self, device: str, driver: Driver, port: str, t: float) -> None:
        """A link that begins to open at station time `t`, s."""
        self.guard = CuffGuard(starts_cuff=driver.info.starts_cuff)
        self._device = device
        self._driver = driver
        self._info = driver.info
        self._named = self._port = port
        self._hold_s = LEAST_HOLD_S if driver.info.push_only else max(LEAST_HOLD_S, driver.info.silence_s)
        self._protocol: Protocol | None = None
        self._clocks: dict[Parameter, SampleClock] = {}
        self._items: list[Item] = []
        self._state: LinkState | None = None
        self._sentence = ""
        self._good_t = t  # last valid frame, or the attach: the link counts as lost a hold time later
        self._quiet_t = t  # what the silence is counted from
        self._unread = UnreadBytes()
        self._thrown_share = ThrownShare()
        self._counts = LinkCounts()
        self._repeats = Repeats()
        self._published_t = -math.inf
        self._change(LinkState.OPENING, f"Opening {port}.", t)

    @property
    def state(self) -> LinkState | None:
        """The state last published."""
        return self._state

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
        self._port = port or self._named
        self._repeats.reopened()
        self._thrown_share.forget()
        self._unread.forget()
        self._protocol = self._driver.protocol()
        self._quiet_t = t
        self._change(LinkState.WAITING, f"{self._port} is open, waiting for the {self._info.title}.", t)
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
        share = self._thrown_share.at(t, counts.bytes_in, counters.thrown_bytes)
        if framed and share > (WHOLE_SHARE if self._state is LinkState.GARBLED else DAMAGED_SHARE):
            counts.frame_t = self._quiet_t = t
            self._unread.forget()
            if self._state is LinkState.MEASURING:
                self._change(
                    LinkState.GARBLED,
                    f"Most of what the {self._info.title} sends on {self._port} arrives damaged: check the cable and "
                    "the speed set on the device.",
                    t,
                )
                self.guard.link_down(t, gone=False)
        elif framed:
            counts.frame_t = self._good_t = self._quiet_t = t
            self._unread.forget()
            if self._state is not LinkState.MEASURING:
                self._change(LinkState.MEASURING, f"The {self._info.title} is measuring.", t)
        elif size:
            self._judge_unframed(size, t)
        if readings or (size and t - self._published_t >= COUNT_S):
            self._publish(readings, t, lost=counters.bad_frames > bad_frames)
        if framed and self._state is LinkState.MEASURING:
            self.guard.link_up(t)
        return self._step(t, counters.thrown_bytes - thrown)

    def advance(self, t: float) -> Step:
        """Time went on to `t` without bytes: a frame held back may be complete, a deadline may have passed."""
        return self.feed(b"", t)

    def ask(self, request: CuffRequest, t: float) -> Step:
        """A person's order to the cuff."""
        if self._protocol is None:
            self.notice(f"{self._port} is not connected, nothing was sent: use the monitor's own keys.", t)
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
        if isinstance(error, RecordingOverError):
            state = LinkState.ENDED
        elif isinstance(error, PortMissingError) and self._state not in (
            LinkState.OPENING,
            LinkState.REFUSED,
        ):
            state = LinkState.GONE
        else:
            state = LinkState.REFUSED
        if not (
            state is LinkState.GONE and self._state is LinkState.GONE
        ):  # keeps the words of the unplugging
            self._change(state, str(error), t)
        self.guard.link_down(t, gone=True)
        self._take_sentences(t)
        return self.take_items()

    def broken(self, t: float) -> list[Item]:
        """A bug stopped the link; it will be opened again."""
        self._end_protocol(t, finish=False)
        self._change(
            LinkState.REFUSED,
            f"An internal error stopped the link to {self._port}, details are in the log: bedside opens it again.",
            t,
        )
        self.guard.link_down(t, gone=True)
        self._take_sentences(t)
        return self.take_items()

    def notice(self, sentence: str, t: float) -> None:
        """Say something about this device with the next step."""
        self._items.append(LinkNotice(device=self._device, t=t, sentence=sentence))

    def _step(self, t: float, thrown: int = 0) -> Step:
        protocol = self._open_protocol()
        if (
            self._state is LinkState.MEASURING
            and not self._info.push_only
            and t < self._quiet_t + self._hold_s
        ):
            at: float | None = self._quiet_t + self._hold_s
        else:
            at = self._judge_quiet(t)
        send = b""
        if self._info.starts_cuff:
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
        if self._info.starts_cuff:
            for reading in readings:
                if isinstance(reading, CuffStatus | Determination):
                    self.guard.see(reading, t)
        self._published_t = t
        self._items.append(Arrival(self._device, t, tuple(readings), self.counters()))

    def _judge_unframed(self, size: int, t: float) -> None:
        """So many bytes came and completed no frame."""
        unread_s = self._unread.came(size, t)
        if self._state is not LinkState.MEASURING:
            self._quiet_t = t  # not silent, only not understood
        if self._state is not LinkState.GARBLED and unread_s >= GARBLED_S:
            self._quiet_t = t
            self._change(
                LinkState.GARBLED,
                f"What arrives from the {self._info.title} on {self._port} cannot be read any more: check the cable "
                "and the speed set on the device."
                if self._counts.frame_t is not None
                else f"Bytes arrive on {self._port} but they are not those of a {self._info.title}: "
                "choose another port or driver.",
                t,
            )
            self.guard.link_down(t, gone=False)

    def _judge_quiet(self, t: float) -> float | None:
        """Say so when nothing valid came for the hold time; the time to look again."""
        unread_at = self._judge_unread(t) if self._info.push_only else None
        if self._state is LinkState.SILENT or (self._info.push_only and self._state is LinkState.MEASURING):
            return unread_at
        quiet_at = self._quiet_t + self._hold_s
        if t < quiet_at:
            return _sooner(quiet_at, unread_at)
        advice = self._info.advice.rstrip(".") or "check that it is switched on and its cable is in"
        if self._counts.frame_t is None or self._info.push_only:
            sentence = f"Nothing comes from the {self._info.title} on {self._port}: {advice}."
            if self._info.push_only:
                sentence = (
                    f"Nothing yet from the {self._info.title} on {self._port}, which speaks only after a measurement: "
                    f"{advice}."
                )
            self._unread.forget()
            if (self._state, self._sentence) != (LinkState.WAITING, sentence):
                self._change(LinkState.WAITING, sentence, t)
        else:
            self._change(
                LinkState.SILENT,
                f"The {self._info.title} on {self._port} has been silent for {self._hold_s:g} s: {advice}.",
                t,
            )
            self._unread.forget()
            self.guard.link_down(t, gone=False)
        return None

    def _judge_unread(self, t: float) -> float | None:
        """A device that speaks only after a measurement was heard, and not understood: say so once it is quiet again.

        The next look; None: nothing waits to be judged.
        """
        unread = self._unread
        if unread.since_t is None:
            return None
        quiet_at = unread.newest_t + GARBLED_S
        if t < quiet_at:
            return quiet_at
        unread.forget()
        if unread.count >= LEAST_MESSAGE and self._state is not LinkState.GARBLED:
            self.notice(
                f"What the {self._info.title} on {self._port} sent last could not be read, its measurement is lost: "
                "check the cable and measure again.",
                t,
            )
        return None

    def _change(self, state: LinkState, sentence: str, t: float) -> None:
        if (state, sentence) == (self._state, self._sentence):
            return
        self._state, self._sentence = state, sentence
        if self._info.push_only:  # silent between two measurements: only a port that is not there loses it
            there = state in (LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING)
            lost_t = None if there else t + LEAST_HOLD_S
        else:
            lost_t = None if state is LinkState.MEASURING else self._good_t + self._hold_s
        self._items.append(
            DeviceChange(
                t=t,
                device=self._device,
                state=state,
                sentence=sentence,
                lost_t=lost_t,
                interval_s=self._info.numeric_interval_s,
            )
        )

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

"""What a device's link is judged to be by what arrives and when, and the words for a person.

opening ──► waiting ──first valid frame──► measuring ──► silent    no valid frame for the hold time
   │           ▲                            ▲     └────► garbled   3 s of bytes and no frame among them
   └► refused ─┴── port opens (again) ── gone ◄── port vanished
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bedside.driver_api import DriverInfo
from bedside.errors import UserFacingError
from bedside.link.counts import LinkCounts
from bedside.link.damage import DAMAGED_SHARE, GARBLED_S, WHOLE_SHARE, ThrownShare, UnreadBytes
from bedside.link.items import Item, LinkNotice
from bedside.link.transport import PortMissingError, RecordingOverError
from bedside.vitals.devices import DeviceChange, LinkState

LEAST_HOLD_S: Final = 5.0  # no link counts as lost sooner
LEAST_MESSAGE: Final = 8  # bytes; less is not a measurement that was lost


class LinkJudge:
    """The state of one link, from attach to detach.

    Args:
        device: its id.
        info: of its driver.
        port: as it was named when the device was attached.
        counts: what came so far; the time of the newest frame is entered here.
        tell: takes what is to be published, in order.
        lost: told the station time, s, at which what was measuring became silent or garbled.
        t: station time of the attach, s.
    """

    def __init__(
        self,
        device: str,
        info: DriverInfo,
        port: str,
        *,
        counts: LinkCounts,
        tell: Callable[[Item], None],
        lost: Callable[[float], None],
        t: float,
    ) -> None:
        self.state: LinkState | None = None  # as published last
        self.port = port
        self._named = port
        self._device = device
        self._info = info
        self._counts = counts
        self._tell = tell
        self._lost = lost
        self._sentence = ""
        self._hold_s = LEAST_HOLD_S if info.push_only else max(LEAST_HOLD_S, info.silence_s)
        self._good_t = t  # last valid frame, or the attach: the link counts as lost a hold time later
        self._quiet_t = t  # what the silence is counted from
        self._unread = UnreadBytes()
        self._thrown_share = ThrownShare()
        self._change(LinkState.OPENING, f"Opening {port}.", t)

    def opened(self, t: float, port: str) -> None:
        """The port is open (again), or `port` where the device came back; "": the one it was attached to."""
        self.port = port or self._named
        self._thrown_share.forget()
        self._unread.forget()
        self._quiet_t = t
        self._change(LinkState.WAITING, f"{self.port} is open, waiting for the {self._info.title}.", t)

    def closed(self, t: float, error: UserFacingError) -> None:
        """The port could not be opened, or went away: `error` says how."""
        if isinstance(error, RecordingOverError):
            state = LinkState.ENDED
        elif isinstance(error, PortMissingError) and self.state not in (LinkState.OPENING, LinkState.REFUSED):
            state = LinkState.GONE
        else:
            state = LinkState.REFUSED
        if state is LinkState.GONE and self.state is LinkState.GONE:
            return  # keeps the words of the unplugging
        self._change(state, str(error), t)

    def broken(self, t: float) -> None:
        """A bug stopped the link; it will be opened again."""
        self._change(
            LinkState.REFUSED,
            f"An internal error stopped the link to {self.port}, details are in the log: bedside opens it again.",
            t,
        )

    def fed(self, size: int, t: float, *, framed: bool, thrown: int) -> None:
        """So many bytes went in at `t`, also none.

        Args:
            size: of what went in; the counts have it already.
            t: station time, s.
            framed: frames were completed.
            thrown: bytes that had to be thrown away since the port was opened.
        """
        share = self._thrown_share.at(t, self._counts.bytes_in, thrown)
        if framed and share > (WHOLE_SHARE if self.state is LinkState.GARBLED else DAMAGED_SHARE):
            self._counts.frame_t = self._quiet_t = t
            self._unread.forget()
            if self.state is LinkState.MEASURING:
                self._change(
                    LinkState.GARBLED,
                    f"Most of what the {self._info.title} sends on {self.port} arrives damaged: check the cable and "
                    "the speed set on the device.",
                    t,
                )
                self._lost(t)
        elif framed:
            self._counts.frame_t = self._good_t = self._quiet_t = t
            self._unread.forget()
            if self.state is not LinkState.MEASURING:
                self._change(LinkState.MEASURING, f"The {self._info.title} is measuring.", t)
        elif size:
            self._judge_unframed(size, t)

    def quiet(self, t: float) -> float | None:
        """Say so when nothing valid came for the hold time; the time to look again, s, None: when bytes come."""
        measuring = self.state is LinkState.MEASURING
        if measuring and not self._info.push_only and t < self._quiet_t + self._hold_s:
            return self._quiet_t + self._hold_s
        unread_at = self._judge_unread(t) if self._info.push_only else None
        if self.state is LinkState.SILENT or (measuring and self._info.push_only):
            return unread_at
        quiet_at = self._quiet_t + self._hold_s
        if t < quiet_at:
            return quiet_at if unread_at is None else min(quiet_at, unread_at)
        self._judge_silent(t)
        self._unread.forget()
        return None

    def _judge_unframed(self, size: int, t: float) -> None:
        """So many bytes came and completed no frame."""
        unread_s = self._unread.came(size, t)
        if self.state is not LinkState.MEASURING:
            self._quiet_t = t  # not silent, only not understood
        if self.state is not LinkState.GARBLED and unread_s >= GARBLED_S:
            self._quiet_t = t
            self._change(
                LinkState.GARBLED,
                f"What arrives from the {self._info.title} on {self.port} cannot be read any more: check the cable "
                "and the speed set on the device."
                if self._counts.frame_t is not None
                else f"Bytes arrive on {self.port} but they are not those of a {self._info.title}: "
                "choose another port or driver.",
                t,
            )
            self._lost(t)

    def _judge_silent(self, t: float) -> None:
        """Nothing valid came for the hold time."""
        advice = self._info.advice.rstrip(".") or "check that it is switched on and its cable is in"
        if self._info.push_only:
            self._change(
                LinkState.WAITING,
                f"Nothing yet from the {self._info.title} on {self.port}, which speaks only after a measurement: "
                f"{advice}.",
                t,
            )
        elif self._counts.frame_t is None:
            sentence = f"Nothing comes from the {self._info.title} on {self.port}: {advice}."
            self._change(LinkState.WAITING, sentence, t)
        else:
            self._change(
                LinkState.SILENT,
                f"The {self._info.title} on {self.port} has been silent for {self._hold_s:g} s: {advice}.",
                t,
            )
            self._lost(t)

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
        if unread.count >= LEAST_MESSAGE and self.state is not LinkState.GARBLED:
            sentence = (
                f"What the {self._info.title} on {self.port} sent last could not be read, its measurement is lost: "
                "check the cable and measure again."
            )
            self._tell(LinkNotice(device=self._device, t=t, sentence=sentence))
        return None

    def _change(self, state: LinkState, sentence: str, t: float) -> None:
        if (state, sentence) == (self.state, self._sentence):
            return
        self.state, self._sentence = state, sentence
        if self._info.push_only:  # silent between two measurements: only a port that is not there loses it
            there = state in (LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING)
            lost_t = None if there else t + LEAST_HOLD_S
        else:
            lost_t = None if state is LinkState.MEASURING else self._good_t + self._hold_s
        self._tell(
            DeviceChange(
                t=t,
                device=self._device,
                state=state,
                sentence=sentence,
                lost_t=lost_t,
                interval_s=self._info.numeric_interval_s,
            )
        )

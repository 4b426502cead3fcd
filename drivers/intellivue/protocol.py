"""Philips IntelliVue MIB/RS-232, the host's end: associates, asks for numbers and the pleth, and reads.

    host                              monitor
    ASSOCIATE                 →
                              ←       ACCEPT, then it introduces itself
    confirm, wanted waves     →
    poll numbers, each 1.024 s →
                              ←       numbers, in one message or in linked parts
    poll waves, each 20 s     →
                              ←       waves each 256 ms for 60 s
    RELEASE                   →       when the port is closed

Nothing the host sends changes anything for the patient: there is no request in this package that could
start the cuff. The priority list of waves says what is exported to this host.

Survives: any cut of the stream; damaged frames; a monitor that is still tied to the association of a
program that has gone (it is asked again until it lets go); a monitor that falls silent or is switched off
and on; linked answers with parts lost. What a recorded stream holds is read without anything being asked.

Source: as `messages`; periods and order as captured from a real monitor.
"""

from __future__ import annotations

import math
from enum import Enum

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import Reading
from drivers.framing import ResyncBuffer
from drivers.intellivue import association, ids, layout, messages
from drivers.intellivue.reader import Reader

POLL_S = 1.024  # a monitor renews its numbers at this pace
WAVE_BLOCK_S = 0.256
_ANSWER_S = 4.0  # to a request for an association
_SILENT_S = 5.0  # an association without any message for so long is over
_AGAIN_S = 3.0  # after a refusal or an abort
_WAVES_S = 60.0  # asked for
_WAVES_AGAIN_S = 20.0
_REPLY_S = 2.0  # an answer later than this is not waited for
_NUMBERS = 1  # our numbers of the two polls
_WAVES = 2

_REFUSED = (
    "The monitor refuses the data export: end other programs that read it, and check its MIB/RS232 setting."
)
_NO_WAVES = "The monitor exports no waves here: watch the pleth on its own screen."


class _State(Enum):
    IDLE = 0
    ASKED = 1  # for an association
    ACCEPTED = 2  # waiting until the monitor introduces itself
    RUNNING = 3


class IntellivueProtocol(Protocol):
    """Talks to one monitor. `counters.frames` counts the messages with values."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._frames = ResyncBuffer(layout.next_frame, self.counters)
        self._reader = Reader()
        self._state = _State.IDLE
        self._ask_at = -math.inf  # for an association, if there is none
        self._asked_t = 0.0
        self._heard_t = 0.0
        self._confirm: messages.Created | None = None
        self._waves_granted = True
        self._waves_listed = False
        self._poll_at = math.inf
        self._polled_t: float | None = None  # an answer to the poll of that time is awaited
        self._waves_at = math.inf
        self._invoke = 0
        self._told: set[str] = set()
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        readings: list[Reading] = []
        for frame in self._frames.take(data, t):
            message = layout.unwrap(frame.body)
            if message:
                self._heard_t = t
                readings += self._read(message, t)
        return readings

    def finish(self, t: float) -> list[Reading]:
        """A frame ends with a mark of its own: nothing is held back."""
        self._frames.finish()
        return []

    def due(self, t: float) -> Due:
        """What the association needs now."""
        if self._state is not _State.IDLE and t >= self._over_at:
            self._lost(t)
        if self._state is _State.IDLE:
            if t < self._ask_at:
                return Due(b"", self._ask_at)
            self._state, self._asked_t = _State.ASKED, t
            return Due(layout.wrap(association.associate()), t + _ANSWER_S)
        out = b""
        if self._confirm is not None:
            out += layout.wrap(messages.confirm(self._confirm))
            self._confirm = None
            if not self._waves_listed and self._waves_granted:
                self._waves_listed = True
                out += layout.wrap(messages.want_waves(self._next(), (ids.PLETH,)))
        if self._state is not _State.RUNNING:
            return Due(out, self._over_at)
        if self._polled_t is not None and t >= self._polled_t + _REPLY_S:
            self._polled_t = None
        if t >= self._poll_at and self._polled_t is None:
            self._polled_t = t
            self._poll_at = max(self._poll_at, t - POLL_S / 4) + POLL_S
            out += layout.wrap(messages.poll(self._next(), _NUMBERS, ids.NUMERIC, ids.OBSERVED_VALUES))
        if t >= self._waves_at:
            self._waves_at = t + _WAVES_AGAIN_S
            period = round(_WAVES_S * ids.TICKS_PER_S)
            out += layout.wrap(messages.poll_for(self._next(), _WAVES, ids.SAMPLES, ids.ALL_GROUPS, period))
        poll_at = self._poll_at if self._polled_t is None else self._polled_t + _REPLY_S
        return Due(out, min(poll_at, self._waves_at, self._over_at))

    def goodbye(self) -> bytes:
        """The association is ended, so that the monitor is free for the next one at once."""
        return b"" if self._state is _State.IDLE else layout.wrap(association.release())

    def take_notices(self) -> list[str]:
        """See `Protocol.take_notices`."""
        notices, self._notices = self._notices, []
        return notices + self._reader.take_notices()

    @property
    def _over_at(self) -> float:
        """When there is no association any more if nothing is heard, s."""
        if self._state is _State.RUNNING:
            return self._heard_t + _SILENT_S
        return self._asked_t + _ANSWER_S  # whatever an earlier association still sends

    def _next(self) -> int:
        self._invoke = self._invoke + 1 & 0x7FFF
        return self._invoke

    def _lost(self, ask_at: float) -> None:
        self._state, self._ask_at = _State.IDLE, ask_at
        self._confirm, self._polled_t = None, None
        self._waves_listed = False

    def _read(self, message: bytes, t: float) -> list[Reading]:
        kind = message[0]
        if kind == ids.ACCEPT:
            self._accepted(message)
        elif kind in (ids.REFUSE, ids.ABORT, ids.RELEASED):
            if kind == ids.REFUSE:
                self._notice(_REFUSED)
            self._lost(t + _AGAIN_S)
        operation = messages.operation_of(message)
        if operation is None:
            return []
        created = messages.created_of(operation)
        if created is not None:
            self._run(created, t)
            return self._reader.introduce(created, t)
        answer = messages.answer_of(operation)
        if answer is None:
            return []
        self.counters.frames += 1
        if answer.kind == ids.NUMERIC and answer.last:
            self._polled_t = None
        return self._reader.read(answer, t)

    def _accepted(self, message: bytes) -> None:
        terms = association.terms_of(message)
        self._waves_granted = terms is None or bool(terms.extensions & ids.WAVES)
        self._told.discard(_REFUSED)
        if self._waves_granted:
            self._told.discard(_NO_WAVES)
        else:
            self._notice(_NO_WAVES)
        if self._state is not _State.RUNNING:
            self._state = _State.ACCEPTED

    def _run(self, created: messages.Created, t: float) -> None:
        """The monitor has introduced itself; it does so again when it missed the confirmation."""
        self._confirm = created
        if self._state is not _State.RUNNING:
            self._state = _State.RUNNING
            self._poll_at = t
            self._waves_at = t if self._waves_granted else math.inf

    def _notice(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._notices.append(text)

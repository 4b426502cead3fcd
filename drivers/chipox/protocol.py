"""ChipOx module, the host's end. Nothing is ever sent to it: what it sends is configured in the module.

Numbers are told only while the newest state frame allows it. Before the first one there is no number at all, because
nothing but the state says whether a finger is in; if numbers keep coming without a state, a person is told.

Pleth comes in blocks of ten or one by one; where both come the blocks are taken.

Survives: any cut of the stream; lost, inserted and flipped bytes (each frame has a checksum); blocks that are
configured otherwise; frames of unknown kinds.

Source: as `layout`; how often the module sends is not in it.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, Wave
from drivers.chipox import layout
from drivers.framing import Frame, ResyncBuffer

SAMPLE_HZ = 100.0  # assumed: no source says it
BLOCK_HZ = SAMPLE_HZ / layout.BLOCK_SAMPLES
RENEWAL_SAMPLES = 90  # pleth samples after which a number is repeated even though it is the same
_WITHOUT_STATE = 5  # numbers after which a missing state is told
_SINGLES_IGNORED = 50  # single pleth frames after a block that are taken for the same samples again

NO_STATE_NOTICE = (
    "The ChipOx module does not say whether its sensor is on, so its numbers are not shown: take the finger out "
    "and put it in again, and configure the module to send its state (identifier 08)."
)
SUPPLY_NOTICE = "The supply voltage of the ChipOx module is outside its limits: check its power supply."
TEMPERATURE_NOTICE = "The ChipOx module is too warm or too cold: move it, or shade it from the heat."
_NOTICES = ((layout.SUPPLY, SUPPLY_NOTICE), (layout.TEMPERATURE, TEMPERATURE_NOTICE))


def quality_of(state: int) -> Quality:
    """Quality of the numbers and samples from the state bits."""
    quality = Quality.NONE
    for mask, flag in (
        (layout.NO_PROBE, Quality.NO_FINGER),
        (layout.NO_PULSE, Quality.SEARCHING),
        (layout.WEAK, Quality.LOW_PERFUSION),
        (layout.DOUBTFUL, Quality.ARTEFACT),
    ):
        if state & mask:
            quality |= flag
    return quality


class ChipOxProtocol(Protocol):
    """Reads the stream. `counters.frames` counts pleth frames; numbers as well where no pleth comes."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._frames = ResyncBuffer(layout.next_frame, self.counters)
        self._state: int | None = None
        self._quality = Quality.NONE
        self._stateless = 0  # numbers that came before any state
        self._printed: dict[Parameter, int | None] = {}  # newest numbers as sent
        self._told: dict[Parameter, tuple[int | None, Quality]] = {}
        self._samples = {Parameter.SPO2: 0, Parameter.PR: 0}  # of pleth since the number was told
        self._pleth_since = False  # since the number before
        self._singles_ignored = 0
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        return self._decode(self._frames.take(data, t))

    def finish(self, t: float) -> list[Reading]:
        """Nothing: a frame is whole with its second flag."""
        return self._decode(self._frames.finish())

    def due(self, t: float) -> Due:
        """Nothing to send, ever."""
        return Due(b"", None)

    def take_notices(self) -> list[str]:
        """A missing state, a bad supply, a bad temperature."""
        notices, self._notices = self._notices, []
        return notices

    def _decode(self, frames: list[Frame]) -> list[Reading]:
        readings: list[Reading] = []
        for t, body, _ in frames:
            message = layout.message_of(body)
            if message is None:  # only the gap between two flags
                continue
            kind, payload = message
            if kind in (layout.PLETH, layout.BLOCK):
                readings += self._tell_wave(message, t)
            elif kind == layout.STATE:
                readings += self._take_state(payload[0] << 8 | payload[1], t)
            elif kind == layout.SPO2:
                readings += self._take_number(Parameter.SPO2, layout.spo2_of(payload), t)
            elif kind == layout.PULSE:
                readings += self._take_number(Parameter.PR, layout.pulse_of(payload), t)
        return readings

    def _tell_wave(self, message: layout.Message, t: float) -> list[Reading]:
        samples: tuple[int | None, ...] = layout.samples_of(message)
        if message.kind == layout.BLOCK:
            self._singles_ignored = _SINGLES_IGNORED if samples else 0
        elif self._singles_ignored:
            self._singles_ignored -= 1
            return []
        if not samples:
            return []
        self.counters.frames += 1
        self._pleth_since = True
        for parameter in self._samples:
            self._samples[parameter] += len(samples)
        if self._state is not None and self._state & layout.NO_PROBE:
            samples = (None,) * len(samples)
        return [
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=SAMPLE_HZ,
                samples=samples,
                quality=(self._quality,) * len(samples),
            )
        ]

    def _take_number(self, parameter: Parameter, printed: int | None, t: float) -> list[Reading]:
        if not self._pleth_since:
            self.counters.frames += 1
        self._pleth_since = False
        self._printed[parameter] = printed
        if self._state is None:
            self._stateless += 1
            if self._stateless == _WITHOUT_STATE:
                self._notices.append(NO_STATE_NOTICE)
            return []
        return self._tell(parameter, t)

    def _take_state(self, state: int, t: float) -> list[Reading]:
        before, self._state = self._state or 0, state
        self._quality = quality_of(state)
        self._notices += [notice for mask, notice in _NOTICES if state & mask and not before & mask]
        if not state & layout.UNUSABLE:
            return []  # numbers begin with the next that is sent: the last may be from before
        return [reading for parameter in self._samples for reading in self._tell(parameter, t)]

    def _tell(self, parameter: Parameter, t: float) -> list[Reading]:
        """The number, on change and about once a second of pleth; each time where no pleth comes."""
        usable = self._state is not None and not self._state & layout.UNUSABLE
        now = (self._printed.get(parameter) if usable else None, self._quality)
        if 0 < self._samples[parameter] < RENEWAL_SAMPLES and self._told.get(parameter) == now:
            return []
        self._told[parameter] = now
        self._samples[parameter] = 0
        value = None if now[0] is None else float(now[0])
        return [Numeric(parameter=parameter, t=t, value=value, quality=now[1])]

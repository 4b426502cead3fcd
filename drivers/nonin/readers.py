"""One reader for each Nonin data format: cuts the stream into its frames and makes readings of them.

Every reader is fed everything; the protocol tells the readings of one of them. How sure a reader is that the
stream is of its format shows in `run`: how many frames have followed each other without a byte between them.

Source: as `layout`, `groups` and `spot`.
"""

from __future__ import annotations

import abc
from collections.abc import Set

from bedside.driver_api import Counters
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality, Reading, Wave
from drivers.framing import Frame, ResyncBuffer, Rule
from drivers.nonin import groups, layout, spot

RATE_HZ = 75.0
HOLD_S = 0.003  # three byte times at 9600 baud
GROUP_HOLD_S = 0.1  # formats that speak once a second: longer than an adapter keeps bytes back
GROUPS = 3  # groups that prove formats 1 and 8
GROUPS_AGAINST_FRAMES = 10  # where frames with a checksum were seen: damaged ones can look like groups
RENEWAL = 3  # packets (of 1/3 s) after which a number is repeated


class Reader(abc.ABC):
    """One format.

    `proof` may be raised later, where others make this format unlikely.

    Args:
        proof: so many frames in a row make the format certain.
        sure: from which in a row on a frame counts at all.
        rule: of the resync buffer; `starts` and `hold_s` likewise.
    """

    def __init__(
        self, proof: int, rule: Rule, starts: Set[int] | None = None, hold_s: float = 0.0, *, sure: int = 1
    ) -> None:
        self.counters = Counters()
        self.run = 0  # frames in a row
        self.newest: Frame | None = None
        self.proof = proof
        self._sure = sure
        self._frames = ResyncBuffer(rule, self.counters, starts=starts, hold_s=hold_s)
        self._gaps = 0  # stretches of bad bytes that came to an end

    @property
    def proven(self) -> bool:
        """Whether the stream is certainly of this format now."""
        return self.run >= self.proof

    @property
    def deadline(self) -> float | None:
        """When a frame that waits for its confirmation will be given out, s."""
        return self._frames.deadline

    def take(self, data: bytes, t: float) -> list[Frame]:
        """Frames completed by `data`."""
        return self._counted(self._frames.take(data, t))

    def keep_holding(self) -> None:
        """See `ResyncBuffer.keep_holding`."""
        self._frames.keep_holding()

    def finish(self) -> list[Frame]:
        """The frame that waited for its confirmation."""
        return self._counted(self._frames.finish())

    def rest(self) -> None:
        """Forget everything but the counts: what comes next is read as if it were the beginning."""
        self._frames.finish()
        self.run = 0
        self.newest = None

    def _counted(self, frames: list[Frame]) -> list[Frame]:
        if not frames and self.counters.bad_frames <= self._gaps:
            return frames
        sure: list[Frame] = []
        for frame in frames:
            self._gaps += frame.after_gap
            self.run = 1 if frame.after_gap or not self._follows(frame) else self.run + 1
            self.newest = frame
            if self.run >= self._sure:
                sure.append(frame)
        if self.counters.bad_frames > self._gaps:  # the last stretch goes on
            self.run = 0
        return sure

    def _follows(self, frame: Frame) -> bool:
        """Whether a frame can have come right after `newest`."""
        return True

    @abc.abstractmethod
    def begin(self) -> None:
        """Forget what was told: the format has been found anew."""

    @abc.abstractmethod
    def decode(self, frame: Frame) -> list[Reading]:
        """Readings of the next frame."""


def _numerics(numbers: layout.Numbers, quality: Quality, t: float) -> list[Reading]:
    told = ((Parameter.SPO2, numbers.spo2), (Parameter.PR, numbers.hr))
    return [
        Numeric(parameter=parameter, t=t, value=None if value is None else float(value), quality=quality)
        for parameter, value in told
    ]


_NONE = layout.Numbers(None, None)
_FLAGS = (
    (layout.ARTF, Quality.ARTEFACT),
    (layout.RPRF, Quality.LOW_PERFUSION),
)


def _quality_of(status: int) -> Quality:
    quality = Quality.NONE
    if status & layout.SENSOR_OFF:
        quality = Quality.NO_FINGER
    elif status & layout.OOT:  # the finger is on, its pulse is lost
        quality = Quality.SEARCHING
    for mask, flag in _FLAGS:
        if status & mask:
            quality |= flag
    return quality


# by status byte; combined once, because combining flags costs more than all the rest
_QUALITY = tuple(_quality_of(status) for status in range(256))
_QUALITY_AT_BEAT = tuple(quality | Quality.BEAT for quality in _QUALITY)


class PacketReader(Reader):
    """Formats 2 and 7.

    Every good frame gives one sample, unless the sensor is off. Numbers are taken only from a whole packet: 25
    frames in a row from a SYNC frame, with no byte between them thrown away; only from the fields that go missing
    at once when the finger leaves, and never while the sensor is off or the pulse is lost. The battery is told with
    the first whole packet and on change; a finger is not needed for it.
    """

    def __init__(self, data_format: int) -> None:
        self._wide = data_format == 7
        if self._wide:
            # a whole packet: nothing shorter tells the format from format 2 read from its second byte
            super().__init__(layout.PACKET_FRAMES, layout.next_frame_7, layout.STARTS_7, HOLD_S)
        else:
            super().__init__(5, layout.next_frame, layout.STARTS, HOLD_S)
        self.begin()

    def begin(self) -> None:
        """See `Reader.begin`."""
        self._values: list[int] = []  # of the packet being collected; empty while waiting for SYNC
        self._status = 0  # all status bits seen in that packet
        self._pulse = False
        self._told: tuple[layout.Numbers, Quality] | None = None
        self._packets = 0  # since the numbers were told
        self._battery: BatteryState | None = None  # as told

    def decode(self, frame: Frame) -> list[Reading]:
        """See `Reader.decode`."""
        t, body, after_gap = frame
        if self._wide:
            status, high, low, value, _ = body
            pleth = high << 8 | low
        else:
            _, status, pleth, value, _ = body
        sensor_off = bool(status & layout.SENSOR_OFF)
        pulse = bool(status & layout.PULSE)
        rises = pulse and not self._pulse and not status & layout.NOT_USABLE
        self._pulse = pulse
        wave = Wave(
            parameter=Parameter.PLETH,
            t=t,
            rate_hz=RATE_HZ,
            samples=(None if sensor_off else pleth,),
            quality=((_QUALITY_AT_BEAT if rises else _QUALITY)[status],),
        )
        return [wave, *self._collect(status, value, after_gap, t)]

    def _collect(self, status: int, value: int, after_gap: bool, t: float) -> list[Reading]:
        if status & layout.SYNC:
            self._values = [value]
            self._status = status
            return []
        if after_gap:
            self._values = []
        if not self._values:
            return []
        self._values.append(value)
        self._status |= status
        if len(self._values) < layout.PACKET_FRAMES:
            return []
        numbers, battery = layout.decode_numbers(self._values), self._tell_battery(t)
        self._values = []
        if self._status & layout.NOT_USABLE:
            numbers = _NONE
        return battery + self._tell(numbers, _QUALITY[self._status], t)

    def _tell_battery(self, t: float) -> list[Reading]:
        state = BatteryState.LOW if layout.battery_low(self._values) else BatteryState.GOOD
        if state is self._battery:
            return []
        self._battery = state
        return [Battery(t=t, state=state)]

    def _tell(self, numbers: layout.Numbers, quality: Quality, t: float) -> list[Reading]:
        self._packets += 1
        if self._packets < RENEWAL and self._told == (numbers, quality):
            return []
        self._told = (numbers, quality)
        self._packets = 0
        return _numerics(numbers, quality, t)


class GroupReader(Reader):
    """Formats 1 and 8: numbers with every group, once a second.

    Nothing seals a group, so it counts only where it follows another at once and by a small step, or says that
    the numbers were lost.
    """

    def __init__(self, data_format: int) -> None:
        rule = groups.next_group(groups.GROUP_BYTES[data_format])
        super().__init__(GROUPS, rule, groups.STARTS, GROUP_HOLD_S, sure=2)
        self.begin()

    def begin(self) -> None:
        """See `Reader.begin`."""
        self._battery: BatteryState | None = None

    def _follows(self, frame: Frame) -> bool:
        return self.newest is None or groups.decode(frame.body).follows(groups.decode(self.newest.body))

    def decode(self, frame: Frame) -> list[Reading]:
        """See `Reader.decode`."""
        group = groups.decode(frame.body)
        numbers = group.numbers if group.current else _NONE
        return self._tell_battery(group, frame.t) + _numerics(numbers, _group_quality(group), frame.t)

    def _tell_battery(self, group: groups.Group, t: float) -> list[Reading]:
        if group.stat2 is None:
            return []
        state = BatteryState.GOOD
        if group.stat2 & (groups.LOW_BATTERY | groups.CRITICAL_BATTERY):
            # the second bit means this on the 4100 only; there a critical battery is a low one too
            both = group.stat2 & groups.LOW_BATTERY and group.stat2 & groups.CRITICAL_BATTERY
            state = BatteryState.CRITICAL if both else BatteryState.LOW
        if state is self._battery:
            return []
        self._battery = state
        return [Battery(t=t, state=state)]


def _group_quality(group: groups.Group) -> Quality:
    quality = Quality.NONE
    if group.sensor_off:
        quality = Quality.NO_FINGER
    elif group.flags & groups.OOT:
        quality = Quality.SEARCHING
    if group.flags & groups.ARTF:
        quality |= Quality.ARTEFACT
    if group.flags & (groups.LPRF | groups.MPRF):
        quality |= Quality.LOW_PERFUSION
    return quality


class SpotReader(Reader):
    """Format 13: each packet is one finished measurement."""

    def __init__(self) -> None:
        super().__init__(1, spot.next_packet)
        self.begin()

    def begin(self) -> None:
        """See `Reader.begin`."""
        self._battery: BatteryState | None = None

    def decode(self, frame: Frame) -> list[Reading]:
        """See `Reader.decode`."""
        t, body, _ = frame
        packet = spot.decode(body)
        readings: list[Reading] = []
        state = BatteryState.LOW if packet.status & spot.LOW_BATTERY else BatteryState.GOOD
        if state is not self._battery:
            self._battery = state
            readings.append(Battery(t=t, state=state))
        if packet.status & spot.MEMORY:
            return readings + _numerics(_NONE, Quality.HELD, t)
        if packet.clock:
            readings.append(Identity(t=t, text=f"Nonin, spot check of {packet.clock} by its own clock"))
        if packet.status & spot.NOMS:
            return readings + _numerics(_NONE, Quality.NONE, t)
        quality = Quality.NONE if packet.status & spot.SPA else Quality.ARTEFACT
        return readings + _numerics(packet.numbers, quality, t)

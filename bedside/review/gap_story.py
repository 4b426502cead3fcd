"""The facts of a record that tell why there was no value, sorted by device and by parameter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bedside.alarms.holding import EPISODIC
from bedside.review.gap_causes import Cause, Told, cuff_cause, link_cause, quality_cause
from bedside.review.holding import Holding
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import NOT_CURRENT, CuffState, CuffStatus, Determination, Numeric
from bedside.vitals.records import DeviceChanged, ReadingTaken

CUFF: Final = Parameter.NIBP_SYS  # stands for all of the cuff's
RUBBISH_S: Final = 5.0  # before a line is told unreadable, what was read from it means nothing
_SOFT: Final = frozenset({LinkState.OPENING, LinkState.WAITING})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a record says that matters here. Times are session time of arrival, s."""

    duration_s: float
    readings: Iterable[ReadingTaken]  # in order of arrival; waves are not looked at
    links: Sequence[DeviceChanged] = ()  # in order of arrival
    away: Sequence[tuple[float, float, str]] = ()  # nobody watched: from, until, why
    parameters: Mapping[str, Sequence[Parameter]] = field(default_factory=dict)
    """Of devices, as far as their drivers are known: for those that never told anything."""
    holding: Holding = Holding()  # noqa: RUF009  # frozen
    """How long values held when they were recorded."""
    wave_share: Callable[[str, float, float], float | None] = lambda device, first_t, last_t: None
    """(device, from, until) → part of its wave that arrived, 0…1; None: it has none."""


@dataclass(slots=True)
class Device:
    """What happened to one device."""

    begin_t: float  # when it is first heard of
    interval_s: float | None = None
    links: list[tuple[float, Told | None, bool]] = field(default_factory=list)  # told; True: only on the way
    arrivals: list[float] = field(default_factory=list)  # of whatever it said, waves apart
    told: set[Parameter] = field(default_factory=set)
    failed: list[tuple[float, float, Told]] = field(default_factory=list)  # cuff measurements

    def unread(self, t: float) -> bool:
        """Whether what it said at `t` was none of its words, because right after it nothing could be read."""
        place = bisect_right(self.links, t, key=lambda link: link[0])
        if place == len(self.links):
            return False
        later_t, told, _ = self.links[place]
        return told is not None and told.cause is Cause.GARBLED and later_t - t <= RUBBISH_S


@dataclass(slots=True)
class Values:
    """When one parameter was told."""

    valid: list[tuple[float, str]] = field(default_factory=list)  # when, device
    words: list[tuple[float, str, Told]] = field(default_factory=list)  # that there is none


class Story:
    """The facts, sorted by device and by parameter."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.devices: dict[str, Device] = {}
        self.values: dict[Parameter, Values] = {}
        self.measuring: list[tuple[float, float]] = []  # some cuff
        self._cuffs: dict[str, tuple[CuffState, float]] = {}  # device → state, since
        for change in facts.links:
            self._take_link(change)
        for reading in facts.readings:
            self._take(reading)

    def parameters(self) -> list[Parameter]:
        """What some device measures, in the order of the vocabulary; the cuff once."""
        measured: set[Parameter] = set()
        for name, device in self.devices.items():
            measured |= device.told or {
                p for p in self.facts.parameters.get(name, ()) if not PARAMETERS[p].wave
            }
        cuff = measured & {*EPISODIC, Parameter.NIBP_PR, Parameter.CUFF}
        return [p for p in Parameter if p in measured - cuff or (cuff and p is CUFF)]

    def measures(self, name: str, parameter: Parameter) -> bool:
        """Whether a device told this, or would have."""
        device = self.devices[name]
        return parameter in (device.told or self.facts.parameters.get(name, ()))

    def _device(self, name: str, at: float) -> Device:
        device = self.devices.get(name)
        if device is None:
            device = self.devices[name] = Device(begin_t=at)
        device.begin_t = min(device.begin_t, at)
        return device

    def _take_link(self, record: DeviceChanged) -> None:
        change = record.change
        device = self._device(change.device, record.at)
        if change.interval_s is not None:
            device.interval_s = change.interval_s
        told, soft = link_cause(change), change.state in _SOFT
        if soft and change.lost_t is None:  # it speaks only after a measurement: nothing is missing
            told, soft = None, False
        device.links.append((record.at, told, soft))

    def _take(self, record: ReadingTaken) -> None:
        reading, at = record.reading, record.at
        device = self._device(record.device, at)
        match reading:
            case Numeric():
                device.arrivals.append(at)
                device.told.add(reading.parameter)
                values = self.values.setdefault(reading.parameter, Values())
                if reading.value is None or reading.quality & NOT_CURRENT:
                    values.words.append((at, record.device, quality_cause(reading.quality)))
                else:
                    values.valid.append((at, record.device))
            case Determination():
                device.arrivals.append(at)
                device.told.add(CUFF)
            case CuffStatus():
                device.arrivals.append(at)
                device.told.add(CUFF)
                self._take_cuff(record.device, device, reading, at)
            case _:
                device.arrivals.append(at)

    def _take_cuff(self, name: str, device: Device, status: CuffStatus, at: float) -> None:
        before, since = self._cuffs.get(name, (CuffState.IDLE, at))
        if status.state is before:
            return
        self._cuffs[name] = status.state, at
        if before is CuffState.MEASURING:
            self.measuring.append((since, at))
        if status.state is CuffState.FAILED:
            begun = since if before is CuffState.MEASURING else at
            device.failed.append((begun, at, cuff_cause(status)))

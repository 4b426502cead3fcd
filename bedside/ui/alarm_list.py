"""All alarms of all beds and of the station in one order, and which of them the bar shows now."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Direction, Kind, LimitView, Presence, Priority
from bedside.vitals.commands import STATION_BED
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class BedAlarm:
    """An alarm and whose it is."""

    bed: int  # STATION_BED: of the station itself
    bed_name: str  # "" for the station
    label: str
    alarm: ActiveAlarm
    onset_station_t: float  # s
    now: float  # session time of the bed, station time for the station, s
    started_utc: datetime | None  # UTC of time 0 of `now`
    value_now: float | None = None  # of the alarm's parameter, for a latched signal
    site_rule: str = ""  # the site's own words for it, in one line; "" = none (PROT-01)

    @property
    def acknowledged(self) -> bool:
        """Whether a person has taken it."""
        return self.alarm.change.presence is Presence.ACKNOWLEDGED

    @property
    def escalated(self) -> bool:
        """Whether nobody acknowledged it for its time (ALM-35)."""
        return self.alarm.change.escalated and not self.acknowledged

    @property
    def key(self) -> tuple[int, int]:
        """Bed and condition."""
        return self.bed, self.alarm.change.condition


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOff:
    """One side of a parameter on which a person switched limits off (ALM-33)."""

    bed: int
    bed_name: str
    label: str
    parameter: Parameter
    direction: Direction
    priorities: tuple[Priority, ...]  # highest first
    since_t: float | None  # session time, s
    started_utc: datetime | None

    @property
    def key(self) -> tuple[int, Parameter, Direction]:
        """Bed, parameter and side."""
        return self.bed, self.parameter, self.direction


def bed_alarms(updates: Mapping[int, MonitorUpdate], station: StationUpdate | None = None) -> list[BedAlarm]:
    """Every live signal in display order: priority, patient before equipment, newest first (ALM-50).

    Replayed beds are not part of it: a recorded alarm is nobody's to act on (ALM-36).
    """
    found: list[BedAlarm] = []
    for bed, update in updates.items():
        if update.mode is Mode.REPLAY:
            continue
        for alarm in update.alarms:
            change = alarm.change
            numeric = update.numerics.get(change.parameter) if change.parameter is not None else None
            found.append(
                BedAlarm(
                    bed=bed,
                    bed_name=formats.bed_name(bed, update.mode),
                    label=update.session.label if update.session is not None else "",
                    alarm=alarm,
                    onset_station_t=update.station_now - update.now + change.onset_t,
                    now=update.now,
                    started_utc=update.session.started_utc if update.session is not None else None,
                    value_now=None if numeric is None else numeric.value,
                    site_rule=_site_rule(update, change),
                )
            )
    if station is not None:
        found += _station_alarms(station)
    found.sort(key=_order)
    return found


def _site_rule(update: MonitorUpdate, change: AlarmChange) -> str:
    protocol = None if update.care is None else update.care.protocol
    if protocol is None or not protocol.rules:
        return ""
    from bedside.ui.protocols.rule_words import rule_in_brief  # noqa: PLC0415 - window first

    return rule_in_brief(protocol, change)


def _station_alarms(station: StationUpdate) -> list[BedAlarm]:
    return [
        BedAlarm(
            bed=STATION_BED,
            bed_name="",
            label="",
            alarm=alarm,
            onset_station_t=alarm.change.onset_t,
            now=station.station_now,
            started_utc=station.utc - timedelta(seconds=station.station_now),
        )
        for alarm in station.alarms
    ]


def limits_off(updates: Mapping[int, MonitorUpdate]) -> list[LimitOff]:
    """Every limit a person switched off on a live bed, by bed; those the profile leaves off are not among them."""
    found: list[LimitOff] = []
    for bed, update in sorted(updates.items()):
        if update.mode is Mode.REPLAY or update.session is None:
            continue
        sides: dict[tuple[Parameter, Direction], list[LimitView]] = {}
        for limit in update.limits:
            if limit.value is None and limit.edited:
                sides.setdefault((limit.parameter, limit.direction), []).append(limit)
        for (parameter, direction), limits in sides.items():
            since = [limit.since_t for limit in limits if limit.since_t is not None]
            found.append(
                LimitOff(
                    bed=bed,
                    bed_name=formats.bed_name(bed, update.mode),
                    label=update.session.label,
                    parameter=parameter,
                    direction=direction,
                    priorities=tuple(sorted((limit.priority for limit in limits), reverse=True)),
                    since_t=min(since, default=None),
                    started_utc=update.session.started_utc,
                )
            )
    return found


def _order(item: BedAlarm) -> tuple[int, bool, float]:
    change = item.alarm.change
    return -int(change.priority), change.kind is not Kind.PHYSIOLOGICAL, -item.onset_station_t


class Rotation:
    """Which of several lines is shown: each for `seconds`, from the first one again when the set changes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._keys: tuple[Hashable, ...] = ()
        self._began = 0.0

    def index(self, lines: Sequence[BedAlarm] | Sequence[LimitOff], now: float) -> int:
        """Index of the line to show at station time `now`, s; 0 for an empty list."""
        keys = tuple(item.key for item in lines)
        if keys != self._keys:
            self._keys = keys
            self._began = now
        if not keys:
            return 0
        return int(max(0.0, now - self._began) / self._seconds) % len(keys)

"""Pieces of updates, made up one at a time: limits, waves, numbers, alarm changes, device rows."""

from __future__ import annotations

import math
from functools import lru_cache

from bedside.monitor.history import WaveRing, WaveView
from bedside.monitor.updates import Age, NumericState
from bedside.vitals.alarms import AlarmChange, Change, Direction, Kind, LimitView, Presence, Priority
from bedside.vitals.devices import DeviceRow, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Quality, Wave


def limits() -> tuple[LimitView, ...]:
    """The default profile, as far as the screens show it."""
    rows = (
        (Parameter.SPO2, 88, 92, None, None),
        (Parameter.PR, 40, 50, 120, 150),
        (Parameter.NIBP_SYS, 80, 90, 160, 180),
        (Parameter.NIBP_DIA, 40, 50, 100, 110),
        (Parameter.NIBP_MAP, 55, 60, 120, 130),
    )
    found = []
    for parameter, high_low, med_low, med_high, high_high in rows:
        for direction, priority, value in (
            (Direction.LOW, Priority.HIGH, high_low),
            (Direction.LOW, Priority.MEDIUM, med_low),
            (Direction.HIGH, Priority.MEDIUM, med_high),
            (Direction.HIGH, Priority.HIGH, high_high),
        ):
            found.append(LimitView(parameter=parameter, direction=direction, priority=priority, value=value))
    return tuple(found)


def pleth(t: float, rate_per_min: float = 76.0, size: float = 1.0) -> int:
    """A pleth sample, 0…255."""
    beat = t * rate_per_min / 60 % 1.0
    shape = math.exp(-(((beat - 0.22) / 0.1) ** 2)) + 0.42 * math.exp(-(((beat - 0.52) / 0.13) ** 2))
    return round(60 + size * (150 * shape + 25 * (1 - beat)) * (1 + 0.12 * math.sin(t / 3.1)))


@lru_cache(maxsize=512)
def _pleths(first: float, count: int, rate_hz: float, bpm: float, size: float) -> tuple[int, ...]:
    """Samples from `first` on: thousands of windows are shown the same few waves."""
    return tuple(pleth(first + n / rate_hz, bpm, size) for n in range(count))


def wave(
    until: float, *, seconds: float = 20.0, rate_hz: float = 60.0, bpm: float = 76.0, size: float = 1.0
) -> WaveView:
    """A ring with the pleth of the last seconds."""
    ring = WaveRing(rate_hz)
    count = int(seconds * rate_hz)
    first = until - count / rate_hz
    samples = _pleths(first, count, rate_hz, bpm, size)
    ring.append(
        Wave(
            parameter=Parameter.PLETH,
            t=first,
            rate_hz=rate_hz,
            samples=samples,
            quality=(Quality.NONE,) * count,
        )
    )
    return ring.view()


def numeric(
    parameter: Parameter, value: float | None, t: float, age: Age = Age.VALID, **more: object
) -> NumericState:
    """One number as a monitor would say it."""
    return NumericState(parameter=parameter, value=value, t=t, age=age, **more)  # type: ignore[arg-type]


def determination(t: float, sys: float, dia: float, mean: float, pr: float = 76.0) -> Determination:
    """One cuff reading."""
    return Determination(t=t, sys=sys, dia=dia, map=mean, pr=pr)


def change(
    condition: int,
    priority: Priority,
    parameter: Parameter | None,
    onset_t: float,
    *,
    t: float | None = None,
    kind: Kind = Kind.PHYSIOLOGICAL,
    presence: Presence = Presence.ON,
    present: bool = True,
    direction: Direction | None = Direction.LOW,
    value: float | None = None,
    limit: float | None = None,
    words: str = "",
    code: str = "",
    what: Change = Change.ONSET,
) -> AlarmChange:
    """One step in an alarm's life."""
    return AlarmChange(
        t=onset_t if t is None else t,
        number=condition,
        condition=condition,
        change=what,
        presence=presence,
        present=present,
        code=code or "TEST",
        kind=kind,
        priority=priority,
        words=words,
        onset_t=onset_t,
        parameter=parameter,
        direction=direction,
        value=value,
        worst=value,
        limit=limit,
    )


def device_row(
    device: str = "nonin@/dev/ttyUSB0",
    *,
    state: LinkState = LinkState.MEASURING,
    sentence: str = "Measuring, signal good",
    bed: int = 1,
    title: str = "Nonin Xpod",
    frames_per_s: float | None = 75.0,
    bad: int = 0,
    last_byte_t: float | None = 99.9,
    simulated: bool = False,
    line: str = "9600 8N1",
) -> DeviceRow:
    """One row of the device list."""
    driver, port = device.split("@")
    return DeviceRow(
        device=device,
        driver=driver,
        title=title,
        port=port,
        line=line,
        bed=bed,
        parameters=(Parameter.SPO2, Parameter.PR),
        simulated=simulated,
        state=state,
        sentence=sentence,
        since_t=10.0,
        counters=LinkCounters(bytes_in=1000, frames=200, bad_frames=bad, last_byte_t=last_byte_t),
        frames_per_s=frames_per_s,
    )

"""A bed's inputs in short words, and what the engine said to them. The clock is the test's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bedside.alarms import profile_file
from bedside.alarms.engine import Engine
from bedside.vitals.alarms import AlarmChange, Change, Presence
from bedside.vitals.commands import Acknowledge, Command, Entry
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    NibpFault,
    Numeric,
    Quality,
)
from bedside.vitals.sessions import Actor, Role

NURSE = Actor(name="Ada", role=Role.NURSE)
DEVICE = "contec_v7@/dev/ttyUSB0"
PROFILE = profile_file.default_profile()


def numeric(parameter: Parameter, t: float, value: float | None, quality: Quality = Quality.NONE) -> Numeric:
    return Numeric(parameter=parameter, t=t, value=value, quality=quality)


def determination(t: float, parameter: Parameter, value: float) -> Determination:
    """A determination in which only `parameter` lies where it may be beyond a limit."""
    parts = {Parameter.NIBP_SYS: 120.0, Parameter.NIBP_DIA: 75.0, Parameter.NIBP_MAP: 90.0, parameter: value}
    return Determination(
        t=t,
        sys=parts[Parameter.NIBP_SYS],
        dia=parts[Parameter.NIBP_DIA],
        map=parts[Parameter.NIBP_MAP],
        pr=70,
    )


class Bed:
    """An engine, its changes so far, and inputs in short words."""

    def __init__(self, interval_s: Mapping[Parameter, float] | None = None) -> None:
        self.engine = Engine(PROFILE, interval_s or {})
        self.changes: list[AlarmChange] = []
        self._entries = 0

    def value(
        self,
        t: float,
        value: float | None,
        parameter: Parameter = Parameter.SPO2,
        quality: Quality = Quality.NONE,
        device: str = "",
    ) -> None:
        """One number at `t`; cuff values as a determination."""
        if parameter.value.startswith("nibp") and value is not None:
            self.changes += self.engine.observe(determination(t, parameter, value), t, device)
        else:
            self.changes += self.engine.observe(numeric(parameter, t, value, quality), t, device)

    def hold(
        self,
        start: float,
        end: float,
        value: float | None,
        parameter: Parameter = Parameter.SPO2,
        device: str = "",
    ) -> None:
        """The value once a second, from `start` until just before `end`."""
        t = start
        while t < end - 1e-9:
            self.value(t, value, parameter, device=device)
            t += 1.0

    def probe_off(self, t: float) -> None:
        for parameter in (Parameter.SPO2, Parameter.PR):
            self.value(t, None, parameter, Quality.NO_FINGER)

    def link(self, t: float, state: LinkState, lost_t: float | None = None, device: str = DEVICE) -> None:
        change = DeviceChange(t=t, device=device, state=state, sentence="Cable pulled.", lost_t=lost_t)
        self.changes += self.engine.linked(change, t)

    def cuff(self, t: float, state: CuffState, fault: NibpFault | None = None) -> None:
        self.changes += self.engine.observe(CuffStatus(t=t, state=state, fault=fault), t)

    def battery(self, t: float, state: BatteryState, device: str = DEVICE) -> None:
        self.changes += self.engine.observe(Battery(t=t, state=state), t, device)

    def interrupt(self, from_t: float, until_t: float) -> None:
        self.changes += self.engine.interrupted(from_t, until_t)

    def enter(self, t: float, command: Command) -> int:
        self._entries += 1
        entry = Entry(number=self._entries, t=t, entered_t=t, command=command)
        self.changes += self.engine.entered(entry, t)
        return self._entries

    def acknowledge(self, t: float, condition: int) -> None:
        self.enter(t, Acknowledge(bed=1, actor=NURSE, condition=condition))

    def advance(self, t: float) -> None:
        self.changes += self.engine.advance(t)

    def onsets(self, code: str | None = None) -> list[AlarmChange]:
        return [c for c in self.changes if c.change is Change.ONSET and code in (None, c.code)]

    def told(self, change: Change) -> list[tuple[float, str]]:
        """When a change happened, and to which code."""
        return [(c.t, c.code) for c in self.changes if c.change is change]

    def of(self, condition: int) -> list[AlarmChange]:
        return [c for c in self.changes if c.condition == condition]

    def presences(self, condition: int) -> list[Presence]:
        """Presence after each change, repeats left out."""
        return without_repeats([c.presence for c in self.of(condition)])

    def shown(self) -> list[tuple[str, str]]:
        """What the bar lists, in order."""
        return [(a.change.code, a.change.priority.name) for a in self.engine.active]


def without_repeats(items: Sequence[Presence]) -> list[Presence]:
    return [item for n, item in enumerate(items) if n == 0 or items[n - 1] is not item]

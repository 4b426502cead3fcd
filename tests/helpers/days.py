"""Hours of one bed without any thread: readings, alarms, cuff readings and people's entries, second by second."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import Acknowledge, GiveRating
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from bedside.vitals.records import Record
from bedside.vitals.sessions import Actor, Role

OXIMETER, CUFF = "nonin@/dev/ttyUSB0", "dinamap@/dev/ttyUSB1"
NURSE = Actor(name="A. Moreno", role=Role.NURSE)
HOUR = 3600
WAVE_RATE = 2.0  # /s; a slow wave: the ring turns round as often as it is long, and that is what is looked at


class Day:
    """One bed, its patient and its clock.

    Args:
        bed: its number.
        calm: nothing ever alarms, nobody does anything, and the cuff measured once: what is shown is only renewed.
    """

    def __init__(self, bed: int = 1, *, calm: bool = False) -> None:
        self.clock = ManualClock(now=1000.0, utc=datetime(2026, 11, 14, 9, 38, tzinfo=UTC))
        self.records: deque[Record] = deque(maxlen=1)  # what the recorder has written is no longer ours
        self.calm = calm
        self.bed = Bed(
            bed,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=self.records.append,
            unfinished=lambda _number: None,
        )
        for device in (OXIMETER, CUFF):
            self.bed.attach(device, self.clock.now(), simulated=False)
            self.bed.link(
                DeviceChange(
                    t=self.clock.now(), device=device, state=LinkState.MEASURING, sentence="", interval_s=1.0
                )
            )
        self.shown: MonitorUpdate = self.step()

    def step(self) -> MonitorUpdate:
        self.shown = self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")
        return self.shown

    def second(self, n: int) -> None:
        """A value a second, a dip every ten minutes, a probe that is off for a minute every hour, a cuff, a person."""
        self.clock.advance(1.0)
        t = self.clock.now()
        off, dip = n % HOUR >= HOUR - 60 and not self.calm, 300 <= n % 600 < 330 and not self.calm
        quality = Quality.NO_FINGER if off else Quality.NONE
        spo2 = None if off else 84.0 if dip else 97.0
        readings: list[Reading] = [
            Numeric(parameter=Parameter.SPO2, t=t, value=spo2, quality=quality),
            Numeric(parameter=Parameter.PR, t=t, value=None if off else 70.0 + n % 13, quality=quality),
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=WAVE_RATE,
                samples=(n % 200, (n + 1) % 200),
                quality=(quality, quality),
            ),
        ]
        self.bed.arrive(OXIMETER, readings, t)
        if n == 0 or (n % 300 == 0 and not self.calm):
            self.bed.arrive(CUFF, [Determination(t=t, sys=128.0, dia=76.0, map=93.0, pr=71.0)], t)
        if n % 20 == 0:
            self.step()
            for alarm in self.shown.alarms:
                if n % 600 == 400:
                    self.bed.command(
                        Acknowledge(bed=self.bed.number, actor=NURSE, condition=alarm.change.condition), t
                    )
        if n % 900 == 0 and not self.calm:
            self.bed.command(GiveRating(bed=self.bed.number, actor=NURSE, scale="moaas", value=5), t)

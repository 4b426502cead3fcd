"""Simulated patients answer to the infusion that was entered: who tells them.

Looks at the updates of the beds as the station makes them, in its thread, and hands on what the timeline says was
given; whoever takes it must not wait. A bed without a simulated patient is never looked at, nor is a live session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bedside.driver_api import Infused, InfusedBolus, InfusedStep
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import infusion_of
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import Entry
from bedside.vitals.sessions import Mode

Tell = Callable[[Infused], None]
"""Takes what is infused, whole, times in station time, s. Never waits."""


@dataclass(slots=True)
class _Follower:
    """The simulated patient of a bed."""

    tell: Tell
    session: str = ""  # it was told of last
    zero: float = 0.0  # station time of that session's time 0, s
    entries: Sequence[Entry] | None = field(default=None, repr=False)
    weight_kg: float | None = None
    told: Infused | None = None


class InfusionTold:
    """Who has to be told what is infused, by bed."""

    def __init__(self) -> None:
        self._followers: dict[int, _Follower] = {}

    def follow(self, bed: int, tell: Tell) -> None:
        """A simulated patient lies in this bed: tell it, and nobody before it. From any thread."""
        self._followers[bed] = _Follower(tell)

    def look(self, update: MonitorUpdate) -> None:
        """Tell what is new in an update."""
        follower, session = self._followers.get(update.bed), update.session
        if follower is None or session is None or session.mode is not Mode.SIMULATION:
            return
        if session.id != follower.session:
            follower.session, follower.zero = session.id, update.station_now - update.now
            follower.entries = follower.told = None
        if update.entries is follower.entries and session.weight_kg == follower.weight_kg:
            return
        follower.entries, follower.weight_kg = update.entries, session.weight_kg
        infused = infused_of(update.entries, session.weight_kg)
        if infused != follower.told:
            follower.told = infused
            follower.tell(infused.moved(follower.zero))


def infused_of(entries: Sequence[Entry], weight_kg: float | None) -> Infused:
    """What a timeline says was given; session times, s."""
    infusion = infusion_of(entries)
    steps = () if infusion is None else infusion.steps
    boluses = [
        InfusedBolus(t=entry.t, mg=entry.command.mg)
        for entry in entries
        if isinstance(entry.command, GiveBolus) and not entry.retracted
    ]
    return Infused(
        steps=tuple(
            InfusedStep(
                t=step.t,
                rate_ml_h=float(step.rate_ml_h),
                concentration_mg_ml=float(step.concentration_mg_ml),
            )
            for step in steps
        ),
        boluses=tuple(sorted(boluses, key=lambda bolus: bolus.t)),
        weight_kg=weight_kg,
    )

"""One alarm condition and its signal, as long as that is not off."""

from __future__ import annotations

from dataclasses import dataclass, field

from bedside.alarms.episodes import Episode
from bedside.alarms.presence import ACTIVATIONS, State
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor


@dataclass(slots=True, kw_only=True)
class Signal:
    """One condition and its signal while it is not off."""

    condition: int
    key: str  # what it is about; signals of one key replace each other and share episodes
    code: str
    kind: Kind
    priority: Priority
    words: str
    rule: str
    onset_t: float  # s
    parameter: Parameter | None = None
    direction: Direction | None = None
    value: float | None = None
    worst: float | None = None
    limit: float | None = None
    device: str = ""  # "" until it begins: the newest source of its parameter then
    latching: bool = False  # stays until acknowledged, whatever its kind
    state: State = State.OFF
    present: bool = True
    held: bool = False  # a pause holds it
    escalated: bool = False
    acknowledged_by: Actor | None = None
    shown_until: float | None = None  # s; set while it lingers
    reminder_t: float | None = None  # s; set while it is acknowledged: the next one
    escalates_t: float | None = None  # s; set while nobody has acknowledged it and it has not escalated
    episode: Episode = field(default_factory=lambda: Episode(0))
    times: int = 1  # which onset of its key in the episode this is

    @property
    def activation(self) -> Activation:
        """Whether it may be heard."""
        return ACTIVATIONS[self.state, self.held]

    @property
    def deadline(self) -> float | None:
        """When something happens to it by itself, s. A reminder that falls into a pause waits for its end."""
        if self.state is State.LINGERING:
            return self.shown_until
        if self.state is State.ACKNOWLEDGED:
            return None if self.held else self.reminder_t
        return self.escalates_t

    def told(self, change: Change, t: float, number: int, actor: Actor | None) -> AlarmChange:
        """What happened to it at session time `t`, s, as it stands in the list under `number`."""
        return AlarmChange(
            t=t,
            number=number,
            condition=self.condition,
            change=change,
            presence=self.state.presence,
            present=self.present,
            code=self.code,
            kind=self.kind,
            priority=self.priority,
            words=self.words,
            onset_t=self.onset_t,
            parameter=self.parameter,
            direction=self.direction,
            value=self.value,
            worst=self.worst,
            limit=self.limit,
            actor=actor,
            rule=self.rule,
            activation=self.activation,
            escalated=self.escalated,
            episode=self.episode.first,
            times=self.times,
            device=self.device,
        )

"""In a replay the pauses and limits are shown as they were, though nothing is computed."""

from __future__ import annotations

import random

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.limits import InForce
from bedside.alarms.profile_file import default_profile
from bedside.replay.recorded_alarms import RecordedAlarms
from bedside.vitals.alarms import AlarmChange, Pause
from bedside.vitals.commands import (
    AudioPause,
    CarePause,
    ChangeLimits,
    Command,
    EndAudioPause,
    EndCarePause,
    Entry,
    LimitEdit,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric

LASTS_S = 400


def entry(command: Command, t: float, number: int = 1) -> Entry:
    return Entry(number=number, t=t, entered_t=t, command=command)


class Session:
    """What an engine decided and which pauses were in force after each second."""

    def __init__(
        self, spo2: list[float], entries: list[Entry], holes: tuple[tuple[int, int], ...] = ()
    ) -> None:
        engine = Engine(default_profile())
        self.entries = entries
        self.changes: list[AlarmChange] = []
        self.pauses: dict[int, tuple[Pause, ...]] = {}
        for t, value in enumerate(spo2):
            if any(first < t < last for first, last in holes):
                continue
            for first, last in holes:
                if t == last:
                    self.changes += engine.interrupted(float(first), float(last))
            self.changes += engine.observe(Numeric(parameter=Parameter.SPO2, t=t, value=value), float(t))
            for made in entries:
                if t < made.t < t + 1:
                    self.changes += engine.entered(made, made.t)
            self.changes += engine.advance(t + 0.75)
            self.pauses[t] = engine.pauses

    def replayed(self) -> dict[int, tuple[Pause, ...]]:
        """The same from the record, second by second."""
        recorded = RecordedAlarms(self.changes, default_profile().limits())
        found = {}
        for t in self.pauses:
            for made in self.entries:
                if t < made.t < t + 1:
                    recorded.entered(made, made.t)
            recorded.advance(t + 0.75)
            found[t] = recorded.pauses
        return found


@pytest.mark.req("ALM-32", "ALM-34")
@pytest.mark.parametrize("seed", range(30))
def test_the_pauses_of_a_replay_are_those_that_were_in_force(seed: int) -> None:
    source = random.Random(seed)
    spo2: list[float] = []
    while len(spo2) < LASTS_S:
        spo2 += [source.choice([97.0, 97.0, 90.0, 85.0, 79.0])] * source.randint(5, 50)
    entries = [
        entry(source.choice(COMMANDS), source.randrange(LASTS_S) + 0.5, number) for number in range(1, 25)
    ]
    entries.sort(key=lambda made: made.t)
    session = Session(spo2[:LASTS_S], entries, ((200, 230),) if seed % 2 else ())
    assert session.replayed() == session.pauses
    assert any(session.pauses.values())


COMMANDS = (
    AudioPause(bed=1, seconds=30.0),
    AudioPause(bed=1, seconds=60.0),
    AudioPause(bed=1, seconds=120.0),
    CarePause(bed=1, seconds=90.0, reason="cannula"),
    EndAudioPause(bed=1),
    EndCarePause(bed=1),
)


@pytest.mark.req("ALM-36")
def test_a_cursor_that_jumped_knows_what_ended_a_pause() -> None:
    spo2 = [90.0] * 30 + [79.0] * 30
    session = Session(spo2, [entry(AudioPause(bed=1, seconds=120.0), 20.5)])
    assert session.pauses[25]
    assert not session.pauses[31], "a High ended it"
    recorded = RecordedAlarms(session.changes, default_profile().limits())
    recorded.advance(50.0)  # readings are played in first, the timeline after them
    recorded.entered(session.entries[0], 20.5)
    assert recorded.pauses == ()


@pytest.mark.req("ALM-05", "ALM-36")
def test_the_limits_of_a_replay_are_those_that_were_in_force() -> None:
    profile = default_profile()
    live, recorded = InForce(profile), RecordedAlarms([], profile.limits())
    steps = (
        (LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=90.0),),
        (
            LimitEdit(parameter=Parameter.PR, cell="high_high", value=None),
            LimitEdit(parameter=Parameter.NIBP_SYS, cell="med_high", value=165.0),
        ),
        (LimitEdit(parameter=Parameter.PR, cell="high_high", value=None),),
        (LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=92.0),),  # as in the profile
        (LimitEdit(parameter=Parameter.PR, cell="high_high", value=155.0),),
    )
    for n, edits in enumerate(steps, start=1):
        live.change(edits, 10.0 * n)
        recorded.entered(entry(ChangeLimits(bed=1, edits=edits), 10.0 * n), 10.0 * n)
        assert recorded.limits == live.views

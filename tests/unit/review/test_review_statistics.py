"""The numbers of a session's alarms, on made-up sessions short enough to count by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bedside.review.beyond import beyond, limit_stretches
from bedside.review.paused import pauses
from bedside.review.statistics import AlarmStatistics, of_update, statistics
from bedside.vitals.alarms import (
    Activation,
    AlarmChange,
    Change,
    Direction,
    Kind,
    LimitView,
    Presence,
    Priority,
)
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
from bedside.vitals.sessions import Actor, Role
from tests.helpers.parts import limits
from tests.helpers.story import empty, story

NURSE = Actor(name="Ada", role=Role.NURSE)
LOW_92 = LimitView(parameter=Parameter.SPO2, direction=Direction.LOW, priority=Priority.MEDIUM, value=92)
LOW_88 = LimitView(parameter=Parameter.SPO2, direction=Direction.LOW, priority=Priority.HIGH, value=88)
SYS_160 = LimitView(
    parameter=Parameter.NIBP_SYS, direction=Direction.HIGH, priority=Priority.MEDIUM, value=160
)


def step(condition: int, t: float, change: Change, **more: object) -> AlarmChange:
    """One alarm change of a low saturation; everything not named as in a plain one."""
    facts: dict[str, object] = {
        "priority": Priority.MEDIUM,
        "code": "SPO2-LOW",
        "words": "oxygen saturation low",
        "onset_t": t,
        "episode": condition,
        "presence": Presence.ON,
        "present": True,
        "kind": Kind.PHYSIOLOGICAL,
        **more,
    }
    return AlarmChange(t=t, number=0, condition=condition, change=change, **facts)  # type: ignore[arg-type]


def entries(*made: tuple[float, Command]) -> list[Entry]:
    return [Entry(number=n, t=t, entered_t=t, command=c) for n, (t, c) in enumerate(made, start=1)]


def edit(value: float | None) -> ChangeLimits:
    one = LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=value)
    return ChangeLimits(bed=1, actor=NURSE, edits=(one,), reason="known low")


def audio(seconds: float = 120.0) -> AudioPause:
    return AudioPause(bed=1, actor=NURSE, seconds=seconds)


def care(seconds: float = 180.0) -> CarePause:
    return CarePause(bed=1, actor=NURSE, seconds=seconds, reason="new dressing")


def spans(
    made: list[Entry], changes: tuple[AlarmChange, ...] = (), **more: object
) -> list[tuple[str, float, float]]:
    found = pauses(made, changes, 1000.0, **more)  # type: ignore[arg-type]
    return [(pause.kind.value, pause.began_t, pause.until_t) for pause in found]


@pytest.mark.req("ALM-65")
def test_alarms_are_counted_per_code_and_at_their_highest_priority() -> None:
    told = statistics(
        [
            step(1, 10, Change.ONSET),
            step(2, 20, Change.ONSET, priority=Priority.HIGH),
            step(3, 50, Change.ONSET, episode=1),
            step(4, 60, Change.ONSET, code="T-SPO2-OFF", priority=Priority.LOW, kind=Kind.TECHNICAL),
            step(4, 75, Change.PRIORITY, code="T-SPO2-OFF", priority=Priority.MEDIUM, kind=Kind.TECHNICAL),
        ],
        [],
        100,
    )
    assert [(c.code, c.priority.name, c.conditions, c.episodes) for c in told.counts] == [
        ("SPO2-LOW", "HIGH", 1, 1),
        ("SPO2-LOW", "MEDIUM", 2, 1),
        ("T-SPO2-OFF", "MEDIUM", 1, 1),
    ]
    assert told.by_priority == {Priority.HIGH: 1, Priority.MEDIUM: 3, Priority.LOW: 0}


@pytest.mark.req("ALM-65")
def test_the_time_to_acknowledge_is_from_the_onset_to_the_first_acknowledgement() -> None:
    changes = []
    for condition, wait in ((1, 4.0), (2, 10.0), (3, 90.0)):
        changes += [
            step(condition, condition * 100.0, Change.ONSET),
            step(condition, condition * 100.0 + wait, Change.ACKNOWLEDGED),
            step(condition, condition * 100.0 + wait + 1, Change.ACKNOWLEDGED),
        ]
    told = statistics([*changes, step(4, 500, Change.ONSET)], [], 600)
    assert (told.answered.asked, told.answered.acknowledged) == (4, 3)
    assert (told.answered.median_s, told.answered.longest_s) == (10.0, 90.0)
    assert told.answered_by_priority[Priority.HIGH].median_s is None


@pytest.mark.req("ALM-65")
def test_an_onset_that_began_silent_asked_for_no_acknowledgement() -> None:
    silent = step(1, 10, Change.ONSET, activation=Activation.OFF, presence=Presence.ACKNOWLEDGED)
    held = step(2, 20, Change.ONSET, activation=Activation.PAUSED)
    assert statistics([silent, held], [], 60).answered.asked == 1


@pytest.mark.req("ALM-65")
def test_minutes_beyond_count_values_while_they_hold_and_never_a_missing_one() -> None:
    times = [0.0, 1, 2, 3, 4, 20, 21]
    values = [95.0, 91, 87, np.nan, 91, 90, 95]
    stretches = limit_stretches([LOW_88, LOW_92], [], 60)
    found = beyond(stretches, {Parameter.SPO2: (times, values)})
    # 91 for 1 s, 87 for 1 s, then nothing, 91 until it no longer holds (3 s), 90 for 1 s
    assert [(b.limit.value, b.seconds) for b in found] == [(88, 1.0), (92, 1 + 1 + 3 + 1)]


@pytest.mark.req("ALM-65")
def test_a_cuff_reading_is_beyond_until_the_next_one_and_no_longer_than_it_is_shown() -> None:
    stretches = limit_stretches([SYS_160], [], 10_000)
    two = beyond(stretches, {Parameter.NIBP_SYS: ([0.0, 300.0], [170.0, 150.0])})
    one = beyond(stretches, {Parameter.NIBP_SYS: ([0.0], [161.0])})
    at_it = beyond(stretches, {Parameter.NIBP_SYS: ([0.0], [160.0])})
    assert [two[0].seconds, one[0].seconds, at_it[0].seconds] == [300.0, 3600.0, 0.0]


@pytest.mark.req("ALM-65")
def test_minutes_beyond_follow_the_limits_as_they_were_edited() -> None:
    times, values = np.arange(0.0, 100.0), np.full(100, 91.0)
    made = entries((30.0, edit(90)), (60.0, edit(None)), (80.0, edit(92)))
    (found,) = beyond(limit_stretches([LOW_92], made, 100), {Parameter.SPO2: (times, values)})
    assert found.seconds == pytest.approx(30 + 20)
    assert (found.limit.value, found.limit.edited, found.limit.since_t) == (92, True, 80.0)


@pytest.mark.req("ALM-65")
def test_an_entered_rate_holds_and_a_devices_rate_is_renewed() -> None:
    limit = LimitView(parameter=Parameter.RR, direction=Direction.LOW, priority=Priority.MEDIUM, value=10)
    rows = {Parameter.RR: ([0.0, 600.0], [8.0, 12.0])}
    stretches = limit_stretches([limit], [], 1000)
    assert beyond(stretches, rows)[0].seconds == 600.0
    assert beyond(stretches, rows, {Parameter.RR: 2.0})[0].seconds == 5.0


@pytest.mark.req("ALM-65")
@pytest.mark.parametrize(
    ("made", "told"),
    [
        ([(10.0, care()), (100.0, EndCarePause(bed=1))], [("care", 10.0, 100.0)]),
        ([(10.0, care(60))], [("care", 10.0, 70.0)]),
        ([(10.0, audio(120))], [("audio", 10.0, 70.0)]),  # nothing alarmed: pre-silence
        ([(10.0, audio(60)), (20.0, EndAudioPause(bed=1)), (30.0, audio(30))], [("audio", 10.0, 20.0)]),
        ([(10.0, audio(60)), (20.0, audio(60))], [("audio", 10.0, 70.0)]),
        ([(990.0, audio(60))], [("audio", 990.0, 1000.0)]),
    ],
    ids=["ended by a person", "its time", "pre-silence", "ended early", "asked twice", "session over"],
)
def test_a_pause_lasts_until_what_ended_it(
    made: list[tuple[float, Command]], told: list[tuple[str, float, float]]
) -> None:
    assert spans(entries(*made))[: len(told)] == told


@pytest.mark.req("ALM-65")
def test_a_new_high_ends_the_audio_pause_but_not_the_care_pause() -> None:
    medium = step(1, 5, Change.ONSET)
    high = step(2, 40, Change.ONSET, priority=Priority.HIGH)
    assert spans(entries((10.0, audio(120)), (11.0, care())), (medium, high)) == [
        ("audio", 10.0, 40.0),
        ("care", 11.0, 191.0),
    ]


@pytest.mark.req("ALM-65")
def test_an_interruption_ends_every_pause() -> None:
    made = entries((10.0, audio(60)), (11.0, care()))
    assert spans(made, interrupted=[(30.0, 90.0)]) == [("audio", 10.0, 30.0), ("care", 11.0, 30.0)]


@pytest.mark.req("ALM-65")
def test_paused_minutes_and_escalations_are_in_the_statistics() -> None:
    high = step(1, 5, Change.ONSET, priority=Priority.HIGH)
    told = statistics(
        [high, replace(high, t=35, change=Change.ESCALATED, escalated=True)],
        entries((40.0, audio(120)), (200.0, care(90)), (220.0, EndCarePause(bed=1))),
        1000,
    )
    assert (told.audio_paused_s, told.care_paused_s, told.escalated) == (120.0, 20.0, 1)


@pytest.mark.req("ALM-65")
def test_a_screen_s_update_gives_the_same_numbers() -> None:
    update = story("10:35:00")
    told = of_update(update, limits())
    assert [(c.code, c.conditions) for c in told.counts] == [("SPO2-LOW", 1), ("T-SPO2-OFF", 1)]
    under_88 = next(b for b in told.beyond if b.limit.value == 88)
    times, values = update.trends[Parameter.SPO2].rows()
    assert under_88.seconds == pytest.approx(float((values < 88).sum()))
    assert times[-1] == update.now


@pytest.mark.req("ALM-65")
def test_without_a_session_everything_is_zero() -> None:
    told = of_update(empty(), limits())
    assert isinstance(told, AlarmStatistics)
    assert told.counts == ()
    assert {b.seconds for b in told.beyond} == {0.0}
    assert told.answered.median_s is None

"""Which alarm is heard when, on the samples a loudspeaker would get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarms.bursts import RATE_HZ, Samples, burst
from bedside.alarms.loudness import level, volume_in_force
from bedside.alarms.routing import routed
from bedside.alarms.sounding import Mixer
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
TICK = RATE_HZ // 50
# Every source is a constant, so that each sample tells what sounds, and a sum of two would be seen.
MARKS = {HIGH: 10_000, MEDIUM: 2_000, LOW: 300}


def marked(priority: Priority, *, oxygen: bool) -> Samples:
    return np.where(burst(priority) == 0, 0, MARKS[priority] + (1000 if oxygen else 0)).astype(np.int16)


def solid(priority: Priority, *, oxygen: bool) -> Samples:
    """Without the silence between pulses; as long as a burst."""
    return np.full(burst(priority).size, MARKS[priority], np.int16)


def signal(condition: int, priority: Priority, loud_t: float | None = 0.0, **more: object) -> Audible:
    made = Audible(
        bed=1,
        condition=condition,
        priority=priority,
        oxygen=False,
        activation=Activation.ON,
        escalated=False,
        loud_t=loud_t,
    )
    return replace(made, **more)  # type: ignore[arg-type]


class Listener:
    """A mixer, and what was heard of it so far."""

    def __init__(self, *, make_burst: object = solid) -> None:
        self.mixer = Mixer(make_burst)  # type: ignore[arg-type]
        self.parts: list[Samples] = []

    @property
    def now(self) -> float:
        return sum(part.size for part in self.parts) / RATE_HZ

    def show(self, *audibles: Audible) -> None:
        self.mixer.show(audibles, self.now)

    def listen(self, seconds: float) -> Samples:
        """Play on; the samples of this time."""
        left = round(seconds * RATE_HZ)
        before = len(self.parts)
        while left:
            part = self.mixer.render(min(left, TICK))
            self.parts.append(part)
            left -= part.size
        return np.concatenate([np.zeros(0, np.int16), *self.parts[before:]])

    def begins(self, priority: Priority) -> list[float]:
        """Times at which a burst of this priority began, s."""
        heard = np.concatenate(self.parts).astype(int)
        expected = round(MARKS[priority] * level(priority, 1.0))
        before = np.concatenate(([0], heard[:-1]))
        return [round(float(at) / RATE_HZ, 3) for at in np.flatnonzero((heard == expected) & (before == 0))]


def loudest(samples: Samples) -> int:
    return int(np.abs(samples.astype(int)).max())


@pytest.mark.req("ALM-10", "ALM-11")
def test_a_high_repeats_every_7_35_s_and_a_medium_every_9_s() -> None:
    for priority, period in ((HIGH, 7.35), (MEDIUM, 9.0)):
        ear = Listener()
        ear.show(signal(1, priority))
        ear.listen(30)
        begins = ear.begins(priority)
        assert begins == pytest.approx([n * period for n in range(len(begins))], abs=0.001)
        assert len(begins) >= 4


@pytest.mark.req("ALM-10")
def test_a_low_sounds_four_times_30_s_apart_and_then_no_more() -> None:
    ear = Listener()
    ear.show(signal(1, LOW))
    ear.listen(200)
    assert ear.begins(LOW) == pytest.approx([0, 30, 60, 90], abs=0.001)
    assert ear.mixer.idle
    assert ear.mixer.playing == ""


@pytest.mark.req("ALM-10")
def test_a_pause_gives_a_low_no_further_bursts_but_a_new_cause_does() -> None:
    ear = Listener()
    ear.show(signal(1, LOW))
    ear.listen(95)
    ear.show(signal(1, LOW, None, activation=Activation.PAUSED))
    ear.listen(60)
    ear.show(signal(1, LOW))
    ear.listen(60)
    assert len(ear.begins(LOW)) == 4
    ear.show(signal(1, LOW, None, activation=Activation.OFF))
    ear.listen(1)
    ear.show(signal(1, LOW))
    ear.listen(1)
    assert len(ear.begins(LOW)) == 5


@pytest.mark.req("ALM-11")
def test_a_higher_priority_cuts_in_at_once_and_the_lower_one_follows_when_it_ends() -> None:
    ear = Listener()
    medium, high = signal(1, MEDIUM), signal(2, HIGH, 0.3)
    ear.show(medium)
    ear.listen(0.3)
    ear.show(medium, high)
    heard = ear.listen(0.2)
    assert int(np.argmax(heard == MARKS[HIGH])) / RATE_HZ <= 0.011
    assert ear.mixer.playing == "high"
    ear.show(medium)
    heard = ear.listen(1.0)
    assert not heard[RATE_HZ // 99 : RATE_HZ // 2].any()  # apart, so that pulses do not add up
    assert ear.begins(MEDIUM) == pytest.approx([0.0, 1.0], abs=0.02)


@pytest.mark.req("ALM-11")
def test_what_is_cut_off_fades_without_a_click() -> None:
    ear = Listener()
    ear.show(signal(1, HIGH))
    ear.listen(0.1)
    ear.show()
    heard = np.concatenate((ear.parts[-1][-1:], ear.listen(0.1))).astype(int)
    assert np.abs(np.diff(heard)).max() < MARKS[HIGH] / 100
    assert not heard[RATE_HZ // 99 :].any()


@pytest.mark.req("ALM-11")
def test_the_newest_of_the_same_priority_keeps_the_running_burst() -> None:
    ear = Listener()
    first = signal(1, HIGH)
    ear.show(first)
    ear.listen(1.0)
    ear.show(first, signal(2, HIGH, 1.0))
    ear.listen(7.0)
    ear.show(signal(2, HIGH, 1.0))
    ear.listen(7.0)
    assert ear.begins(HIGH) == pytest.approx([0, 7.35, 14.7], abs=0.001)


@pytest.mark.req("ALM-11", "ALM-21")
@pytest.mark.parametrize("at", [3.21, 3.36, 3.44, 4.0, 7.3])
def test_a_new_signal_between_two_bursts_does_not_wait_for_the_next(at: float) -> None:
    ear = Listener()
    ear.show(signal(1, HIGH))
    ear.listen(at)
    ear.show(signal(1, HIGH), signal(2, HIGH, at))
    ear.listen(1.0)
    assert at <= ear.begins(HIGH)[1] <= at + 0.75


@pytest.mark.req("ALM-10")
def test_a_high_has_the_pitch_of_the_newest_signal() -> None:
    ear = Listener(make_burst=marked)
    ear.show(signal(1, HIGH))
    ear.listen(1)
    assert loudest(ear.listen(1)) == 10_000
    ear.show(signal(1, HIGH), signal(2, HIGH, 1.0, oxygen=True))
    assert loudest(ear.listen(5)) == 10_000  # the running burst goes on as it began
    ear.listen(1)
    assert loudest(ear.listen(1)) == 11_000


@pytest.mark.req("ALM-11", "ALM-31", "ALM-32")
@pytest.mark.parametrize("activation", [Activation.OFF, Activation.PAUSED])
def test_what_is_acknowledged_or_paused_is_not_heard(activation: Activation) -> None:
    ear = Listener()
    ear.show(signal(1, HIGH, None, activation=activation), signal(2, LOW))
    assert loudest(ear.listen(5)) == MARKS[LOW] * level(LOW, 1.0)


def test_what_sounds_by_itself_is_not_played_as_well() -> None:
    ear = Listener()
    ear.show(signal(1, HIGH, own_sound=True))
    assert not ear.listen(2).any()


@pytest.mark.req("ALM-31")
def test_a_reminder_is_one_medium_burst_once() -> None:
    ear = Listener()
    acknowledged = signal(1, HIGH, None, activation=Activation.OFF)
    ear.show(acknowledged)
    ear.listen(2)
    reminded = replace(acknowledged, reminded_t=ear.now)
    for _ in range(5):
        ear.show(reminded)
        ear.listen(10)
    assert ear.begins(MEDIUM) == [2.0]
    assert ear.mixer.idle


@pytest.mark.req("ALM-31")
def test_a_reminder_waits_for_what_is_more_urgent_and_interrupts_what_is_less() -> None:
    ear = Listener()
    acknowledged = signal(1, HIGH, None, activation=Activation.OFF, reminded_t=0.0)
    high = signal(2, HIGH)
    ear.show(acknowledged, high)
    ear.listen(10)
    assert ear.begins(MEDIUM) == []
    ear.show(acknowledged, signal(3, LOW, 10.0))
    ear.listen(10)
    assert ear.begins(MEDIUM) == pytest.approx([10.0], abs=0.02)
    assert ear.begins(LOW) == pytest.approx([11.7], abs=0.05)
    later = replace(acknowledged, reminded_t=ear.now)
    ear.listen(21.8)  # into the second burst of the Low
    ear.show(replace(later, reminded_t=ear.now), signal(3, LOW, 10.0))
    ear.listen(1)
    assert len(ear.begins(MEDIUM)) == 2


@pytest.mark.req("ALM-31")
def test_a_reminder_that_is_paused_or_was_heard_before_is_not_played() -> None:
    ear = Listener()
    ear.listen(100)
    ear.show(
        signal(1, HIGH, None, activation=Activation.PAUSED, reminded_t=100.0),
        signal(2, HIGH, None, activation=Activation.OFF, reminded_t=40.0),
    )
    assert not ear.listen(5).any()


@pytest.mark.req("ALM-11")
def test_a_medium_that_begins_in_a_reminder_takes_its_burst_over() -> None:
    ear = Listener()
    reminded = signal(1, HIGH, None, activation=Activation.OFF, reminded_t=0.0)
    ear.show(reminded)
    ear.listen(0.3)
    ear.show(reminded, signal(2, MEDIUM, 0.3))
    ear.listen(10)
    assert ear.begins(MEDIUM) == pytest.approx([0.0, 9.0], abs=0.001)


@pytest.mark.req("ALM-13", "ALM-14")
def test_tones_are_heard_only_while_no_alarm_sounds_and_end_when_one_begins() -> None:
    ear = Listener()
    ear.mixer.beat(97.0)
    assert 0 < loudest(ear.listen(0.1)) < 32767 * 0.25
    ear.mixer.tone(ear.now)
    ear.listen(0.02)
    assert ear.mixer.playing == "tone"
    ear.show(signal(1, MEDIUM, ear.now))
    heard = ear.listen(0.1)
    assert (heard[RATE_HZ // 99 : RATE_HZ // 20] == MARKS[MEDIUM] // 2).all()
    ear.listen(4.0)  # between two bursts
    ear.mixer.beat(97.0)
    ear.mixer.tone(ear.now)
    assert not ear.listen(1.0).any()


@pytest.mark.req("ALM-13")
def test_information_tones_never_make_a_row_of_pulses() -> None:
    ear = Listener()
    for _ in range(20):  # one every 0.2 s
        ear.mixer.tone(ear.now)
        ear.listen(0.2)
    heard = np.concatenate(ear.parts) != 0
    block = heard[: heard.size // TICK * TICK].reshape(-1, TICK).any(axis=1)
    begun = np.flatnonzero(block & ~np.concatenate(([False], block[:-1]))) * TICK / RATE_HZ
    assert len(begun) == 4
    assert np.diff(begun).min() > 0.9


@pytest.mark.req("ALM-14")
def test_without_a_saturation_there_is_no_pulse_tone() -> None:
    ear = Listener()
    ear.mixer.beat(None)
    assert ear.mixer.idle


@pytest.mark.req("ALM-45")
def test_the_self_test_counts_only_when_it_was_played_to_its_end() -> None:
    ear = Listener()
    ear.mixer.test()
    ear.listen(1.0)
    ear.show(signal(1, LOW, 1.0))
    ear.listen(3.0)
    assert ear.mixer.tests == 0
    ear.show()
    ear.mixer.beat(99.0)
    ear.listen(0.01)
    ear.mixer.test()  # a pulse tone gives way
    ear.listen(3.0)
    assert ear.mixer.tests == 1
    assert ear.mixer.idle


@pytest.mark.req("ALM-45")
def test_the_self_test_is_not_played_into_an_alarm() -> None:
    ear = Listener()
    ear.show(signal(1, HIGH))
    ear.listen(4.0)
    ear.mixer.test()
    assert not ear.listen(2.0).any()
    assert ear.mixer.tests == 0


@pytest.mark.req("ALM-12")
def test_the_volume_has_a_floor_while_a_session_is_open() -> None:
    assert volume_in_force(0.1, session_open=True) == 0.3
    assert volume_in_force(0.1, session_open=False) == 0.1
    assert volume_in_force(0.8, session_open=True) == 0.8


@pytest.mark.req("ALM-12")
@given(
    volume=st.floats(0.0, 1.0),
    high=st.booleans(),
    medium=st.booleans(),
    low=st.booleans(),
)
def test_high_is_never_quieter_than_medium_nor_medium_than_low(
    volume: float, high: bool, medium: bool, low: bool
) -> None:
    levels = [
        level(HIGH, volume, escalated=high),
        level(MEDIUM, volume, escalated=medium),
        level(LOW, volume, escalated=low),
    ]
    assert levels == sorted(levels, reverse=True)
    assert 0.0 <= min(levels) <= max(levels) <= 1.0


@pytest.mark.req("ALM-35")
def test_an_escalated_medium_is_6_db_louder_and_an_escalated_high_as_loud_as_can_be() -> None:
    assert 20 * np.log10(level(MEDIUM, 0.5, escalated=True) / level(MEDIUM, 0.5)) == pytest.approx(
        6.02, abs=0.01
    )
    assert level(HIGH, 0.3, escalated=True) == 1.0
    ear = Listener()
    ear.mixer.volume = 0.3
    ear.show(signal(1, HIGH))
    assert loudest(ear.listen(1)) == 3_000
    ear.show(signal(1, HIGH, escalated=True))  # in the middle of the burst
    heard = ear.listen(1).astype(int)
    assert loudest(ear.parts[-1]) == 10_000
    assert np.abs(np.diff(heard)).max() < 100


@pytest.mark.req("ALM-55")
def test_after_the_loudspeaker_was_gone_the_alarm_begins_its_burst_anew() -> None:
    ear = Listener()
    ear.show(signal(1, HIGH))
    ear.listen(2.0)
    ear.mixer.restart()
    ear.listen(1.0)
    assert ear.mixer.bursts == 2


@pytest.mark.req("ALM-35")
def test_in_a_quiet_room_alarms_sound_at_the_station_and_an_unanswered_high_in_the_room_too() -> None:
    high, medium = signal(1, HIGH, 100.0), signal(2, MEDIUM, 0.0)
    both = (high, medium)
    assert routed(both, 129.9, to_station=True) == ((), both)
    assert routed(both, 130.0, to_station=True) == ((high,), both)
    assert routed(both, 101.0, to_station=False) == (both, ())
    paused = replace(high, activation=Activation.PAUSED, loud_t=None)
    assert routed((paused,), 500.0, to_station=True) == ((), (paused,))


ALARMS = st.lists(
    st.tuples(
        st.floats(0.0, 20.0),  # when
        st.sampled_from(Priority),
        st.sampled_from(["begin", "begin", "acknowledge", "pause", "end", "remind"]),
        st.integers(1, 5),  # which
    ),
    max_size=12,
)


@pytest.mark.req("ALM-11", "ALM-21")
@settings(max_examples=60)
@given(ALARMS)
def test_never_two_sources_at_a_time_and_a_high_is_heard_within_a_second(
    story: Iterable[tuple[float, Priority, str, int]],
) -> None:
    ear = Listener()
    known: dict[int, Audible] = {}
    highs: list[float] = []  # arrivals of a High
    silenced: list[float] = []  # when one was answered
    for at, priority, what, which in sorted(story):
        if at > ear.now:
            ear.listen(at - ear.now)
        was = known.get(which)
        if what == "begin":
            known[which] = signal(which, priority, ear.now)
            if priority is HIGH:
                highs.append(ear.now)
        elif was is not None and what == "end":
            del known[which]
        elif was is not None:
            activation = Activation.PAUSED if what == "pause" else Activation.OFF
            reminded = ear.now if what == "remind" else None
            known[which] = replace(was, activation=activation, loud_t=None, reminded_t=reminded)
        if was is not None and not (what == "begin" and priority is HIGH):
            silenced.append(ear.now)
        ear.show(*known.values())
    ear.listen(2.0)

    heard = np.concatenate(([0], *ear.parts)).astype(int)
    begun = np.flatnonzero(np.diff(heard) > 0)
    assert not heard[begun].any()  # nothing begins before all else is silent
    assert set(heard[begun + 1]) <= {round(MARKS[p] * level(p, 1.0)) for p in Priority}
    for arrival in highs:
        if not any(arrival <= end < arrival + 1.0 for end in silenced):
            window = heard[round(arrival * RATE_HZ) : round((arrival + 1.0) * RATE_HZ)]
            assert (window == MARKS[HIGH]).any()

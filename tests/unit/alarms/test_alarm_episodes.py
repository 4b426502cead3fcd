"""Episodes: every onset is a condition; what trembles around its limit is one episode, counted."""

from __future__ import annotations

import pytest
from alarm_stream import NURSE, Bed

from bedside.vitals.alarms import AlarmChange, Change, Presence, Priority
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter

P = Parameter


def joined(bed: Bed, code: str) -> list[tuple[int, int, int, Presence]]:
    """Condition, episode, which onset of it, and presence of each onset."""
    return [(c.condition, c.episode, c.times, c.presence) for c in bed.onsets(code)]


def flap(bed: Bed, start: float, value: float, apart_s: float) -> float:
    """A medium saturation for a moment, back inside; the next one after `apart_s` from its clearing; returns that."""
    bed.hold(start, start + 11, value)  # onset 10 s later
    bed.hold(start + 11, start + 17, 97)  # clears 5 s later, at 16
    end = start + 16 + apart_s - 10  # the next onset comes 10 s after its first value beyond
    bed.hold(start + 17, end, 97)
    return end


@pytest.mark.req("ALM-61")
@pytest.mark.parametrize(("apart_s", "episodes"), [(59, [1, 1]), (60, [1, 1]), (61, [1, 2])])
def test_onsets_within_a_minute_of_the_last_clearing_share_an_episode(
    apart_s: float, episodes: list[int]
) -> None:
    bed = Bed()
    bed.hold(flap(bed, 0, 91, apart_s), 16 + apart_s + 1, 91)
    found = joined(bed, "SPO2-LOW")
    assert [t for t, _ in bed.told(Change.CLEARED)] == [16]
    assert [c.t for c in bed.onsets()] == [10, 16 + apart_s]
    assert [row[0] for row in found] == [1, 2]
    assert [row[1] for row in found] == episodes
    assert [row[2] for row in found] == ([1, 2] if episodes == [1, 1] else [1, 1])


@pytest.mark.req("ALM-61")
def test_a_joined_medium_is_silent_if_the_episode_was_acknowledged_and_sounds_if_not() -> None:
    for acknowledged in (False, True):
        bed = Bed()
        bed.hold(0, 11, 91)
        if acknowledged:
            bed.acknowledge(11, 1)
        bed.hold(11, 20, 97)
        bed.hold(20, 31, 91)
        presence = Presence.ACKNOWLEDGED if acknowledged else Presence.ON
        assert joined(bed, "SPO2-LOW")[1] == (2, 1, 2, presence)
        if acknowledged:
            assert bed.onsets()[1].actor == NURSE
            assert bed.engine.active[0].reminder_t == 30 + 120


@pytest.mark.req("ALM-61")
def test_a_joined_high_sounds_again_though_the_episode_was_acknowledged() -> None:
    bed = Bed()
    bed.hold(0, 6, 86)
    bed.acknowledge(6, 1)
    bed.hold(6, 20, 97)
    bed.hold(20, 26, 86)
    [first, second] = bed.onsets("SPO2-LOW")
    assert (second.episode, second.times, second.presence) == (first.condition, 2, Presence.ON)


@pytest.mark.req("ALM-31", "ALM-61")
def test_acknowledging_a_lower_one_does_not_silence_a_higher_one() -> None:
    bed = Bed()
    bed.hold(0, 11, 91)
    bed.acknowledge(11, 1)
    bed.hold(11, 20, 86)
    assert [(c.priority, c.presence) for c in bed.onsets()] == [
        (Priority.MEDIUM, Presence.ON),
        (Priority.HIGH, Presence.ON),
    ]
    assert [c.episode for c in bed.onsets()] == [1, 1]


@pytest.mark.req("ALM-61", "ALM-66")
def test_rows_that_take_over_inside_a_side_are_one_episode() -> None:
    bed = Bed()
    bed.hold(0, 12, 91)
    bed.hold(12, 18, 86)
    bed.acknowledge(18, 2)
    bed.hold(18, 30, 90)
    bed.hold(30, 40, 97)
    assert joined(bed, "SPO2-LOW") == [
        (1, 1, 1, Presence.ON),
        (2, 1, 2, Presence.ON),
        (3, 1, 3, Presence.ACKNOWLEDGED),
    ]
    assert [c.priority.name for c in bed.onsets()] == ["MEDIUM", "HIGH", "MEDIUM"]
    assert bed.shown() == []


@pytest.mark.req("ALM-66")
def test_medium_high_medium_off_with_nobody_there_is_one_episode_too() -> None:
    bed = Bed()
    bed.hold(0, 12, 91)
    bed.hold(12, 18, 86)
    bed.hold(18, 30, 90)
    bed.hold(30, 40, 97)
    assert [(c.priority.name, c.episode) for c in bed.onsets()] == [("MEDIUM", 1), ("HIGH", 1), ("MEDIUM", 1)]
    assert bed.shown() == [("SPO2-LOW", "HIGH")]  # latched: nobody acknowledged it


@pytest.mark.req("ALM-60", "ALM-61")
def test_161_163_acknowledged_between_159_162_are_two_episodes_and_only_the_163_is_silent() -> None:
    bed = Bed()
    bed.value(0, 161, P.NIBP_SYS)
    bed.acknowledge(60, 1)
    bed.value(300, 163, P.NIBP_SYS)
    bed.value(600, 159, P.NIBP_SYS)
    bed.value(900, 162, P.NIBP_SYS)
    onsets = bed.onsets("NIBP-SYS-HIGH")
    assert [(c.t, c.episode, c.presence) for c in onsets] == [(0, 1, Presence.ON), (900, 2, Presence.ON)]
    reminders = [t for t, _ in bed.told(Change.REMINDER)]
    assert reminders == [180, 300, 420, 540]
    at_163 = [
        c for c in bed.changes if c.t == 300 and c.code == "NIBP-SYS-HIGH" and c.change is not Change.REMINDER
    ]
    assert [(c.change, c.presence) for c in at_163] == [(Change.WORSE, Presence.ACKNOWLEDGED)]


@pytest.mark.req("ALM-61")
def test_links_of_two_devices_are_two_episodes() -> None:
    bed = Bed()
    for device in ("a", "b"):
        bed.link(0, LinkState.MEASURING, device=device)
        bed.link(10, LinkState.GONE, lost_t=10, device=device)
        bed.link(20, LinkState.MEASURING, device=device)
    bed.link(30, LinkState.GONE, lost_t=30, device="a")
    assert [(c.device, c.episode, c.times) for c in bed.onsets("T-COM")] == [
        ("a", 1, 1),
        ("b", 2, 1),
        ("a", 1, 2),
    ]


@pytest.mark.req("ALM-61")
def test_an_old_latched_alarm_acknowledged_later_does_not_silence_the_new_episode() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(100, 120, P.NIBP_SYS)  # latched
    bed.value(300, 165, P.NIBP_SYS)  # a new episode beside it
    bed.acknowledge(301, 1)
    bed.value(320, 120, P.NIBP_SYS)
    bed.value(340, 165, P.NIBP_SYS)
    assert bed.onsets()[-1].presence is Presence.ON


def life(changes: list[AlarmChange]) -> list[tuple[str, str, str]]:
    return [(c.change.value, c.presence.value, c.activation.value) for c in changes]


@pytest.mark.req("ALM-01", "ALM-31")
def test_every_change_carries_presence_activation_and_who() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.value(100, 120, P.NIBP_SYS)
    assert life(bed.of(1)) == [
        ("onset", "on", "on"),
        ("acknowledged", "ack", "off"),
        ("cleared", "off", "off"),
        ("ended", "off", "off"),
    ]
    assert [c.actor for c in bed.of(1)] == [None, NURSE, None, None]

"""Signals: the transition table pair by pair, latching, acknowledging, reminder, the order of display."""

from __future__ import annotations

import itertools

import pytest
from alarm_stream import NURSE, Bed

from bedside.alarms.board import Board
from bedside.alarms.presence import TRANSITIONS, State, Trigger, after
from bedside.vitals.alarms import AlarmChange, Change, Kind, Presence, Priority
from bedside.vitals.parameters import Parameter

P = Parameter
ALLOWED = {
    ("OFF", "ONSET"): "ON",
    ("OFF", "SILENT_ONSET"): "ACKNOWLEDGED",
    ("ON", "ACKNOWLEDGE"): "ACKNOWLEDGED",
    ("ON", "RAISED"): "ON",
    ("ON", "CLEARED"): "OFF",
    ("ON", "CLEARED_EARLY"): "LINGERING",
    ("ON", "CLEARED_LATCHING"): "LATCHED",
    ("ON", "TAKEN_OVER"): "OFF",
    ("ON", "WITHDRAWN"): "OFF",
    ("LINGERING", "ACKNOWLEDGE"): "OFF",
    ("LINGERING", "SHOWN"): "OFF",
    ("LINGERING", "TAKEN_OVER"): "OFF",
    ("LATCHED", "ACKNOWLEDGE"): "OFF",
    ("LATCHED", "TAKEN_OVER"): "OFF",
    ("ACKNOWLEDGED", "RAISED"): "ON",
    ("ACKNOWLEDGED", "AGAIN"): "ON",
    ("ACKNOWLEDGED", "WITHDRAWN"): "OFF",
    ("ACKNOWLEDGED", "CLEARED"): "OFF",
    ("ACKNOWLEDGED", "CLEARED_EARLY"): "OFF",
    ("ACKNOWLEDGED", "CLEARED_LATCHING"): "OFF",
    ("ACKNOWLEDGED", "TAKEN_OVER"): "OFF",
}


@pytest.mark.req("ALM-30", "ALM-31")
@pytest.mark.parametrize(("state", "trigger"), list(itertools.product(State, Trigger)))
def test_every_pair_of_state_and_trigger_is_decided(state: State, trigger: Trigger) -> None:
    expected = ALLOWED.get((state.name, trigger.name))
    found = after(state, trigger)
    assert (found.name if found else None) == expected


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        TRANSITIONS[State.OFF, Trigger.SHOWN] = State.ON  # type: ignore[index]


@pytest.mark.req("ALM-01")
def test_trigger_acknowledge_clear_and_trigger_again_are_two_conditions() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.value(300, 120, P.NIBP_SYS)
    bed.value(600, 170, P.NIBP_SYS)
    assert bed.presences(1) == [Presence.ON, Presence.ACKNOWLEDGED, Presence.OFF]
    assert bed.presences(2) == [Presence.ON]
    assert [c.number for c in bed.changes] == list(range(1, len(bed.changes) + 1))


@pytest.mark.req("ALM-30")
def test_high_of_the_patient_stays_until_it_is_acknowledged() -> None:
    bed = Bed()
    bed.hold(0, 6, 86)
    bed.hold(6, 3600, 97)
    assert [a.change.presence for a in bed.engine.active] == [Presence.LATCHED]
    bed.acknowledge(3601, 1)
    assert bed.engine.active == ()
    assert [(c.change, c.presence) for c in bed.changes[-2:]] == [
        (Change.ACKNOWLEDGED, Presence.OFF),
        (Change.ENDED, Presence.OFF),
    ]
    assert bed.changes[-2].actor == NURSE


@pytest.mark.req("ALM-30")
def test_medium_shows_for_at_least_five_seconds() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.value(2, 120, P.NIBP_SYS)
    assert [(a.change.presence, a.change.present) for a in bed.engine.active] == [(Presence.ON, False)]
    bed.advance(4.9)
    assert len(bed.engine.active) == 1
    bed.advance(5.1)
    assert bed.engine.active == ()
    assert (bed.changes[-1].change, bed.changes[-1].t) == (Change.ENDED, 5)


@pytest.mark.req("ALM-30")
def test_medium_shown_long_enough_goes_with_its_condition() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.value(100, 120, P.NIBP_SYS)
    assert [(c.change, c.t) for c in bed.changes[1:]] == [(Change.CLEARED, 100), (Change.ENDED, 100)]


@pytest.mark.req("ALM-30")
def test_a_new_high_takes_the_latched_one_of_its_kind_over() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(300, 120, P.NIBP_SYS)
    bed.value(600, 191, P.NIBP_SYS)
    assert [a.change.condition for a in bed.engine.active] == [2]
    assert bed.of(1)[-1].change is Change.ENDED


@pytest.mark.req("ALM-30")
def test_a_new_medium_leaves_the_latched_high_alone() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(300, 120, P.NIBP_SYS)
    bed.value(600, 170, P.NIBP_SYS)
    assert bed.shown() == [("NIBP-SYS-HIGH", "HIGH"), ("NIBP-SYS-HIGH", "MEDIUM")]


@pytest.mark.req("ALM-31")
def test_acknowledging_one_condition_leaves_the_others() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.value(10, 45, P.NIBP_DIA)
    bed.value(10, 170, P.NIBP_SYS)
    presences = {a.change.code: a.change.presence for a in bed.engine.active}
    bed.acknowledge(
        11, next(a.change.condition for a in bed.engine.active if a.change.code == "NIBP-SYS-HIGH")
    )
    assert presences["NIBP-SYS-HIGH"] is Presence.ON
    assert {a.change.code: a.change.presence for a in bed.engine.active}[
        "NIBP-SYS-HIGH"
    ] is Presence.ACKNOWLEDGED


@pytest.mark.req("ALM-31")
def test_acknowledged_alarm_reminds_after_two_minutes_if_still_so() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    assert bed.engine.active[0].reminder_t == 150
    bed.advance(149.9)
    assert bed.changes[-1].change is Change.ACKNOWLEDGED
    bed.advance(151)
    bed.advance(500)
    assert [(c.change, c.t) for c in bed.changes[2:]] == [
        (Change.REMINDER, 150),
        (Change.REMINDER, 270),
        (Change.REMINDER, 390),
    ]
    [alarm] = bed.engine.active
    assert (alarm.change.presence, alarm.acknowledged_by) == (Presence.ACKNOWLEDGED, NURSE)
    assert (alarm.reminded_t, alarm.reminder_t) == (390, 510)
    bed.value(505, 120, P.NIBP_SYS)
    bed.advance(1000)
    assert [t for t, _ in bed.told(Change.REMINDER)] == [150, 270, 390]


@pytest.mark.req("ALM-31")
def test_no_reminder_once_the_condition_has_cleared() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.value(149, 120, P.NIBP_SYS)
    bed.advance(400)
    assert Change.REMINDER not in [c.change for c in bed.changes]


@pytest.mark.req("ALM-31")
def test_acknowledged_alarm_sounds_again_on_new_onset() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.value(300, 120, P.NIBP_SYS)
    bed.value(600, 165, P.NIBP_SYS)
    assert bed.engine.active[0].change.presence is Presence.ON


@pytest.mark.req("ALM-31")
def test_acknowledging_twice_or_something_unknown_changes_nothing() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.acknowledge(31, 1)
    bed.acknowledge(32, 99)
    assert len(bed.changes) == 2
    bed.advance(150)
    assert bed.changes[-1].t == 150


@pytest.mark.req("ALM-31")
def test_a_worse_value_keeps_the_acknowledgement() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(30, 1)
    bed.value(60, 175, P.NIBP_SYS)
    [alarm] = bed.engine.active
    assert (alarm.change.change, alarm.acknowledged_by, alarm.reminder_t) == (Change.WORSE, NURSE, 150)


def change(
    condition: int, priority: Priority, kind: Kind, onset_t: float, presence: Presence = Presence.ON
) -> AlarmChange:
    return AlarmChange(
        t=onset_t,
        number=condition,
        condition=condition,
        change=Change.ONSET,
        presence=presence,
        present=True,
        code=f"C{condition}",
        kind=kind,
        priority=priority,
        words="",
        onset_t=onset_t,
    )


@pytest.mark.req("ALM-50")
def test_display_order_is_priority_then_patient_first_then_newest() -> None:
    phys, tech = Kind.PHYSIOLOGICAL, Kind.TECHNICAL
    wanted = [
        change(1, Priority.HIGH, phys, 20),
        change(2, Priority.HIGH, phys, 10),
        change(3, Priority.HIGH, tech, 90),
        change(4, Priority.MEDIUM, phys, 5),
        change(5, Priority.MEDIUM, tech, 95),
        change(6, Priority.LOW, phys, 1),
        change(8, Priority.LOW, tech, 99),
        change(7, Priority.LOW, tech, 99),
    ]
    for order in ([3, 1, 7, 0, 6, 2, 5, 4], [0, 1, 2, 3, 4, 5, 6, 7]):
        board = Board()
        for n in order:
            board.apply(wanted[n])
        assert [a.change for a in board.active] == wanted


def test_the_board_folds_the_changes_to_what_the_engine_shows() -> None:
    bed, board = Bed(), Board()
    bed.hold(0, 12, 91)
    bed.acknowledge(12, 1)
    bed.hold(13, 30, 86)
    bed.probe_off(30)
    bed.advance(40)
    for each in bed.changes:
        board.apply(each)
        assert len(board.active) <= 2
    assert board.active == bed.engine.active
    assert bed.shown() == [("SPO2-LOW", "HIGH"), ("T-SPO2-OFF", "LOW")]

"""Escalation: nobody came, so it is told louder; and `again`, for what was acknowledged and got worse."""

from __future__ import annotations

import pytest
from alarm_stream import NURSE, Bed

from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.vitals.alarms import Activation, AlarmChange, Change, Kind, PauseKind, Presence, Priority
from bedside.vitals.commands import AudioPause, StartInfusion
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter

P = Parameter


def a_signal(priority: Priority = Priority.MEDIUM, key: str = "NIBP-SYS-HIGH", onset_t: float = 0) -> Signal:
    return Signal(
        condition=0,
        key=key,
        code=key,
        kind=Kind.PHYSIOLOGICAL,
        priority=priority,
        words="",
        rule="",
        onset_t=onset_t,
        parameter=P.NIBP_SYS,
        value=165,
        worst=165,
    )


def told(changes: list[AlarmChange]) -> list[tuple[Change, float]]:
    return [(c.change, c.t) for c in changes]


@pytest.mark.req("ALM-35")
@pytest.mark.parametrize(("value", "after_s", "priority"), [(190, 30, "HIGH"), (170, 120, "MEDIUM")])
def test_what_nobody_acknowledges_escalates_once_and_keeps_its_priority(
    value: float, after_s: float, priority: str
) -> None:
    bed = Bed()
    bed.value(0, value, P.NIBP_SYS)
    bed.advance(after_s - 0.1)
    assert bed.told(Change.ESCALATED) == []
    bed.advance(10_000)
    assert bed.told(Change.ESCALATED) == [(after_s, "NIBP-SYS-HIGH")]
    [alarm] = bed.engine.active
    assert (alarm.change.escalated, alarm.change.priority.name) == (True, priority)
    assert alarm.loud_t == 0  # the same sound goes on, louder


@pytest.mark.req("ALM-35")
def test_a_low_never_escalates() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.probe_off(10)
    bed.advance(10_000)
    assert bed.shown() == [("T-SPO2-OFF", "LOW")]
    assert bed.told(Change.ESCALATED) == []


@pytest.mark.req("ALM-35")
def test_acknowledging_before_or_after_ends_the_escalation() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.acknowledge(29, 1)
    bed.advance(1000)
    assert bed.told(Change.ESCALATED) == []
    other = Bed()
    other.value(0, 190, P.NIBP_SYS)
    other.acknowledge(60, 1)
    assert other.changes[-1].escalated is False
    other.advance(1000)
    assert len(other.told(Change.ESCALATED)) == 1


@pytest.mark.req("ALM-35")
def test_a_latched_high_that_nobody_saw_escalates() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(10, 120, P.NIBP_SYS)
    bed.advance(100)
    assert bed.told(Change.ESCALATED) == [(30, "NIBP-SYS-HIGH")]


@pytest.mark.req("ALM-35")
def test_what_clears_in_time_does_not_escalate() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.value(119, 120, P.NIBP_SYS)
    bed.advance(1000)
    assert bed.told(Change.ESCALATED) == []


@pytest.mark.req("ALM-32", "ALM-35")
def test_paused_time_counts() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AudioPause(bed=1, actor=NURSE))
    bed.advance(121)
    assert bed.told(Change.ESCALATED) == [(120, "NIBP-SYS-HIGH")]
    assert bed.engine.active[0].change.activation is Activation.PAUSED


@pytest.mark.req("ALM-35")
def test_a_rise_counts_anew_and_by_its_new_priority() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(1000, StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1))
    bed.link(1005, LinkState.GONE, lost_t=1010)
    bed.advance(1100)
    assert [t for t, code in bed.told(Change.ESCALATED) if code == "T-COM"] == [1060]


@pytest.mark.req("ALM-60", "ALM-35")
def test_an_acknowledged_condition_sounds_again_and_escalation_counts_from_then() -> None:
    signals = Signals()
    signal = signals.begin(a_signal(), 0)
    signals.acknowledge(signal.condition, NURSE, 10)
    signals.again(signal, 175, 20)
    assert signal.deadline == 140
    signals.fire(140)
    changes = signals.taken()
    assert told(changes) == [
        (Change.ONSET, 0),
        (Change.ACKNOWLEDGED, 10),
        (Change.AGAIN, 20),
        (Change.ESCALATED, 140),
    ]
    again = changes[2]
    assert (again.presence, again.activation, again.value, again.worst) == (
        Presence.ON,
        Activation.ON,
        175,
        175,
    )


@pytest.mark.req("ALM-60")
def test_what_was_not_acknowledged_cannot_sound_again() -> None:
    signals = Signals()
    signal = signals.begin(a_signal(), 0)
    signals.again(signal, 175, 20)
    assert told(signals.taken()) == [(Change.ONSET, 0)]


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_limit_switched_off_ends_condition_and_signal_at_once(acknowledged: bool) -> None:
    signals = Signals()
    signal = signals.begin(a_signal(Priority.HIGH), 0)
    if acknowledged:
        signals.acknowledge(signal.condition, NURSE, 1)
    signals.withdraw(signal, "limit switched off by Ada", 2)
    cleared, ended = signals.taken()[-2:]
    assert told([cleared, ended]) == [(Change.CLEARED, 2), (Change.ENDED, 2)]
    assert (cleared.presence, cleared.present, ended.rule) == (
        Presence.OFF,
        False,
        "limit switched off by Ada",
    )
    assert not signals.any_active


@pytest.mark.req("ALM-30", "ALM-33")
def test_what_has_latched_is_not_withdrawn_with_its_limit() -> None:
    signals = Signals()
    signal = signals.begin(a_signal(Priority.HIGH), 0)
    signals.clear(signal, 120, 1)
    signals.withdraw(signal, "limit switched off by Ada", 2)
    assert signals.any_active
    assert signals.taken()[-1].change is Change.CLEARED


@pytest.mark.req("ALM-32")
def test_a_pause_is_told_once_per_signal_in_order_of_onset() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.hold(0, 12, 91)
    bed.enter(12, AudioPause(bed=1, actor=NURSE))
    assert [code for _, code in bed.told(Change.PAUSED)] == ["NIBP-SYS-HIGH", "SPO2-LOW"]
    assert bed.engine.pauses[0].kind is PauseKind.AUDIO

"""Nobody watched for a while: pauses are over and a person has to know."""

from __future__ import annotations

import pytest
from alarm_stream import NURSE, Bed

from bedside.vitals.alarms import Activation, Change, Kind, Presence
from bedside.vitals.commands import AudioPause, CarePause
from bedside.vitals.parameters import Parameter

P = Parameter


@pytest.mark.req("ALM-30", "ALM-41", "T-INTERRUPTED")
def test_an_interruption_is_a_medium_that_stays_until_somebody_acknowledges_it() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.interrupt(3700, 3761)
    [onset, cleared] = bed.changes
    assert (onset.code, onset.kind, onset.priority.name, onset.t) == (
        "T-INTERRUPTED",
        Kind.TECHNICAL,
        "MEDIUM",
        3761,
    )
    assert onset.words == "monitoring was interrupted 1:01:40–1:02:41"
    assert (cleared.change, cleared.presence, cleared.activation) == (
        Change.CLEARED,
        Presence.LATCHED,
        Activation.ON,
    )
    bed.advance(20_000)
    assert bed.shown() == [("T-INTERRUPTED", "MEDIUM")]
    bed.acknowledge(20_001, 1)
    assert bed.shown() == []


@pytest.mark.req("ALM-41")
def test_an_interruption_ends_every_pause() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AudioPause(bed=1, actor=NURSE))
    bed.enter(10, CarePause(bed=1, actor=NURSE, reason="toilet"))
    bed.interrupt(20, 60)
    assert bed.engine.pauses == ()
    assert bed.told(Change.RESUMED) == [(60, "NIBP-SYS-HIGH")]
    assert {a.change.activation for a in bed.engine.active} == {Activation.ON}


@pytest.mark.req("ALM-41", "ALM-61")
def test_a_second_interruption_sounds_though_the_first_was_acknowledged() -> None:
    bed = Bed()
    bed.interrupt(10, 20)
    bed.acknowledge(21, 1)
    bed.interrupt(30, 40)
    assert bed.onsets()[1].presence is Presence.ON
    bed.interrupt(50, 60)
    assert [a.change.words[-15:] for a in bed.engine.active] == ["0:00:50–0:01:00", "0:00:30–0:00:40"]


@pytest.mark.req("ALM-41")
def test_what_was_running_goes_on() -> None:
    bed = Bed()
    bed.hold(0, 6, 86)
    bed.interrupt(6, 600)
    bed.value(600, 86)
    assert bed.shown() == [("SPO2-LOW", "HIGH"), ("T-INTERRUPTED", "MEDIUM")]
    assert len(bed.onsets("SPO2-LOW")) == 1

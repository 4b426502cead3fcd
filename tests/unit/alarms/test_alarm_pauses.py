"""Audio pause and care pause: what each holds, what ends it, and what it never does."""

from __future__ import annotations

import itertools

import pytest
from alarm_stream import NURSE, Bed

from bedside.alarms.pauses import AUDIO_S, CARE_S, HOLDS, refusal
from bedside.alarms.presence import ACTIVATIONS, State
from bedside.vitals.alarms import Activation, Change, Kind, Pause, PauseKind, Presence, Priority
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CarePause,
    Command,
    EndAudioPause,
    EndCarePause,
    StartInfusion,
)
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter

P = Parameter
AUDIO = AudioPause(bed=1, actor=NURSE)
CARE = CarePause(bed=1, actor=NURSE, reason="toilet")
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)


def sounding(bed: Bed) -> dict[str, str]:
    """Activation of each code that is shown."""
    return {a.change.code: a.change.activation.value for a in bed.engine.active}


def a_pause(kind: PauseKind) -> Pause:
    return Pause(kind=kind, began_t=0, until_t=60, actor=NURSE)


@pytest.mark.req("ALM-30", "ALM-32")
@pytest.mark.parametrize(("state", "held"), list(itertools.product(State, (False, True))))
def test_activation_follows_from_state_and_pause_alone(state: State, held: bool) -> None:
    heard = state in (State.ON, State.LATCHED)
    expected = (Activation.PAUSED if held else Activation.ON) if heard else Activation.OFF
    assert ACTIVATIONS[state, held] is expected


@pytest.mark.req("ALM-32", "ALM-34")
def test_only_equipment_below_high_and_the_patient_are_held_by_a_care_pause() -> None:
    assert set(HOLDS) == set(itertools.product(PauseKind, Kind, Priority))
    free = [row for row, held in HOLDS.items() if not held]
    assert free == [(PauseKind.CARE, Kind.TECHNICAL, Priority.HIGH)]


@pytest.mark.req("ALM-32")
def test_pause_at_zero_and_a_new_high_at_thirty_sounds_at_once_and_the_countdown_is_gone() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(0, AUDIO)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused"}
    bed.hold(25, 32, 86)
    [high] = bed.onsets("SPO2-LOW")
    assert (high.t, high.activation) == (30, Activation.ON)
    assert bed.engine.pauses == ()
    assert sounding(bed) == {"SPO2-LOW": "on", "NIBP-SYS-HIGH": "on"}
    assert bed.told(Change.RESUMED) == [(30, "NIBP-SYS-HIGH")]
    assert bed.changes.index(high) > bed.changes.index(
        next(c for c in bed.changes if c.change is Change.RESUMED)
    )


@pytest.mark.req("ALM-32")
@pytest.mark.parametrize("seconds", AUDIO_S)
def test_audio_pause_ends_by_itself(seconds: float) -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AudioPause(bed=1, actor=NURSE, seconds=seconds))
    assert bed.engine.pauses == (Pause(kind=PauseKind.AUDIO, began_t=10, until_t=10 + seconds, actor=NURSE),)
    bed.advance(10 + seconds - 0.1)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused"}
    assert bed.engine.active[0].loud_t is None
    bed.advance(500)
    assert bed.told(Change.PAUSED) == [(10, "NIBP-SYS-HIGH")]
    assert bed.told(Change.RESUMED) == [(10 + seconds, "NIBP-SYS-HIGH")]
    assert bed.engine.pauses == ()
    assert bed.engine.active[0].loud_t == 10 + seconds


@pytest.mark.req("ALM-32")
def test_the_key_ends_the_audio_pause() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AUDIO)
    bed.enter(20, EndAudioPause(bed=1, actor=NURSE))
    assert bed.told(Change.RESUMED) == [(20, "NIBP-SYS-HIGH")]
    bed.enter(21, EndAudioPause(bed=1, actor=NURSE))
    assert len(bed.told(Change.RESUMED)) == 1


@pytest.mark.req("ALM-32")
def test_a_pause_hides_nothing_and_stops_no_alarm_from_beginning() -> None:
    bed = Bed()
    bed.enter(0, AudioPause(bed=1, actor=NURSE, seconds=60))
    bed.value(1, 170, P.NIBP_SYS)
    [alarm] = bed.engine.active
    assert (alarm.change.presence, alarm.change.activation) == (Presence.ON, Activation.PAUSED)
    bed.advance(60)
    assert bed.told(Change.RESUMED) == [(60, "NIBP-SYS-HIGH")]


@pytest.mark.req("ALM-32")
def test_with_nothing_alarming_a_pause_lasts_no_longer_than_a_minute() -> None:
    bed = Bed()
    bed.enter(0, AudioPause(bed=1, actor=NURSE, seconds=120))  # the alarm went off while the key was pressed
    assert bed.engine.pauses[0].until_t == 60


@pytest.mark.req("ALM-32")
@pytest.mark.parametrize("seconds", [0, -1, 45, 121, 3600, float("inf"), float("nan")])
def test_no_other_length_and_no_endless_pause_exists(seconds: float) -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(1, AudioPause(bed=1, actor=NURSE, seconds=seconds))
    assert bed.engine.pauses == ()
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on"}


@pytest.mark.req("ALM-32")
def test_asking_again_prolongs_nothing() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AUDIO)
    bed.enter(100, AUDIO)
    assert bed.engine.pauses[0].until_t == 130


@pytest.mark.req("ALM-32")
def test_equipment_that_rises_to_high_ends_the_audio_pause_too() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(100, START)
    bed.link(105, LinkState.GONE, lost_t=110)
    bed.enter(111, AUDIO)
    bed.advance(131)
    assert bed.engine.pauses == ()
    assert sounding(bed)["T-COM"] == "on"


@pytest.mark.req("ALM-32")
def test_what_is_acknowledged_is_silent_and_stays_so_when_the_pause_ends() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(5, 1)
    bed.enter(10, AUDIO)
    bed.advance(129)
    assert bed.told(Change.PAUSED) == bed.told(Change.RESUMED) == []
    assert sounding(bed) == {"NIBP-SYS-HIGH": "off"}


@pytest.mark.req("ALM-31", "ALM-32")
def test_a_reminder_that_falls_into_a_pause_comes_when_the_pause_ends() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(10, 1)  # reminds at 130
    bed.enter(100, AUDIO)
    bed.advance(219)
    assert bed.told(Change.REMINDER) == []
    bed.advance(339)
    assert bed.told(Change.REMINDER) == [(220, "NIBP-SYS-HIGH")]
    assert bed.engine.active[0].reminded_t == 220
    assert bed.engine.active[0].reminder_t == 340


@pytest.mark.req("ALM-31", "ALM-34")
def test_two_reminders_that_fall_into_one_pause_are_one_when_it_ends() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.acknowledge(10, 1)  # reminds at 130, and would at 250
    bed.enter(100, CARE)
    bed.advance(399)
    assert bed.told(Change.REMINDER) == [(280, "NIBP-SYS-HIGH")]


def acknowledged_high(bed: Bed) -> None:
    """A systolic of 190, acknowledged."""
    bed.value(0, 190, P.NIBP_SYS)
    bed.acknowledge(10, bed.onsets("NIBP-SYS-HIGH")[0].condition)


@pytest.mark.req("ALM-32", "ALM-60")
def test_a_high_pressure_that_is_much_worse_ends_the_audio_pause() -> None:
    bed = Bed()
    acknowledged_high(bed)
    bed.enter(20, AUDIO)
    bed.value(60, 205, P.NIBP_SYS)
    assert bed.told(Change.AGAIN) == [(60, "NIBP-SYS-HIGH")]
    assert bed.engine.pauses == ()
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on"}


@pytest.mark.req("ALM-34", "ALM-60")
def test_a_high_pressure_that_is_much_worse_breaks_through_a_care_pause_that_goes_on() -> None:
    bed = Bed()
    acknowledged_high(bed)
    bed.enter(20, CARE)
    bed.hold(30, 42, 91)
    bed.value(60, 205, P.NIBP_SYS)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on", "SPO2-LOW": "paused"}
    assert [pause.kind for pause in bed.engine.pauses] == [PauseKind.CARE]


@pytest.mark.req("ALM-32", "ALM-60")
@pytest.mark.parametrize("pause", [AUDIO, CARE])
def test_a_high_that_was_paused_before_anyone_acknowledged_it_is_heard_when_much_worse(
    pause: Command,
) -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.enter(10, pause)
    bed.value(60, 199, P.NIBP_SYS)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused"}
    bed.value(90, 209, P.NIBP_SYS)
    assert bed.told(Change.AGAIN) == [(90, "NIBP-SYS-HIGH")]
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on"}
    assert bed.engine.active[0].change.escalated  # nobody has acknowledged it since 0: it stays so


@pytest.mark.req("ALM-32", "ALM-60")
@pytest.mark.parametrize("pause", [AUDIO, CARE])
def test_a_medium_pressure_that_is_much_worse_waits_for_the_end_of_the_pause(pause: Command) -> None:
    bed = Bed()
    bed.value(0, 161, P.NIBP_SYS)
    bed.acknowledge(10, 1)
    bed.enter(20, pause)
    bed.value(60, 175, P.NIBP_SYS)
    assert bed.told(Change.AGAIN) == [(60, "NIBP-SYS-HIGH")]
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused"}
    bed.advance(200)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on"}


@pytest.mark.req("ALM-32")
def test_something_acknowledged_in_a_pause_does_not_resume() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, AUDIO)
    bed.acknowledge(20, 1)
    bed.advance(500)
    assert bed.told(Change.RESUMED) == []


@pytest.mark.req("ALM-30", "ALM-32")
def test_a_latched_high_is_held_and_heard_again() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(60, 120, P.NIBP_SYS)
    bed.enter(70, AUDIO)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused"}
    bed.advance(190)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "on"}


@pytest.mark.req("ALM-34")
def test_care_pause_holds_the_patient_and_small_equipment_for_three_minutes_at_most() -> None:
    bed = Bed()
    bed.value(0, 190, P.NIBP_SYS)
    bed.value(0, 97)
    bed.enter(5, CARE)
    assert bed.engine.pauses == (
        Pause(kind=PauseKind.CARE, began_t=5, until_t=5 + CARE_S, actor=NURSE, reason="toilet"),
    )
    bed.probe_off(10)
    bed.advance(20)
    assert sounding(bed) == {"NIBP-SYS-HIGH": "paused", "T-SPO2-OFF": "paused"}
    bed.advance(1000)
    assert sorted(bed.told(Change.RESUMED)) == [(185, "NIBP-SYS-HIGH"), (185, "T-SPO2-OFF")]
    assert bed.engine.pauses == ()


@pytest.mark.req("ALM-34")
def test_equipment_at_high_sounds_through_a_care_pause() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(0, START)
    bed.enter(40, CARE)
    bed.link(45, LinkState.GONE, lost_t=50)
    bed.advance(51)
    assert sounding(bed)["T-COM"] == "on"
    assert bed.engine.pauses != ()


@pytest.mark.req("ALM-34")
def test_a_high_of_the_patient_that_begins_in_a_care_pause_breaks_through_and_the_rest_stays_held() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(5, CARE)
    bed.hold(10, 16, 86)
    assert sounding(bed) == {"SPO2-LOW": "on", "NIBP-SYS-HIGH": "paused"}
    assert len(bed.engine.pauses) == 1


@pytest.mark.req("ALM-34")
def test_a_high_that_began_before_the_care_pause_is_held_by_it_even_at_the_same_instant() -> None:
    bed = Bed()
    bed.hold(0, 5, 86)
    bed.enter(5, CARE)  # the High begins at 5 too, by what went before
    assert sounding(bed) == {"SPO2-LOW": "paused"}


@pytest.mark.req("ALM-34")
def test_what_broke_through_one_care_pause_is_held_by_the_next() -> None:
    bed = Bed()
    bed.enter(0, CARE)
    bed.hold(1, 7, 86)
    assert sounding(bed) == {"SPO2-LOW": "on"}
    bed.enter(20, EndCarePause(bed=1, actor=NURSE))
    bed.enter(30, CARE)
    assert sounding(bed) == {"SPO2-LOW": "paused"}


@pytest.mark.req("ALM-32", "ALM-34")
def test_with_both_pauses_a_signal_is_held_until_the_last_of_them_ends() -> None:
    bed = Bed()
    bed.value(0, 170, P.NIBP_SYS)
    bed.enter(10, CARE)
    bed.enter(20, AudioPause(bed=1, actor=NURSE, seconds=30))
    bed.advance(60)
    assert bed.told(Change.RESUMED) == []
    bed.enter(70, EndCarePause(bed=1, actor=NURSE))
    assert bed.told(Change.PAUSED) == [(10, "NIBP-SYS-HIGH")]
    assert bed.told(Change.RESUMED) == [(70, "NIBP-SYS-HIGH")]


@pytest.mark.req("ALM-32")
def test_what_begins_at_the_instant_a_pause_ends_is_heard() -> None:
    bed = Bed()
    bed.enter(0, AudioPause(bed=1, actor=NURSE, seconds=60))
    bed.hold(50, 62, 91)  # Medium at 60
    assert bed.onsets("SPO2-LOW")[0].activation is Activation.ON


@pytest.mark.req("ALM-32", "ALM-34")
@pytest.mark.parametrize(
    ("command", "any_active", "running", "words"),
    [
        (AUDIO, True, (), None),
        (AudioPause(bed=1, seconds=30), True, (), None),
        (AudioPause(bed=1, seconds=60), False, (), None),
        (AUDIO, False, (), "ahead for 60 seconds only"),
        (AudioPause(bed=1, seconds=90), True, (), "30, 60 or 120 seconds"),
        (AUDIO, True, (PauseKind.AUDIO,), "already paused"),
        (AUDIO, True, (PauseKind.CARE,), None),
        (EndAudioPause(bed=1), True, (PauseKind.AUDIO,), None),
        (EndAudioPause(bed=1), True, (PauseKind.CARE,), "not paused"),
        (CARE, False, (), None),
        (CarePause(bed=1, seconds=180, reason="  "), True, (), "needs a reason"),
        (CarePause(bed=1, seconds=181, reason="x"), True, (), "up to 180 seconds"),
        (CarePause(bed=1, seconds=0, reason="x"), True, (), "up to 180 seconds"),
        (CARE, True, (PauseKind.CARE,), "already running"),
        (EndCarePause(bed=1), True, (PauseKind.CARE,), None),
        (EndCarePause(bed=1), True, (), "No care pause"),
        (Acknowledge(bed=1, condition=1), True, (), None),
    ],
)
def test_a_pause_that_cannot_be_is_refused_in_words(
    command: Command, any_active: bool, running: tuple[PauseKind, ...], words: str | None
) -> None:
    found = refusal(command, any_active, [a_pause(kind) for kind in running])
    assert (found is None) if words is None else (found is not None and words in found)

"""What the pause keys mean: one loudspeaker plays all beds, and one key answers it (ALM-32, ALM-34)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.ui import pauses
from bedside.ui.pauses import Offer
from bedside.vitals.alarms import Activation, PauseKind, Presence, Priority
from bedside.vitals.commands import AudioPause, EndAudioPause, EndCarePause
from bedside.vitals.sessions import Mode
from tests.helpers.alarming import NOW, alarming, paused
from tests.helpers.story import NURSE
from tests.helpers.updates import bed

ACKNOWLEDGED = {"activation": Activation.OFF, "presence": Presence.ACKNOWLEDGED}


def asked(updates, shown):
    return pauses.audio_commands({u.bed: u for u in updates}, shown, NOW, NURSE)


@pytest.mark.req("ALM-32")
def test_on_a_bed_screen_the_key_pauses_that_bed_and_every_bed_that_can_be_heard() -> None:
    beds = (
        alarming(bed(1)),
        alarming(bed(2), Priority.MEDIUM),
        alarming(bed(3), **ACKNOWLEDGED),
        bed(4),
    )
    wanted = [AudioPause(bed=n, actor=NURSE, seconds=120.0) for n in (1, 2)]
    assert asked(beds, 1) == wanted
    assert asked(beds, 4) == wanted, "a calm bed is not paused for another's alarm"
    assert [each.bed for each in asked(beds, 3)] == [1, 2, 3], "its own taken alarm is held as well"


@pytest.mark.req("ALM-32")
def test_on_the_station_the_key_pauses_every_bed_with_an_active_alarm() -> None:
    beds = (alarming(bed(1)), alarming(bed(3), **ACKNOWLEDGED), bed(4))
    assert [each.bed for each in asked(beds, None)] == [1, 3]


@pytest.mark.req("ALM-32")
def test_without_any_alarm_the_key_pauses_the_meant_bed_ahead_for_a_minute() -> None:
    assert asked((bed(1), bed(2)), 2) == [AudioPause(bed=2, actor=NURSE, seconds=60.0)]
    assert asked((bed(1), bed(2)), None) == [], "it has to be said which bed is meant"
    assert pauses.offer({1: bed(1)}, 1, NOW) is Offer.PRE_SILENCE


@pytest.mark.req("ALM-32")
def test_the_same_key_ends_every_audio_pause() -> None:
    held = {"activation": Activation.PAUSED}
    beds = (paused(alarming(bed(1), **held), 94.0), paused(bed(2), 20.0), bed(3))
    for shown in (None, 1, 2, 3):
        assert asked(beds, shown) == [EndAudioPause(bed=1, actor=NURSE), EndAudioPause(bed=2, actor=NURSE)]


@pytest.mark.req("ALM-32")
def test_what_can_still_be_heard_is_paused_before_a_pause_is_ended() -> None:
    beds = (paused(alarming(bed(1), activation=Activation.PAUSED), 94.0), alarming(bed(2)))
    assert [(type(each), each.bed) for each in asked(beds, 1)] == [(AudioPause, 2)]


@pytest.mark.req("ALM-36")
def test_a_replay_is_never_paused() -> None:
    replayed = replace(alarming(bed(1)), mode=Mode.REPLAY)
    assert asked((replayed,), 1) == []
    assert pauses.offer({1: replayed}, 1, NOW) is Offer.TEST


def test_nobody_is_offered_a_pause_longer_than_two_minutes() -> None:
    assert pauses.PAUSE_S == 120.0


def test_the_countdown_never_says_zero_while_the_pause_holds() -> None:
    item = pauses.running({1: paused(bed(1), 0.2)}, PauseKind.AUDIO, NOW)[0]
    assert item.countdown == "0:01" and 0 < item.share <= 1
    assert pauses.running({1: paused(bed(1), 0.0)}, PauseKind.AUDIO, NOW) == []


@pytest.mark.req("ALM-34")
def test_the_care_pause_of_the_shown_bed_is_the_one_that_is_ended() -> None:
    beds = {n: paused(bed(n), left, PauseKind.CARE) for n, left in ((1, 170.0), (2, 30.0))}
    shown = pauses.care_shown(beds, 2, NOW)
    assert shown is not None and pauses.end_care(shown, NURSE) == EndCarePause(bed=2, actor=NURSE)
    anywhere = pauses.care_shown(beds, None, NOW)
    assert anywhere is not None and anywhere.bed == 1

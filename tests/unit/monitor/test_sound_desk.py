"""The station's side of the sound: who is asked what, what is handed to the loudspeaker, and when a tone reminds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.errors import RefusedError, SoundUnconfirmedError
from bedside.monitor.hearing import OFF_REMINDER_S, Hearing
from bedside.monitor.sound_desk import SoundDesk
from bedside.settings import Settings
from bedside.vitals.alarms import Activation, ActiveAlarm, Direction, LimitView, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Wave
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import AcceptNoSound, ConfirmSound, PlaySelfTest, SetQuietRoom, SetSound
from tests.helpers.loudspeaker import ToldLoudspeaker
from tests.helpers.updates import desaturation, reyes

NURSE = Actor(name="A. Moreno", role=Role.NURSE)


def desk(state: SoundState | None = None) -> tuple[SoundDesk, ToldLoudspeaker]:
    port = ToldLoudspeaker(state)
    return SoundDesk(port, Settings()), port


@pytest.mark.req("ALM-45")
def test_an_infusion_waits_until_somebody_heard_the_tones() -> None:
    sound, port = desk()
    with pytest.raises(SoundUnconfirmedError, match="play the alarm tones"):
        sound.refuse_unheard()
    sound.obey(PlaySelfTest(bed=0, actor=NURSE))
    assert port.tests == 1
    sound.obey(ConfirmSound(bed=0, actor=UNNAMED, heard=True))
    sound.refuse_unheard()
    assert sound.answer == "heard"


@pytest.mark.req("ALM-45")
def test_nobody_heard_tones_that_were_not_played() -> None:
    sound, port = desk()
    with pytest.raises(RefusedError, match="No tone has been played"):
        sound.obey(ConfirmSound(bed=0, actor=NURSE, heard=True))
    for state, why in (
        (SoundState(output="speaker", playing="high"), "An alarm sounds now"),
        (SoundState(fault="no loudspeaker is connected."), "cannot be played: no loudspeaker"),
    ):
        port.now = state
        with pytest.raises(RefusedError, match=why):
            sound.obey(PlaySelfTest(bed=0, actor=NURSE))
    assert (port.tests, sound.answer) == (0, "")


@pytest.mark.req("ALM-45")
def test_going_on_without_having_heard_them_takes_a_name_and_a_reason() -> None:
    sound, _ = desk()
    for actor, reason in ((UNNAMED, "deaf room"), (replace(NURSE, name=" "), "deaf room"), (NURSE, "  ")):
        with pytest.raises(RefusedError):
            sound.obey(ConfirmSound(bed=0, actor=actor, heard=False, reason=reason))
    sound.obey(ConfirmSound(bed=0, actor=NURSE, heard=False, reason="speaker in the next room"))
    assert sound.answer == "not heard: speaker in the next room"
    sound.refuse_unheard()


@pytest.mark.req("ALM-55")
def test_without_sound_an_infusion_waits_until_a_named_person_accepts_it() -> None:
    sound, port = desk()
    sound.obey(PlaySelfTest(bed=0, actor=NURSE))
    sound.obey(ConfirmSound(bed=0, actor=NURSE, heard=True))
    port.now = SoundState(fault="no loudspeaker is connected")
    with pytest.raises(SoundUnconfirmedError, match="No alarm can be heard"):
        sound.refuse_unheard()
    with pytest.raises(RefusedError, match="name"):
        sound.obey(AcceptNoSound(bed=0, actor=UNNAMED, reason="we watch"))
    sound.obey(AcceptNoSound(bed=0, actor=NURSE, reason="we watch"))
    sound.refuse_unheard()
    port.now = SoundState(output="speaker")
    sound.state()
    assert not sound.no_sound_accepted, "an acceptance ends with the fault it was given for"


def test_a_station_that_promised_no_sound_asks_nothing() -> None:
    sound = SoundDesk(None, Settings())
    sound.refuse_unheard()
    assert sound.state() == SoundState()
    with pytest.raises(RefusedError, match="without sound"):
        sound.obey(PlaySelfTest(bed=0, actor=NURSE))


def test_volume_and_pulse_tone_are_remembered() -> None:
    sound, port = desk()
    words, changed = sound.obey(SetSound(bed=0, actor=NURSE, volume=0.5, pulse_tone=True))
    assert changed == {"volume": 0.5, "pulse_tone": True}
    assert (port.now.volume, port.now.pulse_tone) == (0.5, True)
    assert words == "volume 50%, pulse tone on"
    with pytest.raises(RefusedError, match="between 0 and 100"):
        sound.obey(SetSound(bed=0, actor=NURSE, volume=1.5))


def test_a_quiet_room_needs_a_loudspeaker_somewhere_else() -> None:
    sound, port = desk()
    with pytest.raises(RefusedError, match="second loudspeaker"):
        sound.obey(SetQuietRoom(bed=0, actor=NURSE, on=True))
    port.now = replace(port.now, station_output="station")
    sound.obey(SetQuietRoom(bed=0, actor=NURSE, on=True))
    assert port.now.quiet_room


def test_the_loudspeaker_hears_of_a_change_once_and_in_station_time() -> None:
    port = ToldLoudspeaker()
    hearing = Hearing(port)
    update = desaturation()
    alarm = replace(update.alarms[0], loud_t=100.0)
    update = replace(update, alarms=(alarm,))
    for _ in range(3):
        hearing.show({3: update}, (), update.station_now)
    assert len(port.shown) == 1
    (audible,) = port.shown[0]
    assert audible.loud_t == pytest.approx(50_100.0)
    assert (audible.bed, audible.priority, audible.oxygen) == (3, Priority.HIGH, True)
    assert port.session_open


@pytest.mark.req("T-UI")
def test_what_the_watchdog_sounds_for_is_marked_so() -> None:
    port = ToldLoudspeaker()
    change = replace(desaturation().alarms[0].change, code="T-UI", parameter=None)
    Hearing(port).show({}, (ActiveAlarm(change=change, loud_t=5.0),), 10.0)
    (audible,) = port.shown[0]
    assert audible.own_sound
    assert audible.bed == 0
    assert audible.activation is Activation.ON


@pytest.mark.req("ALM-33")
def test_a_limit_that_a_person_switched_off_reminds_every_three_minutes() -> None:
    port = ToldLoudspeaker()
    hearing = Hearing(port)
    off = LimitView(
        parameter=Parameter.PR,
        direction=Direction.HIGH,
        priority=Priority.MEDIUM,
        value=None,
        edited=True,
        since_t=0.0,
    )
    profiles_own = LimitView(
        parameter=Parameter.SPO2, direction=Direction.HIGH, priority=Priority.MEDIUM, value=None
    )
    update = replace(reyes(), limits=(off, profiles_own))
    zero = update.station_now - update.now
    for t in range(0, 601, 10):
        hearing.show({3: replace(update, station_now=zero + t, now=float(t))}, (), zero + t)
    assert port.tones == 600 // OFF_REMINDER_S
    quiet = replace(update, limits=(profiles_own,))
    for t in range(610, 1000, 10):
        hearing.show({3: replace(quiet, station_now=zero + t, now=float(t))}, (), zero + t)
    assert port.tones == 600 // OFF_REMINDER_S


@pytest.mark.req("ALM-14")
def test_a_beat_of_the_chosen_bed_is_handed_on_with_its_saturation() -> None:
    port = ToldLoudspeaker()
    hearing = Hearing(port)
    update = reyes()
    beat = Wave(
        parameter=Parameter.PLETH, t=1.0, rate_hz=100.0, samples=(1, 2), quality=(Quality.NONE, Quality.BEAT)
    )
    hearing.listen(3, [beat], update)
    assert port.beats == []
    hearing.pulse_bed = 3
    hearing.listen(3, [beat], update)
    hearing.listen(2, [beat], update)
    assert port.beats == [97.0]

"""What happens to the alarm sound when a loudspeaker fails, in every way one can fail (ALM-55)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bedside.clock import ManualClock
from bedside.ui.sound_player import SoundPlayer
from bedside.ui.system_volume import USUAL, SystemVolume
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible
from tests.helpers.fake_outlets import FakeOutlets

HIGH = Audible(
    bed=1,
    condition=1,
    priority=Priority.HIGH,
    oxygen=False,
    activation=Activation.ON,
    escalated=False,
    loud_t=0.0,
)
LOW = replace(HIGH, condition=2, priority=Priority.LOW)
QUIET = replace(HIGH, activation=Activation.OFF, loud_t=None)


class Desk:
    """A player on loudspeakers of the test, with time going on by steps as its thread would."""

    def __init__(self, *keys: str, station_output: str = "", volume: float = 1.0) -> None:
        self.clock = ManualClock()
        self.outlets = FakeOutlets(self.clock, *keys)
        self.player = SoundPlayer(
            self.outlets, self.clock, volume=volume, pulse_tone=False, station_output=station_output
        )
        self.wait(0.3)

    def wait(self, seconds: float) -> None:
        end = self.clock.now() + seconds
        while self.clock.now() < end:
            self.clock.advance(min(self.player.step(), end - self.clock.now()) or 0.001)
        self.player.step()

    def show(self, *audibles: Audible) -> None:
        self.player.show(audibles, session_open=True)

    @property
    def fault(self) -> str:
        return self.player.state.fault

    def hears(self, key: str, within_s: float = 1.0) -> bool:
        now = self.clock.now()
        self.wait(within_s)
        return self.outlets.loud_since(now, key)


@pytest.fixture
def broken_aloud(expect_log: Callable[[str], None]) -> None:
    """What breaks is in the log."""
    expect_log("no alarm sound: ")


@pytest.fixture
def desk() -> Desk:
    return Desk("room")


def test_a_working_loudspeaker_is_no_fault_and_is_proven_again_and_again(desk: Desk) -> None:
    assert desk.player.state.output == "room"
    desk.wait(100)
    state = desk.player.state
    assert state.fault == ""
    assert state.checked_t is not None and desk.clock.now() - state.checked_t <= 15
    assert not desk.outlets.loud_since(0.0, "room")  # the proof is silent
    assert state.playing == ""


def test_while_nothing_sounds_it_is_closed_but_for_the_checks(desk: Desk) -> None:
    desk.wait(65.0)
    assert 5 <= len(desk.outlets.opened) <= 8
    assert all(sink.closed for sink in desk.outlets.opened)
    assert desk.player.step() > 1.0


@pytest.mark.req("ALM-21")
def test_a_high_is_given_to_the_loudspeaker_at_once(desk: Desk) -> None:
    desk.wait(7.3)
    desk.show(HIGH)
    assert desk.outlets.loud_since(desk.clock.now(), "room")
    assert desk.player.state.playing == "high"


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("how", ["broken", "stalled", "refusing"])
@pytest.mark.parametrize("alarm", [True, False], ids=["in a burst", "while it is quiet"])
def test_a_loudspeaker_that_fails_is_a_fault_within_15_s_and_recovers_by_itself(
    how: str, alarm: bool, broken_aloud: None
) -> None:
    desk = Desk("room")
    if alarm:
        desk.show(HIGH)
        desk.wait(1.0)
    getattr(desk.outlets, how).add("room")
    desk.wait(3.0 if alarm else 15.0)
    assert desk.fault.startswith("the loudspeaker")
    assert desk.player.state.playing == ""
    desk.wait(60.0)
    assert desk.fault
    getattr(desk.outlets, how).clear()
    desk.wait(2.0)
    assert desk.fault == ""
    if alarm:
        assert desk.player.state.playing == "high"
        assert desk.hears("room")


@pytest.mark.req("ALM-55")
def test_no_loudspeaker_at_all_is_said_so_that_a_nurse_can_act(broken_aloud: None) -> None:
    desk = Desk()
    assert desk.fault == "no loudspeaker is connected. Plug one in, or switch it on."
    assert desk.player.state.output == ""
    desk.show(HIGH)
    desk.outlets.keys.append("room")
    desk.player.look_again()
    assert desk.hears("room")
    assert desk.fault == ""


@pytest.mark.req("ALM-55")
def test_before_each_burst_it_is_seen_whether_there_is_a_loudspeaker(desk: Desk, broken_aloud: None) -> None:
    desk.show(HIGH)
    desk.wait(5.0)
    desk.outlets.keys.clear()  # nobody says so
    desk.wait(2.6)
    assert "no loudspeaker is connected" in desk.fault


@pytest.mark.req("ALM-55")
def test_another_default_loudspeaker_takes_the_burst_over_from_its_beginning(desk: Desk) -> None:
    desk.show(HIGH)
    desk.wait(1.0)
    desk.outlets.keys.insert(0, "headphones")
    desk.player.look_again()
    assert desk.hears("headphones", 0.1)
    assert desk.player.state.output == "headphones"
    assert desk.outlets.opened[0].closed


@pytest.mark.req("ALM-55")
def test_a_sound_server_that_is_away_is_a_fault_as_soon_as_it_is_needed(
    desk: Desk, broken_aloud: None
) -> None:
    desk.wait(2.0)
    desk.outlets.reachable = False
    desk.show(HIGH)
    assert desk.fault.startswith("the sound of this computer does not answer.")
    desk.outlets.reachable = True
    assert desk.hears("room", 2.0)
    assert desk.fault == ""


@pytest.mark.req("ALM-55")
def test_nothing_is_opened_while_the_sound_server_is_away(desk: Desk, broken_aloud: None) -> None:
    desk.show(HIGH)
    desk.outlets.stalled.add("room")
    desk.outlets.reachable = False
    opened = len(desk.outlets.opened)
    desk.wait(30.0)
    assert desk.fault
    assert len(desk.outlets.opened) == opened
    desk.outlets.stalled.clear()
    desk.outlets.reachable = True
    desk.wait(2.0)
    assert desk.fault == ""


def test_a_computer_that_slept_is_no_broken_loudspeaker(desk: Desk) -> None:
    desk.show(HIGH)
    desk.wait(1.0)
    desk.outlets.stalled.add("room")
    desk.player.step()
    desk.clock.advance(600.0)
    desk.player.step()
    desk.outlets.stalled.clear()
    desk.wait(0.1)
    assert desk.fault == ""


@pytest.mark.req("ALM-12", "ALM-55")
def test_a_volume_of_zero_is_a_fault_until_a_session_lifts_it_to_the_floor() -> None:
    desk = Desk("room", volume=0.0)
    assert desk.fault == "the volume of bedside is 0. Turn it up in the settings."
    desk.show()
    assert desk.fault == ""
    assert desk.player.state.volume == 0.3
    desk.player.set(volume=0.8)
    assert desk.player.state.volume == 0.8


@pytest.mark.req("ALM-14")
def test_the_pulse_tone_is_off_until_it_is_switched_on(desk: Desk) -> None:
    desk.player.beat(97.0)
    assert not desk.hears("room")
    desk.player.set(pulse_tone=True)
    desk.player.beat(97.0)
    assert desk.hears("room")
    assert desk.player.state.pulse_tone


@pytest.mark.req("ALM-13", "ALM-14")
def test_tones_end_when_an_alarm_begins(desk: Desk) -> None:
    desk.player.tone()
    assert desk.outlets.loud_since(desk.clock.now(), "room")
    desk.show(LOW)
    desk.wait(0.1)
    assert desk.player.state.playing == "low"
    desk.player.tone()
    desk.wait(1.5)
    assert not desk.hears("room", 5.0)  # between two bursts


@pytest.mark.req("ALM-45")
def test_when_the_self_test_was_played_is_told(desk: Desk) -> None:
    assert desk.player.state.tested_utc is None
    desk.player.test()
    assert desk.player.state.playing == "tone"
    desk.wait(3.0)
    tested = desk.player.state.tested_utc
    assert tested is not None
    assert 0 <= (desk.clock.utc() - tested).total_seconds() <= 2


@pytest.mark.req("ALM-45", "ALM-55")
def test_a_self_test_nobody_could_hear_does_not_count(broken_aloud: None) -> None:
    desk = Desk()
    desk.player.test()
    desk.wait(5.0)
    desk.outlets.keys.append("room")
    desk.player.look_again()
    assert not desk.hears("room", 5.0)
    assert desk.player.state.tested_utc is None


@pytest.mark.req("ALM-35")
def test_in_a_quiet_room_the_station_sounds_and_after_30_s_the_room_as_well() -> None:
    desk = Desk("room", "station", station_output="station")
    assert desk.player.state.station_output == "station"
    desk.player.set(quiet_room=True)
    now = desk.clock.now()
    desk.show(replace(HIGH, loud_t=now))
    desk.wait(29.0)
    assert desk.outlets.loud_since(now, "station")
    assert not desk.outlets.loud_since(now, "room")
    assert desk.hears("room", 1.5)
    desk.show(QUIET)
    desk.wait(0.5)
    assert not desk.hears("room") and not desk.hears("station")


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("how", ["broken", "stalled"])
def test_in_a_quiet_room_the_room_sounds_at_once_if_the_station_fails(how: str, broken_aloud: None) -> None:
    desk = Desk("room", "station", station_output="station")
    desk.player.set(quiet_room=True)
    desk.show(replace(HIGH, loud_t=desk.clock.now()))
    desk.wait(1.0)
    getattr(desk.outlets, how).add("station")
    assert desk.hears("room", 3.0)
    assert desk.player.state.station_output == ""
    assert desk.fault == ""  # every alarm is heard, in the room


AUDIBLE = SystemVolume(0.8, False)
NOT_AUDIBLE = [SystemVolume(0.8, True), SystemVolume(0.0, False), SystemVolume(0.0, None)]


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("system", NOT_AUDIBLE)
def test_in_a_quiet_room_the_room_sounds_at_once_if_the_station_is_muted_in_the_system(
    system: SystemVolume,
) -> None:
    desk = Desk("room", "station", station_output="station")
    assert desk.player.keys == (USUAL, "station")
    desk.player.set(quiet_room=True)
    desk.show(replace(HIGH, loud_t=desk.clock.now()))
    assert not desk.hears("room")
    desk.player.systems = {USUAL: AUDIBLE, "station": system}
    assert desk.hears("room")
    state = desk.player.state
    assert state.station_output == "" and state.playing == "high"
    assert "“station” is " + ("muted" if system.muted else "at 0 %") in state.station_fault
    assert (state.system_volume, state.system_muted) == AUDIBLE, "of the loudspeaker in use"
    desk.player.systems = {USUAL: AUDIBLE, "station": AUDIBLE}
    desk.wait(0.1)
    assert desk.player.state.station_output == "station" and desk.player.state.station_fault == ""


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize("system", NOT_AUDIBLE)
def test_a_room_muted_in_the_system_takes_nothing_from_the_station(system: SystemVolume) -> None:
    desk = Desk("room", "station", station_output="station")
    desk.player.systems = {USUAL: system, "station": AUDIBLE}
    assert desk.player.state.system_volume == system.volume, "the room's, as long as it sounds there"
    desk.player.set(quiet_room=True)
    desk.show(replace(HIGH, loud_t=desk.clock.now()))
    assert desk.hears("station")
    state = desk.player.state
    assert state.station_output == "station" and state.station_fault == ""
    assert (state.system_volume, state.system_muted) == AUDIBLE


@pytest.mark.req("ALM-55")
def test_a_station_whose_volume_cannot_be_read_is_trusted_as_long_as_it_plays() -> None:
    desk = Desk("room", "station", station_output="station")
    desk.player.systems = {"station": SystemVolume(None, None)}
    assert desk.player.state.station_output == "station"


@pytest.mark.req("ALM-55")
def test_without_a_second_loudspeaker_a_quiet_room_is_not_quiet(broken_aloud: None) -> None:
    for keys in (["room"], ["room", "other"]):
        desk = Desk(*keys, station_output="station")
        desk.player.set(quiet_room=True)
        desk.show(replace(HIGH, loud_t=desk.clock.now()))
        assert desk.hears("room")


@pytest.mark.req("ALM-55")
def test_if_the_room_fails_the_station_takes_over_and_the_fault_is_told(broken_aloud: None) -> None:
    desk = Desk("room", "station", station_output="station")
    desk.show(HIGH)
    desk.outlets.broken.add("room")
    assert desk.hears("station")
    assert desk.fault == ("not in the room, only at the station: the loudspeaker cannot be used.")

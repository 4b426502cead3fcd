"""The station's own alarms, the pauses of all beds, and what has to be true before an infusion starts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Profile
from bedside.errors import RefusedError, SoundUnconfirmedError
from bedside.settings import Settings
from bedside.vitals.alarms import Activation, Change, Priority
from bedside.vitals.commands import Acknowledge, AudioPause, EndAudioPause, StartInfusion
from bedside.vitals.records import EntryMade, ReadingTaken, RecordingState, SegmentOpened, StationAlarmChanged
from bedside.vitals.sessions import PROGRAM, Actor, Role
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import ConfirmSound, PickOperator, PlaySelfTest
from tests.helpers.alarms import NoAlarms
from tests.helpers.clinics import Clinic
from tests.helpers.loudspeaker import ToldLoudspeaker

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
START = StartInfusion(bed=1, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0)


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    made = Clinic(Settings(), alarms=Engine, sound=ToldLoudspeaker())
    yield made
    made.station.stop()


def loudspeaker(clinic: Clinic) -> ToldLoudspeaker:
    return clinic.station._sound._port  # type: ignore[return-value]


def codes(clinic: Clinic) -> list[str]:
    update = clinic.station.station_update
    return [] if update is None else [alarm.change.code for alarm in update.alarms]


@pytest.mark.req("T-AUDIO", "ALM-55")
def test_a_dead_loudspeaker_is_an_alarm_of_the_station_until_it_is_mended(clinic: Clinic) -> None:
    loudspeaker(clinic).now = SoundState(fault="no loudspeaker is connected")
    clinic.until(lambda: codes(clinic) == ["T-AUDIO"], "the alarm")
    alarm = clinic.station.station_update.alarms[0]  # type: ignore[union-attr]
    assert alarm.change.priority is Priority.MEDIUM
    clinic.do(Acknowledge(bed=0, actor=NURSE, condition=alarm.change.condition))
    loudspeaker(clinic).now = SoundState(output="speaker")
    clinic.until(lambda: codes(clinic) == [], "its end")
    told = [r.change.change for r in clinic.records if isinstance(r, StationAlarmChanged)]
    assert told == [Change.ONSET, Change.ACKNOWLEDGED, Change.CLEARED, Change.ENDED]
    with pytest.raises(RefusedError, match="no longer active"):
        clinic.do(Acknowledge(bed=0, actor=NURSE, condition=alarm.change.condition))


@pytest.mark.req("T-DISK")
def test_a_record_that_cannot_be_written_is_a_high_alarm(clinic: Clinic) -> None:
    clinic.recording = RecordingState(fault="the disk is full: free some space")
    clinic.until(lambda: codes(clinic) == ["T-DISK"], "the alarm")
    assert clinic.station.station_update.alarms[0].change.priority is Priority.HIGH  # type: ignore[union-attr]


@pytest.mark.req("T-UI")
def test_a_window_that_no_longer_beats_is_a_high_alarm_with_the_watchdogs_sound(clinic: Clinic) -> None:
    clinic.station.window_beat_t = clinic.clock.now() - 2.5
    clinic.until(lambda: codes(clinic) == ["T-UI"], "the alarm")
    clinic.until(lambda: any(a.own_sound for shown in loudspeaker(clinic).shown for a in shown), "the mark")
    clinic.station.window_beat_t = None
    clinic.until(
        lambda: not any(a.change.present for a in clinic.station.station_update.alarms),  # type: ignore[union-attr]
        "its end: no window, nothing to watch",
    )


@pytest.mark.req("ALM-32")
def test_a_new_high_on_one_bed_ends_the_audio_pause_of_every_bed(clinic: Clinic) -> None:
    one = clinic.attach(port="/dev/ttyUSB0", bed=1)
    two = clinic.attach(port="/dev/ttyUSB1", bed=2)
    for reader, bed in ((one, 1), (two, 2)):
        clinic.monitor(reader, bed)
    for bed in (1, 2):
        clinic.do(AudioPause(bed=bed, actor=NURSE, seconds=60.0))
    clinic.until(lambda: all(clinic.station.updates[bed].pauses for bed in (1, 2)), "both pauses")
    clinic.spo2(two, 75.0)  # High at once
    clinic.until(lambda: not any(clinic.station.updates[bed].pauses for bed in (1, 2)), "the end of both")
    ended = [
        record.entry.command
        for record in clinic.records
        if isinstance(record, EntryMade) and isinstance(record.entry.command, EndAudioPause)
    ]
    assert [(command.bed, command.actor) for command in ended] == [(1, PROGRAM)]
    assert "bed 2" in ended[0].reason
    (audible,) = loudspeaker(clinic).shown[-1]
    assert (audible.bed, audible.activation) == (2, Activation.ON)


@pytest.mark.req("ALM-41")
def test_a_station_that_stood_still_says_that_nobody_watched(clinic: Clinic, expect_log) -> None:
    expect_log("nobody watched for")
    reader = clinic.attach(bed=1)
    clinic.monitor(reader, 1)
    clinic.station._stood_still._last_turn = clinic.clock.now() - 60.0
    clinic.until(
        lambda: any(a.change.code == "T-INTERRUPTED" for a in clinic.station.updates[1].alarms), "the alarm"
    )
    assert clinic.station.updates[1].session.interrupted  # type: ignore[union-attr]
    assert any(isinstance(r, SegmentOpened) and "slept" in r.cause for r in clinic.records)


@pytest.mark.req("ALM-42")
def test_what_a_device_says_while_the_program_ends_is_looked_at_for_alarms(request, monkeypatch) -> None:
    sources: list[NoAlarms] = []

    def source(_profile: Profile) -> NoAlarms:
        sources.append(NoAlarms())
        return sources[-1]

    clinic = Clinic(Settings(), alarms=source)
    request.addfinalizer(clinic.station.stop)
    reader = clinic.attach(bed=1)
    clinic.monitor(reader, 1)
    monkeypatch.setattr(reader, "stop", lambda timeout_s=1.0: clinic.spo2(reader, 88.0))
    clinic.station.stop()
    last = [record for record in clinic.records if isinstance(record, ReadingTaken)][-1]
    assert last.reading.value == 88.0  # type: ignore[union-attr]
    assert sources[0].advanced_to >= last.at, "a deadline before the end of the record would be missing in it"


@pytest.mark.req("ALM-45")
def test_monitoring_never_waits_for_the_self_test_but_an_infusion_does(clinic: Clinic) -> None:
    reader = clinic.attach(bed=1)
    clinic.monitor(reader, 1)
    with pytest.raises(SoundUnconfirmedError):
        clinic.do(START)
    clinic.do(PlaySelfTest(bed=0, actor=NURSE))
    clinic.do(ConfirmSound(bed=0, actor=NURSE, heard=True))
    clinic.do(START)
    assert clinic.station.updates[1].infusion is not None or clinic.station.updates[1].session is not None
    assert "confirm_sound" in clinic.kinds()


@pytest.mark.req("ALM-31")
def test_the_operator_is_kept_for_the_next_start_and_shown(clinic: Clinic) -> None:
    clinic.do(PickOperator(bed=0, operator=NURSE))
    assert clinic.saved[-1].operator is not None
    assert clinic.saved[-1].operator.name == "A. Moreno"
    clinic.until(lambda: clinic.station.station_update.operator == NURSE, "the name")  # type: ignore[union-attr]

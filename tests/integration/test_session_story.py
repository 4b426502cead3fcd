"""Two patients recorded through the whole program, then computed again and played back from the record alone."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bedside.alarms.profile_file import default_profile
from bedside.composition import build
from bedside.errors import RefusedError
from bedside.logs import start_logging
from bedside.monitor.services import Services
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.replay.player import Player
from bedside.simulation.spawn import Simulation
from bedside.store.library import Library, RecordedSession
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.care_commands import AdoptProtocol, AllowEmergencyStart
from bedside.vitals.commands import (
    Acknowledge,
    ChangeRate,
    Command,
    EndSession,
    GiveRating,
    MarkEvent,
    NamePatient,
    Retract,
    StartInfusion,
    WriteNote,
)
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM, Actor, Mode, PatientType, Phase, Role
from bedside.vitals.station_commands import AttachDevice
from tests.helpers.alarms_again import computed_again

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

PATIENCE_S = 30.0
MARKER = "Quetzalcoatl Vermeer"
NURSE = Actor(name=f"Nurse of {MARKER}", role=Role.NURSE)
FALLING = """
title = "Falling"
summary = "The saturation falls at once and comes back."
[baseline]
spo2 = 94
[[effect]]
kind = "desaturation"
start_s = 0.5
nadir = 70
lag_s = 0
fall_per_s = 100
end_s = 7
recovery_lag_s = 0
recovery_per_s = 100
"""
SLIPPING = """
title = "Slipping"
summary = "The probe slips off and comes back."
[[effect]]
kind = "probe_off"
start_s = 1
end_s = 7
"""


@dataclass(frozen=True, slots=True)
class Story:
    """What was recorded, and what had been shown meanwhile."""

    folder: Path
    store: Path
    sessions: dict[int, RecordedSession]
    shown: dict[int, list[MonitorUpdate]]

    def player(self, bed: int) -> Player:
        return Player(self.sessions[bed], default_profile().limits())


class Room:
    """The program without a screen; keeps every update it publishes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._changed = threading.Condition()
        self.shown: dict[int, list[MonitorUpdate]] = {1: [], 2: []}
        services.station.on_news = self._look

    def _look(self) -> None:
        with self._changed:
            for bed, update in self._services.station.updates.items():
                self.shown[bed].append(update)
            self._changed.notify_all()

    def wait(self, bed: int, until: Callable[[MonitorUpdate], object]) -> MonitorUpdate:
        def found() -> MonitorUpdate | None:
            return next((update for update in self.shown[bed][-50:] if until(update)), None)

        with self._changed:
            update = self._changed.wait_for(found, PATIENCE_S)
        assert update is not None, self.shown[bed][-1:]
        return update

    def say(self, command: Command) -> None:
        self._services.station.submit(command).result(PATIENCE_S)


def play_out(room: Room) -> None:
    """What the people in the room do."""
    room.wait(1, lambda update: update.session)
    room.say(NamePatient(bed=1, actor=NURSE, label=MARKER, patient_type=PatientType.ADULT, weight_kg=71.0))
    room.say(AllowEmergencyStart(bed=1, actor=NURSE, reason=f"{MARKER} cannot wait"))
    room.say(StartInfusion(bed=1, actor=NURSE, rate_ml_h=45, concentration_mg_ml=1, planned_mg=35))
    room.say(GiveRating(bed=1, actor=NURSE, scale="dissociation", value=2))
    room.say(ChangeRate(bed=1, actor=NURSE, rate_ml_h=450, reason=f"{MARKER} said so"))
    room.say(Retract(bed=1, actor=NURSE, entry=6))
    room.say(WriteNote(bed=1, actor=NURSE, text=f"{MARKER} is calm"))
    with pytest.raises(RefusedError):
        room.say(NamePatient(bed=1, label=f"{MARKER} II", patient_type=PatientType.ADULT, weight_kg=9000.0))
    alarmed = room.wait(1, lambda update: any(a.change.code == "SPO2-LOW" for a in update.alarms))
    room.say(Acknowledge(bed=1, actor=NURSE, condition=alarmed.alarms[0].change.condition))
    room.say(MarkEvent(bed=1, actor=NURSE, event="dizziness", severity=1))
    room.wait(2, lambda update: any(change.change is Change.CLEARED for change in update.alarm_log))
    room.wait(1, lambda update: update.now > 11.0)
    room.say(EndSession(bed=1, actor=NURSE))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    for name, text in {"falling": FALLING, "slipping": SLIPPING}.items():
        (folder / f"{name}.toml").write_text(text)
    root = logging.getLogger()
    before = (root.level, list(root.handlers), sys.excepthook, threading.excepthook)
    start_logging(folder / "bedside.log", to_stderr=False)
    store = folder / "store" / "bedside.sqlite"
    try:
        services = build(store)
        simulation = Simulation(
            beds=2,
            drivers=["contec_v7", "dinamap"],
            scenarios=[str(folder / "falling.toml"), str(folder / "slipping.toml")],
        )
        try:
            room = Room(services)
            for port in simulation.ports:
                room.say(AttachDevice(bed=port.bed, driver=port.driver, port=port.port, remember=False))
            play_out(room)
        finally:
            services.stop()
            simulation.stop()
    finally:
        for handler in set(root.handlers) - set(before[1]):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before[0])
        sys.excepthook, threading.excepthook = before[2], before[3]
    library = Library(store)
    sessions = {summary.bed: library.open(summary.id) for summary in library.sessions()}
    yield Story(folder, store, sessions, room.shown)


def of_codes(changes: list[AlarmChange]) -> set[tuple[str, Change]]:
    return {(change.code, change.change) for change in changes}


@pytest.mark.req("ALM-42")
@pytest.mark.parametrize("bed", [1, 2])
def test_the_same_readings_give_the_same_alarms_again(story: Story, bed: int) -> None:
    recorded = story.sessions[bed].alarm_changes()
    expected = {
        1: {("SPO2-LOW", Change.ONSET), ("SPO2-LOW", Change.ACKNOWLEDGED)},
        2: {("T-SPO2-OFF", Change.ONSET), ("T-SPO2-OFF", Change.CLEARED)},
    }
    assert expected[bed] <= of_codes(recorded)
    assert computed_again(story.sessions[bed]) == recorded
    shown = [update.alarm_log for update in story.shown[bed] if update.session is not None][-1]
    assert list(shown) == recorded[: len(shown)]
    assert len(recorded) - len(shown) <= 1, "what was recorded was shown"


@pytest.mark.parametrize("bed", [1, 2])
def test_played_to_the_end_the_alarm_log_is_the_recorded_one(story: Story, bed: int) -> None:
    player = story.player(bed)
    player.playing, player.speed = True, 60.0
    update = player.update()
    while player.playing:
        update = player.advance(1 / 60)
    assert list(update.alarm_log) == story.sessions[bed].alarm_changes()
    assert update.now == story.sessions[bed].duration_s


@pytest.mark.req("SAFE-01")
@pytest.mark.parametrize("bed", [1, 2])
def test_a_replay_is_marked_and_shows_what_was_shown_live(story: Story, bed: int) -> None:
    player = story.player(bed)
    live = [update for update in story.shown[bed] if update.session is not None]
    assert {update.mode for update in live} == {Mode.SIMULATION}
    assert story.sessions[bed].opened.mode is Mode.SIMULATION
    for seen in live[10 :: max(1, len(live) // 12)]:
        player.seek(seen.now)
        update = player.update()
        assert update.mode is Mode.REPLAY
        assert update.devices == ()
        assert update.session is not None
        assert seen.session is not None
        assert update.session.phase is seen.session.phase
        assert update.session.label == seen.session.label
        assert update.entries == seen.entries
        assert update.alarm_log == seen.alarm_log
        assert update.alarms == seen.alarms
        for key, state in seen.numerics.items():
            again = update.numerics[key]
            assert (again.value, again.t) == (state.value, state.t)
            assert again.age is state.age or _at_an_edge(seen, key), (seen.now, key)
        _same_wave(update, seen)


def _at_an_edge(update: MonitorUpdate, parameter: Parameter) -> bool:
    """Ages are looked at ten times a second live; within that time of a change both are right."""
    state, ages = update.numerics[parameter], Ages()
    since = update.now - (state.t or 0.0)
    return any(abs(since % 1.0 - edge % 1.0) < 0.15 for edge in (ages.numeric_valid_s, ages.numeric_gone_s))


def _same_wave(update: MonitorUpdate, seen: MonitorUpdate) -> None:
    again, held = (
        view.slice(0, view.end) for view in (update.waves[Parameter.PLETH], seen.waves[Parameter.PLETH])
    )
    samples = [(t[~np.isnan(y)], y[~np.isnan(y)]) for t, y in (again, held)]
    np.testing.assert_array_equal(samples[0][1], samples[1][1])
    np.testing.assert_allclose(
        samples[0][0], samples[1][0], atol=0.5 / 60
    )  # the record keeps times to half a sample


def test_the_numbers_of_a_replay_are_those_of_the_record(story: Story) -> None:
    session = story.sessions[1]
    times, recorded = session.numerics(Parameter.SPO2)
    player = story.player(1)
    for t, value in list(zip(times, recorded, strict=True))[1::3]:
        player.seek(t + 0.05)
        state = player.update().numerics[Parameter.SPO2]
        assert (state.age, state.value) == (Age.VALID, value)


def test_the_overview_has_the_whole_session(story: Story) -> None:
    for bed, session in story.sessions.items():
        overview = story.player(bed).overview()
        assert overview.now == session.duration_s
        assert list(overview.alarm_log) == session.alarm_changes()
        assert list(overview.entries) == session.entries()
        for parameter in (Parameter.SPO2, Parameter.PR, Parameter.PI):
            have, recorded = overview.trends[parameter].rows(), session.numerics(parameter)
            np.testing.assert_array_equal(have[0], recorded[0])
            np.testing.assert_array_equal(have[1], recorded[1])


def test_the_timeline_is_recorded_with_who_and_what_was_taken_back(story: Story) -> None:
    session = story.sessions[1]
    entries = session.entries()
    kinds = [type(entry.command) for entry in entries]
    assert kinds == [
        AdoptProtocol,
        NamePatient,
        AllowEmergencyStart,
        StartInfusion,
        GiveRating,
        ChangeRate,
        Retract,
        WriteNote,
        Acknowledge,
        MarkEvent,
        EndSession,
    ]
    assert [entry.number for entry in entries if entry.retracted] == [6]
    assert {entry.command.actor for entry in entries} == {PROGRAM, NURSE}
    update = story.player(1).overview()
    assert update.session is not None
    assert (update.session.label, update.session.phase) == (MARKER, Phase.INFUSION)
    assert update.infusion is not None
    assert update.infusion.rate_ml_h == 45


@pytest.mark.req("ALM-41")
def test_the_bed_that_was_not_ended_is_interrupted_and_opens_too(story: Story) -> None:
    summaries = {summary.bed: summary for summary in Library(story.store).sessions()}
    assert (summaries[1].interrupted, summaries[1].end_reason) == (False, "ended by the operator")
    assert (summaries[2].interrupted, summaries[2].end_reason) == (True, "")
    assert summaries[1].label == MARKER


@pytest.mark.req("AUD-02")
def test_no_name_or_note_gets_into_the_log_or_a_file_name(story: Story) -> None:
    log = (story.folder / "bedside.log").read_text(encoding="utf-8")
    assert "session" in log
    for word in MARKER.split():
        assert word.lower() not in log.lower()
        assert not [path for path in story.folder.rglob("*") if word.lower() in path.name.lower()]
    assert "Traceback" not in log
    assert "WARNING" not in log

"""A recorded session plays back as it was shown, from wherever the cursor is put."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bedside.alarms.profile_file import default_profile
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.replay.player import Player
from bedside.store.library import Library
from bedside.vitals.alarms import Change
from bedside.vitals.commands import ChangeRate, EndSession, MarkEvent, Retract, SetAges, StartInfusion
from bedside.vitals.devices import LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality
from bedside.vitals.records import Record
from bedside.vitals.sessions import Mode, Phase
from tests.helpers.make_database import CUFF, NURSE, Stream, pleth, record_all, whole_session


def player_of(folder: Path, records: list[Record], session: str = "one") -> Player:
    path = folder / "b.sqlite"
    record_all(path, records)
    return Player(Library(path).open(session), default_profile().limits())


def spo2(t: float, value: float | None, quality: Quality = Quality.NONE) -> Numeric:
    return Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=quality)


def cuff(t: float, sys: float) -> Determination:
    return Determination(t=t, sys=sys, dia=70.0, map=88.0, pr=66.0)


def played_to(player: Player, t: float, step_s: float = 0.25) -> MonitorUpdate:
    """Play from the beginning up to `t` in steps of session time."""
    player.seek(0.0)
    player.playing, player.speed = True, 1.0
    update = player.update()
    while player.t < t - 1e-9:
        update = player.advance(min(step_s, t - player.t))
    player.playing = False
    return update


def long_session(seconds: int = 200) -> list[Record]:
    """A number a second, a cuff reading each 40 s that arrives 6 s late, entries and an alarm."""
    stream = Stream("one")
    records = stream.opened()
    for second in range(seconds):
        t = float(second)
        records.append(stream.taken(pleth(t, 60), t + 1.0))
        records.append(stream.taken(spo2(t + 1.0, 90.0 + second % 7)))
        if second % 40 == 30:
            records.append(stream.taken(cuff(t - 5.0, 110.0 + second // 40), t + 1.0, CUFF))
        if second == 50:
            records.append(
                stream.made(StartInfusion(bed=1, actor=NURSE, rate_ml_h=40, concentration_mg_ml=1), t + 1.0)
            )
        if second == 60:
            records += [stream.alarmed(Change.ONSET, t + 1.0)]
    records.append(stream.closed(float(seconds)))
    return records


def shown(update: MonitorUpdate) -> dict[str, object]:
    """What a person would see, without the parts of a trend that a seek may thin out."""
    return {
        "now": update.now,
        "session": update.session,
        "numerics": update.numerics,
        "determinations": update.determinations,
        "entries": update.entries,
        "infusion": update.infusion,
        "alarms": update.alarms,
        "alarm_log": update.alarm_log,
        "nibp": update.nibp,
        "signal_level": update.signal_level,
        "waves": {
            key: tuple(np.asarray(part).tolist() for part in view.since(update.now - 50.0))
            for key, view in update.waves.items()
        },
    }


@pytest.mark.parametrize("t", [0.0, 3.7, 12.0, 31.0, 51.0, 61.0, 99.25, 200.0])
def test_a_seek_shows_what_playing_up_to_there_shows(tmp_path: Path, t: float) -> None:
    player = player_of(tmp_path, long_session())
    played = shown(played_to(player, t))
    player.seek(t)
    assert shown(player.update()) == played


@pytest.mark.parametrize("t", [0.0, 45.5, 61.0, 130.0])
def test_a_trend_after_a_seek_is_the_one_that_was_played(tmp_path: Path, t: float) -> None:
    player = player_of(tmp_path, long_session())
    played = played_to(player, t).trends
    player.seek(t)
    for parameter, series in player.update().trends.items():
        for have, want in zip(series.rows(), played[parameter].rows(), strict=True):
            np.testing.assert_array_equal(have, want, err_msg=str(parameter))


def test_the_overview_holds_each_cuff_reading_once_and_at_its_time(tmp_path: Path) -> None:
    overview = player_of(tmp_path, long_session()).overview()
    t, y = overview.trends[Parameter.NIBP_SYS].rows()
    assert t.tolist() == [25.0, 65.0, 105.0, 145.0, 185.0]
    assert y.tolist() == [110.0, 111.0, 112.0, 113.0, 114.0]
    assert len(overview.trends[Parameter.SPO2].rows()[0]) == 200
    assert len(overview.determinations) == 5
    assert [change.change for change in overview.alarm_log] == [Change.ONSET]
    assert overview.mode is Mode.REPLAY


@pytest.mark.parametrize("speed", [1.0, 2.0, 5.0, 10.0, 30.0, 60.0])
def test_played_to_the_end_at_any_speed_the_alarm_log_is_the_recorded_one(
    tmp_path: Path, speed: float
) -> None:
    player = player_of(tmp_path, whole_session(Stream("one")))
    recorded = Library(tmp_path / "b.sqlite").open("one").alarm_changes()
    assert recorded
    player.playing, player.speed = True, speed
    update = player.update()
    for _ in range(int(player.duration_s / (0.05 * speed)) + 2):
        update = player.advance(0.05)
    assert not player.playing
    assert update.now == player.duration_s
    assert list(update.alarm_log) == recorded
    assert not player.advance(5.0).now > player.duration_s


def test_a_frame_that_took_long_misses_nothing(tmp_path: Path) -> None:
    player = player_of(tmp_path, long_session())
    player.playing, player.speed = True, 60.0
    update = player.advance(1000.0)
    assert update.now == 200.0
    assert len(update.trends[Parameter.SPO2].rows()[0]) == 200
    assert update.numerics[Parameter.SPO2].t == 200.0


def test_an_entry_at_the_cursor_is_shown_once_also_after_playing_on(tmp_path: Path) -> None:
    player = player_of(tmp_path, long_session())
    player.seek(51.0)
    assert len(player.update().entries) == 1
    player.playing = True
    assert len(player.advance(1.0).entries) == 1


def test_a_cuff_reading_that_arrived_late_is_shown_once_and_not_before_it_arrived(tmp_path: Path) -> None:
    player = player_of(tmp_path, long_session())
    for t, count in ((30.5, 0), (31.0, 1), (44.0, 1), (46.5, 1), (72.0, 2)):
        player.seek(t)
        assert len(player.update().determinations) == count, t


def test_a_number_long_silent_is_gone_after_a_seek_and_not_never_measured(tmp_path: Path) -> None:
    stream = Stream("one")
    records = [*stream.opened(), *(stream.taken(spo2(float(t), 97.0)) for t in range(5))]
    records.append(stream.made(MarkEvent(bed=1, actor=NURSE, event="dizziness"), 100.0))
    player = player_of(tmp_path, records)
    player.seek(60.0)
    state = player.update().numerics[Parameter.SPO2]
    assert (state.age, state.value, state.t, state.reason) == (Age.GONE, 97.0, 4.0, "no data")


def test_a_respiratory_rate_of_a_silent_device_is_gone_after_a_seek(tmp_path: Path) -> None:
    stream = Stream("one")
    rate = Numeric(parameter=Parameter.RR, t=1.0, value=14.0)
    records = [*stream.opened(), stream.linked(LinkState.MEASURING, 0.5, "Measuring."), stream.taken(rate)]
    records += [stream.taken(pleth(float(t), 60)) for t in range(2, 120)]
    records.append(stream.closed(120.0))
    player = player_of(tmp_path, records)
    player.seek(100.0)
    assert player.update().numerics[Parameter.RR].age is Age.GONE


def test_numbers_grow_old_in_a_replay_as_they_did_then(tmp_path: Path) -> None:
    """By the table that was in force: the usual one, and from a change of the timeline on the changed one."""
    stream = Stream("one")
    records = [*stream.opened(), stream.taken(spo2(0.0, 97.0))]
    patient = SetAges(bed=1, actor=NURSE, ages=Ages(numeric_valid_s=20.0, numeric_gone_s=40.0))
    records += [stream.made(patient, 30.0), stream.taken(spo2(31.0, 96.0)), stream.closed(100.0)]
    player = player_of(tmp_path, records)
    ages = []
    for t in (2.0, 5.0, 15.0, 45.0, 60.0, 80.0):
        player.seek(t)
        ages.append(player.update().numerics[Parameter.SPO2].age)
    assert ages == [Age.VALID, Age.FADED, Age.GONE, Age.VALID, Age.FADED, Age.GONE]


def test_a_number_lost_long_ago_is_gone_after_a_seek(tmp_path: Path) -> None:
    stream = Stream("one")
    records = [*stream.opened(), stream.taken(spo2(0.0, 97.0))]
    records += [stream.taken(spo2(float(t), None, Quality.NO_FINGER)) for t in range(1, 60)]
    player = player_of(tmp_path, records)
    for t in (14.0, 20.0, 59.0):
        player.seek(t)
        state = player.update().numerics[Parameter.SPO2]
        assert (state.age, state.value, state.reason) == (Age.GONE, 97.0, "probe off"), t


@pytest.mark.req("SAFE-01")
def test_whatever_was_recorded_plays_as_a_replay(tmp_path: Path) -> None:
    for mode in (Mode.LIVE, Mode.SIMULATION):
        stream = Stream(mode.value)
        player = player_of(tmp_path, [*stream.opened(mode), stream.taken(pleth(0.0, 6))], mode.value)
        for update in (player.update(), player.advance(0.1), player.overview()):
            assert update.mode is Mode.REPLAY
            assert update.session is not None
            assert update.session.mode is mode


@pytest.mark.req("ALM-36")
def test_a_player_has_no_door_for_a_command(tmp_path: Path) -> None:
    player = player_of(tmp_path, whole_session(Stream("one")))
    public = {name for name in dir(player) if not name.startswith("_")}
    assert public == {"advance", "duration_s", "overview", "playing", "seek", "speed", "t", "update"}
    assert player.update().devices == ()
    assert not (player.update().nibp and player.update().nibp.can_start)


def test_a_paused_player_stands_still(tmp_path: Path) -> None:
    player = player_of(tmp_path, long_session())
    player.seek(40.0)
    assert player.advance(10.0).now == 40.0


@pytest.mark.parametrize(("asked", "t"), [(-5.0, 0.0), (1e9, 200.0)])
def test_a_seek_outside_stays_inside(tmp_path: Path, asked: float, t: float) -> None:
    player = player_of(tmp_path, long_session())
    player.seek(asked)
    assert player.update().now == t


def test_a_retracted_entry_is_struck_from_when_it_was_retracted(tmp_path: Path) -> None:
    stream = Stream("one")
    records = stream.opened()
    records += [stream.taken(spo2(float(t), 97.0)) for t in range(30)]
    start = stream.made(StartInfusion(bed=1, actor=NURSE, rate_ml_h=40, concentration_mg_ml=1), 30.0)
    wrong = stream.made(ChangeRate(bed=1, actor=NURSE, rate_ml_h=400), 31.0)
    back = stream.made(Retract(bed=1, actor=NURSE, entry=2), 35.0)
    end = stream.made(EndSession(bed=1, actor=NURSE), 40.0)
    player = player_of(tmp_path, [*records, start, wrong, back, end, stream.closed(40.0)])
    player.seek(33.0)
    assert [entry.retracted for entry in player.update().entries] == [False, False]
    player.seek(36.0)
    update = player.update()
    assert [entry.retracted for entry in update.entries] == [False, True, False]
    assert update.session is not None
    assert update.session.phase is Phase.INFUSION
    assert update.infusion is not None
    assert update.infusion.rate_ml_h == 40
    assert [entry.retracted for entry in player.overview().entries] == [False, True, False, False]


@pytest.mark.req("ALM-41")
def test_an_interrupted_session_opens_and_its_hole_is_a_hole(tmp_path: Path) -> None:
    stream = Stream("one")
    records = stream.opened()
    records += [stream.taken(pleth(float(t), 60), t + 1.0) for t in range(10)]
    records.append(stream.segment(60.0, "program restarted"))
    records += [stream.taken(pleth(float(t), 60), t + 1.0) for t in range(60, 70)]
    player = player_of(tmp_path, records)
    assert player.duration_s == 70.0
    assert player.update().session.interrupted == ((10.0, 60.0),)  # type: ignore[union-attr]
    player.seek(65.0)
    t, y = player.update().waves[Parameter.PLETH].since(0.0)
    inside = (t > 10.0) & (t < 60.0)
    assert np.isnan(y[inside]).all()
    assert not np.isnan(y[t >= 60.0]).any()
    assert np.isnan(y).sum() == 1


def test_a_session_with_nothing_in_it_opens(tmp_path: Path) -> None:
    player = player_of(tmp_path, Stream("one").opened())
    player.playing = True
    update = player.advance(1.0)
    assert (update.now, update.numerics, update.waves, update.entries) == (0.0, {}, {}, ())
    assert not player.playing
    assert player.overview().mode is Mode.REPLAY


def test_the_session_began_when_it_was_recorded(tmp_path: Path) -> None:
    stream = Stream("one")
    stream.started -= timedelta(days=3)
    session = player_of(tmp_path, [*stream.opened(), stream.taken(pleth(0.0))]).update().session
    assert session is not None
    assert session.started_utc == stream.started
    assert session.profile == "adult v1"

"""An infusion that never gets its STOP: through a crash, over midnight and a whole day, into the end and the replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.errors import RefusedError
from bedside.monitor.updates import MonitorUpdate
from bedside.replay.player import Player
from bedside.review.recorded_facts import session_facts
from bedside.store.library import Library
from bedside.therapy.infusion import infusion_of, never_stopped
from bedside.vitals.alarms import Priority
from bedside.vitals.commands import EndSession, PauseInfusion, SetPhase, StopInfusion
from bedside.vitals.sessions import Phase
from tests.helpers.care_rooms import NURSE, Room, room_in

DAY_S = 86_400.0


@pytest.fixture
def room(tmp_path: Path, expect_log: Callable[[str], None]) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite", began=datetime(2026, 3, 14, 22, 30, tzinfo=UTC)) as made:
        yield made


def forgotten(room: Room, seconds: float) -> MonitorUpdate:
    room.screened()
    room.based()
    room.infused()
    room.wait(600.0, every_s=5.0)
    return room.wait(seconds, every_s=60.0)


def priority(update: MonitorUpdate) -> Priority | None:
    return next((a.change.priority for a in update.alarms if a.change.code == "T-INFUSION-END"), None)


def test_a_crash_neither_ends_nor_hides_it(room: Room, expect_log: Callable[[str], None]) -> None:
    expect_log("goes on after")
    before = forgotten(room, 3600.0)
    assert priority(before) is Priority.MEDIUM
    room.crash(away_s=600.0)
    room.wait(5.0)
    twin, after = room.shown_by_both()
    assert priority(after) is Priority.MEDIUM
    assert after.infusion is not None
    assert twin.infusion is not None
    assert after.infusion.delivered_exact(after.now) == pytest.approx(
        twin.infusion.delivered_exact(after.now), abs=Decimal("0.001")
    )
    assert never_stopped(after.infusion, after.now)


def test_over_midnight_and_a_whole_day_it_is_told_and_nothing_is_cut(room: Room) -> None:
    after = forgotten(room, DAY_S)
    assert after.infusion is not None
    assert after.session is not None
    assert after.session.phase is Phase.INFUSION
    assert priority(after) is Priority.MEDIUM
    ran_s = after.now - after.infusion.started_t
    assert ran_s > DAY_S
    assert after.infusion.delivered_mg(after.now) == pytest.approx(ran_s * 52.5 / 3600.0)
    assert after.infusion.percent_of_plan(after.now) > 3000.0  # type: ignore[operator]
    stopped = room.say(StopInfusion(bed=1, actor=NURSE, observed_t=after.infusion.started_t + 2400.0))
    assert stopped.infusion is not None
    assert stopped.infusion.delivered_exact(stopped.now) == Decimal(35)
    assert priority(stopped) is None


def test_a_discharge_is_refused_while_it_runs_and_while_it_is_paused(room: Room) -> None:
    forgotten(room, 7200.0)
    for _ in range(2):
        with pytest.raises(RefusedError) as told:
            room.say(SetPhase(bed=1, actor=NURSE, phase=Phase.DISCHARGE))
        assert "stop" in str(told.value).lower()
        room.say(PauseInfusion(bed=1, actor=NURSE, reason="forgotten")) if _ == 0 else None


def test_recovery_does_not_begin_before_the_stop_is_recorded(room: Room) -> None:
    forgotten(room, 60.0)
    with pytest.raises(RefusedError, match=r"[Ss]top"):
        room.say(SetPhase(bed=1, actor=NURSE, phase=Phase.RECOVERY))


def test_the_end_of_the_session_freezes_what_counts_and_everybody_says_that_no_stop_was_recorded(
    room: Room,
) -> None:
    before = forgotten(room, 3600.0)
    assert before.infusion is not None
    room.program.bed.command(EndSession(bed=1, actor=NURSE), room.clock.now())
    room.close()
    library = Library(room.store)
    (summary,) = library.sessions()
    recorded = library.open(summary.id)
    infusion = infusion_of(recorded.entries())
    assert infusion is not None
    assert infusion.open_ended
    assert never_stopped(infusion, recorded.duration_s)
    player = Player(recorded, default_profile().limits())
    player.seek(recorded.duration_s)
    again = player.update()
    assert again.infusion is not None
    assert again.infusion.open_ended
    assert priority(again) is Priority.MEDIUM
    facts = session_facts(recorded, complete=False)
    assert facts.never_stopped
    assert facts.infused_s == pytest.approx(recorded.duration_s - infusion.started_t)

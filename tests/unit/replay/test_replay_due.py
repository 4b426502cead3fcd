"""What was due is in the record: live, computed again, at any cursor of a replay, and in the completeness after it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.replay.player import Player
from bedside.review.completeness import What
from bedside.review.recorded_completeness import completeness_of
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.care_commands import AdoptProtocol, DeferDue, EnterRespiration
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    GiveRating,
    NamePatient,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueItem, DueKind, Intervals, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination, Numeric
from bedside.vitals.sessions import PROGRAM, PatientType, Phase
from tests.helpers.alarms_again import computed_again
from tests.helpers.make_database import NURSE, STARTED

MIN = 60
LASTS_S = 60 * MIN
ADOPTED_AT = 5
EVERY = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
MOOD = Protocol(
    key="mood", title="Mood", version=1, family="mood", nibp=EVERY, observation=EVERY, ratings=EVERY
)
STORY: dict[int, Command] = {
    20: NamePatient(bed=1, actor=NURSE, label="A", patient_type=PatientType.ADULT),
    60: SetPhase(bed=1, actor=NURSE, phase=Phase.BASELINE),
    200: GiveRating(bed=1, actor=NURSE, scale="dissociation", value=0),
    210: EnterRespiration(bed=1, actor=NURSE, rate_per_min=14, observed_t=150.0),
    220: GiveRating(bed=1, actor=NURSE, scale="moaas", value=5),
    601: StartInfusion(
        bed=1, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1, planned_min=20, observed_t=590.0
    ),
    1000: GiveRating(bed=1, actor=NURSE, scale="dissociation", value=6),
    1300: DeferDue(bed=1, actor=NURSE, kind=DueKind.OBSERVATION, minutes=8, reason="asleep"),
    1500: ChangeRate(bed=1, actor=NURSE, rate_ml_h=60),
    2000: GiveRating(bed=1, actor=NURSE, scale="moaas", value=2),
    2010: EnterRespiration(bed=1, actor=NURSE, rate_per_min=9),
    2400: StopInfusion(bed=1, actor=NURSE),
    2700: GiveRating(bed=1, actor=NURSE, scale="dissociation", value=1),
}
CUFF_AT = (100, 230, 900, 1600, 1700, 2600)


class Told:
    """A bed that lived through the story, what was due each minute, and the door to its record."""

    def __init__(self, folder: Path, *, protocol: bool) -> None:
        self.path = folder / "due.sqlite"
        self.clock = ManualClock(1000.0, STARTED)
        self.recorder = Recorder(self.path, self.clock, interval_s=0.01)
        self.recorder.start()
        self.due: dict[float, tuple[DueItem, ...]] = {}
        engines: list[Engine] = []

        def engine(profile: object) -> Engine:
            engines.append(Engine(default_profile()))
            return engines[-1]

        bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=engine,
            record=self.recorder.put,
            unfinished=lambda _bed: None,
        )
        for device in ("oximeter", "cuff"):
            bed.attach(device, self.clock.now(), simulated=True)
        for second in range(LASTS_S):
            t = self.clock.now()
            bed.arrive("oximeter", [Numeric(parameter=Parameter.SPO2, t=t, value=97.0)], t)
            if second % 30 == 10:
                bed.arrive("cuff", [CuffStatus(t=t, state=CuffState.IDLE)], t)
            if second in CUFF_AT:
                bed.arrive("cuff", [Determination(t=t - 3.0, sys=120, dia=75, map=90, pr=70)], t)
            if second == ADOPTED_AT and protocol:
                bed.command(AdoptProtocol(bed=1, actor=PROGRAM, protocol=MOOD), t)
            if second in STORY:
                bed.command(STORY[second], t)
            bed.step(t, (), can_start_nibp=False, nibp_refusal="")
            if second % 47 == 0:
                self.due[float(second)] = engines[0].due
            self.clock.advance(1.0)
        self.recorder.stop()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    return Told(tmp_path_factory.mktemp("due"), protocol=True)


@pytest.mark.req("PLAN-01", "ALM-36")
@pytest.mark.parametrize("protocol", [True, False])
def test_a_cursor_put_anywhere_says_what_was_due_then(tmp_path: Path, *, protocol: bool) -> None:
    told = Told(tmp_path, protocol=protocol)
    library = Library(told.path)
    session = library.open(library.sessions()[0].id)
    player = Player(session, default_profile().limits())
    times = list(told.due)
    random.Random(1).shuffle(times)
    for t in times:
        player.seek(t)
        live = next((item.due_t for item in told.due[t] if item.kind is DueKind.NIBP), None)
        update = player.update()
        if update.nibp is not None:  # a cuff was heard lately, or has measured
            assert update.nibp.due_t == live, t
        if protocol:
            assert update.care is not None and update.care.due == told.due[t], t
    assert {item.kind for items in told.due.values() for item in items} >= {DueKind.NIBP}


@pytest.mark.req("PLAN-01", "T-INFUSION-END")
def test_the_alarms_of_such_a_session_are_computed_again_from_its_record(told: Told) -> None:
    library = Library(told.path)
    session = library.open(library.sessions()[0].id)
    changes = session.alarm_changes()
    assert {c.code for c in changes} >= {
        "T-NIBP-DUE",
        "T-OBSERVATION-DUE",
        "T-INFUSION-END",
        "P-SEDATION",
        "RR-LOW",
    }
    assert computed_again(session) == changes


@pytest.mark.req("PLAN-02")
def test_its_record_says_how_complete_it_was(told: Told) -> None:
    library = Library(told.path)
    session = library.open(library.sessions()[0].id)
    rows = {(row.phase, row.what): row for row in completeness_of(session)}
    assert rows[Phase.BASELINE, What.NIBP].share == 1.0
    assert rows[Phase.BASELINE, What.OBSERVATION].share == 1.0
    infusion = rows[Phase.INFUSION, What.NIBP]
    assert (infusion.taken, infusion.planned) == (3, 5)  # 890, 1190, 1490, 1800, 2100 s
    assert rows[Phase.INFUSION, What.SPO2].share == pytest.approx(1.0, abs=0.01)
    assert rows[Phase.INFUSION, What.PR].taken == 0
    assert rows[Phase.INFUSION, What.OBSERVATION].deferred >= 1

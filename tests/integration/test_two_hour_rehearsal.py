"""A two-hour session rehearsed from the first question to the way home, and played back from its record."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.cli.parser import parser
from bedside.cli.rehearse_session import run_rehearse
from bedside.clock import Clock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.replay.player import Player
from bedside.store.library import Library, RecordedSession
from bedside.therapy.care import Care, Criterion, DischargeGate
from bedside.therapy.infusion import infusion_of
from bedside.vitals.sessions import Phase
from tests.helpers.care_rooms import differences

EVERY_S = 120.0  # of simulated time between the samples of what was shown
# Numbers once a second instead of a wave: what is rehearsed is the session, and it goes faster.
WORN = ("--device", "masimo", "--device", "dinamap")

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was said and shown, and the record of it."""

    code: int
    told: str
    shown: tuple[MonitorUpdate, ...]
    session: RecordedSession


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    folder = tmp_path_factory.mktemp("rehearsed")
    shown: list[MonitorUpdate] = []

    def watch(update: MonitorUpdate) -> None:
        if update.session is None:
            return
        if shown and update.now == shown[-1].now:  # something was entered at this very moment
            shown[-1] = update
        elif not shown or update.now - shown[-1].now >= EVERY_S:
            shown.append(update)

    def watched(store: Path, clock: Clock) -> Services:
        services = build(store, clock=clock, remembered=False)
        services.station.on_bed = watch
        return services

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEDSIDE_HOME", str(folder / "home"))
        store, out = folder / "b.sqlite", io.StringIO()
        words = ["rehearse", "--hours", "2", *WORN, "--speed", "600", "--store", str(store)]
        code = run_rehearse(parser().parse_args(words), out, watched)
        library = Library(store)
        yield Rehearsed(code, out.getvalue(), tuple(shown), library.open(library.sessions()[0].id))


@pytest.mark.req("DIS-01", "PLAN-02")
def test_two_hours_of_a_pain_session_are_as_they_should_be(rehearsed: Rehearsed) -> None:
    assert rehearsed.code == 0, rehearsed.told[-3000:]
    assert "Discharge: every criterion is met." in rehearsed.told
    assert re.search(r"infusion +SpO2 \d+ %, PR \d+ %, NIBP (\d+) of \1, ", rehearsed.told)
    assert re.search(r"Steps: (\d+) of \1 were played\.", rehearsed.told)


@pytest.mark.req("DOSE-02")
def test_its_dose_is_exact(rehearsed: Rehearsed) -> None:
    assert "to the last digit" in rehearsed.told
    infusion = infusion_of(rehearsed.session.entries())
    assert infusion is not None
    assert infusion.stopped_t is not None
    assert infusion.stopped_t - infusion.started_t >= 7200.0
    by_hand = sum(
        (
            step.flow_mg_h * (Decimal(repr(until)) - Decimal(repr(step.t))) / 3600
            for step, until in zip(infusion.steps, [each.t for each in infusion.steps[1:]], strict=False)
        ),
        Decimal(0),
    ) + sum((each.mg for each in infusion.boluses), Decimal(0))
    given = infusion.delivered_exact(infusion.stopped_t)
    assert abs(given - by_hand) < Decimal("1e-20")


def facts(care: Care) -> Care:
    """Without what a look that is some seconds older may say otherwise: the words of minutes that go by."""

    def fact(criterion: Criterion) -> Criterion:
        return replace(criterion, found="", found_t=None)

    return replace(care, discharge=DischargeGate(criteria=tuple(map(fact, care.discharge.criteria))))


@pytest.mark.req("PLAN-01", "GATE-01", "DIS-01")
def test_a_replay_shows_the_care_that_was_shown(rehearsed: Rehearsed) -> None:
    player = Player(rehearsed.session, default_profile().limits())
    phases = set()
    assert len(rehearsed.shown) > 60
    for seen in rehearsed.shown:
        player.seek(seen.now)
        again = player.update()
        assert seen.session is not None
        assert again.session is not None
        assert seen.care is not None
        assert again.care is not None
        phases.add(seen.session.phase)
        assert again.session.phase is seen.session.phase
        assert differences(seen.infusion, again.infusion, "infusion") == []
        assert differences(facts(seen.care), facts(again.care), "care", close_s=0.5) == [], seen.now
    assert phases >= {Phase.BASELINE, Phase.INFUSION, Phase.RECOVERY}

"""When the chart draws the plasma estimate, when it ends and what it then says: each reason at the screen (PK-01)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.infusion import infusion_of
from bedside.ui.chart_plasma import PlasmaLine
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import GiveBolus, RecordTreatment
from bedside.vitals.commands import ChangeRate, Command, Entry, StopInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode, PatientType
from tests.helpers.hosting import host
from tests.helpers.parts import numeric
from tests.helpers.story import BED, at, series
from tests.helpers.updates import reyes

Change = Callable[[MonitorUpdate], MonitorUpdate]


def weighing(kg: float | None) -> Change:
    def change(update: MonitorUpdate) -> MonitorUpdate:
        assert update.session is not None
        return replace(update, session=replace(update.session, weight_kg=kg))

    return change


def born(day: date | None, patient_type: PatientType = PatientType.ADULT) -> Change:
    def change(update: MonitorUpdate) -> MonitorUpdate:
        assert update.session is not None
        patient = PatientRecord(id="a" * 32, simulated=False, family_name="Reyes", born=day)
        session = replace(update.session, patient_type=patient_type)
        return replace(update, session=session, care=Care(plasma_model="domino", patient=patient))

    return change


def with_entries(*made: tuple[str, Command], without_infusion: bool = False) -> Change:
    def change(update: MonitorUpdate) -> MonitorUpdate:
        kept = tuple(e for e in update.entries if not (without_infusion and e.t >= at("10:05")))
        first = 1 + max((e.number for e in kept), default=0)
        more = tuple(
            Entry(number=n, t=at(clock), entered_t=at(clock), command=command)
            for n, (clock, command) in enumerate(made, first)
        )
        entries = tuple(sorted(kept + more, key=lambda e: e.t))
        return replace(update, entries=entries, infusion=infusion_of(entries))

    return change


def pumping(*steps: tuple[str, float | None], heard_until: str = "") -> Change:
    """A pump that says its rate every 2 s; each step is from when on, and mL/h."""

    def change(update: MonitorUpdate) -> MonitorUpdate:
        until = at(heard_until) if heard_until else update.now
        times = np.arange(at(steps[0][0]), until + 0.5, 2.0)
        values = np.full(len(times), np.nan)
        for clock, rate in steps:
            values[times >= at(clock)] = np.nan if rate is None else rate
        last = None if np.isnan(values[-1]) else float(values[-1])
        told = numeric(Parameter.INFUSION_RATE, last, float(times[-1]))  # type: ignore[arg-type]
        return replace(
            update,
            trends={**update.trends, Parameter.INFUSION_RATE: series(times, values)},
            numerics={**update.numerics, Parameter.INFUSION_RATE: told},
        )

    return change


def shown(qtbot: QtBot, look: Theme, *changes: Change, mode: Mode = Mode.LIVE) -> PlasmaLine:
    update = replace(reyes(mode=mode), care=Care(plasma_model="domino"))
    for change in changes:
        update = change(update)
    chart = SessionChart(look)
    host(qtbot, chart, 1272, 568)
    chart.show_update(update)
    chart.grab()
    assert chart.picture is not None and chart.picture.plasma is not None
    return chart.picture.plasma


AS_RECORDED = pumping(("10:04", 0.0), ("10:05", 45.0), ("10:15", 55.0))
FASTER = pumping(("10:04", 0.0), ("10:05", 45.0), ("10:15", 55.0), ("10:20", 65.0))


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((weighing(None),), "without a weight"),
        ((born(date(2009, 11, 15)),), "under 18 years"),
        ((born(None, PatientType.NOT_SET),), "date of birth"),
        ((with_entries(without_infusion=True),), "no dose is recorded"),
        (
            (
                with_entries(
                    (
                        "10:06",
                        RecordTreatment(bed=BED, treatment="ketamine", dose=50.0, unit="mg", route="IM"),
                    ),
                    without_infusion=True,
                ),
            ),
            "another way than by vein",
        ),
        (
            (with_entries(("10:06", RecordTreatment(bed=BED, treatment="ketamine", text="50 mg by mouth"))),),
            "another way than by vein",
        ),
        ((with_entries(("10:18", StopInfusion(bed=BED)), ("10:19", StopInfusion(bed=BED))),), "do not fit"),
        ((pumping(("10:04", 0.0), ("10:05", 30.0)),), "from 10:05 on: the pump ran at another rate"),
    ],
)
def test_without_what_it_needs_there_is_no_line_and_one_sentence_says_why(
    qtbot: QtBot, look: Theme, changes: tuple[Change, ...], words: str
) -> None:
    line = shown(qtbot, look, *changes)
    assert len(line.t) == 0
    assert words in line.hidden


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((), ""),
        ((born(date(2008, 11, 14)),), ""),
        ((with_entries(("10:06", GiveBolus(bed=BED, mg=5.0)), without_infusion=True),), ""),
        ((weighing(40.0),), ""),
        ((weighing(120.0),), ""),
        ((weighing(39.5),), "39.5 kg is outside the 40 to 120 kg"),
        ((weighing(121.0),), "121 kg is outside the 40 to 120 kg"),
        ((AS_RECORDED,), ""),
        ((pumping(("10:04", 0.0), ("10:05:50", 45.0), ("10:15:40", 55.0)),), ""),  # entered before it ran
    ],
)
def test_with_all_of_it_the_line_goes_on_to_now(
    qtbot: QtBot, look: Theme, changes: tuple[Change, ...], words: str
) -> None:
    line = shown(qtbot, look, *changes)
    assert (line.hidden, line.ended) == ("", False)
    assert line.t[-1] == reyes().now
    assert words in line.warning and bool(words) == bool(line.warning)


@pytest.mark.req("PK-01")
@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.REPLAY])
def test_while_the_pump_contradicts_the_record_the_line_ends_where_that_began(
    qtbot: QtBot, look: Theme, mode: Mode
) -> None:
    line = shown(qtbot, look, FASTER, mode=mode)
    assert (line.ended, line.t[-1]) == (True, at("10:20"))
    assert "unknown from 10:20 on: the pump ran at another rate than recorded" in line.warning
    assert line.brief_warning == "unknown from 10:20 on"


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    "entered",
    [("10:20", ChangeRate(bed=BED, rate_ml_h=65.0)), ("10:21:30", ChangeRate(bed=BED, rate_ml_h=65.0))],
)
def test_the_line_comes_back_when_the_record_is_put_right_for_that_time(
    qtbot: QtBot, look: Theme, entered: tuple[str, Command]
) -> None:
    line = shown(qtbot, look, FASTER, with_entries(entered))
    assert (line.ended, line.warning, line.t[-1]) == (False, "", reyes().now)


@pytest.mark.req("PK-01")
def test_a_rate_that_was_recorded_long_after_the_pump_had_it_leaves_the_time_between_unknown(
    qtbot: QtBot, look: Theme
) -> None:
    line = shown(qtbot, look, FASTER, with_entries(("10:26", ChangeRate(bed=BED, rate_ml_h=65.0))))
    assert (line.ended, line.t[-1]) == (True, at("10:20"))


@pytest.mark.req("PK-01")
def test_a_pump_that_falls_silent_leaves_the_line_as_its_last_word_was(qtbot: QtBot, look: Theme) -> None:
    steps = (("10:04", 0.0), ("10:05", 45.0), ("10:15", 55.0))
    agreed = shown(qtbot, look, pumping(*steps, heard_until="10:20"))
    assert (agreed.ended, agreed.t[-1]) == (False, reyes().now)
    differed = shown(qtbot, look, pumping(*steps, ("10:19", 65.0), heard_until="10:20"))
    assert (differed.ended, differed.t[-1]) == (True, at("10:19"))


@pytest.mark.req("PK-01")
def test_a_corrected_weight_counts_for_the_whole_line_and_changes_no_milligram(
    qtbot: QtBot, look: Theme
) -> None:
    before = shown(qtbot, look)
    after = shown(qtbot, look, weighing(35.0))
    assert np.allclose(after.middle, 2.0 * before.middle), (
        "the model's volume is per kg, the doses are as given"
    )
    assert after.t[0] == before.t[0] == at("10:05")

"""The infusion in the session's overview: dose with its shares, volume, time, where the rate leads, and its stop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.pump_beside import counted_ml
from bedside.monitor.trends import Trend
from bedside.monitor.updates import MonitorUpdate
from bedside.ui.bed_header_words import time_words
from bedside.ui.entry_words import entry_words
from bedside.ui.session.infusion_facts import infusion_facts
from bedside.ui.session.phase_form import PhaseForm
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import PauseInfusion, StartInfusion, StopInfusion
from bedside.vitals.parameters import Parameter
from tests.helpers.screening import ready_care
from tests.helpers.session_flow import open_flow
from tests.helpers.story import BED, NURSE, later, story


def found(update: MonitorUpdate) -> dict[str, str]:
    return {fact.words: fact.found for fact in infusion_facts(update)}


@pytest.mark.req("DOSE-02")
def test_dose_share_volume_time_and_where_the_rate_leads_stand_on_the_page_of_the_infusion(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, update=replace(story("10:28:12"), care=ready_care()))
    flow.open("infusion")
    form = flow.page.form
    assert isinstance(form, PhaseForm)
    shown = {row._fact.words: row._found.text() for row in form._rows if row.isVisible()}
    expected = {
        "Start of the infusion": "10:05",
        "Dose": "19.6 mg of 35 mg, 56 %, 0.28 mg/kg",
        "Volume": "19.6 mL",
        "Time": "23:12 of 40:00, 16:48 remaining",
        "Planned dose, at this rate": "35 mg at 10:45; 35.0 mg by the planned end, 10:45",
        "Stop of the infusion": "not recorded yet",
    }
    assert {words: shown[words] for words in expected} == expected


def test_who_else_checked_stands_at_the_start_on_the_page_and_in_the_words_of_the_entry() -> None:
    update = story("10:28:12")
    named = tuple(
        replace(entry, command=replace(entry.command, checked_by="L. Hartmann"))
        if isinstance(entry.command, StartInfusion)
        else entry
        for entry in update.entries
    )
    page = found(replace(update, entries=named))
    assert page["Start of the infusion"] == "10:05, checked by L. Hartmann"
    said = [words[1] for entry in named if (words := entry_words(entry.command)) and "started" in words[1]]
    assert said == ["Infusion started, 45 mL/h, checked by L. Hartmann"]


def seconds(duration: str) -> int:
    minutes, rest = duration.split(":")
    return 60 * int(minutes) + int(rest)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 0.999])
def test_time_that_went_by_and_time_that_is_left_make_the_plan_at_every_moment(part: float) -> None:
    update = story("10:28:12")
    update = replace(update, now=update.now + part)
    header = time_words(update)
    assert seconds(header.elapsed) + seconds(header.remaining) == 40 * 60
    told = found(update)["Time"]
    assert told == f"{header.elapsed} of 40:00, {header.remaining} remaining"


def test_a_pause_says_that_nothing_is_given_and_a_stop_ends_every_line() -> None:
    paused = later(story("10:28:12"), 1.0, PauseInfusion(bed=BED, actor=NURSE))
    assert found(paused)["Planned dose, at this rate"] == "paused: nothing is given"
    assert found(paused)["Time"].endswith(", paused")
    stopped = later(paused, 60.0, StopInfusion(bed=BED, actor=NURSE))
    assert all(fact.done for fact in infusion_facts(stopped) if fact.done is not None)
    assert "Planned dose, at this rate" not in found(stopped)


def test_past_the_plan_the_overrun_and_the_missing_stop_are_said_with_the_panel_that_records_it() -> None:
    update = story("10:28:12")
    late = replace(update, now=update.now + 3600.0)
    assert found(late)["Time"] == "83:12 of 40:00, 43:12 over the plan"
    assert found(late)["Planned dose, at this rate"] == "all of it is given"
    stop = next(fact for fact in infusion_facts(late) if fact.words == "Stop of the infusion")
    assert stop.found == (
        "The plan was over 43 min ago and no stop is recorded: record the stop, or the new rate."
    )
    assert stop.opens == "rate" and not stop.done


def test_a_bolus_before_any_start_is_given_and_its_volume_is_not_guessed() -> None:
    bolus = GiveBolus(bed=BED, actor=NURSE, mg=5.0)
    facts = infusion_facts(later(story("10:00:00"), 1.0, bolus))
    assert (facts[0].words, facts[0].opens) == ("Start of the infusion", "rate")
    assert facts[1].found.startswith("5.0 mg")


# -- the pump's own counter --------------------------------------------------------------------------------


def counting(update: MonitorUpdate, volumes: list[float], *, from_t: float = 0.0) -> MonitorUpdate:
    """A pump that says its volume every 10 s from the start of the infusion on."""
    assert update.infusion is not None
    times = update.infusion.started_t + from_t + 10.0 * np.arange(len(volumes))
    trend = Trend.of(times, np.asarray(volumes, dtype=float))
    return replace(update, trends={**update.trends, Parameter.INFUSION_VOLUME: trend.view()})


def test_the_volume_the_pump_counted_stands_beside_the_recorded_one() -> None:
    update = counting(story("10:28:12"), [3.0 + 0.14 * n for n in range(140)])
    assert found(update)["Volume"] == "19.6 mL; the pump counted 19.5 mL"


def test_a_counter_that_was_set_back_goes_on_and_a_hole_in_it_is_no_volume() -> None:
    volumes = [0.0, 5.0, 10.0, float("nan"), 0.5, 4.0]
    assert counted_ml(counting(story("10:28:12"), volumes)) == pytest.approx(14.0)


def test_a_pump_that_was_heard_only_later_has_counted_nothing_that_can_be_compared() -> None:
    assert counted_ml(counting(story("10:28:12"), [8.0, 9.0, 10.0], from_t=300.0)) is None
    assert counted_ml(story("10:28:12")) is None

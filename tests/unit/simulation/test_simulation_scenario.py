from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bedside import registry
from bedside.errors import BrokenFileError
from bedside.simulation import scenario

ISSUE = {"rest", "desaturation", "hypertensive_peak", "probe_off", "cable_pull"}


def test_every_scenario_that_comes_with_bedside_makes_a_patient() -> None:
    assert set(scenario.keys()) >= ISSUE
    for key in scenario.keys():  # noqa: SIM118  a function of the module
        assert scenario.load(key).patient(1).at(0.0).spo2 is not None


def test_the_desaturation_falls_below_the_limits_and_comes_again() -> None:
    patient = scenario.load("desaturation").patient(3)
    spo2 = [patient.at(float(t)).spo2 or 0.0 for t in range(0, 1200, 5)]
    assert min(spo2[:12]) > 94
    assert min(spo2[12:60]) < 86
    assert min(spo2[80:120]) > 93
    assert min(spo2[132:180]) < 86


def test_the_probe_comes_off_and_on_again() -> None:
    patient = scenario.load("probe_off").patient(3)
    on = [patient.at(t).probe_on for t in (50.0, 80.0, 120.0, 380.0, 420.0, 680.0)]
    assert on == [True, False, True, False, True, False]


def test_the_oximeters_cable_is_pulled_alone_at_first() -> None:
    pulls = scenario.load("cable_pull")
    assert [pull.start_s for pull in pulls.pulls_of(registry.load("contec_v7"))] == [60.0, 300.0]
    assert [pull.start_s for pull in pulls.pulls_of(registry.load("dinamap"))] == [300.0]


@pytest.mark.parametrize("name", ["nothing", "nothing.toml"])
def test_a_scenario_that_is_not_there_lists_those_that_are(name: str) -> None:
    with pytest.raises(BrokenFileError, match=r"cable_pull.*rest"):
        scenario.load(name)


def test_a_scenario_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\nsummary = "x"\n[baseline]\nspo2 = 91\npatient_type = "neonate"\n')
    assert (scenario.load(str(file)).patient(1).at(30.0).spo2 or 0) < 93


GOOD: dict[str, Any] = {"title": "T", "summary": "S"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"title": "T"}, "'summary' is missing"),
        (GOOD | {"speed": 2}, "unknown 'speed'"),
        (GOOD | {"repeat_s": "x"}, "'repeat_s' must be a number"),
        (GOOD | {"repeat_s": 1}, "at least 10"),
        (GOOD | {"effect": {}}, r"written \[\[effect\]\]"),
        (GOOD | {"effect": [{"kind": "rest"}]}, "needs 'kind' and 'start_s'"),
        (GOOD | {"effect": [{"kind": "flying", "start_s": 1}]}, "flying"),
        (GOOD | {"effect": [{"kind": "rest", "start_s": True}]}, "'start_s' must be a number"),
        (GOOD | {"effect": [{"kind": "rest", "start_s": 1, "depth": 2}]}, "unknown 'depth'"),
        (GOOD | {"effect": [{"kind": "probe_off", "start_s": 9, "end_s": 1}]}, "ends before it starts"),
        (GOOD | {"repeat_s": 60, "effect": [{"kind": "rest", "start_s": 61}]}, "lies after repeat_s"),
        (
            GOOD | {"effect": [{"kind": "rest", "start_s": 1, "nadir": 2}]},
            "'rest' has no 'nadir'; it takes start_s",
        ),
        (
            GOOD | {"effect": [{"kind": "motion", "start_s": 1, "pi": 0.2}]},
            "'motion' has no 'pi'; it takes start_s, end_s, strength",
        ),
        (GOOD | {"effect": [{"kind": 7, "start_s": 1}]}, "'kind' is missing or not a text"),
        (
            GOOD | {"effect": [{"kind": "motion", "start_s": 1, "strength": 1.5}]},
            "'strength' above 0, at most 1",
        ),
        (
            GOOD | {"effect": [{"kind": "motion", "start_s": 1, "strength": "much"}]},
            "'strength' must be a number",
        ),
        (GOOD | {"effect": [{"kind": "apnoea", "start_s": 1}]}, "needs an 'end_s'"),
        (
            GOOD | {"effect": [{"kind": "ketamine", "start_s": 1, "preset": "mild"}]},
            "no ketamine preset 'mild'; there are quiet, typical, strong, hypertensive, vagal",
        ),
        (
            GOOD | {"effect": [{"kind": "ketamine", "start_s": 1, "preset": 3}]},
            "'preset' is missing or not a text",
        ),
        (
            GOOD | {"effect": [{"kind": "ketamine", "start_s": 1, "weight_kg": 0}]},
            "'weight_kg' above 0",
        ),
        (
            GOOD | {"effect": [{"kind": "cuff_fault", "start_s": 1, "cause": "gnomes"}]},
            "no cause of a cuff fault 'gnomes'; there are weak, movement",
        ),
        (GOOD | {"baseline": {"mood": 3}}, "unknown 'mood'"),
        (GOOD | {"baseline": {"same_arm": 1}}, "'same_arm' must be true or false"),
        (GOOD | {"baseline": {"pr": 0}}, "'pr' from 30 to 250"),
        (GOOD | {"baseline": {"cuff_failure_rest": 3}}, "'cuff_failure_rest' from 0 to 1"),
        (GOOD | {"baseline": {"sys": 100, "dia": 110}}, "'dia' below 'sys'"),
        (GOOD | {"baseline": {"patient_type": "dog"}}, "no patient type 'dog'"),
        (GOOD | {"cable_pull": [{"start_s": 1}]}, "needs 'start_s' and 'duration_s'"),
        (GOOD | {"cable_pull": [{"start_s": 1, "duration_s": 1, "parameter": "x"}]}, "no parameter 'x'"),
    ],
)
def test_what_is_wrong_in_a_scenario_is_told_in_words(table: dict[str, Any], words: str) -> None:
    with pytest.raises(BrokenFileError, match=words):
        scenario.read_scenario("mine", table)


def test_a_scenario_may_spoil_the_line_of_some_devices() -> None:
    play = scenario.read_scenario(
        "bad",
        {
            "title": "Bad line",
            "summary": "Noise on the oximeter.",
            "fault": [{"kind": "noise", "start_s": 5, "end_s": 9, "amount": 0.1, "parameter": "spo2"}],
        },
    )
    assert [fault.kind for fault in play.faults_of(registry.load("nonin"))] == ["noise"]
    assert play.faults_of(registry.load("dinamap")) == ()


def test_a_scenario_that_repeats_moves_times_and_nothing_else() -> None:
    play = scenario.read_scenario(
        "again",
        {
            "title": "Again",
            "summary": "Twice.",
            "repeat_s": 100,
            "effect": [{"kind": "low_perfusion", "start_s": 50, "end_s": 80, "pi": 0.2}],
        },
    )
    patient = play.patient(1)
    small = [(patient.at(t).pi or 9.0) < 0.3 for t in (40.0, 75.0, 140.0, 175.0, 240.0)]
    assert small == [False, True, False, True, False]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "gremlins", "start_s": 5},
        {"kind": "noise", "start_s": 5},
        {"start_s": 5},
        {"kind": "silence", "start_s": 5, "parameter": "mood"},
        {"kind": "silence", "start_s": 5, "colour": "red"},
    ],
)
def test_a_wrong_fault_is_refused_with_the_scenarios_name(fault: dict) -> None:
    with pytest.raises(BrokenFileError, match="Scenario bad"):
        scenario.read_scenario("bad", {"title": "t", "summary": "s", "fault": [fault]})

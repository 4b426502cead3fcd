"""`bedside record --simulate` at speed, in a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bedside.store.library import Library
from bedside.vitals.sessions import Mode
from tests.helpers.processes import Ended, Home

SPEED = ("record", "--simulate", "2", "--device", "contec_v7", "--device", "dinamap", "--speed", "60")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def rehearsed(home: Home) -> Ended:
    """Three simulated minutes of two patients who desaturate."""
    ran = home.run(*SPEED, "--scenario", "desaturation", "--for", "3min", "--store", home.store)
    assert ran.code == 0, ran.err
    return ran


def test_it_says_how_fast_it_went_and_that_nothing_was_lost(rehearsed: Ended) -> None:
    (line,) = rehearsed.err.splitlines()
    told = re.fullmatch(
        r"bedside record: 180 simulated seconds took (\d+) s: ×60 was asked, ×([\d.]+) was kept\. "
        r"(?:This computer could not go faster; .* )?Nothing was lost\.",
        line,
    )
    assert told is not None, line
    assert int(told[1]) == pytest.approx(180 / float(told[2]), abs=1.0)


@pytest.mark.req("SAFE-01")
def test_it_leaves_whole_simulated_sessions_of_the_asked_time(rehearsed: Ended, home: Home) -> None:
    sessions = Library(home.store).sessions()
    assert sorted(each.bed for each in sessions) == [1, 2]
    assert {each.mode for each in sessions} == {Mode.SIMULATION}
    assert {each.end_reason for each in sessions} == {"rehearsal ended"}
    assert [each.duration_s for each in sessions] == pytest.approx([180.0, 180.0], abs=1.5)
    assert home.here("verify", "--store", home.store).code == 0


def test_it_prints_every_alarm_and_about_a_line_of_vitals_each_real_second(rehearsed: Ended) -> None:
    lines = rehearsed.out.splitlines()
    assert any("SPO2-LOW" in line and "onset" in line for line in lines)
    vitals = [line for line in lines if re.match(r"bed [12] +\d+\.\d s  simulation  SpO2", line)]
    assert 4 <= len(vitals) <= 8, lines


def test_a_fault_spoils_its_lines(home: Home, tmp_path: Path) -> None:
    store = tmp_path / "faulty.sqlite"
    ran = home.run(
        *("record", "--simulate", "1", "--device", "nonin", "--fault", "silence:30s-60s", "--speed", "60"),
        *("--for", "90s", "--store", store, "--json"),
    )
    assert ran.code == 0, ran.err
    alarms = [json.loads(line) for line in ran.out.splitlines() if '"alarm"' in line]
    assert next(each["t_s"] for each in alarms if each["alarm"] == "T-COM") == pytest.approx(35.0, abs=2.0)


def test_at_the_real_speed_it_needs_no_record_of_its_own(tmp_path: Path) -> None:
    home = Home(tmp_path)
    ran = home.run("record", "--simulate", "1", "--device", "nonin", "--for", "1s")
    assert ran.code == 0, ran.err
    assert "×1 was asked" in ran.err
    assert len(Library(home.store).sessions()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--simulate 1 --speed 60", "name a record of its own with --store FILE"),
        ("--simulate 1 --device nonin=/dev/ttyUSB0", "write KEY alone, without a port"),
        ("--device nonin=/dev/ttyUSB0 --speed 60", "are for simulated patients: add --simulate N"),
        ("--device nonin=/dev/ttyUSB0 --fault silence:1s-", "are for simulated patients: add --simulate N"),
        ("--device nonin", "write KEY=PORT, e.g. nonin=/dev/ttyUSB0"),
        ("", "the following arguments are required: --device"),
        ("--simulate 17", "is not a number of beds: write 1 to 16"),
        ("--simulate 1 --speed 0", "is not a speed: write 1 to 600, e.g. 60"),
        ("--simulate 1 --speed fast", "is not a speed: write 1 to 600, e.g. 60"),
    ],
)
def test_what_does_not_fit_together_is_told_before_anything_runs(
    home: Home, words: str, sentence: str
) -> None:
    ran = home.here("record", *words.split(), "--for", "1s")
    assert (ran.code, ran.out) == (2, "")
    assert sentence in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert not home.store.exists() or len(Library(home.store).sessions()) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--device nix", "There is no driver called 'nix'"),
        ("--scenario nix", "There is no scenario 'nix'"),
        ("--fault noise", "noise"),
    ],
)
def test_what_cannot_be_played_is_told_in_one_sentence(home: Home, words: str, sentence: str) -> None:
    assert sentence in home.run("record", "--simulate", "1", *words.split(), "--for", "1s").refusal

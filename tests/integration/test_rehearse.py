"""`bedside rehearse`: a whole scripted session, and what it says when something is not as it should be."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bedside.store.library import Library
from bedside.therapy.infusion import infusion_of
from bedside.vitals.commands import StartInfusion
from bedside.vitals.sessions import Mode
from tests.helpers.processes import BEDSIDE, Ended, Home

LONGEST_S = 110.0  # of real time, on a busy machine; two hours of the patient
# Numbers once a second instead of a wave: what is rehearsed is the session, and it goes faster.
WORN = ("--device", "masimo", "--device", "dinamap")

SHORT = """title = "Short"
summary = "Two minutes of an infusion."
scenario = "responds_typical"
devices = ["masimo", "dinamap"]
[people.nurse]
name = "N. One"
role = "nurse"
[[step]]
at_s = 0
by = "nurse"
command = "identify_patient"
patient = { family_name = "A", born = 1980-02-29, patient_type = "adult", weight_kg = 80.0 }
[[step]]
at_s = 10
by = "nurse"
command = "connect_devices"
[[step]]
at_s = 30
by = "nurse"
command = "write_note"
text = "calm"
"""
END = """[[step]]
at_s = 40
by = "nurse"
command = "end_session"
"""


def rehearse(home: Home, *words: str | Path) -> Ended:
    """To its end, which takes longer than that of other commands."""
    done = subprocess.run(
        [*BEDSIDE, "rehearse", *map(str, words)],
        env=home.environment,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def usual(home: Home) -> Ended:
    """The usual script, kept."""
    return rehearse(home, *WORN, "--speed", "600", "--store", home.store)


def test_the_usual_session_is_as_it_should_be(usual: Ended) -> None:
    assert usual.code == 0, usual.out[-3000:] + usual.err
    assert usual.out.rstrip().endswith("All is as it should be.")
    assert "refused" not in usual.out


@pytest.mark.req("DOSE-02")
def test_its_dose_is_the_scripts_to_the_last_digit(usual: Ended, home: Home) -> None:
    assert (
        "Dose: 35 mg given of 35 mg planned (100 %); the script's own arithmetic gives the same, to the last digit."
        in usual.out
    )
    library = Library(home.store)
    infusion = infusion_of(library.open(library.sessions()[0].id).entries())
    assert infusion is not None
    assert str(infusion.delivered_exact(7110.0).normalize()) == "35"


@pytest.mark.req("SIM-04")
def test_the_patient_answers_what_the_script_enters(usual: Ended, home: Home) -> None:
    library = Library(home.store)
    session = library.open(library.sessions()[0].id)
    (start,) = [each.t for each in session.entries() if isinstance(each.command, StartInfusion)]
    high = {round((d.t - start) / 60.0): d.sys for d in session.determinations() if d.sys is not None}
    before = [sys for minute, sys in high.items() if minute <= 0]
    late = [sys for minute, sys in high.items() if 30 <= minute <= 45]
    assert len(before) == 2
    assert len(late) >= 3
    assert sum(late) / len(late) > sum(before) / 2 + 4.0  # +13, with the noise of patient and cuff


def test_it_tells_the_phases_what_was_taken_and_the_way_home(usual: Ended) -> None:
    for words in (
        r"baseline +0:04:00 to 0:12:00",
        r"infusion +0:12:00 to 0:55:30",
        r"recovery +0:55:30 to ",
    ):
        assert re.search(words, usual.out), words
    assert re.search(r"infusion +SpO2 \d+ %, PR \d+ %, NIBP (\d+) of \1, .*ratings (\d+) of \2", usual.out)
    assert "Discharge: every criterion is met." in usual.out
    assert re.search(r"^Alarms: ", usual.out, re.MULTILINE)
    assert re.search(r"Steps: (\d+) of \1 were played\.", usual.out)


@pytest.mark.req("SAFE-01")
def test_its_record_is_one_whole_simulated_session(usual: Ended, home: Home) -> None:
    (session,) = Library(home.store).sessions()
    assert (session.mode, session.label, session.end_reason) == (
        Mode.SIMULATION,
        "Rehearsal, Ada",
        "discharged",
    )
    assert home.here("verify", "--store", home.store).code == 0
    again = rehearse(home, "--store", home.store)
    assert "is there already" in again.refusal


def test_a_step_that_bedside_refuses_is_told_with_its_line_and_is_an_error(
    home: Home, tmp_path: Path
) -> None:
    script = tmp_path / "wrong.toml"
    wrong = '[[step]]\nat_s = 35\nby = "nurse"\ncommand = "change_rate"\nrate_ml_h = 20.0\n'
    script.write_text(SHORT + wrong + END)
    ran = rehearse(home, "--script", script, "--speed", "60")
    assert ran.code == 1, ran.out + ran.err
    assert (
        "NOT AS IT SHOULD BE: Line 22, 0:00:35, change rate by N. One: refused: No infusion is running"
        in ran.out
    )
    assert "record was not kept" in ran.out

    script.write_text(SHORT + wrong + "refused = true\n" + END)
    ran = rehearse(home, "--script", script, "--speed", "60")
    assert ran.code == 0, ran.out + ran.err

    script.write_text(SHORT + END.replace("[[step]]", "[[step]]\nrefused = true", 1))
    ran = rehearse(home, "--script", script, "--speed", "60")
    assert ran.code == 1
    assert "it was accepted, and the script says that it must not be." in ran.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--script", "nix"), "There is no rehearsal 'nix': choose one of mood-40, pain-120"),
        (("--scenario", "nix"), "There is no scenario 'nix'"),
        (("--device", "nix"), "There is no driver called 'nix'"),
    ],
)
def test_what_cannot_be_rehearsed_is_told_in_one_sentence(
    home: Home, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in rehearse(home, *words).refusal

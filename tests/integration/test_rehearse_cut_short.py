"""`bedside rehearse` that is stopped, cannot keep its record, or follows the site's own protocol: what it says then."""

from __future__ import annotations

import io
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bedside import paced_clock
from bedside.cli.parser import parser
from bedside.cli.rehearse_session import TOO_SLOW, run_rehearse
from bedside.clock import Clock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.resources import path as shipped
from tests.helpers.processes import BEDSIDE, Ended, Home

LONGEST_S = 110.0  # of real time, on a busy machine
STORE_BYTES = 500_000  # more than the first rows need, less than 40 minutes

INFUSION = """title = "An infusion"
summary = "Runs until the end."
scenario = "responds_typical"
devices = ["masimo", "dinamap"]
protocol = "mood"
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
at_s = 20
by = "nurse"
command = "allow_emergency_start"
reason = "rehearsed"
[[step]]
at_s = 30
by = "nurse"
command = "start_infusion"
rate_ml_h = 52.5
concentration_mg_ml = 1.0
planned_mg = 35.0
[[step]]
at_s = 7000
by = "nurse"
command = "end_session"
"""


def script(folder: Path, text: str = INFUSION) -> Path:
    file = folder / "infusion.toml"
    file.write_text(text, encoding="utf-8")
    return file


def rehearse(home: Home, *words: str | Path, **options: object) -> Ended:
    done = subprocess.run(  # type: ignore[call-overload]
        [*BEDSIDE, "rehearse", *map(str, words)],
        env=home.environment,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        **options,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_one_that_is_stopped_tells_the_dose_up_to_then_and_blames_nobody(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    ran = home.start("rehearse", "--script", script(tmp_path), "--speed", "60")
    ran.wait_line(lambda line: "infusion started" in line or "start infusion" in line)
    ended = ran.end(signal.SIGINT)
    assert ended.code == 1, ended.err
    assert "Traceback" not in ended.err
    told = re.search(r"^Dose: (?:≈ )?([\d.]+) mg given of 35 mg", ended.out, re.MULTILINE)
    assert told is not None, ended.out
    assert float(told[1]) < 35.0, "what would have been given by the end of the script was not given"
    assert re.search(r"^Discharge: \d+ of \d+ criteria are open\.", ended.out, re.MULTILINE), ended.out
    (fault,) = [line for line in ended.out.splitlines() if line.startswith("NOT AS IT SHOULD BE")]
    assert fault == "NOT AS IT SHOULD BE: It was stopped after 4 of 5 steps."


def test_a_record_that_breaks_off_is_never_as_it_should_be(tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (STORE_BYTES, STORE_BYTES))

    ran = rehearse(
        Home(tmp_path / "home"),
        *("--script", script(tmp_path, INFUSION.replace("7000", "2400")), "--speed", "600"),
        *("--store", tmp_path / "kept.sqlite"),
        preexec_fn=little_room,
    )
    assert "Traceback" not in ran.err, ran.err
    assert ran.code == 1, ran.out
    assert "All is as it should be." not in ran.out
    assert "NOT AS IT SHOULD BE: The record" in ran.out


def test_a_computer_that_is_too_slow_gives_no_verdict_and_never_a_wrong_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("nobody watched for")
    monkeypatch.setenv("BEDSIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(paced_clock, "PATIENCE_S", 0.3)
    stood: list[float] = []

    def stand(update: MonitorUpdate) -> None:
        if update.session is not None and update.now > 40.0 and not stood:
            stood.append(update.now)
            time.sleep(1.5)  # the station gets no turn, and everything else goes on

    def slow(store: Path, clock: Clock) -> Services:
        services = build(store, clock=clock, remembered=False)
        services.station.on_bed = stand
        return services

    out = io.StringIO()
    text = INFUSION.replace("7000", "120")
    words = ["rehearse", "--script", str(script(tmp_path, text)), "--speed", "60"]
    code = run_rehearse(parser().parse_args(words), out, slow)
    assert stood
    assert code == TOO_SLOW == 3, out.getvalue()
    told = [line for line in out.getvalue().splitlines() if line.startswith("NO VERDICT")]
    assert told and "this computer was too slow" in told[0]
    assert "NOT AS IT SHOULD BE" not in out.getvalue()
    assert "All is as it should be." not in out.getvalue()


def test_it_follows_the_protocol_of_the_site_that_its_script_names(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    protocols = home.folder / "protocols"
    protocols.mkdir()
    mood = shipped("protocols", "mood.toml").read_text(encoding="utf-8")
    own = mood.replace('key = "mood"', 'key = "evening"', 1).replace(
        "minutes_since_stop = 60", "minutes_since_stop = 90"
    )
    (protocols / "evening.toml").write_text(own, encoding="utf-8")
    text = INFUSION.replace('"mood"', '"evening"').replace("7000", "60")
    ran = rehearse(home, "--script", script(tmp_path, text), "--speed", "60")
    assert ran.code == 0, ran.out + ran.err
    assert "90 min since the infusion stopped" in ran.out

    (protocols / "evening.toml").write_text(own.replace("minutes = 40", "minutes = -40", 1), encoding="utf-8")
    (protocols / "evening.v1.toml").unlink(missing_ok=True)
    ran = rehearse(home, "--script", script(tmp_path, text), "--speed", "60")
    assert "minutes" in ran.out.splitlines()[0], "why the site's own is not in force"


@pytest.mark.parametrize("key", ["nix", "../mood", ""])
def test_a_protocol_that_nobody_has_is_refused_with_those_there_are(tmp_path: Path, key: str) -> None:
    home = Home(tmp_path / "home")
    ran = rehearse(home, "--script", script(tmp_path, INFUSION.replace('"mood"', f'"{key}"')))
    sentence = "'protocol' is missing" if not key else "choose one of mood, pain."
    assert sentence in ran.refusal

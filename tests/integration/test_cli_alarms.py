"""`bedside alarms`: a plain table of values through the alarm engine, as a process of its own and without Qt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedside import resources
from tests.helpers.processes import Home

HEADER = "t_s,parameter,value"
KEYS = ["code", "priority", "onset_s", "cleared_s", "value", "limit", "episode_id", "rule"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def table(home: Home, *rows: str, header: str = HEADER) -> Path:
    file = home.folder / "values.csv"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return file


def series(parameter: str, *values: float | str) -> list[str]:
    return [f"{t},{parameter},{value}" for t, value in enumerate(values)]


def alarms(home: Home, file: Path, *words: str | Path) -> list[dict[str, Any]]:
    ran = home.here("alarms", file, "--json", *words)
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.req("ALM-20", "ALM-66")
def test_one_object_per_condition_with_everything_that_was_asked_for(home: Home) -> None:
    file = table(home, *series("spo2", *[94] * 5, *[91] * 12, *[86] * 6, *[97] * 10), "12,nibp_sys,165")
    found = alarms(home, file)
    assert [list(one) for one in found] == [KEYS] * 3
    assert found[0] == {
        "code": "NIBP-SYS-HIGH",
        "priority": "medium",
        "onset_s": 12.0,
        "cleared_s": None,
        "value": 165.0,
        "limit": 160.0,
        "episode_id": 1,
        "rule": "NIBP systolic > 160 at once",
    }
    assert [(one["priority"], one["onset_s"], one["cleared_s"]) for one in found[1:]] == [
        ("medium", 15.0, 22.0),
        ("high", 22.0, 28.0),
    ]
    assert found[1]["episode_id"] == found[2]["episode_id"]


def test_without_json_it_is_a_table_for_people(home: Home) -> None:
    ran = home.run("alarms", table(home, *series("spo2", *[94] * 3, *[91] * 20)))
    head, row = ran.out.splitlines()
    assert head.split() == ["code", "priority", "onset_s", "cleared_s", "value", "limit", "episode", "rule"]
    assert row.split()[:7] == ["SPO2-LOW", "medium", "13", "–", "91", "92", "1"]
    quiet = home.here("alarms", table(home, *series("spo2", 97, 97)))
    assert quiet.out == "No alarm with adult-subanaesthetic v1.\n"


@pytest.mark.req("T-SPO2-OFF", "ALM-25")
def test_the_phase_lets_equipment_alarms_of_the_infusion_apply(home: Home) -> None:
    file = table(home, "0,nibp_sys,120", "60,nibp_sys,121")
    assert alarms(home, file) == []
    (found,) = alarms(home, file, "--phase", "infusion")
    assert (found["code"], found["value"], found["limit"]) == ("T-SPO2-OFF", None, None)


@pytest.mark.req("ALM-22")
def test_the_interval_says_how_long_a_value_holds(home: Home) -> None:
    file = table(home, "0,spo2,97", "1,spo2,91")
    assert alarms(home, file) == []
    assert [one["onset_s"] for one in alarms(home, file, "--interval", "4")] == [11.0]


@pytest.mark.req("ALM-20")
def test_another_profile_has_other_limits_and_one_with_nonsense_is_refused_in_words(home: Home) -> None:
    shipped = resources.path("profiles", "adult-subanaesthetic.toml").read_text(encoding="utf-8")
    file = table(home, *series("spo2", *[94] * 3, *[91] * 20))
    other = home.folder / "other.toml"
    other.write_text(shipped.replace("med_low = 92", "med_low = 90"), encoding="utf-8")
    assert alarms(home, file, "--profile", other) == []
    other.write_text(shipped.replace("med_low = 92", "med_low = 20"), encoding="utf-8")
    refused = home.here("alarms", file, "--profile", other).refusal
    assert str(other) in refused
    assert "med_low = 20" in refused
    assert "No such file" in home.here("alarms", file, "--profile", home.folder / "none.toml").refusal


def test_a_table_that_cannot_be_read_is_refused_with_its_line(home: Home) -> None:
    assert (
        'values.csv, line 3: "heart" is no parameter'
        in home.here("alarms", table(home, "0,spo2,97", "1,heart,60")).refusal
    )
    assert "has no column t_s" in home.here("alarms", table(home, "0,97", header="time,value")).refusal
    assert "No such file" in home.here("alarms", home.folder / "none.csv").refusal
    (home.folder / "bytes.csv").write_bytes(b"t_s,parameter,value\n0,spo2,\xff\xfe\n")
    assert "is no text" in home.here("alarms", home.folder / "bytes.csv").refusal
    (home.folder / "zeros.csv").write_bytes(b"t_s,parameter,value\n0,spo2,\x00\n")
    assert "bedside: " not in home.here("alarms", home.folder / "zeros.csv").refusal


def test_a_phase_or_an_interval_that_is_none_is_a_usage_error(home: Home) -> None:
    for words in (["--phase", "lunch"], ["--interval", "0"], ["--interval", "often"]):
        ran = home.here("alarms", table(home), *words)
        assert (ran.code, ran.out) == (2, ""), words
        assert "Traceback" not in ran.err


def test_what_decode_writes_can_be_given_back(home: Home) -> None:
    captured = home.folder / "contec.bin"
    captured.write_bytes(bytes.fromhex("0188C4B08890DFA482") * 600)
    decoded = home.here("decode", "--driver", "contec_v7", captured)
    file = home.folder / "decoded.csv"
    file.write_text(decoded.out, encoding="utf-8")
    assert [one["code"] for one in alarms(home, file)] == ["PR-HIGH"]


def test_a_clinic_that_changed_its_ages_is_told_by_which_the_table_was_judged(home: Home) -> None:
    low = [f"{t},spo2,91" for t in (30, 35, 40, 45)]
    file = table(home, *series("spo2", *[97] * 30), *low)
    assert [one["onset_s"] for one in alarms(home, file)] == [46.0]
    (home.folder / "settings.json").write_text('{"ages": {"numeric_valid_s": 6}}', encoding="utf-8")
    ran = home.here("alarms", file, "--json")
    assert [json.loads(line)["onset_s"] for line in ran.out.splitlines()] == [40.0]
    assert ran.err.strip().endswith("at least 6 s, as in the settings of this station (usual: 3 s).")

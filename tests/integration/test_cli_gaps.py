"""`bedside gaps`: every gap of a session with its cause, as a process of its own and without Qt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import Record
from tests.helpers.make_database import Stream, record_all
from tests.helpers.processes import Home

SESSION = "20260314-092653-B1"
UNPLUGGED = "/dev/ttyUSB0 was unplugged: plug the cable in again, bedside goes on by itself."


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    stream = Stream(SESSION)
    records: list[Record] = stream.opened()

    def values(begin: int, end: int, *parameters: Parameter) -> None:
        for second in range(begin, end):
            for parameter in parameters:
                records.append(stream.taken(Numeric(parameter=parameter, t=float(second), value=70.0)))

    values(0, 60, Parameter.SPO2, Parameter.PR)
    records.append(stream.linked(LinkState.GONE, 60.0, UNPLUGGED, 65.0))
    records.append(stream.linked(LinkState.MEASURING, 89.5, "measuring"))
    values(90, 100, Parameter.SPO2, Parameter.PR)
    record_all(home.store, [*records, stream.closed(100.0)])
    return home


def test_people_read_when_what_was_missing_and_why(home: Home) -> None:
    ran = home.run("gaps", SESSION)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == f"Session {SESSION}, 0:01:40"
    assert (
        "0:00:59 – 0:01:30      31 s  SpO2, PR (contec_v7@/dev/ttyUSB0): the port was gone: unplugged"
        in ran.out
    )
    assert UNPLUGGED in ran.out
    assert "SpO2              31 s   31.0 %  1 gaps" in ran.out


def test_programs_read_one_document(home: Home) -> None:
    document = json.loads(home.here("gaps", SESSION, "--json").out)
    assert document["session"] == SESSION
    assert document["values_hold"] == "A device's value holds for at least 3 s, as usual."
    assert [gap["parameter"] for gap in document["gaps"]] == ["spo2", "pr"]
    assert document["gaps"][0] == {
        "parameter": "spo2",
        "device": "contec_v7@/dev/ttyUSB0",
        "start_t": 59.0,
        "end_t": 90.0,
        "start_utc": "2026-03-14T09:27:52.589+00:00",
        "kind": "unplugged",
        "cause": "the port was gone: unplugged",
        "sentence": UNPLUGGED,
    }


def test_a_session_that_is_not_there_is_refused_in_words(home: Home) -> None:
    ran = home.here("gaps", "no-such-session")
    assert ran.code == 1
    assert "no-such-session" in ran.err

"""`bedside what-if`: a recorded session under another profile, as a process of its own and without Qt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bedside import resources
from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.review.statistics import of_recorded
from bedside.store.library import Library
from bedside.vitals.alarms import AlarmChange, Priority
from bedside.vitals.commands import Acknowledge
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Reading
from bedside.vitals.records import AlarmChanged, EntryMade, Record, SessionOpened
from tests.helpers.make_database import CUFF, NURSE, OXIMETER, Stream, record_all
from tests.helpers.processes import Home

SESSION = "20260314-092653-B1"
END_S = 300.0


def story(stream: Stream) -> list[Record]:
    """A saturation that dips to 90 for a minute, is acknowledged, and one high pressure."""
    engine = Engine(default_profile())
    records: list[Record] = stream.opened()

    def say(changes: list[AlarmChange]) -> None:
        records.extend(AlarmChanged(session=SESSION, utc=stream.utc(c.t), change=c) for c in changes)

    def take(reading: Reading, device: str) -> None:
        taken = stream.taken(reading, device=device)
        records.append(taken)
        assert isinstance(reading, Numeric | Determination)
        say(engine.observe(reading, taken.at, device))

    for second in range(int(END_S)):
        spo2 = 93.0 if not 100 <= second < 160 else 90.0
        take(Numeric(parameter=Parameter.SPO2, t=float(second), value=spo2), OXIMETER)
        if second == 40:
            take(Determination(t=40.0, sys=165.0, dia=80.0, map=100.0, pr=70.0), CUFF)
        if second == 120:
            low = next(a for a in engine.active if a.change.code == "SPO2-LOW")
            made: EntryMade = stream.made(
                Acknowledge(bed=1, actor=NURSE, condition=low.change.condition), 120.0
            )
            records.append(made)
            say(engine.entered(made.entry, 120.0))
    say(engine.advance(END_S))
    return [*records, stream.closed(END_S)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    records = story(Stream(SESSION))
    opened = records[0]
    assert isinstance(opened, SessionOpened)
    title = default_profile().title
    records[0] = SessionOpened(
        session=SESSION,
        bed=1,
        mode=opened.mode,
        started_utc=opened.started_utc,
        profile=title,
        version=opened.version,
    )
    record_all(home.store, records)
    return home


@pytest.fixture
def relaxed(home: Home) -> Path:
    """A profile that lets the saturation fall to 89 and below before it says so."""
    shipped = resources.path("profiles", "adult-subanaesthetic.toml").read_text(encoding="utf-8")
    file = home.folder / "relaxed.toml"
    file.write_text(
        shipped.replace("med_low = 92", "med_low = 89").replace(
            'name = "adult-subanaesthetic"', 'name = "relaxed"'
        ),
        encoding="utf-8",
    )
    return file


def test_saved_alarms_and_missed_events_are_told_as_json(home: Home, relaxed: Path) -> None:
    ran = home.run("what-if", SESSION, "--profile", relaxed, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert (told["recorded_profile"], told["other_profile"]) == ("adult-subanaesthetic v1", "relaxed v1")
    assert told["alarms"] == [
        {"code": "NIBP-SYS-HIGH", "priority": "medium", "recorded": 1, "other": 1},
        {"code": "SPO2-LOW", "priority": "medium", "recorded": 1, "other": 0},
    ]
    assert [(one["code"], one["onset_s"], one["worst"]) for one in told["missed"]] == [
        ("SPO2-LOW", 110.0, 90.0)
    ]
    assert [one["code"] for one in told["saved"]] == ["SPO2-LOW"]
    assert told["added"] == told["lowered"] == told["refused"] == []
    under = {
        (row["parameter"], row["limit"]): row["seconds"]
        for row in told["recorded_beyond"] + told["other_beyond"]
    }
    assert (under["spo2", 92.0], under["spo2", 89.0], under["nibp_sys", 160.0]) == (60.0, 0.0, 260.0)


def test_the_same_is_told_in_words(home: Home, relaxed: Path) -> None:
    ran = home.here("what-if", SESSION, "--profile", relaxed)
    assert (ran.code, ran.err) == (0, "")
    assert "SPO2-LOW         medium           1         0" in ran.out
    assert "0:01:50 – 0:02:45  SPO2-LOW         medium   worst 90" in ran.out
    assert "SpO2 < 92 %" in ran.out


def test_the_record_s_own_profile_changes_nothing(home: Home) -> None:
    own = resources.path("profiles", "adult-subanaesthetic.toml")
    told = json.loads(home.here("what-if", SESSION, "--profile", own, "--store", home.store, "--json").out)
    assert all(row["recorded"] == row["other"] for row in told["alarms"])
    assert told["saved"] == told["added"] == []
    assert told["recorded_beyond"] == told["other_beyond"]


def test_what_is_not_there_is_told_in_one_sentence(home: Home, relaxed: Path) -> None:
    assert "there is no session x" in home.here("what-if", "x", "--profile", relaxed).refusal
    nowhere = home.folder / "none.sqlite"
    assert "no record" in home.here("what-if", SESSION, "--profile", relaxed, "--store", nowhere).refusal
    assert "none.toml" in home.here("what-if", SESSION, "--profile", home.folder / "none.toml").refusal


@pytest.mark.req("ALM-65")
def test_a_recorded_session_has_its_statistics(home: Home) -> None:
    told = of_recorded(Library(home.store).open(SESSION), default_profile().limits())
    assert told.by_priority[Priority.MEDIUM] == 2
    assert (told.answered.acknowledged, told.answered.longest_s) == (1, 10.0)
    assert next(b.seconds for b in told.beyond if b.limit.value == 92) == 60.0

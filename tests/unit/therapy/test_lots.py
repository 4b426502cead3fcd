"""The lots in use: what is said of their expiry, and a file that loses nothing (DOSE-04)."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bedside.errors import RefusedError, UserFacingError
from bedside.monitor.site_changes import LOT_ADDED, OF_LOTS, words_of
from bedside.settings import lots_path, settings_path
from bedside.therapy.lots import Lot, Lots, expiry_words, is_expired
from bedside.therapy.lots_file import LotsFile
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sessions import PROGRAM, THE_PATIENT, UNNAMED, Actor, Role
from bedside.vitals.station_commands import TellChange

SEVEN = datetime(2026, 11, 18, 7, 5, tzinfo=UTC)


def lot(name: str = "K2317", **other: object) -> Lot:
    values: dict[str, object] = {
        "lot": name,
        "expiry": "2027-04",
        "strength_mg_ml": 10.0,
        "vials": 12,
        "by": "J. Okafor",
        "utc": SEVEN,
    }
    return Lot(**(values | other))  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "lots.toml"


# -- rules -------------------------------------------------------------------------------------------


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("expiry", "today", "words"),
    [
        ("2027-04", date(2026, 11, 18), ""),
        ("2026-12-18", date(2026, 11, 18), "Its last day is 2026-12-18, in 30 days."),
        ("2026-12-19", date(2026, 11, 18), ""),
        ("2026-11", date(2026, 11, 28), "Its last day is 2026-11-30, in 2 days."),
        ("2026-11", date(2026, 11, 29), "Tomorrow is its last day."),
        ("2026-11", date(2026, 11, 30), "Today is its last day."),
        ("2026-11", date(2026, 12, 1), "Expired on 2026-11-30: take it out of use."),
        ("2028-02", date(2028, 2, 29), "Today is its last day."),
        ("2027-02", date(2027, 3, 1), "Expired on 2027-02-28: take it out of use."),
        ("2026-11-17", date(2026, 11, 18), "Expired on 2026-11-17: take it out of use."),
    ],
)
def test_an_expiry_is_said_from_thirty_days_on_and_a_month_means_its_last_day(
    expiry: str, today: date, words: str
) -> None:
    assert expiry_words(lot(expiry=expiry), today) == words
    assert is_expired(lot(expiry=expiry), today) is words.startswith("Expired")


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"name": " "}, "lot is missing"),
        ({"expiry": "2027-13"}, "expiry"),
        ({"expiry": "2027-02-29"}, "expiry"),
        ({"strength_mg_ml": 0.0}, "strength"),
        ({"vials": -1}, "whole number"),
        ({"vials": 10_000}, "whole number"),
        ({"name": "k2317 "}, "listed already"),
    ],
)
def test_a_lot_that_cannot_be_is_refused_in_words(other: dict[str, object], word: str) -> None:
    with pytest.raises(RefusedError, match=word):
        Lots(lots=(lot(),)).adding(lot(**{"name": "B1", **other}))  # type: ignore[arg-type]


def test_a_lot_that_somebody_removed_meanwhile_is_neither_counted_nor_removed() -> None:
    with pytest.raises(RefusedError, match="not listed any more"):
        Lots().counting("A", 3, "J. Okafor", SEVEN)
    with pytest.raises(RefusedError, match="not listed any more"):
        Lots().without("A")


def test_nobody_looks_through_an_empty_list() -> None:
    with pytest.raises(RefusedError, match="add what is in use"):
        Lots().looking_through("J. Okafor", SEVEN)


@pytest.mark.parametrize("what", OF_LOTS)
def test_any_named_member_of_the_staff_leaves_a_line_about_the_lots_and_nobody_else(what: str) -> None:
    for role in (Role.TECHNICIAN, Role.NURSE, Role.SUPERVISOR):
        actor = Actor(name="J. Okafor", role=role)
        assert "lot" in words_of(TellChange(bed=STATION_BED, actor=actor, what=what, of="K2317"))
    for other in (UNNAMED, THE_PATIENT, PROGRAM):
        with pytest.raises(RefusedError, match="say who works here"):
            words_of(TellChange(bed=STATION_BED, actor=other, what=what, of="K2317"))
    assert "K2317" in words_of(TellChange(bed=STATION_BED, actor=actor, what=LOT_ADDED, of="K2317"))


# -- file --------------------------------------------------------------------------------------------


def test_the_list_lies_beside_the_settings() -> None:
    assert lots_path().parent == settings_path().parent


@pytest.mark.req("DOSE-04")
def test_what_is_listed_counted_and_looked_through_is_there_after_a_restart(path: Path) -> None:
    file = LotsFile(path)
    assert file.read() == Lots() and not file.fault
    file.change(lambda lots: lots.adding(lot(by='A "Jo" Ökafor\\')))
    file.change(lambda lots: lots.adding(lot("B1", expiry="2026-12-31", strength_mg_ml=0.1)))
    file.change(lambda lots: lots.counting("K2317", 0, "A. Moreno", SEVEN))
    changed = file.change(lambda lots: lots.looking_through("A. Moreno", SEVEN))
    again = LotsFile(path)
    assert again.read() == changed and not again.fault
    assert [(each.lot, each.vials, each.by) for each in changed.lots] == [
        ("K2317", 0, "A. Moreno"),
        ("B1", 12, "J. Okafor"),
    ]
    assert file.change(lambda lots: lots.without("K2317")).find("K2317") is None


def test_two_who_change_the_list_lose_nothing_of_each_other(path: Path) -> None:
    one, two = LotsFile(path), LotsFile(path)
    one.read(), two.read()
    one.change(lambda lots: lots.adding(lot("A")))
    two.change(lambda lots: lots.adding(lot("B")))
    assert [each.lot for each in one.read().lots] == ["A", "B"]


GOOD = """[[lots]]
lot = "A"
expiry = "2027-04"
strength_mg_ml = 10
vials = 3
counted_by = "J. Okafor"
counted_utc = "2026-11-18T07:05:00+00:00"
"""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"[[lots]", "not valid TOML"),
        (b"\xff\xfe\x00", "not readable text"),
        (b"lots = 5", "cannot be used"),
        (b"looked_through = 'yes'", "cannot be used"),
        (GOOD.replace("2027-04", "soon").encode(), "expiry"),
        (GOOD.replace("= 3", "= true").encode(), "whole number"),
        (GOOD.replace("= 10", "= nan").encode(), "strength"),
        (GOOD.replace("+00:00", "").encode(), "time zone"),
        (GOOD.replace('counted_by = "J. Okafor"', "").encode(), "counted_by is missing"),
        ((GOOD + GOOD).encode(), "listed twice"),
    ],
)
def test_a_damaged_file_is_said_kept_under_another_name_and_never_lost(
    path: Path, text: bytes, word: str
) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    file = LotsFile(path)
    assert file.read() == Lots()
    assert word in file.fault and "No lot is listed until" in file.fault
    assert path.read_bytes() == text, "reading changes nothing"
    file.change(lambda lots: lots.adding(lot()))
    assert path.with_suffix(".broken").read_bytes() == text
    path.write_bytes(b"worse")
    file.change(lambda lots: lots.adding(lot()))
    assert path.with_suffix(".broken").read_bytes() == text
    assert path.with_suffix(".2.broken").read_bytes() == b"worse"
    assert not file.fault and file.read().find("K2317") is not None


def test_a_file_that_was_mended_by_hand_is_used_again(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("lots = 5", encoding="utf-8")
    file = LotsFile(path)
    assert not file.read().lots and file.fault
    path.write_text(GOOD, encoding="utf-8")
    assert file.read().find("a") is not None and not file.fault


@pytest.mark.skipif(os.name == "nt", reason="a file in the place of the folder is another error there")
def test_a_list_that_cannot_be_written_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("no folder", encoding="utf-8")
    file = LotsFile(tmp_path / "deep" / "lots.toml")
    with pytest.raises(UserFacingError, match="could not be written"):
        file.change(lambda lots: lots.adding(lot()))
    assert not file.read().lots
    assert "cannot be read" in file.fault

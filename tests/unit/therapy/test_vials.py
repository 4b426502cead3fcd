"""Vials add up, waste is witnessed, and the total is held against the record (DOSE-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.vials import (
    balance_words,
    expired_words,
    expiry_of,
    faults_of,
    given_words,
    refusal_of_vial,
    vials_of,
)
from bedside.vitals.care_commands import AccountVial
from bedside.vitals.commands import Entry, Retract
from bedside.vitals.patients import VialUse
from bedside.vitals.sessions import PROGRAM, THE_PATIENT, UNNAMED, Actor, Role
from bedside.vitals.timeline import with_entry

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SECOND = Actor(name="J. Okafor", role=Role.TECHNICIAN)
TODAY = date(2026, 11, 18)
USE = VialUse(
    lot="K2317",
    expiry="2027-04",
    strength_mg_ml=10.0,
    opened_mg=200.0,
    drawn_mg=50.0,
    given_mg=35.0,
    wasted_mg=15.0,
)


def account(
    vial: str = "1", witness: Actor | None = SECOND, actor: Actor = NURSE, **numbers: Any
) -> AccountVial:
    return AccountVial(bed=1, actor=actor, vial=vial, use=replace(USE, **numbers), witness=witness)


def timeline(*commands: AccountVial | Retract) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for n, command in enumerate(commands, 1):
        entries = with_entry(entries, Entry(number=n, t=float(n), entered_t=float(n), command=command))
    return entries


@pytest.mark.req("DOSE-04")
def test_a_vial_that_adds_up_is_kept_with_both_people() -> None:
    assert refusal_of_vial(account()) == ""
    vial = vials_of(timeline(account()))["1"]
    assert (vial.by, vial.witness, vial.open_mg, vial.left_mg) == (NURSE, SECOND, Decimal(0), Decimal(150))
    assert faults_of(vial, TODAY) == ()


@pytest.mark.req("DOSE-04")
def test_the_newest_account_of_a_vial_holds_and_one_taken_back_does_not() -> None:
    drawn = account(given_mg=0.0, wasted_mg=0.0)
    entries = timeline(drawn, account("2"), account())
    assert list(vials_of(entries)) == ["1", "2"]
    assert vials_of(entries)["1"].use.given_mg == 35.0
    undone = with_entry(entries, Entry(number=4, t=4.0, entered_t=4.0, command=Retract(bed=1, entry=3)))
    assert vials_of(undone)["1"].use.given_mg == 0.0


@pytest.mark.req("DOSE-04")
def test_what_is_neither_given_nor_wasted_is_said_exactly() -> None:
    assert balance_words(USE) == ""
    assert balance_words(replace(USE, wasted_mg=14.9)) == (
        "50 mg drawn, 35 mg given and 14.9 mg wasted: 0.1 mg are not accounted for."
    )
    assert balance_words(replace(USE, wasted_mg=15.3)).endswith("0.3 mg more than was drawn.")


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    """In binary they are not: 0.1 + 0.2 is not 0.3."""
    assert balance_words(replace(USE, drawn_mg=0.3, given_mg=0.1, wasted_mg=0.2)) == ""


@given(st.decimals(0, 100, places=3, allow_nan=False), st.decimals(0, 100, places=3, allow_nan=False))
def test_whatever_was_typed_it_adds_up_when_it_adds_up(given_mg: Decimal, wasted_mg: Decimal) -> None:
    use = replace(
        USE, drawn_mg=float(given_mg + wasted_mg), given_mg=float(given_mg), wasted_mg=float(wasted_mg)
    )
    assert balance_words(use) == ""


@pytest.mark.req("DOSE-04")
def test_a_vial_that_is_still_in_use_may_be_entered_and_says_what_is_open() -> None:
    command = account(given_mg=0.0, wasted_mg=0.0, witness=None)
    assert refusal_of_vial(command) == ""
    (fault,) = faults_of(vials_of(timeline(command))["1"], TODAY)
    assert fault == "Vial 1: 50 mg drawn, 0 mg given and 0 mg wasted: 50 mg are not accounted for."


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            {"drawn_mg": 200.1, "given_mg": 200.1, "wasted_mg": 0.0},
            "200.1 mg drawn is more than the 200 mg in the vial",
        ),
        ({"given_mg": 40.0}, "5 mg more than was drawn. Check the three numbers."),
        ({"wasted_mg": -1.0}, "The mg wasted must be a number from 0"),
        ({"given_mg": float("nan")}, "The mg given must be a number"),
        ({"drawn_mg": float("inf")}, "The mg drawn must be a number"),
        ({"opened_mg": 0.0}, "The mg opened must be more than 0"),
        ({"strength_mg_ml": 0.0}, "strength"),
        ({"strength_mg_ml": 1000.0}, "at most 200 mg/mL"),
        ({"strength_mg_ml": float("nan")}, "strength"),
        ({"lot": "  "}, "The lot is missing"),
        ({"expiry": "04/27"}, "like 2027-04"),
        ({"expiry": "2027-02-30"}, "like 2027-04"),
        ({"vial": " "}, "no number"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(numbers: dict[str, Any], words: str) -> None:
    assert words in refusal_of_vial(account(**numbers))


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("witness", "words"),
    [
        (None, "needs a witness"),
        (Actor(name=" ", role=Role.NURSE), "needs a witness"),
        (UNNAMED, "needs a witness"),
        (Actor(name="a.  moreno ", role=Role.SUPERVISOR), "another person than A. Moreno"),
        (NURSE, "another person"),
        (THE_PATIENT, "one of the staff"),
        (PROGRAM, "one of the staff"),
    ],
)
def test_waste_takes_a_second_person(witness: Actor | None, words: str) -> None:
    assert words in refusal_of_vial(account(witness=witness))


@pytest.mark.req("DOSE-04")
def test_waste_is_not_entered_by_nobody() -> None:
    assert "say who works here" in refusal_of_vial(account(actor=UNNAMED))
    assert refusal_of_vial(account(actor=UNNAMED, witness=None, drawn_mg=35.0, wasted_mg=0.0)) == ""


def test_without_waste_nobody_has_to_watch() -> None:
    assert refusal_of_vial(account(witness=None, drawn_mg=35.0, wasted_mg=0.0)) == ""


def test_waste_on_an_old_record_without_a_witness_is_flagged() -> None:
    (fault,) = faults_of(vials_of(timeline(account(witness=None)))["1"], TODAY)
    assert fault == "Vial 1: Nobody witnessed what was wasted."


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("printed", "today", "expired"),
    [
        ("2026-11", date(2026, 11, 30), False),
        ("2026-11", date(2026, 12, 1), True),
        ("2028-02", date(2028, 2, 29), False),
        ("2026-11-17", TODAY, True),
        ("2026-11-18", TODAY, False),
    ],
)
def test_an_expired_lot_is_flagged(printed: str, today: date, expired: bool) -> None:
    use = replace(USE, expiry=printed)
    assert bool(expired_words(use.lot, use.expiry, today)) is expired
    assert refusal_of_vial(account(expiry=printed)) == "", "flagged, and still recorded: it was used"
    if expired:
        assert "Lot K2317 expired on" in faults_of(vials_of(timeline(account(expiry=printed)))["1"], today)[0]


@pytest.mark.parametrize("printed", ["", "soon", "2027", "2027-13", "2027-4", "27-04", "2027-00"])
def test_an_expiry_that_is_no_month_or_day_is_none(printed: str) -> None:
    assert expiry_of(printed) is None


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("delivered", "words"),
    [
        (50.0, ""),
        (50.04, ""),
        (48.6, "The vials say 50.0 mg given, the record says 48.6 mg: 1.4 mg more from the vials."),
        (52.5, "The vials say 50.0 mg given, the record says 52.5 mg: 2.5 mg less from the vials."),
    ],
)
def test_the_total_of_the_vials_is_held_against_the_record(delivered: float, words: str) -> None:
    vials = vials_of(timeline(account(), account("2", drawn_mg=15.0, given_mg=15.0, wasted_mg=0.0)))
    assert given_words(vials.values(), delivered) == words


def test_without_vials_there_is_nothing_to_compare() -> None:
    assert given_words([], 35.0) == ""

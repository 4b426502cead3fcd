"""A bolus without an infusion: header and handover card tell what was given, and claim no infusion."""

from __future__ import annotations

from bedside.ui.bed_header_words import header_words, time_words
from bedside.ui.handover_dose import dose_row
from bedside.vitals.care_commands import GiveBolus
from tests.helpers.story import later, story

BEFORE = story("10:01:00")
GIVEN = later(BEFORE, 30, GiveBolus(bed=3, mg=20.0))


def test_the_header_tells_the_dose_and_no_infusion() -> None:
    assert time_words(GIVEN).remaining_word == "no infusion recorded"
    assert header_words(GIVEN).dose.given == "20.0"


def test_the_handover_card_tells_when_it_was_given() -> None:
    row = dose_row(GIVEN)
    assert row.given == "20.0"
    assert row.running.startswith("bolus at ") and row.running.endswith("no infusion recorded")
    assert row.time == "" and row.stops == ""


def test_a_bolus_during_the_infusion_is_in_the_total() -> None:
    running = story("10:14:52")
    before, after = dose_row(running), dose_row(later(running, 0, GiveBolus(bed=3, mg=20.0)))
    assert float(after.given) - float(before.given) == 20.0
    assert after.running == before.running

"""The call of the next day or later, as it is written down in the course of sessions, and put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.ui.course.said_when import read_said
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import WriteFollowUp
from bedside.vitals.patients import FollowUp
from bedside.vitals.sessions import Actor, Role
from tests.helpers.course_desks import Make, course_desks
from tests.helpers.courses import (
    DAYS,
    MARTA,
    NOW,
    NURSE,
    OTHER,
    called,
    marta,
    reyes_course,
    saved,
    whole,
)


@pytest.fixture
def make(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[Make]:
    with course_desks(qtbot, look, tmp_path) as made:
        yield made


# Follow-ups


def test_a_call_is_written_down_by_key_and_stands_in_the_course(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    form = page.form
    first = form.ratings["mood"].keys[None]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_7)
    ten = form.ratings["pain"].keys[None]
    qtbot.keyClicks(ten, "1")
    qtbot.keyClicks(form.ratings["pain"].keys[1], "0")
    qtbot.keyClicks(form.totals["phq9"].edit, "6")
    qtbot.keyClicks(form.sleep.edit, "through the night")
    qtbot.keyClicks(form.functioning.edit, "back at work")
    qtbot.keyClicks(form.side_effects.edit, "none")
    qtbot.keyClicks(form.psychotherapy.edit, "weekly, the next on Tuesday")
    qtbot.keyClicks(form.support.edit, "walks every day")
    qtbot.keyClicks(form.next_visit.edit, "9.12. 10:00")
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settled()
    (sent,) = desk.clinic.sent
    assert isinstance(sent, WriteFollowUp)
    assert (sent.bed, sent.actor, sent.patient) == (0, NURSE, MARTA)
    said = sent.follow_up
    assert (said.session, said.ratings, said.totals) == (
        "2026-11-25",
        (("mood", 7), ("pain", 10)),
        (("phq9", 6),),
    )
    assert (said.sleep, said.next_visit, said.utc) == (
        "through the night",
        "2026-12-09 10:00",
        NOW.isoformat(),
    )
    assert (said.functioning, said.side_effects) == ("back at work", "none")
    assert (said.psychotherapy, said.support) == ("weekly, the next on Tuesday", "walks every day")
    assert not page.form_open
    desk.until(
        lambda: page.outcome.trend is not None and page.outcome.trend.last == 6, "the course was renewed"
    )
    for words in ("through the night", "back at work", "weekly, the next on Tuesday", "walks every day"):
        assert words in page.calls.list.row_words()[0]
    assert desk.screen.frame._right_words.endswith("next visit 9 Dec, 10:00")
    assert form.sleep.text() == ""


def test_a_total_without_its_items_asks_for_item_9(make: Make, qtbot: QtBot) -> None:
    page = make().open()
    page.calls.add_key.click()
    qtbot.keyClicks(page.form.totals["phq9"].edit, "12")
    assert (
        page.form.fields._prompts.text() == "PHQ-9: Item 9 was not entered: look at it on the form, and ask."
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("when", "tomorrow", "“tomorrow” is no day and time: write it as 2026-11-15 10:15."),
        ("when", "2026-11-29 10:00", "2026-11-29 10:00 is still to come: write when it was said."),
        ("when", "2026-11-20 10:00", "That is before the session, which began on 2026-11-25 09:30: "),
        ("next_visit", "soon", "“soon” is no day: write it as 2026-11-18 09:30."),
    ],
)
def test_what_cannot_be_understood_is_said_in_place_and_nothing_is_sent(
    make: Make, qtbot: QtBot, field: str, typed: str, sentence: str
) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    edit = getattr(page.form, field).edit
    edit.setText(typed)
    qtbot.keyClick(page.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.form.said.startswith(sentence)
    assert desk.clinic.sent == []


def test_a_total_out_of_its_range_is_refused(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    page.form.totals["gad7"].edit.setText("22")
    page.form.save()
    assert page.form.said == "The total of GAD-7 is a whole number from 0 to 21: correct “22”."
    assert desk.clinic.sent == []


def test_a_refusal_of_the_station_stands_in_the_form_and_nothing_typed_is_lost(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    page.form.save()
    desk.settled()
    assert page.form_open
    assert page.form.said == "The follow-up is empty: enter a rating or some words."
    page.form.words.edit.setText("feels lighter")
    desk.clinic.refusal = RefusedError("The disk is full: free some space.")
    page.form.save()
    desk.settled()
    assert (page.form.said, page.form.words.text()) == ("The disk is full: free some space.", "feels lighter")
    assert page.form.save_key.isEnabled()


def test_what_is_typed_stays_when_the_form_is_closed_and_never_goes_to_another_patient(make: Make) -> None:
    other = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(), saved(other), *whole(DAYS[0], other, id="h1")])
    page = desk.open()
    page.calls.add_key.click()
    page.form.words.edit.setText("feels lighter")
    page.form.closed.emit()
    page.calls.add_key.click()
    assert page.form.words.text() == "feels lighter"
    page.form.closed.emit()
    desk.desk.open(OTHER)
    desk.until(lambda: page.data is not None and page.data.patient.id == OTHER, "the other course was read")
    page.calls.add_key.click()
    assert page.form.words.text() == ""


def test_a_late_entry_is_marked_with_the_day_it_was_written(make: Make) -> None:
    said = FollowUp(session="", utc="", words="headache")
    page = make([*reyes_course(), called(9, said, written=12)]).open()
    assert "9 Nov, headache, late entry of 12 Nov, A. Moreno" in page.calls.list.row_words()


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("", NOW),
        ("10:15", NOW.replace(hour=10, minute=15)),
        ("15.11. 10:15", NOW.replace(day=15, hour=10, minute=15)),
        ("15/11/26 10.15", NOW.replace(day=15, hour=10, minute=15)),
        ("2026-11-15 10:15", NOW.replace(day=15, hour=10, minute=15)),
        ("30.12. 10:15", NOW.replace(year=2025, month=12, day=30, hour=10, minute=15)),
    ],
)
def test_a_time_is_read_as_people_write_it_and_lies_in_the_past(
    qtbot: QtBot, typed: str, utc: object
) -> None:
    del qtbot
    assert read_said(typed, NOW).utc == utc


# A call that was written down wrong


def test_a_call_is_corrected_and_the_original_stays_struck_through_with_who_and_when(make: Make) -> None:
    desk = make()
    page = desk.open()
    before = len(page.data.calls) if page.data is not None else 0
    page.calls.correct_key.click()
    form = page.form
    assert form.title.text() == "Correct a call"
    assert form.corrects is not None
    original = form.corrects.command.follow_up
    assert form.totals["phq9"].text() == "8"
    form.totals["phq9"].edit.setText("9")
    form.which.reason.edit.setText("read from the wrong line")
    form.save()
    desk.settled()
    (sent,) = desk.clinic.sent
    assert isinstance(sent, WriteFollowUp)
    assert (sent.replaces, sent.withdrawn, sent.reason) == (
        form.corrects.written,
        False,
        "read from the wrong line",
    )
    assert sent.follow_up.utc == original.utc  # to the second
    assert sent.follow_up.totals != original.totals
    assert sent.follow_up == replace(original, totals=sent.follow_up.totals)
    desk.until(lambda: page.data is not None and bool(page.data.struck), "the course was renewed")
    assert page.data is not None and len(page.data.calls) == before
    rows = page.calls.list.row_words()
    (old,) = [row for row in rows if "struck through: " in row and "PHQ-9 8" in row]
    assert "corrected by A. Moreno" in old and "read from the wrong line" in old
    assert any("PHQ-9 9" in row and "corrects what is struck through" in row for row in rows)
    assert page.outcome.trend is not None and page.outcome.trend.last == 9


def test_a_call_is_taken_back_with_a_reason_and_counts_no_more(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    page.form.which.withdraw_key.click()
    assert page.form.said == "Say why the call is taken back, then press the key again."
    assert desk.clinic.sent == []
    page.form.which.reason.edit.setText("said by another patient")
    page.form.which.withdraw_key.click()
    desk.settled()
    desk.until(lambda: page.data is not None and bool(page.data.struck), "the course was renewed")
    (old,) = [row for row in page.calls.list.row_words() if "struck through: " in row]
    assert "taken back by A. Moreno" in old and "said by another patient" in old
    assert page.outcome.trend is not None and page.outcome.trend.last != 8


def test_another_call_can_be_chosen_and_nothing_typed_for_one_stands_in_the_other(make: Make) -> None:
    said = FollowUp(session="", utc="", words="headache")
    page = make([*reyes_course(), called(9, said, written=12)]).open()
    page.calls.correct_key.click()
    newest = page.form.corrects
    page.form.words.edit.setText("half typed")
    choice = page.form.which.choice
    choice.chosen.emit(len(choice._words) - 1)
    assert page.form.corrects is not newest
    assert page.form.words.text() == "headache"
    choice.chosen.emit(0)
    assert page.form.words.text() == "half typed"
    page.calls.add_key.click()
    assert (page.form.title.text(), page.form.words.text()) == ("Add a call", "")
    assert page.form.which.isHidden()


def test_a_correction_that_changes_nothing_is_refused_in_the_form(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    page.form.save()
    desk.settled()
    assert page.form_open
    assert page.form.said == "Nothing was changed: correct something, take the call back, or close the form."


def test_a_call_that_somebody_else_corrected_meanwhile_is_refused_with_their_name(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    assert page.form.corrects is not None
    call = page.form.corrects
    other = replace(
        call.command, actor=Actor(name="B. Osei", role=Role.NURSE), replaces=call.written, reason=""
    )
    desk.clinic.submit(replace(other, follow_up=replace(other.follow_up, words="something else")))
    page.form.words.edit.setText("mine")
    page.form.save()
    desk.settled()
    assert page.form.said.startswith("That call was corrected by B. Osei already: ")
    assert page.form.words.text() == "mine"


def test_without_a_call_there_is_nothing_to_correct_and_the_key_says_so(make: Make) -> None:
    other = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(), saved(other), *whole(DAYS[0], other, id="h1")])
    page = desk.open()
    desk.desk.open(OTHER)
    desk.until(lambda: page.data is not None and page.data.patient.id == OTHER, "the other course was read")
    assert not page.calls.correct_key.isEnabled()
    assert page.calls.correct_key.toolTip() == "No call stands here that could be corrected."
    page.correct_call()
    assert not page.form_open


def test_a_half_typed_call_is_there_again_at_the_next_start(make: Make, look: Theme, qtbot: QtBot) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts, Typed

    shared = SharedDrafts()
    shared.bring_back(
        PATIENT + MARTA,
        {"call/new/words": Typed("feels lighter", NOW), "call/new/rating.mood": Typed("7", NOW)},
    )
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    assert (page.form.words.text(), page.form.ratings["mood"].value) == ("feels lighter", 7)
    assert page.form.before.said.startswith("Typed before the program ended, at ")
    page.form.before.throw_key.click()
    assert (page.form.words.text(), page.form.ratings["mood"].value) == ("", None)
    assert page.form.before.said == ""
    assert not shared.typed(PATIENT + MARTA)


def test_a_half_typed_call_is_forgotten_when_it_was_written_down(make: Make) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts

    shared = SharedDrafts()
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    page.form.words.edit.setText("feels lighter")
    assert shared.typed(PATIENT + MARTA)["call/new/words"].text == "feels lighter"
    page.form.save()
    desk.settled()
    assert not shared.typed(PATIENT + MARTA)


def test_what_is_typed_at_another_window_stands_in_the_open_form_too(make: Make) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts

    shared = SharedDrafts()
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    page.form.sleep.edit.setText("well")
    Drafts(shared).keep(PATIENT + MARTA, "call/new/words", "feels lighter")
    desk.desk.frame()
    assert (page.form.sleep.text(), page.form.words.text()) == ("well", "feels lighter")

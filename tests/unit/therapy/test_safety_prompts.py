"""Prompts of filled scales stay until somebody says what was done, through restart and replay."""

from __future__ import annotations

from bedside.therapy.safety_prompts import open_prompts
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Command, Entry, WriteNote

ITEM_9 = GiveScore(bed=1, scale="phq9", version="1", answers=(0,) * 8 + (1,))
CLEAR = GiveScore(bed=1, scale="phq9", version="1", answers=(0,) * 9)
RISK = GiveScore(bed=1, scale="cssrs", version="1", answers=(1, 1, 1, 1, 0, 1))


def entries(*commands: Command, retracted: tuple[int, ...] = ()) -> tuple[Entry, ...]:
    return tuple(
        Entry(number=n, t=n * 60.0, entered_t=n * 60.0, command=command, retracted=n in retracted)
        for n, command in enumerate(commands, 1)
    )


def begins(*commands: Command, retracted: tuple[int, ...] = ()) -> list[str]:
    return [each.begins for each in open_prompts(entries(*commands, retracted=retracted))]


def note(text: str) -> WriteNote:
    return WriteNote(bed=1, text=text)


def test_an_answer_that_asks_for_something_stays_open() -> None:
    assert begins(ITEM_9, note("the patient sleeps")) == ["PHQ-9, item 9: "]
    assert begins(CLEAR) == []


def test_a_later_clear_one_does_not_answer_it() -> None:
    assert begins(ITEM_9, CLEAR) == ["PHQ-9, item 9: "]


def test_what_was_done_answers_it_and_empty_words_do_not() -> None:
    assert begins(ITEM_9, note("PHQ-9, item 9: asked, no plan")) == []
    assert begins(ITEM_9, note("PHQ-9, item 9:  ")) == ["PHQ-9, item 9: "]


def test_the_same_answer_given_again_asks_again() -> None:
    assert begins(ITEM_9, note("PHQ-9, item 9: asked"), ITEM_9) == ["PHQ-9, item 9: "]


def test_what_was_taken_back_asks_for_nothing_and_a_note_that_was_taken_back_answers_nothing() -> None:
    assert begins(ITEM_9, retracted=(1,)) == []
    assert begins(ITEM_9, note("PHQ-9, item 9: asked"), retracted=(2,)) == ["PHQ-9, item 9: "]


def test_each_prompt_is_answered_for_itself() -> None:
    assert begins(RISK) == ["C-SSRS screener, level high: ", "C-SSRS screener, behaviour: "]
    assert begins(RISK, note("C-SSRS screener, behaviour: not left alone")) == [
        "C-SSRS screener, level high: "
    ]

"""A call that was put right: the original stays, only what stands counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.follow_up_corrections import refusal_of_correction
from bedside.vitals.care_commands import WriteFollowUp
from bedside.vitals.command_records import from_record, to_record
from bedside.vitals.patients import FollowUp
from bedside.vitals.put_right import standing, struck
from bedside.vitals.records import FollowUpWritten
from bedside.vitals.sessions import Actor, Role

SOFIA = Actor(name="Sofia Lindqvist", role=Role.NURSE)
BEGAN = datetime(2026, 11, 2, 9, 0, 0, 123456, tzinfo=UTC)


def written(n: int, replaces: FollowUpWritten | None = None, **more: object) -> FollowUpWritten:
    said = FollowUp(session="", utc=BEGAN.isoformat(), words=f"words {n}")
    command = WriteFollowUp(
        bed=0, actor=SOFIA, patient="p", follow_up=said, replaces="" if replaces is None else replaces.written, **more
    )  # fmt: skip
    return FollowUpWritten(utc=BEGAN + timedelta(minutes=n), command=command)


def test_without_corrections_all_stand() -> None:
    calls = (written(1), written(2))
    assert standing(calls) == calls
    assert struck(calls) == ()


def test_of_a_chain_of_corrections_the_newest_counts_and_each_original_knows_its_own() -> None:
    first = written(1)
    second = written(2, first)
    third = written(3, second)
    other = written(4)
    assert standing([first, second, third, other]) == (third, other)
    assert [(each.original, each.by) for each in struck([first, second, third, other])] == [
        (first, second), (second, third),
    ]  # fmt: skip


def test_what_was_taken_back_counts_no_more_and_neither_does_the_taking_back() -> None:
    first = written(1)
    back = written(2, first, withdrawn=True)
    assert standing([first, back]) == ()
    (only,) = struck([first, back])
    assert (only.original, only.by) == (first, back)


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=12))
def test_each_call_either_stands_or_is_struck_or_is_a_taking_back(acts: list[tuple[int, bool]]) -> None:
    """Whatever the station accepted: corrections name a call that stands."""
    calls: list[FollowUpWritten] = []
    for n, (which, withdrawn) in enumerate(acts):
        there = standing(calls)
        target = there[which % (len(there) + 1)] if which % (len(there) + 1) < len(there) else None
        made = written(n, target, withdrawn=withdrawn and target is not None)
        assert refusal_of_correction(made.command, calls) == ""
        calls.append(made)
    backs = [each for each in calls if each.command.withdrawn]
    kept, gone = standing(calls), [each.original for each in struck(calls)]
    assert sorted([*kept, *gone, *backs], key=lambda each: each.utc) == calls


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_corrected_already_is_refused_with_the_name_of_who_did_it(withdrawn: bool) -> None:
    first = written(1)
    second = written(2, first, withdrawn=withdrawn)
    said = refusal_of_correction(written(3, first).command, [first, second])
    what = "taken back" if withdrawn else "corrected"
    assert said.startswith(f"That call was {what} by Sofia Lindqvist already: ")


def test_what_cannot_be_corrected_is_refused_in_words() -> None:
    first, back = written(1), None
    assert refusal_of_correction(written(2, first).command, []).startswith("That call is not written down")
    back = written(2, first, withdrawn=True)
    assert refusal_of_correction(written(3, back).command, [first, back]).startswith(
        "That call is not written down"
    )
    assert refusal_of_correction(written(2, withdrawn=True).command, [first]).startswith("Nothing is named")
    same = WriteFollowUp(
        bed=0, actor=SOFIA, patient="p", follow_up=first.command.follow_up, replaces=first.written
    )
    assert refusal_of_correction(same, [first]).startswith("Nothing was changed: ")


def test_a_follow_up_of_an_older_bedside_still_reads_and_stands() -> None:
    record = to_record(written(1).command)
    for name in ("replaces", "withdrawn", "reason"):
        del record[name]
    command = from_record("write_follow_up", record)
    assert isinstance(command, WriteFollowUp)
    assert (command.replaces, command.withdrawn, command.reason) == ("", False, "")
    old = FollowUpWritten(utc=BEGAN, command=command)
    assert standing([old]) == (old,)
    assert old.written == "2026-11-02T09:00:00.123456+00:00"

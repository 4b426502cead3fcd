"""Another protocol for an open session: who may, which lines are asked again, what lies outside its bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.therapy.care import Care, Criterion
from bedside.therapy.discharge import discharge_of
from bedside.therapy.discharge_items import Timeline, item_lines
from bedside.therapy.gate import gate_of
from bedside.therapy.last_dose import LastDose
from bedside.therapy.protocol_change import Consequences, consequences, refusal_of_adoption, refusal_of_return
from bedside.vitals.care_commands import AdoptProtocol, AnswerItem, DecideGo, OverrideItem
from bedside.vitals.commands import Command, Entry, Retract
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import GateItem, Protocol
from bedside.vitals.sessions import PROGRAM, UNNAMED, Actor
from tests.unit.therapy.test_gate import (
    MARTA,
    MOOD,
    NURSE,
    PAIN,
    SUPERVISOR,
    all_clear,
    baseline,
    override,
    row,
    timeline,
)

BEGAN = AdoptProtocol(bed=1, actor=PROGRAM, protocol=MOOD)


def to(protocol: Protocol, by: Actor = NURSE, reason: str = "pain today") -> AdoptProtocol:
    return AdoptProtocol(bed=1, actor=by, protocol=protocol, reason=reason)


def reworded(protocol: Protocol, key: str, words: str, list_: str = "screening") -> Protocol:
    if list_ == "discharge":
        items = tuple(replace(i, words=words) if i.key == key else i for i in protocol.discharge.items)
        return replace(protocol, version=2, discharge=replace(protocol.discharge, items=items))
    items = tuple(replace(i, words=words) if i.key == key else i for i in protocol.screening)
    return replace(protocol, version=2, screening=items)


def gate(protocol: Protocol, *commands: Command):
    return gate_of(protocol, timeline(*commands), MARTA, baseline())


def weighed(protocol: Protocol, *commands: Command, plan: SessionPlan | None = None) -> Consequences:
    entries = timeline(BEGAN, *commands)
    care = Care(protocol=MOOD, patient=MARTA, plan=plan, gate=gate_of(MOOD, entries, MARTA, baseline()))
    return consequences(protocol, care, entries, baseline(), 70.0)


# -- who may ---------------------------------------------------------------------------------------------------


def test_before_anything_is_given_a_person_with_a_name_and_a_reason_may() -> None:
    assert refusal_of_adoption(to(PAIN), MOOD, given=False) == ""
    assert "name" in refusal_of_adoption(to(PAIN, UNNAMED), MOOD, given=False)
    assert "reason" in refusal_of_adoption(to(PAIN, reason="  "), MOOD, given=False)
    assert refusal_of_adoption(to(PAIN, reason=""), None, given=False) == ""  # it followed none


def test_once_something_was_given_it_takes_a_supervisor() -> None:
    assert "supervisor" in refusal_of_adoption(to(PAIN), MOOD, given=True)
    assert refusal_of_adoption(to(PAIN, SUPERVISOR), MOOD, given=True) == ""


def test_the_one_it_follows_is_no_change_and_the_program_is_not_asked() -> None:
    assert "already follows" in refusal_of_adoption(to(MOOD), MOOD, given=False)
    assert refusal_of_adoption(BEGAN, MOOD, given=True) == ""


def test_what_the_session_began_with_is_never_taken_back_and_a_change_is_by_whoever_might_have_made_it() -> (
    None
):
    first, second = timeline(BEGAN, to(PAIN))
    for given in (False, True):
        assert "cannot be taken back" in refusal_of_return(first, given=given, role=SUPERVISOR.role)
    assert refusal_of_return(second, given=False, role=NURSE.role) == ""
    assert "supervisor" in refusal_of_return(second, given=True, role=NURSE.role)
    assert refusal_of_return(second, given=True, role=SUPERVISOR.role) == ""


# -- what is asked again ---------------------------------------------------------------------------------------


def test_an_answer_holds_where_the_new_list_asks_the_same_in_the_same_words() -> None:
    newer = replace(MOOD, version=2)
    assert gate(newer, BEGAN, *all_clear(), to(newer)).ready


def test_a_line_whose_words_are_others_is_asked_again_and_its_new_answer_holds() -> None:
    key = next(item.key for item in MOOD.screening if not item.fills)
    newer = reworded(MOOD, key, "Something else altogether?")
    again = gate(newer, BEGAN, *all_clear(), to(newer))
    assert row(again, key).open and not again.ready
    item = row(again, key).item
    answer = AnswerItem(bed=1, actor=NURSE, form="screening", item=key, answer=item.clear[0], text="asked")
    assert gate(newer, BEGAN, *all_clear(), to(newer), answer).ready


def test_back_under_the_first_list_its_own_answers_hold_again() -> None:
    key = next(item.key for item in MOOD.screening if not item.fills)
    newer = reworded(MOOD, key, "Something else altogether?")
    assert gate(MOOD, BEGAN, *all_clear(), to(newer), to(MOOD)).ready


def test_what_was_answered_in_a_list_that_was_taken_back_is_no_answer_to_the_first_one() -> None:
    item = next(item for item in MOOD.screening if not item.fills)
    newer = reworded(MOOD, item.key, "Something else altogether?")
    answer = AnswerItem(
        bed=1, actor=NURSE, form="screening", item=item.key, answer=item.clear[0], text="asked"
    )
    before = (BEGAN, *all_clear(without=item.key), to(newer), answer)
    back = Retract(bed=1, actor=NURSE, entry=len(before) - 1)
    assert gate(newer, *before).ready
    assert row(gate(MOOD, *before, back), item.key).open
    assert gate(MOOD, *before, back, answer).ready


@pytest.mark.req("GATE-01")
def test_an_override_was_given_for_the_words_it_was_asked_for() -> None:
    item = next(item for item in MOOD.screening if not item.fills)
    flagging = next(said for said in item.answers if said not in item.clear)
    answer = AnswerItem(bed=1, actor=NURSE, form="screening", item=item.key, answer=flagging, text="asked")
    passed = (BEGAN, *all_clear(without=item.key), answer, override(item.key))
    newer = reworded(MOOD, item.key, "Something else altogether?")
    assert gate(MOOD, *passed).ready
    assert row(gate(newer, *passed, to(newer), answer), item.key).override is None
    assert gate(newer, *passed, to(newer), answer, override(item.key)).ready


def test_a_go_was_said_of_one_list_and_a_no_go_of_the_patient() -> None:
    go = DecideGo(bed=1, actor=SUPERVISOR, go=True)
    newer = replace(MOOD, version=2)
    assert gate(MOOD, BEGAN, *all_clear(), go).decision is not None
    assert gate(newer, BEGAN, *all_clear(), go, to(newer)).decision is None
    no = DecideGo(bed=1, actor=SUPERVISOR, go=False, reason="fever")
    assert gate(newer, BEGAN, *all_clear(), no, to(newer)).decision is not None


def test_a_discharge_line_whose_words_are_others_is_asked_again() -> None:
    item = next(i for i in MOOD.discharge.items if not i.fills)
    newer = reworded(MOOD, item.key, "Other words", "discharge")
    said = AnswerItem(bed=1, actor=NURSE, form="discharge", item=item.key, answer=item.clear[0], text="x")
    entries = timeline(BEGAN, (500.0, said), to(newer))
    ended = LastDose(given=True, ended_t=100.0)

    def met(items: tuple[GateItem, ...]) -> bool:
        lines = item_lines(items, Timeline(entries), ended, MARTA)
        return next(line.met for line in lines if line.key == item.key)

    assert met(MOOD.discharge.items) and not met(newer.discharge.items)


def test_what_was_said_at_the_discharge_in_a_list_that_was_taken_back_is_asked_again() -> None:
    item = next(i for i in MOOD.discharge.items if not i.fills)
    newer = reworded(MOOD, item.key, "Other words", "discharge")
    said = AnswerItem(bed=1, actor=NURSE, form="discharge", item=item.key, answer=item.clear[0], text="x")
    passed = OverrideItem(bed=1, actor=SUPERVISOR, form="discharge", item=item.key, reason="seen")

    def line(*commands: Command) -> Criterion:
        lines = discharge_of(
            MOOD, timeline(*commands), None, None, (), spo2=None, spo2_t=None, patient=MARTA, now=9e9
        )
        return next(each for each in lines.criteria if each.key == item.key)

    assert line(BEGAN, said, passed).met and line(BEGAN, said, passed).override is not None
    again = line(BEGAN, to(newer), said, passed, Retract(bed=1, actor=SUPERVISOR, entry=2))
    assert not again.met and again.override is None


# -- what it would change --------------------------------------------------------------------------------------


def test_what_another_list_would_ask_is_told_before_it_is_adopted_and_comes_so() -> None:
    told = weighed(PAIN, *all_clear())
    then = gate(PAIN, BEGAN, *all_clear(), to(PAIN))
    assert told.closed is not then.ready
    assert {r.item.key for r in told.asked} == {r.item.key for r in then.rows if r.open and r.item.required}


def test_a_line_that_waits_and_is_no_longer_asked_is_named() -> None:
    item = next(item for item in MOOD.screening if not item.fills and item.required)
    shorter = replace(MOOD, version=2, screening=tuple(i for i in MOOD.screening if i.key != item.key))
    told = weighed(shorter, *all_clear(without=item.key))
    assert [r.item.key for r in told.dropped] == [item.key]
    assert told.opened and not told.closed


def test_a_go_that_would_lapse_is_told() -> None:
    assert weighed(replace(MOOD, version=2), DecideGo(bed=1, actor=SUPERVISOR, go=True)).go_lapses
    assert not weighed(replace(MOOD, version=2)).go_lapses


@pytest.mark.req("DOSE-03")
def test_a_plan_beyond_the_new_bounds_is_told_and_one_that_was_beyond_before_is_not() -> None:
    plan = SessionPlan(dose_mg=63.0, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0)
    strict = replace(MOOD, version=2, cautions=replace(MOOD.cautions, most_mg_kg=0.5))
    assert weighed(strict, plan=plan).cautions
    assert not weighed(replace(MOOD, version=2), plan=plan).cautions
    beyond = replace(plan, dose_mg=700.0)
    assert not weighed(replace(MOOD, version=2), plan=beyond).cautions
    assert not weighed(strict).cautions  # nothing is planned


def test_an_entry_of_another_kind_is_never_refused_here() -> None:
    note = Entry(
        number=1, t=0.0, entered_t=0.0, command=AnswerItem(bed=1, form="screening", item="a", answer="no")
    )
    assert refusal_of_return(note, given=True, role=NURSE.role) == ""

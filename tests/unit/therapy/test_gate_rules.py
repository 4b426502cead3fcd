"""What may be entered on the screening: refused in words before anything stands on the timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.therapy.care import Gate, GateRow, Override
from bedside.therapy.gate_rules import (
    refusal_of_answer,
    refusal_of_decision,
    refusal_of_emergency,
    refusal_of_pass,
)
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.care_commands import AllowEmergencyStart, AnswerItem, DecideGo, OverrideItem
from bedside.vitals.protocol import GateItem
from bedside.vitals.sessions import PROGRAM, THE_PATIENT, UNNAMED, Actor, Role

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
MOOD = default_protocol()
RASH, FEVER = GateItem(key="rash", words="Rash"), GateItem(key="fever", words="Fever")
GATE = Gate(
    rows=(GateRow(item=RASH, answer="yes"), GateRow(item=FEVER)), missing=("1 answer is missing: “Fever”.",)
)
PASS = OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item="rash", reason="seen, harmless")


def answer(item: str, said: str, text: str = "", form: str = "screening") -> str:
    return refusal_of_answer(AnswerItem(bed=1, form=form, item=item, answer=said, text=text), MOOD)


def test_a_known_answer_to_a_known_item_is_taken() -> None:
    assert answer("glaucoma", "no") == answer("glaucoma", "yes") == answer("glaucoma", "") == ""
    assert answer("gait", "yes", form="discharge") == ""


def test_what_is_not_on_the_list_is_refused_in_words() -> None:
    assert answer("tattoo", "no") == 'The list has no line "tattoo": answer one of those that are shown.'
    assert answer("glaucoma", "perhaps") == (
        "“perhaps” is no answer to “Glaucoma, raised eye pressure”: choose one of no, yes."
    )
    nothing = "This session follows no protocol with such a form: there is nothing to answer."
    assert answer("glaucoma", "no", form="payment") == nothing
    asked = AnswerItem(bed=1, form="screening", item="glaucoma", answer="no")
    assert refusal_of_answer(asked, None) == nothing


def test_words_are_asked_for_where_the_list_wants_them() -> None:
    assert answer("food", "too recent") == (
        "“Last food and clear fluid: too recent” needs words: write what was said, then answer again."
    )
    assert "needs words" in answer("food", "long enough ago", "  ")
    assert answer("food", "long enough ago", "toast, 06:35") == ""
    assert "needs words" in answer("bladder", "yes")
    assert answer("bladder", "no") == ""


@pytest.mark.parametrize("item", [each for each in MOOD.screening if each.fills], ids=lambda each: each.key)
def test_nobody_answers_what_answers_itself(item: GateItem) -> None:
    refused = answer(item.key, item.answers[0])
    assert refused.startswith(f"“{item.words}” answers itself: ")


def test_the_two_lines_of_the_discharge_that_the_record_fills_in_part_may_be_answered() -> None:
    assert answer("escort", "yes", form="discharge") == ""


@pytest.mark.req("GATE-01")
def test_a_supervisor_lets_a_flagged_item_pass_with_a_reason() -> None:
    assert refusal_of_pass(PASS, GATE) == ""
    assert "Only a supervisor" in refusal_of_pass(replace(PASS, actor=NURSE), GATE)
    assert "needs a reason" in refusal_of_pass(replace(PASS, reason=" "), GATE)


def test_only_what_is_flagged_can_be_let_pass() -> None:
    assert refusal_of_pass(replace(PASS, item="fever"), GATE) == (
        "“Fever” has no answer yet: answer it first, then it can be let pass if it is flagged."
    )
    clear = Gate(rows=(GateRow(item=RASH, answer="no"),))
    assert "is not flagged" in refusal_of_pass(PASS, clear)
    assert 'no line "tattoo"' in refusal_of_pass(replace(PASS, item="tattoo"), GATE)


def test_an_override_may_be_given_again_with_another_reason() -> None:
    before = Override(by=SUPERVISOR, reason="first", t=1.0)
    again = Gate(rows=(GateRow(item=RASH, answer="yes", override=before),))
    assert refusal_of_pass(PASS, again) == ""


def test_a_supervisor_decides_and_a_no_go_has_a_reason() -> None:
    go = DecideGo(bed=1, actor=SUPERVISOR, go=True)
    assert refusal_of_decision(go) == ""
    assert "Only a supervisor" in refusal_of_decision(replace(go, actor=NURSE))
    assert "needs a reason" in refusal_of_decision(replace(go, go=False))
    assert refusal_of_decision(replace(go, go=False, reason="not today")) == ""


@pytest.mark.req("GATE-01")
def test_an_emergency_start_takes_a_person_a_reason_and_the_pin_where_there_is_one() -> None:
    start = AllowEmergencyStart(bed=1, actor=NURSE, reason="cannot wait")
    assert refusal_of_emergency(start) == refusal_of_emergency(start, GATE) == ""
    assert "needs a reason" in refusal_of_emergency(replace(start, reason=""))
    for nobody in (PROGRAM, THE_PATIENT):
        assert "Only a person" in refusal_of_emergency(replace(start, actor=nobody))
    assert "needs the PIN" in refusal_of_emergency(start, GATE, pin_set=True)
    assert refusal_of_emergency(replace(start, pin_checked=True), GATE, pin_set=True) == ""
    assert refusal_of_emergency(start, Gate()) == "Nothing is missing: the infusion may start without this."


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("name", ["", "  ", UNNAMED.name])
def test_what_passes_the_gate_is_said_under_a_name(name: str) -> None:
    nobody = Actor(name=name, role=Role.SUPERVISOR)
    assert "under their own name" in refusal_of_pass(replace(PASS, actor=nobody), GATE)
    assert "under their own name" in refusal_of_decision(DecideGo(bed=1, actor=nobody, go=True))
    allow = AllowEmergencyStart(bed=1, actor=nobody, reason="severe crisis")
    assert "say who allows it" in refusal_of_emergency(allow, GATE)

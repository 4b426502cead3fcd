"""The gate before an infusion: what it asks, what fills itself, what lets a flag pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.baseline import Baseline, baseline_of
from bedside.therapy.care import Gate, GateRow
from bedside.therapy.gate import gate_of, refusal_of_start
from bedside.therapy.gate_fill import FILLS
from bedside.therapy.gate_rules import stamped
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
)
from bedside.vitals.commands import Command, Entry, Retract, StartInfusion, StopInfusion, WriteNote
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Actor, Role
from bedside.vitals.timeline import with_entry

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
MARTA = PatientRecord(
    id="0" * 32,
    simulated=True,
    family_name="Reyes",
    given_name="Marta",
    born=date(1991, 6, 2),
    record_no="20418",
    escort_name="Luis Reyes",
    escort_phone="555 0117",
)
CALM = {Parameter.NIBP_SYS: 118.0, Parameter.NIBP_DIA: 72.0, Parameter.PR: 67.0, Parameter.SPO2: 98.0}
PEOPLE = [item for item in MOOD.screening if not item.fills]


def baseline(**values: float) -> Baseline:
    changed = {Parameter(name): value for name, value in values.items()}
    return Baseline(values={**CALM, **changed}, readings=2, complete=True)


def timeline(*commands: Command | tuple[float, Command]) -> tuple[Entry, ...]:
    """Entries ten seconds apart, or at the given time; what is taken back is marked, as the monitor does it."""
    entries: tuple[Entry, ...] = ()
    for number, each in enumerate(commands, start=1):
        t, command = each if isinstance(each, tuple) else (number * 10.0, each)
        entries = with_entry(entries, Entry(number=number, t=t, entered_t=number * 10.0, command=command))
    return entries


def clear(item: GateItem) -> str:
    return next(answer for answer in item.answers if answer in item.clear)


def answer(item: str, said: str, text: str = "", by: Actor = NURSE) -> AnswerItem:
    return AnswerItem(bed=1, actor=by, form="screening", item=item, answer=said, text=text)


def override(
    item: str, by: Actor = SUPERVISOR, reason: str = "treated, letter is here", **more: Any
) -> OverrideItem:
    return OverrideItem(bed=1, actor=by, form="screening", item=item, reason=reason, **more)


def risk(*answers: int | None, total: int | None = None) -> GiveScore:
    return GiveScore(bed=1, actor=NURSE, scale="cssrs", version="1", answers=answers, total=total)


NO_RISK = risk(0, 0, None, None, None, 0)
WHO = IdentifyPatient(bed=1, actor=NURSE, patient=MARTA)


def all_clear(protocol: Protocol = MOOD, *, without: str = "") -> list[Command]:
    asked = [item for item in protocol.screening if not item.fills and item.key != without]
    told = [] if without == "risk_screen" else [NO_RISK]
    return [WHO, *told, *(answer(item.key, clear(item), "as asked") for item in asked)]


def gate(
    *commands: Command | tuple[float, Command],
    protocol: Protocol = MOOD,
    patient: PatientRecord | None = MARTA,
    base: Baseline | None = baseline(),  # noqa: B008 - frozen
    now: float | None = None,
) -> Gate:
    return gate_of(protocol, timeline(*commands), patient, base, now=now)


def row(of: Gate, key: str) -> GateRow:
    return next(each for each in of.rows if each.item.key == key)


# -- GATE-01 -----------------------------------------------------------------------------------------------


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("protocol", [MOOD, PAIN], ids=["mood", "pain"])
def test_the_start_is_open_when_every_item_is_answered_and_none_is_flagged(protocol: Protocol) -> None:
    done = gate(*all_clear(protocol), protocol=protocol)
    assert (done.missing, done.ready, refusal_of_start(done)) == ((), True, "")
    assert all(each.passed and not each.open for each in done.rows)
    assert [each.item for each in done.rows] == list(protocol.screening)


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("item", PEOPLE, ids=lambda item: item.key)
def test_the_start_is_closed_while_one_required_item_has_no_answer(item: GateItem) -> None:
    waiting = gate(*all_clear(without=item.key))
    assert waiting.missing == (f"1 answer is missing: “{item.words}”.",)
    assert not waiting.ready
    assert item.words in refusal_of_start(waiting)


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("item", PEOPLE, ids=lambda item: item.key)
def test_an_answer_that_flags_closes_the_start_until_a_supervisor_lets_it_pass(item: GateItem) -> None:
    flagging = [each for each in item.answers if each not in item.clear]
    if not flagging:
        assert item.key == "allergies"  # what is written down flags nothing by itself
    for said in flagging:
        flagged = [*all_clear(without=item.key), answer(item.key, said, "words")]
        waiting = gate(*flagged)
        assert row(waiting, item.key).flagged
        assert waiting.missing == (f"“{item.words}” needs a supervisor's override.",)
        assert not waiting.ready
        passed = gate(*flagged, override(item.key))
        assert passed.ready and not passed.missing
        by = row(passed, item.key).override
        assert by is not None and (by.by, by.reason) == (SUPERVISOR, "treated, letter is here")
        assert row(passed, item.key).flagged  # let pass, not made good


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("item", [i for i in MOOD.screening if i.fills], ids=lambda item: item.key)
def test_each_item_that_fills_itself_closes_the_start_while_it_is_open(item: GateItem) -> None:
    bare = (
        replace(MARTA, escort_phone="") if item.fills == "escort" else replace(MARTA, born=None, record_no="")
    )
    patient = bare if item.fills in ("escort", "identity") else MARTA
    base = None if item.fills == "start_limits" else baseline()
    waiting = gate(*all_clear(without=item.key), patient=patient, base=base)
    assert row(waiting, item.key).open
    assert not waiting.ready
    assert len(waiting.missing) == 1


@pytest.mark.req("GATE-01")
@given(
    st.lists(st.sampled_from(["clear", "passed"]), min_size=len(PEOPLE), max_size=len(PEOPLE)),
    st.dictionaries(st.integers(0, len(PEOPLE) - 1), st.sampled_from(["open", "flag"]), max_size=2),
)
def test_the_start_is_open_exactly_when_all_is_answered_and_each_flag_let_pass(
    done: list[str], undone: dict[int, str]
) -> None:
    """One line that is not done holds it up like many, and none does not."""
    commands: list[Command] = [WHO, NO_RISK]
    holds = False
    for n, item in enumerate(PEOPLE):
        state = undone.get(n, done[n])
        flagging = [each for each in item.answers if each not in item.clear]
        if state == "clear" or (not flagging and state != "open"):
            commands.append(answer(item.key, clear(item), "as asked"))
        elif state == "open":
            holds = True
        else:
            commands.append(answer(item.key, flagging[0], "words"))
            if state == "passed":
                commands.append(override(item.key))
            else:
                holds = True
    found = gate(*commands)
    assert found.ready is not holds
    assert bool(refusal_of_start(found)) is holds


def test_without_a_protocol_there_is_no_gate() -> None:
    assert gate_of(None, timeline(), None, None) == Gate()
    assert refusal_of_start(Gate()) == ""


def test_an_item_that_is_not_required_may_stay_open_but_not_flagged() -> None:
    ours = replace(MOOD, screening=(GateItem(key="rash", words="Rash", required=False),))
    assert gate(protocol=ours).ready
    assert not gate(answer("rash", "yes"), protocol=ours).ready


def test_what_is_missing_is_told_in_few_sentences() -> None:
    empty = gate(patient=None, base=None)
    assert empty.missing == (
        "No patient is named.",
        "28 answers are missing: “High blood pressure, not controlled”, “Heart: angina, infarct, failure, rhythm”,"
        " “Aneurysm, vessel malformation, brain bleed” and 25 more.",
        "2 baseline NIBP readings are missing, at least 2 min apart.",
    )
    two = [
        each
        for each in all_clear()
        if getattr(each, "item", "") not in ("pregnancy_test", "equipment", "food")
    ]
    some = gate(*two, answer("food", "too recent", "toast, 06:35"), answer("glaucoma", "yes"))
    assert some.missing == (
        "2 answers are missing: “Pregnancy test”, “Resuscitation equipment checked”.",
        "2 answers need a supervisor's override: “Glaucoma, raised eye pressure”, “Last food and clear fluid”.",
    )
    assert refusal_of_start(some) == (
        f"The screening is not done. {' '.join(some.missing)} Finish it, or use Emergency start with a reason."
    )


# -- answers -----------------------------------------------------------------------------------------------


def test_the_newest_answer_holds_with_who_gave_it_and_when() -> None:
    told = gate(answer("glaucoma", "yes"), answer("glaucoma", "no", "checked in 2025", SUPERVISOR))
    glaucoma = row(told, "glaucoma")
    assert (glaucoma.answer, glaucoma.text, glaucoma.by, glaucoma.t) == (
        "no",
        "checked in 2025",
        SUPERVISOR,
        20.0,
    )


def test_an_answer_that_was_taken_back_does_not_count() -> None:
    assert row(gate(answer("glaucoma", "no"), Retract(bed=1, entry=1)), "glaucoma").open
    told = gate(answer("glaucoma", "yes"), answer("glaucoma", "no"), Retract(bed=1, entry=2))
    assert row(told, "glaucoma").answer == "yes"


def test_an_empty_answer_opens_the_item_again() -> None:
    assert row(gate(answer("glaucoma", "no"), answer("glaucoma", "")), "glaucoma").open


def test_something_seen_earlier_but_told_later_does_not_take_the_place_of_what_was_seen_last() -> None:
    told = gate((100.0, answer("pregnancy_test", "positive")), (50.0, answer("pregnancy_test", "negative")))
    assert row(told, "pregnancy_test").answer == "positive"


def test_an_answer_the_list_does_not_have_leaves_the_item_open() -> None:
    assert row(gate(answer("glaucoma", "perhaps")), "glaucoma").open


def test_answers_of_another_form_and_what_comes_later_do_not_count() -> None:
    elsewhere = AnswerItem(bed=1, form="discharge", item="glaucoma", answer="no")
    assert row(gate(elsewhere), "glaucoma").open
    assert row(gate(WriteNote(bed=1, text="x"), answer("glaucoma", "no"), now=15.0), "glaucoma").open


# -- overrides ---------------------------------------------------------------------------------------------

FLAG = answer("bladder", "yes", "burning after session 2")


def passed(*commands: Command | tuple[float, Command]) -> bool:
    return row(gate(*commands), "bladder").override is not None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_an_override_of_anybody_but_a_supervisor_does_not_count(role: Role) -> None:
    assert not passed(FLAG, override("bladder", Actor(name="X", role=role)))


def test_an_override_without_a_reason_does_not_count() -> None:
    assert not passed(FLAG, override("bladder", reason="  "))


def test_an_override_counts_for_its_own_item_of_this_form_only() -> None:
    assert not passed(FLAG, override("glaucoma"))
    assert not passed(
        FLAG, OverrideItem(bed=1, actor=SUPERVISOR, form="discharge", item="bladder", reason="x")
    )


@pytest.mark.parametrize(
    "later",
    [
        [answer("bladder", "no"), FLAG],
        [answer("bladder", "yes", "blood since yesterday")],
        [answer("bladder", ""), FLAG],
    ],
    ids=["another answer and back", "other words", "opened again"],
)
def test_an_override_lapses_when_its_item_says_something_else(later: Sequence[Command]) -> None:
    assert passed(FLAG, override("bladder"))
    assert not passed(FLAG, override("bladder"), *later)
    assert passed(FLAG, override("bladder"), *later, override("bladder"))


def test_the_same_answer_again_leaves_the_override_in_force() -> None:
    assert passed(FLAG, override("bladder"), FLAG)


def test_an_override_that_was_given_before_the_answer_does_not_count() -> None:
    assert not passed(override("bladder"), FLAG)


def test_a_wrong_tap_that_was_undone_was_never_said() -> None:
    assert passed(FLAG, override("bladder"), answer("bladder", "no"), Retract(bed=1, entry=3))
    seen = [FLAG, answer("bladder", "yes", "blood"), override("bladder"), Retract(bed=1, entry=2)]
    assert not passed(*seen)  # it was given on other words than those that hold now


def test_an_override_that_was_taken_back_does_not_count_and_the_one_before_holds_again() -> None:
    assert not passed(FLAG, override("bladder"), Retract(bed=1, entry=2))
    held = gate(
        FLAG,
        override("bladder", reason="first"),
        override("bladder", reason="second"),
        Retract(bed=1, entry=3),
    )
    by = row(held, "bladder").override
    assert by is not None and by.reason == "first"


def test_a_clear_item_shows_no_override() -> None:
    assert row(gate(answer("bladder", "no"), override("bladder")), "bladder").override is None


def test_what_was_let_pass_of_one_patient_is_asked_again_of_another() -> None:
    ana = replace(MARTA, id="1" * 32, given_name="Ana")
    other = IdentifyPatient(bed=1, patient=ana, reason="wrong record picked")
    assert passed(WHO, FLAG, override("bladder"), WHO)
    assert not passed(WHO, FLAG, override("bladder"), other)
    assert (
        row(gate(WHO, FLAG, override("bladder"), other), "bladder").answer == "yes"
    )  # asked of who sits there
    go = DecideGo(bed=1, actor=SUPERVISOR, go=True)
    assert gate(WHO, go, other).decision is None
    no_go = DecideGo(bed=1, actor=SUPERVISOR, go=False, reason="not today")
    assert gate(WHO, no_go, other).decision is not None
    assert passed(WHO, FLAG, override("bladder"), other, Retract(bed=1, entry=4))
    assert passed(FLAG, override("bladder"), WHO)


# -- what fills itself -------------------------------------------------------------------------------------


def test_every_fill_of_the_contract_is_known() -> None:
    assert set(FILLS) == {"identity", "start_limits", "escort", "risk_screen"}


def test_identity_fills_itself_with_two_identifiers_and_says_which() -> None:
    known = row(gate(WHO), "identity")
    assert (known.answer, known.automatic, known.by, known.t) == ("checked", True, NURSE, 10.0)
    assert known.text == "name, date of birth, record number"
    only = row(gate(WHO, patient=replace(MARTA, born=None, record_no="")), "identity")
    assert only.open and only.text == "only name is known"


def test_the_escort_fills_itself_with_name_and_phone() -> None:
    assert row(gate(WHO), "escort").text == "Luis Reyes, 555 0117"
    half = row(gate(WHO, patient=replace(MARTA, escort_phone=" ")), "escort")
    assert half.open and half.text == "Luis Reyes, phone is missing"
    assert row(gate(WHO, patient=replace(MARTA, escort_name="", escort_phone="")), "escort").open


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"nibp_sys": 160.0}, "systolic 160 mmHg, at the limit (site: under 160 mmHg)"),
        ({"nibp_sys": 168.0}, "systolic 168 mmHg, 8 mmHg above the limit (site: under 160 mmHg)"),
        ({"nibp_dia": 101.5}, "diastolic 101.5 mmHg, 1.5 mmHg above the limit (site: under 100 mmHg)"),
        ({"pr": 46.0}, "pulse 46 /min, 4 below the limit (site: 50 to 100)"),
        ({"pr": 101.0}, "pulse 101 /min, 1 above the limit (site: 50 to 100)"),
        ({"spo2": 93.0}, "SpO2 93 %, 2 below the limit (site: 95 or more)"),
        (
            {"nibp_sys": 170.0, "spo2": 94.0},
            "systolic 170 mmHg, 10 mmHg above the limit (site: under 160 mmHg); "
            "SpO2 94 %, 1 below the limit (site: 95 or more)",
        ),
    ],
)
def test_a_baseline_outside_the_start_limits_flags_and_says_which_value_and_by_how_much(
    value: dict[str, float], says: str
) -> None:
    limits = row(gate(base=baseline(**value)), "start_limits")
    assert (limits.answer, limits.automatic, limits.text) == ("outside", True, says)


@pytest.mark.parametrize(
    "value",
    [{"nibp_sys": 159.9}, {"nibp_dia": 99.9}, {"pr": 50.0}, {"pr": 100.0}, {"spo2": 95.0}],
    ids=str,
)
def test_a_baseline_on_the_good_side_of_a_start_limit_is_inside(value: dict[str, float]) -> None:
    limits = row(gate(base=baseline(**value)), "start_limits")
    assert (limits.answer, limits.flagged) == ("inside", False)
    assert "mmHg, pulse" in limits.text


def test_a_value_just_under_a_limit_is_never_shown_as_the_limit() -> None:
    assert "160" not in row(gate(base=baseline(nibp_sys=159.96)), "start_limits").text


def cuff(*times: float) -> Baseline | None:
    readings = [Determination(t=t, sys=120.0, dia=70.0, map=86.0, pr=70.0) for t in times]
    continuous = {
        parameter: ([times[-1] if times else 0.0], [CALM[parameter]])
        for parameter in (Parameter.PR, Parameter.SPO2)
    }
    return baseline_of(readings, continuous, 1000.0 if not times else times[-1])


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize(
    ("times", "waits"),
    [
        ((), "2 baseline NIBP readings are missing, at least 2 min apart."),
        ((10.0,), "1 baseline NIBP reading is missing, at least 2 min apart."),
        ((10.0, 129.0), "The baseline NIBP readings are less than 2 min apart: measure once more."),
        ((10.0, 130.0), ""),
        ((10.0, 60.0, 130.0), ""),
    ],
)
def test_start_limits_wait_for_two_cuff_readings_two_minutes_apart(
    times: tuple[float, ...], waits: str
) -> None:
    found = gate(*all_clear(), base=cuff(*times))
    assert row(found, "start_limits").open is bool(waits)
    assert found.missing == ((waits,) if waits else ())


def test_a_site_may_ask_for_more_readings_further_apart() -> None:
    ours = replace(MOOD, baseline_readings=3, baseline_apart_s=300.0)
    for times, waits in (
        ((0.0, 200.0), "1 baseline NIBP reading is missing, at least 5 min apart."),
        ((0.0, 100.0, 200.0), "The baseline NIBP readings are less than 5 min apart: measure once more."),
        ((0.0, 100.0, 300.0), ""),
    ):
        assert gate(*all_clear(ours), protocol=ours, base=cuff(*times)).missing == ((waits,) if waits else ())


def test_start_limits_are_not_judged_without_saturation_and_pulse() -> None:
    half = Baseline(values={k: v for k, v in CALM.items() if k.startswith("nibp")}, readings=2, complete=True)
    found = gate(*all_clear(), base=half)
    assert row(found, "start_limits").open
    assert found.missing == ("The baseline has no value of pulse and SpO2 yet.",)


def test_an_override_of_the_start_limits_counts_for_the_values_it_was_given_for() -> None:
    high = baseline(nibp_sys=168.0)
    given = stamped(override("start_limits"), MOOD, high)
    assert given.passes == ("nibp_sys",)
    assert gate(*all_clear(), given, base=high).ready
    assert gate(*all_clear(), given, base=baseline(nibp_sys=171.0)).ready
    worse = gate(*all_clear(), given, base=baseline(nibp_sys=168.0, spo2=91.0))
    assert worse.missing == ("“Baseline vitals inside the start limits” needs a supervisor's override.",)
    assert gate(*all_clear(), override("start_limits"), base=high).ready  # one that does not say what for


def test_only_overrides_of_the_start_limits_are_stamped() -> None:
    assert stamped(override("bladder"), MOOD, baseline(nibp_sys=168.0)) == override("bladder")
    assert stamped(override("start_limits"), MOOD, None) == override("start_limits")
    assert stamped(override("start_limits"), None, baseline()) == override("start_limits")


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize(
    ("score", "answered", "text"),
    [
        (risk(0, 0, None, None, None, 0), "clear", "level 0"),
        (risk(1, 0, None, None, None, 0), "not clear", "level 1"),
        (risk(1, 1, 1, 1, 1, 0), "not clear", "level 5"),
        (risk(0, 0, None, None, None, 1), "not clear", "level 0, and item 6"),
        (risk(0, None, None, None, None, None), "", "not complete: answer 2, 3, 4, 5, 6"),
        (risk(total=0), "not clear", "level 0, item 6 not entered"),
    ],
)
def test_the_risk_screen_fills_its_item_and_anything_but_level_0_flags(
    score: GiveScore, answered: str, text: str
) -> None:
    found = row(gate(score), "risk_screen")
    assert (found.answer, found.text, found.automatic) == (answered, text, True)
    if answered:
        assert (found.by, found.t) == (NURSE, 10.0)


def test_another_risk_screen_lapses_the_override_and_one_after_the_start_belongs_to_the_discharge() -> None:
    one, two = risk(1, 0, None, None, None, 0), risk(1, 1, 0, 0, 0, 0)
    start = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1.0)
    given = [one, override("risk_screen")]
    assert row(gate(*given), "risk_screen").override is not None
    assert row(gate(*given, two), "risk_screen").override is None
    after = row(gate(*given, start, two), "risk_screen")
    assert (after.text, after.override is not None) == ("level 1", True)
    assert (
        row(gate(start, two), "risk_screen").text == "level 2"
    )  # an emergency start: asked when there was time


def test_a_corrected_risk_screen_counts_as_corrected() -> None:
    corrected = replace(NO_RISK, replaces=1)
    assert row(gate(risk(1, 0, None, None, None, 0), corrected), "risk_screen").answer == "clear"


# -- decision and emergency --------------------------------------------------------------------------------


def decide(go: bool, by: Actor = SUPERVISOR, reason: str = "") -> DecideGo:
    return DecideGo(bed=1, actor=by, go=go, reason=reason)


def test_a_no_go_closes_the_start_with_its_reason_until_a_go() -> None:
    done = all_clear()
    closed = gate(*done, decide(go=False, reason="blood test is not back."))
    assert closed.missing == ("Dr. L. Hartmann decided against it: blood test is not back.",)
    assert not closed.ready
    opened = gate(*done, decide(go=False, reason="wait"), decide(go=True))
    assert opened.ready and opened.decision is not None and opened.decision.go
    assert gate(*done, decide(go=False, reason="wait"), Retract(bed=1, entry=len(done) + 1)).ready


def test_a_decision_of_anybody_but_a_supervisor_decides_nothing() -> None:
    assert gate(*all_clear(), decide(go=False, by=NURSE, reason="no")).decision is None


def test_a_go_does_not_answer_what_is_open() -> None:
    assert not gate(decide(go=True)).ready


@pytest.mark.req("GATE-01")
def test_an_emergency_start_passes_the_gate_by_and_leaves_what_is_missing_in_sight() -> None:
    reason = "no other access to treatment today"
    allowed = AllowEmergencyStart(bed=1, actor=NURSE, reason=reason, pin_checked=True)
    passed_by = gate(WHO, allowed)
    assert passed_by.ready and refusal_of_start(passed_by) == ""
    assert passed_by.missing
    assert passed_by.emergency is not None
    assert (passed_by.emergency.by, passed_by.emergency.reason) == (NURSE, reason)
    assert not gate(WHO, replace(allowed, reason=" ")).ready
    assert not gate(allowed, Retract(bed=1, entry=1)).ready


@given(st.permutations(range(8)))
def test_the_order_in_which_entries_are_handed_over_changes_nothing(order: list[int]) -> None:
    entries = timeline(
        WHO,
        FLAG,
        override("bladder"),
        risk(1, 0, None, None, None, 0),
        override("risk_screen"),
        answer("glaucoma", "yes"),
        answer("glaucoma", "no"),
        Retract(bed=1, entry=7),
    )
    shuffled = [entries[n] for n in order]
    assert gate_of(MOOD, shuffled, MARTA, baseline()) == gate_of(MOOD, entries, MARTA, baseline())


# -- a correction that is taken back: what it stood for counts again ---------------------------------------------


@pytest.mark.req("GATE-01")
def test_an_emergency_start_is_used_up_where_a_correction_of_its_start_was_taken_back() -> None:
    allowed = AllowEmergencyStart(bed=1, actor=NURSE, reason="cannot wait", pin_checked=True)
    start = StartInfusion(bed=1, actor=NURSE, rate_ml_h=10.0, concentration_mg_ml=1.0)
    corrected = replace(start, rate_ml_h=12.0, replaces=2)
    undone = gate(allowed, start, corrected, Retract(bed=1, entry=3), StopInfusion(bed=1))
    assert undone.start_used and not undone.ready


def test_a_risk_screen_whose_correction_was_taken_back_is_answered() -> None:
    undone = gate(WHO, NO_RISK, replace(NO_RISK, total=1, replaces=2), Retract(bed=1, entry=3))
    assert row(undone, "risk_screen").answer == row(gate(WHO, NO_RISK), "risk_screen").answer != ""

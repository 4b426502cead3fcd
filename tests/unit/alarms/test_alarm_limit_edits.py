"""Limits changed for a patient: who may, what is refused, and what becomes of what runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import NURSE, PROFILE, Bed
from hypothesis import given
from hypothesis import strategies as st

from bedside.alarms.engine import Engine
from bedside.alarms.limits import LimitsRefusedError, difference, edited, proposals, refusal
from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS, Profile, Rates
from bedside.errors import UserFacingError
from bedside.vitals.alarms import Change, Direction, LimitView, Presence, Priority
from bedside.vitals.commands import ChangeLimits, LimitEdit, Retract
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM, UNNAMED, Actor, Role

P = Parameter
SUPERVISOR = Actor(name="Sam", role=Role.SUPERVISOR)
TECHNICIAN = Actor(name="Tom", role=Role.TECHNICIAN)
PLAIN = replace(PROFILE, rates=Rates(spo2_fall=None, pr_rise=None, pr_drop=None, nibp_sys_rise=None))


def edit(parameter: Parameter, cell: str, value: float | None) -> LimitEdit:
    return LimitEdit(parameter=parameter, cell=cell, value=value)


def refused(
    *edits: LimitEdit, actor: Actor = NURSE, reason: str = "", profile: Profile = PROFILE
) -> str | None:
    return refusal(ChangeLimits(bed=1, actor=actor, edits=edits, reason=reason), profile, actor)


class EditedBed(Bed):
    """A bed whose limits change while it runs; no rates of change."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine(PLAIN)

    def change(self, t: float, *edits: LimitEdit, actor: Actor = SUPERVISOR) -> int:
        return self.enter(t, ChangeLimits(bed=1, actor=actor, edits=edits, reason="known"))

    def view(self, parameter: Parameter, cell: str) -> LimitView:
        names = {
            "high_low": ("low", 3),
            "med_low": ("low", 2),
            "med_high": ("high", 2),
            "high_high": ("high", 3),
        }
        side, priority = names[cell]
        [view] = [
            v
            for v in self.engine.limits
            if (v.parameter, v.direction, v.priority) == (parameter, Direction(side), Priority(priority))
        ]
        return view


# --- the edited profile -------------------------------------------------------------------------------------


@pytest.mark.req("ALM-20", "ALM-40")
def test_an_edit_changes_its_cell_and_nothing_else() -> None:
    changed = edited(PROFILE, [edit(P.SPO2, "med_low", 90)])
    assert changed.limit_sets[P.SPO2] == replace(PROFILE.limit_sets[P.SPO2], med_low=90)
    assert {p: s for p, s in changed.limit_sets.items() if p is not P.SPO2} == {
        p: s for p, s in PROFILE.limit_sets.items() if p is not P.SPO2
    }
    assert difference(PROFILE, changed) == (edit(P.SPO2, "med_low", 90),)
    assert difference(changed, PROFILE) == (edit(P.SPO2, "med_low", 92),)


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (edit(P.SPO2, "med_low", 99), "The SpO2 low limit (Medium) = 99 is outside 85 to 98"),
        (edit(P.SPO2, "med_low", float("nan")), "is outside 85 to 98"),
        (
            edit(P.SPO2, "high_low", 92),
            "The SpO2 low limit (High) = 92 is not under the SpO2 low limit (Medium) = 92",
        ),
        (edit(P.PR, "med_high", 150), "is not under the PR high limit (High) = 150"),
        (edit(P.NIBP_SYS, "high_high", 400), "is outside 140 to 220"),
        (edit(P.PR, "clear_by", 1), "There is no limit pr clear_by"),
        (edit(P.PI, "med_low", 1), "There is no limit pi med_low"),
        (edit(P.SPO2, "med_high", 93), "leaves no value at which alarms clear"),
    ],
)
def test_limits_that_are_not_valid_are_refused_in_words(change: LimitEdit, words: str) -> None:
    with pytest.raises(LimitsRefusedError) as error:
        edited(PROFILE, [change])
    assert isinstance(error.value, UserFacingError)
    assert words in str(error.value)
    assert str(error.value).endswith(": the limits stay as they are.")
    assert refused(change) == str(error.value)


@pytest.mark.req("ALM-20")
def test_edits_are_judged_together() -> None:
    both = (edit(P.PR, "high_high", 170), edit(P.PR, "med_high", 160))
    assert edited(PROFILE, both).limit_sets[P.PR].med_high == 160
    with pytest.raises(LimitsRefusedError):
        edited(PROFILE, both[1:])


@given(
    st.lists(
        st.builds(
            LimitEdit,
            parameter=st.sampled_from(PARAMETERS_WITH_LIMITS),
            cell=st.sampled_from(LIMITS),
            value=st.one_of(st.none(), st.floats(20, 200)),
        ),
        max_size=6,
    )
)
@pytest.mark.req("ALM-20")
def test_whatever_is_accepted_is_in_order(edits: list[LimitEdit]) -> None:
    try:
        changed = edited(PROFILE, edits)
    except LimitsRefusedError:
        return
    for row in changed.limit_sets.values():
        known = [v for cell in LIMITS if (v := row.cell(cell)) is not None]
        assert known == sorted(set(known))


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize("actor", [NURSE, SUPERVISOR, UNNAMED])
def test_a_value_can_be_changed_by_anyone_who_watches(actor: Actor) -> None:
    assert refused(edit(P.SPO2, "med_low", 90), actor=actor) is None


@pytest.mark.req("ALM-33")
def test_a_technician_cannot_change_limits() -> None:
    words = refused(edit(P.SPO2, "med_low", 90), actor=TECHNICIAN)
    assert words == "A technician cannot change limits: ask a nurse."


@pytest.mark.req("ALM-33")
def test_off_needs_a_name_a_role_and_a_reason() -> None:
    off = edit(P.PR, "med_high", None)
    assert refused(off, reason="sinus tachycardia, known") is None
    assert "Say why the PR high limit (Medium) is to be off" in (refused(off) or "")
    assert "Say why" in (refused(off, reason="  ") or "")
    assert "Say who you are" in (refused(off, actor=UNNAMED, reason="known") or "")
    assert "Say who you are" in (refused(off, actor=Actor(name=" ", role=Role.NURSE), reason="known") or "")
    assert "Say who you are" in (refused(off, actor=PROGRAM, reason="known") or "")
    assert "technician" in (refused(off, actor=TECHNICIAN, reason="known") or "")


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize("parameter", PARAMETERS_WITH_LIMITS)
@pytest.mark.parametrize("cell", LIMITS)
def test_high_saturation_and_high_pressure_are_switched_off_by_a_supervisor_only(
    parameter: Parameter, cell: str
) -> None:
    off = edit(parameter, cell, None)
    pressure = parameter in (P.NIBP_SYS, P.NIBP_DIA, P.NIBP_MAP)
    guarded = (parameter, cell) == (P.SPO2, "high_low") or (pressure and cell in ("high_low", "high_high"))
    assert (refused(off, reason="known") is not None) is guarded
    assert refused(off, actor=SUPERVISOR, reason="known") is None


@pytest.mark.req("ALM-33")
def test_what_is_off_already_is_not_switched_off_again() -> None:
    assert refused(edit(P.SPO2, "med_high", None), actor=UNNAMED) is None
    off = edited(PROFILE, [edit(P.SPO2, "high_low", None)])
    assert refused(edit(P.SPO2, "high_low", None), profile=off) is None


@pytest.mark.req("ALM-33")
def test_a_change_of_nothing_is_refused() -> None:
    assert refused() == "No limit was named: the limits stay as they are."


# --- while it runs ------------------------------------------------------------------------------------------


@pytest.mark.req("ALM-33", "ALM-40")
def test_the_limits_in_force_tell_what_was_edited_and_since_when() -> None:
    bed = EditedBed()
    assert bed.engine.limits == PLAIN.limits()
    bed.change(30, edit(P.SPO2, "med_low", 90), edit(P.PR, "med_high", None))
    low, pulse = bed.view(P.SPO2, "med_low"), bed.view(P.PR, "med_high")
    assert (low.value, low.edited, low.since_t) == (90, True, 30)
    assert (pulse.value, pulse.edited, pulse.since_t) == (None, True, 30)
    assert [v for v in bed.engine.limits if v.edited] == [low, pulse]
    bed.change(60, edit(P.SPO2, "med_low", 92), edit(P.PR, "med_high", None))
    assert bed.view(P.SPO2, "med_low") == PLAIN.limits()[1]
    assert bed.view(P.PR, "med_high").since_t == 30


@pytest.mark.req("ALM-33")
def test_edits_that_do_not_fit_the_limits_in_force_change_nothing() -> None:
    bed = EditedBed()
    bed.change(10, edit(P.SPO2, "med_low", 90), edit(P.PR, "med_high", 400))
    assert bed.engine.limits == PLAIN.limits()


@pytest.mark.req("ALM-33")
def test_limits_are_not_taken_back_with_the_timeline_entry() -> None:
    bed = EditedBed()
    number = bed.change(10, edit(P.SPO2, "med_low", 90))
    bed.enter(20, Retract(bed=1, entry=number))
    assert bed.view(P.SPO2, "med_low").value == 90


@pytest.mark.req("ALM-33")
def test_a_running_count_whose_limit_did_not_change_goes_on() -> None:
    bed = EditedBed()
    bed.hold(0, 8, 91)
    bed.change(8, edit(P.SPO2, "high_low", 86))
    bed.hold(8, 12, 91)
    assert [c.t for c in bed.onsets()] == [10]


@pytest.mark.req("ALM-33")
def test_the_high_count_goes_on_when_only_the_medium_limit_moves() -> None:
    bed = EditedBed()
    bed.hold(0, 4, 87)
    bed.change(4, edit(P.SPO2, "med_low", 94))
    bed.hold(4, 8, 87)
    assert [(c.t, c.priority.name) for c in bed.onsets()] == [(5, "HIGH")]


@pytest.mark.req("ALM-33")
def test_a_count_whose_limit_moved_begins_at_the_change() -> None:
    bed = EditedBed()
    bed.hold(0, 8, 91)
    bed.change(8, edit(P.SPO2, "med_low", 93))
    bed.hold(8, 30, 91)
    assert [(c.t, c.limit) for c in bed.onsets()] == [(18, 93)]


@pytest.mark.req("ALM-33")
def test_a_value_that_is_beyond_the_new_limit_counts_without_a_new_reading() -> None:
    bed = EditedBed()
    bed.value(0, 150, P.NIBP_SYS)
    bed.change(60, edit(P.NIBP_SYS, "med_high", 140))
    [alarm] = bed.onsets()
    assert (alarm.t, alarm.value, alarm.limit) == (60, 150, 140)


@pytest.mark.req("ALM-33")
def test_a_condition_whose_limit_moved_is_judged_by_the_new_clearing_level_at_once() -> None:
    bed = EditedBed()
    bed.hold(0, 12, 121, P.PR)
    bed.change(12, edit(P.PR, "med_high", 125))
    assert [(c.t, c.limit) for c in bed.changes if c.change is Change.CLEARED] == [(12, 125)]
    bed = EditedBed()
    bed.hold(0, 12, 121, P.PR)
    bed.change(12, edit(P.PR, "med_high", 123))  # clears at 120
    bed.hold(12, 20, 121, P.PR)
    assert bed.shown() == [("PR-HIGH", "MEDIUM")]
    bed.value(20, 122, P.PR)
    assert bed.changes[-1].limit == 123


@pytest.mark.req("ALM-33")
def test_saturation_needs_its_five_seconds_at_the_new_level() -> None:
    bed = EditedBed()
    bed.hold(0, 12, 91)
    bed.change(12, edit(P.SPO2, "med_low", 90))
    bed.hold(12, 20, 91)
    assert [c.t for c in bed.changes if c.change is Change.CLEARED] == [17]


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize("acknowledge", [False, True])
def test_a_limit_switched_off_ends_its_condition_and_its_signal(*, acknowledge: bool) -> None:
    bed = EditedBed()
    bed.hold(0, 8, 87)
    if acknowledge:
        bed.acknowledge(8, 1)
    bed.change(9, edit(P.SPO2, "high_low", None))
    ending = bed.of(1)[-2:]
    assert [(c.change, c.t, c.presence) for c in ending] == [
        (Change.CLEARED, 9, Presence.OFF),
        (Change.ENDED, 9, Presence.OFF),
    ]
    assert ending[-1].rule == "limit switched off by Sam"
    assert bed.shown() == []
    bed.hold(9, 14, 87)
    assert [(c.t, c.priority.name) for c in bed.onsets()] == [(5, "HIGH"), (10, "MEDIUM")]


@pytest.mark.req("ALM-33", "ALM-66")
@pytest.mark.parametrize(("acknowledge", "presence"), [(False, Presence.ON), (True, Presence.ACKNOWLEDGED)])
def test_a_lower_row_takes_over_when_the_higher_one_is_switched_off(
    *, acknowledge: bool, presence: Presence
) -> None:
    bed = EditedBed()
    bed.hold(0, 12, 87)
    if acknowledge:
        bed.acknowledge(12, 1)
    bed.change(13, edit(P.SPO2, "high_low", None))
    [medium] = [a.change for a in bed.engine.active]
    assert (medium.onset_t, medium.priority, medium.presence) == (13, Priority.MEDIUM, presence)


@pytest.mark.req("ALM-33")
def test_a_limit_that_was_off_counts_from_the_change() -> None:
    bed = EditedBed()
    bed.hold(0, 20, 100)
    bed.change(20, edit(P.SPO2, "med_high", 98))
    bed.hold(20, 40, 100)
    assert [(c.code, c.t) for c in bed.onsets()] == [("SPO2-HIGH", 30)]


@pytest.mark.req("ALM-33", "ALM-22")
def test_a_change_while_the_value_is_missing_begins_and_ends_nothing() -> None:
    bed = EditedBed()
    bed.hold(0, 12, 91)
    bed.value(12, None)
    bed.change(13, edit(P.SPO2, "med_low", 88.5), edit(P.PR, "med_high", 110))
    bed.advance(40)
    assert ("SPO2-LOW", "MEDIUM") in bed.shown()
    bed.value(40, 91)
    bed.hold(41, 46, 91)
    assert [c.t for c in bed.changes if c.change is Change.CLEARED and c.code == "SPO2-LOW"] == [45]


@pytest.mark.req("ALM-33", "ALM-51")
def test_a_change_during_the_settling_time_waits_for_its_end() -> None:
    bed = EditedBed()
    bed.hold(0, 5, 95)
    bed.probe_off(5)
    bed.hold(6, 12, 83)
    bed.change(12, edit(P.SPO2, "med_low", 93))
    bed.hold(12, 18, 83)
    assert [c.t for c in bed.onsets("SPO2-LOW")] == [16]  # ≤ 83 at once, when it has settled


@pytest.mark.req("ALM-33")
def test_the_at_once_rule_goes_with_the_medium_limit() -> None:
    bed = EditedBed()
    bed.change(0, edit(P.SPO2, "med_low", 96), edit(P.SPO2, "high_low", 84))
    bed.value(1, 86)
    assert [(c.t, c.rule) for c in bed.onsets()] == [(1, "SpO2 ≤ 86 at once")]


# --- limits from a baseline ---------------------------------------------------------------------------------


def proposed(profile: Profile = PROFILE, **baseline: float) -> dict[tuple[str, str], float | None]:
    edits = proposals({P(key): value for key, value in baseline.items()}, profile)
    edited(profile, edits)
    return {(e.parameter.value, e.cell): e.value for e in edits}


@pytest.mark.req("ALM-44")
@pytest.mark.parametrize(
    ("baseline", "low", "high"),
    [(115, 90, 160), (125, 95, 160), (135, 105, 165), (149, 110, 179), (170, 110, 179), (90, 90, 160)],
)
def test_systolic_limits_from_a_baseline(baseline: float, low: float, high: float) -> None:
    assert proposed(nibp_sys=baseline) == {("nibp_sys", "med_low"): low, ("nibp_sys", "med_high"): high}


@pytest.mark.req("ALM-44")
def test_a_systolic_proposal_reaches_180_where_the_high_limit_leaves_room() -> None:
    site = edited(PROFILE, [edit(P.NIBP_SYS, "high_high", 200)])
    assert proposed(site, nibp_sys=170)["nibp_sys", "med_high"] == 180


@pytest.mark.req("ALM-44")
@pytest.mark.parametrize(
    ("baseline", "low", "high"),
    [(80, 50, 110), (72.4, 42, 102), (60, 41, 90), (45, 41, 80), (110, 70, 140), (130, 70, 149)],
)
def test_pulse_limits_from_a_baseline(baseline: float, low: float, high: float) -> None:
    assert proposed(pr=baseline) == {("pr", "med_low"): low, ("pr", "med_high"): high}


@pytest.mark.req("ALM-44")
@pytest.mark.parametrize(("baseline", "low"), [(99, 92), (96, 92), (95, 91), (93, 89), (90, 89), (80, 89)])
def test_saturation_limit_from_a_baseline(baseline: float, low: float) -> None:
    assert proposed(spo2=baseline) == {("spo2", "med_low"): low}


@pytest.mark.req("ALM-44")
def test_a_saturation_proposal_reaches_88_where_the_high_limit_leaves_room() -> None:
    site = edited(PROFILE, [edit(P.SPO2, "high_low", 85)])
    assert proposed(site, spo2=90) == {("spo2", "med_low"): 88}


@pytest.mark.req("ALM-44")
def test_only_what_was_measured_is_proposed() -> None:
    assert proposals({}, PROFILE) == ()
    assert proposals({P.NIBP_DIA: 80, P.RR: 14}, PROFILE) == ()


@pytest.mark.req("ALM-44")
@given(
    st.dictionaries(st.sampled_from([P.SPO2, P.PR, P.NIBP_SYS]), st.floats(1, 300)),
    st.lists(
        st.builds(
            LimitEdit,
            parameter=st.sampled_from([P.SPO2, P.PR, P.NIBP_SYS]),
            cell=st.sampled_from(LIMITS),
            value=st.floats(20, 200),
        ),
        max_size=4,
    ),
)
def test_a_proposal_is_always_valid(baseline: dict[Parameter, float], edits: list[LimitEdit]) -> None:
    try:
        profile = edited(PROFILE, edits)
    except LimitsRefusedError:
        return
    edited(profile, proposals(baseline, profile))


@pytest.mark.req("ALM-20", "ALM-33")
@pytest.mark.parametrize("before", [(), (edit(P.SPO2, "med_low", 90),)])
def test_with_medium_spo2_off_the_at_once_rule_goes_by_the_limit_of_the_profile(
    before: tuple[LimitEdit, ...],
) -> None:
    bed = EditedBed()
    bed.value(0, 97)
    if before:
        bed.change(1, *before)
    bed.change(2, edit(P.SPO2, "med_low", None))
    bed.value(3, 83)
    assert bed.onsets("SPO2-LOW") == []
    bed.value(4, 82)
    [high] = bed.onsets("SPO2-LOW")
    assert (high.t, high.priority.name, high.rule) == (4, "HIGH", "SpO2 ≤ 82 at once")


@pytest.mark.req("ALM-20", "ALM-33")
def test_with_high_and_medium_spo2_off_nothing_is_at_once() -> None:
    bed = EditedBed()
    bed.value(0, 97)
    bed.change(2, edit(P.SPO2, "med_low", None), edit(P.SPO2, "high_low", None))
    bed.value(3, 70)
    assert bed.onsets("SPO2-LOW") == []


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("parameter", "cell", "value"),
    [
        (P.SPO2, "high_low", 1),
        (P.PR, "high_low", 10),
        (P.PR, "high_high", 299),
        (P.NIBP_SYS, "high_low", 21),
        (P.NIBP_SYS, "high_high", 299),
        (P.NIBP_DIA, "high_high", 200),
        (P.NIBP_MAP, "med_high", 160),
        (P.RR, "high_low", 1),
        (P.RR, "high_high", 90),
    ],
)
def test_a_limit_that_could_never_be_met_is_refused_as_an_edit(
    parameter: Parameter, cell: str, value: float
) -> None:
    assert "is outside" in (refused(edit(parameter, cell, value), actor=SUPERVISOR, reason="x") or "")

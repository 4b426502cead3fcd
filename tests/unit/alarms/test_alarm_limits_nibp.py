"""Cuff pressures: the High rule in both settings, and when an episode sounds again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import NURSE, PROFILE, Bed

from bedside.alarms.engine import Engine
from bedside.alarms.limits import edited
from bedside.alarms.profile import Rates
from bedside.vitals.alarms import Change, Presence
from bedside.vitals.commands import ChangeLimits, LimitEdit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

P = Parameter
PLAIN = replace(PROFILE, rates=Rates(nibp_sys_rise=None))
CONFIRMING = replace(PLAIN, confirm_high_nibp=True)
PROMPT = ": repeat in 2 min"


class Cuff(Bed):
    """A bed of which only cuff readings come."""

    def __init__(self, *, confirm: bool = False) -> None:
        super().__init__()
        self.engine = Engine(CONFIRMING if confirm else PLAIN)

    def reads(self, t: float, sys: float, dia: float = 80) -> None:
        self.changes += self.engine.observe(Determination(t=t, sys=sys, dia=dia, map=100, pr=70), t)

    def begun(self, code: str = "NIBP-SYS-HIGH") -> list[tuple[float, str]]:
        return [(c.t, c.priority.name) for c in self.onsets(code)]


@pytest.mark.req("ALM-43")
@pytest.mark.parametrize(("sys", "dia"), [(185, 95), (186, 96), (205, 100)])
def test_by_default_any_reading_over_180_is_high_at_once(sys: int, dia: int) -> None:
    cuff = Cuff()
    cuff.reads(0, sys, dia)
    assert cuff.begun() == [(0, "HIGH")]
    assert cuff.onsets()[0].words == f"systolic high{PROMPT}"
    assert cuff.onsets()[0].rule == "NIBP systolic > 180 at once"


@pytest.mark.req("ALM-43")
def test_by_default_a_diastolic_over_110_is_high_at_once() -> None:
    cuff = Cuff()
    cuff.reads(0, 150, 111)
    assert cuff.begun("NIBP-DIA-HIGH") == [(0, "HIGH")]
    assert cuff.onsets()[0].words == f"diastolic high{PROMPT}"


@pytest.mark.req("ALM-43")
def test_a_medium_pressure_asks_for_no_repeat() -> None:
    cuff = Cuff()
    cuff.reads(0, 165)
    assert [(c.priority.name, c.words) for c in cuff.onsets()] == [("MEDIUM", "systolic high")]


@pytest.mark.req("ALM-43")
def test_confirmed_the_first_is_a_medium_with_the_prompt_and_the_second_a_high() -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 185, 95)
    assert [(c.priority.name, c.words) for c in cuff.onsets()] == [("MEDIUM", f"systolic high{PROMPT}")]
    cuff.reads(120, 186, 96)
    assert cuff.begun() == [(0, "MEDIUM"), (120, "HIGH")]
    high = cuff.onsets()[1]
    assert high.rule == "NIBP systolic > 180, the second severe reading within 10 min"
    assert high.words == f"systolic high{PROMPT}"


@pytest.mark.req("ALM-43")
@pytest.mark.parametrize(("sys", "dia", "code"), [(205, 100, "NIBP-SYS-HIGH"), (170, 121, "NIBP-DIA-HIGH")])
def test_confirmed_a_single_one_far_over_is_high_at_once(sys: int, dia: int, code: str) -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, sys, dia)
    assert cuff.begun(code) == [(0, "HIGH")]


@pytest.mark.req("ALM-43")
@pytest.mark.parametrize(("second_t", "priority"), [(600, "HIGH"), (601, "MEDIUM")])
def test_confirmed_the_second_counts_for_ten_minutes(second_t: int, priority: str) -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 185)
    cuff.reads(300, 150)
    cuff.reads(second_t, 186)
    assert cuff.begun()[-1] == (second_t, priority)


@pytest.mark.req("ALM-43")
def test_confirmed_by_the_other_pressure_of_the_next_reading() -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 185, 95)
    cuff.reads(120, 175, 115)
    assert cuff.begun("NIBP-DIA-HIGH") == [(120, "HIGH")]
    assert cuff.begun() == [(0, "MEDIUM")]


@pytest.mark.req("ALM-43")
def test_both_pressures_of_one_reading_do_not_confirm_each_other() -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 185, 115)
    assert [(c.code, c.priority.name) for c in cuff.onsets()] == [
        ("NIBP-SYS-HIGH", "MEDIUM"),
        ("NIBP-DIA-HIGH", "MEDIUM"),
    ]


@pytest.mark.req("ALM-43")
def test_a_severe_reading_during_a_running_high_still_confirms_the_next_one() -> None:
    cuff = Cuff(confirm=True)
    for t, sys in ((0, 185), (300, 185), (600, 190), (900, 150), (1140, 185)):
        cuff.reads(t, sys)
    assert cuff.begun()[-1] == (1140, "HIGH")


@pytest.mark.req("ALM-43")
def test_confirmed_a_first_severe_reading_is_a_medium_even_with_the_medium_limit_off() -> None:
    cuff = Cuff()
    cuff.engine = Engine(edited(CONFIRMING, [LimitEdit(parameter=P.NIBP_SYS, cell="med_high", value=None)]))
    cuff.reads(0, 170)
    cuff.reads(300, 185)
    cuff.reads(500, 185)
    assert cuff.begun() == [(300, "MEDIUM"), (500, "HIGH")]


@pytest.mark.req("ALM-43")
def test_a_reading_that_is_judged_again_by_an_edited_limit_is_not_a_second_one() -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 185)
    for t, limit in ((60, 183), (90, 190), (120, 182)):
        change = LimitEdit(parameter=P.NIBP_SYS, cell="high_high", value=limit)
        cuff.enter(t, ChangeLimits(bed=1, actor=NURSE, edits=(change,)))
    assert cuff.begun() == [(0, "MEDIUM")]


@pytest.mark.req("ALM-43")
def test_the_prompt_goes_when_the_pressure_is_no_longer_severe() -> None:
    cuff = Cuff(confirm=True)
    cuff.reads(0, 165)
    cuff.reads(60, 185)
    assert [c.words for c in cuff.changes] == ["systolic high", f"systolic high{PROMPT}"]
    cuff.reads(300, 170)
    cuff.reads(1200, 150)
    assert cuff.changes[-1].words == "systolic high"


@pytest.mark.req("ALM-60")
def test_readings_beyond_the_same_limit_are_one_episode() -> None:
    cuff = Cuff()
    cuff.reads(0, 161)
    cuff.acknowledge(60, cuff.onsets()[0].condition)
    cuff.reads(300, 163)
    assert cuff.engine.active[0].change.presence is Presence.ACKNOWLEDGED
    assert not [c for c in cuff.changes if c.change is Change.AGAIN]
    cuff.reads(600, 159)
    cuff.reads(900, 162)
    first, second = cuff.onsets()
    assert (second.t, second.presence) == (900, Presence.ON)
    assert first.episode != second.episode


@pytest.mark.req("ALM-60")
@pytest.mark.parametrize(
    ("parameter", "first", "high"), [(P.NIBP_SYS, 161, 190), (P.NIBP_DIA, 101, 140), (P.NIBP_MAP, 121, 165)]
)
def test_an_acknowledged_pressure_that_worsens_by_ten_sounds_again(
    parameter: Parameter, first: int, high: int
) -> None:
    bed = Bed()
    bed.engine = Engine(edited(PLAIN, [LimitEdit(parameter=parameter, cell="high_high", value=high)]))
    bed.value(0, first, parameter)
    bed.acknowledge(10, bed.onsets()[0].condition)
    bed.value(60, first + 9, parameter)
    assert bed.told(Change.AGAIN) == []
    bed.value(120, first + 10, parameter)
    assert [t for t, _ in bed.told(Change.AGAIN)] == [120]
    again = next(c for c in bed.changes if c.change is Change.AGAIN)
    assert (again.presence, again.worst) == (Presence.ON, first + 10)


@pytest.mark.req("ALM-60")
def test_it_counts_from_the_value_at_which_it_last_sounded() -> None:
    bed = Bed()
    bed.engine = Engine(edited(PLAIN, [LimitEdit(parameter=P.NIBP_SYS, cell="high_high", value=220)]))
    bed.value(0, 161, P.NIBP_SYS)
    bed.value(60, 172, P.NIBP_SYS)  # nobody acknowledged: it sounds at 172
    bed.acknowledge(70, 1)
    for t, value in ((120, 181), (180, 165), (240, 183), (300, 190)):
        bed.value(t, value, P.NIBP_SYS)
    assert [t for t, _ in bed.told(Change.AGAIN)] == [240]
    bed.acknowledge(310, 1)
    bed.value(360, 199, P.NIBP_SYS)
    bed.value(420, 200, P.NIBP_SYS)
    assert [t for t, _ in bed.told(Change.AGAIN)] == [240, 420]


@pytest.mark.req("ALM-60")
def test_a_low_pressure_worsens_downwards() -> None:
    bed = Bed()
    bed.engine = Engine(edited(PLAIN, [LimitEdit(parameter=P.NIBP_SYS, cell="high_low", value=60)]))
    bed.value(0, 89, P.NIBP_SYS)
    bed.acknowledge(10, 1)
    bed.value(60, 79, P.NIBP_SYS)
    assert [t for t, _ in bed.told(Change.AGAIN)] == [60]


@pytest.mark.req("ALM-60")
def test_a_pressure_that_rises_to_high_is_one_new_alarm_and_not_also_an_old_one() -> None:
    cuff = Cuff()
    cuff.reads(0, 165)
    cuff.acknowledge(10, 1)
    cuff.reads(120, 190)
    assert cuff.told(Change.AGAIN) == []
    assert cuff.begun() == [(0, "MEDIUM"), (120, "HIGH")]


@pytest.mark.req("ALM-60")
def test_saturation_and_pulse_do_not_sound_again_by_worsening() -> None:
    bed = Bed()
    bed.hold(0, 12, 121, P.PR)
    bed.acknowledge(12, 1)
    bed.hold(13, 20, 145, P.PR)
    assert bed.told(Change.AGAIN) == []

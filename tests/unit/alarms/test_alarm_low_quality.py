"""Values that the device flags as disturbed: no Medium for up to 30 s, a High only from them when it is plain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import PROFILE, Bed, numeric
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Rates
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

P = Parameter
FLAG = Quality.ARTEFACT


def hold(
    bed: Bed, start: int, end: int, value: float, parameter: Parameter = P.SPO2, flag: Quality = FLAG
) -> None:
    for t in range(start, end):
        bed.value(t, value, parameter, flag)


def onsets(bed: Bed, code: str = "SPO2-LOW") -> list[tuple[float, str]]:
    return [(c.t, c.priority.name) for c in bed.onsets(code)]


@pytest.mark.req("ALM-52")
def test_a_medium_waits_until_thirty_seconds_of_flags_are_over() -> None:
    bed = Bed()
    hold(bed, 0, 60, 91)
    assert onsets(bed) == [(40, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_the_count_stands_still_and_goes_on_with_the_first_good_value() -> None:
    bed = Bed()
    bed.hold(0, 6, 91)
    hold(bed, 6, 20, 91)
    bed.hold(20, 30, 91)
    assert onsets(bed) == [(24, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_a_disturbed_value_inside_does_not_set_the_count_to_zero() -> None:
    bed = Bed()
    bed.hold(0, 6, 91)
    hold(bed, 6, 10, 97)
    bed.hold(10, 30, 91)
    assert onsets(bed) == [(14, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_a_good_value_begins_the_thirty_seconds_again() -> None:
    bed = Bed()
    hold(bed, 0, 25, 91)
    bed.value(25, 91)
    hold(bed, 26, 60, 91)
    assert onsets(bed) == []
    hold(bed, 60, 70, 91)
    assert onsets(bed) == [(65, "MEDIUM")]  # 1 s at 25, the others from 56 on


@pytest.mark.req("ALM-52")
def test_a_missing_value_does_not_begin_them_again() -> None:
    bed = Bed()
    hold(bed, 0, 20, 91)
    bed.value(20, None)
    hold(bed, 25, 50, 91)
    assert onsets(bed) == [(40, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_a_high_begins_under_85_for_ten_seconds() -> None:
    bed = Bed()
    hold(bed, 0, 9, 84)
    bed.advance(9.9)
    assert onsets(bed) == []
    bed.advance(10.1)
    assert onsets(bed) == [(10, "HIGH")]
    assert bed.onsets()[0].rule == "SpO2 < 85 for 10 s, whatever the signal quality"


@pytest.mark.req("ALM-52")
@pytest.mark.parametrize("value", [85, 86, 87])
def test_85_and_more_is_no_high_while_flagged(value: int) -> None:
    bed = Bed()
    hold(bed, 0, 30, value)
    assert onsets(bed) == []
    hold(bed, 30, 36, value)
    assert onsets(bed) == [(35, "HIGH")]


@pytest.mark.req("ALM-52")
def test_the_at_once_rule_waits_too() -> None:
    bed = Bed()
    bed.value(0, 70, quality=FLAG)
    hold(bed, 1, 8, 70)
    assert onsets(bed) == []
    bed.value(8, 70)
    assert onsets(bed) == [(8, "HIGH")]


@pytest.mark.req("ALM-52")
def test_good_and_disturbed_values_under_85_count_together() -> None:
    bed = Bed()
    bed.hold(0, 4, 84)
    hold(bed, 4, 15, 84)
    assert onsets(bed) == [(10, "HIGH")]


@pytest.mark.req("ALM-52")
def test_one_value_of_85_sets_that_count_to_zero() -> None:
    bed = Bed()
    hold(bed, 0, 9, 84)
    hold(bed, 9, 10, 85)
    hold(bed, 10, 19, 84)
    assert onsets(bed) == []
    bed.advance(20)
    assert onsets(bed) == [(20, "HIGH")]


@pytest.mark.req("ALM-52")
def test_pulse_high_is_not_delayed_and_its_medium_is() -> None:
    bed = Bed()
    hold(bed, 0, 20, 155, P.PR)
    assert onsets(bed, "PR-HIGH") == [(5, "HIGH")]
    bed = Bed()
    hold(bed, 0, 45, 125, P.PR)
    assert onsets(bed, "PR-HIGH") == [(40, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_clearing_is_not_affected() -> None:
    bed = Bed()
    bed.hold(0, 12, 91)
    hold(bed, 12, 20, 97)
    assert [c.t for c in bed.changes if not c.present][:1] == [17]


@pytest.mark.req("ALM-52", "ALM-64")
def test_a_fall_neither_begins_on_disturbed_values_nor_compares_with_them() -> None:
    bed = Bed()
    bed.hold(0, 5, 97)
    hold(bed, 5, 30, 92)
    assert bed.onsets("SPO2-FALL") == []
    bed = Bed()
    hold(bed, 0, 5, 100)
    bed.hold(5, 30, 96)
    assert bed.onsets("SPO2-FALL") == []


@pytest.mark.req("ALM-52")
def test_probe_off_forgets_the_flags() -> None:
    bed = Bed()
    hold(bed, 0, 29, 91)
    bed.probe_off(29)
    hold(bed, 30, 75, 91)
    assert onsets(bed) == [(70, "MEDIUM")]


@pytest.mark.req("ALM-52")
def test_a_cuff_reading_is_evaluated_whatever_its_flag() -> None:
    bed = Bed()
    bed.changes += bed.engine.observe(numeric(P.NIBP_SYS, 0, 170, FLAG), 0)
    assert onsets(bed, "NIBP-SYS-HIGH") == [(0, "MEDIUM")]


class PlainQuality:
    """Onsets of SpO2 rows with and without flags, by the words alone; one reading each second."""

    def __init__(self) -> None:
        self.plain = {"HIGH": 0, "MEDIUM": 0}
        self.poor = 0
        self.inside = {"HIGH": 0, "MEDIUM": 0}
        self.true = {"HIGH": False, "MEDIUM": False}
        self.flags_from: int | None = None
        self.shown: str | None = None
        self.onsets: list[tuple[float, str]] = []

    def doubted(self, t: int) -> bool:
        return self.flags_from is not None and t - self.flags_from < 30

    def decide(self, t: int, at_once: bool) -> None:
        for name, limit_s in (("HIGH", 5), ("MEDIUM", 10)):
            high = name == "HIGH"
            if self.true[name]:
                if self.inside[name] >= 5:
                    self.true[name] = False
                    self.plain[name] = self.inside[name] = 0
            elif self.plain[name] >= limit_s or (high and (at_once or self.poor >= 10)):
                self.true[name] = True
                self.inside[name] = 0
        top = next((name for name in ("HIGH", "MEDIUM") if self.true[name]), None)
        if top is not self.shown and top is not None:
            self.onsets.append((t, top))
        self.shown = top

    def look(self, t: int, value: float) -> None:
        """Set to zero what this value ends."""
        for name, limit in (("HIGH", 88), ("MEDIUM", 92)):
            if self.true[name] or (not self.doubted(t) and value >= limit):
                self.plain[name] = 0
            if value < limit + 1:
                self.inside[name] = 0
        if self.true["HIGH"] or value >= 85:
            self.poor = 0

    def pass_second(self, t: int, value: float) -> None:
        """A second went by with this value, until `t`."""
        for name, limit in (("HIGH", 88), ("MEDIUM", 92)):
            self.plain[name] += not self.true[name] and not self.doubted(t - 1) and value < limit
            self.inside[name] += self.true[name] and value >= limit + 1
        self.poor += not self.true["HIGH"] and value < 85

    def run(self, readings: list[tuple[float, bool]]) -> list[tuple[float, str]]:
        before: float | None = None
        for t, (value, flag) in enumerate(readings):
            if before is not None:
                self.pass_second(t, before)
                self.decide(t, at_once=False)
                self.look(t, before)  # the flags of the last value may be too old now
                self.decide(t, at_once=before <= 82 and not self.doubted(t))
            if not flag:
                self.flags_from = None
            elif self.flags_from is None:
                self.flags_from = t
            self.look(t, value)
            self.decide(t, at_once=value <= 82 and not self.doubted(t))
            before = value
        return self.onsets


@pytest.mark.req("ALM-52", "ALM-20", "ALM-66")
@given(
    st.lists(
        st.tuples(st.sampled_from([80, 84, 86, 89, 91, 93, 97]), st.booleans(), st.integers(1, 20)),
        max_size=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_a_plain_engine_finds_the_same_onsets(runs: list[tuple[float, bool, int]]) -> None:
    readings = [(value, flag) for value, flag, seconds in runs for _ in range(seconds)]
    bed = Bed()
    bed.engine = Engine(replace(PROFILE, rates=Rates(spo2_fall=None)))
    for t, (value, flag) in enumerate(readings):
        bed.value(t, value, quality=FLAG if flag else Quality.NONE)
    assert onsets(bed) == PlainQuality().run(readings)

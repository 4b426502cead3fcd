"""Limit rows: the cells of ALM-20, missing values, arming, settling, the highest row only."""

from __future__ import annotations

import pytest
from alarm_stream import PROFILE, Bed

from bedside.vitals.alarms import Activation, Change, Direction, Presence, Priority
from bedside.vitals.commands import StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Quality

P = Parameter
CODES = {p: p.value.upper().replace("_", "-") for p in Parameter}

# parameter, side, priority, limit, one unit beyond, persistence s, clear value, clear delay s
CELLS = [
    (P.SPO2, "low", "HIGH", 88, 87, 5, 89, 5),
    (P.SPO2, "low", "MEDIUM", 92, 91, 10, 93, 5),
    (P.PR, "low", "HIGH", 40, 39, 5, 43, 0),
    (P.PR, "low", "MEDIUM", 50, 49, 10, 53, 0),
    (P.PR, "high", "MEDIUM", 120, 121, 10, 117, 0),
    (P.PR, "high", "HIGH", 150, 151, 5, 147, 0),
    (P.RR, "low", "HIGH", 8, 7, 15, 10, 0),
    (P.RR, "low", "MEDIUM", 10, 9, 15, 12, 0),
    (P.RR, "high", "MEDIUM", 25, 26, 15, 23, 0),
    (P.RR, "high", "HIGH", 30, 31, 15, 28, 0),
]
CUFF_CELLS = [
    (P.NIBP_SYS, "low", "HIGH", 80, 79),
    (P.NIBP_SYS, "low", "MEDIUM", 90, 89),
    (P.NIBP_SYS, "high", "MEDIUM", 160, 161),
    (P.NIBP_SYS, "high", "HIGH", 180, 181),
    (P.NIBP_DIA, "low", "HIGH", 40, 39),
    (P.NIBP_DIA, "low", "MEDIUM", 50, 49),
    (P.NIBP_DIA, "high", "MEDIUM", 100, 101),
    (P.NIBP_DIA, "high", "HIGH", 110, 111),
    (P.NIBP_MAP, "low", "HIGH", 55, 54),
    (P.NIBP_MAP, "low", "MEDIUM", 60, 59),
    (P.NIBP_MAP, "high", "MEDIUM", 120, 121),
    (P.NIBP_MAP, "high", "HIGH", 130, 131),
]
STEADY = {P.SPO2: 1.0, P.PR: 1.0, P.RR: 1.0}


def onsets(bed: Bed, parameter: Parameter, side: str, priority: str) -> list[float]:
    code = f"{CODES[parameter]}-{side.upper()}"
    return [c.t for c in bed.onsets(code) if c.priority is Priority[priority]]


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("parameter", "side", "priority", "limit", "beyond", "delay", "clear", "for_s"), CELLS
)
def test_limit_cell_alarms_after_its_persistence_and_clears_by_its_rule(
    parameter: Parameter,
    side: str,
    priority: str,
    limit: int,
    beyond: int,
    delay: int,
    clear: int,
    for_s: int,
) -> None:
    at_limit = Bed(STEADY)
    at_limit.hold(0, 60, limit, parameter)
    assert onsets(at_limit, parameter, side, priority) == []

    bed = Bed(STEADY)
    bed.hold(0, delay - 0.5, beyond, parameter)
    bed.advance(delay - 0.1)
    assert onsets(bed, parameter, side, priority) == []
    bed.advance(delay + 0.1)
    assert onsets(bed, parameter, side, priority) == [delay]
    [alarm] = [c for c in bed.onsets() if c.t == delay and c.priority is Priority[priority]]
    assert (alarm.limit, alarm.value, alarm.worst, alarm.onset_t) == (limit, beyond, beyond, delay)

    almost = clear - 1 if side == "low" else clear + 1
    bed.hold(delay + 1, delay + 16, limit, parameter)
    bed.hold(delay + 16, delay + 31, almost, parameter)
    assert [c for c in bed.of(alarm.condition) if not c.present] == []

    start = delay + 31
    bed.hold(start, start + 20, clear, parameter)
    [cleared] = [c for c in bed.of(alarm.condition) if c.change is Change.CLEARED]
    assert cleared.t == start + for_s
    latched = priority == "HIGH"
    assert cleared.presence is (Presence.LATCHED if latched else Presence.OFF)


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(("parameter", "side", "priority", "limit", "beyond"), CUFF_CELLS)
def test_cuff_limit_alarms_at_once_and_clears_with_the_next_reading_inside(
    parameter: Parameter, side: str, priority: str, limit: int, beyond: int
) -> None:
    bed = Bed()
    bed.value(0, limit, parameter)
    assert onsets(bed, parameter, side, priority) == []
    bed.value(300, beyond, parameter)
    assert onsets(bed, parameter, side, priority) == [300]
    bed.advance(599)
    condition = next(c.condition for c in bed.onsets() if c.t == 300)
    assert bed.of(condition)[-1].present
    bed.value(600, limit, parameter)
    assert [c.t for c in bed.of(condition) if c.change is Change.CLEARED] == [600]


@pytest.mark.req("ALM-20")
def test_the_default_profile_is_the_table() -> None:
    for parameter, side, priority, limit, *_ in [*CELLS, *CUFF_CELLS]:
        view = [
            v.value
            for v in PROFILE.limits()
            if (v.parameter, v.direction, v.priority) == (parameter, Direction(side), Priority[priority])
        ]
        assert view == [limit]


@pytest.mark.req("ALM-20")
def test_every_limit_that_is_on_has_its_line_in_these_tables() -> None:
    on = {(v.parameter, v.direction, v.priority) for v in PROFILE.limits() if v.value is not None}
    assert on == {
        (parameter, Direction(side), Priority[priority])
        for parameter, side, priority, *_ in [*CELLS, *CUFF_CELLS]
    }


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("parameter", "side", "priority", "limit", "beyond", "delay", "clear", "for_s"), CELLS
)
def test_limit_cell_keeps_its_persistence_right_after_a_fall_or_a_rise(
    parameter: Parameter,
    side: str,
    priority: str,
    limit: int,
    beyond: int,
    delay: int,
    clear: int,
    for_s: int,
) -> None:
    bed = Bed(STEADY)
    normal = {P.SPO2: 97, P.PR: 85, P.RR: 16}[parameter]
    bed.hold(0, 5, normal, parameter)
    bed.hold(5, 5 + delay - 0.5, beyond, parameter)
    bed.advance(5 + delay - 0.1)
    assert bed.onsets() == []
    bed.advance(5 + delay + 0.1)
    assert onsets(bed, parameter, side, priority) == [5 + delay]
    assert len(bed.onsets()) == 1


@pytest.mark.req("ALM-20")
def test_spo2_has_no_high_limits_and_shows_them_as_off() -> None:
    bed = Bed()
    bed.hold(0, 60, 100)
    assert bed.changes == []
    off = [v for v in bed.engine.limits if v.value is None]
    assert [(v.parameter, v.direction) for v in off] == [(P.SPO2, Direction.HIGH)] * 2


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(("value", "onset_t"), [(82, 3), (81, 3), (83, 8)])
def test_spo2_ten_under_the_medium_limit_is_high_at_once(value: int, onset_t: int) -> None:
    bed = Bed()
    bed.hold(0, 3, 96)
    bed.hold(3, 9, value)
    [alarm] = bed.onsets()
    assert (alarm.t, alarm.priority, alarm.limit) == (onset_t, Priority.HIGH, 88)
    assert alarm.rule == ("SpO2 < 88 for 5 s" if value == 83 else "SpO2 ≤ 82 at once")


@pytest.mark.req("ALM-20")
def test_entered_respiratory_rate_counts_at_once_and_holds_until_the_next() -> None:
    bed = Bed()
    bed.value(100, 9, P.RR)
    assert [c.t for c in bed.onsets("RR-LOW")] == [100]
    bed.advance(4000)
    assert bed.shown() == [("RR-LOW", "MEDIUM")]
    bed.value(4001, 11, P.RR)
    assert bed.shown() == [("RR-LOW", "MEDIUM")]
    bed.value(4002, 12, P.RR)
    assert bed.shown() == []


@pytest.mark.req("ALM-20")
def test_clear_delay_starts_again_when_the_value_dips() -> None:
    bed = Bed()
    bed.hold(0, 11, 90)
    bed.hold(11, 15, 93)
    bed.value(15, 92)
    bed.hold(16, 30, 93)
    assert [c.t for c in bed.changes if c.change is Change.CLEARED] == [21]


def test_a_determination_without_a_mean_leaves_the_mean_as_it_was() -> None:
    bed = Bed()
    bed.value(0, 59, P.NIBP_MAP)
    bed.changes += bed.engine.observe(Determination(t=60, sys=120, dia=75, map=None, pr=None), 60)
    assert bed.shown() == [("NIBP-MAP-LOW", "MEDIUM")]


@pytest.mark.req("ALM-22")
def test_persistence_starts_again_when_the_value_returns_inside() -> None:
    bed = Bed()
    bed.hold(0, 9, 91)
    bed.value(9, 92)
    bed.hold(10, 25, 91)
    assert [c.t for c in bed.onsets()] == [20]


@pytest.mark.req("ALM-22")
def test_persistence_completes_between_slow_samples() -> None:
    bed = Bed({P.SPO2: 8.0})
    bed.value(0, 91)
    bed.value(8, 91)
    bed.advance(12)
    assert [c.t for c in bed.onsets()] == [10]


@pytest.mark.req("ALM-22")
@pytest.mark.parametrize(("interval", "hold"), [(1.0, 3.0), (2.0, 5.0), (4.0, 10.0)])
def test_persistence_stops_when_a_value_is_held_too_long_and_goes_on_when_it_is_back(
    interval: float, hold: float
) -> None:
    bed = Bed({P.PR: interval})
    bed.value(0, 49, P.PR)
    bed.value(1, 39, P.PR)  # High would be due at 6
    bed.value(1.5, 49, P.PR)  # only Medium counts on, held until 1.5 + hold
    bed.advance(500)
    counted = 1.5 + hold
    if counted >= 10:
        assert [c.t for c in bed.onsets()] == [10]
        return
    assert bed.onsets() == []
    bed.hold(500, 520, 49, P.PR)
    assert [c.t for c in bed.onsets()] == [500 + 10 - counted]


@pytest.mark.req("ALM-22")
def test_a_value_that_is_inside_after_the_gap_sets_persistence_to_zero() -> None:
    bed = Bed()
    bed.hold(0, 8, 91)
    bed.value(8, None)
    bed.value(30, 95)
    bed.hold(31, 45, 91)
    assert [c.t for c in bed.onsets()] == [41]


@pytest.mark.req("ALM-22")
@pytest.mark.parametrize(
    ("value", "quality"),
    [(None, Quality.NONE), (None, Quality.SEARCHING), (80, Quality.SEARCHING), (float("nan"), Quality.NONE)],
)
def test_a_device_that_has_no_value_stops_persistence_at_once(value: float | None, quality: Quality) -> None:
    bed = Bed()
    bed.hold(0, 8, 91)  # the last one at 7
    bed.value(8, value, quality=quality)
    bed.advance(100)
    assert bed.onsets("SPO2-LOW") == []
    bed.value(100, 91)
    bed.advance(103)
    assert [c.t for c in bed.onsets("SPO2-LOW")] == [102]


@pytest.mark.req("ALM-22")
def test_a_repeated_old_value_does_not_renew_itself() -> None:
    bed = Bed()
    bed.hold(0, 5, 91)
    for t in range(5, 60):
        bed.value(t, 91, quality=Quality.HELD)
    assert bed.onsets("SPO2-LOW") == []


@pytest.mark.req("ALM-22")
def test_an_alarm_neither_clears_nor_ends_while_the_value_is_missing() -> None:
    bed = Bed()
    bed.hold(0, 12, 91)
    bed.hold(12, 15, 97)
    bed.value(15, None)
    bed.advance(600)
    assert bed.shown()[0] == ("SPO2-LOW", "MEDIUM")
    bed.value(600, 97)
    bed.advance(603)
    assert [(c.t, c.code) for c in bed.changes if c.change is Change.CLEARED] == [
        (600, "T-SPO2-SIG"),
        (602, "SPO2-LOW"),
    ]


@pytest.mark.req("ALM-25")
def test_nothing_alarms_before_the_first_value_until_the_infusion_starts() -> None:
    bed = Bed()
    for t in range(0, 120):
        bed.value(t, None, P.SPO2, Quality.NO_FINGER)
        bed.value(t, None, P.PR, Quality.NO_FINGER)
    assert bed.changes == []
    bed.enter(120, StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1))
    assert [(c.code, c.t) for c in bed.onsets()] == [("T-SPO2-OFF", 120)]
    bed.advance(1000)
    assert len(bed.onsets()) == 1


@pytest.mark.req("ALM-25")
def test_no_oximeter_at_all_is_one_technical_alarm_from_the_start_of_the_infusion() -> None:
    bed = Bed()
    bed.value(10, 120, P.NIBP_SYS)
    bed.advance(300)
    assert bed.changes == []
    bed.enter(300, StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1))
    [alarm] = bed.onsets()
    assert alarm.code == "T-SPO2-OFF"
    assert alarm.words.startswith("no oxygen saturation probe")


@pytest.mark.req("ALM-66")
def test_only_the_highest_row_signals_and_the_lower_one_takes_over() -> None:
    bed = Bed()
    bed.hold(0, 12, 91)
    bed.hold(12, 18, 86)
    bed.hold(18, 30, 90)
    bed.hold(30, 40, 97)
    assert [(c.priority.name, c.t) for c in bed.onsets()] == [("MEDIUM", 10), ("HIGH", 17), ("MEDIUM", 23)]
    first, high, again = (c.condition for c in bed.onsets())
    assert bed.presences(first) == [Presence.ON, Presence.OFF]
    assert bed.of(first)[-1].rule == "taken over by SpO2 < 88 for 5 s"
    assert bed.presences(high) == [Presence.ON, Presence.LATCHED]
    assert bed.presences(again) == [Presence.ON, Presence.OFF]
    assert bed.of(again)[0].worst == 90
    assert next(c.t for c in bed.of(again) if not c.present) == 35
    bed.acknowledge(41, high)
    assert bed.shown() == []


@pytest.mark.req("ALM-66")
def test_lower_row_takes_over_silently_when_the_high_was_acknowledged() -> None:
    bed = Bed()
    bed.hold(0, 8, 86)
    bed.acknowledge(8, bed.onsets()[0].condition)
    bed.hold(9, 30, 90)
    taking_over = bed.onsets()[1]
    assert (taking_over.priority, taking_over.presence) == (Priority.MEDIUM, Presence.ACKNOWLEDGED)
    assert taking_over.actor is not None
    assert [a.acknowledged_by for a in bed.engine.active] == [taking_over.actor]


@pytest.mark.req("ALM-66", "ALM-31")
def test_a_high_after_an_acknowledged_medium_sounds_and_the_medium_after_it_does_not() -> None:
    bed = Bed()
    bed.hold(0, 11, 91)
    bed.acknowledge(11, 1)
    bed.hold(12, 20, 86)
    bed.hold(20, 30, 90)
    assert [(c.priority.name, c.presence) for c in bed.onsets()] == [
        ("MEDIUM", Presence.ON),
        ("HIGH", Presence.ON),
        ("MEDIUM", Presence.ACKNOWLEDGED),
    ]


@pytest.mark.req("ALM-66")
def test_a_row_does_not_take_over_before_its_own_persistence_is_over() -> None:
    bed = Bed()
    bed.value(0, 80)
    bed.hold(1, 20, 90)
    assert [(c.priority.name, c.t) for c in bed.onsets()] == [("HIGH", 0), ("MEDIUM", 10)]


@pytest.mark.req("ALM-66")
def test_a_value_that_leaps_over_both_rows_shows_only_one_and_ends_both() -> None:
    bed = Bed()
    bed.value(0, 200, P.NIBP_SYS)
    bed.value(300, 120, P.NIBP_SYS)
    assert [c.priority.name for c in bed.onsets()] == ["HIGH"]
    assert bed.shown() == [("NIBP-SYS-HIGH", "HIGH")]  # latched


def test_a_new_worst_value_is_said_once_each_time() -> None:
    bed = Bed()
    for t, value in enumerate([86, 85, 86, 86, 86, 86, 84, 85, 83, 83]):
        bed.value(t, value)
    [onset] = bed.onsets()
    assert (onset.t, onset.value, onset.worst) == (5, 86, 85)
    assert [(c.t, c.worst) for c in bed.changes if c.change is Change.WORSE] == [(6, 84), (8, 83)]


@pytest.mark.req("ALM-51")
def test_probe_off_leaves_one_high_latched_and_one_technical_alarm() -> None:
    bed = Bed()
    bed.hold(0, 10, 95)
    bed.hold(10, 18, 86)
    for t in range(18, 30):
        bed.probe_off(t)
    bed.hold(30, 60, 96)
    assert [(c.code, c.priority.name, c.t) for c in bed.onsets()] == [
        ("SPO2-LOW", "HIGH", 15),
        ("T-SPO2-OFF", "LOW", 21),
    ]
    high = bed.onsets()[0].condition
    assert [(c.change, c.t) for c in bed.of(high)] == [
        (Change.ONSET, 15),
        (Change.CLEARED, 18),
        (Change.ESCALATED, 45),
    ]
    assert bed.shown() == [("SPO2-LOW", "HIGH")]
    assert bed.engine.active[0].change.presence is Presence.LATCHED


@pytest.mark.req("ALM-51")
def test_probe_off_clears_a_medium_of_the_pulse() -> None:
    bed = Bed()
    bed.hold(0, 20, 45, P.PR)
    bed.probe_off(20)
    assert [(c.change, c.t) for c in bed.changes[1:]] == [(Change.CLEARED, 20), (Change.ENDED, 20)]


@pytest.mark.req("ALM-51")
@pytest.mark.parametrize(("value", "priority"), [(91, "MEDIUM"), (86, "HIGH")])
def test_a_desaturation_active_when_the_probe_comes_off_keeps_its_sound_until_acknowledged(
    value: int, priority: str
) -> None:
    bed = Bed()
    bed.hold(0, 20, value)
    [(number, *_)] = [(c.condition, c.code) for c in bed.onsets("SPO2-LOW") if c.priority.name == priority]
    bed.probe_off(20)
    bed.advance(1000)
    [alarm] = [a for a in bed.engine.active if a.change.code == "SPO2-LOW"]
    assert (alarm.change.presence, alarm.change.activation, alarm.change.priority.name) == (
        Presence.LATCHED,
        Activation.ON,
        priority,
    )
    assert not alarm.change.present
    bed.acknowledge(1001, number)
    assert "SPO2-LOW" not in [code for code, _ in bed.shown()]


@pytest.mark.req("ALM-51")
def test_a_desaturation_that_was_acknowledged_ends_when_the_probe_comes_off() -> None:
    bed = Bed()
    bed.hold(0, 20, 91)
    bed.acknowledge(20, 1)
    bed.probe_off(21)
    assert bed.shown() == []


@pytest.mark.req("ALM-51", "ALM-30")
def test_a_medium_desaturation_that_clears_by_its_value_does_not_latch() -> None:
    bed = Bed()
    bed.hold(0, 20, 91)
    bed.hold(20, 40, 97)
    bed.probe_off(40)
    assert bed.shown() == []


@pytest.mark.req("ALM-51", "ALM-64")
def test_a_fall_within_the_limits_ends_when_the_probe_comes_off() -> None:
    bed = Bed()
    bed.hold(0, 10, 99)
    bed.hold(10, 22, 94)
    assert bed.shown() == [("SPO2-FALL", "MEDIUM")]
    bed.probe_off(22)
    bed.advance(40)
    assert bed.shown() == [("T-SPO2-OFF", "LOW")]


@pytest.mark.req("ALM-51")
@pytest.mark.parametrize(("value", "onset_t"), [(91, 50.0), (86, 45.0), (80, 40.0)])
def test_after_probe_off_it_settles_ten_seconds_and_counts_from_zero(value: int, onset_t: float) -> None:
    bed = Bed()
    bed.hold(0, 9, value if value != 80 else 91)
    bed.changes.clear()
    bed.probe_off(9)
    bed.hold(30, 60, value)
    assert bed.onsets("SPO2-LOW")[0].t == onset_t


@pytest.mark.req("ALM-51")
def test_settling_starts_again_with_the_next_probe_off() -> None:
    bed = Bed()
    bed.hold(0, 5, 96)
    bed.probe_off(5)
    bed.hold(6, 12, 80)
    bed.probe_off(12)
    bed.hold(13, 30, 80)
    assert [c.t for c in bed.onsets("SPO2-LOW")] == [23]


@pytest.mark.req("ALM-51")
def test_probe_off_during_the_persistence_forgets_it() -> None:
    bed = Bed()
    bed.hold(0, 9, 91)
    bed.probe_off(9)
    bed.value(10, 91)
    bed.hold(11, 20, 91)
    bed.hold(20, 29, 91)
    assert bed.onsets("SPO2-LOW") == []


def test_conditions_of_a_device_that_was_taken_away_end() -> None:
    from bedside.vitals.devices import LinkState

    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.hold(0, 20, 45, P.PR)
    bed.link(20, LinkState.DETACHED)
    bed.advance(22.9)
    assert bed.shown() == [("PR-LOW", "MEDIUM")]
    bed.advance(300)
    assert bed.shown() == []
    assert bed.onsets("T-SPO2-OFF") == []


def test_detaching_another_device_leaves_a_living_parameter_alone() -> None:
    from bedside.vitals.devices import LinkState

    bed = Bed()
    bed.hold(0, 20, 91)
    bed.link(20, LinkState.DETACHED, device="dinamap@/dev/ttyUSB1")
    bed.hold(20, 40, 91)
    assert bed.shown() == [("SPO2-LOW", "MEDIUM")]
    assert len(bed.changes) == 1

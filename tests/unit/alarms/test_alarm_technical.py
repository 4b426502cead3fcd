"""The bed's technical conditions: arming, onset, rise, clearing."""

from __future__ import annotations

import pytest
from alarm_stream import DEVICE, NURSE, PROFILE, Bed

from bedside.alarms.technical_rows import ROWS
from bedside.review.value_table import alarms_of, read_table
from bedside.vitals.alarms import Change, Kind, Presence, Priority
from bedside.vitals.commands import (
    PauseInfusion,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import BatteryState, CuffState, NibpFault, Quality
from bedside.vitals.sessions import Phase

P = Parameter
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)
OTHER = "dinamap@/dev/ttyUSB1"


def steps(bed: Bed, code: str) -> list[tuple[Change, float, str]]:
    """What happened to the alarms of a code, escalations left out: those are told elsewhere."""
    found = [c for c in bed.changes if c.code == code and c.change is not Change.ESCALATED]
    return [(c.change, c.t, c.priority.name) for c in found]


@pytest.mark.req("T-SPO2-OFF")
def test_probe_off_is_low_outside_an_infusion_however_long() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.probe_off(10)
    bed.probe_off(11)
    bed.advance(12.9)
    assert bed.changes == []
    bed.advance(600)
    assert steps(bed, "T-SPO2-OFF") == [(Change.ONSET, 13, "LOW")]
    assert bed.changes[0].kind is Kind.TECHNICAL
    assert bed.changes[0].words == "probe off the finger: re-seat the probe, try another finger"


@pytest.mark.req("T-SPO2-OFF")
@pytest.mark.parametrize("phase", [Phase.INFUSION, Phase.RECOVERY])
def test_probe_off_rises_after_fifteen_seconds_in_infusion_and_recovery(phase: Phase) -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.enter(1, SetPhase(bed=1, phase=phase))
    bed.probe_off(100)
    bed.advance(114.9)
    assert steps(bed, "T-SPO2-OFF") == [(Change.ONSET, 103, "LOW")]
    bed.advance(200)
    assert steps(bed, "T-SPO2-OFF") == [(Change.ONSET, 103, "LOW"), (Change.PRIORITY, 115, "MEDIUM")]


@pytest.mark.req("T-SPO2-OFF")
def test_probe_off_before_the_infusion_rises_fifteen_seconds_into_it() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.probe_off(10)
    bed.enter(60, START)
    bed.advance(300)
    assert steps(bed, "T-SPO2-OFF") == [(Change.ONSET, 13, "LOW"), (Change.PRIORITY, 75, "MEDIUM")]


@pytest.mark.req("T-SPO2-OFF", "ALM-31")
def test_acknowledged_probe_off_sounds_again_when_it_rises() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.enter(1, START)
    bed.probe_off(10)
    bed.advance(13)
    bed.acknowledge(14, 1)
    bed.advance(30)
    [alarm] = bed.engine.active
    assert (alarm.change.presence, alarm.change.priority, alarm.acknowledged_by) == (
        Presence.ON,
        Priority.MEDIUM,
        None,
    )
    bed.advance(1000)
    assert Change.REMINDER not in [c.change for c in bed.changes]


@pytest.mark.req("T-SPO2-OFF")
@pytest.mark.parametrize(("value", "quality"), [(97, Quality.NONE), (None, Quality.SEARCHING)])
def test_probe_off_clears_when_the_finger_is_back(value: float | None, quality: Quality) -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.probe_off(10)
    bed.value(40, value, quality=quality)
    assert steps(bed, "T-SPO2-OFF")[1:] == [(Change.CLEARED, 40, "LOW"), (Change.ENDED, 40, "LOW")]


@pytest.mark.req("T-SPO2-OFF", "ALM-30")
def test_technical_alarm_shows_five_seconds_and_never_latches() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.probe_off(10)
    bed.value(14, 97)
    bed.advance(100)
    assert steps(bed, "T-SPO2-OFF") == [
        (Change.ONSET, 13, "LOW"),
        (Change.CLEARED, 14, "LOW"),
        (Change.ENDED, 18, "LOW"),
    ]


@pytest.mark.req("T-SPO2-OFF")
def test_a_finger_lifted_for_a_moment_is_no_alarm() -> None:
    bed = Bed()
    bed.value(0, 97)
    for t in range(10, 100, 4):
        bed.probe_off(t)
        bed.value(t + 2, 97)
    assert bed.changes == []


@pytest.mark.req("T-SPO2-OFF")
def test_oximeter_taken_away_during_the_infusion_is_an_alarm() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.value(0, 97)
    bed.enter(1, START)
    bed.hold(1, 60, 97)
    bed.link(60, LinkState.DETACHED)
    bed.advance(120)
    assert [c.code for c in bed.onsets()] == ["T-SPO2-OFF"]


@pytest.mark.req("T-SPO2-OFF")
def test_a_start_taken_back_disarms_what_only_it_had_armed() -> None:
    bed = Bed()
    number = bed.enter(10, START)
    assert bed.shown() == [("T-SPO2-OFF", "LOW")]
    bed.enter(20, Retract(bed=1, entry=number))
    bed.advance(60)
    assert bed.shown() == []


@pytest.mark.req("T-COM")
def test_lost_link_alarms_at_the_time_it_counts_as_lost() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(10, LinkState.SILENT, lost_t=15)
    bed.advance(14.9)
    assert bed.changes == []
    bed.advance(100)
    assert steps(bed, "T-COM") == [(Change.ONSET, 15, "MEDIUM")]
    assert bed.changes[0].words == "no data: Cable pulled."


@pytest.mark.req("T-COM")
@pytest.mark.parametrize("state", [LinkState.MEASURING, LinkState.DETACHED])
def test_link_that_is_back_in_time_or_taken_away_is_no_alarm(state: LinkState) -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(10, LinkState.GONE, lost_t=15)
    bed.link(14, state)
    bed.advance(100)
    assert bed.changes == []


@pytest.mark.req("T-COM")
@pytest.mark.parametrize("state", [LinkState.MEASURING, LinkState.DETACHED])
def test_lost_link_clears_when_it_measures_or_is_taken_away(state: LinkState) -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(10, LinkState.GONE, lost_t=15)
    bed.link(30, LinkState.OPENING)
    bed.link(31, LinkState.WAITING)
    assert bed.shown() == [("T-COM", "MEDIUM")]
    bed.link(40, state)
    assert steps(bed, "T-COM")[1:] == [(Change.CLEARED, 40, "MEDIUM"), (Change.ENDED, 40, "MEDIUM")]


@pytest.mark.req("T-COM")
def test_a_later_state_of_the_same_loss_keeps_its_first_time() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(10, LinkState.SILENT, lost_t=15)
    bed.link(12, LinkState.GONE, lost_t=17)
    bed.advance(100)
    assert steps(bed, "T-COM") == [(Change.ONSET, 15, "MEDIUM")]


@pytest.mark.req("T-COM")
def test_a_loss_told_late_begins_when_it_is_told() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.value(20, 97)
    bed.link(20, LinkState.SILENT, lost_t=15)
    assert steps(bed, "T-COM") == [(Change.ONSET, 20, "MEDIUM")]


@pytest.mark.req("T-COM", "ALM-25")
def test_device_that_never_measured_alarms_only_from_the_infusion_on() -> None:
    bed = Bed()
    bed.link(0, LinkState.WAITING, lost_t=5)
    bed.advance(100)
    assert bed.changes == []
    bed.enter(100, START)
    assert [c.t for c in bed.onsets("T-COM")] == [100]


@pytest.mark.req("T-COM")
def test_the_only_device_lost_in_an_infusion_is_high() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(100, START)
    bed.link(140, LinkState.GONE, lost_t=145)
    bed.advance(300)
    assert steps(bed, "T-COM") == [(Change.ONSET, 145, "HIGH")]
    bed.link(300, LinkState.MEASURING)
    assert bed.shown() == [("T-SPO2-OFF", "MEDIUM")]  # technical: nothing latched


@pytest.mark.req("T-COM")
def test_the_only_device_lost_early_in_the_infusion_rises_after_thirty_seconds_of_it() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(100, START)
    bed.enter(101, PauseInfusion(bed=1))
    bed.link(105, LinkState.GONE, lost_t=110)
    bed.advance(300)
    assert steps(bed, "T-COM") == [(Change.ONSET, 110, "MEDIUM"), (Change.PRIORITY, 130, "HIGH")]


@pytest.mark.req("T-COM")
def test_after_the_infusion_a_lost_link_is_medium() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.enter(100, START)
    bed.enter(200, StopInfusion(bed=1))
    bed.link(300, LinkState.GONE, lost_t=305)
    bed.advance(600)
    assert steps(bed, "T-COM") == [(Change.ONSET, 305, "MEDIUM")]


@pytest.mark.req("T-COM")
def test_with_another_device_measuring_it_stays_medium_until_that_is_lost_too() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(0, LinkState.MEASURING, device=OTHER)
    bed.enter(100, START)
    bed.link(140, LinkState.GONE, lost_t=145)
    bed.advance(300)
    assert steps(bed, "T-COM") == [(Change.ONSET, 145, "MEDIUM")]
    bed.link(300, LinkState.SILENT, lost_t=312, device=OTHER)
    bed.advance(400)
    assert sorted(steps(bed, "T-COM")[1:]) == [(Change.ONSET, 312, "HIGH"), (Change.PRIORITY, 312, "HIGH")]
    assert bed.shown().count(("T-COM", "HIGH")) == 2


@pytest.mark.req("T-COM")
def test_with_the_other_device_taken_away_the_lost_one_is_the_only_one() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(0, LinkState.MEASURING, device=OTHER)
    bed.enter(100, START)
    bed.link(140, LinkState.GONE, lost_t=145)
    bed.link(200, LinkState.DETACHED, device=OTHER)
    assert steps(bed, "T-COM") == [(Change.ONSET, 145, "MEDIUM"), (Change.PRIORITY, 200, "HIGH")]


@pytest.mark.req("T-COM", "ALM-22")
def test_values_that_stop_with_the_link_start_no_alarm_of_the_patient() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING, device=DEVICE)
    bed.hold(0, 7, 91, device=DEVICE)
    bed.link(11, LinkState.SILENT, lost_t=11)
    bed.advance(1000)
    assert [c.code for c in bed.onsets()] == ["T-COM"]


@pytest.mark.req("T-NIBP-FAIL")
def test_failed_measurement_is_low_at_once_and_medium_the_second_time() -> None:
    bed = Bed()
    bed.cuff(0, CuffState.MEASURING)
    bed.cuff(30, CuffState.FAILED, NibpFault.LOOSE)
    assert steps(bed, "T-NIBP-FAIL") == [(Change.ONSET, 30, "LOW")]
    assert "check hose and wrap" in bed.changes[0].words
    bed.cuff(35, CuffState.FAILED, NibpFault.LOOSE)
    assert len(bed.changes) == 1
    bed.cuff(60, CuffState.MEASURING)
    assert bed.shown() == []
    bed.cuff(90, CuffState.FAILED, NibpFault.TIMEOUT)
    assert steps(bed, "T-NIBP-FAIL")[-1] == (Change.ONSET, 90, "MEDIUM")


@pytest.mark.req("T-NIBP-FAIL")
def test_second_failure_without_a_seen_measurement_raises_the_first() -> None:
    bed = Bed()
    bed.cuff(0, CuffState.FAILED, NibpFault.LOOSE)
    bed.acknowledge(1, 1)
    bed.cuff(2, CuffState.IDLE)
    bed.cuff(30, CuffState.FAILED, NibpFault.LOOSE)
    assert steps(bed, "T-NIBP-FAIL")[-1] == (Change.PRIORITY, 30, "MEDIUM")
    assert bed.engine.active[0].change.presence is Presence.ON


@pytest.mark.req("T-NIBP-FAIL")
def test_a_reading_clears_the_failure_and_starts_the_count_again() -> None:
    bed = Bed()
    bed.cuff(0, CuffState.FAILED, NibpFault.FAILED)
    bed.value(60, 120, P.NIBP_SYS)
    assert bed.shown() == []
    bed.cuff(90, CuffState.IDLE)
    bed.cuff(120, CuffState.FAILED, NibpFault.FAILED)
    assert bed.shown() == [("T-NIBP-FAIL", "LOW")]


@pytest.mark.req("T-NIBP-FAIL")
def test_cancelled_measurement_is_no_alarm() -> None:
    bed = Bed()
    bed.cuff(0, CuffState.MEASURING)
    bed.cuff(10, CuffState.FAILED, NibpFault.CANCELLED)
    assert bed.changes == []


def test_technical_alarm_can_be_acknowledged_and_reminds() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.link(5, LinkState.GONE, lost_t=5)
    bed.acknowledge(10, 1)
    bed.advance(249)
    assert steps(bed, "T-COM")[1:] == [(Change.ACKNOWLEDGED, 10, "MEDIUM"), (Change.REMINDER, 130, "MEDIUM")]
    assert bed.engine.active[0].acknowledged_by == NURSE


def disturbed(bed: Bed, start: float, end: float, quality: Quality, value: float | None = None) -> None:
    t = start
    while t < end:
        bed.value(t, value, quality=quality)
        t += 1


@pytest.mark.req("T-SPO2-SIG")
@pytest.mark.parametrize(
    ("value", "quality", "words"),
    [
        (None, Quality.SEARCHING, "no pulse found"),
        (97, Quality.ARTEFACT, "disturbed"),
        (97, Quality.LOW_PERFUSION, "weak"),
        (97, Quality.ARTEFACT | Quality.LOW_PERFUSION, "disturbed"),
        (None, Quality.NONE, "no pulse found"),
        (97, Quality.HELD, "no pulse found"),
    ],
)
def test_a_signal_not_to_be_relied_on_is_low_after_thirty_seconds(
    value: float | None, quality: Quality, words: str
) -> None:
    bed = Bed()
    bed.hold(0, 10, 97)
    disturbed(bed, 10, 40, quality, value)
    assert bed.changes == []
    disturbed(bed, 40, 200, quality, value)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 40, "LOW")]
    assert words in bed.onsets("T-SPO2-SIG")[0].words
    bed.value(200, 97)
    assert bed.shown() == []


@pytest.mark.req("T-SPO2-SIG")
def test_in_the_infusion_a_lost_signal_is_medium_after_a_minute() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.enter(1, START)
    bed.hold(1, 10, 97)
    disturbed(bed, 10, 100, Quality.SEARCHING)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 40, "LOW"), (Change.PRIORITY, 70, "MEDIUM")]


@pytest.mark.req("T-SPO2-SIG")
def test_in_the_recovery_it_stays_low() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.enter(1, SetPhase(bed=1, phase=Phase.RECOVERY))
    bed.hold(1, 10, 97)
    disturbed(bed, 10, 200, Quality.SEARCHING)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 40, "LOW")]


@pytest.mark.req("T-SPO2-SIG")
def test_one_good_value_starts_the_thirty_seconds_again() -> None:
    bed = Bed()
    bed.value(0, 97)
    disturbed(bed, 1, 30, Quality.ARTEFACT, 97)
    bed.value(30, 97)
    disturbed(bed, 31, 60, Quality.ARTEFACT, 97)
    bed.hold(60, 100, 97)
    assert bed.onsets() == []


@pytest.mark.req("T-SPO2-SIG", "T-SPO2-OFF")
def test_a_probe_that_is_off_is_not_also_a_lost_signal() -> None:
    bed = Bed()
    bed.value(0, 97)
    disturbed(bed, 1, 40, Quality.SEARCHING)
    assert bed.shown() == [("T-SPO2-SIG", "LOW")]
    bed.probe_off(40)
    bed.advance(50)
    assert bed.shown() == [("T-SPO2-OFF", "LOW")]


@pytest.mark.req("T-SPO2-SIG", "ALM-25")
def test_searching_before_the_first_value_is_no_alarm_until_the_infusion_starts() -> None:
    bed = Bed()
    disturbed(bed, 0, 100, Quality.SEARCHING)
    assert bed.changes == []
    bed.enter(100, START)
    assert [(c.code, c.priority.name, c.t) for c in bed.onsets()] == [("T-SPO2-SIG", "LOW", 100)]


@pytest.mark.req("T-SPO2-SIG", "ALM-22")
def test_a_saturation_that_stops_while_everything_else_goes_on_is_an_alarm() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.hold(0, 10, 97, device=DEVICE)  # the last one holds until 12
    bed.hold(10, 41, 70, P.PR, DEVICE)
    assert bed.changes == []
    bed.hold(41, 300, 70, P.PR, DEVICE)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 42, "LOW")]
    assert "no oxygen saturation arrives any more" in bed.onsets()[0].words
    bed.value(300, 97, device=DEVICE)
    assert bed.shown() == []


@pytest.mark.req("T-SPO2-SIG")
def test_in_the_infusion_a_saturation_that_stops_is_medium_after_a_minute() -> None:
    bed = Bed()
    bed.value(0, 97)
    bed.enter(0, START)
    bed.hold(1, 100, 70, P.PR)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 33, "LOW"), (Change.PRIORITY, 63, "MEDIUM")]


@pytest.mark.req("T-SPO2-SIG")
def test_a_slow_source_has_its_own_time_before_it_has_stopped() -> None:
    bed = Bed({P.SPO2: 60.0})
    for t in range(0, 601, 60):
        bed.value(t, 97)
    bed.advance(779)
    assert bed.onsets() == []
    bed.advance(800)
    assert steps(bed, "T-SPO2-SIG") == [(Change.ONSET, 600 + 150 + 30, "LOW")]


@pytest.mark.req("T-SPO2-SIG", "T-SPO2-OFF")
def test_a_probe_that_is_off_and_a_source_that_is_gone_have_not_lapsed() -> None:
    off = Bed()
    off.hold(0, 10, 97)
    off.probe_off(10)
    off.hold(10, 200, 70, P.NIBP_PR)
    assert [c.code for c in off.onsets()] == ["T-SPO2-OFF"]
    gone = Bed()
    gone.link(0, LinkState.MEASURING)
    gone.hold(0, 10, 97, device=DEVICE)
    gone.link(10, LinkState.DETACHED)
    gone.advance(500)
    assert gone.onsets() == []


@pytest.mark.req("T-SPO2-SIG", "T-COM")
def test_a_saturation_lost_with_its_link_is_one_alarm_and_counts_anew_when_the_link_is_back() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.hold(0, 10, 97, device=DEVICE)
    bed.link(15, LinkState.SILENT, lost_t=15)
    bed.advance(200)
    assert [(c.code, c.t) for c in bed.onsets()] == [("T-COM", 15)]
    bed.link(200, LinkState.MEASURING)  # frames again, yet no saturation in them
    bed.hold(200, 229, 70, P.PR, DEVICE)
    assert bed.shown() == []
    bed.hold(229, 240, 70, P.PR, DEVICE)
    assert [(c.code, c.t) for c in bed.onsets("T-SPO2-SIG")] == [("T-SPO2-SIG", 230)]


@pytest.mark.req("T-SPO2-SIG", "T-COM")
def test_the_link_of_another_device_excuses_no_saturation() -> None:
    bed = Bed()
    for device in (DEVICE, OTHER):
        bed.link(0, LinkState.MEASURING, device=device)
    bed.hold(0, 10, 97, device=DEVICE)
    bed.link(11, LinkState.GONE, lost_t=11, device=OTHER)
    bed.hold(11, 60, 70, P.PR, DEVICE)
    assert [(c.code, c.t) for c in bed.onsets()] == [("T-COM", 11), ("T-SPO2-SIG", 42)]


@pytest.mark.req("T-SPO2-SIG", "T-COM")
def test_a_lost_signal_that_alarms_already_stays_when_the_link_goes_too() -> None:
    bed = Bed()
    bed.link(0, LinkState.MEASURING)
    bed.hold(0, 10, 97, device=DEVICE)
    bed.advance(50)
    bed.link(50, LinkState.GONE, lost_t=50)
    assert sorted(code for code, _ in bed.shown()) == ["T-COM", "T-SPO2-SIG"]


@pytest.mark.req("T-PERF")
def test_hardly_any_blood_in_the_finger_for_thirty_seconds_is_low() -> None:
    bed = Bed()
    bed.hold(0, 10, 0.3, P.PI)
    bed.hold(10, 41, 0.29, P.PI)
    assert steps(bed, "T-PERF") == [(Change.ONSET, 40, "LOW")]
    bed.hold(41, 60, 0.2, P.PI)
    bed.value(60, 0.3, P.PI)
    assert bed.shown() == []


@pytest.mark.req("T-PERF")
def test_perfusion_that_comes_and_goes_or_is_not_known_is_no_alarm() -> None:
    bed = Bed()
    bed.hold(0, 29, 0.1, P.PI)
    bed.value(29, None, P.PI)
    bed.hold(30, 59, 0.1, P.PI)
    bed.probe_off(59)
    bed.advance(61)
    assert bed.onsets() == []


@pytest.mark.req("T-BATT")
def test_a_low_battery_is_low_and_a_critical_one_medium_until_the_device_says_it_is_good() -> None:
    bed = Bed()
    bed.battery(0, BatteryState.GOOD)
    assert bed.changes == []
    bed.battery(10, BatteryState.LOW)
    bed.battery(20, BatteryState.LOW)
    bed.battery(30, BatteryState.CRITICAL)
    bed.battery(40, BatteryState.LOW)  # what has risen does not fall before it clears
    bed.battery(50, BatteryState.GOOD)
    assert steps(bed, "T-BATT") == [
        (Change.ONSET, 10, "LOW"),
        (Change.PRIORITY, 30, "MEDIUM"),
        (Change.CLEARED, 50, "MEDIUM"),
        (Change.ENDED, 50, "MEDIUM"),
    ]
    assert bed.changes[0].device == DEVICE
    assert bed.changes[1].words == "battery of the device nearly empty: connect it to its charger now"


@pytest.mark.req("T-BATT")
def test_batteries_of_two_devices_are_two_alarms_and_go_with_their_device() -> None:
    bed = Bed()
    for device in (DEVICE, OTHER):
        bed.link(0, LinkState.MEASURING, device=device)
        bed.battery(0, BatteryState.CRITICAL, device=device)
    assert bed.shown() == [("T-BATT", "MEDIUM")] * 2
    bed.link(10, LinkState.DETACHED, device=OTHER)
    assert [a.change.device for a in bed.engine.active] == [DEVICE]


def test_the_table_has_every_code_of_a_bed_once() -> None:
    assert list(ROWS) == [
        "T-SPO2-OFF",
        "T-SPO2-SIG",
        "T-PERF",
        "T-COM",
        "T-BATT",
        "T-NIBP-FAIL",
        "T-NIBP-DUE",
        "T-OBSERVATION-DUE",
        "T-RATINGS-DUE",
        "T-INFUSION-END",
        "T-PUMP",
        "T-INTERRUPTED",
    ]


@pytest.mark.req("T-SPO2-SIG", "ALM-22")
def test_a_table_in_which_only_the_saturation_stops_has_the_alarm_and_one_that_is_over_has_none() -> None:
    lines = [f"{t},pr,70" for t in range(301)] + [f"{t},spo2,97" for t in range(61)]
    table = read_table(["t_s,parameter,value", *lines], "table")
    onsets = [c for c in alarms_of(table, PROFILE) if c.change is Change.ONSET]
    assert [(c.code, c.t) for c in onsets] == [("T-SPO2-SIG", 60 + 3 + 30)]
    over = read_table(["t_s,parameter,value", *(f"{t},spo2,97" for t in range(61))], "table")
    assert alarms_of(over, PROFILE) == []

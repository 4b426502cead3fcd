"""Datascope Accutorr 3: the manual's line, status bits, ages in minutes, and numbers that wait for agreement."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase, Due
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Numeric, Quality, Reading
from drivers.accutorr3 import DRIVER, layout
from drivers.accutorr3.device import AccutorrDevice
from drivers.accutorr3.protocol import AccutorrProtocol
from drivers.accutorr3.recognise import recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, order, read_all

MANUAL = b"P:--,85,120, 45, 80,000,010,000, 5\r\n"


def reply(
    spo2: str = " 97",
    pulse: str = " 72",
    pressures: str = "120, 90, 76",
    status: tuple[int, int, int] = (0, 0, 0),
    minutes: str = " 5",
) -> bytes:
    first, second, third = status
    return f"P:{spo2},{pulse},{pressures},{first:03d},{second:03d},{third:03d},{minutes}\r\n>".encode()


def results(readings: list[Reading]) -> list[tuple]:
    return [(d.t, d.sys, d.map, d.dia) for d in of_type(readings, Determination)]


def last(readings: list[Reading], parameter: Parameter) -> tuple:
    found = [r for r in readings if isinstance(r, Numeric) and r.parameter is parameter]
    return found[-1].value, found[-1].quality


def test_line_of_the_manual_decodes() -> None:
    found = layout.decode(MANUAL[:-2])
    assert found == layout.Reply(None, 85, 120, 45, 80, (0, 10, 0), 5)
    assert found.pressures == (120, 80, 45)


@pytest.mark.parametrize("pressures", ["120, 45, 80", "120, 80, 45"])
def test_larger_of_the_two_is_the_mean_whichever_way_they_come(pressures: str) -> None:
    readings = read_all(AccutorrProtocol(), reply(pressures=pressures) * 2, t=1000.0)
    assert results(readings) == [(700.0, 120, 80, 45)]


def test_pulse_rate_without_spo2_is_not_told_as_current() -> None:
    readings = read_all(AccutorrProtocol(), MANUAL * 3)
    assert numbers(readings, Parameter.SPO2) == [None] * 3
    assert last(readings, Parameter.PR) == (None, Quality.HELD)
    assert AccutorrProtocol().take_notices() == []


def test_result_is_told_once_at_the_time_its_age_says() -> None:
    protocol = AccutorrProtocol()
    found: list[Reading] = []
    for t in range(0, 3600, 2):
        found += protocol.feed(reply(minutes=f"{5 + t // 60:2d}"), float(t))
    assert results(found) == [(-300.0, 120, 90, 76)]


@pytest.mark.parametrize("following", [("120, 90, 76", " 0"), ("121, 90, 76", " 5"), ("130, 91, 77", " 1")])
def test_smaller_age_or_other_pressures_are_a_new_result(following: tuple[str, str]) -> None:
    pressures, minutes = following
    protocol = AccutorrProtocol()
    found = protocol.feed(reply() * 2, 0.0)
    found += protocol.feed(reply(pressures=pressures, minutes=minutes) * 2, 30.0)
    assert [t for t, *_ in results(found)] == [-300.0, 30.0 - 60.0 * int(minutes)]


def test_equal_result_after_a_silence_is_new_if_it_was_measured_later() -> None:
    protocol = AccutorrProtocol()
    found = protocol.feed(reply() * 2, 0.0) + protocol.feed(reply(minutes="15") * 2, 630.0)
    assert len(results(found)) == 1
    found += protocol.feed(reply(minutes="16") * 3, 1500.0)
    assert [t for t, *_ in results(found)] == [-300.0, 540.0]


@pytest.mark.parametrize("end", ["59", "99"])
def test_age_counter_that_begins_again_is_no_new_result(end: str) -> None:
    protocol = AccutorrProtocol()
    found = protocol.feed(reply(minutes=end) * 2, 0.0) + protocol.feed(reply(minutes=" 0") * 2, 60.0)
    assert len(results(found)) == 1


def test_age_counter_that_stands_at_its_end_is_no_new_result() -> None:
    protocol = AccutorrProtocol()
    found = [r for t in range(0, 4000, 100) for r in protocol.feed(reply(minutes="99") * 2, float(t))]
    assert len(results(found)) == 1


@pytest.mark.parametrize(
    "pressures",
    ["--,--,--", "120,--,76", "120, 76, 76", "120,120, 80", "000,000,000", "300, 90, 76", "120,130, 76"],
)
def test_impossible_or_missing_pressures_are_never_told(pressures: str) -> None:
    assert results(read_all(AccutorrProtocol(), reply(pressures=pressures) * 3)) == []


def test_pressures_without_an_age_are_not_told() -> None:
    assert results(read_all(AccutorrProtocol(), reply(minutes="--") * 3)) == []


@pytest.mark.parametrize(
    ("status", "value", "quality"),
    [
        ((layout.NO_SENSOR, 0, 0), None, Quality.NO_FINGER),
        ((layout.SENSOR_OFF, 0, 0), None, Quality.NO_FINGER),
        ((layout.PULSE_SEARCH, 0, 0), None, Quality.SEARCHING),
        ((layout.NO_PULSE, 0, 0), None, Quality.SEARCHING),
        ((layout.INTERFERENCE, 0, 0), 97.0, Quality.ARTEFACT),
        ((layout.CHECK_SITE, 0, 0), 97.0, Quality.ARTEFACT),
        ((layout.WEAK_PULSE, 0, 0), 97.0, Quality.LOW_PERFUSION),
        ((0, layout.UNCALIBRATED, 0), None, Quality.NONE),
        ((0, layout.SELF_TEST, 0), None, Quality.NONE),
        ((0, layout.ALARM_OVERLAPPED, 0), 97.0, Quality.NONE),
    ],
)
def test_status_bits_decide_what_the_spo2_is_worth(
    status: tuple[int, int, int], value: float | None, quality: Quality
) -> None:
    readings = read_all(AccutorrProtocol(), reply(status=status) * 2)
    assert last(readings, Parameter.SPO2) == (value, quality)
    assert (last(readings, Parameter.PR)[0] is None) is (value is None)


@pytest.mark.parametrize("status", [(layout.RATE_LOW, 0, 0), (0, layout.RATE_HIGH, 0)])
def test_rate_outside_the_range_of_the_monitor_is_none(status: tuple[int, int, int]) -> None:
    readings = read_all(AccutorrProtocol(), reply(status=status) * 2)
    assert last(readings, Parameter.PR)[0] is None
    assert last(readings, Parameter.SPO2)[0] == 97.0


def test_zero_is_never_a_number() -> None:
    readings = read_all(AccutorrProtocol(), reply() * 2 + reply(" 00", " 00"))
    assert last(readings, Parameter.SPO2) == (None, Quality.NO_FINGER)
    assert last(readings, Parameter.PR)[0] is None


def test_fault_of_the_oximeter_part_is_a_notice_once() -> None:
    protocol = AccutorrProtocol()
    protocol.feed(reply(status=(0, layout.RAM_FAILED, 0)), 0.0)
    assert protocol.take_notices() == []
    protocol.feed(reply(status=(0, layout.RAM_FAILED, 0)) * 5, 2.0)
    (notice,) = protocol.take_notices()
    assert notice.endswith(".")
    protocol.feed(reply() + reply(status=(0, layout.RAM_FAILED, 0)) * 2, 4.0)
    assert protocol.take_notices() == [notice]


def test_cuff_overpressure_is_told_on_change_and_takes_the_numbers_away() -> None:
    readings = read_all(AccutorrProtocol(), reply(status=(0, 0, layout.OVERPRESSURE)) * 3 + reply())
    states = [(s.state, s.fault) for s in of_type(readings, CuffStatus)]
    assert states == [(CuffState.FAILED, NibpFault.OVERPRESSURE), (CuffState.IDLE, None)]
    assert results(readings) == []


def test_motion_marks_the_result() -> None:
    (result,) = of_type(read_all(AccutorrProtocol(), reply(status=(0, 0, layout.MOTION)) * 2), Determination)
    assert result.quality is Quality.ARTEFACT


def test_number_that_jumps_waits_for_the_next_answer_and_one_that_is_lost_does_not() -> None:
    protocol = AccutorrProtocol()
    assert numbers(protocol.feed(reply(), 0.0), Parameter.SPO2) == []
    assert numbers(protocol.feed(reply(), 0.1), Parameter.SPO2) == [97.0]
    assert numbers(protocol.feed(reply(" 47"), 2.0), Parameter.SPO2) == []
    assert numbers(protocol.feed(reply(" 96"), 2.1), Parameter.SPO2) == [96.0]
    assert numbers(protocol.feed(reply(" --"), 4.0), Parameter.SPO2) == [None]


def test_only_the_patient_request_leaves_every_two_seconds_and_once_more_to_confirm() -> None:
    protocol = AccutorrProtocol()
    assert protocol.due(0.0) == Due(b"P", 2.0)
    assert protocol.due(0.1) == Due(b"", 2.0)
    protocol.feed(reply(), 0.1)
    assert protocol.due(0.1).send == b"P"
    protocol.feed(reply(" 60"), 0.2)
    assert protocol.due(0.2).send == b""  # one more is enough
    assert protocol.due(2.0).send == b"P"


def test_power_up_text_and_prompts_are_no_bad_frames() -> None:
    protocol = AccutorrProtocol()
    readings = read_all(protocol, layout.READY + reply() + reply() + b">" + reply())
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (3, 0)
    assert len(results(readings)) == 1


@pytest.mark.parametrize(
    "bad", [b"P:97,72,120,90,76,000,000,000\r\n", b"P:97,72,120,90,76,999,000,000, 5\r\n"]
)
def test_damaged_answer_is_counted_and_not_read(bad: bytes) -> None:
    protocol = AccutorrProtocol()
    assert read_all(protocol, bad * 3) == []
    assert protocol.counters.frames == 0
    assert protocol.counters.bad_frames == 3


def test_nothing_but_the_request_is_ever_sent_and_no_cuff_can_be_started() -> None:
    wire = Wire(AccutorrProtocol(), AccutorrDevice(), SimulatedPatient(2))
    wire.run(200.0, step_s=0.5)
    assert {data for _, data in wire.sent} == {b"P"}
    assert wire.patient.cuff(wire.t).phase is CuffPhase.IDLE
    with pytest.raises(ValueError, match="no cuff"):
        wire.protocol.request(order(CuffOrder.START), 0.0)


@pytest.mark.parametrize("mean_first", [True, False])
def test_virtual_monitor_is_read_with_the_values_of_the_patient(mean_first: bool) -> None:
    patient = SimulatedPatient(21, auto_cuff_s=120.0)
    wire = Wire(AccutorrProtocol(), AccutorrDevice(mean_first=mean_first), patient)
    wire.run(400.0)
    found = results(wire.readings)
    cuff = patient.cuff(wire.t)
    assert cuff.age_s is not None
    assert len(found) == 4
    assert found[-1][1:] == (cuff.sys, cuff.map, cuff.dia)
    assert found[-1][0] == pytest.approx(wire.t - cuff.age_s, abs=3.0)
    assert None not in numbers(wire.readings, Parameter.SPO2) + numbers(wire.readings, Parameter.PR)
    times = [r.t for r in wire.readings if isinstance(r, Numeric) and r.parameter is Parameter.SPO2]
    assert all(b - a <= DRIVER.info.numeric_interval_s for a, b in pairwise(times))
    assert wire.protocol.counters.bad_frames == 0


def test_probe_off_makes_the_numbers_none_at_the_next_answer() -> None:
    wire = Wire(AccutorrProtocol(), AccutorrDevice(), SimulatedPatient(1, [Effect("probe_off", 20.0)]))
    wire.run(19.0)
    assert last(wire.readings, Parameter.SPO2)[0] is not None
    late = [r for r in wire.run(20.0) if r.t > 23.0]
    assert set(numbers(late, Parameter.SPO2)) == {None}
    assert set(numbers(late, Parameter.PR)) == {None}


def test_monitor_without_an_oximeter_gives_its_blood_pressure() -> None:
    wire = Wire(AccutorrProtocol(), AccutorrDevice(oximeter=False), SimulatedPatient(3, auto_cuff_s=120.0))
    wire.run(100.0)
    assert len(results(wire.readings)) == 1
    assert set(numbers(wire.readings, Parameter.SPO2)) == {None}
    assert set(numbers(wire.readings, Parameter.PR)) == {None}


def test_failed_determination_brings_no_number() -> None:
    patient = SimulatedPatient(1, [Effect("cuff_fault", 0.0)], auto_cuff_s=60.0)
    wire = Wire(AccutorrProtocol(), AccutorrDevice(), patient)
    wire.run(100.0)
    assert results(wire.readings) == []


STREAM = b"".join(reply(f" {95 + n % 3}", minutes=f"{n // 4:2d}") for n in range(8))


@given(
    cuts=st.lists(st.integers(0, 320), max_size=12), junk=st.binary(max_size=12), place=st.integers(0, 300)
)
@settings(max_examples=60, deadline=None)
def test_any_split_gives_the_same_and_junk_costs_one_answer_at_most(
    cuts: list[int], junk: bytes, place: int
) -> None:
    stream = STREAM[:place] + junk + STREAM[place:]
    whole, pieces = AccutorrProtocol(), AccutorrProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 7


@given(place=st.integers(0, len(STREAM) - 1), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60, deadline=None)
def test_single_damaged_byte_makes_no_blood_pressure_and_no_number_that_jumps(
    place: int, put: bytes, keep: bool
) -> None:
    damaged = STREAM[:place] + put + STREAM[place + (0 if keep else 1) :]
    found = read_all(AccutorrProtocol(), damaged)
    assert {tuple(result[1:]) for result in results(found)} <= {(120.0, 90.0, 76.0)}
    assert all(v is None or 92 <= v <= 100 for v in numbers(found, Parameter.SPO2))
    assert all(v is None or 57 <= v <= 87 for v in numbers(found, Parameter.PR))


@given(data=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_never_recognised_and_give_nothing(data: bytes) -> None:
    assert recognise(data, 3.0) is None
    assert read_all(AccutorrProtocol(), data) == []


def test_two_agreeing_answers_are_recognised_and_one_is_not() -> None:
    assert recognise(reply() * 2, 1.0) == "Datascope Accutorr 3"
    assert recognise(MANUAL * 2, 1.0) == "Datascope Accutorr 3"
    assert recognise(reply(), 1.0) is None
    assert recognise(reply() + reply(pressures="130, 90, 76"), 1.0) is None
    for name in ("bp/omron_hem790it_one_reading_a.txt", "oximeters/masimo_rad8_yahnatan.txt"):
        assert recognise(capture(name), 3.0) is None


def test_probe_is_the_read_only_request_twice_at_each_speed() -> None:
    assert {signature.probe for signature in DRIVER.info.signatures} == {(b"P", b"P")}
    assert [s.port.baud for s in DRIVER.info.signatures] == [9600, 4800, 2400, 1200, 19200]
    device = AccutorrDevice()
    for request in DRIVER.info.signatures[0].probe:
        device.feed(request, 0.0)
    assert recognise(device.emit(SimulatedPatient(1), 0.5), 0.5) is not None

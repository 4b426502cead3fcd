"""Philips IntelliVue: frames, association, the capture of a real monitor, and the virtual monitor."""

from __future__ import annotations

import random
import struct
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    NibpFault,
    Numeric,
    Quality,
    Reading,
    Wave,
)
from drivers.intellivue import DRIVER, association, ids, layout, messages, values
from drivers.intellivue import device as device_module
from drivers.intellivue.device import IntellivueDevice
from drivers.intellivue.messages import Observation, Request
from drivers.intellivue.protocol import POLL_S, IntellivueProtocol
from drivers.intellivue.recognise import PROBE, recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, order, read_all, samples

CAPTURE = "bp/philips_intellivue_mib_rs232_part1.bin"
FINGER = (Parameter.SPO2, Parameter.PR)


def captured() -> list[bytes]:
    """Data of the frames of the capture."""
    frames = capture(CAPTURE).split(b"\xc1")[:-1]
    return [layout.unwrap(frame + b"\xc1") or b"" for frame in frames]


def number(what: int, value: float | None, unit: int, state: int = 0, decimals: int = 0) -> Observation:
    return Observation(what, {ids.NUMBER: values.number(what, state, unit, value, decimals)})


def spo2(value: float | None, state: int = 0) -> Observation:
    return number(ids.SPO2, value, ids.PERCENT, state)


def cuff(
    high: float | None,
    low: float | None,
    mean: float | None,
    state: int = 0,
    stamp: bytes = b"",
    unit: int = ids.MMHG,
) -> Observation:
    parts = ((ids.NIBP_SYS, high), (ids.NIBP_DIA, low), (ids.NIBP_MEAN, mean))
    about = {ids.NUMBERS: values.several([values.number(what, state, unit, part) for what, part in parts])}
    return Observation(1, about | ({ids.MEASURED_AT: stamp} if stamp else {}))


def poll(*observations: Observation, ticks: int = 0) -> bytes:
    """The frame of a whole answer to a poll for numbers."""
    request = Request(1, ids.POLL, 1, ids.NUMERIC, ids.OBSERVED_VALUES, {})
    return layout.wrap(messages.answer(request, 0, ticks, observations))


def pleth(line: list[int], state: int = 0) -> bytes:
    """The frame of one block of the pleth."""
    request = Request(1, ids.POLL_FOR_A_TIME, 2, ids.SAMPLES, 0, {})
    about = {ids.SAMPLE_ARRAY: values.array(ids.PLETH, state, line)}
    return layout.wrap(messages.answer(request, 0, 0, [Observation(2, about)]))


def introduction(clock: str = "2026010508000000", ticks: int = 8000) -> bytes:
    about = {ids.CLOCK: bytes.fromhex(clock), ids.TICKS: struct.pack(">I", ticks)}
    return layout.wrap(messages.create(1, ticks, about))


def told(readings: list[Reading]) -> list[tuple]:
    return [(n.parameter, n.value, n.quality) for n in of_type(readings, Numeric)]


def cuffs(*frames: bytes) -> tuple[list[tuple], list[CuffState]]:
    """Determinations and states of the cuff of frames one second apart."""
    protocol = IntellivueProtocol()
    readings = [r for t, frame in enumerate(frames) for r in protocol.feed(frame, float(t))]
    results = [(d.t, d.sys, d.dia, d.map, d.quality) for d in of_type(readings, Determination)]
    return results, [status.state for status in of_type(readings, CuffStatus)]


# frames and numbers


def test_check_sequence_is_crc_16_x25() -> None:
    assert layout.fcs(b"123456789") == 0x906E


def test_bytes_with_a_meaning_are_escaped_and_come_back() -> None:
    data = bytes.fromhex("C0 7D C1 00")
    frame = layout.wrap(data)
    assert frame.startswith(bytes.fromhex("C0 11 01 00 04 7D E0 7D 5D 7D E1 00"))
    assert layout.unwrap(frame) == data


@given(st.binary(max_size=400))
@settings(max_examples=50)
def test_every_message_survives_its_frame(data: bytes) -> None:
    frame = layout.wrap(data)
    assert layout.unwrap(frame) == data
    assert frame.count(b"\xc0") == frame.count(b"\xc1") == 1


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (0x0000003C, 60.0),
        (0xFFFFFFF7, -0.9),
        (0xFF00016E, 36.6),
        (0x02000003, 300.0),
        (0x007FFFFF, None),
        (0x00800000, None),
        (0x007FFFFE, None),
        (0x00800002, None),
    ],
)
def test_floats_decode_and_special_ones_are_none(raw: int, value: float | None) -> None:
    assert layout.decode_float(raw) == value


def test_floats_encode() -> None:
    assert layout.encode_float(36.6, 1) == 0xFF00016E
    assert layout.encode_float(-0.9, 1) == 0xFFFFFFF7
    assert layout.encode_float(None) == 0x007FFFFF


# association


def test_request_for_an_association_asks_for_numbers_and_waves_as_a_client() -> None:
    request = association.associate()
    assert (len(request), request[:2], request[16:18]) == (238, b"\x0d\xec", b"\xc1\xdc")
    terms = association.terms_of(request)
    assert terms is not None
    assert not terms.server
    assert terms.extensions == ids.NUMBERS_EACH_SECOND | ids.WAVES
    assert terms.shortest_poll < POLL_S * ids.TICKS_PER_S


def test_release_and_its_answer_stand_as_documented() -> None:
    assert association.release().hex() == "0918c11661803080020101a08062808001000000000000000000"
    assert association.released().hex() == "0a18c11661803080020101a08063808001000000000000000000"


@given(st.binary(max_size=120))
@settings(max_examples=50)
def test_terms_of_anything_never_raise(data: bytes) -> None:
    association.terms_of(b"\xbe\x80\x28\x80\x81" + data)
    association.terms_of(association.associate()[: len(data)] + data)


# the capture of a real monitor


def test_capture_has_forty_whole_frames_with_twenty_one_escapes() -> None:
    stream, data = capture(CAPTURE), captured()
    assert len(data) == 40
    assert all(data)
    assert stream.count(b"\x7d") == 21
    assert b"".join(layout.wrap(each) for each in data) == stream


def test_capture_holds_the_messages_it_should() -> None:
    data = captured()
    assert [each[0] for each in data].count(ids.ACCEPT) == 1
    operations = [operation for each in data if (operation := messages.operation_of(each))]
    kinds = [(operation.kind, operation.command) for operation in operations]
    assert kinds.count((ids.INVOKE, ids.EVENT)) == 1
    assert kinds.count((ids.RESULT, ids.GET)) == 1
    assert kinds.count((ids.RESULT, ids.SET)) == 1
    answers = [answer for operation in operations if (answer := messages.answer_of(operation))]
    assert len([a for a in answers if a.kind == ids.NUMERIC and not a.last]) == 18
    assert len([a for a in answers if a.kind == ids.NUMERIC and a.last]) == 6
    assert len([a for a in answers if a.kind == ids.SAMPLES]) == 12
    valued = [a.ticks for a in answers if any(values.numbers_of(o.attributes) for o in a.observations)]
    polls = list(dict.fromkeys(valued))
    assert polls[0] == 1_963_008
    assert {b - a for a, b in pairwise(polls)} == {8_192}


def test_our_encoder_writes_the_captured_answer_and_list_of_waves_byte_for_byte() -> None:
    data = captured()
    terms = association.terms_of(data[0])
    assert terms is not None
    assert (terms.server, terms.shortest_poll, terms.longest_in) == (True, 4000, 996)
    assert association.accept(terms) == data[0]
    wanted = messages.want_waves(0, (0x0100, ids.PLETH, 0x4A14, 0x4A10, 0x4A44, 0x50AC))
    operation = messages.operation_of(wanted)
    assert operation is not None
    assert messages.waves_set(operation) == data[7]


def test_capture_names_the_monitor_and_its_clock() -> None:
    operation = messages.operation_of(captured()[1])
    created = messages.created_of(operation) if operation else None
    assert created is not None
    assert values.clock_of(created.attributes[ids.CLOCK]).isoformat() == "2021-04-22T11:47:26"
    found = of_type(read_all(IntellivueProtocol(), capture(CAPTURE)), Identity)
    assert [identity.text for identity in found] == ["Philips M8000"]


def test_capture_numbers_stand_with_their_states() -> None:
    found = []
    for data in captured():
        operation = messages.operation_of(data)
        answer = messages.answer_of(operation) if operation else None
        for observation in answer.observations if answer else ():
            found += values.numbers_of(observation.attributes)
    by_id = {what: [(n.state, n.value) for n in found if n.what == what] for what in {n.what for n in found}}
    assert by_id[ids.HEART_RATE] == [(0, 60.0)] * 5
    assert by_id[ids.SPO2] == [(0x8000, None)] * 5
    assert by_id[ids.PULSE] == [(0x8001, None)] * 5
    assert all(by_id[what] == [(0x2000, None)] * 5 for what in (ids.NIBP_SYS, ids.NIBP_DIA, ids.NIBP_MEAN))
    st_values = [n.value for n in found if n.unit == 0x0512][:8]
    assert st_values == [-0.9, -1.5, -0.5, 1.2, -0.1, -1.0, 0.7, 0.8]


def test_capture_tells_the_heart_rate_and_nothing_else() -> None:
    protocol = IntellivueProtocol()
    readings = read_all(protocol, capture(CAPTURE))
    assert numbers(readings, Parameter.HR) == [60.0] * 5
    for parameter in FINGER:
        assert numbers(readings, parameter) == [None] * 5
    assert of_type(readings, Determination) == []
    assert {status.state for status in of_type(readings, CuffStatus)} == {CuffState.IDLE}
    assert protocol.counters.bad_frames == 0
    assert protocol.counters.frames == 36
    assert protocol.take_notices() == []


def test_capture_pleth_is_a_flat_line_flagged_as_no_finger() -> None:
    readings = read_all(IntellivueProtocol(), capture(CAPTURE))
    waves = of_type(readings, Wave)
    assert samples(readings) == [2048] * 352
    assert {quality for wave in waves for quality in wave.quality} == {Quality.NO_FINGER}
    assert {(wave.parameter, wave.rate_hz) for wave in waves} == {(Parameter.PLETH, 125.0)}


def test_part_of_a_linked_answer_that_is_lost_costs_its_numbers_once_and_nothing_else() -> None:
    data = captured()
    kept = [
        layout.wrap(each) for n, each in enumerate(data) if n != 15
    ]  # the third poll's part with the SpO2
    readings = read_all(IntellivueProtocol(), b"".join(kept))
    assert numbers(readings, Parameter.SPO2) == [None] * 4
    assert numbers(readings, Parameter.HR) == [60.0] * 5


def test_capture_is_recognised_by_its_answer_and_by_its_stream_alone() -> None:
    stream = capture(CAPTURE)
    assert recognise(stream[:600], 0.5) == "a Philips IntelliVue monitor (Philips M8000) that answers"
    assert recognise(stream[2600:], 3.0) == "a Philips IntelliVue monitor, sending"
    assert recognise(stream[2600:5600], 3.0) is None


# flags and sentinels


@pytest.mark.parametrize(
    ("state", "value", "quality"),
    [
        (0x0000, 97.0, Quality.NONE),
        (0x0003, 97.0, Quality.NONE),
        (ids.QUESTIONABLE, 97.0, Quality.ARTEFACT),
        (ids.INVALID, None, Quality.NO_FINGER),
        (ids.UNAVAILABLE, None, Quality.NO_FINGER),
        (ids.CALIBRATING, None, Quality.NO_FINGER),
        (ids.DEMO_DATA, None, Quality.NO_FINGER),
        (ids.TEST_DATA, None, Quality.NO_FINGER),
    ],
)
def test_states_of_a_value(state: int, value: float | None, quality: Quality) -> None:
    readings = read_all(IntellivueProtocol(), poll(spo2(97, state)))
    assert told(readings) == [(Parameter.SPO2, value, quality)]


@pytest.mark.parametrize("raw", [None, 0.0, 101.0, -5.0])
def test_no_number_and_impossible_numbers_are_none(raw: float | None) -> None:
    assert numbers(read_all(IntellivueProtocol(), poll(spo2(raw))), Parameter.SPO2) == [None]


def test_rate_breaths_and_temperature_are_read() -> None:
    frame = poll(
        number(ids.PULSE, 72, ids.PER_MINUTE),
        number(ids.HEART_RATE, 71, ids.PER_MINUTE),
        number(ids.BREATHS, 14, ids.BREATHS_PER_MINUTE),
        number(ids.TEMPERATURE, 36.6, ids.CELSIUS, decimals=1),
    )
    found = {parameter: value for parameter, value, _ in told(read_all(IntellivueProtocol(), frame))}
    assert found == {Parameter.PR: 72, Parameter.HR: 71, Parameter.RR: 14, Parameter.TEMP: 36.6}


def test_number_in_another_unit_is_not_shown_and_a_notice_says_so() -> None:
    protocol = IntellivueProtocol()
    readings = read_all(protocol, poll(number(ids.TEMPERATURE, 97.9, 0x1140)))
    assert numbers(readings, Parameter.TEMP) == [None]
    assert ["°C" in notice for notice in protocol.take_notices()] == [True]


def test_demo_data_is_noticed_once_until_it_has_gone_and_come_again() -> None:
    protocol = IntellivueProtocol()
    demo, real = poll(spo2(97, ids.DEMO_DATA)), poll(spo2(97))
    protocol.feed(demo + demo, 0.0)
    assert ["demo" in notice for notice in protocol.take_notices()] == [True]
    protocol.feed(demo, 1.0)
    assert protocol.take_notices() == []
    protocol.feed(real + demo, 2.0)
    assert len(protocol.take_notices()) == 1


def test_second_sensor_of_the_same_kind_is_not_mixed_with_the_first() -> None:
    assert numbers(read_all(IntellivueProtocol(), poll(spo2(97), spo2(88))), Parameter.SPO2) == [97.0]


def test_number_that_the_monitor_no_longer_gives_is_told_as_missing() -> None:
    other = number(ids.HEART_RATE, 71, ids.PER_MINUTE)
    readings = read_all(IntellivueProtocol(), poll(spo2(97), other) + poll(other) * 3)
    assert numbers(readings, Parameter.SPO2) == [97.0, None, None]


def test_pleth_while_spo2_searches_is_flagged_and_shown() -> None:
    line = list(range(1000, 1032))
    protocol = IntellivueProtocol()
    readings = read_all(protocol, pleth(line) + poll(spo2(None, ids.INVALID)) + pleth(line))
    first, second = of_type(readings, Wave)
    assert (set(first.quality), set(second.quality)) == ({Quality.NONE}, {Quality.SEARCHING})
    assert told(readings) == [(Parameter.SPO2, None, Quality.SEARCHING)]
    assert first.samples == tuple(line)


@pytest.mark.parametrize("state", [ids.INVALID, ids.UNAVAILABLE, ids.DEMO_DATA])
def test_pleth_with_a_bad_state_has_no_samples(state: int) -> None:
    (wave,) = of_type(read_all(IntellivueProtocol(), pleth([1, 2, 3], state)), Wave)
    assert wave.samples == (None,) * 3
    assert set(wave.quality) == {Quality.NO_FINGER}


# blood pressure

STAMP = bytes.fromhex("2026010507590000")
NONE, UNKNOWN = Quality.NONE, Quality.TIME_UNKNOWN


def test_result_is_told_once_and_the_first_is_of_unknown_time() -> None:
    results, states = cuffs(*[poll(cuff(120, 70, 87))] * 3)
    assert results == [(0.0, 120, 70, 87, UNKNOWN)]
    assert states == [CuffState.IDLE] * 3


def test_time_of_the_first_result_comes_from_the_monitors_own_clock() -> None:
    # introduced at 08:00:00; 30 s of its ticks later it shows a result of 07:59:00
    results, _ = cuffs(introduction(), poll(cuff(120, 70, 87, stamp=STAMP), ticks=8000 + 30 * 8000))
    assert results == [(1.0 - 90.0, 120, 70, 87, NONE)]


@pytest.mark.parametrize(
    "clock", ["2026010507000000", "2026010608000000", "FFFFFFFFFFFFFFFF", "2026990508000000"]
)
def test_age_that_makes_no_sense_leaves_the_time_unknown(clock: str) -> None:
    results, _ = cuffs(introduction(clock), poll(cuff(120, 70, 87, stamp=STAMP), ticks=8000))
    assert results == [(1.0, 120, 70, 87, UNKNOWN)]


def test_new_result_is_told_when_numbers_or_the_time_of_measurement_change() -> None:
    later = bytes.fromhex("2026010508040000")
    results, states = cuffs(
        poll(cuff(120, 70, 87, stamp=STAMP)),
        poll(cuff(120, 70, 87, ids.MEASURING, STAMP)),
        poll(cuff(120, 70, 87, stamp=STAMP)),
        poll(cuff(120, 70, 87, stamp=later)),
        poll(cuff(131, 72, 92, stamp=later)),
    )
    assert [result[1:] for result in results] == [
        (120, 70, 87, UNKNOWN),
        (120, 70, 87, NONE),
        (131, 72, 92, NONE),
    ]
    assert states == [CuffState.IDLE, CuffState.MEASURING, *[CuffState.IDLE] * 3]


def test_result_found_after_a_time_without_polls_is_of_unknown_time() -> None:
    protocol = IntellivueProtocol()
    found = protocol.feed(poll(cuff(120, 70, 87)), 0.0) + protocol.feed(poll(cuff(131, 72, 92)), 60.0)
    assert [result.quality for result in of_type(found, Determination)] == [UNKNOWN, UNKNOWN]


HOURS_AGO = bytes.fromhex("2026010506000000")  # by the clock of the introduction, 08:00:00


@pytest.mark.parametrize("nothing", [ids.UNAVAILABLE, ids.INVALID])
@pytest.mark.parametrize("stamp", [b"", HOURS_AGO, bytes.fromhex("2026010510000000")])
def test_first_result_that_was_seen_to_come_was_measured_now_whatever_the_monitors_clock_says(
    nothing: int, stamp: bytes
) -> None:
    none = poll(cuff(None, None, None, nothing), ticks=8000)
    measuring = poll(cuff(None, None, None, nothing | ids.MEASURING), ticks=8000)
    result = poll(cuff(120, 70, 87, stamp=stamp), ticks=8000)
    assert cuffs(introduction(), none, result, result)[0] == [(2.0, 120, 70, 87, NONE)]
    assert cuffs(introduction(), none, *[measuring] * 12, result)[0] == [(14.0, 120, 70, 87, NONE)]


@pytest.mark.parametrize(
    "before",
    [
        cuff(120, 70, 87, ids.MEASURING),  # what an interrupted measurement leaves is the result before
        cuff(None, None, None, ids.MEASURING),
        cuff(118, 70, 87, ids.EARLY),
        cuff(None, None, None, ids.INVALID | ids.EARLY),
        cuff(120, 70, 87, ids.DEMO_DATA),
        cuff(None, None, None, ids.INVALID | ids.DEMO_DATA),
        cuff(None, None, None, ids.CALIBRATING),
        cuff(16, 9, 12, unit=0x0F03),  # there, but in kPa
        cuff(70, 120, 87),
    ],
)
def test_first_result_after_records_that_do_not_say_that_there_is_none_may_be_old(
    before: Observation,
) -> None:
    result = poll(cuff(120, 70, 87, stamp=HOURS_AGO), ticks=8000)
    assert cuffs(introduction(), poll(before, ticks=8000), result)[0] == [(2.0 - 7200.0, 120, 70, 87, NONE)]
    assert cuffs(poll(before), result)[0] == [(1.0, 120, 70, 87, UNKNOWN)]


def test_first_result_that_came_while_nobody_asked_may_be_old() -> None:
    protocol = IntellivueProtocol()
    none = poll(cuff(None, None, None, ids.UNAVAILABLE))
    found = protocol.feed(none, 0.0) + protocol.feed(poll(cuff(120, 70, 87)), 60.0)
    assert [result.quality for result in of_type(found, Determination)] == [UNKNOWN]
    protocol = IntellivueProtocol()
    measuring = poll(cuff(None, None, None, ids.MEASURING))
    found = (
        protocol.feed(none, 0.0)
        + protocol.feed(measuring, 60.0)
        + protocol.feed(poll(cuff(120, 70, 87)), 61.0)
    )
    assert [result.quality for result in of_type(found, Determination)] == [UNKNOWN]


@pytest.mark.parametrize("jump_s", [-7200, 7200])
def test_clock_set_before_the_first_measurement_does_not_change_when_it_was_measured(
    monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    patient = SimulatedPatient(3, auto_cuff_s=60.0)
    wire = Wire(IntellivueProtocol(), IntellivueDevice(), patient)
    wire.run(20.0, step_s=0.1)
    assert of_type(wire.readings, Determination) == []
    monkeypatch.setattr(device_module, "_STARTED", device_module._STARTED + timedelta(seconds=jump_s))
    wire.run(160.0, step_s=0.1)
    results = of_type(wire.readings, Determination)
    assert len(results) >= 2
    assert [result.quality for result in results] == [NONE] * len(results)
    age_s = patient.cuff(wire.t).age_s
    assert age_s is not None
    assert results[-1].t == pytest.approx(wire.t - age_s, abs=3.0)
    assert all(50.0 < later.t - result.t < 130.0 for result, later in pairwise(results))


def test_early_value_is_no_result() -> None:
    assert cuffs(poll(cuff(120, 70, 87, ids.EARLY)))[0] == []


def test_measurement_that_ends_without_a_value_has_failed_until_the_next() -> None:
    protocol = IntellivueProtocol()
    measuring = poll(cuff(None, None, None, ids.MEASURING))
    failed = poll(cuff(None, None, None, ids.INVALID))
    found = of_type(read_all(protocol, measuring + failed * 2 + measuring), CuffStatus)
    assert [(s.state, s.fault) for s in found] == [
        (CuffState.MEASURING, None),
        (CuffState.FAILED, NibpFault.FAILED),
        (CuffState.FAILED, NibpFault.FAILED),
        (CuffState.MEASURING, None),
    ]


@pytest.mark.parametrize(
    "observation",
    [
        cuff(70, 120, 87),
        cuff(120, 70, 130),
        cuff(320, 70, 90),
        cuff(120, 5, 60),
        cuff(None, 70, 87),
        cuff(120, 70, 87, ids.INVALID),
        cuff(120, 70, 87, ids.DEMO_DATA),
        cuff(16, 9, 12, unit=0x0F03),
    ],
)
def test_pressures_that_cannot_be_are_no_result(observation: Observation) -> None:
    assert cuffs(poll(observation))[0] == []


def test_questionable_result_is_told_with_its_flag() -> None:
    assert cuffs(poll(cuff(120, 70, 87, ids.QUESTIONABLE)))[0] == [
        (0.0, 120, 70, 87, Quality.ARTEFACT | Quality.TIME_UNKNOWN)
    ]


# robustness


@given(st.binary(max_size=200), st.integers(0, 25), st.binary(max_size=3))
@settings(max_examples=50)
def test_garbage_and_damaged_messages_never_raise(data: bytes, cut: int, put: bytes) -> None:
    protocol, device = IntellivueProtocol(), IntellivueDevice()
    good = messages.answer(Request(1, ids.POLL, 1, ids.NUMERIC, 0, {}), 0, 0, [spo2(97), cuff(120, 70, 87)])
    start = messages.create(1, 1, {ids.MODEL: data, ids.CLOCK: data[:8]})
    for inside in (data, bytes((ids.DATA, 0)) + data, good[: 8 + cut * 4] + put + good[8 + cut * 4 :], start):
        for ending in (inside, inside[:-3]):
            frame = layout.wrap(ending)
            protocol.feed(frame + data, 0.0)
            device.feed(frame + data, 0.0)
    device.emit(SimulatedPatient(1), 1.0)
    protocol.due(0.0)


@given(cuts=st.lists(st.integers(0, 3000), max_size=20))
@settings(max_examples=30)
def test_any_split_gives_the_same(cuts: list[int]) -> None:
    stream = (
        introduction() + poll(spo2(97), cuff(120, 70, 87)) + b"\xc0\x11" + pleth([1, 2, 3]) + b"\xc1"
    ) * 2
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    whole, pieces = IntellivueProtocol(), IntellivueProtocol()
    found = [reading for a, b in pairwise(edges) for reading in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == read_all(whole, stream)
    assert pieces.counters == whole.counters


def test_frame_that_never_ends_is_thrown_away() -> None:
    protocol = IntellivueProtocol()
    protocol.feed(b"\xc0" + b"\x11" * 100_000, 0.0)
    assert told(protocol.feed(poll(spo2(97)), 1.0)) == [(Parameter.SPO2, 97.0, Quality.NONE)]


# both ends


def wire_of(patient: SimulatedPatient | None = None, **made: bool) -> Wire:
    return Wire(IntellivueProtocol(), IntellivueDevice(**made), patient or SimulatedPatient(5))


def requests(wire: Wire, action: int) -> list[float]:
    """When polls of a kind were sent."""
    times = []
    for t, data in wire.sent:
        for frame in data.split(b"\xc1")[:-1]:
            operation = messages.operation_of(layout.unwrap(frame + b"\xc1") or b"")
            request = messages.request_of(operation) if operation else None
            times += [t] if request is not None and request.action == action else []
    return times


def asked(wire: Wire) -> list[float]:
    """When an association was asked for."""
    request = layout.wrap(association.associate())
    return [t for t, data in wire.sent if request in data]


def test_values_of_the_patient_arrive_at_the_real_pace() -> None:
    patient = SimulatedPatient(5)
    wire = wire_of(patient)
    readings = wire.run(30.0, step_s=0.02)
    assert wire.protocol.counters.bad_frames == 0
    assert len(asked(wire)) == 1
    gaps = [b - a for a, b in pairwise(requests(wire, ids.POLL))]
    assert sum(gaps) / len(gaps) == pytest.approx(POLL_S, abs=0.01)
    found = of_type(readings, Numeric)
    for reading in found:
        now = patient.at(reading.t)
        expected = {Parameter.SPO2: now.spo2, Parameter.RR: now.rr, Parameter.TEMP: now.temp}
        within = (
            0.8 if reading.parameter in expected else 2.0
        )  # the patient's own display averages other beats
        assert reading.value == pytest.approx(expected.get(reading.parameter, now.pr), abs=within)
    waves = of_type(readings, Wave)
    assert len(samples(readings)) == pytest.approx(125 * 29.5, rel=0.02)
    assert max(abs(b.t - a.t - 0.256) for a, b in pairwise(waves)) < 0.03
    assert {quality for wave in waves for quality in wave.quality} == {Quality.NONE}


def test_waves_go_on_because_they_are_asked_for_again() -> None:
    wire = wire_of()
    wire.run(150.0, step_s=0.1)
    times = requests(wire, ids.POLL_FOR_A_TIME)
    assert len(times) == 8
    last = [wave.t for wave in of_type(wire.readings, Wave)][-1]
    assert last > 149.0


def test_probe_off_gives_no_numbers_and_a_flagged_flat_line() -> None:
    wire = wire_of(SimulatedPatient(5, [Effect("probe_off", 5.0, 12.0)]))
    wire.run(25.0)
    off = [r for r in wire.readings if 8.5 < r.t < 11.7]
    assert {(n.value, n.quality) for n in of_type(off, Numeric) if n.parameter in FINGER} == {
        (None, Quality.NO_FINGER)
    }
    assert {quality for wave in of_type(off, Wave) for quality in wave.quality} == {Quality.NO_FINGER}
    search = [r for r in wire.readings if 13.5 < r.t < 16.5]
    assert {n.quality for n in of_type(search, Numeric) if n.parameter in FINGER} == {Quality.SEARCHING}
    back = [r for r in wire.readings if r.t > 19.0]
    assert all(n.value is not None for n in of_type(back, Numeric))
    assert {quality for wave in of_type(back, Wave) for quality in wave.quality} == {Quality.NONE}


def test_determinations_of_a_monitor_that_cycles_arrive_once_each() -> None:
    patient = SimulatedPatient(5, auto_cuff_s=90.0)
    wire = wire_of(patient)
    wire.run(240.0, step_s=0.1)
    results = of_type(wire.readings, Determination)
    assert len(results) == 3
    view = patient.cuff(wire.t)
    assert (results[-1].sys, results[-1].dia, results[-1].map) == (view.sys, view.dia, view.map)
    assert results[-1].t == pytest.approx(wire.t - view.age_s, abs=1.3)
    assert CuffState.MEASURING in {status.state for status in of_type(wire.readings, CuffStatus)}


def test_result_from_before_the_association_is_told_with_its_true_time() -> None:
    patient = SimulatedPatient(5, auto_cuff_s=1000.0)
    patient.at(0.0)
    wire = Wire(IntellivueProtocol(), IntellivueDevice(), patient, t=100.0)
    (result,) = of_type(wire.run(5.0), Determination)
    assert result.quality is Quality.NONE
    assert result.t == pytest.approx(wire.t - patient.cuff(wire.t).age_s, abs=1.3)


def test_failed_measurement_is_told() -> None:
    wire = wire_of(SimulatedPatient(5, [Effect("cuff_fault", 0.0)], auto_cuff_s=200.0))
    wire.run(60.0, step_s=0.1)
    assert of_type(wire.readings, CuffStatus)[-1].fault is NibpFault.FAILED
    assert of_type(wire.readings, Determination) == []


def test_demo_monitor_gives_a_notice_and_no_value() -> None:
    wire = wire_of(demo=True)
    wire.run(5.0)
    mine = (Parameter.SPO2, Parameter.PR, Parameter.HR, Parameter.RR, Parameter.TEMP)
    assert all(set(numbers(wire.readings, parameter)) == {None} for parameter in mine)
    assert set(samples(wire.readings)) == {None}
    assert len(wire.protocol.take_notices()) == 1


def test_monitor_without_waves_gives_numbers_and_a_notice() -> None:
    wire = wire_of(waves=False)
    wire.run(10.0)
    assert of_type(wire.readings, Wave) == []
    assert requests(wire, ids.POLL_FOR_A_TIME) == []
    assert len(numbers(wire.readings, Parameter.SPO2)) >= 8
    assert ["pleth" in notice for notice in wire.protocol.take_notices()] == [True]


def test_silent_monitor_is_asked_again_and_again() -> None:
    wire = Wire(IntellivueProtocol(), None, SimulatedPatient(1))
    wire.run(21.0)
    assert asked(wire) == pytest.approx([0.0, 4.0, 8.0, 12.0, 16.0, 20.0], abs=0.2)
    assert len(wire.sent) == 6


def test_monitor_that_falls_silent_is_associated_again() -> None:
    wire = wire_of()
    wire.run(5.0)
    wire.to_host = lambda data: b""
    wire.to_device = lambda data: b""
    wire.run(20.0)
    wire.to_host = wire.to_device = lambda data: data
    wire.run(20.0)
    assert len(asked(wire)) > 1
    assert of_type(wire.readings, Numeric)[-1].t > 43.0


def test_association_of_a_program_that_has_gone_does_not_keep_us_out() -> None:
    device = IntellivueDevice()
    patient = SimulatedPatient(1)
    Wire(IntellivueProtocol(), device, patient).run(5.0)
    wire = Wire(IntellivueProtocol(), device, patient, t=5.0)
    wire.run(10.0)
    assert numbers(wire.readings, Parameter.SPO2)


def test_monitor_that_is_released_is_free_at_once() -> None:
    device, patient = IntellivueDevice(), SimulatedPatient(1)
    wire = Wire(IntellivueProtocol(), device, patient)
    assert wire.protocol.goodbye() == b""
    wire.run(5.0)
    goodbye = wire.protocol.goodbye()
    assert goodbye == layout.wrap(association.release())
    device.feed(goodbye, 5.0)
    assert device.emit(patient, 5.2).endswith(layout.wrap(association.released()))
    assert device.emit(patient, 10.0) == b""
    again = Wire(IntellivueProtocol(), device, patient, t=10.0)
    again.run(3.0)
    assert len(asked(again)) == 1
    assert numbers(again.readings, Parameter.SPO2)


def test_released_by_the_monitor_it_is_associated_again_after_a_while() -> None:
    protocol = IntellivueProtocol()
    assert protocol.due(0.0).send
    protocol.feed(introduction(), 0.5)
    assert protocol.due(0.5).send
    protocol.feed(layout.wrap(association.abort()), 1.0)
    assert protocol.due(1.1).send == b""
    assert protocol.due(1.1).at == 4.0
    assert protocol.due(4.0).send == layout.wrap(association.associate())


def test_refusal_is_noticed_once() -> None:
    protocol = IntellivueProtocol()
    protocol.due(0.0)
    protocol.feed(layout.wrap(b"\x0c\x00") * 2, 0.5)
    assert ["refuses" in notice for notice in protocol.take_notices()] == [True]
    assert protocol.due(4.0).send == layout.wrap(association.associate())


def test_lost_confirmation_is_given_again() -> None:
    wire = wire_of()
    lost = iter((False, True))
    wire.to_device = lambda data: b"" if next(lost, False) else data
    wire.run(12.0)
    assert len(numbers(wire.readings, Parameter.SPO2)) >= 5
    assert len(asked(wire)) == 1


def test_monitor_that_hears_nothing_ends_the_association() -> None:
    wire = wire_of()
    wire.run(3.0)
    wire.to_device = lambda data: b""
    wire.run(15.0)
    wire.to_device = lambda data: data
    wire.run(12.0)
    assert len(asked(wire)) >= 2
    assert of_type(wire.readings, Numeric)[-1].t > 28.0


def test_no_request_can_start_the_cuff() -> None:
    patient = SimulatedPatient(2)
    wire = wire_of(patient)
    wire.run(60.0, step_s=0.5)
    assert patient.cuff(wire.t).phase is CuffPhase.IDLE
    with pytest.raises(ValueError, match="no cuff"):
        wire.protocol.request(order(CuffOrder.START), 60.0)


# recognising


def test_probe_is_an_association_that_is_given_back_and_its_answer_is_recognised() -> None:
    device, patient = IntellivueDevice(), SimulatedPatient(1)
    associate, release = PROBE
    device.feed(associate, 0.0)
    heard = device.emit(patient, 0.1)
    assert recognise(heard, 0.1) == "a Philips IntelliVue monitor (Philips M8000) that answers"
    device.feed(release, 0.3)
    heard += device.emit(patient, 0.4)
    assert recognise(heard, 0.4) is not None
    assert device.emit(patient, 20.0) == b""


def test_stream_of_an_open_association_is_recognised_while_listening() -> None:
    wire = wire_of()
    wire.run(5.0)
    wire.received.clear()
    wire.run(DRIVER.info.signatures[0].listen_s)
    assert DRIVER.info.signatures[0].probe == ()
    assert recognise(bytes(wire.received), 3.0) == "a Philips IntelliVue monitor, sending"


def test_noise_other_devices_and_our_own_request_are_not_recognised() -> None:
    source = random.Random(1)
    assert recognise(source.randbytes(30_000), 3.0) is None
    assert recognise(b"\xc0\x11\x01\x00\x02" * 500, 3.0) is None
    assert recognise(b"".join(PROBE), 1.0) is None
    assert recognise(b"\x55\xaa\x03\x01\x02\xf9" * 500, 3.0) is None
    assert recognise(b" NA!2\r" * 100, 3.0) is None
    assert recognise(b"", 3.0) is None
    assert recognise(layout.wrap(b"\x0e\x00") * 10, 3.0) is None

"""Ivy 450C, ANSAR-B: the capture, what waits for a second message, one blood pressure for many repeats."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffView, Patient, Vitals
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from drivers.ivy_ansar import DRIVER, layout
from drivers.ivy_ansar.device import IvyDevice
from drivers.ivy_ansar.protocol import IvyProtocol
from drivers.ivy_ansar.recognise import recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, order, read_all, samples

CAPTURE = "bp/ivy450c_ansar_b_part1.bin"
# the text of the recording, as the document prints it
LINES = {
    "HR": layout.Line(("80",), "ECG-II-DIAG"),
    "RR": layout.Line(("35",), "APNEA: 20 SEC"),
    "ETCO2": layout.Line(("",)),
    "SPO2": layout.Line(("100",), "PR=80 "),
    "NIBP": layout.Line(("121", "75", "92", "80")),
    "P1": layout.Line(("111", "73", "88")),
    "P2": layout.Line(("", "", ""), "NO TRANSDUCER"),
    "T1": layout.Line(("",)),
    "T2": layout.Line(("",)),
}
TEXT = (
    b"HR=1;80;ECG-II-DIAG;\rRR=1;35;APNEA: 20 SEC;\rETCO2=1;;;\rSPO2=1;100;PR=80 ;\rNIBP=4;121;75;92;80;;\r"
    b"P1=3;111;73;88;;\rP2=3;;;;NO TRANSDUCER;\rT1=1;;;\rT2=1;;;\r"
)
SAMPLES = {layout.ECG: 100, layout.RESP: 60, layout.PLETH: 120, layout.P1: 90, layout.P2: layout.ABSENT}


def message(waves: dict[str, int] | None = None, **lines: layout.Line | None) -> bytes:
    """The recorded message with other samples or lines; a line that is None is left out."""
    sizes = {name: b - a for name, (a, b) in layout.WAVES.items()}
    values = SAMPLES | (waves or {})
    text = {name: line for name, line in (LINES | lines).items() if line is not None}
    return layout.encode({name: bytes((values[name],)) * size for name, size in sizes.items()}, text)


def value(name: str, *values: str, label: str = "") -> dict[str, layout.Line]:
    return {name: layout.Line(values, label)}


def spo2(text: str, pulse: str = "80 ") -> bytes:
    return message(SPO2=layout.Line((text,), f"PR={pulse}"))


def nibp(*values: str) -> bytes:
    return message(NIBP=layout.Line(values))


def wave_of(readings: list[Reading], parameter: Parameter) -> list[Wave]:
    return [wave for wave in of_type(readings, Wave) if wave.parameter is parameter]


def pressures(readings: list[Reading]) -> list[tuple]:
    return [(d.sys, d.dia, d.map, d.pr, d.quality) for d in of_type(readings, Determination)]


# the recording


@pytest.fixture(scope="module")
def recorded() -> tuple[list[Reading], IvyProtocol]:
    protocol = IvyProtocol()
    return read_all(protocol, capture(CAPTURE)), protocol


def test_recording_has_thirteen_messages_after_the_end_of_another(
    recorded: tuple[list[Reading], IvyProtocol],
) -> None:
    _, protocol = recorded
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (13, 1)


@pytest.mark.parametrize(
    ("parameter", "rate", "first", "total", "limits"),
    [
        (Parameter.WAVE_ECG, 200, [138, 134, 138, 142, 134, 136, 140, 136, 131, 137], 328_112, (97, 240)),
        (Parameter.WAVE_RESP, 50, [109, 96, 84, 72, 61, 50, 39, 30, 21, 13], 75_928, None),
        (Parameter.PLETH, 50, [152, 149, 143, 137, 132, 129, 126, 124, 123, 122], 81_332, None),
        (Parameter.WAVE_P1, 50, [103, 99, 97, 97, 99, 100, 97, 93, 90, 87], 57_294, (73, 111)),
    ],
)
def test_recorded_waveforms_decode_exactly(
    recorded: tuple[list[Reading], IvyProtocol],
    parameter: Parameter,
    rate: int,
    first: list[int],
    total: int,
    limits: tuple[int, int] | None,
) -> None:
    waves = wave_of(recorded[0], parameter)
    found = [sample for sample in samples(waves) if sample is not None]
    assert {wave.rate_hz for wave in waves} == {rate}
    assert len(found) == 13 * rate
    assert found[:10] == first
    assert sum(found) == total
    assert limits in (None, (min(found), max(found)))
    assert {quality for wave in waves for quality in wave.quality} == {Quality.NONE}


def test_recording_has_no_second_pressure_channel(recorded: tuple[list[Reading], IvyProtocol]) -> None:
    assert wave_of(recorded[0], Parameter.WAVE_P2) == []


def test_recorded_numbers_are_told_from_the_second_message_on(
    recorded: tuple[list[Reading], IvyProtocol],
) -> None:
    expected = {Parameter.HR: 80, Parameter.RR: 35, Parameter.SPO2: 100, Parameter.PR: 80}
    for parameter, number in expected.items():
        assert numbers(recorded[0], parameter) == [number] * 12
    assert {n.parameter for n in of_type(recorded[0], Numeric)} == set(expected)  # CO2 and T1 are empty


def test_thirteen_repeats_of_a_blood_pressure_are_one_of_unknown_time(
    recorded: tuple[list[Reading], IvyProtocol],
) -> None:
    assert pressures(recorded[0]) == [(121, 75, 92, 80, Quality.TIME_UNKNOWN)]


# the text


def test_text_is_written_and_read_as_recorded() -> None:
    whole = message()
    assert (len(whole), whole[layout.TEXT_AT : -1]) == (562, TEXT)
    assert layout.parse_text(TEXT) == LINES


@pytest.mark.parametrize(
    "text",
    [
        b"",
        TEXT[1:],  # a byte of the waveforms is missing
        TEXT[:-1],
        TEXT.replace(b"HR=1;80;ECG-II-DIAG;\r", b""),  # twenty of them
        TEXT.replace(b"HR=1;80", b"HR=2;80"),
        TEXT.replace(b"HR=1;80;", b"HR=1;80"),
        TEXT.replace(b"NIBP=4;121;", b"NIBP=3;"),
        TEXT.replace(b"P2=", b"P1="),
        TEXT.replace(b"ECG", b"E\x07G"),
    ],
)
def test_text_that_is_not_well_formed_costs_the_message(text: bytes) -> None:
    protocol = IvyProtocol()
    bad = message()[: layout.TEXT_AT] + text + b"\xfe"
    assert layout.parse_text(text) is None
    assert of_type(read_all(protocol, bad + message()), Wave)
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (1, 1)


def test_text_longer_than_four_hundred_characters_is_refused() -> None:
    protocol = IvyProtocol()
    read_all(protocol, message(C1=layout.Line(("",), "X" * 250)) + message())
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (1, 1)


def test_unknown_lines_are_left_alone() -> None:
    found = read_all(IvyProtocol(), message(CO=layout.Line(("5.1",), "L/MIN")) * 2)
    assert numbers(found, Parameter.HR) == [80]


def test_bytes_of_header_and_end_among_samples_do_not_matter() -> None:
    protocol = IvyProtocol()
    found = read_all(protocol, message({layout.ECG: 0xFE, layout.PLETH: 0xFF}) * 3)
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (3, 0)
    assert set(samples(wave_of(found, Parameter.PLETH))) == {255}


# numbers


def test_number_that_jumps_waits_for_the_next_message() -> None:
    stream = spo2("98") * 3 + spo2("78") + spo2("98") * 2 + spo2("90") + spo2("89")
    assert numbers(read_all(IvyProtocol(), stream), Parameter.SPO2) == [98, 98, 98, 98, 89]


def test_small_change_is_told_at_once() -> None:
    found = read_all(IvyProtocol(), spo2("98") * 2 + spo2("96"))
    assert numbers(found, Parameter.SPO2) == [98, 96]


def test_any_change_after_garbage_waits() -> None:
    found = read_all(IvyProtocol(), spo2("98") * 2 + b"\xff\x00" + spo2("97") + spo2("97"))
    assert numbers(found, Parameter.SPO2) == [98, 97]


def test_missing_saturation_takes_pulse_and_pleth_with_it_at_once() -> None:
    found = read_all(IvyProtocol(), spo2("98") * 2 + spo2("", "80 "))
    last = [(n.value, n.quality) for n in of_type(found, Numeric) if n.parameter in ("spo2", "pr")][-2:]
    assert last == [(None, Quality.NO_FINGER)] * 2
    wave = wave_of(found, Parameter.PLETH)[-1]
    assert (set(wave.samples), set(wave.quality)) == ({None}, {Quality.NO_FINGER})


@pytest.mark.parametrize("label", ["", "PR=", "PR=   ", "CHECK PROBE", "PR=8O"])
def test_label_without_a_pulse_gives_none(label: str) -> None:
    found = read_all(IvyProtocol(), message(SPO2=layout.Line(("98",), label)) * 3)
    assert set(numbers(found, Parameter.PR)) == {None}
    assert numbers(found, Parameter.SPO2)[-1] == 98


@pytest.mark.parametrize("text", ["0", "101", "999", "--", "9.99", "9 8"])
def test_what_is_no_saturation_is_never_told(text: str) -> None:
    assert set(numbers(read_all(IvyProtocol(), spo2(text) * 3), Parameter.SPO2)) == {None}


def test_parameter_that_was_never_there_is_not_told_and_one_that_went_is_none() -> None:
    cold, warm = message(**value("T1", "")), message(**value("T1", "36.6"))
    found = read_all(IvyProtocol(), cold * 3)
    assert numbers(found, Parameter.TEMP) == numbers(found, Parameter.ETCO2) == []
    assert numbers(read_all(IvyProtocol(), cold + warm * 2 + cold), Parameter.TEMP) == [36.6, None]
    co2 = message(**value("ETCO2", "38"))
    assert numbers(read_all(IvyProtocol(), co2 * 2), Parameter.ETCO2) == [38]


def test_pressure_channel_that_comes_and_goes() -> None:
    found = read_all(IvyProtocol(), message({layout.P2: 12}) + message({layout.P1: layout.ABSENT}))
    assert set(samples(wave_of(found, Parameter.WAVE_P2))) == {12}
    assert len(wave_of(found, Parameter.WAVE_P1)) == 1


# blood pressure


def test_blood_pressure_that_changes_is_told_once_with_its_time() -> None:
    protocol, found = IvyProtocol(), []
    for n, part in enumerate([nibp("121", "75", "92", "80")] * 3 + [nibp("130", "80", "96", "")] * 3):
        found += protocol.feed(part, float(n))
    assert pressures(found) == [
        (121, 75, 92, 80, Quality.TIME_UNKNOWN),
        (130, 80, 96, None, Quality.NONE),
    ]
    assert [d.t for d in of_type(found, Determination)] == [0.0, 3.0]


def test_first_blood_pressure_after_an_empty_line_has_its_time() -> None:
    found = read_all(IvyProtocol(), nibp("", "", "", "") * 2 + nibp("121", "75", "92", "80") * 2)
    assert pressures(found) == [(121, 75, 92, 80, Quality.NONE)]


def test_change_over_a_silence_has_no_time() -> None:
    protocol = IvyProtocol()
    found = protocol.feed(nibp("121", "75", "92", "80") * 2, 0.0)
    found += protocol.feed(nibp("130", "80", "96", "80") * 2, 300.0)
    assert [d.quality for d in of_type(found, Determination)] == [Quality.TIME_UNKNOWN] * 2


@pytest.mark.parametrize(
    "values",
    [
        ("121", "75", "", "80"),
        ("75", "121", "92", "80"),
        ("121", "75", "75", "80"),
        ("121", "75", "121", "80"),
        ("321", "75", "92", "80"),
        ("0", "0", "0", "0"),
        ("1x1", "75", "92", "80"),
    ],
)
def test_impossible_blood_pressure_is_none(values: tuple[str, ...]) -> None:
    assert pressures(read_all(IvyProtocol(), nibp(*values) * 3)) == []


def test_blood_pressure_of_one_damaged_message_is_not_told() -> None:
    stream = (
        nibp("121", "75", "92", "80") * 2 + nibp("181", "75", "92", "80") + nibp("121", "75", "92", "80") * 2
    )
    assert pressures(read_all(IvyProtocol(), stream)) == [(121, 75, 92, 80, Quality.TIME_UNKNOWN)]


# any bytes

STREAM = message() * 2 + spo2("97") + nibp("130", "80", "96", "82") * 2


@given(
    st.lists(st.integers(0, len(STREAM)), max_size=12), st.integers(0, len(STREAM)), st.binary(max_size=12)
)
@settings(max_examples=40, deadline=None)
def test_cuts_never_matter(cuts: list[int], place: int, garbage: bytes) -> None:
    stream = STREAM[:place] + garbage + STREAM[place:]
    whole, pieces = IvyProtocol(), IvyProtocol()
    edges = [0, *sorted(cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == read_all(whole, stream)
    assert pieces.counters == whole.counters


def test_byte_by_byte_is_the_same_as_all_at_once() -> None:
    single = IvyProtocol()
    found = [r for n in range(len(STREAM)) for r in single.feed(STREAM[n : n + 1], 0.0)]
    assert found == read_all(IvyProtocol(), STREAM)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_single_byte_added_lost_or_changed_costs_one_message_and_invents_no_number(
    data: st.DataObject,
) -> None:
    stream = message() * 4
    place = data.draw(st.integers(562, 3 * 562 - 1) | st.integers(562 + layout.TEXT_AT, 2 * 562))
    keep = data.draw(st.integers(0, 1))
    dirty = IvyProtocol()
    found = read_all(dirty, stream[:place] + data.draw(st.binary(max_size=1)) + stream[place + keep :])
    assert dirty.counters.frames >= 3
    assert pressures(found) == [(121, 75, 92, 80, Quality.TIME_UNKNOWN)]
    for parameter, known in (
        (Parameter.HR, 80),
        (Parameter.RR, 35),
        (Parameter.SPO2, 100),
        (Parameter.PR, 80),
    ):
        steps = {None if n is None else abs(n - known) <= 15 for n in numbers(found, parameter)}
        assert False not in steps


@given(
    st.lists(st.binary(max_size=60) | st.sampled_from([layout.HEADER, message(), TEXT, b"\xfe"]), max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_arbitrary_bytes_never_raise(parts: list[bytes]) -> None:
    protocol = IvyProtocol()
    for n, part in enumerate(parts):
        protocol.feed(part, float(n))
    assert recognise(b"".join(parts), 1.0) in (None, "Ivy 450C, ANSAR-B stream")


def test_memory_stays_bounded() -> None:
    protocol = IvyProtocol()
    for _ in range(50):
        protocol.feed(layout.HEADER + bytes(2000), 0.0)
    assert len(protocol._messages._pending) < 1000


# the virtual device


class Breathing(Patient):
    """The simulated patient with chest movement, ECG and a respiration rate."""

    def __init__(self, patient: SimulatedPatient, **more: float) -> None:
        self._patient, self._more = patient, more

    def at(self, t: float) -> Vitals:
        return replace(self._patient.at(t), rr=14.0, resp=0.5, ecg_mv=0.5, **self._more)

    def cuff(self, t: float) -> CuffView:
        return self._patient.cuff(t)

    def start_cuff(self, t: float) -> None:
        self._patient.start_cuff(t)

    def cancel_cuff(self, t: float) -> None:
        self._patient.cancel_cuff(t)


def test_protocol_reads_what_the_device_sends() -> None:
    patient = Breathing(SimulatedPatient(21, auto_cuff_s=60.0))
    wire = Wire(IvyProtocol(), IvyDevice(), patient)
    found = wire.run(110.0, step_s=0.25)
    assert (wire.protocol.counters.frames, wire.protocol.counters.bad_frames) == (109, 0)
    told = {r.parameter for r in found if isinstance(r, Numeric | Wave)}
    told |= {n.parameter for d in of_type(found, Determination) for n in d.numerics()}
    assert told == set(DRIVER.info.parameters)
    for numeric in of_type(found, Numeric):
        now = patient.at(numeric.t)
        sent = {"spo2": now.spo2, "pr": now.pr, "hr": now.pr, "rr": now.rr}[numeric.parameter]
        assert numeric.value == pytest.approx(sent, abs=2.5)
    assert {d.quality for d in of_type(found, Determination)} == {Quality.NONE}
    assert len(of_type(found, Determination)) == 2
    assert set(samples(wave_of(found, Parameter.WAVE_ECG))) == {125}
    assert wire.sent == []


def test_numbers_are_renewed_in_time_also_when_the_probe_comes_back() -> None:
    patient = Breathing(SimulatedPatient(11, [Effect("probe_off", 10.0, 14.0)]))
    found = Wire(IvyProtocol(), IvyDevice(), patient).run(40.0, step_s=0.02)
    for parameter in (Parameter.SPO2, Parameter.PR, Parameter.HR, Parameter.RR):
        times = [n.t for n in of_type(found, Numeric) if n.parameter is parameter]
        assert max(b - a for a, b in pairwise(times)) <= DRIVER.info.numeric_interval_s + 0.1


def test_probe_off_empties_the_oximeter_and_leaves_the_rest() -> None:
    patient = Breathing(SimulatedPatient(1, [Effect("probe_off", 5.0)]))
    late = [r for r in Wire(IvyProtocol(), IvyDevice(), patient).run(15.0) if r.t > 8.0]
    assert set(numbers(late, Parameter.SPO2) + numbers(late, Parameter.PR)) == {None}
    assert set(samples(wave_of(late, Parameter.PLETH))) == {None}
    assert None not in numbers(late, Parameter.HR)
    line = [sample for sample in samples(wave_of(late, Parameter.WAVE_P1)) if sample is not None]
    assert (min(line), max(line)) == (pytest.approx(75, abs=2), pytest.approx(120, abs=2))


def test_temperature_and_co2_are_sent_when_they_are_connected() -> None:
    patient = Breathing(SimulatedPatient(1), temp=36.64, etco2=38.2)
    found = Wire(IvyProtocol(), IvyDevice(co2=True, temp=True), patient).run(5.0)
    assert numbers(found, Parameter.TEMP)[-1] == 36.6
    assert numbers(found, Parameter.ETCO2)[-1] == 38


def test_nothing_can_be_asked_of_it() -> None:
    with pytest.raises(ValueError, match="no cuff"):
        IvyProtocol().request(order(CuffOrder.START), 0.0)
    assert IvyProtocol().goodbye() == b""
    assert DRIVER.info.signatures[0].probe == ()


# recognition


def test_own_stream_is_recognised_within_the_listening_time() -> None:
    wire = Wire(IvyProtocol(), IvyDevice(), SimulatedPatient(3))
    wire.run(DRIVER.info.signatures[0].listen_s + 1.0)
    heard = bytes(wire.received)[300:]  # opened inside a message
    assert recognise(heard, 4.0) == "Ivy 450C, ANSAR-B stream"
    assert recognise(capture(CAPTURE), 4.0) is not None


def test_one_message_damaged_ones_and_other_bytes_are_not_recognised() -> None:
    source = random.Random(5)
    assert recognise(message(), 4.0) is None
    assert recognise(message() + message()[1:] + message(), 4.0) is None
    assert recognise(source.randbytes(100_000), 4.0) is None
    assert recognise(TEXT * 20, 4.0) is None
    assert recognise(b"\x01\x81\x43\x00\xc5" * 200, 4.0) is None

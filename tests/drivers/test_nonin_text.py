"""Nonin's printer text: worked lines, missing numbers, damaged lines, recognition."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from drivers.nonin_text import DRIVER, layout
from drivers.nonin_text.device import NoninTextDevice
from drivers.nonin_text.protocol import NoninTextProtocol
from drivers.nonin_text.recognise import recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all

LINE = b"SPO2=097 HR=072\r\n"
# 14 lines with every form there is
STREAM = (
    b"12:03:44 11/25/18\r\n"
    + LINE * 3
    + b"12:03:44 SPO2=--- HR=---\r\nSPO2=098 HR=061 F\r\nSPO2=098 HR=061 F*B\r\n12:03:47 SPO2=100 HR=180 B\r\n"
    + LINE * 7
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SPO2=097 HR=072", layout.Line(97, 72)),
        ("12:03:44 SPO2=--- HR=---", layout.Line(None, None, clock="12:03:44")),
        ("SPO2=098 HR=061 F", layout.Line(98, 61, "F")),
        ("SPO2=098 HR=061 *", layout.Line(98, 61, "*")),
        ("SPO2=098 HR=061*", layout.Line(98, 61, "*")),
        ("00:00:01 SPO2=098 HR=061 F * B", layout.Line(98, 61, "F*B", "00:00:01")),
        ("SPO2=098 HR=---", layout.Line(98, None)),
        ("SPO2=000 HR=000", layout.Line(None, None)),
        ("SPO2=127 HR=511", layout.Line(None, None)),
    ],
)
def test_lines_decode(text: str, line: layout.Line) -> None:
    assert layout.decode(text.encode()) == line


@pytest.mark.parametrize(
    "text",
    [
        "SPO2=97 HR=072",
        "SPO2=0977 HR=072",
        "SPO2=09 HR=72",
        "SPO2=097HR=072",
        "PO2=097 HR=072",
        "97 HR=072",
        "4 SPO2=097 HR=072",
        "SPO2=0-7 HR=072",
        "SPO2=097 HR=072 X",
        "SPO2=097 HR=072SPO2=097 HR=072",
        "SPO2=098% BPM=064",
        "02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% ALARM=0000 EXC=000800",
    ],
)
def test_anything_else_is_no_reading_and_a_bad_line(text: str) -> None:
    protocol = NoninTextProtocol()
    assert read_all(protocol, text.encode() + b"\r\n") == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


@pytest.mark.parametrize("line", [layout.Line(97, 72), layout.Line(None, None, "F", "23:59:59")])
def test_what_is_encoded_decodes(line: layout.Line) -> None:
    assert layout.decode(layout.encode(line)) == line


def test_every_line_tells_both_numbers_and_the_header_tells_nothing() -> None:
    protocol = NoninTextProtocol()
    readings = read_all(protocol, STREAM)
    assert numbers(readings, Parameter.SPO2) == [97, 97, 97, None, 98, 98, 100, *[97] * 7]
    assert numbers(readings, Parameter.PR) == [72, 72, 72, None, 61, 61, 180, *[72] * 7]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (14, 0)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\n\r", b"\r\r\n"])
def test_any_line_end_will_do(end: bytes) -> None:
    protocol = NoninTextProtocol()
    assert numbers(read_all(protocol, STREAM.replace(b"\r\n", end)), Parameter.PR)[-1] == 72
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (14, 0)


def test_a_line_without_its_end_is_not_told() -> None:
    assert read_all(NoninTextProtocol(), b"SPO2=097 HR=072") == []
    assert read_all(NoninTextProtocol(), b"SPO2=097 HR=07") == []


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_split_never_matters(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(STREAM)))
    stream = STREAM[:place] + data.draw(st.binary(max_size=24)) + STREAM[place:]
    edges = [0, *sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20))), len(stream)]
    whole, pieces = NoninTextProtocol(), NoninTextProtocol()
    expected = read_all(whole, stream)
    found = [reading for a, b in pairwise(edges) for reading in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters


@given(stream=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_or_give_a_number(stream: bytes) -> None:
    assert of_type(read_all(NoninTextProtocol(), stream), Numeric) == []


def test_memory_is_bounded() -> None:
    protocol = NoninTextProtocol()
    protocol.feed(b"A" * 5000, 0.0)
    assert len(protocol._lines._pending) <= layout.LONGEST + 1


def test_a_lost_or_doubled_byte_never_makes_a_number_and_costs_one_line() -> None:
    sent = {97, 72, None, 98, 61, 100, 180}
    for place in range(len(STREAM)):
        for put in (b"", STREAM[place : place + 1] * 2, b"\xff"):
            protocol = NoninTextProtocol()
            found = of_type(
                read_all(protocol, STREAM[:place] + put + STREAM[place + (0 if put == b"\xff" else 1) :]),
                Numeric,
            )
            assert {numeric.value for numeric in found} <= sent
            assert protocol.counters.frames >= 12  # both, where the end of a line is gone


@pytest.mark.parametrize(("clock", "marks"), [(False, ""), (True, ""), (True, "F"), (False, "F*B")])
def test_the_devices_numbers_arrive_once_a_second(clock: bool, marks: str) -> None:
    patient = SimulatedPatient(21)
    wire = Wire(NoninTextProtocol(), NoninTextDevice(clock=clock, marks=marks), patient)
    wire.run(60.0)
    assert wire.protocol.counters.frames == 60
    assert wire.protocol.counters.bad_frames == 0
    assert wire.sent == []
    for numeric in of_type(wire.readings, Numeric):
        now = patient.at(numeric.t)
        assert numeric.value == pytest.approx(
            now.spo2 if numeric.parameter is Parameter.SPO2 else now.pr, abs=2.5
        )
    times = [n.t for n in of_type(wire.readings, Numeric) if n.parameter is Parameter.PR]
    assert max(b - a for a, b in pairwise(times)) <= DRIVER.info.numeric_interval_s + 0.1


def test_no_finger_is_dashes_and_no_number() -> None:
    wire = Wire(NoninTextProtocol(), NoninTextDevice(), SimulatedPatient(1, [Effect("probe_off", 5.0)]))
    wire.run(15.0)
    assert b"SPO2=--- HR=---" in wire.received
    assert {n.value for n in of_type(wire.readings, Numeric) if n.t > 8.0} == {None}


def test_its_own_stream_is_recognised_in_time() -> None:
    (signature,) = DRIVER.info.signatures
    for clock in (True, False):
        device, patient = NoninTextDevice(clock=clock), SimulatedPatient(1)
        data = b"".join(device.emit(patient, float(n)) for n in range(5))
        for cut in (0, 3, 25, 40):
            assert signature.recognise(data[cut:], signature.listen_s)
    assert recognise(b"SPO2=--- HR=---\r\n" * 2, 2.0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        LINE,
        LINE + LINE[:-2],
        LINE * 60,  # all at once
        LINE + b"SPO2=098% BPM=064\r\n" + LINE,
        b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% ALARM=0000 EXC=000800\r\n" * 4,
        b"29-Dec-17 10:00:00   99     70    50\r\n" * 4,
        b"\x01\x81\x43\x00\xc5" * 60,
        b"\r\n" * 9,
    ],
)
def test_other_streams_are_not_recognised(data: bytes) -> None:
    assert recognise(data, 3.0) is None


@pytest.mark.parametrize(
    "name", ["masimo_rad8_yahnatan.txt", "masimo_ascii1_example_lines.txt", "nellcor_n560_part1.txt"]
)
def test_captures_of_other_oximeters_are_not_recognised_and_give_no_number(name: str) -> None:
    data = capture(f"oximeters/{name}")
    assert recognise(data, 30.0) is None
    assert of_type(read_all(NoninTextProtocol(), data), Numeric) == []


def test_random_bytes_are_never_recognised() -> None:
    source = random.Random(7)
    assert not any(recognise(source.randbytes(500), 3.0) for _ in range(50))

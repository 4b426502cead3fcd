"""ChipOx: worked frames, byte stuffing, checksum, state first, pleth of both kinds."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Wave
from drivers.chipox import DRIVER, layout
from drivers.chipox.device import ChipOxDevice
from drivers.chipox.protocol import (
    NO_STATE_NOTICE,
    SAMPLE_HZ,
    SUPPLY_NOTICE,
    TEMPERATURE_NOTICE,
    ChipOxProtocol,
)
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, numbers, of_type, read_all, samples

SPO2_97 = bytes.fromhex("A8 7F 01 61 01 E1 A8")
PULSE_72 = bytes.fromhex("A8 7F 02 00 48 85 C9 A8")
PULSE_168 = bytes.fromhex("A8 7F 02 00 A9 88 86 29 A8")  # stuffed
FINGER_OUT = bytes.fromhex("A8 7F 08 00 02 A1 89 A8")


def state(bits: int = layout.PULSE_WAVE) -> bytes:
    return layout.frame_of(layout.STATE, bits.to_bytes(2, "big"))


def spo2(value: int) -> bytes:
    return layout.frame_of(layout.SPO2, bytes((value,)))


def pulse(value: int) -> bytes:
    return layout.frame_of(layout.PULSE, value.to_bytes(2, "big"))


def block(*values: int) -> bytes:
    return layout.frame_of(layout.BLOCK, bytes(values))


def single(value: int) -> bytes:
    return layout.frame_of(layout.PLETH, bytes((value,)))


def told(stream: bytes) -> list[tuple[float | None, Quality]]:
    return [(n.value, n.quality) for n in of_type(read_all(ChipOxProtocol(), stream), Numeric)]


@pytest.mark.parametrize(
    ("frame", "kind", "payload"),
    [
        (SPO2_97, layout.SPO2, b"\x61"),
        (PULSE_72, layout.PULSE, b"\x00\x48"),
        (PULSE_168, layout.PULSE, b"\x00\xa8"),
        (FINGER_OUT, layout.STATE, b"\x00\x02"),
    ],
)
def test_worked_frames_decode_and_encode(frame: bytes, kind: int, payload: bytes) -> None:
    assert layout.message_of(frame[:-1]) == (kind, payload)
    assert layout.frame_of(kind, payload) == frame


def test_worked_frames_become_numbers() -> None:
    assert told(state() + SPO2_97 + PULSE_72) == [(97, Quality.NONE), (72, Quality.NONE)]
    assert told(state() + PULSE_168) == [(168, Quality.NONE)]
    assert told(state() + SPO2_97 + FINGER_OUT)[1:] == [(None, Quality.NO_FINGER)] * 2


@given(payload=st.binary(min_size=10, max_size=10))
@settings(max_examples=60)
def test_every_block_survives_stuffing(payload: bytes) -> None:
    frame = layout.frame_of(layout.BLOCK, payload)
    assert frame.count(layout.FLAG) == 2
    assert samples(read_all(ChipOxProtocol(), frame)) == list(payload)


def test_frames_may_share_one_flag_or_have_their_own() -> None:
    shared = state()[:-1] + SPO2_97[:-1] + PULSE_72
    for stream in (shared, state() + SPO2_97 + PULSE_72, b"\xa8\xa8" + shared):
        protocol = ChipOxProtocol()
        assert len(of_type(read_all(protocol, stream), Numeric)) == 2
        assert protocol.counters.bad_frames == 0


@pytest.mark.parametrize(
    "damage",
    [
        SPO2_97.replace(b"\x61", b"\x41"),
        SPO2_97.replace(b"\x7f", b"\x7e"),
        SPO2_97.replace(b"\x01\xe1", b"\x01\xe0"),
        SPO2_97.replace(b"\x61", b"\xa9\x41"),  # an escape of what needs none
        layout.frame_of(layout.SPO2, b"\x61\x61"),  # a payload that is too long
        layout.frame_of(layout.PULSE, b"\x48"),
        b"\xa8\x7f\xa8",
    ],
)
def test_a_damaged_frame_gives_nothing_and_is_counted(damage: bytes) -> None:
    protocol = ChipOxProtocol()
    assert of_type(read_all(protocol, state() + damage + PULSE_72), Numeric)[0].parameter is Parameter.PR
    assert protocol.counters.bad_frames == 1


@pytest.mark.parametrize(
    ("bits", "quality"),
    [
        (layout.SENSOR_OFF, Quality.NO_FINGER),
        (layout.FINGER_OUT, Quality.NO_FINGER),
        (layout.SENSOR_DEFECTIVE, Quality.NO_FINGER),
        (layout.WRONG_SENSOR, Quality.NO_FINGER),
        (layout.SEARCHING, Quality.SEARCHING),
        (layout.SEARCHING | layout.SEARCHING_LONG, Quality.SEARCHING),
    ],
)
def test_states_that_take_the_numbers_away_win_over_sent_numbers(bits: int, quality: Quality) -> None:
    found = told(state(bits) + SPO2_97 + PULSE_72)
    assert set(found) == {(None, quality)}


@pytest.mark.parametrize(
    ("bits", "quality"),
    [
        (layout.LOW_PULSATION, Quality.LOW_PERFUSION),
        (layout.LOW_SIGNAL, Quality.LOW_PERFUSION),
        (layout.AMBIENT_LIGHT, Quality.ARTEFACT),
        (layout.DISTURBED, Quality.ARTEFACT),
        (layout.MOTION, Quality.ARTEFACT),
        (layout.OUT_OF_RANGE, Quality.ARTEFACT),
    ],
)
def test_states_that_only_mark_the_numbers_keep_them(bits: int, quality: Quality) -> None:
    assert told(state(bits) + SPO2_97) == [(97, quality)]


@pytest.mark.parametrize(
    ("frame", "value"),
    [
        (spo2(0), None),
        (spo2(100), 100),
        (spo2(101), None),
        (spo2(255), None),
        (pulse(0), None),
        (pulse(300), 300),
        (pulse(301), None),
        (pulse(0xFFFF), None),
    ],
)
def test_values_that_cannot_be_are_missing(frame: bytes, value: float | None) -> None:
    assert told(state() + frame) == [(value, Quality.NONE)]


def test_no_number_before_the_first_state_and_a_person_is_told() -> None:
    protocol = ChipOxProtocol()
    assert of_type(protocol.feed((SPO2_97 + PULSE_72) * 2, 0.0), Numeric) == []
    assert protocol.take_notices() == []
    assert of_type(protocol.feed((SPO2_97 + PULSE_72) * 9, 1.0), Numeric) == []
    assert protocol.take_notices() == [NO_STATE_NOTICE]
    assert len(of_type(protocol.feed(state() + SPO2_97, 2.0), Numeric)) == 1
    assert protocol.take_notices() == []


def test_numbers_from_before_the_search_do_not_come_back_with_the_pulse() -> None:
    stream = state() + SPO2_97 + state(layout.SEARCHING) + state()
    assert [value for value, _ in told(stream)] == [97, None, None]


def test_bad_supply_and_temperature_are_told_once() -> None:
    protocol = ChipOxProtocol()
    protocol.feed(state(layout.SUPPLY) * 3 + state(layout.SUPPLY | layout.TEMPERATURE), 0.0)
    assert protocol.take_notices() == [SUPPLY_NOTICE, TEMPERATURE_NOTICE]
    protocol.feed(state() + state(layout.SUPPLY), 1.0)
    assert protocol.take_notices() == [SUPPLY_NOTICE]


def test_pleth_comes_single_or_in_blocks_and_never_twice() -> None:
    assert samples(read_all(ChipOxProtocol(), state() + single(7) + single(168) + single(169))) == [
        7,
        168,
        169,
    ]
    values = tuple(range(10))
    both = state() + (block(*values) + b"".join(single(v) for v in values)) * 3
    assert samples(read_all(ChipOxProtocol(), both)) == list(values) * 3


def test_pleth_goes_missing_with_the_finger_and_carries_the_flags() -> None:
    readings = read_all(ChipOxProtocol(), FINGER_OUT + single(9) + state(layout.MOTION) + block(*range(10)))
    assert samples(readings) == [None, *range(10)]
    waves = of_type(readings, Wave)
    assert (waves[0].quality, waves[0].rate_hz) == ((Quality.NO_FINGER,), SAMPLE_HZ)
    assert waves[1].quality == (Quality.ARTEFACT,) * 10


def test_a_block_configured_otherwise_and_unknown_frames_are_passed_over() -> None:
    protocol = ChipOxProtocol()
    assert read_all(protocol, block(1, 2, 3) + layout.frame_of(0x33, b"xy")) == []
    assert protocol.counters.bad_frames == 0


def test_numbers_are_told_on_change_and_once_a_second_of_pleth() -> None:
    fast = state() + (spo2(97) + block(*range(10))) * 30 + spo2(96)
    assert numbers(read_all(ChipOxProtocol(), fast), Parameter.SPO2) == [97, 97, 97, 97, 96]


def test_frames_without_pleth_count_too_so_that_the_link_lives() -> None:
    protocol = ChipOxProtocol()
    assert numbers(read_all(protocol, state() + SPO2_97 * 5), Parameter.SPO2) == [97] * 5
    assert protocol.counters.frames == 5


def test_nothing_is_ever_sent() -> None:
    protocol = ChipOxProtocol()
    assert protocol.due(0.0) == protocol.due(100.0)
    assert protocol.due(0.0).send == protocol.goodbye() == b""


def own_stream(seconds: float = 30.0) -> bytes:
    patient = SimulatedPatient(11, [Effect("probe_off", 10.0, 14.0)])
    wire = Wire(ChipOxProtocol(), ChipOxDevice(), patient)
    wire.run(seconds)
    return bytes(wire.received)


STREAM = own_stream()
SENT = frozenset(value for value, _ in told(STREAM))


def test_device_and_protocol_agree() -> None:
    patient = SimulatedPatient(5)
    wire = Wire(ChipOxProtocol(), ChipOxDevice(), patient)
    wire.run(60.0)
    assert wire.protocol.counters.bad_frames == 0
    assert len(samples(wire.readings)) == pytest.approx(60 * SAMPLE_HZ, rel=0.01)
    assert len(wire.received) < 60 * 960, "it fits into 9600 baud"
    for numeric in of_type(wire.readings, Numeric):
        now = patient.at(numeric.t)
        assert numeric.value == pytest.approx(
            now.spo2 if numeric.parameter is Parameter.SPO2 else now.pr, abs=2.0
        )


def test_a_removed_finger_takes_numbers_and_pleth_away() -> None:
    wire = Wire(ChipOxProtocol(), ChipOxDevice(), SimulatedPatient(1, [Effect("probe_off", 5.0)]))
    wire.run(15.0)
    late = [reading for reading in wire.readings if reading.t > 7.2]
    assert {(n.value, n.quality) for n in of_type(late, Numeric)} == {(None, Quality.NO_FINGER)}
    assert set(samples(late)) == {None}


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=20), put=st.binary(max_size=20))
@settings(max_examples=40)
def test_split_and_garbage_never_matter(cuts: list[int], put: bytes) -> None:
    place = cuts[0] if cuts else 0
    stream = STREAM[:place] + put + STREAM[place:]
    whole, pieces = ChipOxProtocol(), ChipOxProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert {value for value, _ in told(stream)} <= SENT


@given(place=st.integers(0, len(STREAM) - 1), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60)
def test_a_single_bad_byte_never_makes_a_new_number(place: int, put: bytes, keep: bool) -> None:
    assert {value for value, _ in told(STREAM[:place] + put + STREAM[place + (0 if keep else 1) :])} <= SENT


@given(
    data=st.lists(
        st.binary(max_size=200) | st.sampled_from([SPO2_97, b"\xa8", b"\xa9", state()]), max_size=12
    )
)
@settings(max_examples=60)
def test_no_bytes_whatever_raise(data: list[bytes]) -> None:
    protocol = ChipOxProtocol()
    for n, piece in enumerate(data):
        protocol.feed(piece, float(n))
    protocol.finish(99.0)


@pytest.mark.parametrize("filler", [b"\x00", b"\xa9", b"\x7f"])
def test_memory_stays_bounded_without_a_second_flag(filler: bytes) -> None:
    protocol = ChipOxProtocol()
    protocol.feed(b"\xa8" + filler * 20000, 0.0)
    assert len(protocol._frames._pending) <= layout.LONGEST + 2


def recognised(stream: bytes) -> str | None:
    (signature,) = DRIVER.info.signatures
    return signature.recognise(stream, signature.listen_s)


def test_recognise_needs_five_frames_in_a_row() -> None:
    assert recognised(own_stream(3.0)[7:]) == "ChipOx, streaming"
    assert recognised(state() + SPO2_97 * 3) is None
    assert recognised((SPO2_97 + b"\x00") * 5) is None


@pytest.mark.parametrize(("sent", "told"), [(0, None), (9, None), (10, 10), (300, 300), (301, None)])
def test_what_can_be_no_pulse_rate_is_missing(sent: int, told: int | None) -> None:
    assert layout.pulse_of(sent.to_bytes(2, "big")) == told


def test_recognise_refuses_noise_and_other_devices() -> None:
    source = random.Random(1)
    assert recognised(source.randbytes(20000)) is None
    assert recognised(bytes(source.choice((0xA8, 0x7F, 0x01, 0x00)) for _ in range(20000))) is None
    wire = Wire(NoninProtocol(), NoninDevice(), SimulatedPatient(1))
    wire.run(5.0)
    assert recognised(bytes(wire.received)) is None

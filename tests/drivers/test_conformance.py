"""What every driver must do, whatever it speaks. Runs over the whole registry."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import registry
from bedside.driver_api import CuffOrder, CuffPhase, Driver
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, Numeric, Quality, Reading, Wave
from bedside.vitals.sessions import PatientType
from drivers.contec_v7 import layout
from drivers.contec_v7.protocol import PR_STEP, SPO2_STEP
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, of_type, order, read_all

KEYS = registry.keys()
_WIRES: dict[str, Wire] = {}

WITHOUT_CHECKSUM = ("contec_v7",)
"""Frames without a checksum, but numbers that are believed only when two say the same."""
SEALED = [key for key in KEYS if key in WITHOUT_CHECKSUM or registry.load(key).info.sealed]
"""Drivers of which a damaged frame never becomes a number; the others say what they do in tests of their own."""
OXIMETERS = [key for key in KEYS if Parameter.PLETH in registry.load(key).info.parameters]

every_driver = pytest.mark.parametrize("key", KEYS)
every_sealed_driver = pytest.mark.parametrize("key", SEALED)
every_oximeter = pytest.mark.parametrize("key", OXIMETERS)
FROM_THE_FINGER = (Parameter.SPO2, Parameter.PR, Parameter.PI)
TOLERANCE = {Parameter.INFUSION_VOLUME: 0.2, Parameter.INFUSION_RATE: 0.1, Parameter.TEMP: 0.1}
# what is likely to be taken for the beginning of something, beside anything
byte_string = st.binary(max_size=24) | st.lists(
    st.sampled_from([0x01, 0x02, 0x0C, 0x0D, 0x20, 0x7D, 0x80, 0x81, 0xE0, 0xFF, 0x4E, 0x41]), max_size=12
).map(bytes)


def eventful() -> SimulatedPatient:
    """Half a minute with a probe that comes off; a cuff that cycles."""
    return SimulatedPatient(11, [Effect("probe_off", 10.0, 14.0)], auto_cuff_s=60.0)


def wire_of(key: str) -> Wire:
    """The driver's two ends after a short eventful time; a polled driver gets some minutes."""
    if key not in _WIRES:
        driver = registry.load(key)
        wire = Wire(driver.protocol(), driver.device(), eventful())
        wire.run(25.0 if Parameter.PLETH in driver.info.parameters else 240.0, step_s=0.25)
        _WIRES[key] = wire
    return _WIRES[key]


def stream_of(key: str) -> bytes:
    """What the driver's virtual device sent in that time."""
    return bytes(wire_of(key).received)


def part_of(key: str, length: int = 1500) -> bytes:
    """A piece of the stream around the moment when something changes."""
    stream = stream_of(key)
    start = len(stream) // 3 if Parameter.PLETH in registry.load(key).info.parameters else 0
    return stream[start : start + length]


def values(readings: list[Reading]) -> Counter[tuple]:
    """What is told, without the times."""
    told: Counter[tuple] = Counter()
    for reading in readings:
        if isinstance(reading, Wave):
            told.update((reading.parameter, sample) for sample in reading.samples)
        elif isinstance(reading, Numeric):
            told[reading.parameter, reading.value] += 1
        elif isinstance(reading, Determination):
            told["determination", reading.sys, reading.dia, reading.map] += 1
    return told


def numbers_told(readings: list[Reading]) -> Counter[tuple]:
    """The same without waves."""
    return values([reading for reading in readings if not isinstance(reading, Wave)])


def invented(key: str, found: list[Reading]) -> set[tuple]:
    """Numbers in `found` that nobody sent.

    Without a checksum a single damaged packet may change PI, and the others by what is told at once.
    """
    sent = set(numbers_told(wire_of(key).readings))
    new = set(numbers_told(found)) - sent
    if key not in WITHOUT_CHECKSUM:
        return new
    steps = {Parameter.SPO2: SPO2_STEP, Parameter.PR: PR_STEP, Parameter.PI: math.inf}
    return {
        (parameter, value)
        for parameter, value in new
        if not any(
            known[0] == parameter and known[1] is not None and abs(known[1] - value) <= steps[parameter]
            for known in sent
        )
    }


def a_place_in(key: str, stream: bytes) -> st.SearchStrategy[int]:
    """Where to damage a stream; without a checksum only where a number stands before and one after it."""
    return st.integers(27, 700) if key in WITHOUT_CHECKSUM else st.integers(0, len(stream) - 1)


def frames_in(driver: Driver, data: bytes) -> int:
    protocol = driver.protocol()
    read_all(protocol, data)
    return protocol.counters.frames


@every_driver
def test_driver_says_who_it_is(key: str) -> None:
    info = registry.load(key).info
    assert info.key == key
    assert info.title
    assert info.devices
    assert info.advice.endswith(".")
    assert info.parameters
    assert info.port.baud > 0
    assert 0 < info.numeric_interval_s <= info.silence_s


@every_driver
def test_import_is_light(key: str) -> None:
    module = registry.TABLE[key].partition(":")[0]
    code = f"import {module}, sys; print([m for m in ('numpy', 'serial', 'PySide6') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@every_driver
@given(data=st.data())
@settings(max_examples=40)
def test_split_never_matters(key: str, data: st.DataObject) -> None:
    stream = part_of(key, 700)
    place = data.draw(st.integers(0, len(stream)))
    stream = stream[:place] + data.draw(byte_string) + stream[place:]
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=30))
    edges = [0, *sorted(cuts), len(stream)]
    whole, pieces = registry.load(key).protocol(), registry.load(key).protocol()
    expected = read_all(whole, stream)
    found = [reading for a, b in pairwise(edges) for reading in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters


@every_driver
def test_byte_by_byte_is_the_same_as_all_at_once(key: str) -> None:
    stream = stream_of(key)
    whole, single = registry.load(key).protocol(), registry.load(key).protocol()
    expected = read_all(whole, stream)
    found = [r for n in range(len(stream)) for r in single.feed(stream[n : n + 1], 0.0)]
    assert found + single.finish(0.0) == expected
    assert single.counters == whole.counters


@every_driver
@given(pieces=st.lists(st.tuples(st.binary(max_size=200) | byte_string, st.floats(0, 20)), max_size=12))
@settings(max_examples=60)
def test_arbitrary_bytes_never_raise(key: str, pieces: list[tuple[bytes, float]]) -> None:
    driver = registry.load(key)
    protocol, device, patient = driver.protocol(), driver.device(), SimulatedPatient(1)
    t = 0.0
    for piece, wait in pieces:
        protocol.feed(piece, t)
        device.feed(piece, t)
        device.emit(patient, t)
        due = protocol.due(t)
        assert due.at is None or due.at >= t or protocol.feed(b"", t) is not None
        t += wait
    protocol.finish(t)
    protocol.goodbye()


@every_sealed_driver
@given(data=st.data())
@settings(max_examples=150)
def test_garbage_costs_one_good_frame_at_most_and_brings_no_value_that_was_not_sent(
    key: str, data: st.DataObject
) -> None:
    driver = registry.load(key)
    stream = part_of(key)
    place = data.draw(a_place_in(key, stream))
    garbage = data.draw(byte_string)
    expected = read_all(driver.protocol(), stream)
    dirty = driver.protocol()
    found = read_all(dirty, stream[:place] + garbage + stream[place:])
    clean_frames = frames_in(driver, stream)
    assert dirty.counters.frames >= clean_frames - 1
    if frames_in(driver, garbage):
        return
    assert not invented(key, found)
    # Without a checksum half a frame in the garbage and half a real one may make a whole. That takes a byte in
    # the garbage which may begin a frame; its numbers were looked at above: one packet alone makes none jump.
    if key in WITHOUT_CHECKSUM and layout.STARTS.intersection(garbage):
        return
    assert dirty.counters.frames <= clean_frames
    if key in WITHOUT_CHECKSUM:
        found = of_type(found, Wave)
    assert not set(values(found)) - set(values(wire_of(key).readings))
    assert len(of_type(found, Wave)) >= len(of_type(expected, Wave)) - 1


@every_sealed_driver
@given(data=st.data())
@settings(max_examples=100)
def test_single_byte_added_lost_or_changed_never_makes_a_number_that_jumps(
    key: str, data: st.DataObject
) -> None:
    driver = registry.load(key)
    stream = part_of(key)
    place = data.draw(a_place_in(key, stream))
    put = data.draw(st.binary(max_size=1))
    keep = data.draw(st.booleans())
    found = read_all(driver.protocol(), stream[:place] + put + stream[place + (0 if keep else 1) :])
    assert not invented(key, found)


@every_oximeter
def test_numbers_come_back_after_garbage_at_any_place(key: str) -> None:
    driver = registry.load(key)
    stream = part_of(key, 4000)
    for place in range(1000, 1200):
        found = read_all(driver.protocol(), stream[:place] + b"\xff\x01\x80" + stream[place:])
        assert of_type(found, Numeric)


@every_driver
def test_what_the_device_emits_the_protocol_reads(key: str) -> None:
    driver = registry.load(key)
    patient = SimulatedPatient(21, auto_cuff_s=60.0)
    wire = Wire(driver.protocol(), driver.device(), patient)
    wire.run(100.0, step_s=0.25)
    assert wire.protocol.counters.bad_frames == 0
    told = {Parameter(r.parameter) for r in wire.readings if isinstance(r, Numeric | Wave)}
    told |= {n.parameter for d in of_type(wire.readings, Determination) for n in d.numerics()}
    assert told == set(driver.info.parameters)
    for numeric in of_type(wire.readings, Numeric):
        now, pump = patient.at(numeric.t), patient.pump(numeric.t)
        sent = {
            Parameter.SPO2: now.spo2,
            Parameter.PR: now.pr,
            Parameter.PI: now.pi,
            Parameter.HR: now.pr,
            Parameter.RR: now.rr,
            Parameter.ETCO2: now.etco2,
            Parameter.TEMP: now.temp,
            Parameter.INFUSION_RATE: pump.rate_ml_h,
            Parameter.INFUSION_VOLUME: pump.volume_ml,
        }[numeric.parameter]
        info = PARAMETERS[numeric.parameter]
        assert numeric.value is not None
        assert sent is not None
        assert info.low <= numeric.value <= info.high
        assert numeric.value == pytest.approx(sent, abs=TOLERANCE.get(numeric.parameter, 2.5))
    for parameter in driver.info.parameters:
        waves = [w for w in of_type(wire.readings, Wave) if w.parameter is parameter]
        if waves:
            sampled = sum(len(wave.samples) for wave in waves) / (waves[-1].t - waves[0].t)
            assert sampled == pytest.approx(waves[0].rate_hz, rel=0.03)


@every_driver
def test_numbers_are_renewed_within_the_interval_the_driver_promises(key: str) -> None:
    driver = registry.load(key)
    wire = Wire(driver.protocol(), driver.device(), eventful())
    wire.run(60.0, step_s=0.02)
    for parameter in driver.info.parameters:
        times = [r.t for r in wire.readings if isinstance(r, Numeric) and r.parameter is parameter]
        assert all(b - a <= driver.info.numeric_interval_s + 0.1 for a, b in pairwise(times))
    if driver.info.starts_cuff:
        polls = [s.t for s in of_type(wire.readings, CuffStatus)]
        assert all(b - a <= driver.info.numeric_interval_s + 0.2 for a, b in pairwise(polls))


@every_oximeter
def test_sentinels_of_a_probe_that_is_off_become_none(key: str) -> None:
    driver = registry.load(key)
    wire = Wire(driver.protocol(), driver.device(), SimulatedPatient(1, [Effect("probe_off", 5.0)]))
    wire.run(15.0)
    late = [r for r in wire.readings if r.t > 8.0]
    assert {n.value for n in of_type(late, Numeric) if n.parameter in FROM_THE_FINGER} == {None}
    pleth = [wave for wave in of_type(late, Wave) if wave.parameter is Parameter.PLETH]
    assert pleth
    for wave in pleth:
        told = zip(wave.samples, wave.quality, strict=True)
        assert all(sample is None or quality & Quality.NO_FINGER for sample, quality in told)


@every_driver
def test_same_seed_gives_the_same_bytes_on_the_wire(key: str) -> None:
    def bytes_of(seed: int) -> bytes:
        driver = registry.load(key)
        wire = Wire(driver.protocol(), driver.device(), SimulatedPatient(seed, auto_cuff_s=30.0))
        wire.run(60.0, step_s=0.25)
        return bytes(wire.received)

    assert bytes_of(4) == bytes_of(4)
    if Parameter.INFUSION_RATE not in registry.load(key).info.parameters:  # a pump does as it is set
        assert bytes_of(4) != bytes_of(5)


@every_driver
def test_five_per_cent_of_bytes_lost_brings_no_wrong_number_and_ends_no_reading(key: str) -> None:
    driver = registry.load(key)
    source = random.Random(3)
    stream = stream_of(key)
    frame_bytes = len(stream) / frames_in(driver, stream)
    loss = min(0.05, 0.5 / frame_bytes)  # of a very long frame one byte in two frames
    lossy = bytes(byte for byte in stream if source.random() > loss)
    protocol = driver.protocol()
    found = read_all(protocol, lossy)
    if key in SEALED:
        assert not set(numbers_told(found)) - set(numbers_told(wire_of(key).readings))
    assert protocol.counters.frames > 0
    assert protocol.counters.bad_frames > 0


@every_driver
def test_cuff_can_be_started_and_cancelled_where_the_driver_says_so(key: str) -> None:
    driver = registry.load(key)
    wire = Wire(driver.protocol(), driver.device(), SimulatedPatient(2))
    wire.run(3.0)
    if not driver.info.starts_cuff:
        with pytest.raises(ValueError, match="no cuff"):
            driver.protocol().request(order(CuffOrder.START), 0.0)
        return
    wire.request(CuffOrder.START, PatientType.ADULT)
    wire.run(5.0)
    assert of_type(wire.readings, CuffStatus)[-1].state is CuffState.MEASURING
    wire.request(CuffOrder.CANCEL)
    wire.run(5.0)
    assert of_type(wire.readings, CuffStatus)[-1].state is CuffState.IDLE
    assert of_type(wire.readings, Determination) == []
    wire.request(CuffOrder.START, PatientType.ADULT)
    wire.run(60.0)
    assert len(of_type(wire.readings, Determination)) == 1


@every_driver
def test_opening_and_waiting_never_starts_a_cuff(key: str) -> None:
    driver = registry.load(key)
    patient = SimulatedPatient(2)
    wire = Wire(driver.protocol(), driver.device(), patient)
    wire.run(200.0, step_s=0.5)
    assert patient.cuff(wire.t).phase is CuffPhase.IDLE

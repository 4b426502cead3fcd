"""GE / Datex-Ohmeda DRI: the printed requests, frames with escapes, flags and codes, which NIBP is a new one."""

from __future__ import annotations

import random
import struct
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    CuffState,
    CuffStatus,
    Determination,
    NibpFault,
    Numeric,
    Quality,
    Reading,
    Wave,
)
from drivers.datex_dri import DRIVER, layout
from drivers.datex_dri.device import DatexDriDevice
from drivers.datex_dri.protocol import DatexDriProtocol
from drivers.datex_dri.recognise import PROBE, recognise
from drivers.framing import sum8
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, numbers, of_type, order, read_all, samples

# as printed in the maker's document
EVERY_TEN_S = bytes.fromhex(f"7E 31 {'00' * 20} FF {'00' * 18} 01 0A 00 0E 00 00 00 00 00 49 7E")
NOTHING_MORE = bytes.fromhex(f"7E 31 {'00' * 20} FF {'00' * 18} 01 00 00 00 00 00 00 00 00 31 7E")

NIBP = layout.Nibp(exists=True, label=0, sys=121.0, dia=75.0, map=92.0, pr=80.0)
SHOWN = layout.Displayed(hr=71.0, temp=None, spo2=97.0, pr=72.0, probe_on=True, nibp=NIBP)


def record(displayed: layout.Displayed = SHOWN, size: int = layout.ONE_CLASS_BYTES) -> bytes:
    return layout.build(layout.VALUES, [(layout.DISPLAYED, layout.encode_displayed(displayed, size=size))])


def patched(at: int, form: str, *values: int) -> bytes:
    """A record of displayed values with something written over the subrecord at `at`."""
    part = bytearray(layout.encode_displayed(SHOWN, size=layout.ONE_CLASS_BYTES))
    struct.pack_into(form, part, at, *values)
    return layout.build(layout.VALUES, [(layout.DISPLAYED, bytes(part))])


def nibp(high: float | None = 121.0, label: int = 0, **more: float | None) -> bytes:
    return record(SHOWN._replace(nibp=NIBP._replace(sys=high, label=label, **more)))


def wave(*values: int | None, kind: int = layout.PLETH) -> bytes:
    return layout.build(layout.WAVES, [(kind, layout.encode_wave(values))])


def pressures(readings: list[Reading]) -> list[tuple]:
    return [(d.sys, d.dia, d.map, d.pr, d.quality) for d in of_type(readings, Determination)]


def states(readings: list[Reading]) -> list[CuffState]:
    return [status.state for status in of_type(readings, CuffStatus)]


def told(stream: bytes, parameter: Parameter) -> list[tuple]:
    found = of_type(read_all(DatexDriProtocol(), stream), Numeric)
    return [(n.value, n.quality) for n in found if n.parameter is parameter]


# frames and requests


def test_requests_are_those_of_the_document() -> None:
    assert layout.request_values(10, layout.ALL_CLASSES) == EVERY_TEN_S
    assert layout.request_values(0) == NOTHING_MORE
    once = layout.unseal(PROBE[1:-1])
    assert once is not None
    assert once[40:47] == bytes.fromhex("01 FF FF 0E 00 00 00")


def test_wave_request_is_seventy_two_bytes_and_names_the_pleth() -> None:
    start, stop = (layout.unseal(layout.request_pleth(start)[1:-1]) for start in (True, False))
    assert start is not None
    assert stop is not None
    assert (len(start), start[0], start[14], start[21]) == (72, 0x48, 1, 0xFF)
    assert start[40:46] == bytes.fromhex("00 00 00 00 08 FF")
    assert stop[40:46] == bytes.fromhex("01 00 00 00 08 FF")


@pytest.mark.parametrize("number", [0x7E, 0x7D, 0x00])
def test_flags_and_escapes_inside_a_record_are_escaped(number: int) -> None:
    frame = layout.build(layout.WAVES, [(layout.PLETH, layout.encode_wave([0x7E7D, 0x7D5E]))], number=number)
    assert frame.count(0x7E) == 2
    protocol = DatexDriProtocol()
    assert samples(read_all(protocol, frame * 2)) == [0x7E7D, 0x7D5E] * 2
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (2, 0)


def test_sum_is_escaped_too() -> None:
    for n in range(256):
        frame = wave(n)
        plain = layout.unseal(frame[1:-1])
        assert plain is not None
        if sum8(plain) in (0x7D, 0x7E):
            assert frame[-3] == 0x7D
            assert samples(read_all(DatexDriProtocol(), frame)) == [n]


@pytest.mark.parametrize(
    "spoil", [lambda f: f[:-2] + bytes((f[-2] ^ 1,)) + f[-1:], lambda f: f[:60] + f[61:]]
)
def test_damaged_record_is_thrown_away(spoil) -> None:
    protocol = DatexDriProtocol()
    found = read_all(protocol, record() + spoil(record()) + record())
    assert numbers(found, Parameter.SPO2) == [97, 97]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (2, 1)


def test_lost_zero_that_leaves_the_sum_right_is_seen_by_the_length() -> None:
    frame = record()
    place = frame.index(b"\x00\x00\x00\x00", 60)
    assert layout.unseal(frame[1:-1]) is not None
    assert layout.unseal(frame[1:place] + frame[place + 1 : -1]) is None


def test_descriptors_that_do_not_fit_give_nothing() -> None:
    plain = bytearray(layout.unseal(record()[1:-1]) or b"")
    for offset in (-1, 278, 30000):
        struct.pack_into("<h", plain, 16, offset)
        protocol = DatexDriProtocol()
        assert read_all(protocol, layout.seal(bytes(plain))) == []
        assert protocol.counters.frames == 0


# displayed values


@pytest.mark.parametrize("size", [layout.ONE_CLASS_BYTES, layout.ALL_CLASSES_BYTES])
def test_values_are_read_from_both_sizes(size: int) -> None:
    found = read_all(DatexDriProtocol(), record(SHOWN._replace(temp=36.6, spo2=97.35), size))
    assert {n.parameter: n.value for n in of_type(found, Numeric)} == {
        Parameter.SPO2: 97.35,
        Parameter.PR: 72,
        Parameter.HR: 71,
        Parameter.TEMP: 36.6,
    }


def test_groups_stand_where_the_document_says() -> None:
    part = layout.encode_displayed(SHOWN._replace(temp=36.6))
    assert struct.unpack_from("<IHh", part, 4) == (3, 0, 71)
    assert struct.unpack_from("<IH4h", part, 76) == (3, 0, 12100, 7500, 9200, 80)
    assert struct.unpack_from("<IHh", part, 90) == (3, 0, 3660)
    assert struct.unpack_from("<IH2h", part, 122) == (3, 0, 9700, 72)


def test_basic_class_is_found_among_several() -> None:
    other = bytearray(layout.encode_displayed(SHOWN._replace(hr=200.0), size=layout.ONE_CLASS_BYTES))
    other[277] = 2
    basic = layout.encode_displayed(SHOWN, size=layout.ONE_CLASS_BYTES)
    both = layout.build(layout.VALUES, [(layout.DISPLAYED, bytes(other)), (layout.DISPLAYED, basic)])
    assert told(both, Parameter.HR) == [(71, Quality.NONE)]


@pytest.mark.parametrize("code", [-32767, -32766, -32765, -32764, -32763, -32762, -32001, -32000])
def test_codes_are_never_values(code: int) -> None:
    assert told(patched(128, "<2h", code, code), Parameter.SPO2) == [(None, Quality.SEARCHING)]
    assert told(patched(128, "<2h", code, code), Parameter.PR) == [(None, Quality.SEARCHING)]
    assert told(patched(10, "<h", code), Parameter.HR) == [(None, Quality.NONE)]
    assert pressures(read_all(DatexDriProtocol(), patched(82, "<h", code))) == []
    assert samples(read_all(DatexDriProtocol(), wave(5, code, 6))) == [5, None, 6]


@pytest.mark.parametrize("status", [0, layout.EXISTS, layout.ACTIVE])
def test_group_that_is_not_there_or_not_active_has_no_value(status: int) -> None:
    assert told(patched(122, "<I", status), Parameter.SPO2) == [(None, Quality.NO_FINGER)]
    assert told(patched(122, "<I", status), Parameter.PR) == [(None, Quality.NO_FINGER)]
    assert told(patched(4, "<I", status), Parameter.HR) == [(None, Quality.NONE)]


@pytest.mark.parametrize(
    ("at", "parameter"), [(128, Parameter.SPO2), (130, Parameter.PR), (10, Parameter.HR)]
)
def test_zero_and_the_impossible_are_no_values(at: int, parameter: Parameter) -> None:
    for raw in (0, -5, 32767):
        assert [value for value, _ in told(patched(at, "<h", raw), parameter)] == [None]


def test_temperature_is_told_only_once_it_was_there() -> None:
    warm = record(SHOWN._replace(temp=36.6))
    assert [value for value, _ in told(record() + warm + record(), Parameter.TEMP)] == [36.6, None]


# waves


def test_pleth_block_has_its_samples_and_rate() -> None:
    (block,) = of_type(read_all(DatexDriProtocol(), wave(100, 120, None)), Wave)
    assert (block.samples, block.rate_hz) == ((100, 120, None), 100.0)
    assert block.quality == (Quality.NONE, Quality.NONE, Quality.NO_FINGER)


def test_other_waves_and_other_records_are_left_alone() -> None:
    protocol = DatexDriProtocol()
    alarm = layout.build(4, [(1, bytes(50))])
    assert read_all(protocol, wave(1, 2, kind=1) + alarm + EVERY_TEN_S) == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 0)


@pytest.mark.parametrize("count", [-1, 4, 30000])
def test_wave_whose_count_is_wrong_gives_nothing(count: int) -> None:
    part = struct.pack("<hHH3h", count, 0, 0, 1, 2, 3)
    assert read_all(DatexDriProtocol(), layout.build(layout.WAVES, [(layout.PLETH, part)])) == []


# NIBP

OLD = layout.OLDER_THAN_60_S
BUSY = layout.MEASURING


def test_fresh_result_at_opening_has_its_time_and_an_old_one_has_none() -> None:
    fresh = read_all(DatexDriProtocol(), nibp() * 3, t=9.0)
    assert pressures(fresh) == [(121, 75, 92, 80, Quality.NONE)]
    assert of_type(fresh, Determination)[0].t == 9.0
    old = read_all(DatexDriProtocol(), nibp(label=OLD) * 3)
    assert pressures(old) == [(121, 75, 92, 80, Quality.TIME_UNKNOWN)]


def test_repeats_are_never_told_again() -> None:
    assert len(pressures(read_all(DatexDriProtocol(), nibp() * 12 + nibp(label=OLD) * 20))) == 1


def test_other_numbers_are_a_new_determination() -> None:
    found = read_all(DatexDriProtocol(), nibp(label=OLD) + nibp(130.0) * 2)
    assert pressures(found)[1:] == [(130, 75, 92, 80, Quality.NONE)]


def test_equal_numbers_after_measuring_are_a_new_determination() -> None:
    found = read_all(DatexDriProtocol(), nibp(label=OLD) + nibp(label=BUSY | OLD) * 3 + nibp() * 2)
    assert pressures(found)[1:] == [(121, 75, 92, 80, Quality.NONE)]
    assert states(found) == [CuffState.IDLE] + [CuffState.MEASURING] * 3 + [CuffState.IDLE] * 2


def test_numbers_while_measuring_are_not_looked_at() -> None:
    assert pressures(read_all(DatexDriProtocol(), nibp(label=BUSY) + nibp(160.0, label=BUSY))) == []


@pytest.mark.parametrize("after", [nibp(label=OLD), nibp(None, dia=None, map=None, pr=None)])
def test_measuring_that_ends_without_a_result_has_failed_once(after: bytes) -> None:
    found = read_all(DatexDriProtocol(), nibp(label=OLD) + nibp(label=BUSY | OLD) + after * 2)
    assert len(pressures(found)) == 1
    assert states(found)[2:] == [CuffState.FAILED, CuffState.IDLE]
    assert of_type(found, CuffStatus)[2].fault is NibpFault.FAILED


@pytest.mark.parametrize(
    "part",
    [nibp(70.0), nibp(92.0), nibp(map=75.0), nibp(dia=0.0), nibp(320.0), nibp(dia=None)],
)
def test_impossible_numbers_are_no_result(part: bytes) -> None:
    assert pressures(read_all(DatexDriProtocol(), part)) == []


def test_mean_and_rate_may_be_missing() -> None:
    found = read_all(DatexDriProtocol(), nibp(map=None, pr=None))
    assert pressures(found) == [(121, 75, None, None, Quality.NONE)]


def test_monitor_without_a_cuff_says_nothing_of_one() -> None:
    found = read_all(DatexDriProtocol(), patched(76, "<I", 0))
    assert pressures(found) == states(found) == []


# conversation


def test_opening_subscribes_to_values_and_pleth_and_to_nothing_else() -> None:
    wire = Wire(DatexDriProtocol(), DatexDriDevice(), SimulatedPatient(1))
    wire.run(120.0)
    assert [data for _, data in wire.sent] == [layout.request_values(5), layout.request_pleth(start=True)]
    assert wire.sent[1][0] >= wire.sent[0][0] + 0.25


def test_silent_monitor_is_asked_again_and_for_all_classes_in_turn() -> None:
    wire = Wire(DatexDriProtocol(), None, SimulatedPatient(1))
    wire.run(31.0)
    asked = [data for _, data in wire.sent if data != layout.request_pleth(start=True)]
    assert asked[:3] == [layout.request_values(5, mask) for mask in (0x00, 0x0E, 0x00)]
    assert 4 <= len(asked) <= 6


def test_monitor_switched_on_later_is_subscribed_to() -> None:
    wire = Wire(DatexDriProtocol(), None, SimulatedPatient(1))
    wire.run(60.0)
    wire.device = DatexDriDevice()
    found = wire.run(40.0)
    assert of_type(found, Wave)
    assert of_type(found, Numeric)


def test_goodbye_ends_both_subscriptions() -> None:
    wire = Wire(DatexDriProtocol(), DatexDriDevice(), SimulatedPatient(1))
    wire.run(10.0)
    assert wire.protocol.goodbye() == layout.request_pleth(start=False) + NOTHING_MORE
    wire.device.feed(wire.protocol.goodbye(), wire.t)
    assert all(wire.device.emit(wire.patient, wire.t + n) == b"" for n in range(20))


def test_nothing_can_be_asked_of_the_cuff() -> None:
    with pytest.raises(ValueError, match="no cuff"):
        DatexDriProtocol().request(order(CuffOrder.START), 0.0)


def test_protocol_reads_what_the_device_sends() -> None:
    patient = SimulatedPatient(21, auto_cuff_s=120.0)
    wire = Wire(DatexDriProtocol(), DatexDriDevice(), patient)
    found = wire.run(300.0, step_s=0.25)
    assert wire.protocol.counters.bad_frames == 0
    assert wire.protocol.counters.frames / 300.0 == pytest.approx(DRIVER.info.frame_rate_hz, rel=0.02)
    everything = {r.parameter for r in found if isinstance(r, Numeric | Wave)}
    everything |= {n.parameter for d in of_type(found, Determination) for n in d.numerics()}
    assert everything == set(DRIVER.info.parameters)
    for numeric in of_type(found, Numeric):
        now = patient.at(numeric.t)
        sent = {"spo2": now.spo2, "pr": now.pr, "hr": now.pr, "temp": now.temp}[numeric.parameter]
        assert numeric.value == pytest.approx(sent, abs=2.5)
    results = of_type(found, Determination)
    assert [d.quality for d in results] == [Quality.NONE] * 3
    assert {d.sys for d in results[-1:]} == {patient.cuff(wire.t).sys}
    assert CuffState.MEASURING in states(found)
    assert CuffState.FAILED not in states(found)


def test_failed_determination_of_the_device_gives_no_numbers() -> None:
    patient = SimulatedPatient(2, [Effect("cuff_fault", 0.0)], auto_cuff_s=600.0)
    found = Wire(DatexDriProtocol(), DatexDriDevice(), patient).run(80.0)
    assert pressures(found) == []
    assert states(found).count(CuffState.FAILED) == 1


def test_probe_off_gives_none_and_the_ecg_goes_on() -> None:
    patient = SimulatedPatient(1, [Effect("probe_off", 5.0, 20.0)])
    wire = Wire(DatexDriProtocol(), DatexDriDevice(), patient)
    off = [r for r in wire.run(18.0) if r.t > 8.0]
    oximeter = [n for n in of_type(off, Numeric) if n.parameter in (Parameter.SPO2, Parameter.PR)]
    assert {(n.value, n.quality) for n in oximeter} == {(None, Quality.NO_FINGER)}
    assert set(samples(off)) == {None}
    assert None not in numbers(off, Parameter.HR)
    searching = [n for n in of_type(wire.run(6.0), Numeric) if n.parameter is Parameter.SPO2]
    assert [(n.value, n.quality) for n in searching] == [(None, Quality.SEARCHING)]


def test_device_keeps_to_five_seconds_and_answers_a_single_request_once() -> None:
    device, patient, heard = DatexDriDevice(), SimulatedPatient(1), bytearray()
    device.feed(layout.request_values(1, layout.ALL_CLASSES), 0.0)
    for n in range(24):
        heard += device.emit(patient, n / 2)
    assert len(numbers(read_all(DatexDriProtocol(), bytes(heard)), Parameter.HR)) == 3
    assert len(heard) > 3 * layout.ALL_CLASSES_BYTES
    device.feed(layout.request_values(0) + PROBE, 12.0)
    heard = bytearray(b"".join(device.emit(patient, 12.0 + n) for n in range(20)))
    assert len(numbers(read_all(DatexDriProtocol(), bytes(heard)), Parameter.HR)) == 1


# any bytes

STREAM = record() + wave(*range(120, 130)) + nibp(130.0) + wave(0x7E, None, 0x7D) + record()


@given(
    st.lists(st.integers(0, len(STREAM)), max_size=12), st.integers(0, len(STREAM)), st.binary(max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_cuts_never_matter(cuts: list[int], place: int, garbage: bytes) -> None:
    stream = STREAM[:place] + garbage + STREAM[place:]
    whole, pieces = DatexDriProtocol(), DatexDriProtocol()
    edges = [0, *sorted(cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == read_all(whole, stream)
    assert pieces.counters == whole.counters


def test_byte_by_byte_is_the_same_as_all_at_once() -> None:
    single = DatexDriProtocol()
    found = [r for n in range(len(STREAM)) for r in single.feed(STREAM[n : n + 1], 0.0)]
    assert found == read_all(DatexDriProtocol(), STREAM)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_single_byte_added_lost_or_changed_costs_one_record_and_invents_nothing(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(STREAM) - 1))
    keep = data.draw(st.integers(0, 1))
    dirty = DatexDriProtocol()
    found = read_all(dirty, STREAM[:place] + data.draw(st.binary(max_size=1)) + STREAM[place + keep :])
    clean = {replace(r, t=0.0) for r in read_all(DatexDriProtocol(), STREAM)}
    assert dirty.counters.frames >= 4
    assert {r for r in found if not isinstance(r, CuffStatus)} <= clean


@given(
    st.lists(st.binary(max_size=60) | st.sampled_from([b"\x7e", b"\x7d", record(), EVERY_TEN_S]), max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_arbitrary_bytes_never_raise_at_either_end(parts: list[bytes]) -> None:
    protocol, device, patient = DatexDriProtocol(), DatexDriDevice(), SimulatedPatient(1)
    for n, part in enumerate(parts):
        protocol.feed(part, float(n))
        device.feed(part, float(n))
        device.emit(patient, float(n))
    recognise(b"".join(parts), 1.0)


@given(st.integers(0, 2), st.binary(max_size=80), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_sealed_records_with_any_content_never_raise(main_type: int, part: bytes, kind: int) -> None:
    frame = layout.build(main_type, [(kind, part)]) if part else layout.build(main_type, [])
    read_all(DatexDriProtocol(), frame)
    DatexDriDevice().feed(frame, 0.0)


def test_memory_stays_bounded() -> None:
    protocol = DatexDriProtocol()
    for _ in range(50):
        protocol.feed(b"\x7e" + bytes(2000), 0.0)
        protocol.feed(bytes(2000), 0.0)
    assert len(protocol._records._pending) < 6000


# recognition


@pytest.mark.parametrize("signature", [one for one in DRIVER.info.signatures if one.probe])
def test_monitor_is_recognised_by_its_answer_to_the_probe(signature) -> None:
    device, patient = DatexDriDevice(), SimulatedPatient(1)
    (probe,) = signature.probe
    device.feed(probe, 0.0)
    heard = b"".join(device.emit(patient, n / 10) for n in range(int(signature.listen_s * 10)))
    assert signature.recognise(heard, signature.listen_s) == "GE / Datex-Ohmeda monitor, DRI records"
    assert signature.port.parity == "E"


def test_waves_that_another_program_asked_for_are_recognised() -> None:
    assert recognise(wave(1, 2, 3, kind=1) * 3, 3.0) == "GE / Datex-Ohmeda monitor, DRI waveforms"
    assert recognise(wave(1, 2, 3) * 2, 3.0) is None


def test_other_bytes_are_not_recognised() -> None:
    source = random.Random(5)
    assert recognise(source.randbytes(100_000), 3.0) is None
    assert recognise(bytes(source.choice(b"\x7e\x7d\x5e\x00\x31") for _ in range(50_000)), 3.0) is None
    assert recognise(PROBE * 20, 3.0) is None  # its own request, echoed
    assert recognise(b"\x01\x81\x43\x00\xc5" * 200, 3.0) is None
    damaged = bytearray(record())
    damaged[100] ^= 1
    assert recognise(bytes(damaged) * 3, 3.0) is None

"""Nonin Data Format 2: worked examples, the capture, whole packets only."""

from __future__ import annotations

import pytest

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Numeric, Quality, Wave
from drivers.nonin import layout
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all, samples, table


def packet(
    hr: int | None = 72,
    spo2: int | None = 97,
    *,
    held: tuple[int, int] = (1, 1),
    status: int = 0,
    pleth: int = 100,
    stat2: int = 0,
) -> bytes:
    values = layout.encode_values(layout.Numbers(hr, spo2), layout.Numbers(*held), stat2=stat2)
    sync = [layout.SYNC, *[0] * 24]
    return b"".join(layout.frame_of(status | s, pleth, v) for s, v in zip(sync, values, strict=True))


@pytest.mark.parametrize(
    ("frame", "sample", "quality"),
    [
        ("01 81 43 00 C5", 67, Quality.NONE),
        ("01 98 63 00 FC", None, Quality.NO_FINGER),
        ("01 87 C8 01 51", 200, Quality.BEAT | Quality.LOW_PERFUSION),
    ],
)
def test_worked_frames_decode(frame: str, sample: int | None, quality: Quality) -> None:
    (wave,) = of_type(read_all(NoninProtocol(), bytes.fromhex(frame)), Wave)
    assert (wave.samples, wave.quality, wave.rate_hz) == ((sample,), (quality,), 75.0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0x00, 0x4A, 0x60), (74, 96)),
        ((0x01, 0x0B, 0x60), (139, 96)),
        ((0x03, 0x7F, 0x7F), (None, None)),
    ],
)
def test_worked_values_decode(values: tuple[int, ...], expected: tuple) -> None:
    assert layout.decode_numbers(values) == expected


def test_capture_of_a_9560_decodes_exactly() -> None:
    rows = table("oximeters/nonin_df2_9560.expected.csv")
    protocol = NoninProtocol()
    readings = read_all(protocol, capture("oximeters/nonin_df2_9560.bin"))
    assert samples(readings) == [int(row["pleth"]) for row in rows]
    assert numbers(readings, Parameter.PR) == [74.0]
    assert numbers(readings, Parameter.SPO2) == [96.0]
    assert [battery.state for battery in of_type(readings, Battery)] == [BatteryState.GOOD]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (30, 0)


def test_numbers_come_on_change_and_with_every_third_packet() -> None:
    readings = read_all(NoninProtocol(), packet() * 7 + packet(spo2=90))
    assert numbers(readings, Parameter.SPO2) == [97, 97, 97, 90]


def test_held_values_of_the_display_fields_are_never_shown() -> None:
    readings = read_all(NoninProtocol(), packet(None, None, held=(80, 95), status=layout.SNSA))
    assert [(n.value, n.quality) for n in of_type(readings, Numeric)] == [(None, Quality.NO_FINGER)] * 2
    assert samples(readings) == [None] * 25


@pytest.mark.parametrize(
    ("bits", "quality", "sample"),
    [
        (layout.SNSD, Quality.NO_FINGER, None),
        (layout.SNSA, Quality.NO_FINGER, None),
        (layout.OOT | layout.SNSA, Quality.NO_FINGER, None),  # status 98 of the document
        (layout.OOT, Quality.SEARCHING, 100),
    ],
)
def test_sensor_off_and_lost_pulse_are_told_apart_and_give_no_number(
    bits: int, quality: Quality, sample: int | None
) -> None:
    readings = read_all(NoninProtocol(), packet(status=bits))
    assert [(n.value, n.quality) for n in of_type(readings, Numeric)] == [(None, quality)] * 2
    assert samples(readings) == [sample] * 25
    assert {wave.quality for wave in of_type(readings, Wave)} == {(quality,)}


def test_packet_with_a_missing_frame_gives_no_number() -> None:
    hurt = packet(spo2=50)
    for n in range(25):
        stream = packet() + hurt[: 5 * n] + hurt[5 * n + 5 :] + packet() * 3
        assert set(numbers(read_all(NoninProtocol(), stream), Parameter.SPO2)) == {97}


def test_packet_with_a_bad_checksum_in_it_gives_no_number_and_one_bad_stretch() -> None:
    hurt = bytearray(packet(spo2=50))
    hurt[52] ^= 0x10
    protocol = NoninProtocol()
    readings = read_all(protocol, packet() + bytes(hurt) + packet() * 2)
    assert set(numbers(readings, Parameter.SPO2)) == {97}
    assert protocol.counters.bad_frames == 1


@pytest.mark.parametrize("garbage", [b"\xff", b"\x01", b"\x01\x80", b"\x00" * 7, bytes(range(256))])
def test_garbage_at_any_place_costs_the_numbers_of_one_packet_at_most(garbage: bytes) -> None:
    stream = b"".join(packet(spo2=spo2) for spo2 in (91, 92, 93, 94))
    for place in range(len(stream) + 1):
        dirty = stream[:place] + garbage + stream[place:]
        found = numbers(read_all(NoninProtocol(), dirty), Parameter.SPO2)
        assert len(found) >= 3
        assert set(found) <= {91, 92, 93, 94}


def test_beat_is_the_rising_edge_of_either_perfusion_bit() -> None:
    bits = (0, layout.GPRF, layout.PULSE, layout.RPRF, 0, layout.RPRF)
    stream = b"".join(layout.frame_of(bit, 9, 0) for bit in bits)
    qualities = [wave.quality[0] for wave in of_type(read_all(NoninProtocol(), stream), Wave)]
    assert [bool(q & Quality.BEAT) for q in qualities] == [False, True, False, False, False, True]
    assert [bool(q & Quality.LOW_PERFUSION) for q in qualities] == [False, False, True, True, False, True]


def test_artefact_is_flagged_on_sample_and_number() -> None:
    readings = read_all(NoninProtocol(), packet(status=layout.ARTF))
    assert {n.quality for n in of_type(readings, Numeric)} == {Quality.ARTEFACT}
    assert of_type(readings, Wave)[0].quality == (Quality.ARTEFACT,)


def batteries(stream: bytes) -> list[BatteryState]:
    return [battery.state for battery in of_type(read_all(NoninProtocol(), stream), Battery)]


def test_battery_is_told_with_the_first_packet_and_on_change() -> None:
    good, low = BatteryState.GOOD, BatteryState.LOW
    weak = packet(stat2=layout.LOW_BATTERY | layout.SPA)
    assert batteries(packet() * 5) == [good]
    assert batteries(packet() * 2 + weak * 4 + packet()) == [good, low, good]
    assert batteries(weak * 3) == [low]


def test_battery_is_told_without_a_finger_too() -> None:
    off = packet(None, None, status=layout.SNSA, stat2=layout.LOW_BATTERY)
    assert batteries(off) == [BatteryState.LOW]


def test_undefined_bits_beside_the_battery_mean_nothing() -> None:
    assert batteries(packet(stat2=0xFF & ~layout.LOW_BATTERY)) == [BatteryState.GOOD]
    assert batteries(packet(stat2=0x04)) == [BatteryState.GOOD], "as a real 9560 sends it"


def test_a_packet_that_is_not_whole_says_nothing_of_the_battery() -> None:
    weak = packet(stat2=layout.LOW_BATTERY)
    for n in range(25):
        assert batteries(packet() + weak[: 5 * n] + weak[5 * n + 5 :] + packet()) == [BatteryState.GOOD]


def test_nothing_is_ever_sent() -> None:
    protocol = NoninProtocol()
    assert protocol.due(0.0) == protocol.due(100.0)
    assert protocol.due(0.0).send == b""
    assert protocol.goodbye() == b""


def test_device_keeps_its_display_fields_for_ten_seconds_and_the_protocol_does_not_care() -> None:
    patient = SimulatedPatient(3, [Effect("probe_off", 10.0)])
    wire = Wire(NoninProtocol(), NoninDevice(), patient)
    wire.run(30.0)
    received = bytes(wire.received)
    spo2_d = [
        received[at + 5 * (layout.FIELDS["SPO2_D"] - 1) + 3] for at in range(0, len(received) - 125, 125)
    ]
    assert 127 not in spo2_d[:60]
    assert spo2_d[-1] == 127
    off = [n for n in of_type(wire.readings, Numeric) if n.t > 12.5]
    assert {n.value for n in off} == {None}

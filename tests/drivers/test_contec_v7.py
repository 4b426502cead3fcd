"""Contec V7.0: worked examples, captures, and the conversation with the device."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity, Numeric, Quality, SignalLevel, Wave
from drivers.contec_v7 import layout
from drivers.contec_v7.device import ContecV7Device
from drivers.contec_v7.protocol import ContecV7Protocol
from drivers.patient import SimulatedPatient
from drivers.steady import AGREEING_AFTER_DAMAGE
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all, samples, table

LIVE = layout.Live(
    signal=4,
    beat=False,
    probe_error=False,
    searching=False,
    search_long=False,
    pleth=19,
    bar=2,
    pr=60,
    spo2=99,
    pi=None,
)
NONE = {"pr": None, "spo2": None, "pi": None}


@pytest.mark.parametrize(
    ("packet", "live"),
    [
        ("01 E0 84 93 92 BC E3 FF FF", LIVE),
        ("01 E0 85 D5 9A BD E3 FF FF", LIVE._replace(signal=5, pleth=85, bar=10, pr=61)),
        (
            "01 E9 94 C0 95 FF FF FF FF",
            LIVE._replace(probe_error=True, search_long=True, pleth=64, bar=5, **NONE),
        ),
        ("01 E1 84 C0 90 80 80 FF FF", LIVE._replace(probe_error=True, pleth=64, bar=0, **NONE)),
        ("01 EA 85 AE 95 FF FF FF FF", LIVE._replace(signal=5, searching=True, pleth=46, bar=5, **NONE)),
        ("01 E8 C4 B0 98 90 DF FF FF", LIVE._replace(beat=True, pleth=48, bar=8, pr=144, spo2=95)),
        ("01 88 C4 B0 88 90 DF A4 82", LIVE._replace(beat=True, pleth=48, bar=8, pr=144, spo2=95, pi=548)),
    ],
)
def test_worked_examples_decode(packet: str, live: layout.Live) -> None:
    wire = bytes.fromhex(packet)
    assert layout.decode_live(wire) == live
    assert layout.decode_live(layout.encode_live(live)) == live
    if live.pr is not None:  # there is one way to say a number, and several to say none
        assert layout.encode_live(live) == wire


def test_every_numeric_of_a_packet_survives_the_encoder() -> None:
    for pr in (10, 72, 127, 128, 196, 254):
        for pi in (None, 1, 128, 548, 2200):
            live = LIVE._replace(pr=pr, pi=pi, pleth=127, spo2=100)
            assert layout.decode_live(layout.encode_live(live)) == live


@pytest.mark.parametrize("pr", [1, 9])
def test_a_few_pulses_a_minute_are_no_pulse_rate(pr: int) -> None:
    assert layout.decode_live(layout.encode_live(LIVE._replace(pr=pr))).pr is None


def test_commands_are_those_of_the_document() -> None:
    assert layout.command(layout.START_LIVE) == bytes.fromhex("7D 81 A1 80 80 80 80 80 80")
    assert layout.command(layout.KEEP_ALIVE) == bytes.fromhex("7D 81 AF 80 80 80 80 80 80")


def stream_of(*lives: layout.Live) -> bytes:
    return b"".join(map(layout.encode_live, lives))


def numerics(stream: bytes) -> list[tuple[Parameter, float | None]]:
    return [(n.parameter, n.value) for n in of_type(read_all(ContecV7Protocol(), stream), Numeric)]


EXAMPLES = [
    ("01 E0 84 93 92 BC E3 FF FF", {Parameter.SPO2: 99, Parameter.PR: 60}),
    ("01 E0 85 D5 9A BD E3 FF FF", {Parameter.SPO2: 99, Parameter.PR: 61}),
    ("01 E9 94 C0 95 FF FF FF FF", {Parameter.SPO2: None, Parameter.PR: None}),
    ("01 E1 84 C0 90 80 80 FF FF", {Parameter.SPO2: None, Parameter.PR: None}),
    ("01 EA 85 AE 95 FF FF FF FF", {Parameter.SPO2: None, Parameter.PR: None}),
    ("01 E8 C4 B0 98 90 DF FF FF", {Parameter.SPO2: 95, Parameter.PR: 144}),
    ("01 88 C4 B0 88 90 DF A4 82", {Parameter.SPO2: 95, Parameter.PR: 144, Parameter.PI: 5.48}),
]


@pytest.mark.parametrize(("packet", "told"), EXAMPLES)
def test_worked_example_alone_gives_its_numbers_even_after_the_end_of_another_packet(
    packet: str, told: dict
) -> None:
    wire = bytes.fromhex(packet)
    assert dict(numerics(wire)) == told
    assert dict(numerics(b"\xff\xff" + wire)) == told
    twice = ContecV7Protocol().feed(wire + wire + wire[:1], 0.0)  # without waiting for the end
    assert {n.parameter: n.value for n in of_type(twice, Numeric)} == told


def test_worked_examples_in_a_row_give_all_their_numbers() -> None:
    stream = bytes.fromhex("".join(2 * packet for packet, _ in EXAMPLES))
    readings = read_all(ContecV7Protocol(), stream)
    assert numbers(readings, Parameter.PR) == [60, 61, None, None, 144]  # None: no finger, then searching
    assert numbers(readings, Parameter.SPO2) == [99, None, None, 95]
    assert numbers(readings, Parameter.PI) == [5.48]


@pytest.mark.parametrize(
    ("change", "parameter", "before", "after"),
    [
        ({"spo2": 98}, Parameter.SPO2, 99, 98),
        ({"spo2": 65}, Parameter.SPO2, 99, 65),
        ({"spo2": None}, Parameter.SPO2, 99, None),
        ({"probe_error": True}, Parameter.SPO2, 99, None),
        ({"searching": True}, Parameter.SPO2, 99, None),
        ({"pr": 61}, Parameter.PR, 60, 61),
        ({"pr": 188}, Parameter.PR, 60, 188),
        ({"pr": None}, Parameter.PR, 60, None),
        ({"pi": 101}, Parameter.PI, 1, 1.01),
        ({"pi": 2200}, Parameter.PI, 1, 22),
        ({"pi": None}, Parameter.PI, 1, None),
    ],
)
def test_what_changes_is_told_with_the_next_packet_and_a_single_packet_changes_nothing(
    change: dict, parameter: Parameter, before: float, after: float | None
) -> None:
    steady = LIVE._replace(pi=100)
    changed = steady._replace(**change)
    once = stream_of(steady, steady, changed, steady, steady, changed, steady)
    assert numbers(read_all(ContecV7Protocol(), once), parameter) == [before]
    protocol = ContecV7Protocol()
    start = bytes((layout.LIVE,))
    assert numbers(protocol.feed(stream_of(steady, steady) + start, 0.0), parameter) == [before]
    assert numbers(protocol.feed(stream_of(changed)[1:] + start, 1.0), parameter) == []
    second = of_type(protocol.feed(stream_of(changed)[1:] + start, 1.0 + 1 / 60), Numeric)
    assert [(n.t, n.value) for n in second if n.parameter is parameter] == [(1.0 + 1 / 60, after)]


def test_first_number_after_none_needs_agreement() -> None:
    off = LIVE._replace(probe_error=True)
    stream = stream_of(off, off, LIVE._replace(spo2=65, pr=24), off, off, LIVE, LIVE, LIVE)
    readings = read_all(ContecV7Protocol(), stream)
    assert numbers(readings, Parameter.SPO2) == [None, 99]
    assert numbers(readings, Parameter.PR) == [None, 60]


def test_last_number_of_a_stream_is_not_told_without_agreement() -> None:
    readings = read_all(ContecV7Protocol(), stream_of(LIVE, LIVE, LIVE._replace(spo2=65, pr=150)))
    assert numbers(readings, Parameter.SPO2) == [99]
    assert numbers(readings, Parameter.PR) == [60]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"spo2": 98, "pr": 62, "pi": 500},
            [(Parameter.SPO2, 98), (Parameter.PR, 62), (Parameter.PI, 5)],
        ),
        ({"probe_error": True}, [(Parameter.SPO2, None), (Parameter.PR, None)]),
    ],
)
def test_after_damage_more_packets_have_to_agree(change: dict, told: list) -> None:
    changed = LIVE._replace(**change)
    start = stream_of(*[LIVE] * 3) + b"\xff" + stream_of(LIVE)  # costs the third packet
    at_first = numerics(start)
    for count in range(1, AGREEING_AFTER_DAMAGE):
        assert numerics(start + stream_of(*[changed] * count, LIVE, LIVE)) == at_first
    assert numerics(start + stream_of(*[changed] * AGREEING_AFTER_DAMAGE)) == at_first + told


def test_text_of_the_device_between_two_packets_keeps_their_agreement() -> None:
    name = layout.packet_of(layout.VENDOR, b"bedside")
    near = stream_of(LIVE._replace(spo2=98))
    assert numbers(
        read_all(ContecV7Protocol(), stream_of(LIVE, LIVE) + near + name + near), Parameter.SPO2
    ) == [
        99,
        98,
    ]


def test_perfusion_index_that_changes_in_every_packet_is_told_twice_a_second() -> None:
    lives = [LIVE._replace(pi=300 + 2 * n) for n in range(120)]
    told = numbers(read_all(ContecV7Protocol(), stream_of(*lives)), Parameter.PI)
    assert len(told) == 4
    assert set(told) <= {live.pi / 100 for live in lives if live.pi}


def test_numbers_that_never_settle_become_missing_after_a_second() -> None:
    unsteady = [LIVE._replace(spo2=80 + n % 5, pr=70 + n % 7, pi=100 + 500 * (n % 3)) for n in range(130)]
    readings = read_all(ContecV7Protocol(), stream_of(*[LIVE._replace(pi=300)] * 2, *unsteady))
    assert numbers(readings, Parameter.SPO2) == [99, None, None]
    assert numbers(readings, Parameter.PR) == [60, None, None]
    assert numbers(readings, Parameter.PI) == [3, None, None]


def test_number_is_told_again_within_every_second() -> None:
    readings = read_all(ContecV7Protocol(), stream_of(*[LIVE] * 122))
    assert numbers(readings, Parameter.SPO2) == [99, 99, 99]
    assert len(samples(readings)) == 122
    assert of_type(readings, SignalLevel) == [SignalLevel(t=0.0, level=2)] * 3
    assert numbers(readings, Parameter.PI) == []


def test_one_falsified_packet_changes_no_number() -> None:
    readings = read_all(ContecV7Protocol(), stream_of(LIVE, LIVE, LIVE._replace(pr=188), LIVE, LIVE))
    assert numbers(readings, Parameter.PR) == [60]


def test_false_210_at_first_lock_never_shows() -> None:
    late_bits = bytes.fromhex("01 EA 85 AE 95 D2 E2 FF FF")
    locked = bytes.fromhex("01 E0 C5 AE 95 D2 E2 FF FF")
    searching = bytes.fromhex("01 EA 85 AE 95 FF FF FF FF")
    readings = read_all(ContecV7Protocol(), searching * 3 + late_bits + locked * 3)
    assert numbers(readings, Parameter.PR) == [None, 82]
    wrong_once = bytes.fromhex("01 E8 C5 AE 95 D2 E2 FF FF")  # the same with searching already clear
    readings = read_all(ContecV7Protocol(), searching * 3 + wrong_once + locked * 3)
    assert numbers(readings, Parameter.PR) == [None, 82]


def test_beat_is_flagged_on_the_first_of_its_two_packets() -> None:
    beat = LIVE._replace(beat=True)
    waves = of_type(read_all(ContecV7Protocol(), stream_of(LIVE, beat, beat, LIVE, beat)), Wave)
    assert [wave.quality[0] for wave in waves] == [0, Quality.BEAT, 0, 0, Quality.BEAT]


@pytest.mark.parametrize("packet", ["01 E9 94 C0 95 FF FF FF FF", "01 E1 84 C0 90 80 80 FF FF"])
def test_both_ways_of_saying_no_finger_give_no_number_and_no_sample(packet: str) -> None:
    readings = read_all(ContecV7Protocol(), stream_of(LIVE, LIVE) + bytes.fromhex(packet) * 2)
    assert samples(readings) == [19, 19, None, None]
    last = of_type(readings, Numeric)[-2:]
    assert [(n.parameter, n.value, n.quality) for n in last] == [
        (Parameter.SPO2, None, Quality.NO_FINGER),
        (Parameter.PR, None, Quality.NO_FINGER),
    ]
    assert of_type(readings, SignalLevel)[-1].level is None


def test_searching_keeps_the_wave_and_drops_numbers_that_are_sent_along() -> None:
    readings = read_all(ContecV7Protocol(), stream_of(*[LIVE._replace(searching=True)] * 2))
    assert samples(readings) == [19, 19]
    assert numbers(readings, Parameter.SPO2) == [None]
    assert of_type(readings, Wave)[0].quality == (Quality.SEARCHING,)


def test_perfusion_index_is_missing_once_a_unit_that_has_it_loses_it() -> None:
    with_pi = LIVE._replace(pi=548)
    readings = read_all(ContecV7Protocol(), stream_of(with_pi, with_pi, LIVE, LIVE))
    assert numbers(readings, Parameter.PI) == [5.48, None]


@pytest.mark.parametrize("place", range(1, 9))
def test_byte_slipped_into_a_packet_drops_that_packet_instead_of_shifting_it(place: int) -> None:
    good, hit = layout.encode_live(LIVE), layout.encode_live(LIVE._replace(pleth=77))
    for intruder in range(256):
        stream = good + hit[:place] + bytes((intruder,)) + hit[place:] + good
        found = samples(read_all(ContecV7Protocol(), stream))
        if intruder == layout.LIVE and place == 1:  # what follows the intruder is the packet itself
            assert found == [19, 77, 19]
        else:
            assert found == [19, 19], f"{intruder:02X}"


def test_host_echo_is_skipped_without_being_counted_as_bad() -> None:
    protocol = ContecV7Protocol()
    stream = stream_of(LIVE) + layout.command(layout.KEEP_ALIVE) + stream_of(LIVE)
    assert samples(read_all(protocol, stream)) == [19, 19]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (2, 0)


# captures


def check_against(stream: bytes, rows: list[dict[str, str]]) -> ContecV7Protocol:
    protocol = ContecV7Protocol()
    readings = read_all(protocol, stream)
    waves = of_type(readings, Wave)
    assert len(waves) == protocol.counters.frames == len(rows)
    before = False
    for wave, row in zip(waves, rows, strict=True):
        beat, no_finger = row["beat"] == "1", row["probe_error"] == "1"
        expected = Quality.NONE
        expected |= Quality.BEAT if beat and not before else Quality.NONE
        expected |= Quality.NO_FINGER if no_finger else Quality.NONE
        expected |= Quality.SEARCHING if row["searching"] == "1" else Quality.NONE
        before = beat
        assert wave.samples == ((None,) if no_finger else (int(row["pleth"]),))
        assert wave.quality == (expected,)
    return protocol


def test_capture_of_a_cms50e_decodes_exactly() -> None:
    stream = capture("oximeters/contec_cms50e_v7_titinho.bin")
    protocol = check_against(stream, table("oximeters/contec_cms50e_v7_titinho.expected.csv"))
    assert protocol.counters.bad_frames == 0
    readings = read_all(ContecV7Protocol(), stream)
    beats = [n for n, wave in enumerate(of_type(readings, Wave)) if wave.quality[0] & Quality.BEAT]
    assert beats == [34, 94]
    assert set(numbers(readings, Parameter.PR)) == {60.0}
    assert set(numbers(readings, Parameter.SPO2)) == {99.0}


@pytest.mark.parametrize("name", ["contec_cms60c_v7_part1.bin", "contec_cms60c_v7_part1.device_only.bin"])
def test_capture_of_a_cms60cw_decodes_exactly(name: str) -> None:
    stream = capture(f"oximeters/{name}")
    protocol = check_against(stream, table("oximeters/contec_cms60c_v7_part1.expected.csv"))
    assert protocol.counters.bad_frames == 0
    readings = read_all(ContecV7Protocol(), stream)
    assert set(numbers(readings, Parameter.PR)) == set(numbers(readings, Parameter.SPO2)) == {None}
    assert of_type(readings, Identity)[-1].text == "Contec CMS60CW"


def test_transcript_of_a_cms50dplus_decodes() -> None:
    text = capture("oximeters/contec_cms50dplus_v46_markmll.txt").decode()
    lines = [line[2:] for line in text.splitlines() if line.startswith("D ")]
    readings = read_all(ContecV7Protocol(), b"".join(bytes.fromhex(line) for line in lines))
    packets = [line for line in lines if line.startswith("01 ")]
    assert samples(readings) == [None] * len(packets)
    assert numbers(readings, Parameter.PR) == [None]
    assert [identity.text for identity in of_type(readings, Identity)] == ["50D(A)+"]


# conversation


def test_bring_up_stops_asks_and_starts_as_soon_as_the_device_answers() -> None:
    protocol = ContecV7Protocol()
    stop, stored = layout.command(layout.STOP_LIVE), layout.command(layout.STOP_STORED)
    assert protocol.due(0.0).send == stop + stored
    assert protocol.due(0.1) == protocol.due(0.1)
    protocol.feed(bytes.fromhex("0C 80 0C 80"), 0.2)
    protocol.finish(0.2)
    assert protocol.due(0.2).send.endswith(layout.command(layout.START_LIVE))


def test_silent_device_is_started_after_a_second_and_again_every_two() -> None:
    protocol = ContecV7Protocol()
    due = protocol.due(10.0)
    starts = []
    while due.at is not None and due.at < 20.0:
        t = due.at
        due = protocol.due(t)
        if layout.command(layout.START_LIVE) in due.send:
            starts.append(t)
    assert starts == [11.0, 13.0, 15.0, 17.0, 19.0]


def test_stream_is_kept_alive_for_minutes_and_keep_alive_comes_every_three_seconds() -> None:
    wire = Wire(ContecV7Protocol(), ContecV7Device(), SimulatedPatient(1))
    wire.run(100.0, step_s=0.25)
    alive = [t for t, data in wire.sent if layout.command(layout.KEEP_ALIVE) in data]
    assert max(b - a for a, b in pairwise(alive)) <= 3.3
    assert wire.protocol.counters.frames >= 99 * 60
    assert wire.requests(layout.command(layout.START_LIVE)) == 1


def test_virtual_device_calls_itself_simulated() -> None:
    wire = Wire(ContecV7Protocol(), ContecV7Device(), SimulatedPatient(1))
    wire.run(1.0)
    assert of_type(wire.readings, Identity)[-1].text == "bedside V7.0 sim"


def test_device_without_keep_alive_falls_silent_after_30_seconds() -> None:
    device, patient = ContecV7Device(), SimulatedPatient(1)
    device.feed(layout.command(layout.START_LIVE), 0.0)
    packets = b"".join(device.emit(patient, t) for t in range(60))
    assert 1790 <= packets.count(b"\x01") <= 1810


def test_goodbye_stops_both_streams() -> None:
    assert ContecV7Protocol().goodbye() == bytes.fromhex("7D81A7808080808080 7D81A2808080808080")

"""PAR/Medlab module: worked examples, both variants, when a result is a result, and the rules of the cuff."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffRequest
from bedside.link.cuff_guard import CuffGuard
from bedside.link.cuff_lock import LOCKING
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Numeric, Quality
from bedside.vitals.sessions import PatientType
from drivers.par_medlab import layout
from drivers.par_medlab.device import ParCombiDevice, ParDevice
from drivers.par_medlab.layout import COMBI, PLAIN
from drivers.par_medlab.protocol import ParProtocol
from drivers.par_medlab.recognise import SIGNATURES, recognise_combi, recognise_plain
from drivers.patient import Baseline, Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all

CUFF_35 = bytes.fromhex("02 30 33 35 43 30 53 33 03 0D")
END = bytes.fromhex("02 39 39 39 03 0D")
READ = bytes.fromhex("02 31 38 3B 3B 44 46 03")
READ_COMBI = bytes.fromhex("FD 31 38 3B 3B 44 46 FE 0D")
START = bytes.fromhex("02 30 31 3B 3B 44 37 03")
ADULT, NEONATE, MANUAL = b"\x0224;;DC\x03", b"\x0225;;DD\x03", b"\x0203;;D9\x03"
GOOD = b"\x02S1;A0;C03;M00;P125080090;R075;T0005;;40\x03\r"
MISPRINT = GOOD.replace(b";;40", b";;D2")
NO_FINGER = bytes.fromhex("55 AA 07 6C 02 7F FF 00 F3")  # bench capture of a combi board

Answer = Callable[[float], bytes]


def status(
    state: int = 1,
    message: int | None = 0,
    values: tuple[int | None, ...] = (None, None, None, None),
    patient: int = 0,
    marks: layout.Marks = PLAIN,
    cycle: int = 0,
) -> bytes:
    return layout.encode_status(layout.Status(state, patient, cycle, message, *values, None), marks)


def cuff(mmhg: int, flag: int = 0, state: int = 3, marks: layout.Marks = PLAIN) -> bytes:
    return layout.encode_cuff(layout.Cuff(mmhg, flag, state), marks)


VALUES = (120, 70, 85, 66)
OTHERS = (130, 75, 92, 70)


def results(readings: list) -> list[tuple]:
    return [(d.t, d.sys, d.dia, d.map, d.pr) for d in of_type(readings, Determination)]


def states(readings: list) -> list[tuple]:
    """State and fault of the cuff, repetitions left out."""
    seen = [(s.state, s.fault) for s in of_type(readings, CuffStatus)]
    return [state for n, state in enumerate(seen) if n == 0 or state != seen[n - 1]]


def faults(readings: list) -> list[NibpFault]:
    return [fault for _, fault in states(readings) if fault is not None]


def wire(device: ParDevice | None = None, patient: SimulatedPatient | None = None, **keywords) -> Wire:
    return Wire(ParProtocol(), device or ParDevice(), patient or SimulatedPatient(5, **keywords))


def times_of(bench: Wire, data: bytes) -> list[float]:
    return [t for t, sent in bench.sent if sent == data]


def answering(answer: Answer) -> Wire:
    """A bench whose module answers each status request with `answer(t)` and does nothing else."""
    bench = Wire(ParProtocol(), None, SimulatedPatient(1))
    mute_send = bench.send

    def send(data: bytes) -> None:
        mute_send(data)
        if data in (READ, READ_COMBI):
            hear(bench, answer(bench.t))

    bench.send = send  # type: ignore[method-assign]
    return bench


def hear(bench: Wire, data: bytes) -> None:
    bench.readings += bench.protocol.feed(data, bench.t)


# bytes


def test_commands_are_those_of_the_document() -> None:
    codes = {code: layout.encode_command(code, PLAIN) for code in ("01", "03", "18", "24", "25")}
    assert codes == {"01": START, "03": MANUAL, "18": READ, "24": ADULT, "25": NEONATE}
    assert layout.encode_command("18", COMBI) == READ_COMBI
    assert layout.encode_command("01", COMBI) == bytes.fromhex("FD 30 31 3B 3B 44 37 FE 0D")
    assert layout.ABORT == b"\x58"
    assert set(codes) == layout.COMMANDS
    assert not any(0x58 in command for command in codes.values())


def test_worked_examples_decode() -> None:
    protocol = ParProtocol()
    (running,) = protocol.feed(CUFF_35, 1.0)
    assert (running.state, running.pressure_mmhg) == (CuffState.MEASURING, 35.0)
    assert protocol.feed(END, 2.0) == []
    assert results(protocol.feed(GOOD, 3.0)) == [(2.0, 125, 80, 90, 75)]
    assert protocol.counters.bad_frames == 0


def test_status_with_the_misprinted_checksum_of_the_manual_is_refused() -> None:
    protocol = ParProtocol()
    assert read_all(protocol, MISPRINT) == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


def test_status_of_a_combi_board_decodes() -> None:
    body = b"S1;A0;C00;M00;P101065076;R060;T    ;;"  # bench capture, its checksum by the rule
    frame = b"\xfd" + body + f"{sum(body) & 255:02X}".encode() + b"\xfe\r"
    assert results(read_all(ParProtocol(), frame)) == [(0.0, 101, 65, 76, 60)]


def test_samples_published_for_this_protocol_decode_as_expected() -> None:
    rows = [json.loads(line) for line in capture("bp/small-samples.jsonl").decode().splitlines()]
    rows = [row for row in rows if row["protocol"] == "par-nibp"]
    assert len(rows) >= 5
    for row in rows:
        data, expect = bytes.fromhex(row["hex"]), row["expect"]
        if row["direction"] == "host>device":
            assert data == START
            continue
        protocol = ParProtocol()
        readings = read_all(protocol, data)
        assert (protocol.counters.bad_frames == 0) == expect["valid"]
        if "cuff_mmhg" in expect:
            assert readings[0].pressure_mmhg == expect["cuff_mmhg"]
            assert layout.cuff_of(data[1:-2]) == (expect["cuff_mmhg"], expect["cuff_flag"], expect["state"])
        elif "sys" in expect:
            found = layout.status_of(data[1:-2])
            assert found is not None
            assert (found.state, found.cycle, found.message) == (1, expect["cycle"], expect["message"])
            assert (found.patient_type, found.next_s) == (expect["patient"], expect["next_s"])
            values = (expect["sys"], expect["dia"], expect["map"], expect["pulse"])
            assert [result[1:] for result in results(readings)] == [values]
        else:
            assert readings == []


def test_errors_and_dashes_of_the_documents_are_no_numbers() -> None:
    for body in (
        b"S2;A0;C05;M07;P---------;R---;T    ;;",
        b"S0;A0;C--;M--;P---------;R---;T----;;",
        b"S1;A0;C00;M00;P         ;R   ;T    ;;",
    ):
        protocol = ParProtocol()
        frame = b"\x02" + body + f"{sum(body) & 255:02X}".encode() + b"\x03\r"
        assert results(read_all(protocol, END + frame)) == []
        assert (protocol.counters.frames, protocol.counters.bad_frames) == (1, 0)


@pytest.mark.parametrize(
    "body", [b"35C0S3", b"035C6S3", b"035C0S", b"0350S3C", b"998", b"035C0S33", b"1234C0S3"]
)
def test_only_the_exact_pattern_is_a_cuff_pressure(body: bytes) -> None:
    protocol = ParProtocol()
    assert read_all(protocol, b"\x02" + body + b"\x03\r") == []
    assert protocol.counters.frames == 0


@pytest.mark.parametrize(
    "values",
    [
        (120, 90, 85, 66),
        (80, 70, 85, 66),
        (120, 85, 70, 66),
        (301, 70, 85, 66),
        (39, 21, 30, 66),
        (120, 19, 85, 66),
    ],
)
def test_implausible_numbers_are_never_shown(values: tuple[int, ...]) -> None:
    readings = read_all(ParProtocol(), CUFF_35 + END + status(values=values))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.FAILED]


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (2, NibpFault.UNKNOWN),
        (5, NibpFault.CANCELLED),
        (6, NibpFault.LOOSE),
        (7, NibpFault.LOOSE),
        (8, NibpFault.DEVICE),
        (9, NibpFault.TIMEOUT),
        (10, NibpFault.FAILED),
        (11, NibpFault.MOVEMENT),
        (12, NibpFault.OVERPRESSURE),
        (13, NibpFault.FAILED),
        (14, NibpFault.LOOSE),
        (15, NibpFault.DEVICE),
        (77, NibpFault.UNKNOWN),
    ],
)
def test_error_is_told_in_words_and_its_old_numbers_never(message: int, fault: NibpFault) -> None:
    readings = read_all(ParProtocol(), CUFF_35 + END + status(1, message, VALUES))
    assert faults(readings) == [fault]
    assert results(readings) == []


@given(garbage=st.binary(max_size=40), cuts=st.lists(st.integers(0, 160), max_size=8))
@settings(max_examples=60, deadline=None)
def test_garbage_between_frames_and_any_split_bring_no_other_number(garbage: bytes, cuts: list[int]) -> None:
    stream = CUFF_35 * 3 + garbage + NO_FINGER + CUFF_35 * 3 + END + GOOD + GOOD
    whole, pieces = ParProtocol(), ParProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)] == expected
    assert whole.counters == pieces.counters
    assert {result[1:] for result in results(expected)} == {(125, 80, 90, 75)}


@given(st.lists(st.tuples(st.binary(max_size=60), st.floats(0, 30)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_nothing_raises_and_nothing_is_started_whatever_comes(pieces: list[tuple[bytes, float]]) -> None:
    protocol, device, patient, t = ParProtocol(), ParDevice(), SimulatedPatient(1), 0.0
    for data, wait in pieces:
        protocol.feed(data, t)
        device.feed(data, t)
        device.emit(patient, t)
        assert b"01;;" not in protocol.due(t).send
        t += wait


# SpO2 of a combi board


def spo2(flags: int = 0, value: int = 97, pulse: int = 60, pi: int = 20) -> bytes:
    return layout.encode_spo2(layout.Spo2(1, flags, value, pulse, pi))


def test_captured_packet_without_a_finger_has_no_numbers() -> None:
    readings = of_type(read_all(ParProtocol(), NO_FINGER), Numeric)
    assert [(r.value, r.quality) for r in readings] == [(None, Quality.NO_FINGER)] * 3


def test_spo2_pulse_and_perfusion_are_told() -> None:
    readings = of_type(read_all(ParProtocol(), spo2()), Numeric)
    assert {r.parameter: r.value for r in readings} == {
        Parameter.SPO2: 97,
        Parameter.PR: 60,
        Parameter.PI: 2.0,
    }


@pytest.mark.parametrize("flags", [0x01, 0x04, 0x08, 0x10, 0x80])
def test_flag_whose_meaning_is_not_confirmed_leaves_no_number(flags: int) -> None:
    assert {r.value for r in of_type(read_all(ParProtocol(), spo2(flags)), Numeric)} == {None}


@pytest.mark.parametrize(("value", "pulse", "pi"), [(127, 255, 0), (0, 0, 0), (101, 9, 201)])
def test_sentinels_become_none(value: int, pulse: int, pi: int) -> None:
    readings = of_type(read_all(ParProtocol(), spo2(0, value, pulse, pi)), Numeric)
    assert [r.value for r in readings] == [None] * 3


def test_same_number_is_told_once_a_second_however_often_it_comes() -> None:
    protocol = ParProtocol()
    readings = [r for n in range(100) for r in protocol.feed(spo2(), n / 10)]
    assert len(numbers(readings, Parameter.SPO2)) == 10


def test_damaged_packet_is_dropped() -> None:
    protocol = ParProtocol()
    assert read_all(protocol, spo2()[:-1] + b"\x00") == []
    assert protocol.counters.bad_frames == 1


def test_combi_board_and_host_agree() -> None:
    bench = wire(ParCombiDevice())
    bench.run(20.0)
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert bench.protocol.counters.bad_frames == 0
    (found,) = of_type(bench.readings, Determination)
    view = bench.patient.cuff(bench.t)
    assert (found.sys, found.dia, found.map, found.pr) == (view.sys, view.dia, view.map, view.pr)
    for numeric in of_type(bench.readings, Numeric):
        now = bench.patient.at(numeric.t)
        sent = {Parameter.SPO2: now.spo2, Parameter.PR: now.pr, Parameter.PI: now.pi}[numeric.parameter]
        assert numeric.value == pytest.approx(sent, abs=2.5)
    assert all(data[0] in (0xFD, 0x58) for t, data in bench.sent if t > 2.0)


def test_probe_off_on_a_combi_board_leaves_no_numbers() -> None:
    bench = wire(ParCombiDevice(), SimulatedPatient(1, [Effect("probe_off", 5.0, 20.0)]))
    bench.run(30.0)
    off = [r for r in of_type(bench.readings, Numeric) if 8.0 < r.t < 19.0]
    assert {(r.value, r.quality) for r in off} == {(None, Quality.NO_FINGER)}
    back = [r for r in of_type(bench.readings, Numeric) if 21.0 < r.t < 24.0]
    assert {r.value for r in back} == {None}
    assert bench.readings[-1].t > 28.0


# when a result is new


def test_first_result_after_opening_is_of_unknown_age_and_told_once() -> None:
    protocol = ParProtocol()
    readings = [r for t in range(0, 300, 5) for r in protocol.feed(status(values=VALUES), float(t))]
    assert results(readings) == [(0.0, *VALUES)]
    assert of_type(readings, Determination)[0].quality is Quality.TIME_UNKNOWN


def test_changed_result_is_new() -> None:
    protocol = ParProtocol()
    readings = protocol.feed(status(values=VALUES), 0.0) + protocol.feed(status(values=OTHERS), 5.0)
    assert results(readings) == [(0.0, *VALUES), (5.0, *OTHERS)]
    assert of_type(readings, Determination)[1].quality is Quality.NONE


def test_equal_result_after_a_seen_end_is_new() -> None:
    protocol = ParProtocol()
    readings = protocol.feed(status(values=VALUES), 0.0)
    readings += (
        protocol.feed(CUFF_35, 10.0) + protocol.feed(END, 30.0) + protocol.feed(status(values=VALUES), 31.0)
    )
    assert results(readings) == [(0.0, *VALUES), (30.0, *VALUES)]


def test_result_is_taken_in_standby_only() -> None:
    for state in (0, 2, 5, 6):
        readings = read_all(ParProtocol(), CUFF_35 + END + status(state, values=VALUES))
        assert results(readings) == []


def test_error_that_was_there_before_opening_is_not_told() -> None:
    protocol = ParProtocol()
    readings = [r for t in range(0, 60, 5) for r in protocol.feed(status(2, 7, VALUES), float(t))]
    assert states(readings) == [(CuffState.IDLE, None)]


def test_error_that_appears_without_pressures_is_told_once() -> None:
    protocol = ParProtocol()
    readings = protocol.feed(status(values=VALUES), 0.0)
    readings += [r for t in range(5, 60, 5) for r in protocol.feed(status(2, 7, VALUES), float(t))]
    assert faults(readings) == [NibpFault.LOOSE]
    assert len(results(readings)) == 1


def test_pulse_that_is_missing_is_left_out() -> None:
    readings = read_all(ParProtocol(), CUFF_35 + END + status(values=(120, 70, 85, None)))
    assert results(readings) == [(0.0, 120, 70, 85, None)]


# conversation


def test_unknown_variant_is_asked_in_either_form_in_turn() -> None:
    bench = answering(lambda t: b"")
    bench.run(7.0)
    assert [data for _, data in bench.sent] == [READ, READ_COMBI, READ, READ_COMBI, READ]


def test_spo2_packets_give_the_combi_board_away() -> None:
    bench = answering(lambda t: b"")
    hear(bench, spo2())
    bench.run(10.0)
    assert {data for _, data in bench.sent} == {READ_COMBI}


def test_idle_module_is_asked_every_five_seconds_and_nothing_else_is_sent() -> None:
    bench = wire()
    bench.run(31.0)
    assert {data for _, data in bench.sent} == {READ}
    assert all(b - a == pytest.approx(5.0, abs=0.1) for a, b in pairwise(times_of(bench, READ)[1:]))


@pytest.mark.parametrize(
    ("patient_type", "code"), [(PatientType.ADULT, ADULT), (PatientType.NEONATE, NEONATE)]
)
def test_whole_determination_from_request_to_result(patient_type: PatientType, code: bytes) -> None:
    bench = wire(patient=SimulatedPatient(5, baseline=Baseline(patient_type=patient_type)))
    bench.run(8.0)
    bench.request(CuffOrder.START, patient_type)
    begun = bench.t
    bench.run(60.0)
    orders = [data for t, data in bench.sent if t >= begun]
    assert orders[:4] == [code, MANUAL, READ, START]
    assert orders.count(START) == 1
    (found,) = of_type(bench.readings, Determination)
    view = bench.patient.cuff(bench.t)
    assert (found.sys, found.dia, found.map, found.pr) == (view.sys, view.dia, view.map, view.pr)
    assert found.t == pytest.approx(bench.t - view.age_s, abs=0.4)
    running = [s for s in of_type(bench.readings, CuffStatus) if s.state is CuffState.MEASURING]
    assert {s.patient_type for s in running} == {patient_type}
    assert max(s.pressure_mmhg for s in running) > 100


def test_commands_lie_more_than_a_second_apart() -> None:
    device = ParDevice()
    bench = wire(device)
    bench.run(3.0, step_s=0.01)
    bench.request(CuffOrder.START)
    bench.run(60.0, step_s=0.01)
    assert all(b - a > 1.0 for (a, _), (b, _) in pairwise(bench.sent))
    assert device.ignored == 0
    assert len(results(bench.readings)) == 1


def test_start_for_a_child_is_refused_and_said_why() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START, PatientType.CHILD)
    bench.run(10.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert {data for _, data in bench.sent} == {READ}
    assert "child" in bench.protocol.take_notices()[0]


@pytest.mark.parametrize(
    "answer",
    [
        status(patient=1, values=VALUES),
        status(state=0),
        status(state=5),
        status(state=6),
        status(state=3),
        status(cycle=3),
        b"",
    ],
)
def test_start_leaves_only_when_the_module_shows_that_it_is_ready(answer: bytes) -> None:
    bench = answering(lambda t: status(values=VALUES) if t < 3.0 else answer)
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(12.0)
    assert START not in [data for _, data in bench.sent]
    assert NibpFault.REFUSED in faults(bench.readings)


def test_start_before_the_variant_is_known_is_refused() -> None:
    bench = answering(lambda t: b"")
    bench.run(1.0)
    bench.request(CuffOrder.START)
    bench.run(10.0)
    assert {data for _, data in bench.sent} == {READ, READ_COMBI}
    assert faults(bench.readings) == [NibpFault.REFUSED]


def test_lost_start_is_asked_for_after_five_seconds_and_not_sent_again() -> None:
    bench = answering(lambda t: status(values=VALUES))
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(30.0)
    (started_t,) = times_of(bench, START)
    assert next(t for t in times_of(bench, READ) if t > started_t) == pytest.approx(started_t + 5.0, abs=0.1)
    assert faults(bench.readings) == [NibpFault.REFUSED]


def test_determination_begun_at_the_module_is_read() -> None:
    bench = wire(auto_cuff_s=100.0)
    bench.run(70.0)
    assert len(results(bench.readings)) == 1
    assert {data for _, data in bench.sent} == {READ}


def test_lost_end_of_the_pressures_is_found_by_asking() -> None:
    bench = wire()
    bench.run(3.0)
    bench.to_host = lambda data: data.replace(END, b"")
    bench.request(CuffOrder.START)
    bench.run(70.0)
    assert len(results(bench.readings)) == 1


def test_lost_status_is_asked_for_again() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(8.0)
    lost = [2]

    def lose(data: bytes) -> bytes:
        if b"\x02S" in data and lost[0]:
            lost[0] -= 1
            return b""
        return data

    bench.to_host = lose
    bench.run(60.0)
    assert len(results(bench.readings)) == 1


def test_failed_determination_is_told_without_the_old_numbers_and_the_next_one_counts() -> None:
    bench = wire(effects=[Effect("cuff_fault", 60.0, 80.0, cause="movement")])
    for begin in (3.0, 65.0, 130.0):
        bench.run(begin - bench.t)
        bench.request(CuffOrder.START)
    bench.run(60.0)
    assert faults(bench.readings) == [NibpFault.MOVEMENT]
    assert len(results(bench.readings)) == 2


@pytest.mark.parametrize("flag", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("cancelled", [False, True])
def test_cuff_that_does_not_fit_is_told_while_it_measures_and_aborted(flag: int, cancelled: bool) -> None:
    bench = answering(lambda t: status(message=5, values=VALUES))
    bench.run(3.0)
    hear(bench, cuff(60, flag) * 3)
    assert states(bench.readings)[-1] == (CuffState.MEASURING, NibpFault.WRONG_CUFF)
    if cancelled:  # by what stands above, in the same moment
        bench.request(CuffOrder.CANCEL)
    else:
        assert bench.protocol.due(bench.t).send == b"X"
    hear(bench, cuff(60, flag) + END)
    bench.run(10.0)
    assert states(bench.readings)[-2:] == [(CuffState.FAILED, NibpFault.WRONG_CUFF), (CuffState.IDLE, None)]
    assert results(bench.readings) == []


def test_cuff_that_fits_is_told_without_a_fault() -> None:
    assert states(read_all(ParProtocol(), cuff(60) * 3)) == [(CuffState.MEASURING, None)]


def test_adult_start_with_a_neonates_cuff_on_is_aborted() -> None:
    bench = wire(patient=SimulatedPatient(5, baseline=Baseline(patient_type=PatientType.NEONATE)))
    bench.run(3.0)
    bench.request(CuffOrder.START, PatientType.ADULT)
    bench.run(20.0)
    assert len(times_of(bench, b"X")) == 1
    assert bench.patient.cuff(bench.t).pressure_mmhg == 0
    assert set(faults(bench.readings)) == {NibpFault.WRONG_CUFF}


def test_service_mode_is_told_once() -> None:
    protocol = ParProtocol()
    readings = protocol.feed(cuff(200, 0, 4) * 5, 0.0)
    assert {s.state for s in readings} == {CuffState.MEASURING}
    assert len(protocol.take_notices()) == 1


# abort


def test_abort_goes_out_at_once_alone_and_ends_as_cancelled() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(10.0)
    bench.request(CuffOrder.CANCEL)
    cancelled_t = bench.t
    assert bench.sent[-1] == (cancelled_t, b"X")
    bench.run(15.0)
    assert times_of(bench, b"X") == [cancelled_t]
    assert faults(bench.readings) == [NibpFault.CANCELLED]
    assert states(bench.readings)[-1] == (CuffState.IDLE, None)
    assert results(bench.readings) == []


def test_abort_drops_a_start_on_its_way() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(2.5)
    bench.request(CuffOrder.CANCEL)
    bench.run(20.0)
    assert START not in [data for _, data in bench.sent]
    assert bench.patient.cuff(bench.t).age_s is None


def test_lost_abort_is_repeated() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(10.0)
    lost = [2]

    def lose(data: bytes) -> bytes:
        if data == b"X" and lost[0]:
            lost[0] -= 1
            return b""
        return data

    bench.to_device = lose
    bench.request(CuffOrder.CANCEL)
    bench.run(15.0)
    sent = times_of(bench, b"X")
    assert len(sent) == 3
    assert all(0.5 <= b - a <= 1.0 for a, b in pairwise(sent))
    assert faults(bench.readings) == [NibpFault.CANCELLED]


def test_module_that_does_not_stop_is_told_after_three_aborts() -> None:
    bench = answering(lambda t: status(3))
    bench.run(3.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(30.0)
    assert len(times_of(bench, b"X")) == 3
    assert faults(bench.readings) == [NibpFault.UNKNOWN]


def test_result_found_after_an_abort_is_not_told() -> None:
    bench = answering(lambda t: status(values=VALUES if t < 3.5 else OTHERS))
    bench.run(3.0)
    hear(bench, CUFF_35)
    bench.run(1.0)
    bench.request(CuffOrder.CANCEL)
    hear(bench, END)
    bench.run(30.0)
    assert [result[1:] for result in results(bench.readings)] == [VALUES]
    assert faults(bench.readings) == [NibpFault.CANCELLED]


@pytest.mark.parametrize(
    ("patient_type", "stop_s"), [(PatientType.ADULT, 180.0), (PatientType.NEONATE, 90.0)]
)
def test_watchdog_aborts_a_determination_that_takes_too_long(
    patient_type: PatientType, stop_s: float
) -> None:
    patient = 1 if patient_type is PatientType.NEONATE else 0
    bench = answering(lambda t: status(1 if t < 7.0 else 3, patient=patient))
    bench.run(3.0)
    bench.request(CuffOrder.START, patient_type)
    bench.run(stop_s + 20.0, step_s=0.1)
    (began,) = times_of(bench, START)
    assert times_of(bench, b"X")[0] == pytest.approx(began + stop_s, abs=0.2)


def test_goodbye_aborts_a_running_cuff_and_only_that() -> None:
    protocol = ParProtocol()
    assert protocol.goodbye() == b""
    protocol.feed(CUFF_35, 0.0)
    assert protocol.goodbye() == b"X"


# serious errors

SERIOUS = [(8, NibpFault.DEVICE), (12, NibpFault.OVERPRESSURE), (15, NibpFault.DEVICE)]


@pytest.mark.parametrize(("message", "fault"), SERIOUS)
@pytest.mark.parametrize("seen", [False, True])
def test_serious_error_is_told_once_when_it_ends_a_determination_and_when_found_at_opening(
    message: int, fault: NibpFault, seen: bool
) -> None:
    bench = answering(lambda t: status(2, message))
    if seen:
        hear(bench, CUFF_35 + END)
    bench.run(30.0)
    assert faults(bench.readings) == [fault]
    assert fault in LOCKING
    assert message in layout.LOCKING


def test_other_errors_lock_nothing() -> None:
    for message in set(range(100)) - layout.LOCKING:
        readings = read_all(ParProtocol(), CUFF_35 + END + status(1, message, VALUES))
        assert not set(faults(readings)) & LOCKING


@pytest.mark.parametrize(("message", "fault"), SERIOUS)
def test_serious_error_is_told_even_when_the_determination_was_cancelled(
    message: int, fault: NibpFault
) -> None:
    bench = answering(lambda t: status(1 if t < 4.0 else 2, 0 if t < 4.0 else message))
    bench.run(3.0)
    hear(bench, CUFF_35)
    bench.run(1.0)
    bench.request(CuffOrder.CANCEL)
    hear(bench, END)
    bench.run(10.0)
    assert faults(bench.readings) == [fault]


def test_serious_error_that_comes_while_a_start_is_on_its_way_stops_it() -> None:
    bench = answering(lambda t: status(1 if t < 4.0 else 2, 0 if t < 4.0 else 8))
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(12.0)
    assert START not in [data for _, data in bench.sent]
    assert faults(bench.readings) == [NibpFault.REFUSED, NibpFault.DEVICE]


def test_serious_error_that_stands_does_not_keep_a_confirmed_start_from_leaving() -> None:
    bench = answering(lambda t: status(2, 8))
    bench.run(6.0)
    bench.request(CuffOrder.START)
    bench.run(6.0)
    assert len(times_of(bench, START)) == 1


def test_lock_survives_a_new_plugging_and_opens_to_a_second_request() -> None:
    bench = answering(lambda t: status(2, 15))
    bench.run(4.0)
    guard = CuffGuard(starts_cuff=True)
    guard.link_up(bench.t)
    for told in of_type(bench.readings, CuffStatus):
        guard.see(told, told.t)
    request = CuffRequest(order=CuffOrder.START, patient_type=PatientType.ADULT)
    assert "fault of its own" in (guard.ask(request, bench.t) or "")
    assert guard.ask(request, bench.t + 5.0) is None
    assert guard.advance(bench.t + 5.0) == [request]


# recognition


@pytest.mark.parametrize(
    ("device", "number", "words"),
    [(ParDevice, 0, "PAR/Medlab NIBP module"), (ParCombiDevice, 1, "PAR/Medlab NIBP module with SpO2")],
)
def test_module_is_recognised_by_its_answer_to_the_probe(
    device: type[ParDevice], number: int, words: str
) -> None:
    signature, board, heard = SIGNATURES[number], device(), b""
    for probe in signature.probe:
        board.feed(probe, 0.0)
    for t in (0.0, 0.2, 1.0):
        heard += board.emit(SimulatedPatient(1), t)
    assert signature.recognise(heard, 1.0) == words
    assert SIGNATURES[1 - number].recognise(heard, 1.0) is None
    assert signature.probe == ((READ, READ_COMBI)[number],)


def test_module_that_measures_is_recognised_by_listening() -> None:
    assert recognise_plain(CUFF_35 * 10, 2.0)
    assert recognise_plain(CUFF_35 * 9, 2.0) is None
    assert recognise_combi(spo2() * 5, 5.0)
    assert recognise_combi(spo2() * 4, 5.0) is None


@given(st.binary(max_size=600))
@settings(max_examples=60)
def test_random_bytes_are_not_recognised(data: bytes) -> None:
    assert recognise_plain(data, 3.0) is None
    assert recognise_combi(data, 3.0) is None


def test_other_streams_are_not_recognised() -> None:
    berry = bytes.fromhex("55 AA 06 04 00 61 48 4C") * 20
    for other in (berry, b" NA0109999000000000&'\r" * 10, bytes.fromhex("3E 05 00 00 BD") * 10, MISPRINT * 5):
        assert recognise_plain(other, 3.0) is None
        assert recognise_combi(other, 3.0) is None

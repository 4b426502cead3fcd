"""Alaris syringe pumps: read, never driven."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, PumpView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity
from drivers.alaris import DRIVER, layout
from drivers.alaris.device import AlarisDevice
from drivers.alaris.protocol import AlarisProtocol
from drivers.alaris.recognise import recognise
from drivers.patient import SimulatedPatient
from tests.drivers.wire import Wire, numbers, of_type, order, read_all

RATE, VOLUME = Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME
ALLOWED = {b"", b"!INST_SERIALNO|457D\r", layout.seal("INF_RATE"), layout.seal("INF_VI")}


class PumpPatient(SimulatedPatient):
    """A patient beside a pump."""

    def __init__(self, rate: float = 12.5, *, running: bool = True) -> None:
        super().__init__(1)
        self.rate, self.running = rate, running

    def pump(self, t: float) -> PumpView:
        volume = self.rate * t / 3600.0 if self.running else 3.0
        return PumpView(running=self.running, rate_ml_h=self.rate, volume_ml=volume)


def wire(patient: PumpPatient) -> Wire:
    return Wire(AlarisProtocol(), AlarisDevice(), patient)


# bytes


@pytest.mark.parametrize(
    "frame",
    [
        b"!INST_SERIALNO|457D\r",
        b"!INST_SERIALNO^8002-51740|050B\r",
        b"!INF_RATE^3.50^ml/h|3885\r",
        b"!INF_RATE^0.10^ml/h|D407\r",
    ],
)
def test_printed_frames_check(frame: bytes) -> None:
    assert layout.next_message(bytearray(frame), 0) == len(frame)


def test_checksum_is_the_one_of_its_name() -> None:
    assert layout.crc16(b"123456789") == 0x29B1


def test_printed_replies_decode() -> None:
    readings = read_all(AlarisProtocol(), b"!INF_RATE^3.50^ml/h|3885\r!INST_SERIALNO^8002-51740|050B\r")
    assert numbers(readings, RATE) == [3.5]
    assert [i.text for i in of_type(readings, Identity)] == ["Alaris 8002-51740"]
    assert numbers(read_all(AlarisProtocol(), layout.seal("INF_VI^17.910^ml")), VOLUME) == [17.91]


@pytest.mark.parametrize("text", ["INF_RATE^^ml/h", "INF_RATE^---^ml/h", "INF_RATE^3.5^mg/h", "INF_RATE^3.5"])
def test_rate_without_a_number_in_millilitres_per_hour_is_none(text: str) -> None:
    assert numbers(read_all(AlarisProtocol(), layout.seal(text)), RATE) == [None]


def test_damaged_and_foreign_messages_are_no_numbers() -> None:
    protocol = AlarisProtocol()
    assert read_all(protocol, b"!INF_RATE^9.50^ml/h|3885\r") == []
    assert protocol.counters.bad_frames == 1
    assert read_all(AlarisProtocol(), layout.seal("ALARM^AL_NOALM") + layout.seal("INF_RATE")) == []


def test_message_broken_off_by_escape_costs_only_itself() -> None:
    readings = read_all(AlarisProtocol(), b"!INF_RA\x1b!INF_RATE^3.50^ml/h|3885\r")
    assert numbers(readings, RATE) == [3.5]


# what leaves


@given(st.lists(st.tuples(st.binary(max_size=40), st.floats(0, 30)), max_size=25))
@settings(max_examples=60)
def test_only_the_three_queries_ever_leave_whatever_is_heard(pieces: list[tuple[bytes, float]]) -> None:
    protocol, t = AlarisProtocol(), 0.0
    for piece, wait in pieces:
        protocol.feed(piece, t)
        assert protocol.due(t).send in ALLOWED
        t += wait
    protocol.finish(t)
    assert protocol.goodbye() == b""


def test_no_query_carries_a_field() -> None:
    assert not any(b"^" in request for request in layout.REQUESTS)
    assert set(layout.REQUESTS) == set(DRIVER.info.signatures[0].probe) == ALLOWED - {b""}


@pytest.mark.parametrize("what", list(CuffOrder))
def test_nothing_can_be_ordered(what: CuffOrder) -> None:
    with pytest.raises(ValueError, match="no cuff"):
        AlarisProtocol().request(order(what), 0.0)


def test_words_that_drive_a_pump_do_not_stand_in_the_code() -> None:
    text = "".join(path.read_text() for path in Path(layout.__file__).parent.glob("*.py"))
    for word in ("REMOTE_CTRL", "REMOTE_CFG", "INF_START", "INF_STOP", "INF_BOLUS", "INF_VTBI", "_CLEAR"):
        assert word not in text


# both ends


def test_host_reads_what_the_pump_shows() -> None:
    link = wire(PumpPatient(12.5))
    link.run(90.0)
    assert link.protocol.counters.bad_frames == 0
    assert set(numbers(link.readings, RATE)) == {12.5}
    assert numbers(link.readings, VOLUME)[-1] == pytest.approx(12.5 * 90 / 3600, abs=0.01)
    assert len(of_type(link.readings, Identity)) == 1
    assert all(b - a >= 0.49 for (a, _), (b, _) in pairwise(link.sent))
    for parameter in (RATE, VOLUME):
        times = [r.t for r in link.readings if getattr(r, "parameter", None) is parameter]
        assert all(b - a <= DRIVER.info.numeric_interval_s + 0.2 for a, b in pairwise(times))


def test_slow_rate_is_told_although_the_volume_stands_between_two_counts() -> None:
    link = wire(PumpPatient(0.2))
    link.run(120.0)
    assert set(numbers(link.readings, RATE)) == {0.2}


def test_rate_of_a_pump_whose_volume_stands_still_is_none() -> None:
    patient = PumpPatient(12.5)
    link = wire(patient)
    link.run(20.0)
    patient.running = False
    link.run(20.0)
    assert set(numbers(link.run(5.0), RATE)) == {None}
    patient.running = True
    assert numbers(link.run(5.0), RATE)[-1] == 12.5


def test_rate_zero_is_zero() -> None:
    link = wire(PumpPatient(0.0, running=False))
    link.run(60.0)
    assert set(numbers(link.readings, RATE)) == {0.0}


def test_pump_that_does_not_answer_is_asked_again() -> None:
    link = Wire(AlarisProtocol(), None, PumpPatient())
    link.run(10.0)
    assert len(link.sent) in (19, 20)


def test_virtual_pump_does_not_answer_what_would_drive_it() -> None:
    device = AlarisDevice()
    device.feed(layout.seal("INF_RATE^9.00^ml/h") + b"!INF_RATE|0000\r", 0.0)
    assert device.emit(PumpPatient(), 1.0) == b""


# the line


@given(
    st.binary(max_size=30) | st.lists(st.sampled_from(list(b"!|^\r\x1bI0")), max_size=20).map(bytes),
    st.integers(0, 200),
    st.lists(st.integers(0, 260), max_size=20),
)
@settings(max_examples=60)
def test_split_and_garbage_never_matter(garbage: bytes, place: int, cuts: list[int]) -> None:
    clean = (layout.seal("INF_RATE^10.00^ml/h") + layout.seal("INF_VI^1.234^ml")) * 5
    stream = clean[:place] + garbage + clean[place:]
    whole, pieces = AlarisProtocol(), AlarisProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 9
    assert set(numbers(expected, RATE)) == {10.0}


# recognition


def test_pump_is_recognised_by_its_answers_to_the_probe() -> None:
    device, heard = AlarisDevice(), b""
    for n, request in enumerate(DRIVER.info.signatures[0].probe):
        device.feed(request, 0.3 * n)
        heard += device.emit(PumpPatient(), 0.3 * n + 0.1)
    assert recognise(heard, 2.0) == "Alaris syringe pump 8002-00001"
    assert recognise(heard[:60], 2.0) is None


def test_other_streams_are_not_a_pump() -> None:
    source = random.Random(4)
    assert not any(recognise(source.randbytes(400), 3.0) for _ in range(50))
    assert recognise(b"", 3.0) is None
    assert recognise(b"".join(DRIVER.info.signatures[0].probe), 3.0) is None  # an echo of what was asked
    assert recognise(b" NA0109999000000000&'\r" * 5, 3.0) is None

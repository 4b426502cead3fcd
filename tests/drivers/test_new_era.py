"""New Era syringe pumps: read, never driven."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, PumpView
from bedside.vitals.parameters import Parameter
from drivers.new_era import DRIVER, layout
from drivers.new_era.device import NewEraDevice
from drivers.new_era.protocol import NewEraProtocol
from drivers.new_era.recognise import recognise
from drivers.patient import SimulatedPatient
from tests.drivers.wire import Wire, numbers, order, read_all

RATE, VOLUME = Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME
ALLOWED = {b"", b"RAT\r", b"DIS\r"}


class PumpPatient(SimulatedPatient):
    """A patient beside a pump: its rate from a time on, s."""

    def __init__(self, rate: float = 12.5, *, running: bool = True) -> None:
        super().__init__(1)
        self.rate, self.running = rate, running

    def pump(self, t: float) -> PumpView:
        volume = self.rate * t / 3600.0 if self.running else 3.0
        return PumpView(running=self.running, rate_ml_h=self.rate, volume_ml=volume)


def wire(patient: PumpPatient, device: NewEraDevice | None = None) -> Wire:
    return Wire(NewEraProtocol(), device or NewEraDevice(), patient)


def rates(*replies: bytes) -> list[float | None]:
    return numbers(read_all(NewEraProtocol(), b"".join(replies)), RATE)


def volumes(*replies: bytes) -> list[float | None]:
    return numbers(read_all(NewEraProtocol(), b"".join(replies)), VOLUME)


# bytes


@pytest.mark.parametrize(
    ("data", "rate"),
    [(b"10.00MH", 10.0), (b"500.0UH", 0.5), (b"10.00UM", 0.6), (b"1.500MM", 90.0), (b"1200.MH", 1200.0)],
)
def test_rate_is_told_in_millilitres_per_hour_whatever_its_unit(data: bytes, rate: float) -> None:
    reply = b"\x0200I" + data + b"\x03"
    assert rates(reply, reply) == [pytest.approx(rate)]


def test_volume_is_told_in_millilitres() -> None:
    assert volumes(*[b"\x0200SI16.09W0.000ML\x03"] * 2) == [16.09]
    assert volumes(*[b"\x0200SI500.0W0.000UL\x03"] * 2) == [0.5]


@pytest.mark.parametrize("state", ["S", "P", "T", "U", "W", "X", "A?S"])
def test_rate_of_a_pump_that_does_not_infuse_is_none(state: str) -> None:
    assert rates(*[layout.encode(state, "10.00MH")] * 2) == [None, None]


def test_pump_that_stands_and_is_set_to_zero_has_the_rate_zero() -> None:
    assert rates(*[layout.encode("S", "0.000MH")] * 2) == [0.0]


@pytest.mark.parametrize("data", ["?", "?NA", "?OOR", "?COM", "", "10.0MH", "110.00MH", "10.00XX", "-1.00MH"])
def test_error_short_and_foreign_replies_are_no_numbers(data: str) -> None:
    assert read_all(NewEraProtocol(), layout.encode("I", data) * 2) == []


def test_reply_of_another_address_is_not_taken() -> None:
    assert read_all(NewEraProtocol(), b"\x0201I10.00MH\x03" * 3) == []


def test_one_damaged_reply_never_becomes_a_number() -> None:
    good, bad = layout.encode("I", "10.00MH"), layout.encode("I", "90.00MH")
    assert rates(good, good, bad, good, good) == [10.0, 10.0]
    good, bad = layout.encode("I", "I1.234W0.000ML"), layout.encode("I", "I9.234W0.000ML")
    assert volumes(good, good, bad, good, good) == [1.234, 1.234]


@pytest.mark.parametrize("value", [0.0, 0.05, 9.9996, 12.5, 99.996, 150.0, 1200.0, 9999.0, 20000.0])
def test_numbers_are_written_with_four_digits(value: float) -> None:
    text = layout.number(value)
    assert sum(c.isdigit() for c in text) == 4
    assert float(text) == pytest.approx(min(value, 9999.0), rel=1e-3, abs=1e-3)


# what leaves


@given(st.lists(st.tuples(st.binary(max_size=40), st.floats(0, 5)), max_size=25))
@settings(max_examples=60)
def test_only_the_two_queries_ever_leave_whatever_is_heard(pieces: list[tuple[bytes, float]]) -> None:
    protocol, t = NewEraProtocol(), 0.0
    for piece, wait in pieces:
        protocol.feed(piece, t)
        assert protocol.due(t).send in ALLOWED
        t += wait
    protocol.finish(t)
    assert protocol.goodbye() == b""


@pytest.mark.parametrize("what", list(CuffOrder))
def test_nothing_can_be_ordered(what: CuffOrder) -> None:
    with pytest.raises(ValueError, match="no cuff"):
        NewEraProtocol().request(order(what), 0.0)


def test_words_that_drive_a_pump_do_not_stand_in_the_code() -> None:
    package = Path(layout.__file__).parent
    text = "".join(path.read_text() for path in package.glob("*.py"))
    assert not [
        word for word in ("RUN", "STP", "PUR", "VOL\\r", "DIA", "DIR", "CLD", "SAF") if f'"{word}' in text
    ]
    assert set(DRIVER.info.signatures[0].probe) <= ALLOWED


def test_requests_are_half_a_second_apart() -> None:
    link = wire(PumpPatient())
    link.run(10.0)
    assert {data for _, data in link.sent} == {b"RAT\r", b"DIS\r"}
    assert all(b - a >= 0.49 for (a, _), (b, _) in pairwise(link.sent))


# both ends


def test_host_reads_what_the_pump_shows() -> None:
    patient = PumpPatient(12.5)
    link = wire(patient)
    link.run(60.0)
    assert link.protocol.counters.bad_frames == 0
    assert set(numbers(link.readings, RATE)) == {12.5}
    assert numbers(link.readings, VOLUME)[-1] == pytest.approx(12.5 / 60, abs=0.01)
    for parameter in (RATE, VOLUME):
        times = [r.t for r in link.readings if r.parameter is parameter]
        assert all(b - a <= DRIVER.info.numeric_interval_s for a, b in pairwise(times))


def test_pump_that_is_stopped_and_set_to_another_rate() -> None:
    patient = PumpPatient(12.5)
    link = wire(patient)
    link.run(10.0)
    patient.running = False
    assert numbers(link.run(5.0)[2:], RATE)[-1] is None
    patient.running, patient.rate = True, 20.0
    assert numbers(link.run(5.0), RATE)[-1] == 20.0


def test_alarm_is_told_once_and_again_after_it_has_gone() -> None:
    link = wire(PumpPatient(), NewEraDevice(alarm="R"))
    link.run(5.0)
    assert len(link.protocol.take_notices()) == 1
    assert link.protocol.take_notices() == []


def test_pump_that_does_not_answer_is_asked_again() -> None:
    link = Wire(NewEraProtocol(), None, PumpPatient())
    link.run(10.0)
    assert len(link.sent) in (19, 20)


def test_virtual_pump_refuses_to_be_driven() -> None:
    device = NewEraDevice()
    device.feed(b"RAT 99 MH\rRUN\r", 0.0)
    assert device.emit(PumpPatient(), 1.0) == layout.encode("I", "?") * 2


# the line


@given(
    st.binary(max_size=30) | st.lists(st.sampled_from(list(b"\x02\x030I1.W")), max_size=20).map(bytes),
    st.integers(0, 200),
    st.lists(st.integers(0, 260), max_size=20),
)
@settings(max_examples=60)
def test_split_and_garbage_never_matter(garbage: bytes, place: int, cuts: list[int]) -> None:
    stream = (layout.encode("I", "10.00MH") + layout.encode("I", "I1.234W0.000ML")) * 6
    stream = stream[:place] + garbage + stream[place:]
    whole, pieces = NewEraProtocol(), NewEraProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters


# recognition


def test_pump_is_recognised_by_its_answers_to_the_probe() -> None:
    device, heard = NewEraDevice(), b""
    for n, request in enumerate(DRIVER.info.signatures[0].probe):
        device.feed(request, 0.3 * n)
        heard += device.emit(PumpPatient(), 0.3 * n + 0.1)
    assert recognise(heard, 2.0) == "New Era syringe pump, address 0"
    assert recognise(heard[:20], 2.0) is None


def test_other_streams_are_not_a_pump() -> None:
    source = random.Random(4)
    assert not any(recognise(source.randbytes(400), 3.0) for _ in range(50))
    assert recognise(b"", 3.0) is None
    assert recognise(b"\x0200S?\x03" * 5, 3.0) is None
    assert recognise(b"\x02S1;A0;C03;M00;P120080095;R072;T0005;;A5\x03" * 5, 3.0) is None
    assert recognise(b" NA0109999000000000&'\r" * 5, 3.0) is None

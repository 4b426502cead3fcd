"""B. Braun Space pumps: read, never driven."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, PumpView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity
from drivers.bbraun import DRIVER, layout
from drivers.bbraun.device import BraunDevice
from drivers.bbraun.protocol import BraunProtocol
from drivers.bbraun.recognise import recognise
from drivers.patient import SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, order, read_all

RATE, VOLUME = Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME
ALIVE = b"\x0100031\x021/1/1>ADMIN:ALIVE\x0300061\x04"
RS = "\x1e"


class PumpPatient(SimulatedPatient):
    """A patient beside a pump."""

    def __init__(self, rate: float = 12.5, *, running: bool = True) -> None:
        super().__init__(1)
        self.rate, self.running = rate, running

    def pump(self, t: float) -> PumpView:
        volume = self.rate * t / 3600.0 if self.running else 3.0
        return PumpView(running=self.running, rate_ml_h=self.rate, volume_ml=volume)


def wire(patient: PumpPatient, **keywords) -> Wire:
    return Wire(BraunProtocol(), BraunDevice(**keywords), patient)


def reply(*items: str, last: bool = True, stuffed: bool = False) -> bytes:
    text = RS.join(item if item.count(",") == 3 else f"78,50113,{item}" for item in items)
    return layout.encode("Bed3", text, last=last, stuffed=stuffed)


def rates(*frames: bytes) -> list[float | None]:
    return numbers(read_all(BraunProtocol(), b"".join(frames)), RATE)


def is_allowed(data: bytes) -> bool:
    """Acknowledgements, or one of the two requests in either form, whatever the bed is called."""
    if set(data) <= {layout.ACK}:
        return True
    message = layout.decode(data)
    return (
        message is not None
        and message.info in ("ADMIN:ALIVE", "MEM:GET")
        and layout.is_a_bed(message.bed)
        and data in [layout.encode(message.bed, message.info, stuffed=stuffed) for stuffed in (False, True)]
    )


# bytes


def test_request_is_the_printed_example() -> None:
    assert layout.FIRST_REQUEST == ALIVE
    assert layout.encode("1", "ADMIN:ALIVE", stuffed=True) == b"\x0100031\x021/1/1>AEXMIN:ALIVEE\x0300061\x04"


def test_printed_samples_decode_as_expected() -> None:
    rows = [json.loads(line) for line in capture("bp/small-samples.jsonl").decode().splitlines()]
    rows = [row for row in rows if row["protocol"] == "bbraun-bcc"]
    assert rows
    for row in rows:
        data, expect = bytes.fromhex(row["hex"]), row["expect"]
        message = layout.decode(data)
        assert (message is not None) == expect["valid"]
        assert message is not None
        assert len(data) == expect["length"]
        assert int(data[-6:-1]) == expect["check"]
        if "param" in expect:
            quadruple = layout.quadruple_of(message.info)
            assert quadruple == (expect["address"], expect["param"], expect["value"])
            assert message.info.startswith(f"{expect['time_s']},")
        else:
            assert data == ALIVE


@pytest.mark.parametrize("stuffed", [False, True])
@pytest.mark.parametrize("drug", ["Dexdor EX eEdD", "EEEE", "exexX", "Noradrenaline", ""])
def test_stuffing_is_undone_whatever_the_letters(stuffed: bool, drug: str) -> None:
    message = layout.decode(layout.encode("Bed", drug, stuffed=stuffed))
    assert message is not None
    assert (message.bed, message.info) == ("Bed", drug)


def test_rate_volume_and_drug_are_told() -> None:
    readings = read_all(BraunProtocol(), reply("INRT,30.00", "INAVRT,30.00", "INVI,2.37", "INSOL,NaCl 0.9%"))
    assert (numbers(readings, RATE), numbers(readings, VOLUME)) == ([30.0], [2.37])
    assert [i.text for i in of_type(readings, Identity)] == ["B. Braun Space: NaCl 0.9%"]


@pytest.mark.parametrize(
    ("items", "rate"),
    [
        (("INRT,30.0", "INM3,1"), 30.0),
        (("INRT,30.0", "INM3,0"), None),
        (("INRT,30.0", "INAVRT,0.00"), None),
        (("INRT,30.0", "INM3,1", "INAVRT,0.00"), 30.0),  # the first reply after the start
        (("INRT,0.00", "INM3,0"), 0.0),
        (("INRT,_NV",), None),
        (("INRT,-3",), None),
        (("INRT,99999",), None),
        (("INVI,3.0",), None),
    ],
)
def test_rate_is_what_is_set_while_the_pump_delivers(items: tuple[str, ...], rate: float | None) -> None:
    assert rates(reply(*items)) == [rate]


def test_value_that_is_missing_is_none() -> None:
    readings = read_all(BraunProtocol(), reply("INRT,3.0", "INVI,_NV", "INSOL,_NV"))
    assert numbers(readings, VOLUME) == [None]
    assert of_type(readings, Identity) == []


def test_answer_to_alive_is_no_number() -> None:
    protocol = BraunProtocol()
    assert read_all(protocol, reply("206,50100,GNACK,0")) == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 0)


def test_reply_in_blocks_is_read_at_its_end() -> None:
    protocol = BraunProtocol()
    assert protocol.feed(reply("INRT,30.0", last=False), 0.0) == []
    assert numbers(protocol.feed(reply("INVI,2.5"), 0.0), RATE) == [30.0]


def test_quadruple_cut_between_two_blocks_is_not_read() -> None:
    cut = layout.encode("Bed3", f"78,50113,INVI,1.0{RS}78,50113,INRT,3", last=False)
    assert rates(cut, layout.encode("Bed3", f"0.00{RS}78,50113,INSOL,x")) == [None]
    assert rates(cut, reply("INSOL,x")) == [3.0]


def test_reply_that_lost_a_block_tells_only_what_arrived() -> None:
    block = reply("INRT,30.0", last=False)
    part = block[:9] + b"x" + block[10:] + reply("INVI,2.5")
    protocol = BraunProtocol()
    assert read_all(protocol, part) == []  # how many pumps there are is not known yet
    assert protocol.counters.bad_frames == 1
    assert numbers(protocol.feed(reply("INRT,30.0", "INVI,2.4"), 0.0), RATE) == [30.0]
    readings = protocol.feed(part, 0.0)
    assert (numbers(readings, RATE), numbers(readings, VOLUME)) == ([], [2.5])


def test_part_of_a_reply_of_two_pumps_tells_nothing() -> None:
    protocol = BraunProtocol()
    protocol.feed(reply("78,50111,INRT,5.0", "78,50112,INRT,7.0"), 0.0)
    assert protocol.feed(b"x" + reply("78,50112,INRT,7.0"), 0.0) == []


def test_more_than_one_pump_is_none_and_said_once() -> None:
    protocol = BraunProtocol()
    two = reply("78,50111,INRT,5.0", "78,50112,INRT,7.0")
    assert numbers(read_all(protocol, two * 3), RATE) == [None] * 3
    assert len(protocol.take_notices()) == 1
    assert protocol.take_notices() == []


# what leaves


@given(
    st.lists(
        st.tuples(
            st.binary(max_size=40)
            | st.sampled_from(
                [reply("INRT,3"), reply("INRT,3", stuffed=True), layout.encode("a\x1f>!", "x")]
            ),
            st.floats(0, 10),
        ),
        max_size=25,
    )
)
@settings(max_examples=60)
def test_only_the_two_requests_and_acknowledgements_ever_leave(pieces: list[tuple[bytes, float]]) -> None:
    protocol, t = BraunProtocol(), 0.0
    for piece, wait in pieces:
        protocol.feed(piece, t)
        for _ in range(2):
            assert is_allowed(protocol.due(t).send)
        t += wait
    protocol.finish(t)
    assert protocol.goodbye() == b""


@pytest.mark.parametrize("what", list(CuffOrder))
def test_nothing_can_be_ordered(what: CuffOrder) -> None:
    with pytest.raises(ValueError, match="no cuff"):
        BraunProtocol().request(order(what), 0.0)


def test_no_other_request_stands_in_the_code() -> None:
    text = "".join(path.read_text() for path in Path(layout.__file__).parent.glob("*.py"))
    for word in ("MEM:SET", ":PUT", ":SET", "ADMIN:VERSION", "START", "STOP"):
        assert word not in text
    assert DRIVER.info.signatures[0].probe == (ALIVE,)


# both ends


@pytest.mark.parametrize("stuffed", [False, True])
def test_host_reads_what_the_pump_shows(stuffed: bool) -> None:
    link = wire(PumpPatient(12.5), stuffed=stuffed)
    link.run(60.0)
    assert link.protocol.counters.bad_frames == 0
    assert set(numbers(link.readings, RATE)) == {12.5}
    assert numbers(link.readings, VOLUME)[-1] == pytest.approx(12.5 / 60, abs=0.02)
    assert [i.text for i in of_type(link.readings, Identity)] == ["B. Braun Space: Ketamine 5 mg/ml"]
    times = [r.t for r in link.readings if getattr(r, "parameter", None) is RATE]
    assert len(times) > 15
    assert all(b - a <= DRIVER.info.numeric_interval_s for a, b in pairwise(times))
    requests = [t for t, data in link.sent if data[0] == layout.SOH]
    assert all(b - a >= 0.49 for a, b in pairwise(requests))
    assert all(is_allowed(data) for _, data in link.sent)


def test_each_block_is_acknowledged_at_once() -> None:
    protocol = BraunProtocol()
    protocol.due(0.0)
    protocol.feed(reply("INRT,30.0", last=False), 0.2)
    assert protocol.due(0.2).send == b"\x06"
    protocol.feed(reply("INVI,2.0"), 0.3)
    assert protocol.due(0.3).send == b"\x06"
    assert protocol.due(0.4).send == b""


def test_memory_is_asked_for_under_the_name_of_the_bed() -> None:
    link = wire(PumpPatient())
    link.run(10.0)
    assert link.sent[0][1] == ALIVE
    assert layout.encode("ComSystem", "MEM:GET") in [data for _, data in link.sent]


def test_stopped_pump_has_no_rate() -> None:
    patient = PumpPatient(12.5)
    link = wire(patient)
    link.run(10.0)
    patient.running = False
    link.run(3.0)
    assert set(numbers(link.run(10.0), RATE)) == {None}


def test_silence_is_asked_again_in_both_forms() -> None:
    link = Wire(BraunProtocol(), None, PumpPatient())
    link.run(20.0)
    assert {data for _, data in link.sent} == {ALIVE, layout.encode("1", "ADMIN:ALIVE", stuffed=True)}


def test_virtual_pump_refuses_whatever_else_is_asked() -> None:
    device = BraunDevice()
    device.feed(layout.encode("1", "50111,INRT,99"), 0.0)
    message = layout.decode(device.emit(PumpPatient(), 1.0))
    assert message is not None
    assert "GNERR" in message.info


# the line


@given(
    st.binary(max_size=30)
    | st.lists(st.sampled_from(list(b"\x01\x02\x03\x04\x06\x170D")), max_size=20).map(bytes),
    st.integers(0, 600),
    st.lists(st.integers(0, 700), max_size=20),
)
@settings(max_examples=60)
def test_split_and_garbage_never_matter(garbage: bytes, place: int, cuts: list[int]) -> None:
    clean = (reply("INRT,10.00", "INM3,1", last=False) + reply("INVI,1.25")) * 6
    stream = clean[:place] + garbage + clean[place:]
    whole, pieces = BraunProtocol(), BraunProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 5
    assert set(numbers(expected, RATE)) == {10.0}


def test_frame_without_end_is_not_kept_for_ever() -> None:
    protocol = BraunProtocol()
    for _ in range(100):
        protocol.feed(b"\x0104000\x02" + b"x" * 1000, 0.0)
    protocol.feed(b"y" * 20000, 0.0)
    assert protocol.counters.bad_frames == 1
    assert numbers(protocol.feed(reply("INRT,3.0") * 2, 0.0), RATE) == [3.0]


# recognition


def test_system_is_recognised_by_its_answer_to_the_probe() -> None:
    device = BraunDevice()
    device.feed(DRIVER.info.signatures[0].probe[0], 0.0)
    heard = device.emit(PumpPatient(), 0.2)
    assert recognise(heard, 1.0) == "B. Braun Space, bed ComSystem"
    assert recognise(heard[:-1], 1.0) is None


def test_other_streams_are_not_a_pump() -> None:
    source = random.Random(4)
    assert not any(recognise(source.randbytes(400), 3.0) for _ in range(50))
    assert recognise(b"", 3.0) is None
    assert recognise(ALIVE * 5, 3.0) is None  # an echo of what was asked
    assert recognise(b" NA0109999000000000&'\r" * 5, 3.0) is None
    assert recognise(b"\x06" * 50, 3.0) is None

"""What Contec oximeters have stored: files, downloads, the conversation; and how a V7.0 oximeter is recognised."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.bci.device import BciDevice
from drivers.bci.protocol import BciProtocol
from drivers.contec_v7 import DRIVER, layout, recognise
from drivers.contec_v7.device import ContecV7Device
from drivers.contec_v7.download import ASK_DATA, RESULT, Download, ask
from drivers.contec_v7.protocol import ContecV7Protocol
from drivers.contec_v7.stored import (
    SEGMENT_LENGTH,
    Sample,
    decode_stored,
    encode_stored,
    length_of,
    read_file,
)
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, table

ROW = [Sample(98, 63), Sample(97, 143), Sample(None, None), Sample(100, 254), Sample(1, 10)]
ROW_PI = [Sample(97, 68, 590), Sample(None, None, None), Sample(99, 200, 2200), Sample(99, 128, 1)]


def number(value: str) -> float | None:
    return float(value) if value else None


def read(data: bytes) -> list[Reading]:
    readings = read_file(data)
    assert readings is not None
    return readings


def length_packet(length: int, segment: int = 0) -> bytes:
    return layout.packet_of(SEGMENT_LENGTH, bytes((0, segment)) + length.to_bytes(4, "little"))


# packets


def test_worked_examples_of_stored_packets_decode() -> None:
    assert decode_stored(bytes.fromhex("0F 80 E2 BF E2 BF E2 BF")) == [Sample(98, 63)] * 3
    assert decode_stored(bytes.fromhex("09 80 E1 C4 CE 82")) == [Sample(97, 68, 590)]
    assert length_of(bytes.fromhex("08 84 80 80 D2 84 80 80")) == 1234


def test_announced_lengths_of_a_cms50f_fit_the_packets_that_came() -> None:
    for row in table("oximeters/contec_cms50f_segment_lengths.csv"):
        length = length_of(bytes.fromhex(row["packet"]))
        assert length == int(row["byte_length"])
        packets = encode_stored([Sample(98, 63)] * (length // 2), with_pi=False)
        assert len(packets) == int(row["stored_packets_counted_by_origin"])
        assert len(numbers(read(length_packet(length) + b"".join(packets)), Parameter.PR)) == length // 2


@pytest.mark.parametrize("pr", [1, 9])
def test_a_few_pulses_a_minute_are_no_pulse_rate(pr: int) -> None:
    assert (
        numbers(read(b"".join(encode_stored([Sample(98, pr)] * 3, with_pi=False))), Parameter.PR)
        == [None] * 3
    )


# files of downloads


def test_packets_become_one_sample_per_second_with_their_eighth_bits() -> None:
    data = length_packet(10) + b"".join(encode_stored(ROW, with_pi=False))
    assert [(r.t, r.parameter, r.value) for r in read(data) if isinstance(r, Numeric)] == [
        (float(second), parameter, value)
        for second, sample in enumerate(ROW)
        for parameter, value in ((Parameter.SPO2, sample.spo2), (Parameter.PR, sample.pr))
    ]


def test_perfusion_index_comes_with_packets_that_carry_it() -> None:
    readings = read(length_packet(16) + b"".join(encode_stored(ROW_PI, with_pi=True)))
    assert numbers(readings, Parameter.PI) == [5.90, None, 22.0, 0.01]
    assert numbers(readings, Parameter.PR) == [68, None, 200, 128]


def test_padding_is_cut_to_the_announced_length_and_kept_as_missing_without_one() -> None:
    body = b"".join(encode_stored(ROW[:4], with_pi=False))
    assert numbers(read(length_packet(8) + body), Parameter.SPO2) == [98, 97, None, 100]
    assert numbers(read(body), Parameter.SPO2) == [98, 97, None, 100, None, None]


def test_download_that_broke_off_gives_what_there_is() -> None:
    body = length_packet(1000) + b"".join(encode_stored([Sample(98, 63)] * 30, with_pi=False))
    assert len(numbers(read(body[:-3]), Parameter.PR)) == 27


def test_lengths_of_other_segments_asked_before_do_not_count() -> None:
    body = length_packet(2000, 0) + length_packet(6, 1) + b"".join(encode_stored(ROW[:4], with_pi=False))
    assert numbers(read(body), Parameter.SPO2) == [98, 97, None]


@pytest.mark.parametrize("place", [50, 51, 57, 60])
def test_download_with_a_byte_lost_in_its_middle_is_refused(place: int) -> None:
    body = b"".join(encode_stored([Sample(98, 63)] * 60, with_pi=False))
    with pytest.raises(ValueError, match=r"damaged after \d+ of its packets.*download it again\."):
        read_file(body[:place] + body[place + 1 :])


def test_two_records_in_one_stream_are_refused() -> None:
    body = length_packet(10) + b"".join(encode_stored(ROW, with_pi=False))
    with pytest.raises(ValueError, match="more than one"):
        read_file(body + body)
    with pytest.raises(ValueError, match="more than one"):
        read_file(body + b"".join(encode_stored(ROW_PI, with_pi=True)))


def test_transcript_of_a_cms50dplus_reads_exactly() -> None:
    text = capture("oximeters/contec_cms50dplus_v46_markmll.txt").decode()
    lines = [line[2:] for line in text.splitlines() if line.startswith(("D ", "H "))]
    rows = table("oximeters/contec_cms50dplus_v46_markmll.stored_expected.csv")
    readings = read(b"".join(bytes.fromhex(line) for line in lines))
    assert numbers(readings, Parameter.SPO2) == [number(row["spo2"]) for row in rows]
    assert numbers(readings, Parameter.PR) == [number(row["pr"]) for row in rows]
    assert [r.t for r in readings if isinstance(r, Numeric) and r.parameter is Parameter.PR] == list(
        range(111)
    )


@pytest.mark.parametrize("name", ["contec_cms50e_v7_titinho.bin", "contec_cms60c_v7_part1.bin"])
def test_captured_live_streams_are_no_files(name: str) -> None:
    assert read_file(capture(f"oximeters/{name}")) is None


def test_noise_text_and_other_streams_are_no_files() -> None:
    source = random.Random(2)
    assert read_file(b"") is None
    assert read_file(b"t,spo2,pr\r\n0,97,70\r\n") is None
    for size in (1, 8, 64, 640, 100_000):
        assert read_file(source.randbytes(size)) is None
    for protocol, device in ((BciProtocol(), BciDevice()), (NoninProtocol(), NoninDevice())):
        assert read_file(heard(protocol, device)) is None
    assert read_file(heard(ContecV7Protocol(), ContecV7Device())) is None


@given(
    data=st.binary(max_size=300), head=st.sampled_from([b"", b"\x58\x03\0\0\1\0\0\0", b"\xeb\0", b"\x0f\x80"])
)
@settings(max_examples=60)
def test_any_bytes_give_readings_nothing_or_a_sentence(data: bytes, head: bytes) -> None:
    try:
        read_file(head + data)
    except ValueError as error:
        assert str(error).endswith(".")


# .SpO2 files


def saved(records: bytes, count: int) -> bytes:
    head = bytes.fromhex("58 03 00 00 01 00 00 00").ljust(0x420, b"\0")
    numbers_ = (2014, 8, 18, 2, 38, 18, count)
    return head + b"".join(n.to_bytes(4, "little") for n in numbers_) + records


def test_saved_file_of_a_cms60cw_reads_exactly() -> None:
    rows = table("oximeters/contec_cms60cw_20111017.SpO2.expected.csv")
    readings = read(capture("oximeters/contec_cms60cw_20111017.SpO2"))
    assert numbers(readings, Parameter.SPO2) == [number(row["spo2"]) for row in rows]
    assert numbers(readings, Parameter.PR) == [number(row["pr"]) for row in rows]
    assert numbers(readings, Parameter.PI) == []
    assert len(rows) == 42


def test_saved_file_of_a_cms50e_reads_with_its_missing_seconds() -> None:
    readings = read(capture("oximeters/contec_cms50e_hid_manual.SpO2"))
    spo2, pr = numbers(readings, Parameter.SPO2), numbers(readings, Parameter.PR)
    assert len(spo2) == len(pr) == 2050
    assert spo2.count(None) == pr.count(None) == 77
    assert (min(filter(None, spo2)), max(filter(None, spo2))) == (94, 98)
    assert (min(filter(None, pr)), max(filter(None, pr))) == (80, 132)


def test_saved_file_with_perfusion_index() -> None:
    readings = read(saved(bytes.fromhex("4E02 61 44  0000 7F FF  FFFF 62 00"), 3))
    assert numbers(readings, Parameter.PI) == [5.90, None, None]
    assert numbers(readings, Parameter.SPO2) == [97, None, 98]
    assert numbers(readings, Parameter.PR) == [68, None, None]


def test_saved_file_without_records_is_a_file_without_readings() -> None:
    assert read_file(saved(b"", 0)) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (saved(b"", 0)[:100], "cut short"),
        (saved(b"\x61\x44" * 9, 10), "cut short"),
        (saved(b"\x61\x44" * 9 + b"\x61", 9), "does not fit its length"),
        (saved(b"\x61\x44\x00" * 9, 9), "does not fit its length"),
    ],
)
def test_broken_saved_file_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_file(data)


# USB-HID recordings


@pytest.mark.parametrize(
    "name",
    [
        "contec_cms50e_hid_live_part1.bin",
        "contec_cms50e_hid_manual_spo2.bin",
        "contec_cms50e_hid_manual_pr.bin",
    ],
)
def test_usb_hid_recording_is_named_and_refused(name: str) -> None:
    with pytest.raises(ValueError, match="USB-HID recording of a Contec oximeter, not a serial port's: "):
        read_file(capture(f"oximeters/{name}"))


@pytest.mark.parametrize(
    "frames",
    ["EB 01 04 51 5F 7F 00 1F EB 00 03 48 09 3F", "EB 00 04 40 60 0F EB 01 04 53 63 7F 00 25"],
)
def test_usb_hid_frames_of_the_document_are_refused(frames: str) -> None:
    with pytest.raises(ValueError, match="USB-HID"):
        read_file(bytes.fromhex(frames).ljust(64, b"\0") * 3)


# the conversation


class Fetch:
    """A download and a virtual device on one wire."""

    def __init__(self, device: ContecV7Device | None, download: Download | None = None) -> None:
        self.patient = SimulatedPatient(8, [Effect("probe_off", 10.0, 14.0)])
        self.device, self.download, self.t = device, download or Download(), 0.0
        self.sent: list[tuple[float, bytes]] = []
        self.to_host: Callable[[bytes], bytes] = lambda data: data
        self.progress: list[float] = []

    def record(self, seconds: float) -> None:
        assert self.device is not None
        self.device.emit(self.patient, 0.0)
        self.device.emit(self.patient, seconds)
        self.t = seconds

    def run(self, seconds: float = 60.0) -> Download:
        until = self.t + seconds
        while not self.download.done and self.t < until:
            due = self.download.due(self.t)
            if due.send:
                self.sent.append((self.t, due.send))
            if self.device is not None:
                self.device.feed(due.send, self.t)
                self.download.feed(self.to_host(self.device.emit(self.patient, self.t)), self.t)
            if due.at is not None and due.at <= self.t:
                self.download.feed(b"", self.t)
            self.progress.append(self.download.progress)
            self.t += 0.02
        return self.download


@pytest.mark.parametrize("with_pi", [True, False])
def test_download_brings_what_the_device_has_stored(with_pi: bool) -> None:
    fetch = Fetch(ContecV7Device(with_pi=with_pi, clock=datetime(2014, 8, 18, 2, 38, 18)))
    fetch.record(600.0)
    result = fetch.run().result
    assert result is not None
    assert fetch.download.refusal is None
    assert result.complete
    assert result.start == datetime(2014, 8, 18, 2, 38, 18)
    assert result.with_pi is with_pi
    assert len(result.samples) == pytest.approx(601, abs=1)
    for second in (0, 13, 300):
        vitals = fetch.patient.at(float(second))
        assert result.samples[second].spo2 == (None if vitals.spo2 is None else round(vitals.spo2))
    readings = result.readings()
    assert numbers(readings, Parameter.SPO2)[13] is None
    assert bool(numbers(readings, Parameter.PI)) is with_pi
    assert fetch.progress == sorted(fetch.progress)
    assert any(0.2 < part < 0.8 for part in fetch.progress)
    assert fetch.progress[-1] == 1.0


def test_bytes_that_go_out_are_stop_questions_and_one_stop_at_the_end() -> None:
    fetch = Fetch(ContecV7Device())
    fetch.record(20.0)
    fetch.run()
    sent = b"".join(data for _, data in fetch.sent)
    commands = [sent[at : at + 9] for at in range(0, len(sent), 9)]
    assert [command[2] for command in commands] == [0xA2, 0xA7, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7]
    assert commands[5] == ask(ASK_DATA, 0, 0) == bytes.fromhex("7D 81 A6 80 80 80 80 80 80")
    assert ask(ASK_DATA, 0, 0xFF) == bytes.fromhex("7D 85 A6 80 FF 80 80 80 80")


def test_device_without_a_clock_gives_no_start() -> None:
    fetch = Fetch(ContecV7Device())
    fetch.record(20.0)
    result = fetch.run().result
    assert result is not None
    assert result.start is None
    assert result.complete


def test_device_that_records_is_told_in_a_sentence() -> None:
    fetch = Fetch(ContecV7Device(recording=True))
    fetch.record(20.0)
    download = fetch.run()
    assert download.done
    assert download.result is None
    assert download.refusal == "The device is recording: end the recording on the device first."
    assert fetch.sent[-1][1] == layout.command(layout.STOP_STORED)


@pytest.mark.parametrize("reason", [3, 5])
def test_both_reasons_for_a_recording_are_understood(reason: int) -> None:
    fetch = Fetch(None)
    fetch.run(9.0)
    assert fetch.t < 10.0
    assert not fetch.download.done
    fetch.download.feed(layout.packet_of(RESULT, bytes((ASK_DATA, reason))) + b"\x0c\x80", fetch.t)
    assert fetch.run().refusal == "The device is recording: end the recording on the device first."


def test_empty_device_and_unknown_segment_are_told() -> None:
    assert "nothing stored" in (Fetch(ContecV7Device(), Download(user=1)).run().refusal or "")
    fetch = Fetch(ContecV7Device(), Download(segment=3))
    fetch.record(20.0)
    assert "1 stored record" in (fetch.run().refusal or "")


def test_silent_device_is_given_up_after_some_seconds() -> None:
    fetch = Fetch(None)
    download = fetch.run()
    assert download.done
    assert 5.0 < fetch.t < 15.0
    assert (download.result, download.refusal is None) == (None, False)


def test_device_that_leaves_every_question_open_but_sends_is_still_read() -> None:
    fetch = Fetch(ContecV7Device(with_pi=False))
    fetch.record(59.0)
    fetch.to_host = lambda data: b"" if data[:1] in (b"\x0a", b"\x08", b"\x07") else data
    result = fetch.run().result
    assert result is not None
    assert len(result.samples) >= 60
    assert not result.complete, "nobody said how long it is"


def test_lost_packet_makes_the_record_incomplete() -> None:
    fetch = Fetch(ContecV7Device())
    fetch.record(300.0)
    fetch.to_host = lambda data: data[:-1] if len(data) > 40 else data
    result = fetch.run().result
    assert result is not None
    assert not result.complete


def test_device_that_stops_in_the_middle_ends_the_download_after_a_silence() -> None:
    fetch = Fetch(ContecV7Device())
    fetch.record(2000.0)
    device = fetch.device
    fetch.to_host = lambda data: b"" if fetch.t > 2002.0 else data
    result = fetch.run().result
    assert device is not None
    assert result is not None
    assert 100 < len(result.samples) < 1990
    assert not result.complete


def test_closed_port_ends_the_download() -> None:
    download = Download()
    download.due(0.0)
    download.finish(1.0)
    assert download.done
    assert download.refusal is not None


@given(pieces=st.lists(st.tuples(st.binary(max_size=60), st.floats(0, 3)), max_size=15))
@settings(max_examples=50)
def test_any_answer_never_raises_and_never_makes_it_send_anything_else(pieces: list) -> None:
    download, t, sent = Download(), 0.0, b""
    for piece, wait in pieces:
        sent += download.due(t).send
        download.feed(piece, t)
        t += wait
        assert 0.0 <= download.progress <= 1.0
    download.finish(t)
    assert {sent[at + 2] for at in range(0, len(sent), 9)} <= {0xA2, 0xA7, 0xA3, 0xA4, 0xA5, 0xA6}


def test_download_while_streaming_ends_the_stream_and_live_comes_back() -> None:
    device, patient = ContecV7Device(), SimulatedPatient(1)
    wire = Wire(ContecV7Protocol(), device, patient)
    wire.run(10.0)
    device.feed(ask(ASK_DATA, 0, 0), wire.t)
    data = b"".join(device.emit(patient, wire.t + n / 50) for n in range(50))
    assert len(numbers(read(data), Parameter.PI)) >= 10
    frames = wire.protocol.counters.frames
    wire.t += 1.0
    wire.run(10.0)
    assert wire.protocol.counters.frames > frames + 400


# recognition


def heard(protocol: object, device: object, seconds: float = 3.0) -> bytes:
    wire = Wire(protocol, device, SimulatedPatient(4))  # type: ignore[arg-type]
    wire.run(seconds, step_s=0.02)
    return bytes(wire.received)


def test_stream_left_running_is_recognised_even_from_its_middle() -> None:
    stream = heard(ContecV7Protocol(), ContecV7Device())
    listen, _ = DRIVER.info.signatures
    assert listen.probe == ()
    for skip in range(40):
        assert listen.recognise(stream[skip:], listen.listen_s) == "Contec V7.0, streaming"
    assert listen.recognise(capture("oximeters/contec_cms50e_v7_titinho.bin"), 3.0)


@pytest.mark.parametrize("streams", [False, True])
def test_answer_to_the_stop_commands_is_recognised(streams: bool) -> None:
    device, patient = ContecV7Device(), SimulatedPatient(1)
    _, probe = DRIVER.info.signatures
    assert probe.probe == (bytes.fromhex("7D81A7808080808080"), bytes.fromhex("7D81A2808080808080"))
    device.emit(patient, 0.0)
    if streams:
        device.feed(layout.command(layout.START_LIVE), 0.0)
        device.emit(patient, 1.0)
    device.feed(probe.probe[0], 1.0)
    answer = device.emit(patient, 1.3)
    device.feed(probe.probe[1], 1.3)
    answer += device.emit(patient, 1.5)
    assert probe.recognise(answer, probe.listen_s) == "Contec V7.0"
    if streams:
        assert probe.recognise(answer[6:11] + answer, probe.listen_s) == "Contec V7.0"


def test_one_answer_noise_and_other_devices_are_not_recognised() -> None:
    source = random.Random(9)
    others = [heard(BciProtocol(), BciDevice()), heard(NoninProtocol(), NoninDevice())]
    others += [source.randbytes(size) for size in (2, 4, 100, 3000) for _ in range(100)]
    others += [b"", b"\x0c\x80", b"\x0c\x80\x41\x0c\x80", b"SPO2=098\r\n" * 9, b"\x0c" * 20, b"\x80" * 20]
    others += [layout.command(layout.STOP_STORED) + layout.command(layout.STOP_LIVE)]  # an echo
    for data in others:
        assert recognise.streaming(data, 3.0) is None
        assert recognise.answer(data, 1.5) is None

"""A captured byte file in a device's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside import registry
from bedside.clock import ManualClock
from bedside.driver_api import Device, Patient
from bedside.errors import BrokenFileError, DriverError, RefusedError
from bedside.link.capture import CaptureWriter
from bedside.simulation import captured, scenario
from bedside.simulation.faults import Fault
from bedside.simulation.player import PlayedDevice
from tests.unit.simulation.test_simulation_player import ToldPort

REST = scenario.load("rest")
PATIENT = REST.patient(1)


def a_capture(folder: Path, *chunks: tuple[float, bytes, bool], driver: str = "nonin") -> Path:
    clock = ManualClock()
    writer = CaptureWriter(folder / "capture.jsonl", device="x", driver=driver, port="P", clock=clock)
    for t, data, received in chunks:
        (writer.received if received else writer.sent)(data, t)
    writer.close()
    return writer.path


def played(file: Path, port: ToldPort, *faults: Fault, key: str = "", repeat: bool = False) -> PlayedDevice:
    return captured.read(file, key).played(port, REST, faults, bed=3, seed=1, repeat=repeat)


def said(device: Device, patient: Patient, *times: float) -> list[bytes]:
    return [device.emit(patient, t) for t in times]


def test_what_the_device_sent_comes_at_its_times_and_what_the_host_sent_does_not_come(tmp_path: Path) -> None:
    file = a_capture(tmp_path, (1.0, b"one", True), (1.5, b"start!", False), (2.0, b"two", True))
    recording = captured.read(file)
    assert recording.driver.info.key == "nonin"
    assert recording.duration_s == 2.0
    assert recording.about() == {"file": str(file), "driver": "nonin", "seconds": 2.0, "bytes": 6}
    device = captured.CapturedDevice(recording.chunks, repeat=False)
    device.feed(b"hello", 0.5)
    assert said(device, PATIENT, 0.9, 1.0, 1.9, 5.0, 99.0) == [b"", b"one", b"", b"two", b""]


def test_a_recording_that_repeats_begins_again_at_its_end(tmp_path: Path) -> None:
    chunks = captured.read(a_capture(tmp_path, (0.5, b"a", True), (1.0, b"b", True))).chunks
    device = captured.CapturedDevice(chunks, repeat=True)
    rounds = b"".join(device.emit(PATIENT, n * 0.1) for n in range(35))
    assert rounds == b"ababab"
    late = captured.CapturedDevice(chunks, repeat=True)
    assert late.emit(PATIENT, 3.0).startswith(b"abab"), "nothing is lost when a step is late"


def test_times_that_go_back_do_not_hold_up_the_rest(tmp_path: Path) -> None:
    chunks = captured.read(a_capture(tmp_path, (5.0, b"a", True), (1.0, b"b", True))).chunks
    assert captured.CapturedDevice(chunks, repeat=False).emit(PATIENT, 5.0) == b"ab"


def test_a_plain_byte_file_comes_at_the_pace_of_its_driver(tmp_path: Path) -> None:
    driver = registry.load("nonin")
    end = driver.device()
    content = b"".join(end.emit(PATIENT, n / 75) for n in range(75 * 20))
    file = tmp_path / "bytes.bin"
    file.write_bytes(content)
    recording = captured.read(file, "nonin")
    assert recording.duration_s == pytest.approx(20.0, abs=0.5)
    assert b"".join(chunk.data for chunk in recording.chunks) == content


def test_it_begins_when_a_host_first_opens_the_port_and_loses_nothing(tmp_path: Path) -> None:
    port = ToldPort()
    device = played(a_capture(tmp_path, (0.0, b"first", True), (1.0, b"last", True)), port)
    assert device.bed == 3
    for n in range(500):
        device.step(n * 0.02)
    assert port.sent == b""
    port.host = True
    for n in range(500, 600):
        device.step(n * 0.02)
    assert port.sent == b"firstlast"


def test_its_faults_count_from_its_own_beginning(tmp_path: Path) -> None:
    port = ToldPort()
    chunks = [(second + 0.5, bytes((second,)), True) for second in range(10)]
    faults = [Fault(kind="silence", start_s=2.0, end_s=4.0), Fault(kind="unplug", start_s=6.0, end_s=8.0)]
    device = played(a_capture(tmp_path, *chunks), port, *faults)
    device.step(50.0)
    port.host = True
    out = []
    for n in range(600):
        device.step(100.0 + n * 0.02)
        if not port.plugged:
            out.append(n * 0.02)
    assert port.sent == bytes((0, 1, 4, 5, 8, 9))
    assert out[0] == pytest.approx(6.2, abs=0.05)
    assert out[-1] == pytest.approx(8.2, abs=0.05)


def test_what_cannot_be_played_is_refused_in_words(tmp_path: Path) -> None:
    plain = tmp_path / "plain.bin"
    plain.write_bytes(b"\x01\x02\x03" * 50)
    with pytest.raises(
        RefusedError, match="does not say which device it comes from: name its driver with --driver"
    ):
        captured.read(plain)
    with pytest.raises(DriverError, match="no driver called 'toaster'"):
        captured.read(plain, "toaster")
    with pytest.raises(BrokenFileError, match="cannot be read"):
        captured.read(tmp_path / "none.jsonl")
    with pytest.raises(BrokenFileError, match="holds no byte from a device"):
        captured.read(a_capture(tmp_path, (1.0, b"only asked", False)))

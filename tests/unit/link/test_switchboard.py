"""The switchboard: readers of streaming devices lend it their ports, and nothing is lost or held up by that."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bedside.clock import SystemClock
from bedside.driver_api import CuffOrder, CuffRequest, Driver
from bedside.link import switchboard as module
from bedside.link.capture import CaptureWriter, parse_capture
from bedside.link.items import Arrival, Item, LinkNotice
from bedside.link.reader import Reader
from bedside.link.switchboard import LEAST_PORTS, ROUND_S, Switchboard
from bedside.link.transport import PortMissingError, SelectTransport
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import Numeric, Reading
from bedside.vitals.sessions import PatientType
from tests.unit.link.line_device import CUFF, OXIMETER, LineProtocol

PATIENCE_S = 10.0

pytestmark = pytest.mark.skipif(not hasattr(module.select, "epoll"), reason="the switchboard needs epoll")


class Patient:
    """A line device on a socket and its reader."""

    def __init__(self, board: Switchboard, driver: Driver = OXIMETER, folder: Path | None = None) -> None:
        self.clock = SystemClock()
        self.items: list[Item] = []
        self.opened = 0
        self.threads: set[str] = set()  # in which something was published
        self.sent = 0
        self.heard = b""
        self._line: socket.socket | None = None
        self._changed = threading.Condition()
        self.reader = Reader(
            "d@p",
            driver,
            "p",
            self._open,
            self._take,
            self.clock,
            None,
            None if folder is None else lambda: self._capture(folder),
            board,
        )
        self.reader.start()

    def _capture(self, folder: Path) -> CaptureWriter:
        return CaptureWriter(folder / "one.jsonl", device="d@p", driver="line", port="p", clock=self.clock)

    def _open(self, port: str, driver: Driver) -> SelectTransport:
        if self.opened and self._line is None:
            raise PortMissingError("There is no port p: plug the device in or choose another port.")
        self.opened += 1
        if self._line is not None:
            self._line.close()
        near, self._line = socket.socketpair()
        near.setblocking(False)
        self._line.setblocking(False)
        return SelectTransport(
            near, receive=near.recv, send=near.send, close=near.close, vanished="p was unplugged."
        )

    def _take(self, item: Item) -> None:
        with self._changed:
            self.items.append(item)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def say(self, *values: int) -> None:
        """Send one line for each value."""
        assert self._line is not None
        self._line.send(b"".join(b"V%d\n" % value for value in values))

    def say_bytes(self, data: bytes) -> None:
        assert self._line is not None
        self._line.send(data)

    def unplug(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def listen(self) -> bytes:
        """What the host has sent so far."""
        assert self._line is not None
        with contextlib.suppress(BlockingIOError):
            self.heard += self._line.recv(4096)
        return self.heard

    def wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(until, PATIENCE_S), self.items[-5:]

    def wait_open(self) -> None:
        self.wait(lambda: bool(self.states) and self.states[-1] is LinkState.WAITING)

    @property
    def readings(self) -> list[Reading]:
        return [each for item in self.items if isinstance(item, Arrival) for each in item.readings]

    @property
    def values(self) -> list[float | None]:
        return [reading.value for reading in self.readings if isinstance(reading, Numeric)]

    @property
    def states(self) -> list[LinkState]:
        return [item.state for item in self.items if isinstance(item, DeviceChange)]


class Rounds:
    """Counts the rounds of a switchboard and sees what had been told when each was over."""

    def __init__(self) -> None:
        self.count = 0
        self.tell: Callable[[], None] = lambda: None

    def over(self) -> None:
        self.count += 1
        self.tell()


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


@pytest.fixture
def board(rounds: Rounds) -> Switchboard:
    return Switchboard(SystemClock(), rounds.over)


@pytest.fixture
def admit(board: Switchboard) -> Iterator[Callable[..., Patient]]:
    patients: list[Patient] = []

    def admit(driver: Driver = OXIMETER, folder: Path | None = None) -> Patient:
        patients.append(Patient(board, driver, folder))
        patients[-1].wait_open()
        return patients[-1]

    yield admit
    stopped = [patient.reader.stop() for patient in patients]
    assert all(stopped)
    for patient in patients:
        patient.unplug()
    until = time.monotonic() + PATIENCE_S
    while any(thread.name == "switchboard" for thread in threading.enumerate()):
        assert time.monotonic() < until, "its thread ends with the last port"
        time.sleep(0.01)


def lent(patients: list[Patient], *, value: int = 90) -> None:
    """Make all of them stream, until the switchboard listens to each."""
    for patient in patients:
        patient.say(value)
    for patient in patients:
        patient.wait(lambda patient=patient: bool(patient.values))
    for patient in patients:
        listened_to(patient)


def listened_to(patient: Patient, value: int = 91) -> None:
    until = time.monotonic() + PATIENCE_S
    patient.threads.clear()
    while "switchboard" not in patient.threads:
        assert time.monotonic() < until, patient.threads
        before = len(patient.values)
        patient.say(value)
        patient.wait(lambda before=before: len(patient.values) > before)


def test_what_comes_on_lent_ports_is_told_whole_and_in_order(admit: Callable[..., Patient]) -> None:
    patients = [admit() for _ in range(4)]
    lent(patients)
    before = [len(patient.values) for patient in patients]
    for n in range(300):
        for number, patient in enumerate(patients):
            patient.say(1000 * number + n)
        if n % 10 == 0:
            time.sleep(0.003)
    for number, (patient, begin) in enumerate(zip(patients, before, strict=True)):
        patient.wait(lambda patient=patient, begin=begin: len(patient.values) >= begin + 300)
        assert patient.values[begin:] == [1000 * number + n for n in range(300)]
        assert patient.states == [LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING]


def test_all_that_has_come_is_told_before_a_round_is_over_and_rounds_are_as_rare_as_frames(
    admit: Callable[..., Patient], rounds: Rounds
) -> None:
    patients = [admit() for _ in range(4)]
    lent(patients)
    told: list[int] = []
    rounds.tell = lambda: told.append(sum(len(patient.values) for patient in patients))
    begun, count, before = time.monotonic(), rounds.count, sum(len(patient.values) for patient in patients)
    for n in range(100):
        for patient in patients:
            patient.say(n)
        time.sleep(0.002)
    for patient in patients:
        patient.wait(lambda patient=patient: patient.values[-1] == 99)
    until = time.monotonic() + PATIENCE_S
    while not told or told[-1] < before + 400:
        assert time.monotonic() < until, "a round ends after what it has told"
        time.sleep(0.002)
    took_s = time.monotonic() - begun
    assert 1 < rounds.count - count <= took_s / ROUND_S + 2


def test_fewer_than_three_streams_are_read_by_their_own_threads(admit: Callable[..., Patient]) -> None:
    patients = [admit() for _ in range(LEAST_PORTS - 1)]
    for n in range(20):
        for patient in patients:
            patient.say(n)
    for patient in patients:
        patient.wait(lambda patient=patient: len(patient.values) == 20)
        assert "switchboard" not in patient.threads


def test_a_device_with_a_cuff_keeps_its_own_thread(admit: Callable[..., Patient]) -> None:
    cuff = admit(CUFF)
    lent([admit() for _ in range(3)])
    for n in range(20):
        cuff.say(n)
    cuff.wait(lambda: len(cuff.values) == 20)
    assert "switchboard" not in cuff.threads


def test_what_is_to_be_sent_is_sent_by_the_readers_own_thread(admit: Callable[..., Patient]) -> None:
    patients = [admit() for _ in range(3)]
    lent(patients)
    until = time.monotonic() + PATIENCE_S
    while any(b"ping\n" not in patient.listen() for patient in patients):
        assert time.monotonic() < until, [patient.heard for patient in patients]
        time.sleep(0.02)
    for patient in patients:
        assert patient.heard.startswith(b"hello\nping\n")
        listened_to(patient)  # and lends it again


def test_an_order_is_answered_while_the_port_is_lent(admit: Callable[..., Patient]) -> None:
    patients = [admit() for _ in range(3)]
    lent(patients)
    one = patients[0]
    one.reader.post(CuffRequest(order=CuffOrder.START, patient_type=PatientType.ADULT))
    one.wait(lambda: any(isinstance(item, LinkNotice) for item in one.items))
    (notice,) = [item for item in one.items if isinstance(item, LinkNotice)]
    assert notice.sentence.startswith("bedside cannot start this cuff")
    listened_to(one)


def test_a_capture_takes_the_port_off_the_switchboard(admit: Callable[..., Patient], tmp_path: Path) -> None:
    patients = [admit(folder=tmp_path) if n == 0 else admit() for n in range(3)]
    lent(patients)
    one = patients[0]
    assert one.reader.switch_capture(on=True)
    until = time.monotonic() + PATIENCE_S
    while not one.reader.capture_file:
        assert time.monotonic() < until
        time.sleep(0.01)
    one.threads.clear()
    begin = len(one.values)
    for n in range(20):
        one.say(n)
    one.wait(lambda: len(one.values) >= begin + 20)
    assert "switchboard" not in one.threads
    assert one.reader.switch_capture(on=False)
    listened_to(one)
    content = Path(tmp_path / "one.jsonl").read_bytes()
    heard = b"".join(chunk.data for chunk in parse_capture(content, "one").chunks if chunk.received)
    assert b"".join(b"V%d\n" % n for n in range(20)) in heard


def test_an_unplugged_cable_is_told_and_what_came_before_it_is_kept(admit: Callable[..., Patient]) -> None:
    patients = [admit() for _ in range(3)]
    lent(patients)
    one = patients[0]
    one.say(7, 8, 9)
    one.unplug()
    one.wait(lambda: LinkState.GONE in one.states)
    assert one.values[-3:] == [7, 8, 9]
    listened_to(patients[1])
    listened_to(patients[2])


def test_a_bug_in_one_driver_is_that_devices_alone(
    admit: Callable[..., Patient], expect_log: Callable[[str], None]
) -> None:
    expect_log("reader of p")
    patients = [admit() for _ in range(4)]
    lent(patients)
    one = patients[0]
    one.say_bytes(b"BUG\n")
    one.wait(lambda: LinkState.REFUSED in one.states)
    one.wait(lambda: one.states[-1] is LinkState.WAITING)  # opened again
    assert one.opened == 2
    for patient in patients[1:]:
        listened_to(patient)
        assert LinkState.REFUSED not in patient.states


class _Hanging(LineProtocol):
    """Does not come back from the line HANG before a test lets it."""

    released = threading.Event()

    def feed(self, data: bytes, t: float) -> list[Reading]:
        if b"HANG" in data:
            assert self.released.wait(PATIENCE_S * 2)
        return super().feed(data, t)


def test_a_driver_that_hangs_does_not_keep_the_others_from_being_read(admit: Callable[..., Patient]) -> None:
    _Hanging.released.clear()
    hanging = admit(replace(OXIMETER, protocol=_Hanging))
    patients = [admit() for _ in range(3)]
    lent([hanging, *patients])
    hanging.say_bytes(b"HANG\n")
    try:
        for patient in patients:
            begin = len(patient.values)
            patient.threads.clear()
            patient.say(*range(10))
            patient.wait(lambda patient=patient, begin=begin: len(patient.values) >= begin + 10)
            assert patient.values[begin:] == [*range(10)]
            until = time.monotonic() + PATIENCE_S
            while "switchboard" in patient.threads or not patient.threads:
                assert time.monotonic() < until
                patient.threads.clear()
                begin = len(patient.values)
                patient.say(1)
                patient.wait(lambda patient=patient, begin=begin: len(patient.values) > begin)
    finally:
        _Hanging.released.set()
    for patient in [hanging, *patients]:
        listened_to(patient)  # it comes round again


def test_readers_go_on_by_themselves_when_the_switchboard_itself_breaks(
    admit: Callable[..., Patient],
    board: Switchboard,
    expect_log: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expect_log("switchboard")
    patients = [admit() for _ in range(3)]
    lent(patients)
    look, broken = Switchboard._look, threading.Event()

    def breaks(self: Switchboard, *args: Any, **more: Any) -> float | None:
        if not broken.is_set():
            broken.set()
            raise MemoryError("a bug in the switchboard")
        return look(self, *args, **more)

    monkeypatch.setattr(Switchboard, "_look", breaks)
    begin = [len(patient.values) for patient in patients]
    for n in range(50):
        for patient in patients:
            patient.say(n)
    for patient, before in zip(patients, begin, strict=True):
        patient.wait(lambda patient=patient, before=before: len(patient.values) >= before + 50)
        assert patient.values[before:] == [*range(50)]
        assert patient.states[-1] is LinkState.MEASURING
        listened_to(patient)  # by a new thread

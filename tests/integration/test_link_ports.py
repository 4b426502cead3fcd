"""Readers on real pseudo-terminals and sockets: real bytes, real unplugging, every sentence."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bedside import registry
from bedside.clock import ManualClock, SystemClock
from bedside.driver_api import CuffOrder, CuffRequest, Driver, PortSettings
from bedside.errors import PortError
from bedside.link.capture import CaptureWriter, parse_capture
from bedside.link.items import Arrival, Item, LinkNotice
from bedside.link.ports import is_simulated, open_as, open_port
from bedside.link.reader import Reader
from bedside.link.serial_port import open_serial
from bedside.link.transport import PortMissingError, Transport
from bedside.simulation import scenario
from bedside.simulation.virtual_port import TcpPort, new_port
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import Determination, Numeric, Reading, Wave
from bedside.vitals.sessions import PatientType

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside.simulation.virtual_port import PtyPort

PATIENCE_S = 10.0
NONIN = registry.load("nonin")


class Inbox:
    """A sink a test can wait at."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._changed = threading.Condition()

    def __call__(self, item: Item) -> None:
        with self._changed:
            self.items.append(item)
            self._changed.notify_all()

    def wait(self, until: Callable[[list[Item]], bool]) -> list[Item]:
        with self._changed:
            assert self._changed.wait_for(lambda: until(self.items), PATIENCE_S), self.changes
            return list(self.items)

    def wait_state(self, *states: LinkState) -> DeviceChange:
        """Wait until the link went through exactly these states since the last call, or to them at last."""
        self.wait(lambda _: tuple(self.states[-len(states) :]) == states)
        return self.changes[-1]

    @property
    def changes(self) -> list[DeviceChange]:
        return [item for item in self.items if isinstance(item, DeviceChange)]

    @property
    def states(self) -> list[LinkState]:
        return [change.state for change in self.changes]

    @property
    def readings(self) -> list[Reading]:
        return [reading for item in self.items if isinstance(item, Arrival) for reading in item.readings]

    @property
    def samples(self) -> list[int | None]:
        return [sample for each in self.readings if isinstance(each, Wave) for sample in each.samples]


class Bench:
    """One reader on one port, with a clock the test moves."""

    def __init__(self, port: str, driver: Driver, capture: Path | None = None) -> None:
        self.clock = ManualClock(1000.0)
        self.inbox = Inbox()
        self.transport: Transport | None = None
        self.reader = Reader(
            "d@p",
            driver,
            port,
            self._open,
            self.inbox,
            self.clock,
            capture
            and CaptureWriter(capture, device="d@p", driver=driver.info.key, port=port, clock=self.clock),
        )
        self.reader.start()

    def _open(self, port: str, driver: Driver) -> Transport:
        self.transport = open_port(port, driver, self.clock)
        return self.transport

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        if self.transport is not None:
            self.transport.wake()


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    benches: list[Bench] = []

    def make(port: str, driver: Driver = NONIN, capture: Path | None = None) -> Bench:
        benches.append(Bench(port, driver, capture))
        return benches[-1]

    yield make
    stopped = [each.reader.stop() for each in benches]
    assert all(stopped)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[PtyPort]:
    port = PtyPort(tmp_path / "port")
    port.plug()
    yield port
    port.pull()


def nonin_bytes(seconds: float, seed: int = 1) -> bytes:
    """What a Nonin sends in so many seconds."""
    device, patient = NONIN.device(), scenario.load("rest").patient(seed)
    device.emit(patient, 0.0)
    return device.emit(patient, seconds)


def test_real_bytes_on_a_pty_become_readings(bench: Callable[..., Bench], cable: PtyPort) -> None:
    one = bench(cable.name)
    one.inbox.wait_state(LinkState.OPENING, LinkState.WAITING)
    assert cable.write(nonin_bytes(2.0))
    one.inbox.wait_state(LinkState.MEASURING)
    one.inbox.wait(lambda _: len(one.inbox.samples) >= 149)
    assert any(isinstance(reading, Numeric) and reading.value for reading in one.inbox.readings)


def test_bytes_from_before_the_opening_are_thrown_away(bench: Callable[..., Bench], cable: PtyPort) -> None:
    cable.write(b"\x01\x81\x10\x02\x03" * 100)
    one = bench(cable.name)
    one.inbox.wait_state(LinkState.WAITING)
    cable.write(nonin_bytes(1.0))
    items = one.inbox.wait(lambda _: len(one.inbox.samples) >= 74)
    counters = [item.counters for item in items if isinstance(item, Arrival)][-1]
    assert counters.bytes_in == len(nonin_bytes(1.0))
    assert counters.bad_frames == 0


def test_an_unplugged_port_is_told_and_comes_back_by_itself(
    bench: Callable[..., Bench], cable: PtyPort
) -> None:
    one = bench(cable.name)
    one.inbox.wait_state(LinkState.WAITING)
    cable.write(nonin_bytes(1.0))
    one.inbox.wait_state(LinkState.MEASURING)
    cable.pull()
    gone = one.inbox.wait_state(LinkState.GONE)
    assert gone.sentence == f"{cable.name} was unplugged: plug the cable in again, bedside goes on by itself."
    assert gone.lost_t == 1005.0
    cable.plug()
    one.inbox.wait_state(LinkState.GONE, LinkState.WAITING)
    cable.write(nonin_bytes(1.0))
    assert one.inbox.wait_state(LinkState.MEASURING).lost_t is None


@pytest.mark.req("T-COM")
def test_half_a_frame_and_then_nothing_is_silence(bench: Callable[..., Bench], cable: PtyPort) -> None:
    one = bench(cable.name)
    one.inbox.wait_state(LinkState.WAITING)
    cable.write(nonin_bytes(1.0) + b"\x01\x81")
    one.inbox.wait_state(LinkState.MEASURING)
    one.advance(5.1)
    assert one.inbox.wait_state(LinkState.SILENT).lost_t == 1005.0


def test_garbage_is_told_as_the_wrong_port_or_driver(bench: Callable[..., Bench], cable: PtyPort) -> None:
    one = bench(cable.name)
    one.inbox.wait_state(LinkState.WAITING)
    for seconds in range(4):
        cable.write(b"\xff" * 50)
        one.inbox.wait(lambda items, told=seconds: sum(isinstance(item, Arrival) for item in items) > told)
        one.advance(1.1)
    assert "choose another port or driver" in one.inbox.wait_state(LinkState.GARBLED).sentence


def test_a_port_that_is_not_there_is_refused_and_found_when_it_comes(
    bench: Callable[..., Bench], tmp_path: Path
) -> None:
    port = PtyPort(tmp_path / "later")
    one = bench(port.name)
    refused = one.inbox.wait_state(LinkState.REFUSED)
    assert refused.sentence == f"There is no port {port.name}: plug the device in or choose another port."
    port.plug()
    one.inbox.wait_state(LinkState.WAITING)
    port.pull()


def test_a_port_another_program_has_open_is_taken(bench: Callable[..., Bench], cable: PtyPort) -> None:
    other = open_port(cable.name, NONIN, SystemClock())
    one = bench(cable.name)
    assert one.inbox.wait_state(LinkState.REFUSED).sentence.endswith(
        "is taken by another program: close that program."
    )
    other.close()
    one.inbox.wait_state(LinkState.WAITING)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every port")
def test_a_port_without_permission_names_the_group_and_the_udev_rule(cable: PtyPort) -> None:
    device = Path(cable.name).resolve()
    device.chmod(0)
    with pytest.raises(PortError, match=r"dialout.*udev rule"):
        open_port(cable.name, NONIN, SystemClock())


@pytest.mark.parametrize("port", ["/dev/null", "/dev"])
def test_what_is_not_a_serial_port_is_told(port: str) -> None:
    with pytest.raises(PortError, match="is not a serial port"):
        open_port(port, NONIN, SystemClock())


def test_a_wake_ends_a_read_from_another_thread(cable: PtyPort) -> None:
    transport = open_port(cable.name, NONIN, SystemClock())
    waker = threading.Timer(0.05, transport.wake)
    waker.start()
    assert transport.read(PATIENCE_S) == b""
    waker.join()
    transport.close()
    transport.wake()


def test_a_full_line_that_nobody_reads_is_an_error_not_a_hang(cable: PtyPort) -> None:
    transport = open_port(cable.name, NONIN, SystemClock())
    with pytest.raises(PortError, match="takes no more bytes"):
        for _ in range(1000):
            transport.write(b"x" * 4096)
    transport.close()


def test_a_bug_in_a_driver_is_told_logged_and_survived(
    bench: Callable[..., Bench], cable: PtyPort, expect_log: Callable[[str], None]
) -> None:
    expect_log(r"reader of .*port")
    healthy = NONIN.protocol
    attempts: list[int] = []

    def protocol() -> object:
        attempts.append(1)
        if len(attempts) == 1:
            raise ZeroDivisionError("a bug in the driver")
        return healthy()

    one = bench(cable.name, Driver(info=NONIN.info, protocol=protocol, device=NONIN.device))  # type: ignore[arg-type]
    one.inbox.wait_state(LinkState.REFUSED, LinkState.WAITING)
    assert "internal error" in one.inbox.changes[-2].sentence
    cable.write(nonin_bytes(1.0))
    one.inbox.wait_state(LinkState.MEASURING)


def test_a_capture_plays_back_to_the_same_readings(
    bench: Callable[..., Bench], cable: PtyPort, tmp_path: Path
) -> None:
    file = tmp_path / "capture.jsonl"
    live = bench(cable.name, capture=file)
    live.inbox.wait_state(LinkState.WAITING)
    sent = nonin_bytes(3.0)
    for start in range(0, len(sent), 100):
        cable.write(sent[start : start + 100])
        live.inbox.wait(
            lambda items, end=start + 100: any(  # type: ignore[misc]
                isinstance(item, Arrival) and item.counters.bytes_in >= min(end, len(sent)) for item in items
            )
        )
        live.advance(0.25)
    assert live.reader.stop()
    content = b"".join(chunk.data for chunk in parse_capture(file.read_bytes(), "").chunks if chunk.received)
    assert content == sent
    again = bench(str(file))
    again.inbox.wait_state(LinkState.MEASURING)
    for _ in range(60):
        again.advance(0.05)
    over = again.inbox.wait_state(LinkState.MEASURING, LinkState.ENDED)
    assert over.sentence == "The recording capture.jsonl is over: attach it again to play it once more."
    assert again.inbox.samples == live.inbox.samples

    def numbers(inbox: Inbox) -> list[tuple[str, float | None]]:
        return [(each.parameter, each.value) for each in inbox.readings if isinstance(each, Numeric)]

    assert numbers(again.inbox) == numbers(live.inbox)


def test_a_socket_is_a_port_like_any_other(bench: Callable[..., Bench]) -> None:
    server = TcpPort()
    server.plug()
    one = bench(server.name)
    one.inbox.wait_state(LinkState.WAITING)
    while not server.connected():
        one.advance(0.0)
    assert server.write(nonin_bytes(1.0))
    one.inbox.wait_state(LinkState.MEASURING)
    server.pull()
    assert "connects again by itself" in one.inbox.wait_state(LinkState.GONE).sentence
    server.plug()
    one.inbox.wait_state(LinkState.WAITING)
    assert one.reader.stop()
    server.pull()


def test_an_address_where_nobody_answers_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    with pytest.raises(PortMissingError, match="Nobody answers"):
        open_port(f"socket://127.0.0.1:{number}", NONIN, SystemClock())


def _bytes_in(items: list[Item]) -> set[int]:
    return {item.counters.bytes_in for item in items[-5:] if isinstance(item, Arrival)}


class DinamapOnCable:
    """A virtual DINAMAP served by the test itself."""

    STEP_S = 0.6  # less than a host waits for a reply

    def __init__(self, cable: PtyPort) -> None:
        self._cable = cable
        self._device = registry.load("dinamap").device()
        self._patient = scenario.read_scenario("quiet", {"title": "Quiet", "summary": "No cuff."}).patient(1)
        self.heard = b""
        self._said = 0

    def start_at_the_monitor(self, bench: Bench) -> None:
        self._patient.start_cuff(bench.clock.now())

    def step(self, bench: Bench, *, heard_out: bool = True) -> None:
        """A moment of the device's life; `heard_out`: the reader is there and reads what is said to the end."""
        self.heard += (data := self._cable.read())
        self._device.feed(data, bench.clock.now())
        bench.advance(self.STEP_S)
        said = self._device.emit(self._patient, bench.clock.now())
        if said:
            self._said += len(said)
            self._cable.write(said)
            if heard_out:
                bench.inbox.wait(lambda items: self._said in _bytes_in(items))
        threading.Event().wait(0.002)  # the reader's turn to ask

    def serve(self, bench: Bench, seconds: float) -> None:
        for _ in range(round(seconds / self.STEP_S)):
            self.step(bench)


def test_a_start_passes_the_guard_once_and_ends_in_one_determination(
    bench: Callable[..., Bench], cable: PtyPort
) -> None:
    one = bench(cable.name, registry.load("dinamap"))
    device = DinamapOnCable(cable)
    one.inbox.wait_state(LinkState.WAITING)
    device.start_at_the_monitor(one)
    device.serve(one, 60.0)
    one.reader.post(CuffRequest(order=CuffOrder.START, patient_type=PatientType.NOT_SET))
    one.inbox.wait(lambda items: any(isinstance(item, LinkNotice) for item in items))
    device.serve(one, 100.0)
    assert b"NC0" not in device.heard
    assert one.reader.may_start(PatientType.ADULT) is None
    one.reader.post(CuffRequest(order=CuffOrder.START, patient_type=PatientType.ADULT))
    device.serve(one, 5.0)
    assert device.heard.count(b"NC0") == 1
    assert one.reader.cuff_running
    device.serve(one, 60.0)
    assert not one.reader.cuff_running
    assert sum(isinstance(reading, Determination) for reading in one.inbox.readings) == 2
    assert device.heard.count(b"NC0") == 1


def test_stopping_a_reader_under_a_running_cuff_cancels_first(
    bench: Callable[..., Bench], cable: PtyPort
) -> None:
    one = bench(cable.name, registry.load("dinamap"))
    device = DinamapOnCable(cable)
    one.inbox.wait_state(LinkState.WAITING)
    device.start_at_the_monitor(one)
    device.serve(one, 8.0)
    assert one.reader.cuff_running
    stopping = threading.Thread(target=one.reader.stop)
    stopping.start()
    for _ in range(2000):  # each step waits a little; the reader may take three cancels long
        if not stopping.is_alive():
            break
        device.step(one, heard_out=False)  # it may be gone any moment
    stopping.join(PATIENCE_S)
    assert not stopping.is_alive()
    assert b" ND" in device.heard + cable.read()


def test_a_virtual_port_is_a_pty_behind_its_name(tmp_path: Path) -> None:
    port = new_port(tmp_path, "bed1-nonin")
    port.plug()
    assert port.name == str(tmp_path / "bed1-nonin")
    assert Path(port.name).resolve().is_relative_to("/dev/pts")
    assert not port.connected()
    port.pull()
    assert not Path(port.name).exists()
    assert Path(port.name).is_symlink()


@pytest.mark.req("SAFE-01")
def test_a_link_that_becomes_a_pseudo_terminal_after_the_attach_is_refused(tmp_path: Path) -> None:
    """What was attached as a real port must never bring a simulated patient's values."""
    link = tmp_path / "oximeter"
    assert not is_simulated(str(link))
    inbox = Inbox()
    clock = SystemClock()

    def opener(port: str, driver: Driver) -> Transport:
        return open_as(port, driver, clock, simulated=False)

    reader = Reader("nonin@link", NONIN, str(link), opener, inbox, clock)
    reader.start()
    port = PtyPort(link)
    try:
        inbox.wait_state(LinkState.REFUSED)
        port.plug()
        inbox.wait(lambda items: any("a simulated port now" in c.sentence for c in inbox.changes))
        assert not any(isinstance(item, Arrival) for item in inbox.items)
    finally:
        reader.stop()
        port.pull()


def test_a_pty_is_opened_again_at_a_line_with_parity(cable: PtyPort) -> None:
    for line in ("19200 8O1", "19200 8O1", "9600 7E1", "9600 7E1"):
        open_serial(cable.name, PortSettings.parse(line)).close()

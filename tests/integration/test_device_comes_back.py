"""Devices come back to their bed after a re-plug or a restart, on whatever name, and never to another bed.

Real readers on pseudo-terminals; a list that the test keeps says which USB adapter stands behind which name.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bedside import registry
from bedside.clock import SystemClock
from bedside.composition import build
from bedside.driver_api import Driver
from bedside.link.adapter import AdapterId
from bedside.link.detection import candidates_of
from bedside.link.items import Arrival, Item
from bedside.link.ports import PortRow, open_as
from bedside.link.reader import Reader
from bedside.link.seat import BLIP_S
from bedside.link.steady_port import SteadyPorts
from bedside.link.transport import Transport
from bedside.monitor.services import Services
from bedside.settings import RememberedDevice, Settings, SettingsFile, settings_path
from bedside.simulation import scenario
from bedside.store.library import Library
from bedside.vitals.devices import DeviceChange, DeviceRow, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from tests.helpers.adapters import CH340, FTDI, adapter, row

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside.simulation.virtual_port import PtyPort

PATIENCE_S = 30.0  # a machine under load; what is waited for takes a second or two
EMIT_S = 0.02


class Oximeter:
    """A device with its cable; it shows one saturation all the time, so that a bed can be told from another."""

    def __init__(self, driver: str, there: AdapterId, seed: int) -> None:
        self.driver = registry.load(driver)
        self.adapter = there
        self.device = self.driver.device()
        self.patient = scenario.load("rest").patient(seed)
        self.port: PtyPort | None = None
        self.heard = b""  # what bedside sent to it


class Computer:
    """Sockets, names, and the thread that plays what is plugged in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clock = SystemClock()
        self._lock = threading.Lock()
        self._plugged: dict[str, Oximeter] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play, name="devices of a test")
        self._thread.start()

    def name(self, number: int) -> str:
        return str(self._folder / f"ttyUSB{number}")

    def rows(self) -> list[PortRow]:
        with self._lock:
            return [row(name, each.adapter) for name, each in sorted(self._plugged.items())]

    def plug(self, oximeter: Oximeter, number: int, socket: str | None = None) -> None:
        """Plug a cable in; the system names it with `number`."""
        if socket is not None:
            old = oximeter.adapter
            oximeter.adapter = AdapterId.of(old.vid, old.pid, old.serial, socket)
        port = PtyPort(Path(self.name(number)))
        port.plug()
        with self._lock:
            oximeter.port = port
            self._plugged[self.name(number)] = oximeter

    def pull(self, *oximeters: Oximeter) -> None:
        with self._lock:
            for oximeter in oximeters:
                self._plugged = {name: each for name, each in self._plugged.items() if each is not oximeter}
                if oximeter.port is not None:
                    oximeter.port.pull()
                    Path(oximeter.port.name).unlink()
                    oximeter.port = None

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.pull(*self._plugged.values())

    def _play(self) -> None:
        while not self._stopping.wait(EMIT_S):
            with self._lock:
                for each in self._plugged.values():
                    assert each.port is not None
                    t = self._clock.now()
                    heard = each.port.read()
                    each.heard += heard
                    each.device.feed(heard, t)
                    sent = each.device.emit(each.patient, t)
                    if sent and each.port.connected():
                        each.port.write(sent)


class Bed:
    """A reader and what it said."""

    def __init__(self, ward: Ward, driver: str, number: int) -> None:
        self._ward = ward
        port = ward.computer.name(number)
        self.device = f"{driver}@{port}"
        self._changed = threading.Condition()
        self._items: list[Item] = []
        ward.places.join(self.device, driver, port, simulated=True)

        def line(port: str, driver: Driver) -> Transport:
            return open_as(port, driver, ward.clock, simulated=True)

        def opened(_port: str, driver: Driver) -> Transport:
            return ward.places.open(self.device, driver, line, lambda: self.reader.stopping)

        self.reader = Reader(self.device, registry.load(driver), port, opened, self._take, ward.clock)
        self.reader.start()

    def _take(self, item: Item) -> None:
        with self._changed:
            self._items.append(item)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, PATIENCE_S), (self.state, self.sentence)

    def measures(self) -> None:
        """Wait for numbers newer than this moment."""
        seen = len(self._items)
        self.until(
            lambda: any(
                isinstance(reading, Numeric) and reading.value is not None
                for item in self._items[seen:]
                if isinstance(item, Arrival)
                for reading in item.readings
            )
        )
        assert self.state is LinkState.MEASURING
        assert {item.device for item in self._items} == {self.device}

    def said(self, words: str) -> None:
        """Wait until the link says so, or has said so."""
        self.until(lambda: any(words in change.sentence for change in self._changes))

    @property
    def frames(self) -> int:
        arrivals = [item for item in self._items if isinstance(item, Arrival)]
        return arrivals[-1].counters.frames if arrivals else 0

    @property
    def _changes(self) -> list[DeviceChange]:
        return [item for item in self._items if isinstance(item, DeviceChange)]

    @property
    def _last(self) -> DeviceChange:
        return self._changes[-1]

    @property
    def state(self) -> LinkState:
        return self._last.state

    @property
    def sentence(self) -> str:
        return self._last.sentence


class Ward:
    """The beds on one computer."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        self.clock = SystemClock()
        self.places = SteadyPorts(
            computer.rows, self.clock, lambda: candidates_of(registry.infos()[0].values())
        )
        self.beds: list[Bed] = []

    def bed(self, number: int, driver: str = "nonin") -> Bed:
        self.beds.append(Bed(self, driver, number))
        return self.beds[-1]


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    made = Computer(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def ward(computer: Computer) -> Iterator[Ward]:
    made = Ward(computer)
    yield made
    stopped = [bed.reader.stop() for bed in made.beds]
    assert all(stopped)


def nonin(socket: str, serial: str = "", seed: int = 1) -> Oximeter:
    return Oximeter("nonin", adapter(FTDI if serial else CH340, socket, serial), seed)


def test_a_device_that_is_plugged_in_again_measures_on_under_another_name(
    computer: Computer, ward: Ward
) -> None:
    one = nonin("1-1", "A50285BI")
    computer.plug(one, 0)
    bed = ward.bed(0)
    bed.measures()
    computer.pull(one)
    bed.until(lambda: bed.state is LinkState.GONE)
    computer.plug(one, 5, socket="2-3")
    bed.said(f"{computer.name(5)} is open, waiting for the Nonin")
    bed.measures()
    assert ward.places.port_now(bed.device) == computer.name(5)
    assert ward.places.adapter(bed.device) == str(one.adapter)


def test_two_that_come_back_with_their_names_swapped_stay_on_their_beds(
    computer: Computer, ward: Ward
) -> None:
    one, other = nonin("1-1", "A50285BI", 1), nonin("1-2", "XYZ98765", 2)
    computer.plug(one, 0)
    computer.plug(other, 1)
    beds = [ward.bed(0), ward.bed(1)]
    for bed in beds:
        bed.measures()
    computer.pull(one, other)
    for bed in beds:
        bed.until(lambda bed=bed: bed.state is LinkState.GONE)  # type: ignore[misc]
    computer.plug(one, 1)
    computer.plug(other, 0)
    for bed in beds:
        bed.measures()
    assert [ward.places.port_now(bed.device) for bed in beds] == [computer.name(1), computer.name(0)]


def test_a_strange_adapter_under_the_old_name_is_not_opened(computer: Computer, ward: Ward) -> None:
    one, stranger = nonin("1-1", "A50285BI", 1), nonin("1-1", "XYZ98765", 2)
    computer.plug(one, 0)
    bed = ward.bed(0)
    bed.measures()
    computer.pull(one)
    computer.plug(stranger, 0)
    bed.said("is another adapter now")
    frames = bed.frames
    computer.plug(one, 1)
    bed.measures()
    assert bed.frames > frames
    assert ward.places.port_now(bed.device) == computer.name(1)


def test_two_alike_without_serial_numbers_are_not_guessed_after_their_sockets_may_be_swapped(
    computer: Computer, ward: Ward
) -> None:
    one, other = nonin("1-1", seed=1), nonin("1-2", seed=2)
    computer.plug(one, 0)
    computer.plug(other, 1)
    beds = [ward.bed(0), ward.bed(1)]
    for bed in beds:
        bed.measures()
    computer.pull(one, other)
    for bed in beds:
        bed.until(lambda bed=bed: bed.state is LinkState.GONE)  # type: ignore[misc]
    until_missed(ward.places, beds)
    frames = [bed.frames for bed in beds]
    computer.plug(one, 1, socket="1-2")
    computer.plug(other, 0, socket="1-1")
    for bed in beds:
        bed.said("look which patient it is on, then detach it and connect it by hand")
    assert [bed.frames for bed in beds] == frames


def test_two_alike_that_speak_differently_are_recognised_by_what_they_say(
    computer: Computer, ward: Ward
) -> None:
    one, other = nonin("1-1"), Oximeter("chipox", adapter(CH340, "1-2"), 2)
    computer.plug(one, 0)
    computer.plug(other, 1)
    beds = [ward.bed(0), ward.bed(1, "chipox")]
    for bed in beds:
        bed.measures()
    computer.pull(one, other)
    for bed in beds:
        bed.until(lambda bed=bed: bed.state is LinkState.GONE)  # type: ignore[misc]
    until_missed(ward.places, beds)
    computer.plug(one, 0)
    computer.plug(other, 1)
    for bed in beds:
        bed.measures()


def test_one_without_a_serial_number_in_a_new_socket_is_recognised_by_listening_alone(
    computer: Computer, ward: Ward
) -> None:
    one = nonin("1-1")
    computer.plug(one, 0)
    bed = ward.bed(0)
    bed.measures()
    computer.pull(one)
    bed.until(lambda: bed.state is LinkState.GONE)
    until_missed(ward.places, [bed])
    computer.plug(one, 0, socket="1-4")
    bed.measures()
    assert ward.places.adapter(bed.device) == str(one.adapter)


def test_something_else_in_a_new_socket_is_left_and_sent_nothing(computer: Computer, ward: Ward) -> None:
    one, stranger = Oximeter("contec_v7", adapter(CH340, "1-1"), 1), nonin("1-4", seed=2)
    computer.plug(one, 0)
    bed = ward.bed(0, "contec_v7")
    bed.measures()
    assert one.heard  # this one is spoken to
    computer.pull(one)
    bed.until(lambda: bed.state is LinkState.GONE)
    until_missed(ward.places, [bed])
    frames = bed.frames
    computer.plug(stranger, 0)
    bed.said("was not recognised there by listening")
    assert (stranger.heard, bed.frames) == (b"", frames)


def test_a_reader_that_listens_stops_at_once(computer: Computer, ward: Ward) -> None:
    one, silent = nonin("1-1"), nonin("1-4")
    computer.plug(one, 0)
    bed = ward.bed(0)
    bed.measures()
    computer.pull(one)
    bed.until(lambda: bed.state is LinkState.GONE)
    until_missed(ward.places, [bed])
    silent.device.emit = lambda patient, t: b""  # type: ignore[method-assign]
    computer.plug(silent, 3)
    until(lambda: computer.name(3) in ward.places.in_use())
    assert bed.reader.stop()
    assert ward.places.in_use() == frozenset()


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def until_missed(places: SteadyPorts, beds: Sequence[Bed]) -> None:
    """Until the readers have looked and found no adapter: longer than a hub that stumbles."""
    until(lambda: all(places._seats[bed.device].away for bed in beds))
    time.sleep(BLIP_S)


# The whole program


@pytest.fixture
def program(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Services]]:
    """Starts bedside on this computer; its pseudo-terminals pass for cables of real patients."""
    monkeypatch.setattr("bedside.link.ports.list_serial", computer.rows)
    monkeypatch.setattr("bedside.link.ports.is_simulated", lambda port: False)
    monkeypatch.setattr("bedside.monitor.attachments.is_simulated", lambda port: False)
    running: list[Services] = []

    def start() -> Services:
        running.append(build(tmp_path / "b.sqlite"))
        return running[-1]

    yield start
    for services in running:
        stop(services)


def stop(services: Services) -> None:
    services.station.stop()
    services.recorder.stop()


def measuring(services: Services, bed: int) -> DeviceRow:
    def rows() -> list[DeviceRow]:
        update = services.station.updates.get(bed)
        return [each for each in update.devices if each.state is LinkState.MEASURING] if update else []

    def shown() -> bool:
        update = services.station.updates.get(bed)
        number = None if update is None else update.numerics.get(Parameter.SPO2)
        return bool(rows()) and number is not None and number.value is not None

    until(shown)
    return rows()[0]


@pytest.mark.req("ALM-41")
def test_after_a_restart_the_device_is_on_its_bed_and_in_its_session_though_its_name_changed(
    computer: Computer, program: Callable[[], Services], expect_log: Callable[[str], None], tmp_path: Path
) -> None:
    expect_log("goes on after")
    one, other = nonin("1-1", "A50285BI", 1), nonin("1-2", seed=2)
    computer.plug(one, 0)
    computer.plug(other, 1)
    beds = {3: computer.name(0), 4: computer.name(1)}
    before = Settings(
        devices=tuple(RememberedDevice(driver="nonin", port=port, bed=bed) for bed, port in beds.items())
    )
    SettingsFile(settings_path()).save(before)
    services = program()
    for bed in beds:
        measuring(services, bed)
    sessions = {bed: services.station.updates[bed].session for bed in beds}
    kept = SettingsFile(settings_path())
    until(lambda: all(device.adapter for device in kept.load().devices))
    assert {device.adapter for device in kept.load().devices} == {str(one.adapter), str(other.adapter)}
    stop(services)

    computer.pull(one, other)
    computer.plug(one, 1)
    computer.plug(other, 0)
    services = program()
    for bed, port in beds.items():
        shown = measuring(services, bed)
        assert (shown.device, shown.port) == (f"nonin@{port}", port)
        until(lambda bed=bed: services.station.updates[bed].devices[0].port_now != "")  # type: ignore[misc]
        after = services.station.updates[bed].session
        known = sessions[bed]
        assert known is not None
        assert after is not None
        assert after.id == known.id
    row_of = {bed: services.station.updates[bed].devices[0] for bed in beds}
    assert [row_of[bed].port_now for bed in beds] == [computer.name(1), computer.name(0)]
    assert f"now on {computer.name(1)}" in row_of[3].sentence
    stop(services)
    taken = {bed: [s for s in Library(tmp_path / "b.sqlite").sessions() if s.bed == bed] for bed in beds}
    assert all(len(sessions) == 1 for sessions in taken.values())


def test_a_device_moved_to_another_socket_is_remembered_there(
    computer: Computer, program: Callable[[], Services]
) -> None:
    one = nonin("1-1")
    computer.plug(one, 0)
    known = RememberedDevice(driver="nonin", port=computer.name(0), bed=2, adapter=str(one.adapter))
    SettingsFile(settings_path()).save(Settings(devices=(known,)))
    services = program()
    measuring(services, 2)
    computer.pull(one)
    until(lambda: services.station.updates[2].devices[0].state is LinkState.GONE)
    until(lambda: services.station._attachments._places._seats[known.device].away)
    computer.plug(one, 1, socket="1-7")
    measuring(services, 2)
    until(lambda: SettingsFile(settings_path()).load().devices[0].adapter == str(one.adapter))
    until(lambda: services.station.updates[2].devices[0].port_now == computer.name(1))

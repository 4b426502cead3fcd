"""Devices that nobody named: plugged in, found, attached, pulled and back, over real pseudo-terminals."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside import registry
from bedside.alarms.profile_file import default_profile
from bedside.cli.decode import run_decode
from bedside.cli.parser import parser
from bedside.clock import SystemClock
from bedside.composition import build
from bedside.driver_api import Driver
from bedside.errors import RefusedError
from bedside.link.capture import new_capture
from bedside.link.port_search import PortSearcher
from bedside.link.port_watch import PortWatch
from bedside.link.ports import open_as
from bedside.link.reader import Reader
from bedside.link.transport import Transport
from bedside.monitor.attachments import Attachments
from bedside.monitor.bed import Bed
from bedside.monitor.inbox import Inbox
from bedside.monitor.searches import Searches
from bedside.monitor.station import Incoming, Station
from bedside.monitor.updates import StationUpdate
from bedside.settings import Settings
from bedside.vitals.commands import Command
from bedside.vitals.devices import DeviceRow, LinkState, PortSearch, SearchState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Wave
from bedside.vitals.records import Record, RecordingState, StationEvent
from bedside.vitals.station_commands import AttachDevice, CaptureDevice, DetachDevice, SearchPort, StopSearch
from tests.helpers.alarms import NoAlarms
from tests.helpers.cables import Cables

WAIT_S = 90.0  # real devices are listened to for seconds, on a machine that does other things


class Bench:
    """A station that watches a list of ports."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.cables = Cables(folder)
        self.captures = folder / "captures"
        self.records: list[Record] = []
        self._inbox: Inbox[Incoming] = Inbox()
        self._searcher = PortSearcher(lambda: registry.infos()[0], self.clock, self._inbox.put)
        watch = PortWatch(self.cables.rows, self._inbox.put, poll_s=0.1)
        self.station = Station(
            clock=self.clock,
            attachments=Attachments(registry.load, self._reader),
            new_bed=self._bed,
            record=self.records.append,
            recording=RecordingState,
            settings=Settings(),
            save_settings=lambda _settings: None,
            inbox=self._inbox,
            searches=Searches(self._searcher, watch),
        )

    def _reader(self, device: str, driver: Driver, port: str, *, simulated: bool) -> Reader:
        def opened(port: str, driver: Driver) -> Transport:
            self._searcher.wait_free(port)
            return open_as(port, driver, self.clock, simulated=simulated)

        def begin_capture():  # type: ignore[no-untyped-def]
            return new_capture(self.captures, device, driver, port, self.clock)

        return Reader(device, driver, port, opened, self._inbox.put, self.clock, None, begin_capture)

    def _bed(self, number: int) -> Bed:
        return Bed(
            number,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=lambda _profile: NoAlarms(),
            record=self.records.append,
            unfinished=lambda bed: None,
        )

    def do(self, command: Command) -> None:
        self.station.submit(command).result(timeout=WAIT_S)

    def until(self, true: Callable[[], bool], what: str) -> None:
        deadline = self.clock.now() + WAIT_S
        while not true():
            assert self.clock.now() < deadline, f"never came to: {what}; {self.searches}; {self.devices}"
            self.clock.sleep(0.02)

    @property
    def searches(self) -> dict[str, PortSearch]:
        update = self.station.station_update
        return {} if update is None else {Path(row.port).name: row for row in update.searches}

    @property
    def devices(self) -> dict[str, DeviceRow]:
        update = self.station.station_update
        return {} if update is None else {row.driver: row for row in update.devices}

    def found(self, name: str) -> bool:
        row = self.searches.get(name)
        return row is not None and row.state is SearchState.FOUND and row.driver == name

    def is_in(self, driver: str, state: LinkState) -> bool:
        row = self.devices.get(driver)
        return row is not None and row.state is state


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.station.stop()
    made.cables.stop()


def test_devices_are_found_named_attached_pulled_and_back(bench: Bench) -> None:
    drivers = ("nonin", "contec_5byte", "masimo")
    for driver in drivers:
        bench.cables.add(driver)
    bench.station.start()
    bench.until(lambda: all(bench.found(driver) for driver in drivers), "three devices named")
    for bed, driver in enumerate(drivers, start=1):
        search = bench.searches[driver]
        assert search.title == registry.load(driver).info.title
        assert search.tried[-1].verdict == search.title
        bench.do(AttachDevice(bed=bed, driver=search.driver, port=search.port, line=search.line))
    bench.until(
        lambda: all(bench.is_in(driver, LinkState.MEASURING) for driver in drivers), "three measuring"
    )
    assert bench.searches == {}
    bench.cables.cables["nonin"].pull()
    bench.until(lambda: bench.is_in("nonin", LinkState.GONE), "a pulled cable")
    assert "unplugged" in bench.devices["nonin"].sentence
    assert bench.is_in("masimo", LinkState.MEASURING)
    bench.cables.cables["nonin"].plug()
    bench.until(lambda: bench.is_in("nonin", LinkState.MEASURING), "measuring again")
    assert bench.searches == {}


def test_a_device_is_attached_while_its_port_is_still_listened_to(bench: Bench) -> None:
    cable = bench.cables.add("dinamap")  # silent until it is asked: its port is listened to for seconds
    bench.station.start()
    bench.until(lambda: "dinamap" in bench.searches, "a row")
    bench.do(AttachDevice(bed=1, driver="dinamap", port=cable.port.name))
    bench.until(lambda: bench.is_in("dinamap", LinkState.MEASURING), "measuring")
    changes = [row.sentence for row in bench.devices.values()]
    assert not any("taken" in sentence for sentence in changes)
    bench.do(DetachDevice(bed=1, device=f"dinamap@{cable.port.name}"))
    bench.until(lambda: "dinamap" in bench.searches, "its row, when the port is free")


def test_a_silent_monitor_is_found_only_when_a_person_allows_to_ask(bench: Bench) -> None:
    cable = bench.cables.add("dinamap")
    bench.station.start()
    bench.until(
        lambda: bool(bench.searches) and bench.searches["dinamap"].state is SearchState.NOT_FOUND, "silence"
    )
    assert bench.searches["dinamap"].may_ask
    bench.do(SearchPort(bed=0, port=cable.port.name, may_ask=True))
    bench.until(lambda: bench.found("dinamap"), "the monitor")
    asked = [each for each in bench.records if isinstance(each, StationEvent) and each.kind == "search_port"]
    assert len(asked) == 1 and "asked if it is silent" in asked[0].words


def test_a_row_comes_and_goes_with_its_cable_and_stays_away_when_told_to(bench: Bench) -> None:
    cable = bench.cables.add("nonin", plugged=False)
    bench.station.start()
    cable.plug()
    bench.until(lambda: bench.found("nonin"), "a found device")
    bench.do(StopSearch(bed=0, port=cable.port.name))
    bench.until(lambda: bench.searches == {}, "no row")
    cable.pull()
    bench.clock.sleep(0.5)  # so that the watch sees it
    assert bench.searches == {}
    cable.plug()
    bench.until(lambda: bench.found("nonin"), "the row again")
    cable.pull()
    bench.until(lambda: bench.searches == {}, "no row without a cable")


def test_the_port_of_a_device_cannot_be_searched(bench: Bench) -> None:
    cable = bench.cables.add("nonin", plugged=False)
    bench.station.start()
    bench.do(AttachDevice(bed=2, driver="nonin", port=cable.port.name))
    with pytest.raises(RefusedError, match="in use by bedside for bed 2"):
        bench.do(SearchPort(bed=0, port=cable.port.name))


def test_a_capture_is_switched_on_and_off_and_can_be_decoded(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    cable = bench.cables.add("nonin")
    device = f"nonin@{cable.port.name}"
    bench.station.start()
    bench.do(AttachDevice(bed=1, driver="nonin", port=cable.port.name))
    bench.until(lambda: bench.is_in("nonin", LinkState.MEASURING), "measuring")
    assert bench.devices["nonin"].capture == ""
    bench.do(CaptureDevice(bed=1, device=device, on=True))
    bench.until(lambda: bench.devices["nonin"].capture != "", "a file's name")
    file = Path(bench.devices["nonin"].capture)
    assert file.parent == bench.captures
    bench.until(lambda: file.stat().st_size > 20_000, "some seconds of bytes")
    bench.do(CaptureDevice(bed=1, device=device, on=False))
    bench.until(lambda: bench.devices["nonin"].capture == "", "the end of the capture")
    size = file.stat().st_size
    bench.do(CaptureDevice(bed=1, device=device, on=True))
    bench.until(lambda: bench.devices["nonin"].capture not in ("", str(file)), "another file")
    assert file.stat().st_size == size
    args = parser().parse_args(["decode", "--driver", "nonin", str(file)])
    assert run_decode(args, sys.stdout) == 0
    table = capsys.readouterr().out.splitlines()
    assert any(",spo2,9" in line for line in table), table[:5]


def test_a_capture_of_a_device_that_is_not_there_is_refused(bench: Bench) -> None:
    bench.station.start()
    with pytest.raises(RefusedError, match="is not attached"):
        bench.do(CaptureDevice(bed=1, device="nonin@/dev/none", on=True))


def test_a_capture_that_cannot_be_made_is_told_and_costs_no_reading(bench: Bench) -> None:
    bench.captures.write_text("a file where the folder should be", encoding="utf-8")
    cable = bench.cables.add("nonin")
    bench.station.start()
    bench.do(AttachDevice(bed=1, driver="nonin", port=cable.port.name))
    bench.until(lambda: bench.is_in("nonin", LinkState.MEASURING), "measuring")
    bench.do(CaptureDevice(bed=1, device=f"nonin@{cable.port.name}", on=True))

    def told() -> bool:
        update = bench.station.station_update
        return update is not None and any("choose another folder" in each for each in update.notices)

    bench.until(told, "a notice")
    frames = bench.devices["nonin"].counters.frames
    bench.until(lambda: bench.devices["nonin"].counters.frames > frames + 75, "readings going on")
    assert bench.devices["nonin"].capture == ""


def test_the_row_and_the_tap_of_a_device_tell_what_comes(bench: Bench) -> None:
    cable = bench.cables.add("nonin")
    device = f"nonin@{cable.port.name}"
    bench.station.start()
    assert bench.station.tap(device) is None
    bench.do(AttachDevice(bed=1, driver="nonin", port=cable.port.name))
    bench.until(
        lambda: bool(bench.devices) and len(bench.devices["nonin"].bytes_per_s) > 4, "some whole seconds"
    )
    row = bench.devices["nonin"]
    assert max(row.bytes_per_s) > 100
    assert row.loss == 0.0 and row.delay_s is not None and 0.0 <= row.delay_s < 5.0
    tap = bench.station.tap(device)
    assert tap is not None
    pieces = tap.pieces()
    assert b"".join(piece.data for piece in pieces if not piece.sent)
    readings = [reading for piece in pieces for reading in piece.readings]
    assert any(isinstance(each, Wave) for each in readings)
    assert any(isinstance(each, Numeric) and each.parameter is Parameter.SPO2 for each in readings)
    newest = tap.newest
    bench.until(lambda: tap.newest > newest, "more pieces")
    assert all(piece.number > newest for piece in tap.pieces(after=newest))


def test_the_program_as_it_is_composed_watches_the_ports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cables = Cables(tmp_path)
    cable = cables.add("nonin")
    monkeypatch.setattr("bedside.link.ports.list_serial", cables.rows)
    services = build(tmp_path / "clinic.sqlite", watch_ports=True)
    try:

        def until(true: Callable[[StationUpdate], bool], what: str) -> None:
            deadline = services.clock.now() + WAIT_S
            while (update := services.station.station_update) is None or not true(update):
                assert services.clock.now() < deadline, f"never came to: {what}; {update}"
                services.clock.sleep(0.05)

        def do(command: Command) -> None:
            services.station.submit(command).result(timeout=WAIT_S)

        until(lambda update: [row.driver for row in update.searches] == ["nonin"], "a found device")
        do(AttachDevice(bed=1, driver="nonin", port=cable.port.name, remember=False))
        until(lambda update: [row.state for row in update.devices] == [LinkState.MEASURING], "measuring")
        until(lambda update: update.searches == (), "no search")
        do(CaptureDevice(bed=1, device=f"nonin@{cable.port.name}", on=True))
        until(lambda update: update.devices[0].capture != "", "a capture")
        assert services.station.station_update is not None
        captured = Path(services.station.station_update.devices[0].capture)
        assert captured.parent == tmp_path / "captures"
    finally:
        services.stop()
        cables.stop()
    left = {thread.name for thread in threading.enumerate()}
    assert not any(name == "port watch" or name.startswith("search ") for name in left)

"""A capture that is switched on while the device measures: what it costs when the disk is full is the capture alone."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside import registry
from bedside.clock import ManualClock
from bedside.link.capture import CaptureWriter, new_capture, parse_capture
from bedside.link.items import Item, LinkNotice
from bedside.link.ports import open_port
from bedside.link.reader import Reader
from bedside.simulation import scenario
from bedside.simulation.virtual_port import PtyPort
from bedside.vitals.devices import DeviceChange, LinkState

NONIN = registry.load("nonin")
PATIENCE_S = 20.0


class Bench:
    """One reader on a pty whose captures a test makes."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(1000.0)
        self.port = PtyPort(folder / "port")
        self.port.plug()
        self.folder = folder / "captures"
        self.new = lambda: new_capture(self.folder, "d@p", NONIN, "p", self.clock)
        self._device, self._patient = NONIN.device(), scenario.load("rest").patient(1)
        self._device.emit(self._patient, 0.0)
        self._sent_s = 0.0
        self._items: list[Item] = []
        self._changed = threading.Condition()
        self.reader = Reader(
            "d@p",
            NONIN,
            self.port.name,
            lambda port, driver: open_port(port, driver, self.clock),
            self._hear,
            self.clock,
            new_capture=self._begin,
        )

    def _begin(self) -> CaptureWriter:
        return self.new()

    def _hear(self, item: Item) -> None:
        with self._changed:
            self._items.append(item)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, PATIENCE_S), self._items[-3:]

    def until_captured(self, true: Callable[[], bool]) -> None:
        """Wait for what the reader does without saying it."""
        waiting = threading.Event()
        for _ in range(int(PATIENCE_S / 0.02)):
            if true():
                return
            waiting.wait(0.02)
            self.clock.advance(0.0005)  # so that a line that is quiet is so by the clock too
        raise AssertionError(self.reader.capture_file)

    def measure(self) -> None:
        """Half a second of the device."""
        self._sent_s += 0.5
        before = self.reader.tap.newest
        assert self.port.write(self._device.emit(self._patient, self._sent_s))
        self.until_captured(lambda: self.reader.tap.newest > before)

    @property
    def notices(self) -> list[str]:
        return [item.sentence for item in self._items if isinstance(item, LinkNotice)]

    @property
    def states(self) -> list[LinkState]:
        return [item.state for item in self._items if isinstance(item, DeviceChange)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    made.reader.start()
    made.until(lambda: LinkState.WAITING in made.states)
    yield made
    assert made.reader.stop()
    made.port.pull()


def switch(bench: Bench, *, on: bool) -> None:
    assert bench.reader.switch_capture(on=on)
    bench.until_captured(lambda: bool(bench.reader.capture_file) == on)


def test_only_what_came_while_it_was_on_is_in_the_file(bench: Bench) -> None:
    bench.measure()
    switch(bench, on=True)
    file = Path(bench.reader.capture_file)
    bench.measure()
    switch(bench, on=False)
    bench.measure()
    capture = parse_capture(file.read_bytes(), file.name)
    pieces = [piece.data for piece in bench.reader.tap.pieces() if not piece.sent]
    captured = b"".join(chunk.data for chunk in capture.chunks if chunk.received)
    everything = b"".join(pieces)
    assert captured and captured in everything
    assert not everything.startswith(captured) and not everything.endswith(captured)


def test_on_and_off_and_on_again_within_a_second_makes_two_files(bench: Bench) -> None:
    switch(bench, on=True)
    first = bench.reader.capture_file
    switch(bench, on=False)
    switch(bench, on=True)
    assert bench.reader.capture_file not in ("", first)
    switch(bench, on=False)
    assert len(list(bench.folder.iterdir())) == 2


def test_switching_on_twice_goes_on_with_the_same_file(bench: Bench) -> None:
    switch(bench, on=True)
    first = bench.reader.capture_file
    switch(bench, on=True)
    bench.measure()
    assert bench.reader.capture_file == first


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_a_full_disk_costs_the_capture_and_is_told(bench: Bench) -> None:
    def on_a_full_disk() -> CaptureWriter:
        writer = new_capture(bench.folder, "d@p", NONIN, "p", bench.clock)
        writer.close()
        writer._file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115  closed by the writer
        return writer

    bench.new = on_a_full_disk
    switch(bench, on=True)
    bench.measure()
    bench.until_captured(lambda: bench.reader.capture_file == "")
    bench.measure()
    bench.until(lambda: any("make room on the disk" in each for each in bench.notices))
    bench.until(lambda: LinkState.MEASURING in bench.states)
    assert LinkState.REFUSED not in bench.states and LinkState.GONE not in bench.states


def test_it_can_be_switched_on_while_the_port_is_not_there(bench: Bench) -> None:
    bench.port.pull()
    bench.until(lambda: LinkState.GONE in bench.states)
    switch(bench, on=True)
    bench.port.plug()
    bench.until(lambda: bench.states[-1] is LinkState.WAITING)
    bench.measure()
    file = Path(bench.reader.capture_file)
    assert parse_capture(file.read_bytes(), file.name).chunks


def test_a_reader_without_a_place_for_captures_says_so() -> None:
    reader = Reader(
        "d@p", NONIN, "/dev/none", lambda *_: pytest.fail("not opened"), lambda _: None, ManualClock()
    )
    assert not reader.switch_capture(on=True)

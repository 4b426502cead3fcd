"""A line within the process: both its ends, as a reader and a virtual device use them."""

from __future__ import annotations

import select
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import registry
from bedside.clock import ManualClock, SystemClock
from bedside.driver_api import PortSettings
from bedside.errors import PortError
from bedside.link.memory_line import CAPACITY, HEARS, MemoryLine, open_memory
from bedside.link.ports import is_simulated, open_as, open_port
from bedside.link.transport import READ_SIZE, PortMissingError, Transport
from bedside.paced_clock import PacedClock
from bedside.simulation import scenario
from bedside.simulation.player import PlayedDevice
from tests.helpers.turning import Worker, elsewhere

WAIT_S = 10.0
LINE = PortSettings(baud=9600)


@pytest.fixture
def line() -> Iterator[MemoryLine]:
    one = MemoryLine("bed1-nonin", SystemClock())
    one.plug()
    yield one
    one.pull()


@pytest.fixture
def host(line: MemoryLine) -> Iterator[Transport]:
    end = open_memory(line.name, LINE)
    yield end
    end.close()


def all_of(host: Transport) -> bytes:
    """Whatever waits."""
    data = b""
    while more := host.read(0.0):
        data += more
    return data


@given(st.lists(st.binary(max_size=3 * READ_SIZE), max_size=8), st.lists(st.binary(max_size=300), max_size=8))
def test_any_bytes_arrive_whole_and_in_order_both_ways(down: list[bytes], up: list[bytes]) -> None:
    line = MemoryLine("any", SystemClock())
    line.plug()
    host = line.open(LINE)
    try:
        for data in down:
            assert line.write(data)
        for data in up:
            host.write(data)
        assert all_of(host) == b"".join(down)
        assert line.read() == b"".join(up)
        assert (host.read(0.0), line.read()) == (b"", b"")
    finally:
        host.close()
        line.pull()


def test_bytes_arrive_whole_while_both_ends_work_at_once(line: MemoryLine, host: Transport) -> None:
    sent = [bytes((n % 256, n // 256)) * (1 + n % 40) for n in range(2000)]

    def device() -> int:
        taken = 0
        for data in sent:
            while not line.write(data):
                pass
            taken += len(line.read())
        return taken

    playing = elsewhere(device)
    received = b""
    spoken = 0
    while len(received) < sum(map(len, sent)):
        received += host.read(WAIT_S)
        host.write(b"?")
        spoken += 1
    heard = playing.result(WAIT_S)
    assert received == b"".join(sent)
    assert heard + len(line.read()) == spoken


def test_a_read_waits_for_the_first_byte(line: MemoryLine, host: Transport) -> None:
    reading = elsewhere(lambda: host.read(None))
    assert line.write(b"abc")
    assert reading.result(WAIT_S) == b"abc"


def test_a_read_that_gets_nothing_ends_at_its_time(host: Transport) -> None:
    before = SystemClock().now()
    assert host.read(0.05) == b""
    assert SystemClock().now() - before >= 0.05


def test_wake_ends_a_running_read_and_the_next_one(host: Transport) -> None:
    reading = elsewhere(lambda: host.read(None))
    host.wake()
    assert reading.result(WAIT_S) == b""
    host.wake()
    assert host.read(None) == b""
    assert host.read(0.0) == b"", "once"


def test_what_the_host_says_is_seen_by_select(line: MemoryLine, host: Transport) -> None:
    waitable = line.waitable()
    assert waitable is not None
    assert select.select([waitable], (), (), 0.0)[0] == []
    host.write(b"start")
    host.write(b"!")
    assert select.select([waitable], (), (), WAIT_S)[0] == [waitable]
    assert line.read() == b"start!"
    assert select.select([waitable], (), (), 0.0)[0] == []
    assert line.read() == b""


def test_without_a_host_nothing_is_taken(line: MemoryLine) -> None:
    assert not line.connected()
    assert line.waitable() is None
    assert line.host_baud() is None
    assert not line.write(b"abc")
    host = line.open(LINE)
    assert line.connected()
    assert host.read(0.0) == b"", "what was sent before is not waiting"
    host.close()
    assert not line.connected()
    assert not line.write(b"abc")


def test_a_host_that_does_not_read_loses_whole_emissions(line: MemoryLine, host: Transport) -> None:
    emission = b"x" * 1000
    taken = 0
    while line.write(emission):
        taken += 1
        assert taken < 1000, "the line must be bounded"
    assert CAPACITY <= taken * 1000 < CAPACITY + 1000
    assert not line.write(b"y")
    assert all_of(host) == emission * taken
    assert line.write(b"z")
    assert host.read(0.0) == b"z"


def test_a_device_that_reads_nothing_is_told_to_the_host(line: MemoryLine, host: Transport) -> None:
    host.write(b"x" * HEARS)
    with pytest.raises(PortError, match="takes no more bytes"):
        host.write(b"y")
    assert len(line.read()) == HEARS
    host.write(b"y")


def test_a_pull_takes_the_port_from_under_a_reading_host(line: MemoryLine, host: Transport) -> None:
    reading = elsewhere(lambda: host.read(None))
    line.pull()
    with pytest.raises(PortMissingError, match="was unplugged"):
        reading.result(WAIT_S)
    with pytest.raises(PortMissingError):
        host.write(b"?")
    host.wake()
    host.close()
    host.close()
    with pytest.raises(PortMissingError, match="There is no port memory://bed1-nonin"):
        open_memory(line.name, LINE)


def test_what_was_sent_before_a_pull_still_arrives(line: MemoryLine, host: Transport) -> None:
    line.write(b"last words")
    line.pull()
    assert host.read(None) == b"last words"
    with pytest.raises(PortMissingError):
        host.read(None)


def test_plugged_in_again_it_is_a_new_connection(line: MemoryLine, host: Transport) -> None:
    host.write(b"unheard")
    line.pull()
    line.pull()
    line.plug()
    line.plug()
    assert not line.connected(), "the old host has to open it again"
    assert line.read() == b""
    again = open_memory(line.name, LINE)
    line.write(b"new")
    assert again.read(0.0) == b"new"
    with pytest.raises(PortMissingError):
        host.read(0.0)
    host.close()
    assert line.connected(), "a late close of the old host closes nothing of the new one"
    again.close()


def test_one_host_at_a_time_and_one_line_of_a_name(line: MemoryLine, host: Transport) -> None:
    with pytest.raises(PortError, match="taken by another reader"):
        open_memory(line.name, LINE)
    twin = MemoryLine("bed1-nonin", SystemClock())
    with pytest.raises(PortError, match="already"):
        twin.plug()
    twin.pull()
    assert line.connected(), "the twin took nothing away"


def test_the_device_knows_at_which_speed_the_host_listens(line: MemoryLine) -> None:
    host = line.open(PortSettings(baud=115200))
    assert line.host_baud() == 115200
    host.close()
    host = line.open(PortSettings(baud=9600))
    assert line.host_baud() == 9600
    host.close()


@pytest.mark.parametrize("baud", [9600, 19200])
def test_a_host_at_the_wrong_speed_hears_garbage(baud: int) -> None:
    line = MemoryLine("wrong-speed", SystemClock())
    driver = registry.load("nonin")
    device = PlayedDevice(bed=1, driver=driver, patient=scenario.load("rest").patient(1), port=line)
    host = line.open(PortSettings(baud=baud))
    protocol = driver.protocol()
    for n in range(300):
        device.step(n / 75)
        protocol.feed(host.read(0.0), n / 75)
    assert protocol.counters.frames == 0 if baud != 9600 else protocol.counters.frames > 250
    host.close()
    device.finish(4.0)


@pytest.mark.req("SAFE-01")
def test_a_memory_line_is_always_a_simulated_port(line: MemoryLine) -> None:
    driver = registry.load("nonin")
    assert is_simulated(line.name)
    assert is_simulated("memory://never-there")
    with pytest.raises(PortError, match="is a simulated port now"):
        open_as(line.name, driver, SystemClock(), simulated=False)
    open_as(line.name, driver, SystemClock(), simulated=True).close()
    with pytest.raises(PortMissingError):
        open_port("memory://never-there", driver, SystemClock())


# With a clock that waits


@pytest.fixture
def base() -> ManualClock:
    return ManualClock(1000.0)


@pytest.fixture
def reader() -> Iterator[Worker]:
    one = Worker("a reader")
    yield one
    one.end()


def test_a_paced_clock_waits_until_what_was_sent_is_read_and_dealt_with(
    base: ManualClock, reader: Worker
) -> None:
    clock = PacedClock(base, 60.0)
    line = MemoryLine("paced", clock)
    line.plug()
    host = line.open(LINE)
    clock.now()
    reader.do(lambda: clock.real_s(None))
    base.advance(1.0)
    assert clock.now() == pytest.approx(1060.0), "a silent line holds nothing"
    line.write(b"a")
    base.advance(1.0)
    line.write(b"b")
    base.advance(1.0)
    assert clock.now() == pytest.approx(1060.0 + clock.slack_s), "from the first byte on"
    assert reader.do(lambda: host.read(0.0)) == b"ab"
    base.advance(1.0)
    dealt = clock.now()
    assert dealt <= 1060.0 + 2 * clock.slack_s + 1e-6, "the reader is at work now"
    reader.do(lambda: clock.real_s(None))
    base.advance(1.0)
    assert clock.now() == pytest.approx(dealt + 60.0)
    host.close()
    line.pull()


def test_a_paced_clock_waits_until_an_unplugged_host_has_seen_it(base: ManualClock, reader: Worker) -> None:
    clock = PacedClock(base, 60.0)
    line = MemoryLine("paced", clock)
    line.plug()
    host = line.open(LINE)
    line.pull()
    base.advance(1.0)
    assert clock.now() == pytest.approx(1000.0 + clock.slack_s)
    with pytest.raises(PortMissingError):
        reader.do(lambda: host.read(0.0))
    host.close()
    base.advance(1.0)
    assert clock.now() == pytest.approx(1060.0 + clock.slack_s)


def test_a_host_that_closes_with_bytes_unread_does_not_hold_the_clock(base: ManualClock) -> None:
    clock = PacedClock(base, 60.0)
    line = MemoryLine("paced", clock)
    line.plug()
    host = line.open(LINE)
    line.write(b"unread")
    host.close()
    assert not line.write(b"late")
    base.advance(1.0)
    assert clock.now() == pytest.approx(1060.0)
    line.pull()

"""Cables pulled and plugged in anywhere, in any order: no bed ever gets another bed's device."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.clock import ManualClock
from bedside.driver_api import Driver, PortSettings, Signature
from bedside.errors import PortError
from bedside.link.ports import PortRow
from bedside.link.steady_port import LISTEN_AGAIN_S, SteadyPorts
from bedside.link.transport import Transport
from tests.helpers.adapters import CH340, adapter, row
from tests.helpers.readers import DRIVERS

SOCKETS = 6


def speaking(key: str) -> Driver:
    def recognise(heard: bytes, seconds: float) -> str | None:
        return key if key.encode() in heard else None

    base = DRIVERS["oximeter"]
    signature = Signature(port=PortSettings(baud=9600), recognise=recognise, listen_s=1.0)
    return Driver(
        info=replace(base.info, key=key, title=key.title(), signatures=(signature,)),
        protocol=base.protocol,
        device=base.device,
    )


SPOKEN = {key: speaking(key) for key in ("alpha", "beta")}


@dataclass
class Cable:
    """One bed's device, with its cable and whoever has it open."""

    bed: int
    driver: str
    serial: str
    socket: int | None = None
    port: str = ""
    reader: Transport | None = None  # of this bed, whatever is at its other end
    reads: int | None = None  # the bed whose device it reads

    @property
    def device(self) -> str:
        return f"{self.driver}@ttyUSB{self.bed}"


class Line:
    """An open port."""

    def __init__(self, ward: Ward, cable: Cable) -> None:
        self._ward, self._cable = ward, cable

    def read(self, timeout_s: float | None) -> bytes:
        self._ward.clock.advance(timeout_s or 0.0)
        return self._cable.driver.encode()

    def write(self, data: bytes) -> None:
        raise AssertionError("something was sent to find out")

    def wake(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class Ward:
    """Some beds on one computer."""

    cables: list[Cable]
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.places = SteadyPorts(
            self.rows,
            self.clock,
            lambda: [(key, each) for key, one in SPOKEN.items() for each in one.info.signatures],
        )
        for cable in self.cables:
            self.plug(cable, cable.bed)
            self.places.join(cable.device, cable.driver, cable.port, simulated=False)
        self.look()
        assert all(cable.reads == cable.bed for cable in self.cables)

    def rows(self) -> list[PortRow]:
        return [
            row(each.port, adapter(CH340, f"1-{each.socket}", each.serial))
            for each in self.cables
            if each.socket is not None
        ]

    def plug(self, cable: Cable, socket: int) -> None:
        taken = {each.port for each in self.cables}
        cable.socket = socket
        cable.port = next(name for n in range(99) if (name := f"ttyUSB{n}") not in taken)

    def pull(self, cable: Cable) -> None:
        port, cable.port, cable.socket = cable.port, "", None
        for each in self.cables:
            if each.reader is not None and each.reads == cable.bed:
                each.reader.close()
                each.reader = each.reads = None
        assert port not in self.places.in_use()

    def look(self) -> None:
        """Every reader without a port tries to open it, more than once."""
        for cable in (*self.cables, *self.cables):
            if cable.reader is None:
                self.clock.advance(LISTEN_AGAIN_S)
                self.open(cable)

    def open(self, cable: Cable) -> None:
        there: list[Cable] = []

        def line(port: str, driver: Driver) -> Transport:
            there[:] = [each for each in self.cables if each.port == port]
            return Line(self, there[0])

        try:
            cable.reader = self.places.open(cable.device, SPOKEN[cable.driver], line, lambda: False)
        except PortError as error:
            assert str(error).endswith(".")
        else:
            cable.reads = there[0].bed

    def check(self) -> None:
        for cable in self.cables:
            assert cable.reads in (None, cable.bed), f"bed {cable.bed} shows the device of bed {cable.reads}"
            if len(cable.serial) > 4 and cable.socket is not None:
                assert cable.reads == cable.bed, "a serial number is known again anywhere"


@given(
    kinds=st.lists(
        st.tuples(st.sampled_from(sorted(SPOKEN)), st.sampled_from(["", "", "0001", "own"])),
        min_size=1,
        max_size=4,
    ),
    moves=st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, SOCKETS - 1)), max_size=12),
)
@settings(max_examples=300)
def test_no_bed_ever_gets_the_device_of_another(
    kinds: list[tuple[str, str]], moves: list[tuple[int, int | None]]
) -> None:
    ward = Ward(
        [
            Cable(bed, driver, f"A5028{bed}BI" if serial == "own" else serial)
            for bed, (driver, serial) in enumerate(kinds)
        ]
    )
    for number, socket in moves:
        cable = ward.cables[number % len(ward.cables)]
        if cable.socket is not None:
            ward.pull(cable)
            ward.look()
            ward.check()
        if socket is not None and socket not in {each.socket for each in ward.cables}:
            ward.plug(cable, socket)
            ward.look()
            ward.check()


@given(
    driver=st.sampled_from(sorted(SPOKEN)),
    serial=st.sampled_from(["", "0001", "A50280BI"]),
    sockets=st.lists(st.integers(2, SOCKETS - 1), max_size=6),
)
def test_one_cable_that_is_moved_alone_always_comes_back(
    driver: str, serial: str, sockets: list[int]
) -> None:
    ward = Ward([Cable(0, driver, serial), Cable(1, driver, "")])
    for socket in sockets:
        ward.pull(ward.cables[0])
        ward.look()
        ward.plug(ward.cables[0], socket)
        ward.look()
        assert [cable.reads for cable in ward.cables] == [0, 1]

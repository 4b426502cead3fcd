"""Bad lines: one bed each, all recorded at once, beside beds whose lines are good and must not notice.

The devices are played from here onto real ptys, through wires that garble, lose, stop and vanish; the recorder is
a process of its own, as in the room.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bedside import registry
from bedside.clock import SystemClock
from bedside.simulation import scenario
from bedside.simulation.player import CablePull, PlayedDevice, Player
from bedside.store.library import Library, RecordedSession
from bedside.vitals.alarms import Change
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from tests.helpers.processes import Ended, Home

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside.simulation.virtual_port import PtyPort

RECORD_FOR_S = 9.5
STOPS_S, STARTS_S = 1.5, 7.8
PULL = CablePull(start_s=4.0, duration_s=2.0)
MOST_GAP_S = 0.2

Fault = Callable[[bytes, float], bytes]  # what the device sent, s since the host came → what the host gets


def clean(sent: bytes, t: float) -> bytes:
    return sent


def garbage_before(source: random.Random) -> Fault:
    before = [source.randbytes(400)]
    return lambda sent, t: (before.pop() if before else b"") + sent


def garbage_within(source: random.Random) -> Fault:
    """About twice a second some random bytes, mostly in the middle of a frame."""

    def fault(sent: bytes, t: float) -> bytes:
        if source.random() > 0.03:
            return sent
        cut = source.randrange(len(sent) + 1)
        return sent[:cut] + source.randbytes(source.randrange(1, 30)) + sent[cut:]

    return fault


def five_percent_lost(source: random.Random) -> Fault:
    return lambda sent, t: bytes(byte for byte in sent if source.random() >= 0.05)


def stops_in_mid_frame(source: random.Random) -> Fault:
    stopped: list[bool] = []

    def fault(sent: bytes, t: float) -> bytes:
        if not STOPS_S <= t < STARTS_S:
            return sent
        if stopped:
            return b""
        stopped.append(True)
        return sent[: len(sent) // 2]

    return fault


def another_device(source: random.Random) -> Fault:
    return lambda sent, t: b"SPO2=098% BPM=064\r\n"


class FaultyWire(PtyPort):
    """A pty that spoils what the device sends; what it was given is kept."""

    def __init__(self, link: Path, fault: Fault) -> None:
        super().__init__(link)
        self._fault = fault
        self._clock = SystemClock()
        self._first_t: float | None = None
        self.given: list[bytes] = []

    def write(self, data: bytes) -> bool:
        t = self._clock.now()
        if self._first_t is None:
            self._first_t = t
        self.given.append(data)
        return super().write(self._fault(data, t - self._first_t))


@dataclass(frozen=True, slots=True)
class Line:
    """A bed's oximeter and what is wrong with its line."""

    key: str
    fault: Callable[[random.Random], Fault]
    pulls: tuple[CablePull, ...] = ()


LINES = {
    1: Line("contec_v7", lambda source: clean),
    2: Line("nonin", lambda source: clean),
    3: Line("contec_v7", garbage_before),
    4: Line("nonin", garbage_before),
    5: Line("contec_v7", garbage_within),
    6: Line("nonin", garbage_within),
    7: Line("contec_v7", five_percent_lost),
    8: Line("nonin", five_percent_lost),
    9: Line("contec_v7", stops_in_mid_frame),
    10: Line("nonin", stops_in_mid_frame),
    11: Line("nonin", lambda source: clean, pulls=(PULL,)),
    12: Line("nonin", another_device),
}
NUMBERS_EXPECTED = [1, 2, 3, 4, 5, 7, 9, 10, 11]


@dataclass(frozen=True, slots=True)
class Room:
    """What was recorded, and what the devices had sent."""

    home: Home
    ran: Ended
    sessions: dict[int, RecordedSession]
    wires: dict[int, FaultyWire]

    def states(self, bed: int) -> list[LinkState]:
        return [each.change.state for each in self.sessions[bed].device_changes()]

    def sentences(self, bed: int, state: LinkState) -> list[str]:
        changes = (each.change for each in self.sessions[bed].device_changes())
        return [change.sentence for change in changes if change.state is state]

    def port(self, bed: int) -> str:
        return self.wires[bed].name


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    home = Home(tmp_path_factory.mktemp("home"))
    folder = tmp_path_factory.mktemp("ports")
    calm = scenario.load("rest")
    wires, played = {}, []
    for bed, line in LINES.items():
        wires[bed] = FaultyWire(folder / f"bed{bed}", line.fault(random.Random(bed)))
        played.append(
            PlayedDevice(
                bed=bed,
                driver=registry.load(line.key),
                patient=calm.patient(bed),
                port=wires[bed],
                pulls=line.pulls,
            )
        )
    player = Player(played, SystemClock())
    playing = threading.Thread(target=player.play, name="faulty devices")
    playing.start()
    try:
        words = [
            word
            for bed, line in LINES.items()
            for word in ("--device", f"{line.key}={wires[bed].name}@{bed}")
        ]
        ran = home.run("record", *words, "--for", f"{RECORD_FOR_S}s", "--store", home.store)
    finally:
        player.stop()
        playing.join(10.0)
    library = Library(home.store)
    sessions = {summary.bed: library.open(summary.id) for summary in library.sessions()}
    yield Room(home, ran, sessions, wires)


def gaps(session: RecordedSession) -> np.ndarray:
    t, y = session.wave(Parameter.PLETH)
    return np.diff(t[~np.isnan(y)])


def values(room: Room, bed: int) -> dict[Parameter, set[float]]:
    """The valid numbers that were recorded."""
    found: dict[Parameter, set[float]] = {}
    for taken in room.sessions[bed].readings(waves=False):
        if isinstance(taken.reading, Numeric) and taken.reading.value is not None:
            found.setdefault(taken.reading.parameter, set()).add(taken.reading.value)
    return found


def values_sent(room: Room, bed: int) -> dict[Parameter, set[float]]:
    """The valid numbers in what the device had sent, before anything happened to it."""
    protocol = registry.load(LINES[bed].key).protocol()
    found: dict[Parameter, set[float]] = {}
    for reading in protocol.feed(b"".join(room.wires[bed].given), 0.0) + protocol.finish(0.0):
        if isinstance(reading, Numeric) and reading.value is not None:
            found.setdefault(reading.parameter, set()).add(reading.value)
    return found


def test_nothing_raises_and_the_recording_ends_well(room: Room) -> None:
    assert room.ran.code == 0, room.ran.err
    assert "Traceback" not in room.ran.err
    log = room.home.logged()
    assert " ERROR " not in log
    assert set(room.sessions) == set(LINES) - {12}


@pytest.mark.parametrize("bed", [1, 2])
def test_the_beds_beside_are_undisturbed(room: Room, bed: int) -> None:
    session = room.sessions[bed]
    assert gaps(session).max() <= MOST_GAP_S
    t, y = session.wave(Parameter.PLETH)
    assert not np.isnan(y).any(), "not one hole"
    rate_hz = registry.load(LINES[bed].key).info.frame_rate_hz
    assert len(t) == pytest.approx((t[-1] - t[0]) * rate_hz, rel=0.02)
    assert room.states(bed)[-1] is LinkState.MEASURING
    assert session.alarm_changes() == []


@pytest.mark.parametrize("bed", sorted(set(LINES) - {12}))
def test_no_number_is_recorded_that_the_device_did_not_send(room: Room, bed: int) -> None:
    recorded, sent = values(room, bed), values_sent(room, bed)
    assert {key: found - sent[key] for key, found in recorded.items()} == {key: set() for key in recorded}
    if bed in NUMBERS_EXPECTED:
        assert {Parameter.SPO2, Parameter.PR} <= set(recorded)


@pytest.mark.parametrize("bed", [3, 4, 5, 6, 7, 8])
def test_a_noisy_line_goes_on_measuring(room: Room, bed: int) -> None:
    assert room.states(bed)[-1] is LinkState.MEASURING
    assert LinkState.GONE not in room.states(bed)
    t, y = room.sessions[bed].wave(Parameter.PLETH)
    # while somebody listened: on a slow computer a port is open for a while before and after
    sent = (t[-1] - t[0]) * registry.load(LINES[bed].key).info.frame_rate_hz
    assert t[-1] - t[0] > 0.9 * RECORD_FOR_S, "from the beginning of the recording to its end"
    assert (~np.isnan(y)).sum() > sent * (0.4 if bed in (7, 8) else 0.85)


@pytest.mark.req("T-COM")
@pytest.mark.parametrize("bed", [9, 10])
def test_a_device_that_stops_in_mid_frame_is_silent_and_comes_back(room: Room, bed: int) -> None:
    states = room.states(bed)
    assert states[-3:] == [LinkState.MEASURING, LinkState.SILENT, LinkState.MEASURING]
    (sentence,) = room.sentences(bed, LinkState.SILENT)
    title = registry.load(LINES[bed].key).info.title
    assert sentence.startswith(f"The {title} on {room.port(bed)} has been silent for 5 s: ")
    com = [change for change in room.sessions[bed].alarm_changes() if change.code == "T-COM"]
    assert [change.change for change in com][:2] == [Change.ONSET, Change.CLEARED]
    assert com[1].t - com[0].t < 3.0
    hole = gaps(room.sessions[bed]).max()
    assert hole == pytest.approx(STARTS_S - STOPS_S, abs=0.5)
    _, y = room.sessions[bed].wave(Parameter.PLETH)
    assert np.isnan(y).any(), "no line crosses the hole"


def test_a_pulled_cable_is_told_and_the_link_comes_back_by_itself(room: Room) -> None:
    states = [state for state in room.states(11) if state is not LinkState.OPENING]
    back = [LinkState.GONE, LinkState.WAITING, LinkState.MEASURING]
    assert states[-3:] == back
    (sentence,) = room.sentences(11, LinkState.GONE)
    assert room.port(11) in sentence
    longest_wait_s = 2.0  # between two attempts to open the port
    assert PULL.duration_s - 0.1 < gaps(room.sessions[11]).max() < PULL.duration_s + longest_wait_s + 0.5
    _, y = room.sessions[11].wave(Parameter.PLETH)
    assert np.isnan(y).any()


def test_a_port_with_another_device_opens_no_session_and_is_told(room: Room) -> None:
    words = f"Bytes arrive on {room.port(12)} but they are not those of a Nonin: "
    assert any(line.startswith("bed 12: no session: " + words) for line in room.ran.out.splitlines())

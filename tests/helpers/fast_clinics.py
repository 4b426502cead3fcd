"""A whole clinic of simulated patients at speed: played to the end, recorded, and what went over every line kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bedside import registry
from bedside.clock import SystemClock
from bedside.composition import build
from bedside.link.capture import is_capture, parse_capture
from bedside.link.playback import decode_file
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients, Kept
from bedside.simulation.player import Sent
from bedside.store.library import Library
from bedside.store.recorded import RecordedSession
from bedside.vitals.commands import EndSession
from bedside.vitals.devices import LinkState
from bedside.vitals.readings import Reading
from bedside.vitals.records import RecordingState
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import AttachDevice

PATIENCE_S = 60.0
"""Real time that a clinic at speed may need beyond what its factor gives it, on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What is left of such a clinic."""

    store: Path
    kept: Kept
    recording: RecordingState  # at the end
    sent: dict[tuple[int, str], Sent]  # by bed and driver
    captures: dict[tuple[int, str], Path]  # of the bytes that the readers saw

    def session(self, bed: int) -> RecordedSession:
        """The one session of a bed."""
        library = Library(self.store)
        (found,) = [each for each in library.sessions() if each.bed == bed]
        return library.open(found.id)

    def received(self, bed: int, driver: str) -> bytes:
        """Every byte that reached the reader."""
        content = self.captures[bed, driver].read_bytes()
        assert is_capture(content)
        return b"".join(chunk.data for chunk in parse_capture(content, "capture").chunks if chunk.received)

    def decoded(self, bed: int, driver: str) -> list[Reading]:
        """What a driver makes of these bytes, without any clock or thread."""
        return list(decode_file(registry.load(driver), self.captures[bed, driver]))


def played(
    folder: Path,
    scenarios: Sequence[str | Path],
    *,
    minutes: float,
    factor: float,
    beds: int = 1,
    keys: Sequence[str] = ("contec_v7", "dinamap"),
    lines: dict[str, str] | None = None,
) -> Played:
    """Play so many simulated minutes at this factor into a record in `folder`.

    Args:
        folder: of record and captures; made if it is not there.
        scenarios: keys or files; they go round the beds.
        minutes: of the patients, from the first moment to the pulling of the cables.
        factor: how much faster.
        beds: patients.
        keys: drivers of what each wears.
        lines: line settings of a driver's port where they are not its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "clinic.sqlite"
    patients = FastPatients(
        keys, [scenario.load(str(name)) for name in scenarios], beds=beds, seed=1, factor=factor
    )
    services = build(store, remembered=False, capture=folder / "captures", clock=patients.clock)
    station = services.station
    try:
        for port in patients.ports:
            line = (lines or {}).get(port.driver, "")
            command = AttachDevice(
                bed=port.bed, driver=port.driver, port=port.port, line=line, remember=False
            )
            station.submit(command).result(PATIENCE_S)
        patients.go(minutes * 60.0)
        assert patients.await_end(minutes * 60.0 / factor * 10 + PATIENCE_S), "the patients never end"
        kept = patients.kept()
        _await_unplugged(services.station.updates, beds)
        for bed in range(1, beds + 1):
            if station.updates[bed].session is not None:
                station.submit(EndSession(bed=bed, actor=PROGRAM, reason="test is over")).result(PATIENCE_S)
    finally:
        patients.let_go()
        services.stop()
        sent = patients.stop()
    captures = {
        (port.bed, port.driver): file
        for port in patients.ports
        for file in (folder / "captures").iterdir()
        if parse_capture(file.read_bytes(), file.name).port == port.port
    }
    return Played(
        store=store,
        kept=kept,
        recording=services.recorder.state(),
        sent={(device.bed, device.driver.info.key): each for device, each in sent},
        captures=captures,
    )


def _await_unplugged(updates: dict[int, object], beds: int) -> None:
    """The readers have taken the last bytes once they have seen that their ports are gone."""
    clock = SystemClock()
    deadline = clock.now() + PATIENCE_S
    while any(
        row.state is not LinkState.GONE
        for bed in range(1, beds + 1)
        for row in updates[bed].devices  # type: ignore[attr-defined]
    ):
        assert clock.now() < deadline, "the readers never see that their ports are gone"
        clock.sleep(0.02)

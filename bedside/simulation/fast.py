"""Simulated patients within this process, on a clock that runs faster: hours in minutes.

    player (a thread) ── memory lines ── readers ── station        all on one `PacedClock`

What is played is what `bedside simulate` plays, byte for byte; only the way to the reader is shorter and the time goes
faster, at most by the factor asked for. When the machine cannot keep up, the clock waits (see `PacedClock`): then less
is gained than was asked for, nothing is lost, and no event is more than some tenths of a second late. `Kept` tells.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bedside.clock import Clock, SystemClock
from bedside.driver_api import Infused
from bedside.errors import UserFacingError
from bedside.link.memory_line import MemoryLine
from bedside.paced_clock import PacedClock
from bedside.simulation.child import Play, plug_in
from bedside.simulation.faults import Fault
from bedside.simulation.player import PlayedDevice, Player, Sent
from bedside.simulation.spawn import SimulatedPort

STOP_S: Final = 30.0  # real time, also on a computer that is very busy, for the player to end
_NEARLY: Final = 0.95  # of the factor asked for counts as kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How fast it went."""

    asked: float  # factor
    simulated_s: float
    real_s: float
    given_up: tuple[str, ...]  # who hung, so that the clock went on without them

    @property
    def factor(self) -> float:
        """Simulated seconds per second."""
        return self.simulated_s / self.real_s if self.real_s > 0 else self.asked

    def sentences(self) -> list[str]:
        """For people."""
        told = [
            f"{self.simulated_s:.0f} simulated seconds took {self.real_s:.0f} s: ×{self.asked:g} was asked, "
            f"×{self.factor:.3g} was kept."
        ]
        if self.factor < _NEARLY * self.asked:
            told.append(
                "This computer could not go faster; the simulated time waited for it, so no event is misdated."
            )
        if self.given_up:
            told.append(
                f"Times of events may be late: {', '.join(self.given_up)} did not answer for long. "
                "Please report it with the log."
            )
        return told


class FastPatients:
    """Beds of simulated patients. Their time stands still until `go`."""

    def __init__(
        self,
        keys: Sequence[str],
        plays: Sequence[Play],
        *,
        beds: int,
        seed: int,
        factor: float,
        faults: Sequence[Fault] = (),
        base: Clock | None = None,
    ) -> None:
        """Plug every device into a memory line.

        Args:
            keys: drivers of each bed's devices; "a,b" goes round the beds.
            plays: bed n plays number (n - 1) modulo their count.
            beds: number of patients, ≥ 1.
            seed: of the first bed's patient; each next one adds 1.
            factor: simulated seconds per second, at most.
            faults: of every line, beside those of the plays.
            base: what drives their clock; None: the machine.

        Raises:
            UserFacingError: an unknown driver, or such patients are already played in this process.
            ValueError: a factor that is not above 0.
        """
        self._base = base or SystemClock()
        self.clock = PacedClock(self._base, factor)
        self._gate = self.clock.leash("the start", for_ever=True)
        self._gate.hold(0.0)
        self._lines: list[MemoryLine] = []
        try:
            self._devices = plug_in(
                keys, plays, beds=beds, seed=seed, folder=Path(), faults=faults, new=self._new_line
            )
        except UserFacingError:
            self._pull()
            raise
        self.ports = tuple(
            SimulatedPort(bed=device.bed, driver=device.driver.info.key, port=device.port.name)
            for device in self._devices
        )
        self._player = Player(self._devices, self.clock)
        self._sent: tuple[tuple[PlayedDevice, Sent], ...] = ()
        self._began: tuple[float, float] | None = None  # simulated and real
        self._thread: threading.Thread | None = None

    def go(self, for_s: float | None = None) -> None:
        """Let the time run, after the ports were given to readers.

        Args:
            for_s: so long the patients are there, simulated s; then their cables are pulled. None: until `stop`.
        """
        self._began = self.clock.now(), self._base.now()
        self._thread = threading.Thread(
            target=self._play, args=(for_s,), name="simulated patients", daemon=True
        )
        self._thread.start()

    def tell(self, bed: int, infused: Infused) -> None:
        """What is infused at a bed, whole; times by `clock`, s. From any thread, and never waits."""
        self._player.tell(bed, infused)

    def kept(self) -> Kept:
        """How fast it went from `go` until now."""
        now, base = self.clock.now(), self._base.now()
        start, start_base = self._began or (now, base)
        return Kept(
            asked=self.clock.factor,
            simulated_s=now - start,
            real_s=base - start_base,
            given_up=tuple(sorted(self.clock.given_up)),
        )

    def await_end(self, timeout_s: float) -> bool:
        """Wait at most `timeout_s`, real time, for the patients of `go(for_s)` to be gone; False: they are not."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    def end(self) -> None:
        """Pull every cable while readers and station still keep up: nothing is measured after it.

        Who calls it takes part in the clock no longer. What is let go first runs minutes ahead while programs end, and
        a probe that was silent for so long, and then is not, has been put on again: it opens a session.
        """
        self.clock.leave()
        self._player.stop()
        self.await_end(STOP_S)
        self.let_go()

    def let_go(self) -> None:
        """From here on the clock waits for nobody: before readers and station are stopped one after the other."""
        self.clock.let_go()

    def stop(self) -> tuple[tuple[PlayedDevice, Sent], ...]:
        """Pull every cable; what each device has sent. May be called twice."""
        self.let_go()
        self._player.stop()
        if not self.await_end(STOP_S):
            raise RuntimeError("the player of the simulated patients does not end")
        self._pull()
        return self._sent

    def _new_line(self, _folder: Path, name: str) -> MemoryLine:
        line = MemoryLine(name, self.clock)
        self._lines.append(line)
        return line

    def _pull(self) -> None:
        for line in self._lines:
            line.pull()

    def _play(self, for_s: float | None) -> None:
        self.clock.real_s(0.0)  # takes part from the first moment on
        self._gate.free()
        try:
            self._sent = self._player.play(for_s)
        finally:
            self.clock.leave()

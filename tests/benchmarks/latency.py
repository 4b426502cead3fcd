"""Byte written to a pty → sample painted: one bed, and one measured bed among 16."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

from bedside.ui.sweep import SweepCanvas
from bedside.vitals.parameters import Parameter
from tests.benchmarks.harness import Clinic, Wire, percentile, report
from tests.benchmarks.rows import Row
from tests.benchmarks.wire import MODULUS

SECONDS = 20.0
SETTLED_S = 3.0  # not measured at the beginning
BED = 1  # of the measured oximeter


class Witness:
    """Sees when the wave of the measured bed is drawn and painted.

    The methods of the class are replaced once and for good: Qt's binding keeps what it found there without holding it.
    """

    def __init__(self) -> None:
        self.clinic: Clinic | None = None
        self.painted: list[
            tuple[float, int]
        ] = []  # station time in s, number of the newest packet painted by then
        self._number = -1  # of the newest packet drawn
        self._drawing: SweepCanvas | None = None
        self._advance, self._paint = SweepCanvas.advance, SweepCanvas.paintEvent

    def watch(self, clinic: Clinic) -> None:
        """Begin again, with another clinic."""
        self.clinic, self.painted, self._number, self._drawing = clinic, [], -1, None

    def advance(self, column: SweepCanvas, views: Any, *args: Any, **more: Any) -> None:
        """Draw, and remember which widget has drawn the measured wave up to which sample."""
        self._advance(column, views, *args, **more)
        update = None if self.clinic is None else self.clinic.services.station.updates.get(BED)
        wave = None if update is None else update.waves.get(Parameter.PLETH)
        for view in views:
            if wave is not None and view is not None and view.t is wave.t and view.end:
                self._drawing = column
                value = float(view.y[(view.end - 1) % view.capacity])
                if not isnan(value):  # a packet carries its number modulo 100; holes are in the ring too
                    self._number += (round(value) - self._number) % MODULUS

    def paint(self, column: SweepCanvas, event: Any) -> None:
        """Paint, and remember when."""
        self._paint(column, event)
        if column is self._drawing and self.clinic is not None:
            self.painted.append((self.clinic.clock.now(), self._number))


WITNESS: Final = Witness()


def _advance(self: SweepCanvas, views: Any, *args: Any, **more: Any) -> None:
    WITNESS.advance(self, views, *args, **more)


def _paint(self: SweepCanvas, event: Any) -> None:
    WITNESS.paint(self, event)


SweepCanvas.advance, SweepCanvas.paintEvent = _advance, _paint  # type: ignore[method-assign]


def painted_times(others: int = 0, seconds: float = SECONDS) -> tuple[list[float], list[float]]:
    """When each packet was written and when its sample was painted, station time in s.

    Args:
        others: so many simulated beds beside the measured one.
        seconds: how long packets are written.
    """
    clinic = Clinic()
    WITNESS.watch(clinic)
    if others:
        clinic.services.simulate(list(range(BED + 1, BED + 1 + others)), scenario="rest", seed=1)
        clinic.run(SETTLED_S)
    wire = Wire(seconds)
    clinic.attach("contec_v7", wire.port, BED)
    clinic.run(seconds + 1.5)
    written = wire.written()
    clinic.stop()
    clinic.window.close()
    write_t = [t for t, _ in written]
    first: dict[int, float] = {}
    reached = 0
    for t, number in WITNESS.painted:
        for n in range(reached, number + 1):
            first[n] = t
        reached = max(reached, number + 1)
    settled = write_t[0] + SETTLED_S
    pairs = [(write_t[n], first[n]) for n in sorted(first) if n < len(write_t) and write_t[n] >= settled]
    if len(pairs) < (seconds - SETTLED_S) * 50:
        raise SystemExit(f"only {len(pairs)} samples were seen painted: the measurement is void")
    return [w for w, _ in pairs], [p for _, p in pairs]


def waits_ms(others: int = 0) -> list[float]:
    """From byte to painted sample, ms."""
    written, painted = painted_times(others)
    return [1000 * (p - w) for w, p in zip(written, painted, strict=True)]


def main() -> None:
    """Measure and report."""
    alone, among = waits_ms(), waits_ms(others=15)
    report(
        [
            Row(
                name="byte to painted sample, 1 bed, median",
                value=percentile(alone, 0.5),
                unit="ms",
                target=9,
            ),
            Row(
                name="byte to painted sample, 1 bed, p99", value=percentile(alone, 0.99), unit="ms", target=18
            ),
            Row(
                name="byte to painted sample, 16 beds, p99",
                value=percentile(among, 0.99),
                unit="ms",
                target=25,
            ),
        ]
    )


if __name__ == "__main__":
    main()

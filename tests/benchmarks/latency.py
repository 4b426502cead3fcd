"""Byte written to a pty → sample painted, one bed."""

from __future__ import annotations

from typing import Any

from bedside.ui.sweep import SweepColumn
from tests.benchmarks.harness import Clinic, Wire, percentile, report
from tests.benchmarks.rows import Row

SECONDS = 20.0
SETTLED_S = 3.0  # not measured at the beginning


def painted_times(seconds: float = SECONDS) -> tuple[list[float], list[float]]:
    """When each packet was written and when its sample was painted, station time in s."""
    clinic = Clinic()
    painted: list[tuple[float, int]] = []
    drawn = {"end": 0, "last": -1.0}
    advance, paint = SweepColumn.advance, SweepColumn.paintEvent

    def watched_advance(self: SweepColumn, views: Any, *args: Any, **more: Any) -> None:
        advance(self, views, *args, **more)
        if views and views[0] is not None and views[0].end:
            drawn["end"] = views[0].end
            drawn["last"] = float(views[0].y[(views[0].end - 1) % views[0].capacity])

    def watched_paint(self: SweepColumn, event: Any) -> None:
        paint(self, event)
        painted.append((clinic.clock.now(), int(drawn["end"])))

    SweepColumn.advance, SweepColumn.paintEvent = watched_advance, watched_paint  # type: ignore[method-assign]
    wire = Wire(seconds)
    clinic.attach("contec_v7", wire.port)
    clinic.run(seconds + 1.5)
    written = wire.written()
    clinic.stop()
    offset = (round(drawn["last"]) - (int(drawn["end"]) - 1)) % 100
    write_t = [t for t, _ in written]
    first: dict[int, float] = {}
    reached = 0
    for t, end in painted:
        for n in range(reached, end):
            first[n + offset] = t
        reached = max(reached, end)
    settled = write_t[0] + SETTLED_S
    pairs = [(write_t[n], first[n]) for n in sorted(first) if n < len(write_t) and write_t[n] >= settled]
    return [w for w, _ in pairs], [p for _, p in pairs]


def main() -> None:
    """Measure and report."""
    written, painted = painted_times()
    waits = [1000 * (p - w) for w, p in zip(written, painted, strict=True)]
    report(
        [
            Row(
                name="byte to painted sample, 1 bed, median",
                value=percentile(waits, 0.5),
                unit="ms",
                target=9,
            ),
            Row(
                name="byte to painted sample, 1 bed, p99", value=percentile(waits, 0.99), unit="ms", target=18
            ),
        ]
    )


if __name__ == "__main__":
    main()

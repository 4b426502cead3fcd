"""Drawing 32 strips, antialiased, pen 2: against copying their new columns, and against tuned pyqtgraph curves."""

from __future__ import annotations

from statistics import median

from PySide6.QtWidgets import QApplication

from tests.benchmarks.curves import curves_cost
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row
from tests.helpers.sweep_cost import sweep_cost

RUNS = 5


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    app = QApplication.instance() or QApplication([])
    floors, sweeps, curves = [], [], []
    for _ in range(RUNS):
        ours = sweep_cost(columns=4, rows=8, pen=2.0)
        floors.append(ours["floor"])
        sweeps.append(ours["sweep"])
        curves.append(curves_cost(columns=4, rows=8, pen=2.0))
    del app
    floor, sweep, curve = median(floors), median(sweeps), median(curves)
    report(
        [
            Row(
                name="32 strips, against copying their new columns",
                value=sweep,
                unit="ms",
                baseline=floor,
                judged="ratio",
                target=4.0,
            ),
            Row(
                name="tuned pyqtgraph curves, against our 32 strips",
                value=curve,
                unit="ms",
                baseline=sweep,
                judged="ratio",
                target=25.0,
                sense="at least",
            ),
        ]
    )


if __name__ == "__main__":
    main()

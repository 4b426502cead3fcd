"""Drawing 32 strips, antialiased, pen 2: against the floor, pen 1, tuned pyqtgraph curves and naive ones."""

from __future__ import annotations

from statistics import median

from PySide6.QtWidgets import QApplication

from tests.benchmarks.curves import curves_cost, naive_cost
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row
from tests.helpers.sweep_cost import sweep_cost

RUNS = 5
COLUMNS, ROWS = 4, 8


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    app = QApplication.instance() or QApplication([])
    against_floor, pen_two, against_pen_one, tuned, naive = [], [], [], [], []
    for _ in range(RUNS):
        ours = sweep_cost(columns=COLUMNS, rows=ROWS, pens=(2.0, 1.0))
        pen_two.append(ours["pen 2"])
        against_pen_one.append(ours["pen 2"] / ours["pen 1"])
        against_floor.append(ours["pen 2"] / ours["floor"])
        tuned.append(curves_cost(columns=COLUMNS, rows=ROWS, pen=2.0))
        naive.append(naive_cost(columns=COLUMNS, rows=ROWS, pen=2.0))
    del app
    sweep = median(pen_two)
    # so that a ratio is the median of the ratios of the runs
    floor, pen_one = sweep / median(against_floor), sweep / median(against_pen_one)
    report(
        [
            Row(
                name="32 strips, against copying their new columns",
                value=sweep,
                unit="ms",
                baseline=floor,
                judged="ratio",
                target=3.5,
            ),
            Row(
                name="32 strips, pen 2 against pen 1",
                value=sweep,
                unit="ms",
                baseline=pen_one,
                judged="ratio",
                target=1.2,
            ),
            Row(
                name="tuned pyqtgraph curves, against our 32 strips",
                value=median(tuned),
                unit="ms",
                baseline=sweep,
                judged="ratio",
                target=30.0,
                sense="at least",
            ),
            Row(
                name="naive pyqtgraph plots, against our 32 strips",
                value=median(naive),
                unit="ms",
                baseline=sweep,
                judged="ratio",
                target=100.0,
                sense="at least",
            ),
        ]
    )


if __name__ == "__main__":
    main()

"""From starting the program a second time to its first painted window and to its first vitals."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bedside.clock import SystemClock
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row

RUNS = 5
_PAINTED = """
import sys
from PySide6.QtWidgets import QApplication
from bedside.clock import SystemClock
from bedside.ui import main_window
paint = main_window.MainWindow.paintEvent
def painted(self, event):
    paint(self, event)
    print(SystemClock().now(), flush=True)
    main_window.MainWindow.paintEvent = paint
main_window.MainWindow.paintEvent = painted
from bedside.__main__ import main
sys.exit(main(["run", "--simulate", "4", "--for", "1s", "--store", sys.argv[1]]))
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QWidget
from bedside.clock import SystemClock
class Bare(QWidget):
    def paintEvent(self, event):
        print(SystemClock().now(), flush=True)
        QApplication.exit(0)
app = QApplication([])
bare = Bare()
bare.show()
app.exec()
"""


def first_paint_s(program: str, *words: str) -> float:
    """Seconds from the start of the process to its first paint."""
    clock = SystemClock()
    start = clock.now()
    done = subprocess.run(
        [sys.executable, "-c", program, *words], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    times = [float(line) for line in done.stdout.splitlines() if line.replace(".", "").isdigit()]
    return times[0] - start


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(RUNS):
            ours.append(first_paint_s(_PAINTED, str(Path(folder) / f"{n}.sqlite")))
            bare.append(first_paint_s(_BARE))
    report(
        [
            Row(
                name="start to first painted window",
                value=median(ours),
                unit="s",
                baseline=median(bare),
                target=3.0,
            )
        ]
    )


if __name__ == "__main__":
    main()

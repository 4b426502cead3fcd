"""From starting the program a second time to its first painted window, and to everything being loaded.

The first is held against a bare Qt window, the second against a process that imports the same libraries and does
nothing. All of them find their byte code and the record ready (a first start that does not count makes them), as after
any start but the first one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bedside.clock import SystemClock
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row

RUNS = 7
_WATCH = """
import sys
from bedside.clock import SystemClock
def told(name):
    print(name, SystemClock().now(), flush=True)
"""
# The first paint of any window is over when the next event comes.
_PAINTED = (
    _WATCH
    + """
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
class Witness(QObject):
    seen = False
    def eventFilter(self, watched, event):
        if self.seen:
            told("painted")
            QApplication.instance().removeEventFilter(self)
        elif event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.seen = True  # the next event comes when it is painted
        return False
app = QApplication(sys.argv[:1])
witness = Witness()
app.installEventFilter(witness)
"""
)
_BARE = (
    _PAINTED
    + """
bare = QWidget()
bare.resize(1920, 1080)
bare.show()
from PySide6.QtCore import QTimer
QTimer.singleShot(300, app.quit)
app.exec()
"""
)
_OURS = (
    _PAINTED
    + """
from bedside.__main__ import main
sys.exit(main(["run", "--for", "1s", "--size", "1920x1080", "--store", sys.argv[1]]))
"""
)
# Everything: the station runs on its record, and the bed with its chart and the recorded sessions are made too.
_LOADED = (
    _WATCH
    + """
import json
from bedside.ui import app
start = app.ClinicWindow._start
def started(self):
    start(self)
    _ = self.window.bed_screen, self.window.review
    told("loaded")
    ours = ("bedside", "drivers", "tests")
    own = set(sys.stdlib_module_names) | {"__main__"} | set(ours)
    print("modules", json.dumps([name for name in list(sys.modules) if name.partition(".")[0] not in own]), flush=True)
app.ClinicWindow._start = started
from bedside.__main__ import main
sys.exit(main(["run", "--for", "1s", "--size", "1920x1080", "--store", sys.argv[1]]))
"""
)
_LIBRARIES = (
    _WATCH
    + """
import importlib, json
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # a name that a library only puts among the modules
told("imported")
"""
)


class Starter:
    """Starts processes that share one store of byte code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "code")}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.store = str(folder / "record.sqlite")  # made by the first start

    def said(self, program: str, *words: str) -> tuple[float, dict[str, str]]:
        """Station time of the start, and what the process said: a word and the rest of its line."""
        start = SystemClock().now()
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=120,
            env=self._environment,
        )
        lines = (line.partition(" ") for line in done.stdout.splitlines())
        return start, {
            word: rest for word, _, rest in lines if word in ("painted", "loaded", "imported", "modules")
        }

    def seconds(self, what: str, program: str, *words: str) -> float:
        """From the start of the process to `what`, s."""
        start, said = self.said(program, *words)
        return float(said[what]) - start


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    painted, bare, loaded, imported = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        starter = Starter(Path(folder))
        starter.said(_OURS, starter.store)
        starter.said(_BARE)
        _, said = starter.said(_LOADED, starter.store)
        libraries = json.dumps(json.loads(said["modules"]))
        starter.said(_LIBRARIES, libraries)
        for _ in range(RUNS):
            painted.append(starter.seconds("painted", _OURS, starter.store))
            bare.append(starter.seconds("painted", _BARE))
            loaded.append(starter.seconds("loaded", _LOADED, starter.store))
            imported.append(starter.seconds("imported", _LIBRARIES, libraries))
    report(
        [
            Row(
                name="start to first painted window",
                value=median(painted),
                unit="s",
                baseline=median(bare),
                judged="ratio",
                target=1.3,
            ),
            Row(
                name="start to everything loaded, against its libraries",
                value=median(loaded),
                unit="s",
                baseline=median(imported),
                judged="ratio",
                target=1.1,
            ),
            Row(name="second start to the first window", value=median(painted), unit="s", target=3.0),
        ]
    )


if __name__ == "__main__":
    main()

"""The whole clinic in this process, as the program composes it, for a measurement to look into."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bedside.clock import SystemClock
from bedside.composition import SWITCH_INTERVAL_S, build
from bedside.heap import keep_one_heap
from bedside.monitor.services import Services
from bedside.monitor.sound_port import SoundPort
from bedside.settings import Settings
from bedside.ui import theme
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.later import missing
from bedside.ui.main_window import MainWindow
from bedside.ui.tidying import Tidying
from bedside.vitals.station_commands import AttachDevice
from tests.benchmarks.rows import Row


class Clinic:
    """Station, recorder and window."""

    def __init__(
        self,
        *,
        size: tuple[int, int] = (1920, 1080),
        new_sound: Callable[[Settings], SoundPort] | None = None,
    ) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        keep_one_heap()
        self.clock = SystemClock()
        self.app = QApplication.instance() or QApplication([])
        self.folder = Path(tempfile.mkdtemp(prefix="bedside-bench-store-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.store = self.folder / "bench.sqlite"
        # As in the program: no widget is freed by another thread, or inside a paint.
        self._tidying = Tidying()
        self._tidying.start()
        self.services: Services = build(self.store, new_sound=new_sound)
        self.window = MainWindow(theme.load())
        self.window.resize(*size)
        self.window.show()
        self.screen = ClinicScreen(self.window, self.services, self.clock)
        for name in missing():  # as the program does in its first half minute
            import_module(name)
        self._tidying.settle()

    def run(self, seconds: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def attach(self, driver: str, port: str, bed: int = 1) -> None:
        """Connect a device."""
        command = AttachDevice(bed=bed, driver=driver, port=port, remember=False)
        self.services.station.submit(command).result(timeout=10)

    def stop(self) -> None:
        """End everything; what was taken is committed, and can be read until this process ends."""
        self.screen.stop()
        self.services.stop()
        self._tidying.stop()


class Wire:
    """An oximeter of `tests.benchmarks.wire` in its own process."""

    def __init__(self, seconds: float, *, fall: bool = False) -> None:
        self._log = Path(tempfile.mkdtemp(prefix="bedside-bench-wire-")) / "written.json"
        words = [sys.executable, "-m", "tests.benchmarks.wire", str(self._log), str(seconds)]
        self._process = subprocess.Popen(
            [*words, *(["fall"] if fall else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = self._process.stdout.readline().strip()

    def written(self) -> list[tuple[float, int]]:
        """When each packet was written, station time in s, and its SpO2. Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        return [tuple(row) for row in json.loads(self._log.read_text(encoding="utf-8"))]


def cpu_s(pid: int | None = None) -> float:
    """Processor seconds of a process without its children, s."""
    fields = Path(f"/proc/{pid or os.getpid()}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(rows: list[Row]) -> None:
    """Hand the rows to the parent process."""
    print(json.dumps([asdict(row) for row in rows]), flush=True)

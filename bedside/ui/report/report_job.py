"""A report being written, by a process of its own: a long session takes seconds of reckoning, and the window none."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal, Slot

from bedside.export.report.saving import Wanted, is_there, scratch_of

COMMAND: Final = (sys.executable, "-m", "bedside", "report")
_END_MS: Final = 2000  # a process that is killed is gone long before


class _Run:
    """The process and what it writes. It outlives its job by a moment, so that nothing half is left of it."""

    def __init__(self) -> None:
        self.process = QProcess()
        self.wanted: Wanted | None = None

    def stop(self) -> list[Path]:
        """End it at once, and take away what it has of its files; those that it had finished, which stay."""
        wanted, self.wanted = self.wanted, None
        if wanted is None:
            return []
        self.process.blockSignals(True)  # nobody waits for it any more
        self.process.kill()
        self.process.waitForFinished(_END_MS)
        self.process.blockSignals(False)
        for file in wanted.files:
            with contextlib.suppress(OSError):  # it was not begun, or nobody may take it away
                scratch_of(file).unlink()
        return [file for file in wanted.files if is_there(file)]  # nothing had these names when it began


class ReportJob(QObject):
    """One report at a time.

    Signals:
        done: how much of it, 0…1.
        written: paths of the files.
        failed: why not, a sentence.
    """

    done = Signal(float)
    written = Signal(list)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, command: Sequence[str] = COMMAND) -> None:
        """`command`: what is started, without what is wanted; a frozen bundle has its own."""
        super().__init__(parent)
        self._command = list(command)
        self._files: list[str] = []
        self._rest = b""
        run = self._run = _Run()
        self.destroyed.connect(
            partial(_Run.stop, run)
        )  # its panel gave way to another one, or its window went
        self._process = run.process
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._not_started)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether one is being written."""
        return self._run.wanted is not None

    def begin(self, wanted: Wanted, store: Path) -> bool:
        """Write it; False: another one is being written, or it could not be begun, which `failed` told."""
        if self.running:
            return False
        self._run.wanted, self._files, self._rest = wanted, [], b""
        words = ["--session", wanted.session, "--to", str(wanted.to), "--store", str(store), "--json"]
        if not wanted.identifiers:
            words.append("--remove-identifiers")
        self._process.start(self._command[0], [*self._command[1:], *words])
        return self._process.state() is not QProcess.ProcessState.NotRunning

    @Slot()
    def stop(self) -> list[Path]:
        """A person wants no more of it; nothing half is left of it. The files that were finished before."""
        return self._run.stop()

    @Slot()
    def _read(self) -> None:
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        for line in lines:
            told: dict[str, Any] = json.loads(line)
            if "done" in told:
                self.done.emit(float(told["done"]))
            self._files = told.get("files", self._files)

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._run.wanted = None
        if status is QProcess.ExitStatus.NormalExit and not code:
            self.written.emit(self._files)
            return
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", errors="replace").strip()
        last = said.splitlines()[-1] if said else ""
        sentence = last.removeprefix("bedside: ") if last.startswith("bedside: ") else ""
        self.failed.emit(
            sentence or self.tr("The report ended without a word: try again, or write another format.")
        )

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self.running:
            self._run.wanted = None
            words = self.tr("The report could not be begun ({why}): start bedside again, then try once more.")
            self.failed.emit(words.format(why=self._process.errorString()))

"""Threads of a test that wait by a scaled clock whose base the test turns by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")
PATIENCE_S = 10.0


def elsewhere(act: Callable[[], Result], name: str = "elsewhere") -> Future[Result]:
    """Run `act` in a thread of its own, which ends with it."""
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(act())
        except BaseException as error:  # noqa: BLE001 - the test's thread is told
            outcome.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return outcome


class Worker:
    """A thread that does one thing after the other as it is told, and stays until `end`."""

    def __init__(self, name: str) -> None:
        self._go = threading.Semaphore(0)
        self._work: list[tuple[Callable[[], object], Future[object]]] = []
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, act: Callable[[], Result]) -> Result:
        """Let the thread do this; what it returned."""
        outcome: Future[object] = Future()
        self._work.append((act, outcome))
        self._go.release()
        return outcome.result(PATIENCE_S)  # type: ignore[return-value]

    def end(self) -> None:
        """Let the thread end."""
        self._go.release()
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        while True:
            self._go.acquire()
            if not self._work:
                return
            act, outcome = self._work.pop(0)
            try:
                outcome.set_result(act())
            except Exception as error:  # noqa: BLE001 - the test's thread is told
                outcome.set_exception(error)

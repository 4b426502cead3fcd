"""What stands in the recorder's place when the record cannot be used: monitoring goes on, and says so."""

from __future__ import annotations

from bedside.vitals.records import Record, RecordingState


class NotRecording:
    """Keeps nothing; its state says why, and every screen shows that."""

    def __init__(self, fault: str) -> None:
        self._state = RecordingState(fault=fault)

    def start(self) -> None:
        """Nothing to start."""

    def put(self, record: Record) -> None:
        """The record cannot be used; the fault has been told."""

    def state(self) -> RecordingState:
        """Not recording, and why."""
        return self._state

    def stop(self, timeout_s: float = 0.0) -> None:
        """Nothing to stop."""

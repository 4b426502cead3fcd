"""The loudspeakers as Qt Multimedia gives them. Made and used in one thread, the one that plays.

Facts of PySide6 6.11 with a PulseAudio server, each seen:

* a stream whose device or whose server is gone says nothing: no state, no error, it only stops draining;
* `QAudioSink.stateChanged` cannot be connected to a slot that takes the state. Here the state is asked for, always.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QIODevice, QObject, Slot
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from bedside.alarms.bursts import RATE_HZ, Samples
from bedside.ui.loudspeaker import LoudspeakerError
from bedside.ui.pulse_server import PulseServer, let_qt_keep_trying

BUFFER_S: Final = (
    0.25  # how long the thread that plays may be kept waiting; so late may a burst cut in at most
)
_FRAME: Final = 2  # bytes


class QtSink:
    """One open stream."""

    def __init__(self, device: QAudioDevice) -> None:
        wanted = QAudioFormat()
        wanted.setSampleRate(RATE_HZ)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._name = device.description()
        self._sink = QAudioSink(device, wanted)
        self._sink.setBufferSize(round(BUFFER_S * RATE_HZ) * _FRAME)
        self._io: QIODevice | None = self._sink.start()
        if self._io is None or self._sink.error() is not QtAudio.Error.NoError:
            raise LoudspeakerError(
                f"the loudspeaker “{self._name}” cannot be used. Check the sound settings of this computer."
            )

    def room(self) -> int:
        """Samples it would take now."""
        self._refuse_broken()
        return self._sink.bytesFree() // _FRAME

    def waiting(self) -> int:
        """Samples it took that are not played yet."""
        self._refuse_broken()
        return (self._sink.bufferSize() - self._sink.bytesFree()) // _FRAME

    def write(self, samples: Samples) -> None:
        """Take samples, all of them or it is a fault."""
        self._refuse_broken()
        if self._io is None or self._io.write(samples.tobytes()) != samples.nbytes:
            raise LoudspeakerError(f"the loudspeaker “{self._name}” takes no sound. Check its plug.")

    def close(self) -> None:
        """Play no more."""
        self._io = None
        self._sink.stop()

    def _refuse_broken(self) -> None:
        running = self._sink.state() is not QtAudio.State.StoppedState
        if not running or self._sink.error() not in (QtAudio.Error.NoError, QtAudio.Error.UnderrunError):
            raise LoudspeakerError(f"the loudspeaker “{self._name}” stopped. Check its plug.")


class QtOutlets(QObject):
    """All loudspeakers, and news of them."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        let_qt_keep_trying()
        self._changed = changed
        self._devices = QMediaDevices()
        self._server = PulseServer()
        self._devices.audioOutputsChanged.connect(self._note_change)
        self._others = self._listed()

    @property
    def reachable(self) -> bool:
        """True if one may be opened now."""
        return self._server.may_open

    def room(self) -> str:
        """Key of the one the computer uses for everything."""
        device = QMediaDevices.defaultAudioOutput()
        return "" if device.isNull() else _key(device)

    def station(self, name: str) -> str:
        """Key of the one called `name`; "" = there is none, or it is the room's."""
        keys = (_key(d) for d in QMediaDevices.audioOutputs() if name in (d.description(), _key(d)))
        found = next(keys, "")
        return "" if found == self.room() else found

    def others(self) -> tuple[str, ...]:
        """Names of all but the room's."""
        return self._others

    def _listed(self) -> tuple[str, ...]:
        room = self.room()
        return tuple(sorted(d.description() for d in QMediaDevices.audioOutputs() if _key(d) != room))

    def name(self, key: str) -> str:
        """What people call it."""
        return next((d.description() for d in QMediaDevices.audioOutputs() if _key(d) == key), key)

    def open(self, key: str) -> QtSink:
        """Open it."""
        default = QMediaDevices.defaultAudioOutput()
        for device in (default, *QMediaDevices.audioOutputs()):
            if _key(device) == key:
                return QtSink(device)
        raise LoudspeakerError("the loudspeaker is not connected any more. Plug it in.")

    @Slot()
    def _note_change(self) -> None:
        self._others = self._listed()
        self._changed()


def _key(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")

"""The watchdog's own way to the loudspeaker: one melody, over and over, from the event loop it lives in.

It shares nothing with the sound of the alarms: what keeps that from sounding must not keep this one.
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QIODevice, QObject, QTimer, Slot
from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices, QtAudio
from PySide6.QtWidgets import QApplication

from bedside.ui.pulse_server import PulseServer, let_qt_keep_trying

FEED_MS: Final = 100
BUFFER_S: Final = 2.0  # a busy machine may keep the event loop waiting; stopping is at once all the same
TRY_AGAIN_MS: Final = 1000
STUCK_FEEDS: Final = 30  # nothing taken for so long: this output plays nothing
_BYTES: Final = 2  # of a sample


class Player(Protocol):
    """What plays the melody."""

    @property
    def fault(self) -> str:
        """Why nothing can be heard, in words; "" = it can, or nothing is to be played."""
        ...

    def play(self) -> None:
        """Play from the beginning until `stop`. Without an output it goes on trying."""
        ...

    def stop(self) -> None:
        """Be quiet."""
        ...


class Melody(QObject):
    """Repeats its samples through the default output; one that fails or vanishes is tried again each second."""

    def __init__(self, samples: bytes, rate_hz: int, parent: QObject | None = None) -> None:
        """`samples`: one repetition, mono, 16 bit, with the gap to the next."""
        super().__init__(parent)
        let_qt_keep_trying()
        self._server = PulseServer()
        self._samples = samples
        self._format = QAudioFormat()
        self._format.setSampleRate(rate_hz)
        self._format.setChannelCount(1)
        self._format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink: QAudioSink | None = None
        self._output: QIODevice | None = None
        self._at = 0
        self._waited = 0  # feeds in a row in which the output took nothing
        self._fault = ""
        self._feeding = QTimer(self)
        self._feeding.setInterval(FEED_MS)
        self._feeding.timeout.connect(self._feed)
        self._again = QTimer(self)
        self._again.setInterval(TRY_AGAIN_MS)
        self._again.timeout.connect(self._open)

    @property
    def fault(self) -> str:
        """Why nothing can be heard, in words; "" = it can, or nothing is to be played."""
        return self._fault

    def play(self) -> None:
        """Play from the beginning until `stop`."""
        self.stop()
        self._open()

    def stop(self) -> None:
        """Be quiet."""
        self._again.stop()
        self._close()
        self._fault = ""

    @Slot()
    def _open(self) -> None:
        self._close()
        self._at = self._waited = 0
        output = QMediaDevices.defaultAudioOutput()
        if output.isNull():
            self._fail(self.tr("there is no loudspeaker"))
            return
        if not self._server.may_open:  # opening one now would end the process, see pulse_server
            self._fail(self.tr("the sound of this computer does not answer"))
            return
        self._sink = sink = QAudioSink(output, self._format, self)
        sink.setBufferSize(self._format.bytesForDuration(int(BUFFER_S * 1_000_000)))
        self._output = sink.start()
        if sink.error() != QtAudio.Error.NoError:
            self._fail(self.tr("the loudspeaker cannot be used"))
            return
        self._fault = ""
        self._again.stop()
        self._feeding.start()
        self._feed()

    def _close(self) -> None:
        self._feeding.stop()
        sink, self._sink, self._output = self._sink, None, None
        if sink is not None:
            sink.reset()  # at once: what is buffered is not to be heard any more
            sink.deleteLater()

    def _fail(self, why: str) -> None:
        self._close()
        self._fault = why
        self._again.start()
        QApplication.beep()  # the system's own, if it has one

    @Slot()
    def _feed(self) -> None:
        sink, output = self._sink, self._output
        if sink is None or output is None:
            return
        broken = sink.state() == QtAudio.State.StoppedState or sink.error() == QtAudio.Error.IOError
        if broken or QMediaDevices.defaultAudioOutput().isNull():
            self._fail(self.tr("the loudspeaker is gone"))
            return
        free = sink.bytesFree() // _BYTES * _BYTES
        if free == 0:
            self._waited += 1
            if self._waited >= STUCK_FEEDS:
                self._fail(self.tr("the loudspeaker takes no sound"))
            return
        self._waited = 0
        while free > 0:
            piece = self._samples[self._at : self._at + free]
            written = output.write(piece)
            if written <= 0:
                return
            self._at = (self._at + written) % len(self._samples)
            free -= written

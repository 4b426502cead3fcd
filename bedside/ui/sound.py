"""The alarm sound: a thread of its own, that neither waits for the window nor makes the station wait.

The station leaves what it wants in a mailbox and wakes the thread. The thread plays, looks after its loudspeakers and
puts up its state for everybody to read. Qt Multimedia is loaded by the thread, so the window is not kept waiting.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from bedside.clock import Clock
from bedside.ui.loudspeaker import Outlets
from bedside.ui.sound_player import CHECK_S, SoundPlayer
from bedside.ui.system_volume import SystemVolume, read_system_volume
from bedside.vitals.sound import Audible, SoundState

BEAT_S: Final = 4.0  # the thread shows that it lives
DEAD_S: Final = 12.0  # it did not for so long
ENDS_WITHIN_MS: Final = 3000
_log = logging.getLogger(__name__)

MakeOutlets = Callable[[Callable[[], None]], Outlets]
"""Gives the loudspeakers, told what to call when their list changes. Called in the thread that plays."""


def qt_outlets(changed: Callable[[], None]) -> Outlets:
    """The loudspeakers of this computer."""
    from bedside.ui.qt_outlets import QtOutlets  # noqa: PLC0415 - window first, Qt Multimedia after

    return QtOutlets(changed)


class Sound:
    """The loudspeaker port of the station (`bedside.monitor.sound_port.SoundPort`)."""

    def __init__(
        self,
        clock: Clock,
        volume: float = 1.0,
        pulse_tone: bool = False,
        station_output: str = "",
        *,
        make_outlets: MakeOutlets = qt_outlets,
        read_system: Callable[[str], SystemVolume] = read_system_volume,
    ) -> None:
        """Make no sound yet.

        Args:
            clock: gives station time.
            volume: of bedside's sounds, 0…1.
            pulse_tone: a soft tone with each pulse.
            station_output: name of the second loudspeaker, for quiet rooms; "" = none.
            make_outlets: gives the loudspeakers.
            read_system: gives the operating system's volume of a loudspeaker by its key; may take seconds.
        """
        self._clock = clock
        self._desk = _Desk(
            clock,
            SoundState(volume=volume, pulse_tone=pulse_tone),
            station_output=station_output,
            make_outlets=make_outlets,
            read_system=read_system,
        )
        self._thread = QThread()
        self._thread.setObjectName("sound")
        self._desk.moveToThread(self._thread)
        self._thread.started.connect(self._desk.begin)

    def start(self) -> None:
        """Begin to listen to the station; what was asked for before is played now."""
        self._thread.start(QThread.Priority.TimeCriticalPriority)

    def stop(self) -> None:
        """Fall silent and end the thread. Waits for it, at most 3 s."""
        if self._thread.isRunning():
            self._desk.ending.emit()
            if not self._thread.wait(ENDS_WITHIN_MS):
                _log.error("the sound did not end within %d ms", ENDS_WITHIN_MS)

    def show(self, audibles: tuple[Audible, ...], *, session_open: bool) -> None:
        """The signals that may be heard now."""
        self._desk.post(lambda player: player.show(audibles, session_open=session_open))

    def state(self) -> SoundState:
        """How the sound is. A thread that does not answer is a fault, too."""
        state, seen_t = self._desk.state
        if self._clock.now() - seen_t > DEAD_S:
            return replace(state, fault="the sound does not answer. Start bedside again.", playing="")
        return state

    def play_test(self) -> None:
        """One pulse of each priority, one after the other."""
        self._desk.post(SoundPlayer.test)

    def set(
        self,
        *,
        volume: float | None = None,
        pulse_tone: bool | None = None,
        quiet_room: bool | None = None,
        station_output: str | None = None,
    ) -> None:
        """Change what is named; None leaves it."""
        self._desk.post(
            lambda player: player.set(
                volume=volume, pulse_tone=pulse_tone, quiet_room=quiet_room, station_output=station_output
            )
        )

    def beat(self, spo2: float | None) -> None:
        """A pulse, with its saturation in %."""
        self._desk.post(lambda player: player.beat(spo2))

    def tone(self) -> None:
        """One soft information tone."""
        self._desk.post(SoundPlayer.tone)


class _Desk(QObject):
    """Lives in the thread that plays, except `post` and `state`."""

    _called = Signal()
    ending = Signal()

    def __init__(
        self,
        clock: Clock,
        state: SoundState,
        *,
        station_output: str,
        make_outlets: MakeOutlets,
        read_system: Callable[[str], SystemVolume],
    ) -> None:
        super().__init__()
        self.state = (
            state,
            clock.now(),
        )  # and when it was seen to be so; replaced whole, so it needs no lock
        self._clock = clock
        self._station_output = station_output
        self._make_outlets = make_outlets
        self._read_system = read_system
        # bounded, lest a hung thread fill the memory; what is newest stays
        self._asked: deque[Callable[[SoundPlayer], None]] = deque(maxlen=1000)
        self._player: SoundPlayer | None = None
        self._timer: QTimer | None = None
        self._systems: dict[str, SystemVolume] = {}  # replaced whole
        self._system_keys: tuple[str, ...] = ()
        self._system_reader: threading.Thread | None = None
        self._system_due_t = clock.now()
        self._called.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self.ending.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def post(self, ask: Callable[[SoundPlayer], None]) -> None:
        """Ask for something, from any thread."""
        self._asked.append(ask)
        self._called.emit()

    @Slot()
    def begin(self) -> None:
        """Open the loudspeakers."""
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._answer)
        self._answer()

    @Slot()
    def _answer(self) -> None:
        """Do what was asked and what is due."""
        if self._timer is None:
            return
        wait_s = 1.0
        try:
            wait_s = min(BEAT_S, self._step())
        except Exception:  # noqa: BLE001 - a thread's top: it goes on, and everybody is told that it failed
            _log.exception("the sound failed")
            state, _ = self.state
            fault = "the sound of bedside failed. Start bedside again."
            self.state = (replace(state, fault=fault, playing=""), self._clock.now())
        self._timer.start(round(wait_s * 1000))

    def _step(self) -> float:
        player = self._player
        if player is None:
            known, _ = self.state
            player = self._player = SoundPlayer(
                self._make_outlets(self._look_again),
                self._clock,
                volume=known.volume,
                pulse_tone=known.pulse_tone,
                station_output=self._station_output,
            )
            player.step()  # the loudspeakers are open before anything is asked of them
        while self._asked:
            self._asked.popleft()(player)
        self._ask_system(player.keys)
        player.systems = self._systems
        wait_s = player.step()
        self.state = (player.state, self._clock.now())
        return wait_s

    def _look_again(self) -> None:
        if self._player is not None:
            self._player.look_again()
            self._system_due_t = self._clock.now()
            self._answer()

    def _ask_system(self, keys: tuple[str, ...]) -> None:
        """The operating system's volumes are read beside the sound, by a thread that may take its time."""
        now = self._clock.now()
        running = self._system_reader is not None and self._system_reader.is_alive()
        if (now >= self._system_due_t or keys != self._system_keys) and not running:
            self._system_due_t, self._system_keys = now + CHECK_S, keys
            self._system_reader = threading.Thread(
                target=self._take_systems, args=(keys,), name="system volume", daemon=True
            )
            self._system_reader.start()

    def _take_systems(self, keys: tuple[str, ...]) -> None:
        self._systems = {key: self._read_system(key) for key in keys}
        self._called.emit()  # a loudspeaker that was muted is not trusted from now on, not from the next turn on

    @Slot()
    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._player is not None:
            self._player.close()
            self._player = None
        if self._system_reader is not None:
            self._system_reader.join(1.0)
        thread = self.thread()
        if thread is not None:
            thread.quit()

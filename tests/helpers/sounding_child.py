"""The real alarm sound in a process of its own, told what to do line by line: `python -m tests.helpers.sounding_child`.

A process of its own, because Qt Multimedia connects to one sound server in the life of a process.

| line | does | answers |
|---|---|---|
| show high / show low / show none | what may be heard | done |
| quiet on / quiet off | the quiet room | done |
| block 3 | this thread, the window's, does nothing for 3 s | done |
| idle 3 | measures for 3 s | share of a core this process took, % |
| state | | output, fault, playing, station_output, system_volume, system_muted, checked, as JSON |
| end | ends | the last line is "ended" |
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import QCoreApplication

from bedside.clock import SystemClock
from bedside.ui.sound import Sound
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible


def _audibles(word: str, now: float) -> tuple[Audible, ...]:
    if word == "none":
        return ()
    signal = Audible(
        bed=1,
        condition=1,
        priority=Priority[word.upper()],
        oxygen=True,
        activation=Activation.ON,
        escalated=False,
        loud_t=now,
    )
    return (signal,)


def _state(sound: Sound) -> str:
    state = sound.state()
    told = {
        "output": state.output,
        "fault": state.fault,
        "playing": state.playing,
        "station_output": state.station_output,
        "system_volume": state.system_volume,
        "system_muted": state.system_muted,
        "checked": state.checked_t is not None,
    }
    return json.dumps(told)


def _obey(sound: Sound, clock: SystemClock, verb: str, word: str) -> str:
    match verb:
        case "show":
            sound.show(_audibles(word, clock.now()), session_open=True)
        case "quiet":
            sound.set(quiet_room=word == "on")
        case "block":
            time.sleep(float(word))
        case "idle":
            began, used = time.monotonic(), time.process_time()
            time.sleep(float(word))
            return str(100.0 * (time.process_time() - used) / (time.monotonic() - began))
        case "state":
            return _state(sound)
    return "done"


def main() -> None:
    """Obey until told to end."""
    app = QCoreApplication([])
    clock = SystemClock()
    sound = Sound(clock, station_output=os.environ.get("STATION_OUTPUT", ""))
    sound.start()
    for line in sys.stdin:
        verb, _, word = line.strip().partition(" ")
        if verb == "end":
            break
        print(_obey(sound, clock, verb, word), flush=True)
        app.processEvents()
    sound.stop()
    print("ended", flush=True)


if __name__ == "__main__":
    main()

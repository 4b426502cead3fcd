"""The whole clinic with sound, whose window hangs: `python -m tests.helpers.hanging_clinic SECONDS`.

An oximeter on a pty falls to 82 % after four seconds; half a second before, the window's thread stands still for so
long. Prints "hangs" and "is back" when it does.
"""

from __future__ import annotations

import sys
import time

from bedside.clock import SystemClock
from bedside.monitor.sound_port import SoundPort
from bedside.settings import Settings
from bedside.ui.sound import Sound
from tests.benchmarks.harness import Clinic, Wire


def main(seconds: float) -> None:
    """Run, hang, come back, end."""
    clock = SystemClock()
    sounds: list[Sound] = []

    def new_sound(_stored: Settings) -> SoundPort:
        sounds.append(Sound(clock))
        sounds[-1].start()
        return sounds[-1]

    clinic = Clinic(new_sound=new_sound)
    wire = Wire(seconds + 10.0, fall=True)
    clinic.attach("contec_v7", wire.port)
    clinic.run(3.5)
    print("hangs", flush=True)
    time.sleep(seconds)
    print("is back", flush=True)
    clinic.run(1.0)
    sys.stdin.readline()
    clinic.stop()
    sounds[0].stop()


if __name__ == "__main__":
    main(float(sys.argv[1]))

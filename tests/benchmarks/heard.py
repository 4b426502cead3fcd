"""Completing sample written → the High is heard, with the watchdog running; also while the window hangs."""

from __future__ import annotations

import os
import sys
import time
from itertools import pairwise

from bedside.clock import SystemClock
from bedside.monitor.sound_port import SoundPort
from bedside.settings import Settings
from bedside.ui.heartbeat import Heartbeat
from bedside.ui.sound import Sound
from tests.benchmarks.harness import Clinic, Wire, report
from tests.benchmarks.rows import Row
from tests.helpers.null_sink import NullSinkServer, missing_package, pulse_starts

SECONDS = 8.0
FALLS_AFTER_S = 4.0  # of the wire
HANGS_AFTER_S = 0.5  # of the first low value; the completing one comes about a second after this
HANGS_S = 3.0
PULSE_EVERY_S = 0.245  # of a High burst


def main() -> None:
    """Measure and report: SpO2 falls to 82 (High at once) four seconds in."""
    if package := missing_package():
        raise SystemExit(f"{package} is not installed: what is played cannot be heard")
    rows = []
    with NullSinkServer() as server:
        os.environ.update({key: server.env[key] for key in ("XDG_RUNTIME_DIR", "PULSE_SERVER")})
        server.plug_in("bench", default=True)
        for words, hangs in (("", False), (", window blocked", True)):
            wait = _heard_after(server, hangs=hangs)
            rows.append(Row(name=f"completing sample to sound{words}", value=wait, unit="ms", target=1000.0))
    report(rows)


def _heard_after(server: NullSinkServer, *, hangs: bool) -> float:
    sounds: list[Sound] = []

    def new_sound(stored: Settings) -> SoundPort:
        sound = Sound(clinic_clock, volume=1.0, pulse_tone=False, station_output=stored.station_output)
        sound.start()
        sounds.append(sound)
        return sound

    clinic_clock = SystemClock()
    clinic = Clinic(new_sound=new_sound)
    station = clinic.services.station
    heart = Heartbeat(
        [sys.executable, "-c", ""], ui=lambda: clinic.screen.pacer.frames, station=lambda: station.turns
    )
    heart.start()
    wire = Wire(SECONDS, fall=True)
    with server.ear("bench") as ear:
        clinic.attach("contec_v7", wire.port)
        clinic.run(FALLS_AFTER_S + HANGS_AFTER_S)
        hung_t = clinic_clock.now()
        if hangs:
            time.sleep(HANGS_S)  # what a hanging window does: nothing, for seconds
        clinic.run(SECONDS + 1.0 - FALLS_AFTER_S - HANGS_AFTER_S)
        began = clinic_clock.now() - ear.now()
        starts = pulse_starts(ear.heard())
    written = wire.written()
    heart.stop()
    clinic.stop()
    sounds[0].stop()
    low = [t for t, value in written if value <= 82]
    completing = low[1]  # a number counts once it stands in two packets running
    if hangs and not hung_t < completing < hung_t + HANGS_S - 1.0:
        raise SystemExit(
            f"the alarm began {completing - hung_t:.1f} s into the hang: the measurement is void"
        )
    loud = [began + start for start in starts if began + start > completing - 1.0]
    # The first three pulses tell the High; after 2 s of hanging the watchdog's melody comes on top.
    gaps = [b - a for a, b in pairwise(loud[:3])]
    if len(loud) < 3 or any(abs(gap - PULSE_EVERY_S) > 0.02 for gap in gaps):
        raise SystemExit(f"what was heard after the fall is no High burst ({loud}): the measurement is void")
    return 1000 * (loud[0] - completing)


if __name__ == "__main__":
    main()

"""kill −9 of a process in each phase of a session: what was on its screen is on the screen of the next one.

Run as a program, this file is the victim: it goes through a session up to a phase, says what it will show in twenty
seconds, and waits for its end.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bedside.store.library import Library
from tests.helpers.care_rooms import Room, differences
from tests.helpers.processes import CHECKOUT
from tests.integration.test_session_survive import PHASES

if sys.platform == "win32":
    pytest.skip("there is no kill -9", allow_module_level=True)

AWAY_S, SETTLE_S, PATIENCE_S = 20.0, 5.0, 60.0
SHOWN = ("now", "session", "entries", "infusion", "baseline", "determinations", "care")


def be_killed(store: Path, phase: str) -> None:
    """Go through a session until it is killed."""
    room = Room(store)
    PHASES[phase](room)
    end = time.monotonic() + PATIENCE_S
    while room.program.recorder.state().backlog:
        assert time.monotonic() < end, "the record was never written"
        time.sleep(0.01)
    died_at = room.clock.now()
    room.program.alive = False  # nothing of what comes now was there at its death
    room.clock.advance(AWAY_S)
    update = room.wait(SETTLE_S)
    (store.parent / "shown").write_bytes(pickle.dumps([getattr(update, name) for name in SHOWN]))
    print(died_at, room.connected, flush=True)
    while True:
        time.sleep(1.0)


@pytest.mark.req("ALM-41", "GATE-01", "DIS-01")
@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_program_shows_the_same_session_again(
    phase: str, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    store = tmp_path / "b.sqlite"
    command = [sys.executable, "-m", "tests.integration.test_session_survive_kill", str(store), phase]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as victim:
        assert victim.stdout is not None
        died_at, connected = victim.stdout.readline().split()
        victim.send_signal(signal.SIGKILL)
    assert victim.returncode == -signal.SIGKILL
    found = Library(store).verify()
    assert found.whole, found.words

    room = Room(store)
    room.clock.advance(float(died_at) + AWAY_S - room.clock.now())
    room.step()
    if connected == "True":
        room.connect()
    update = room.wait(SETTLE_S)
    room.close()
    expected = dict(zip(SHOWN, pickle.loads((tmp_path / "shown").read_bytes()), strict=True))
    for name in set(SHOWN) - {"session"}:
        assert differences(expected[name], getattr(update, name), name, close_s=1e-5) == []
    assert update.session is not None
    for name in ("id", "label", "phase", "patient_type", "weight_kg"):
        assert getattr(update.session, name) == getattr(expected["session"], name)
    (hole,) = update.session.interrupted
    assert hole[1] - hole[0] == pytest.approx(AWAY_S, abs=1.0)


if __name__ == "__main__":
    be_killed(Path(sys.argv[1]), sys.argv[2])

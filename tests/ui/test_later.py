"""The start loads what the first screens need; all else of the window is loaded a little after it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.processes import CHECKOUT

# Started as `bedside run` starts it, without the pauses: what is loaded once everything runs, and what is later.
LOOK = """
import json, sys
from bedside import __main__ as bedside
from bedside.ui import app, later, tidying
from PySide6.QtCore import QCoreApplication

later.FIRST_MS = later.PAUSE_MS = 0
start, settle, settled = app.ClinicWindow._start, tidying.Tidying.settle, []

def modules():
    return sorted(name for name in sys.modules if name.startswith("bedside."))

def started(self):
    start(self)
    _ = self.window.bed_screen, self.window.review
    print(json.dumps(modules()), flush=True)

def set_apart(self):
    settle(self)
    settled.append(self)
    if len(settled) == 2:
        print(json.dumps(modules()), flush=True)
        QCoreApplication.exit(0)

app.ClinicWindow._start, tidying.Tidying.settle = started, set_apart
raise SystemExit(bedside.main(["run"]))
"""
BEHIND_KEYS = (
    *("bedside.ui.side_panels", "bedside.ui.panels.rate", "bedside.ui.panels.limits"),
    *("bedside.ui.devices_screen", "bedside.ui.device_desk", "bedside.ui.settings_screen"),
    *("bedside.ui.profiles_screen", "bedside.ui.protocols.screen", "bedside.ui.course.course_desk"),
    *("bedside.ui.session.session_page", "bedside.ui.help_panel"),
)


def test_what_no_first_screen_shows_is_loaded_after_the_start_and_then_set_apart_too(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "BEDSIDE_HOME": str(tmp_path),
        "PYTHONPATH": str(CHECKOUT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        (sys.executable, "-c", LOOK), env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    first, later = (set(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("["))
    assert "bedside.ui.bed_screen" in first
    assert sorted(first.intersection(BEHIND_KEYS)) == []
    assert sorted(set(BEHIND_KEYS) - later) == []
    assert not [name for name in later if name.startswith("bedside.ui.watchdog")], "that is another process"

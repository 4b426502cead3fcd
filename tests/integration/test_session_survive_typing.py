"""kill −9 in the middle of typing: the forms come back in their session, and nothing was said by it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bedside.store.library import Library
from tests.helpers.processes import CHECKOUT
from tests.helpers.typing_clinic import DOSE, NOTE

if sys.platform == "win32":
    pytest.skip("there is no kill -9", allow_module_level=True)

PATIENCE_S = 120.0


def started(home: Path, act: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.helpers.typing_clinic", str(home / "b.sqlite"), act]
    own = {"PYTHONPATH": str(CHECKOUT), "BEDSIDE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | own)


def test_what_was_half_typed_is_in_its_forms_again_after_a_kill(tmp_path: Path) -> None:
    with started(tmp_path, "type") as victim:
        assert victim.stdout is not None
        session = victim.stdout.readline().strip()
        victim.send_signal(signal.SIGKILL)
    assert session
    assert victim.returncode == -signal.SIGKILL
    (file,) = (tmp_path / "drafts").glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    with started(tmp_path, "look") as successor:
        out, _ = successor.communicate(timeout=PATIENCE_S)
    assert successor.returncode == 0
    shown = json.loads(out)
    assert shown["session"] == session
    assert shown["dose"] == DOSE
    assert shown["answers"][:3] == [1, None, 3]
    assert shown["note"].startswith(NOTE.strip())
    assert shown["recorded"] is None  # nothing was said by it
    for before in (shown["plan"], shown["note before"]):
        assert before.startswith("Typed before the program ended, at ")
        assert before.endswith(" — look at it before you save.")
    (told,) = shown["told"]
    assert told.startswith("Bed 1: what was typed before the program ended is in its forms again: ")
    assert all(form in told for form in ("Plan", "PHQ-9", "Note"))
    assert shown["note thrown away"] == ""
    assert shown["kept then"] is True
    found = Library(tmp_path / "b.sqlite").verify()
    assert found.whole, found.words

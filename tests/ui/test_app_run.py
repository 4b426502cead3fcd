"""`bedside run` as a person starts it: on a real display, without one, twice on one record, and ended by a signal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from bedside.store.library import Library
from tests.helpers.processes import BEDSIDE, CHECKOUT, Ended, Program, ended

VITALS = re.compile(r"\bbed 1\b.*SpO2 \d+", re.IGNORECASE)
ENDS_WITHIN_S = 5.0


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    return {
        **kept,
        "BEDSIDE_HOME": str(home),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@pytest.fixture
def display() -> Iterator[str]:
    """A private X display, e.g. ":7"."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed: on Debian and Ubuntu the package is xvfb")
    reader, writer = os.pipe()
    words = [server, "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    running = subprocess.Popen(
        words, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            number = told.readline().strip()  # end of file when the server dies
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        running.terminate()
        try:
            running.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def test_the_window_opens_on_a_real_display_and_leaves_its_picture(display: str, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    run = ["run", "--simulate", "1", "--size", "1200x760", "--screenshot", str(picture), "--for", "4s"]
    env = environment(tmp_path / "home", DISPLAY=display, QT_QPA_PLATFORM="xcb")
    done: Ended = ended([*BEDSIDE, *run], env)
    if done.code != 0 and "xcb" in done.err and "could not" in done.err.lower():
        pytest.skip(f"Qt's xcb platform cannot load here (package libxcb-cursor0?): {done.err[:200]}")
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    assert (image.width(), image.height()) == (1200, 760)
    pixels = np.frombuffer(image.constBits(), np.uint32, image.sizeInBytes() // 4)
    assert len(np.unique(pixels)) > 200  # words, waves, numbers: not one blank colour


def test_without_a_display_it_prints_its_beds_and_a_signal_ends_it_in_good_order(tmp_path: Path) -> None:
    env = environment(tmp_path / "home")
    store = tmp_path / "record.sqlite"
    run = [*BEDSIDE, "run", "--simulate", "1", "--store", str(store)]
    program = Program(run, env)
    try:
        assert program.wait_line(lambda line: line.startswith("No display:"))
        first = program.wait_line(lambda line: VITALS.search(line) is not None)
        told = len(program.lines)
        program.wait_line(lambda line: len(program.lines) > told and line != first)
        second = ended(run, env)
        assert "already using" in second.refusal
    finally:
        done = program.end()
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    with_bed = [session for session in Library(store).sessions() if session.bed == 1]
    assert len(with_bed) == 1
    assert with_bed[0].duration_s > 0


def test_where_its_window_stood_is_kept_when_a_signal_ends_it_and_a_wish_of_the_command_line_is_not(
    tmp_path: Path,
) -> None:
    env = environment(tmp_path / "home")
    for more, kept in (
        (("--screen", "devices"), 0),
        (("--full-screen",), 1),
        ((), 1),
    ):  # it comes back as it was
        program = Program([*BEDSIDE, "run", "--simulate", "1", *more], env)
        try:
            assert program.wait_line(lambda line: VITALS.search(line) is not None)
        finally:
            done = program.end()
        assert done.code == 0, done.err
        files = list((tmp_path / "home").rglob("settings.json"))
        windows = [
            place for file in files for place in json.loads(file.read_text(encoding="utf-8"))["windows"]
        ]
        assert len(windows) == kept
    assert windows[0]["full_screen"] is True
    assert (windows[0]["screen"], windows[0]["bed"]) == ("bed", 1)

"""When a sink may be opened, and that Qt never gives a sound server up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bedside.ui import pulse_server
from bedside.ui.pulse_server import PulseServer, let_qt_keep_trying


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name in ("PULSE_SERVER", "QT_AUDIO_BACKEND"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def run_thread(tasks: Path, name: str) -> Path:
    task = tasks / "7"
    task.mkdir(parents=True)
    (task / "comm").write_text(name + "\n")
    return task


@pytest.mark.req("ALM-55")
def test_the_usual_server_gets_a_second_address_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "pulse").mkdir()
    (tmp_path / "pulse" / "native").touch()
    for _ in range(2):
        let_qt_keep_trying()
        assert os.environ["PULSE_SERVER"] == f"unix:{tmp_path}/pulse/native tcp:127.0.0.1:1"


@pytest.mark.req("ALM-55")
def test_a_server_that_was_named_stays_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/elsewhere")
    monkeypatch.setenv("QT_AUDIO_BACKEND", "pipewire")
    let_qt_keep_trying()
    assert os.environ["PULSE_SERVER"] == "unix:/elsewhere tcp:127.0.0.1:1"
    assert os.environ["QT_AUDIO_BACKEND"] == "pipewire"


def test_without_a_server_nothing_is_named() -> None:
    let_qt_keep_trying()
    assert "PULSE_SERVER" not in os.environ


@pytest.mark.req("ALM-55")
def test_nothing_may_be_opened_from_losing_the_server_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = tmp_path / "task"
    monkeypatch.setattr(pulse_server, "_TASKS", tasks)
    server = PulseServer()
    assert server.may_open  # another system, or no server was ever there
    task = run_thread(tasks, "QPulseAudioEngi")
    assert server.may_open
    (task / "comm").write_text("python\n")
    assert not server.may_open
    (task / "comm").unlink()  # a thread that ended meanwhile
    assert not server.may_open
    (task / "comm").write_text("QPulseAudioEngi\n")
    assert server.may_open

"""What is missing decides what is installed; without the right to install, one line is printed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", CHECKOUT / "packaging" / "bootstrap.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Machine:
    """A machine with or without rights, whose commands are written down instead of run."""

    def __init__(self, *, root: bool = False, sudo: bool = False, served: bool = True) -> None:
        self.root, self.sudo, self.served = root, sudo, served
        self.ran: list[list[str]] = []

    def which(self, program: str) -> str | None:
        return None if program == "sudo" and not self.sudo else f"/usr/bin/{program}"

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.ran.append(command)
        refused = "install" in command and not self.served
        return subprocess.CompletedProcess(
            command, 100 if refused else 0, "", "no such package" if refused else ""
        )

    def take_over(self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bootstrap, "run", self.run)
        monkeypatch.setattr(bootstrap.shutil, "which", self.which)
        monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0 if self.root else 1000)


def test_without_rights_the_one_line_to_type_is_said_and_nothing_is_installed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine()
    machine.take_over(bootstrap, monkeypatch)
    with pytest.raises(
        bootstrap.SetupError, match=r"su -c 'apt-get update && apt-get install -y .* libegl1 libgl1'"
    ):
        bootstrap.install_packages(["libegl1", "libgl1"])
    assert machine.ran == []


def test_root_installs_directly(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(root=True)
    machine.take_over(bootstrap, monkeypatch)
    bootstrap.install_packages(["libegl1"])
    (command,) = machine.ran
    assert command[0] == "env"
    assert command[-1] == "libegl1"


def test_an_ordinary_user_installs_through_sudo(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(sudo=True)
    machine.take_over(bootstrap, monkeypatch)
    bootstrap.install_packages(["libegl1"])
    assert [command[:2] for command in machine.ran] == [["sudo", "-n"], ["sudo", "-n"]]


def test_package_lists_are_renewed_once_when_a_package_is_not_found(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(root=True, served=False)
    machine.take_over(bootstrap, monkeypatch)
    with pytest.raises(bootstrap.NotServedError, match="no such package"):
        bootstrap.install_packages(["libegl1"])
    assert ["update" in command for command in machine.ran] == [False, True, False]


def test_every_missing_library_is_told_at_once_by_trying_to_load_it(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "".join(
        f"{name}: cannot open shared object file: No such file or directory\n"
        for name in ("libGL.so.1", "libEGL.so.1", "libGL.so.1")
    )
    monkeypatch.setattr(bootstrap, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, said, ""))
    assert bootstrap.missing_libraries(x11=False) == ["libEGL.so.1", "libGL.so.1"]


def test_what_was_made_ready_is_made_again_when_its_state_changes(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "READY", tmp_path / "ready")
    assert not bootstrap.is_ready("packages", "lock of today")
    bootstrap.note_ready("packages", "lock of today")
    assert bootstrap.is_ready("packages", "lock of today")
    assert not bootstrap.is_ready("packages", "lock of tomorrow")


def test_only_fuzzing_installs_the_fuzzer_and_only_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "READY", tmp_path / "ready")
    monkeypatch.setattr(bootstrap, "make_environment", lambda: None)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "pip_install", lambda *what: installed.append(what))
    bootstrap.prepare_environment()
    assert len(installed) == 2 and not any("requirements-fuzz.lock" in what for what in installed)
    for _ in range(2):
        bootstrap.prepare_environment(for_fuzzing=True)
    assert installed[2:] == [("--require-hashes", "-r", "requirements-fuzz.lock")]


def test_a_command_that_cannot_start_is_said_not_raised(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.become([os.fspath(CHECKOUT / "no-such-program")]) == 127
    assert "could not be started" in capsys.readouterr().err


def test_tests_get_a_display_and_a_sound_server_and_the_window_does_not(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "READY", tmp_path / "ready")
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda *_, **__: [])
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "install_packages", installed.extend)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name in installed else None)
    bootstrap.prepare_libraries(for_tests=False)
    assert installed == []
    monkeypatch.setitem(bootstrap.PROGRAMS, "parec", "parec")  # found by the name it is installed under, here
    monkeypatch.setitem(bootstrap.PROGRAMS, "Xvfb", "Xvfb")
    bootstrap.prepare_libraries(for_tests=True)
    assert installed == ["Xvfb", "parec", "pulseaudio", "xauth"]


def test_programs_that_hear_the_alarms_are_known_by_their_packages(bootstrap: ModuleType) -> None:
    assert bootstrap.PROGRAMS["pulseaudio"] == "pulseaudio"
    assert bootstrap.PROGRAMS["parec"] == "pulseaudio-utils"

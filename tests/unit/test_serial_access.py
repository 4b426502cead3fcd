"""One command gives access to serial adapters, takes it away again, and says what it did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

if sys.platform != "linux":
    pytest.skip("udev is of Linux", allow_module_level=True)

LINUX = CHECKOUT / "packaging" / "linux"
RULE = LINUX / "60-bedside-serial.rules"


def run(*words: str, script: Path = LINUX / "serial-access.sh", **environment: str) -> tuple[int, str, str]:
    found = {"PATH": os.environ["PATH"]} | environment
    done = subprocess.run(
        ["/bin/sh", str(script), *words], capture_output=True, text=True, check=False, env=found
    )
    return done.returncode, done.stdout, done.stderr


def test_the_rule_is_put_in_place_and_taken_away_again(tmp_path: Path) -> None:
    there = tmp_path / "etc" / "udev" / "rules.d" / RULE.name
    code, out, err = run(DESTDIR=str(tmp_path))
    assert (code, err) == (0, "")
    assert "Plug the cables in again" in out
    assert there.read_bytes() == RULE.read_bytes()
    assert there.stat().st_mode & 0o777 == 0o644
    assert run("--remove", DESTDIR=str(tmp_path))[0] == 0
    assert not there.exists()
    assert run("--remove", DESTDIR=str(tmp_path))[0] == 0


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def bare_path(folder: Path, *names: str) -> str:
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def test_whoever_is_not_root_is_told_to_use_sudo(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin", "dirname")
    fake(tmp_path / "bin", "udevadm", "exit 9")
    fake(tmp_path / "bin", "id", "echo 1000")
    code, out, err = run(PATH=path)
    assert (code, out) == (1, "")
    assert "run it again with sudo in front" in err


def test_a_system_without_udev_is_said_to_have_none(tmp_path: Path) -> None:
    code, _, err = run(PATH=bare_path(tmp_path / "bin", "dirname", "id"))
    assert code == 1
    assert "this system has no udev" in err


def test_an_option_that_does_not_exist_changes_nothing(tmp_path: Path) -> None:
    code, _, err = run("--all", DESTDIR=str(tmp_path))
    assert code == 1
    assert "use it without one, or with --remove" in err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file where the folder should be")
    code, _, err = run(DESTDIR=str(tmp_path))
    assert code == 1
    assert "could not be made: see the message above." in err


def test_the_sentence_of_a_denied_port_and_the_page_name_the_same_command() -> None:
    command = "sudo sh packaging/linux/serial-access.sh"
    assert command in (CHECKOUT / "bedside" / "link" / "serial_port.py").read_text(encoding="utf-8")
    assert f"\n{command}\n" in (CHECKOUT / "packaging" / "README.md").read_text(encoding="utf-8")

"""Every command but `run` works where Qt is not installed, and says what there is."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from bedside import __version__, registry
from bedside.settings import RememberedDevice, Settings, SettingsFile
from tests.helpers.processes import Home, ended


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_qt_is_really_out_of_reach_of_these_commands(home: Home) -> None:
    for module in ("PySide6.QtCore", "pyqtgraph", "shiboken6"):
        done = ended([sys.executable, "-c", f"import {module}"], home.environment)
        assert f"ModuleNotFoundError: No module named '{module.partition('.')[0]}'" in done.err
    loaded = "import sys, bedside.__main__ as m; print(m.main(['devices', '--json']) or sorted(sys.modules))"
    done = ended([sys.executable, "-c", loaded], home.environment)
    assert done.code == 0
    assert "bedside.ui" not in done.out


def test_the_version_is_told(home: Home) -> None:
    ran = home.run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"bedside {__version__}\n", "")


def test_a_command_that_does_not_exist_is_a_usage_error(home: Home) -> None:
    for words in ([], ["fly"], ["decode"], ["record", "--for", "soon"], ["simulate", "--beds", "17"]):
        ran = home.run(*words)
        assert (ran.code, ran.out) == (2, ""), words
        assert ran.err.startswith("usage: bedside")
        assert "Traceback" not in ran.err


def test_devices_lists_ports_drivers_and_what_is_remembered(home: Home) -> None:
    remembered = RememberedDevice(driver="nonin", port="/dev/ttyUSB7", bed=3)
    SettingsFile(home.folder / "settings.json").save(Settings(devices=(remembered,)))
    ran = home.run("devices", "--json")
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert set(document) == {"ports", "drivers", "remembered"}
    lines = {driver["key"]: driver["line"] for driver in document["drivers"]}
    assert tuple(lines) == registry.keys()
    assert (lines["contec_v7"], lines["dinamap"]) == ("115200 8N1", "9600 8N1")
    known = {"driver": "nonin", "port": "/dev/ttyUSB7", "bed": 3}
    assert document["remembered"] == [known | {"adapter": "", "now": "", "words": "Not plugged in."}]
    words = home.run("devices").out
    assert "bed 3   nonin        /dev/ttyUSB7\n          Not plugged in.\n" in words


def test_damaged_settings_are_set_aside_and_said_so(home: Home) -> None:
    (home.folder / "settings.json").write_text("{ no json")
    ran = home.run("devices")
    assert ran.code == 0
    assert "No device is remembered yet." in ran.out
    assert (home.folder / "settings.broken").exists()
    assert "Traceback" not in ran.err


def test_an_empty_library_is_said_so(home: Home) -> None:
    ran = home.run("sessions")
    assert (ran.code, ran.out) == (0, f"No session is recorded in {home.store} yet.\n")
    assert json.loads(home.run("sessions", "--json").out) == []
    assert not home.store.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")
def test_simulate_prints_its_ports_and_ends_with_what_it_sent(home: Home) -> None:
    simulator = home.start("simulate", "--device", "contec_v7", "--device", "dinamap", "--json")
    ports = json.loads(simulator.wait_line(lambda line: "ports" in line))["ports"]
    assert set(ports) == {"contec_v7", "dinamap"}
    assert all(Path(port).is_symlink() for port in ports.values())
    done = simulator.end(signal.SIGTERM)
    assert (done.code, done.err) == (0, "")
    sent = json.loads(done.out.splitlines()[-1])["sent"]
    assert {each["driver"] for each in sent} == {"contec_v7", "dinamap"}
    assert not any(Path(port).is_symlink() for port in ports.values())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")
def test_what_cannot_be_simulated_is_told_in_one_sentence(home: Home) -> None:
    broken = home.folder / "broken.toml"
    broken.write_text("title = ")
    for words, sentence in (
        (["--scenario", "no_such_scenario"], "There is no scenario 'no_such_scenario'"),
        (["--device", "cms50"], "There is no driver called 'cms50'"),
        (["--scenario", str(broken)], "broken.toml"),
    ):
        assert sentence in home.run("simulate", *words, "--for", "1s").refusal

"""The driver kit: a skeleton that is installed and used like anybody's driver, and rules each of which can break."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bedside import registry
from bedside.driver_api import CuffRequest
from bedside.driver_kit.bench import Bench
from bedside.driver_kit.conformance import RULES, Result, hold
from bedside.driver_kit.skeleton import write_skeleton
from bedside.errors import RefusedError
from bedside.vitals.readings import Determination, Reading
from tests.helpers.processes import CHECKOUT, Home

NAME = "acme_ox1"
PULSE = b"$097,068,0512,1*BB\r\n"
PROBE_OFF = b"$---,---,----,2*78\r\n"


# a driver of somebody else's, from the first command to its use


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `bedside driver new` has written."""
    place = tmp_path_factory.mktemp("new")
    ran = Home(place / "home").run("driver", "new", NAME, "--folder", place / "acme")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == str(place / "acme" / NAME / "__init__.py")
    return place / "acme"


@pytest.fixture(scope="module")
def site(skeleton: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which it is installed, without a network."""
    target = tmp_path_factory.mktemp("site")
    source = tmp_path_factory.mktemp("source") / "acme"
    shutil.copytree(skeleton, source)
    if importlib.util.find_spec("pip") is not None:
        words = ["--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--target", str(target)]
        run(
            [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *words, str(source)],
            source,
        )
    else:  # what pip would unpack
        program = "from setuptools import build_meta; print(build_meta.build_wheel('dist'))"
        run([sys.executable, "-c", program], source)
        (wheel,) = (source / "dist").glob("*.whl")
        zipfile.ZipFile(wheel).extractall(target)
    return target


@pytest.fixture
def home(tmp_path: Path, site: Path) -> Home:
    return home_with(tmp_path / "home", site)


def home_with(folder: Path, site: Path) -> Home:
    """A computer without Qt on which the driver is installed."""
    home = Home(folder)
    home.environment["PYTHONPATH"] += f"{os.pathsep}{site}"
    return home


def run(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_skeleton_has_every_part_and_no_mark_left(skeleton: Path) -> None:
    files = {file.relative_to(skeleton).as_posix() for file in skeleton.rglob("*") if file.is_file()}
    modules = ("__init__", "layout", "protocol", "device", "recognise")
    assert files == {
        "pyproject.toml",
        *(f"{NAME}/{module}.py" for module in modules),
        f"tests/test_{NAME}.py",
        f"docs/{NAME}.md",
    }
    for file in skeleton.rglob("*.*"):
        if file.is_file():
            assert not {"@NAME@", "@CLASS@", "@TITLE@", "@PROJECT@"} & set(file.read_text().split("`"))
            assert "@NAME" not in file.read_text()


def test_its_own_tests_pass(skeleton: Path) -> None:
    path = f"{skeleton}{os.pathsep}{CHECKOUT}"
    words = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".", "tests"]
    assert " passed" in run([sys.executable, "-m", "pytest", *words], skeleton, PYTHONPATH=path)


def test_it_is_written_as_the_project_writes(skeleton: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    run([*ruff, "check", "--no-cache", "--config", str(CHECKOUT / "pyproject.toml"), NAME], skeleton)
    run([*ruff, "format", "--no-cache", "--check", "--line-length", "110", "."], skeleton)


def test_once_installed_it_is_listed_among_the_drivers(home: Home) -> None:
    ran = home.run("devices", "--json")
    assert (ran.code, ran.err) == (0, "")
    listed = {driver["key"]: driver for driver in json.loads(ran.out)["drivers"]}
    assert listed[NAME]["line"] == "19200 8N1"
    assert listed[NAME]["title"] == "Acme Ox1"


def test_it_decodes_a_file(home: Home) -> None:
    file = home.folder / "acme.bin"
    file.write_bytes(PULSE * 100 + PROBE_OFF * 10)
    ran = home.run("decode", "--driver", NAME, file)
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split(",", 1)[1] for line in ran.out.splitlines()]
    assert rows[1:4] == ["pleth,512,,beat", "spo2,97,%,", "pr,68,/min,"]
    assert rows[-1] == "pleth,,,no_finger"
    assert "spo2,,%,no_finger" in rows


def test_it_passes_every_rule(home: Home) -> None:
    ran = home.run("driver", "check", NAME, "--json")
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert (document["driver"], document["module"], document["passed"]) == (NAME, NAME, True)
    assert [rule["rule"] for rule in document["rules"]] == [rule.name for rule in RULES]
    not_asked = {rule["rule"] for rule in document["rules"] if rule["result"] == "does not apply"}
    assert not_asked == {"a_cuff_obeys", "a_cuff_reading_is_told_once"}


def test_bedsides_own_drivers_are_checked_in_the_same_way(home: Home) -> None:
    ran = home.run("driver", "check", "terumo")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith("rules hold, none broken.")


def test_a_driver_that_tells_zero_for_missing_fails_and_hears_what_to_do(tmp_path: Path, site: Path) -> None:
    spoiled = tmp_path / "site"
    shutil.copytree(site, spoiled)
    swap(
        spoiled / NAME / "protocol.py",
        "None if quality or number is None else float(number)",
        "float(number or 0)",
    )
    ran = home_with(tmp_path / "home", spoiled).run("driver", "check", NAME)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    place = lines.index("FAIL  With the probe off SpO2, PR and PI are None: missing is None, never 0.")
    assert lines[place + 1].startswith("      Seen: ")
    assert lines[place + 1].endswith(" = 0 was told with the probe off.")
    assert lines[place + 2].startswith("      To do: Look at the flags first")
    assert lines[-1] == "Acme Ox1: 25 rules hold, 1 broken."


def test_a_driver_that_cannot_be_imported_or_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, site: Path
) -> None:
    spoiled = tmp_path / "site"
    shutil.copytree(site, spoiled)
    swap(spoiled / NAME / "protocol.py", "RATE_HZ = 50.0", "RATE_HZ = 50.0 / 0")
    home = home_with(tmp_path / "home", spoiled)
    assert "(float division by zero)" in home.run("driver", "check", NAME).refusal
    assert "There is no driver called 'acme'" in home.run("driver", "check", "acme").refusal


# what cannot be begun


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Acme", "cannot name a driver"),
        ("2x", "cannot name a driver"),
        ("acme-ox", "cannot name a driver"),
        ("../acme", "cannot name a driver"),
        ("class", "cannot name a driver"),
        ("", "cannot name a driver"),
        ("nonin", "There is a driver called 'nonin' already"),
        ("json", "something else that Python can import"),
        ("tests", "something else that Python can import"),
    ],
)
def test_a_name_that_cannot_be_a_drivers_is_refused(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=sentence):
        write_skeleton(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_there_is_left_alone(home: Home) -> None:
    folder = home.folder / "acme"
    folder.mkdir()
    assert (
        "is there already: choose another folder"
        in home.run("driver", "new", "acme", "--folder", folder).refusal
    )
    assert list(folder.iterdir()) == []


# each rule can be broken

FUTURE = "from __future__ import annotations\n"
TAKE = "        for frame in self._lines.take(data, t):\n"
READ = "    def _read(self"
BUGS: dict[str, list[tuple[str, str, str]]] = {
    "it_says_who_it_is": [("__init__", 'in its menu."', 'in its menu"')],
    "it_imports_only_what_a_driver_may": [("device", FUTURE, f"{FUTURE}\nimport socket\n")],
    "both_ends_agree": [("device", "out += layout", "out += b'?' + layout")],
    "announced_is_told": [("__init__", "Parameter.PR, ", "Parameter.PR, Parameter.PI, ")],
    "numbers_are_the_patients": [("protocol", "float(number)", "float(number) / 2")],
    "waves_keep_their_rate": [("protocol", "rate_hz=RATE_HZ", "rate_hz=2 * RATE_HZ")],
    "numbers_are_renewed": [("protocol", "_AGAIN = int(RATE_HZ)", "_AGAIN = 10**9")],
    "no_time_lies_ahead": [("protocol", "frame.t)", "frame.t + 1.0)")],
    "missing_is_none": [
        ("protocol", "None if quality or number is None else float(number)", "float(number or 0)")
    ],
    "no_pleth_without_a_finger": [
        ("protocol", "None if quality & Quality.NO_FINGER else line.pleth", "line.pleth or 0"),
        ("protocol", "quality=(marked,)", "quality=(Quality.NONE,)"),
    ],
    "silence_is_no_value": [
        (
            "protocol",
            TAKE,
            f"        readings.append(Numeric(parameter=Parameter.PR, t=t, value=60.0))\n{TAKE}",
        )
    ],
    "notices_are_sentences": [
        ("protocol", READ, f"    def take_notices(self) -> list[str]:\n        return ['Look.']\n\n{READ}")
    ],
    "any_cut_gives_the_same_readings": [
        ("protocol", "take(data, t)", "take(data if len(data) > 1 else b'', t)")
    ],
    "byte_by_byte_is_the_same": [("protocol", "take(data, t)", "take(data if len(data) > 1 else b'', t)")],
    "no_bytes_make_it_raise": [("device", '"""A host has nothing to say to it."""', "data.decode('ascii')")],
    "garbage_costs_one_good_frame_at_most": [("layout", "else -1", "else -LINE_BYTES")],
    "one_damaged_byte_makes_no_number": [("layout", "line[_SUM] == ", "line[_SUM] is not ")],
    "numbers_come_back_after_garbage": [
        ("protocol", TAKE, f"{TAKE}            if self.counters.bad_frames:\n                break\n")
    ],
    "lost_bytes_are_survived_and_counted": [
        ("protocol", "next_line, self.counters", "next_line, Counters()")
    ],
    "memory_is_bounded": [
        ("protocol", TAKE, f"        self._all = getattr(self, '_all', b'') + data\n{TAKE}")
    ],
    "reading_is_fast": [("protocol", TAKE, f"        sum(range(1_000_000))\n{TAKE}")],
    "same_patient_same_bytes": [
        ("device", FUTURE, f"{FUTURE}\nimport random\n"),
        ("device", "round(vitals.pleth * layout.PLETH_MOST)", "random.randrange(1024)"),
    ],
    "opening_never_starts_a_cuff": [
        (
            "device",
            "        out = bytearray()\n",
            "        patient.start_cuff(t)\n        out = bytearray()\n",
        )
    ],
    "an_order_without_a_cuff_is_refused": [
        ("protocol", READ, f"    def request(self, request, t):\n        return b''\n\n{READ}")
    ],
    "its_own_device_is_recognised": [("recognise", "_ROW = 10", "_ROW = 10**6")],
    "nothing_else_is_recognised": [
        ("recognise", "    row = 0\n", "    row = 0\n    if len(data) > 200:\n        return 'anything'\n")
    ],
}
CUFF_RULES = {"a_cuff_obeys", "a_cuff_reading_is_told_once"}
BY_NAME = {rule.name: rule for rule in RULES}


def swap(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} no longer has {old!r}"
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def spoiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a skeleton is spoiled and imported; forgotten afterwards."""
    monkeypatch.syspath_prepend(tmp_path / "new")
    known = set(sys.modules)
    yield tmp_path / "new"
    for module in set(sys.modules) - known:
        if module.startswith("spoiled"):
            del sys.modules[module]


@pytest.mark.parametrize("rule", BUGS)
def test_a_planted_bug_breaks_its_rule(rule: str, spoiled: Path) -> None:
    name = "spoiled"
    write_skeleton(name, spoiled)
    for module, old, new in BUGS[rule]:
        swap(spoiled / name / f"{module}.py", old, new)
    importlib.invalidate_caches()
    verdict = hold(Bench(importlib.import_module(name).DRIVER, name, name), BY_NAME[rule])
    assert verdict.result is Result.BROKEN
    assert verdict.found.endswith(".")


def test_a_cuff_that_does_not_obey_or_repeats_itself_is_found() -> None:
    driver = registry.load("dinamap")

    class Deaf(type(driver.protocol())):  # type: ignore[misc]
        def request(self, request: CuffRequest, t: float) -> bytes:
            return b""

    class Twice(type(driver.protocol())):  # type: ignore[misc]
        def feed(self, data: bytes, t: float) -> list[Reading]:
            told = super().feed(data, t)
            return told + [reading for reading in told if isinstance(reading, Determination)]

    class Upside(type(driver.protocol())):  # type: ignore[misc]
        def feed(self, data: bytes, t: float) -> list[Reading]:
            return [
                replace(reading, sys=reading.dia, dia=reading.sys)
                if isinstance(reading, Determination)
                else reading
                for reading in super().feed(data, t)
            ]

    for protocol, rule in (
        (Deaf, "a_cuff_obeys"),
        (Twice, "a_cuff_obeys"),
        (Twice, "a_cuff_reading_is_told_once"),
        (Upside, "a_cuff_reading_is_told_once"),
    ):
        verdict = hold(Bench(replace(driver, protocol=protocol), "dinamap"), BY_NAME[rule])
        assert verdict.result is Result.BROKEN, (protocol, rule)


def test_every_rule_has_a_bug_that_breaks_it_and_says_what_to_do() -> None:
    assert {rule.name for rule in RULES} == set(BUGS) | CUFF_RULES
    for rule in RULES:
        assert rule.says.endswith(".")
        assert rule.advice.endswith(".")
        assert rule.check.__doc__

"""The lock file holds everything that is needed, with hashes, for every index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
LOCK = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
FUZZ_LOCK = (CHECKOUT / "requirements-fuzz.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", [LOCK, FUZZ_LOCK], ids=["requirements", "requirements-fuzz"])
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock)
    for entry in (entry for entry in entries if not entry.startswith("#")):
        assert re.match(r"[a-z0-9.-]+==\S+ \\\n", entry), entry.splitlines()[0]
        hashes = entry.splitlines()[1:]
        assert hashes and all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)


@pytest.mark.parametrize("lock", [LOCK, FUZZ_LOCK], ids=["requirements", "requirements-fuzz"])
def test_no_address_of_an_index_stands_in_it(lock: str) -> None:
    assert "://" not in lock
    assert not re.search(
        r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", lock, flags=re.MULTILINE
    )


def test_the_fuzzer_is_locked_apart_and_no_test_needs_it() -> None:
    (asked,) = map(Requirement, PROJECT["project"]["optional-dependencies"]["fuzz"])
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", FUZZ_LOCK, flags=re.MULTILINE))
    assert pinned[asked.name] in asked.specifier
    assert asked.name not in PINS


def test_it_satisfies_what_the_project_asks_for() -> None:
    asked = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    for requirement in map(Requirement, asked):
        version = PINS.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: make lock"
        assert version in requirement.specifier, f"{requirement} is locked at {version}: make lock"


def test_windows_and_mac_wheels_of_the_window_are_locked_too() -> None:
    """One wheel each for Linux (two machines), macOS and Windows (two): hashes of all of them."""
    for package in ("pyside6-essentials", "pyside6-addons", "shiboken6"):
        entry = LOCK.split(f"\n{package}==")[1].split("\n", maxsplit=1)[1]
        hashes = re.match(r"(    --hash=\S+( \\)?\n?)+", entry)
        assert hashes is not None
        assert hashes[0].count("--hash=") >= 4

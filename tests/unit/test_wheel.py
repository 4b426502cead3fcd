"""The wheel carries the program, its drivers and its resources."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names inside a wheel built from a copy of this tree, as an installer would build it."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in ("bedside", "drivers", "resources", "packaging"):
        shutil.copytree(CHECKOUT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(CHECKOUT / file, tree / file)
    program = "from setuptools import build_meta; build_meta.build_wheel('dist')"
    built = subprocess.run(
        [sys.executable, "-c", program], cwd=tree, capture_output=True, text=True, check=False, timeout=100
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tree / "dist").glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_resource_is_inside_bedside(wheel_files: set[str]) -> None:
    root = CHECKOUT / "resources"
    expected = {f"bedside/_resources/{file.relative_to(root)}" for file in root.rglob("*") if file.is_file()}
    assert expected - wheel_files == set()


def test_every_module_of_the_program_and_of_the_drivers_is_there(wheel_files: set[str]) -> None:
    expected = {
        str(file.relative_to(CHECKOUT))
        for part in ("bedside", "drivers")
        for file in (CHECKOUT / part).rglob("*.py")
    }
    assert expected - wheel_files == set(), "a folder without __init__.py is no package"


def test_the_types_of_the_driver_interface_are_told_to_whoever_writes_one(wheel_files: set[str]) -> None:
    assert {"bedside/py.typed", "drivers/py.typed"} <= wheel_files


def test_neither_tests_nor_tools_are_installed(wheel_files: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel_files if ".dist-info/" not in name} == {"bedside", "drivers"}

"""Every import contract holds for this tree, and breaks for each single import it forbids."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))[
    "tool"
]["importlinter"]["contracts"]
Import = tuple[str, str]  # who imports whom


def layers(contract: dict[str, Any]) -> list[list[str]]:
    return [[module.strip() for module in layer.split("|")] for layer in contract["layers"]]


def forbidden_imports(contract: dict[str, Any]) -> Iterator[Import]:
    """Each import the contract is there to forbid; of a layer, those of its siblings and of the layer above."""
    if contract["type"] == "forbidden":
        yield from itertools.product(contract["source_modules"], contract["forbidden_modules"])
    elif contract["type"] == "independence":
        yield from itertools.permutations(contract["modules"], 2)
    elif contract["type"] == "layers":
        for layer in layers(contract):
            yield from itertools.permutations(layer, 2)
        for higher, lower in itertools.pairwise(layers(contract)):
            yield from itertools.product(lower, higher)
    else:
        raise AssertionError(f"no violation is known for a contract of type {contract['type']}")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code and its contracts, to be spoiled."""
    for package in ("bedside", "drivers"):
        for source in (CHECKOUT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(CHECKOUT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    shutil.copyfile(CHECKOUT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def lint(tree: Path) -> str:
    program = (
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    )
    checked = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return checked.stdout + checked.stderr


def file_of(tree: Path, module: str) -> Path:
    path = tree.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_this_tree_keeps_every_contract(tree: Path) -> None:
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in lint(tree)


@pytest.mark.parametrize("contract", CONTRACTS, ids=[contract["name"] for contract in CONTRACTS])
def test_contract_breaks_for_each_import_it_forbids(contract: dict[str, Any], tree: Path) -> None:
    planted = list(forbidden_imports(contract))
    for importer, imported in planted:
        with file_of(tree, importer).open("a", encoding="utf-8") as source:
            source.write(f"\nimport {imported}\n")
    said = lint(tree)
    assert f"{contract['name']} BROKEN" in said
    missed = [f"{a} -> {b}" for a, b in planted if f"{a} is not allowed to import {b}:" not in said]
    assert not missed, said


def test_every_part_of_bedside_has_its_layer() -> None:
    placed = {
        module
        for contract in CONTRACTS
        if contract["type"] == "layers"
        for layer in layers(contract)
        for module in layer
    }
    parts = {
        f"bedside.{path.stem}"
        for path in (CHECKOUT / "bedside").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name != "__init__.py"
    }
    assert parts == placed


def test_no_two_test_modules_share_a_name_so_all_can_be_collected_at_once() -> None:
    names = Counter(path.name for path in (CHECKOUT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_driver_package_is_kept_from_the_others() -> None:
    apart = {
        module
        for contract in CONTRACTS
        if contract["type"] == "independence"
        for module in contract["modules"]
    }
    packages = {f"drivers.{init.parent.name}" for init in (CHECKOUT / "drivers").glob("*/__init__.py")}
    assert packages == apart

"""The rule about a driver's code: what it may import, so that it stays pure and light."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from bedside.driver_kit.bench import Bench, BrokenRuleError, brief, rule

ALLOWED = (
    *("bedside.driver_api", "bedside.vitals"),
    *("drivers.display", "drivers.framing", "drivers.kept_seconds", "drivers.steady"),
)
IMPURE = frozenset(
    (
        *(
            "asyncio",
            "concurrent",
            "ctypes",
            "http",
            "logging",
            "mmap",
            "multiprocessing",
            "os",
            "pathlib",
            "select",
        ),
        *(
            "selectors",
            "shutil",
            "signal",
            "socket",
            "sqlite3",
            "ssl",
            "subprocess",
            "tempfile",
            "threading",
            "time",
        ),
        *("tkinter", "urllib"),
    )
)
"""Parts of the standard library that open, wait, write or ask what time it is."""


@rule(
    f"Its code imports nothing but {', '.join(ALLOWED)}, its own package and what is pure in the standard library.",
    "Take bytes and times as arguments: ports, files, clocks, threads and logs are bedside's part, and a library that "
    "a driver brings along would have to be loaded in the clinic.",
)
def it_imports_only_what_a_driver_may(bench: Bench) -> None:
    """Every import statement in its sources; passed over where there are none, as in a bundle."""
    own = bench.module if bench.module.startswith("drivers.") else bench.module.partition(".")[0]
    wrong = {
        f"{imported} in {file.name}, line {line}"
        for file in _sources(bench.module)
        for imported, line in _imports(file)
        if not _may(imported, own)
    }
    if wrong:
        raise BrokenRuleError(f"It imports {brief(wrong, 5)}.")


def _may(imported: str, own: str) -> bool:
    if any(imported == name or imported.startswith(f"{name}.") for name in (*ALLOWED, own)):
        return True
    top = imported.partition(".")[0]
    return top in sys.stdlib_module_names and top not in IMPURE


def _sources(module: str) -> list[Path]:
    spec = importlib.util.find_spec(module) if module else None
    if spec is None:
        return []
    if spec.submodule_search_locations is not None:
        return sorted(
            file for folder in spec.submodule_search_locations for file in Path(folder).rglob("*.py")
        )
    return [Path(spec.origin)] if spec.origin is not None and spec.origin.endswith(".py") else []


def _imports(file: Path) -> Iterator[tuple[str, int]]:
    """Absolute imports as dotted names, each with its line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            for alias in node.names:
                yield (f"{node.module}.{alias.name}", node.lineno)

"""Pixel numbers and colours that stand in the code of the screens, where only resources may have them.

`python -m tests.helpers.literals [FILE…]` lists them. A number is taken for pixels unless it is at most 2, converts a
unit (`100 * share`, `seconds / 60`), counts (grid cells, `range`, slices, `setMaxLength`), or stands in a constant of a
module or class whose name says another unit: `LONGEST_S`, `_SLIDE_MS`, `MOST_BEDS`, `_ROWS_COUNT` …
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "bedside" / "ui"
OTHER_UNITS = re.compile(
    r"(_S|_MS|_MIN|_HZ|_DB|_MB|_KB|_BYTES|_COUNT|_PERCENT|_DAYS|_YEARS|_BEDS|_LINES|_ROWS|_CHARS|_DIGITS"
    r"|_BITS|_MM_S|_MMHG|_KPA|_MG|_MCG|_ML|_RATIO|_SCALE|_DEGREES|_FRAMES|_SAMPLES|_BEATS|_KG|_ENTRIES|_WINDOWS)$"
    r"|PER_|^(MINUTE|HOUR|DAY)$"
)
DRAWS = re.compile(r"QPainter|QRect|QPoint|QSize|QWidget|bedside\.ui\.sketch|ui\.theme import .*layout")
CONVERSIONS = (60, 100, 1000, 3600, 86400)
COUNTING = frozenset(
    (
        *("addWidget", "addLayout", "setColumnStretch", "setRowStretch", "setColumnMinimumWidth"),
        *("range", "setMaxLength", "round", "setRange", "setMaximum"),
    )
)
COLOR = re.compile(r"^#[0-9A-Fa-f]{3,8}$")


def _named(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return ""


def _excused(tree: ast.Module) -> set[ast.AST]:
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    excused: set[ast.AST] = set()
    for statement in (each for body in bodies for each in body):
        if OTHER_UNITS.search(_named(statement)):
            excused.update(ast.walk(statement))
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)):
            excused.update(
                side
                for side in (node.left, node.right)
                if isinstance(side, ast.Constant) and side.value in CONVERSIONS
            )
        elif isinstance(node, ast.Call) and _called(node) in COUNTING:
            excused.update(argument for argument in node.args if isinstance(argument, ast.Constant))
        elif isinstance(node, ast.Slice):
            excused.update(ast.walk(node))
    return excused


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def found_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every pixel number and colour of one module; one that draws nothing has none."""
    if not DRAWS.search(source):
        return
    tree = ast.parse(source)
    excused = _excused(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in excused:
            continue
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool) and abs(node.value) > 2:
            yield node.lineno, repr(node.value)
        elif isinstance(node.value, str) and COLOR.match(node.value):
            yield node.lineno, node.value


def main(names: list[str]) -> None:
    """Print them."""
    for file in [Path(name) for name in names] or sorted(UI.rglob("*.py")):
        for line, text in found_in(file.read_text(encoding="utf-8")):
            print(f"{file}:{line}: {text}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Requirement → tests → code: what docs/requirements.toml, the tests' marks and the alarm tables say, as documents.

`python -m tests.helpers.trace` (`make docs`) writes docs/alarms.md, docs/how-long-until-it-sounds.md from the default
profile, and the pages about devices from the drivers; a test fails when a file says anything else.
"""

from __future__ import annotations

import ast
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bedside.alarms import delays
from bedside.alarms.diagram import presence_diagram
from bedside.alarms.profile_file import default_profile
from tests.helpers import device_pages

CHECKOUT = Path(__file__).resolve().parents[2]
TESTS = CHECKOUT / "tests"
REQUIREMENTS = CHECKOUT / "docs" / "requirements.toml"
ALARMS = CHECKOUT / "docs" / "alarms.md"
DELAYS = CHECKOUT / "docs" / "how-long-until-it-sounds.md"
DEVICES = CHECKOUT / "docs" / "devices" / "README.md"
DETECTION = CHECKOUT / "docs" / "detection.md"

# Of the numbers a driver reads (docs/devices): Nonin averages 4 beats, 6 s at 40/min; Contec does not say.
AVERAGING_S = {"Nonin (4 beats at 40/min)": 6.0, "Contec": None}

_INTRODUCTION = """\
# The alarm system, requirement by requirement

Made by `make docs` from [requirements.toml](requirements.toml), the marks of the tests and the tables of the program;
not to be edited. The tests fail when it is out of date, or when a requirement has no test.
How the engine decides is told in [alarm-engine.md](alarm-engine.md), what could do harm in [risks.md](risks.md), and
how long an alarm takes in [how-long-until-it-sounds.md](how-long-until-it-sounds.md).
These are the project's own requirements; no standard is claimed.
"""


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """One test that shows a requirement."""

    file: str  # relative to the checkout
    test: str  # name of the function


def requirements() -> dict[str, dict[str, Any]]:
    """docs/requirements.toml."""
    return tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))


def files_with_tests() -> list[Path]:
    """Every file with tests."""
    return sorted(TESTS.rglob("test_*.py"))


def shown_in(file: Path) -> Iterator[tuple[str, Shown]]:
    """The ids a test file names in `pytest.mark.req(...)`, each with a test that carries it."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    name = file.relative_to(CHECKOUT).as_posix()
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in statement.decorator_list:
                yield from ((id_, Shown(name, statement.name)) for id_ in _ids(decorator))
        else:
            tests = [each.name for each in module.body if _is_test(each)]
            yield from ((id_, Shown(name, test)) for id_ in _ids(statement) for test in tests)


@cache
def tests_of() -> Mapping[str, Sequence[Shown]]:
    """Every marked id and the tests that show it."""
    found: dict[str, set[Shown]] = {}
    for file in files_with_tests():
        for id_, shown in shown_in(file):
            found.setdefault(id_, set()).add(shown)
    return {id_: sorted(tests) for id_, tests in found.items()}


def names_of_tests() -> set[str]:
    """The name of every test, as `file::test`."""
    return {
        f"{file.relative_to(CHECKOUT).as_posix()}::{node.name}"
        for file in files_with_tests()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if _is_test(node)
    }


def alarms_document() -> str:
    """The text of docs/alarms.md."""
    rows = {id_: row for id_, row in requirements().items() if id_.startswith(("ALM-", "T-"))}
    tests = tests_of()
    parts = [
        _INTRODUCTION,
        "## The life of a signal\n\nFrom `bedside/alarms/presence.py`, row by row.\n\n"
        f"```mermaid\n{presence_diagram().rstrip()}\n```\n",
        "## At a glance\n\n" + _glance(rows, tests),
        "## One by one",
        *(_section(id_, row, tests.get(id_, [])) for id_, row in rows.items()),
    ]
    return "\n".join(parts)


DOCUMENTS: Final[Mapping[Path, Callable[[], str]]] = {
    ALARMS: alarms_document,
    DELAYS: lambda: delays.page(default_profile(), AVERAGING_S),
    DEVICES: device_pages.devices_page,
    DETECTION: device_pages.detection_page,
}
"""Every page that is made, and what makes its text: seconds for some, so nobody asks before the test of the page."""


def main() -> None:
    """Write the documents."""
    for file, text in DOCUMENTS.items():
        file.write_text(text(), encoding="utf-8")
        print(f"{file.relative_to(CHECKOUT)} is written.")


def _ids(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if not (
            isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "req"
        ):
            continue  # unparsing is slow
        if ast.unparse(each.func) == "pytest.mark.req":
            yield from (ast.literal_eval(argument) for argument in each.args)


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")


def _glance(rows: Mapping[str, Mapping[str, Any]], tests: Mapping[str, Sequence[Shown]]) -> str:
    lines = ["| id | status | tests | code |", "|---|---|---|---|"]
    for id_, row in rows.items():
        built = "built" if row["status"] == "built" else "partly"
        code = ", ".join(f"`{file.removeprefix('bedside/')}`" for file in row["code"])
        lines.append(f"| [{id_}](#{id_.lower()}) | {built} | {len(tests.get(id_, []))} | {code} |")
    return "\n".join(lines) + "\n"


def _section(id_: str, row: Mapping[str, Any], tests: Sequence[Shown]) -> str:
    lines = [f"\n### {id_}\n", row["says"], ""]
    if row["numbers"]:
        lines.append(f"- Numbers: {', '.join(f'{key} {_number(v)}' for key, v in row['numbers'].items())}")
    lines.append(f"- Status: {row['status']}")
    lines.append(f"- Code: {', '.join(_link(file) for file in row['code'])}")
    lines.append("- Tests:")
    for file in sorted({shown.file for shown in tests}):
        lines.append(f"  - {_link(file)}")
        lines += [f"    - {_sentence(shown.test)}" for shown in tests if shown.file == file]
    return "\n".join(lines)


def _link(file: str) -> str:
    return f"[{file}]({Path(os.path.relpath(CHECKOUT / file, ALARMS.parent)).as_posix()})"


def _sentence(test: str) -> str:
    return test.removeprefix("test_").replace("_", " ")


def _number(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list():
            return ", ".join(_number(each) for each in value).join("[]")
        case dict():
            return ", ".join(f"{key} {_number(each)}" for key, each in value.items()).join("()")
    return f"`{value}`" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    main()

"""The sentences that lower layers write for a person: what `bedside/ui/spoken_list.py` lists for translation.

`python -m tests.helpers.sentences` writes that file anew. A value put into a sentence stands in it as {0}, {1} …
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "bedside" / "ui" / "spoken_list.py"
FOLDERS = ("alarms", "export/report", "link", "monitor", "replay", "simulation", "store", "therapy", "vitals")
ALONE = (
    *("bedside/registry.py", "bedside/settings.py", "bedside/resources.py"),
    *("bedside/shelf.py", "bedside/site_files.py", "bedside/export/intended_use.py"),
    *("bedside/ui/loudspeaker.py", "bedside/ui/sound.py", "bedside/ui/sound_player.py"),
)
# Bugs and what is written for the log are read by whoever mends the program.
NOT_FOR_PEOPLE = frozenset(
    {
        *("ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "NotImplementedError"),
        "LookupError",
        *(
            "debug",
            "info",
            "warning",
            "error",
            "exception",
            "getLogger",
            "text",
            "execute",
            "exec_driver_sql",
        ),
        "compile",
        *("DDL", "CheckConstraint", "Index", "add_argument", "strftime", "Thread", "bind", "prepare"),
    }
)
# Words that stand alone, so that nothing in the code tells them from a name or a key.
SINGLE = (
    *("adult", "artefact", "cancelled", "child", "neonate", "searching"),
    *("Screening", "Baseline", "Infusion", "Recovery", "Discharge", "Ratings", "ratings"),
    *("mild", "moderate", "severe", "female", "male", "actual", "ideal", "bedside"),
)
_WORDS = re.compile(r"[A-Za-z]{2,}")
_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|VACUUM|FROM|CONFLICT|JOIN|WHERE)\b|^number, "
)

_MARKUP = re.compile(r'</?[a-z]+[ >]|[a-z-]+="|^<!')

_HEAD = '''\
"""Every sentence that lower layers write for a person, for translation. Made by `python -m tests.helpers.sentences`."""

# ruff: noqa: E501
from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

# fmt: off
SENTENCES: Final = (
'''


def files() -> list[Path]:
    """The modules of the lower layers, and those of the sound, whose sentences travel through the station."""
    found = [file for folder in FOLDERS for file in sorted((ROOT / "bedside" / folder).rglob("*.py"))]
    found += [ROOT / name for name in ALONE]
    return [*found, *sorted((ROOT / "drivers").rglob("*.py"))]


def _template(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, n = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{n}}}")
            n += 1
    return "".join(parts)


def _reads_as_words(words: str) -> bool:
    fixed = re.sub(r"\{[^{}]*\}", " ", words)
    return (
        " " in fixed.strip()
        and len(_WORDS.findall(fixed)) >= 2
        and not _SQL.search(words)
        and not _MARKUP.search(words)
        and "\n" not in words
    )


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "tr" and node.args:
            self._said(node.args[0])
        if name not in NOT_FOR_PEOPLE:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assert(self, _node: ast.Assert) -> None:
        """For whoever mends the program."""

    def visit_Constant(self, node: ast.Constant) -> None:
        self._take(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take(node)

    def _said(self, node: ast.AST) -> None:
        """What goes through `tr` is for people, a word that stands alone too."""
        if words := _template(node):
            self.found.append(words)

    def _take(self, node: ast.AST) -> None:
        words = _template(node)
        if words and _reads_as_words(words):
            self.found.append(words)


def of_source(source: str) -> Iterator[str]:
    """The sentences of one module, in order."""
    finder = _Finder()
    finder.visit(ast.parse(source))
    yield from finder.found


def sentences() -> list[str]:
    """All of them, once each, in alphabetical order."""
    found = {words for file in files() for words in of_source(file.read_text(encoding="utf-8"))}
    return sorted({*found, *SINGLE})


def module() -> str:
    """The text of `bedside/ui/spoken_list.py`."""
    quoted = (json.dumps(words, ensure_ascii=False) for words in sentences())
    lines = [f'    str(QT_TRANSLATE_NOOP("Sentences", {words})),' for words in quoted]
    return _HEAD + "\n".join(lines) + "\n)\n"


if __name__ == "__main__":
    LIST.write_text(module(), encoding="utf-8")

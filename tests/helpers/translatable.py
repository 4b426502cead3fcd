"""Words in the code of the screens that reach a person and are not translated.

`python -m tests.helpers.translatable [FILE…]` lists them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "bedside" / "ui"
TRANSLATES = frozenset(
    {"tr", "_tr", "translate", "tile_tr", "QT_TRANSLATE_NOOP", "QT_TR_NOOP", "spoken", "say_plural"}
)
# Calls whose words stay in the program: logs, names for the code, formats, paths.
OURS = frozenset(
    {
        *("critical", "print", "_print", "Thread", "_lost"),
        *("debug", "info", "warning", "error", "exception", "getLogger", "setObjectName", "setProperty"),
        "property",
        *(
            "layout",
            "read_toml",
            "path",
            "length",
            "color",
            "font",
            "px",
            "metrics",
            "icon",
            "pixmap",
            "strftime",
        ),
        *(
            "get",
            "getattr",
            "setattr",
            "hasattr",
            "startswith",
            "endswith",
            "removeprefix",
            "removesuffix",
            "replace",
        ),
        *(
            "partition",
            "rpartition",
            "split",
            "compile",
            "match",
            "sub",
            "QKeySequence",
            "Signal",
            "Slot",
            "TypeVar",
        ),
        *(
            "cast",
            "fullmatch",
            "search",
            "findChild",
            "setFamilies",
            "NewType",
            "QByteArray",
            "join",
            "encode",
        ),
        *("decode", "plural"),
        *(
            "ContextVar",
            "ThreadPoolExecutor",
            "count",
            "index",
            "find",
            "lstrip",
            "rstrip",
            "strip",
            "write",
            "put",
        ),
    }
)
# Calls whose words are read by a person, one word or many.
SHOWN = frozenset(
    {
        *("setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText"),
        "setWindowTitle",
        *(
            "Words",
            "OneLine",
            "KeyButton",
            "PanelKey",
            "ChoiceKey",
            "Field",
            "set_label",
            "set_head",
            "set_meaning",
        ),
        *("text", "text_on", "say", "show_refusal", "setTitle", "addItem", "addTab", "setLabelText"),
    }
)
# Words that are the same in every language, or are no words: units, names of codes, marks on keys of a keyboard.
SAME = re.compile(
    r"^(F\d+|Esc|Ctrl\+\w+|Tab|Space|Enter|bedside|SpO2|PR|PI|NIBP|RR|HR|MOAA/S|mmHg|kPa|SIM|min|mm/s|mL/h|mg/mL|mg/kg/h|mg/h"
    r"|mL|mg|kg|Hz|dB|kB|MB|GB|s|N|P|UTC|EtCO2|COM\d*|USB)$"
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
_PLACE = re.compile(r"\{[^{}]*\}")
_CODE = re.compile(r"^[a-z0-9_.:/<>%#=+*-]+$|^[A-Z0-9_]+$|^%")


# Words that are no words of the screen, and why.
ELSEWHERE = {
    "watchdog.py": "its sentences go to the log and to the terminal; its window has words of its own",
    "loudspeaker.py": "its sentences travel through the station: SENTENCES has them",
    "sound_player.py": "the same",
    "sound.py": "the same",
    "spoken_list.py": "the list itself",
}
RECORDED = frozenset(  # stand in the record as they are, in one language for everybody who reads it
    {
        *("by hand", "from baseline", "from session ", "ended when bedside was closed"),
        *("probe moved", "cuff moved", "keep running", "end sessions and quit", "quit and resume later"),
        "renewed with the look",  # a name in the code
    }
)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _words(node: ast.AST) -> str:
    """The fixed words of a literal; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return "\0".join(str(part) for part in fixed)
    return ""


def _is_prose(words: str, *, shown: bool) -> bool:
    """Whether somebody reads this as words. `shown`: it stands where only words for people stand."""
    pieces = [piece.strip(" .,:;·–()×/→←\n") for piece in _PLACE.sub("\0", words).split("\0")]
    pieces = [piece for piece in pieces if _WORD.search(piece) and not SAME.match(piece)]
    if not pieces:
        return False
    if shown:
        return any(not _CODE.match(piece) or (piece.isalpha() and piece[:1].isupper()) for piece in pieces)
    return any(len(_WORD.findall(piece)) >= 2 and " " in piece for piece in pieces)


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
        self._shown = [False]

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        if name in TRANSLATES or name in OURS or name.endswith("Error"):
            if name == "join":
                for each in node.args:
                    self.visit(each)
            elif isinstance(node.func, ast.Attribute) and name in ("replace", "strip", "lstrip", "rstrip"):
                self.visit(node.func)
            return
        self._shown.append(name in SHOWN)
        for each in (*node.args, *node.keywords):
            self.visit(each)
        self._shown.pop()
        self.visit(node.func)

    def visit_keyword(self, node: ast.keyword) -> None:
        wordy = node.arg in {"title", "hint", "label", "words", "message", "meaning", "note", "name"}
        self._shown.append(self._shown[-1] or wordy)
        if node.arg in {"token", "role", "icon", "key", "parent", "extra"}:
            self._shown[-1] = False
        self.visit(node.value)
        self._shown.pop()

    def visit_Raise(self, _node: ast.Raise) -> None:
        """Bugs, or sentences of lower layers: translated where they are shown."""

    def visit_Assert(self, node: ast.Assert) -> None:
        self.visit(node.test)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # docstrings
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for each in (*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None), *node.body):
            self.visit(each)

    def visit_Compare(self, _node: ast.Compare) -> None:
        """Keys of the code."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._take(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self._shown.append(False)
                self.visit(part.value)
                self._shown.pop()

    def _take(self, node: ast.Constant | ast.JoinedStr) -> None:
        words = _words(node)
        if words and _is_prose(words, shown=self._shown[-1]):
            self.found.append((node.lineno, words.replace("\0", "{}")))


def untranslated(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that a person reads and nothing translates."""
    finder = _Finder()
    finder.visit(ast.parse(source))
    yield from ((line, words) for line, words in finder.found if words not in RECORDED)


def contexts(source: str) -> Iterator[tuple[int, str]]:
    """Calls of `translate` that no tool can read: their context or text is not written there."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "QCoreApplication.translate":
            continue
        context = node.args[0]
        named = isinstance(context, ast.Name) and context.id in ("_CONTEXT", "context")
        if not isinstance(context, ast.Constant) and not named:
            yield node.lineno, "the context is no literal"


def main(names: list[str]) -> None:
    """Print them."""
    for file in [Path(name) for name in names] or sorted(UI.rglob("*.py")):
        for line, text in untranslated(file.read_text(encoding="utf-8")):
            print(f"{file}:{line}: {text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])

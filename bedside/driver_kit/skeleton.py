"""A driver to begin with: a small package that works at once, written from the templates of the kit.

The templates are text files under resources/driver_kit/; in their names and in their text stand marks such as @NAME@
(in a name: NAME), which are replaced. Their last ending, .txt, keeps tools from taking them for code.
"""

from __future__ import annotations

import importlib.util
import keyword
import re
from collections.abc import Iterator
from pathlib import Path

from bedside import registry
from bedside.errors import RefusedError
from bedside.resources import path as resource

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FOLDERS = ("docs", "tests", "build", "dist")


def default_folder(name: str) -> Path:
    """Where the package is written when nobody says where."""
    return Path(_project(name))


def write_skeleton(name: str, folder: Path) -> tuple[Path, ...]:
    """Write the package of a driver called `name` into a new folder; the files.

    Raises:
        RefusedError: the name cannot be a driver's, the folder is there already or cannot be written.
    """
    _refuse_name(name)
    if folder.exists():
        raise RefusedError(f"{folder} is there already: choose another folder with --folder, or remove it.")
    marks = {"@NAME@": name, "@CLASS@": _class(name), "@TITLE@": _title(name), "@PROJECT@": _project(name)}
    written = []
    try:
        for part, text in _templates():
            file = folder / part.replace("NAME", name)
            for mark, word in marks.items():
                text = text.replace(mark, word)  # noqa: PLW2901 - one mark after the other
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            written.append(file)
    except OSError as error:
        raise RefusedError(
            f"{folder} cannot be written ({error.strerror}): choose another folder with --folder."
        ) from error
    return tuple(written)


def _refuse_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise RefusedError(
            f"{name!r} cannot name a driver: write small letters, digits and _, with a letter first, and no word that "
            "Python keeps for itself, e.g. acme_ox1."
        )
    if name in registry.keys():  # noqa: SIM118 - the keys of the registry, not of a mapping
        raise RefusedError(f"There is a driver called {name!r} already: choose another name.")
    if name in _FOLDERS or importlib.util.find_spec(name) is not None:
        raise RefusedError(
            f"{name!r} is the name of something else that Python can import: choose another name, e.g. {name}_driver."
        )


def _templates() -> Iterator[tuple[str, str]]:
    """Path inside the new folder, and text."""
    root = resource("driver_kit")
    for file in sorted(root.rglob("*.txt")):
        yield file.relative_to(root).as_posix().removesuffix(".txt"), file.read_text(encoding="utf-8")


def _title(name: str) -> str:
    return " ".join(word.capitalize() for word in name.split("_") if word)


def _class(name: str) -> str:
    return _title(name).replace(" ", "")


def _project(name: str) -> str:
    return f"bedside-{name.strip('_').replace('_', '-')}"

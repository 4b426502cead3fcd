"""Files that a person of the site may have written: their faults in words, and never written half."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from bedside.errors import BrokenFileError


def write_whole(file: Path, text: str) -> None:
    """Put `text` in the place of the file, on the disk before it takes the name; its folder is made if need be.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(file)


def table_of(file: Path, no_text: str) -> dict[str, Any]:
    """The table in a TOML file that a person may have written.

    Args:
        file: to be read.
        no_text: the sentence for bytes that are no text, brackets or numbers without an end.
    Raises:
        BrokenFileError: it cannot be read.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors begin a text with a mark
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f"{file} is not valid TOML: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise BrokenFileError(no_text) from error


def is_day(text: str) -> bool:
    """Whether it is an ISO day, e.g. 2026-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_there(file: Path) -> bool:
    """Whether there is something in this place, also where one may not even look."""
    try:
        return file.exists()
    except OSError:
        return True


def toml_files(folder: Path) -> list[Path]:
    """Of a folder; none where there is no folder, or one that cannot be read: asking for a name says why."""
    try:
        return list(folder.glob("*.toml")) if folder.is_dir() else []
    except OSError:
        return []


def escaped(line: str) -> str:
    """The inside of a basic string of TOML: as JSON's, which leaves only DEL unescaped that TOML does not allow."""
    return json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")

"""One loader for everything under resources/: from the wheel or bundle first, else from the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bedside.errors import BrokenFileError

TYPE_CHECKING = False  # typing is loaded anyway by those who need it
if TYPE_CHECKING:
    from typing import Any


@cache
def root() -> Path:
    """The folder that holds the resources.

    Raises:
        FileNotFoundError: neither an installed copy nor a checkout is there (a broken installation).
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no resources beside {package}: the installation is incomplete")


def path(*parts: str) -> Path:
    """Path of one resource, e.g. `path("themes", "dark.toml")`."""
    return root().joinpath(*parts)


def read_toml(file: Path) -> dict[str, Any]:
    """A TOML file as a dict.

    Raises:
        BrokenFileError: the file is missing or is not TOML; the sentence says where.
    """
    import tomllib  # noqa: PLC0415  the first window needs no TOML

    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f"{file} is not valid TOML: {error}.") from error

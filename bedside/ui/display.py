"""How large a window the command line wants."""

from __future__ import annotations

from bedside.errors import UserFacingError
from bedside.ui.extent import LEAST, NOMINAL


def size_of(text: str | None) -> tuple[int, int]:
    """WxH of the command line.

    Raises:
        UserFacingError: it is not one.
    """
    if text is None:
        return NOMINAL
    width, _, height = text.partition("x")
    wide, high = LEAST
    if not (width.isdigit() and height.isdigit() and int(width) >= wide and int(height) >= high):
        raise UserFacingError(
            f"{text!r} is not a window size: write for example 1920x1080, at least {wide}x{high}."
        )
    return int(width), int(height)

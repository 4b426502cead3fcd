"""How Nonin's printer text is recognised: three lines in a row of exactly its form, about one a second."""

from __future__ import annotations

from bedside.driver_api import PortSettings, Signature
from drivers.nonin_text import layout

_LINES = 3


def recognise(data: bytes, seconds: float) -> str | None:
    """The newest three whole lines are Nonin's, and there are not many more lines than seconds."""
    whole = data[: max(data.rfind(b"\r"), data.rfind(b"\n")) + 1]
    lines = [line for line in whole.replace(b"\n", b"\r").split(b"\r") if line]
    newest = lines[-_LINES:]
    if len(newest) < _LINES or any(layout.decode(line) is None for line in newest):
        return None
    # a header, half a line, and lines that an adapter had kept
    return "Nonin, printer text (numbers only)" if len(lines) <= 2 * seconds + 4 else None


SIGNATURES = (Signature(port=PortSettings(baud=9600), recognise=recognise, listen_s=5.0),)

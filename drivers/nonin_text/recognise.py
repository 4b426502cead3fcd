"""How Nonin's printer text is recognised: the two newest lines are exactly of its form, about one a second.

Two are enough, because no character of a line is free: fixed words, three characters for each number, and the marks.
"""

from __future__ import annotations

from bedside.driver_api import PortSettings, Signature
from drivers.framing import may_be_text
from drivers.nonin_text import layout

_LINES = 2


def recognise(data: bytes, seconds: float) -> str | None:
    """The newest whole lines are Nonin's, and there are not many more lines than seconds."""
    whole = data[: max(data.rfind(b"\r"), data.rfind(b"\n")) + 1]
    lines = [line for line in whole.replace(b"\n", b"\r").split(b"\r") if line]
    newest = lines[-_LINES:]
    if len(newest) < _LINES or any(layout.decode(line) is None for line in newest):
        return None
    # a header, half a line, and lines that an adapter had kept
    return "Nonin, printer text (numbers only)" if len(lines) <= 2 * seconds + 4 else None


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a line that is not whole yet; see `Signature.possible`."""
    return may_be_text(data)


SIGNATURES = (Signature(port=PortSettings(baud=9600), recognise=recognise, possible=possible, listen_s=5.0),)

"""What was entered long after it was seen: it is marked, in lists, on the chart and in reports."""

from __future__ import annotations

from typing import Final

LATE_S: Final = 60.0  # entered so much after it was seen


def is_late(t: float, entered_t: float) -> bool:
    """Whether something seen at `t` and entered at `entered_t` (session times, s) is a late entry."""
    return entered_t - t > LATE_S

"""Whose turn it is on the line: one request outstanding, and a gap before the next."""

from __future__ import annotations

import math

REPLY_S = 1.0
GAP_S = 0.1  # between two requests
QUIET_S = 0.5  # after an abort


class Line:
    """The outstanding request and the times that follow from it."""

    def __init__(self) -> None:
        self.awaited: bytes | None = None  # the outstanding request
        self.asked_t = -math.inf  # of the last request, s
        self._reply_by = 0.0
        self._send_at = -math.inf  # no ordinary request before

    def ask(self, request: bytes, t: float, *, gap_s: float = GAP_S) -> bytes:
        """Take `request` as sent at `t`; the next ordinary one not before `gap_s`."""
        self.awaited, self.asked_t = request, t
        self._reply_by, self._send_at = t + REPLY_S, t + gap_s
        return request

    def answered(self, *requests: bytes) -> None:
        """A reply to one of `requests` has come."""
        if self.awaited in requests:
            self.awaited = None

    def expire(self, t: float) -> None:
        """Do not wait for a reply longer than its deadline."""
        if self.awaited is not None and t >= self._reply_by:
            self.awaited = None

    def free(self, t: float) -> bool:
        """Whether an ordinary request may go at `t`."""
        return self.awaited is None and t >= self._send_at

    def next_at(self, wanted: float) -> float:
        """When to ask again for a request that is wanted at `wanted`, s."""
        return max(wanted, self._send_at) if self.awaited is None else self._reply_by

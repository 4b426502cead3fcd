"""Whose turn it is on the line, and in which variant's form."""

from __future__ import annotations

import math

from drivers.par_medlab import layout

COMMAND_GAP_S = 1.05  # the maker asks for more than a second between commands
REPLY_S = 1.5


class Line:
    """The last command and the outstanding status request."""

    def __init__(self) -> None:
        self.marks: layout.Marks | None = None  # of the variant, once something has arrived
        self._attempt = layout.COMBI  # form of the last request while the variant is unknown
        self._command_t = -math.inf
        self._reply_by: float | None = None  # None: no status is outstanding

    @property
    def free_at(self) -> float:
        """When the next command may go at the latest, s."""
        gap_at = self._command_t + COMMAND_GAP_S
        return gap_at if self._reply_by is None else max(gap_at, self._reply_by)

    def free(self, t: float) -> bool:
        """Whether a command may go at `t`."""
        return self._reply_by is None and t >= self._command_t + COMMAND_GAP_S

    def answered(self) -> None:
        """A status has come."""
        self._reply_by = None

    def expire(self, t: float) -> bool:
        """Whether the outstanding status has not come by its deadline; it is no longer waited for."""
        if self._reply_by is None or t < self._reply_by:
            return False
        self._reply_by = None
        return True

    def read(self, t: float) -> bytes:
        """The status request; while the variant is unknown in either form in turn."""
        if self.marks is None:
            self._attempt = layout.PLAIN if self._attempt is layout.COMBI else layout.COMBI
        self._reply_by = t + REPLY_S
        return self.send(layout.READ, t)

    def send(self, code: str, t: float) -> bytes:
        """A command, taken as sent at `t`."""
        self._command_t = t
        return layout.encode_command(code, self.marks or self._attempt)

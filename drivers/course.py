"""What follows one another without end and is drawn by chance (beats, breaths), with only the newest of it kept.

Asking draws what is still missing, and lets go what is long over: hours take no more room than minutes. Somebody who
asks about a time that was let go is given the same as before all the same: it is drawn once more from the beginning,
in a run of its own that then goes along with whoever asks there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

KEPT_S: Final = 300.0  # at least so much is kept before the newest piece
LOOKS_BACK_S: Final = (
    100.0  # before the time somebody asks about; four breaths with the longest pauses take 80 s
)
_LOT: Final = 32  # pieces that are let go together
_MOST_RUNS: Final = 4  # places in time that are asked about by turns


class Piece(Protocol):
    """One of them. The next one begins where it ends."""

    @property
    def start_s(self) -> float: ...  # noqa: D102

    @property
    def end_s(self) -> float: ...  # noqa: D102


P = TypeVar("P", bound=Piece)


class _Run(Generic[P]):
    """Drawn once from the beginning, as far as somebody asked."""

    def __init__(self, pieces: Iterator[P]) -> None:
        self._pieces = pieces
        self.kept = [next(pieces)]
        self.starts = [self.kept[0].start_s]
        self.let_go = False  # whether the beginning is no longer kept

    def has(self, t: float) -> bool:
        """Whether all is here, or still to come, that a question about `t`, s, may touch."""
        return not self.let_go or self.starts[0] <= t - LOOKS_BACK_S

    def place(self, t: float) -> int:
        """Which of the kept ones runs at `t`, s; before the first: the first."""
        kept, starts = self.kept, self.starts
        while kept[-1].end_s <= t:
            kept.append(next(self._pieces))
            starts.append(kept[-1].start_s)
            if len(kept) > _LOT and starts[_LOT] < starts[-1] - KEPT_S:
                del kept[:_LOT], starts[:_LOT]
                self.let_go = True
        return max(0, bisect_right(starts, t) - 1)


class Course(Generic[P]):
    """All that a patient's heart does, or the chest.

    Args:
        begin: draws everything from the beginning, the same each time. Without end.
    """

    def __init__(self, begin: Callable[[], Iterator[P]]) -> None:
        self._begin = begin
        self._runs = [_Run(begin())]  # whose turn it was last stands last
        self._now = self._runs[0].kept[0]

    def at(self, t: float) -> P:
        """The piece that runs at `t`, s."""
        now = self._now
        if now.start_s <= t < now.end_s:
            return now
        run = self._run(t)
        place = run.place(t)
        self._now = run.kept[place]
        return self._now

    def back_from(self, t: float) -> Iterator[P]:
        """The piece that runs at `t`, s, then those before it, for `LOOKS_BACK_S` at least."""
        run = self._run(t)
        for place in range(run.place(t), -1, -1):
            yield run.kept[place]

    def again_from(self, t: float) -> None:
        """From `t`, s, on other rules hold now: what went beyond it is drawn once more."""
        kept = [run for run in self._runs if run.kept[-1].start_s < t]
        self._runs = kept or [_Run(self._begin())]
        self._now = self._runs[-1].kept[-1]

    @property
    def kept(self) -> int:
        """How many pieces are kept."""
        return sum(len(run.kept) for run in self._runs)

    def _run(self, t: float) -> _Run[P]:
        """The one that has `t`, s, or comes to it first; else a new one."""
        runs = self._runs
        if len(runs) == 1 and runs[0].has(t):
            return runs[0]
        near = [run for run in runs if run.has(t)]
        if near:
            run = max(near, key=lambda each: each.starts[0])
            runs.remove(run)
        else:
            run = _Run(self._begin())
            del runs[: len(runs) + 1 - _MOST_RUNS]
        runs.append(run)
        return run

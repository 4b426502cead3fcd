"""One line of the benchmark table: what was measured, against what, and whether it meets its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure with its target."""

    name: str
    value: float
    unit: str
    target: float
    sense: Literal["at most", "at least"] = "at most"
    baseline: float | None = None  # the same thing done the cheapest or the naive way, in the same run
    judged: Literal["value", "ratio"] = "value"

    @property
    def ratio(self) -> float | None:
        """value / baseline."""
        return None if not self.baseline else self.value / self.baseline

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        figure = self.value if self.judged == "value" else self.ratio
        if figure is None:
            return False
        return figure <= self.target if self.sense == "at most" else figure >= self.target

    def record(self) -> dict[str, Any]:
        """As it stands in build/bench.json."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def table(rows: Sequence[Row]) -> str:
    """The rows for a person."""
    lines = [f"{'':58}{'value':>10} {'unit':8}{'baseline':>10}{'ratio':>9}  target"]
    for row in rows:
        baseline = "" if row.baseline is None else f"{row.baseline:.4g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        of = "" if row.judged == "value" else " (ratio)"
        verdict = "met" if row.met else "MISSED"
        lines.append(
            f"{row.name:58}{row.value:>10.4g} {row.unit:8}{baseline:>10}{ratio:>9}  "
            f"{row.sense} {row.target:g}{of}: {verdict}"
        )
    return "\n".join(lines)

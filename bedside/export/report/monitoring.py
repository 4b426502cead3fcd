"""The proof of the monitoring (S10): baseline, worst values, planned against taken, every gap with its cause."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from bedside.export.report.gathered import Gathered
from bedside.export.report.model import MOST_ROWS, Row, Section
from bedside.export.report.tell import Tell, clock, number
from bedside.review.completeness import CONTINUOUS, What
from bedside.review.completeness import Row as Complete
from bedside.vitals.parameters import PARAMETERS, Parameter

_WHATS: Final = {
    What.SPO2: "SpO2",
    What.PR: "PR",
    What.NIBP: "NIBP",
    What.OBSERVATION: "RR and sedation",
    What.RATINGS: "Ratings",
}
_BASELINE: Final = (
    Parameter.SPO2,
    Parameter.PR,
    Parameter.HR,
    Parameter.NIBP_SYS,
    Parameter.NIBP_DIA,
    Parameter.NIBP_MAP,
)
_ALWAYS: Final = (Parameter.SPO2, Parameter.PR, Parameter.NIBP_SYS, Parameter.NIBP_DIA)


def worst_rows(g: Gathered, tell: Tell) -> Iterator[Row]:
    """The lowest saturation, the highest pressure against the baseline, the strongest experience."""
    numbers = g.facts.numbers
    yield Row(cells=(tell.tr("Lowest SpO2"), tell.value(numbers.lowest_spo2, Parameter.SPO2)))
    during = [d for d in g.determinations if d.sys is not None]
    worst = max(during, key=lambda d: d.sys or -math.inf, default=None)
    if worst is None:
        words = tell.tr("not measured")
    else:
        dia = "–" if worst.dia is None else f"{worst.dia:.0f}"
        words = tell.tr("{sys}/{dia} mmHg at {time}", sys=f"{worst.sys:.0f}", dia=dia, time=tell.at(worst.t))
        if numbers.rise_mmhg is not None:
            rise = f"{numbers.rise_mmhg:+.0f}"
            words += ", " + tell.tr("in the infusion {n} mmHg from the baseline at most", n=rise)
    yield Row(cells=(tell.tr("Highest NIBP"), words))
    rated = numbers.highest_dissociation
    words = tell.tr("not rated") if rated is None else tell.tr("{n} of 10 at most", n=rated)
    yield Row(cells=(tell.tr("Dissociation"), words))


def missing_rows(g: Gathered, tell: Tell) -> Iterator[Row]:
    """What was planned and not taken; a sentence where nothing is missing, or where nobody planned."""
    rows = g.facts.completeness
    lacking = [row for row in rows if row.share is not None and row.share < 1.0]
    if not rows:
        yield Row(cells=(tell.tr("Missing"), tell.tr("no phase was entered: nothing tells what was planned")))
        return
    for row in lacking:
        label = tell.tr("Missing, {phase}", phase=tell.phase(row.phase))
        yield Row(cells=(label, f"{tell.tr(_WHATS[row.what])}: {_share(row, tell)}"))
    if not lacking:
        yield Row(cells=(tell.tr("Missing"), tell.tr("nothing that was planned")))


def baseline(g: Gathered, tell: Tell) -> Section:
    """The values before the infusion."""
    rows: list[Row] = []
    found = g.baseline
    if found is not None:
        for parameter in _BASELINE:
            value = found.values.get(parameter)
            if value is None and parameter not in _ALWAYS:
                continue
            words = tell.value(value, parameter)
            short = found.short_of(parameter)
            if value is not None and short is not None:
                words += ", " + tell.tr("measured for {n} s only", n=number(short, 0))
            rows.append(Row(cells=(tell.parameter(parameter), words)))
        words = tell.tr("{n} of the cuff", n=found.readings)
        if not found.complete:
            words += ", " + tell.tr("NOT COMPLETE: two readings at least 2 min apart are a baseline")
        rows.append(Row(cells=(tell.tr("Readings"), words), grave=not found.complete))
    begun = g.infusion is not None and g.infusion.begun
    title = tell.tr("Baseline") if begun else tell.tr("Baseline (no infusion began: values at the end)")
    nothing = tell.tr("No value was measured before the infusion.")
    return Section(key="baseline", title=title, rows=tuple(rows), nothing=nothing)


def completeness(g: Gathered, tell: Tell) -> Section:
    """Planned, taken and the longest gap, for each thing in each phase (PLAN-02)."""
    rows = []
    for row in g.facts.completeness:
        gap = row.longest
        longest = tell.tr("none")
        if gap is not None:
            words = tell.tr("{length} from {time}: {cause}")
            longest = words.format(
                length=clock(gap.seconds), time=tell.at(gap.start_t), cause=tell.cause(gap.cause)
            )
        cells = (tell.phase(row.phase), tell.tr(_WHATS[row.what]), *_amounts(row, tell), longest)
        rows.append(Row(cells=cells))
    return Section(
        key="completeness",
        title=tell.tr("Planned and taken"),
        columns=(
            tell.tr("Phase"),
            tell.tr("What"),
            tell.tr("Planned"),
            tell.tr("Taken"),
            tell.tr("Share"),
            tell.tr("Longest gap and its cause"),
        ),
        rows=tuple(rows),
        nothing=tell.tr("No phase was entered: nothing tells what was planned."),
    )


def _amounts(row: Complete, tell: Tell) -> tuple[str, str, str]:
    continuous = row.what in CONTINUOUS
    taken = clock(row.taken) if continuous else f"{row.taken:.0f}"
    if row.deferred:
        taken += ", " + tell.tr("{n} put off", n=row.deferred)
    if row.planned is None:
        return tell.tr("no protocol says"), taken, "–"
    planned = clock(row.planned) if continuous else f"{row.planned:.0f}"
    return planned, taken, "–" if row.share is None else _percent(row.share)


def _percent(share: float) -> str:
    """A whole number only where it is exact: 99.96 % is not all of it."""
    if share >= 1.0:
        return "100 %"
    return f"{math.floor(share * 1000) / 10:.1f} %"


def _share(row: Complete, tell: Tell) -> str:
    planned, _, share = _amounts(row, tell)
    taken = clock(row.taken) if row.what in CONTINUOUS else f"{row.taken:.0f}"
    words = tell.tr("{taken} of {planned} taken ({share})", taken=taken, planned=planned, share=share)
    return words + (", " + tell.tr("{n} put off", n=row.deferred) if row.deferred else "")


def gaps(g: Gathered, tell: Tell) -> Section:
    """Where there was no value, and why; of very many the longest."""
    found = [gap for gap in g.gaps if not PARAMETERS[gap.parameter].wave]
    shown = sorted(
        sorted(found, key=lambda gap: gap.start_t - gap.end_t)[:MOST_ROWS], key=lambda x: x.start_t
    )
    rows = [
        Row(
            cells=(
                tell.at(gap.start_t),
                clock(gap.end_t - gap.start_t),
                "NIBP" if gap.parameter is Parameter.NIBP_SYS else tell.parameter(gap.parameter),
                tell.cause(gap.cause),
            )
        )
        for gap in shown
    ]
    for start, end in g.interruptions:
        words = tell.tr("bedside was not running: nothing was monitored or recorded")
        rows.append(Row(cells=(tell.at(start), clock(end - start), tell.tr("everything"), words), grave=True))
    return Section(
        key="gaps",
        title=tell.tr("Gaps"),
        columns=(tell.tr("From"), tell.tr("Length"), tell.tr("What"), tell.tr("Cause")),
        rows=tuple(rows),
        nothing=tell.tr("No gap: everything that was measured had a value all the time."),
        recorded=len(found) + len(g.interruptions),
    )

"""The report of a session: what was gathered, said section by section in the order it is read in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from bedside import __version__
from bedside.export.intended_use import INTENDED_USE
from bedside.export.report import alarming, beginning, course, dosing, monitoring
from bedside.export.report.gathered import Gathered
from bedside.export.report.model import Count, Report, Row, Section
from bedside.export.report.tell import Tell
from bedside.vitals.sessions import Mode

SECTIONS: Final[tuple[Callable[[Gathered, Tell], Section], ...]] = (
    beginning.what_it_is,
    beginning.at_a_glance,
    beginning.screening,
    beginning.emergency_start,
    monitoring.baseline,
    dosing.plan,
    dosing.infusion,
    dosing.vials,
    monitoring.completeness,
    monitoring.gaps,
    alarming.statistics,
    alarming.alarms,
    alarming.limits,
    course.ratings,
    course.events,
    course.notes,
    course.discharge,
    course.going_home,
    course.corrections,
    course.others,
)


def report_of(g: Gathered, tell: Tell, *, now: datetime, language: str = "en") -> Report:
    """The report in words.

    Args:
        g: the session, read. tell: in whose language, and whether with identifiers.
        now: when it is written, UTC. language: code of the words' language.
    """
    sections = tuple(make(g, tell) for make in SECTIONS)
    counts = tuple(_counts(g, sections, tell))
    written = tell.tr("Written by bedside {version}.", version=__version__)
    if tell.identifiers:
        words = tell.tr("Written {moment} by bedside {version}.")
        written = words.format(moment=tell.moment(now), version=__version__)
    return Report(
        session=g.opened.session if tell.identifiers else "",
        title=tell.tr("Session report"),
        subtitle=_subtitle(g, tell),
        mode=tell.tr(beginning.SIMULATION) if g.opened.mode is Mode.SIMULATION else "",
        state="" if g.facts.ended else beginning.state_words(g, tell),
        sections=(*sections, _counted(counts, tell)),
        counts=counts,
        written=written,
        intended_use=tell.spoken(INTENDED_USE),
        language=language,
    )


def _subtitle(g: Gathered, tell: Tell) -> str:
    if not tell.identifiers:
        return tell.tr("identifiers removed")
    name = tell.tr("nobody was identified") if g.patient is None else g.patient.label
    return " · ".join((name, tell.moment(g.started_utc), g.opened.session))


def _counts(g: Gathered, sections: Sequence[Section], tell: Tell) -> list[Count]:
    found = [
        Count(
            title=section.title,
            recorded=section.recorded,
            told=len(section.rows) if section.told is None else section.told,
        )
        for section in sections
        if section.recorded is not None
    ]
    cuffs = len(g.determinations)
    return [*found, Count(title=tell.tr("NIBP readings, in the chart"), recorded=cuffs, told=cuffs)]


def _counted(counts: Sequence[Count], tell: Tell) -> Section:
    """What went in and what came out, so that nothing can be lost on the way unseen."""
    rows = tuple(
        Row(cells=(count.title, str(count.recorded), str(count.told)), grave=count.told < count.recorded)
        for count in counts
    )
    return Section(
        key="counts",
        title=tell.tr("What went in and what came out"),
        columns=(tell.tr("Part"), tell.tr("In the record"), tell.tr("In this report")),
        rows=rows,
    )

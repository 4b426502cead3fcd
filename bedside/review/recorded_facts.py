"""The facts of a recorded session, or of one that is still being recorded, up to what was committed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bedside.review.gaps import Gap
from bedside.review.recorded_completeness import completeness_of
from bedside.review.session_facts import SessionFacts, Told, facts_of
from bedside.store.recorded import RecordedSession
from bedside.vitals.commands import NamePatient
from bedside.vitals.parameters import Parameter


def session_facts(
    session: RecordedSession, *, complete: bool, found: Sequence[Gap] | None = None
) -> SessionFacts:
    """What a session came to.

    Args:
        session: of the record.
        complete: with the completeness of its readings and the pump's counter too, which takes far longer than all
            the rest; a course of many sessions does without.
        found: its gaps, by whoever looked for them already.
    """
    closed = session.closed
    entries = session.entries()
    labels = [e.command.label for e in entries if isinstance(e.command, NamePatient) and not e.retracted]
    return facts_of(
        Told(
            id=session.id,
            started_utc=session.opened.started_utc,
            duration_s=session.newest_t if closed is None else closed.t,
            mode=session.opened.mode,
            entries=entries,
            determinations=session.determinations(),
            lowest_spo2=session.lowest(Parameter.SPO2),
            alarms=session.alarm_changes(),
            completeness=completeness_of(session, found) if complete else (),
            pump_volumes=_pump_volumes(session) if complete else (),
            ended=closed is not None,
            end_reason="" if closed is None else closed.reason,
            label=labels[-1] if labels else "",
        )
    )


def _pump_volumes(session: RecordedSession) -> list[tuple[float, float | None]]:
    times, values = session.numbers_between(Parameter.INFUSION_VOLUME, 0.0, session.newest_t)
    return [
        (float(t), None if math.isnan(value) else float(value))
        for t, value in zip(times, values, strict=True)
    ]

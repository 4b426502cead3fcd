"""The completeness of a recorded session, or of one that is still being recorded, up to what was committed."""

from __future__ import annotations

from collections.abc import Sequence

from bedside.review.completeness import Row, Taken, completeness
from bedside.review.gaps import Gap
from bedside.review.recorded_gaps import gaps
from bedside.store.recorded import RecordedSession
from bedside.vitals.readings import NOT_CURRENT, Numeric
from bedside.vitals.records import EntryMade


def completeness_of(session: RecordedSession, found: Sequence[Gap] | None = None) -> tuple[Row, ...]:
    """Every row, in the order of `completeness`.

    Args:
        session: of the record.
        found: its gaps, by whoever looked for them already; None: they are looked for here.
    """
    records = session.clock_records()
    return completeness(
        Taken(
            entries=[record.entry for record in records if isinstance(record, EntryMade)],
            determinations=session.determinations(),
            breaths=[
                record.at
                for record in records
                if not isinstance(record, EntryMade)
                and isinstance(record.reading, Numeric)
                and record.reading.value is not None
                and not record.reading.quality & NOT_CURRENT
            ],
            gaps=gaps(session) if found is None else found,
            measured=session.first_values(),
            until_t=session.duration_s,
        )
    )

"""The alarms of a recorded session, computed again from what was recorded."""

from __future__ import annotations

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.store.recorded import RecordedSession
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.readings import Battery, CuffStatus, Determination, Numeric
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened


def computed_again(session: RecordedSession) -> list[AlarmChange]:
    """What a new engine makes of the session's inputs, up to its end."""
    engine = Engine(default_profile())
    changes: list[AlarmChange] = []
    watched = {until_t: from_t for from_t, until_t in session.interruptions()}
    for record in session.records(waves=False):
        match record:
            case SegmentOpened():
                changes += engine.interrupted(watched[record.t], record.t)
            case ReadingTaken(reading=Numeric() | Determination() | CuffStatus() | Battery() as reading):
                changes += engine.observe(reading, record.at, record.device)
            case EntryMade():
                changes += engine.entered(record.entry, record.at)
            case DeviceChanged():
                changes += engine.linked(record.change, record.at)
    return changes + engine.advance(session.duration_s)

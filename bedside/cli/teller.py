"""What a station sees, in lines: one per bed and second, and every alarm change once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TextIO

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.vitals.alarms import AlarmChange, Kind, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter

MARKS: Final[Mapping[tuple[Kind, Priority], str]] = {
    (Kind.PHYSIOLOGICAL, Priority.HIGH): "***",
    (Kind.PHYSIOLOGICAL, Priority.MEDIUM): "**",
    (Kind.PHYSIOLOGICAL, Priority.LOW): "*",
    (Kind.TECHNICAL, Priority.HIGH): "!!!",
    (Kind.TECHNICAL, Priority.MEDIUM): "!!",
    (Kind.TECHNICAL, Priority.LOW): "!",
}


class Teller:
    """Prints what a station sees: one line of vitals per bed and second, and every alarm change once."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._json = as_json
        self._told: dict[str, int] = {}

    def tell(self, updates: Mapping[int, MonitorUpdate]) -> None:
        """Print the alarm changes that are new, then a line for each bed."""
        self.tell_alarms(updates)
        for bed in sorted(updates):
            print(self._line(updates[bed]), file=self._out, flush=True)

    def tell_alarms(self, updates: Mapping[int, MonitorUpdate]) -> None:
        """Print the alarm changes that are new. Also at the end, so that the last second's are not lost."""
        for bed in sorted(updates):
            self._tell_alarms(updates[bed])

    def _tell_alarms(self, update: MonitorUpdate) -> None:
        if update.session is None:
            return
        told = self._told.get(update.session.id, 0)
        for change in update.alarm_log:
            if change.number > told:
                print(self._alarm(update.bed, change), file=self._out, flush=True)
                self._told[update.session.id] = change.number

    def _alarm(self, bed: int, change: AlarmChange) -> str:
        if self._json:
            return json.dumps(
                {
                    "bed": bed,
                    "alarm": change.code,
                    "change": change.change,
                    "priority": change.priority.name.lower(),
                    "presence": change.presence,
                    "t_s": round(change.t, 3),
                    "value": change.value,
                    "limit": change.limit,
                    "words": change.words,
                }
            )
        against = "" if change.limit is None else f" {_plain(change.value)} against {_plain(change.limit)}"
        mark = MARKS[change.kind, change.priority]
        return (
            f"bed {bed}: {mark} {change.code}{against}, {change.words}: {change.change} at {change.t:.1f} s"
        )

    def _line(self, update: MonitorUpdate) -> str:
        if self._json:
            return json.dumps(_vitals(update))
        if update.session is None:
            why = "; ".join(row.sentence for row in update.devices) or "no device"
            return f"bed {update.bed}: no session: {why}"
        parts = [f"bed {update.bed}", f"{update.now:7.1f} s", update.mode]
        for key in (Parameter.SPO2, Parameter.PR, Parameter.PI):
            state = update.numerics.get(key)
            if state is not None:
                shown = _plain(state.value) if state.age in (Age.VALID, Age.FADED) else "--"
                why = f" ({state.reason})" if state.reason else ""
                parts.append(f"{PARAMETERS[key].name} {shown} {PARAMETERS[key].unit}{why}")
        if update.nibp is not None and update.nibp.last is not None and update.nibp.age is not Age.GONE:
            last = update.nibp.last
            age = round(update.now - last.t)
            parts.append(f"NIBP {_plain(last.sys)}/{_plain(last.dia)} ({_plain(last.map)}) mmHg {age} s ago")
        return "  ".join(parts)


def _plain(value: float | None) -> str:
    return "--" if value is None else f"{value:g}"


def _vitals(update: MonitorUpdate) -> dict[str, Any]:
    numbers = {
        key: {
            "value": state.value if state.age is Age.VALID else None,
            "age": state.age,
            "reason": state.reason,
        }
        for key, state in update.numerics.items()
    }
    last = update.nibp.last if update.nibp is not None else None
    return {
        "bed": update.bed,
        "session": update.session.id if update.session is not None else None,
        "mode": update.mode,
        "t_s": round(update.now, 3),
        "numerics": numbers,
        "nibp": None
        if last is None
        else {"sys": last.sys, "dia": last.dia, "map": last.map, "age_s": round(update.now - last.t, 1)},
        "devices": [
            {"device": row.device, "state": row.state, "sentence": row.sentence} for row in update.devices
        ],
    }

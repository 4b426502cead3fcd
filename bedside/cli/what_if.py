"""`bedside what-if`: a recorded session under another alarm profile."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from bedside import settings
from bedside.alarms import profile_file
from bedside.alarms.profiles import ProfileShelf
from bedside.review.beyond import Beyond
from bedside.review.conditions import Condition
from bedside.review.what_if import WhatIf, counts, of_recorded
from bedside.store.library import Library
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.parameters import PARAMETERS


def run_what_if(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside what-if`: compare the recorded alarms with those of the other profile."""
    other = profile_file.load(args.profile)
    path: Path = args.store or settings.store_path()
    session = Library(path).open(args.session)
    found = of_recorded(session, other, _limits_of(session.opened.profile))
    if args.json:
        document = {
            "session": session.id,
            "recorded_profile": session.opened.profile,
            "other_profile": other.title,
            "values_hold": found.holding.words,
            **_document(found),
        }
        print(json.dumps(document, indent=2, ensure_ascii=False), file=out)
    else:
        print(f"Session {session.id}, {_clock(found.duration_s)}", file=out)
        print(f"recorded under {session.opened.profile}; other profile: {other.title}", file=out)
        print(found.holding.words, file=out)
        _write_words(found, out)
    out.flush()
    return 0


def _limits_of(title: str) -> tuple[LimitView, ...] | None:
    """The limits of the profile with this title; None: there is none any more."""
    found = ProfileShelf(settings.profiles_path()).titled(title)
    return None if found is None else found.limits()


def _document(found: WhatIf) -> dict[str, Any]:
    recorded, other = counts(found.recorded), counts(found.other)
    return {
        "duration_s": round(found.duration_s, 3),
        "alarms": [
            {
                "code": code,
                "priority": priority.name.lower(),
                "recorded": recorded.get((code, priority), 0),
                "other": other.get((code, priority), 0),
            }
            for code, priority in _kinds(found)
        ],
        "recorded_beyond": None
        if found.recorded_beyond is None
        else _beyond_documents(found.recorded_beyond),
        "other_beyond": _beyond_documents(found.other_beyond),
        "saved": [condition.document() for condition in found.saved],
        "missed": [{**condition.document(), "worst": condition.worst} for condition in found.missed],
        "lowered": [
            {**each.recorded.document(), "other_priority": each.other.priority.name.lower()}
            for each in found.lowered
        ],
        "added": [condition.document() for condition in found.added],
        "refused": list(found.refused),
    }


def _beyond_documents(rows: Sequence[Beyond]) -> list[dict[str, Any]]:
    return [
        {
            "parameter": row.limit.parameter,
            "direction": row.limit.direction,
            "priority": row.limit.priority.name.lower(),
            "limit": row.limit.value,
            "seconds": round(row.seconds, 3),
        }
        for row in rows
    ]


def _kinds(found: WhatIf) -> list[tuple[str, Priority]]:
    keys = {*counts(found.recorded), *counts(found.other)}
    return sorted(keys, key=lambda key: (-key[1], key[0]))


def _write_words(found: WhatIf, out: TextIO) -> None:
    recorded, other = counts(found.recorded), counts(found.other)
    print(f"\n{'alarm':16} {'priority':8} {'recorded':>9} {'other':>9}", file=out)
    for code, priority in _kinds(found):
        key = code, priority
        print(f"{code:16} {priority.name.lower():8} {recorded.get(key, 0):9} {other.get(key, 0):9}", file=out)
    print(f"{'together':25} {len(found.recorded):9} {len(found.other):9}", file=out)
    if found.recorded_beyond is None:
        print(
            "\nThe profile of the record is not here, so the time beyond its limits is not known.", file=out
        )
    else:
        _write_beyond("recorded", found.recorded_beyond, out)
    _write_beyond("other", found.other_beyond, out)
    _write_conditions("Alarms saved", found.saved, out)
    _write_conditions("Events missed (patient, high and medium: look at each)", found.missed, out)
    _write_conditions("Lower priority", [each.recorded for each in found.lowered], out)
    _write_conditions("New alarms", found.added, out)
    for sentence in found.refused:
        print(f"\nLimits of the record that the other profile does not allow. {sentence}", file=out)


def _write_beyond(whose: str, rows: Sequence[Beyond], out: TextIO) -> None:
    print(f"\nTime beyond the limits ({whose})", file=out)
    for row in rows:
        if row.seconds and row.limit.value is not None:
            info = PARAMETERS[row.limit.parameter]
            sign = "<" if row.limit.direction == "low" else ">"
            words = f"{info.name} {sign} {row.limit.value:g} {info.unit}"
            print(f"  {words:28} {row.limit.priority.name.lower():8} {row.seconds:9.0f} s", file=out)


def _write_conditions(title: str, rows: Sequence[Condition], out: TextIO) -> None:
    print(f"\n{title}: {len(rows)}", file=out)
    for row in rows:
        ended = "still" if row.cleared_t is None else _clock(row.cleared_t)
        worst = "" if row.worst is None else f"worst {row.worst:g}"
        print(
            f"  {_clock(row.onset_t)} – {ended:8} {row.code:16} {row.priority.name.lower():8} {worst}".rstrip(),
            file=out,
        )


def _clock(t: float) -> str:
    """Session time as h:mm:ss."""
    minutes, whole = divmod(round(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{whole:02d}"

"""`bedside gaps`: where a recorded session has no value, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from bedside import settings
from bedside.review.gaps import Gap
from bedside.review.holding import Holding
from bedside.review.recorded_gaps import gaps
from bedside.store.library import Library
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.records import SegmentOpened


def run_gaps(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside gaps`: every gap of a session with its cause.

    Raises:
        StoreError: there is no such record or session.
    """
    path: Path = args.store or settings.store_path()
    library = Library(path)
    session = library.open(args.session)
    found = gaps(session)
    duration_s = session.duration_s
    holding = Holding.of(session.entries())
    if args.json:
        segments = session.segments
        document = {
            "session": session.id,
            "duration_s": round(duration_s, 3),
            "values_hold": holding.words,
            "gaps": [_document(gap, segments) for gap in found],
        }
        print(json.dumps(document, indent=2, ensure_ascii=False), file=out)
    else:
        print(f"Session {session.id}, {_clock(duration_s)}", file=out)
        print(holding.words, file=out)
        _write_words(found, duration_s, out)
    out.flush()
    return 0


def _document(gap: Gap, segments: Sequence[SegmentOpened]) -> dict[str, Any]:
    return {
        "parameter": gap.parameter,
        "device": gap.device,
        "start_t": round(gap.start_t, 3),
        "end_t": round(gap.end_t, 3),
        "start_utc": _utc(gap.start_t, segments).isoformat(timespec="milliseconds"),
        "kind": gap.kind,
        "cause": gap.cause,
        "sentence": gap.sentence,
    }


def _utc(t: float, segments: Sequence[SegmentOpened]) -> datetime:
    """Wall time of a session time, by the segment it lies in or after."""
    segment = [each for each in segments if each.t <= t][-1:] or list(segments[:1])
    return segment[0].utc + timedelta(seconds=t - segment[0].t)


def _write_words(found: Sequence[Gap], duration_s: float, out: TextIO) -> None:
    if not found:
        print("No gap: everything that was measured had a value all the time.", file=out)
        return
    for _, group in groupby(found, key=_same):
        together = list(group)
        gap = together[0]
        names = ", ".join(_name(each.parameter) for each in together)
        print(
            f"  {_clock(gap.start_t)} – {_clock(gap.end_t)}  {gap.end_t - gap.start_t:6.0f} s  {names} ({gap.device}): "
            f"{gap.cause}",
            file=out,
        )
        if gap.sentence:
            print(f"{'':32}{gap.sentence}", file=out)
    print("\nWithout a value", file=out)
    for parameter in sorted({gap.parameter for gap in found}, key=list(Parameter).index):
        mine = sorted((gap.start_t, gap.end_t) for gap in found if gap.parameter is parameter)
        seconds, until = 0.0, 0.0
        for start_t, end_t in mine:  # two devices, or a failed measurement in a silence, count once
            seconds += max(0.0, end_t - max(start_t, until))
            until = max(until, end_t)
        share = f"{100 * seconds / duration_s:.1f} %" if duration_s > 0 else "–"
        print(f"  {_name(parameter):12} {seconds:7.0f} s  {share:>7}  {len(mine)} gaps", file=out)


def _same(gap: Gap) -> tuple[float, float, str, str, str]:
    return gap.start_t, gap.end_t, gap.device, gap.cause, gap.sentence


def _name(parameter: Parameter) -> str:
    return "NIBP" if parameter is Parameter.NIBP_SYS else PARAMETERS[parameter].name


def _clock(t: float) -> str:
    """Session time as h:mm:ss."""
    minutes, whole = divmod(round(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{whole:02d}"

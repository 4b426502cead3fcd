"""`bedside report`: one recorded session for the care team, as PDF, HTML or CSV."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from pathlib import Path
from typing import Final, TextIO

from bedside import settings
from bedside.alarms.profiles import ProfileShelf
from bedside.cli.listing import running_in
from bedside.cli.stopping import stop_signals
from bedside.clock import SystemClock
from bedside.export.report.gathered import StoppedError
from bedside.export.report.saving import MakePdf, Wanted, Written, write_report
from bedside.store.library import Library
from bedside.vitals.alarms import LimitView

STOPPED: Final = 130  # exit code, as after Ctrl-C


def run_report(args: argparse.Namespace, out: TextIO, pdf: MakePdf | None = None) -> int:
    """`bedside report --session ID --to FILE`; stopped by Ctrl-C or SIGTERM it leaves no file.

    Args:
        args: what was typed. out: where to say what was written.
        pdf: makes PDF files; None: not here.
    Raises:
        BrokenFileError: the file is there, or cannot be written.
        StoreError: there is no such record or session.
    """
    stop = threading.Event()

    def step(share: float) -> None:
        if stop.is_set():
            raise StoppedError
        if args.json:
            print(json.dumps({"done": round(share, 3)}), file=out, flush=True)

    path: Path = args.store or settings.store_path()
    library = Library(path)
    wanted = Wanted(
        session=args.session,
        to=args.to,
        identifiers=not args.remove_identifiers,
        running=args.session in running_in(path, library),
    )
    with stop_signals(stop):
        try:
            written = write_report(
                library, wanted, limits_of=_limits_of, now=SystemClock().utc(), pdf=pdf, step=step
            )
        except StoppedError:
            return STOPPED
    _tell(written, out, as_json=args.json)
    if args.remove_identifiers:
        print("Identifiers are removed. Read it before you give it away.", file=sys.stderr)
    return 0


def _limits_of(title: str) -> tuple[LimitView, ...] | None:
    """The limits of the profile with this title; None: there is none any more."""
    found = ProfileShelf(settings.profiles_path()).titled(title)
    return None if found is None else found.limits()


def _tell(written: Written, out: TextIO, *, as_json: bool) -> None:
    if as_json:
        counts = [{"part": c.title, "recorded": c.recorded, "told": c.told} for c in written.counts]
        document = {"files": [str(file) for file in written.files], "counts": counts}
        print(json.dumps(document, ensure_ascii=False), file=out)
    else:
        for file in written.files:
            print(file, file=out)
        for count in written.counts:
            print(f"  {count.title}: {count.told} of {count.recorded} in the record", file=out)
    out.flush()

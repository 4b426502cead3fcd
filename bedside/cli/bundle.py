"""`bedside bundle`: a file for whoever helps, without patient data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from bedside import settings
from bedside.clock import SystemClock
from bedside.errors import StoreError
from bedside.export.support_bundle import Told, default_name, write_bundle


def run_bundle(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside bundle [FILE.zip]`."""
    clock = SystemClock()
    store: Path = args.store or settings.store_path()
    path: Path = args.file or Path(default_name(clock))
    names, counts = _known_of(store)
    bundle = write_bundle(
        path,
        Told(
            settings=settings.SettingsFile(settings.settings_path()).load(),
            log=settings.log_path(),
            names=names,
            counts=counts,
            captures=store.parent / "captures" if args.captures is True else args.captures,
        ),
        clock,
    )
    without = "" if bundle.captures else ", no patient data"
    print(f"{bundle.path}: {len(bundle.files)} files{without}.", file=out)
    print(f"  Log: {bundle.log_lines} lines; {bundle.left_out} shortened or left out.", file=out)
    if args.captures is not None:
        print(
            f"  With {bundle.captures} raw captures: they hold vital signs of patients. Give the file only to "
            "whoever may see these.",
            file=out,
        )
    print("  For the rows of the Devices screen, make it there while the devices are attached.", file=out)
    return 0


def _known_of(store: Path) -> tuple[set[str], dict[str, int]]:
    """The names in the record, to be taken out wherever they stand, and how much there is."""
    from bedside.store.library import Library  # noqa: PLC0415 - SQLAlchemy takes a while to load

    if not store.exists():
        return set(), {"sessions": 0}
    try:
        library = Library(store)
        sessions, patients = library.sessions(), library.patients.words()
    except StoreError as error:
        print(f"bedside bundle: {error}", file=sys.stderr)
        return set(), {}
    return {session.label for session in sessions} | patients, {
        "sessions": len(sessions),
        "interrupted_sessions": sum(session.interrupted for session in sessions),
        "bytes_of_the_record": store.stat().st_size,
    }

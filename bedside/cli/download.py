"""`bedside download`: what an oximeter has stored in itself, as a table."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import ExitStack
from typing import TextIO

from bedside import registry
from bedside.cli.decode import write_rows
from bedside.cli.stopping import stop_signals
from bedside.clock import SystemClock
from bedside.driver_api import StoredRecord
from bedside.errors import UserFacingError
from bedside.link.fetch import fetch
from bedside.link.serial_port import open_serial


def run_download(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside download`; 0 if the whole record came, 1 if only a part of it.

    Raises:
        UserFacingError: no such driver or port, nothing to fetch, or the file cannot be written.
    """
    driver = registry.load(args.driver)
    if driver.download is None:
        raise UserFacingError(
            f"Nothing can be fetched from a {driver.info.title}: bedside knows no way to ask for stored records."
        )
    if min(args.user, args.record) < 0 or max(args.user, args.record) > 127:
        raise UserFacingError("Users and records are counted from 0 to 127.")
    clock, stop = SystemClock(), threading.Event()
    download = driver.download(args.user, args.record)
    with stop_signals(stop):
        fetch(open_serial(args.port, driver.info.port), download, clock, told=_Bar().show, stop=stop)
    record = download.result
    if record is None:
        raise UserFacingError(download.refusal or "Nothing came from the device: switch it on and try again.")
    readings = record.readings()
    with ExitStack() as files:
        if args.output is not None:
            try:
                out = files.enter_context(args.output.open("x", encoding="utf-8", newline=""))
            except OSError as error:
                raise UserFacingError(
                    f"{args.output} cannot be written ({error.strerror}): choose another file."
                ) from error
        write_rows(readings, out, as_json=args.json)
        out.flush()
    print(f"bedside: {_words(record, readings[-1].t + 1.0 if readings else 0.0)}", file=sys.stderr)
    return 0 if record.complete else 1


def _words(record: StoredRecord, seconds: float) -> str:
    began = "of unknown time" if record.start is None else f"of {record.start:%Y-%m-%d %H:%M:%S} (its clock)"
    whole = "complete" if record.complete else "NOT complete: try again to get the rest"
    return f"record {began}, {seconds:g} s, {whole}."


class _Bar:
    """Says every tenth how far it is, on the screen only."""

    def __init__(self) -> None:
        self._tenth = 0

    def show(self, part: float) -> None:
        tenth = int(part * 10)
        if tenth > self._tenth and sys.stderr.isatty():
            print(f"{tenth * 10} %", file=sys.stderr, flush=True)
        self._tenth = max(self._tenth, tenth)

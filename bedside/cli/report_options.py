"""What the command line says of the report of a session. Light: the parser imports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def add_report_command(commands: Any) -> None:
    """`bedside report`. (argparse's own type of `commands` is private.)"""
    report = commands.add_parser(
        "report",
        help="one recorded session for the care team, as PDF, HTML or CSV",
        description="Writes the report of a session: what was planned, given, measured, alarmed, entered and "
        "corrected, and what is missing. The ending of the file says which format. CSV is a row for each second; "
        "beside it comes FILE-events.csv with everything that happened. A file that is there is not overwritten.",
    )
    report.add_argument("--session", required=True, metavar="ID", help="`bedside sessions` lists them")
    report.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="FILE.pdf, FILE.html or FILE.csv"
    )
    report.add_argument(
        "--remove-identifiers",
        action="store_true",
        help="without names, record number, days and every text that somebody typed; an age as a band of ten years, "
        "times from the beginning of the session",
    )
    report.add_argument(
        "--store", type=Path, metavar="FILE", help="the record (default: in your data folder)"
    )
    report.add_argument("--json", action="store_true", help="one JSON object per step, and one at the end")

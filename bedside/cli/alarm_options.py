"""What the command line says of the commands about alarms, their log and the record. Light: the parser imports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bedside.cli.words import seconds
from bedside.vitals.sessions import Phase


def add_alarm_commands(commands: Any) -> None:
    """What works on alarms and on their log. (argparse's own type of `commands` is private.)"""
    alarms = commands.add_parser(
        "alarms",
        help="what the alarm engine makes of a table of values",
        description="Runs the alarm engine over a table with the columns t_s,parameter,value and prints one row per "
        "alarm condition: code, priority (the highest it had), onset, end (none while it is still so), value at the "
        "onset, limit, episode and the rule that began it. The parameters are those of `bedside decode`; an empty "
        "value is a missing one; systolic, diastolic and mean at one time are one cuff reading; a respiratory rate "
        "counts as a device's. A value holds for the longer of 3 s and 2.5 intervals, also the last one.",
    )
    alarms.add_argument("file", type=Path, metavar="FILE.csv")
    alarms.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="an alarm profile (default: the one that comes with bedside)",
    )
    alarms.add_argument(
        "--phase",
        type=Phase,
        metavar="PHASE",
        help=f"the session's phase from its first line on: {', '.join(Phase)}; from the infusion on the equipment "
        "alarms of a probe that is not there apply",
    )
    alarms.add_argument(
        "--interval",
        dest="interval_s",
        type=seconds,
        metavar="SECONDS",
        help="how often the values are renewed (default: the median spacing of each parameter)",
    )
    alarms.add_argument("--json", action="store_true", help="one JSON object per condition and line")

    what_if = commands.add_parser(
        "what-if",
        help="a recorded session under another alarm profile",
        description="Computes the alarms of a recorded session again under another profile, with the acknowledgements, "
        "pauses and limits of the record, and prints how many alarms of which kind there were and would have been, how "
        "long each limit was passed, which alarms would have been saved and which events missed.",
    )
    what_if.add_argument("session", metavar="SESSION", help="its id: `bedside sessions` lists them")
    what_if.add_argument(
        "--profile", type=Path, required=True, metavar="FILE", help="the other alarm profile"
    )
    what_if.add_argument(
        "--store", type=Path, metavar="FILE", help="the record (default: in your data folder)"
    )
    what_if.add_argument("--json", action="store_true", help="one JSON document")

    gaps = commands.add_parser(
        "gaps",
        help="where a recorded session has no value, and why",
        description="Prints every stretch of a recorded session without a value of something a device measured, with "
        "its cause: unplugged, silent, not readable, the probe off, the cuff failed, bedside not running, …",
    )
    gaps.add_argument("session", metavar="SESSION", help="its id: `bedside sessions` lists them")
    gaps.add_argument("--store", type=Path, metavar="FILE", help="the record (default: in your data folder)")
    gaps.add_argument("--json", action="store_true", help="one JSON document")

    verify = commands.add_parser("verify", help="prove that the log of alarms and acts is as it was written")
    verify.add_argument("--store", type=Path, metavar="FILE")
    verify.add_argument("--noted", default="", metavar="HEAD", help="what an earlier run told you to note")
    verify.add_argument("--json", action="store_true")

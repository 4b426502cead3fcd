"""`bedside alarms`: what the alarm engine makes of a plain table of values."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bedside import settings
from bedside.alarms import profile_file
from bedside.errors import BrokenFileError
from bedside.review.conditions import Condition, conditions
from bedside.review.holding import USUAL
from bedside.review.value_table import ValueTable, alarms_of, read_table


def run_alarms(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside alarms`: one row per alarm condition, in order of their onsets."""
    limits = profile_file.default_profile() if args.profile is None else profile_file.load(args.profile)
    ages = settings.SettingsFile(settings.settings_path()).load().ages
    if ages.numeric_valid_s != USUAL.numeric_valid_s:
        print(
            f"bedside: a device's value holds for at least {ages.numeric_valid_s:g} s, "
            f"as in the settings of this station (usual: {USUAL.numeric_valid_s:g} s).",
            file=sys.stderr,
        )
    table = _table(args.file)
    found = conditions(alarms_of(table, limits, phase=args.phase, interval_s=args.interval_s, ages=ages))
    if args.json:
        for condition in found:
            print(json.dumps(condition.document(), ensure_ascii=False), file=out)
    else:
        _write_words(found, limits.title, out)
    out.flush()  # a reader that has gone (head) is noticed here and not at the interpreter's end
    return 0


def _table(file: Path) -> ValueTable:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return read_table(stream, str(file))
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenFileError(
            f"{file} is no text: give a table with the columns t_s,parameter,value."
        ) from error


def _write_words(found: Sequence[Condition], title: str, out: TextIO) -> None:
    if not found:
        print(f"No alarm with {title}.", file=out)
        return
    print(
        f"{'code':14} {'priority':8} {'onset_s':>10} {'cleared_s':>10} {'value':>7} {'limit':>7} {'episode':>7}"
        "  rule",
        file=out,
    )
    for condition in found:
        row = condition.document()
        print(
            f"{row['code']:14} {row['priority']:8} {_cell(row['onset_s']):>10} {_cell(row['cleared_s']):>10} "
            f"{_cell(row['value']):>7} {_cell(row['limit']):>7} {row['episode_id']:>7}  {row['rule']}",
            file=out,
        )


def _cell(number: float | None) -> str:
    return "–" if number is None else f"{number:.10g}"

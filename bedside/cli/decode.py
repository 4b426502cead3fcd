"""`bedside decode`: hold a driver against a capture or a plain byte file."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from bedside import registry
from bedside.link import playback
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `bedside decode`."""

    t_s: float
    parameter: Parameter
    value: float | None
    flags: Quality

    def cells(self) -> list[str]:
        """The line as the CSV has it; an empty value is a missing one."""
        value = "" if self.value is None else f"{self.value:g}"
        unit = PARAMETERS[self.parameter].unit
        return [
            f"{self.t_s:.6g}" if self.t_s else "0",
            self.parameter,
            value,
            unit,
            " ".join(self.flags.words()),
        ]


def rows_of(reading: Reading) -> Iterator[Row]:
    """The rows of one reading: one per numeric, one per wave sample."""
    match reading:
        case Numeric():
            yield Row(reading.t, reading.parameter, reading.value, reading.quality)
        case Determination():
            for numeric in reading.numerics():
                yield Row(numeric.t, numeric.parameter, numeric.value, numeric.quality)
        case Wave():
            for n, (sample, quality) in enumerate(zip(reading.samples, reading.quality, strict=True)):
                yield Row(reading.t + n / reading.rate_hz, reading.parameter, sample, quality)


def run_decode(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside decode`: hold a driver against a capture."""
    driver = registry.load(args.driver)
    rows = (row for reading in playback.decode_file(driver, args.file) for row in rows_of(reading))
    if args.json:
        for row in rows:
            document = {
                "t_s": round(row.t_s, 6),
                "parameter": row.parameter,
                "value": row.value,
                "unit": PARAMETERS[row.parameter].unit,
                "flags": row.flags.words(),
            }
            print(json.dumps(document), file=out)
        return 0
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["t_s", "parameter", "value", "unit", "flags"])
    writer.writerows(row.cells() for row in rows)
    return 0

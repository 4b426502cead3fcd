"""`bedside decode`: hold a driver against a capture or a plain byte file."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from bedside import registry
from bedside.link import playback
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import CuffStatus, Determination, Numeric, Quality, Reading, Wave


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
            f"{self.t_s:.6f}".rstrip("0").rstrip("."),
            self.parameter,
            value,
            unit,
            " ".join(self.flags.words()),
        ]


def rows_of(reading: Reading) -> Iterator[Row]:
    """The rows of one reading: one per numeric, one per wave sample, one per cuff pressure."""
    match reading:
        case Numeric():
            yield Row(reading.t, reading.parameter, reading.value, reading.quality)
        case Determination():
            for numeric in reading.numerics():
                yield Row(numeric.t, numeric.parameter, numeric.value, numeric.quality)
        case CuffStatus(pressure_mmhg=float(pressure)):
            yield Row(reading.t, Parameter.CUFF, pressure, Quality.NONE)
        case Wave():
            for n, (sample, quality) in enumerate(zip(reading.samples, reading.quality, strict=True)):
                yield Row(reading.t + n / reading.rate_hz, reading.parameter, sample, quality)


def run_decode(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside decode`: hold a driver against a capture."""
    driver = registry.load(args.driver)
    readings = playback.decode_file(driver, args.file)
    written = write_rows(readings, out, as_json=args.json)
    out.flush()  # a reader that has gone (head) is noticed here and not at the interpreter's end
    if not written:
        print(
            f"bedside: nothing in {args.file} is a reading of the {driver.info.title}: try another driver.",
            file=sys.stderr,
        )
    return 0


def write_rows(readings: Iterable[Reading], out: TextIO, *, as_json: bool) -> int:
    """Write the table of `bedside decode`; the number of rows."""
    return _write_json(readings, out) if as_json else _write_csv(readings, out)


def _write_csv(readings: Iterable[Reading], out: TextIO) -> int:
    """Write the table; the number of rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["t_s", "parameter", "value", "unit", "flags"])
    written = 0
    for reading in readings:
        for row in rows_of(reading):
            writer.writerow(row.cells())
            written += 1
    return written


def _write_json(readings: Iterable[Reading], out: TextIO) -> int:
    """Write one object per row; the number of rows."""
    written = 0
    for reading in readings:
        for row in rows_of(reading):
            document = {
                "t_s": round(row.t_s, 6),
                "parameter": row.parameter,
                "value": row.value,
                "unit": PARAMETERS[row.parameter].unit,
                "flags": row.flags.words(),
            }
            print(json.dumps(document), file=out)
            written += 1
    return written

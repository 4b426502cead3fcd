"""Captures, and shorthands of the driver tests; both ends on one wire come from the driver kit."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from bedside.driver_kit.wire import Wire, of_type, order, read_all
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading, Wave

__all__ = ["Wire", "capture", "numbers", "of_type", "order", "read_all", "samples", "table"]

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"


def capture(name: str) -> bytes:
    """Bytes of a published capture; skips the test where the captures are not beside the checkout."""
    path = CAPTURES / name
    if not path.exists():
        pytest.skip(f"the capture {name} is not beside this checkout")
    return path.read_bytes()


def table(name: str) -> list[dict[str, str]]:
    """Rows of a capture's expected values."""
    return list(csv.DictReader(capture(name).decode().splitlines()))


def samples(readings: Iterable[Reading]) -> list[int | None]:
    return [sample for reading in readings if isinstance(reading, Wave) for sample in reading.samples]


def numbers(readings: Iterable[Reading], parameter: Parameter) -> list[float | None]:
    return [r.value for r in readings if isinstance(r, Numeric) and r.parameter is parameter]

"""Real numerics of intensive-care patients, when the recordings lie beside the checkout."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from alarm_stream import PROFILE, numeric

from bedside.alarms.engine import Engine
from bedside.vitals.alarms import AlarmChange, Change, Direction
from bedside.vitals.parameters import Parameter

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "recordings" / "bidmc"
FILES = sorted(FOLDER.glob("*_Numerics.csv"))
COLUMNS = {"SpO2": Parameter.SPO2, "PULSE": Parameter.PR, "RESP": Parameter.RR}
Values = dict[Parameter, dict[float, float | None]]

pytestmark = pytest.mark.skipif(not FILES, reason="the recordings are not beside the checkout")


def run(file: Path) -> tuple[Values, list[AlarmChange]]:
    engine = Engine(PROFILE, {Parameter.RR: 1.0})
    values: Values = {parameter: {} for parameter in COLUMNS.values()}
    changes: list[AlarmChange] = []
    t = 0.0
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, skipinitialspace=True):
            t = float(row["Time [s]"])
            for column, parameter in COLUMNS.items():
                number = float(row[column] or "nan")
                values[parameter][t] = value = None if math.isnan(number) else number
                changes += engine.observe(numeric(parameter, t, value), t)
    return values, changes + engine.advance(t + 60)


@pytest.mark.req("ALM-20", "ALM-22")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_alarm_of_a_real_patient_is_explained(file: Path) -> None:
    values, changes = run(file)
    for onset in (c for c in changes if c.change is Change.ONSET):
        assert onset.parameter is not None
        assert onset.limit is not None
        known = values[onset.parameter]
        before = max(
            t for t in known if t < onset.t
        )  # what held until the deadline counts, then the new value
        assert onset.t - before <= 3.0
        value = known[before] if onset.value != known.get(onset.t) else known[onset.t]
        assert value is not None, f"begun on a missing value: {onset}"
        assert value == onset.value
        assert value < onset.limit if onset.direction is Direction.LOW else value > onset.limit
        assert onset.rule


@pytest.mark.req("ALM-20")
def test_a_saturation_that_hugs_the_limit_is_no_alarm() -> None:
    values, changes = run(FOLDER / "bidmc_04_Numerics.csv")
    assert min(v for v in values[Parameter.SPO2].values() if v is not None) == 92
    assert changes == []

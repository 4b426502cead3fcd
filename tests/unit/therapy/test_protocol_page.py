"""docs/protocols.md says what the program does: its example is read, its tables are the bounds."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from bedside.therapy.protocol_bounds import BOUNDS
from bedside.therapy.protocol_file import default_protocol, parse
from bedside.vitals.protocol import (
    Choice,
    DischargeRules,
    DoseCautions,
    GateItem,
    Intervals,
    MedicineReminder,
    Protocol,
    SiteRule,
    StartLimits,
)

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "protocols.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_is_a_protocol_that_holds() -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    example = parse(tomllib.loads(found[1]), "the example")
    assert (example.key, example.discharge.minutes_since_stop, example.ratings.recovery) == (
        "evening",
        90,
        None,
    )
    assert example.cautions == default_protocol().cautions


@pytest.mark.parametrize(
    "kind",
    [
        Protocol,
        Intervals,
        StartLimits,
        DoseCautions,
        GateItem,
        MedicineReminder,
        Choice,
        DischargeRules,
        SiteRule,
    ],
    ids=lambda kind: kind.__name__,
)
def test_every_line_of_a_file_is_on_the_page(kind: type) -> None:
    missing = [f.name for f in dataclasses.fields(kind) if not re.search(rf"[`\[.]{f.name}[`\]]", PAGE)]
    assert not missing


@pytest.mark.parametrize("place", BOUNDS)
def test_the_bounds_on_the_page_are_those_of_the_program(place: str) -> None:
    low, high = BOUNDS[place]
    *table, name = place.split(".")
    inside = PAGE.split(f"### `[{table[0]}]`")[1].split("###")[0] if table else PAGE
    rows = [line for line in inside.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert any(f"{low:g} to {high:g}" in row for row in rows), rows

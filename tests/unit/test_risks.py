"""docs/risks.md: every hazard has a control, and every control a test that exists."""

from __future__ import annotations

import re

from tests.helpers import trace

RISKS = (trace.CHECKOUT / "docs" / "risks.md").read_text(encoding="utf-8")
HAZARDS = re.split(r"^## ", RISKS, flags=re.MULTILINE)[1:]


def test_every_hazard_has_a_cause_a_control_and_a_test() -> None:
    assert len(HAZARDS) >= 12
    for hazard in HAZARDS:
        for part in ("**Cause.**", "**Control.**", "**Tests.**"):
            assert part in hazard, f"{hazard.splitlines()[0]}: no {part}"
        assert "`tests/" in hazard.partition("**Tests.**")[2], f"{hazard.splitlines()[0]}: no test"


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", RISKS))
    assert named - trace.names_of_tests() == set()


def test_every_requirement_that_is_named_is_written_down() -> None:
    named = set(re.findall(r"\b(?:[A-Z]+-\d+|T-[A-Z0-9]+(?:-[A-Z]+)?)\b", RISKS))
    assert named
    assert named - set(trace.requirements()) == set()

"""Who works here is said once per shift, by name and role, and counts for that shift."""

from __future__ import annotations

import pytest

from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.shift import Shift
from bedside.settings import Operator
from bedside.vitals.sessions import PROGRAM, UNNAMED, Actor, Role


@pytest.mark.req("ALM-31")
def test_the_operator_counts_for_one_shift_and_over_a_restart() -> None:
    clock = ManualClock()
    shift = Shift(None, clock)
    assert shift.operator() is None
    stored = shift.begin(Actor(name="  A.  Moreno ", role=Role.NURSE, verified=True))
    assert shift.operator() == Actor(name="A. Moreno", role=Role.NURSE, verified=False)
    clock.advance(11 * 3600)
    assert Shift(stored, clock).operator() == shift.operator()
    clock.advance(2 * 3600)
    assert Shift(stored, clock).operator() is None
    assert shift.operator() is None


@pytest.mark.parametrize(
    "wrong", [Actor(name=" ", role=Role.NURSE), UNNAMED, Actor(name="x" * 61, role=Role.NURSE), PROGRAM]
)
def test_nobody_is_no_operator(wrong: Actor) -> None:
    with pytest.raises(RefusedError):
        Shift(None, ManualClock()).begin(wrong)


def test_a_stored_operator_that_makes_no_sense_is_nobody() -> None:
    for stored in (
        Operator(name="x", role="king", since_utc="2026-01-01T00:00:00+00:00"),
        Operator(name="x", role="nurse", since_utc="noon"),
        Operator(name="x", role="nurse", since_utc="2026-01-01T00:00:00"),  # of which zone?
    ):
        assert Shift(stored, ManualClock()).operator() is None

"""Near to a limit: information only."""

from __future__ import annotations

import pytest
from alarm_stream import PROFILE

from bedside.alarms.limits import edited
from bedside.alarms.prealarm import approaching
from bedside.vitals.alarms import Direction
from bedside.vitals.commands import LimitEdit
from bedside.vitals.parameters import Parameter

P = Parameter


@pytest.mark.req("ALM-63")
@pytest.mark.parametrize(
    ("parameter", "outside", "inside", "direction"),
    [
        (P.SPO2, 95, 94, Direction.LOW),
        (P.PR, 109, 110, Direction.HIGH),
        (P.NIBP_SYS, 149, 150, Direction.HIGH),
        (P.NIBP_DIA, 94, 95, Direction.HIGH),
    ],
)
def test_a_value_within_its_band_approaches_the_limit(
    parameter: Parameter, outside: float, inside: float, direction: Direction
) -> None:
    limits = PROFILE.limits()
    assert approaching(parameter, outside, limits) is None
    assert approaching(parameter, inside, limits) is direction


@pytest.mark.req("ALM-63")
def test_beyond_the_limit_it_is_still_said() -> None:
    assert approaching(P.SPO2, 85, PROFILE.limits()) is Direction.LOW
    assert approaching(P.NIBP_SYS, 190, PROFILE.limits()) is Direction.HIGH


@pytest.mark.req("ALM-63")
def test_what_has_no_band_or_no_value_approaches_nothing() -> None:
    assert approaching(P.RR, 24, PROFILE.limits()) is None
    assert approaching(P.NIBP_MAP, 119, PROFILE.limits()) is None
    assert approaching(P.SPO2, None, PROFILE.limits()) is None
    assert approaching(P.SPO2, 90, ()) is None


@pytest.mark.req("ALM-63")
def test_it_follows_edited_limits_and_falls_back_to_the_high_one() -> None:
    lower = edited(PROFILE, [LimitEdit(parameter=P.SPO2, cell="med_low", value=90)])
    assert approaching(P.SPO2, 93, lower.limits()) is None
    assert approaching(P.SPO2, 92, lower.limits()) is Direction.LOW
    off = edited(PROFILE, [LimitEdit(parameter=P.SPO2, cell="med_low", value=None)])
    assert approaching(P.SPO2, 91, off.limits()) is None
    assert approaching(P.SPO2, 90, off.limits()) is Direction.LOW

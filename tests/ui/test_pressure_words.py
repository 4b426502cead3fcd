"""Sentences of lower layers with pressures in them, in the unit of the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bedside.ui.pressure_words import told_in
from bedside.ui.spoken import use_decimal_mark
from bedside.vitals.display import DecimalMark, PressureUnit

KPA, MMHG = PressureUnit.KPA, PressureUnit.MMHG


@pytest.fixture(autouse=True)
def point_again() -> Iterator[None]:
    yield
    use_decimal_mark(DecimalMark.POINT)


@pytest.mark.parametrize(
    ("sentence", "said"),
    (
        ("134/83 mmHg, +2 % and −3 %", "17.9/11.1 kPa, +2 % and −3 %"),
        ("The cuff pressure passed 300 mmHg", "The cuff pressure passed 40.0 kPa"),
        ("EtCO2 and pulse 88 /min are no pressures", "EtCO2 and pulse 88 /min are no pressures"),
    ),
)
def test_each_pressure_is_told_in_kpa_and_nothing_else_changes(sentence: str, said: str) -> None:
    assert told_in(KPA, sentence) == said
    assert told_in(MMHG, sentence) == sentence


def test_a_value_just_beyond_its_limit_never_looks_like_the_limit() -> None:
    said = told_in(KPA, "systolic 160.25 mmHg, 0.25 mmHg above the limit (site: under 160 mmHg)")
    assert said == "systolic 21.36 kPa, 0.03 kPa above the limit (site: under 21.33 kPa)"
    at_it = told_in(KPA, "systolic 160 mmHg, at the limit (site: under 160 mmHg)")
    assert at_it == "systolic 21.3 kPa, at the limit (site: under 21.3 kPa)"


def test_the_mark_is_that_of_the_screen() -> None:
    use_decimal_mark(DecimalMark.COMMA)
    assert told_in(KPA, "134/83 mmHg") == "17,9/11,1 kPa"
    assert told_in(MMHG, "systolic 150.5 mmHg") == "systolic 150,5 mmHg"

"""Ideal weight and body mass index; without what they need there is none, and the reason is said."""

from __future__ import annotations

import pytest

from bedside.therapy.ideal_weight import body_mass_index, ideal_weight
from bedside.vitals.patients import Sex


@pytest.mark.parametrize(
    ("sex", "height", "kg"),
    [
        (Sex.MALE, 152.4, 50.0),
        (Sex.FEMALE, 152.4, 45.5),
        (Sex.MALE, 177.8, 73.0),  # 70 in
        (Sex.FEMALE, 165.1, 57.0),  # 65 in
    ],
)
def test_devine(sex: Sex, height: float, kg: float) -> None:
    found = ideal_weight(sex, height)
    assert found.kg == pytest.approx(kg)
    assert found.reason == ""


@pytest.mark.parametrize(
    ("sex", "height", "word"),
    [
        (Sex.NOT_SAID, 170.0, "sex"),
        (Sex.MALE, None, "height"),
        (Sex.MALE, 152.3, "below 152.4"),
        (Sex.FEMALE, 1700.0, "cannot be meant"),
        (Sex.FEMALE, float("nan"), "cannot be meant"),
        (Sex.FEMALE, -170.0, "cannot be meant"),
    ],
)
def test_without_sex_or_height_there_is_none_and_a_reason(sex: Sex, height: float | None, word: str) -> None:
    found = ideal_weight(sex, height)
    assert found.kg is None
    assert word in found.reason


def test_body_mass_index() -> None:
    assert body_mass_index(70.0, 175.0) == pytest.approx(22.857, abs=0.001)
    assert body_mass_index(None, 175.0) is None
    assert body_mass_index(70.0, None) is None
    assert body_mass_index(70.0, 0.0) is None

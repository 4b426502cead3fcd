"""One clock for everything that flashes (ALM-02)."""

from __future__ import annotations

import itertools

import pytest

from bedside.ui.flash import flash, phase
from bedside.vitals.alarms import Priority


@pytest.mark.req("ALM-02")
@pytest.mark.parametrize(("priority", "hz"), ((Priority.HIGH, 2.0), (Priority.MEDIUM, 0.5)))
def test_flash_has_its_rate_and_half_duty(priority: Priority, hz: float) -> None:
    samples = [flash(priority, 1000 + n / 100) for n in range(2000)]
    onsets = [n / 100 for n, (a, b) in enumerate(itertools.pairwise(samples)) if not a and b]
    measured = (len(onsets) - 1) / (onsets[-1] - onsets[0])
    assert measured == pytest.approx(hz, rel=0.02)
    assert 0.48 <= sum(samples) / len(samples) <= 0.52


def test_low_is_steady_and_high_never_flashes_three_times_a_second() -> None:
    assert all(flash(Priority.LOW, n / 100) for n in range(500))
    for start in range(0, 500, 7):
        lit = [flash(Priority.HIGH, start / 100 + n / 100) for n in range(100)]
        assert sum(not a and b for a, b in itertools.pairwise(lit)) < 3


def test_phase_is_what_all_widgets_share() -> None:
    assert phase(0.1) == (True, True)
    assert phase(0.3) == (False, True)
    assert phase(1.1) == (True, False)

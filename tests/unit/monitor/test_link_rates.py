"""Bytes per second, loss and delay of a device."""

from __future__ import annotations

import pytest

from bedside.monitor.link_rates import SECONDS, LinkRates
from bedside.vitals.devices import LinkCounters


def came(rates: LinkRates, t: float, total: int, *, thrown: int = 0, late_s: float = 0.0) -> None:
    rates.arrived(t, LinkCounters(bytes_in=total, thrown_bytes=thrown), t + late_s)


def test_bytes_are_counted_by_whole_seconds_with_zeros_where_nothing_came() -> None:
    rates = LinkRates()
    came(rates, 100.2, 10)
    came(rates, 100.9, 30)
    came(rates, 103.1, 35)
    rates.count(0, 105.0)
    assert rates.bytes_per_s == (30, 0, 0, 5, 0)


def test_the_second_that_runs_is_not_shown_yet() -> None:
    rates = LinkRates()
    came(rates, 100.2, 10)
    assert rates.bytes_per_s == ()


def test_it_looks_back_a_minute_and_no_further() -> None:
    rates = LinkRates()
    for second in range(200):
        came(rates, 100.0 + second, 7 * (second + 1))
    assert rates.bytes_per_s == (7,) * SECONDS
    rates.count(0, 100.0 + 10_000)
    assert rates.bytes_per_s == (0,) * SECONDS


def test_loss_is_the_part_of_the_last_minute_that_was_thrown_away() -> None:
    rates = LinkRates()
    assert rates.loss is None
    came(rates, 100.0, 200)
    assert rates.loss == 0.0
    came(rates, 101.0, 400, thrown=12)
    assert rates.loss == pytest.approx(0.03)
    rates.count(0, 170.0)
    assert rates.loss is None


def test_a_loss_that_the_protocol_does_not_count_is_not_told_as_none() -> None:
    rates = LinkRates()
    rates.arrived(100.0, LinkCounters(bytes_in=200, bad_frames=1), 100.0)
    assert rates.loss is None


def test_the_delay_is_the_median_of_the_newest_and_goes_when_nothing_comes() -> None:
    rates = LinkRates()
    assert rates.delay_s(100.0) is None
    for number, late_s in enumerate((0.01, 0.02, 3.0)):
        came(rates, 100.0 + number, number, late_s=late_s)
    assert rates.delay_s(103.0) == pytest.approx(0.02)
    assert rates.delay_s(113.0) is None


def test_frames_per_second_are_counted_over_two_seconds() -> None:
    rates = LinkRates()
    assert rates.frames_per_s is None
    for quarter in range(40):
        rates.count(quarter * 15, 100.0 + quarter / 4)
    assert rates.frames_per_s == pytest.approx(60.0)

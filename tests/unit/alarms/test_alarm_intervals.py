"""How long a value holds follows the device that gave it, as its link says."""

from __future__ import annotations

import pytest
from alarm_stream import DEVICE, Bed

from bedside.vitals.alarms import Change
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter


def linked(interval_s: float | None) -> Bed:
    """A bed whose device renews its numbers that often."""
    bed = Bed()
    change = DeviceChange(
        t=0.0, device=DEVICE, state=LinkState.MEASURING, sentence="Measuring.", interval_s=interval_s
    )
    bed.changes += bed.engine.linked(change, 0.0)
    return bed


@pytest.mark.req("ALM-22")
@pytest.mark.parametrize(("every_s", "holds_s"), [(1.0, 3.0), (2.0, 5.0), (4.0, 10.0), (10.0, 25.0)])
def test_a_value_holds_for_2_5_intervals_of_its_own_device(every_s: float, holds_s: float) -> None:
    bed = linked(every_s)
    bed.value(1.0, 89.0, device=DEVICE)  # one value; SpO2 < 92 has to last for 10 s
    bed.advance(100.0)
    assert [c.t for c in bed.onsets("SPO2-LOW")] == ([11.0] if holds_s >= 10.0 else [])


def test_a_slow_device_alarms_as_soon_as_a_fast_one() -> None:
    slow, fast = linked(4.0), linked(1.0)
    for t in range(0, 20, 4):
        slow.value(float(t), 87.0, device=DEVICE)
    fast.hold(0, 20, 87.0, device=DEVICE)
    assert [(c.t, c.code) for c in slow.onsets()] == [(c.t, c.code) for c in fast.onsets()]


@pytest.mark.req("ALM-22")
def test_a_respiratory_rate_of_a_device_waits_and_goes_missing_like_any_other_number() -> None:
    bed = linked(2.0)
    for t in range(0, 30, 2):
        bed.value(float(t), 6.0, Parameter.RR, device=DEVICE)
    (onset,) = bed.onsets()
    assert (onset.t, onset.rule) == (15.0, "RR < 8 for 15 s")
    bed.value(30.0, 14.0, Parameter.RR, device=DEVICE)
    bed.advance(60.0)
    assert bed.told(Change.CLEARED) == [(30.0, onset.code)]


def test_a_respiratory_rate_that_no_device_gave_counts_at_once_and_stays() -> None:
    bed = linked(2.0)
    bed.value(5.0, 6.0, Parameter.RR)
    assert [c.t for c in bed.onsets()] == [5.0]
    bed.advance(600.0)
    assert bed.told(Change.CLEARED) == []

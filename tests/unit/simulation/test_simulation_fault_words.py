"""A fault as a person types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.errors import RefusedError
from bedside.simulation.fault_words import example, fault_text, read_fault
from bedside.simulation.faults import AMOUNTS, Fault, FaultKind


@pytest.mark.parametrize(
    ("text", "start_s", "end_s", "amount"),
    [
        ("unplug:10s-20s", 10.0, 20.0, 0.0),
        ("silence:1min-2min", 60.0, 120.0, 0.0),
        ("held:0-1h", 0.0, 3600.0, 0.0),
        ("noise:1m-90s:0.02", 60.0, 90.0, 0.02),
        ("baud_mismatch:5-:4800", 5.0, None, 4800.0),
        ("stuck:10s-20s:1.5", 10.0, 20.0, 1.5),
        ("stuck:10s-20s", 10.0, 20.0, 0.0),
        ("flood: .5s - 2 min :100", 0.5, 120.0, 100.0),
    ],
)
def test_a_fault_is_its_kind_its_times_and_its_amount(
    text: str, start_s: float, end_s: float | None, amount: float
) -> None:
    kind = text.partition(":")[0]
    assert read_fault(text) == Fault(kind=kind, start_s=start_s, end_s=end_s, amount=amount)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gremlins:1s-2s", "is no fault: choose one of unplug, silence"),
        ("", "is no fault"),
        ("unplug", "has no times: write it as unplug:10s-20s"),
        ("unplug:10s", "has no times"),
        ("unplug:-20s", "has no times"),
        ("noise:1s-2s", "share of the bytes, above 0 up to 1 (noise:10s-20s:0.1)"),
        ("noise:1s-2s:7", "share of the bytes"),
        ("noise:1s-2s:much", "has the amount 'much': write a number"),
        ("noise:1s-2s:nan", "write a number"),
        ("unplug:1s-2s:3", "has no amount: write it as unplug:10s-20s"),
        ("silence:20s-10s", "ends before it starts"),
        ("silence:1fortnight-2s", "the time '1fortnight': write 10s, 1min or 1h"),
        ("silence:1s-2parsec", "write 10s, 1min or 1h"),
        ("silence:1e9h-", "write 10s, 1min or 1h"),
        ("silence:9999999h-", "write 10s, 1min or 1h"),
    ],
)
def test_what_is_no_fault_is_refused_with_how_to_write_it(text: str, says: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_fault(text)
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", FaultKind)
def test_the_example_of_every_kind_is_a_fault(kind: FaultKind) -> None:
    assert read_fault(example(kind)).kind == kind


@given(
    st.sampled_from(list(FaultKind)),
    st.integers(0, 10**6),
    st.none() | st.integers(0, 10**6),
    st.integers(1, 10**6),
)
def test_what_is_written_is_read_back(
    kind: FaultKind, start: int, lasts: int | None, millionths: int
) -> None:
    amount = millionths / (1e3 if kind is FaultKind.BAUD_MISMATCH else 1e6)
    if kind is FaultKind.BAUD_MISMATCH:
        amount += 1.0
    fault = Fault(
        kind=kind,
        start_s=start / 1000,
        end_s=None if lasts is None else (start + lasts) / 1000,
        amount=round(amount, 6) if kind in AMOUNTS else 0.0,
    )
    assert read_fault(fault_text(fault)) == fault

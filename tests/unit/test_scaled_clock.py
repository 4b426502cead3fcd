"""Simulated time: faster by a factor, and never ahead of whoever works by it."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.clock import Clock, ManualClock, ScaledClock, SystemClock
from bedside.paced_clock import PATIENCE_S, SOON_S, PacedClock
from tests.helpers.turning import Worker

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SLACK_S = 0.1


@pytest.fixture
def base() -> ManualClock:
    return ManualClock(1000.0, START)


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker("a reader")
    yield one
    one.end()


def paced(base: Clock) -> PacedClock:
    return PacedClock(base, 60.0, slack_s=SLACK_S)


@pytest.mark.parametrize("kind", [ScaledClock, PacedClock])
def test_an_hour_goes_by_in_a_minute_on_both_clocks(base: ManualClock, kind: type[ScaledClock]) -> None:
    clock = kind(base, 60.0)
    assert (clock.now(), clock.utc()) == (1000.0, START)
    base.advance(60.0)
    assert clock.now() == pytest.approx(1000.0 + 3600.0)
    assert clock.utc() == START + timedelta(hours=1)


def test_it_counts_from_the_moment_it_was_made(base: ManualClock) -> None:
    base.advance(500.0)
    clock = ScaledClock(base, 20.0)
    assert clock.now() == base.now()
    base.advance(1.0)
    assert clock.now() == pytest.approx(1500.0 + 20.0)
    assert clock.utc() == START + timedelta(seconds=520)


def test_it_may_also_be_slower(base: ManualClock) -> None:
    clock = ScaledClock(base, 0.5)
    base.advance(10.0)
    assert clock.now() == pytest.approx(1005.0)
    assert clock.real_s(5.0) == 10.0


@pytest.mark.parametrize("factor", [0.0, -1.0, math.inf, math.nan])
def test_a_factor_that_is_none_is_refused(base: ManualClock, factor: float) -> None:
    with pytest.raises(ValueError, match="factor above 0"):
        ScaledClock(base, factor)


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock()])
def test_a_wait_on_an_ordinary_clock_is_as_long_as_it_says(clock: Clock) -> None:
    assert clock.real_s(2.5) == 2.5
    assert clock.real_s(None) is None


def test_a_wait_is_shorter_by_the_factor_and_no_end_stays_none(base: ManualClock) -> None:
    clock = ScaledClock(base, 60.0)
    assert clock.real_s(30.0) == 0.5
    assert clock.real_s(0.0) == 0.0
    assert clock.real_s(None) is None
    assert ScaledClock(clock, 2.0).real_s(120.0) == 1.0, "of a clock that is scaled itself"


@pytest.mark.parametrize("kind", [ScaledClock, PacedClock])
def test_sleeping_takes_as_long_as_it_says_on_this_clock(base: ManualClock, kind: type[ScaledClock]) -> None:
    clock = kind(base, 60.0)
    clock.sleep(90.0)
    assert base.now() == pytest.approx(1001.5)
    assert clock.now() == pytest.approx(1090.0)
    clock.sleep(-5.0)
    assert clock.now() == pytest.approx(1090.0), "a negative wait is none"


def test_sleeping_gets_its_time_in_full_when_the_base_wakes_too_early(base: ManualClock) -> None:
    class Restless(ManualClock):
        def sleep(self, seconds: float) -> None:
            self.advance(seconds / 3)

    clock = ScaledClock(Restless(), 10.0)
    clock.sleep(60.0)
    assert clock.now() == pytest.approx(60.0, abs=1e-3)


# Who takes part


def test_while_nobody_takes_part_it_just_runs(base: ManualClock) -> None:
    clock = paced(base)
    base.advance(100.0)
    assert clock.now() == pytest.approx(7000.0)


def test_it_goes_no_further_than_the_end_of_a_wait_that_is_not_over(
    base: ManualClock, worker: Worker
) -> None:
    clock = paced(base)
    assert worker.do(lambda: clock.real_s(6.0)) == pytest.approx(0.1)
    base.advance(0.05)
    assert clock.now() == pytest.approx(1003.0)
    base.advance(5.0)
    assert clock.now() == pytest.approx(1006.0 + SLACK_S)


def test_held_time_is_not_made_up_for(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(lambda: clock.real_s(6.0))
    base.advance(5.0)
    held = worker.do(clock.now)
    assert held == pytest.approx(1006.0 + SLACK_S)
    worker.do(lambda: clock.real_s(60.0))
    base.advance(0.5)
    assert clock.now() == pytest.approx(held + 30.0)
    assert clock.utc() == START + timedelta(seconds=clock.now() - 1000.0)


def test_it_waits_for_a_thread_that_is_at_work(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(lambda: clock.real_s(1.0))
    base.advance(1 / 60)
    assert worker.do(clock.now) == pytest.approx(1001.0)
    base.advance(5.0)
    assert clock.now() == pytest.approx(1001.0 + SLACK_S)


def test_it_does_not_wait_for_who_waits_without_end(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    assert worker.do(lambda: clock.real_s(None)) is None
    base.advance(5.0)
    assert clock.now() == pytest.approx(1300.0)
    worker.do(clock.now)
    base.advance(5.0)
    assert clock.now() == pytest.approx(1300.0 + SLACK_S), "but when that thread works again"


def test_the_one_furthest_behind_counts(base: ManualClock, worker: Worker) -> None:
    clock, other = paced(base), Worker("another")
    worker.do(lambda: clock.real_s(6.0))
    other.do(lambda: clock.real_s(2.0))
    base.advance(1.0)
    assert clock.now() == pytest.approx(1002.0 + SLACK_S)
    other.do(lambda: clock.real_s(30.0))
    base.advance(1.0)
    assert clock.now() == pytest.approx(1006.0 + SLACK_S)
    other.end()


def test_a_thread_that_only_looks_at_the_clock_holds_nothing(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(clock.now)
    worker.do(lambda: clock.sleep(1.0))
    base.advance(5.0)
    assert clock.now() == pytest.approx(1301.0)


def test_however_short_a_wait_is_the_time_goes_on(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(lambda: clock.real_s(0.0))
    for wait in (clock.sleep, clock.real_s):
        for seconds in (0.0, 1e-12, -1.0):
            before = worker.do(clock.now)
            base.advance(1.0)
            worker.do(lambda wait=wait, seconds=seconds: wait(seconds))  # type: ignore[misc]
            base.advance(1.0)
            assert clock.now() >= before + SLACK_S - 1e-6


def test_a_thread_that_leaves_or_ends_is_not_waited_for(base: ManualClock) -> None:
    clock = paced(base)
    for last in (clock.leave, lambda: None):
        worker = Worker("leaving")
        worker.do(lambda: clock.real_s(0.0))
        worker.do(last)
        worker.end()
        for seconds in (1.0, 2 * SOON_S, 1.0):
            base.advance(seconds)
            clock.now()
    assert clock.now() > 1000.0 + 3 * 60.0
    assert not clock.given_up


def test_a_leash_holds_until_it_is_freed(base: ManualClock) -> None:
    clock = paced(base)
    leash = clock.leash("a line")
    leash.hold()
    base.advance(1.0)
    assert clock.now() == pytest.approx(1000.0 + SLACK_S)
    leash.hold(2.0)
    base.advance(1.0)
    assert clock.now() == pytest.approx(1002.0 + SLACK_S)
    leash.free()
    base.advance(1.0)
    assert clock.now() == pytest.approx(1062.0 + SLACK_S)


def looked_at_for(clock: PacedClock, base: ManualClock, seconds: float) -> None:
    """So much real time goes by, and somebody looks at the clock twice a second."""
    for _ in range(round(2 * seconds)):
        base.advance(0.5)
        clock.now()


def test_who_does_not_come_for_long_is_given_up_and_named(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    gate = clock.leash("the gate", for_ever=True)
    worker.do(lambda: clock.real_s(1.0))
    base.advance(1.0)
    clock.now()
    looked_at_for(clock, base, PATIENCE_S - 0.5)
    assert clock.now() == pytest.approx(1001.0 + SLACK_S)
    assert not clock.given_up
    looked_at_for(clock, base, 1.0)
    assert clock.given_up == {"a reader"}
    base.advance(1.0)
    assert clock.now() > 1050.0
    gate.hold(0.0)
    held = clock.now()
    looked_at_for(clock, base, 5 * PATIENCE_S)
    assert held == clock.now(), "a gate is waited for as long as it takes"
    assert clock.given_up == {"a reader"}


def test_a_computer_that_stood_as_a_whole_makes_nobody_given_up(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(lambda: clock.real_s(1.0))
    base.advance(1.0)
    clock.now()
    for _ in range(3):
        base.advance(10 * PATIENCE_S)  # suspended, or so busy that no thread was let on
        assert clock.now() == pytest.approx(1001.0 + SLACK_S)
    assert not clock.given_up


def test_slowness_that_comes_forward_is_never_given_up(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    for _ in range(10):
        worker.do(lambda: clock.real_s(0.01))
        looked_at_for(clock, base, PATIENCE_S - 1.0)
    assert not clock.given_up


def test_let_go_it_runs_whoever_is_behind(base: ManualClock, worker: Worker) -> None:
    clock = paced(base)
    worker.do(lambda: clock.real_s(1.0))
    base.advance(1.0)
    assert clock.now() == pytest.approx(1001.0 + SLACK_S)
    clock.let_go()
    worker.do(lambda: clock.real_s(1.0))
    base.advance(1.0)
    assert clock.now() == pytest.approx(1061.0 + SLACK_S)


@given(
    st.lists(
        st.tuples(st.sampled_from(["advance", "hold", "free", "look"]), st.floats(0.0, 5.0)), max_size=40
    )
)
def test_it_never_goes_back_nor_past_a_leash_nor_faster_than_its_factor(
    steps: list[tuple[str, float]],
) -> None:
    base = ManualClock(1000.0, START)
    clock = paced(base)
    leash = clock.leash("any", for_ever=True)
    last, limit = clock.now(), math.inf
    for act, amount in steps:
        before = base.now()
        match act:
            case "advance":
                base.advance(amount)
            case "hold":
                leash.hold(amount)
                limit = clock.now() + amount
            case "free":
                leash.free()
                limit = math.inf
        now = clock.now()
        assert now >= last
        assert now <= limit + 1e-6
        assert now - last <= (base.now() - before) * 60.0 + 1e-6
        last = now


def test_threads_that_are_slow_at_times_wake_when_they_asked_to() -> None:
    """On the machine's clock: what each sees when it wakes, not what it would be without the other's slowness."""
    clock = PacedClock(SystemClock(), 200.0, slack_s=SLACK_S)
    late: list[float] = []

    def work(slow_every: int) -> None:
        clock.real_s(0.0)
        due = clock.now()
        for n in range(150):
            due += 0.05
            while (left := due - clock.now()) > 0:
                threading.Event().wait(clock.real_s(left))
            late.append(clock.now() - due)
            if n % slow_every == 0:
                threading.Event().wait(0.01)  # 2 s of this clock

    threads = [threading.Thread(target=work, args=(each,)) for each in (7, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert len(late) == 300
    assert max(late) <= 3 * SLACK_S, (
        "one each from a look to the wait, from the wait to the look, and to the next"
    )

"""Older values come from the record without anybody waiting, and the newest question wins."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from bedside.clock import SystemClock
from bedside.monitor.past import MOST_S, Answer, Past, Window
from bedside.store.library import Library
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality
from bedside.vitals.records import Record
from tests.helpers.make_database import Stream, record_all

SESSION = "2026-03-14-bed1"
HOUR = 3600.0
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Nearly three hours of SpO2 every 2 s; off at 1000 s, searching with a number at 1100 s, late at 1200 s."""
    stream = Stream(SESSION)
    records: list[Record] = [*stream.opened()]
    for n in range(5000):
        t = 2.0 * n
        value: float | None = 90.0 + n % 10
        quality = Quality.NONE
        if t == 1000.0:
            quality, value = Quality.NO_FINGER, None
        if t == 1100.0:
            quality = Quality.SEARCHING
        at = t + (30.0 if t == 1200.0 else 0.1)
        records.append(
            stream.taken(Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=quality), at=at)
        )
        records.append(stream.taken(Numeric(parameter=Parameter.PR, t=t, value=70.0), at=at))
    path = tmp_path_factory.mktemp("past") / "record.sqlite"
    record_all(path, records)
    return Library(path)


@pytest.fixture
def past(library: Library) -> Iterator[Past]:
    reading = Past(library)
    yield reading
    reading.stop()


def until(true: Callable[[], bool]) -> None:
    clock = SystemClock()
    end = clock.now() + PATIENCE_S
    while not true():
        assert clock.now() < end, "it never came"
        clock.sleep(0.005)


def answered(window: Window, first: float, last: float, parameter: Parameter = Parameter.SPO2) -> Answer:
    window.ask(SESSION, parameter, first, last)

    def there() -> bool:
        answer = window.answer()
        return answer is not None and (answer.question.first, answer.question.last) == (first, last)

    until(there)
    answer = window.answer()
    assert answer is not None
    return answer


def test_every_value_of_a_stretch_is_read(past: Past) -> None:
    answer = answered(past.window(), 500.0, 560.0)
    t, y = answer.rows
    assert t.tolist() == np.arange(500.0, 561.0, 2.0).tolist()
    assert y.tolist() == [90.0 + (time / 2) % 10 for time in t.tolist()]
    assert answer.fault == ""


def test_an_answer_keeps_nothing_but_the_values_of_its_stretch(past: Past) -> None:
    t, y = answered(past.window(), 500.0, 560.0).rows
    assert (t.base, y.base) == (None, None), "no larger array is kept for it"
    assert t.nbytes + y.nbytes == 2 * 8 * 31


def test_what_was_no_value_live_is_none_here_either(past: Past) -> None:
    t, y = answered(past.window(), 990.0, 1110.0).rows
    assert t[np.isnan(y)].tolist() == [1000.0, 1100.0]


def test_a_value_that_was_stored_late_is_in_its_stretch(past: Past) -> None:
    t, _ = answered(past.window(), 1190.0, 1210.0).rows
    assert 1200.0 in t.tolist()


def test_the_newest_question_of_a_window_wins(past: Past) -> None:
    window = past.window()
    for first in range(0, 2000, 10):
        window.ask(SESSION, Parameter.SPO2, float(first), first + 100.0)
    until(lambda: (answer := window.answer()) is not None and answer.question.first == 1990.0)
    SystemClock().sleep(0.05)
    answer = window.answer()
    assert answer is not None
    assert answer.question.first == 1990.0


def test_two_windows_get_their_own_answers(past: Past) -> None:
    one, other = past.window(), past.window()
    one.ask(SESSION, Parameter.SPO2, 0.0, 50.0)
    pulse = answered(other, 100.0, 150.0, Parameter.PR)
    spo2 = answered(one, 0.0, 50.0)
    assert set(pulse.rows[1].tolist()) == {70.0}
    assert set(spo2.rows[1].tolist()) <= set(range(90, 100))
    assert (pulse.question.parameter, spo2.question.parameter) == (Parameter.PR, Parameter.SPO2)


def test_asking_never_waits_for_the_record(expect_log: Callable[[str], None]) -> None:
    expect_log("a bug while older values were read")

    class SlowLibrary:
        def __init__(self) -> None:
            self.go = threading.Event()
            self.opened: list[str] = []

        def open(self, session: str) -> object:
            self.opened.append(session)
            self.go.wait(PATIENCE_S)
            raise OSError("gone")

    slow = SlowLibrary()
    past = Past(slow)  # type: ignore[arg-type]
    window = past.window()
    assert window.ask(SESSION, Parameter.SPO2, 0.0, 10.0) is None
    until(lambda: len(slow.opened) == 1)
    assert window.ask(SESSION, Parameter.SPO2, 0.0, 20.0) is None
    slow.go.set()
    until(lambda: window.answer() is not None)
    past.stop()
    assert len(slow.opened) == 2, "the same question is not read twice, and one that was replaced not at all"


def test_the_same_question_is_read_once(past: Past) -> None:
    window = past.window()
    first = answered(window, 0.0, 50.0)
    assert window.ask(SESSION, Parameter.SPO2, 0.0, 50.0) is first
    SystemClock().sleep(0.05)
    assert window.answer() is first
    window.forget()
    assert window.answer() is None
    assert answered(window, 0.0, 50.0) is not first


def test_whoever_waits_is_told(past: Past) -> None:
    told = threading.Event()
    window = past.window(told.set)
    window.ask(SESSION, Parameter.SPO2, 0.0, 50.0)
    assert told.wait(PATIENCE_S)
    assert window.answer() is not None


def test_a_stretch_that_is_too_long_is_shortened_to_its_newest_hours(past: Past) -> None:
    window = past.window()
    window.ask(SESSION, Parameter.SPO2, 0.0, 24 * HOUR)
    until(lambda: window.answer() is not None)
    answer = window.answer()
    assert answer is not None
    assert answer.question.first == 24 * HOUR - MOST_S


def test_a_session_that_is_not_there_is_told_in_words(past: Past, expect_log: Callable[[str], None]) -> None:
    expect_log("there is no session nobody")
    window = past.window()
    window.ask("nobody", Parameter.SPO2, 0.0, 50.0)
    until(lambda: window.answer() is not None)
    answer = window.answer()
    assert answer is not None
    assert "Older values cannot be read: there is no session nobody" in answer.fault
    assert len(answer.rows[0]) == 0


def test_without_a_record_it_says_that_nothing_is_recorded() -> None:
    past = Past(None)
    window = past.window()
    window.ask(SESSION, Parameter.SPO2, 0.0, 50.0)
    until(lambda: window.answer() is not None)
    answer = window.answer()
    assert answer is not None
    assert answer.fault.startswith("Nothing is being recorded")
    past.stop()


def test_a_broken_record_is_told_and_the_next_question_is_answered(
    library: Library, expect_log: Callable[[str], None]
) -> None:
    expect_log("a bug while older values were read")

    class OnceBroken:
        broken = True

        def open(self, session: str) -> object:
            if self.broken:
                self.broken = False
                raise ValueError("a bug")
            return library.open(session)

    past = Past(OnceBroken())  # type: ignore[arg-type]
    window = past.window()
    assert "in the log" in answered(window, 0.0, 10.0).fault
    assert answered(window, 0.0, 20.0).fault == ""
    past.stop()


def test_after_the_end_nothing_is_read_any_more(past: Past) -> None:
    window = past.window()
    answered(window, 0.0, 10.0)
    past.stop()
    window.ask(SESSION, Parameter.SPO2, 0.0, 30.0)
    SystemClock().sleep(0.05)
    answer = window.answer()
    assert answer is not None
    assert answer.question.last == 10.0


def test_an_answer_to_an_older_question_is_not_taken(past: Past) -> None:
    window = past.window()
    first = answered(window, 100.0, 200.0)
    second = answered(window, 300.0, 400.0)
    window.take(first)
    assert window.answer() is second

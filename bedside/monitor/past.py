"""Older values of a running or ended session, one by one, from the record: for a chart that is zoomed into them.

A thread of its own reads; whoever asks never waits. Each asker (a chart, a table) has a `Window` with one question
at a time: a newer one takes the place of the one before, which is not answered any more. What is on its way to the
disk is not in the record yet, but that is a matter of seconds, and these are in memory.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bedside.errors import UserFacingError
from bedside.monitor.polyline import Line
from bedside.vitals.parameters import Parameter

if TYPE_CHECKING:
    from bedside.store.library import Library

_log = logging.getLogger(__name__)

MOST_S: Final = 6 * 3600.0  # of one answer; a longer stretch shows no more in buckets
_STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Values of one parameter between two session times, s."""

    session: str
    parameter: Parameter
    first: float
    last: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the record has.

    Attributes:
        question: what was asked; the stretch may have been shortened to its newest `MOST_S`.
        rows: times, s, ascending, and values of the whole stretch, NaN = missing; empty: the record has none there.
        fault: why there are none, in words for a person; "" = they are all there.
    """

    question: Question
    rows: Line
    fault: str = ""


class Window:
    """One asker's question and the newest answer. From any thread; nothing here waits."""

    def __init__(self, past: Past, told: Callable[[], None] | None) -> None:
        self._past = past
        self._told = told
        self._asked: Question | None = None
        self._answer: Answer | None = None

    def ask(self, session: str, parameter: Parameter, first: float, last: float) -> Answer | None:
        """Ask for a stretch, unless that is what was asked last; the newest answer, whatever it was to.

        Args:
            session: id of the session.
            parameter: a numeric.
            first: from when on, session time, s. last: until when, s.
        """
        first = max(first, last - MOST_S)
        question = Question(session=session, parameter=parameter, first=first, last=last)
        if question != self._asked:
            self._asked = question
            self._past.put(self, question)
        return self._answer

    def answer(self) -> Answer | None:
        """The newest answer; None: none has come yet."""
        return self._answer

    def forget(self) -> None:
        """Nobody waits any more; the same may be asked again, and is read again."""
        self._asked = self._answer = None
        self._past.drop(self)

    def take(self, answer: Answer) -> None:
        """By the reading thread: keep it, unless something else has been asked since."""
        if answer.question != self._asked:
            return
        self._answer = answer
        if self._told is not None:
            self._told()


class Past:
    """The thread that reads, and the questions that wait: at most one for each window."""

    def __init__(self, library: Library | None) -> None:
        """Nothing is read yet, and no thread runs before the first question. `library` None: there is no record."""
        self._library = library
        self._waiting: OrderedDict[Window, Question] = OrderedDict()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def window(self, told: Callable[[], None] | None = None) -> Window:
        """A door for one asker; `told` is called in the reading thread when an answer is there."""
        return Window(self, told)

    def put(self, window: Window, question: Question) -> None:
        """Let a question wait; it takes the place of the window's last one."""
        with self._changed:
            if self._stopping:
                return
            self._waiting[window] = question
            self._waiting.move_to_end(window)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="past", daemon=True)
                self._thread.start()
            self._changed.notify()

    def drop(self, window: Window) -> None:
        """Its question need not be answered."""
        with self._changed:
            self._waiting.pop(window, None)

    def stop(self) -> None:
        """End the thread; what waits is not answered."""
        with self._changed:
            self._stopping = True
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    return
                window, question = self._waiting.popitem()  # the newest is what somebody looks at now
            window.take(self._answered(question))

    def _answered(self, question: Question) -> Answer:
        none = np.empty(0), np.empty(0)
        if self._library is None:
            return Answer(
                question=question,
                rows=none,
                fault="Nothing is being recorded, so older values are shown in outline only.",
            )
        try:
            rows = self._library.open(question.session).numbers_between(
                question.parameter, question.first, question.last
            )
        except UserFacingError as error:
            _log.warning("older values of %s: %s", question.session, error)
            return Answer(question=question, rows=none, fault=f"Older values cannot be read: {error}")
        except Exception as bug:  # noqa: BLE001  top of the thread: the next question is answered all the same
            _log.critical("a bug while older values were read", exc_info=bug)
            return Answer(
                question=question,
                rows=none,
                fault="Older values cannot be read; the reason is in the log. Please report it.",
            )
        return Answer(question=question, rows=rows)

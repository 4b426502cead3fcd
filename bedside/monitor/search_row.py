"""One port without a device: how far it is searched, what was heard, and when it is listened to again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.link.port_search import SearchTold
from bedside.vitals.devices import PortSearch, SearchState, TriedLine

AGAIN_S: Final = 30.0  # after which a silent port, or one that could not be opened, is listened to again
USB: Final = "USB"  # stands for the port of a device that has none


@dataclass(slots=True)
class SearchRow:
    """One port. Times are station time, s."""

    port: str
    words: str
    listed: bool  # known from the list of ports; else typed by a person
    simulated: bool
    built_in: bool
    since_t: float
    state: SearchState = SearchState.LISTENING
    number: int = 0  # of its newest search
    asking: bool = False
    waiting: bool = True  # for its turn
    searching: bool = False
    again_at: float | None = None
    quiet: bool = False  # listened to again: the words stay until something else is heard
    silent: bool = False
    line: str = ""
    tried: tuple[TriedLine, ...] = ()
    sentence: str = ""
    advice: str = ""
    driver: str = ""
    title: str = ""

    def is_due(self, now: float) -> bool:
        """Whether its search is to begin as soon as there is room for one."""
        if self.searching:
            return False
        return self.waiting or (self.again_at is not None and now >= self.again_at)

    def begin(self, number: int, now: float) -> bool:
        """A search of this number begins; whether it may send requests."""
        self.number = number
        self.quiet = not self.waiting
        self.waiting, self.searching, self.again_at = False, True, None
        if not self.quiet:
            self.since_t = now
            self.sentence = f"Listening on {self.port}; nothing is sent."
            if self.asking:
                self.sentence = f"Listening on {self.port}; if it is silent, read-only requests are sent."
        return self.asking and not self.quiet

    def told(self, told: SearchTold) -> None:
        """Its search came on, or to its end."""
        if told.diagnosis is None:
            if not self.quiet:
                self.line, self.tried = told.line, told.tried
            return
        self.searching = False
        again = self.listed and not told.diagnosis.driver and (told.silent or not told.opened)
        self.again_at = told.t + AGAIN_S if again else None
        if self.quiet and self.silent and told.silent:
            return
        state = SearchState.FOUND if told.diagnosis.driver else SearchState.NOT_FOUND
        if (state, told.diagnosis.sentence) != (self.state, self.sentence):
            self.since_t = told.t
        self.state, self.silent, self.tried = state, told.silent, told.tried
        self.sentence, self.advice = told.diagnosis.sentence, told.diagnosis.advice
        self.driver, self.line, self.title = told.diagnosis.driver, told.diagnosis.line, told.title
        self.asking = self.asking and not self.quiet

    def shown(self) -> PortSearch:
        """What may be shown of it."""
        return PortSearch(
            port=self.port,
            words=self.words,
            state=self.state,
            since_t=self.since_t,
            line=self.line,
            tried=self.tried,
            sentence=self.sentence,
            advice=self.advice,
            driver=self.driver,
            title=self.title,
            may_ask=self.state is SearchState.NOT_FOUND and self.silent and not self.asking,
            simulated=self.simulated,
            built_in=self.built_in,
        )


def without_port(sentence: str, since_t: float) -> PortSearch:
    """What may be shown of a device that is plugged in and has no port, from the words about it."""
    first, _, rest = sentence.partition(". ")
    return PortSearch(
        port=USB,
        words="USB-HID, no serial port",
        state=SearchState.NOT_FOUND,
        since_t=since_t,
        sentence=f"{first}.",
        advice=rest,
    )

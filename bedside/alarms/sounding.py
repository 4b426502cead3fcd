"""Which alarm is heard when, and its samples: one mixer for each loudspeaker, with never more than one source on.

The mixer counts its own samples, so a rhythm is as exact as the loudspeaker that plays it, whoever is late in asking.

* The highest priority that asks to be heard sounds, no other (ALM-11). A higher one cuts in at once; one of the same
  priority joins the running burst, and begins a new one at once if it comes between two.
* A Low sounds at most four times. A reminder is one Medium burst, as soon as nothing more urgent sounds.
* Tones and the self test are heard only while no alarm sounds, and end when one begins.
* What is cut off fades out in 10 ms before the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

import numpy as np

from bedside.alarms import bursts
from bedside.alarms.bursts import RATE_HZ, RHYTHMS, Samples
from bedside.alarms.loudness import level
from bedside.alarms.playing import Playing, Tone
from bedside.alarms.routing import asks
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible

REMINDER_FRESH_S: Final = 5.0  # an older one of a signal not seen before was heard before we began
SAME_S: Final = 0.5  # a signal whose time differs by no more has not been silent in between
TONES_APART_S: Final = 1.0  # so that single tones never make a row of pulses (ALM-13)

_TONE_LEVEL: Final = 0.2
_APART: Final = RATE_HZ // 2  # between a burst that ended and a less urgent one, so that pulses do not add up

_Key = tuple[int, int]


class BurstMaker(Protocol):
    """Gives the samples of one burst."""

    def __call__(self, priority: Priority, *, oxygen: bool) -> Samples:
        """One burst; it is not written to."""
        ...


class Mixer:
    """One loudspeaker's sound. Signals in, samples out; owns no clock and no device."""

    def __init__(self, make_burst: BurstMaker = bursts.burst) -> None:
        self.volume = 1.0  # in force
        self.bursts = 0  # of alarms, begun so far
        self.tests = 0  # self tests played to their end
        self._make_burst = make_burst
        self._asking: dict[_Key, Audible] = {}
        self._pattern: Priority | None = None  # whose bursts are due
        self._due: int | None = None  # sample of the next burst; None: no more of them
        self._position = 0
        self._source: Playing | None = None
        self._lows: dict[_Key, int] = {}  # bursts of each Low so far
        self._reminded: dict[_Key, float] = {}  # newest reminder known
        self._reminders: set[_Key] = set()  # not heard yet
        self._toned_t = float("-inf")
        self._test_due = False

    def show(self, audibles: Iterable[Audible], now: float) -> None:
        """The signals as they are at station time `now`, s; all of them, each time."""
        known = {(a.bed, a.condition): a for a in audibles}
        before, self._asking = self._asking, {key: a for key, a in known.items() if asks(a)}
        self._lows = {
            key: count
            for key, count in self._lows.items()
            if key in known and known[key].activation is not Activation.OFF  # a pause starts no new count
        }
        self._take_reminders(known, now)
        top = max((a.priority for a in self._asking.values()), default=None)
        if top is not self._pattern:
            self._turn_to(top)
        elif top is not None and self._arrived(top, before):
            self._join(top)

    def tone(self, now: float) -> None:
        """One information tone, unless an alarm or another tone sounds; `now`: station time, s."""
        if now - self._toned_t >= TONES_APART_S and self._free():
            self._toned_t = now
            self._begin(bursts.information_tone(), Tone.TONE)

    def beat(self, spo2: float | None) -> None:
        """One pulse tone at a saturation in %; without one there is no pitch, so nothing is heard."""
        if spo2 is not None and self._free():
            self._begin(bursts.pulse_tone(spo2), Tone.TONE)

    def test(self) -> None:
        """The self test; nothing while an alarm sounds, which is heard anyway."""
        if not self._alarm_sounds():
            self._test_due = True
            if self._source is not None:
                self._source.fade()

    def restart(self) -> None:
        """The loudspeaker was gone: what it did not play is not made up for, the alarm begins its burst anew."""
        self._source, self._test_due = None, False
        if self._pattern is not None:
            self._due = self._position

    def render(self, frames: int) -> Samples:
        """The next `frames` samples."""
        out = np.zeros(frames, np.int16)
        at = 0
        while at < frames:
            if self._source is None:
                self._source = self._next()
            source = self._source
            if source is None:
                count = frames - at if self._due is None else min(frames - at, self._due - self._position)
            else:
                count = source.into(out[at:], self._gain(source.kind))
            at += count
            self._position += count
            if source is not None and source.spent:
                self._end(source)
        return out

    @property
    def idle(self) -> bool:
        """True if only silence follows until something new is shown."""
        return self._source is None and self._due is None and not (self._test_due or self._reminder_due())

    @property
    def playing(self) -> str:
        """What sounds now: "high", "medium", "low", "tone"; "" = silence. An alarm sounds between its bursts, too."""
        if self._source is not None:
            kind = self._source.kind
            return kind.name.lower() if isinstance(kind, Priority) else Tone.TONE.value
        return "" if self._pattern is None or self._due is None else self._pattern.name.lower()

    def _alarm_sounds(self) -> bool:
        source = self._source
        return (
            self._due is not None or self._reminder_due() or (source is not None and _is_alarm(source.kind))
        )

    def _free(self) -> bool:
        return self._source is None and not (self._test_due or self._alarm_sounds())

    def _running(self, priority: Priority) -> bool:
        source = self._source
        return source is not None and source.kind is priority and not source.fading

    def _arrived(self, top: Priority, before: dict[_Key, Audible]) -> bool:
        return any(a.priority is top and _is_new(a, before.get(key)) for key, a in self._asking.items())

    def _turn_to(self, top: Priority | None) -> None:
        """Another priority sounds from now on."""
        was, self._pattern = self._pattern, top
        source = self._source
        if top is None:
            self._due = None
            if source is not None and _is_alarm(source.kind) and not source.reminder:
                source.fade()
        elif source is not None and self._running(top):  # a reminder, that this alarm takes over
            source.reminder = False
            self._due = source.began + _frames(RHYTHMS[top].period_s)
            self._join(top)
        else:
            if source is not None and not (source.reminder and top is Priority.LOW):
                source.fade()
            self._due = self._position + (_APART if was is not None and was > top else 0)

    def _join(self, priority: Priority) -> None:
        """A signal of the priority that sounds already: the running burst is its own, if enough of it is left."""
        source = self._source
        if source is None or not self._running(priority):
            self._due = self._position
        elif self._position >= source.began + _frames(RHYTHMS[priority].starts_s[-1]):
            self._due = source.began + len(source.samples) + _APART

    def _take_reminders(self, known: dict[_Key, Audible], now: float) -> None:
        for key, audible in known.items():
            at = audible.reminded_t
            if at is not None and at > self._reminded.get(key, now - REMINDER_FRESH_S):
                self._reminders.add(key)
        self._reminded = {key: a.reminded_t for key, a in known.items() if a.reminded_t is not None}
        # one that sounds again needs none, one that is held must not
        self._reminders = {k for k in self._reminders if k in known and known[k].activation is Activation.OFF}
        if self._reminder_due() and self._running(Priority.LOW) and self._source is not None:
            self._source.fade()

    def _reminder_due(self) -> bool:
        return bool(self._reminders) and (self._pattern is None or self._pattern is Priority.LOW)

    def _next(self) -> Playing | None:
        """What begins at this very sample."""
        test, self._test_due = self._test_due and not self._alarm_sounds(), False
        if test:
            levels = [level(p, 1.0) for p in (Priority.HIGH, Priority.MEDIUM, Priority.LOW)]
            self._begin(bursts.self_test(levels), Tone.TEST)
        elif self._reminder_due():
            self._reminders.clear()
            self._begin(self._make_burst(Priority.MEDIUM, oxygen=False), Priority.MEDIUM, reminder=True)
        elif self._pattern is not None and self._due is not None and self._position >= self._due:
            self._next_burst(self._pattern)
        return self._source

    def _next_burst(self, priority: Priority) -> None:
        of_it = {key: a for key, a in self._asking.items() if a.priority is priority}
        rhythm = RHYTHMS[priority]
        self._due = self._position + _frames(rhythm.period_s)
        if rhythm.most is not None:
            if all(self._lows.get(key, 0) >= rhythm.most for key in of_it):
                self._due = None
                return
            for key in of_it:
                self._lows[key] = self._lows.get(key, 0) + 1
            if all(self._lows[key] >= rhythm.most for key in of_it):
                self._due = None
        newest = max(of_it.values(), key=lambda a: (a.loud_t or 0.0, a.condition))
        self.bursts += 1
        self._begin(self._make_burst(priority, oxygen=newest.oxygen), priority)

    def _begin(self, samples: Samples, kind: Priority | Tone, *, reminder: bool = False) -> None:
        self._source = Playing(
            samples=samples, kind=kind, gain=self._gain(kind), began=self._position, reminder=reminder
        )

    def _end(self, source: Playing) -> None:
        self._source = None
        if source.kind is Tone.TEST and not source.fading:
            self.tests += 1
        if source.reminder and self._due is not None:
            self._due = max(self._due, self._position + _APART)

    def _gain(self, kind: Priority | Tone) -> float:
        if kind is Tone.TEST:
            return self.volume
        if isinstance(kind, Tone):
            return _TONE_LEVEL * self.volume
        escalated = any(a.escalated and a.priority is kind for a in self._asking.values())
        return level(kind, self.volume, escalated=escalated)


def _is_new(audible: Audible, before: Audible | None) -> bool:
    """True if the signal asks for the first time, or anew since a moment ago."""
    if before is None or before.priority is not audible.priority:
        return True
    return (audible.loud_t or 0.0) - (before.loud_t or 0.0) > SAME_S


def _is_alarm(kind: Priority | Tone) -> bool:
    return isinstance(kind, Priority)


def _frames(seconds: float) -> int:
    return round(seconds * RATE_HZ)

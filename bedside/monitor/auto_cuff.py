"""bedside starts the cuff itself when the plan asks for a reading, where that was switched on (PLAN-03).

It asks exactly like a person: through the same interlocks, as an entry of the timeline, by the actor "bedside". Beyond
the guard's own rules it starts

* at most once for each time a reading is due: one that failed is for a person to look at;
* never within 60 s of the last reading, whichever device of the bed it came from;
* never while somebody declared that no cuff may be started here;
* not while the monitor cycles by itself often enough: then bedside follows its readings.

Whether it is on, and whether a cuff is allowed at all, stands on the timeline; so it holds after a restart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.errors import UserFacingError
from bedside.monitor.station_log import StationLog
from bedside.monitor.updates import MonitorUpdate, NibpState
from bedside.vitals.care_commands import DeclareNoCuff, SetAutoCuff
from bedside.vitals.commands import Command, Entry, StartNibp
from bedside.vitals.readings import CuffState, Determination
from bedside.vitals.sessions import PROGRAM

REST_S: Final = 60.0  # from one reading to the next start
AHEAD_S: Final = 5.0  # a reading that is further in the future has a wrong time, and holds nobody up
STARTED_S: Final = 185.0  # a reading this soon after a start is that start's
RHYTHM_S: Final = 30.0  # a monitor that cycles by itself is as regular as this …
LATE_S: Final = 90.0  # … and has this long for its next reading, before bedside takes over
STANDS_S: Final = 10.0  # a refusal that lasts this long is told

NO_DEVICE: Final = "no monitor of this bed can be started from here"


@dataclass(frozen=True, slots=True)
class CuffRules:
    """What the timeline says of cuffs."""

    auto: bool = False  # bedside starts them
    refusal: str = ""  # why nobody may start one here, one sentence; "" = it is allowed


def cuff_rules(entries: Iterable[Entry]) -> CuffRules:
    """As the newest words on each have it; what was taken back was never said."""
    auto, refusal = False, ""
    for entry in entries:
        if entry.retracted:
            continue
        match entry.command:
            case SetAutoCuff(on=on):
                auto = on
            case DeclareNoCuff(no_cuff=no_cuff, reason=reason, actor=actor):
                why = f" ({reason.strip()})" if reason.strip() else ""
                refusal = (
                    f"No cuff may be started here{why}: {actor.name} declared that, take it back first."
                    if no_cuff
                    else ""
                )
    return CuffRules(auto, refusal)


def rest_refusal(readings: Sequence[Determination], now: float) -> str:
    """Why the arm has to rest at session time `now`, s, one sentence; "" = it need not.

    The guard of a device knows what it heard over its own link since it was plugged in; the session knows the readings
    of every device of the bed, also those before a restart of the program.
    """
    ended_t = max((reading.t for reading in readings if reading.t <= now + AHEAD_S), default=None)
    if ended_t is None or now - ended_t >= REST_S:
        return ""
    return f"Next start in {math.ceil(REST_S - max(0.0, now - ended_t))} s: the arm needs rest."


class CuffRulesKept:
    """The rules of a timeline that is asked for often and changes seldom."""

    def __init__(self) -> None:
        self._entries: tuple[Entry, ...] = ()
        self._rules = CuffRules()

    def of(self, entries: tuple[Entry, ...]) -> CuffRules:
        """As `cuff_rules`."""
        if entries is not self._entries:
            self._entries, self._rules = entries, cuff_rules(entries)
        return self._rules


class AutoCuff:
    """One bed's: decides, from what may be shown, whether to start the cuff now."""

    def __init__(self) -> None:
        self.rules = CuffRules()
        self.went_on = False  # it was on when this session was first seen: an earlier run switched it on
        self._session = ""
        self._kept = CuffRulesKept()
        self._tried_t: float | None = None  # the due time it was started for, s
        self._refused: tuple[float, float] | None = None  # due time, and since when it has been refused, s
        self._told_t: float | None = None  # the due time whose refusal was told, s

    def look(self, update: MonitorUpdate) -> StartNibp | str | None:
        """The command to carry out now, or a sentence to tell (once for each due time), or nothing."""
        if not self._read(update):
            return None
        nibp, now = update.nibp, update.now
        if nibp is None or nibp.due_t is None or nibp.due_t > now or nibp.due_t == self._tried_t:
            self._refused = None
            return None
        if self._waits(update, nibp):
            return None
        refusal = self.rules.refusal or (nibp.refusal if nibp.can_start else NO_DEVICE)
        if refusal:
            return self._refuse(nibp.due_t, refusal, now)
        self._tried_t, self._refused = nibp.due_t, None
        return StartNibp(bed=update.bed, actor=PROGRAM)

    def refused(self, sentence: str) -> str | None:
        """The start was refused when it was carried out: it was none; the sentence to tell, if it was not told yet."""
        due_t, self._tried_t = self._tried_t, None
        if due_t is None or due_t == self._told_t:
            return None
        self._told_t = due_t
        return sentence

    def _read(self, update: MonitorUpdate) -> bool:
        """Learn what the timeline says; whether bedside is to start the cuff at all."""
        session = "" if update.session is None else update.session.id
        new = session != self._session
        if new:
            self._session, self._tried_t, self._refused, self._told_t = session, None, None, None
        self.rules = self._kept.of(update.entries)
        self.went_on = new and bool(session) and self.rules.auto
        return bool(session) and self.rules.auto

    def _waits(self, update: MonitorUpdate, nibp: NibpState) -> bool:
        """Whether a reading is on its way, or the arm rests."""
        if nibp.status is not None and nibp.status.state is CuffState.MEASURING:
            return True
        readings = update.determinations
        if readings and update.now - readings[-1].t < REST_S:
            return True
        return nibp.due_t is not None and cycles_by_itself(
            readings,
            [e.t for e in update.entries if isinstance(e.command, StartNibp)],
            nibp.due_t,
            update.now,
        )

    def _refuse(self, due_t: float, refusal: str, now: float) -> str | None:
        if self._refused is None or self._refused[0] != due_t:
            self._refused = due_t, now
        if now - self._refused[1] < STANDS_S or self._told_t == due_t:
            return None
        self._told_t = due_t
        return refusal


def cycles_by_itself(
    readings: Sequence[Determination], started_ts: Sequence[float], due_t: float, now: float
) -> bool:
    """Whether the monitor measures by itself as often as the plan wants, and its next reading is not late.

    Args:
        readings: of the session, oldest first.
        started_ts: when somebody asked for a reading from here, s.
        due_t: when the plan wants the next one, s.
        now: session time, s.
    """
    if len(readings) < 2:
        return False
    before, last = readings[-2:]
    if any(0.0 <= reading.t - t <= STARTED_S for reading in (before, last) for t in started_ts):
        return False
    every_s, wanted_s = last.t - before.t, due_t - last.t
    return every_s <= wanted_s + RHYTHM_S and now - last.t <= every_s + LATE_S


class AutoCuffDesk:
    """All beds'. Used by the station's thread only."""

    def __init__(self, obey: Callable[[Command, float], None], log: StationLog) -> None:
        """`obey` carries a command out at a station time, s, or raises `UserFacingError`."""
        self._obey = obey
        self._log = log
        self._beds: dict[int, AutoCuff] = {}

    def look(self, update: MonitorUpdate, now: float) -> None:
        """Look at what a bed shows at station time `now`, s, and start its cuff if that is due."""
        cuff = self._beds.setdefault(update.bed, AutoCuff())
        found = cuff.look(update)
        if cuff.went_on:
            self._log.say(
                "auto_cuff", f"bed {update.bed}: bedside goes on starting the cuff, as before the restart"
            )
        if isinstance(found, StartNibp):
            try:
                self._obey(found, now)
            except UserFacingError as refused:
                found = cuff.refused(str(refused))
            else:
                self._log.say(
                    "auto_cuff", f"bed {update.bed}: a reading was due, the cuff was asked to start"
                )
                return
        if isinstance(found, str):
            words = f"ed {update.bed}: a reading is due, and the cuff was not started"
            named = found == cuff.rules.refusal  # the log is to be free of names
            self._log.say("auto_cuff", f"b{words}: {'no cuff is allowed here' if named else found}")
            self._log.notice(f"B{words}: {found}")

"""Plays the script of a rehearsed session at the station: each step at its time, by whoever does it there.

The clock waits for a step that is not carried out yet, so what is entered at 12:00 stands at 12:00 whatever the speed.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.alarms.limits import proposals
from bedside.alarms.profile import Profile
from bedside.cli.rehearsal_script import CLEAR, Script, Step
from bedside.clock import Clock
from bedside.errors import RefusedError, UserFacingError
from bedside.monitor.station import Station
from bedside.monitor.updates import MonitorUpdate
from bedside.simulation.spawn import SimulatedPort
from bedside.therapy.care import Care, GateRow
from bedside.vitals.alarms import Presence
from bedside.vitals.care_commands import AdoptProtocol, AnswerItem, OverrideItem
from bedside.vitals.commands import Acknowledge, ChangeLimits, Command
from bedside.vitals.protocol import GateItem
from bedside.vitals.protocol import Protocol as CareProtocol
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import AttachDevice

BED: Final = 1
_BY_ITSELF: Final = {
    "screening": ("identity", "escort", "risk_screen", "start_limits"),
    "discharge": ("risk_screen",),
}
"""Items that nobody answers, by what fills them."""
_ANSWER_S: Final = 60.0  # real time, for a command: on a computer that is very busy too
_NEWS_S: Final = 30.0  # simulated time, for the station to show what was entered
_LOOK_S: Final = 0.05  # simulated time
_AFTER_S: Final = 0.001  # a step is entered so long after its time: never before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that was tried."""

    step: Step
    t: float  # session time it was entered, s
    refusals: tuple[str, ...]  # of its commands; () = all were accepted

    @property
    def as_asked(self) -> bool:
        """Accepted, or refused where that is what the script wants."""
        return bool(self.refusals) == self.step.must_be_refused


class NoSuchThingError(RefusedError):
    """What a step looks for is not there."""


class Stage:
    """One script on bed 1."""

    def __init__(
        self,
        script: Script,
        *,
        station: Station,
        clock: Clock,
        ports: Sequence[SimulatedPort],
        profile_of: Callable[[str | None], Profile],
        protocol: CareProtocol | None,
        tell: Callable[[Done], None],
        stop: threading.Event,
        between: Callable[[], None],
        longest_wait_s: float,
    ) -> None:
        """Nothing happens before `play`.

        Args:
            script: what is played.
            station: where.
            clock: station time.
            ports: what `connect_devices` connects.
            profile_of: the alarm profile of a title.
            protocol: adopted when the session begins, if the site did not give it one of this name; None: the site's.
            tell: hears of each step.
            stop: ends it early.
            between: called now and then, at least every `longest_wait_s` of simulated time.
            longest_wait_s: see there.
        """
        self._script, self._station, self._clock = script, station, clock
        self._ports, self._profile_of, self._protocol = ports, profile_of, protocol
        self._tell, self._stop, self._between = tell, stop, between
        self._longest_wait_s = longest_wait_s
        self._begun = clock.now()
        self._zero: float | None = None
        self.done: list[Done] = []
        self.unanswered = False  # a command took longer than anybody waits: nothing after it is at its time
        self.last: MonitorUpdate | None = None  # right before the session was ended, or the rehearsal stopped

    def play(self) -> bool:
        """Play to the end; False: it was stopped before."""
        for step in self._script.steps:
            self._await_time(step.at_s)
            if self._stop.is_set():
                self.last = self._fresh(threading.Event())
                return False
            if step.name == "end_session":
                self.last = self._fresh()
            done = Done(step=step, t=self._t(), refusals=tuple(self._carry_out(step)))
            self.done.append(done)
            self._tell(done)
            if self._zero is None:
                self._find_zero()
        return True

    @property
    def reached_s(self) -> float:
        """Session time up to which it was played, whole seconds."""
        steps_s = self.done[-1].step.at_s if self.done else 0.0
        return steps_s if self.last is None else max(steps_s, math.floor(self.last.now))

    # Time

    def _t(self) -> float:
        return self._clock.now() - (self._begun if self._zero is None else self._zero)

    def _await_time(self, at_s: float) -> None:
        while not self._stop.is_set() and (wait_s := at_s + _AFTER_S - self._t()) > 0.0:
            self._between()
            self._stop.wait(self._clock.real_s(min(wait_s, self._longest_wait_s)))

    def _find_zero(self) -> None:
        """From here on times are those of the session, if that is open."""
        update = self._fresh()
        if update is None or update.session is None:
            return
        self._zero = update.station_now - update.now
        known = update.care.protocol if update.care is not None else None
        if self._protocol is not None and (known is None or known.key != self._protocol.key):
            self._submit(AdoptProtocol(bed=BED, actor=PROGRAM, protocol=self._protocol))

    def _fresh(self, stop: threading.Event | None = None) -> MonitorUpdate | None:
        """What the bed shows after everything entered until now; None: it shows nothing. `stop` ends the wait."""
        stop = self._stop if stop is None else stop
        now = self._clock.now()
        while not stop.is_set() and self._clock.now() < now + _NEWS_S:
            update = self._station.updates.get(BED)
            if update is not None and update.station_now > now:
                return update
            stop.wait(self._clock.real_s(_LOOK_S))
        return self._station.updates.get(BED)

    # Acts

    def _carry_out(self, step: Step) -> Iterator[str]:
        """Enter what the step says; the sentences of what was refused."""
        try:
            asked = list(self._commands(step))
        except NoSuchThingError as missing:
            yield str(missing)
            return
        for command in asked:
            refusal = self._submit(command)
            if refusal:
                yield refusal

    def _submit(self, command: Command) -> str:
        try:
            self._station.submit(command).result(_ANSWER_S)
        except UserFacingError as refused:
            return str(refused)
        except TimeoutError:
            self.unanswered = True
            return f"bedside did not answer within {_ANSWER_S:g} s."
        return ""

    def _commands(self, step: Step) -> Iterator[Command]:
        match step.name:
            case "connect_devices":
                for port in self._ports:
                    yield AttachDevice(
                        bed=BED, actor=step.by, driver=port.driver, port=port.port, remember=False
                    )
            case "answer_all":
                yield from self._answers(step)
            case "override_flagged":
                for row in self._flagged(step.fields["form"]):
                    yield OverrideItem(
                        bed=BED,
                        actor=step.by,
                        form=step.fields["form"],
                        item=row,
                        reason=step.fields.get("reason", ""),
                    )
            case "limits_from_baseline":
                yield self._limits(step)
            case "acknowledge_all":
                update = self._fresh()
                for alarm in () if update is None else update.alarms:
                    if alarm.change.presence in (Presence.ON, Presence.LATCHED):
                        yield Acknowledge(bed=BED, actor=step.by, condition=alarm.change.condition)
            case _:
                yield step.command(BED)

    def _answers(self, step: Step) -> Iterator[Command]:
        """Every item a person answers, and those the script names."""
        form = step.fields["form"]
        named: Mapping[str, str] = step.fields.get("except", {})
        texts: Mapping[str, str] = step.fields.get("texts", {})
        items = [item for item in self._items(form) if item.fills not in _BY_ITSELF[form]]
        unknown = sorted({*named, *texts} - {item.key for item in items})
        if unknown:
            raise NoSuchThingError(
                f"The {form} form has no item {unknown[0]!r}: it has {', '.join(item.key for item in items)}."
            )
        flag = step.fields.get("flag", "")
        flagged = next((item.key for item in items if flag and item.group == flag), None)
        if flag and flagged is None:
            raise NoSuchThingError(f"The {form} form has no group {flag!r}: name one of its own.")
        usual = step.fields.get("answer", CLEAR)
        for item in items:
            answer = named.get(item.key) or _answer(item, usual, flagged=item.key == flagged)
            wanted = item.wants_words(answer) and not item.fills
            text = texts.get(item.key) or ("as said in the rehearsal" if wanted else "")
            yield AnswerItem(
                bed=BED,
                actor=step.by,
                form=form,
                item=item.key,
                answer=answer,
                text=text,
                observed_t=step.at_s,
            )

    def _items(self, form: str) -> tuple[GateItem, ...]:
        care = self._care()
        if care.protocol is None:
            raise NoSuchThingError("The session follows no protocol: there is no form to answer.")
        return care.protocol.screening if form == "screening" else care.protocol.discharge.items

    def _flagged(self, form: str) -> list[str]:
        """Items that hold something up and were not let pass yet."""
        care = self._care()
        if form == "discharge":
            keys = [each.key for each in care.discharge.missing]
        else:
            rows: tuple[GateRow, ...] = care.gate.rows
            keys = [row.item.key for row in rows if row.flagged and not row.passed]
        if not keys:
            raise NoSuchThingError(f"Nothing of the {form} form waits for a supervisor.")
        return keys

    def _care(self) -> Care:
        update = self._fresh()
        if update is None or update.care is None:
            raise NoSuchThingError("No session is open: identify the patient first.")
        return update.care

    def _limits(self, step: Step) -> Command:
        update = self._fresh()
        if update is None or update.session is None or update.baseline is None:
            raise NoSuchThingError("There is no baseline yet: measure before the limits are set from it.")
        edits = proposals(update.baseline.values, self._profile_of(update.session.profile))
        return ChangeLimits(
            bed=BED,
            actor=step.by,
            edits=edits,
            reason=step.fields.get("reason", ""),
            basis="from baseline",
        )


def _answer(item: GateItem, usual: str, *, flagged: bool) -> str:
    """The answer of an item that the script does not name."""
    if flagged:
        return next((each for each in item.answers if each not in item.clear), item.answers[-1])
    if usual != CLEAR:
        return usual
    return next((each for each in item.answers if each in item.clear), item.answers[0])

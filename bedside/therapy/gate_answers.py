"""What the timeline says of a checklist before the infusion: the answers that hold, and what was let pass.

Read in the order in which things were entered, because an override stands for what a supervisor saw when giving it. It
lapses when its item says something else, or when the session turns out to be another patient's; what was taken back
again was never said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bedside.therapy.bolus_record import is_record
from bedside.therapy.care import Decision, Override
from bedside.therapy.emergency_use import GIVING, Given, Use, use_of
from bedside.therapy.late import first_given_t, is_after_start
from bedside.therapy.scale_file import RISK_SCREEN
from bedside.vitals.care_commands import (
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
)
from bedside.vitals.commands import Entry, StartInfusion, StopInfusion
from bedside.vitals.sessions import Role
from bedside.vitals.timeline import brought_back_by, taken_back_by

_Said = tuple[object, ...]  # of one answer: all that an override was given on


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An override with what it was given for."""

    override: Override
    passes: tuple[str, ...]  # as `OverrideItem.passes`
    entry: Entry  # it was given with


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds at the end of the timeline."""

    answers: Mapping[str, Entry]  # by item, the newest answer; an item that was opened again has none
    passed: Mapping[str, Passed]
    decision: Decision | None
    emergencies: tuple[Override, ...]  # that were used or may be, oldest first
    emergency: Override | None  # the newest that was allowed, where it is one of them
    used: Use  # what of it is over
    identified: Entry | None  # who said whose session it is
    start_t: float | None  # the first of the drug was given, session time, s
    risk: Entry | None  # the risk screen that was given before the infusion, else the first one after it


@dataclass(frozen=True, slots=True)
class _Given:
    """An override or a decision, with what it was given on."""

    passed: Passed | Decision
    said: _Said = ()
    patient: str | None = None
    protocol: tuple[str, int] | None = None  # of a decision: key and version of the list it was given on


@dataclass
class _Fold:
    """The timeline up to one entry; entries of other kinds are not kept."""

    form: str
    risk_items: frozenset[str]
    start_t: float | None
    living: dict[int, Entry] = field(default_factory=dict)  # by number, without the answers
    answers: dict[str, dict[int, Entry]] = field(default_factory=dict)  # by item and number
    overrides: dict[str, dict[int, _Given]] = field(default_factory=dict)  # by item and number
    decisions: dict[int, _Given] = field(default_factory=dict)  # by number
    given: dict[int, Given] = field(default_factory=dict)  # what counts of what was given, by number
    boluses: dict[int, Entry] = field(default_factory=dict)  # by number, also those that were corrected
    origins: dict[int, int] = field(default_factory=dict)  # what each correction stands for, by number
    whose: dict[int, str | None] = field(default_factory=dict)  # session, at each of what follows: by number

    def enter(self, entry: Entry) -> None:
        """The next entry counts."""
        if isinstance(entry.command, GIVING):
            self._give(entry)
        match entry.command:
            case AnswerItem(form=form, item=item):
                if form == self.form:
                    self.answers.setdefault(item, {})[entry.number] = entry
            case OverrideItem(form=form, item=item, reason=reason, actor=actor, passes=passes):
                if form == self.form and actor.role is Role.SUPERVISOR and reason.strip():
                    override = Override(by=actor, reason=reason.strip(), t=entry.t, late=self._late(entry))
                    passed = Passed(override=override, passes=passes, entry=entry)
                    given = _Given(passed, self.said(item), self.patient)
                    self.overrides.setdefault(item, {})[entry.number] = given
            case DecideGo(go=go, reason=reason, actor=actor):
                if actor.role is Role.SUPERVISOR:
                    decision = Decision(
                        go=go, by=actor, reason=reason.strip(), t=entry.t, late=self._late(entry)
                    )
                    given = _Given(decision, patient=self.patient, protocol=self.protocol)
                    self.decisions[entry.number] = given
            case GiveScore(scale=scale) if scale != RISK_SCREEN:
                pass
            case GiveScore() | IdentifyPatient() | AdoptProtocol() | AllowEmergencyStart() | StartInfusion():
                self.living[entry.number] = entry
                if isinstance(entry.command, AllowEmergencyStart):
                    self.whose[entry.number] = self.patient

    def _late(self, entry: Entry) -> bool:
        return is_after_start(entry, self.start_t)

    def _give(self, entry: Entry) -> None:
        if isinstance(entry.command, GiveBolus):
            self.boluses[entry.number] = entry
        record, replaced = is_record(entry, self.boluses), taken_back_by(entry.command)
        before = None if replaced is None else self.boluses.get(replaced)
        anew = before is not None and is_record(before, self.boluses) and not record
        origin = entry.number if replaced is None or anew else self.origins.get(replaced, replaced)
        self.origins[entry.number] = origin
        self.given[entry.number] = Given(entry, origin, record)
        self.whose.setdefault(entry.number, self.patient)  # also where it counts again

    def forget(self, number: int) -> None:
        """An entry was taken back or corrected just now."""
        self.living.pop(number, None)
        self.given.pop(number, None)
        self.decisions.pop(number, None)
        for answers in self.answers.values():
            answers.pop(number, None)
        for overrides in self.overrides.values():
            overrides.pop(number, None)

    def said(self, item: str) -> _Said:
        """What an item says now."""
        if item in self.risk_items:
            entry = risk_before(self.living.values())
        else:
            entry = newest_answer(self.answers.get(item, {}).values())
        return () if entry is None else _said(entry)

    @property
    def patient(self) -> str | None:
        """Id of whose session it is now."""
        newest = _newest(
            entry for entry in self.living.values() if isinstance(entry.command, IdentifyPatient)
        )
        return newest.command.patient.id if newest and isinstance(newest.command, IdentifyPatient) else None

    @property
    def protocol(self) -> tuple[str, int] | None:
        """Key and version of the protocol the session follows now."""
        newest = _newest(entry for entry in self.living.values() if isinstance(entry.command, AdoptProtocol))
        if newest is None or not isinstance(newest.command, AdoptProtocol):
            return None
        return newest.command.protocol.key, newest.command.protocol.version

    def passed(self, item: str) -> Passed | None:
        """The newest override that stands."""
        said, patient = self.said(item), self.patient
        for number, given in sorted(self.overrides[item].items(), reverse=True):
            since = (entry for entry in self._sayings(item) if entry.number > number)
            same = given.said == said and all(_said(entry) == given.said for entry in since)
            if same and given.patient in (None, patient) and isinstance(given.passed, Passed):
                return given.passed
        return None

    def decision(self) -> Decision | None:
        """The newest; a go was said of one patient and one list, a no-go holds for whoever sits there."""
        for _, given in sorted(self.decisions.items(), reverse=True):
            decision = given.passed
            here = given.patient in (None, self.patient) and given.protocol in (None, self.protocol)
            if isinstance(decision, Decision) and (not decision.go or here):
                return decision
        return None

    def emergencies(self) -> tuple[tuple[int, Override], ...]:
        """Those that were used, and the newest unless it was allowed for another patient; by number, oldest first."""
        allowed = [entry for _, entry in sorted(self.living.items()) if _allows(entry)]
        found = []
        for n, entry in enumerate(allowed):
            until = allowed[n + 1].number if n + 1 < len(allowed) else None
            whose = self.whose[entry.number]
            used = any(
                number > entry.number and (until is None or number < until) and self.whose[number] == whose
                for number in self._began()
            )
            if used or (until is None and whose in (None, self.patient)):
                found.append((entry.number, _emergency(entry)))
        return tuple(found)

    def use(self, number: int) -> Use:
        """What of the emergency start with this number is over."""
        return use_of(number, self.given.values())

    def _began(self) -> Iterable[int]:
        """Numbers of the starts and boluses that count."""
        return (n for n, each in self.given.items() if not isinstance(each.entry.command, StopInfusion))

    def _sayings(self, item: str) -> Iterable[Entry]:
        if item in self.risk_items:
            return screens_before(self.living.values())
        return self.answers.get(item, {}).values()


def standing(entries: Iterable[Entry], form: str, risk_items: Iterable[str] = ()) -> Standing:
    """What these entries say about a form.

    Args:
        entries: of the session, in any order.
        form: of `AnswerItem` and `OverrideItem`.
        risk_items: keys of the items that the risk screen answers.
    """
    ordered = sorted(entries, key=lambda entry: entry.number)
    gone = {taken for entry in ordered if (taken := taken_back_by(entry.command)) is not None}
    by_number = {entry.number: entry for entry in ordered}
    start_t = first_given_t(ordered)
    fold = _Fold(form=form, risk_items=frozenset(risk_items), start_t=start_t)
    for entry in ordered:
        if entry.retracted and entry.number not in gone:
            continue  # nothing tells when it was taken back: it never was
        taken = taken_back_by(entry.command)
        if taken is not None:
            fold.forget(taken)
        fold.enter(entry)
        again = brought_back_by(entry, ordered)
        if again in by_number:
            fold.enter(by_number[again])
    newest = {item: newest_answer(answers.values()) for item, answers in fold.answers.items()}
    passed = {item: fold.passed(item) for item in fold.overrides}
    living = fold.living.values()
    emergencies = fold.emergencies()
    newest_allowed = max((n for n, e in fold.living.items() if _allows(e)), default=None)
    current = emergencies[-1] if emergencies and emergencies[-1][0] == newest_allowed else None
    return Standing(
        answers={item: entry for item, entry in newest.items() if entry is not None},
        passed={item: each for item, each in passed.items() if each is not None},
        decision=fold.decision(),
        emergencies=tuple(override for _, override in emergencies),
        emergency=None if current is None else current[1],
        used=Use() if current is None else fold.use(current[0]),
        identified=_newest(entry for entry in living if isinstance(entry.command, IdentifyPatient)),
        start_t=start_t,
        risk=risk_before(living),
    )


def newest_answer(answers: Iterable[Entry]) -> Entry | None:
    """The answer that holds of one item, by the time it was true; None where it was opened again."""
    ordered = _by_time(answers)
    last = ordered[-1] if ordered else None
    return last if last is not None and isinstance(last.command, AnswerItem) and last.command.answer else None


def risk_before(entries: Iterable[Entry]) -> Entry | None:
    """The risk screen that holds for the infusion."""
    return next(reversed(screens_before(entries)), None)


def screens_before(entries: Iterable[Entry]) -> Sequence[Entry]:
    """Risk screens before the infusion by time, else the first one after its start.

    One that is asked again afterwards belongs to the discharge and changes nothing of the screening.
    """
    ordered = _by_time(entries)
    starts = [entry.t for entry in ordered if isinstance(entry.command, StartInfusion)]
    given = [e for e in ordered if isinstance(e.command, GiveScore) and e.command.scale == RISK_SCREEN]
    return [entry for entry in given if not starts or entry.t <= starts[0]] or given[:1]


def _allows(entry: Entry) -> bool:
    return isinstance(entry.command, AllowEmergencyStart) and bool(entry.command.reason.strip())


def _emergency(entry: Entry) -> Override:
    command = entry.command
    assert isinstance(command, AllowEmergencyStart)
    return Override(
        by=command.actor, reason=command.reason.strip(), t=entry.t, pin_checked=command.pin_checked
    )


def _said(entry: Entry) -> _Said:
    command = entry.command
    if isinstance(command, AnswerItem):
        return (command.answer, command.text.strip())
    assert isinstance(command, GiveScore)  # nothing else answers an item
    return (command.answers, command.total)


def _newest(entries: Iterable[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: entry.number, default=None)


def _by_time(entries: Iterable[Entry]) -> Sequence[Entry]:
    return sorted(entries, key=lambda entry: (entry.t, entry.number))

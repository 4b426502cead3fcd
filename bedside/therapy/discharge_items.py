"""The lines of the discharge gate that a person answers, and the two that are partly filled by the record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from bedside.therapy.care import Criterion
from bedside.therapy.infusion import living
from bedside.therapy.last_dose import LastDose
from bedside.therapy.same_question import Asked
from bedside.therapy.scale_file import RISK_SCREEN
from bedside.therapy.scale_rules import result_of_entry, scores_of
from bedside.vitals.care_commands import AnswerItem, GiveScore, OverrideItem, RecordTreatment
from bedside.vitals.commands import Entry, GiveRating, MarkEvent
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem

_FORM: Final = "discharge"


class Timeline:
    """A timeline as the discharge looks at it, gone through once: it is asked again every second.

    Attributes:
        entries: all that was made, with what was taken back.
        counting: those that count, by time.
        scored: ratings and scores among them.
        treated: treatments and events among them.
        said: answers and overrides among them.
        asked: what the form asked when.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self.counting = living(self.entries)
        self.scored = [each for each in self.counting if isinstance(each.command, GiveRating | GiveScore)]
        self.treated = [
            each for each in self.counting if isinstance(each.command, RecordTreatment | MarkEvent)
        ]
        self.said = [each for each in self.counting if isinstance(each.command, AnswerItem | OverrideItem)]
        self.asked = asked_in(self.entries)
        self._newest_t = max((entry.t for entry in self.entries), default=-math.inf)

    def until(self, now: float) -> Timeline:
        """What was observed up to session time `now`, s."""
        if self._newest_t <= now:
            return self
        return Timeline(entry for entry in self.entries if entry.t <= now)


def item_lines(
    items: Iterable[GateItem], timeline: Timeline, last: LastDose, patient: PatientRecord | None
) -> list[Criterion]:
    """A line for each item of the site's list, in its order.

    Args:
        items: an answer among an item's `clear` meets its line.
        timeline: so far.
        last: what was answered before the end of the drug is asked again.
        patient: names the escort.
    """
    answers, asked = _answers(timeline.said, last), timeline.asked
    lines = []
    for item in items:
        entry, answer = answers.get(item.key, (None, None))
        if entry is not None and not asked.same(item, entry):
            entry, answer = None, None
        if item.fills == "risk_screen":
            lines.append(_risk_screen(item, timeline.scored, last))
        elif item.fills == "escort":
            lines.append(_escort(item, entry, answer, patient))
        else:
            lines.append(_answered(item, entry, answer))
    return lines


def asked_in(timeline: Iterable[Entry]) -> Asked:
    """What the discharge form asked when; of the whole timeline."""
    return Asked(timeline, lambda protocol: protocol.discharge.items)


def escort_who_came(items: Iterable[GateItem], timeline: Sequence[Entry], last: LastDose) -> str:
    """Who was named with the answer that the escort is here; "" = nobody, so it is the one of the record."""
    answers, asked = _answers(living(timeline), last), asked_in(timeline)
    for item in items:
        entry, answer = answers.get(item.key, (None, None))
        if item.fills == "escort" and entry is not None and answer is not None and asked.same(item, entry):
            return answer.text.strip()
    return ""


def _answers(entries: Sequence[Entry], last: LastDose) -> dict[str, tuple[Entry, AnswerItem]]:
    """The newest answer of each item, of those that count, by time; an empty one opens it again."""
    newest: dict[str, tuple[Entry, AnswerItem]] = {}
    for entry in entries:
        command = entry.command
        if not isinstance(command, AnswerItem) or command.form != _FORM:
            continue
        if command.answer and last.is_before(entry.t):
            newest[command.item] = (entry, command)
        else:
            newest.pop(command.item, None)
    return newest


def _answered(item: GateItem, entry: Entry | None, answer: AnswerItem | None) -> Criterion:
    if entry is None or answer is None:
        return Criterion(key=item.key, words=item.words, met=not item.required, item=item)
    said = answer.text.strip()
    met, found = answer.answer in item.clear, said or answer.answer
    if met and item.wants_words(answer.answer) and not said:
        met, found = False, f"{answer.answer}, words are missing"
    return Criterion(key=item.key, words=item.words, met=met, found=found, found_t=entry.t, item=item)


def _escort(
    item: GateItem, entry: Entry | None, answer: AnswerItem | None, patient: PatientRecord | None
) -> Criterion:
    """Somebody is named, in the patient's record or with the answer, and is here."""
    name = (answer.text.strip() if answer else "") or (patient.escort_name.strip() if patient else "")
    here = answer is not None and answer.answer in item.clear
    if not name:
        found = "somebody is here, not named" if here else "nobody is named"
    else:
        found = f"{name} is here" if here else f"{name} is named, not yet here"
    return Criterion(
        key=item.key,
        words=item.words,
        met=(here and bool(name)) or (entry is None and not item.required),
        found=found,
        found_t=entry.t if entry is not None else None,
        item=item,
    )


def _risk_screen(item: GateItem, entries: Sequence[Entry], last: LastDose) -> Criterion:
    """Asked again after the drug, and clear; one that is not is a supervisor's to let pass."""
    given = [each for each in scores_of(entries, RISK_SCREEN) if last.is_before(each[0].t)]
    if not given:
        return Criterion(key=item.key, words=item.words, met=not item.required, item=item)
    entry, score = given[-1]
    result = result_of_entry(score)
    if result is None or result.total is None:
        numbers = "" if result is None else ", ".join(str(n) for n in result.missing)
        met, found = False, f"not complete: answer {numbers}"
    else:
        behaviour = any(prompt.key == "behaviour" for prompt in result.prompts)
        met, found = result.total == 0 and not behaviour, f"level {result.total}"
        if behaviour:
            found += ", and item 6" if score.answers else ", item 6 not entered"
    return Criterion(key=item.key, words=item.words, met=met, found=found, found_t=entry.t, item=item)

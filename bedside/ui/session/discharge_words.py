"""Words of the discharge gate: what a line found and when, what its keys are called, where it is done. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.therapy.care import Care, Criterion
from bedside.therapy.scale_file import SEDATION_SCALES
from bedside.ui import formats
from bedside.ui.pressure_words import told_in
from bedside.ui.session.gate_words import answer_words
from bedside.ui.session.next_visit import visit_words
from bedside.ui.spoken import spoken, told
from bedside.vitals.display import PressureUnit
from bedside.vitals.protocol import GateItem

FORM: Final = "discharge"  # of AnswerItem and OverrideItem
SCORE: Final = "score"  # what a line opens: the recovery score of this page
CUFF: Final = "cuff"
ADVICE: Final = "advice"
SCALES: Final = "scale:"
_AT_KEYS: Final = frozenset({"score", *SEDATION_SCALES, "dissociation", "nausea"})
_FRESH_S: Final = 300.0  # a cuff reading older than this says when it was
_BARE: Final = frozenset({"yes", "clear"})  # answers that say no more than that the line is met


def _tr(text: str) -> str:
    return QCoreApplication.translate("DischargeGate", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """Where a line is done: name of a form, a panel or a deed, and the words of its key."""

    name: str
    words: str


def is_advice(item: GateItem) -> bool:
    """The line that the advice sheet answers."""
    return item.key.startswith("advice")


def is_visit(item: GateItem) -> bool:
    """The line with the day of the next visit."""
    return item.key.startswith("next_visit")


def is_visit_line(line: Criterion) -> bool:
    """As `is_visit`, of a line."""
    return line.item is not None and is_visit(line.item)


def is_emergency(item: GateItem) -> bool:
    """The line of the number to call."""
    return item.key.startswith("emergency")


def line_words(line: Criterion) -> str:
    """What a line asks: of the site's list as it is written there."""
    return told(line.words) if line.item is None else spoken(line.words)


def found_words(
    line: Criterion,
    clock: Callable[[float | None], str],
    now: float,
    unit: PressureUnit = PressureUnit.MMHG,
) -> str:
    """What was found and when, as the line's second half, pressures in `unit`.

    `clock` tells a session time as "11:42:10".
    """
    at = formats.to_minute(clock(line.found_t))
    if line.override is not None:
        words = _tr("overridden by {name}, {time}: “{reason}”")
        return words.format(
            name=line.override.by.name,
            time=formats.to_minute(clock(line.override.t)),
            reason=line.override.reason,
        )
    if line.key == "since_stop":
        return _since_stop(line, clock, now)
    if line.item is not None and not line.item.fills:
        found = _answer(line.item, line.found, met=line.met)
    else:
        found = told_in(unit, line.found)
    if not found:
        return at if line.met else _tr("nothing yet since the end of the drug")
    if not at or is_visit_line(line):
        return found
    if line.key in _AT_KEYS or (line.item is not None and line.item.fills == "risk_screen"):
        return _tr("{found} at {time}").format(found=found, time=at)
    if line.key == "spo2" and line.found.endswith(" now"):
        return found
    if line.key == "pressure" and line.found_t is not None and now - line.found_t <= _FRESH_S:
        return found
    return f"{found} {at}" if found.endswith(_tr("given")) else f"{found}, {at}"


def answer_label(item: GateItem, answer: str) -> str:
    """What the key of an answer says."""
    if answer in item.clear:
        if item.fills == "escort":
            return _tr("Is here")
        if is_advice(item) or is_emergency(item):
            return _tr("Given")
    return answer_words(answer)


def opens(line: Criterion) -> Opens | None:
    """Where an unmet line is done; None: it turns done by itself, or is answered in place."""
    if line.item is not None:
        if line.item.fills == "risk_screen":
            return Opens(name=f"{SCALES}cssrs", words=_tr("Ask it"))
        return Opens(name=ADVICE, words=_tr("Sheet")) if is_advice(line.item) else None
    if line.key in SEDATION_SCALES:
        return Opens(name=f"observation:{line.key}", words=_tr("Enter it"))
    return {
        "score": Opens(name=SCORE, words=_tr("Score")),
        "dissociation": Opens(name="ratings", words=_tr("Rate it")),
        "nausea": Opens(name="ratings", words=_tr("Rate it")),
        "pressure": Opens(name=CUFF, words=_tr("Start cuff")),
    }.get(line.key)


def hint_of(line: Criterion, care: Care) -> str:
    """What else stands under an open line."""
    if line.item is None:
        return ""
    if is_emergency(line.item):
        number = care.protocol.emergency_number.strip() if care.protocol is not None else ""
        return number or _tr("the site's protocol has no number: it is written there")
    return spoken(line.item.hint)


def gate_counts(care: Care) -> tuple[int, int]:
    """Lines that are met or let pass, and all of them."""
    return len(care.discharge.criteria) - len(care.discharge.missing), len(care.discharge.criteria)


def discharge_label(care: Care) -> str:
    """What the key says that lets the patient go."""
    missing = len(care.discharge.missing)
    return _tr("Discharge: {n} missing").format(n=missing) if missing else _tr("Discharge")


def missing_words(care: Care) -> str:
    """The missing lines by name, one sentence; "" = none."""
    names = ", ".join(line_words(line) for line in care.discharge.missing)
    return _tr("Missing: {names}.").format(names=names) if names else ""


def share_done(line: Criterion, now: float) -> float | None:
    """How far a line is that turns done by itself, 0…1; None of any other."""
    if line.met or line.done_t is None or line.found_t is None or line.done_t <= line.found_t:
        return None
    return min(1.0, max(0.0, (now - line.found_t) / (line.done_t - line.found_t)))


def _since_stop(line: Criterion, clock: Callable[[float | None], str], now: float) -> str:
    if line.found_t is None:
        return told(line.found)
    if line.met or line.done_t is None:
        return f"{told(line.found)} {formats.to_minute(clock(line.found_t))}"
    words = _tr("{left} to go, turns done by itself at {time}")
    return words.format(left=formats.duration(max(0.0, line.done_t - now)), time=clock(line.done_t))


def _answer(item: GateItem, found: str, *, met: bool) -> str:
    if is_visit(item) and found:
        return visit_words(found) if found not in item.answers else spoken(found)
    if met and found in _BARE:
        return _tr("given") if is_advice(item) or is_emergency(item) else ""
    return spoken(found)

"""One session's numbers beside those of the patient's earlier sessions, in words: a comparison, no judgement (T10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bedside.therapy.course import Against, SessionNumbers, against_earlier
from bedside.ui import formats
from bedside.ui.course.course_words import signed, tr
from bedside.ui.spoken import decimal, plural
from bedside.vitals.display import PressureUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstLine:
    """One number; e.g. "Given", "28.6 mg", "before 35.0 to 40.0, mean 37.5"."""

    label: str
    here: str
    earlier: str
    outside: str = ""  # that it is lower or higher than ever before

    @property
    def words(self) -> str:
        """In one line."""
        return f"{self.label} {self.here} ({self.earlier})" + (f", {self.outside}" if self.outside else "")


def against_lines(
    session: SessionNumbers, earlier: Sequence[SessionNumbers], unit: PressureUnit
) -> list[AgainstLine]:
    """What both sides have, dose first; none without an earlier session.

    Args:
        session: the one that is looked at. earlier: of the same patient; later ones among them do not count.
        unit: of pressures on this screen.
    """
    labels = {
        "mg_given": tr("Given"),
        "mg_kg_given": tr("Given per kg"),
        "baseline_sys": tr("Baseline systolic"),
        "rise_mmhg": tr("Systolic rise"),
        "lowest_spo2": tr("Lowest SpO2"),
        "highest_dissociation": tr("Highest dissociation"),
    }
    found = against_earlier(session, earlier)
    return [
        AgainstLine(
            label=label,
            here=_with_unit(key, found[key].here, unit),
            earlier=_earlier(key, found[key], unit),
            outside=_outside(key, found[key], unit),
        )
        for key, label in labels.items()
        if key in found
    ]


def against_words(session: SessionNumbers, earlier: Sequence[SessionNumbers], unit: PressureUnit) -> str:
    """What lies outside everything before, in one sentence; "" without an earlier session. All of it: the record."""
    lines = against_lines(session, earlier, unit)
    if not lines:
        return ""
    outside = [line for line in lines if line.outside]
    said = " · ".join(line.words for line in outside) or tr("every number within what it was before")
    return f"{against_heading(session, earlier)}: {said}."


def against_heading(session: SessionNumbers, earlier: Sequence[SessionNumbers]) -> str:
    """ "Against the 3 sessions before"; "" without one that has any of its numbers."""
    found = against_earlier(session, earlier)
    most = max((each.sessions for each in found.values()), default=0)
    if not most:
        return ""
    return plural("Course", "Against the session before", "Against the %n sessions before", most)


def _number(key: str, value: float, unit: PressureUnit) -> str:
    match key:
        case "mg_given":
            return decimal(value, 1)
        case "mg_kg_given":
            return decimal(value, 2)
        case "baseline_sys":
            return formats.pressure(value, unit)
        case "rise_mmhg":
            return signed(value / formats.MMHG_PER_KPA, 1) if unit is PressureUnit.KPA else signed(value)
    return decimal(value)


def _with_unit(key: str, value: float, unit: PressureUnit) -> str:
    unit_of = {"mg_given": "mg", "mg_kg_given": "mg/kg", "lowest_spo2": "%"}
    pressures = {"baseline_sys": unit.value, "rise_mmhg": unit.value}
    return f"{_number(key, value, unit)} {(unit_of | pressures).get(key, '')}".rstrip()


def _earlier(key: str, against: Against, unit: PressureUnit) -> str:
    low, high = _number(key, against.low, unit), _number(key, against.high, unit)
    if against.sessions == 1 or low == high:
        return tr("before {n}").format(n=low)
    words = tr("before {low} to {high}, mean {mean}")
    return words.format(low=low, high=high, mean=_number(key, against.mean, unit))


def _outside(key: str, against: Against, unit: PressureUnit) -> str:
    """Only where it also reads so: two numbers that are written alike are alike."""
    here = _number(key, against.here, unit)
    if not against.outside or here in (_number(key, against.low, unit), _number(key, against.high, unit)):
        return ""
    return tr("lower than ever before") if against.here < against.low else tr("higher than ever before")

"""What the lines of a protocol are called on the screen. Pure."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS
from bedside.ui import formats
from bedside.ui.profile_draft import cell_words
from bedside.ui.protocols.fields import Number
from bedside.ui.protocols.rule_words import equipment_rules, other_rules

_PHASES: Final = ("infusion_start", "infusion", "recovery_start", "recovery")
_PLACE: Final = re.compile(r'(?P<list>[a-z_.]+) "(?P<key>[^"]*)"(\.(?P<cell>[a-z_]+))?')


SEDATION_PLACES: Final = {"discharge.moaas": "moaas", "discharge.rass": "rass", "discharge.ramsay": "ramsay"}
"""Where a protocol says how awake somebody has to be to go home, each with its scale."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Protocols", text)


def parts() -> dict[str, str]:
    """The parts of the page by name, in order."""
    return {
        "general": _tr("General"),
        "intervals": _tr("Intervals"),
        "limits": _tr("Limits"),
        "screening": _tr("Screening"),
        "medicines": _tr("Medicines"),
        "choices": _tr("Indications"),
        "discharge": _tr("Discharge"),
        "rules": _tr("Site rules"),
        "changes": _tr("What changes"),
        "log": _tr("Log"),
    }


def interval_groups() -> dict[str, str]:
    """What is due by itself, with its heading."""
    return {
        "nibp": _tr("Blood pressure"),
        "observation": _tr("Respiratory rate and sedation"),
        "ratings": _tr("Ratings 0–10"),
    }


def intervals(what: str) -> list[Number]:
    """The four intervals of one thing."""
    labels = {
        "infusion_start": _tr("first 15 min"),
        "infusion": _tr("infusion"),
        "recovery_start": _tr("recovery, first 30 min"),
        "recovery": _tr("recovery"),
    }
    return [Number(f"{what}.{phase}", labels[phase], _tr("min")) for phase in _PHASES]


def usual() -> list[Number]:
    """Numbers of the whole session."""
    return [
        Number("minutes", _tr("usual infusion"), _tr("min")),
        Number("ratings_until_dissociation", _tr("ratings until dissociation")),
    ]


def baseline() -> list[Number]:
    """The baseline rule."""
    return [
        Number("baseline_readings", _tr("cuff readings")),
        Number("baseline_apart_s", _tr("at least apart"), "s"),
        Number("baseline_continuous_min", _tr("SpO2 and pulse for"), _tr("min")),
        Number("back_to_baseline_min", _tr("back to baseline after"), _tr("min")),
        Number("orthostatic_drop_mmhg", _tr("orthostatic drop"), "mmHg"),
    ]


def start_limits() -> list[Number]:
    """With which values an infusion may begin."""
    return [
        Number("start_limits.sys_below", _tr("systolic under"), "mmHg"),
        Number("start_limits.dia_below", _tr("diastolic under"), "mmHg"),
        Number("start_limits.pr_low", _tr("pulse from"), "/min"),
        Number("start_limits.pr_high", _tr("pulse to"), "/min"),
        Number("start_limits.spo2_least", _tr("SpO2 at least"), "%"),
    ]


def cautions() -> list[Number]:
    """Beyond which a plan asks for a reason."""
    return [
        Number("cautions.most_mg_kg", _tr("dose over"), "mg/kg"),
        Number("cautions.most_mg", _tr("dose over"), "mg"),
        Number("cautions.least_minutes", _tr("shorter than"), _tr("min")),
        Number("cautions.concentrated_mg_ml", _tr("dilute from"), "mg/mL"),
    ]


def discharge() -> list[Number]:
    """What the discharge gate asks for."""
    return [
        Number("discharge.minutes_since_stop", _tr("since the stop"), _tr("min")),
        Number("discharge.aldrete_least", _tr("Aldrete at least")),
        Number("discharge.padss_least", _tr("PADSS at least")),
        Number("discharge.moaas", _tr("MOAA/S at least")),
        Number("discharge.rass", _tr("RASS at least")),
        Number("discharge.ramsay", _tr("Ramsay at most")),
        Number("discharge.dissociation_most", _tr("dissociation at most")),
        Number("discharge.nausea_most", _tr("nausea at most")),
        Number("discharge.pressure_percent", _tr("pressure within"), "%"),
        Number("discharge.sys_below", _tr("or systolic under"), "mmHg"),
        Number("discharge.dia_below", _tr("or diastolic under"), "mmHg"),
        Number("discharge.spo2_below_baseline", _tr("SpO2 under baseline by"), "%"),
    ]


def heading(name: str) -> str:
    """Over and under the title of a group of numbers."""
    return {
        "baseline": _tr("Baseline and recovery"),
        "baseline_words": _tr("What counts as the baseline, and as back to it."),
        "start": _tr("To start"),
        "start_words": _tr("Baseline values with which an infusion may begin; others raise a flag."),
        "cautions": _tr("Cautions"),
        "cautions_words": _tr("Beyond these a plan asks for a reason. Nothing is refused."),
    }[name]


def cells() -> dict[str, str]:
    """The columns of a row of a list."""
    return {
        "words": _tr("Words on the screen"),
        "group": _tr("Group: health or today"),
        "answers": _tr("Answers, with commas between"),
        "clear": _tr("Answers that raise no flag"),
        "hint": _tr("Hint: the site's own rule"),
        "details_with": _tr("Words wanted with these answers"),
        "reminder": _tr("Reminder"),
        "names": _tr("Names it is typed by, with commas between"),
        "required": _tr("Has to be answered"),
        "details": _tr("Words are wanted"),
        "fills": _tr("Answered by"),
        "text": _tr("text"),
    }


def fills_words(fills: str) -> str:
    """What answers a line of a checklist."""
    return {
        "": _tr("a person"),
        "identity": _tr("the patient's record"),
        "start_limits": _tr("the baseline values"),
        "escort": _tr("the named escort"),
        "risk_screen": _tr("the risk screen"),
    }.get(fills, fills)


def place_words(place: str) -> str:
    """What a change is about: "Screening “glaucoma”, Hint: the site's own rule"."""
    singles = {
        "key": _tr("Key"),
        "title": _tr("Title"),
        "family": _tr("Family"),
        "advice": _tr("Advice on paper"),
        "emergency_number": _tr("Emergency number"),
        "scales_before": _tr("Scales before"),
        "sedation": _tr("Sedation is scored by"),
    }
    if place in singles:
        return singles[place]
    for group, numbers in (
        *((name, intervals(what)) for what, name in interval_groups().items()),
        (_tr("Session"), usual()),
        (_tr("Baseline"), baseline()),
        (_tr("To start"), start_limits()),
        (_tr("Cautions"), cautions()),
        (_tr("Discharge"), discharge()),
    ):
        for number in numbers:
            if number.place == place:
                return f"{group}, {number.label} {number.unit}".strip()
    lists = {
        "screening": _tr("Screening"),
        "medicines": _tr("Medicine"),
        "indications": _tr("Indication"),
        "history": _tr("History"),
        "discharge.items": _tr("Discharge"),
        "rules": _tr("Site rule"),
    }
    order, _, rest = place.partition(",")
    if rest:
        return _tr("{what}, order").format(what=lists.get(order, order))
    found = _PLACE.fullmatch(place)
    if found is None:
        return place
    what, key, cell = lists.get(found["list"], found["list"]), found["key"], found["cell"]
    said = rule_name(key) if found["list"] == "rules" else f"“{key}”"
    return f"{what} {said}" + (f", {cells().get(cell, cell)}" if cell and cell != "text" else "")


def rule_name(key: str) -> str:
    """ "NIBP systolic High high" for "nibp_sys.high_high"; another key as it is."""
    what, _, cell = key.partition(".")
    for parameter in PARAMETERS_WITH_LIMITS:
        if parameter.value == what and cell in LIMITS:
            return f"{formats.full_name(parameter)} {cell_words(cell)}"
    return {**other_rules(), **equipment_rules()}.get(key, key)

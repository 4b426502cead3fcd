"""A patient's record as the texts of a form, and back. Pure: wrong entries become sentences, nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QCoreApplication

from bedside.monitor.patient_refusals import HEIGHT_CM, WEIGHT_KG
from bedside.monitor.updates import SessionView
from bedside.therapy.ideal_weight import ideal_weight
from bedside.therapy.typed_number import read_number
from bedside.ui import formats
from bedside.ui.panels.rate_units import typable
from bedside.ui.spoken import told
from bedside.vitals.patients import Medicine, PatientRecord, Sex, WeightBasis
from bedside.vitals.plain import from_plain, to_plain
from bedside.vitals.sessions import PatientType

OLDEST_YEARS: Final = 120
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
HISTORY: Final = "history."
PLAIN: Final = ("family_name", "given_name", "record_no", "allergies", "escort_name", "escort_phone")


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientForm", text)


def new_id() -> str:
    """For a patient that is not in the records yet; never shown."""
    return uuid4().hex


def texts_of(record: PatientRecord) -> dict[str, str]:
    """Every field as it stands in the form."""
    texts = {name: getattr(record, name) for name in PLAIN}
    texts["born"] = "" if record.born is None else record.born.isoformat()
    texts["sex"] = record.sex.value
    texts["patient_type"] = record.patient_type.value
    texts["weight_basis"] = record.weight_basis.value
    for name in ("weight_kg", "height_cm", "weight_used_kg"):
        value = getattr(record, name)
        texts[name] = "" if value is None else typable(value)
    texts["prior_trials"] = "" if record.prior_trials is None else str(record.prior_trials)
    texts["indications"] = "\n".join(record.indications)
    texts["medicines"] = medicines_text(record.medicines)
    texts.update({HISTORY + key: said for key, said in record.history})
    return texts


def texts_of_label(session: SessionView | None) -> dict[str, str]:
    """What the bed was labelled with, as the beginning of a new record: "Reyes, Marta" is family and given name."""
    if session is None:
        return {}
    family, _, given = session.label.partition(",")
    texts = {"family_name": family.strip(), "given_name": given.strip()}
    if session.weight_kg is not None:
        texts["weight_kg"] = typable(session.weight_kg)
    return {**texts, "patient_type": session.patient_type.value}


def medicines_text(medicines: tuple[Medicine, ...]) -> str:
    """A list of medicines as one text."""
    return json.dumps(to_plain(medicines))


def medicines_of(text: str) -> tuple[Medicine, ...]:
    """The list such a text came from; none for an empty one."""
    return tuple(from_plain(Medicine, each) for each in json.loads(text)) if text else ()


def read_date(text: str, today: date) -> date | str | None:
    """A date of birth: 1991-06-02 or 2.6.1991; one sentence where it cannot be taken, None where it is empty."""
    typed = text.strip()
    if not typed:
        return None
    if _SLASHED.fullmatch(typed):
        return _tr("“{typed}” can be read in two ways: write year-month-day, such as 1991-06-02.").format(
            typed=typed
        )
    iso, dotted = _ISO.fullmatch(typed), _DOTTED.fullmatch(typed)
    if iso is None and dotted is None:
        return _tr("“{typed}” is no date of birth: write it as 1991-06-02.").format(typed=typed)
    parts = [int(part) for part in (iso or dotted).groups()]  # type: ignore[union-attr]  # one of them is
    year, month, day = parts if iso else reversed(parts)
    try:
        born = date(year, month, day)
    except ValueError:
        return _tr("There is no day {typed}: check the date of birth.").format(typed=typed)
    if born > today:
        return _tr("{typed} lies ahead: check the date of birth.").format(typed=typed)
    if today.year - born.year > OLDEST_YEARS:
        return _tr("{typed} is more than {n} years ago: check the date of birth.").format(
            typed=typed, n=OLDEST_YEARS
        )
    return born


def read_record(
    texts: Mapping[str, str], base: PatientRecord, today: date
) -> tuple[PatientRecord, list[str]]:
    """The record these texts make of `base`, and what cannot be taken of them, a sentence each."""
    wrong: list[str] = []

    def number(name: str, words: str, unit: str, low: float, high: float) -> float | None:
        typed = texts[name].strip()
        if not typed:
            return None
        value = read_number(typed, unit)
        if isinstance(value, str):
            wrong.append(f"{words}: {told(value)}")
            return None
        if not low <= value <= high:
            said = _tr(
                "{name}: {typed} {unit} is outside {low}–{high} {unit}, check the number and its unit."
            )
            wrong.append(
                said.format(
                    name=words, typed=typed, unit=unit, low=formats.plain(low), high=formats.plain(high)
                )
            )
            return None
        return float(value)

    born = read_date(texts["born"], today)
    if isinstance(born, str):
        wrong.append(born)
        born = None
    weight = number("weight_kg", _tr("Weight"), "kg", *WEIGHT_KG)
    height = number("height_cm", _tr("Height"), "cm", *HEIGHT_CM)
    trials_typed = texts["prior_trials"].strip()
    if trials_typed and not (trials_typed.isascii() and trials_typed.isdigit()):
        wrong.append(_tr("Medicines tried before: “{typed}” is no whole number.").format(typed=trials_typed))
        trials_typed = ""
    sex, basis = Sex(texts["sex"]), WeightBasis(texts["weight_basis"])
    ideal = ideal_weight(sex, height)
    used = {
        WeightBasis.ACTUAL: weight,
        WeightBasis.IDEAL: None if ideal.kg is None else round(ideal.kg, 1),
        WeightBasis.BY_HAND: None,
    }[basis]
    if basis is WeightBasis.BY_HAND:
        used = number("weight_used_kg", _tr("Weight used"), "kg", *WEIGHT_KG)
    if basis is WeightBasis.IDEAL and ideal.reason:
        wrong.append(told(ideal.reason))
    history = [
        (name.removeprefix(HISTORY), said.strip())
        for name, said in texts.items()
        if name.startswith(HISTORY) and said.strip()
    ]
    made = replace(
        base,
        family_name=texts["family_name"].strip(),
        given_name=texts["given_name"].strip(),
        record_no=texts["record_no"].strip(),
        allergies=texts["allergies"].strip(),
        escort_name=texts["escort_name"].strip(),
        escort_phone=texts["escort_phone"].strip(),
        born=born,
        sex=sex,
        patient_type=PatientType(texts["patient_type"]),
        weight_kg=weight,
        height_cm=height,
        weight_used_kg=used,
        weight_basis=basis,
        indications=tuple(key for key in texts["indications"].split("\n") if key),
        prior_trials=int(trials_typed) if trials_typed else None,
        history=tuple(history),
        medicines=tuple(each for each in medicines_of(texts["medicines"]) if each.name.strip() or each.kind),
    )
    if not wrong and made.identifiers < 2:
        wrong.append(_tr("Two identifiers are needed: two of name, date of birth and record number."))
    return made, wrong


def identity_words(record: PatientRecord, today: date) -> str:
    """Two identifiers and the age, as a list shows them: "born 1991-06-02, 35 y · ID 20418"."""
    parts = []
    if record.born is not None:
        parts.append(
            _tr("born {date}, {n} y").format(date=record.born.isoformat(), n=record.age_years(today))
        )
    if record.record_no:
        parts.append(_tr("ID {no}").format(no=record.record_no))
    return " · ".join(parts)


def named(record: PatientRecord, today: date) -> str:
    """Name and identifiers, "Reyes, Marta · born 1991-06-02, 35 y · ID 20418"."""
    return " · ".join(part for part in (record.label, identity_words(record, today)) if part)


def hint_words(patient: PatientRecord | None, today: date, *, new: bool) -> str:
    """What stands beside the form's title; `new`: a record is being typed."""
    if new:
        return _tr("new; two identifiers at least")
    if patient is None:
        return _tr("can be said at any time; monitoring and recording run without it")
    return identity_words(patient, today)


def trace_words(earlier: Sequence[PatientRecord], today: date) -> str:
    """Whose session it was before."""
    words = _tr("This session stood before under: {names}.")
    return words.format(names="; ".join(named(each, today) for each in earlier))

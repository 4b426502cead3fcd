"""What lower layers say in one word is translated on the screens as their sentences are: nothing stays English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from bedside.monitor.updates import Age
from bedside.ui.bed_header_words import header_words
from bedside.ui.nibp_readings import cuff_rows
from bedside.ui.nibp_words import cuff_words
from bedside.ui.other_numbers import shown_number
from bedside.ui.tile_state import look, moment_of
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, NibpFault
from bedside.vitals.sessions import PatientType
from tests.helpers.languages import speaking
from tests.helpers.sentences import sentences
from tests.helpers.story import story

KNOWN = frozenset(sentences())
REASONS = ("probe off", "searching", "held by the device", "no reading", "no data", "artefact")


def marked(context: str, text: str, _n: int) -> str | None:
    """A made-up language: every word that is listed for translation gets a mark."""
    return f"‹{text}" if context != "Sentences" or text in KNOWN else None


@pytest.fixture(autouse=True)
def another_language(qapp: QApplication) -> Iterator[None]:
    with speaking(marked):
        yield


@pytest.mark.parametrize("reason", REASONS)
def test_why_a_number_is_missing(reason: str) -> None:
    update = story("10:30:40")
    state = replace(update.numerics[Parameter.SPO2], age=Age.STRUCK, reason=reason)
    shown = look(state, None, moment_of(update, (True, True)))
    assert shown.word == f"‹{reason}".upper()
    assert shown.note.startswith(f"‹{reason}")
    none = replace(update, numerics={Parameter.TEMP: replace(state, parameter=Parameter.TEMP, age=Age.NONE)})
    assert shown_number(none, Parameter.TEMP).age == f"‹{reason}"


@pytest.mark.parametrize("fault", NibpFault)
def test_why_there_is_no_cuff_reading(fault: NibpFault) -> None:
    update = story("10:30:40")
    assert update.nibp is not None
    status = CuffStatus(t=update.now - 2.0, state=CuffState.FAILED, fault=fault)
    update = replace(update, nibp=replace(update.nibp, status=status))
    assert cuff_words(update.nibp, PressureUnit.MMHG) == f"‹{fault.value}"
    assert f"‹{fault.value}" in cuff_rows(update)[0].reason


def test_why_the_cuff_cannot_be_started() -> None:
    update = story("10:30:40")
    assert update.nibp is not None
    refusal = "A measurement is running: wait for its end or cancel it."
    assert cuff_words(replace(update.nibp, status=None, refusal=refusal)) == f"‹{refusal}"


@pytest.mark.parametrize("kind", [kind for kind in PatientType if kind is not PatientType.NOT_SET])
def test_what_kind_of_patient_it_is(kind: PatientType) -> None:
    update = story("10:30:40")
    assert update.session is not None
    update = replace(update, session=replace(update.session, patient_type=kind))
    assert header_words(update).details.startswith(f"‹{kind.value} · ")

"""A comma for a point: every field that takes a number takes both, in every locale, and the same number is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

import bedside.ui
from bedside.therapy.protocol_file import default_protocol
from bedside.ui.course.call_fields import whole
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.entry_fields import fields_of, typed_value
from bedside.ui.panels.keypad import Keypad
from bedside.ui.panels.limit_editor import LimitEditor
from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.rate_units import parse_decimal, typable
from bedside.ui.panels.vial import VialsPanel
from bedside.ui.protocols.change_log import detail_words
from bedside.ui.protocols.draft import ProtocolDraft, number_or_text
from bedside.ui.protocols.draft import shown as shown_in_protocol
from bedside.ui.session import patient_draft, plan_draft
from bedside.ui.spoken import told, use_decimal_mark
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AccountVial, EnterRespiration, GiveBolus
from bedside.vitals.commands import ChangeRate, NamePatient, StartInfusion
from bedside.vitals.display import DecimalMark
from bedside.vitals.parameters import Parameter
from bedside.vitals.station_commands import TellChange
from tests.helpers.hosting import host
from tests.helpers.screening import MARTA
from tests.helpers.story import BED, NURSE, story

UI = Path(bedside.ui.__file__).parent


@pytest.fixture(params=["de_DE", "es_ES", "en_US"])
def somewhere(request: pytest.FixtureRequest) -> Iterator[QLocale]:
    """The screen writes numbers as this place does."""
    before, locale = QLocale(), QLocale(request.param)
    QLocale.setDefault(locale)
    use_decimal_mark(DecimalMark.PLACE)
    yield locale
    use_decimal_mark(DecimalMark.POINT)
    QLocale.setDefault(before)


@pytest.fixture(params=[",", "."])
def mark(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def opened(qtbot: QtBot, panel: Panel, clock: str = "10:28:12") -> list[object]:
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(story(clock), NURSE)
    return commands


def test_a_changed_rate(qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str) -> None:
    panel = RatePanel(look)
    commands = opened(qtbot, panel)
    panel.change.edit.setText(f"57{mark}5")
    qtbot.keyClick(panel.change.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, ChangeRate) and said.rate_ml_h == said.entered_value == 57.5


def test_every_number_of_a_start(qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str) -> None:
    panel = RatePanel(look)
    commands = opened(qtbot, panel, "10:00:00")
    fields = (panel.start.rate, panel.start.concentration, panel.start.planned_mg, panel.start.planned_min)
    for field, typed in zip(fields, ("52.5", "1.0", "37.5", "42.5"), strict=True):
        field.edit.setText(typed.replace(".", mark))
    qtbot.keyClick(panel.start.rate.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, StartInfusion)
    assert (said.rate_ml_h, said.concentration_mg_ml) == (52.5, 1.0)
    assert (said.planned_mg, said.planned_min) == (37.5, 42.5)


def test_a_bolus(qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str) -> None:
    panel = BolusPanel(look)
    commands = opened(qtbot, panel)
    panel.amount.edit.setText(f"7{mark}5")
    qtbot.keyClick(panel.amount.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, GiveBolus) and said.mg == said.entered_value == 7.5


def test_every_amount_of_a_vial_which_comes_back_as_it_was_typed(
    qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str
) -> None:
    panel = VialsPanel(look)
    commands = opened(qtbot, panel)
    panel.lot.edit.setText("A7")
    panel.expiry.edit.setText("2027-04")
    typed = {"strength_mg_ml": "50", "opened_mg": "500", "drawn_mg": "62.125", "given_mg": "62.125"}
    for name, text in typed.items():
        panel.amounts[name].edit.setText(f"{text}0".replace(".", mark) if "." in text else text)
    qtbot.keyClick(panel.lot.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, AccountVial)
    assert (said.use.drawn_mg, said.use.given_mg) == (62.125, 62.125)
    assert parse_decimal(typable(said.use.drawn_mg), "mg") == 62.125


def test_a_respiratory_rate(qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str) -> None:
    panel = ObservationPanel(look)
    commands = opened(qtbot, panel)
    panel.typed.edit.setText(f"14{mark}5")
    qtbot.keyClick(panel.typed.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, EnterRespiration) and said.rate_per_min == 14.5


def test_the_weight_at_the_bed(qtbot: QtBot, look: Theme, somewhere: QLocale, mark: str) -> None:
    panel = PatientPanel(look)
    commands = opened(qtbot, panel)
    panel.weight.edit.setText(f"71{mark}5")
    panel.save_key.click()
    (said,) = commands
    assert isinstance(said, NamePatient) and said.weight_kg == 71.5
    panel.open_for(replace(story(), session=replace(story().session, weight_kg=71.125)), NURSE)  # type: ignore[type-var]
    assert panel._weight == 71.125, "what the field shows is what it reads"


def test_weight_and_height_of_a_record_come_back_as_they_were_typed(somewhere: QLocale, mark: str) -> None:
    texts = patient_draft.texts_of(MARTA) | {
        "weight_kg": "70.1250".replace(".", mark),
        "height_cm": "168.5".replace(".", mark),
    }
    made, wrong = patient_draft.read_record(texts, MARTA, MARTA.born.replace(year=2026))  # type: ignore[union-attr]
    assert (made.weight_kg, made.height_cm, wrong) == (70.125, 168.5, [])
    again, wrong = patient_draft.read_record(
        patient_draft.texts_of(made),
        MARTA,
        MARTA.born.replace(year=2026),  # type: ignore[union-attr]
    )
    assert again == made and wrong == []


def test_every_number_of_a_plan(somewhere: QLocale, mark: str) -> None:
    typed = {"dose_mg": "", "dose_mg_kg": "0.55", "minutes": "42.5", "concentration_mg_ml": "1.25"}
    texts = {name: text.replace(".", mark) for name, text in {**typed, "nibp_every_min": "2.5"}.items()}
    values, wrong = plan_draft.read_numbers(texts, dict.fromkeys(texts, ""))
    assert wrong == []
    assert {name: None if value is None else float(value) for name, value in values.items()} == {
        "dose_mg": None,
        "dose_mg_kg": 0.55,
        "minutes": 42.5,
        "concentration_mg_ml": 1.25,
        "nibp_every_min": 2.5,
    }


@pytest.mark.parametrize(
    "command",
    (
        ChangeRate(bed=BED, actor=NURSE, rate_ml_h=55.0),
        StartInfusion(bed=BED, actor=NURSE, rate_ml_h=55.0, concentration_mg_ml=1.0),
        GiveBolus(bed=BED, actor=NURSE, mg=5.0),
        EnterRespiration(bed=BED, actor=NURSE, rate_per_min=14.0),
    ),
    ids=lambda command: type(command).__name__,
)
def test_every_number_of_a_corrected_entry(command: object, somewhere: QLocale, mark: str) -> None:
    numbers = [spec for spec in fields_of(command) if spec.kind.name == "NUMBER"]  # type: ignore[arg-type]
    assert numbers
    for spec in numbers:
        assert typed_value(spec, f"12{mark}5") == (12.5, "")


def test_numbers_of_a_protocol_and_what_could_be_two_numbers_is_no_number(
    somewhere: QLocale, mark: str
) -> None:
    assert number_or_text(f"2{mark}5") == 2.5
    assert number_or_text("40") == 40 and isinstance(number_or_text("40"), int)
    assert number_or_text(" Off ") == "off"
    assert number_or_text(f"1{mark}125") == f"1{mark}125", "1125 or 1.125: refused in words"
    assert number_or_text(shown_in_protocol(1.125)) == 1.125, "what the editor shows is what it reads"
    for typed in ("1e3", "nan", "inf", "0x10"):
        assert number_or_text(typed) == typed


def test_a_limit_an_age_and_a_protocol_come_back_as_they_are_shown(
    qtbot: QtBot, look: Theme, somewhere: QLocale
) -> None:
    editor = LimitEditor(look)
    host(qtbot, editor, 784, 100)
    put: list[object] = []
    editor.put.connect(put.append)
    for value in (0.5, 36.25, 101.0):
        editor.show_limit((Parameter.SPO2, "med_low"), value, None, known=False)
        assert editor.edit.text() == typable(value)
        editor.edit.textEdited.emit(editor.edit.text())
    assert put == [0.5, 36.25, 101.0]


def test_what_goes_into_the_record_has_a_point(somewhere: QLocale) -> None:
    draft = ProtocolDraft(default_protocol("mood"))
    draft.put("minutes", 42.5)
    assert ("minutes", "40", "42.5") in [
        (place, before.removesuffix(".0"), after) for place, before, after in draft.changes("{:g}".format)
    ]
    assert draft.changes()[0][2] == f"42{somewhere.decimalPoint()}5"


def test_the_log_of_changes_has_the_mark_of_the_screen_and_leaves_typed_texts_alone(
    somewhere: QLocale,
) -> None:
    point = somewhere.decimalPoint()

    def shown(what: str, detail: str) -> str:
        return detail_words(TellChange(bed=0, actor=NURSE, what=what, detail=detail))

    numbers = "Cautions, dose over mg/kg: 0.5 → 0.75; Discharge, or systolic under mmHg: off → 142.5"
    words = "Site rule NIBP systolic High high: – → Call 555.0117 at 9.30; Emergency number: 555.01 → 555.02"
    assert shown("protocol_approved", f"{numbers}; {words}") == f"{numbers.replace('.', point)}; {words}"
    assert shown("site_rules_changed", words) == words
    assert (
        shown("profile_approved", "limits of 2.5.2026, as agreed 9.30")
        == "limits of 2.5.2026, as agreed 9.30"
    )
    listed = "K2317: expiry 2027-04, 12.5 mg/mL, 11 vials"
    assert shown("lots_looked_through", listed) == listed.replace(".", point)


def test_totals_are_whole_numbers_and_a_decimal_is_none(somewhere: QLocale, mark: str) -> None:
    assert whole(" 12 ") == 12
    assert whole(f"12{mark}0") is None and whole("-3") is None


def test_the_keypad_has_the_mark_of_the_place_and_types_it(
    qtbot: QtBot, look: Theme, somewhere: QLocale
) -> None:
    panel = RatePanel(look)
    opened(qtbot, panel)
    keypad = panel.change.keypad
    assert isinstance(keypad, Keypad) and keypad.keys["."].text() == somewhere.decimalPoint()
    for sign in ("5", "7", ".", "5"):
        keypad.keys[sign].click()
    assert panel.change.edit.text() == f"57{somewhere.decimalPoint()}5"
    assert parse_decimal(panel.change.edit.text()) == 57.5


def test_sentences_with_numbers_have_the_mark_of_the_place_and_keep_their_full_stop(
    somewhere: QLocale,
) -> None:
    point = somewhere.decimalPoint()
    said = told("The rate is rounded: 52.33 mL/h for 40 min give 34.89 mg.")
    assert said == f"The rate is rounded: 52{point}33 mL/h for 40 min give 34{point}89 mg."


def test_one_writer_serves_every_number_of_the_screens() -> None:
    """Decimals are written by `spoken` alone: whoever formats one by hand has a point in every place."""
    by_hand = re.compile(r"\{[^{}:]+:(,?\.[1-9]f|g)\}")
    found = [
        f"{path.relative_to(UI)}:{n}"
        for path in sorted(UI.rglob("*.py"))
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if by_hand.search(line) and path.name != "spoken.py" and "marked(" not in line
    ]
    assert found == []


def test_one_reader_serves_every_field_of_the_screens() -> None:
    """Nobody turns commas into points, or texts into numbers, by themselves."""
    by_hand = re.compile(
        r"""replace\(["'],["'], ["']\.["']\)|(float|int)\([^()\n]*\.text\(\)|\.toDouble\(|QDoubleSpin"""
    )
    found = [
        f"{path.relative_to(UI)}:{n}"
        for path in sorted(UI.rglob("*.py"))
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if by_hand.search(line)
    ]
    assert found == []

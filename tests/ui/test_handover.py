"""The handover card: five rows as of one moment, the same on an A5 page, and the live bed goes on beside it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from bedside.export.intended_use import INTENDED_USE
from bedside.monitor.trends import Trend
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui.handover_card import handover_card
from bedside.ui.handover_page import page_groups, pdf_of, save_pdf
from bedside.ui.panels import handover
from bedside.ui.panels.handover import HandoverPanel
from bedside.ui.paper import NotPrintedError
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import RecordTreatment
from bedside.vitals.commands import Command, Entry, GiveRating, MarkEvent
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Mode
from tests.helpers.alarming import paused
from tests.helpers.hosting import host
from tests.helpers.parts import numeric
from tests.helpers.story import NURSE, at, empty, story
from tests.helpers.updates import desaturation, reyes
from tests.helpers.windows import feed, open_window


def due(update: MonitorUpdate, seconds: float) -> MonitorUpdate:
    assert update.nibp is not None
    return replace(update, nibp=replace(update.nibp, due_t=update.now + seconds))


def measured(update: MonitorUpdate, parameter: Parameter, value: float, **more: object) -> MonitorUpdate:
    state = numeric(parameter, value, update.now, **more)  # type: ignore[arg-type]
    return replace(update, numerics={**update.numerics, parameter: state})


def card(update: MonitorUpdate, unit: PressureUnit = PressureUnit.MMHG):
    return handover_card(update, NURSE, unit)


def text_of(data: bytes) -> tuple[QPdfDocument, str]:
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    document._kept = buffer  # type: ignore[attr-defined]
    return document, " ".join(document.getAllText(0).text().split())


def panel_of(qtbot: QtBot, look: Theme, update: MonitorUpdate) -> HandoverPanel:
    panel = HandoverPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    return panel


def test_every_value_has_its_age_and_what_is_missing_is_said() -> None:
    values = {value.name: (value.line, value.age) for value in card(reyes()).now}
    assert values["SpO2"] == ("97 %", "now")
    assert values["NIBP"] == ("134/83 mmHg, mean 100", "3 min ago")
    assert values["RR"] == ("--", "no reading yet")
    assert values["MOAA/S"] == ("--", "not entered yet")


def test_a_value_that_is_not_current_is_dashes_with_what_it_was() -> None:
    update = measured(reyes(), Parameter.SPO2, 97, age=Age.STRUCK, reason="probe off")
    spo2 = card(replace(update, now=update.now + 20)).now[0]
    assert (spo2.value, spo2.age) == ("--", "probe off, last 97, 20 s ago")


def test_the_dose_so_far_is_the_one_of_the_header() -> None:
    dose = card(story("10:34:50")).dose
    assert (dose.given, dose.of, dose.per_kg, dose.percent) == ("25.7", "of 35.0 mg", "0.37 mg/kg", "73 %")
    assert (dose.running, dose.reason) == ("55 mL/h since 10:15", "low response")
    assert dose.time == "29:50 of 40:00"
    assert dose.stops == "planned end 10:45:00, 10:10 left"


def test_the_reason_of_a_rate_stands_beside_it_on_paper_without_brackets() -> None:
    rows = [row for group in page_groups(card(story("10:34:50"))) for row in group]
    assert ("Rate", "55 mL/h since 10:15", "low response") in rows


def test_a_page_that_nobody_signed_says_so_in_a_sentence(look: Theme) -> None:
    _, words = text_of(pdf_of(handover_card(story("10:34:50"), UNNAMED), look))
    assert "Written at 10:34:50, nobody was signed in." in words
    assert "not signed in" not in words


def test_open_alarms_come_first_and_none_is_written_not_left_blank(qtbot: QtBot, look: Theme) -> None:
    alarming = card(desaturation())
    assert alarming.open_alarms[0].line == "*** SpO2 86 < 88, since 10:31:22, not acknowledged"
    calm = panel_of(qtbot, look, reyes())
    assert "None open." in calm.words
    assert "Nothing paused · limits as in the profile" in calm.words
    page = {label: value for group in page_groups(card(reyes())) for label, value, _ in group}
    assert page["Open alarms"] == "none"


def test_a_pause_and_what_is_due_are_told_with_their_times() -> None:
    told = card(due(paused(reyes(), 72.0), 310.0))
    assert told.quiet == "Sound paused, 1:12 left"
    assert [(line.words, line.left) for line in told.due] == [
        ("the pause ends", "in 1:12"),
        ("NIBP", "in 5:10"),
        ("infusion planned to end", "in 16:48"),
    ]
    late = card(due(reyes(), -62.0)).due[0]
    assert (late.words, late.left, late.soon) == ("NIBP", "overdue by 1:02", True)


def test_without_plan_or_entries_the_card_says_so(qtbot: QtBot, look: Theme) -> None:
    bare = replace(reyes(), infusion=None, entries=())
    words = panel_of(qtbot, look, bare).words
    for said in (
        "No infusion was recorded.",
        "No ratings entered.",
        "No events entered.",
        "Nothing is planned.",
    ):
        assert said in words


def test_ratings_and_events_are_on_it() -> None:
    told = card(story("10:34:50"))
    assert [(rated.scale, rated.value) for rated in told.rated] == [
        ("Dissociation", 6),
        ("Anxiety", 2),
        ("Nausea", 1),
    ]
    assert told.events[0] == ("Eye mask", "10:22")


def entered(update: MonitorUpdate, *told: tuple[str, Command]) -> MonitorUpdate:
    made = tuple(
        Entry(number=800 + n, t=at(clock), entered_t=update.now, command=command)
        for n, (clock, command) in enumerate(told)
    )
    return replace(update, entries=(*update.entries, *made))


def test_a_treatment_with_its_dose_is_handed_over_and_the_newest_is_the_one_given_last() -> None:
    """One tap is completed afterwards to what was given: it must not leave the card by that."""
    given = RecordTreatment(bed=3, actor=NURSE, treatment="midazolam", dose=1.0, unit="mg", route="IV")
    update = entered(reyes(), ("10:27:00", given), ("09:50:00", MarkEvent(bed=3, event="headache")))
    assert "Midazolam 1 mg" in card(update).events[0][0]
    assert card(update).events[0][1] == "10:27"


def test_sedation_on_the_other_scale_is_handed_over_as_it_was_scored() -> None:
    rass = GiveRating(bed=3, actor=NURSE, scale="rass", value=-2)
    update = entered(reyes(), ("10:26:12", rass), ("10:00:00", replace(rass, scale="moaas", value=3)))
    (score,) = [value for value in card(update).now if value.name in ("RASS", "MOAA/S")]
    assert (score.name, score.value, score.unit, score.age) == ("RASS", "−2", "−5 to +4", "2:00 ago")


def test_other_numbers_of_the_bed_are_handed_over_too(qtbot: QtBot, look: Theme) -> None:
    words = panel_of(qtbot, look, measured(reyes(), Parameter.ETCO2, 38.0)).words
    assert "EtCO2 38 mmHg" in words


def test_the_card_stays_as_it_was_until_it_is_renewed(qtbot: QtBot, look: Theme) -> None:
    panel = panel_of(qtbot, look, reyes())
    assert panel.card is not None and panel.card.clock == "10:28:12"
    panel.show_update(desaturation())
    assert panel.card.now[0].value == "97"
    assert "as of 10:28:12" in panel._head.hint and "3 min ago" in panel._head.hint
    assert "the alarms have changed since" in panel._head.hint
    qtbot.keyClick(panel, Qt.Key.Key_R)
    panel.renew()
    assert panel.card.now[0].value == "86"
    assert "changed" not in panel._head.hint


def test_the_page_is_one_a5_sheet_that_can_be_read_back(look: Theme) -> None:
    document, text = text_of(pdf_of(card(desaturation()), look))
    assert document.pageCount() == 1
    assert (round(document.pagePointSize(0).width()), round(document.pagePointSize(0).height())) == (420, 595)
    for said in (
        "Reyes, Marta", "Bed 3", "SpO2 86 % now", "136/84 mmHg, mean 101", "*** SpO2 86 < 88", "23.1 of 35.0 mg",
        "Dissociation 6", "Written by A. Moreno, RN at 10:31:58",
    ):  # fmt: skip
        assert said in text, said
    assert INTENDED_USE in text
    assert "SIMULATION" not in text and "REPLAY" not in text


@pytest.mark.parametrize(
    ("mode", "word"),
    ((Mode.SIMULATION, "SIMULATION: no patient"), (Mode.REPLAY, "REPLAY of a recorded session")),
)
def test_what_is_no_live_patient_says_so_on_the_page_and_on_the_card(
    qtbot: QtBot, look: Theme, mode: Mode, word: str
) -> None:
    update = reyes(mode=mode)
    assert word in text_of(pdf_of(card(update), look))[1]
    assert word in panel_of(qtbot, look, update)._head.hint


def test_the_page_is_black_on_white_in_every_theme_and_nothing_leaves_it(look: Theme) -> None:
    full = card(due(measured(desaturation(), Parameter.ETCO2, 38.0), 300.0))
    document, _ = text_of(pdf_of(full, look))
    image = QImage(QSize(840, 1190), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, document.render(0, image.size()))
    painter.end()
    seen = [image.pixelColor(x, y) for x in range(0, 840, 3) for y in range(0, 1190, 3)]
    assert all(max(c.getRgb()[:3]) - min(c.getRgb()[:3]) <= 8 for c in seen)
    edge = [image.pixelColor(x, y) for y in range(1190) for x in (2, 30, 810, 837)]
    assert all(c == Qt.GlobalColor.white for c in edge)


def test_pressures_of_the_page_are_in_the_chosen_unit(look: Theme) -> None:
    assert "18.1/11.2 kPa, mean 13.5" in text_of(pdf_of(card(desaturation(), PressureUnit.KPA), look))[1]


def test_saving_twice_keeps_both_files_and_the_name_tells_no_patient(look: Theme, tmp_path: Path) -> None:
    first, second = (save_pdf(card(reyes()), look, tmp_path / "new") for _ in range(2))
    assert first != second and first.read_bytes()[:4] == b"%PDF"
    assert first.name == "handover-bed3-14-Nov-2026-102812.pdf"
    assert "Reyes" not in second.name


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(look: Theme, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NotPrintedError, match="choose another folder"):
        save_pdf(card(reyes()), look, tmp_path)


def test_a_file_in_the_folder_s_place_is_said_too(look: Theme, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("")
    with pytest.raises(NotPrintedError, match="could not be saved"):
        save_pdf(card(reyes()), look, tmp_path / "documents")


def test_saving_says_where_and_the_bed_is_never_covered_by_a_dialog(
    qtbot: QtBot, look: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "documents_folder", lambda: tmp_path)
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    window.open_panel("handover")
    feed(window, reyes())
    panel = window.desk.panel
    assert isinstance(panel, HandoverPanel)
    panel.save_key.click()
    assert str(tmp_path) in panel.said and list(tmp_path.glob("*.pdf"))
    assert len([w for w in window.children() if getattr(w, "isModal", bool)()]) == 0


def test_without_a_printer_the_key_is_closed_and_the_sentence_says_what_to_do(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "default_printer", str)
    panel = panel_of(qtbot, look, reyes())
    assert not panel.print_key.isEnabled()
    assert "save the PDF" in panel.said
    monkeypatch.setattr(handover, "default_printer", lambda: "Ward 2")
    asked = []
    monkeypatch.setattr(handover, "print_page", lambda shown, _look: asked.append(shown) or "Ward 2")
    with_printer = panel_of(qtbot, look, reyes())
    with_printer.print_key.click()
    assert asked == [with_printer.card] and with_printer.said == "Sent to the printer Ward 2."


def test_a_bed_without_a_session_has_nothing_to_hand_over(qtbot: QtBot, look: Theme) -> None:
    panel = panel_of(qtbot, look, empty())
    assert "nothing to hand over" in panel.words
    assert not panel.save_key.isEnabled()
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    assert window.bed_screen.keys is not None and window.bed_screen.keys.keys["handover"].isEnabled()


@pytest.mark.parametrize(
    ("clock", "said"),
    [("10:30:40", "planned end 10:45:00, 14:20 left"), ("10:46:30", "1:30 over the plan")],
)
def test_the_dose_says_when_it_ends_or_by_how_much_it_is_over(clock: str, said: str) -> None:
    assert card(story(clock)).dose.stops == said


@pytest.mark.parametrize(
    ("spo2", "pr", "arrows"), [(97.0, 76.0, "→→"), (95.0, 81.0, "↓↑"), (99.0, 71.0, "↑↓"), (96.0, 80.0, "→→")]
)
def test_an_arrow_says_where_a_number_went_in_ten_minutes_and_the_page_what_it_was(
    spo2: float, pr: float, arrows: str
) -> None:
    update = measured(measured(story("10:28:12"), Parameter.SPO2, spo2), Parameter.PR, pr)
    times = np.arange(0.0, update.now)
    was = {Parameter.SPO2: 97.0, Parameter.PR: 76.0}
    trends = {key: Trend.of(times, np.full(len(times), value)).view() for key, value in was.items()}
    told = card(replace(update, trends=trends))
    assert [value.turn for value in told.now[:2]] == list(arrows)
    assert told.now[0].age_and_turn == f"now {arrows[0]}"
    assert told.now[1].age_and_before == f"now, {arrows[1]} from 76"
    assert told.now[1].heard.endswith("was 76")


def test_a_cuff_reading_is_held_against_the_one_before_it_and_no_arrow_stands_without_one() -> None:
    update = story("10:28:12")
    nibp = update.nibp
    assert nibp is not None and nibp.last is not None and nibp.last.sys is not None
    before = replace(nibp.last, t=nibp.last.t - 300.0, sys=nibp.last.sys - 10.0, dia=72.0)
    told = card(replace(update, determinations=(before, nibp.last)))
    assert told.now[2].age_and_before.endswith(f", ↑ from {before.sys:.0f}/72")
    first = card(replace(update, determinations=(nibp.last,), trends={}))
    assert [value.turn for value in first.now] == [""] * len(first.now)

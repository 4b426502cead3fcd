"""The advice sheet: the site's own words on paper, a line to write on for what is not known, recorded as given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from bedside.ui.session import advice_form
from bedside.ui.session.advice_form import AdviceForm
from bedside.ui.session.advice_page import laid_out, page_size, paint_preview, pdf_of
from bedside.ui.session.advice_words import AdviceSheet, missing_words, sheet_of
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AnswerItem
from bedside.vitals.sessions import UNNAMED, Mode
from tests.helpers.discharging import GIVEN, RULES, Recovery, answer, open_recovery, recovering
from tests.helpers.story import NURSE

OPEN = tuple(each for each in GIVEN if getattr(each[1], "item", "") != "advice")


def opened(qtbot: QtBot, look: Theme, **more: object) -> tuple[Recovery, AdviceForm]:
    flow = open_recovery(qtbot, look, "advice", **more)  # type: ignore[arg-type]
    form = flow.page.form
    assert isinstance(form, AdviceForm)
    return flow, form


def sheet(**more: object) -> AdviceSheet:
    update = recovering(**more)  # type: ignore[arg-type]
    assert update.care is not None
    made = sheet_of(update, update.care, NURSE)
    assert made is not None
    return made


def ink_of(look: Theme, made: AdviceSheet) -> list[bool]:
    """Which rows of the preview have something dark on them."""
    laid = laid_out(look, made)
    wide, high = (round(each) for each in page_size())
    image = QImage(wide, high * len(laid.pages), QImage.Format.Format_Grayscale8)
    painter = QPainter(image)
    paint_preview(painter, look, made, laid, QRectF(image.rect()))
    painter.end()
    return [any(image.pixelColor(x, y).value() < 128 for x in range(wide)) for y in range(image.height())]


@pytest.mark.req("DIS-01")
def test_the_sheet_has_the_words_of_the_protocol_and_what_the_record_knows() -> None:
    made = sheet()
    assert made.words == RULES.advice
    assert (made.name, made.details, made.day) == ("Reyes, Marta", "born 1991-06-02 · ID 20418", "2026-11-14")
    assert (made.next_visit, made.emergency, made.escort) == (
        "18 Nov, 09:30",
        "555 0100",
        "Luis Reyes, 555 0117",
    )
    assert made.given_by == NURSE.name
    assert made.source == "Mood v7, approved by nobody yet"
    assert missing_words(made) == ""
    assert made.mode_words == ""


def test_what_nobody_wrote_is_a_line_to_write_on_and_never_made_up() -> None:
    given = tuple(each for each in OPEN if getattr(each[1], "item", "") != "next_visit")
    made = sheet(given=given, protocol=replace(RULES, emergency_number=""))
    assert (made.next_visit, made.emergency) == ("", "")
    assert missing_words(made) == "Not known, a line is left to write on: emergency number, next visit."
    update = recovering()
    assert update.care is not None
    nameless = sheet_of(update, update.care, UNNAMED)
    assert nameless is not None
    assert nameless.given_by == ""


@pytest.mark.req("DIS-01")
def test_who_came_stands_on_the_sheet_and_not_who_was_expected() -> None:
    """The record's phone is not theirs; the same name keeps it."""
    came = sheet(given=(*GIVEN, ("11:42:30", answer("escort", "Ines Reyes"))))
    assert came.escort == "Ines Reyes"
    same = sheet(given=(*GIVEN, ("11:42:30", answer("escort", "Luis Reyes"))))
    assert same.escort == "Luis Reyes, 555 0117"
    here = sheet(given=(*GIVEN, ("11:42:30", answer("escort"))))
    assert here.escort == "Luis Reyes, 555 0117"
    early = sheet(given=(("10:00", answer("escort", "Ines Reyes")), *GIVEN))
    assert early.escort == "Luis Reyes, 555 0117", "what was said before the end of the drug is asked again"


def test_what_is_no_live_patient_says_so_on_paper() -> None:
    update = recovering()
    assert update.care is not None
    for mode in (Mode.SIMULATION, Mode.REPLAY):
        made = sheet_of(replace(update, mode=mode), update.care, NURSE)
        assert made is not None
        assert made.mode_words


@pytest.mark.parametrize(
    ("words", "pages"),
    [("Rest today.", 1), ("Rest and drink water. " * 40, 1), ("Rest today.\n" * 60, 3), ("word " * 800, 2)],
)
def test_no_word_of_long_advice_is_cut_and_none_lies_on_another(look: Theme, words: str, pages: int) -> None:
    made = replace(sheet(), words=words.strip())
    laid = laid_out(look, made)
    assert len(laid.pages) == pages
    assert " ".join(line for page in laid.pages for _, line in page).split() == words.split()
    _, high = page_size()
    for page in laid.pages:
        bases = [base for base, _ in page]
        assert bases == sorted({*bases})
        assert all(base < high for base in bases)
    assert pdf_of(made, look).count(b"/Type /Page\n") == pages
    # what is known, at the foot of the last page, is painted where no word is
    bare = ink_of(look, replace(made, words="Rest."))
    foot = [row for row, inked in enumerate(bare) if inked and row > len(bare) // 2]
    last = ink_of(look, made)[-len(bare) :]
    assert [row for row in range(foot[0], len(bare)) if last[row]] == foot


@pytest.mark.req("DIS-01")
def test_given_is_recorded_as_the_line_of_the_gate(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, given=OPEN)
    form.given_key.setFocus()
    flow.press(Qt.Key.Key_Space)
    (sent,) = flow.of(AnswerItem)
    assert (sent.form, sent.item, sent.answer) == ("discharge", "advice", "yes")
    assert not form.given_key.isEnabled()
    assert form.state.text().endswith("Given at 11:43.")
    flow.click(form.back_key)
    assert flow.page.name == "discharge"


def test_it_is_saved_as_a_pdf_whose_name_says_no_patient(
    qtbot: QtBot, look: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice_form, "documents_folder", lambda: tmp_path)
    flow, form = opened(qtbot, look)
    flow.click(form.save_key)
    flow.click(form.save_key)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["advice-bed3-2026-11-14-114330-2.pdf", "advice-bed3-2026-11-14-114330.pdf"]
    assert (tmp_path / names[1]).read_bytes().startswith(b"%PDF")
    assert "It names the patient." in form.state.text()


def test_a_folder_that_cannot_be_written_is_said(
    qtbot: QtBot, look: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(advice_form, "documents_folder", lambda: blocked / "folder")
    flow, form = opened(qtbot, look)
    flow.click(form.save_key)
    assert form.state.text().startswith("The PDF could not be saved in ")


def test_without_words_of_the_site_there_is_nothing_to_print(qtbot: QtBot, look: Theme) -> None:
    _, form = opened(qtbot, look, protocol=replace(RULES, advice=""))
    assert form.missing.text() == "The site's protocol has no advice text: write it in Settings, Protocol."
    assert not form.print_key.isEnabled()
    assert not form.save_key.isEnabled()
    assert form.preview.isHidden()


def test_long_advice_is_written_smaller_before_it_goes_on_overleaf(look: Theme) -> None:
    for lines, pages in ((6, 1), (14, 1), (60, 3)):
        words = "\n".join(f"{n}. Rest, drink, and do not drive a car today." for n in range(lines))
        laid = laid_out(look, replace(sheet(), words=words))
        assert len(laid.pages) == pages
        assert (laid.share < 1.0) is (lines > 6)

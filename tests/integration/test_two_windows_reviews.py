"""Reviews at two real windows of one running station: written at one, seen at the other, and in the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.qa.qa_page import QaPage
from tests.helpers.courses import DAYS, SUPERVISOR, marta, recorded, saved, whole
from tests.helpers.two_windows import Place, Ward, ward_in

SESSION = "2026-11-14"


@pytest.fixture
def ward(qtbot: QtBot, home: Path) -> Iterator[Ward]:
    store = recorded(home / "b.sqlite", [saved(marta()), *whole(DAYS[2], marta())])
    with ward_in(qtbot, theme.load("dark"), store) as made:
        yield made


def opened(ward: Ward, place: Place) -> QaPage:
    """The session in the replay of a window."""
    place.window.acts.go_to("review")
    review = place.window.review
    ward.until(lambda: len(review.library.shown) == 1)
    review.open_requested.emit(SESSION)
    ward.until(lambda: review.session_open)
    page = review.page.events.qa
    assert page is not None
    return page


def test_a_note_that_is_typed_at_one_window_is_seen_at_both_and_the_other_marks_the_session(
    ward: Ward,
) -> None:
    left, right = opened(ward, ward.left), opened(ward, ward.right)
    ward.left.come()
    ward.left.window.review.setFocus()
    ward.left.press(Qt.Key.Key_Q)
    assert left.form_open
    ward.left.type("calm")
    ward.right.come()
    ward.right.window.review.page.transport.note_key.click()
    ward.until(lambda: right.form.words.toPlainText() == "calm")
    right.close_form()
    left.form.save()
    assert left.form.said == "A name is missing: say who you are, then save."
    left.form.who_key.click()
    ward.until(lambda: ward.left.window.screens.panels.name == "operator")
    ward.works_here(SUPERVISOR)
    ward.left.window.screens.panels.clear()
    ward.until(left.form.who_key.isHidden)
    ward.left.come()
    left.form.words.setFocus()
    QTest.keyClick(ward.left.window.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ward.until(lambda: not left.form_open)
    ward.until(lambda: len(left.review.notes) == len(right.review.notes) == 1)
    right.list.mark_key.click()
    ward.until(lambda: left.review.reviewed is not None)
    assert left.list.reviewed.text().startswith("Reviewed by Dr. L. Hartmann, supervisor on ")
    library = ward.services.library
    assert library is not None
    ward.until(lambda: len(library.reviews.of(SESSION)) == 2)
    ward.left.window.review.show_library()
    assert "reviewed by Dr. L. Hartmann" in ward.left.window.review.library.row_words()[0]

"""What is said in values, thousands of sentences a day, is not kept for the day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from bedside.ui import spoken
from tests.helpers.languages import speaking

SENTENCES = [f"SpO2 {n % 100} < 88 for {n} s" for n in range(5000)]


@pytest.fixture
def translated(qapp: QApplication) -> Iterator[None]:
    """A language that has every sentence."""
    with speaking(lambda _context, text, _n: f"‹{text}"):
        yield


def test_without_a_translation_every_sentence_is_itself_and_none_is_kept(qapp: QApplication) -> None:
    spoken.forget()
    assert [spoken.spoken(each) for each in SENTENCES] == SENTENCES
    assert spoken._spoken.cache_info().currsize == 0


def test_in_another_language_the_newest_are_kept(translated: None) -> None:
    assert [spoken.spoken(each) for each in SENTENCES] == [f"‹{each}" for each in SENTENCES]
    assert spoken._spoken.cache_info().currsize == spoken._KEPT_COUNT

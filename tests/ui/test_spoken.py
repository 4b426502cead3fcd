"""What is said in values, thousands of sentences a day, is not kept for the day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from bedside.ui import spoken

SENTENCES = [f"SpO2 {n % 100} < 88 for {n} s" for n in range(5000)]


class Echo(QTranslator):
    """A language that has every sentence."""

    def translate(self, context, text, comment=None, n=-1):
        return f"‹{text}"

    def isEmpty(self):  # noqa: N802 - Qt's own name
        return False


@pytest.fixture
def translated(qapp: QApplication) -> Iterator[None]:
    """Another language, and English again."""
    translator = Echo()
    QCoreApplication.installTranslator(translator)
    spoken.forget()
    yield
    QCoreApplication.removeTranslator(translator)
    spoken.forget()


def test_without_a_translation_every_sentence_is_itself_and_none_is_kept(qapp: QApplication) -> None:
    spoken.forget()
    assert [spoken.spoken(each) for each in SENTENCES] == SENTENCES
    assert spoken._spoken.cache_info().currsize == 0


def test_in_another_language_the_newest_are_kept(translated: None) -> None:
    assert [spoken.spoken(each) for each in SENTENCES] == [f"‹{each}" for each in SENTENCES]
    assert spoken._spoken.cache_info().currsize == spoken._KEPT_COUNT

"""A made-up language for as long as a test speaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QTranslator

from bedside.ui import spoken

Says = Callable[[str, str, int], str | None]  # context, text, number of a plural (-1: none) → translation


class _Translator(QTranslator):
    def __init__(self, says: Says) -> None:
        super().__init__()
        self._says = says

    def translate(self, context, text, comment=None, n=-1):
        return self._says(context, text, n)

    def isEmpty(self):  # noqa: N802 - Qt's own name
        return False


@contextmanager
def speaking(says: Says) -> Iterator[None]:
    """Within, every word is translated by `says`; after it, English again."""
    translator = _Translator(says)
    QCoreApplication.installTranslator(translator)
    spoken.forget()
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)
        spoken.forget()

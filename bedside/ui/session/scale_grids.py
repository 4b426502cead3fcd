"""The rows of every questionnaire with items: a grid each, made once, anew only where the site's texts changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.therapy.scale_texts import ScaleTexts
from bedside.therapy.scales import Kind, Scale
from bedside.ui.session import scale_words
from bedside.ui.session.answer_grid import AnswerGrid
from bedside.ui.theme import Theme

Texts = Callable[[], Mapping[str, ScaleTexts]]


def no_texts() -> Mapping[str, ScaleTexts]:
    """A site without texts of its own."""
    return {}


class ScaleGrids(QWidget):
    """All at once and in their place among the keys: the Tab key goes down the form in the order of making.

    Signals:
        answered: number of the row from 0, the answer.
    """

    answered = Signal(int, object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._room = 0
        self.grids: dict[str, AnswerGrid] = {}
        self._made_with: dict[str, ScaleTexts | None] = {}
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        for scale in scale_words.offered():
            if scale.kind is Kind.ITEMS:
                self._make(scale, texts().get(scale.key))

    def texts_of(self, scale: Scale) -> ScaleTexts | None:
        """The site's own, if it has some."""
        return self._texts().get(scale.key)

    def show_scale(self, scale: Scale, answers: tuple[int | None, ...], last: tuple[int | None, ...]) -> None:
        """The rows of this one, as they are answered now, and as they were before; none of a scale without items."""
        if scale.kind is Kind.ITEMS:
            texts = self.texts_of(scale)
            if self._made_with[scale.key] != texts:
                old = self.grids.pop(scale.key)
                old.hide()
                old.deleteLater()
                self._make(scale, texts)
            self.grids[scale.key].show_answers(answers, last, scale_words.skipped_of(scale, answers))
        for key, grid in self.grids.items():
            grid.setVisible(key == scale.key)

    def fit(self, room: int) -> None:
        """Every grid."""
        self._room = room
        for grid in self.grids.values():
            grid.fit(room)

    def _make(self, scale: Scale, texts: ScaleTexts | None) -> None:
        values = list(range(scale.low, scale.high + 1))
        made = AnswerGrid(
            self._theme, scale_words.rows_of(scale, texts), values, scale_words.labels_of(scale)
        )
        made.answered.connect(self.answered)
        made.hide()
        self.grids[scale.key], self._made_with[scale.key] = made, texts
        self._place.addWidget(made)
        made.fit(self._room)

"""The words over a record in which another window saved under what is typed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bedside.ui.panels.words import Words
from bedside.ui.session.saved_elsewhere import saved_under, saved_words
from bedside.ui.theme import Theme
from bedside.vitals.patients import PatientRecord


class ElsewhereNote(Words):
    """Hidden while nobody did."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "label.medium", "text", wrap=True)
        self._recorded: PatientRecord | None = None  # as it was shown last
        self.forget()

    def begin(self) -> None:
        """Another session: nothing was shown yet."""
        self._recorded = None
        self.forget()

    def notice(self, recorded: PatientRecord | None, typed: Iterable[str], called: Mapping[str, str]) -> None:
        """Say it where the record changed under something typed.

        Args:
            recorded: as it is now. typed: names of fields with something typed. called: what they are called.
        """
        if changed := saved_under(self._recorded, recorded, typed):
            self.setText(saved_words(changed, dict(called)))
            self.show()
        self._recorded = recorded

    def forget(self) -> None:
        """It was seen, or what was typed is gone."""
        self.setText("")
        self.hide()

    @property
    def words(self) -> str:
        """What is said; "" = nothing."""
        return "" if self.isHidden() else self.text()

"""The lots in use as keys of the vial panel: one press fills lot, expiry and strength (DOSE-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.therapy.lots import Lot, Lots, is_expired
from bedside.ui.panels.picks import Picks
from bedside.ui.settings_lot_row import lot_words
from bedside.ui.theme import Theme

_LOOK_S = 1.0  # the list may be changed in another window


class LotPicks(Picks):
    """Nothing listed: nothing is shown.

    Signals:
        chosen: the `Lot` whose key was pressed.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        read: Callable[[], Lots],
        parent: QWidget | None = None,
        *,
        least: tuple[int, int],
    ) -> None:
        """`read`: the list as it is now, cheap where nothing changed; `least`: size of a key, px."""
        super().__init__(theme, "", parent, least=least)
        self._meaning = self.tr("Lot in use")
        self._read = read
        self._lots = Lots()
        self._looked_t: float | None = None
        self.picked.connect(self._pick)

    def look(self, t: float, typed: str, today: date) -> None:
        """Offer what is listed.

        Args:
            t: station or session time, s; the list is read at most once a second.
            typed: the lot in the form; its key is marked.
            today: at the wall.
        """
        if self._looked_t is None or not 0 <= t - self._looked_t < _LOOK_S:
            self._looked_t = t
            self._lots = self._read()
        labels = {}
        for lot in self._lots.lots:
            words = self.tr("{label} · expired") if is_expired(lot, today) else "{label}"
            labels[lot.lot] = words.format(label=lot_words(lot))
        found = self._lots.find(typed)
        chosen = "" if found is None else found.lot
        if [key.text() for key in self.keys.values()] != list(labels.values()):
            self.show_picks({}, "")
        self.show_picks(labels, chosen)

    def _pick(self, name: str) -> None:
        lot: Lot | None = self._lots.find(name)
        if lot is not None:
            self.chosen.emit(lot)

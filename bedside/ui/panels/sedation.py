"""How awake the patient is, as the nurse sees it: a key for each number of MOAA/S, RASS or Ramsay, with its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import ratings_of, sedation_is_deep, sedation_prompt
from bedside.therapy.scales import Scale
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.flow import show_only
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_check import Check
from bedside.ui.sedation_words import OFFERED, number_words
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Entry, GiveRating

_AT: Final = layout("panel_observation")


class Sedation(QWidget):
    """Signals:
    given: key of the scale and the number.
    """

    given = Signal(str, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.keys: dict[tuple[str, int], PanelKey] = {}
        self.shown = OFFERED[0]
        self.picks = Picks(theme, self.tr("Scale"))
        self.picks.picked.connect(self.choose)
        self._pages = QStackedWidget()
        self._by_key = {name: self._page(scales()[name]) for name in OFFERED}
        for page in self._by_key.values():
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self.picks)
        column.addWidget(self._pages)
        self.box = CheckBox(theme)
        self.box.set_lines(0)
        self.box.hide()
        column.addWidget(self.box)
        self.choose(OFFERED[0])

    def _page(self, scale: Scale) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_AT.level_gap)
        group = QButtonGroup(self)
        rises = scale.alarm_at_least is not None  # with sedation: the most awake number comes first
        values = range(scale.low, scale.high + 1) if rises else range(scale.high, scale.low - 1, -1)
        half = (len(values) + 1) // 2
        for n, value in enumerate(values):
            words = f"{number_words(value, scale)}  {spoken(scale.level_words(value))}"
            key = PanelKey(self._theme, words, least=_AT.level_size, start=True)
            key.setCheckable(True)
            key.setAccessibleName(f"{scale.title} {words}")
            key.setProperty("scale", scale.key)
            key.setProperty("value", value)
            key.clicked.connect(self._tapped)
            group.addButton(key)
            self.keys[scale.key, value] = key
            column, row = divmod(n, half)
            grid.addWidget(key, row, column)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        return page

    def choose(self, name: str) -> None:
        """Offer this scale."""
        self.shown = name
        show_only(list(self._by_key.values()), self._by_key[name])
        self._pages.setCurrentWidget(self._by_key[name])
        self.picks.show_picks({key: scales()[key].title for key in OFFERED}, name)

    def begin(self, last: dict[str, int]) -> None:
        """Nothing chosen; the numbers given before are dashed."""
        for (name, value), key in self.keys.items():
            group = key.group()
            group.setExclusive(False)
            key.setChecked(False)
            group.setExclusive(True)
            key.set_last(last.get(name) == value)

    def show_scores(self, entries: Sequence[Entry], clock: Callable[[float], str]) -> None:
        """Say what the newest scores ask for, as soon as they stand; nothing where they ask for nothing.

        Args:
            entries: of the session. clock: wall time of a session time, s.
        """
        check = prompt_check(entries, clock)
        self.box.setVisible(check is not None)
        if check is not None:
            self.box.show_check(check)

    def type_digit(self, digit: int) -> bool:
        """A digit typed instead of a tap; False where the scale has no such number."""
        key = self.keys.get((self.shown, digit))
        if key is None or scales()[self.shown].low < 0:  # without its sign a digit says too little
            return False
        key.click()
        return True

    def first_key(self) -> PanelKey:
        """Where the keyboard begins: the number given before, else the most awake one."""
        shown = [key for (name, _), key in self.keys.items() if name == self.shown]
        return next((key for key in shown if key.last), shown[0])

    def _tapped(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self.given.emit(str(key.property("scale")), int(key.property("value")))


def prompt_check(entries: Sequence[Entry], clock: Callable[[float], str]) -> Check | None:
    """What the newest sedation scores ask for in words, with the time of each score; None: nothing.

    Args:
        entries: of the session. clock: wall time of a session time, s.
    """
    given = sorted(
        (each for name in OFFERED for each in ratings_of(entries, name)), key=lambda each: each[0].t
    )
    if not given:
        return None
    newest = given[-1][1]
    prompt = sedation_prompt(entries)
    asked = spoken(prompt.words) if prompt is not None and newest.scale == OFFERED[0] else ""
    low = [each for each in given if each[1].scale == OFFERED[0]][-2:] if asked else given[-1:]
    scores = ", ".join(_score_words(entry, rating, clock) for entry, rating in low)
    if sedation_is_deep(newest.value, newest.scale):
        words = _tr(
            "{scores}: hard to wake. A sedation alarm is given until the patient is scored more awake."
        )
        return Check(headline=words.format(scores=scores), detail=asked, caution=True)
    return Check(headline=asked, detail=f"{scores}.", caution=True) if asked else None


def _score_words(entry: Entry, rating: GiveRating, clock: Callable[[float], str]) -> str:
    scale = scales()[rating.scale]
    words = _tr("{scale} {value} at {time}")
    return words.format(scale=scale.title, value=number_words(rating.value, scale), time=clock(entry.t))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sedation", text)

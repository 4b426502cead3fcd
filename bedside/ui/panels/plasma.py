"""Which published model the plasma estimate of the chart follows, or none: its source and whom it describes (PK-01)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.plasma import BAND_RATIO
from bedside.therapy.plasma_models import DEFAULT, MODELS, PlasmaModel
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import ShowPlasma

_AT: Final = layout("panel_plasma")
_PERCENT: Final = 100


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlasmaPanel", text)


def range_words(model: PlasmaModel) -> str:
    """Whom a model describes."""
    first, last = model.ages
    if last is None:
        return _tr("from {n} years").format(n=first)
    return _tr("{first} to {last} years").format(first=first, last=last)


def model_words(model: PlasmaModel) -> str:
    """Source and range, one line."""
    return f"{range_words(model)} · {told(model.source)}"


class PlasmaPanel(Panel):
    """A key for each model and one for none; the choice stands on the timeline."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="pulse", title="", parent=parent)
        self.set_head(title=self.tr("Plasma estimate"), hint=self.tr("seen in the chart, used by nothing"))
        self._shown = ""
        words = self.tr("Published models of others; people differ by ± {n} % and more. None is advice.")
        self.body.addWidget(
            Words(theme, words.format(n=round(BAND_RATIO * _PERCENT)), "label", "text2", wrap=True)
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(int(_AT.gap))
        self._columns = 0
        self.body.addLayout(self._grid)
        self.keys: dict[str, ChoiceKey] = {}
        off = self.tr("Off"), self.tr("Nothing is drawn.")
        for key, (title, meaning) in {
            "": off,
            **{key: (told(model.title), model_words(model)) for key, model in MODELS.items()},
        }.items():
            made = ChoiceKey(theme, title, meaning, icon="pulse" if key else "close")
            made.setObjectName(key)
            made.clicked.connect(self._choose)
            self.keys[key] = made
        self._place(1)
        self.body.addStretch(1)

    def fit(self, room: int) -> None:
        """Two columns where they have room: at full size all are seen without scrolling."""
        self._place(2 if room >= 2 * _AT.column * self._theme.text_scale else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for n, key in enumerate(self.keys.values()):
            self._grid.addWidget(key, n // columns, n % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)

    def refresh(self, update: MonitorUpdate) -> None:
        """The one that is drawn is filled."""
        shown = "" if update.care is None else update.care.plasma_model
        self._shown = shown
        for key, made in self.keys.items():
            if key:
                made.set_label(told(MODELS[key].title))
                made.set_meaning(model_words(MODELS[key]))
            made.set_primary(key == shown)
            made.setChecked(key == shown)

    def first_focus(self) -> QWidget:
        """The one that is drawn; where none is, the usual one."""
        return self.keys.get(self._shown or DEFAULT, self.keys[""])

    def _choose(self) -> None:
        update, key = self._update, self.sender().objectName()
        if update is None:
            return
        if key != self._shown:
            self.send(ShowPlasma(bed=update.bed, actor=self._actor, on=bool(key), model=key or self._shown))
        self.close_panel()

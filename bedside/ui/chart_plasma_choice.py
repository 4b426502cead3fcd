"""Which model's plasma estimate a chart draws, and who decides that: live it is recorded, a replay only looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.plasma_models import DEFAULT, MODELS
from bedside.vitals.sessions import Mode


class PlasmaChoice(QObject):
    """Of one chart.

    Signals:
        changed: another one is looked at here.
        asked: the estimate is wanted (True) or no longer: to be recorded.
        model_asked: another model of it is to be chosen, and recorded.
    """

    changed = Signal()
    asked = Signal(bool)
    model_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._update: MonitorUpdate | None = None
        self._here: str | None = None  # a model chosen to look at here, without a word of it recorded

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest update."""
        self._update = update

    @property
    def model(self) -> str:
        """Key of the model whose estimate is drawn; "" = none: off by itself, live as in replay."""
        if self._here is not None:
            return self._here
        care = None if self._update is None else self._update.care
        return "" if care is None else care.plasma_model

    @property
    def title(self) -> str:
        """What that model is called."""
        model = self.model
        return MODELS[model].title if model in MODELS else model

    def switch(self) -> None:
        """Switch it on or off."""
        wanted = not self.model
        if self._looks_back():
            self._here = DEFAULT if wanted else ""
            self.changed.emit()
        else:
            self.asked.emit(wanted)

    def take_next(self) -> None:
        """Take another model: a replay takes the next one by itself."""
        if not self._looks_back():
            self.model_asked.emit()
            return
        keys, model = list(MODELS), self.model
        self._here = keys[((keys.index(model) if model in keys else -1) + 1) % len(keys)]
        self.changed.emit()

    def _looks_back(self) -> bool:
        return self._update is not None and self._update.mode is Mode.REPLAY

"""Every key that works on every screen, on one panel (F1)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme

_AT: Final = themes.layout("help_panel")
SHORTCUTS: Final = (
    ("F1", QT_TRANSLATE_NOOP("HelpPanel", "This list")),
    (
        "F2",
        QT_TRANSLATE_NOOP("HelpPanel", "Audio pause, and its end; all sounds of all beds that can be heard"),
    ),
    ("F3", QT_TRANSLATE_NOOP("HelpPanel", "Acknowledge the alarm in the bar")),
    ("F4", QT_TRANSLATE_NOOP("HelpPanel", "NIBP now; while it measures: stop")),
    ("F5", QT_TRANSLATE_NOOP("HelpPanel", "Event; letters search")),
    ("F6", QT_TRANSLATE_NOOP("HelpPanel", "Infusion; P S: pause, stop")),
    ("F7", QT_TRANSLATE_NOOP("HelpPanel", "Ratings; O: MOAA/S, RR")),
    ("F8", QT_TRANSLATE_NOOP("HelpPanel", "Care pause: work at the patient, up to 3 minutes; and its end")),
    ("F9", QT_TRANSLATE_NOOP("HelpPanel", "Handover card: values, dose, alarms and what is due")),
    ("F10", QT_TRANSLATE_NOOP("HelpPanel", "Session forms, and back")),
    (
        "F13",
        QT_TRANSLATE_NOOP("HelpPanel", "The patient's own button: marks that it was pressed, nothing else"),
    ),
    ("Ctrl+O", QT_TRANSLATE_NOOP("HelpPanel", "Who works here: name and role for this shift")),
    ("F11", QT_TRANSLATE_NOOP("HelpPanel", "Full screen, and its end")),
    (
        "Ctrl+N",
        QT_TRANSLATE_NOOP(
            "HelpPanel", "What is shown, or the focused bed, in a new window; with Shift the station"
        ),
    ),
    ("Ctrl+W", QT_TRANSLATE_NOOP("HelpPanel", "Close this window; monitoring goes on while another is open")),
    ("Ctrl+Q", QT_TRANSLATE_NOOP("HelpPanel", "End bedside; asks while a session is open")),
    ("Esc", QT_TRANSLATE_NOOP("HelpPanel", "Close a panel; never an alarm")),
    (
        "Tab",
        QT_TRANSLATE_NOOP(
            "HelpPanel", "Next key or bed, the arrows a neighbouring bed; Enter presses or opens it"
        ),
    ),
)


class HelpPanel(StationPanel):
    """The list of keys, and the way back to what there is to do next."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="information-outline", title="", parent=parent)
        self.set_head(title=self.tr("Keys"), hint=self.tr("on every screen"))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(int(_AT.row_gap))
        self._grid.setHorizontalSpacing(int(_AT.column_gap))
        self._columns = 0
        self._rows: list[tuple[Words, Words]] = []
        for key, words in SHORTCUTS:
            said = QCoreApplication.translate("HelpPanel", str(words))
            row = (Words(theme, key, "num.sm", "text"), Words(theme, said, "label", "text2", wrap=True))
            row[0].setMinimumWidth(int(_AT.key_wide))
            self._rows.append(row)
        self._place(1)
        self.next_key = PanelKey(
            theme, self.tr("What to do next"), icon="check-circle-outline", token="body.medium"
        )
        self.next_key.clicked.connect(self._ask_next)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.body.addWidget(self.next_key)

    def fit(self, room: int) -> None:
        """Two columns where they have room: at full size the list is seen whole."""
        self._place(2 if room >= 2 * _AT.column * self._theme.text_scale else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        high = -(-len(self._rows) // columns)
        for n, (key, words) in enumerate(self._rows):
            column, row = divmod(n, high)
            self._grid.addWidget(key, row, 2 * column)
            self._grid.addWidget(words, row, 2 * column + 1)
        for column in range(2):
            self._grid.setColumnStretch(2 * column + 1, 1 if column < columns else 0)

    def accept_key(self) -> PanelKey:
        """Enter presses it."""
        return self.next_key

    def _ask_next(self) -> None:
        self.wants.emit("next")

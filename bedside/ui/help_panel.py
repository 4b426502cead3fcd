"""Every key that works on every screen, on one panel (F1)."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme

SHORTCUTS = (
    ("F1", QT_TRANSLATE_NOOP("HelpPanel", "This list")),
    (
        "F2",
        QT_TRANSLATE_NOOP("HelpPanel", "Audio pause, and its end; all sounds of all beds that can be heard"),
    ),
    ("F3", QT_TRANSLATE_NOOP("HelpPanel", "Acknowledge the alarm in the bar")),
    ("F4", QT_TRANSLATE_NOOP("HelpPanel", "NIBP now; while it measures: stop")),
    ("F5", QT_TRANSLATE_NOOP("HelpPanel", "Event")),
    ("F6", QT_TRANSLATE_NOOP("HelpPanel", "Infusion start, rate changed")),
    ("F7", QT_TRANSLATE_NOOP("HelpPanel", "Ratings")),
    ("F8", QT_TRANSLATE_NOOP("HelpPanel", "Care pause: work at the patient, up to 3 minutes; and its end")),
    ("Ctrl+O", QT_TRANSLATE_NOOP("HelpPanel", "Who works here: name and role for this shift")),
    ("F11", QT_TRANSLATE_NOOP("HelpPanel", "Full screen")),
    ("Esc", QT_TRANSLATE_NOOP("HelpPanel", "Close a panel; never an alarm")),
    ("Tab", QT_TRANSLATE_NOOP("HelpPanel", "Next key or bed; Enter presses or opens it")),
)


class HelpPanel(Panel):
    """The list of keys."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="information-outline", title="", parent=parent)
        self.set_head(title=self.tr("Keys"), hint=self.tr("on every screen"))
        grid = QGridLayout()
        grid.setVerticalSpacing(14)
        grid.setColumnMinimumWidth(0, 72)
        grid.setColumnStretch(1, 1)
        for row, (key, words) in enumerate(SHORTCUTS):
            grid.addWidget(Words(theme, key, "num.sm", "text"), row, 0)
            said = QCoreApplication.translate("HelpPanel", str(words))
            grid.addWidget(Words(theme, said, "body", "text2", wrap=True), row, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)

"""The site's own words at an alarm (PROT-01): one text for each limit, and for alarms that have none."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from bedside.alarms.profile import LIMITS, PARAMETERS_WITH_LIMITS
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.protocols import words
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Part, TextBox
from bedside.ui.protocols.rule_words import equipment_rules, limit_key, other_rules
from bedside.ui.settings_page import RefusalBox
from bedside.ui.theme import Theme

_AT: Final = themes.layout("protocol_editor")
_OTHER: Final = "other"
_EQUIPMENT: Final = "equipment"


class RulesPart(Part):
    """A key for each parameter, and the texts of its limits."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.column.addWidget(Words(theme, self.tr("Site rules"), "title.small", "text"))
        said = self.tr(
            "What this site wants done at an alarm, in its own words. It is shown beside the alarm as the site's own "
            "rule; bedside ships none and gives no advice."
        )
        self.column.addWidget(Words(theme, said, "label", "text2", wrap=True))
        flow, group = Flow(int(_AT.gap)), QButtonGroup(self)
        self.keys: dict[str, PanelKey] = {}
        self.boxes: dict[str, TextBox] = {}
        self._pages: dict[str, QWidget] = {}
        least = (int(_AT.key_width), int(_AT.key_height))
        for parameter in PARAMETERS_WITH_LIMITS:
            key = PanelKey(theme, formats.full_name(parameter), least=least)
            key.setCheckable(True)
            key.setProperty("page", parameter.value)
            key.clicked.connect(self._turned)
            group.addButton(key)
            flow.addWidget(key)
            self.keys[parameter.value] = key
        for name, said in ((_OTHER, self.tr("Other alarms")), (_EQUIPMENT, self.tr("Equipment"))):
            key = self.keys[name] = PanelKey(theme, said, least=least)
            key.setCheckable(True)
            key.setProperty("page", name)
            key.clicked.connect(self._turned)
            group.addButton(key)
            flow.addWidget(key)
        self.column.addLayout(flow)
        self.refusal = RefusalBox(theme)
        self.column.addWidget(self.refusal)
        for parameter in PARAMETERS_WITH_LIMITS:
            self._add_page(parameter.value, [limit_key(parameter, cell) for cell in LIMITS])
        self._add_page(_OTHER, list(other_rules()))
        self._add_page(_EQUIPMENT, list(equipment_rules()))
        self.column.addStretch(1)
        self._show_page(PARAMETERS_WITH_LIMITS[0].value)

    def _add_page(self, name: str, keys: list[str]) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.gap))
        for key in keys:
            box = self.boxes[key] = TextBox(
                self._theme,
                key,
                words.rule_name(key),
                high=_AT.box_height,
                empty=self.tr("No site rule entered"),
            )
            box.typed.connect(self._typed)
            column.addWidget(box)
        self._pages[name] = page
        self.column.addWidget(page)

    def _show_page(self, name: str) -> None:
        self.keys[name].setChecked(True)
        for other, page in self._pages.items():
            page.setVisible(other == name)

    def refresh(self, draft: ProtocolDraft) -> None:
        """Every text; a key says how many its parameter has."""
        for key, box in self.boxes.items():
            box.show_text(draft.rule(key), editable=self._editable)
        for parameter in PARAMETERS_WITH_LIMITS:
            count = sum(bool(draft.rule(limit_key(parameter, cell))) for cell in LIMITS)
            name = formats.full_name(parameter)
            self.keys[parameter.value].set_label(f"{name} ({count})" if count else name)
        self.refusal.say(" ".join(draft.faults_in("rules")))

    def _turned(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self._show_page(str(key.property("page")))

    def _typed(self, key: str, text: str) -> None:
        if self._draft is not None and self._editable:
            self._draft.put_rule(key, text)
            self.edited.emit()

"""The parts of a protocol that are numbers and texts: session, intervals, limits, discharge, advice."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from bedside.therapy.protocol_file import OFF
from bedside.therapy.scale_file import SEDATION_SCALES, scales
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.protocols import words
from bedside.ui.protocols.change_log import LogPart
from bedside.ui.protocols.changes_part import ChangesPart
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Line, Number, NumberGroup, Part, TextBox
from bedside.ui.protocols.row_form import RowForm
from bedside.ui.protocols.rules_part import RulesPart
from bedside.ui.settings_page import RefusalBox
from bedside.ui.theme import Theme

_AT: Final = themes.layout("protocol_editor")


class NumbersPart(Part):
    """Groups of numbers, one under the other."""

    def __init__(self, theme: Theme, groups: list[tuple[str, list[Number], str]], section: str) -> None:
        super().__init__(theme)
        self._section = section
        self.groups = [NumberGroup(theme, title, numbers, said) for title, numbers, said in groups]
        for group in self.groups:
            group.typed.connect(self._typed)
            self.column.addWidget(group)
        if type(self) is NumbersPart:
            self.column.addStretch(1)

    @property
    def places(self) -> set[str]:
        """The numbers it shows."""
        return {place for group in self.groups for place in group.fields}

    def refresh(self, draft: ProtocolDraft) -> None:
        """Every number."""
        for group in self.groups:
            group.refresh(draft, editable=self._editable)

    def _typed(self, place: str, text: str) -> None:
        if self._draft is not None and self._editable:
            self._draft.put_number(place, text)
            self.edited.emit()


class GeneralPart(NumbersPart):
    """Title, family, scales, the numbers of the session, the advice and the emergency number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, [(self.tr("Session"), words.usual(), "")], "general")
        self.title = Line(theme, self.tr("Title"))
        self.number = Line(theme, self.tr("Emergency number of the site"))
        self.advice = TextBox(
            theme,
            "advice",
            self.tr("Advice, printed and handed over: the site's own words"),
            high=_AT.advice_height,
            empty=self.tr("Nothing is handed over."),
        )
        least = (int(_AT.key_width), int(_AT.key_height))
        self.family_keys = {
            "mood": PanelKey(theme, self.tr("Mood"), least=least),
            "pain": PanelKey(theme, self.tr("Pain"), least=least),
        }
        self.scale_keys: dict[str, PanelKey] = {}
        self.sedation_keys: dict[str, PanelKey] = {}
        families, sedation, measures = (Flow(int(_AT.gap)) for _ in range(3))
        for name, key in self.family_keys.items():
            self._toggle(key, f"family:{name}")
            families.addWidget(key)
        for name, scale in scales().items():
            key = self.scale_keys[name] = PanelKey(theme, scale.title, least=least)
            self._toggle(key, f"scale:{name}")
            measures.addWidget(key)
        for name in SEDATION_SCALES:
            key = self.sedation_keys[name] = PanelKey(theme, scales()[name].title, least=least)
            self._toggle(key, f"sedation:{name}")
            sedation.addWidget(key)
        self.refusal = RefusalBox(theme)
        head = QVBoxLayout()
        head.setSpacing(int(_AT.gap))
        head.addWidget(self.title)
        head.addWidget(Words(theme, self.tr("Family"), "title.small", "text"))
        head.addLayout(families)
        head.addWidget(Words(theme, self.tr("Sedation is scored by"), "title.small", "text"))
        head.addLayout(sedation)
        head.addWidget(Words(theme, self.tr("Scales before an infusion"), "title.small", "text"))
        head.addLayout(measures)
        self.column.insertLayout(0, head)
        self.column.addWidget(self.number)
        self.column.addWidget(self.advice)
        self.column.addWidget(self.refusal)
        self.title.edit.textEdited.connect(self._titled)
        self.number.edit.textEdited.connect(self._numbered)
        self.advice.typed.connect(self._advised)

    def _toggle(self, key: PanelKey, what: str) -> None:
        key.setCheckable(True)
        key.setProperty("what", what)
        key.clicked.connect(self._pressed)

    def refresh(self, draft: ProtocolDraft) -> None:
        """Everything; what is wrong with the texts stands under them."""
        super().refresh(draft)
        self.title.show_text(draft.text("title"), editable=self._editable)
        self.number.show_text(draft.text("emergency_number"), editable=self._editable)
        self.advice.show_text(draft.text("advice"), editable=self._editable)
        for name, key in self.family_keys.items():
            key.setChecked(draft.value("family") == name)
            key.setEnabled(self._editable)
        for name, key in self.sedation_keys.items():
            key.setChecked(draft.value("sedation") == name)
            key.setEnabled(self._editable)
        for name, key in self.scale_keys.items():
            key.setChecked(name in draft.value("scales_before"))
            key.setEnabled(self._editable)
        numbers = tuple(f"{place} " for place in self.places)
        faults = draft.faults_in("general", "texts")
        self.refusal.say(" ".join(fault for fault in faults if not fault.startswith(numbers)))

    def _put(self, place: str, value: object) -> None:
        if self._draft is not None and self._editable:
            self._draft.put(place, value)
            self.edited.emit()

    def _titled(self, text: str) -> None:
        self._put("title", text.strip())

    def _numbered(self, text: str) -> None:
        self._put("emergency_number", text.strip())

    def _advised(self, _name: str, text: str) -> None:
        self._put("advice", text.strip())

    def _pressed(self) -> None:
        key = self.sender()
        if self._draft is None or key is None:
            return
        what, _, name = str(key.property("what")).partition(":")
        if what in ("family", "sedation"):
            self._put(what, name)
            return
        chosen = set(self._draft.value("scales_before")) ^ {name}
        self._put("scales_before", [each for each in scales() if each in chosen])


class DischargePart(NumbersPart):
    """Numbers of the gate, and the items a person answers."""

    def __init__(self, theme: Theme) -> None:
        title, said = self.tr("Before somebody goes home"), self.tr("A supervisor can let each line pass.")
        super().__init__(theme, [(title, words.discharge(), said)], "discharge")
        self.items = RowForm(theme, "discharge.items", self.tr("Items"))
        self.items.edited.connect(self.edited)
        self.column.addWidget(self.items)

    def show_draft(self, draft: ProtocolDraft, *, editable: bool) -> None:
        """Numbers and items."""
        super().show_draft(draft, editable=editable)
        self.items.show_draft(draft, editable=editable)

    def refresh(self, draft: ProtocolDraft) -> None:
        """Every number; of the sedation scores that of the protocol's scale, and MOAA/S where that is off."""
        super().refresh(draft)
        scale = draft.value("sedation")
        own = next(place for place, name in words.SEDATION_PLACES.items() if name == scale)
        asked = {own, "discharge.moaas"} if draft.value(own) == OFF else {own}
        for place in words.SEDATION_PLACES:
            self.groups[0].fields[place].setVisible(place in asked)


class ChoicesPart(Part):
    """Indications and the fields of the history."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.indications = RowForm(theme, "indications", self.tr("Indications"))
        self.history = RowForm(theme, "history", self.tr("Fields of the history"))
        for form in (self.indications, self.history):
            form.edited.connect(self.edited)
            self.column.addWidget(form)

    def show_draft(self, draft: ProtocolDraft, *, editable: bool) -> None:
        """Both lists."""
        for form in (self.indications, self.history):
            form.show_draft(draft, editable=editable)


def new_part(theme: Theme, name: str) -> Part:
    """A part of the page by its name."""
    titles = words.parts()
    match name:
        case "general":
            return GeneralPart(theme)
        case "intervals":
            groups = [(title, words.intervals(what), "") for what, title in words.interval_groups().items()]
            return NumbersPart(theme, groups, "intervals")
        case "limits":
            return NumbersPart(
                theme,
                [
                    (words.heading("baseline"), words.baseline(), words.heading("baseline_words")),
                    (words.heading("start"), words.start_limits(), words.heading("start_words")),
                    (words.heading("cautions"), words.cautions(), words.heading("cautions_words")),
                ],
                "limits",
            )
        case "discharge":
            return DischargePart(theme)
        case "choices":
            return ChoicesPart(theme)
        case "rules":
            return RulesPart(theme)
        case "log":
            return LogPart(theme)
        case "changes":
            return ChangesPart(theme)
    return RowForm(theme, name, titles[name])

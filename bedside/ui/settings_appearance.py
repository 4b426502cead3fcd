"""Settings → Appearance: theme, text size, motion. Every window follows at once, also while an alarm is up."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QButtonGroup

from bedside.errors import BrokenFileError
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Rule, Words
from bedside.ui.settings_page import AppearanceWishes, RefusalBox, Section, SettingsPage
from bedside.ui.settings_swatch import ThemeKey
from bedside.ui.settings_words import percent, theme_title
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_appearance")
TEXT_SIZES_SCALE: Final = (1.0, 1.25, 1.5, 1.75, 2.0)


class AppearancePage(SettingsPage):
    """What is tapped is asked of the station at once; a refusal stands under what was tapped."""

    def __init__(self, theme: Theme, wishes: AppearanceWishes) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Appearance"), self.tr("for every window of this station, at once; kept"))
        self._wishes = wishes
        wishes.changed.connect(self._show)
        self._asked: Section | None = None
        self.theme_keys: dict[str, ThemeKey] = {}
        self.size_keys: dict[float, PanelKey] = {}
        self._groups = (QButtonGroup(self), QButtonGroup(self))
        self._themes = self._theme_section()
        self._sizes = self._size_section()
        self._motion = self._motion_section()
        self.body.addLayout(self._themes)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._sizes)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._motion)
        self._faults = RefusalBox(theme)
        self.body.addWidget(self._faults)
        self.body.addStretch(1)
        self._show()

    def _theme_section(self) -> Section:
        section = Section(
            self._theme,
            self.tr("Theme"),
            self.tr(
                "Dark for a dim room, light for daylight, high contrast where lines and words are hard to see."
            ),
        )
        flow = Flow(_AT.gap)
        for name in themes.names():
            try:
                offered = themes.load(name)
            except BrokenFileError as error:
                section.addWidget(Words(self._theme, str(error), "label", "text", wrap=True))
                continue
            key = ThemeKey(self._theme, offered, theme_title(name))
            key.clicked.connect(self._theme_chosen)
            self._groups[0].addButton(key)
            self.theme_keys[name] = key
            flow.addWidget(key)
        section.addLayout(flow)
        return section.close_with_refusal()

    def _size_section(self) -> Section:
        section = Section(
            self._theme,
            self.tr("Text size"),
            self.tr("Words, limits and times grow. The large numbers already fill their tiles and stay."),
        )
        flow = Flow(_AT.gap)
        for scale in TEXT_SIZES_SCALE:
            key = PanelKey(self._theme, percent(scale), token="num.sm", least=(_AT.key_width, _AT.key_height))
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Text size {n}").format(n=percent(scale)))
            key.clicked.connect(self._size_chosen)
            self._groups[1].addButton(key)
            self.size_keys[scale] = key
            flow.addWidget(key)
        section.addLayout(flow)
        return section.close_with_refusal()

    def _motion_section(self) -> Section:
        section = Section(
            self._theme,
            self.tr("Motion"),
            self.tr(
                "With less motion panels appear at once instead of sliding. Waves run on and alarms flash as they "
                "must."
            ),
        )
        self.motion_key = PanelKey(
            self._theme, self.tr("Less motion"), least=(_AT.motion_width, _AT.key_height)
        )
        self.motion_key.setCheckable(True)
        self.motion_key.clicked.connect(self._motion_chosen)
        flow = Flow(_AT.gap)
        flow.addWidget(self.motion_key)
        section.addLayout(flow)
        return section.close_with_refusal()

    def show_refusal(self, sentence: str) -> None:
        """Under what was tapped last."""
        (self._asked or self._themes).refusal.say(sentence)

    def _show(self) -> None:
        look = self._wishes.appearance
        for group in self._groups:  # a size that is not offered leaves none of them checked
            group.setExclusive(False)
        for name, theme_key in self.theme_keys.items():
            theme_key.setChecked(name == look.theme)
        for scale, size_key in self.size_keys.items():
            size_key.setChecked(scale == look.text_scale)
        for group in self._groups:
            group.setExclusive(True)
        self.motion_key.setChecked(look.reduced_motion)
        self.motion_key.set_label(
            self.tr("Less motion: on") if look.reduced_motion else self.tr("Less motion: off")
        )
        self._faults.say(" ".join(themes.faults()))

    def _ask(self, section: Section) -> None:
        for each in (self._themes, self._sizes, self._motion):
            each.refusal.say("")
        self._asked = section

    def _theme_chosen(self) -> None:
        key = self.sender()
        if isinstance(key, ThemeKey):
            self._ask(self._themes)
            self._wishes.wish(theme=key.offered.name)

    def _size_chosen(self) -> None:
        key = self.sender()
        self._ask(self._sizes)
        self._wishes.wish(text_scale=next(scale for scale, each in self.size_keys.items() if each is key))

    def _motion_chosen(self) -> None:
        self._ask(self._motion)
        self._wishes.wish(reduced_motion=self.motion_key.isChecked())

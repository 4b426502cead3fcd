"""Settings → Screen: how long a millimetre is on this screen, measured with a ruler, and how fast a sweep runs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup

from bedside.monitor.display_rules import SCREENS_PX_PER_MM, SWEEPS_MM_S
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_check import parse_decimal
from bedside.ui.panels.words import Rule, Words
from bedside.ui.settings_field import SettingsField
from bedside.ui.settings_page import AppearanceWishes, Section, SettingsPage
from bedside.ui.settings_ruler import Ruler
from bedside.ui.spoken import brief
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_display")
_FROM_MM: Final = "{least} to {most} mm"


class DisplayPage(SettingsPage):
    """Measured lengths become px per mm; without them a sweep is told in seconds."""

    def __init__(self, theme: Theme, wishes: AppearanceWishes) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Screen"), self.tr("real lengths and the speed of the waves"))
        self._wishes = wishes
        self._undo: list[float | None] = []
        self._asked: Section | None = None
        wishes.changed.connect(self._show)
        self._length = self._length_section()
        self._speed = self._speed_section()
        self.body.addLayout(self._length)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._speed)
        self.body.addStretch(1)
        self._show()

    def _length_section(self) -> Section:
        theme = self._theme
        section = Section(
            theme,
            self.tr("How long is this line?"),
            self.tr(
                "Put a ruler on the screen, measure from mark to mark and type the length. It holds for this monitor "
                "alone, at its present resolution and scaling: measure again after changing either, or on another "
                "monitor. A window on a monitor with other pixels shows lengths that are off."
            ),
        )
        self.ruler = Ruler(theme)
        section.addWidget(self.ruler)
        label = self.tr("Measured length")
        self.field = SettingsField(
            theme, "length", label=label, spoken=f"{label}, mm", unit="mm", small=self.tr("with one decimal")
        )
        self.field.edit.returnPressed.connect(self._calibrate)
        self.field.typed.connect(self._typed)
        row = Flow(_AT.gap)
        row.addWidget(self.field)
        section.addLayout(row)
        least = (_AT.key_width, _AT.key_height)
        self.set_key = PanelKey(theme, self.tr("Set this length"), icon="check", primary=True, least=least)
        self.again_key = PanelKey(theme, self.tr("Not calibrated"), icon="close", least=least)
        self.undo_key = PanelKey(theme, self.tr("Undo"), icon="undo", least=least)
        self.set_key.clicked.connect(self._calibrate)
        self.again_key.clicked.connect(self._forget)
        self.undo_key.clicked.connect(self._take_back)
        flow = Flow(_AT.gap)
        for key in (self.set_key, self.again_key, self.undo_key):
            flow.addWidget(key)
        section.addLayout(flow)
        self._says = Words(theme, "", "label.medium", "text", wrap=True)
        section.addWidget(self._says)
        return section.close_with_refusal()

    def _speed_section(self) -> Section:
        section = Section(
            self._theme,
            self.tr("Sweep speed"),
            self.tr(
                "Counts on a calibrated screen; a bed may have its own. Without it sweeps run in seconds."
            ),
        )
        self.speed_keys: dict[float, PanelKey] = {}
        group = QButtonGroup(self)
        flow = Flow(_AT.gap)
        for speed in SWEEPS_MM_S:
            key = PanelKey(self._theme, "", least=(_AT.speed_width, _AT.key_height))
            key.setCheckable(True)
            key.clicked.connect(self._speed_chosen)
            group.addButton(key)
            self.speed_keys[speed] = key
            flow.addWidget(key)
        section.addLayout(flow)
        return section.close_with_refusal()

    @property
    def words(self) -> str:
        """What is set, or what is missing."""
        return self._says.text()

    def show_refusal(self, sentence: str) -> None:
        """Under what was asked last."""
        if self._asked is self._length and self._undo:
            self._undo.pop()
        (self._asked or self._length).refusal.say(sentence)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Another decimal mark: all is said again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def _show(self) -> None:
        look = self._wishes.appearance
        calibrated = look.px_per_mm is not None
        self.ruler.show_calibration(look.px_per_mm)
        self.field.setVisible(not calibrated)
        self.set_key.setVisible(not calibrated)
        self.again_key.setVisible(calibrated)
        self.undo_key.setVisible(bool(self._undo))
        for speed, key in self.speed_keys.items():
            words = self.tr("{n} mm/s").format(n=brief(speed))
            key.set_label(words)
            key.setAccessibleName(self.tr("Sweep speed {words}").format(words=words))
            key.setChecked(speed == look.sweep_mm_s)
            key.setEnabled(calibrated)
        self._typed()

    def _measured(self) -> tuple[float | None, str]:
        """px per mm of what was typed, or None and why not."""
        text = self.field.edit.text().strip()
        if not text:
            return None, self.tr("Not calibrated: type the length in mm.")
        length_mm = parse_decimal(text)
        line = self.ruler.line_px
        least, most = (line / edge for edge in reversed(SCREENS_PX_PER_MM))
        if length_mm is None or not least <= length_mm <= most:
            allowed = _FROM_MM.format(least=formats.plain(least), most=formats.plain(most))
            return None, self.tr("“{text}” cannot be the length of this line: type {allowed}.").format(
                text=text, allowed=allowed
            )
        return line / length_mm, ""

    def _typed(self, _name: str = "", _text: str = "") -> None:
        look = self._wishes.appearance
        if look.px_per_mm is not None:
            self._says.setText(
                self.tr("Calibrated: 1 mm is {px} px. At {speed} mm/s a wave runs {px_s} px/s.").format(
                    px=formats.plain(look.px_per_mm, 2),
                    speed=brief(look.sweep_mm_s),
                    px_s=formats.plain(look.px_per_mm * look.sweep_mm_s, 0),
                )
            )
            return
        measured, wrong = self._measured()
        self.set_key.setEnabled(measured is not None)
        self._says.setText(
            wrong if measured is None else self.tr("1 mm is {px} px.").format(px=formats.plain(measured, 2))
        )

    def _ask(self, section: Section) -> None:
        self._length.refusal.say("")
        self._speed.refusal.say("")
        self._asked = section

    def _change(self, px_per_mm: float | None) -> None:
        self._ask(self._length)
        self._undo.append(self._wishes.appearance.px_per_mm)
        self._wishes.wish(px_per_mm=px_per_mm)
        self._show()

    def _calibrate(self) -> None:
        measured, _ = self._measured()
        if measured is not None and self._wishes.appearance.px_per_mm is None:
            self._change(measured)

    def _forget(self) -> None:
        self.field.edit.clear()
        self._change(None)
        self.field.setFocus()

    def _take_back(self) -> None:
        self._ask(self._length)
        self._wishes.wish(px_per_mm=self._undo.pop())
        self._show()

    def _speed_chosen(self) -> None:
        key = self.sender()
        self._ask(self._speed)
        self._wishes.wish(sweep_mm_s=next(speed for speed, each in self.speed_keys.items() if each is key))

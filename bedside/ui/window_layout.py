"""Where the parts of the window lie: bar on top, rail at the left, strip at the bottom, the screen in what is left.

Between bar and screen come the strips that have to be seen: what bedside is, and that no alarm can be heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect

from bedside.ui import theme as themes
from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.attention import Attention
from bedside.ui.extent import Extent
from bedside.ui.intended_use import IntendedUse
from bedside.ui.key_button import KeyButton
from bedside.ui.no_sound import HEIGHT as NO_SOUND_HEIGHT
from bedside.ui.no_sound import NoSoundStrip
from bedside.ui.rail import Rail
from bedside.ui.screens import Screens
from bedside.ui.status_strip import StatusStrip

if TYPE_CHECKING:
    from bedside.monitor.updates import StationUpdate

_AT: Final = themes.layout("window_layout")
_LEAST_SCALE: Final = 0.7  # of a strip's words


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLayout:
    """The parts of a window, and how they share its room."""

    alarm_bar: AlarmBar
    menu: KeyButton
    rail: Rail
    status: StatusStrip
    intended_use: IntendedUse
    no_sound: NoSoundStrip
    screens: Screens
    attention: Attention

    def show_strips(self, station: StationUpdate) -> bool:
        """Show the strips that are needed; whether one came or went, so that the room is shared anew."""
        wanted = (not station.intended_use_accepted, self.no_sound.show_station(station))
        changed = False
        for strip, shown in zip((self.intended_use, self.no_sound), wanted, strict=True):
            if strip.isHidden() == shown:
                strip.setVisible(shown)
                changed = True
        return changed

    def close_rail(self, extent: Extent) -> bool:
        """Close the rail where the menu key opened it; False where it stands for good or is closed."""
        if not extent.small or self.rail.isHidden():
            return False
        self.rail.hide()
        return True

    def arrange(self, width: int, height: int, extent: Extent) -> None:
        """Lay everything out in a window of this size, px."""
        lead = extent.bar if extent.small else 0
        self.alarm_bar.setGeometry(0, 0, width, extent.bar)
        self.alarm_bar.set_small(extent.small, lead)
        self.menu.setVisible(extent.small)
        inset = int(_AT.menu_inset)
        self.menu.setGeometry(inset, inset, lead - 2 * inset, extent.bar - 2 * inset)
        self.menu.set_scale(max(extent.scale, 0.75))
        self.menu.raise_()
        room = height - extent.bar - extent.strip
        self.rail.setVisible(not extent.small)
        self.rail.setGeometry(0, extent.bar, extent.menu if extent.small else extent.rail, room)
        self.status.setGeometry(0, height - extent.strip, width, extent.strip)
        content = QRect(extent.rail, extent.bar, width - extent.rail, room)
        self._place_strips(content, extent)
        self.screens.setGeometry(content)
        self.screens.set_extent(extent)
        self.attention.set_place(QRect(0, extent.bar, width, room))

    def _place_strips(self, content: QRect, extent: Extent) -> None:
        """Take the room of the strips from the top of `content`."""
        gap, scale = extent.gap, max(extent.scale, _LEAST_SCALE)
        wide = content.width() - 2 * gap
        if not self.intended_use.isHidden():
            most = round(content.height() * self._share(content.height()))
            high = min(self.intended_use.height_for(wide, scale), most)
            self.intended_use.setGeometry(content.x() + gap, content.y() + gap, wide, high)
            content.adjust(0, high + 2 * gap, 0, 0)
        if not self.no_sound.isHidden():
            self.no_sound.set_scale(scale)
            high = round(NO_SOUND_HEIGHT * scale)
            self.no_sound.setGeometry(content.x() + gap, content.y() + gap, wide, high)
            content.adjust(0, high + gap, 0, 0)

    def _share(self, room: int) -> float:
        """How much of this room, px, the statement may take: in a low window numbers need theirs to be read."""
        if room >= _AT.low_under:
            return float(_AT.intended_use_share)
        return min(_AT.intended_use_share, _AT.intended_use_share_low * self.intended_use.text_scale)

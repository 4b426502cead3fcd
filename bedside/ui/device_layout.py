"""Where the parts of the Devices screen lie at any size, and the keys that change between them in a small window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from bedside.ui.device_header import HEIGHT, LOW_HEIGHT
from bedside.ui.device_list import HEAD_PX, LOW_HEAD_PX
from bedside.ui.device_rows import LOW_ROW_PX, ROW_PX
from bedside.ui.panels.key import PanelKey
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_layout")

GAP: Final[int] = _AT.gap


@dataclass(frozen=True, slots=True)
class Places:
    """Rectangles of the parts that are shown, by name: header, tabs, table, doctor, raw, form."""

    rects: dict[str, QRect]
    low: bool


def place(
    width: int,
    height: int,
    *,
    rows: int,
    empty: bool,
    form: bool,
    tab: str,
    text_scale: float = 1.0,
    zoom: float = 1.0,
) -> Places:
    """Share a content area.

    Args:
        width: px.
        height: px.
        rows: of the table that should be seen.
        empty: there is no row: nothing stands below the table but a form.
        form: one of the pages is open.
        tab: table, doctor or raw: what is shown where only one fits.
        text_scale: larger text needs more room: one part at a time begins earlier.
        zoom: of the page: its head is as much higher.
    """
    low = height < _AT.low_under * text_scale
    head = round((LOW_HEIGHT if low else HEIGHT) * zoom)
    rects = {"header": QRect(0, 0, width, head)}
    top = head + GAP
    room = QRect(0, top, width, max(0, height - top))
    if width < _AT.alone_width * text_scale or height < _AT.alone_height * text_scale:
        if form:
            rects["form"] = room
        elif empty:
            rects["table"] = room
        else:
            rects["tabs"] = QRect(0, top, width, _AT.tabs)
            rects[tab] = room.adjusted(0, _AT.tabs + _AT.tabs_gap, 0, 0)
        return Places(rects, low)
    if empty and not form:
        rects["table"] = room
        return Places(rects, low)
    table_px = (LOW_HEAD_PX if low else HEAD_PX) + rows * (LOW_ROW_PX if low else ROW_PX)
    wanted = round(table_px * text_scale) + _AT.below_rows
    spare = room.height() - GAP
    share = spare * _AT.foot_share_low[0] // _AT.foot_share_low[1] if low else spare // 2
    foot = max(round(_AT.foot_least * text_scale), min(_AT.foot, share), spare - wanted)
    if form and low:  # what is typed matters more than the rows now
        foot = max(foot, spare - _AT.table_with_form)
    foot = min(foot, spare - _AT.table_least)
    table = spare - foot
    rects["table"] = QRect(0, top, width, table)
    below = QRect(0, top + table + GAP, width, foot)
    if form:
        rects["form"] = below
        return Places(rects, low)
    doctor = max(_AT.doctor_least, round(_AT.doctor_share[0] / _AT.doctor_share[1] * (width - GAP)))
    rects["doctor"] = QRect(below.x(), below.y(), doctor, foot)
    rects["raw"] = QRect(doctor + GAP, below.y(), width - doctor - GAP, foot)
    return Places(rects, low)


class Pages(QWidget):
    """Keys for table, doctor and raw bytes, for windows in which only one fits.

    Signals:
        changed: another page is shown.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_AT.tabs_gap)
        self.keys: dict[str, PanelKey] = {}
        for name, words in (
            ("table", self.tr("Devices")),
            ("doctor", self.tr("Connection doctor")),
            ("raw", self.tr("Raw bytes")),
        ):
            key = PanelKey(theme, words, least=_AT.tab_key)
            key.setCheckable(True)
            key.clicked.connect(self.changed)
            group.addButton(key)
            self.keys[name] = key
            row.addWidget(key, 1)
        self.keys["table"].setChecked(True)

    @property
    def page(self) -> str:
        """Which is shown: table, doctor or raw."""
        return next(name for name, key in self.keys.items() if key.isChecked())

    def show_page(self, name: str) -> None:
        """Show another."""
        if name != self.page:
            self.keys[name].setChecked(True)
            self.changed.emit()

"""The picture of the quiet room: bar, name, numbers with limits, infusion. Wave, keys and strip are widgets.

Everything is placed at 1920×1080 and scaled; what stands under the wave hangs on the bottom of the window.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui import formats
from bedside.ui.bed_tile_parts import paint_bracketed
from bedside.ui.frame import paint_mode_tag
from bedside.ui.quiet_words import QuietWords, number_role
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Mode

_AT: Final = layout("quiet_room")
_COLUMNS: Final = _AT.columns  # of the three numbers, px at 100 %
_LEADING_RATIO: Final = 1.15  # from line to line, of the lower one's type
_STRIKE_UP_RATIO: Final = 0.38  # of a number's size: where a stroke through its middle lies


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuietRoom", text)


def pressure_name(unit: PressureUnit) -> str:
    """The cuff's number by name and unit."""
    return _tr("NIBP {unit}").format(unit=unit.value)


def paint_room(
    sketch: Sketch, shown: QuietWords, *, width: float, height: float, bottom: float, keys_end: float
) -> None:
    """Paint the page.

    Args:
        sketch: at the page's scale; all places are nominal px.
        shown: its words.
        width: of the page.
        height: of the page.
        bottom: where the status strip begins.
        keys_end: right end of the keys; a promise stands beside them where there is room.
    """
    _Picture(sketch, shown, width, bottom).paint(height, keys_end)


class _Picture:
    """One painting of the page."""

    def __init__(self, sketch: Sketch, shown: QuietWords, width: float, bottom: float) -> None:
        self._sketch, self._shown, self._width = sketch, shown, width
        self._unit = sketch.theme.pressure_unit
        self._lift = bottom - _AT.nominal_bottom  # of what hangs on the bottom
        self._right = width - _AT.margin

    def paint(self, height: float, keys_end: float) -> None:
        sketch = self._sketch
        sketch.fill(QRectF(0, 0, self._width, height), "bg")
        self._bar()
        self._head()
        for y in (_AT.rule_upper + self._lift, _AT.rule_lower + self._lift):
            sketch.fill(QRectF(_AT.margin, y, self._right - _AT.margin, 1), "line")
        self._numbers()
        self._infusion()
        self._promise(keys_end)

    def _bar(self) -> None:
        sketch, shown, width = self._sketch, self._shown, self._width
        sketch.fill(QRectF(0, 0, width, _AT.bar), "surface")
        sketch.fill(QRectF(0, _AT.bar_edge_y, width, 1), "line")
        right = width - _AT.wake_room
        role = shown.edge or "text2"
        if shown.edge:
            sketch.fill(QRectF(*_AT.edge_rect), shown.edge)
        sketch.icon(_AT.bar_icon_x, _AT.bar_icon_y, shown.icon, role, _AT.bar_icon_side)
        title = shown.message or _tr("Quiet room")
        x = (
            _AT.bar_words_x
            + sketch.text(
                _AT.bar_words_x, _AT.bar_title_y, title, "title.name", "text", room=right - _AT.bar_words_x
            )
            + _AT.bar_gap
        )
        if x < right - _AT.bar_least:
            sketch.text(x, _AT.bar_words_y, shown.bar, "label", "text2", room=right - x)

    def _head(self) -> None:
        sketch, shown, width = self._sketch, self._shown, self._width
        clock = sketch.text(
            width - _AT.margin,
            _AT.head_y,
            shown.clock,
            "num.elapsed",
            "text2",
            align=RIGHT,
            px=_size(_AT.clock_px, sketch),
        )
        room = width - _AT.name_spare - clock
        sketch.text(
            _AT.margin, _AT.head_y, shown.name, "title", "text", px=_size(_AT.name_px, sketch), room=room
        )
        _, second_y = self._two_lines(_AT.head_y, _AT.second_y, "body", down=1)
        x = _AT.bed_gap + sketch.text(_AT.margin, second_y, shown.bed, "body", "text2")
        if shown.mode is not Mode.LIVE:
            word = _tr("SIMULATION")
            tag_y = _AT.tag_y + second_y - _AT.second_y
            paint_mode_tag(
                sketch, x + sketch.width(word, "tiny.medium") + _AT.tag_gap, tag_y, shown.mode, word
            )
        sketch.text(width - _AT.margin, second_y, shown.to_go, "body", "text2", align=RIGHT)

    def _numbers(self) -> None:
        sketch, shown, lift, right = self._sketch, self._shown, self._lift, self._right
        columns = _scaled_columns(self._right)
        for x in columns[1:]:
            sketch.fill(QRectF(x - _AT.divider_left, _AT.divider_y + lift, 1, _AT.divider_height), "line")
        base = _AT.base + lift
        wide = columns[1] - columns[0] - _AT.column_spare
        if shown.spo2 is not None:
            self._number(columns[0], base, _tr("SpO2 %"), "spo2", shown.spo2, _AT.number_px, wide)
            self._limits(columns[0], _AT.limits_y + lift, shown.spo2_limits)
        if shown.pr is not None:
            self._number(columns[1], base, _tr("PR /min"), "pr", shown.pr, _AT.number_px, wide)
            self._span(columns[1], _AT.limits_y + lift, shown.pr_limits)
        if shown.nibp is None:
            return
        x, room = columns[2], right - columns[2]
        mean = shown.mean if shown.nibp.number != formats.DASHES else ""
        left = room - (sketch.width(f"({mean})", "num.mean") + _AT.mean_gap if mean else 0)
        used = self._number(
            x, _AT.nibp_base + lift, pressure_name(self._unit), "nibp", shown.nibp, _AT.nibp_px, left
        )
        if mean:
            role = number_role(shown.nibp)
            paint_bracketed(sketch, x + used + _AT.mean_gap, _AT.nibp_base + lift, mean, "num.mean", role)
        ages = sketch.text(x, _AT.limits_y + lift, shown.nibp_age, "num.sm", "text2", room=room)
        limits = sketch.width(shown.nibp_limits, "num.sm") + _AT.limits_left
        if ages + _AT.limits_apart + limits < room:
            self._span(right - limits, _AT.limits_y + lift, shown.nibp_limits)

    def _number(
        self,
        x: float,
        base: float,
        name: str,
        role: str,
        shown: TileLook,
        px: float,
        room: float,
    ) -> float:
        sketch = self._sketch
        top = _AT.top_of_numbers + self._lift
        after = x + sketch.text(x, top, name, "title.name", role) + _AT.name_gap
        if shown.icon and after + _AT.icon_room < x + room:
            sketch.icon(after, top - _AT.icon_up, shown.icon, shown.icon_role, _AT.icon_side)
            sketch.text(
                after + _AT.state_gap,
                top,
                shown.word,
                "label.bold",
                "text",
                room=x + room - after - _AT.state_gap,
            )
        elif shown.note and shown.number == formats.DASHES:
            sketch.text(after, top, shown.note, "label", "text2", room=x + room - after)
        token = "num.xxl"
        size = min(_size(px, sketch), _fitting(sketch, shown.number, token, px, room))
        used = sketch.text(x, base, shown.number, token, number_role(shown), px=size)
        if shown.struck:
            middle = base - _STRIKE_UP_RATIO * size / sketch.scale
            sketch.fill(
                QRectF(x - _AT.strike_left, middle, used + _AT.strike_more, _AT.strike_height), "text2"
            )
        return used

    def _limits(self, x: float, y: float, limits: tuple[LimitView, ...]) -> None:
        sketch = self._sketch
        for limit in sorted(limits, key=lambda each: (each.value is None, each.priority)):
            if limit.value is None:
                sketch.icon(x, y - _AT.mark_up, "bell-off-outline", "text2", _AT.mark_side)
                x += (
                    _AT.bell_gap
                    + sketch.text(
                        x + _AT.bell_gap,
                        y,
                        formats.limit_text(limit, self._unit),
                        "body",
                        "text2",
                    )
                    + _AT.mark_gap
                )
                continue
            x += sketch.text(x, y, formats.limit_text(limit, self._unit), "num.sm", "text2") + _AT.limit_gap
            sketch.icon(x, y - _AT.mark_up, formats.priority_icon(limit.priority), "text3", _AT.mark_side)
            x += _AT.mark_pitch

    def _span(self, x: float, y: float, words: str) -> None:
        sketch = self._sketch
        x += sketch.text(x, y, words, "num.sm", "text2") + _AT.span_gap
        sketch.icon(x, y - _AT.mark_up, formats.priority_icon(Priority.MEDIUM), "text3", _AT.mark_side)

    def _infusion(self) -> None:
        sketch, shown, lift, right = self._sketch, self._shown, self._lift, self._right
        phase_y, elapsed_y = self._two_lines(_AT.phase_y, _AT.elapsed_y, "num.sm")
        sketch.text(_AT.margin, phase_y + lift, shown.phase, "body", "text2")
        sketch.text(_AT.margin, elapsed_y + lift, shown.elapsed, "num.sm", "text2")
        if shown.share is None:
            return
        left = _AT.margin + max(_AT.steps_from, sketch.width(shown.elapsed, "num.sm") + _AT.steps_gap)
        wide = (right - left) / shown.steps
        for n in range(shown.steps):
            step = QRectF(left + n * wide, _AT.steps_y + lift, wide - 2, _AT.step_height)
            sketch.fill(step, "line", _AT.step_radius)
            done = min(1.0, max(0.0, shown.share * shown.steps - n))
            if done > 0:
                sketch.fill(
                    QRectF(step.x(), step.y(), max(_AT.step_least, step.width() * done), _AT.step_height),
                    "infusion",
                    _AT.step_radius,
                )

    def _promise(self, keys_end: float) -> None:
        sketch, lift, right = self._sketch, self._lift, self._right
        lines = (
            _tr("A High not acknowledged at the station"),
            _tr("in 30 s lights and sounds here."),
        )
        after = keys_end + _AT.steps_after
        if right - after < sketch.width(lines[0], "label"):
            return
        places = self._two_lines(_AT.footer_y, _AT.footer_y + _AT.footer_line, "label")
        for y, line in zip(places, lines, strict=True):
            sketch.text(right, y + lift, line, "label", "text3", align=RIGHT)

    def _two_lines(self, upper: float, lower: float, token: str, down: float = 0.5) -> tuple[float, float]:
        """Baselines of two lines, the lower one in `token`: further apart where their type needs more room.

        `down`: part of it by which the lower one moves; the upper one moves up by the rest.
        """
        sketch = self._sketch
        needed = _LEADING_RATIO * sketch.theme.px(token, sketch.scale) / sketch.scale
        more = max(0.0, needed - (lower - upper))
        return upper - (1.0 - down) * more, lower + down * more


def _scaled_columns(right: float) -> list[float]:
    share = right / _AT.nominal_right
    return [_AT.margin + (x - _AT.margin) * share for x in _COLUMNS]


def _size(px: float, sketch: Sketch) -> int:
    return max(_AT.smallest, round(px * sketch.scale))


def _fitting(sketch: Sketch, words: str, token: str, px: float, room: float) -> int:
    at = max(1, round(px * sketch.scale))
    advance = sketch.theme.metrics(token, at).horizontalAdvance(words)
    return (
        at if advance <= room * sketch.scale else max(_AT.smallest, int(at * room * sketch.scale / advance))
    )

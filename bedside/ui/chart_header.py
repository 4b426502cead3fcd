"""The header of the session chart: title, shown span, what is not exact, the mode's word, and the keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.chart_key import ChartKey
from bedside.ui.chart_window import Span
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_chart")


class ChartHeader(QWidget):
    """Words at the left, keys at the right; what has no room is left out, the keys last.

    Signals:
        span_chosen: the `Span` that is to follow.
    """

    span_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = self.tr("Session")
        self.span = ""
        self.note = ""
        self.tag = ""
        self.tag_role = "replay"
        self.compact = False
        self._room = 0.0  # up to the keys, px at 100 %
        self._scale = 1.0
        self.plasma_key = ChartKey(theme, self.tr("Plasma estimate off"), parent=self)
        self.plasma_key.setCheckable(True)
        self.model_key = ChartKey(
            theme, "", parent=self
        )  # whose estimate is drawn: another one can be chosen
        self.model_key.hide()
        self._model = ""
        self.table_key = ChartKey(theme, self.tr("Table"), parent=self)
        self.table_key.setCheckable(True)
        self.table_key.setAccessibleName(self.tr("Trend table"))
        self.keys: dict[Span, ChartKey] = {}
        for span, label in (
            (Span.ALL, self.tr("All")),
            (Span.HALF_HOUR, self.tr("30 min")),
            (Span.TEN_MINUTES, self.tr("10 min")),
        ):
            key = ChartKey(theme, label, parent=self)
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Show: {span}").format(span=label))
            self.keys[span] = key
            key.clicked.connect(self._choose)
        self.follow_key = ChartKey(theme, self.tr("Following"), icon="arrow-collapse-right", parent=self)

    def _choose(self) -> None:
        pressed = self.sender()
        self.span_chosen.emit(next(span for span, key in self.keys.items() if key is pressed))

    def show_choice(self, chosen: Span | None) -> None:
        """Which span moves with the session; None: a window was chosen by hand."""
        for span, key in self.keys.items():
            key.setChecked(span is chosen)
        following = chosen is not None
        self.follow_key.set_primary(not following)
        self.follow_key.set_label(self.tr("Following") if following else self.tr("Back to now"))
        self.arrange()

    def show_plasma(self, model: str) -> None:
        """Title of the model whose estimate is drawn; "" = none is."""
        self._model = model
        self.plasma_key.setChecked(bool(model))
        self.plasma_key.set_label(self.tr("Plasma estimate on") if model else self.tr("Plasma estimate off"))
        self.model_key.set_label(model)
        self.model_key.setAccessibleName(
            self.tr("Model of the estimate: {model}. Press to choose another.").format(model=model)
        )

    def set_compact(self, compact: bool, *, table: bool) -> None:
        """Leave out the keys of the spans beside a panel; `table`: whether the table can be asked for."""
        self.compact = compact
        self.table_key.setVisible(table)
        self.arrange()

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %."""
        self._scale = scale
        for key in (self.follow_key, self.table_key, self.plasma_key, self.model_key, *self.keys.values()):
            key.set_scale(scale)
        self.arrange()

    def tag_width(self) -> float:
        """What the mode tag takes at the right, with its gap, px at 100 %."""
        if not self.tag:
            return 0.0
        measure = self._theme.metrics("small.bold", self._theme.px("small.bold"))
        return measure.horizontalAdvance(self.tag) + _AT.tag_pad + _AT.tag_gap

    def arrange(self) -> None:
        """Put the keys where they belong, from the right."""
        scale = self._scale
        x = self.width() / scale - _AT.key_right - self.tag_width()
        keys = [self.follow_key, *reversed(self.keys.values()), self.table_key]
        sizes = {key: key.sizeHint() for key in (*keys, self.plasma_key, self.model_key)}
        wide = sum(sizes[key].width() for key in keys) / scale
        fits = not self.compact and wide <= x - _AT.keys_clear
        for key in self.keys.values():
            key.setVisible(fits)
        wide += sizes[self.plasma_key].width() / scale
        span_end = max(_AT.span_x, _AT.title_x) + _AT.plasma_clear * self._theme.text_scale
        self.plasma_key.setVisible(fits and wide + span_end <= x)
        wide += sizes[self.model_key].width() / scale
        self.model_key.setVisible(bool(self._model) and fits and wide + span_end <= x)
        keys += [self.model_key, self.plasma_key]
        for key in keys:
            if key.isHidden():
                continue
            key.resize(sizes[key])
            x -= key.width() / scale
            key.move(int(x * scale), int((self.height() - key.height()) / 2))
            x -= _AT.group_gap if key in (self.follow_key, self.keys[Span.ALL]) else _AT.key_gap
        self._room = x - _AT.group_gap
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keys stand at the right."""
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self._scale)
        middle, grown = self.height() / self._scale / 2, self._theme.text_scale
        x = _AT.title_x
        end = x + sketch.width(self.title, "label.bold")
        if end <= self._room:
            sketch.text(x, middle + _AT.title_drop * grown, self.title, "label.bold", "text2")
        x = max(_AT.span_x, end + _AT.span_gap)
        end = x + sketch.width(self.span, "num.key")
        if end <= self._room:
            sketch.text(x, middle + _AT.span_drop * grown, self.span, "num.key", "text3")
            room = self._room - end - _AT.note_gap
            if self.note and room > 0:
                base = middle + _AT.span_drop * grown
                sketch.text(end + _AT.note_gap, base, self.note, "small", "text2", room=room)
        if self.tag:
            self._paint_tag(sketch, middle)
        painter.end()

    def _paint_tag(self, sketch: Sketch, middle: float) -> None:
        width, height = self.tag_width() - _AT.tag_gap, _AT.tag_height * self._theme.text_scale
        rect = QRectF(self.width() / self._scale - width - _AT.tag_gap, middle - height / 2, width, height)
        sketch.fill(rect, self.tag_role, self._theme.length("radius_plot"))
        base = middle + _AT.span_drop * self._theme.text_scale
        sketch.text(rect.center().x(), base, self.tag, "small.bold", f"on_{self.tag_role}", align=CENTRE)

"""The header of the bed screen: who, which phase, how long, how much."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.bed_header_small import PHASE_RATIO, SMALL_TEXT_RATIO, TIME_RATIO, paint_small
from bedside.ui.bed_header_words import PHASES, HeaderWords, header_words
from bedside.ui.held_text import held, held_to
from bedside.ui.painted import Painted
from bedside.ui.pressable import Pressable
from bedside.ui.sketch import CENTRE, RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("bed_header")
_TEXT_RATIO: Final = 1.35  # two lines of larger words would run into each other


class BedHeader(Pressable, Painted[HeaderWords]):
    """1840×80, or 1008×52 in a small window. Words give way before numbers. A press asks who the patient is.

    Signals:
        patient_asked: the person wants the panel of the patient.
        session_asked: the person pressed the phase: the session flow is wanted.
    """

    patient_asked = Signal()
    session_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 1, _AT.height, HeaderWords(), parent)
        self._small = False
        self._quiet_on: bool | None = None
        self._quiet = ""
        self.setAccessibleName(self.tr("Bed"))
        self.pressed.connect(self.patient_asked)

    def open_patient(self, wanted: bool) -> None:
        """Whether a press, or Enter, opens the panel of the patient; a recording only shows who it was."""
        self.set_pressable(wanted)
        words = self.tr("Name, weight and kind of the patient; the phase opens the session (F10)")
        self.setToolTip(words if wanted else "")
        self.setAccessibleName(self.tr("Bed, Enter opens the patient") if wanted else self.tr("Bed"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The phase opens the session flow, everything else the patient."""
        at, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        if left and self._is_pressable() and self.phase_place().contains(at):
            self.session_asked.emit()
        else:
            super().mouseReleaseEvent(event)

    def phase_place(self) -> QRectF:
        """Where the phase stands, px of the widget; empty without a session."""
        if not self._shown.phase:
            return QRectF()
        wide, s = self.width(), self.scale()
        if self._small:
            return QRectF(wide * PHASE_RATIO, 0, wide * (TIME_RATIO - PHASE_RATIO), self.height())
        k = min(1.0, wide / s / _AT.width) * s
        left = _AT.phase_x * k - _AT.place_gap * s
        return QRectF(left, 0, _AT.time_x * k - _AT.rule_before * s - left, self.height())

    def set_quiet(self, quiet: bool | None) -> None:
        """Whether the quiet room is on; None: not said here."""
        if quiet is self._quiet_on:
            return
        self._quiet_on = quiet
        self._quiet = {None: "", True: self.tr("Quiet room on"), False: self.tr("Quiet room off")}[quiet]
        self.show_value(replace(self._shown, quiet=self._quiet))

    def set_small(self, small: bool) -> None:
        """The layout of a small window."""
        self._small = small
        self._nominal = (1, _AT.height_small if small else _AT.height)
        self.update()

    def scale(self) -> float:
        """By its height: it stretches in width."""
        return max(0.1, self.height() / self._nominal[1])

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest update."""
        self.show_value(replace(header_words(update), quiet=self._quiet))

    def spoken(self, value: HeaderWords) -> str:
        """The header in one sentence."""
        parts = (
            value.bed,
            value.name,
            value.details,
            value.phase,
            value.time.elapsed,
            value.time.of,
            value.dose.given,
            value.dose.of,
            value.profile,
            value.profile_note,
            value.quiet,
            *((value.due.head, value.due.words[0]) if self._small and value.due.words else ()),
        )
        return " ".join(part for part in parts if part)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the header."""
        tile_ground(sketch, rect)
        if self._small:
            paint_small(held(sketch, SMALL_TEXT_RATIO), rect, self._shown)
        else:
            self._paint_large(held(sketch, _TEXT_RATIO), rect)
        if self.hasFocus():
            width = self._theme.length("focus")
            sketch.edge(rect.adjusted(2, 2, -2, -2), "focus", width, _AT.focus_radius)

    def _paint_large(self, sketch: Sketch, rect: QRectF) -> None:
        shown, width = self._shown, rect.width()
        box = QRectF(_AT.box_x, _AT.box_y, _AT.box_w, _AT.box_h)
        sketch.fill(box, "raised", _AT.box_radius)
        sketch.edge(box, "line", 1.0, _AT.box_radius)
        sketch.text(_AT.bed_x, _AT.bed_word_base, self.tr("Bed"), "tiny", "text2", align=CENTRE)
        sketch.text(_AT.bed_x, _AT.bed_number_base, shown.bed, "num.bed", "text", align=CENTRE)
        # The columns of the mock-up at 1840, closer together when the window is narrower.
        k = min(1.0, width / _AT.width)
        phase_x, time_x, dose_x, stop = _AT.phase_x * k, _AT.time_x * k, _AT.dose_x * k, width - _AT.right
        room = (phase_x if shown.phase else stop) - _AT.names_room
        sketch.text(_AT.name_x, _AT.name_base, shown.name, "title", "text", room=room)
        self._paint_whole(sketch, _AT.name_x, _AT.details_base, shown.details, ("label", "text2"), room)
        if not shown.phase:
            return
        room = time_x - phase_x - _AT.columns_gap
        x = (
            phase_x
            + sketch.text(phase_x, _AT.phase_base, shown.phase, "title.name", "text", room=room)
            + _AT.place_gap
        )
        place = self.tr("{i} of {n}").format(i=shown.phase_index + 1, n=len(PHASES))
        sketch.text(x, _AT.place_base, place, "label", "text2", room=max(0.0, phase_x + room - x))
        pitch = min(_AT.pitch_most, room / len(PHASES))
        for n in range(len(PHASES)):
            role = "text" if n == shown.phase_index else "text3" if n < shown.phase_index else "line"
            sketch.fill(
                QRectF(phase_x + n * pitch, _AT.bar_y, pitch - _AT.bar_gap, _AT.bar_height),
                role,
                _AT.bar_radius,
            )
        self._paint_whole(sketch, phase_x, _AT.next_phase_base, shown.next_phase, ("small", "text3"), room)
        sketch.line(time_x - _AT.rule_before, _AT.rule_top, time_x - _AT.rule_before, _AT.rule_bottom, "line")
        after = (
            time_x
            + sketch.text(time_x, _AT.elapsed_base, shown.time.elapsed, "num.elapsed", "text")
            + _AT.beside_gap
        )
        self._paint_pair(
            sketch,
            after,
            shown.time.of,
            shown.time.remaining,
            shown.time.remaining_word,
            dose_x - _AT.columns_gap - after,
        )
        if shown.time.share is not None:
            self._paint_share(
                sketch, time_x, min(_AT.time_share_most, dose_x - _AT.share_gap - time_x), shown.time.share
            )
        profile = max(
            sketch.width(shown.profile, "label.bold"), sketch.width(shown.profile_note, "small.medium")
        )
        profile_x = stop - profile
        if shown.dose.given:
            sketch.line(
                dose_x - _AT.rule_before, _AT.rule_top, dose_x - _AT.rule_before, _AT.rule_bottom, "line"
            )
            after = (
                dose_x
                + sketch.text(dose_x, _AT.given_base, shown.dose.given, "num.elapsed", "text")
                + _AT.beside_gap
            )
            fits_profile = after + _AT.dose_room < profile_x
            room = (profile_x - _AT.profile_gap if fits_profile else stop) - after
            for base, words, token, role in (  # smaller rather than with a number cut
                (_AT.of_base, shown.dose.of, "label", "text2"),
                (_AT.detail_base, shown.dose.detail, "num.sm", "text"),
            ):
                held_to(sketch, words, token, room).text(after, base, words, token, role, room=room)
            if shown.dose.share is not None:
                self._paint_share(
                    sketch, dose_x, min(_AT.dose_share_most, after + room - dose_x), shown.dose.share
                )
            if not fits_profile:
                if shown.edited:
                    edited = sketch.width(shown.edited, "small.medium")
                    sketch.text(
                        stop, _AT.edited_base, shown.edited, "small.medium", "text", align=RIGHT, room=edited
                    )
                return
        if shown.quiet and sketch.theme.text_scale < 1.1:  # three lines only where the type is small
            rows = (_AT.profile_first, _AT.profile_second, _AT.profile_third)
        else:
            rows = (_AT.profile_upper, _AT.profile_lower, 0)
        sketch.text(stop, rows[0], shown.profile, "label.bold", "text", align=RIGHT)
        token, role = ("small.medium", "text") if shown.edited else ("small", "text3")
        sketch.text(stop, rows[1], shown.profile_note, token, role, align=RIGHT)
        if rows[2]:
            sketch.text(stop, rows[2], shown.quiet, "small", "text3", align=RIGHT)

    def _paint_whole(
        self, sketch: Sketch, x: float, base: float, words: str, ink: tuple[str, str], room: float
    ) -> None:
        """Without its last parts where there is little room: half a date or number says something else."""
        token, role = ink
        sketch.text(x, base, sketch.shortened(words, token, room), token, role, room=room)

    def _paint_pair(self, sketch: Sketch, x: float, upper: str, number: str, word: str, room: float) -> None:
        sketch.text(x, _AT.pair_upper_base, upper, "label", "text2", room=room)
        after = x
        if number:
            after += sketch.text(x, _AT.pair_number_base, number, "num.sm.bold", "text") + _AT.pair_number_gap
        sketch.text(after, _AT.pair_word_base, word, "label", "text2", room=max(0.0, room - (after - x)))

    def _paint_share(self, sketch: Sketch, x: float, width: float, share: float) -> None:
        sketch.fill(QRectF(x, _AT.share_y, width, _AT.share_height), "line", 2.0)
        sketch.fill(QRectF(x, _AT.share_y, max(2.0, width * share), _AT.share_height), "infusion", 2.0)

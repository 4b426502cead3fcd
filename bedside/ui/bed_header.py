"""The header of the bed screen: who, which phase, how long, how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.painted import Painted
from bedside.ui.sketch import CENTRE, RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme
from bedside.vitals.sessions import PatientType, Phase

PHASES: Final = tuple(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """How long, and how long still."""

    elapsed: str = ""
    of: str = ""
    of_short: str = ""
    remaining: str = ""
    remaining_word: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseWords:
    """How much was given."""

    given: str = ""
    of: str = ""
    of_short: str = ""
    detail: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderWords:
    """Everything the header says."""

    bed: str = ""
    name: str = ""
    details: str = ""
    phase: str = ""
    phase_index: int = -1
    next_phase: str = ""
    time: TimeWords = TimeWords()
    dose: DoseWords = DoseWords()
    profile: str = ""
    profile_note: str = ""
    edited: str = ""  # said in any layout, also where the profile has no room


def _tr(text: str) -> str:
    return QCoreApplication.translate("BedHeader", text)


def header_words(update: MonitorUpdate) -> HeaderWords:
    """The header of one update."""
    session = update.session
    bed = formats.bed_name(update.bed, update.mode)
    if session is None:
        details = update.waiting or _tr("Monitoring starts with the first reading")
        return HeaderWords(bed=bed, name=_tr("No session"), details=details)
    parts = []
    if session.patient_type is not PatientType.NOT_SET:
        parts.append(session.patient_type.value)
    if session.weight_kg is not None:
        parts.append(f"{formats.plain(session.weight_kg)} kg")
    parts.append(_tr("since {time}").format(time=formats.clock_minute_at(session.started_utc, 0.0)))
    index = PHASES.index(session.phase)
    following = PHASES[index + 1] if index + 1 < len(PHASES) else None
    return HeaderWords(
        bed=bed,
        name=session.label or _tr("Not named yet"),
        details=" · ".join(parts),
        phase=formats.phase_name(session.phase),
        phase_index=index,
        next_phase=_tr("next: {phase}").format(phase=formats.phase_name(following)) if following else "",
        profile=session.profile,
        profile_note=" · ".join(
            part
            for part in (
                _tr("patient type not set") if session.patient_type is PatientType.NOT_SET else "",
                edited_words(update) or _tr("limits unchanged"),
            )
            if part
        ),
        edited=edited_words(update),
        time=_time_words(update),
        dose=_dose_words(update),
    )


def edited_words(update: MonitorUpdate) -> str:
    """How many limits differ from the profile for this patient, "edited: 2 limits"; "" for none (ALM-40)."""
    count = sum(limit.edited for limit in update.limits)
    if not count:
        return ""
    return _tr("edited: 1 limit") if count == 1 else _tr("edited: {n} limits").format(n=count)


def _time_words(update: MonitorUpdate) -> TimeWords:
    session, infusion = update.session, update.infusion
    if session is None:
        return TimeWords()
    if infusion is None or session.phase is not Phase.INFUSION:
        word = _tr("no infusion recorded")
        if infusion is not None:
            word = _tr("infusion {time}").format(time=formats.duration(infusion.elapsed_s(update.now)))
        return TimeWords(
            elapsed=formats.duration(update.now - session.phase_t),
            of=_tr("in this phase"),
            remaining_word=word,
        )
    elapsed, remaining = infusion.elapsed_s(update.now), infusion.remaining_s(update.now)
    shown = formats.duration(elapsed)
    if remaining is None or not infusion.planned_min:
        return TimeWords(
            elapsed=shown, of=_tr("elapsed"), remaining_word=_tr("paused") if infusion.paused else ""
        )
    planned_s = infusion.planned_min * 60.0
    word = _tr("remaining, paused") if infusion.paused else _tr("remaining")
    return TimeWords(
        elapsed=shown,
        of=_tr("of {time} elapsed").format(time=formats.duration(planned_s)),
        of_short=_tr("of {time}").format(time=formats.duration(planned_s)),
        remaining=formats.duration(abs(remaining)),
        remaining_word=word if remaining >= 0 else _tr("over the plan"),
        share=round(min(1.0, elapsed / planned_s), 3),
    )


def _dose_words(update: MonitorUpdate) -> DoseWords:
    session, infusion = update.session, update.infusion
    if infusion is None or session is None:
        return DoseWords()
    given = infusion.delivered_mg(update.now)
    details = []
    if session.weight_kg:
        details.append(f"{given / session.weight_kg:.2f} mg/kg")
    if not infusion.planned_mg:
        return DoseWords(given=f"{given:.1f}", of=_tr("mg given"), detail="  ".join(details))
    share = given / infusion.planned_mg
    details.append(f"{100 * share:.0f} %")
    return DoseWords(
        given=f"{given:.1f}",
        of=_tr("mg given of {mg}").format(mg=f"{infusion.planned_mg:.1f}"),
        of_short=_tr("mg of {mg}").format(mg=f"{infusion.planned_mg:.1f}"),
        detail="  ".join(details),
        share=round(min(1.0, share), 3),
    )


class BedHeader(Painted[HeaderWords]):
    """1840×80, or 1008×52 in a small window. Words give way before numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 1, 80, HeaderWords(), parent)
        self._small = False
        self.setAccessibleName(self.tr("Bed"))

    def set_small(self, small: bool) -> None:
        """The layout of a small window."""
        self._small = small
        self._nominal = (1, 52 if small else 80)
        self.update()

    def scale(self) -> float:
        """By its height: it stretches in width."""
        return max(0.1, self.height() / self._nominal[1])

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest update."""
        self.show_value(header_words(update))

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
        )
        return " ".join(part for part in parts if part)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the header."""
        tile_ground(sketch, rect)
        if self._small:
            self._paint_small(sketch, rect)
        else:
            self._paint_large(sketch, rect)

    def _paint_large(self, sketch: Sketch, rect: QRectF) -> None:
        shown, width = self._shown, rect.width()
        box = QRectF(8, 12, 56, 56)
        sketch.fill(box, "raised", 6.0)
        sketch.edge(box, "line", 1.0, 6.0)
        sketch.text(36, 31, self.tr("Bed"), "tiny", "text2", align=CENTRE)
        sketch.text(36, 58, shown.bed, "num.bed", "text", align=CENTRE)
        # The columns of the mock-up at 1840, closer together when the window is narrower.
        k = min(1.0, width / 1840)
        phase_x, time_x, dose_x, stop = 440 * k, 848 * k, 1240 * k, width - 16
        room = (phase_x if shown.phase else stop) - 96
        sketch.text(80, 36, shown.name, "title", "text", room=room)
        sketch.text(80, 61, shown.details, "label", "text2", room=room)
        if not shown.phase:
            return
        room = time_x - phase_x - 40
        x = phase_x + sketch.text(phase_x, 30, shown.phase, "title.name", "text", room=room) + 12
        place = self.tr("{i} of {n}").format(i=shown.phase_index + 1, n=len(PHASES))
        sketch.text(x, 30, place, "label", "text2", room=max(0.0, phase_x + room - x))
        pitch = min(73.0, room / len(PHASES))
        for n in range(len(PHASES)):
            role = "text" if n == shown.phase_index else "text3" if n < shown.phase_index else "line"
            sketch.fill(QRectF(phase_x + n * pitch, 42, pitch - 7, 6), role, 3.0)
        sketch.text(phase_x, 68, shown.next_phase, "small", "text3", room=room)
        sketch.line(time_x - 24, 16, time_x - 24, 64, "line")
        after = time_x + sketch.text(time_x, 49, shown.time.elapsed, "num.elapsed", "text") + 12
        self._paint_pair(
            sketch, after, shown.time.of, shown.time.remaining, shown.time.remaining_word, dose_x - 40 - after
        )
        if shown.time.share is not None:
            self._paint_share(sketch, time_x, min(264.0, dose_x - 48 - time_x), shown.time.share)
        profile = max(
            sketch.width(shown.profile, "label.bold"), sketch.width(shown.profile_note, "small.medium")
        )
        profile_x = stop - profile
        if shown.dose.given:
            sketch.line(dose_x - 24, 16, dose_x - 24, 64, "line")
            after = dose_x + sketch.text(dose_x, 49, shown.dose.given, "num.elapsed", "text") + 12
            fits_profile = after + 150 < profile_x
            room = (profile_x - 16 if fits_profile else stop) - after
            sketch.text(after, 32, shown.dose.of, "label", "text2", room=room)
            sketch.text(after, 55, shown.dose.detail, "num.sm", "text", room=room)
            if shown.dose.share is not None:
                self._paint_share(sketch, dose_x, min(276.0, after + room - dose_x), shown.dose.share)
            if not fits_profile:
                if shown.edited:
                    edited = sketch.width(shown.edited, "small.medium")
                    sketch.text(stop, 76, shown.edited, "small.medium", "text", align=RIGHT, room=edited)
                return
        sketch.text(stop, 32, shown.profile, "label.bold", "text", align=RIGHT)
        token, role = ("small.medium", "text") if shown.edited else ("small", "text3")
        sketch.text(stop, 54, shown.profile_note, token, role, align=RIGHT)

    def _paint_pair(self, sketch: Sketch, x: float, upper: str, number: str, word: str, room: float) -> None:
        sketch.text(x, 32, upper, "label", "text2", room=room)
        after = x
        if number:
            after += sketch.text(x, 55, number, "num.sm.bold", "text") + 8
        sketch.text(after, 55, word, "label", "text2", room=max(0.0, room - (after - x)))

    def _paint_share(self, sketch: Sketch, x: float, width: float, share: float) -> None:
        sketch.fill(QRectF(x, 65, width, 4), "line", 2.0)
        sketch.fill(QRectF(x, 65, max(2.0, width * share), 4), "infusion", 2.0)

    def _paint_small(self, sketch: Sketch, rect: QRectF) -> None:
        shown, width, height = self._shown, rect.width(), rect.height()
        # Two lines of text also where the smallest type is nearly half as high as the header.
        lower = min(43.0, height - 6.0 / sketch.scale)
        upper = sketch.first(min(24.0, lower - 15.0 / sketch.scale), "title.small", 1.0)
        phase_x, time_x = width * 0.3, width * 0.39
        x = 12 + sketch.text(12, upper, shown.bed, "num.sm.large.bold", "text") + 10
        named_until = phase_x - 16 if shown.phase else width - 12
        sketch.text(x, upper, shown.name, "title.small", "text", room=named_until - x)
        details = f"{shown.edited} · {shown.details}" if shown.edited else shown.details
        sketch.text(12, lower, details, "small", "text2", room=named_until - 12)
        if not shown.phase:
            return
        sketch.line(phase_x - 10, 8, phase_x - 10, height - 8, "line")
        place = self.tr("{i} of {n}").format(i=shown.phase_index + 1, n=len(PHASES))
        for baseline, words, token in ((upper, shown.phase, "label"), (lower, place, "small")):
            sketch.text(phase_x, baseline, words, token, "text2", room=time_x - phase_x - 6)
        if shown.time.share is not None:
            sketch.fill(QRectF(0, height - 3, width, 3), "line")
            sketch.fill(QRectF(0, height - 3, width * shown.time.share, 3), "infusion")
        time, dose = shown.time, shown.dose
        lines = (upper, lower)
        upper_words = time.of_short or time.of
        x = time_x
        x += 22 + self._paint_small_pair(
            sketch,
            x,
            width * 0.62 - x,
            lines,
            time.elapsed,
            (upper_words, time.remaining, time.remaining_word),
        )
        right = width - 8
        if dose.given:
            sketch.line(x - 11, 8, x - 11, height - 8, "line")
            beside = (dose.of_short or dose.of, dose.detail, "")
            x += 16 + self._paint_small_pair(sketch, x, right - x, lines, dose.given, beside)
        profile = ((upper, shown.profile, "small.medium"), (lower, shown.profile_note, "small"))
        if max(sketch.width(words, token) for _, words, token in profile) <= right - x:
            for baseline, words, token in profile:
                sketch.text(right, baseline, words, token, "text2", align=RIGHT)

    def _paint_small_pair(
        self,
        sketch: Sketch,
        x: float,
        room: float,
        lines: tuple[float, float],
        number: str,
        words: tuple[str, str, str],
    ) -> float:
        """A number with two short lines beside it, as far as they fit; returns the width used."""
        upper, bold, after = words
        px = int(self._theme.px("num.elapsed", sketch.scale) * 0.7)
        start, end = x, x + room
        middle = (lines[0] + lines[1]) / 2
        x += sketch.text(x, middle + px / sketch.scale * 0.26, number, "num.elapsed", "text", px=px) + 8
        widest = x
        for baseline, token, said, role in (
            (lines[0], "small", upper, "text2"),
            (lines[1], "num.sm.small.bold", bold, "text"),
        ):
            if said and sketch.width(said, token) <= end - x:
                widest = max(widest, x + sketch.text(x, baseline, said, token, role))
        x += sketch.width(bold, "num.sm.small.bold") + (5 if bold else 0)
        if after and sketch.width(after, "small") <= end - x:
            widest = max(widest, x + sketch.text(x, lines[1], after, "small", "text2"))
        return widest - start

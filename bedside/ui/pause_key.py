"""The keys at the right of the alarm bar: the pauses with their countdowns, and NO ALARM SOUND where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtWidgets import QWidget

from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.pauses import Offer, Running
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseFace:
    """What such a key shows; equal means nothing to paint."""

    label: str
    icon: str = "bell-sleep-outline"
    key: str = "F2"
    under: str = ""  # a second line under the label
    left: str = ""  # countdown, "1:34"
    share: float = 0.0  # of the pause that is left, whole seconds
    loud: str = ""  # an alarm's fill instead of the plain ground
    loud_edge: str = ""  # an alarm's line around the plain ground

    @property
    def alarming(self) -> bool:
        """Its words are an alarm: they are never shortened."""
        return bool(self.loud or self.loud_edge)


def audio_face(
    offer: Offer, paused: list[Running], seconds: float, *, fault: str, accepted: bool, lit: bool
) -> PauseFace:
    """The face of the F2 key.

    Args:
        offer: what pressing it would do.
        paused: audio pauses in force, the longest first.
        seconds: how long a pause would be, s.
        fault: why no alarm can be heard; "" = it can.
        accepted: a named person goes on without sound.
        lit: half of the Medium flash.
    """
    count = paused[0] if paused else None
    left = "" if count is None else count.countdown
    share = 0.0 if count is None else count.share
    if fault:
        under = _tr("accepted by name") if accepted else _tr("F2: what to do")
        on = lit and not accepted
        return PauseFace(
            label=_tr("NO ALARM SOUND"),
            icon="volume-off",
            key="",
            under=under,
            left=left,
            share=share,
            loud="med" if on else "",
            loud_edge="" if on else "medline",
        )
    match offer:
        case Offer.TEST:
            return PauseFace(label=_tr("Test the sound"), icon="volume-high", key="")
        case Offer.PRE_SILENCE:
            return PauseFace(label=_tr("Pre-silence 60 s"))
        case Offer.PAUSE:
            if count is None:
                return PauseFace(label=_tr("Audio pause {n} s").format(n=round(seconds)))
            return PauseFace(label=_tr("Audio pause"), under=_paused_beds(paused), left=left, share=share)
        case Offer.END:
            ends = _tr("F2 ends it")
            if len(paused) > 1:
                ends = _tr("{n} beds · F2 ends all").format(n=len(paused))
            return PauseFace(label=_tr("Audio paused"), key="", under=ends, left=left, share=share)


def care_face(item: Running, name: str, bed: int | None) -> PauseFace:
    """The face of the key of a care pause.

    Args:
        item: the pause.
        name: of its bed.
        bed: the one F8 means; None: no bed in particular, so it means this pause.
    """
    under = _tr("F8 ends it")
    if bed is None:
        under = _tr("Bed {n} · F8").format(n=name)
    elif bed != item.bed:
        under = _tr("Bed {n}").format(n=name)
    return PauseFace(
        label=_tr("Care pause"),
        icon="hand-heart-outline",
        key="",
        under=under,
        left=item.countdown,
        share=item.share,
    )


def _paused_beds(paused: list[Running]) -> str:
    if len(paused) == 1:
        return _tr("bed {n} paused").format(n=paused[0].bed)
    return _tr("{n} beds paused").format(n=len(paused))


_LEAST_LABEL: Final = 0.75  # of the words: less is no word


class PauseKey(PaintedKey):
    """Icon, one or two lines, and the countdown with its ring. Redrawn once a second."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "bell-sleep-outline", "F2", parent=parent)
        self._face = PauseFace(label="")

    @property
    def face(self) -> PauseFace:
        """What it shows."""
        return self._face

    def show_face(self, face: PauseFace) -> None:
        """Show something else."""
        if face == self._face:
            return
        self._face = face
        self._icon = face.icon
        self.setText(face.label)
        self.setAccessibleName(face.label)
        self.setAccessibleDescription(f"{face.left} {face.under}".strip())
        self.setToolTip(f"{face.label} ({face.key})" if face.key else face.label)
        self.update()

    def set_scale(self, scale: float) -> None:
        """Scale of the bar."""
        if scale != self._scale:
            self._scale = scale
            self.update()

    def _ink(self) -> KeyInk:
        face = self._face
        if face.loud:
            return KeyInk(face.loud, f"on_{face.loud}", f"on_{face.loud}")
        return KeyInk("hover" if self._hovered or self.isDown() else self.IDLE, "text", "text2")

    def _ring(self, ink: KeyInk) -> str:
        return ink.words if self._face.loud else "focus"

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        face = self._face
        if face.loud:
            return
        if face.loud_edge:
            sketch.edge(rect, face.loud_edge, 3.0, radius)
        elif face.left:
            sketch.edge(rect, "text", 2.0, radius)
        else:
            super()._paint_edge(sketch, rect, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        face, middle = self._face, rect.height() / 2
        if face.alarming and not self._has_room(sketch, rect):
            self._paint_whole(sketch, rect, ink)
            return
        right = rect.width() - 14
        if face.left:
            counted = sketch.width(face.left, "num.sm.large.bold") + 8
            if 50 + sketch.width(face.label, "label.bold") + counted + 44 <= right:
                sketch.ring(right - 16, middle, 16, face.share, ink.words, self._theme.length("gauge"))
                right -= 44
            right -= sketch.text(right, middle + 8, face.left, "num.sm.large.bold", ink.words, align=RIGHT)
            right -= 8
        if not face.left and not face.under:
            self._paint_centred(sketch, rect, ink)
            return
        sketch.icon(14, middle - 14, face.icon, ink.words, 28)
        x = 50.0
        room = max(0.0, right - x)
        if face.left and room < _LEAST_LABEL * sketch.width(face.label, "label.bold"):
            return  # mark and countdown say it
        if not face.under:
            sketch.text(x, middle + 6, face.label, "label.bold", ink.words, room=room)
            return
        sketch.text(x, middle - 4, face.label, "label.bold", ink.words, room=room)
        sketch.text(x, middle + 15, face.under, "small", ink.hint, room=room)

    def _has_room(self, sketch: Sketch, rect: QRectF) -> bool:
        """Whether the words of an alarm stand in one line beside the countdown."""
        counted = sketch.width(self._face.left, "num.sm.large.bold") + 8 if self._face.left else 0.0
        under = sketch.width(self._face.under, "small")
        return 50 + max(sketch.width(self._face.label, "label.bold"), under) + counted <= rect.width() - 14

    def _paint_whole(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        """The whole words in two lines, the countdown beside the second; what pressing does has no room."""
        face, middle = self._face, rect.height() / 2
        first, _, last = face.label.rpartition(" ")
        sketch.icon(8, middle - 12, face.icon, ink.words, 24)
        x, room = 38.0, rect.width() - 38 - 8
        lines = (first, f"{last} {face.left}".strip())
        highest = int((middle - 3) * sketch.scale)
        px = min(highest, *(sketch.fits(line, "label.bold", room) for line in lines))
        high = px / sketch.scale
        for baseline, line in zip((middle - 0.15 * high, middle + 0.95 * high), lines, strict=True):
            sketch.text(x, baseline, line, "label.bold", ink.words, px=px)

    def _paint_centred(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        face, middle = self._face, rect.height() / 2
        key = sketch.width(face.key, "num.key") + 8 if face.key else 0.0
        label = sketch.width(face.label, "label.medium")
        icon = 26.0 + 10
        if icon + label + key > rect.width() - 12:
            key = 0.0
        px = sketch.fits(face.label, "label.medium", rect.width() - 12 - icon)
        shown = min(label, rect.width() - 12 - icon)
        x = (rect.width() - icon - shown - key) / 2
        sketch.icon(x, middle - 13, face.icon, ink.words, 26)
        x += icon
        sketch.text(x, middle + 5, face.label, "label.medium", ink.words, px=px)
        if key:
            sketch.text(x + shown + 8, middle + 5, face.key, "num.key", ink.hint)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PauseKey", text)

"""The keys at the right of the alarm bar: the pauses with their countdowns, and NO ALARM SOUND where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
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


_AT: Final = themes.layout("pause_key")
_LEAST_LABEL: Final = 0.75  # of the words: less is no word
_OVER_MIDDLE: Final = 0.15  # where two lines stand against the middle, in heights of their type
_UNDER_MIDDLE: Final = 0.95


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
            sketch.edge(rect, face.loud_edge, _AT.alarm_edge, radius)
        elif face.left:
            sketch.edge(rect, "text", _AT.count_edge, radius)
        else:
            super()._paint_edge(sketch, rect, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        face, middle = self._face, rect.height() / 2
        if face.alarming and not self._has_room(sketch, rect):
            self._paint_whole(sketch, rect, ink)
            return
        right = rect.width() - _AT.right
        if face.left:
            counted = sketch.width(face.left, "num.sm.large.bold") + _AT.count_gap
            if _AT.text_x + self._wide(sketch) + counted + _AT.ring_room <= right:
                ring, stroke = _AT.ring, self._theme.length("gauge")
                sketch.ring(right - ring, middle, ring, face.share, ink.words, stroke)
                right -= _AT.ring_room
            px, base = self._amid(sketch, rect, "num.sm.large.bold")
            right -= sketch.text(right, base, face.left, "num.sm.large.bold", ink.words, align=RIGHT, px=px)
            right -= _AT.count_gap
        if not face.left and not face.under:
            self._paint_centred(sketch, rect, ink)
            return
        sketch.icon(_AT.icon_x, middle - _AT.icon / 2, face.icon, ink.words, _AT.icon)
        x = _AT.text_x
        room = max(0.0, right - x)
        if face.left and room < _LEAST_LABEL * sketch.width(face.label, "label.bold"):
            return  # mark and countdown say it
        if not face.under or not self._holds_two_lines(sketch, rect):
            px, base = self._amid(sketch, rect, "label.bold")
            sketch.text(x, base, face.label, "label.bold", ink.words, room=room, px=px)
            return
        sketch.text(x, middle - _AT.over, face.label, "label.bold", ink.words, room=room)
        sketch.text(x, middle + _AT.under, face.under, "small", ink.hint, room=room)

    def _holds_two_lines(self, sketch: Sketch, rect: QRectF) -> bool:
        """Whether the upper one stands whole below the edge; in the lowest bars it does not."""
        ascent = sketch.theme.metrics("label.bold", sketch.theme.px("label.bold", sketch.scale)).ascent()
        return rect.height() / 2 - _AT.over - ascent / sketch.scale >= 0.0

    def _amid(self, sketch: Sketch, rect: QRectF, token: str) -> tuple[int, float]:
        """Pixel size and baseline of one line in the middle; no higher than the key, whatever the size of text."""
        theme, wanted = sketch.theme, sketch.theme.px(token, sketch.scale)
        high = theme.metrics(token, wanted).capHeight() / sketch.scale
        most = rect.height() - 2 * (_AT.count_edge + _AT.count_inset)
        px = min(wanted, int(wanted * most / high))
        return px, (rect.height() + theme.metrics(token, px).capHeight() / sketch.scale) / 2

    def _has_room(self, sketch: Sketch, rect: QRectF) -> bool:
        """Whether the words of an alarm stand in one line beside the countdown."""
        face, counted = self._face, 0.0
        if face.left:
            counted = sketch.width(face.left, "num.sm.large.bold") + _AT.count_gap
        return _AT.text_x + self._wide(sketch) + counted <= rect.width() - _AT.right

    def _wide(self, sketch: Sketch) -> float:
        """How wide the longer of the two lines is."""
        return max(sketch.width(self._face.label, "label.bold"), sketch.width(self._face.under, "small"))

    def _paint_whole(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        """The whole words in two lines, the countdown beside the second; what pressing does has no room."""
        face, middle = self._face, rect.height() / 2
        first, _, last = face.label.rpartition(" ")
        icon, x = _AT.whole_icon, _AT.whole_text_x
        sketch.icon(_AT.whole_icon_x, middle - icon / 2, face.icon, ink.words, icon)
        room = rect.width() - x - _AT.whole_right
        lines = (first, f"{last} {face.left}".strip())
        highest = int((middle - _AT.whole_gap) * sketch.scale)
        px = min(highest, *(sketch.fits(line, "label.bold", room) for line in lines))
        high = px / sketch.scale
        baselines = (middle - _OVER_MIDDLE * high, middle + _UNDER_MIDDLE * high)
        for baseline, line in zip(baselines, lines, strict=True):
            sketch.text(x, baseline, line, "label.bold", ink.words, px=px)

    def _paint_centred(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        face, middle = self._face, rect.height() / 2
        key = sketch.width(face.key, "num.key") + _AT.centred_key_gap if face.key else 0.0
        label = sketch.width(face.label, "label.medium")
        icon, room = _AT.centred_icon + _AT.centred_gap, rect.width() - _AT.centred_margin
        if icon + label + key > room:
            key = 0.0
        px = sketch.fits(face.label, "label.medium", room - icon)
        shown = min(label, room - icon)
        x = (rect.width() - icon - shown - key) / 2
        sketch.icon(x, middle - _AT.centred_icon / 2, face.icon, ink.words, _AT.centred_icon)
        x, baseline = x + icon, middle + _AT.centred_baseline
        sketch.text(x, baseline, face.label, "label.medium", ink.words, px=px)
        if key:
            x += shown + _AT.centred_key_gap
            sketch.text(x, baseline, face.key, "num.key", ink.hint)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PauseKey", text)

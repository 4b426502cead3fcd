"""Care pause (F8): a reason is one tap, and the pause runs; pressed again, the same key ends it (ALM-34).

The lower row pauses the sounds alone for 30, 60 or 120 s (ALM-32); F2 does the same with 120.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from bedside.alarms.pauses import AUDIO_S, CARE_S, PRE_SILENCE_S
from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Field, Rule, Words
from bedside.ui.pauses import countdown
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Pause, PauseKind
from bedside.vitals.commands import AudioPause, CarePause, EndAudioPause, EndCarePause

_AT: Final = layout("panel_care_pause")

LENGTHS_S: Final = (60.0, 120.0, CARE_S)
_BESIDE: Final = _AT.beside  # px the field and its key need
REASONS: Final = (
    ("toilet", QT_TRANSLATE_NOOP("CarePausePanel", "Toilet")),
    ("probe moved", QT_TRANSLATE_NOOP("CarePausePanel", "Re-siting the probe")),
    ("cuff moved", QT_TRANSLATE_NOOP("CarePausePanel", "Re-siting the cuff")),
)


class CarePausePanel(Panel):
    """Nothing is paused for longer than its countdown says, and no High of the patient that begins is held."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="hand-heart-outline", title="", parent=parent)
        self.set_head(title=self.tr("Care pause"), hint=self._hint())
        self._tight = False  # no room for words beside the keys
        self.length_keys: dict[float, PanelKey] = {}
        self.reason_keys: dict[str, PanelKey] = {}
        self.audio_keys: dict[float, PanelKey] = {}
        self._what = Words(
            theme,
            self.tr(
                "Holds the sound of patient alarms and of minor equipment alarms while someone works at the patient. "
                "Everything stays on the screen. A High that begins, and equipment at High, sound at once."
            ),
            "body",
            "text2",
            wrap=True,
        )
        self._running = Words(theme, "", "title.panel", "text")
        self.end_key = PanelKey(
            theme, self.tr("End the pause now"), icon="check", key="F8", least=_AT.end_size, primary=True
        )
        self.end_key.clicked.connect(self._end)
        self._running.hide()
        self.end_key.hide()
        self.other = Field(theme, self.tr("Other reason"), token="body.large", height=_AT.field_height)
        self.other.edit.textChanged.connect(self._show_start)
        self.start_key = PanelKey(
            theme,
            self.tr("Start"),
            icon="hand-heart-outline",
            key=self.tr("Enter"),
            primary=True,
            least=_AT.start_size,
        )
        self.start_key.clicked.connect(self._start_other)
        self._length_words = Words(theme, self.tr("How long"), "label", "text2")
        self._reason_words = Words(theme, self.tr("Why: one tap begins it"), "label", "text2")
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._running)
        self.body.addWidget(self.end_key)
        self.body.addWidget(self._length_words)
        self.body.addLayout(self._lengths())
        self.body.addWidget(self._reason_words)
        self.body.addLayout(self._reasons())
        row = QHBoxLayout()
        row.setSpacing(_AT.gap)
        row.addWidget(self.other, 1)
        row.addWidget(self.start_key)
        self.body.addLayout(row)
        self.body.addWidget(self._what)
        self.body.addStretch(1)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(self._audio())

    def prepare(self, update: MonitorUpdate) -> None:
        """The longest is the usual one."""
        self.set_head(hint=self._hint())
        self.length_keys[CARE_S].setChecked(True)
        self.other.edit.clear()
        self._show_start()

    def refresh(self, update: MonitorUpdate) -> None:
        """What runs counts down; what can be begun is offered."""
        care = self._in_force(update, PauseKind.CARE)
        turned = self.end_key.isHidden() == (care is not None) and self.isVisible()
        self._running.setVisible(care is not None)
        self.end_key.setVisible(care is not None)
        starting: tuple[QWidget, ...] = (
            self.other,
            self.start_key,
            *self.length_keys.values(),
            *self.reason_keys.values(),
        )
        for words in (self._length_words, self._reason_words):
            words.setVisible(care is None and not self._tight)
        for part in starting:
            part.setVisible(care is None)
            if part is not self.start_key:
                part.setEnabled(update.session is not None)
        if care is not None:
            left = countdown(care.until_t - update.now)
            self._running.setText(self.tr("{left} left · {reason}").format(left=left, reason=care.reason))
        if turned:  # what had the keyboard is gone: nothing else may get it by accident
            self.first_focus().setFocus()
        audio = self._in_force(update, PauseKind.AUDIO)
        self._audio_words.setText(
            self.tr("Only the sounds")
            if audio is None
            else self.tr("Sounds paused, {left} left").format(left=countdown(audio.until_t - update.now))
        )
        self.end_audio_key.setVisible(audio is not None)
        for seconds, key in self.audio_keys.items():
            key.setVisible(audio is None)
            key.setEnabled(update.session is not None and (bool(update.alarms) or seconds == PRE_SILENCE_S))

    def fit(self, room: int) -> None:
        """In a narrow panel, which is low too, the keys alone: they say what they do, and all are in view."""
        self._tight = room < _BESIDE
        self.start_key.set_least(_AT.start_width_tight if self._tight else _AT.start_width, _AT.field_height)
        for key in self.length_keys.values():
            key.set_least(*(_AT.length_size_tight if self._tight else _AT.length_size))
        for key in self.reason_keys.values():
            key.set_least(*(_AT.reason_size_tight if self._tight else _AT.reason_size))
        self.body.setSpacing(_AT.gap_tight if self._tight else _AT.gap)

    def first_focus(self) -> QWidget:
        """The first reason, or what ends the pause."""
        return next(iter(self.reason_keys.values())) if self.end_key.isHidden() else self.end_key

    def accept_key(self) -> PanelKey:
        """Enter begins with the typed reason, or ends the pause."""
        return self.start_key if self.end_key.isHidden() else self.end_key

    def _hint(self) -> str:
        return self.tr("up to 3 minutes, comes back by itself")

    def _lengths(self) -> Flow:
        row = Flow()
        group = QButtonGroup(self)
        for seconds in LENGTHS_S:
            label = self.tr("{n} s").format(n=round(seconds))
            key = PanelKey(self._theme, label, least=_AT.length_size)
            key.setCheckable(True)
            group.addButton(key)
            self.length_keys[seconds] = key
            row.addWidget(key)
        return row

    def _reasons(self) -> Flow:
        row = Flow()
        for reason, label in REASONS:
            said = QCoreApplication.translate("CarePausePanel", str(label))
            key = PanelKey(self._theme, said, icon="hand-heart-outline", least=_AT.reason_size)
            key.setObjectName(reason)
            key.clicked.connect(self._start_reason)
            self.reason_keys[reason] = key
            row.addWidget(key)
        return row

    def _audio(self) -> Flow:
        row = Flow()
        self._audio_words = Words(self._theme, "", "label", "text2")
        self._audio_words.setMinimumSize(*_AT.audio_words_size)
        row.addWidget(self._audio_words)
        for seconds in AUDIO_S:
            label = self.tr("{n} s").format(n=round(seconds))
            key = PanelKey(self._theme, label, icon="bell-sleep-outline", least=_AT.length_size)
            key.setAccessibleName(self.tr("Pause the sounds for {n} s").format(n=round(seconds)))
            key.clicked.connect(self._pause_audio)
            self.audio_keys[seconds] = key
            row.addWidget(key)
        self.end_audio_key = PanelKey(
            self._theme, self.tr("Sounds on again"), key="F2", least=_AT.end_audio_size
        )
        self.end_audio_key.clicked.connect(self._end_audio)
        row.addWidget(self.end_audio_key)
        return row

    @staticmethod
    def _in_force(update: MonitorUpdate, kind: PauseKind) -> Pause | None:
        return next((pause for pause in update.pauses if pause.kind is kind), None)

    def _show_start(self) -> None:
        self.start_key.setEnabled(bool(self.other.text().strip()) and self.other.isEnabled())

    def _start_reason(self) -> None:
        self._start(self.sender().objectName())

    def _start_other(self) -> None:
        self._start(self.other.text().strip())

    def _start(self, reason: str) -> None:
        if self._update is None or not reason:
            return
        seconds = next((length for length, key in self.length_keys.items() if key.isChecked()), CARE_S)
        self.send(CarePause(bed=self._update.bed, actor=self._actor, seconds=seconds, reason=reason))
        self.close_panel()

    def _end(self) -> None:
        if self._update is not None:
            self.send(EndCarePause(bed=self._update.bed, actor=self._actor))
            self.close_panel()

    def _pause_audio(self) -> None:
        seconds = next((length for length, key in self.audio_keys.items() if key is self.sender()), None)
        if self._update is not None and seconds is not None:
            self.send(AudioPause(bed=self._update.bed, actor=self._actor, seconds=seconds))
            self.close_panel()

    def _end_audio(self) -> None:
        if self._update is not None:
            self.send(EndAudioPause(bed=self._update.bed, actor=self._actor))
            self.close_panel()

"""The fields of a call: after which session, when, ratings, totals, words. As texts, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.therapy.follow_up import LONGEST_CHARS
from bedside.therapy.scale_file import scales
from bedside.therapy.scales import result_of
from bedside.ui.choice_key import ChoiceKey
from bedside.ui.course.course_data import moment
from bedside.ui.course.course_words import RATINGS, rating_title, scale_title
from bedside.ui.course.rating_row import RatingGrid, RatingRow
from bedside.ui.course.said_when import shown_time
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.field_grid import FieldGrid
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import FollowUp

_AT: Final = layout("course_form")
_ALWAYS: Final = ("phq9", "gad7", "pcl5")


class CallFields(QWidget):
    """What stands in them is told and put as texts by name.

    Signals:
        changed: a person typed or chose.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sessions: tuple[tuple[str, str], ...] = ()  # id and words
        self.session = ChoiceKey(theme, self.tr("After which session"), framed=True)
        self.session.chosen.connect(self._choose)
        self.when = self._field(self.tr("When it was said (2026-11-15 10:15)"), token="body.large")
        self.ratings = {key: RatingRow(theme, rating_title(key)) for key in RATINGS}
        self.totals: dict[str, Field] = {}
        self._prompts = Words(theme, "", "body.bold", "text", wrap=True)
        self._prompts.hide()
        self.sleep = self._field(self.tr("Sleep"))
        self.side_effects = self._field(self.tr("Side effects"))
        self.functioning = self._field(self.tr("Everyday life: work, home, people"))
        self.psychotherapy = self._field(self.tr("Psychotherapy: how often, the next one"))
        self.support = self._field(self.tr("Other support: movement, groups, people, appointments"))
        self.words = self._field(self.tr("Other words of the patient"))
        self.next_visit = self._field(self.tr("Next visit (2026-11-18 09:30)"))
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.gap)
        rows.addWidget(self.session, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.when)
        self._rated = RatingGrid(list(self.ratings.values()))
        rows.addWidget(self._rated)
        for row in self.ratings.values():
            for key in row.keys.values():
                key.toggled.connect(self.changed)
        rows.addWidget(Words(theme, self.tr("Totals of questionnaires"), "small.medium", "text2"))
        self._grid: FieldGrid | None = None
        self._grid_at = rows.count()
        rows.addWidget(self._prompts)
        self._said = FieldGrid(theme, list(self._words().values()), column=_AT.words)
        rows.addWidget(self._said)

    def _field(self, name: str, token: str = "body") -> Field:
        field = Field(self._theme, name, token=token, height=_AT.field)
        field.edit.setMaxLength(LONGEST_CHARS)
        field.edit.textChanged.connect(self.changed)
        return field

    # -- for the form ----------------------------------------------------------------------------------

    def offer_sessions(self, sessions: Sequence[tuple[str, str]]) -> None:
        """What a call may follow: ids with their words, oldest first, then the course itself."""
        self._sessions = tuple(sessions)
        labels = [label for _, label in self._sessions]
        self.session.offer(labels, labels, min(self.session.at, len(labels) - 1))

    def offer_totals(self, wanted: Sequence[str]) -> None:
        """Fields for these questionnaires, beside those that are always asked for."""
        keys = [key for key in dict.fromkeys((*_ALWAYS, *wanted)) if key in scales()]
        if keys == list(self.totals):
            return
        kept = {key: field.text() for key, field in self.totals.items()}
        if self._grid is not None:
            self._rows.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
        self.totals.clear()
        for key in keys:
            field = self.totals[key] = Field(
                self._theme, scale_title(key), token="num.sm.large", height=_AT.field
            )
            field.edit.setText(kept.get(key, ""))
            field.edit.textChanged.connect(self._show_prompts)
            field.edit.textChanged.connect(self.changed)
        self._grid = FieldGrid(self._theme, list(self.totals.values()), column=_AT.total)
        self._grid.fit(self._room)
        self._rows.insertWidget(self._grid_at, self._grid)

    @property
    def session_id(self) -> str:
        """Of the session that is chosen; "" = the whole course."""
        return self._sessions[self.session.at][0] if self._sessions else ""

    @property
    def rated(self) -> tuple[tuple[str, int], ...]:
        """The ratings that were asked for."""
        return tuple((key, row.value) for key, row in self.ratings.items() if row.value is not None)

    def texts(self) -> dict[str, str]:
        """Everything in the fields."""
        ratings = {f"rating.{key}": row.value for key, row in self.ratings.items()}
        return {
            "session": self.session_id,
            "when": self.when.text(),
            **{name: "" if value is None else str(value) for name, value in ratings.items()},
            **{f"total.{key}": field.text() for key, field in self.totals.items()},
            **{name: field.text() for name, field in self._words().items()},
        }

    def put(self, texts: Mapping[str, str]) -> None:
        """Show these; what is not among them is empty."""
        ids = [each for each, _ in self._sessions]
        wanted = texts.get("session", "")
        self._choose(ids.index(wanted) if wanted in ids else max(0, len(ids) - 1))
        for key, row in self.ratings.items():
            row.put(texts.get(f"rating.{key}", ""))
        fields = {"when": self.when, **self._words()}
        fields |= {f"total.{key}": field for key, field in self.totals.items()}
        for name, field in fields.items():
            if field.text() != texts.get(name, ""):
                field.edit.setText(texts.get(name, ""))

    # -- inside ----------------------------------------------------------------------------------------

    def _words(self) -> dict[str, Field]:
        return {
            "sleep": self.sleep,
            "side_effects": self.side_effects,
            "functioning": self.functioning,
            "psychotherapy": self.psychotherapy,
            "support": self.support,
            "words": self.words,
            "next_visit": self.next_visit,
        }

    def _choose(self, number: int) -> None:
        labels = [label for _, label in self._sessions]
        self.session.offer(labels, labels, number)
        self.changed.emit()

    @property
    def _room(self) -> int:
        return max(_AT.total, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ratings, totals and words stand beside each other where there is room."""
        super().resizeEvent(event)
        self._rated.fit(self._room)
        self._said.fit(self._room)
        if self._grid is not None:
            self._grid.fit(self._room)

    def _show_prompts(self) -> None:
        """What a total asks for whatever it is: a screen for self-harm is not passed over on the telephone."""
        said = []
        for key, field in self.totals.items():
            total = whole(field.text())
            scale = scales()[key]
            if total is not None and scale.lowest <= total <= scale.highest:
                said += [
                    f"{scale.title}: {spoken(prompt.words)}"
                    for prompt in result_of(scale, total=total).prompts
                ]
        self._prompts.setText("\n".join(said))
        self._prompts.setVisible(bool(said))


def whole(typed: str) -> int | None:
    """A whole number as it was typed; None: it is none."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() else None


def texts_of(said: FollowUp) -> dict[str, str]:
    """A call as the texts of the form."""
    return {
        "session": said.session,
        "when": shown_time(moment(said.utc)),
        **{f"rating.{key}": str(value) for key, value in said.ratings},
        **{f"total.{key}": str(value) for key, value in said.totals},
        "sleep": said.sleep,
        "side_effects": said.side_effects,
        "functioning": said.functioning,
        "psychotherapy": said.psychotherapy,
        "support": said.support,
        "words": said.words,
        "next_visit": said.next_visit,
    }


def others_of(original: FollowUp | None, name: str, offered: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Numbers of the original that this form has no field for: a correction loses none of them."""
    numbers: tuple[tuple[str, int], ...] = () if original is None else getattr(original, name)
    return tuple((key, value) for key, value in numbers if key not in offered)

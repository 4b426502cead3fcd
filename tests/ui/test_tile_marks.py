"""What a tile says beside its number: limits that a person changed, a limit that is near, the baseline, a pause."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui.bed_tile import tile_words
from bedside.ui.catalogue import catalogue
from bedside.ui.chart_marks import entry_marks
from bedside.ui.entry_words import entry_words
from bedside.ui.limit_span import span_of
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.nibp_words import due_words
from bedside.ui.number_tile import PR, SMALL, SPO2, NumberTile, TileShape
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.ui.tile_marks import marked
from bedside.ui.tile_paint import paint_limits
from bedside.ui.tile_state import Moment, TileLook, moment_of
from bedside.ui.tile_state import look as tile_look
from bedside.vitals.alarms import Activation, ActiveAlarm, Direction, Presence, Priority
from bedside.vitals.commands import (
    AudioPause,
    CarePause,
    ChangeLimits,
    DeclareSameArm,
    EndAudioPause,
    EndCarePause,
    Entry,
    KeepProfileLimits,
    LimitEdit,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from tests.helpers.limits import BASELINE, with_limits
from tests.helpers.parts import change, determination, numeric
from tests.helpers.updates import ALARM_T, desaturation, reyes

LIT, DARK = (True, True), (False, False)


class Spy(Sketch):
    """Keeps what is painted."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        super().__init__(painter, theme)
        self.icons: list[str] = []
        self.texts: list[tuple[str, str]] = []

    def icon(self, x: float, y: float, name: str, role: str, size: float) -> None:
        self.icons.append(name)
        super().icon(x, y, name, role, size)

    def text(self, x: float, baseline: float, words: str, token: str, role: str, **more: object) -> float:
        self.texts.append((words, token))
        return super().text(x, baseline, words, token, role, **more)  # type: ignore[arg-type]


def number_look(update: MonitorUpdate, parameter: Parameter = Parameter.SPO2) -> TileLook:
    shown = tile_look(update.numerics.get(parameter), None, moment_of(update, LIT))
    return marked(shown, update, parameter)


def with_value(parameter: Parameter, value: float, **more: object) -> MonitorUpdate:
    update = with_limits(reyes())
    state = numeric(parameter, value, update.now, **more)  # type: ignore[arg-type]
    return replace(update, numerics={**update.numerics, parameter: state}, baseline=BASELINE)


def painted_limits(look: Theme, update: MonitorUpdate, parameter: Parameter, height: float) -> Spy:
    pixmap = QPixmap(560, 216)
    painter = QPainter(pixmap)
    spy = Spy(painter, look)
    paint_limits(spy, 544, number_look(update, parameter), update.limits, parameter, height)
    painter.end()
    return spy


# -- limits that a person changed --------------------------------------------------------------------


@pytest.mark.req("ALM-05")
@pytest.mark.req("ALM-33")
@pytest.mark.parametrize("height", (216.0, 60.0))
def test_a_limit_switched_off_by_a_person_wears_the_bell_in_any_height(
    qtbot: QtBot, look: Theme, height: float
) -> None:
    off = with_limits(reyes(), {(Parameter.PR, "high_high"): None})
    spy = painted_limits(look, off, Parameter.PR, height)
    assert "bell-off-outline" in spy.icons
    assert "bell-off-outline" not in painted_limits(look, with_limits(reyes()), Parameter.PR, height).icons


@pytest.mark.req("ALM-40")
def test_an_edited_limit_is_bold(qtbot: QtBot, look: Theme) -> None:
    spy = painted_limits(look, with_limits(reyes(), {(Parameter.PR, "med_high"): 110.0}), Parameter.PR, 216.0)
    assert ("110", "num.sm.bold") in spy.texts
    assert ("50", "num.sm") in spy.texts


@pytest.mark.req("ALM-33")
def test_a_compact_tile_says_that_a_high_limit_is_off_although_it_shows_medium_ones_only() -> None:
    off = with_limits(reyes(), {(Parameter.NIBP_SYS, "high_high"): None})
    span = span_of(off.limits, Parameter.NIBP_SYS)
    assert span.spoken == "90–160, a High limit is off"
    edited = span_of(with_limits(reyes(), {(Parameter.PR, "med_low"): 45.0}).limits, Parameter.PR)
    assert edited.spoken == "45 (edited)–120"


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize(
    ("parameter", "cell"),
    (
        (Parameter.SPO2, "high_low"),
        (Parameter.PR, "high_high"),
        (Parameter.NIBP_SYS, "high_high"),
        (Parameter.NIBP_DIA, "med_high"),
        (Parameter.NIBP_MAP, "high_low"),
        (Parameter.RR, "med_high"),
    ),
)
def test_every_off_limit_is_said_by_the_tile_of_its_number(
    qtbot: QtBot, look: Theme, parameter: Parameter, cell: str
) -> None:
    update = with_limits(reyes(), {(parameter, cell): None})
    moment = moment_of(update, LIT)
    tile: NumberTile | NibpTile
    shapes = {Parameter.SPO2: SPO2, Parameter.PR: PR, Parameter.RR: SMALL}
    if parameter in shapes:
        shape: TileShape = shapes[parameter]
        tile = NumberTile(look, parameter, shape)
    else:
        tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(tile.sizeHint())
    tile.show_update(update, moment)
    assert "off" in tile.accessibleDescription()
    bare = with_limits(reyes())
    off_picture = tile.grab().toImage()
    tile.show_update(bare, moment)
    assert tile.grab().toImage() != off_picture


# -- near a limit, and against the baseline ----------------------------------------------------------


@pytest.mark.req("ALM-63")
@pytest.mark.parametrize(
    ("parameter", "value", "near"),
    (
        (Parameter.SPO2, 95, None),
        (Parameter.SPO2, 94, Direction.LOW),
        (Parameter.PR, 109, None),
        (Parameter.PR, 110, Direction.HIGH),
    ),
)
def test_a_value_near_its_limit_is_outlined_with_an_arrow(
    parameter: Parameter, value: float, near: Direction | None
) -> None:
    assert number_look(with_value(parameter, value), parameter).approach is near


@pytest.mark.req("ALM-63")
def test_near_a_limit_is_no_alarm_colour_and_flashes_never(qtbot: QtBot, look: Theme) -> None:
    update = with_value(Parameter.SPO2, 93)
    looks = {
        marked(
            tile_look(update.numerics[Parameter.SPO2], None, moment_of(update, lit)),
            update,
            Parameter.SPO2,
        )
        for lit in (LIT, DARK)
    }
    (only,) = looks
    assert (only.fill, only.outer, only.number_role) == ("surface", "", "spo2")
    tile = NumberTile(look, Parameter.SPO2, SPO2)
    qtbot.addWidget(tile)
    tile.resize(560, 216)
    tile.show_update(update, moment_of(update, LIT))
    assert "near the lower limit" in tile.accessibleDescription()
    reds = [look.color(role).rgb() for role in ("high", "highline", "med", "medline", "low", "lowline")]
    image = tile.grab().toImage()
    seen = {image.pixel(x, y) for x in range(0, 560, 2) for y in range(0, 216, 2)}
    assert not seen & set(reds)


@pytest.mark.req("ALM-63")
def test_a_value_beyond_its_limit_or_not_true_any_more_is_not_near_it() -> None:
    alarm = ActiveAlarm(change=change(1, Priority.MEDIUM, Parameter.SPO2, 0.0, value=91, limit=92))
    update = with_value(Parameter.SPO2, 91)
    crossed = tile_look(update.numerics[Parameter.SPO2], alarm, moment_of(update, LIT))
    assert marked(crossed, update, Parameter.SPO2).approach is None
    for more in ({"age": Age.FADED}, {"quality": Quality.ARTEFACT}):
        assert number_look(with_value(Parameter.SPO2, 93, **more)).approach is None


@pytest.mark.req("ALM-63")
def test_pulse_and_systolic_wear_their_distance_from_the_baseline(qtbot: QtBot, look: Theme) -> None:
    update = with_value(Parameter.PR, 77)
    assert number_look(update, Parameter.PR).badge == "+24 %"
    assert number_look(with_value(Parameter.PR, 62), Parameter.PR).badge == ""
    assert number_look(with_value(Parameter.PR, 50), Parameter.PR).badge == "−19 %"
    assert number_look(replace(update, infusion=None), Parameter.PR).badge == ""
    assert update.nibp is not None
    high = determination(update.now - 30, 144, 92, 110)
    words = tile_words(replace(update, nibp=replace(update.nibp, last=high)), LIT)
    assert words.nibp is not None and words.nibp.badge == "+24 %"
    tile = NumberTile(look, Parameter.PR, PR)
    qtbot.addWidget(tile)
    tile.resize(360, 152)
    tile.show_update(update, moment_of(update, LIT))
    assert "+24 % against the baseline" in tile.accessibleDescription()


def test_a_calm_spo2_says_its_baseline(qtbot: QtBot, look: Theme) -> None:
    tile = NumberTile(look, Parameter.SPO2, SPO2)
    qtbot.addWidget(tile)
    update = with_value(Parameter.SPO2, 97)
    tile.show_update(update, moment_of(update, LIT))
    assert tile._baseline == "baseline 98"


# -- pauses, episodes, the cuff ----------------------------------------------------------------------


@pytest.mark.req("ALM-34")
@pytest.mark.req("ALM-32")
@pytest.mark.parametrize("priority", (Priority.HIGH, Priority.MEDIUM))
def test_a_paused_signal_is_steady_and_never_hidden(priority: Priority) -> None:
    held = replace(
        change(7, priority, Parameter.SPO2, ALARM_T - 36, value=86, limit=88), activation=Activation.PAUSED
    )
    state = numeric(Parameter.SPO2, 86, ALARM_T)
    looks = {tile_look(state, ActiveAlarm(change=held), Moment(now=ALARM_T, lit=lit)) for lit in (LIT, DARK)}
    (only,) = looks
    lit = tile_look(
        state, ActiveAlarm(change=replace(held, activation=Activation.ON)), Moment(now=ALARM_T, lit=LIT)
    )
    assert only == lit
    update = desaturation()
    paused = replace(update.alarms[0].change, activation=Activation.PAUSED)
    words = {
        tile_words(replace(update, alarms=(ActiveAlarm(change=paused),)), lit).alarm for lit in (LIT, DARK)
    }
    assert len(words) == 1 and words.pop().lit  # type: ignore[union-attr]


def test_an_acknowledged_signal_in_a_pause_looks_acknowledged() -> None:
    done = replace(
        change(7, Priority.HIGH, Parameter.SPO2, 0.0, presence=Presence.ACKNOWLEDGED, value=86, limit=88),
        activation=Activation.PAUSED,
    )
    assert (
        tile_look(numeric(Parameter.SPO2, 86, 1.0), ActiveAlarm(change=done), Moment(now=1.0)).fill
        == "hightint"
    )


@pytest.mark.req("ALM-61")
def test_a_joined_onset_says_which_one_it_is() -> None:
    third = replace(change(7, Priority.MEDIUM, Parameter.SPO2, 0.0, value=91, limit=92), times=3)
    shown = tile_look(numeric(Parameter.SPO2, 91, 1.0), ActiveAlarm(change=third), Moment(now=1.0))
    assert shown.word == "MEDIUM ×3"


def test_the_cuff_says_when_the_next_reading_is_due(qtbot: QtBot, look: Theme) -> None:
    update = reyes()
    assert update.nibp is not None
    assert due_words(update.nibp, update.now) == ("", "")
    assert due_words(replace(update.nibp, due_t=update.now + 339.2), update.now) == ("next in", "5:40")
    assert due_words(replace(update.nibp, due_t=update.now - 61), update.now) == ("overdue by", "1:01")
    tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(560, 208)
    due = replace(update, nibp=replace(update.nibp, due_t=update.now + 340))
    tile.show_update(due, moment_of(due, LIT))
    assert "next in 5:40" in tile.accessibleDescription()
    assert not QRectF(tile.rect()).isEmpty()


# -- the timeline ------------------------------------------------------------------------------------


def test_limits_and_pauses_are_rows_of_the_timeline() -> None:
    edits = (LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=None),)
    commands = (
        ChangeLimits(bed=3, edits=edits, reason="Cold finger"),
        KeepProfileLimits(bed=3, offered="x"),
        DeclareSameArm(bed=3, same_arm=True),
        AudioPause(bed=3),
        EndAudioPause(bed=3, reason="A new High began"),
        CarePause(bed=3, reason="toilet"),
        EndCarePause(bed=3),
    )
    entries = [Entry(number=n, t=float(n), entered_t=float(n), command=c) for n, c in enumerate(commands, 1)]
    assert [mark.words for mark in entry_marks(entries, catalogue(), laned=frozenset())] == [
        "Limits: SpO2, Medium low off, cold finger",
        "Limits of the profile kept",
        "Cuff and probe on one arm",
        "Sound paused 120 s",
        "Sound pause ended, a new High began",
        "Care pause 180 s, toilet",
        "Care pause ended",
    ]
    assert all(entry_words(command) is not None for command in commands)

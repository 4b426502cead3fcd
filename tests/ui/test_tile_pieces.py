"""A tile of the station paints only the pieces that changed, and the picture is the one a whole tile gives."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui import theme
from bedside.ui.bed_tile import TileWords, tile_words
from bedside.ui.bed_tile_pieces import CELLS, EVERY, NONE, Piece, pieces
from bedside.ui.station_screen import StationScreen
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Presence, Priority
from bedside.vitals.parameters import Parameter
from tests.helpers.alarming import alarming
from tests.helpers.parts import determination, numeric
from tests.helpers.updates import bed
from tests.helpers.windows import unplugged

LIT = (True, True)
FIRST = 52_818.0


SMOOTHED = 40  # of 255: Qt does not smooth the edge of a large digit alike every time it draws it


def furthest(one: QImage, other: QImage) -> int:
    """The greatest difference of any pixel in any colour, 0…255."""
    if one == other:
        return 0
    flat = [np.frombuffer(image.constBits(), np.uint8).astype(np.int16) for image in (one, other)]
    return int(abs(flat[0] - flat[1]).max())


def later(update: MonitorUpdate, seconds: float) -> MonitorUpdate:
    return replace(update, now=update.now + seconds, station_now=update.station_now + seconds, waves={})


def measured(update: MonitorUpdate, parameter: Parameter, value: float, **more: object) -> MonitorUpdate:
    made = numeric(parameter, value, update.now, **more)  # type: ignore[arg-type]
    return replace(update, numerics={**update.numerics, parameter: made})


def changed(before: MonitorUpdate, after: MonitorUpdate, size: str = "compact", *, apart: bool = True):
    large = size == "large"
    said = [tile_words(update, LIT, large=large) for update in (before, after)]
    return pieces(*said, size, apart=apart)


def test_a_second_that_passes_paints_the_head_alone() -> None:
    assert changed(bed(2), later(bed(2), 1.0)) == {Piece.HEAD}
    assert Piece.HEAD in changed(bed(2), later(bed(2), 1.0), "large")
    assert not changed(bed(2), later(bed(2), 1.0), "large") & CELLS


def test_a_number_paints_its_cell_alone() -> None:
    assert changed(bed(2), measured(bed(2), Parameter.SPO2, 96.0)) == {Piece.SPO2}
    assert changed(bed(2), measured(bed(2), Parameter.PR, 90.0)) == {Piece.PR}


def test_nothing_new_paints_nothing() -> None:
    for size in ("large", "compact", "mini"):
        assert changed(bed(2), bed(2), size) == NONE


def test_a_mini_tile_shows_no_time_and_is_not_painted_for_it() -> None:
    assert changed(bed(2), later(bed(2), 1.0), "mini") == NONE
    assert changed(bed(2), measured(bed(2), Parameter.SPO2, 96.0), "mini") == EVERY


def test_numbers_that_reach_into_other_cells_are_painted_together() -> None:
    assert changed(bed(2), measured(bed(2), Parameter.SPO2, 96.0), apart=False) == CELLS
    alarm = alarming(bed(2))
    assert changed(alarm, measured(alarm, Parameter.PR, 90.0)) == CELLS


def test_an_alarm_that_comes_goes_or_is_acknowledged_paints_the_whole_tile() -> None:
    calm, alarm = bed(2), alarming(bed(2))
    seen = alarming(bed(2), presence=Presence.ACKNOWLEDGED)
    for before, after in ((calm, alarm), (alarm, calm), (alarm, seen)):
        assert changed(before, after) == changed(before, after, "large") == EVERY


def story(random_: random.Random, update: MonitorUpdate) -> MonitorUpdate:
    """One more step of a bed: time, numbers, ages, alarms and a device that goes and comes."""
    made = later(update, random_.choice((0.7, 1.0, 5.3, 61.0)))
    for parameter, least, most in ((Parameter.SPO2, 84, 100), (Parameter.PR, 44, 190)):
        if random_.random() < 0.6:
            age = random_.choice((Age.VALID, Age.VALID, Age.VALID, Age.FADED, Age.STRUCK, Age.GONE))
            made = measured(made, parameter, float(random_.randint(least, most)), age=age)
    if random_.random() < 0.2 and made.nibp is not None:
        taken = determination(made.now - 20.0, random_.randint(90, 219), random_.randint(50, 110), 80)
        made = replace(made, nibp=replace(made.nibp, last=taken))
    if random_.random() < 0.2:
        made = replace(made, alarms=())
        if random_.random() < 0.6:
            priority = random_.choice(list(Priority))
            presence = random_.choice((Presence.ON, Presence.ACKNOWLEDGED))
            made = alarming(made, priority, presence=presence)
    if random_.random() < 0.1:
        made = unplugged(made) if not made.devices else replace(made, devices=())
    return made


@pytest.mark.parametrize(
    ("size", "beds", "text", "ratio"),
    (
        ((1920, 1080), 8, 1.0, 1.0),
        ((1366, 768), 6, 1.0, 1.0),
        ((1366, 768), 6, 1.0, 1.5),
        ((1024, 640), 5, 1.0, 2.0),
        ((1024, 640), 5, 1.5, 1.5),
        ((1377, 801), 7, 2.0, 1.0),
        ((1920, 1080), 3, 1.0, 1.0),
        ((1663, 917), 4, 1.5, 1.5),
        ((1025, 643), 2, 2.0, 2.0),
        ((640, 400), 5, 1.0, 1.0),
    ),
)
def test_pieces_give_the_picture_of_whole_tiles(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    beds: int,
    text: float,
    ratio: float,
) -> None:
    monkeypatch.setattr(SweepCanvas, "devicePixelRatioF", lambda _self: ratio)
    look = theme.load("light" if beds == 7 else "dark", text)
    shown = [StationScreen(look), StationScreen(look)]
    for screen in shown:
        qtbot.addWidget(screen)
        screen.resize(*size)
        screen.show()
    random_ = random.Random(beds * 100 + int(ratio * 10))
    updates = {n: replace(bed(n), waves={}) for n in range(1, beds + 1)}
    alone = 0
    for step in range(16):
        for slot in shown[1].slots.values():
            slot.forget()
        for screen in shown:
            screen.frame(updates, FIRST + step * 0.75)
            for slot in screen.slots.values():
                slot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for pieced, whole in zip(*(screen.findChildren(SweepCanvas) for screen in shown), strict=True):
            assert furthest(pieced.image, whole.image) <= SMOOTHED, step
        said = [slot.pieces for slot in shown[0].slots.values()]
        alone += sum(found not in (EVERY, NONE) for found in said)
        updates = {n: story(random_, update) for n, update in updates.items()}
    assert alone >= beds or size == (640, 400)  # that one has mini tiles


def test_one_number_asks_for_no_more_of_the_screen_than_its_cell(qtbot: QtBot, look: Theme) -> None:
    screen = StationScreen(look)
    qtbot.addWidget(screen)
    screen.resize(1920, 1080)
    screen.show()
    updates = {n: bed(n) for n in range(1, 17)}
    screen.frame(updates, FIRST)
    slot = screen.slots[2]
    assert [part for part, _ in slot.parts()] == [slot.geometry()]
    updates[2] = measured(updates[2], Parameter.SPO2, 95.0)
    screen.frame(updates, FIRST + 0.2)
    ((part, _),) = slot.parts()
    assert slot.plot is not None and not part.intersects(slot.plot)
    assert QRect(slot.geometry()).contains(part) and part.width() < slot.width() / 3


def test_what_a_compact_tile_has_no_room_for_is_not_put_into_words() -> None:
    words: TileWords = tile_words(bed(2), LIT, large=False)
    assert (words.details, words.small, words.last) == ("", (), None)
    assert words.elapsed == tile_words(bed(2), LIT).elapsed != ""

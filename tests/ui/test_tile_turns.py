"""Sixteen tiles are not painted in one frame unless an alarm asks for it, and none waits long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.station_screen import MOST_TILES, StationScreen
from bedside.ui.theme import Theme
from bedside.ui.tile_slot import REFRESH_S
from bedside.vitals.parameters import Parameter
from tests.helpers.alarming import alarming
from tests.helpers.parts import numeric
from tests.helpers.updates import bed

FIRST = 52_818.0
FRAME_S = 1 / 60
BEDS = range(1, 17)


def calm(value: float, now: float) -> dict[int, MonitorUpdate]:
    """Every bed with this SpO2, at station time `now`; only the first frame's session time counts."""
    updates = {}
    for number in BEDS:
        update = replace(bed(1), bed=number, station_now=now, waves={}, alarms=(), alarm_log=())
        made = numeric(Parameter.SPO2, value, update.now)
        updates[number] = replace(update, numerics={**update.numerics, Parameter.SPO2: made})
    return updates


@pytest.fixture
def screen(qtbot: QtBot, look: Theme) -> StationScreen:
    """The grid of sixteen beds, painted and at rest."""
    made = StationScreen(look)
    qtbot.addWidget(made)
    made.resize(1920, 900)
    for n in range(60):
        made.frame(calm(98.0, FIRST - 1.0), FIRST - 1.0 + n * FRAME_S)
    return made


def telling(screen: StationScreen, updates: Mapping[int, MonitorUpdate], now: float, number: str) -> int:
    """How many tiles have this SpO2 after a frame at station time `now`."""
    screen.frame(updates, now)
    said = [slot.words.spo2 for slot in screen.slots.values() if slot.words is not None]
    return sum(look is not None and look.number == number for look in said)


def test_numbers_of_all_beds_at_once_are_painted_in_several_frames_and_soon(screen: StationScreen) -> None:
    told = [0]
    for n in range(round(2 * REFRESH_S / FRAME_S) + 1):
        now = FIRST + n * FRAME_S
        told.append(telling(screen, calm(97.0, now), now, "97"))
    assert told[-1] == len(BEDS), "none waits longer than two looks"
    early = told[: round(REFRESH_S / FRAME_S)]
    assert max(after - before for before, after in pairwise(early)) == MOST_TILES


def test_where_frames_are_few_no_bed_waits_for_the_others(screen: StationScreen) -> None:
    told = [telling(screen, calm(97.0, FIRST + n * 0.1), FIRST + n * 0.1, "97") for n in range(1, 4)]
    assert told[-1] == len(BEDS)


def test_alarms_of_all_beds_at_once_are_painted_in_the_same_frame(screen: StationScreen) -> None:
    updates = {number: alarming(update) for number, update in calm(84.0, FIRST).items()}
    screen.frame(updates, FIRST)
    assert all(slot.words is not None and slot.words.high for slot in screen.slots.values())

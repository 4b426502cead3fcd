"""A number in every state it can be in: what is said, what colour, what edge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.number_tile import SPO2, NumberTile
from bedside.ui.theme import Theme
from bedside.ui.tile_state import Moment, TileLook, look, moment_of
from bedside.vitals.alarms import ActiveAlarm, Direction, Kind, Presence, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, NibpFault, Quality
from tests.helpers.parts import change, determination, numeric
from tests.helpers.story import STARTED
from tests.helpers.updates import ALARM_T, reyes

NOW = ALARM_T
OFF = (False, False)


def spo2(value: float | None, *, age: Age = Age.VALID, t: float = NOW, **more: object):
    return numeric(Parameter.SPO2, value, t, age, **more)


def alarm(
    priority: Priority, value: float | None = None, limit: float | None = None, **more: object
) -> ActiveAlarm:
    return ActiveAlarm(change=change(7, priority, Parameter.SPO2, NOW - 36, value=value, limit=limit, **more))


def shown(state, signal: ActiveAlarm | None = None, *, lit=(True, True), replay: bool = False) -> TileLook:
    return look(state, signal, Moment(now=NOW, lit=lit, started_utc=STARTED, replay=replay))


def test_calm_number_wears_its_parameter_colour_without_edges() -> None:
    calm = shown(spo2(97))
    assert (calm.number, calm.number_role, calm.fill, calm.outer) == ("97", "spo2", "surface", "")


def test_low_is_a_line_under_the_number() -> None:
    low = shown(spo2(97), alarm(Priority.LOW, kind=Kind.TECHNICAL, words="perfusion 0.2 %"))
    assert (low.low_line, low.outer, low.number_role, low.icon, low.word) == (
        True,
        "",
        "spo2",
        "alert-circle",
        "LOW",
    )
    assert low.note == "perfusion 0.2 %"


def test_medium_outlines_thick_and_thin_and_marks_the_crossed_limit() -> None:
    signal = alarm(Priority.MEDIUM, 91, 92)
    on, off = shown(spo2(91), signal), shown(spo2(91), signal, lit=OFF)
    assert (on.outer, on.outer_px, off.outer_px) == ("medline", 4.0, 2.0)
    assert on.crossed == (Direction.LOW, Priority.MEDIUM)
    assert on.note == "lowest 91 · limit 92"
    assert on.number_role == "spo2"


@pytest.mark.req("ALM-03")
def test_high_fills_and_its_off_phase_is_never_nothing() -> None:
    signal = alarm(Priority.HIGH, 86, 88)
    on, off = shown(spo2(86), signal), shown(spo2(86), signal, lit=OFF)
    assert (on.fill, on.number_role, on.inner, on.outer_px) == ("highnum", "on_high", "on_high", 6.0)
    assert (off.fill, off.number_role, off.inner, off.outer) == ("hightint", "text", "text", "highline")
    assert on.word == "HIGH" and on.icon == "alert-octagon" and on.pinned


@pytest.mark.req("ALM-30")
def test_latched_high_shows_the_true_value_and_what_was_reached() -> None:
    signal = alarm(Priority.HIGH, 86, 88, presence=Presence.LATCHED, present=False)
    latched = shown(spo2(96), signal, lit=OFF)
    assert (latched.number, latched.number_role, latched.fill) == ("96", "spo2", "hightint")
    assert latched.note == "reached 86 at 10:31:22"
    assert latched.pinned


@pytest.mark.req("ALM-31")
def test_acknowledged_high_is_steady_with_a_check_and_its_reminder() -> None:
    signal = replace(alarm(Priority.HIGH, 86, 88, presence=Presence.ACKNOWLEDGED), reminder_t=NOW + 102)
    for lit in ((True, True), OFF):
        done = shown(spo2(86), signal, lit=lit)
        assert (done.fill, done.inner, done.acknowledged, done.pinned) == ("hightint", "", True, False)
        assert done.note == "reminder in 1:42"


@pytest.mark.req("ALM-56")
def test_artefact_is_dim_and_named() -> None:
    dim = shown(spo2(94, quality=Quality.ARTEFACT, reason="signal poor 12 s"))
    assert (dim.number, dim.number_role, dim.word, dim.note) == (
        "94",
        "text3",
        "ARTEFACT",
        "signal poor 12 s",
    )


@pytest.mark.req("ALM-51")
def test_probe_off_is_struck_then_dashes_with_the_last_value_and_its_age() -> None:
    first = shown(spo2(97, age=Age.STRUCK, t=NOW - 4, reason="probe off"))
    assert (first.struck, first.number, first.note, first.word) == (True, "97", "probe off 4 s", "PROBE OFF")
    later = shown(spo2(97, age=Age.GONE, t=NOW - 41, reason="probe off"))
    assert (later.number, later.struck, later.note) == ("--", False, "last 97, 41 s ago")


@pytest.mark.req("ALM-25")
def test_a_parameter_without_a_first_value_says_so() -> None:
    assert shown(None).note == "no reading yet"
    assert shown(spo2(None, age=Age.NONE)).number == "--"


@pytest.mark.req("ALM-36")
def test_a_recorded_alarm_is_outlined_and_never_filled_or_flashing() -> None:
    signal = alarm(Priority.HIGH, 86, 88)
    looks = {shown(spo2(86), signal, lit=lit, replay=True) for lit in ((True, True), OFF)}
    assert len(looks) == 1
    only = looks.pop()
    assert (only.fill, only.inner, only.outer, only.number_role) == ("surface", "", "highline", "spo2")


def tile(qtbot: QtBot, theme: Theme, width: int = 560, height: int = 216) -> NumberTile:
    made = NumberTile(theme, Parameter.SPO2, SPO2)
    qtbot.addWidget(made)
    made.resize(width, height)
    return made


def picture(widget) -> QImage:
    return widget.grab().toImage()


def test_a_tile_paints_again_only_when_what_it_shows_changed(qtbot: QtBot, look: Theme) -> None:
    made = tile(qtbot, look)
    painted = 0
    made.show()
    qtbot.waitExposed(made)

    def count() -> None:
        nonlocal painted
        painted += 1

    original = made.update
    made.update = lambda *args: (count(), original(*args))  # type: ignore[method-assign]
    update = reyes()
    made.show_update(update, moment_of(update, (True, True)))
    after_first = painted
    for n in range(50):
        later = replace(update, now=update.now + n * 0.1)
        made.show_update(later, moment_of(later, (True, True)))
    assert after_first == 1 and painted == 1


@pytest.mark.req("ALM-05")
@pytest.mark.parametrize("size", ((560, 216), (336, 120), (210, 75)))
def test_an_off_limit_keeps_its_crossed_bell_in_place(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    made, bare = tile(qtbot, look, *size), tile(qtbot, look, *size)
    update = reyes()
    moment = moment_of(update, (True, True))
    made.show_update(update, moment)
    bare.show_update(replace(update, limits=()), moment)
    corner = (size[0] * 3 // 4, 0, size[0] // 4, size[1] // 4)
    assert picture(made).copy(*corner) != picture(bare).copy(*corner)


def test_the_right_edge_of_a_number_does_not_move_when_digits_change(qtbot: QtBot, look: Theme) -> None:
    made = tile(qtbot, look)
    update = replace(reyes(), limits=())  # near a limit it is outlined
    edges = []
    for value in (98, 89, 100):
        fresh = replace(update, numerics={**update.numerics, Parameter.SPO2: spo2(value)})
        made.show_update(fresh, moment_of(fresh, (True, True)))
        image = picture(made)
        ground = image.pixel(200, 60)
        columns = [x for x in range(440) if any(image.pixel(x, y) != ground for y in range(60, 180, 3))]
        edges.append(max(columns))
    assert max(edges) - min(edges) <= 4


def nibp(qtbot: QtBot, theme: Theme) -> NibpTile:
    made = NibpTile(theme)
    qtbot.addWidget(made)
    made.resize(560, 208)
    return made


def with_cuff(**changes: object) -> MonitorUpdate:
    update = reyes()
    assert update.nibp is not None
    return replace(update, nibp=replace(update.nibp, **changes))  # type: ignore[arg-type]


def test_start_asks_for_a_measurement_and_stop_for_deflation(qtbot: QtBot, look: Theme) -> None:
    made = nibp(qtbot, look)
    update = reyes()
    made.show_update(update, moment_of(update, (True, True)))
    with qtbot.waitSignal(made.start_asked):
        made.key.click()
    measuring = with_cuff(status=CuffStatus(t=NOW, state=CuffState.MEASURING, pressure_mmhg=142))
    made.show_update(measuring, moment_of(measuring, (True, True)))
    assert made.key.text() == "Stop"
    assert "142 mmHg" in made.accessibleDescription()
    with qtbot.waitSignal(made.stop_asked):
        made.key.click()


def test_a_refused_start_is_closed_and_says_why(qtbot: QtBot, look: Theme) -> None:
    made = nibp(qtbot, look)
    refused = with_cuff(refusal="set the patient type first")
    made.show_update(refused, moment_of(refused, (True, True)))
    assert not made.key.isEnabled()
    assert "set the patient type first" in made.accessibleDescription()


def test_a_failed_measurement_is_said_in_words(qtbot: QtBot, look: Theme) -> None:
    made = nibp(qtbot, look)
    failed = with_cuff(status=CuffStatus(t=NOW, state=CuffState.FAILED, fault=NibpFault.LOOSE))
    made.show_update(failed, moment_of(failed, (True, True)))
    assert "cuff loose" in made.accessibleDescription()


def test_a_reading_of_before_the_session_is_a_reference_only(qtbot: QtBot, look: Theme) -> None:
    made = nibp(qtbot, look)
    before = with_cuff(last=None, age=Age.NONE, reference=determination(-300.0, 128, 76, 93))
    made.show_update(before, moment_of(before, (True, True)))
    assert made.shown.number == "--"
    assert "before this session 128/76 at 09:40" in made.accessibleDescription()

"""What a nurse observes: MOAA/S, RASS or Ramsay by tap or digit, and breaths counted or typed (PLAN-04)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.protocol_file import default_protocol
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import sedation_is_deep
from bedside.ui.entry_words import last_rating
from bedside.ui.formats import DASHES
from bedside.ui.panels.breaths import Breaths
from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.sedation_words import OFFERED
from bedside.ui.session.baseline_facts import lines_of
from bedside.ui.small_tiles import ScoreTile
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import Entry, GiveRating
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, later, story


@pytest.fixture
def panel(qtbot: QtBot, look: Theme) -> ObservationPanel:
    made = ObservationPanel(look)
    host(qtbot, made, 784, 568)
    made.open_for(story("10:17:10"), NURSE)
    return made


def sent(panel: ObservationPanel) -> list[object]:
    commands: list[object] = []
    panel.command.connect(commands.append)
    return commands


def at_second(panel: ObservationPanel, seconds: float) -> None:
    start = story("10:17:10")
    panel.show_update(replace(start, now=start.now + seconds))


@pytest.mark.req("PLAN-04")
def test_eight_breaths_in_thirty_seconds_are_sixteen_a_minute(panel: ObservationPanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)  # starts the clock
    for n in range(8):
        at_second(panel, 1.0 + 3.5 * n)
        qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)
    assert panel.tap_key.text() == "8"
    at_second(panel, 29.9)
    assert not panel.record_key.isEnabled(), "the time is not over"
    at_second(panel, 30.0)
    assert panel.said.text() == "8 breaths in 30 s: 16 per minute."
    panel.record_key.click()
    assert commands == [EnterRespiration(bed=BED, actor=NURSE, rate_per_min=16.0, counted=8, over_s=30.0)]


@pytest.mark.req("PLAN-04")
def test_a_minute_is_counted_as_it_is(panel: ObservationPanel) -> None:
    panel.spans.keys["60"].click()
    panel.tap_key.click()
    for n in range(13):
        at_second(panel, 1.0 + 4.0 * n)
        panel.tap_key.click()
    at_second(panel, 60.0)
    assert panel.rate_per_min == 13.0


def test_no_breath_in_the_time_is_a_rate_of_nought_and_a_tap_after_it_starts_anew() -> None:
    breaths = Breaths()
    assert breaths.rate_per_min(0.0) is None
    breaths.begin(10.0)
    assert breaths.rate_per_min(39.9) is None
    assert breaths.rate_per_min(40.0) == 0.0
    assert not breaths.tap(40.0)


def test_taps_that_go_on_after_the_time_is_over_do_not_lose_the_count(
    panel: ObservationPanel, qtbot: QtBot
) -> None:
    """Eyes on the chest: nobody sees the moment the time is over."""
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)
    for n in range(8):
        at_second(panel, 1.0 + 3.5 * n)
        qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)
    at_second(panel, 31.0)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)
    at_second(panel, 34.4)
    panel.tap_key.click()
    assert panel.said.text() == "8 breaths in 30 s: 16 per minute."
    assert panel.record_key.isEnabled()
    at_second(panel, 36.0)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_Space)
    assert panel.breaths.running(panel._now), "later it begins a new one, as the key says"


def test_a_held_space_is_one_breath(panel: ObservationPanel, qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    panel.tap_key.click()
    at_second(panel, 1.0)
    for again in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", again)
        QApplication.sendEvent(panel.tap_key, event)
    assert panel.breaths.counted == 1


def test_a_typed_rate_goes_before_a_counted_one(panel: ObservationPanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    qtbot.keyClicks(panel.typed.edit, "14")
    qtbot.keyClick(panel.typed.edit, Qt.Key.Key_Return)
    assert commands == [EnterRespiration(bed=BED, actor=NURSE, rate_per_min=14.0)]


@pytest.mark.parametrize("typed", ("x", "140", "-3", "1.2.3"))
def test_what_is_no_respiratory_rate_cannot_be_recorded(panel: ObservationPanel, typed: str) -> None:
    panel.typed.edit.setText(typed)
    assert not panel.record_key.isEnabled()


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("scale", "values"), [("moaas", range(6)), ("rass", range(-5, 5)), ("ramsay", range(1, 7))]
)
def test_every_number_of_each_scale_is_one_tap_and_names_its_version(
    panel: ObservationPanel, scale: str, values: range
) -> None:
    commands = sent(panel)
    panel.sedation.choose(scale)
    for value in values:
        panel.sedation.keys[scale, value].click()
    assert commands == [
        GiveRating(bed=BED, actor=NURSE, scale=scale, value=value, version="1") for value in values
    ]


def test_a_digit_gives_moaas_and_no_rass_which_has_signs(panel: ObservationPanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_4)
    panel.sedation.choose("rass")
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_4)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_9)
    assert [command.value for command in commands if isinstance(command, GiveRating)] == [4]


def gave(update: MonitorUpdate, value: int, *, scale: str = "moaas") -> MonitorUpdate:
    return later(update, 5.0, GiveRating(bed=BED, actor=NURSE, scale=scale, value=value))


@pytest.mark.req("SCALE-01")
def test_the_second_low_score_says_at_once_what_to_look_at(panel: ObservationPanel) -> None:
    awake = gave(story("10:17:10"), 5)
    panel.show_update(awake)
    assert not panel.sedation.box.isVisible()
    once = gave(awake, 3)
    panel.show_update(once)
    assert not panel.sedation.box.isVisible(), "one low score asks for nothing yet"
    panel.show_update(gave(once, 3))
    check = panel.sedation.box.check
    assert panel.sedation.box.isVisible() and check.caution
    assert check.headline.startswith("Sedation is below 4 for the second time: look at breathing")
    assert check.detail == "MOAA/S 3 at 10:17:15, MOAA/S 3 at 10:17:20."


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("scale", "value", "said"), [("moaas", 2, "MOAA/S 2"), ("rass", -4, "RASS −4"), ("ramsay", 5, "Ramsay 5")]
)
def test_a_deep_score_says_that_an_alarm_stands_for_it_until_one_that_is_more_awake(
    panel: ObservationPanel, scale: str, value: int, said: str
) -> None:
    deep = gave(story("10:17:10"), value, scale=scale)
    panel.show_update(deep)
    assert panel.sedation.box.check.headline == (
        f"{said} at 10:17:10: hard to wake. A sedation alarm is given until the patient is scored more awake."
    )
    panel.show_update(gave(deep, {"moaas": 4, "rass": 0, "ramsay": 2}[scale], scale=scale))
    assert not panel.sedation.box.isVisible()


def test_a_score_that_is_taken_back_asks_for_nothing(panel: ObservationPanel) -> None:
    deep = gave(story("10:17:10"), 1)
    panel.show_update(deep)
    assert panel.sedation.box.isVisible()
    gone = tuple(replace(entry, retracted=entry is deep.entries[-1]) for entry in deep.entries)
    panel.show_update(replace(deep, entries=gone))
    assert not panel.sedation.box.isVisible()


@pytest.mark.parametrize("name", OFFERED)
def test_panel_and_alarm_call_the_same_scores_deep(name: str) -> None:
    """Two tables, because alarms and scales are siblings: they must say the same."""
    from bedside.alarms import sedation as alarm

    scale = scales()[name]
    for value in range(scale.low, scale.high + 1):
        assert sedation_is_deep(value, name) == alarm.Score(name, value).as_deep_as(alarm._MEDIUM[name])


@pytest.mark.req("SCALE-01", "PLAN-04")
@pytest.mark.parametrize("name", OFFERED)
def test_the_protocols_scale_is_offered_first_and_asked_for_by_name(
    qtbot: QtBot, look: Theme, name: str
) -> None:
    protocol = replace(default_protocol(), sedation=name)
    update = replace(story("10:17:10"), care=Care(protocol=protocol))
    panel = ObservationPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    assert panel.sedation.shown == name
    assert list(panel.sedation.picks.keys) == list(OFFERED)
    title = scales()[name].title
    (asked,) = [fact for fact in lines_of(update, update.care).asked if fact.words.startswith("Sedation")]  # type: ignore[arg-type]
    assert (asked.words, asked.done) == (f"Sedation, {title}, once", False)
    tile = ScoreTile(look)
    tile.show_update(update)
    assert tile.spoken(tile._shown).startswith(
        f"{title} {DASHES} of {scales()[name].high}" if name != "rass" else f"{title} {DASHES}"
    )
    given = gave(update, scales()[name].high, scale=name)
    (asked,) = [fact for fact in lines_of(given, given.care).asked if fact.words.startswith("Sedation")]  # type: ignore[arg-type]
    assert asked.done
    panel.open_for(given, NURSE)
    tile.show_update(given)
    assert title in tile.spoken(tile._shown)


def test_a_digit_gives_ramsay_and_its_most_awake_number_stands_first(
    panel: ObservationPanel, qtbot: QtBot
) -> None:
    commands = sent(panel)
    panel.sedation.choose("ramsay")
    assert panel.sedation.first_key() is panel.sedation.keys["ramsay", 1]
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_6)
    qtbot.keyClick(panel.tap_key, Qt.Key.Key_7)
    assert [command.value for command in commands if isinstance(command, GiveRating)] == [6]


def test_the_scale_used_before_is_offered_again_with_its_last_number(qtbot: QtBot, look: Theme) -> None:
    update = later(story("10:17:10"), 5.0, GiveRating(bed=BED, actor=NURSE, scale="rass", value=-2))
    panel = ObservationPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    assert panel.sedation.shown == "rass"
    assert panel.sedation.keys["rass", -2].last


@pytest.mark.req("SCALE-01")
def test_a_score_that_is_entered_late_is_not_the_last_one() -> None:
    """What was seen at 10:00 and typed at 10:20 does not stand as the newest over what was seen at 10:15."""
    update = story("10:20:00")
    seen = [("10:15:00", 4, "10:15:00"), ("10:00:00", 2, "10:20:00")]
    made = tuple(
        Entry(
            number=800 + n,
            t=at(t),
            entered_t=at(entered),
            command=GiveRating(bed=BED, scale="moaas", value=value),
        )
        for n, (t, value, entered) in enumerate(seen)
    )
    assert last_rating(replace(update, entries=(*update.entries, *made)), "moaas") == (at("10:15:00"), 4)

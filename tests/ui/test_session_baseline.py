"""The baseline page: cuff readings apart, what is asked once, limits, questionnaires, lying and standing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.orthostatic import LYING, STANDING
from bedside.ui.session.baseline_facts import lines_of
from bedside.ui.session.baseline_page import BaselinePage
from bedside.ui.theme import Theme
from bedside.vitals.commands import MarkEvent, StartNibp
from tests.helpers.discharging import GIVEN, Recovery, open_recovery, recovering
from tests.helpers.parts import determination
from tests.helpers.story import BED, NURSE, at

BEFORE = GIVEN[:4]


def opened(qtbot: QtBot, look: Theme, clock: str = "09:53") -> tuple[Recovery, BaselinePage]:
    flow = open_recovery(qtbot, look, "baseline", clock=clock, given=BEFORE)
    form = flow.page.form
    assert isinstance(form, BaselinePage)
    return flow, form


def test_the_second_reading_waits_for_its_two_minutes() -> None:
    update = recovering("09:52", given=BEFORE)
    assert update.care is not None
    first, second, *_ = lines_of(update, update.care).cuff
    assert (first.done, first.found) == (True, "119/73, 09:51")
    assert (second.done, second.found) == (False, "in 1:00, or later")
    later = recovering("09:53:30", given=BEFORE)
    assert later.care is not None
    assert lines_of(later, later.care).cuff[1].found == "may be measured now"


def test_the_cuff_starts_from_here_and_questionnaires_open(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    assert flow.focus is form.cuff_key
    flow.press(Qt.Key.Key_Space)
    assert flow.sent == [StartNibp(bed=BED, actor=NURSE)]
    flow.click(form.scales.rows[0].key)
    assert flow.page.name == "scales"


def test_a_cuff_that_may_not_start_says_why(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    assert flow.update.nibp is not None
    nibp = replace(flow.update.nibp, refusal="Next start in 42 s: the arm needs rest.")
    flow.update = replace(flow.update, nibp=nibp)
    flow.feed()
    assert not form.cuff_key.isEnabled()
    assert form.why.text() == "Next start in 42 s: the arm needs rest."


def test_ratings_sedation_and_breathing_are_each_asked_once() -> None:
    update = recovering("10:00", given=GIVEN)
    assert update.care is not None
    ratings, sedation, breathing = lines_of(update, update.care).asked
    assert ratings.found == "Dissociation 0, Anxiety 3, Nausea 0, Drowsiness 0, 09:58"
    assert [fact.done for fact in (ratings, sedation, breathing)] == [True, False, False]


def test_limits_from_the_baseline_open_their_panel(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    flow.click(form.limits_key)
    assert flow.window.bed_screen.panels.name == "limits"


def test_start_limits_are_judged_and_outside_goes_to_a_supervisor() -> None:
    update = recovering("10:00", given=BEFORE)
    assert update.care is not None
    calm = lines_of(update, update.care).limits[-1]
    assert calm.words == "Inside the start limits: below 160/100, pulse 50–100, SpO2 ≥ 95"
    assert calm.done


@pytest.mark.parametrize(
    ("standing", "says"), [(118, "falls by 2 mmHg"), (96, "Systolic pressure falls by 24 mmHg")]
)
def test_lying_and_standing_are_marked_measured_and_compared(
    qtbot: QtBot, look: Theme, standing: int, says: str
) -> None:
    flow, form = opened(qtbot, look)
    flow.click(form.lying_key)
    assert [type(c) for c in flow.sent] == [MarkEvent, StartNibp]
    assert form.stand.rows[0]._fact.found == "marked 09:53, waits for the cuff"
    flow.later(30)
    lying = determination(flow.update.now, 120, 74, 89)
    flow.update = replace(flow.update, determinations=(*flow.update.determinations, lying))
    flow.later(60)
    flow.click(form.standing_key)
    assert [c.event for c in flow.of(MarkEvent)] == [LYING, STANDING]
    flow.later(30)
    stood = determination(flow.update.now, standing, 70, 85)
    flow.update = replace(flow.update, determinations=(*flow.update.determinations, stood))
    flow.feed()
    assert form.stand.rows[2]._fact.found.startswith(says)


def test_every_section_fits_a_small_window(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, "baseline", clock="10:00", given=BEFORE, size=(640, 400))
    form = flow.page.form
    assert isinstance(form, BaselinePage)
    for section in form.sections:
        assert section.width() <= form.area.viewport().width()
    assert at("10:00") == flow.update.now

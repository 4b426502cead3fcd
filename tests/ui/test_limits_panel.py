"""Limits of one patient: judged in words before they are sent, off only by whom and why, lists confirmed first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.ui.bed_header_words import header_words
from bedside.ui.bed_screen import BedScreen
from bedside.ui.panels.limits import LimitsPanel
from bedside.ui.panels.limits_offer import OfferStrip
from bedside.ui.theme import Theme
from bedside.vitals.commands import ChangeLimits, DeclareSameArm, KeepProfileLimits, LimitEdit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Actor, Role
from tests.helpers.hosting import host
from tests.helpers.limits import BASELINE, offer, with_limits
from tests.helpers.story import BED, NURSE
from tests.helpers.updates import reyes

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
TECHNICIAN = Actor(name="T. Ito", role=Role.TECHNICIAN)
SPO2_MED, SPO2_HIGH = (Parameter.SPO2, "med_low"), (Parameter.SPO2, "high_low")


def opened(
    qtbot: QtBot, theme: Theme, update: MonitorUpdate | None = None, actor: Actor = NURSE
) -> tuple[LimitsPanel, list[object]]:
    panel = LimitsPanel(theme)
    host(qtbot, panel, 784, 568)
    sent: list[object] = []
    panel.command.connect(sent.append)
    panel.open_for(with_limits(reyes()) if update is None else update, actor)
    return panel, sent


def typed(qtbot: QtBot, panel: LimitsPanel, key: tuple[Parameter, str], text: str) -> None:
    panel.cells[key].click()
    panel.editor.edit.selectAll()
    qtbot.keyClick(panel.editor.edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(panel.editor.edit, text)


@pytest.mark.req("ALM-05")
def test_every_limit_in_force_is_shown_with_the_bounds_no_one_can_pass(qtbot: QtBot, look: Theme) -> None:
    panel, _ = opened(qtbot, look)
    assert panel.cells[SPO2_MED].accessibleName() == "SpO2, Medium low < 92"
    assert panel.cells[Parameter.NIBP_SYS, "high_high"].accessibleName() == "NIBP systolic, High high > 180"
    assert len(panel.cells) == 24
    panel.cells[SPO2_MED].click()
    assert panel.editor.bounds.startswith("allowed 85–98 %")
    panel.grab()


@pytest.mark.req("ALM-40")
def test_a_changed_limit_says_what_the_profile_has(qtbot: QtBot, look: Theme) -> None:
    panel, _ = opened(qtbot, look, with_limits(reyes(), {SPO2_MED: 90.0}))
    assert panel.cells[SPO2_MED].accessibleName() == "SpO2, Medium low < 90, profile 92"
    assert panel._head.hint == "adult-subanaesthetic v1, edited: 1"


def test_a_value_is_set_by_keyboard_and_by_touch(qtbot: QtBot, look: Theme) -> None:
    panel, sent = opened(qtbot, look)
    typed(qtbot, panel, SPO2_MED, "90")
    panel.cells[Parameter.PR, "med_high"].click()
    panel.editor.plus_key.click()
    panel.editor.plus_key.click()
    panel.editor.minus_key.click()
    assert sent == []  # nothing holds before it is set
    qtbot.keyClick(panel.editor.edit, Qt.Key.Key_Return)
    assert sent == [
        ChangeLimits(
            bed=BED,
            actor=NURSE,
            edits=(
                LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=90.0),
                LimitEdit(parameter=Parameter.PR, cell="med_high", value=121.0),
            ),
        )
    ]


def test_a_digit_on_a_limit_goes_into_its_field(qtbot: QtBot, look: Theme) -> None:
    panel, _ = opened(qtbot, look)
    qtbot.keyClick(panel.cells[SPO2_MED], Qt.Key.Key_9)
    assert panel.editor.edit.text() == "9"


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("84", "outside 85 to 98"),
        ("99", "outside 85 to 98"),
        ("87", "is not under"),
        ("", "is not a limit"),
        ("9o", "is not a limit"),
    ),
)
def test_what_is_wrong_is_said_before_anything_is_sent(
    qtbot: QtBot, look: Theme, text: str, said: str
) -> None:
    panel, sent = opened(qtbot, look)
    typed(qtbot, panel, SPO2_MED, text)
    assert said in panel.words
    assert not panel.set_key.isEnabled()
    panel.set_key.click()
    assert sent == []


@pytest.mark.req("ALM-33")
def test_a_limit_goes_off_with_a_reason_only(qtbot: QtBot, look: Theme) -> None:
    panel, sent = opened(qtbot, look)
    panel.cells[SPO2_MED].click()
    panel.editor.off_key.click()
    assert panel.words.startswith("Say why")
    assert not panel.set_key.isEnabled()
    panel.reason.setText("probe on a cold finger, watched by hand")
    panel.set_key.click()
    assert sent == [
        ChangeLimits(
            bed=BED,
            actor=NURSE,
            edits=(LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=None),),
            reason="probe on a cold finger, watched by hand",
        )
    ]


@pytest.mark.req("ALM-33")
@pytest.mark.parametrize(
    ("actor", "said"),
    ((NURSE, "Only a supervisor"), (UNNAMED, "Say who you are"), (TECHNICIAN, "A technician cannot")),
)
def test_high_spo2_goes_off_by_a_supervisor_only(qtbot: QtBot, look: Theme, actor: Actor, said: str) -> None:
    panel, sent = opened(qtbot, look, actor=actor)
    panel.cells[SPO2_HIGH].click()
    assert "off by a supervisor only" in panel.editor.bounds
    panel.editor.off_key.click()
    panel.reason.setText("why not")
    assert said in panel.words
    assert not panel.set_key.isEnabled() and sent == []
    panel.set_actor(SUPERVISOR)
    assert panel.set_key.isEnabled()


@pytest.mark.req("ALM-44")
def test_limits_from_the_baseline_are_a_before_and_after_table_that_needs_a_confirm(
    qtbot: QtBot, look: Theme
) -> None:
    panel, sent = opened(qtbot, look, replace(with_limits(reyes()), baseline=BASELINE))
    panel.baseline_key.click()
    assert panel.confirm.rows == (
        "SpO2, Medium low: < 92 → < 92",
        "PR, Medium low: < 50 → < 41",
        "PR, Medium high: > 120 → > 92",
        "NIBP systolic, Medium low: < 90 → < 90",
        "NIBP systolic, Medium high: > 160 → > 160",
    )
    panel.grab()
    assert sent == []
    panel.confirm.confirm_key.click()
    (command,) = sent
    assert isinstance(command, ChangeLimits)
    assert command.basis == "from baseline"
    assert LimitEdit(parameter=Parameter.PR, cell="med_high", value=92.0) in command.edits


@pytest.mark.req("ALM-44")
def test_an_incomplete_or_missing_baseline_is_said(qtbot: QtBot, look: Theme) -> None:
    one = Baseline(values={Parameter.NIBP_SYS: 150.0}, readings=1, complete=False)
    panel, sent = opened(qtbot, look, replace(with_limits(reyes()), baseline=one))
    panel.baseline_key.click()
    assert "not complete (1 of 2 cuff readings" in panel.confirm.words
    assert "NIBP systolic, Medium high: > 160 → > 179" in panel.confirm.rows
    panel.confirm.leave_key.click()
    panel.show_update(with_limits(reyes()))
    panel.baseline_key.click()
    assert "no baseline yet" in panel.confirm.words
    assert not panel.confirm.confirm_key.isEnabled()
    assert sent == []


@pytest.mark.req("ALM-40")
def test_the_last_sessions_limits_are_offered_with_the_difference_listed(qtbot: QtBot, look: Theme) -> None:
    update = replace(with_limits(reyes()), offer=offer())
    panel, sent = opened(qtbot, look, update)
    panel.last_key.click()
    assert panel.confirm.rows == ("SpO2, Medium low: < 92 → < 90", "PR, Medium high: > 120 → > 130")
    panel.confirm.confirm_key.click()
    panel.last_key.click()
    panel.confirm.leave_key.click()
    taken, kept = sent
    assert isinstance(taken, ChangeLimits) and taken.basis == "from session 2026-11-07-3"
    assert kept == KeepProfileLimits(bed=BED, actor=NURSE, offered="2026-11-07-3")


def test_back_to_the_profile_undoes_every_edit_after_a_confirm(qtbot: QtBot, look: Theme) -> None:
    panel, sent = opened(qtbot, look, with_limits(reyes(), {SPO2_MED: None, (Parameter.PR, "med_low"): 45.0}))
    panel.profile_key.click()
    panel.confirm.confirm_key.click()
    (command,) = sent
    assert isinstance(command, ChangeLimits)
    assert command.basis == "profile"
    assert {(e.parameter, e.cell): e.value for e in command.edits} == {
        SPO2_MED: 92.0,
        (Parameter.PR, "med_low"): 50.0,
    }


@pytest.mark.req("ALM-57")
def test_cuff_and_probe_are_declared_on_one_arm(qtbot: QtBot, look: Theme) -> None:
    panel, sent = opened(qtbot, look)
    panel.arm_key.click()
    assert sent == [DeclareSameArm(bed=BED, actor=NURSE, same_arm=True)]
    assert "one arm" in panel.arm_key.accessibleName()


def test_what_is_typed_stays_while_other_limits_change(qtbot: QtBot, look: Theme) -> None:
    panel, _ = opened(qtbot, look)
    typed(qtbot, panel, SPO2_MED, "91")
    panel.show_update(with_limits(reyes(), {(Parameter.PR, "med_low"): 45.0}))
    assert panel.cells[Parameter.PR, "med_low"].accessibleName().startswith("PR, Medium low < 45")
    assert "not sent yet" in panel.cells[SPO2_MED].accessibleName()


def test_a_profile_that_is_not_here_any_more_leaves_the_limits_in_force(qtbot: QtBot, look: Theme) -> None:
    update = with_limits(reyes())
    assert update.session is not None
    gone = replace(update, session=replace(update.session, profile="another-site v7"))
    panel, _ = opened(qtbot, look, gone)
    assert panel.cells[SPO2_MED].accessibleName() == "SpO2, Medium low < 92"
    assert not panel.editor.usual_key.isEnabled()


# -- the question on the bed screen ------------------------------------------------------------------


@pytest.mark.req("ALM-41")
def test_a_forced_question_without_other_limits_asks_who_the_patient_is(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    host(qtbot, screen, 1840, 968)
    asked = replace(with_limits(reyes()), offer=replace(offer(forced=True), edits=()))
    screen.frame(asked, asked.station_now)
    assert screen.offer is not None
    assert screen.offer.use_key.isHidden() and not screen.offer.keep_key.isHidden()
    assert "Say who the patient is" in screen.offer.words


@pytest.mark.req("ALM-41")
def test_a_forced_question_stays_on_the_bed_screen_until_it_is_answered(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    host(qtbot, screen, 1840, 968)
    sent: list[object] = []
    screen.command.connect(sent.append)
    asked = replace(with_limits(reyes()), offer=offer(forced=True))
    screen.frame(asked, asked.station_now)
    strip = screen.offer
    assert strip is not None and strip.isVisible()
    assert strip.later_key.isHidden()
    assert "whose limits hold?" in strip.words
    assert "SpO2, Medium low: < 92 → < 90" in strip.words
    assert not strip.geometry().intersects(screen.pleth.geometry())
    assert not strip.geometry().intersects(screen.spo2.geometry())
    assert not strip.geometry().intersects(screen.chart.geometry())
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    screen.frame(replace(asked, now=asked.now + 60), asked.station_now + 60)
    assert strip.isVisible()
    strip.keep_key.click()
    assert sent == [KeepProfileLimits(bed=BED, actor=NURSE, offered="2026-11-07-3")]
    screen.frame(with_limits(reyes()), asked.station_now + 61)
    assert strip.isHidden()


def test_a_question_that_may_wait_can_be_put_off(qtbot: QtBot, look: Theme) -> None:
    strip = OfferStrip(look)
    strip.actor = NURSE
    host(qtbot, strip, 1272, 100)
    sent: list[object] = []
    strip.command.connect(sent.append)
    asked = replace(with_limits(reyes()), offer=offer())
    strip.show_update(asked)
    strip.later_key.click()
    strip.show_update(asked)
    assert strip.isHidden() and sent == []


@pytest.mark.req("ALM-33")
def test_offered_limits_that_switch_one_off_ask_for_somebody_who_may(qtbot: QtBot, look: Theme) -> None:
    strip = OfferStrip(look)
    host(qtbot, strip, 1272, 100)
    sent: list[object] = []
    strip.command.connect(sent.append)
    off = offer(LimitEdit(parameter=Parameter.SPO2, cell="high_low", value=None), forced=True)
    strip.actor = NURSE
    strip.show_update(replace(with_limits(reyes()), offer=off))
    strip.use_key.click()
    assert sent == [] and "Only a supervisor" in strip.words
    strip.actor = SUPERVISOR
    strip.use_key.click()
    assert len(sent) == 1


# -- the header --------------------------------------------------------------------------------------


@pytest.mark.req("ALM-40")
def test_the_header_says_which_profile_and_how_many_limits_differ() -> None:
    calm, changed = with_limits(reyes()), with_limits(reyes(), {SPO2_MED: 90.0, SPO2_HIGH: 86.0})
    assert header_words(calm).profile == "adult-subanaesthetic v1"
    assert header_words(calm).profile_note == "limits unchanged"
    assert header_words(changed).profile_note == "edited: 2 limits"


# -- in review ---------------------------------------------------------------------------------------

"""The baseline page: cuff and probe, cuff readings, what is asked once, limits, questionnaires, standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.earlier_scores import EarlierScore, EarlierScores
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.infusion import infusion_of
from bedside.therapy.orthostatic import LYING, STANDING
from bedside.ui.bed_screen import BedScreen
from bedside.ui.session.arms_facts import arms_fact, arms_warning, same_arm
from bedside.ui.session.baseline_facts import lines_of
from bedside.ui.session.baseline_page import BaselinePage
from bedside.ui.session.recovery_page import RecoveryPage
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import EnterRespiration, GiveBolus
from bedside.vitals.commands import Command, DeclareSameArm, Entry, GiveRating, MarkEvent, Retract, StartNibp
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.discharging import GIVEN, RULES, Recovery, open_recovery, recovering, score
from tests.helpers.parts import determination
from tests.helpers.story import BED, NURSE, at
from tests.helpers.windows import device

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
    assert (first.done, first.found) == (True, "119/73 mmHg, 09:51")
    assert (second.done, second.found) == (False, "in 1:00, or later")
    later = recovering("09:53:30", given=BEFORE)
    assert later.care is not None
    assert lines_of(later, later.care).cuff[1].found == "may be measured now"


def test_a_bolus_alone_is_no_start_the_readings_after_it_count_on() -> None:
    update = recovering("09:54", given=BEFORE)
    bolus = Entry(
        number=900, t=at("09:50"), entered_t=at("09:50"), command=GiveBolus(bed=BED, mg=5.0, reason="late")
    )
    after = replace(update, infusion=infusion_of([bolus]))
    assert update.care is not None
    assert lines_of(after, update.care).cuff == lines_of(update, update.care).cuff


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


@pytest.mark.parametrize("entered_late", (False, True))
def test_of_several_counts_of_breaths_the_one_counted_last_is_shown(*, entered_late: bool) -> None:
    update = recovering("10:00", given=GIVEN)
    assert update.care is not None
    counts = [("09:55:00", 12.0), ("09:50:00", 18.0)]
    made = tuple(
        Entry(
            number=900 + n,
            t=at(clock),
            entered_t=at("09:59:00"),
            command=EnterRespiration(bed=BED, rate_per_min=rate),
        )
        for n, (clock, rate) in enumerate(counts if entered_late else reversed(counts))
    )
    update = replace(update, entries=(*update.entries, *made))
    assert update.care is not None
    assert lines_of(update, update.care).asked[-1].found == "12 /min, 09:55"


def test_a_value_that_is_not_measured_for_five_minutes_yet_is_not_done() -> None:
    update = recovering("09:53", given=BEFORE)
    assert update.care is not None and update.baseline is not None
    short = replace(update.baseline, measured_s={Parameter.SPO2: 130.0, Parameter.PR: 299.0})
    facts = lines_of(replace(update, baseline=short), update.care).cuff
    spo2, pulse = facts[-2:]
    assert (spo2.done, pulse.done) == (False, True)
    assert spo2.found.endswith("of 2:10 so far")


def test_limits_from_the_baseline_open_their_panel(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    flow.click(form.limits_key)
    assert flow.window.bed_screen.panels.name == "limits"


def test_start_limits_are_judged_and_outside_goes_to_a_supervisor() -> None:
    update = recovering("10:00", given=BEFORE)
    assert update.care is not None
    calm = lines_of(update, update.care).limits[-1]
    assert calm.words == "Inside the start limits: below 160/100 mmHg, pulse 50–100, SpO2 ≥ 95"
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


def test_a_questionnaire_says_the_course_up_to_here_and_when_it_was_halved(qtbot: QtBot, look: Theme) -> None:
    asked: list[tuple[str, str]] = []

    def earlier(patient: str, session: str) -> EarlierScores:
        asked.append((patient, session))
        days = ((21, 7), (14, 12), (7, 15))  # newest first
        return EarlierScores(
            scores=tuple(
                EarlierScore(scale="phq9", utc=datetime(2026, 5, day, 9, tzinfo=UTC), total=total)
                for day, total in days
            )
        )

    flow, form = opened(qtbot, look)
    form.earlier = earlier
    flow.feed()
    fact = next(row._fact for row in form.scales.rows if row._fact.words == "PHQ-9")
    assert "course 15 → 7, −53 %, halved on 21 May" in fact.found
    assert flow.update.care is not None and flow.update.care.patient is not None
    assert flow.update.session is not None
    assert asked[-1] == (flow.update.care.patient.id, flow.update.session.id)
    others = [row._fact.found for row in form.scales.rows if row._fact.words != "PHQ-9"]
    assert not any("course" in found for found in others)


def test_without_an_earlier_total_a_questionnaire_has_no_course() -> None:
    update = recovering("10:00", given=BEFORE)
    assert update.care is not None
    assert not any("course" in fact.found for fact in lines_of(update, update.care).scales)


def _asking(flow: Recovery, *scales: str) -> None:
    care = flow.update.care
    assert care is not None and care.protocol is not None
    protocol = replace(care.protocol, scales_before=scales)
    flow.update = replace(flow.update, care=replace(care, protocol=protocol))
    flow.feed()


@pytest.mark.req("SCALE-01")
def test_a_single_number_that_the_protocol_asks_for_opens_its_panel_and_turns_done(
    qtbot: QtBot, look: Theme
) -> None:
    flow, form = opened(qtbot, look)
    _asking(flow, "phq9", "pain", "moaas")
    panels: list[str] = []
    flow.page.panel_asked.connect(panels.append)
    _, pain, sedation = form.scales.rows[:3]
    assert [(row._fact.words, row._fact.done) for row in (pain, sedation)] == [
        ("Pain", False),
        ("MOAA/S", False),
    ]
    flow.click(pain.key)
    flow.click(sedation.key)
    assert panels == ["ratings", "observation:moaas"]
    rated = GiveRating(bed=BED, actor=NURSE, scale="pain", value=4)
    flow.update = recovering("09:53", given=(*BEFORE, ("09:52:30", rated)))
    _asking(flow, "phq9", "pain", "moaas")
    assert (pain._fact.done, pain._fact.found) == (True, "4, 09:52")


@pytest.mark.req("SCALE-01")
def test_a_questionnaire_with_an_item_missing_is_not_done() -> None:
    for answers, done in (((0, 1, 2, None, 0, 0, 0, 0, 0), False), ((0, 1, 2, 0, 0, 0, 0, 0, 0), True)):
        update = recovering("09:53", given=(*BEFORE, ("09:52", score("phq9", *answers))))
        assert update.care is not None
        fact = next(each for each in lines_of(update, update.care).scales if each.words == "PHQ-9")
        assert fact.done is done
        assert fact.found.startswith("3, " if done else "no total, ")


def test_a_recovery_score_that_is_asked_for_before_opens_on_the_page_of_the_recovery(
    qtbot: QtBot, look: Theme
) -> None:
    wants = replace(RULES, scales_before=("phq9", "padss"))
    flow = open_recovery(qtbot, look, "baseline", clock="09:53", given=BEFORE, protocol=wants)
    form = flow.page.form
    assert isinstance(form, BaselinePage)
    flow.click(form.scales.rows[1].key)
    page = flow.page.form
    assert isinstance(page, RecoveryPage)
    assert page.score.scale == "padss" and page.score.picks["padss"].isChecked()


# -- cuff and probe -------------------------------------------------------------------------------------


def declared(*, same: bool, clock: str = "09:52") -> tuple[str, Command]:
    return clock, DeclareSameArm(bed=BED, actor=NURSE, same_arm=same)


def with_devices(update: MonitorUpdate, *, probe: LinkState, cuff: LinkState) -> MonitorUpdate:
    """The same bed with an oximeter and a cuff in these states."""
    rows: list[DeviceRow] = [
        replace(device(update, probe, ""), identity="Nonin 3150"),
        replace(device(update, cuff, "", Parameter.NIBP_SYS), device="dinamap@y", title="DINAMAP"),
    ]
    return replace(update, devices=tuple(rows))


@pytest.mark.req("ALM-57")
def test_until_somebody_says_it_the_arms_are_not_said(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    fact = form.arms.rows[0]._fact
    assert (same_arm(flow.update), fact.words, fact.done) == (None, "Not said yet on which arms", None)
    assert not form.two_arms_key.isChecked() and not form.one_arm_key.isChecked()
    assert form.arm_note.isHidden()


@pytest.mark.req("ALM-57")
@pytest.mark.parametrize("same", (False, True), ids=("two arms", "one arm"))
def test_one_press_says_on_which_arms_cuff_and_probe_are(qtbot: QtBot, look: Theme, *, same: bool) -> None:
    flow, form = opened(qtbot, look)
    key = form.one_arm_key if same else form.two_arms_key
    counted = form.counts.text()
    for _ in range(2):  # what was said is not said again
        flow.click(key)
    assert flow.sent == [DeclareSameArm(bed=BED, actor=NURSE, same_arm=same)]
    assert (form.one_arm_key.isChecked(), form.two_arms_key.isChecked()) == (same, not same)
    said = "On one arm, said 09:53" if same else "On two arms, said 09:53"
    assert form.arms.rows[0]._fact.words == said
    assert form.arm_note.isVisible() is same
    assert form.counts.text() == counted  # information, not a thing to be done


@pytest.mark.req("ALM-57")
def test_one_arm_says_what_is_held_and_what_is_better(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    flow.click(form.one_arm_key)
    assert form.arm_note.accessibleName() == (
        "While the cuff inflates, SpO2 and pulse limits are held, at most 120 s: better put the probe on the other arm."
    )
    flow.click(form.two_arms_key)
    assert form.arm_note.isHidden()
    assert [command.same_arm for command in flow.of(DeclareSameArm)] == [True, False]


@pytest.mark.req("ALM-57")
def test_what_was_taken_back_was_never_said() -> None:
    back = ("09:52:30", Retract(bed=BED, actor=NURSE, entry=1))
    once = recovering("09:53", given=(declared(same=True), back))
    assert (same_arm(once), arms_warning(once)) == (None, "")
    first = declared(same=False, clock="09:51")
    back = ("09:52:30", Retract(bed=BED, actor=NURSE, entry=2))
    twice = recovering("09:53", given=(first, declared(same=True), back))
    assert arms_fact(twice).words == "On two arms, said 09:51"


def test_a_station_that_did_not_take_it_leaves_the_keys_as_they_were(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    flow.listens = False
    flow.click(form.one_arm_key)
    assert flow.of(DeclareSameArm) and not form.one_arm_key.isChecked()
    assert form.arms.rows[0]._fact.words == "Not said yet on which arms"


def test_oximeter_and_cuff_are_named_with_how_they_do() -> None:
    update = recovering("09:53", given=BEFORE)
    assert arms_fact(update).found == "No oximeter is at this bed.\nNo cuff is at this bed."
    there = with_devices(update, probe=LinkState.MEASURING, cuff=LinkState.MEASURING)
    good = arms_fact(replace(there, signal_level=4)).found
    assert good == "Oximeter Nonin 3150 · Signal good\nCuff DINAMAP · Connected"
    gone = with_devices(update, probe=LinkState.GONE, cuff=LinkState.SILENT)
    assert arms_fact(replace(gone, signal_level=4)).found == (
        "Oximeter Nonin 3150 · Unplugged: plug it into any port\n"
        "Cuff DINAMAP · Silent: check the cable and that the device is on"
    )
    detached = with_devices(update, probe=LinkState.DETACHED, cuff=LinkState.MEASURING)
    assert arms_fact(detached).found.startswith("No oximeter is at this bed.")


@pytest.mark.parametrize(
    ("age", "reason", "says"),
    ((Age.VALID, "", "Measuring"), (Age.GONE, "probe off", "Probe off"), (Age.GONE, "", "No SpO2 now")),
)
def test_of_an_oximeter_that_does_not_rate_its_signal_the_number_is_told(
    age: Age, reason: str, says: str
) -> None:
    update = recovering("09:53", given=BEFORE)
    there = with_devices(update, probe=LinkState.MEASURING, cuff=LinkState.MEASURING)
    spo2 = replace(there.numerics[Parameter.SPO2], age=age, reason=reason)
    there = replace(there, signal_level=None, numerics={**there.numerics, Parameter.SPO2: spo2})
    assert arms_fact(there).found.splitlines()[0] == f"Oximeter Nonin 3150 · {says}"


def test_a_replay_shows_what_was_said_and_cannot_say_it(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look)
    flow.click(form.one_arm_key)
    flow.update = replace(flow.update, mode=Mode.REPLAY)
    flow.feed()
    assert not form.two_arms_key.isEnabled() and not form.one_arm_key.isEnabled()
    assert form.one_arm_key.isChecked() and form.arm_note.isVisible()
    flow.click(form.two_arms_key)
    assert len(flow.of(DeclareSameArm)) == 1
    screen = BedScreen(look, NURSE, keys=False)
    qtbot.addWidget(screen)
    screen.frame(flow.update, flow.update.station_now)
    screen.open_session("baseline")
    assert not screen.session_open


def test_the_keyboard_alone_says_the_arms_in_a_small_window(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, "baseline", clock="09:53", given=BEFORE, size=(640, 400))
    form = flow.page.form
    assert isinstance(form, BaselinePage)
    assert flow.focus is form.two_arms_key, "it is not opened past what is asked first"
    port = form.area.viewport()
    for key in (form.arms.title, form.two_arms_key, form.one_arm_key):
        top = key.mapTo(port, key.rect().topLeft()).y()
        assert top >= 0 and top + key.height() <= port.height()
    assert form.one_arm_key.accessibleName() == "Cuff and probe: One arm"
    flow.press(Qt.Key.Key_Space)
    assert flow.sent == [DeclareSameArm(bed=BED, actor=NURSE, same_arm=False)]

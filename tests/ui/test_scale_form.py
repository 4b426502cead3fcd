"""Questionnaires by item number: digits answer, prompts stay, half-filled forms are kept (SCALE-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bedside.monitor.earlier_scores import EarlierScore, EarlierScores
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_texts import ScaleTexts
from bedside.ui.session.rail_words import Mark, RailLine, scales_line
from bedside.ui.session.scale_form import ScaleForm
from bedside.ui.session.scale_words import offered
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry, GiveRating, WriteNote
from tests.helpers.accessible import unnamed, unreached
from tests.helpers.discharging import GIVEN, Recovery, open_recovery
from tests.helpers.screening import PROTOCOL, care_of, screening
from tests.helpers.story import NURSE, at

RATED = tuple(each for each in GIVEN if not isinstance(each[1], GiveScore))
LINES = ScaleTexts(
    scale="gad7",
    version="2",
    language="en",
    items=tuple(f"Invented line {n} about the weather" for n in range(1, 8)),
    answers=("never", "seldom", "often", "always"),
)


def opened(qtbot: QtBot, look: Theme, scale: str, **more: object) -> tuple[Recovery, ScaleForm]:
    flow = open_recovery(qtbot, look, f"scale:{scale}", given=RATED, **more)  # type: ignore[arg-type]
    form = flow.page.form
    assert isinstance(form, ScaleForm)
    assert form.scale.key == scale
    return flow, form


@pytest.mark.req("SCALE-01")
def test_nine_digits_and_enter_keep_a_phq9_with_its_version_total_and_band(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "phq9")
    flow.press(*[Qt.Key.Key_3] * 9)
    assert (form.total.text(), form.of.text()) == ("27", "of 27 · severe")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(GiveScore)
    assert sent == GiveScore(
        bed=3, actor=NURSE, scale="phq9", version="1", answers=(3,) * 9, total=27, observed_t=None
    )
    assert form.earlier.text() == "11:43  27, severe, A. Moreno, RN"
    assert form.answers == (None,) * 9  # the next one begins empty, the last one dashed
    assert form.grids["phq9"].rows[0].keys[3].last
    assert form.credit.text().startswith("PHQ-9: developed by Drs. Robert L. Spitzer")


@pytest.mark.parametrize(("keys", "then"), [("NNN", "discharge"), ("NYNNNN", "scales")])
def test_a_kept_scale_leads_back_to_the_page_that_asked_for_it_unless_there_is_something_to_speak_of(
    keys: str, then: str, qtbot: QtBot, look: Theme
) -> None:
    flow = open_recovery(qtbot, look, "discharge", given=RATED)
    flow.page.form.asked.emit("scale:cssrs")  # type: ignore[union-attr]
    flow.feed()
    assert flow.page.name == "scales"
    for letter in keys:
        flow.press(Qt.Key(ord(letter)))
    flow.press(Qt.Key.Key_Return)
    assert len(flow.of(GiveScore)) == 1
    assert flow.page.name == then


@pytest.mark.req("SCALE-01")
def test_item_9_is_spoken_of_at_once_and_stays_until_somebody_says_what_was_done(
    qtbot: QtBot, look: Theme
) -> None:
    flow, form = opened(qtbot, look, "phq9")
    flow.press(*[Qt.Key.Key_0] * 8, Qt.Key.Key_1)
    assert (form.total.text(), form.of.text()) == ("1", "of 27 · minimal")
    assert form.prompts.text().startswith("Item 9 is not 0")
    form.keep_it()
    flow.feed()
    (card,) = form.safety.cards.values()
    assert card.words.text().startswith("Item 9 is not 0")
    assert not card.key.isEnabled()
    flow.later(600)
    flow.open("recovery")  # it is asked wherever recovery or baseline is looked at
    recovery = flow.page.form
    assert recovery is not None
    assert list(recovery.safety.cards) == ["PHQ-9, item 9: "]  # type: ignore[attr-defined]
    flow.open("scale:phq9")
    (card,) = form.safety.cards.values()
    card.field.edit.setFocus()
    flow.type("asked, no plan; Dr. Hartmann told")
    flow.press(Qt.Key.Key_Return)
    assert [c.text for c in flow.of(WriteNote)] == ["PHQ-9, item 9: asked, no plan; Dr. Hartmann told"]
    assert form.safety.cards == {}
    assert form.safety.isHidden()


@pytest.mark.req("SCALE-01")
def test_a_missing_item_leaves_no_total_and_may_be_kept_so(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    flow.press(*[Qt.Key.Key_2] * 5)
    assert form.total.text() == "–"
    assert form.of.text() == "of 21 · no total while an item is missing: 6, 7"
    assert form.send_key.text() == "Keep without a total"
    form.keep_it()
    (sent,) = flow.of(GiveScore)
    assert (sent.answers, sent.total) == ((2, 2, 2, 2, 2, None, None), None)
    flow.feed()
    assert form.earlier.text() == "11:43  no total, A. Moreno, RN"


@pytest.mark.req("SCALE-01")
def test_a_half_filled_form_outlives_updates_other_forms_and_other_scales(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "pcl5")
    flow.press(*[Qt.Key.Key_4] * 5)
    flow.later(30)
    form.pick("gad7")
    flow.press(Qt.Key.Key_1)
    flow.open("recovery")
    flow.open("scale:pcl5")
    assert form.answers[:6] == (4, 4, 4, 4, 4, None)
    assert form.clusters.text() == " · ".join(
        f"{cluster.words} {20 if cluster.first == 1 else '–'}" for cluster in scales()["pcl5"].clusters
    )
    assert flow.focus is form.grids["pcl5"].rows[5].keys[0]
    form.pick("gad7")
    assert form.answers[:2] == (1, None)


def test_what_the_station_refuses_is_not_lost(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    flow.listens = False
    flow.press(*[Qt.Key.Key_1] * 7)
    form.keep_it()
    form.keep_it()  # pressed twice: sent once
    assert len(flow.of(GiveScore)) == 1
    flow.page.show_refusal("The session is over: nothing can be added.")
    flow.feed()
    assert form.answers == (1,) * 7
    assert form.send_key.isEnabled()


def test_yes_and_no_answer_the_risk_screen_and_items_that_are_not_asked_are_closed(
    qtbot: QtBot, look: Theme
) -> None:
    flow, form = opened(qtbot, look, "cssrs")
    flow.press(Qt.Key.Key_Y, Qt.Key.Key_N)
    rows = form.grids["cssrs"].rows
    assert [row.keys[0].isEnabled() for row in rows] == [True, True, False, False, False, True]
    assert flow.focus in rows[5].keys.values()
    flow.press(Qt.Key.Key_Y)
    assert form.total.text() == "1"
    assert form.of.text() == "level, of 5"
    assert form.prompts.text().startswith("Item 6, behaviour, is a yes")


@pytest.mark.req("SCALE-01")
def test_a_restricted_scale_is_its_total_and_where_the_form_is(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "madrs")
    assert form.hint.text() == "total only, 0–60: the filled form is kept elsewhere"
    assert flow.focus is form.totals.total.edit
    flow.type("61")
    form.totals.where.edit.setFocus()
    flow.type("folder 3")
    flow.press(Qt.Key.Key_Return)
    assert form.said == "The total of MADRS is a whole number from 0 to 60."
    form.totals.total.edit.setText("31")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(GiveScore)
    assert (sent.scale, sent.answers, sent.total, sent.where) == ("madrs", (), 31, "folder 3")
    assert form.earlier.text() == "11:43  31, A. Moreno, RN, form: folder 3"


@pytest.mark.req("SCALE-01")
def test_a_late_entry_says_when_it_was_observed(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    flow.press(*[Qt.Key.Key_0] * 7)
    form.when.open()
    flow.type("11:20")
    form.keep_it()
    assert flow.of(GiveScore)[0].observed_t == at("11:20")
    flow.feed()
    assert form.earlier.text() == "11:20  0, minimal, A. Moreno, RN, entered late at 11:43"


def test_a_time_to_come_is_refused_before_anything_is_sent(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    flow.press(Qt.Key.Key_0)
    form.when.open()
    flow.type("11:59")
    form.keep_it()
    assert flow.of(GiveScore) == []
    assert form.said == "11:59 is still to come."


def test_the_last_one_can_be_corrected_at_its_own_time(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    flow.press(*[Qt.Key.Key_1] * 7)
    form.keep_it()
    flow.later(120)
    flow.click(form.correct_key)
    assert form.answers == (1,) * 7
    flow.press(Qt.Key.Key_3)
    assert form.send_key.text() == "Keep the correction"
    form.keep_it()
    first, second = flow.of(GiveScore)
    assert first.replaces is None
    assert second.replaces is not None
    assert second.observed_t == at("11:43:30")
    flow.feed()
    assert form.earlier.text().splitlines() == ["11:43  9, mild, A. Moreno, RN, entered late at 11:45"]


def test_backspace_takes_an_answer_back_and_arrows_move(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "phq9")
    flow.press(Qt.Key.Key_2, Qt.Key.Key_Up, Qt.Key.Key_Backspace)
    assert form.answers == (None,) * 9
    flow.press(Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert sum(answer is not None for answer in form.answers) == 1
    assert form.answers[1] is not None


@pytest.mark.req("SCALE-01")
def test_no_item_text_is_shown_unless_the_site_has_its_own(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "gad7")
    rows = form.grids["gad7"].rows
    assert [row.name.text() for row in rows] == [f"Item {n}" for n in range(1, 8)]
    assert {label.text() for row in rows for label in row.findChildren(QLabel)} == {
        "",
        *(f"Item {n}" for n in range(1, 8)),
    }
    flow.page.asks.scale_texts = lambda: {"gad7": LINES}
    flow.feed()
    rows = form.grids["gad7"].rows
    assert rows[0].text.text() == "Invented line 1 about the weather"
    assert rows[0].keys[1].accessibleName() == "1: 1 seldom"
    flow.click(rows[0].keys[1])
    form.keep_it()
    assert flow.of(GiveScore)[0].version == "1+en.2"


def test_every_scale_with_items_or_a_total_is_offered_and_recovery_scores_are_not(
    qtbot: QtBot, look: Theme
) -> None:
    keys = [scale.key for scale in offered()]
    assert keys[:4] == ["phq9", "gad7", "pcl5", "cssrs"]
    assert {"aldrete", "padss", "moaas"}.isdisjoint(keys)
    flow, form = opened(qtbot, look, "phq9")
    for key in keys:
        form.pick(key)
        flow.feed()
        assert form.title.text() == scales()[key].title
        assert form.credit.text() == scales()[key].credit
        assert unnamed(flow.page) == []


@pytest.mark.parametrize("size", [(1366, 768), (640, 400)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_all_twenty_rows_are_reached_at_any_size(qtbot: QtBot, size: tuple[int, int], scale: float) -> None:
    from bedside.ui import theme

    flow, form = opened(qtbot, theme.load("light", scale), "pcl5", size=size)
    flow.press(*[Qt.Key.Key_1] * 20)
    assert form.answers == (1,) * 20
    last = form.grids["pcl5"].rows[-1]
    assert last.width() <= form.area.viewport().width()


@pytest.mark.parametrize("scale", ["phq9", "madrs"])
def test_the_tab_key_comes_to_everything_on_the_form(qtbot: QtBot, look: Theme, scale: str) -> None:
    flow, _ = opened(qtbot, look, scale)
    assert unreached(flow.window) == []


# -- beside the course ---------------------------------------------------------------------------------------


def earlier(*rows: tuple[int, int], **more: object) -> EarlierScores:
    scores = (
        EarlierScore(scale="phq9", utc=datetime(2026, 11, day, 9, tzinfo=UTC), total=total)
        for day, total in rows
    )
    return EarlierScores(scores=tuple(scores), **more)  # type: ignore[arg-type]


@pytest.mark.req("SCALE-01")
def test_the_totals_of_the_course_stand_beside_with_day_and_change(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "phq9")
    asked: list[tuple[str, str]] = []

    def source(patient: str, session: str) -> EarlierScores:
        asked.append((patient, session))
        return earlier((14, 15), (11, 17), (7, 20), (3, 21))

    flow.page.asks.earlier_scores = source
    flow.feed()
    care, session = flow.update.care, flow.update.session
    assert care is not None and care.patient is not None and session is not None
    assert asked[-1] == (care.patient.id, session.id)
    lines = form.course.text().splitlines()
    assert lines[0].startswith("14 Nov 2026 (") and "15, moderately severe, −2" in lines[0]
    assert lines[-1] == "first of 4: 21 on 3 Nov 2026"
    flow.press(*[Qt.Key.Key_1] * 9)
    assert form.course.text().splitlines()[0].startswith("Now 9: −6 against 14 Nov 2026")
    flow.page.ask("scale:gad7")
    flow.feed()
    assert form.course.isHidden() and form.before_title.isHidden()


def test_while_the_record_is_read_it_says_so_and_a_fault_is_one_sentence(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "phq9")
    flow.page.asks.earlier_scores = lambda *_: EarlierScores(reading=True)
    flow.feed()
    assert form.course.text() == "The sessions of before are being read …"
    flow.page.asks.earlier_scores = lambda *_: earlier((7, 20), fault="The disk is gone.")
    flow.feed()
    assert form.course.text().splitlines()[-1] == "The disk is gone."


def test_the_rail_has_the_questionnaires_with_their_state(qtbot: QtBot, look: Theme) -> None:
    flow, form = opened(qtbot, look, "phq9")
    row, care = flow.page.rail.rows["scales"], flow.update.care
    assert care is not None and care.protocol is not None
    wanted = care.protocol.scales_before
    assert row.isChecked() and "phq9" in wanted
    assert row.line.title == "Questionnaires" and row.line.state.startswith(f"0 of {len(wanted)}, next ")
    flow.press(*[Qt.Key.Key_1] * 9)
    form.send_key.setFocus()
    flow.press(Qt.Key.Key_Space)
    assert row.line.state.startswith(f"1 of {len(wanted)}, next ") and row.line.mark is Mark.NEXT


def test_the_rail_says_the_totals_once_all_are_there() -> None:
    protocol = replace(PROTOCOL, scales_before=("phq9", "madrs"))
    entries = tuple(
        Entry(number=n, t=n, entered_t=n, command=command)
        for n, command in enumerate(
            (
                GiveScore(bed=3, scale="phq9", version="1", answers=(1,) * 9, total=9),
                GiveScore(bed=3, scale="madrs", version="1", total=31),
                GiveScore(bed=3, scale="phq9", version="1", answers=(2,) * 9, total=18),
            )
        )
    )
    update = replace(screening(care_of(protocol=protocol)), entries=entries)
    assert scales_line(update) == RailLine(title="Questionnaires", state="PHQ-9 18, MADRS 31", mark=Mark.DONE)
    half = replace(update, entries=(replace(entries[1], retracted=True), *entries[::2]))
    assert scales_line(half).state == "1 of 2, next MADRS"
    assert scales_line(screening()).state == "none asked for"
    pain = replace(PROTOCOL, scales_before=("pain",))  # one number, tapped with the other ratings
    rated = Entry(number=9, t=9, entered_t=9, command=GiveRating(bed=3, scale="pain", value=4))
    waits = screening(care_of(protocol=pain))
    assert scales_line(waits).state == "0 of 1, next Pain"
    assert scales_line(replace(waits, entries=(rated,))).mark is Mark.DONE

"""The choice of a session's protocol on its page: what differs, what changes here, and who says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.therapy.care import Care
from bedside.therapy.protocol_file import default_protocol
from bedside.ui import theme as themes
from bedside.ui.care_words import care_words
from bedside.ui.session.protocol_form import ProtocolForm, SiteProtocols
from bedside.ui.session.protocol_words import about, differences, effects
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.display import Appearance
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.sessions import Actor, Role
from tests.helpers.screening import SUPERVISOR, ready_care, screening
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.story import NURSE
from tests.helpers.updates import reyes

MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
APPROVED = replace(
    PAIN, version=3, title="Pain, our site", approved_by="Dr. L. Hartmann", approved_on="2026-10-02"
)
SITE = SiteProtocols((MOOD, APPROVED), ())


def opened(qtbot: QtBot, look: Theme, care: Care, site: SiteProtocols = SITE, **more: object) -> Flow:
    flow = open_flow(
        qtbot, look, care, prepare=lambda page: setattr(page.asks, "protocols", lambda: site), **more
    )
    flow.open("protocol")
    return flow


def form(flow: Flow) -> ProtocolForm:
    shown = flow.page.form
    assert isinstance(shown, ProtocolForm)
    return shown


def following_mood(**more: object) -> Care:
    return replace(ready_care(**more), protocol=MOOD)


def test_the_screening_names_its_protocol_and_one_key_opens_the_choice(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    flow.open("screening")
    key = flow.page.form.protocol_key  # type: ignore[union-attr]
    assert "Mood v1" in flow.page.form.hint.text() and "Mood v1" in key.accessibleName()  # type: ignore[union-attr]
    key.click()
    assert flow.page.name == "protocol"


@pytest.mark.parametrize("size", ((640, 400), (1024, 640), (1366, 768), (1920, 1080)))
@pytest.mark.parametrize("text", (1.0, 2.0))
def test_the_key_is_reached_in_every_window(qtbot: QtBot, size: tuple[int, int], text: float) -> None:
    flow = open_flow(qtbot, themes.of(Appearance(text_scale=text, reduced_motion=True)), size=size)
    flow.open("screening")
    form_ = flow.page.form
    assert form_ is not None
    key = form_.protocol_key  # type: ignore[attr-defined]
    key.setFocus()
    for _ in range(3):
        QApplication.processEvents()
    assert key.isVisible() and key.hasFocus() and not key.visibleRegion().isEmpty()


def test_each_says_who_approved_it_and_the_followed_one_cannot_be_chosen(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    keys = form(flow).keys
    assert list(keys) == ["Mood v1", "Pain, our site v3"]
    assert not keys["Mood v1"].isEnabled() and keys["Pain, our site v3"].isEnabled()
    assert "approved by Dr. L. Hartmann on 2026-10-02" in about(APPROVED, followed=False)
    assert "approved by nobody" in about(MOOD, followed=True)
    assert form(flow).picked is None and form(flow).follow_key.isHidden()


@pytest.mark.req("PROT-01")
def test_another_one_takes_a_reason_and_is_sent_whole_with_it(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    form(flow).keys["Pain, our site v3"].click()
    assert flow.focus is form(flow).reason.edit
    flow.press(Qt.Key.Key_Return)
    assert flow.of(AdoptProtocol) == []  # no reason
    flow.type("referred for pain")
    flow.press(Qt.Key.Key_Return)
    sent = AdoptProtocol(bed=3, actor=NURSE, protocol=APPROVED, reason="referred for pain")
    assert flow.of(AdoptProtocol) == [sent]
    flow.show(replace(following_mood(), protocol=APPROVED))
    assert form(flow).picked is None and form(flow).reason.text() == ""
    assert care_words(sent) == (
        "format-list-bulleted",
        "Protocol Pain, our site, version 3: referred for pain",
    )


@pytest.mark.req("PROT-01")
def test_during_an_infusion_it_takes_a_supervisor_and_says_that_the_infusion_goes_on(
    qtbot: QtBot, look: Theme
) -> None:
    update = replace(reyes(), care=following_mood())
    flow = opened(qtbot, look, following_mood(), update=update)
    form(flow).keys["Pain, our site v3"].click()
    flow.feed()
    assert "The infusion goes on as it is" in form(flow).here.text()
    assert form(flow).by.name == "Supervisor" and form(flow).by.text() == ""
    form(flow).reason.edit.setText("the wrong one was begun")
    assert not form(flow).follow_key.isEnabled()
    form(flow).by.edit.setText(SUPERVISOR.name)
    form(flow).follow_key.click()
    assert [command.actor for command in flow.of(AdoptProtocol)] == [SUPERVISOR]


def test_a_refusal_stands_in_place_and_what_was_typed_stays(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    form(flow).keys["Pain, our site v3"].click()
    flow.type("typed")
    flow.window.desk.show_refusal("Another protocol needs a name: say who changes it.")
    assert form(flow).said.startswith("Another protocol needs a name")
    assert form(flow).reason.text() == "typed"


def test_without_files_of_the_site_it_says_so(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood(), SiteProtocols((), ("File x was not used.",)))
    words = form(flow)._none.text()
    assert "File x was not used." in words and "No protocol of the site" in words


def test_a_protocol_that_was_approved_meanwhile_is_there_when_the_form_is_opened_again(
    qtbot: QtBot, look: Theme
) -> None:
    site = [SITE]
    flow = open_flow(
        qtbot, look, following_mood(), prepare=lambda page: setattr(page.asks, "protocols", lambda: site[0])
    )
    flow.open("protocol")
    site[0] = SiteProtocols((MOOD, replace(APPROVED, version=4)), ())
    flow.open("screening")
    flow.open("protocol")
    assert list(form(flow).keys) == ["Mood v1", "Pain, our site v4"]


def test_differences_are_told_with_their_units() -> None:
    told = differences(MOOD, replace(MOOD, cautions=replace(MOOD.cautions, most_mg=80.0)))
    assert told == ["Cautions: dose over 100 → 80 mg"]
    nibp = replace(MOOD, nibp=replace(MOOD.nibp, infusion=5.0, recovery=None))
    assert differences(MOOD, nibp) == ["Blood pressure: infusion 10 → 5 min; recovery 30 → off min"]
    fewer = replace(MOOD, screening=MOOD.screening[1:])
    assert differences(MOOD, fewer) == [f"Screening, not asked: “{MOOD.screening[0].words}”"]
    assert differences(MOOD, replace(MOOD, sedation="rass")) == ["Discharge: MOAA/S 5 → RASS 0"]
    unused = replace(MOOD, discharge=replace(MOOD.discharge, rass=-1, ramsay=None))
    assert differences(MOOD, unused) == [], "of a scale that neither is scored by"
    assert differences(MOOD, replace(MOOD, version=9, approved_by="x")) == []


def test_what_it_changes_here_names_the_plan_and_what_is_due() -> None:
    plan = SessionPlan(dose_mg=63.0, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0)
    due = (DueItem(kind=DueKind.NIBP, due_t=10.0, interval_s=600.0, deferred="asleep"),)
    update = screening(replace(following_mood(plan=plan), due=due))
    strict = replace(MOOD, version=2, cautions=replace(MOOD.cautions, most_mg_kg=0.5))
    said = "\n".join(effects(update, strict))
    assert "The plan: " in said and "0.5 mg/kg" in said
    assert "counted anew" in said and "put off stays put off" in said


def test_somebody_else_named_on_the_form_acts_with_the_role_at_work(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    form(flow).keys["Pain, our site v3"].click()
    form(flow).reason.edit.setText("because")
    form(flow).by.edit.setText("B. Ruiz")
    form(flow).follow_key.click()
    assert [c.actor for c in flow.of(AdoptProtocol)] == [Actor(name="B. Ruiz", role=Role.NURSE)]


def test_the_tab_key_comes_to_everything_on_the_form_from_the_top_down(qtbot: QtBot, look: Theme) -> None:
    flow = opened(qtbot, look, following_mood())
    form(flow).keys["Pain, our site v3"].click()
    form(flow).reason.edit.setText("because")
    flow.feed()
    form(flow).keys["Pain, our site v3"].setFocus()
    seen = []
    for _ in range(4):
        flow.press(Qt.Key.Key_Tab)
        seen.append(flow.focus)
    assert seen == [form(flow).reason.edit, form(flow).by.edit, form(flow).follow_key, form(flow).back_key]

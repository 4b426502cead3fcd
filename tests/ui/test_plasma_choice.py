"""Which model the plasma estimate follows: chosen by a person, kept on the timeline, seen only (PK-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.care import Care
from bedside.therapy.plasma_models import MODELS
from bedside.ui.care_words import care_words
from bedside.ui.chart_ink import width_of
from bedside.ui.chart_plasma import plasma_line, words_beside
from bedside.ui.chart_window import Window
from bedside.ui.panels.plasma import PlasmaPanel, model_words
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import ShowPlasma
from bedside.vitals.sessions import Mode
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.updates import reyes


def opened(qtbot: QtBot, look: Theme, model: str) -> tuple[Flow, PlasmaPanel]:
    flow = open_flow(qtbot, look, update=replace(reyes(), care=Care(plasma_model=model)))
    flow.window.bed_screen.close_session()
    flow.feed()
    if model:
        flow.window.bed_screen.chart._header.model_key.click()
    else:
        flow.window.bed_screen.key_asked.emit("plasma")
    flow.feed()
    panel = flow.window.bed_screen.panels.panel
    assert isinstance(panel, PlasmaPanel)
    return flow, panel


@pytest.mark.req("PK-01")
def test_every_model_is_offered_with_its_source_and_whom_it_describes(qtbot: QtBot, look: Theme) -> None:
    _, panel = opened(qtbot, look, "domino")
    assert list(panel.keys) == ["", *MODELS]
    for key, model in MODELS.items():
        assert panel.keys[key].text() == model.title
        assert model.source in panel.keys[key].accessibleDescription()
    assert model_words(MODELS["herd"]).startswith("1 to 14 years · ")
    assert model_words(MODELS["domino"]).startswith("from 18 years · ")


@pytest.mark.req("PK-01")
@pytest.mark.parametrize("weight", [70.0, 130.0])
def test_no_line_is_drawn_whose_words_would_be_cut(look: Theme, weight: float) -> None:
    bed = reyes()
    assert bed.session is not None
    bed = replace(bed, session=replace(bed.session, weight_kg=weight), care=Care(plasma_model="domino"))
    line = plasma_line(bed, "domino", Window(first=0.0, last=bed.now))
    assert line is not None and len(line.t)
    font = look.font("tiny")
    label = "model estimate (Domino), not measured; not for dosing"
    for room in (2000.0, 700.0, 500.0, 300.0, 40.0):
        words = words_beside(line, font, room)
        assert width_of(words, font) <= room
        assert words == "" or words.startswith(label)
        assert words == "" or weight == 70.0 or "40 to 120 kg" in words
    assert "may be far off" in words_beside(line, font, 2000.0) or weight == 70.0
    assert words_beside(line, font, width_of(label, font) - 1) == ""


@pytest.mark.req("PK-01")
def test_the_chosen_one_is_recorded_and_the_panel_gives_the_chart_back(qtbot: QtBot, look: Theme) -> None:
    flow, panel = opened(qtbot, look, "domino")
    assert flow.focus is panel.keys["domino"]
    panel.keys["kamp"].click()
    assert flow.of(ShowPlasma) == [ShowPlasma(bed=3, actor=flow.actor, on=True, model="kamp")]
    assert not flow.window.bed_screen.panels.name
    assert care_words(flow.sent[-1]) == ("pulse", "Plasma estimate shown, Kamp")


def test_off_is_one_key_and_the_same_again_says_nothing(qtbot: QtBot, look: Theme) -> None:
    flow, panel = opened(qtbot, look, "kamp")
    panel.keys["kamp"].click()
    assert flow.of(ShowPlasma) == []
    flow.window.bed_screen.key_asked.emit("plasma")
    flow.feed()
    flow.window.bed_screen.panels.panel.keys[""].click()  # type: ignore[union-attr]
    assert [command.on for command in flow.of(ShowPlasma)] == [False]


def test_while_it_is_off_there_is_no_key_of_a_model_and_the_keyboard_chooses(
    qtbot: QtBot, look: Theme
) -> None:
    flow, panel = opened(qtbot, look, "")
    assert flow.window.bed_screen.chart._header.model_key.isHidden()
    assert flow.focus is panel.keys["domino"]
    flow.press(Qt.Key.Key_Space)
    assert [command.model for command in flow.of(ShowPlasma)] == ["domino"]


def test_the_infusion_page_leads_there_where_the_chart_has_no_room_for_its_key(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, size=(640, 400), update=replace(reyes(), care=Care()))
    flow.open("infusion")
    flow.page.form.plasma_key.click()  # type: ignore[union-attr]
    flow.feed()
    assert flow.window.bed_screen.panels.name == "plasma"


def test_a_replay_takes_the_next_model_without_a_word_in_the_record(qtbot: QtBot, look: Theme) -> None:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.resize(1280, 560)
    chart.show()
    chart.show_update(replace(reyes(mode=Mode.REPLAY), care=Care(plasma_model="domino")))
    asked: list[None] = []
    chart.model_asked.connect(lambda: asked.append(None))
    chart._header.model_key.click()
    assert (chart.plasma_model, asked) == ("kamp", [])
    for _ in range(len(MODELS)):
        chart._header.model_key.click()
    assert chart.plasma_model == "kamp"

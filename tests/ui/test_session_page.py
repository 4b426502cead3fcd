"""The session flow beside the live bed: no wizard, wave and numbers always there, few keys to a start."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Override
from bedside.ui import theme as themes
from bedside.ui.painted_key import PaintedKey
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.words import Words
from bedside.ui.session.phase_form import PhaseForm
from bedside.ui.session.rail_words import Mark, phase_lines, start_words
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import IdentifyPatient, SetPlan
from bedside.vitals.commands import SetPhase, StartInfusion
from bedside.vitals.display import Appearance
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Phase
from tests.helpers.screening import MARTA, SUPERVISOR, care_of, ready_care, screening
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.story import at, empty
from tests.helpers.updates import reyes
from tests.helpers.windows import rendered, unpainted

SIZES = ((640, 400), (1024, 640), (1366, 768), (1920, 1080))
FORMS = ("screening", "infusion", "patient", "plan", "emergency")


def place(flow: Flow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(flow.window, QPoint(0, 0)), widget.size())


def test_f10_opens_it_and_f10_or_esc_goes_back_to_the_chart(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    screen = flow.window.bed_screen
    assert screen.session_open and not screen.chart.isVisible()
    qtbot.keyClick(flow.window, Qt.Key.Key_F10)
    assert not screen.session_open and screen.chart.isVisible() and screen.rr.isVisible()
    qtbot.keyClick(flow.window, Qt.Key.Key_F10)
    qtbot.keyClick(flow.focus, Qt.Key.Key_Escape)
    assert not screen.session_open and flow.sent == []


def test_the_phase_in_the_header_opens_it_and_the_name_opens_the_patient(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    screen = flow.window.bed_screen
    screen.close_session()
    middle = screen.header.phase_place().center().toPoint()
    qtbot.mouseClick(screen.header, Qt.MouseButton.LeftButton, pos=middle)
    assert screen.session_open
    qtbot.mouseClick(screen.header, Qt.MouseButton.LeftButton, pos=QPoint(90, 30))
    assert screen.panels.name == "patient"
    qtbot.keyClick(flow.focus, Qt.Key.Key_Escape)  # the panel first
    assert screen.panels.name == "" and screen.session_open


@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("size", SIZES)
def test_wave_numbers_bar_and_keys_stay_in_sight_in_every_window(
    qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    flow = open_flow(qtbot, themes.of(Appearance(text_scale=text, reduced_motion=True)), size=size)
    screen = flow.window.bed_screen
    live = (
        flow.window.alarm_bar,
        screen.header,
        screen.pleth,
        screen.spo2,
        screen.pr,
        screen.nibp,
        screen.keys,
    )
    page = place(flow, flow.page)
    for part in live:
        assert part is not None and part.isVisible()
        assert flow.window.rect().contains(place(flow, part))
        assert not place(flow, part).intersects(page), part
    for n, part in enumerate(live):
        for other in live[n + 1 :]:
            assert not place(flow, part).intersects(place(flow, other)), (part, other)  # type: ignore[arg-type]
    assert not unpainted(rendered(flow.window))


@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("size", SIZES)
def test_every_form_has_all_its_keys_and_words_inside_and_none_over_another(
    qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    flow = open_flow(qtbot, themes.of(Appearance(text_scale=text, reduced_motion=True)), size=size)
    wrong = []
    for name in FORMS:
        flow.open(name)
        for _ in range(4):
            QApplication.processEvents()
        form = flow.page.form
        assert form is not None
        inside = form.area.widget()
        if inside.width() > form.area.viewport().width():
            wrong.append(f"{name} is {inside.width()} px wide in {form.area.viewport().width()}")
        shown = [w for w in inside.findChildren(QWidget) if w.isVisibleTo(inside)]
        keys = [w for w in shown if isinstance(w, PaintedKey)]
        for widget in shown:
            if not isinstance(widget, PaintedKey | QLineEdit | Words):
                continue
            at_ = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
            if not inside.rect().contains(at_):
                wrong.append(f"{name}: “{widget.text()}” lies outside: {at_}")
            wraps = isinstance(widget, Words) and widget.wordWrap()
            if wraps and widget.heightForWidth(widget.width()) > widget.height() + 2:
                wrong.append(f"{name}: “{widget.text()}” is cut")
        for n, key in enumerate(keys):
            for other in keys[n + 1 :]:
                a, b = (QRect(k.mapTo(inside, QPoint(0, 0)), k.size()) for k in (key, other))
                if a.intersects(b):
                    wrong.append(f"{name}: “{key.text()}” lies over “{other.text()}”")
        for key in keys:
            if not key.accessibleName().strip():
                wrong.append(f"{name}: a key without a name")
    assert wrong == []


def test_any_phase_opens_at_any_time_and_moves_the_session_only_by_its_key(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    for phase in (Phase.INFUSION, Phase.BASELINE, Phase.SCREENING):  # recovery and discharge: their own tests
        flow.page.rail.rows[phase.value].click()
        flow.feed()
        assert flow.page.name == phase.value and flow.page.rail.rows[phase.value].isChecked()
    assert flow.sent == []
    flow.open("infusion")
    form = flow.page.form
    assert isinstance(form, PhaseForm)
    assert form.move_key.isHidden(), "with a protocol it begins with the recorded start only"
    assert form.first_focus() is not form.move_key
    flow.show(replace(flow.care, protocol=None))
    form.move_key.click()
    assert [command.phase for command in flow.of(SetPhase)] == [Phase.INFUSION]


@pytest.mark.req("GATE-01")
def test_the_rail_counts_what_is_missing_and_keeps_the_start_closed(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    rail = flow.page.rail
    words = [w.text() for w in rail.findChildren(Words) if w.isVisible()]
    for said in ("1", "override with a reason", "3", "answers, one by itself", "2", "baseline NIBP readings"):
        assert said in words
    assert "Monitoring and recording run whatever this list says." in words
    assert not rail.start_key.isEnabled() and "gate" in rail.start_key.accessibleDescription()
    flow.show(ready_care())
    assert rail.start_key.isEnabled() and "nothing is missing" in [
        w.text() for w in rail.findChildren(Words) if w.isVisible()
    ]
    rail.start_key.click()
    assert flow.window.bed_screen.panels.name == "rate"


@pytest.mark.req("PLAN-02")
@pytest.mark.parametrize(
    ("measured_s", "window_s", "words"),
    [
        ({Parameter.SPO2: 130.0, Parameter.PR: 300.0}, 300.0, "SpO2 2:10 of 5:00"),
        ({Parameter.SPO2: 300.0, Parameter.PR: 130.0}, 300.0, "PR 2:10 of 5:00"),
        ({Parameter.SPO2: 300.0, Parameter.PR: 300.0}, 600.0, "SpO2 5:00 of 10:00"),
        ({Parameter.SPO2: 300.0, Parameter.PR: 300.0}, 300.0, "2 NIBP readings"),
    ],
)
def test_the_baseline_is_no_whole_one_before_its_minutes_of_saturation_and_pulse(
    measured_s: dict[Parameter, float], window_s: float, words: str
) -> None:
    update = screening()
    assert update.care is not None and update.care.protocol is not None
    values = {Parameter.NIBP_SYS: 122.0, Parameter.NIBP_DIA: 77.0, Parameter.SPO2: 97.0, Parameter.PR: 68.0}
    baseline = Baseline(
        values=values, readings=2, complete=True, span_s=180.0, measured_s=measured_s, window_s=window_s
    )
    assert phase_lines(replace(update, baseline=baseline))[Phase.BASELINE].state == words
    lacking = replace(baseline, values={key: values[key] for key in values if key is not Parameter.SPO2})
    assert phase_lines(replace(update, baseline=lacking))[Phase.BASELINE].state == "waits for SpO2"


def test_the_states_of_the_phases_are_words_and_shapes() -> None:
    lines = phase_lines(screening())
    assert {phase.value: line.mark for phase, line in lines.items()} == {
        "screening": Mark.NOW,
        "baseline": Mark.NEXT,
        "infusion": Mark.LOCKED,
        "recovery": Mark.NEXT,
        "discharge": Mark.NEXT,
    }
    assert lines[Phase.BASELINE].state == "waits for 2 NIBP"
    assert lines[Phase.INFUSION].state == "closed by the gate"
    running = replace(reyes(), care=ready_care())
    lines = phase_lines(running)
    assert lines[Phase.INFUSION].state == "23:12 of 40:00, 19.6 mg"
    assert lines[Phase.SCREENING].mark is Mark.DONE and lines[Phase.INFUSION].mark is Mark.NOW


def test_a_screening_that_was_passed_over_is_not_called_done() -> None:
    begun = screening(phase=Phase.BASELINE)
    assert phase_lines(begun)[Phase.SCREENING].mark is Mark.NEXT


@pytest.mark.req("GATE-01")
def test_an_emergency_start_opens_the_key_and_says_by_whom() -> None:
    care = care_of()
    passed = Override(by=SUPERVISOR, reason="Crisis", t=at("09:46"))
    care = replace(care, gate=replace(care.gate, emergency=passed))
    assert start_words(screening(care)) == (True, "Open by an emergency start of Dr. L. Hartmann.")


def test_a_session_nobody_has_screened_is_monitored_and_can_be_started_in_any_order(
    qtbot: QtBot, look: Theme
) -> None:
    """Break-glass: the label of the bed is enough, and the full record comes when there is time."""
    flow = open_flow(qtbot, look, care_of(patient=None))
    assert flow.page.rail.line("patient").state == "named, not identified yet"
    flow.open("plan")
    assert flow.page.name == "plan"


def test_a_running_session_opens_at_its_phase(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, update=replace(reyes(), care=ready_care()))
    assert flow.page.name == "infusion"
    form = flow.page.form
    assert isinstance(form, PhaseForm) and form.hint.text() == "the session is here"


def test_a_refusal_stands_in_the_open_form(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("plan")
    flow.window.show_refusal("The session was ended.")
    form = flow.page.form
    assert form is not None and form.said == "The session was ended."
    assert form._said.isVisible()


def test_the_menu_of_a_small_window_is_the_rail_and_leads_back(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, size=(1024, 640))
    page = flow.page
    assert page.menu_key.isVisible() and not page.rail.isVisible()
    assert page.menu_key.text() == "Screening · 27 of 30 answered"
    page.menu_key.click()
    flow.feed()
    assert page.rail.isVisible() and page.form is None
    page.rail.rows["plan"].click()
    flow.feed()
    assert page.name == "plan" and not page.rail.isVisible()
    page.menu_key.click()
    page.menu_key.click()
    assert page.name == "plan"


def test_from_a_known_patient_to_the_recorded_start_in_at_most_twelve_keys_beside_what_is_typed(
    qtbot: QtBot, look: Theme
) -> None:
    """Time budget "session start ≤ 60 s": the screening is answered, the patient is known by name."""
    flow = open_flow(qtbot, look, ready_care(patient=None))
    flow.type("marta")
    flow.press(Qt.Key.Key_Return)
    assert flow.of(IdentifyPatient)[0].patient == MARTA
    flow.open("plan") if flow.page.name != "plan" else None
    assert flow.page.name == "plan" and flow.focus is flow.page.form.first_focus()  # type: ignore[union-attr]
    flow.type("35")
    flow.press(Qt.Key.Key_Tab)
    flow.press(Qt.Key.Key_Tab)
    flow.press(Qt.Key.Key_Tab)
    flow.type("1")
    flow.press(Qt.Key.Key_Return)
    (plan,) = flow.of(SetPlan)
    assert (plan.plan.dose_mg, plan.plan.minutes, plan.plan.concentration_mg_ml) == (35.0, 40.0, 1.0)
    flow.press(Qt.Key.Key_Space)  # Start infusion has the keyboard
    assert flow.window.bed_screen.panels.name == "rate"
    flow.type("52.5")
    flow.press(Qt.Key.Key_Tab)
    if not flow.of(StartInfusion):
        flow.type("1")
        flow.press(Qt.Key.Key_Return)
    assert flow.of(StartInfusion)[0].rate_ml_h == 52.5
    print(f"keys beside typed text: {flow.keys}")
    assert flow.keys <= 12


def test_without_a_session_the_chart_stays_and_the_strip_says_why(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.update = empty()
    flow.feed()
    screen = flow.window.bed_screen
    assert not screen.session_open and screen.chart.isVisible()
    qtbot.keyClick(flow.window, Qt.Key.Key_F10)
    flow.feed()
    assert not screen.session_open and "No session runs on this bed" in flow.window.status.words


def test_the_panel_of_the_label_leads_to_the_whole_record(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.window.open_panel("patient")
    flow.feed()
    panel = flow.window.bed_screen.panels.panel
    assert isinstance(panel, PatientPanel)
    panel.record_key.click()
    flow.feed()
    assert flow.window.bed_screen.panels.name == "" and flow.page.name == "patient"


def test_showing_the_same_again_costs_little(qtbot: QtBot, look: Theme) -> None:
    """Ten times a second: a form whose update says nothing new rebuilds nothing."""
    flow = open_flow(qtbot, look)
    form = flow.page.form
    assert form is not None
    widgets = form.findChildren(QWidget)
    for n in range(20):
        flow.update = replace(flow.update, now=flow.update.now + 0.1 * n)
        flow.feed()
    assert form.findChildren(QWidget) == widgets

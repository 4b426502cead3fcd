"""Patient and plan on the bed screen: picked or typed, two identifiers, never moved silently, never proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.medicines import reminders_of
from bedside.therapy.protocol_file import default_protocol
from bedside.ui.entry_words import entry_words
from bedside.ui.session import plan_draft
from bedside.ui.session.medicine_row import MedicineRow
from bedside.ui.session.patient_draft import read_date, read_record, texts_of
from bedside.ui.session.patient_form import PatientForm
from bedside.ui.session.plan_form import PlanForm
from bedside.ui.spoken import use_decimal_mark
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import IdentifyPatient, SavePatient, SetPlan
from bedside.vitals.display import DecimalMark
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import Medicine, PatientRecord, SessionPlan, Sex, WeightBasis
from bedside.vitals.protocol import MedicineReminder
from bedside.vitals.sessions import Mode
from tests.helpers.screening import ANA, MARTA, PROTOCOL, SAM, care_of, ready_care, screening
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.story import NURSE, at
from tests.helpers.updates import reyes

TODAY = date(2026, 11, 14)


def form_of(flow: Flow) -> PatientForm:
    form = flow.page.form
    assert isinstance(form, PatientForm)
    return form


def plan_of(flow: Flow) -> PlanForm:
    form = flow.page.form
    assert isinstance(form, PlanForm)
    return form


def fill(flow: Flow, **texts: str) -> None:
    for name, text in texts.items():
        edit = form_of(flow).record.edits()[name]
        edit.setFocus()
        edit.selectAll()
        flow.type(text)


# -- picking -----------------------------------------------------------------------------------------------


def test_nobody_identified_opens_the_list_and_a_name_and_enter_pick_the_only_one(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    assert flow.page.name == "patient" and flow.focus is form_of(flow).pick.search.edit
    flow.type("reyes mar")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(IdentifyPatient)
    assert (sent.patient, sent.reason, sent.actor, sent.bed) == (MARTA, "", NURSE, 3)
    assert form_of(flow).record.texts()["record_no"] == "20418"


def test_of_several_that_fit_enter_looks_at_the_first_and_takes_none(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    flow.type("reyes")
    flow.press(Qt.Key.Key_Return)
    assert flow.of(IdentifyPatient) == []
    pick = form_of(flow).pick
    assert flow.focus is pick.rows[0]
    assert (
        "born 1991-06-02, 35 y · ID 20418 · last session 2026-11-07" in pick.rows[0].accessibleDescription()
    )
    flow.press(Qt.Key.Key_Down)
    flow.press(Qt.Key.Key_Space)
    assert flow.of(IdentifyPatient)[0].patient == ANA


@pytest.mark.parametrize("text", ("20418", "1991-06-02", "marta"))
def test_name_record_number_and_birth_date_all_find(qtbot: QtBot, look: Theme, text: str) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    flow.type(text)
    rows = [row for row in form_of(flow).pick.rows if row.isVisible()]
    assert [row.text() for row in rows] == ["Reyes, Marta"]


@pytest.mark.req("SAFE-01")
def test_a_simulated_bed_is_offered_simulated_patients_only_and_a_real_one_real_ones(
    qtbot: QtBot, look: Theme
) -> None:
    update = screening(care_of(patient=None))
    assert update.session is not None
    simulated = replace(update, mode=Mode.SIMULATION, session=replace(update.session, mode=Mode.SIMULATION))
    flow = open_flow(qtbot, look, update=simulated)
    rows = [row.text() for row in form_of(flow).pick.rows if row.isVisible()]
    assert rows == [SAM.label]
    form_of(flow).pick.new_key.click()
    flow.feed()
    fill(flow, family_name="Simson", given_name="Eve", record_no="S2")
    form_of(flow).save_key.click()
    assert flow.of(SavePatient)[0].patient.simulated


def test_a_list_that_cannot_be_read_says_why_and_a_new_patient_can_still_be_typed(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    flow.records.patients, flow.records.fault = [], "Patients cannot be read: the disk is full."
    form_of(flow).pick.forget()
    flow.type("r")
    assert form_of(flow).pick._said.text() == "Patients cannot be read: the disk is full."
    assert form_of(flow).pick.new_key.isEnabled()


# -- typing --------------------------------------------------------------------------------------------------


def test_a_new_patient_is_saved_first_and_then_the_session_is_put_under_it(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    form_of(flow).pick.new_key.click()
    flow.feed()
    assert form_of(flow).record.texts()["family_name"] == "Reyes"  # what the bed was labelled with
    assert not form_of(flow).save_key.isEnabled()  # one identifier only
    assert "Two identifiers" in form_of(flow).foot.words.text()
    fill(flow, born="2.6.1991", weight_kg="70,5", height_cm="168", escort_name="Luis", prior_trials="3")
    fill(flow, **{"history.ect": "a candidate"})
    form_of(flow).record.choices["sex"].keys["female"].click()  # type: ignore[union-attr]
    form_of(flow).record.choices["indications"].keys["ptsd"].click()  # type: ignore[union-attr]
    form_of(flow).record.choices["weight_basis"].keys["ideal"].click()  # type: ignore[union-attr]
    flow.feed()
    assert form_of(flow).save_key.isEnabled(), form_of(flow).foot.words.text()
    flow.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    saved, identified = flow.of(SavePatient)[0], flow.of(IdentifyPatient)[0]
    assert saved.bed == 0 and identified.bed == 3 and identified.patient == saved.patient
    made = saved.patient
    assert len(made.id) == 32 and not made.simulated
    assert (made.born, made.weight_kg, made.indications) == (date(1991, 6, 2), 70.5, ("ptsd",))
    assert (made.prior_trials, made.history) == (3, (("ect", "a candidate"),))
    assert made.weight_basis is WeightBasis.IDEAL and made.weight_used_kg == pytest.approx(59.6)
    assert made.escort_name == "Luis"
    assert flow.update.session is not None
    assert flow.page.asks.drafts.text(flow.update.session.id, "patient/born") is None


def test_a_half_typed_patient_survives_the_page_and_other_forms(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, care_of(patient=None))
    form_of(flow).pick.new_key.click()
    flow.feed()
    fill(flow, given_name="Mart")
    flow.open("screening")
    qtbot.keyClick(flow.window, Qt.Key.Key_Escape)
    qtbot.keyClick(flow.window, Qt.Key.Key_F10)
    flow.open("patient")
    assert form_of(flow).record.texts()["given_name"] == "Mart"


def test_a_change_at_another_window_and_what_is_typed_here_are_both_kept(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    fill(flow, weight_kg="72")
    flow.show(replace(flow.care, patient=replace(MARTA, allergies="latex", version=3)))
    texts = form_of(flow).record.texts()
    assert (texts["weight_kg"], texts["allergies"]) == ("72", "latex")
    form_of(flow).save_key.click()
    saved = flow.of(SavePatient)[0].patient
    assert (saved.weight_kg, saved.allergies, saved.version) == (72.0, "latex", 3)
    assert flow.of(IdentifyPatient)[0].reason == ""


def test_medicines_are_added_kept_and_removed_with_kind_and_whether_they_were_taken(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    record = form_of(flow).record
    record.add_key.click()
    flow.feed()
    flow.type("Methylphenidate")
    record.rows[1].kind.chosen.emit(2)
    record.rows[1].taken.click()
    flow.feed()
    record.rows[0].remove_key.click()
    flow.feed()
    form_of(flow).save_key.click()
    assert flow.of(SavePatient)[0].patient.medicines == (
        Medicine(name="Methylphenidate", kind="stimulant", taken_today=True),
    )


def test_the_form_reminds_of_the_same_as_the_screening_by_kind_and_by_name(qtbot: QtBot, look: Theme) -> None:
    """S16: a record of somewhere else may have a name without a kind."""
    taken = (Medicine(name="lorazepam", dose="1 mg"), Medicine(name="own brand", kind="stimulant"))
    protocol = replace(PROTOCOL, medicines=default_protocol().medicines)
    flow = open_flow(qtbot, look, care_of(protocol=protocol, patient=replace(MARTA, medicines=taken)))
    flow.open("patient")
    words = form_of(flow).record._reminder_words.text()
    reminders = {each.reminder.reminder for each in reminders_of(flow.care.patient, protocol)}
    assert len(reminders) == 2
    assert all(each in words for each in reminders)


@pytest.mark.req("SAFE-01")
def test_another_patient_asks_why_says_that_the_session_moves_and_leaves_a_trace(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    form_of(flow).other_key.click()
    flow.feed()
    flow.type("ana")
    flow.press(Qt.Key.Key_Return)
    assert flow.of(IdentifyPatient) == []
    form = form_of(flow)
    assert "The session moves: from Reyes, Marta" in form.mover.words
    assert "to Reyes, Ana" in form.mover.words and not form.mover.move_key.isEnabled()
    flow.type("Sisters, wrong card")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(IdentifyPatient)
    assert (sent.patient, sent.reason) == (ANA, "Sisters, wrong card")
    assert "stood before under: Reyes, Marta" in form._trace.text()
    assert form.record.texts()["given_name"] == "Ana"


def test_leaving_the_move_changes_nothing(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    form_of(flow).other_key.click()
    flow.feed()
    form_of(flow).pick.picked.emit(ANA)
    form_of(flow).mover.stay_key.click()
    flow.feed()
    assert flow.of(IdentifyPatient) == [] and form_of(flow).record.texts()["given_name"] == "Marta"


@pytest.mark.parametrize(
    ("typed", "read"),
    (
        ("1991-06-02", date(1991, 6, 2)),
        ("2.6.1991", date(1991, 6, 2)),
        ("02. 06. 1991", date(1991, 6, 2)),
        ("", None),
        ("02/06/1991", "two ways"),
        ("31.2.1991", "no day"),
        ("2031-01-01", "lies ahead"),
        ("1800-01-01", "120 years"),
        ("yesterday", "no date of birth"),
    ),
)
def test_dates_of_birth_are_read_in_one_way_or_refused_in_words(typed: str, read: object) -> None:
    found = read_date(typed, TODAY)
    if isinstance(read, str):
        assert isinstance(found, str) and read in found
    else:
        assert found == read


def test_a_record_comes_back_from_its_texts_as_it_was() -> None:
    whole = replace(MARTA, history=(("ect", "2019, eight times"),), indications=("trd", "ptsd"))
    made, wrong = read_record(texts_of(whole), whole, TODAY)
    assert (made, wrong) == (whole, [])


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    (
        ("weight_kg", "7O", "Weight:"),
        ("weight_kg", "700", "1–400 kg"),
        ("height_cm", "1,68", "30–250 cm"),
        ("prior_trials", "2.5", "whole number"),
        ("born", "x", "no date"),
    ),
)
def test_wrong_numbers_are_said_in_words_and_not_taken(name: str, typed: str, said: str) -> None:
    made, wrong = read_record({**texts_of(MARTA), name: typed}, MARTA, TODAY)
    assert said in " ".join(wrong)
    assert isinstance(made, PatientRecord)


def test_the_ideal_weight_needs_sex_and_height() -> None:
    texts = {**texts_of(MARTA), "sex": Sex.NOT_SAID.value, "weight_basis": WeightBasis.IDEAL.value}
    made, wrong = read_record(texts, MARTA, TODAY)
    assert made.weight_used_kg is None and "ideal weight needs the sex" in wrong[0]


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("typed", "said"),
    (
        ("7", "a tenth of the 70 kg on record"),
        ("154", "would be the 70 kg on record in pounds"),
        ("80,5", "15 % more than the 70 kg on record"),
        ("58.25", "17 % less"),
    ),
)
def test_a_weight_far_from_the_record_asks_why_before_it_is_saved_and_the_reason_is_kept(
    qtbot: QtBot, look: Theme, typed: str, said: str
) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    fill(flow, weight_kg=typed)
    form = form_of(flow)
    assert form.record.weight.box.isVisible() and said in form.record.weight.box.check.headline
    assert not form.save_key.isEnabled() and "why it is right" in form.foot.words.text()
    flow.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert flow.of(SavePatient) == [] and flow.focus is form.record.weight.reason.edit
    flow.type("Weighed twice")
    flow.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    saved, told = flow.of(SavePatient)[0], flow.of(IdentifyPatient)[0]
    assert saved.reason == told.reason == "Weighed twice"
    assert saved.patient.weight_kg == float(typed.replace(",", "."))
    assert entry_words(told) == ("account-outline", "Reyes, Marta: Weighed twice"), "the timeline says why"
    flow.feed()
    assert not form.record.weight.box.isVisible() and not form.record.weight.reason.isVisible()


@pytest.mark.req("DOSE-03")
def test_a_usual_weight_asks_nothing_and_no_reason_is_sent(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    fill(flow, weight_kg="7")
    form_of(flow).record.weight.reason.edit.setText("of the first number")
    fill(flow, weight_kg="71,5")
    assert not form_of(flow).record.weight.box.isVisible()
    form_of(flow).save_key.click()
    assert flow.of(SavePatient)[0].reason == flow.of(IdentifyPatient)[0].reason == ""


def test_the_body_mass_index_stands_under_weight_and_height_with_its_unit(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    fill(flow, weight_kg="70", height_cm="168")
    assert "BMI 24.8 kg/m²" in form_of(flow).record.weight.words
    fill(flow, height_cm=" ")
    assert "BMI" not in form_of(flow).record.weight.words


def test_a_weight_and_a_height_that_do_not_go_together_are_asked_about(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("patient")
    fill(flow, weight_kg="72", height_cm="86")
    box = form_of(flow).record.weight.box
    assert box.isVisible() and "BMI of 97" in box.check.headline


@pytest.mark.req("DOSE-02")
def test_a_weight_typed_during_the_infusion_says_what_it_changes_and_what_it_does_not(
    qtbot: QtBot, look: Theme
) -> None:
    update = reyes(at("10:28:12"))
    plan = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0)
    flow = open_flow(qtbot, look, update=replace(update, care=ready_care(plan=plan)))
    flow.open("patient")
    assert form_of(flow).record.weight._change.isHidden()
    fill(flow, weight_kg="75")
    assert form_of(flow).record.weight._change.text() == (
        "The 19.6 mg given stay 19.6 mg: 0.26 mg/kg at 75 kg, no longer 0.28 at 70 kg. "
        "The pump goes on at 55 mL/h: 0.73 mg/kg/h at 75 kg. "
        "The plan stays 35 mg until it is saved again; 0.5 mg/kg at 75 kg are 37.5 mg."
    )


# -- plan ----------------------------------------------------------------------------------------------------


@pytest.mark.req("DOSE-01")
def test_of_mg_and_mg_per_kg_the_one_typed_last_counts_and_the_rest_follows(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    flow.open("plan")
    form = plan_of(flow)
    assert form.fields["dose_mg"].text() == "" and form.fields["minutes"].text() == "40"  # the site's usual
    form.fields["dose_mg"].edit.setFocus()
    flow.type("40")
    form.fields["dose_mg_kg"].edit.setFocus()
    flow.type("0,5")
    assert form.fields["dose_mg"].text() == ""
    form.fields["concentration_mg_ml"].edit.setFocus()
    flow.type("1")
    shown = {quantity.value: number.text() for quantity, (number, _) in form._cells.items()}
    assert shown == {
        "mg": "35",
        "mg/kg": "0.5",
        "mL": "35",
        "mL/h": "52.5",
        "mg/h": "52.5",
        "mg/kg/h": "0.75",
        "mcg/kg/min": "12.5",
    }
    flow.press(Qt.Key.Key_Return)
    assert flow.of(SetPlan)[0].plan == SessionPlan(
        dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0
    )


@pytest.mark.req("DOSE-03")
def test_a_plan_over_the_sites_bound_asks_for_a_reason_and_is_never_refused(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    flow.open("plan")
    form = plan_of(flow)
    form.fields["dose_mg"].edit.setFocus()
    flow.type("120")
    assert form.box.check.caution and "over this site's 1 mg/kg" in form.box.check.headline
    assert form.fields["reason"].isVisible() and not form.save_key.isEnabled()
    form.fields["reason"].edit.setFocus()
    flow.type("Pain protocol, prescriber informed")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(SetPlan)
    assert sent.plan.dose_mg == 120.0 and sent.reason == "Pain protocol, prescriber informed"


@pytest.mark.req("DOSE-03")
def test_a_plan_with_another_weight_than_the_patient_s_record_asks_for_a_reason(
    qtbot: QtBot, look: Theme
) -> None:
    """The label says 90 kg, the record 70: doses per kg would be told by a weight that nobody was asked about."""
    flow = open_flow(qtbot, look)
    flow.open("plan")
    session, patient = flow.update.session, flow.care.patient
    assert session is not None and patient is not None and patient.weight_kg is not None
    labelled = replace(session, weight_kg=90.0)
    flow.update = replace(flow.update, session=labelled)
    flow.show(replace(flow.care, patient=replace(patient, weight_used_kg=None)))
    form = plan_of(flow)
    form.fields["dose_mg"].edit.setText("35")
    flow.feed()
    assert f"more than the {patient.weight_kg:g} kg on record" in form.box.check.headline
    assert form.fields["reason"].isVisible() and not form.save_key.isEnabled()
    form.fields["reason"].edit.setText("weighed in the room")
    flow.feed()
    form.save_key.click()
    (sent,) = flow.of(SetPlan)
    assert (sent.plan.weight_kg, sent.reason) == (90.0, "weighed in the room")


def test_the_session_before_is_told_as_a_fact_and_fills_no_field(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("plan")
    form = plan_of(flow)
    assert form._before.text() == "On record of 2026-11-07: 33.5 mg · 0.479 mg/kg · 40 min given."
    assert form.fields["dose_mg"].text() == form.fields["dose_mg_kg"].text() == ""


def test_wrong_numbers_of_a_plan_are_said_and_nothing_can_be_saved(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.open("plan")
    form = plan_of(flow)
    for name, typed in (("dose_mg", "3,5,5"), ("minutes", "0"), ("nibp_every_min", "90")):
        form.fields[name].edit.setText(typed)
        flow.feed()
        assert form.box.check.refused and not form.save_key.isEnabled(), name
        form.fields[name].edit.setText("")


def test_one_page_has_dose_time_cuff_interval_and_limits_of_this_patient(qtbot: QtBot, look: Theme) -> None:
    """T10: what is a plan of this patient stands on one page, each number typed, the limits one key away."""
    flow = open_flow(qtbot, look)
    limits = flow.update.limits
    low = next(n for n, each in enumerate(limits) if each.parameter is Parameter.SPO2 and each.value == 92)
    flow.update = replace(
        flow.update, limits=tuple(replace(limit, edited=False, since_t=None) for limit in limits)
    )
    flow.open("plan")
    form = plan_of(flow)
    assert form._limits.text() == "Limits: those of the profile."
    for name, typed in (("dose_mg", "35"), ("minutes", "50"), ("nibp_every_min", "7.5")):
        form.fields[name].edit.setFocus()
        form.fields[name].edit.selectAll()
        flow.type(typed)
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(SetPlan)
    assert (sent.plan.dose_mg, sent.plan.minutes, sent.plan.nibp_every_min) == (35.0, 50.0, 7.5)
    flow.open("plan")
    form.limits_key.click()
    flow.feed()
    assert flow.window.bed_screen.panels.name == "limits"
    own = replace(flow.update.limits[low], value=90.0, edited=True)
    flow.update = replace(
        flow.update, limits=tuple(own if n == low else limit for n, limit in enumerate(flow.update.limits))
    )
    flow.feed()
    said = "Limits of this patient: SpO2, Medium low < 90 %; the others are the profile's."
    assert form._limits.text() == said


def test_a_plan_that_is_saved_comes_back_as_it_was_typed(qtbot: QtBot, look: Theme) -> None:
    plan = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0, notes="slow start")
    flow = open_flow(qtbot, look, ready_care(plan=plan))
    flow.open("plan")
    form = plan_of(flow)
    assert (form.fields["dose_mg_kg"].text(), form.fields["dose_mg"].text()) == ("0.5", "")
    assert form.fields["notes"].text() == "slow start" and not form.save_key.isEnabled()


@given(
    mg=st.decimals(min_value="0.01", max_value="999.9999", places=4),
    minutes=st.decimals(min_value=1, max_value=1440, places=3),
)
@pytest.mark.parametrize("mark", (DecimalMark.POINT, DecimalMark.COMMA))
def test_every_plan_can_be_read_again_from_its_form_with_either_mark(
    mark: DecimalMark, mg: Decimal, minutes: Decimal
) -> None:
    plan = SessionPlan(dose_mg=float(mg), minutes=float(minutes))
    use_decimal_mark(mark)
    try:
        texts = plan_draft.texts_of(plan, None)
        values, wrong = plan_draft.read_numbers(texts, dict.fromkeys(texts, ""))
    finally:
        use_decimal_mark(DecimalMark.POINT)
    assert wrong == [] and plan_draft.plan_of(values, SessionPlan(), None, "") == plan


@pytest.mark.req("DOSE-02")
def test_the_plan_says_that_it_was_made_with_another_weight_and_what_was_given_already(
    qtbot: QtBot, look: Theme
) -> None:
    plan = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0)
    heavier = replace(MARTA, weight_kg=80.0, weight_used_kg=80.0)
    care = ready_care(plan=plan, patient=heavier)
    flow = open_flow(qtbot, look, update=replace(reyes(at("10:28:12")), care=care))
    flow.open("plan")
    form = plan_of(flow)
    assert form._weight.text() == (
        "Doses per kg are told by 80 kg (actual). "
        "The plan stays 35 mg until it is saved again; 0.5 mg/kg at 80 kg are 40 mg."
    )
    assert form._change.text() == "19.6 mg are given already, 49 % of this plan; no plan changes that."


def test_a_typed_medicine_finds_its_kind_and_a_person_may_say_another(qtbot: QtBot, look: Theme) -> None:
    kinds = (
        MedicineReminder(key="benzodiazepine", words="Benzodiazepine", reminder="-", names=("lorazepam",)),
        MedicineReminder(key="ssri", words="SSRI", reminder="-", names=("sertraline",)),
    )
    row = MedicineRow(look, kinds)
    qtbot.addWidget(row)
    qtbot.keyClicks(row.medicine_name.edit, "Lorazepam")
    assert row.medicine.kind == "benzodiazepine"
    row.kind.chosen.emit(2)
    assert row.medicine.kind == "ssri"
    qtbot.keyClicks(row.medicine_name.edit, " 1 mg")
    assert row.medicine.kind == "ssri"

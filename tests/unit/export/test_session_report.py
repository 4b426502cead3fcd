"""What the report of a session says: everything the record has, in its order, and what is missing as missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bedside.export.intended_use import INTENDED_USE
from bedside.export.report.gathered import Gathered, gathered
from bedside.export.report.html import html_of
from bedside.export.report.model import Report
from bedside.export.report.report import SECTIONS, report_of
from bedside.export.report.said import said
from bedside.export.report.tell import Tell
from bedside.store.library import Library
from bedside.therapy.care import Override
from bedside.vitals.care_commands import AnswerItem, OverrideItem
from bedside.vitals.commands import (
    Command,
    Entry,
    GiveRating,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)
from tests.helpers.courses import DAYS, NOW, recorded
from tests.helpers.courses import whole as plain_session
from tests.helpers.make_database import Stream
from tests.helpers.report_sessions import BEGAN, DOCTOR, MARK, NURSE, SESSION, limits_of, whole

ORDER = (
    *(
        "what",
        "glance",
        "screening",
        "emergency",
        "baseline",
        "plan",
        "infusion",
        "vials",
        "completeness",
        "gaps",
    ),
    *(
        "statistics",
        "alarms",
        "limits",
        "ratings",
        "events",
        "notes",
        "discharge",
        "home",
        "corrections",
        "others",
    ),
    "counts",
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    path = recorded(tmp_path_factory.mktemp("report") / "whole.sqlite", whole())
    return gathered(Library(path), SESSION, limits_of=limits_of)


def told(g: Gathered, *, identifiers: bool = True) -> Report:
    return report_of(g, Tell(started_utc=g.started_utc, identifiers=identifiers), now=NOW)


@pytest.fixture(scope="module")
def report(read: Gathered) -> Report:
    return told(read)


def rows(report: Report, key: str) -> list[str]:
    return [" | ".join(row.cells) for row in report.section(key).rows]


def text(report: Report) -> str:
    return "\n".join(row for section in report.sections for row in rows(report, section.key))


def test_the_parts_stand_in_the_order_they_are_read_in(report: Report) -> None:
    assert tuple(section.key for section in report.sections) == ORDER
    assert len(SECTIONS) == len(ORDER) - 1


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("what", "Kind | a real patient, recorded live"),
        ("what", f"Session | {SESSION}"),
        ("what", f"Patient | {MARK}-Reyes, Marta"),
        ("what", "Date of birth | 1984-03-02, 42 years"),
        ("what", "Protocol | Mood, version 1"),
        ("what", f"Approved by | {MARK} Lindqvist, 2026-05-04"),
        ("what", "Length | 1:40:00"),
        ("glance", "Dose | 40.75 mg given, 35 mg planned (116 %)"),
        ("glance", "Dose per kg | 0.58 mg/kg given, 0.5 mg/kg planned"),
        ("glance", "Lowest SpO2 | 86 %"),
        ("glance", "Dissociation | 7 of 10 at most"),
        ("glance", "Alarms | 1 High, 0 Medium, 0 Low of the patient, 0 of the equipment"),
        ("glance", "Missing, Infusion | NIBP: 3 of 6 taken (50.0 %), 1 put off"),
        ("emergency", f"Reason | {MARK} ward needs the room"),
        ("baseline", "NIBP systolic | 118 mmHg"),
        ("baseline", "SpO2 | 97 %"),
        ("plan", "Dose | 35 mg, 0.5 mg/kg"),
        ("ratings", "MOAA/S: lowest 4, rated: 1"),
        ("ratings", "Dissociation: highest 7, rated: 3"),
        ("statistics", "High | 1, acknowledged by a person: 1 of 1, after 18 s (median), 18 s at most"),
        ("statistics", "SpO2 < 88 % | beyond for 0.5 min"),
        ("statistics", "Paused | sound 0:00:00, care pauses 0:03:00"),
        ("home", f"Escort | {MARK} sister"),
        ("home", "Next visit | 2026-11-18 10:00"),
        ("home", "Written advice | not entered"),
    ],
)
def test_a_line_says_what_the_record_has(report: Report, key: str, row: str) -> None:
    assert any(row in each for each in rows(report, key)), rows(report, key)


def test_every_step_of_the_infusion_has_what_was_given_until_then(report: Report) -> None:
    """S10, DOSE-02"""
    assert [tuple(row.cells[1:3]) for row in report.section("infusion").rows] == [
        (f"Infusion started, 52.5 mL/h of 1 mg/mL, checked by: {MARK} Ilves, {MARK} start", "0"),
        (f"Rate 60 mL/h, {MARK} asked", "7"),
        (f"Infusion paused, {MARK} toilet", "8"),
        ("Infusion resumed", "8"),
        (f"Bolus 3.75 mg, {MARK} bolus", "12.75"),
        (f"Infusion stopped, {MARK} plan done", "40.75"),
        ("Total, 40.75 mL, paused for 0:02:00", "40.75"),
    ]


def test_the_time_and_the_pauses_of_two_infusions_are_of_both_as_their_dose_is(tmp_path: Path) -> None:
    """DOSE-02"""
    nurse, at = {"bed": 1, "actor": NURSE}, 80 * 60.0
    again: list[tuple[float, Command]] = [
        (at, StartInfusion(**nurse, rate_ml_h=60.0, concentration_mg_ml=1.0)),
        (at + 60, PauseInfusion(**nurse)),
        (at + 120, ResumeInfusion(**nurse)),
        (at + 300, StopInfusion(**nurse)),
    ]
    library = Library(recorded(tmp_path / "again.sqlite", whole(more=again)))
    report = told(gathered(library, SESSION, limits_of=limits_of))
    (time,) = [row for row in rows(report, "glance") if row.startswith("Infusion time")]
    assert time.startswith("Infusion time | 0:45:00 in 2 infusions from start to stop, 0:40:00 planned")
    assert rows(report, "infusion")[-1].split(" | ")[1] == "Total, 44.75 mL, paused for 0:03:00"


def test_a_start_that_names_nobody_else_says_that_it_is_not_entered() -> None:
    start = StartInfusion(bed=1, rate_ml_h=45.0, concentration_mg_ml=1.0)
    alone = said(Tell(started_utc=BEGAN), start)
    assert alone == "Infusion started, 45 mL/h of 1 mg/mL, checked by: not entered"


def test_the_vials_say_what_does_not_add_up_and_who_saw_the_waste(report: Report) -> None:
    vial, check = report.section("vials").rows
    assert vial.cells[2] == "50 / 50 / 38.75 / 11.25 (50 mg/mL)"
    assert vial.cells[4] == f"{MARK} Hartmann (a supervisor)"
    assert check.grave
    assert "2.0 mg less" in check.cells[1]


@pytest.mark.req("AUD-02")
def test_a_vials_faults_without_identifiers_say_neither_its_name_nor_its_lot_and_lose_none(
    read: Gathered,
) -> None:
    vial = read.vials[0]
    use = replace(vial.use, lot="1", expiry="2020-01", drawn_mg=60.0)
    odd = replace(read, vials=(replace(vial, number=f"of {MARK}", use=use),))
    plain = [row.cells[1] for row in told(odd).section("vials").rows if row.cells[0] == "Check"]
    without = [
        row.cells[1] for row in told(odd, identifiers=False).section("vials").rows if row.cells[0] == "Check"
    ]
    assert len(plain) == len(without) == 3
    assert without[0] == plain[0].replace(f"of {MARK}", "[text removed]")
    assert "A vial was past its expiry." in without
    assert MARK not in " ".join(without)


@pytest.mark.parametrize(
    ("scale", "values", "deepest"),
    [("moaas", (5, 2, 4), "lowest 2"), ("rass", (0, -3, 1), "lowest -3"), ("ramsay", (2, 5, 3), "highest 5")],
)
def test_the_deepest_sedation_is_told_also_on_a_scale_that_rises_with_it(
    read: Gathered, scale: str, values: tuple[int, ...], deepest: str
) -> None:
    scored = [
        Entry(number=n, t=60.0 * n, entered_t=60.0 * n, command=GiveRating(bed=1, scale=scale, value=value))
        for n, value in enumerate(values, start=1)
    ]
    first = rows(told(replace(read, living=scored)), "ratings")[0]
    assert f": {deepest}, rated: 3" in first


@pytest.mark.req("PLAN-02")
def test_planned_and_taken_stand_beside_each_other_with_the_longest_gap_and_its_cause(report: Report) -> None:
    found = {tuple(row.cells[:2]): row.cells[2:] for row in report.section("completeness").rows}
    assert found["Infusion", "SpO2"] == (
        "0:40:00",
        "0:34:58",
        "87.4 %",
        "0:05:02 from 10:09:58: nothing came from the device",
    )
    assert found["Infusion", "NIBP"][:3] == ("6", "3, 1 put off", "50.0 %")
    assert found["Baseline", "NIBP"][:3] == ("2", "2", "100 %")


@pytest.mark.req("GATE-01")
def test_an_emergency_start_is_marked_red_with_its_reason(report: Report) -> None:
    section = report.section("emergency")
    assert section.grave
    assert [row.grave for row in section.rows] == [True, True, False]
    html = html_of(report, Tell(started_utc=BEGAN))
    assert '<section class="grave" aria-labelledby="emergency">' in html
    assert f"<td>{MARK} ward needs the room</td>" in html


@pytest.mark.req("GATE-01")
def test_every_emergency_start_that_was_used_is_told_with_its_own_reason(read: Gathered) -> None:
    one = Override(by=DOCTOR, reason="no pulse oximeter yet", t=60.0, pin_checked=True)
    two = Override(by=DOCTOR, reason="the second syringe", t=3600.0)
    facts = replace(read.facts, emergencies=(one, two), emergency=two)
    said = rows(told(replace(read, facts=facts)), "emergency")
    assert [row for row in said if row.startswith("Reason")] == [
        f"Reason | {each.reason}" for each in (one, two)
    ]
    assert len([row for row in said if row.startswith("EMERGENCY START")]) == 2
    assert [row for row in said if row.startswith("PIN")] == [
        "PIN of the site | checked",
        "PIN of the site | not asked for: the site had none",
    ]


@pytest.mark.req("GATE-01")
def test_the_gate_tells_of_each_emergency_start_whether_the_pin_was_checked(report: Report) -> None:
    assert rows(report, "emergency")[2] == "PIN of the site | checked"


@pytest.mark.req("GATE-01", "SCALE-01")
def test_what_was_said_of_the_screening_after_the_start_is_marked_and_listed(tmp_path: Path) -> None:
    at, nurse, doctor = 25 * 60.0, {"bed": 1, "actor": NURSE}, {"bed": 1, "actor": DOCTOR}
    late: list[tuple[float, Command]] = [
        (at, AnswerItem(**nurse, form="screening", item="heart", answer="yes")),
        (at + 60, OverrideItem(**doctor, form="screening", item="heart", reason="mild, seen by cardiology")),
    ]
    library = Library(recorded(tmp_path / "late.sqlite", whole(more=late)))
    report = told(gathered(library, SESSION, limits_of=limits_of))
    said = rows(report, "screening")
    assert said[0] == "Answered | 5 of 30 lines, 3 without a flag, 1 AFTER THE START"
    (heart,) = [row for row in said if "cardiology" in row]
    assert "09:55:00, AFTER THE START). Let pass by" in heart
    assert "09:56:00, AFTER THE START: mild" in heart
    listed = [row.cells[1:3] for row in report.section("corrections").rows if "screening" in row.cells[2]]
    assert [cells[1] for cells in listed] == [
        "screening, 0:05:00 after the start",
        "screening, 0:06:00 after the start",
    ]
    assert listed[0][0] == "heart: yes"


def test_what_was_let_pass_names_who_and_why(report: Report) -> None:
    said = rows(report, "screening")
    assert any(
        "yes: " in each and f"Let pass by {MARK} Hartmann (a supervisor), 09:30:30: {MARK} accepted" in each
        for each in said
    )
    assert any(each.startswith("Not answered | NOT ENTERED, 26 lines: High blood pressure") for each in said)
    cannula = next(row for row in report.section("discharge").rows if row.cells[0] == "Cannula out")
    assert f"{MARK} ward keeps it" in cannula.cells[1]


def test_a_correction_shows_the_original_struck_through_with_who_when_and_why(report: Report) -> None:
    corrected, undone, late = report.section("corrections").rows
    assert (corrected.struck, corrected.cells[1:]) == (
        1,
        (f"{MARK} wrong bed", f"{MARK} right words", f"{MARK} Moreno (a nurse)", "11:02:00"),
    )
    assert undone.cells[1:4] == ("Pain 9", "taken back", f"{MARK} Hartmann (a supervisor)")
    assert (late.struck, late.cells[2]) == (None, "entered 0:11:40 late")
    assert f"<del>{MARK} wrong bed</del>" in html_of(report, Tell(started_utc=BEGAN))


def test_every_word_somebody_typed_is_escaped_in_html(report: Report) -> None:
    html = html_of(report, Tell(started_utc=BEGAN))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; smiles" in html
    assert "<script" not in html
    assert "<b>bold" not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")  # nothing is loaded from elsewhere


def test_the_intended_use_stands_in_the_footer(report: Report) -> None:
    footer = html_of(report, Tell(started_utc=BEGAN)).partition("<footer>")[2]
    assert INTENDED_USE in footer


# -- without identifiers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gone",
    [MARK, "Marta", "Reyes", "20418", "1984", "2026", "Nov", "20261114", "penicillin", "555-0101", "ttyUSB0"],
)
def test_without_identifiers_nothing_tells_who_or_which_day(read: Gathered, gone: str) -> None:
    report = told(read, identifiers=False)
    html = html_of(report, Tell(started_utc=BEGAN, identifiers=False))
    assert gone not in html


def test_without_identifiers_an_age_is_a_band_and_times_count_from_the_beginning(read: Gathered) -> None:
    report = told(read, identifiers=False)
    assert "Date of birth | 40 to 49 years" in rows(report, "what")
    assert report.section("infusion").rows[0].cells == (
        "+0:20:00",
        "Infusion started, 52.5 mL/h of 1 mg/mL, checked by: [text removed], [text removed]",
        "0",
        "a nurse",
    )
    assert "Dose | 40.75 mg given, 35 mg planned (116 %)" in rows(report, "glance")


# -- what is missing is said ------------------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path: Path) -> Callable[[bool], Report]:
    def made(running: bool) -> Report:
        stream = Stream("bare", started=BEGAN)
        path = recorded(tmp_path / "bare.sqlite", stream.opened())
        g = gathered(Library(path), "bare", limits_of=lambda _title: None, running=running)
        return told(g)

    return made


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("screening", "no screening list"),
        ("emergency", "There was no emergency start."),
        ("baseline", "No value was measured before the infusion."),
        ("plan", "No plan was entered"),
        ("infusion", "No infusion and no bolus is recorded."),
        ("vials", "No vial was accounted for."),
        ("completeness", "nothing tells what was planned"),
        ("alarms", "There was no alarm."),
        ("ratings", "Nothing was rated"),
        ("events", "No event and no treatment was entered."),
        ("notes", "No note was written."),
        ("discharge", "no discharge list"),
        ("corrections", "Nothing was corrected"),
    ],
)
def test_an_empty_session_says_of_each_part_that_there_is_nothing(
    bare: Callable[[bool], Report], key: str, words: str
) -> None:
    section = bare(False).section(key)
    assert section.rows == ()
    assert words in section.nothing


def test_an_empty_session_says_what_was_not_entered(bare: Callable[[bool], Report]) -> None:
    report = bare(False)
    said = text(report)
    assert "Patient | nobody was identified" in said
    assert "Next visit | not entered" in said
    assert "Lowest SpO2 | not measured" in said
    assert "Beyond limits | not known: the alarm profile adult v1 is no longer there" in said


@pytest.mark.parametrize(("running", "words"), [(True, "STILL RUNNING"), (False, "INTERRUPTED")])
def test_a_session_without_an_end_says_so_first(
    bare: Callable[[bool], Report], running: bool, words: str
) -> None:
    report = bare(running)
    assert report.state.startswith(words)
    assert f'<p class="state">{words}' in html_of(report, Tell(started_utc=BEGAN))


@pytest.mark.req("SAFE-01")
def test_a_simulated_session_says_so_at_the_top_and_across_its_chart(tmp_path: Path) -> None:
    from bedside.export.report.chart import chart_of
    from bedside.export.report.chart_facts import trends_of

    library = Library(recorded(tmp_path / "simulated.sqlite", whole(simulated=True)))
    g = gathered(library, SESSION, limits_of=limits_of)
    report, tell = told(g), Tell(started_utc=g.started_utc)
    assert report.mode == "SIMULATION, not a patient"
    assert '<p class="mode">SIMULATION, not a patient</p>' in html_of(report, tell)
    assert ">SIMULATION</text>" in chart_of(g, trends_of(library.open(SESSION), g, 100), tell)


def test_what_went_in_and_what_came_out_are_the_same(report: Report, read: Gathered) -> None:
    counted = {count.title: (count.recorded, count.told) for count in report.counts}
    assert all(recorded == told for recorded, told in counted.values())
    assert counted["Alarms"] == (len(read.conditions), 1)
    assert counted["Notes"] == (2, 2)
    listed = (
        *("Infusion and boluses", "Changed limits and pauses", "Ratings, sedation and scores", "Notes"),
        *("Events and treatments", "Everything else on the timeline"),
    )
    summed = {"answer_item", "override_item", "decide_go", "allow_emergency_start", "account_vial"}
    from bedside.vitals.command_records import name_of

    others = sum(name_of(e.command) in {*summed, "acknowledge", "retract"} for e in read.living)
    assert sum(counted[title][1] for title in listed) + others == len(read.living)


def test_a_plain_session_without_a_protocol_is_told_too(tmp_path: Path) -> None:
    path = recorded(tmp_path / "plain.sqlite", plain_session(DAYS[1], None, id="plain"))
    report = told(gathered(Library(path), "plain", limits_of=limits_of))
    assert "Infusion time | 0:32:40 from start to stop, 0:40:00 planned, stopped early: nausea 4" in text(
        report
    )
    assert "Protocol | none: there was no plan of readings and no checklist" in text(report)

"""Late entries are marked wherever they are shown, and a correction keeps the original, of every kind (EVT-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.review.session_facts import Told, facts_of
from bedside.therapy.gate import gate_of
from bedside.therapy.infusion import infusion_of
from bedside.therapy.protocol_file import default_protocol
from bedside.ui.catalogue import catalogue
from bedside.ui.chart_marks import entry_marks, joined_ratings
from bedside.ui.course.session_record import record_facts
from bedside.ui.panels.entries import rows_of
from bedside.ui.panels.entry_fields import corrected, fields_of, is_editable
from bedside.ui.review_events import EventTile
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import (
    AdoptProtocol,
    AnswerItem,
    DecideGo,
    EnterRespiration,
    GiveBolus,
    GiveScore,
    OverrideItem,
    RecordTreatment,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    PauseInfusion,
    StartInfusion,
    WriteNote,
)
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Actor, Mode, Role
from bedside.vitals.timeline import with_entry
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, story

DOCTOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
OTHER = Actor(name="B. Ito, RN", role=Role.NURSE)
SEEN, LATE = at("10:23:17"), at("10:26")
KINDS: dict[str, Command] = {
    "rating": GiveRating(bed=BED, actor=NURSE, scale="dissociation", value=4),
    "sedation": GiveRating(bed=BED, actor=NURSE, scale="moaas", value=4),
    "sedation, Ramsay": GiveRating(bed=BED, actor=NURSE, scale="ramsay", value=3),
    "event": MarkEvent(bed=BED, actor=NURSE, event="nausea", severity=1),
    "treatment": RecordTreatment(
        bed=BED, actor=NURSE, treatment="ondansetron", dose=4.0, unit="mg", route="IV"
    ),
    "note": WriteNote(bed=BED, actor=NURSE, text="talks of the sea"),
    "RR": EnterRespiration(bed=BED, actor=NURSE, rate_per_min=14.0),
    "bolus": GiveBolus(bed=BED, actor=NURSE, mg=5.0),
    "rate": ChangeRate(bed=BED, actor=NURSE, rate_ml_h=60.0),
    "pause": PauseInfusion(bed=BED, actor=NURSE, reason="nausea"),
    "score": GiveScore(bed=BED, actor=NURSE, scale="padss", version="1", answers=(2, 2, 2, 2, 2), total=10),
}
NOT_DRAWN = ("RR", "score")  # in no lane and no row of the chart, on time or late


def entered(command: Command, seen_t: float, at_t: float) -> tuple[MonitorUpdate, Entry]:
    """The story at 10:28:12 with this entry, seen and entered then."""
    update = story("10:28:12")
    number = 1 + max(entry.number for entry in update.entries)
    entry = Entry(number=number, t=seen_t, entered_t=at_t, command=command)
    entries = (*update.entries, entry)
    return replace(update, entries=entries, infusion=infusion_of(entries)), entry


def drawn(qtbot: QtBot, look: Theme, update: MonitorUpdate, t: float) -> list[str]:
    """Marks of the chart, and its discs, at a time: as words."""
    chart = SessionChart(look)
    host(qtbot, chart, 1272, 568)
    chart.show_update(update)
    marks = [mark.short or mark.words for mark in chart._index.marks(t, t) if mark.charted]
    return marks + ["disc (late)" if disc.late else "disc" for disc in chart._index.discs(t, t)]


@pytest.mark.req("EVT-01", "SCALE-01")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("late", [True, False])
def test_a_late_entry_is_marked_in_list_chart_and_replay(
    qtbot: QtBot, look: Theme, kind: str, late: bool
) -> None:
    update, entry = entered(KINDS[kind], SEEN, LATE if late else SEEN)
    (row,) = [row for row in rows_of(update) if row.number == entry.number]
    assert row.note == ("late" if late else "")
    for mode in (Mode.LIVE, Mode.REPLAY):
        words = drawn(qtbot, look, replace(update, mode=mode), SEEN)
        if kind in NOT_DRAWN or (kind == "rate" and not late):  # its step in the lane is its mark
            assert words == []
        else:
            assert words and all(("(late)" in each) is late for each in words), words
    tile = EventTile(look)
    qtbot.addWidget(tile)
    tile.set_session(replace(update, mode=Mode.REPLAY))
    (listed,) = [mark.words for mark in joined_ratings(update.entries, catalogue()) if mark.t == SEEN]
    assert listed.endswith("(late)") is late
    assert any(mark.words == listed for mark in tile._marks)


@pytest.mark.req("EVT-01", "SCALE-01")
@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_takes_its_place_and_the_original_stays_struck(kind: str) -> None:
    update, entry = entered(KINDS[kind], SEEN, SEEN)
    command = entry.command
    if is_editable(command):
        values = {spec.name: getattr(command, spec.name) for spec in fields_of(command)}
        put_right = corrected(entry, command, values, SEEN - 60.0, OTHER)
    else:
        assert isinstance(command, GiveScore), "a score is corrected on its own form"
        put_right = replace(command, actor=OTHER, observed_t=SEEN - 60.0, replaces=entry.number)
    made = Entry(number=entry.number + 1, t=SEEN - 60.0, entered_t=LATE, command=put_right)
    after = replace(update, entries=with_entry(update.entries, made))
    rows = {row.number: row for row in rows_of(after)}
    assert rows[entry.number].struck and "struck" in rows[entry.number].note
    assert rows[made.number].note == "corrected" and not rows[made.number].struck
    (kept,) = [each for each in after.entries if each.number == entry.number]
    assert (kept.command, kept.t, kept.entered_t) == (command, SEEN, SEEN)
    struck = [mark for mark in entry_marks(after.entries, catalogue(), laned=frozenset()) if mark.struck]
    assert [mark.t for mark in struck] == [SEEN]


@pytest.mark.req("EVT-01", "GATE-01")
def test_another_answer_stands_at_its_own_time_and_the_first_one_stays_in_the_record() -> None:
    protocol = default_protocol()
    item = next(item for item in protocol.screening if not item.fills and not item.details)
    first, second = item.answers[0], item.answers[1]
    entries: tuple[Entry, ...] = ()
    for n, (t, entered_t, command) in enumerate(
        (
            (0.0, 0.0, AdoptProtocol(bed=1, protocol=protocol)),
            (10.0, 10.0, AnswerItem(bed=1, actor=NURSE, form="screening", item=item.key, answer=first)),
            (
                60.0,
                400.0,
                AnswerItem(
                    bed=1, actor=NURSE, form="screening", item=item.key, answer=second, observed_t=60.0
                ),
            ),
        ),
        1,
    ):
        entries = with_entry(entries, Entry(number=n, t=t, entered_t=entered_t, command=command))
    (row,) = [row for row in gate_of(protocol, entries, None, None).rows if row.item.key == item.key]
    assert (row.answer, row.t) == (second, 60.0)
    assert [e.command.answer for e in entries if isinstance(e.command, AnswerItem)] == [first, second]


@pytest.mark.req("GATE-01", "SCALE-01")
@pytest.mark.parametrize("form", ["screening", "discharge"])
def test_what_is_let_pass_of_the_screening_during_the_infusion_is_marked_late_in_list_and_replay(
    form: str,
) -> None:
    said = OverrideItem(bed=BED, actor=OTHER, form=form, item="glaucoma", reason="treated")
    update, entry = entered(said, SEEN, SEEN)
    (row,) = [row for row in rows_of(update) if row.number == entry.number]
    assert row.note == ("late" if form == "screening" else "")
    (listed,) = [mark.words for mark in joined_ratings(update.entries, catalogue()) if mark.t == SEEN]
    assert listed.endswith("(late)") is (form == "screening")


@pytest.mark.req("GATE-01", "SCALE-01")
def test_the_record_of_a_session_names_what_was_said_of_the_screening_after_the_start() -> None:
    minute = 60.0
    told = Told(
        id="s",
        started_utc=datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
        duration_s=600.0,
        mode=Mode.LIVE,
        entries=[
            Entry(number=n, t=n * minute, entered_t=n * minute, command=command)
            for n, command in enumerate(
                (
                    AdoptProtocol(bed=BED, protocol=default_protocol()),
                    StartInfusion(bed=BED, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0),
                    AnswerItem(bed=BED, actor=NURSE, form="screening", item="glaucoma", answer="yes"),
                    OverrideItem(bed=BED, actor=DOCTOR, form="screening", item="glaucoma", reason="treated"),
                    DecideGo(bed=BED, actor=DOCTOR, go=True),
                ),
                1,
            )
        ],
    )
    lines = record_facts(facts_of(told), None, PressureUnit.MMHG)
    late = {line.words: line.note for line in lines if line.note.startswith("late, after the start: ")}
    assert list(late) == ["Glaucoma, raised eye pressure: yes", "Let pass: treated", "Decision: go"]
    assert late["Decision: go"].endswith(f" by {DOCTOR.name}")
    grave = next(line for line in lines if line.grave and "treated" in line.words)
    decided = next(line for line in lines if line.label == "Decision")
    assert grave.note.endswith(", after the start") and decided.note.endswith(", after the start")

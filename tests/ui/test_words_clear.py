"""Words of the live screens stand beside what was measured and beside each other, and no number is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care, Criterion, DischargeGate
from bedside.therapy.protocol_file import default_protocol
from bedside.ui import chart_baseline, chart_infusion, chart_plasma
from bedside.ui.alarm_rows import alarm_rows, first_line, second_line
from bedside.ui.bed_header_words import header_words
from bedside.ui.chart_ink import RIGHT as RIGHT_MIDDLE
from bedside.ui.chart_ink import width_of
from bedside.ui.handover_card import handover_card
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.number_tile import SMALL, SPO2, NumberTile
from bedside.ui.protocols.row_list import RowList
from bedside.ui.session_chart import SessionChart
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.small_tiles import OtherTile, ScoreTile
from bedside.ui.theme import Theme
from bedside.ui.tile_state import moment_of
from bedside.vitals.alarms import Direction, Kind, LimitView, Presence, Priority
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import Entry, GiveRating
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord, Sex
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.sessions import PatientType, Phase
from tests.helpers.alarming import alarming
from tests.helpers.parts import change, numeric
from tests.helpers.story import BED, NURSE, later, story
from tests.helpers.updates import CALM_T, reyes

Written = list[tuple[str, QRectF]]
LIT = (True, True)
MARTA = PatientRecord(
    id="0" * 32, simulated=False, family_name="Reyes", given_name="Marta", born=date(1991, 6, 2),
    record_no="20418", sex=Sex.FEMALE, patient_type=PatientType.ADULT, weight_kg=70.0,
)  # fmt: skip


@pytest.fixture
def tile_words(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Words of a tile and where their ink is, px of the tile."""
    found: Written = []
    text = Sketch.text

    def kept(self, x, baseline, words, token, role, *, align=-1, room=None, px=None):  # type: ignore[no-untyped-def]
        wide = text(self, x, baseline, words, token, role, align=align, room=room, px=px)
        high = (px or self.theme.px(token, self.scale)) * 0.74 / self.scale
        found.append((words, QRectF(x - wide if align == RIGHT else x, baseline - high, wide, high)))
        return wide

    monkeypatch.setattr(Sketch, "text", kept)
    return found


@pytest.fixture
def chart_words(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Words of the baseline and the infusion lane and where they are, px of the chart."""
    found: Written = []
    for module in (chart_baseline, chart_infusion, chart_plasma):
        written: Callable[..., float] = module.text

        def kept(painter, x, y, words, font, color, align=None, room=None, *, written=written):  # type: ignore[no-untyped-def]
            args = () if align is None else (align,)
            wide = written(painter, x, y, words, font, color, *args, room=room)
            left = x - wide if align == RIGHT_MIDDLE else x
            words += "…" if room is not None and width_of(words, font) > room else ""
            found.append((words, QRectF(left, y - font.pixelSize() / 2, wide, font.pixelSize())))
            return wide

        monkeypatch.setattr(module, "text", kept)
    return found


def painted(widget: QWidget) -> None:
    widget.grab()


def charted(
    qtbot: QtBot, look: Theme, update: MonitorUpdate, size: tuple[int, int] = (1272, 568)
) -> SessionChart:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.resize(*size)
    chart.show()
    chart.show_update(update)
    painted(chart)
    return chart


def with_plasma(update: MonitorUpdate) -> MonitorUpdate:
    return replace(update, care=replace(update.care or Care(), plasma_model="domino"))


# -- tiles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", (276, 158, 107))
@pytest.mark.parametrize("value", (8.0, 14.0, 25.0))
def test_the_respiratory_rate_stands_beside_or_under_its_limits_never_over_them(
    qtbot: QtBot, look: Theme, tile_words: Written, width: int, value: float
) -> None:
    bed = reyes()
    limits = tuple(
        LimitView(parameter=Parameter.RR, direction=direction, priority=Priority.MEDIUM, value=limit)
        for direction, limit in ((Direction.LOW, 10.0), (Direction.HIGH, 25.0))
    )
    bed = replace(bed, limits=(*bed.limits, *limits))
    bed = replace(bed, numerics={**bed.numerics, Parameter.RR: numeric(Parameter.RR, value, bed.now - 180.0)})
    tile = NumberTile(look, Parameter.RR, SMALL)
    qtbot.addWidget(tile)
    tile.resize(width, 88)
    tile.show_update(bed, moment_of(bed, LIT))
    tile_words.clear()
    painted(tile)
    where = dict(tile_words)
    assert {"RR", "10–25", f"{value:.0f}"} <= set(where)
    assert not where[f"{value:.0f}"].intersects(where["10–25"])
    assert where[f"{value:.0f}"].height() > 14, "and it can be read"


@pytest.mark.parametrize("width", (276, 158, 107))
def test_a_score_never_stands_over_the_name_of_its_scale(
    qtbot: QtBot, look: Theme, tile_words: Written, width: int
) -> None:
    bed = reyes()
    said = Entry(
        number=99, t=bed.now - 180, entered_t=bed.now - 180,
        command=GiveRating(bed=BED, actor=NURSE, scale="moaas", value=5),
    )  # fmt: skip
    tile = ScoreTile(look)
    qtbot.addWidget(tile)
    tile.resize(width, 88)
    tile.show_update(replace(bed, entries=(*bed.entries, said)))
    tile_words.clear()
    painted(tile)
    for (one, here), (other, there) in combinations(tile_words, 2):
        assert not here.intersects(there), f"{one} lies over {other}"


def test_a_pump_has_shorter_names_where_there_is_little_room(
    qtbot: QtBot, look: Theme, tile_words: Written
) -> None:
    bed = reyes()
    bed = replace(
        bed,
        numerics={
            **bed.numerics,
            Parameter.INFUSION_RATE: numeric(Parameter.INFUSION_RATE, 55.0, bed.now),
            Parameter.INFUSION_VOLUME: numeric(Parameter.INFUSION_VOLUME, 19.6, bed.now),
        },
    )
    tile = OtherTile(look)
    qtbot.addWidget(tile)
    tile.show_update(bed)
    for width, names in ((276, {"Pump rate", "Pump volume"}), (134, {"Pump", "Volume"})):
        tile.resize(width, 76)
        tile_words.clear()
        painted(tile)
        said = {words for words, _ in tile_words}
        assert {"55.0", "19.6"} <= said
        assert names & said, f"{said} at {width} px"
        assert not any("…" in words for words in said)


def test_an_overdue_cuff_says_its_age_once_and_by_how_much(
    qtbot: QtBot, look: Theme, tile_words: Written
) -> None:
    bed = reyes()
    assert bed.nibp is not None and bed.nibp.last is not None
    bed = replace(bed, nibp=replace(bed.nibp, age=Age.FADED, due_t=bed.now - 180.0))
    tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(560, 208)
    tile.show_update(bed, moment_of(bed, LIT))
    painted(tile)
    said = [words for words, _ in tile_words]
    assert said.count("ago") == 1 and not any(words.endswith(" ago") for words in said)
    assert said[said.index("overdue by") + 1] == "3:00"


def test_the_line_of_a_low_lies_under_the_cuffs_number_and_not_under_its_key(
    qtbot: QtBot, look: Theme
) -> None:
    bed = reyes()
    told = change(5, Priority.LOW, Parameter.NIBP_SYS, bed.now - 9, kind=Kind.TECHNICAL, words="overdue")
    bed = alarming(bed, Priority.LOW)
    bed = replace(bed, alarms=(replace(bed.alarms[0], change=told),))
    tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(560, 208)
    tile.show_update(bed, moment_of(bed, LIT))
    image, line = tile.grab().toImage(), look.color("lowline").rgb()
    rows = [y for y in range(image.height()) if image.pixel(280, y) == line]
    assert rows and max(rows) < tile.key.y()


def test_a_note_without_room_keeps_its_worst_value_whole(
    qtbot: QtBot, look: Theme, tile_words: Written
) -> None:
    bed = alarming(reyes(), presence=Presence.LATCHED)
    bed = replace(bed, alarms=(replace(bed.alarms[0], change=replace(bed.alarms[0].change, present=False)),))
    tile = NumberTile(look, Parameter.SPO2, SPO2)
    qtbot.addWidget(tile)
    tile.show_update(bed, moment_of(bed, LIT))
    for size, said in (((560, 216), "reached 86 at "), ((398, 146), "reached 86")):
        tile.resize(*size)
        tile_words.clear()
        painted(tile)
        assert any(words.startswith(said) and "…" not in words for words, _ in tile_words)


# -- the chart ---------------------------------------------------------------------------------------------


def baseline_of(update: MonitorUpdate) -> MonitorUpdate:
    values = {Parameter.NIBP_SYS: 119.0, Parameter.NIBP_DIA: 73.0}
    return replace(update, baseline=Baseline(values=values, readings=2, complete=True))


@pytest.mark.parametrize("clock", ("10:12:00", "10:28:12", "10:34:00", "10:41:00"))
@pytest.mark.parametrize("size", ((1272, 568), (900, 420), (664, 308)))
def test_the_words_of_the_baseline_lie_over_nothing_that_was_measured(
    qtbot: QtBot, look: Theme, chart_words: Written, clock: str, size: tuple[int, int]
) -> None:
    chart = charted(qtbot, look, baseline_of(story(clock)), size)
    picture = chart._view._picture
    assert picture is not None
    for words, place in chart_words:
        if not words.startswith("baseline"):
            continue
        assert not place.left() <= picture.x(picture.now) <= place.right()
        for reading in picture.determinations:
            assert not place.left() <= picture.x(reading.t) <= place.right()
        for t, value in zip(*picture.pr, strict=True):
            assert not place.contains(QPointF(picture.x(t), picture.lanes.pressure.y(value)))


@pytest.mark.req("PK-01")
@pytest.mark.parametrize("size", ((1272, 568), (900, 420), (664, 308)))
def test_the_estimates_words_and_the_rates_stand_beside_each_other(
    qtbot: QtBot, look: Theme, chart_words: Written, size: tuple[int, int]
) -> None:
    charted(qtbot, look, with_plasma(story("10:28:12")), size)
    said = [words for words, _ in chart_words]
    assert "now ≈" in " ".join(said), "the value stands with its words, never over the line"
    assert any("not measured; not for dosing" in words for words in said)
    assert any(words.endswith("mL/h") for words in said)
    for (one, here), (other, there) in combinations(chart_words, 2):
        assert not here.intersects(there), f"{one} lies over {other}"


def test_the_estimates_words_leave_a_bolus_its_place(qtbot: QtBot, look: Theme, chart_words: Written) -> None:
    bed = later(story("10:12:00"), 240.0, GiveBolus(bed=BED, actor=NURSE, mg=5.0, entered_value=5.0))
    charted(qtbot, look, with_plasma(bed))
    where = dict(chart_words)
    label = next(place for words, place in chart_words if "not for dosing" in words)
    assert not label.intersects(where["5 mg"])


PUMP = "The pump runs at 60 mL/h, recorded is 55 mL/h: record the rate the pump shows."


@pytest.mark.parametrize("size", ((1272, 568), (900, 420), (664, 308), (400, 200)))
def test_what_the_pump_says_is_shortened_by_whole_parts_and_hides_no_half_rate(
    qtbot: QtBot, look: Theme, chart_words: Written, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("bedside.ui.chart_picture.never_stopped", lambda *_: PUMP)
    charted(qtbot, look, story("10:28:12"), size)
    said = next((words, place) for words, place in chart_words if words.startswith("The pump"))
    assert said[0] in (PUMP, "The pump runs at 60 mL/h, recorded is 55 mL/h", "The pump runs at 60 mL/h")
    for words, place in chart_words:
        assert words == said[0] or not place.intersects(said[1]), words


# -- words -------------------------------------------------------------------------------------------------


def test_the_header_says_who_it_is_by_two_identifiers() -> None:
    bed = replace(reyes(), care=Care(patient=MARTA))
    assert header_words(bed).details.startswith("35 F · 70 kg · born 1991-06-02 · ID 20418 · since ")
    assert "1991" not in header_words(bed).who, "the tile of the station has no date of birth"
    assert header_words(reyes()).details.startswith("adult · 70 kg · since ")


def test_a_recovery_says_how_long_the_protocol_monitors_it_still() -> None:
    care = Care(protocol=default_protocol("mood"))
    assert header_words(replace(reyes(), care=care)).next_phase == "next: Recovery, monitored ≥ 60 min"
    stop = Criterion(
        key="since_stop", words="60 min since the infusion stopped", met=False, done_t=CALM_T + 1980
    )
    bed = replace(reyes(), care=replace(care, discharge=DischargeGate(criteria=(stop,))))
    assert bed.session is not None
    bed = replace(bed, session=replace(bed.session, phase=Phase.RECOVERY, phase_t=CALM_T - 1600.0))
    time = header_words(bed).time
    assert (time.elapsed, time.remaining, time.remaining_word) == ("26:40", "33:00", "to go at least")
    done = header_words(replace(bed, now=CALM_T + 2000)).time
    assert done.remaining == "" and done.remaining_word.startswith("infusion ")


@pytest.mark.req("PLAN-01")
def test_a_handover_names_everything_that_is_due() -> None:
    items = tuple(
        DueItem(kind=kind, due_t=CALM_T + left, interval_s=600.0)
        for kind, left in ((DueKind.NIBP, 108.0), (DueKind.OBSERVATION, -95.0), (DueKind.RATINGS, 400.0))
    )
    due = handover_card(replace(reyes(), care=Care(due=items)), NURSE).due
    assert [(line.left, line.soon) for line in due][:3] == [
        ("overdue by 1:35", True),
        ("in 1:48", False),
        ("in 6:40", False),
    ]
    assert due[1].words == "NIBP" and due[2].words == "Ratings"
    assert due[0].words.startswith("RR and ")


def test_an_alarm_without_a_limit_is_not_said_twice() -> None:
    told = change(
        4, Priority.LOW, Parameter.NIBP_SYS, 10.0, kind=Kind.TECHNICAL, direction=None, words="overdue"
    )
    (row,) = alarm_rows((told,))
    assert "verdue" in first_line(row) and "overdue" not in second_line(row)
    limit = change(5, Priority.HIGH, Parameter.SPO2, 10.0, value=86, limit=88, words="oxygen saturation low")
    (row,) = alarm_rows((limit,))
    assert second_line(row).endswith("oxygen saturation low")


# -- the editor of a protocol ------------------------------------------------------------------------------


def test_the_rows_of_a_protocol_are_targets_for_a_finger(qtbot: QtBot, look: Theme) -> None:
    rows = RowList(look, "Screening")
    qtbot.addWidget(rows)
    rows.resize(440, 300)
    rows.show_rows(["High blood pressure, not controlled", "Heart: angina, infarct"], 0)
    rows.show()
    assert rows.said[1] == "Heart: angina, infarct"
    assert all(rows.visualItemRect(rows.item(n)).height() >= 44 for n in range(rows.count()))
    painted(rows)

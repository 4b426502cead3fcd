"""What is due, as a list of keys beside the numbers, and as dashed marks ahead on the chart (PLAN-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.due_list import LastEntries
from bedside.ui.due_rows import DueNow, due_now, due_rows
from bedside.ui.session_chart import SessionChart
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import ShowPlasma
from bedside.vitals.commands import MarkEvent
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.sessions import Mode
from tests.helpers.hosting import host
from tests.helpers.updates import reyes
from tests.helpers.windows import feed, open_window

ORDER = (DueKind.RATINGS, DueKind.NIBP, DueKind.OBSERVATION)


def due(*left: float, update: MonitorUpdate | None = None, deferred: str = "") -> MonitorUpdate:
    update = reyes() if update is None else update
    items = tuple(
        DueItem(kind=kind, due_t=update.now + seconds, interval_s=600.0, deferred=deferred)
        for kind, seconds in zip(ORDER, left, strict=False)
    )
    return replace(update, care=replace(update.care or Care(), due=items))


@pytest.mark.req("PLAN-01")
def test_rows_are_soonest_first_bold_from_a_minute_and_overdue_in_words() -> None:
    rows = due_rows(due(40.0, -61.0, 408.0))
    assert [(row.words, row.time, row.soon) for row in rows] == [
        ("NIBP overdue by", "1:01", True),
        ("Ratings due in", "0:40", True),
        ("RR and sedation in", "6:48", False),
    ]
    assert due_rows(due(61.0))[0].soon is False
    assert due_rows(due(60.0))[0].soon is True


def test_what_was_put_off_says_so_and_a_replay_has_nothing_due() -> None:
    assert due_rows(due(120.0, deferred="asleep"))[0].words == "Ratings due in (put off)"
    assert due_rows(due(120.0, update=reyes(mode=Mode.REPLAY))) == ()


@pytest.mark.req("PLAN-01")
def test_a_line_of_what_is_due_names_every_kind_the_most_overdue_first_and_has_shorter_forms() -> None:
    said = due_now(due(-20.0, -130.0, -60.0))
    assert said.head == "Overdue"
    assert said.words == (
        "NIBP 2:10, RR 1:00, ratings 0:20",
        "NIBP 2:10, RR, ratings",
        "NIBP, RR, ratings",
        "NIBP RR ratings",
    )
    assert due_now(due(40.0, 61.0, 408.0)) == DueNow("Next due", ("ratings 0:40",))
    assert due_now(due(120.0, update=reyes(mode=Mode.REPLAY))) == DueNow()


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize("size", ((640, 400), (1024, 640)))
def test_a_small_window_paints_every_kind_that_is_late_in_its_header(
    qtbot: QtBot, look: Theme, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    text = Sketch.text

    def heard(self: Sketch, x: float, y: float, words: str, *more: object, **named: object) -> float:
        painted.append(words)
        return text(self, x, y, words, *more, **named)  # type: ignore[arg-type]

    window = open_window(qtbot, look, size)
    feed(window, due(-20.0, -130.0, -60.0))
    window.open_bed(3)
    feed(window, due(-20.0, -130.0, -60.0), frames=2)
    monkeypatch.setattr(Sketch, "text", heard)
    window.bed_screen.header.grab()
    assert any(all(kind in words for kind in ("NIBP", "RR", "ratings")) for words in painted), painted
    assert "NIBP" in window.bed_screen.header.accessibleDescription()


@pytest.mark.req("PLAN-01")
def test_each_row_is_a_key_that_opens_its_panel(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    update = due(40.0, 90.0, 408.0)
    feed(window, update)
    opened = []
    for n in range(3):
        key = window.bed_screen.last.keys[n]
        qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
        opened.append(window.bed_screen.panels.name)
        window.close_panel()
        key.setFocus()
        qtbot.keyClick(key, Qt.Key.Key_Space)
        assert window.bed_screen.panels.name == opened[-1]
        window.close_panel()
    assert opened == ["ratings", "defer", "observation"]


def test_an_entry_in_the_list_opens_all_entries_and_a_replay_opens_nothing(qtbot: QtBot, look: Theme) -> None:
    tile = LastEntries(look)
    host(qtbot, tile, 560, 96)
    asked: list[str] = []
    tile.asked.connect(asked.append)
    tile.show_update(reyes())
    tile.keys[0].click()
    assert asked == ["entries"]
    tile.open_panels(False)
    assert tile.keys[0].focusPolicy() is Qt.FocusPolicy.NoFocus
    assert tile.keys[0].testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


# -- on the chart ------------------------------------------------------------------------------------


def chart_of(qtbot: QtBot, look: Theme, update: MonitorUpdate) -> SessionChart:
    chart = SessionChart(look)
    host(qtbot, chart, 1272, 568)
    chart.show_update(update)
    return chart


def pixels(chart: SessionChart) -> QImage:
    return chart.grab().toImage()


@pytest.mark.req("PLAN-01")
def test_what_is_due_is_drawn_ahead_of_now(qtbot: QtBot, look: Theme) -> None:
    without = pixels(chart_of(qtbot, look, reyes()))
    for kind in DueKind:
        item = DueItem(kind=kind, due_t=reyes().now + 300.0, interval_s=300.0)
        update = replace(reyes(), care=Care(due=(item,)))
        assert pixels(chart_of(qtbot, look, update)) != without, kind


def test_the_patients_press_is_a_mark_of_its_own(qtbot: QtBot, look: Theme) -> None:
    from tests.helpers.story import later

    chart = chart_of(qtbot, look, later(reyes(), 1.0, MarkEvent(bed=3, event="patient_pressed")))
    assert chart.picture is not None
    mark = chart.picture.marks[-1]
    assert (mark.icon, mark.role, mark.words) == (
        "account-outline",
        "experience",
        "Patient pressed the button",
    )


# -- the plasma estimate -----------------------------------------------------------------------------


@pytest.mark.req("PK-01")
def test_the_plasma_estimate_is_off_until_a_person_asks_for_it(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    chart = window.bed_screen.chart
    assert chart.picture is not None and chart.picture.plasma is None
    sent: list[object] = []
    window.command.connect(sent.append)
    assert chart._header.plasma_key.text() == "Plasma estimate off"
    chart._header.plasma_key.click()
    assert sent == [ShowPlasma(bed=3, actor=window.actor, on=True)]


@pytest.mark.req("PK-01")
def test_the_line_has_its_band_and_its_words(qtbot: QtBot, look: Theme) -> None:
    chart = chart_of(qtbot, look, replace(reyes(), care=Care(plasma_model="domino")))
    assert chart.picture is not None
    line = chart.picture.plasma
    assert line is not None and not line.hidden
    assert line.label == "model estimate (Domino), not measured; not for dosing"
    assert line.t[-1] == reyes().now
    assert abs(line.high - 1.35 * line.middle).max() < 1e-9
    assert abs(line.low - 0.65 * line.middle).max() < 1e-9


@pytest.mark.req("PK-01")
def test_where_it_may_not_be_shown_the_reason_stands_in_its_place(qtbot: QtBot, look: Theme) -> None:
    update = replace(reyes(), care=Care(plasma_model="domino"))
    assert update.session is not None
    chart = chart_of(qtbot, look, replace(update, session=replace(update.session, weight_kg=None)))
    assert chart.picture is not None and chart.picture.plasma is not None
    assert "without a weight" in chart.picture.plasma.hidden


def test_the_estimate_is_computed_every_few_seconds_and_never_by_painting(qtbot: QtBot, look: Theme) -> None:
    update = replace(reyes(), care=Care(plasma_model="domino"))
    chart = chart_of(qtbot, look, update)
    before = chart._plasma.computed
    for n in range(1, 9):
        chart.show_update(replace(update, now=update.now + 0.5 * n))
        chart.grab()
    assert chart._plasma.computed == before
    chart.show_update(replace(update, now=update.now + 6.0))
    assert chart._plasma.computed == before + 1


def test_a_replay_shows_it_without_a_word_in_the_record(qtbot: QtBot, look: Theme) -> None:
    chart = chart_of(qtbot, look, reyes(mode=Mode.REPLAY))
    asked: list[bool] = []
    chart.plasma_asked.connect(asked.append)
    chart._header.plasma_key.click()
    assert asked == []
    assert chart.picture is not None and chart.picture.plasma is not None

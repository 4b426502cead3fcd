"""In the smallest windows what matters stays: a caution, a whole message, the keys of a question, a number uncut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui import theme as themes
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.panels.limits import LimitsPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.session.screening_form import ScreeningForm
from bedside.vitals.alarms import ActiveAlarm, Direction, Priority
from bedside.vitals.commands import LimitEdit
from bedside.vitals.display import Appearance
from bedside.vitals.parameters import Parameter
from tests.helpers.all_words import AllWords, CutWords
from tests.helpers.discharging import recovering
from tests.helpers.limits import BASELINE, offer
from tests.helpers.parts import change
from tests.helpers.screening import screening
from tests.helpers.story import NURSE
from tests.helpers.updates import desaturation, reyes
from tests.helpers.windows import feed, open_window

SMALLEST = (640, 400)
TEXTS = (1.0, 1.5)
LONG = "no data from the oximeter Contec CMS50D+, the cable was pulled"
LAYOUT_COUNT = 4


class Shown:
    """A window with one bed that stands still."""

    def __init__(
        self, qtbot: QtBot, update: MonitorUpdate, text: float = 1.0, size: tuple[int, int] = SMALLEST
    ) -> None:
        self.look = Appearance(text_scale=text, reduced_motion=True)
        self.window: MainWindow = open_window(qtbot, themes.of(self.look), size)
        self.update = update
        self.feed()
        with qtbot.waitActive(self.window):
            self.window.activateWindow()
        self.window.open_bed(update.bed)
        self.feed()

    def feed(self) -> None:
        for _ in range(2):
            feed(self.window, self.update, frames=1, operator=NURSE, appearance=self.look)
            for _ in range(LAYOUT_COUNT):
                QApplication.processEvents()

    def open(self, name: str) -> QWidget:
        self.window.open_panel(name)
        self.feed()
        panel = self.window.desk.panel
        assert panel is not None
        return panel

    def in_sight(self, widget: QWidget, port: QWidget | None = None) -> QRect:
        """What of a widget is seen in the panel's room, or in another port, in the widget's own px."""
        port = port or self.window.bed_screen.panels.viewport()
        seen = port.rect().translated(-widget.mapTo(port, QPoint(0, 0)))
        return widget.rect().intersected(seen)

    @property
    def sideways(self) -> int:
        """How far the open panel can be scrolled sideways, px."""
        host, panel = self.window.bed_screen.panels, self.window.desk.panel
        assert panel is not None
        return max(host.horizontalScrollBar().maximum(), panel.width() - host.viewport().width())


def pressured() -> MonitorUpdate:
    """Marta Reyes with a systolic pressure over its limit."""
    told = change(9, Priority.MEDIUM, Parameter.NIBP_SYS, reyes().now - 21.0, value=168.0, limit=160.0)
    update = reyes()
    assert update.nibp is not None and update.nibp.last is not None
    last = replace(update.nibp.last, sys=168.0, dia=101.0, map=124.0)
    alarm = ActiveAlarm(change=replace(told, direction=Direction.HIGH))
    return replace(update, nibp=replace(update.nibp, last=last), alarms=(alarm,), alarm_log=(alarm.change,))


@pytest.mark.parametrize("text", TEXTS)
def test_the_caution_of_a_slipped_digit_is_read_beside_the_number(qtbot: QtBot, text: float) -> None:
    shown = Shown(qtbot, desaturation(), text)
    panel = shown.open("rate")
    assert isinstance(panel, RatePanel)
    qtbot.keyClicks(panel.change.edit, "550")
    shown.feed()
    box = panel.change.box
    assert box.check.caution and "10 times" in box.check.headline
    assert shown.in_sight(panel.change.edit) == panel.change.edit.rect()
    seen = shown.in_sight(box)
    assert seen.top() == 0 and seen.height() >= 2 * box.fontMetrics().height()
    assert shown.sideways == 0


def test_a_key_of_an_end_that_has_no_room_is_scrolled_to_with_the_keyboard(qtbot: QtBot) -> None:
    shown = Shown(qtbot, desaturation())
    panel = shown.open("rate")
    assert isinstance(panel, RatePanel)
    qtbot.keyClicks(panel.change.edit, "550")
    shown.feed()
    panel.change.again_key.setFocus()
    shown.feed()
    assert shown.in_sight(panel.change.again_key) == panel.change.again_key.rect()


@pytest.mark.req("ALM-62")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", (SMALLEST, (1024, 640)))
def test_the_list_of_alarms_says_every_message_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], text: float
) -> None:
    update = desaturation()
    long = change(9, Priority.MEDIUM, None, update.now - 40.0, direction=None, words=LONG)
    update = replace(
        update, alarms=(*update.alarms, ActiveAlarm(change=long)), alarm_log=(*update.alarm_log, long)
    )
    shown = Shown(qtbot, update, text, size)
    panel = shown.open("alarms")
    assert isinstance(panel, AlarmListPanel)
    cut, words = CutWords(monkeypatch), AllWords(monkeypatch)
    rows = panel.history.list
    rows.resize(rows.width(), 900)
    assert cut.in_(rows) == []
    said = " ".join(sorted(words.of(rows)))
    assert all(part in said for part in ("CMS50D+", "pulled", "SpO2 86 < 88"))


def test_the_newest_alarm_is_in_sight_when_the_list_opens(qtbot: QtBot) -> None:
    shown = Shown(qtbot, desaturation())
    panel = shown.open("alarms")
    assert isinstance(panel, AlarmListPanel)
    rows = panel.history.list
    first = rows.visualRect(rows.model().index(0, 0))
    assert shown.in_sight(rows.viewport()).contains(first)


@pytest.mark.req("ALM-05")
@pytest.mark.parametrize("text", TEXTS)
def test_a_pressure_in_alarm_says_which_limits_are_whose_and_no_number_is_cut(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: float
) -> None:
    shown = Shown(qtbot, pressured(), text)
    tile = shown.window.bed_screen.nibp
    cut, words = CutWords(monkeypatch), AllWords(monkeypatch)
    assert {"sys", "dia", "168/101"} <= words.of(tile)
    tile.grab()
    assert [each for each in cut if any(letter.isdigit() for letter in each)] == []


@pytest.mark.req("ALM-40")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", (SMALLEST, (1024, 640)))
@pytest.mark.parametrize("forced", (True, False))
def test_the_question_whose_limits_hold_keeps_its_keys_in_sight(
    qtbot: QtBot, size: tuple[int, int], text: float, *, forced: bool
) -> None:
    asked = offer_of(forced=forced)
    shown = Shown(qtbot, replace(reyes(), offer=asked), text, size)
    screen = shown.window.bed_screen
    strip = screen.offer
    assert strip is not None and strip.isVisible() and screen.keys is not None
    assert strip.geometry().bottom() < screen.keys.y()
    for key in (strip.use_key, strip.keep_key, strip.later_key):
        assert key.isHidden() or strip.rect().contains(key.geometry()), key.text()
    panel = shown.open("limits")
    top = screen.childAt(screen.panels.geometry().center())
    assert top is not None and (top is panel or panel.isAncestorOf(top)), "the question covers no panel"


def offer_of(*, forced: bool) -> LimitsOffer:
    """Three limits of a session before."""
    more = LimitEdit(parameter=Parameter.NIBP_SYS, cell="med_high", value=170.0)
    asked = offer(forced=forced)
    return replace(asked, label="Featherstonehaugh, Marta", edits=(*asked.edits, more))


@pytest.mark.req("ALM-41")
@pytest.mark.parametrize("text", TEXTS)
def test_proposed_limits_are_seen_beside_the_key_that_takes_them(qtbot: QtBot, text: float) -> None:
    shown = Shown(qtbot, replace(reyes(), baseline=BASELINE), text)
    panel = shown.open("limits")
    assert isinstance(panel, LimitsPanel)
    panel.baseline_key.click()
    shown.feed()
    assert shown.sideways == 0
    confirm = panel.confirm
    assert shown.in_sight(confirm.confirm_key) == confirm.confirm_key.rect()
    gap = confirm.confirm_key.mapTo(confirm, QPoint(0, 0)).y() - max(
        each.geometry().bottom()
        for each in confirm.findChildren(QWidget)
        if each.parentWidget() is confirm
        and each.isVisible()
        and each not in (confirm.confirm_key, confirm.leave_key)
    )
    assert gap < confirm.confirm_key.height(), "no empty page between the list and its keys"


def test_all_rows_of_the_rail_stand_in_sight_on_a_laptop(qtbot: QtBot) -> None:
    shown = Shown(qtbot, screening(), size=(1366, 768))
    shown.window.bed_screen.open_session("screening")
    shown.feed()
    rail = shown.window.bed_screen.session_page.rail
    assert rail.isVisible()
    for row in rail.rows.values():
        assert shown.in_sight(row, rail.area.viewport()) == row.rect(), row.text()
    assert rail.start_key.isVisible() and rail.emergency_key.isVisible()


def test_a_row_of_the_rail_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    shown = Shown(qtbot, reyes(), size=(1366, 768))
    shown.window.bed_screen.open_session("infusion")
    shown.feed()
    for row in shown.window.bed_screen.session_page.rail.rows.values():
        assert row.height() >= row.heightForWidth(row.width()), row.line


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("size", (SMALLEST, (1366, 768)))
def test_a_screening_without_a_protocol_says_so_and_leads_to_one(qtbot: QtBot, size: tuple[int, int]) -> None:
    shown = Shown(qtbot, screening(Care()), size=size)
    page = shown.window.bed_screen.session_page
    shown.window.bed_screen.open_session("screening")
    shown.feed()
    form = page.form
    assert isinstance(form, ScreeningForm)
    assert QApplication.focusWidget() is form.none.key
    assert form.protocol_key.isHidden() and form.counts.isHidden()
    form.none.key.click()
    assert page.name == "protocol"


def test_a_screening_with_a_list_asks_it(qtbot: QtBot) -> None:
    shown = Shown(qtbot, screening())
    shown.window.bed_screen.open_session("screening")
    shown.feed()
    form = shown.window.bed_screen.session_page.form
    assert isinstance(form, ScreeningForm)
    assert form.none.isHidden() and not form.protocol_key.isHidden()


def test_the_dose_in_the_header_is_whole_with_large_text(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(qtbot, recovering(), 1.5, (1366, 768))
    words = AllWords(monkeypatch)
    assert "0.50 mg/kg  100 %" in words.of(shown.window.bed_screen.header)


def test_a_panel_leaves_no_strip_of_the_chart_with_names_cut_in_two(qtbot: QtBot) -> None:
    shown = Shown(qtbot, desaturation(), size=(1366, 768))
    screen = shown.window.bed_screen
    shown.open("event")
    assert screen.panels.x() == screen.chart.x()
    assert screen.panels.y() >= screen.pleth.geometry().bottom()
    assert screen.panels.geometry().right() < screen.spo2.x()

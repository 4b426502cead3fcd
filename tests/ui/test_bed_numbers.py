"""The bed screen's numbers beyond the four large ones: other numbers, what is due, units, header, room for panels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPropertyAnimation, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui import formats, theme
from bedside.ui.bed_header import BedHeader
from bedside.ui.bed_header_words import header_words
from bedside.ui.bed_screen import BedScreen
from bedside.ui.bed_tile import tile_words
from bedside.ui.bed_tile_mini import paint_mini
from bedside.ui.bed_tile_paint import paint_tile
from bedside.ui.due_list import LastEntries
from bedside.ui.due_rows import DueNow, due_rows
from bedside.ui.extent import extent_of
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.number_tile import SMALL, NumberTile
from bedside.ui.other_numbers import other_numbers
from bedside.ui.sketch import Sketch
from bedside.ui.small_tiles import OtherTile
from bedside.ui.station_screen import tile_scale, tile_size
from bedside.ui.theme import Theme
from bedside.ui.tile_state import moment_of
from bedside.vitals.alarms import ActiveAlarm, Direction, Priority
from bedside.vitals.display import BedView, PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.parts import change, numeric
from tests.helpers.story import NURSE
from tests.helpers.updates import bed, desaturation, reyes
from tests.helpers.windows import PANELS, feed, open_window

LIT = (True, True)
SIZES = ((640, 400), (1024, 640), (1366, 768), (1920, 1080), (3840, 2160), (7680, 2160))
KPA = PressureUnit.KPA


def measured(update: MonitorUpdate, *more: tuple[Parameter, float, float, Age]) -> MonitorUpdate:
    """The bed with these numbers too: parameter, value, age in s, state of it."""
    fresh = {p: numeric(p, value, update.now - since, age) for p, value, since, age in more}
    return replace(update, numerics={**update.numerics, **fresh})


def due(update: MonitorUpdate, seconds: float) -> MonitorUpdate:
    assert update.nibp is not None
    return replace(update, nibp=replace(update.nibp, due_t=update.now + seconds))


COMBINED = (
    (Parameter.HR, 74.0, 1.0, Age.VALID),
    (Parameter.ETCO2, 38.0, 1.0, Age.VALID),
    (Parameter.TEMP, 36.6, 200.0, Age.FADED),
)
PUMP = ((Parameter.INFUSION_RATE, 55.0, 2.0, Age.VALID), (Parameter.INFUSION_VOLUME, 19.6, 40.0, Age.GONE))


# -- kPa -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mmhg", "shown"), ((134.0, "17.9"), (83.0, "11.1"), (100.0, "13.3"), (7.50062, "1.0"), (None, "--"))
)
def test_a_pressure_in_kpa_has_one_decimal(mmhg: float | None, shown: str) -> None:
    assert formats.pressure(mmhg, KPA) == shown


def test_a_pressure_in_mmhg_is_whole_and_nothing_else_is_converted() -> None:
    assert formats.pressure(133.6) == "134"
    assert formats.pressures(134.0, None, KPA) == "17.9/--"
    assert formats.number(38.0, Parameter.ETCO2, KPA) == "38"
    assert formats.number(97.0, Parameter.SPO2, KPA) == "97"


def test_neighbouring_pressures_stay_apart_in_kpa() -> None:
    shown = [formats.pressure(float(mmhg), KPA) for mmhg in range(20, 301)]
    assert len(set(shown)) == len(shown)


def test_tile_limits_alarm_and_station_speak_the_chosen_unit(qtbot: QtBot, look: Theme) -> None:
    signal = change(
        7, Priority.MEDIUM, Parameter.NIBP_SYS, 2500.0, direction=Direction.HIGH, value=168.0, limit=160.0
    )
    update = replace(reyes(), alarms=(ActiveAlarm(change=signal),))
    words = tile_words(update, LIT, KPA)
    assert words.nibp is not None
    assert (words.nibp.number, words.mean, words.unit) == ("17.9/11.1", "13.3", KPA)
    assert words.nibp.note == "highest 22.4 · limit 21.3"
    assert words.alarm is not None and words.alarm.message == "** NIBP 22.4 > 21.3"
    tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(560, 208)
    tile.show_update(update, moment_of(update, LIT, KPA))
    assert "17.9/11.1 kPa mean 13.3" in tile.accessibleDescription()
    assert tuple(
        f"{low} – {high}"
        for low, high in (formats.limit_range(update.limits, Parameter.NIBP_SYS, u) for u in PressureUnit)
    ) == ("90 – 160", "12.0 – 21.3")


def test_the_bed_screen_changes_its_unit_with_the_theme(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1366, 768))
    feed(window, reyes())
    assert window.bed_screen.nibp.shown.number == "134/83"
    look.pressure_unit = KPA
    feed(window, replace(reyes(), now=reyes().now + 1.0))
    assert window.bed_screen.nibp.shown.number == "17.9/11.1"


# -- other numbers ---------------------------------------------------------------------------------------


def test_every_number_a_bed_measures_has_a_place_with_unit_and_age() -> None:
    shown = [number.spoken for number in other_numbers(measured(reyes(), *COMBINED, *PUMP))]
    assert shown == [
        "HR 74 /min",
        "EtCO2 38 mmHg",
        "Temp 36.6 °C 3 min ago",
        "Pump rate 55.0 mL/h",
        "Pump volume -- mL 40 s ago",
    ]


def test_a_number_that_is_gone_says_why_and_since_when() -> None:
    update = measured(reyes(), (Parameter.HR, 74.0, 40.0, Age.GONE))
    state = replace(update.numerics[Parameter.HR], reason="probe off")
    update = replace(update, numerics={**update.numerics, Parameter.HR: state})
    assert other_numbers(update)[0].spoken == "HR -- /min probe off, 40 s ago"


def test_no_number_of_the_vocabulary_is_without_a_place() -> None:
    from bedside.ui.other_numbers import WITH_A_TILE
    from bedside.vitals.parameters import PARAMETERS

    everything = tuple((p, 1.0, 1.0, Age.VALID) for p, info in PARAMETERS.items() if not info.wave)
    names = {number.name for number in other_numbers(measured(reyes(), *everything))}
    placed = {p for p in Parameter if p in WITH_A_TILE or PARAMETERS[p].wave}
    assert len(names) == len(Parameter) - len(placed)


@pytest.mark.parametrize("more", (COMBINED, (*COMBINED, *PUMP)))
def test_other_numbers_share_the_row_of_rr_and_score_and_leave_with_them(
    qtbot: QtBot, look: Theme, more: tuple[tuple[Parameter, float, float, Age], ...]
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    screen = window.bed_screen
    assert screen.others.isHidden()
    before = screen.rr.geometry()
    feed(window, measured(reyes(), *more))
    boxes = [screen.rr.geometry(), screen.moaas.geometry(), screen.others.geometry()]
    assert screen.others.isVisible()
    for n, box in enumerate(boxes):
        assert box.y() == before.y() and box.height() == before.height()
        assert not any(box.intersects(other) for other in boxes[n + 1 :])
        assert not box.intersects(screen.nibp.geometry())
    assert boxes[2].right() == screen.nibp.geometry().right()
    feed(window, replace(reyes(), now=reyes().now + 1.0))
    assert screen.others.isHidden() and screen.rr.geometry() == before


@pytest.mark.parametrize("scale", (1.0, 1.5, 2.0))
@pytest.mark.parametrize("size", ((264, 88), (340, 88), (120, 62)))
def test_a_value_of_the_other_numbers_is_never_shortened(
    qtbot: QtBot, size: tuple[int, int], scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        if token == "num.sm":
            written.append(words)
            assert 0 <= x * self.scale <= size[0]
        return before(self, x, baseline, words, token, role, **more)

    monkeypatch.setattr(Sketch, "text", text)
    tile = OtherTile(theme.load("dark", scale))
    qtbot.addWidget(tile)
    tile.resize(*size)
    tile.show_update(measured(reyes(), *COMBINED))
    tile.grab()
    assert written == ["74", "38", "36.6"]


def test_a_respiratory_rate_tells_its_age(qtbot: QtBot, look: Theme) -> None:
    tile = NumberTile(look, Parameter.RR, SMALL)
    qtbot.addWidget(tile)
    update = measured(reyes(), (Parameter.RR, 14.0, 200.0, Age.VALID))
    tile.show_update(update, moment_of(update, LIT))
    assert "3 min ago" in tile.accessibleDescription()
    fresh = measured(reyes(), (Parameter.RR, 14.0, 1.0, Age.VALID))
    tile.show_update(fresh, moment_of(fresh, LIT))
    assert "now" in tile.accessibleDescription()


# -- due -------------------------------------------------------------------------------------------------


def test_what_is_due_stands_over_the_last_entries_and_turns_bold_when_it_is_near(
    qtbot: QtBot, look: Theme
) -> None:
    tile = LastEntries(look)
    qtbot.addWidget(tile)
    tile.show_update(due(reyes(), 340.0))
    assert [(row.words, row.time, row.soon) for row in tile.shown.rows][:2] == [
        ("NIBP due in", "5:40", False),
        ("Nausea 1", "2:04 ago", False),
    ]
    assert len(tile.shown.rows) == 3
    assert due_rows(due(reyes(), 59.0))[0].soon
    late = due_rows(due(reyes(), -61.0))[0]
    assert (late.words, late.time, late.soon) == ("NIBP overdue by", "1:01", True)
    assert due_rows(reyes()) == ()
    assert due_rows(due(reyes(mode=Mode.REPLAY), 100.0)) == ()


def test_a_large_tile_of_the_station_says_what_is_due_next() -> None:
    words = tile_words(due(bed(2), 56.0), LIT)
    assert (words.due, words.last_head, words.soon) == (("next in", "0:56"), "Next due", True)
    assert words.last == ("arm-flex-outline", "NIBP", "0:56")
    assert tile_words(bed(2), LIT).last_head == "Last entry"
    assert tile_words(due(bed(2), -5.0), LIT).last_head == "Overdue"


def test_a_small_window_says_what_is_due_in_its_header() -> None:
    assert header_words(due(reyes(), 108.0)).due == DueNow("Next due", ("NIBP 1:48",))
    assert header_words(due(reyes(), -1.0)).due == DueNow("Overdue", ("NIBP 0:01", "NIBP"))
    assert header_words(reyes()).due == DueNow()


# -- header ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ("press", "enter"))
def test_the_header_opens_the_patient_by_hand_and_by_keyboard(qtbot: QtBot, look: Theme, way: str) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    header = window.bed_screen.header
    if way == "press":
        qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(120, 30))
    else:
        header.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(header, Qt.Key.Key_Return)
    assert window.bed_screen.panels.name == "patient"


def test_the_header_says_whether_the_quiet_room_is_on(qtbot: QtBot, look: Theme) -> None:
    header = BedHeader(look)
    qtbot.addWidget(header)
    header.show_update(reyes())
    assert "Quiet room" not in header.accessibleDescription()
    header.set_quiet(True)
    assert "Quiet room on" in header.accessibleDescription()
    header.show_update(reyes())
    assert header.shown.quiet == "Quiet room on"


def test_a_recording_cannot_be_pressed(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE, keys=False)
    qtbot.addWidget(screen)
    assert screen.header.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert screen.nibp.focusPolicy() == Qt.FocusPolicy.NoFocus


# -- panels and views -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_no_panel_covers_wave_numbers_header_or_alarm_bar(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    window = open_window(qtbot, look, size)
    update = due(measured(desaturation(), *COMBINED), 100.0)
    feed(window, update)
    screen = window.bed_screen
    for name in PANELS:
        window.open_panel(name)
        feed(window, update, frames=1)
        host = screen.panels
        place = QRect(host.mapTo(window, QPoint(0, 0)), host.size())
        place.moveLeft(screen.mapTo(window, QPoint(host._place.x(), 0)).x())  # where the slide ends
        parts = (
            screen.pleth, screen.spo2, screen.pr, screen.perfusion, screen.nibp, screen.rr, screen.moaas,
            screen.others, screen.last, screen.header, window.alarm_bar,
        )  # fmt: skip
        for part in parts:
            if part.isVisible():
                covered = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
                assert not place.intersects(covered), (name, type(part).__name__)


@pytest.mark.parametrize(
    ("text", "reduced", "moves"), ((1.0, False, True), (1.0, True, False), (2.0, False, False))
)
def test_a_panel_slides_by_its_place_alone_and_not_at_all_with_reduced_motion_or_large_text(
    qtbot: QtBot, text: float, reduced: bool, moves: bool
) -> None:
    look = theme.load("dark", text)
    look.reduced_motion = reduced
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    window.open_panel("note")
    slide = window.bed_screen.panels._slide
    assert (slide.state() == QPropertyAnimation.State.Running) is moves
    assert bytes(slide.propertyName().data()) == b"pos"
    if moves:
        assert slide.duration() == 160


def test_a_view_chosen_at_the_wave_reaches_the_chart_and_the_station(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    qtbot.addWidget(screen)
    told: list[BedView] = []
    screen.view_changed.connect(told.append)
    view = BedView(bed=3, sweep_s=12.0, table=True)
    screen.pleth.view_changed.emit(view)
    assert told == [view]
    screen.set_view(BedView(bed=3))
    assert told == [view]


# -- one thing after another: numbers, then the chart -----------------------------------------------------


def charted(screen: BedScreen, seconds: float) -> float:
    """Show one frame so many seconds after the first; how far the chart's picture is after it, s."""
    update = reyes()
    now = update.now + seconds
    screen.frame(replace(update, now=now, station_now=update.station_now + seconds), 100.0 + seconds)
    assert screen.chart.picture is not None
    return round(screen.chart.picture.now - update.now, 3)


def test_the_chart_is_drawn_in_the_frame_after_the_numbers(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    qtbot.addWidget(screen)
    screen.show()
    assert charted(screen, 0.0) == 0.0  # a bed that is opened shows all of itself at once
    assert charted(screen, 5.0) == 0.0
    assert charted(screen, 5.017) == 5.017
    assert charted(screen, 5.034) == 5.017


def test_the_chart_comes_also_where_every_frame_has_new_numbers(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    qtbot.addWidget(screen)
    screen.resize(1920, 1080)
    screen.show()
    seen = [charted(screen, seconds) for seconds in (0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0)]
    assert seen == [0.0, 0.0, 6.0, 6.0, 6.0, 15.0, 15.0], "a frame each: picture, ground, show"


def test_the_chart_shows_what_is_new_three_frames_after_the_numbers(qtbot: QtBot, look: Theme) -> None:
    screen = BedScreen(look, NURSE)
    qtbot.addWidget(screen)
    screen.resize(1920, 1080)
    screen.show()
    charted(screen, 0.0)
    plot = screen.chart._view
    before = plot.grab().toImage()
    for seconds in (60.0, 60.017, 60.033):
        charted(screen, seconds)
        assert plot.grab().toImage() == before
    charted(screen, 60.05)
    assert plot.grab().toImage() != before


# -- text of any size, all beds in alarm ----------------------------------------------------------------


class Spy(Sketch):
    """Keeps where words stand, px at 100 %."""

    def __init__(self, painter: QPainter, look: Theme, scale: float) -> None:
        super().__init__(painter, look, scale)
        self.texts: list[tuple[str, QRectF]] = []

    def text(self, x, baseline, words, token, role, *, align=-1, room=None, px=None):
        advance = super().text(x, baseline, words, token, role, align=align, room=room, px=px)
        high = (self.theme.px(token, self.scale) if px is None else px) / self.scale
        left = x - (advance if align == 1 else advance / 2 if align == 0 else 0.0)
        if words.strip():
            self.texts.append((words, QRectF(left, baseline - 0.72 * high, advance, 0.74 * high)))
        return advance


@pytest.mark.parametrize("text", (1.0, 1.25, 1.5, 2.0))
@pytest.mark.parametrize("size", ((916, 480), (640, 330), (454, 236), (320, 166), (205, 100), (152, 80)))
def test_words_of_a_tile_are_never_cut_by_its_edge_at_any_size_of_text(
    qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    look = theme.load("dark", text)
    for update in (due(bed(2), 56.0), desaturation(), measured(reyes(), *COMBINED)):
        pixmap = QPixmap(*size)
        name = tile_size(*size, few=size[0] > 600)
        scale = 1.0 if name == "mini" else tile_scale(*size, name)
        painter = QPainter(pixmap)
        spy = Spy(painter, look, scale)
        rect = QRectF(0, 0, size[0] / scale, size[1] / scale)
        words = tile_words(update, LIT)
        if name == "mini":
            paint_mini(spy, rect, words, focused=False)
        else:
            paint_tile(spy, rect, words, large=name == "large", focused=False)
        painter.end()
        for said, box in spy.texts:
            assert rect.adjusted(-1, -1, 1, 1).contains(box), said


@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("count", (1, 2, 4, 5, 9, 16))
def test_up_to_sixteen_beds_all_in_alarm_each_show_their_message(
    qtbot: QtBot, count: int, text: float
) -> None:
    window = open_window(qtbot, theme.load("dark", text), (1920, 1080))
    feed(window, *(replace(desaturation(), bed=n) for n in range(1, count + 1)))
    window.show_screen("station")
    feed(window, *(replace(desaturation(), bed=n) for n in range(1, count + 1)))
    for n in range(1, count + 1):
        words = tile_words(replace(desaturation(), bed=n), LIT)
        assert words.alarm is not None and words.alarm.message == "*** SpO2 86 < 88"
    window.grab()


def test_a_bed_screen_fits_the_window_it_is_made_for() -> None:
    assert extent_of(1920, 1080).scale == 1.0

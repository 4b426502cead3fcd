"""The Devices screen: rows in words, connect by hand, detach, and what an empty one says."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from bedside import registry
from bedside.monitor.updates import StationUpdate
from bedside.simulation.faults import Fault
from bedside.ui import device_words
from bedside.ui import theme as themes
from bedside.ui.device_captures import captures_in
from bedside.ui.device_columns import columns
from bedside.ui.devices_screen import DevicesScreen
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.records import RecordingState
from bedside.vitals.station_commands import AttachDevice, CaptureDevice, DetachDevice
from tests.helpers.device_rows import NOW, found, listening, silent, station_of, ward
from tests.helpers.hosting import host
from tests.helpers.parts import device_row
from tests.helpers.story import NURSE


def station(*rows: DeviceRow, now: float = 100.0) -> StationUpdate:
    return StationUpdate(
        station_now=now,
        utc=datetime(2026, 11, 14, tzinfo=UTC),
        recording=RecordingState(),
        devices=rows,
        intended_use_accepted=True,
    )


@pytest.fixture
def screen(qtbot: QtBot, look: Theme) -> DevicesScreen:
    widget = DevicesScreen(look)
    host(qtbot, widget, 1840, 968)
    widget.set_actor(NURSE)
    widget.set_drivers([registry.load(key).info for key in ("contec_v7", "contec_5byte", "nonin", "dinamap")])
    widget.foot.set_ports([("/dev/ttyUSB0", "FTDI"), ("/dev/ttyUSB3", "CP2102")])
    widget.show()
    return widget


def sent(screen: DevicesScreen) -> list[object]:
    commands: list[object] = []
    screen.command.connect(commands.append)
    return commands


def test_a_row_says_what_hangs_where_and_in_which_state(screen: DevicesScreen) -> None:
    screen.show_update(station(device_row()))
    assert screen.list.row_words() == ["Nonin Xpod, /dev/ttyUSB0, bed 1, Measuring, signal good"]


@pytest.mark.req("SAFE-01")
def test_a_simulated_device_is_marked(screen: DevicesScreen) -> None:
    screen.show_update(station(device_row("contec_v7@/dev/pts/4", simulated=True)))
    assert "simulated" in screen.list.row_words()[0]


@pytest.mark.parametrize("state", list(LinkState))
def test_every_state_has_words_even_without_a_sentence(screen: DevicesScreen, state: LinkState) -> None:
    screen.show_update(station(device_row(state=state, sentence="", last_byte_t=None, frames_per_s=None)))
    screen.list.choose(0)
    screen.grab()
    words = screen.list.row_words()[0]
    assert len(words.split(", ", 3)[3]) > 5


def test_an_empty_screen_says_what_to_do_next(screen: DevicesScreen) -> None:
    screen.show_update(station())
    assert screen._pages.currentIndex() == 1
    said = " ".join(label.text() for label in screen._pages.currentWidget().findChildren(Words))
    for promise in ("listens by itself", "offers a bed", "USB-HID", "Simulator"):
        assert promise in said
    screen.show_update(station(device_row()))
    assert screen._pages.currentIndex() == 0


def test_a_device_is_connected_by_port_kind_and_bed(screen: DevicesScreen) -> None:
    commands = sent(screen)
    screen.show_update(station())
    screen.add_key.click()
    assert not screen.form.act_key.isEnabled()
    screen.form.port_keys[1].click()
    screen.form.drivers.keys["nonin"].click()
    screen.form.beds.keys[7].click()
    assert screen.form.act_key.text() == "Connect Nonin to bed 7"
    screen.form.act_key.click()
    assert commands == [AttachDevice(bed=7, actor=NURSE, driver="nonin", port="/dev/ttyUSB3")]


def test_a_port_can_be_typed(screen: DevicesScreen, qtbot: QtBot) -> None:
    commands = sent(screen)
    screen.add_key.click()
    qtbot.keyClicks(screen.form.port.edit, "socket://127.0.0.1:7000")
    screen.form.drivers.keys["dinamap"].click()
    screen.form.beds.keys[16].click()
    qtbot.keyClick(screen.form.port.edit, Qt.Key.Key_Return)
    assert commands == [AttachDevice(bed=16, actor=NURSE, driver="dinamap", port="socket://127.0.0.1:7000")]


def test_a_port_in_use_is_refused_in_words_before_anything_is_sent(screen: DevicesScreen) -> None:
    screen.show_update(station(device_row()))
    screen.add_key.click()
    screen.form.port_keys[0].click()
    screen.form.drivers.keys["nonin"].click()
    screen.form.beds.keys[2].click()
    assert not screen.form.act_key.isEnabled()
    assert "already connected for bed 1" in screen.form.missing.text()


def test_the_chosen_device_can_be_detached(screen: DevicesScreen) -> None:
    commands = sent(screen)
    screen.show_update(
        station(device_row(), device_row("contec_v7@/dev/ttyUSB1", bed=2, title="Contec V7.0"))
    )
    assert screen.chosen is None
    screen.list.choose(1)
    assert screen.detach_key.text() == "Detach from bed 2"
    screen.detach_key.click()
    assert commands == [DetachDevice(bed=2, actor=NURSE, device="contec_v7@/dev/ttyUSB1")]


def test_a_refusal_is_shown_as_a_sentence_until_the_next_attempt(screen: DevicesScreen) -> None:
    screen.show_update(station(device_row()))
    screen.show_refusal("Bed 1 already has a source of SpO2: detach it first.")
    assert screen.refusal.startswith("Bed 1 already")
    screen.list.choose(0)
    screen.detach_key.click()
    assert screen.refusal == ""


def test_the_choice_survives_new_values_and_goes_with_its_device(screen: DevicesScreen) -> None:
    row = device_row()
    screen.show_update(station(row))
    screen.list.choose(0)
    screen.show_update(station(replace(row, frames_per_s=74.0), now=101))
    assert screen.chosen is not None
    screen.show_update(station(now=102))
    assert screen.chosen is None


def test_esc_closes_the_form(screen: DevicesScreen, qtbot: QtBot) -> None:
    screen.show_update(station(device_row()))
    screen.add_key.click()
    assert screen.form.isVisible()
    qtbot.keyClick(screen.form.port.edit, Qt.Key.Key_Escape)
    assert not screen.form.isVisible()


def test_an_unchanged_update_costs_no_new_layout(
    screen: DevicesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = station(device_row())
    screen.show_update(update)
    shown = []
    monkeypatch.setattr(screen, "_show_detail", lambda: shown.append(1))
    for frame in range(120):
        screen.show_update(replace(update, station_now=100 + frame / 60))
    assert shown == []


# -- the table ---------------------------------------------------------------------------------------------


def test_the_header_counts_known_sending_unnamed_silent_and_unplugged(screen: DevicesScreen) -> None:
    screen.show_update(station_of(*ward(), searches=(silent(),)))
    assert screen.header.summary.text() == "9 known · 6 sending · 1 unnamed · 1 silent · 1 unplugged"
    screen.show_update(station_of(*ward(), searches=(found(),), now=NOW + 1))
    assert "1 found" in screen.header.summary.text()


def test_a_searched_port_is_a_row_of_the_table(screen: DevicesScreen) -> None:
    screen.show_update(station_of(*ward(), searches=(listening(),)))
    words = screen.list.row_words()
    assert len(words) == 9
    assert words[0].startswith("Not named yet, COM9, no bed, ")
    assert device_words.line_of(listening()) == "listening · 9600 8N1"


@pytest.mark.parametrize("width", range(240, 2600, 20))
def test_columns_never_overlap_and_device_bed_and_state_always_stay(width: int) -> None:
    placed = columns(float(width))
    assert {"device", "bed", "state"} <= set(placed)
    inside = list(placed.values())
    for left, right in pairwise(inside):
        assert right.left >= left.right + 8, (left, right)
    if width >= 480:
        assert inside[-1].right <= width - 8
        assert placed["state"].room >= 186


def test_the_least_important_columns_go_first() -> None:
    shown = [set(columns(float(width))) for width in range(600, 2000, 50)]
    for narrow, wide in pairwise(shown):
        assert narrow <= wide
    assert set(columns(1840)) == {
        "device", "port", "line", "bed", "state", "frames", "bad", "loss", "delay", "byte", "spark",
    }  # fmt: skip
    assert "spark" not in columns(1008)
    assert "port" in columns(600)


def test_rows_are_chosen_with_up_and_down_and_enter_leads_to_what_can_be_done(
    screen: DevicesScreen, qtbot: QtBot
) -> None:
    screen.show_update(station_of(*ward()))
    view = screen.list.focusProxy()
    assert view is not None
    with qtbot.waitActive(screen.window()):
        screen.window().activateWindow()
    screen.list.choose(0)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert screen.chosen is not None and screen.chosen.device == "dinamap@COM4"
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert screen.detach_key.hasFocus()


def test_the_chosen_row_shows_that_it_has_the_keyboard(screen: DevicesScreen, qtbot: QtBot) -> None:
    screen.show_update(station_of(*ward()))
    screen.list.choose(2)
    with qtbot.waitActive(screen.window()):
        screen.window().activateWindow()
    screen.header.add_key.setFocus()
    plain = screen.list.grab().toImage()
    screen.list.setFocus()
    assert screen.list.grab().toImage() != plain


def test_values_alone_are_painted_a_few_times_a_second_a_new_state_at_once(
    screen: DevicesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ward()
    screen.show_update(station_of(*rows))
    taken: list[int] = []
    before = screen.list._model.set_rows
    monkeypatch.setattr(screen.list._model, "set_rows", lambda new: (taken.append(1), before(new)))
    for frame in range(1, 61):
        counters = replace(rows[0].counters, bytes_in=frame)
        screen.show_update(station_of(replace(rows[0], counters=counters), *rows[1:], now=NOW + frame / 60))
    assert len(taken) <= 5
    taken.clear()
    gone = replace(rows[0], state=LinkState.GONE, sentence="Unplugged.")
    screen.show_update(station_of(gone, *rows[1:], now=NOW + 1.001))
    assert taken == [1]


def test_loss_and_delay_that_nobody_measured_are_dashes_never_zero(screen: DevicesScreen) -> None:
    row = replace(device_row(), loss=None, delay_s=None)
    numbers = screen.list._delegate._numbers(row, away=False)
    assert numbers["loss"] == numbers["delay"] == "–"
    numbers = screen.list._delegate._numbers(replace(row, loss=0.0, delay_s=0.0), away=False)
    assert (numbers["loss"], numbers["delay"]) == ("0.00", "0.00")


@pytest.mark.parametrize("size", ((1824, 912), (1299, 660), (1008, 556), (624, 335)))
def test_nothing_lies_over_anything_else_at_any_size(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    widget = DevicesScreen(look)
    host(qtbot, widget, *size)
    widget.show()
    for update in (station_of(), station_of(*ward(), searches=(found(),))):
        widget.show_update(update)
        for page in ("", "add", "replay", "bundle"):
            if page:
                widget.header.key_of(page).click()
            parts = [widget.header, widget._table_tile, widget._doctor_tile, widget._raw_tile]
            parts += [*widget.foot.tiles.values(), widget.tabs]
            shown = [part for part in parts if part.isVisible()]
            for n, part in enumerate(shown):
                assert widget.rect().contains(part.geometry()), part
                assert not any(part.geometry().intersects(other.geometry()) for other in shown[n + 1 :])
            widget.grab()
            if page:
                widget.header.key_of(page).click()


def test_in_a_small_window_one_part_is_shown_at_a_time_and_every_one_can_be_reached(
    qtbot: QtBot, look: Theme
) -> None:
    widget = DevicesScreen(look)
    host(qtbot, widget, 624, 335)
    widget.show()
    widget.show_update(station_of(*ward(), searches=(found(),)))
    for page, part in (("table", widget.list), ("doctor", widget.doctor), ("raw", widget.raw)):
        widget.tabs.keys[page].click()
        assert part.isVisible()
        assert [p for p in (widget.list, widget.doctor, widget.raw) if p.isVisible()] == [part]
    qtbot.keyClick(widget, Qt.Key.Key_Escape)
    assert widget.list.isVisible()
    widget.list.entered.emit()
    assert widget.doctor.isVisible()


# -- plug in, and see ---------------------------------------------------------------------------------------


def test_what_was_plugged_in_is_shown_named_and_offered_without_touching_anything(
    screen: DevicesScreen,
) -> None:
    screen.show_update(station_of(*ward()))
    assert screen.chosen_row is None
    screen.show_update(station_of(*ward(), searches=(listening(),), now=NOW + 1))
    assert screen.chosen_row == listening()
    assert "9600 8N1: being tried now" in screen.doctor.tried.words()
    screen.show_update(station_of(*ward(), searches=(found(),), now=NOW + 5))
    assert screen.doctor.keys.use.isVisible()
    assert screen.doctor.keys.use.text() == "Use it for Bed 6"


def test_the_device_of_a_bed_taken_with_one_tap_is_followed(screen: DevicesScreen) -> None:
    commands = sent(screen)
    screen.show_update(station_of(*ward(), searches=(found(),)))
    screen.doctor.keys.use.click()
    assert commands == [
        AttachDevice(bed=6, actor=NURSE, driver="contec_5byte", port="COM9", line="19200 8O1")
    ]
    focus = QApplication.focusWidget()
    assert focus is not None and screen.list.isAncestorOf(focus), "where Use it was comes Detach"
    screen.show_update(station_of(*ward(), now=NOW + 1))
    new = replace(ward()[2], device="contec_5byte@COM9", port="COM9", bed=6)
    screen.show_update(station_of(*ward(), new, now=NOW + 2))
    assert screen.chosen == new


def test_a_person_who_works_here_is_not_taken_away_from_their_row(screen: DevicesScreen) -> None:
    screen.show_update(station_of(*ward(), now=NOW))
    screen.list.choose(1)
    screen.show_update(station_of(*ward(), searches=(listening(),), now=NOW + 3))
    assert screen.chosen is not None and screen.chosen.device == "dinamap@COM4"
    screen.show_update(station_of(*ward(), searches=(listening(), listening("COM12")), now=NOW + 60))
    assert screen.chosen_row == listening("COM12")
    screen.raw.pause_key.click()
    screen.show_update(
        station_of(*ward(), searches=(listening(), listening("COM12"), listening("COM13")), now=NOW + 120)
    )
    assert screen.chosen_row == listening("COM12")


# -- the keys of the header ----------------------------------------------------------------------------------


def test_the_line_can_be_another_of_the_drivers_or_typed(screen: DevicesScreen) -> None:
    commands = sent(screen)
    screen.add_key.click()
    screen.form.port.edit.setText("COM5")
    screen.form.drivers.keys["contec_5byte"].click()
    screen.form.beds.keys[2].click()
    assert screen.form.lines.keys[""].isChecked()
    screen.form.lines.keys["4800 8O1"].click()
    screen.form.act_key.click()
    screen.form.lines.field.edit.setText("9600 8x1")
    assert not screen.form.act_key.isEnabled()
    assert "9600 8N1" in screen.form.missing.text()
    screen.form.lines.field.edit.setText("38400 8n1")
    screen.form.act_key.click()
    assert [command.line for command in commands] == ["4800 8O1", "38400 8N1"]  # type: ignore[attr-defined]


def test_a_driver_is_found_by_the_name_of_a_model(screen: DevicesScreen) -> None:
    screen.add_key.click()
    screen.form.drivers.field.edit.setText("xpod")
    shown = [key for key, chip in screen.form.drivers.keys.items() if not chip.isHidden()]
    assert shown == ["nonin"]
    screen.form.drivers.field.edit.setText("no such thing")
    assert "No driver knows" in screen.form.drivers._none.text()


def test_raw_bytes_of_the_chosen_device_are_recorded_and_the_file_is_named(screen: DevicesScreen) -> None:
    commands = sent(screen)
    row = device_row()
    screen.show_update(station(row))
    assert not screen.header.record_key.isEnabled()
    screen.list.choose(0)
    screen.header.record_key.click()
    screen.show_update(station(replace(row, capture="nonin-1.bsc"), now=100.01))
    assert screen.header.record_key.accessibleName() == "Stop recording"
    assert "nonin-1.bsc" in screen.raw.where.text()
    assert "nonin-1.bsc" in screen.doctor.counts.text()
    screen.header.record_key.click()
    assert commands == [
        CaptureDevice(bed=1, actor=NURSE, device=row.device, on=True),
        CaptureDevice(bed=1, actor=NURSE, device=row.device, on=False),
    ]


def test_a_capture_is_replayed_as_a_device_with_faults(screen: DevicesScreen) -> None:
    asked: list[tuple[object, ...]] = []
    screen.replay_asked.connect(lambda *what: asked.append(what))
    screen.foot.captures_wanted.connect(lambda: screen.foot.set_captures([("/captures/a.bsc", "nonin")]))
    screen.show_update(station(device_row()))
    screen.header.replay_key.click()
    screen.replay.file_keys[0].click()
    assert screen.replay.drivers.info is not None and screen.replay.drivers.info.key == "nonin"
    screen.replay.beds.keys[1].click()
    assert "real device" in screen.replay.missing.text()
    assert not screen.replay.act_key.isEnabled()
    screen.replay.beds.keys[5].click()
    for row in screen.replay.faults.rows.values():
        row.key.click()
        row.start.edit.setText("10")
        row.end.edit.setText("20,5")
    screen.replay.act_key.click()
    file, driver, bed, faults = asked[0]
    assert (file, driver, bed) == ("/captures/a.bsc", "nonin", 5)
    assert faults == (
        ("unplug", 10.0, 20.5, 0.0),
        ("byte_loss", 10.0, 20.5, 0.03),
        ("noise", 10.0, 20.5, 0.03),
        ("stuck", 10.0, 20.5, 0.0),
        ("held", 10.0, 20.5, 0.0),
    )
    for kind, start, end, amount in faults:  # type: ignore[misc]
        Fault(kind=kind, start_s=start, end_s=end, amount=amount)  # the simulator takes each


@pytest.mark.parametrize(
    ("start", "end", "share", "complaint"),
    (
        ("20", "10", "3", "from when until when"), ("x", "10", "3", "from when"), ("1", "2", "0", "share"),
        ("1", "2", "nan", "share"),
    ),
)  # fmt: skip
def test_a_fault_that_cannot_be_is_refused_in_words(
    screen: DevicesScreen, start: str, end: str, share: str, complaint: str
) -> None:
    screen.header.replay_key.click()
    screen.replay.file.edit.setText("/captures/a.bsc")
    screen.replay.drivers.keys["nonin"].click()
    screen.replay.beds.keys[5].click()
    row = screen.replay.faults.rows["byte_loss"]  # type: ignore[index]
    row.key.click()
    assert screen.replay.act_key.isEnabled()
    row.start.edit.setText(start)
    row.end.edit.setText(end)
    row.amount.edit.setText(share)
    assert not screen.replay.act_key.isEnabled()
    assert complaint in screen.replay.missing.text()


def test_a_support_bundle_is_written_where_the_person_says_and_the_page_tells_where(
    screen: DevicesScreen,
) -> None:
    asked: list[str] = []
    screen.foot.bundle_asked.connect(asked.append)
    screen.foot.set_bundle_path("/home/clinic/bundle.zip")
    screen.header.bundle_key.click()
    screen.bundle.act_key.click()
    screen.foot.show_bundle("The bundle is in /home/clinic/bundle.zip.")
    assert asked == ["/home/clinic/bundle.zip"]
    assert screen.bundle.missing.text() == "The bundle is in /home/clinic/bundle.zip."
    screen.bundle.path.edit.setText(" ")
    assert not screen.bundle.act_key.isEnabled()


def test_every_key_of_every_page_has_a_name_and_takes_the_keyboard(screen: DevicesScreen) -> None:
    screen.show_update(station_of(*ward(), searches=(found(),)))
    screen.list.choose(0)
    for page in ("", "add", "replay", "bundle"):
        if page:
            screen.header.key_of(page).click()
        shown = [key for key in screen.findChildren(QAbstractButton) if key.isVisible()]
        assert len(shown) >= 6
        for key in shown:
            assert key.accessibleName().strip(), key.text()
            assert key.focusPolicy() & Qt.FocusPolicy.TabFocus, key.accessibleName()


def test_a_device_that_was_named_is_offered_rather_than_a_silent_port(screen: DevicesScreen) -> None:
    quiet = silent("COM1")
    screen.show_update(station_of(searches=(quiet, listening()), now=NOW))
    screen.show_update(station_of(searches=(quiet, found()), now=NOW + 2))
    assert screen.chosen_row == found()
    screen.show_update(station_of(searches=(quiet, found(), listening("COM2")), now=NOW + 4))
    assert screen.chosen_row == found()


def test_a_silent_port_of_the_computer_itself_stands_below_the_devices_and_is_not_chosen(
    screen: DevicesScreen,
) -> None:
    own = silent("ttyS0", built_in=True)
    screen.show_update(station_of(*ward(), searches=(own, silent("COM9")), now=NOW))
    assert [device_words.port_of(row) for row in (screen._rows[0], screen._rows[-1])] == ["COM9", "ttyS0"]
    assert screen.chosen_row != own
    speaks = silent("ttyS0", built_in=True, tried=found().tried[:1])
    screen.show_update(station_of(*ward(), searches=(speaks,), now=NOW + 40))
    assert device_words.port_of(screen._rows[0]) == "ttyS0"


def test_the_table_says_in_few_words_what_the_doctor_says_in_full(screen: DevicesScreen) -> None:
    assert device_words.short_sentence_of(found()) == "Found: choose its bed"
    assert device_words.short_sentence_of(silent()) == "Silent: no byte was heard"
    heard = silent(tried=found().tried[:2])
    assert device_words.short_sentence_of(heard) == "Bytes arrive, none form a frame"
    denied = silent(tried=(), sentence="Permission denied for COM9.")
    assert device_words.short_sentence_of(denied) == "Permission denied for COM9."


@pytest.mark.parametrize(
    ("port", "short"),
    (
        ("COM3", "COM3"),
        ("/dev/ttyUSB0", "ttyUSB0"),
        ("/dev/serial/by-id/usb-FTDI_A10-port0", "FTDI_A10-port0"),
        ("/dev/pts/4", "pts/4"),
        ("socket://127.0.0.1:7000", "socket://127.0.0.1:7000"),
        ("/tmp/somewhere/nonin", "nonin"),
    ),
)
def test_ports_are_shortened_to_what_tells_them_apart(port: str, short: str) -> None:
    assert device_words.short_port(port) == short


def test_the_newest_captures_are_offered_with_their_driver_and_nothing_else(tmp_path: Path) -> None:
    assert captures_in(None) == captures_in(tmp_path / "none") == []
    for n, driver in enumerate(("nonin", "masimo")):
        path = tmp_path / f"{n}.jsonl"
        path.write_text(json.dumps({"format": "bedside-capture", "version": 1, "driver": driver}) + "\n")
        os.utime(path, (1000 + n, 1000 + n))
    (tmp_path / "broken.jsonl").write_text("no capture")
    (tmp_path / "notes.txt").write_text("words")
    assert captures_in(tmp_path) == [
        (str(tmp_path / "1.jsonl"), "masimo"),
        (str(tmp_path / "0.jsonl"), "nonin"),
    ]


@pytest.mark.parametrize("text", (1.0, 1.5, 2.0))
@pytest.mark.parametrize("width", (600.0, 1200.0, 1832.0))
def test_columns_have_room_for_larger_text_and_stay_in_the_table(width: float, text: float) -> None:
    placed = list(columns(width, text).values())
    usual = columns(1832.0)
    assert placed[-1].right <= width
    assert [a.key for a, b in pairwise(placed) if a.right > b.left] == []
    if width > 1000.0:
        assert [each.key for each in placed if each.room < 0.4 * text * usual[each.key].room] == []


def test_large_text_shows_one_part_at_a_time_where_three_have_no_room(qtbot: QtBot) -> None:
    whole = {}
    for text in (1.0, 2.0):
        screen = DevicesScreen(themes.load("dark", text))
        qtbot.addWidget(screen)
        screen.resize(1300, 650)
        screen.show()
        screen.show_update(replace(station_of(*ward()), searches=(found(),)))
        parts = (screen.list, screen.doctor, screen.raw)
        whole[text] = [part.isVisibleTo(screen) for part in parts]
        assert screen.tabs.isVisibleTo(screen) is (text > 1.0)
    assert whole == {1.0: [True, True, True], 2.0: [True, False, False]}

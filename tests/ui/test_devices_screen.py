"""The Devices screen: rows in words, connect by hand, detach, and what an empty one says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import StationUpdate
from bedside.ui.devices_screen import DevicesScreen
from bedside.ui.theme import Theme
from bedside.vitals.commands import AttachDevice, DetachDevice
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.records import RecordingState
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
    widget.set_drivers([("contec_v7", "Contec V7.0"), ("nonin", "Nonin DF2"), ("dinamap", "GE DINAMAP")])
    widget.set_ports([("/dev/ttyUSB0", "FTDI"), ("/dev/ttyUSB3", "CP2102")])
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
    screen.show_update(station(device_row()))
    assert screen._pages.currentIndex() == 0


def test_a_device_is_connected_by_port_kind_and_bed(screen: DevicesScreen) -> None:
    commands = sent(screen)
    screen.show_update(station())
    screen.add_key.click()
    assert not screen.form.connect_key.isEnabled()
    screen.form.port_keys[1].click()
    screen.form.driver_keys["nonin"].click()
    screen.form.bed_keys[7].click()
    assert screen.form.connect_key.text() == "Connect Nonin DF2 to bed 7"
    screen.form.connect_key.click()
    assert commands == [AttachDevice(bed=7, actor=NURSE, driver="nonin", port="/dev/ttyUSB3")]


def test_a_port_can_be_typed(screen: DevicesScreen, qtbot: QtBot) -> None:
    commands = sent(screen)
    screen.add_key.click()
    qtbot.keyClicks(screen.form.port.edit, "socket://127.0.0.1:7000")
    screen.form.driver_keys["dinamap"].click()
    screen.form.bed_keys[16].click()
    qtbot.keyClick(screen.form.port.edit, Qt.Key.Key_Return)
    assert commands == [AttachDevice(bed=16, actor=NURSE, driver="dinamap", port="socket://127.0.0.1:7000")]


def test_a_port_in_use_is_refused_in_words_before_anything_is_sent(screen: DevicesScreen) -> None:
    screen.show_update(station(device_row()))
    screen.add_key.click()
    screen.form.port_keys[0].click()
    screen.form.driver_keys["nonin"].click()
    screen.form.bed_keys[2].click()
    assert not screen.form.connect_key.isEnabled()
    assert "already connected for bed 1" in screen.form._missing.text()


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

"""The connection doctor: what it says of every kind of row, and what its keys send."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from bedside import registry
from bedside.link.doctor import PERMISSION_HELP
from bedside.monitor.search_row import USB
from bedside.ui.device_beds import free_bed
from bedside.ui.device_doctor import DoctorPanel
from bedside.ui.device_words import in_parts
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED
from bedside.vitals.devices import LinkState, PortSearch, SearchState
from bedside.vitals.parameters import Parameter
from bedside.vitals.station_commands import AttachDevice, DetachDevice, SearchPort, StopSearch
from tests.helpers.device_rows import CUFF, OXIMETER, device, found, listening, silent, ward
from tests.helpers.hosting import host
from tests.helpers.story import NURSE


@pytest.fixture
def doctor(qtbot: QtBot, look: Theme) -> DoctorPanel:
    panel = DoctorPanel(look)
    host(qtbot, panel, 616, 452)
    panel.set_infos({key: registry.load(key).info for key in ("contec_5byte", "dinamap")})
    panel.actor = NURSE
    panel.show()
    return panel


def sent(panel: DoctorPanel) -> list[object]:
    commands: list[object] = []
    panel.command.connect(commands.append)
    return commands


def keys(panel: DoctorPanel) -> list[str]:
    return [key.text() for key in panel.keys.all if key.isVisible()]


def test_a_found_device_is_offered_for_the_lowest_free_bed(doctor: DoctorPanel) -> None:
    commands = sent(doctor)
    doctor.show_row(found(), ward())
    assert "this is a Contec five-byte oximeter" in doctor.sentence.text()
    assert keys(doctor) == ["Use it for Bed 6", "Another bed or name", "Leave it alone"]
    assert doctor.keys.use.primary
    assert doctor.hint.text() == "Bed 6 is free. Nothing is recorded until a bed is chosen."
    doctor.keys.use.click()
    assert commands == [
        AttachDevice(bed=6, actor=NURSE, driver="contec_5byte", port="COM9", line="19200 8O1")
    ]


def test_another_bed_or_name_takes_port_driver_and_line_along(doctor: DoctorPanel) -> None:
    asked: list[tuple[str, ...]] = []
    doctor.by_hand.connect(lambda *what: asked.append(what))
    doctor.show_row(found(), ())
    doctor.keys.other.click()
    doctor.show_row(silent(), ())
    assert doctor.keys.other.text() == "Name it by hand"
    doctor.keys.other.click()
    assert asked == [("COM9", "contec_5byte", "19200 8O1"), ("COM9", "", "")]


def test_a_bed_is_free_for_what_the_device_measures() -> None:
    cuff = device("dinamap", "DINAMAP", "COM1", "9600 8N1", 1, "", parameters=CUFF)
    oximeter = device("nonin", "Nonin", "COM2", "9600 8N1", 2, "")
    assert free_bed((cuff, oximeter), OXIMETER, simulated=False) == 1
    assert free_bed((cuff, oximeter), CUFF, simulated=False) == 2
    gone = replace(cuff, state=LinkState.DETACHED)
    assert free_bed((gone,), CUFF, simulated=False) == 1


@pytest.mark.req("SAFE-01")
def test_a_real_device_is_never_offered_a_simulated_bed_nor_the_other_way_round() -> None:
    simulated = device("dinamap", "DINAMAP", "x", "", 1, "", parameters=CUFF, simulated=True)
    assert free_bed((simulated,), OXIMETER, simulated=False) == 2
    assert free_bed((replace(simulated, simulated=False),), OXIMETER, simulated=True) == 2


def test_without_a_free_bed_the_key_is_closed_and_the_words_say_why(doctor: DoctorPanel) -> None:
    full = [device("nonin", "Nonin", f"COM{bed}", "9600 8N1", bed, "") for bed in range(1, 17)]
    assert free_bed(full, (Parameter.SPO2,), simulated=False) is None
    doctor.show_row(found(), full)
    assert not doctor.keys.use.isEnabled()
    assert "Every bed has a source" in doctor.hint.text()


def test_a_device_of_a_bed_with_oximeter_and_cuff_says_where_their_arms_are_said(
    doctor: DoctorPanel,
) -> None:
    oximeter, cuff, alone, *_ = ward()
    for row in (oximeter, cuff):
        doctor.show_row(row, ward())
        assert doctor.hint.text() == (
            "Bed 1 has an oximeter and a cuff: put them on two arms where you can, and say which "
            "on the session's baseline page."
        )
    gone = replace(cuff, state=LinkState.DETACHED)
    for row, rows in ((alone, ward()), (oximeter, (oximeter, gone)), (oximeter, (oximeter,))):
        doctor.show_row(row, rows)
        assert doctor.hint.text() == ""


def test_a_silent_port_may_be_asked_and_the_warning_stands_before_the_key(doctor: DoctorPanel) -> None:
    commands = sent(doctor)
    doctor.show_row(silent(), ())
    assert "never ask where a pump or a ventilator" in doctor.hint.text()
    assert doctor.hint.geometry().bottom() <= doctor.keys.ask.geometry().top()
    assert doctor.advice.text().startswith("switch the device on")
    doctor.keys.ask.click()
    doctor.keys.again.click()
    doctor.keys.leave.click()
    assert commands == [
        SearchPort(bed=STATION_BED, actor=NURSE, port="COM9", may_ask=True),
        SearchPort(bed=STATION_BED, actor=NURSE, port="COM9", may_ask=False),
        StopSearch(bed=STATION_BED, actor=NURSE, port="COM9"),
    ]


def test_a_port_that_was_asked_already_or_is_not_silent_cannot_be_asked(doctor: DoctorPanel) -> None:
    doctor.show_row(silent(may_ask=False), ())
    assert keys(doctor) == ["Listen again", "Name it by hand", "Leave it alone"]


@pytest.mark.parametrize("state", (SearchState.LISTENING, SearchState.ASKING))
def test_while_it_listens_only_leaving_alone_is_offered(doctor: DoctorPanel, state: SearchState) -> None:
    search = listening(state=state, tried=found().tried[:1], line="115200 8N1")
    doctor.show_row(search, ())
    assert keys(doctor) == ["Leave it alone"]
    assert doctor.tried.words() == [
        "9600 8N1: 512 bytes in 3.0 s, no frame",
        "115200 8N1: being tried now",
    ]


def test_a_device_without_a_port_offers_nothing_that_cannot_work(doctor: DoctorPanel) -> None:
    hid = PortSearch(
        port=USB,
        words="USB-HID, no serial port",
        state=SearchState.NOT_FOUND,
        since_t=0.0,
        sentence="A Contec oximeter is plugged in that is a USB-HID device.",
        advice="Use a model with the serial cable.",
    )
    doctor.show_row(hid, ())
    assert keys(doctor) == ["Leave it alone"]


def test_an_attached_device_shows_its_numbers_and_can_be_detached(doctor: DoctorPanel) -> None:
    commands = sent(doctor)
    row = ward()[2]
    doctor.show_row(row, ward())
    assert "60.00 frames/s, 0.01 % lost, 0.02 s behind" in doctor.counts.text()
    assert "measures SpO2, PR, Pleth" in doctor.counts.text()
    assert keys(doctor) == ["Detach from bed 2"]
    doctor.keys.detach.click()
    assert commands == [DetachDevice(bed=2, actor=NURSE, device="contec_5byte@COM5")]


def test_a_device_that_came_back_on_another_port_says_where_it_is(doctor: DoctorPanel) -> None:
    doctor.show_row(replace(ward()[2], port_now="COM12"), ())
    assert doctor.where.text().startswith("COM12, attached at COM5")


def test_a_lossy_link_says_how_much_is_lost_and_what_to_check(doctor: DoctorPanel) -> None:
    doctor.show_row(ward()[5], ())
    assert doctor.advice.text().startswith("3.1 % of the bytes")
    doctor.show_row(ward()[0], ())
    assert not doctor.advice.isVisible()


def test_commands_to_type_stand_on_lines_of_their_own_and_can_be_copied(doctor: DoctorPanel) -> None:
    doctor.show_row(silent(sentence="Permission denied for COM9.", advice=PERMISSION_HELP, tried=()), ())
    typed = [line.edit.text() for line in doctor.advice.commands]
    assert typed[0] == 'sudo usermod -aG dialout "$USER"'
    assert typed[1].startswith("sudo install -m 644 ") and typed[1].endswith("--subsystem-match=tty")
    assert all(line.edit.isReadOnly() for line in doctor.advice.commands)
    doctor.advice.commands[0].copy_key.click()
    assert QGuiApplication.clipboard().text() == typed[0]
    assert doctor.advice.commands[0].copy_key.text() == "Copied"


@pytest.mark.parametrize(
    ("words", "parts"),
    (
        ("check the cable.", [("Check the cable.", False)]),
        ("type `sudo ls` now.", [("Type", False), ("sudo ls", True), ("Now.", False)]),
        ("Type: sudo a /etc/x.d/ && sudo b, then go.", [
            ("Type:", False), ("sudo a /etc/x.d/ && sudo b", True), ("Then go.", False),
        ]),
        ("sudo reboot.", [("sudo reboot", True)]),
        ("", []),
    ),
)  # fmt: skip
def test_commands_are_taken_out_of_sentences(words: str, parts: list[tuple[str, bool]]) -> None:
    assert in_parts(words) == parts


@pytest.mark.parametrize("size", ((616, 452), (380, 270), (600, 240)))
def test_the_keys_stay_inside_at_every_size(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    panel = DoctorPanel(look)
    host(qtbot, panel, *size)
    panel.set_low(low=size[1] < 400)
    panel.show()
    for row in (found(), silent(), listening(), *ward(), None):
        panel.show_row(row, ())
        panel.grab()
        shown = [key for key in panel.keys.all if key.isVisible()]
        for n, key in enumerate(shown):
            assert panel.rect().contains(key.geometry()), key.text()
            assert not any(key.geometry().intersects(other.geometry()) for other in shown[n + 1 :])

"""The watch tells of the ports at the start and at every change, and survives whatever listing them does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bedside.link.port_watch import PortsSeen, PortWatch, UsbList
from bedside.link.ports import PortRow

ONE = PortRow(port="/dev/ttyUSB0", steady="/dev/ttyUSB0", words="CP2102", usb=True)
TWO = PortRow(port="/dev/ttyUSB1", steady="/dev/ttyUSB1", words="FT232R", usb=True)


class Desk:
    """A list of ports a test changes, and what was told of it."""

    def __init__(self) -> None:
        self.ports = [ONE]
        self.usb: list[tuple[str, str]] = []
        self.takes = True
        self.told: list[PortsSeen] = []
        self.error: Exception | None = None
        self.heard = threading.Event()
        self.watch = PortWatch(self._list, self._hear, list_usb=lambda: self.usb, poll_s=0.01)

    def _list(self) -> list[PortRow]:
        if self.error is not None:
            raise self.error
        return list(self.ports)

    def _hear(self, seen: PortsSeen) -> bool:
        if self.takes:
            self.told.append(seen)
            self.heard.set()
        return self.takes


def test_what_is_there_at_the_start_is_told_once() -> None:
    desk = Desk()
    desk.watch.look()
    desk.watch.look()
    assert desk.told == [PortsSeen(ports=(ONE,))]


def test_a_plug_and_an_unplug_are_told() -> None:
    desk = Desk()
    for desk.ports in ([ONE], [ONE, TWO], [TWO], []):
        desk.watch.look()
    assert [seen.ports for seen in desk.told] == [(ONE,), (ONE, TWO), (TWO,), ()]


def test_what_could_not_be_taken_is_told_again() -> None:
    desk = Desk()
    desk.takes = False
    desk.watch.look()
    desk.takes = True
    desk.watch.look()
    assert desk.told == [PortsSeen(ports=(ONE,))]


def test_an_oximeter_without_a_serial_port_is_told_of() -> None:
    desk = Desk()
    desk.watch.look()
    desk.usb = [("28E9", "028A")]
    desk.watch.look()
    assert "USB-HID" in desk.told[-1].usb


def test_a_list_that_fails_is_logged_once_and_tried_again(
    caplog: pytest.LogCaptureFixture, expect_log: Callable[[str], None]
) -> None:
    expect_log("the ports cannot be listed")
    desk = Desk()
    desk.error = OSError("gone while it was read")
    desk.watch.look()
    desk.watch.look()
    assert len(caplog.records) == 1
    desk.error = None
    desk.watch.look()
    assert desk.told == [PortsSeen(ports=(ONE,))]


def test_the_thread_looks_by_itself_and_ends_when_asked() -> None:
    desk = Desk()
    desk.watch.start()
    assert desk.heard.wait(10.0)
    desk.heard.clear()
    desk.ports = [TWO]
    assert desk.heard.wait(10.0)
    desk.watch.stop()
    assert "port watch" not in {thread.name for thread in threading.enumerate()}


def test_usb_devices_are_read_from_the_system_and_again_when_one_came(tmp_path: Path) -> None:
    def plug(name: str, vendor: str, product: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "idVendor").write_text(f"{vendor}\n")
        (tmp_path / name / "idProduct").write_text(f"{product}\n")

    plug("1-1", "10c4", "ea60")
    (tmp_path / "1-1:1.0").mkdir()  # an interface has no numbers
    usb = UsbList(tmp_path)
    assert usb() == (("10C4", "EA60"),)
    (tmp_path / "1-1" / "idVendor").write_text("ffff\n")  # not read again
    assert usb() == (("10C4", "EA60"),)
    plug("1-2", "28e9", "028a")
    assert ("28E9", "028A") in usb()


def test_a_system_that_does_not_tell_its_usb_devices_has_none(tmp_path: Path) -> None:
    assert UsbList(tmp_path / "no such folder")() == ()

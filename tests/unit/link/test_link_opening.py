from __future__ import annotations

import errno
from pathlib import Path

import pytest
import serial
from line_device import OXIMETER

from bedside.clock import ManualClock
from bedside.errors import PortError
from bedside.link import serial_port
from bedside.link.playback import Playback
from bedside.link.ports import is_simulated, list_serial, open_port
from bedside.link.transport import PortMissingError


@pytest.mark.req("SAFE-01")
def test_sockets_ptys_links_to_ptys_and_recordings_are_simulated(tmp_path: Path) -> None:
    recording = tmp_path / "recording.bin"
    recording.write_bytes(b"V90\n")
    link = tmp_path / "bed1"
    link.symlink_to("/dev/pts/unplugged")
    for port in ("socket://127.0.0.1:4001", "/dev/pts/3", str(link), str(recording)):
        assert is_simulated(port), port


@pytest.mark.req("SAFE-01")
def test_serial_ports_are_not_simulated() -> None:
    for port in ("/dev/ttyUSB0", "COM3", "/dev/serial/by-id/usb-none", ""):
        assert not is_simulated(port), port


def test_the_list_of_ports_never_fails() -> None:
    assert all(row.port and row.words for row in list_serial())


def test_a_file_is_played_back(tmp_path: Path) -> None:
    recording = tmp_path / "recording.bin"
    recording.write_bytes(b"V90\n")
    assert isinstance(open_port(str(recording), OXIMETER, ManualClock()), Playback)


@pytest.mark.parametrize("url", ["socket://", "socket://host", "socket://host:port", "socket://:12:3"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(PortError, match="write socket://host:port"):
        open_port(url, OXIMETER, ManualClock())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "There is no port /dev/x"),
        (errno.ENXIO, "There is no port /dev/x"),
        (errno.EACCES, "group dialout and log in again, or install the udev rule"),
        (errno.EBUSY, "taken by another program"),
        (errno.EAGAIN, "taken by another program"),
        (errno.ENOTTY, "is not a serial port"),
        (errno.EFAULT, "cannot be opened"),
    ],
)
def test_every_way_a_port_fails_to_open_has_its_own_sentence(
    monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise serial.SerialException(number, "could not open port")

    monkeypatch.setattr(serial_port.serial, "Serial", refuse)
    with pytest.raises(PortError, match=words) as caught:
        open_port("/dev/x", OXIMETER, ManualClock())
    assert isinstance(caught.value, PortMissingError) == (number in (errno.ENOENT, errno.ENXIO))
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("could not open port 'COM9': FileNotFoundError(2, …)", "There is no port"),
        ("could not open port 'COM3': PermissionError(13, …)", "taken by another program"),
    ],
)
def test_the_words_of_windows_become_the_same_sentences(
    monkeypatch: pytest.MonkeyPatch, words: str, sentence: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise serial.SerialException(words)

    monkeypatch.setattr(serial_port.serial, "Serial", refuse)
    with pytest.raises(PortError, match=sentence):
        open_port("COM3", OXIMETER, ManualClock())

"""What tells one USB-serial adapter from another."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.link.adapter import AdapterId
from bedside.link.ports import list_serial
from tests.helpers.adapters import CH340, CP2102, FTDI, adapter

TEXT = st.text(max_size=12)


@given(vid=st.integers(0, 0xFFFF), pid=st.integers(0, 0xFFFF), serial=TEXT, location=TEXT, interface=TEXT)
def test_an_adapter_comes_back_from_the_settings_as_it_was(
    vid: int, pid: int, serial: str, location: str, interface: str
) -> None:
    one = AdapterId(vid=vid, pid=pid, serial=serial, location=location, interface=interface)
    assert AdapterId.parse(str(one)) == one


def test_the_form_in_the_settings_stays_as_it_is() -> None:
    assert str(AdapterId.of(*FTDI, "A5 00/1", "1-2.3:1.0")) == "0403:6001/A5%2000%2F1/1-2.3/1.0"


@pytest.mark.parametrize("text", ["", "x", "0403:6001", "0403:6001/a/b", "z:1///", "0403:6001/%FF//"])
def test_what_names_no_adapter_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="names no adapter"):
        AdapterId.parse(text)


@pytest.mark.parametrize("serial", ["A50285BI", "AI02KD7C", "00A3F2", "5B7C001", "K1234567"])
def test_a_serial_number_of_its_own_is_one(serial: str) -> None:
    assert adapter(FTDI, "1-1", serial).has_serial


@pytest.mark.parametrize(
    "serial", ["", "0", "0001", "00000000", "0002", "FFFFFFFF", "12345678", "0123456789"]
)
def test_what_the_factory_leaves_in_every_chip_is_no_serial_number(serial: str) -> None:
    one = adapter(CP2102, "1-1", serial)
    assert not one.has_serial
    assert not one.told_apart([])
    assert "without a serial number" in one.words


def test_a_serial_number_that_two_adapters_have_tells_neither_apart() -> None:
    one, twin = adapter(FTDI, "1-1", "A50285BI"), adapter(FTDI, "1-2", "A50285BI")
    assert one.told_apart([one, adapter(FTDI, "1-2", "A50285BJ")])
    assert not one.told_apart([one, twin])


def test_the_list_of_ports_says_what_identifies_each_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    def port(device: str, **more: Any) -> SimpleNamespace:
        told = {"vid": None, "pid": None, "serial_number": None, "location": None, "description": "n/a"}
        return SimpleNamespace(device=device, name=device, **(told | more))

    found = [
        port("COM1"),
        port("COM4", vid=CH340[0], pid=CH340[1], location="1-3:x.0"),
        port("COM3", vid=FTDI[0], pid=FTDI[1], serial_number="A50285BI", location="1-2"),
    ]
    monkeypatch.setattr("bedside.link.ports.list_ports.comports", lambda: found)
    rows = list_serial()
    assert [row.port for row in rows] == ["COM3", "COM4", "COM1"]
    assert rows[0].adapter == AdapterId(vid=0x0403, pid=0x6001, serial="A50285BI", location="1-2")
    assert rows[1].adapter == AdapterId(vid=0x1A86, pid=0x7523, location="1-3", interface="x.0")
    assert (rows[2].adapter, rows[2].usb) == (None, False)

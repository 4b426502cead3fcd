"""`bedside devices` says of each remembered device where it is now, or what to do."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest

from bedside.cli.listing import run_devices
from bedside.link.ports import PortRow
from bedside.settings import RememberedDevice, Settings, SettingsFile, settings_path
from tests.helpers.adapters import CH340, FTDI, adapter, row

OWN, PLAIN = adapter(FTDI, "1-1", "A50285BI"), adapter(CH340, "1-2")


@pytest.mark.parametrize(
    ("known", "rows", "now", "words"),
    [
        (str(OWN), [row("/dev/ttyUSB0", OWN)], "/dev/ttyUSB0", "Plugged in."),
        (str(OWN), [row("/dev/ttyUSB1", OWN)], "/dev/ttyUSB1", "Plugged in, now on /dev/ttyUSB1."),
        (str(OWN), [row("/dev/ttyUSB0", PLAIN)], "", "is another adapter now"),
        (str(PLAIN), [row("/dev/ttyUSB0", adapter(CH340, "1-3"))], "", "plug it into the same socket"),
        ("", [row("/dev/ttyUSB0", OWN)], "/dev/ttyUSB0", "is noted when it is opened"),
        ("", [], "", "Not plugged in."),
        ("scratched", [row("/dev/ttyUSB0", OWN)], "", "connect it by hand"),
    ],
)
def test_each_remembered_device_is_said_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: str, rows: list[PortRow], now: str, words: str
) -> None:
    monkeypatch.setattr("bedside.cli.listing.ports.list_serial", lambda: rows)
    device = RememberedDevice(driver="nonin", port="/dev/ttyUSB0", bed=3, adapter=known)
    SettingsFile(settings_path()).save(Settings(devices=(device,)))
    out = io.StringIO()
    assert run_devices(argparse.Namespace(json=True), out) == 0
    (told,) = json.loads(out.getvalue())["remembered"]
    assert (told["adapter"], told["now"]) == (known, now)
    assert words in told["words"]
    out = io.StringIO()
    run_devices(argparse.Namespace(json=False), out)
    assert f"bed 3   nonin        /dev/ttyUSB0\n          {told['words']}\n" in out.getvalue()

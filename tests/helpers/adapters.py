"""USB-serial adapters that a test plugs in and pulls: rows of a list of ports, and ptys that stand in for them."""

from __future__ import annotations

from bedside.link.adapter import AdapterId
from bedside.link.ports import PortRow

CH340 = (0x1A86, 0x7523)  # has no serial number
FTDI = (0x0403, 0x6001)
CP2102 = (0x10C4, 0xEA60)  # leaves the factory with the serial number 0001


def adapter(kind: tuple[int, int], socket: str, serial: str = "") -> AdapterId:
    return AdapterId.of(*kind, serial, socket)


def row(port: str, there: AdapterId | None, steady: str = "") -> PortRow:
    return PortRow(port=port, steady=steady or port, words="an adapter", usb=there is not None, adapter=there)

"""What a serial port hears of a device that sends at another speed. Pure.

A receiver waits for the line to fall, samples each bit in its middle at its own speed and takes what it finds; so a
wrong speed gives other bytes, and another number of them, the same ones each time.
"""

from __future__ import annotations

from bedside.driver_api import PortSettings


def line_levels(data: bytes, sent: PortSettings) -> list[int]:
    """Levels of the line, one per bit of the sender, while it sends `data` without a pause."""
    levels: list[int] = []
    for byte in data:
        bits = [byte >> n & 1 for n in range(sent.bits)]
        levels.append(0)
        levels += bits
        if sent.parity in "EO":
            levels.append(sum(bits) & 1 ^ (sent.parity == "O"))
        levels += [1] * sent.stop
    return levels


def heard_at(data: bytes, sent: PortSettings, heard: PortSettings) -> bytes:
    """The bytes a port set to `heard` makes of `data`. Bytes with a wrong parity or stop bit are delivered as they
    are, which is what most drivers of operating systems do.
    """
    if sent == heard:
        return data
    levels = line_levels(data, sent)
    step = sent.baud / heard.baud  # of the sender's bits
    out = bytearray()
    place = 0.0
    size = len(levels)

    def level(at: float) -> int:
        return levels[int(at)] if at < size else 1

    while True:
        start = int(place)
        while start < size and levels[start] == 1:
            start += 1
        if start >= size:
            return bytes(out)
        begin = max(place, float(start))
        if level(begin + step / 2) == 1:  # a glitch shorter than half a bit is no start
            place = start + 1.0
            continue
        byte = 0
        for bit in range(heard.bits):
            byte |= level(begin + step * (1.5 + bit)) << bit
        out.append(byte)
        place = begin + step * (1.5 + heard.bits + (heard.parity in "EO"))  # the middle of the stop bit
        while place < size and level(place) == 0:  # a line that stays low: wait until it rises
            place = int(place) + 1.0

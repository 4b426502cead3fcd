"""How a SunTech module is recognised: by its answers to a cuff pressure request, which changes nothing in it."""

from __future__ import annotations

from bedside.driver_api import Counters, PortSettings, Signature
from drivers.framing import ResyncBuffer
from drivers.suntech import layout

_LEAST = 5  # pressure packets
_PROBES = 6  # one answer may be lost


def recognise(data: bytes, seconds: float) -> str | None:
    """What it is, when `data` is little else than five or more plausible cuff pressures."""
    packets = [frame.body for frame in ResyncBuffer(layout.next_packet, Counters()).take(data, 0.0)]
    pressures = [p for packet in packets if (p := layout.pressure_of(packet)) is not None]
    if len(pressures) < _LEAST or 10 * sum(map(len, packets)) < 9 * len(data):
        return None
    if not all(p == layout.INVALID_MMHG or p in layout.MMHG for p in pressures):
        return None
    return "SunTech NIBP module"


SIGNATURE = Signature(
    port=PortSettings(baud=9600),
    recognise=recognise,
    probe=(layout.READ_PRESSURE,) * _PROBES,
    listen_s=3.0,
)

"""How a DRI monitor is recognised: by a whole record of displayed values, or by waveforms another program asked for.

One record is enough: 170 bytes or more between two flags, whose sum, length and descriptors are right.
"""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.datex_dri import layout
from drivers.framing import ResyncBuffer

PROBE = layout.request_values(layout.ONCE, layout.ALL_CLASSES)  # read-only: one record of displayed values
_WAVES_ENOUGH = 3  # each with its sum, its length and its descriptors right
_RECORD_S = 1.5  # within which a monitor that sends waveforms has sent a record
_LONGEST = 1500  # bytes of one


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None; see `Signature`."""
    waves = 0
    for frame in ResyncBuffer(layout.next_record, Counters()).take(data, seconds):
        plain = layout.unseal(frame.body[1:-1])
        record = None if plain is None else layout.parse(plain)
        if record is None:
            continue
        for kind, part in record.parts:
            if record.main_type == layout.VALUES and kind == layout.DISPLAYED:
                if layout.decode_displayed(part) is not None:
                    return "GE / Datex-Ohmeda monitor, DRI records"
            elif record.main_type == layout.WAVES and kind != layout.REQUEST:
                waves += layout.decode_wave(part) is not None
        if waves >= _WAVES_ENOUGH:
            return "GE / Datex-Ohmeda monitor, DRI waveforms"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether it has sealed records, or may be the end of one; see `Signature.possible`."""
    if len(data) < _LONGEST and seconds < _RECORD_S:
        return True
    frames = ResyncBuffer(layout.next_record, Counters()).take(data, seconds)
    return any(layout.unseal(frame.body[1:-1]) is not None for frame in frames)

"""A virtual ChipOx module, configured for a pleth block ten times a second, its numbers and its state once a second
and the state on change. The published reader says nothing of the real rates.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient
from drivers.chipox import layout
from drivers.chipox.protocol import BLOCK_HZ, SAMPLE_HZ
from drivers.display import MANNERS, Display, Shown

_FLAT = 128  # pleth without a finger; what a real one sends then is not known


class ChipOxDevice(Device):
    """A virtual module that needs no command."""

    step_s = 1 / BLOCK_HZ

    def __init__(self) -> None:
        self._started_t: float | None = None
        self._sent = 0  # blocks
        self._samples = 0
        self._block = bytearray()  # being filled
        self._state = -1
        self._display = Display(MANNERS["chipox"])

    def feed(self, data: bytes, t: float) -> None:
        """It is configured already; it takes nothing else here."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every frame whose time has come."""
        if self._started_t is None:
            self._started_t = t
        frames = bytearray()
        while (at := self._started_t + self._samples / SAMPLE_HZ) <= t:
            vitals, shown = self._display.sample(patient, at)
            self._samples += 1
            self._block.append(_FLAT if vitals.pleth is None else max(0, min(255, round(vitals.pleth * 255))))
            if len(self._block) == layout.BLOCK_SAMPLES:
                frames += self._frames(shown)
        return bytes(frames)

    def _frames(self, shown: Shown) -> bytes:
        frames = b""
        state = _state_of(shown)
        each_second = self._sent % round(BLOCK_HZ) == 0
        if each_second or state != self._state:
            frames += layout.frame_of(layout.STATE, state.to_bytes(2, "big"))
        if each_second:
            spo2 = 0 if shown.spo2 is None else max(1, min(100, round(shown.spo2)))
            pulse = 0 if shown.pr is None else max(20, min(300, round(shown.pr)))
            frames += layout.frame_of(layout.SPO2, bytes((spo2,)))
            frames += layout.frame_of(layout.PULSE, pulse.to_bytes(2, "big"))
        frames += layout.frame_of(layout.BLOCK, bytes(self._block))
        self._block.clear()
        self._sent += 1
        self._state = state
        return frames


def _state_of(shown: Shown) -> int:
    if shown.off:
        return layout.FINGER_OUT
    state = layout.SEARCHING if shown.searching else layout.PULSE_WAVE
    for bit, there in (
        (layout.SEARCHING_LONG, shown.search_long),
        (layout.LOW_PULSATION, shown.weak),
        (layout.LOW_SIGNAL, shown.no_pulse),
        (layout.MOTION, shown.artefact),
    ):
        state |= bit if there else 0
    return state

"""Nonin Data Format 2, the device's end: streams what the simulated patient has, from its first moment on.

As the real one it marks each pulse for 12 frames, and its display fields ("-D") keep the last number for 10 s
after the finger has gone.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient, Vitals
from drivers.nonin import layout
from drivers.nonin.protocol import RATE_HZ

_PULSE_FRAMES = 12
_HELD_S = 10.0
_REVISION = 148  # as a real 9560 sends it
_YELLOW_PI = 1.0  # %, below: marginal perfusion
_RED_PI = 0.3  # %, below: poor perfusion


class NoninDevice(Device):
    """A virtual oximeter that needs no command."""

    step_s = 1 / RATE_HZ

    def __init__(self) -> None:
        self._started_t: float | None = None
        self._sent = 0  # frames
        self._values: list[int] = []  # VALUE bytes of the running packet
        self._held = layout.Numbers(None, None)
        self._held_t = 0.0
        self._was_beat = False
        self._pulse_left = 0  # frames that still mark the pulse
        self._perfusion = 0

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every frame whose time has come."""
        if self._started_t is None:
            self._started_t = t
        frames: list[bytes] = []
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            frames.append(self._frame(patient.at(at), at))
            self._sent += 1
        return b"".join(frames)

    def _frame(self, vitals: Vitals, t: float) -> bytes:
        number = self._sent % layout.PACKET_FRAMES
        if number == 0:
            self._values = self._packet_values(vitals, t)
        if vitals.beat and not self._was_beat:
            self._pulse_left = _PULSE_FRAMES
            self._perfusion = _perfusion_bits(vitals.pi)
        self._was_beat = vitals.beat
        status = layout.SYNC if number == 0 else 0
        if not vitals.probe_on:
            status |= layout.SNSA | layout.OOT
        elif vitals.searching:
            status |= layout.OOT
        elif self._pulse_left > 0:
            status |= self._perfusion
        self._pulse_left = max(0, self._pulse_left - 1)
        pleth = 0 if vitals.pleth is None else max(0, min(255, round(vitals.pleth * 255)))
        return layout.frame_of(status, pleth, self._values[number])

    def _packet_values(self, vitals: Vitals, t: float) -> list[int]:
        now = layout.Numbers(
            hr=None if vitals.pr is None else max(18, min(321, round(vitals.pr))),
            spo2=None if vitals.spo2 is None else max(1, min(100, round(vitals.spo2))),
        )
        if now.hr is not None and now.spo2 is not None:
            self._held, self._held_t = now, t
        elif t - self._held_t > _HELD_S:
            self._held = now
        return layout.encode_values(
            now,
            self._held,
            timer=self._sent // layout.PACKET_FRAMES & 0x3FFF,
            stat2=layout.SPA if now.spo2 is not None else 0,
            revision=_REVISION,
        )


def _perfusion_bits(pi: float | None) -> int:
    """Perfusion lights of a pulse from the perfusion index, %."""
    if pi is None or pi >= _YELLOW_PI:
        return layout.GPRF
    return layout.RPRF | layout.GPRF if pi >= _RED_PI else layout.RPRF

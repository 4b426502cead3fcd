"""The one clock all flashing shares, so that tiles and bar flash together (ALM-02)."""

from __future__ import annotations

from typing import Final

from bedside.vitals.alarms import Activation, AlarmChange, Presence, Priority

HIGH_HZ: Final = 2.0  # 250 ms on, 250 ms off
MEDIUM_HZ: Final = 0.5  # 1 s on, 1 s off


def flash(priority: Priority, t: float) -> bool:
    """Whether a signal of this priority is in its lit half at station time `t`, s. Low never flashes."""
    if priority is Priority.LOW:
        return True
    hz = HIGH_HZ if priority is Priority.HIGH else MEDIUM_HZ
    return (t * hz) % 1.0 < 0.5


def phase(t: float) -> tuple[bool, bool]:
    """Both flashing halves at once, (High, Medium): what changes is what must be painted again."""
    return flash(Priority.HIGH, t), flash(Priority.MEDIUM, t)


def lit(change: AlarmChange, t: float) -> bool:
    """Whether the signal of `change` is painted in its lit half at station time `t`, s.

    Acknowledged is steady and unlit, paused steady and lit: only what asks for a person flashes.
    """
    if change.presence is Presence.ACKNOWLEDGED:
        return False
    return change.activation is Activation.PAUSED or flash(change.priority, t)

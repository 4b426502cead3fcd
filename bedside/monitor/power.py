"""Where the computer's power comes from (T-PWR)."""

from __future__ import annotations

import psutil

from bedside.monitor.watch import Power


def power_now() -> Power | None:
    """The computer's power; None where it has no battery or does not say."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    if battery is None or battery.power_plugged is None:
        return None
    return Power(on_battery=not battery.power_plugged, percent=battery.percent)

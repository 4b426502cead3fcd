"""The parts of a support bundle: each names what goes in, so that nothing new goes in by itself."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bedside import registry
from bedside.export.log_scrub import LEFT_OUT, PORT
from bedside.link.doctor import no_serial_port
from bedside.link.port_watch import UsbList
from bedside.link.ports import list_serial
from bedside.settings import Settings
from bedside.vitals.devices import DeviceRow, PortSearch

_UDEV_RULE: Final = Path("/etc/udev/rules.d/60-bedside-serial.rules")
_PORT: Final = re.compile(PORT)


def settings_of(settings: Settings) -> dict[str, object]:
    """The settings, as far as they name nobody."""
    operator = settings.operator
    return {
        "devices": [
            {"driver": d.driver, "port": _plain_port(d.port), "bed": d.bed, "line": d.line}
            for d in settings.devices
        ],
        "intended_use_accepted": settings.intended_use_accepted_utc is not None,
        "theme": settings.appearance.theme,
        "volume": settings.volume,
        "pulse_tone": settings.pulse_tone,
        "station_output_chosen": bool(settings.station_output),
        "operator": None if operator is None else {"role": operator.role, "since_utc": operator.since_utc},
        "ages": asdict(settings.ages),
    }


def ports_now() -> dict[str, object]:
    """The serial ports that are plugged in, and whether this user may open them."""
    found = list_serial()
    return {
        "ports": [
            {
                "port": row.port,
                "steady": row.steady,
                "words": row.words,
                "may_open": os.access(row.port, os.R_OK | os.W_OK) if os.name == "posix" else None,
            }
            for row in found
        ],
        "without_a_port": no_serial_port(UsbList()()),
        "udev_rule_installed": _UDEV_RULE.exists() if sys.platform == "linux" else None,
    }


def drivers_known() -> dict[str, object]:
    """The drivers, and why one could not be loaded."""
    infos, faults = registry.infos()
    return {"drivers": sorted(infos), "faults": faults}


def device_of(row: DeviceRow, now: float) -> dict[str, object]:
    """An attached device at station time `now`, s."""
    counters = asdict(row.counters)
    for key in ("last_byte_t", "last_frame_t"):
        t = counters.pop(key)
        counters[key.replace("_t", "_age_s")] = None if t is None else round(now - t, 3)
    port = _plain_port(row.port)
    return {
        "driver": row.driver,
        "port": port,
        "port_now": _plain_port(row.port_now),
        "line": row.line,
        "bed": row.bed,
        "simulated": row.simulated,
        "state": row.state,
        "sentence": row.sentence.replace(row.port, port),
        "since_s": round(now - row.since_t, 3),
        "counters": counters,
        "frames_per_s": row.frames_per_s,
        "loss": row.loss,
        "delay_s": row.delay_s,
        "bytes_per_s": row.bytes_per_s,
        "identity_told": bool(row.identity),
        "captured": bool(row.capture),
    }


def search_of(row: PortSearch, now: float) -> dict[str, object]:
    """A searched port at station time `now`, s."""
    port = row.port if row.port == "USB" else _plain_port(row.port)
    return {
        "port": port,
        "words": row.words,
        "state": row.state,
        "since_s": round(now - row.since_t, 3),
        "sentence": row.sentence.replace(row.port, port),
        "advice": row.advice.replace(row.port, port),
        "driver": row.driver,
        "may_ask": row.may_ask,
        "simulated": row.simulated,
        # Not what the bytes were: an unknown monitor may send a name.
        "tried": [
            {
                "line": each.line,
                "count": each.count,
                "seconds": round(each.seconds, 2),
                "verdict": each.verdict,
            }
            for each in row.tried
        ],
    }


def _plain_port(port: str) -> str:
    """A port's name; a file that is played back may be called after a patient."""
    return port if not port or _PORT.fullmatch(port) else LEFT_OUT

"""Nine rows for the Devices screen, as on a ward at work: devices in every state and a port being found out."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime

from bedside.link.raw_tap import RawTap
from bedside.monitor.updates import StationUpdate
from bedside.vitals.devices import (
    DeviceRow,
    LinkCounters,
    LinkState,
    PortSearch,
    SearchState,
    TriedLine,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Wave
from bedside.vitals.records import RecordingState

NOW = 5_000.0
UTC_NOW = datetime(2026, 11, 14, 10, 30, 40, tzinfo=UTC)
OXIMETER = (Parameter.SPO2, Parameter.PR, Parameter.PLETH)
CUFF = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP)


def rate(kind: str, level: int = 375) -> tuple[int, ...]:
    """Bytes/s of the last minute: steady, bursts, late, early, jagged or none."""
    source = random.Random(kind)
    return tuple(
        {
            "steady": level + source.randint(-9, 9),
            "bursts": level if second % 5 == 0 else 0,
            "late": level if second > 44 else level // 8,
            "early": level if second < 19 else 0,
            "jagged": level if second % 7 else level // 2,
            "none": 0,
        }[kind]
        for second in range(60)
    )


def device(
    driver: str, title: str, port: str, line: str, bed: int, sentence: str, **more: object
) -> DeviceRow:
    """One attached device; `more` as DeviceRow, and `last`: age of its last byte, s, `bad`: bad frames."""
    last, bad = more.pop("last", 0.02), more.pop("bad", 0)
    assert last is None or isinstance(last, float)
    values: dict[str, object] = {
        "device": f"{driver}@{port}",
        "driver": driver,
        "title": title,
        "port": port,
        "line": line,
        "bed": bed,
        "parameters": OXIMETER,
        "simulated": False,
        "state": LinkState.MEASURING,
        "sentence": sentence,
        "since_t": NOW - 600,
        "counters": LinkCounters(
            bytes_in=186_034,
            frames=37_206,
            bad_frames=bad,  # type: ignore[arg-type]
            last_byte_t=None if last is None else NOW - last,
            last_frame_t=None if last is None else NOW - last,
        ),
        "frames_per_s": 75.0,
        "loss": 0.0,
        "delay_s": 0.04,
        "bytes_per_s": rate("steady"),
        **more,
    }
    return DeviceRow(**values)  # type: ignore[arg-type]


def ward(*, simulated: bool = False) -> tuple[DeviceRow, ...]:
    """Eight devices."""
    s = {"simulated": simulated}
    return (
        device("nonin", "Nonin format 2", "COM3", "9600 8N1", 1, "Measuring, signal good", identity="Nonin Xpod", **s),
        device(
            "dinamap", "DINAMAP", "COM4", "9600 8N1", 1, "Idle, last reading 1 min ago",
            identity="GE CARESCAPE V100", frames_per_s=0.2, last=2.1, parameters=CUFF,
            bytes_per_s=rate("bursts", 40), **s,
        ),
        device(
            "contec_5byte", "Contec 5-byte", "COM5", "19200 8O1", 2, "Measuring, signal good",
            identity="Contec CMS50D+", frames_per_s=60.0, bad=2, loss=0.0001, delay_s=0.02, **s,
        ),
        device("nonin", "Nonin format 2", "COM6", "9600 8N1", 3, "Measuring, signal good", identity="Nonin Xpod", **s),
        device(
            "suntech", "SunTech", "COM7", "9600 8N1", 3, "Cuff deflating, 84 mmHg", identity="SunTech Advantage Mini",
            frames_per_s=5.0, last=0.1, parameters=CUFF, bytes_per_s=rate("late", 80), **s,
        ),
        device(
            "masimo", "Masimo ASCII", "COM8", "9600 8N1", 4, "Measuring, 3 % of lines cut short: check the adapter",
            identity="Masimo Rad-8", frames_per_s=1.0, bad=14, loss=0.031, delay_s=0.41, last=0.7,
            bytes_per_s=rate("jagged", 80), **s,
        ),
        device(
            "nellcor", "Nellcor", "COM10", "9600 8N1", 5, "Silent 41 s: check the data port setting on the monitor",
            identity="Nellcor N-600x", state=LinkState.SILENT, frames_per_s=0.0, loss=None, delay_s=None, last=41.0,
            bytes_per_s=rate("early", 80), **s,
        ),
        device(
            "nonin", "Nonin format 2", "COM11", "9600 8N1", 11, "Unplugged 10:29:10: plug it into any port",
            identity="Nonin 3150", state=LinkState.GONE, frames_per_s=None, loss=None, delay_s=None, last=90.0,
            bytes_per_s=rate("none"), **s,
        ),
    )  # fmt: skip


FRAMES = bytes.fromhex("84230448618436064861844A09486184C45E0B4861C46A0D4861C4700E486184720E4861")


def found(port: str = "COM9", **more: object) -> PortSearch:
    """A port on which a Contec was found."""
    values: dict[str, object] = {
        "port": port,
        "words": "FTDI 0403:6001",
        "state": SearchState.FOUND,
        "since_t": NOW - 12,
        "line": "19200 8O1",
        "tried": (
            TriedLine(line="9600 8N1", count=512, seconds=3.0, verdict="no frame", begin=bytes(range(24))),
            TriedLine(line="115200 8N1", count=498, seconds=3.0, verdict="no frame", begin=b"\xff\x00" * 9),
            TriedLine(line="19200 8N1", count=1212, seconds=3.0, verdict="parity lost", begin=FRAMES[:20]),
            TriedLine(line="19200 8O1", count=1860, seconds=3.0, verdict="Contec 5-byte", begin=FRAMES),
        ),
        "sentence": "Bytes arrive at 9600 8N1, but none form a frame. At 19200 8O1 all 372 frames are whole: "
        "this is a Contec five-byte oximeter.",
        "driver": "contec_5byte",
        "title": "Contec 5-byte",
        **more,
    }
    return PortSearch(**values)  # type: ignore[arg-type]


def silent(port: str = "COM9", **more: object) -> PortSearch:
    """A port on which nothing is heard, and which a person may allow to ask."""
    values: dict[str, object] = {
        "state": SearchState.NOT_FOUND,
        "line": "",
        "driver": "",
        "title": "",
        "tried": (TriedLine(line="9600 8N1", count=0, seconds=2.2, verdict="silent"),),
        "sentence": f"{port} is silent; it may be one that waits to be asked (GE DINAMAP, SunTech NIBP module).",
        "advice": "switch the device on and put a finger in or start a measurement; or allow bedside to ask.",
        "may_ask": True,
        **more,
    }
    return found(port, **values)


def listening(port: str = "COM9", **more: object) -> PortSearch:
    """A port plugged in a moment ago."""
    values: dict[str, object] = {
        "state": SearchState.LISTENING,
        "line": "9600 8N1",
        "driver": "",
        "title": "",
        "tried": (),
        "sentence": "",
        **more,
    }
    return found(port, **values)


def station_of(*rows: DeviceRow, searches: tuple[PortSearch, ...] = (), now: float = NOW) -> StationUpdate:
    """The station with these devices and searches."""
    return StationUpdate(
        station_now=now,
        utc=UTC_NOW,
        recording=RecordingState(),
        devices=rows,
        intended_use_accepted=True,
        searches=searches,
    )


def five_byte_tap(seconds: float = 6.0, until: float = NOW) -> RawTap:
    """What a five-byte oximeter at 60 frames/s sent: a frame a read."""
    tap = RawTap()
    count = int(seconds * 60)
    for n in range(count):
        t = until - (count - 1 - n) / 60
        phase = (n % 50) / 50
        value = round(20 + 100 * math.exp(-(((phase - 0.3) / 0.16) ** 2)))
        beat = 12 <= n % 50 < 15
        readings: tuple[object, ...] = (
            Wave(
                parameter=Parameter.PLETH,
                t=t,
                rate_hz=60.0,
                samples=(value,),
                quality=(Quality.BEAT if beat else Quality.NONE,),
            ),
        )
        if n % 3 == 0:
            readings += (
                Numeric(parameter=Parameter.SPO2, t=t, value=97.0),
                Numeric(parameter=Parameter.PR, t=t, value=72.0),
            )
        data = bytes((0xC4 if beat else 0x84, value & 0x7F, value >> 3, 0x48, 0x61))
        tap.note(t, data, sent=False, readings=readings, thrown=2 if n == count - 4 else 0)  # type: ignore[arg-type]
    return tap

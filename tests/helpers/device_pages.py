"""docs/devices/README.md and docs/detection.md, made of what the drivers say of themselves and of their tests."""

from __future__ import annotations

from bedside import registry
from bedside.driver_api import DriverInfo
from bedside.link import asking, detection
from bedside.link.detection import candidates_of, settings_of
from bedside.vitals.parameters import PARAMETERS
from tests.helpers.device_evidence import table

_DEVICES = """\
# Devices bedside speaks to

Made by `make docs` from the drivers and their tests; not to be edited. Each page says what to set on the
device, which cable it needs, what bedside reads, and what is known from one source only. No driver was tried on
real hardware.
"""

_DETECTION = """\
# How bedside finds out what hangs on a port

Made by `make docs` from the drivers; not to be edited. `bedside doctor PORT` does it.

1. **Listening first**, at each line setting in the order below, {longest:g} s in all: for as long as what comes may
   still be one of the devices of that setting, which their drivers can say after some tenths of a second. A driver
   from elsewhere that cannot say gets {first:g} s and, at the end, the rest of its time. A line that is silent for
   {silent:g} s is silent at every setting.
2. **Asking** only where a person allows it, and only on a line that is silent: some device on a ward might
   react. What is sent are read-only requests and nothing else: first quickly, one to each device and {quick:g} s for
   its answer at each setting, so that whoever answers at once is found within 5 s; then all of them at leisure, with
   {leisure:g} s at the end of each setting, for those that take the time of their documents. A line that begins to
   stream meanwhile is listened to again.
3. What is **accepted** is repeated structure: three lines, or two whose clock or form leaves no doubt, ten frames
   without a checksum, or five with one, or one answer that is sealed; and the rate at which they come, where two
   protocols look the same. Never the USB number of the adapter.
4. Two drivers that accept the same bytes make neither: the person chooses. A device that speaks only after a
   measurement is named at its first line; until then the line is "silent, may be …".
"""


def _names(info: DriverInfo) -> str:
    return ", ".join(PARAMETERS[parameter].name for parameter in info.parameters)


def _drivers() -> list[DriverInfo]:
    return [registry.load(key).info for key in registry.TABLE]


def devices_page() -> str:
    """The table of all drivers."""
    lines = [
        _DEVICES,
        "| driver | devices | line | gives | cuff | found by |",
        "|---|---|---|---|---|---|",
    ]
    for info in sorted(_drivers(), key=lambda info: info.title.lower()):
        line = ", ".join(str(each) for each in (info.port, *info.other_ports))
        cuff = "started by bedside" if info.starts_cuff else ""
        by = [
            word
            for word, asked in (("listening", False), ("asking", True))
            if any(bool(s.probe) is asked for s in info.signatures)
        ]
        lines.append(
            f"| [{info.title}]({info.key}.md) `{info.key}` | {', '.join(info.devices)} | {line} | "
            f"{_names(info)} | {cuff} | {', '.join(by)} |"
        )
    return "\n".join([*lines, "", table()])


def detection_page() -> str:
    """The order in which everything is tried."""
    infos = {info.key: info for info in _drivers()}
    candidates = candidates_of(infos.values())
    head = _DETECTION.format(
        first=detection.FIRST_ROUND_S,
        longest=detection.LONGEST_S,
        silent=detection.SILENT_S,
        quick=asking.QUICKLY.last_s,
        leisure=asking.AT_LEISURE.last_s,
    )
    lines = [head, "## Listening", "", "| line | device | longest |", "|---|---|---|"]
    listened = [each for each in candidates if not each[1].probe]
    for settings in settings_of(listened):
        for title, seconds in dict.fromkeys(
            (infos[key].title, one.listen_s) for key, one in listened if one.port == settings
        ):
            lines.append(f"| {settings} | {title} | {seconds:g} s |")
    lines += ["", "## Asking", "", "| line | device | what is sent |", "|---|---|---|"]
    for settings in asking.asked_settings(candidates):
        for key, one in asking.asked_at(candidates, settings):
            sent = ", ".join(f"`{request.hex(' ').upper()}`" for request in dict.fromkeys(one.probe))
            lines.append(f"| {settings} | {infos[key].title} | {sent} |")
    push = ", ".join(info.title for info in infos.values() if info.push_only)
    lines += ["", f"Speak only after a measurement: {push}."]
    return "\n".join(lines) + "\n"

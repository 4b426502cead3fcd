"""A file for whoever helps: what is installed, what is plugged in, what was heard and what went wrong. No patient data.

Nothing of the record goes in, and no name: of the settings, the rows and the log only what is listed here by name.
Raw captures hold vital signs and go in only when a person asked for them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import platform
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bedside import __version__
from bedside.clock import Clock
from bedside.errors import BrokenFileError, StoreError
from bedside.export import support_parts as parts
from bedside.export.log_scrub import LEFT_OUT, Names, scrub
from bedside.monitor.station import Station
from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.settings import Settings, SettingsFile, log_path, settings_path
from bedside.vitals.commands import NamePatient
from bedside.vitals.sessions import PROGRAM, UNNAMED

if TYPE_CHECKING:
    from bedside.monitor.services import Services

LOG_BYTES: Final = 4_000_000  # of each log file, the newest
_PACKAGES: Final = ("PySide6", "pyserial", "numpy", "pyqtgraph", "SQLAlchemy", "alembic", "platformdirs")
_log = logging.getLogger(__name__)

_README: Final = """\
Support bundle of bedside {version}, made {made} (UTC).

about.json      versions and this computer's kind, counts; not its name
settings.json   settings; not who works here
ports.json      serial ports that are plugged in, and whether this user may open them
devices.json    attached devices and searched ports as the Devices screen shows them (while bedside runs)
drivers.json    drivers, and why one could not be loaded
log/            the newest lines of the log; what may name a person is {left_out}
{captures}
There is nothing of the record in it: no patient, no number measured, no note, no alarm.
"""
_WITH: Final = (
    "captures/       RAW CAPTURES, AS ASKED FOR: every byte of devices. They hold vital signs of patients, with the "
    "time of day, and what a monitor sends besides, which may be a name. Give them only to whoever may see these.\n"
)
_WITHOUT: Final = "Raw captures are not in it.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was written."""

    path: Path
    files: tuple[str, ...]
    log_lines: int  # that stayed whole or in part
    left_out: int  # log lines that went, or of which something was left out
    captures: int  # files


@dataclass(slots=True, kw_only=True)
class Told:
    """What the maker of a bundle knows beside what is found on this computer."""

    settings: Settings
    log: Path  # the newest log file; older ones and the watchdog's lie beside it
    station: Station | None = None  # that runs in this program
    names: Iterable[str] = ()  # of people, that must not be seen anywhere
    counts: Mapping[str, int] = field(default_factory=dict)  # e.g. sessions in the record
    captures: Path | None = None  # folder of raw captures that a person asked for


def told_by(services: Services, *, captures: bool = False) -> Told:
    """What the running program knows; `captures`: a person asked for the raw captures too. Reads the record."""
    names: set[str] = set()
    counts: dict[str, int] = {}
    if services.library is not None:
        try:
            sessions, patients = services.library.sessions(), services.library.patients.words()
        except StoreError as error:
            _log.warning("the sessions for a support bundle cannot be counted: %s", error)
        else:
            names = {session.label for session in sessions} | patients
            counts = {"sessions": len(sessions), "interrupted_sessions": sum(s.interrupted for s in sessions)}
    return Told(
        settings=SettingsFile(settings_path()).load(),
        log=log_path(),
        station=services.station,
        names=names,
        counts=counts,
        captures=services.captures if captures else None,
    )


def default_name(clock: Clock) -> str:
    """A file name for a bundle made now."""
    return f"bedside-support-{clock.utc():%Y%m%d-%H%M%S}.zip"


def write_bundle(path: Path, told: Told, clock: Clock) -> Bundle:
    """Write a support bundle. Takes some tenths of a second: not for the window's thread.

    Raises:
        BrokenFileError: the file exists already, or cannot be written; says what to do.
    """
    if path.exists():
        raise BrokenFileError(f"{path} exists and is not overwritten: choose another name.")
    names = Names(_names(told), str(Path.home()) if os.environ.get("HOME") or os.name == "nt" else "")
    scratch = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as archive:
            bundle = _fill(archive, path, told, names, clock)
        scratch.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # what could not be made cannot be removed
            scratch.unlink()
        raise BrokenFileError(
            f"The support bundle cannot be written to {path} ({error.strerror or error}): choose another place."
        ) from error
    return bundle


def _fill(archive: zipfile.ZipFile, path: Path, told: Told, names: Names, clock: Clock) -> Bundle:
    lines = left_out = 0
    update = None if told.station is None else told.station.station_update
    beds = {} if told.station is None else dict(told.station.updates)
    documents: dict[str, object] = {
        "about.json": _about(told, update, beds, clock),
        "settings.json": parts.settings_of(told.settings),
        "ports.json": parts.ports_now(),
        "devices.json": {
            "from_a_running_station": update is not None,
            "devices": []
            if update is None
            else [parts.device_of(row, update.station_now) for row in update.devices],
            "searches": []
            if update is None
            else [parts.search_of(row, update.station_now) for row in update.searches],
        },
        "drivers.json": parts.drivers_known(),
    }
    for name, document in documents.items():
        archive.writestr(name, json.dumps(_cleaned(document, names), indent=2, ensure_ascii=False))
    for file in _logs(told.log):
        scrubbed = scrub(_newest(file), names)
        lines += scrubbed.kept + scrubbed.shortened
        left_out += scrubbed.shortened + scrubbed.dropped
        archive.writestr(f"log/{file.name}", scrubbed.text)
    captures = [] if told.captures is None else sorted(told.captures.glob("*.jsonl"))
    for file in captures:
        archive.write(file, f"captures/{file.name}")
    readme = _README.format(
        version=__version__,
        made=f"{clock.utc():%Y-%m-%d %H:%M:%S}",
        left_out=LEFT_OUT,
        captures=_WITHOUT if told.captures is None else _WITH,
    )
    archive.writestr("README.txt", readme)
    return Bundle(
        path=path,
        files=tuple(archive.namelist()),
        log_lines=lines,
        left_out=left_out,
        captures=len(captures),
    )


def _about(
    told: Told, update: StationUpdate | None, beds: Mapping[int, MonitorUpdate], clock: Clock
) -> dict[str, object]:
    counts: dict[str, object] = dict(told.counts)
    if update is not None:
        counts |= {
            "beds": len(beds),
            "open_sessions": sum(bed.session is not None for bed in beds.values()),
            "devices": len(update.devices),
            "notices_on_the_screen": len(update.notices),
            "active_alarms_of_the_station": [alarm.change.code for alarm in update.alarms],
            "recording": asdict(update.recording) | {"fault": bool(update.recording.fault)},
        }
    return {
        "bedside": __version__,
        "made_utc": clock.utc().isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": {name: _version(name) for name in _PACKAGES},
        "counts": counts,
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _logs(newest: Path) -> Sequence[Path]:
    files = [*newest.parent.glob(f"{newest.name}*"), *newest.parent.glob("watchdog.log*")]
    return sorted(file for file in set(files) if file.is_file())


def _newest(file: Path) -> str:
    """The end of a file, from a whole line on."""
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - LOG_BYTES))
        content = stream.read()
    text = content.decode("utf-8", errors="replace")
    return text.partition("\n")[2] if size > LOG_BYTES else text


def _names(told: Told) -> set[str]:
    """Everybody this program knows by name now."""
    names = set(told.names)
    if told.settings.operator is not None:
        names.add(told.settings.operator.name)
    beds = [] if told.station is None else list(told.station.updates.values())
    for bed in beds:
        if bed.session is not None:
            names.add(bed.session.label)
        for entry in bed.entries:
            names.add(entry.command.actor.name)
            if isinstance(entry.command, NamePatient):
                names.add(entry.command.label)
    update = None if told.station is None else told.station.station_update
    if update is not None and update.operator is not None:
        names.add(update.operator.name)
    return names - {UNNAMED.name, PROGRAM.name, ""}


def _cleaned(document: Any, names: Names) -> Any:
    match document:
        case str():
            return names.taken_out(document)
        case Mapping():
            return {key: _cleaned(value, names) for key, value in document.items()}
        case list() | tuple():
            return [_cleaned(value, names) for value in document]
    return document

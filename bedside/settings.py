"""Settings of this installation: where things lie, the table of ages, and the remembered devices.

One JSON file, written whole and renamed into place, so that a crash never leaves half of it. A file
that cannot be read is set aside under another name and said so; bedside starts with its defaults.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import platformdirs

from bedside.errors import UserFacingError
from bedside.vitals.display import Ages, Appearance, BedView, DecimalMark, PressureUnit, WindowPlace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedDevice:
    """A device that comes back to its bed at the next start."""

    driver: str
    port: str
    bed: int
    line: str = ""  # line settings; "" = the driver's usual ones
    adapter: str = (
        ""  # which USB adapter it hangs on, wherever that is plugged in; "" = not known: the port's name
    )

    @property
    def device(self) -> str:
        """Its id; it stays the same on whatever port the adapter is now."""
        return f"{self.driver}@{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who said to work here, and since when; it counts for one shift."""

    name: str
    role: str
    since_utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that outlives a run and is not a record."""

    devices: tuple[RememberedDevice, ...] = ()
    intended_use_accepted_utc: str | None = None
    appearance: Appearance = field(default_factory=Appearance)
    views: tuple[BedView, ...] = ()  # of the beds that were looked at in another way than usual
    windows: tuple[WindowPlace, ...] = ()  # as they stood, the main one first
    profile: str = "adult-subanaesthetic"  # name of the alarm profile new sessions begin with
    protocol: str = "mood"  # key of the protocol new sessions follow
    volume: float = 1.0  # of bedside's own sounds, 0…1
    pulse_tone: bool = False
    station_output: str = ""  # loudspeaker at the nurses' station, for quiet rooms; "" = none
    operator: Operator | None = None
    ages: Ages = field(default_factory=Ages)


class SettingsFile:
    """The settings on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fault = ""  # why the last read or write failed, one sentence; "" = it did not

    def load(self) -> Settings:
        """The stored settings, or the defaults with `fault` set when there is something wrong with the file."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.fault = (
                f"The settings in {self.path} cannot be read ({error.strerror}): defaults are in use."
            )
            _log.warning(self.fault)
            return Settings()
        try:
            return _parsed(json.loads(content))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            aside = self.path.with_suffix(".broken")
            self.fault = (
                f"The settings in {self.path} are damaged ({error}): "
                f"kept as {aside.name}, defaults are in use."
            )
            _log.warning(self.fault)
            try:
                self.path.replace(aside)
            except OSError as failed:
                _log.warning("the damaged settings could not be set aside: %s", failed)
            return Settings()

    def save(self, settings: Settings) -> None:
        """Write the settings whole.

        Raises:
            UserFacingError: they cannot be written; the old ones are untouched.
        """
        scratch = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")
            scratch.replace(self.path)
        except OSError as error:
            raise UserFacingError(
                f"The settings could not be written to {self.path} ({error.strerror}): "
                "devices will not be remembered until that folder can be written."
            ) from error


def _parsed(stored: Any) -> Settings:
    devices: Sequence[Any] = stored.get("devices", ())
    operator = stored.get("operator")
    return Settings(
        devices=tuple(
            RememberedDevice(
                driver=str(d["driver"]),
                port=str(d["port"]),
                bed=int(d["bed"]),
                line=str(d.get("line", "")),
                adapter=str(d.get("adapter", "")),
            )
            for d in devices
        ),
        intended_use_accepted_utc=stored.get("intended_use_accepted_utc"),
        appearance=_appearance(stored),
        views=tuple(BedView(**view) for view in stored.get("views", ())),
        windows=tuple(WindowPlace(**place) for place in stored.get("windows", ())),
        profile=str(stored.get("profile", "adult-subanaesthetic")),
        protocol=str(stored.get("protocol", "mood")),
        volume=float(stored.get("volume", 1.0)),
        pulse_tone=bool(stored.get("pulse_tone", False)),
        station_output=str(stored.get("station_output", "")),
        operator=None
        if operator is None
        else Operator(**{key: str(value) for key, value in operator.items()}),
        ages=Ages(**{key: float(value) for key, value in stored.get("ages", {}).items()}),
    )


def _appearance(stored: Any) -> Appearance:
    """How it looks; the first versions kept only the theme's name."""
    kept = dict(stored.get("appearance", {"theme": str(stored.get("theme", "dark"))}))
    if "pressure_unit" in kept:
        kept["pressure_unit"] = PressureUnit(kept["pressure_unit"])
    if "decimal_mark" in kept:
        kept["decimal_mark"] = DecimalMark(kept["decimal_mark"])
    look = Appearance(**kept)
    numbers = (look.text_scale, look.sweep_mm_s, *((look.px_per_mm,) if look.px_per_mm is not None else ()))
    if not all(isinstance(each, int | float) and isfinite(each) for each in numbers):
        raise ValueError(f"not a number among {numbers}")
    if not isinstance(look.theme, str) or not isinstance(look.reduced_motion, bool):
        raise TypeError(f"no appearance: {kept}")
    return look


def settings_path() -> Path:
    """Where the settings lie; `BEDSIDE_HOME` moves settings, record and log together."""
    return _folder(platformdirs.user_config_dir) / "settings.json"


def profiles_path() -> Path:
    """Where this site's own alarm profiles lie."""
    return settings_path().parent / "profiles"


def protocols_path() -> Path:
    """Where this site's own protocols lie."""
    return settings_path().parent / "protocols"


def scale_texts_path() -> Path:
    """Where this site's own texts of questionnaires lie."""
    return settings_path().parent / "scale_texts"


def pin_path() -> Path:
    """Where the hash of the PIN of an emergency start lies, if the site has set one."""
    return settings_path().parent / "emergency-pin.json"


def lots_path() -> Path:
    """Where the lots in use lie, once somebody has listed one."""
    return settings_path().parent / "lots.toml"


def drafts_path() -> Path:
    """Where half-typed forms lie until they are said or given up."""
    return settings_path().parent / "drafts"


def store_path() -> Path:
    """Where the record lies by default."""
    return _folder(platformdirs.user_data_dir) / "bedside.sqlite"


def log_path() -> Path:
    """Where the log lies by default."""
    return _folder(platformdirs.user_log_dir) / "bedside.log"


def _folder(usual: Callable[[str], str]) -> Path:
    chosen = os.environ.get("BEDSIDE_HOME")
    if chosen:
        return Path(chosen)
    try:
        return Path(usual("bedside"))
    except RuntimeError:
        # A user without a home (no HOME, no entry in the user list). A place that cannot be made keeps the
        # program going: whoever wants to write there says in words that it cannot, and the rest goes on.
        return Path(os.sep) / "no home directory (set HOME or BEDSIDE_HOME)" / "bedside"

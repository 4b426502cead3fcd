"""What is asked of the station: its devices, its sound, its look, who works at it. None of it is on a timeline."""

from __future__ import annotations

from dataclasses import dataclass

from bedside.vitals.commands import Command
from bedside.vitals.display import Appearance, BedView, WindowPlace
from bedside.vitals.sessions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDevice(Command):
    """Connect a device to the bed."""

    driver: str  # key
    port: str  # e.g. /dev/ttyUSB0, COM3, socket://…, or a capture file
    line: str = ""  # line settings, "19200 8O1"; "" = the driver's usual ones
    remember: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachDevice(Command):
    """Take a device off the bed; `forget` also stops it coming back at the next start."""

    device: str
    forget: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPort(Command):
    """Find out what hangs on a port; `may_ask`: a person allows to send it read-only requests. Of the station."""

    port: str
    may_ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSearch(Command):
    """Leave a port alone: its search ends and its row goes, until it is plugged in again. Of the station."""

    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDevice(Command):
    """Keep every byte of a device in a file from now on, or stop it."""

    device: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptIntendedUse(Command):
    """Someone read what bedside is and is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOperator(Command):
    """Who works here now, as they say themselves; `actor` is who said it. Asked once per shift (ALM-31)."""

    operator: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSound(Command):
    """The answer to the start-up self test: the tones were heard, or not and why one goes on (ALM-45)."""

    heard: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySelfTest(Command):
    """Play one pulse of each priority now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptNoSound(Command):
    """A named person goes on although no alarm can be heard (ALM-55)."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSound(Command):
    """How loud, the optional pulse tone, and the loudspeaker at the station; None leaves a part as it is."""

    volume: float | None = None  # 0…1; the floor of ALM-12 holds
    pulse_tone: bool | None = None
    pulse_bed: int | None = None  # whose pulse is heard
    station_output: str | None = None  # name of the second loudspeaker, for quiet rooms; "" = none


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuietRoom(Command):
    """Sound at the station's speaker instead of in this room; an unacknowledged High spills over."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseProfile(Command):
    """The alarm profile new sessions begin with; running ones keep theirs."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseProtocol(Command):
    """The protocol new sessions follow, in its newest version; running ones keep theirs."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellChange(Command):
    """A person changed something of the site beside the station: its PIN, a protocol, its own rules. For the audit."""

    what: str  # kind of the audit's line, see `monitor/site_changes.py`
    of: str = ""  # "Mood v3"; "" = there is only one
    detail: str = ""  # what differs, before and after; never a PIN


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAppearance(Command):
    """How every window of this station looks, from now on."""

    appearance: Appearance


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberView(Command):
    """How a bed is looked at; nothing about the patient, so it is kept without an entry in the audit."""

    view: BedView


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberWindows(Command):
    """Where the windows stand; kept without an entry in the audit."""

    windows: tuple[WindowPlace, ...]

"""What a driver is: the two ends of one wire protocol, both pure.

`Protocol` is the host's end: bytes in, readings out. `Device` is the other end: a virtual device that answers
like the real one, so that the code under test is the code in the clinic. Neither opens a port, starts a
thread, reads a clock or logs. A driver module may import this module and `bedside.vitals`, nothing else of
bedside, and publishes one `Driver` object.
"""

from __future__ import annotations

import abc
import typing
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NibpFault, Reading
from bedside.vitals.sessions import PatientType


@dataclass(frozen=True, slots=True, kw_only=True)
class PortSettings:
    """Line settings of a serial port. Never software flow control: 11h and 13h are ordinary data."""

    baud: int
    bits: int = 8
    parity: str = "N"  # N, E, O
    stop: int = 1

    def __str__(self) -> str:
        return f"{self.baud} {self.bits}{self.parity}{self.stop}"

    @classmethod
    def parse(cls, text: str) -> PortSettings:
        """What `str` gave.

        Raises:
            ValueError: it is no line setting; says which form it needs.
        """
        baud, _, form = text.partition(" ")
        if not (
            baud.isdecimal() and len(form) == 3 and form[0] in "78" and form[1] in "NEO" and form[2] in "12"
        ):
            raise ValueError(f"{text!r} is no line setting: write it as 9600 8N1.")
        return cls(baud=int(baud), bits=int(form[0]), parity=form[1], stop=int(form[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a device of a driver is recognised on a line. Detection listens first and sends `probe` only where a person
    has allowed it.
    """

    port: PortSettings
    recognise: Callable[[bytes, float], str | None]
    """(what was heard since listening began or since the probe, for how many seconds) → what it is, in words for a
    person ("Contec V7.0, streaming"); None: it is not, or not yet. Accepts repeated structure only, never one frame
    without a checksum. Never raises."""
    probe: tuple[bytes, ...] = ()  # read-only requests, 0.3 s apart; (): recognised by listening alone
    listen_s: float = 3.0  # how long listening, or waiting for the answer to the probe, is worth it
    possible: Callable[[bytes, float], bool] | None = None
    """(the same) → whether it may still turn out to be this device: False as soon as so much came that cannot be its
    own at this line setting, which is then left early. None: only `listen_s` can tell. Never raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverInfo:
    """What the rest of bedside must know about a driver."""

    key: str
    title: str  # short name on screens, e.g. "Contec V7.0"
    devices: tuple[str, ...]  # models known to speak it
    port: PortSettings
    parameters: tuple[Parameter, ...]
    frame_rate_hz: float  # nominal; times a plain byte file by its frames
    numeric_interval_s: float  # how often a number is renewed at the latest
    silence_s: float  # no valid frame for this long: the link is lost
    other_ports: tuple[PortSettings, ...] = ()  # settings that some of the devices have instead of `port`
    signatures: tuple[Signature, ...] = ()  # in the order in which they are to be tried
    sealed: bool = True  # frames carry a checksum: a damaged one never becomes a number
    push_only: bool = False  # says nothing before its first measurement: silence is normal
    starts_cuff: bool = False  # can start and cancel a determination
    advice: str = ""  # what to try on the device when it stays silent


class CuffOrder(StrEnum):
    """What the host may ask a cuff to do. There is nothing else, on purpose."""

    START = "start"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffRequest:
    """An order that has passed the cuff guard."""

    order: CuffOrder
    patient_type: PatientType


class Due(typing.NamedTuple):
    """What a protocol wants now and when it wants to be asked again."""

    send: bytes
    at: float | None  # time of the next deadline, s; None = only when bytes arrive


@dataclass(slots=True)
class Counters:
    """What a protocol has seen; the link publishes it."""

    frames: int = 0  # valid frames of the measurement stream
    bad_frames: int = 0  # stretches of bytes that had to be thrown away
    thrown_bytes: int = 0  # bytes in them

    def throw_away(self, size: int) -> None:
        """Count one stretch of `size` bytes that came and is no frame, or a damaged one."""
        self.bad_frames += 1
        self.thrown_bytes += size


class Protocol(abc.ABC):
    """The host's end.

    * any split of a stream, fed with the same times, gives the same readings;
    * no bytes whatever make it raise;
    * a complete frame may be held back until the next byte, or `at` of `due`, confirms that it ended there;
      whoever feeds it calls `feed(b"", t)` at that time and `finish` when the stream is over.
    """

    counters: Counters
    hold_s: float = 0.0
    """For so long the line has to be quiet behind frames of a stream before they are given out, s. Whoever feeds
    may therefore collect for so long after the first byte, and then feed every piece with its own time."""

    @abc.abstractmethod
    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data` (any slice of the stream, also none), stamped with `t`, s."""

    @abc.abstractmethod
    def finish(self, t: float) -> list[Reading]:
        """Readings still held back, when it is known that no more bytes come."""

    @abc.abstractmethod
    def due(self, t: float) -> Due:
        """Bytes to send now (start, keep-alive, poll) and when to ask again. Ask first right after opening."""

    def keep_holding(self) -> None:  # noqa: B027  nothing to do for a protocol that holds nothing back
        """The line was not seen quiet: bytes fed next may have followed the last ones at once, however late they were
        fetched. A frame that is held back waits for them, and is not given out because its time has passed.
        """

    def request(self, request: CuffRequest, t: float) -> bytes:
        """Bytes that carry out an order of the cuff guard.

        Raises:
            ValueError: this driver has no cuff (a bug above, not in the device).
        """
        raise ValueError("this driver has no cuff")

    def goodbye(self) -> bytes:
        """Bytes to send before the port is closed."""
        return b""

    def take_notices(self) -> list[str]:
        """What a person must hear of the device's own state since the last call, in sentences that say what to do:
        "The monitor's own alarms are off: switch them on." Each once, until its cause has gone and come again.
        """
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What a simulated patient is at one moment; each device makes its own bytes of it."""

    t: float  # s since the patient began
    pleth: float | None  # 0…1, None = probe off
    beat: bool  # a pulse began within the last 50 ms; a device takes the rising edge
    spo2: float | None  # %, None = probe off or searching
    pr: float | None  # /min
    pi: float | None  # %
    probe_on: bool
    searching: bool
    rr: float | None = None  # breaths/min, None = not measured
    resp: float = 0.5  # 0…1, chest movement; 1 = breathed in
    ecg_mv: float = 0.0
    etco2: float | None = None  # mmHg
    temp: float | None = None  # °C
    sao2: float | None = None  # %, in the artery now: a device makes its own average of it; None as `spo2`
    rate: float | None = None  # /min, of the pulse that runs now; None as `pr`
    artefact: bool = False  # the finger moves: the wave is not of the pulse alone
    weak: bool = False  # too little perfusion to count pulses: cold hand, or a cuff squeezes this arm


class CuffPhase(StrEnum):
    """State of the patient's simulated cuff."""

    IDLE = "idle"
    MEASURING = "measuring"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffView:
    """The simulated cuff at one moment."""

    phase: CuffPhase
    pressure_mmhg: float
    sys: int | None
    dia: int | None
    map: int | None
    pr: int | None
    age_s: float | None  # since the last finished determination
    patient_type: PatientType
    fault: NibpFault | None = None  # why the last determination failed; None: it did not


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpView:
    """The infusion pump beside the patient at one moment."""

    running: bool
    rate_ml_h: float  # as set
    volume_ml: float  # infused so far


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusedStep:
    """From `t` on the pump runs at this rate; 0 = paused or stopped."""

    t: float  # s
    rate_ml_h: float
    concentration_mg_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusedBolus:
    """Given at once."""

    t: float  # s
    mg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """What a person entered as infused so far, whole: a correction is told as the whole once more."""

    steps: tuple[InfusedStep, ...] = ()  # in the order of their times
    boluses: tuple[InfusedBolus, ...] = ()
    weight_kg: float | None = None  # of the person; None: nobody said

    def moved(self, seconds: float) -> Infused:
        """The same, every time later by `seconds`."""
        return Infused(
            steps=tuple(replace(step, t=step.t + seconds) for step in self.steps),
            boluses=tuple(replace(bolus, t=bolus.t + seconds) for bolus in self.boluses),
            weight_kg=self.weight_kg,
        )


class Patient(abc.ABC):
    """What a virtual device may ask of the simulated patient."""

    @abc.abstractmethod
    def at(self, t: float) -> Vitals:
        """State at `t`, s. Calls must not go back in time per caller."""

    @abc.abstractmethod
    def cuff(self, t: float) -> CuffView:
        """State of the cuff at `t`, s."""

    @abc.abstractmethod
    def start_cuff(self, t: float) -> None:
        """Begin a determination at `t`."""

    @abc.abstractmethod
    def cancel_cuff(self, t: float) -> None:
        """Deflate at `t`."""

    def pump(self, t: float) -> PumpView:
        """State of the infusion pump at `t`, s."""
        return PumpView(running=False, rate_ml_h=0.0, volume_ml=0.0)

    def infuse(self, infused: Infused) -> None:  # noqa: B027  a recorded patient is as recorded
        """What is infused is this from now on; times as in `at`. Nothing changes before the first difference."""


class Device(abc.ABC):
    """The device's end: answers the host and sends what it measures."""

    step_s: float  # how often `emit` wants to be called to keep the device's real timing

    @abc.abstractmethod
    def feed(self, data: bytes, t: float) -> None:
        """Bytes from the host."""

    @abc.abstractmethod
    def emit(self, patient: Patient, t: float) -> bytes:
        """Everything the device sends from the last call up to `t`, s. Never waits."""


class StoredRecord(typing.Protocol):
    """What a device had stored, as it was fetched."""

    @property
    def start(self) -> datetime | None:
        """By the device's own clock, for a note only; None: it has none."""

    @property
    def complete(self) -> bool:
        """As long as announced, and no byte was lost on the way."""

    def readings(self) -> list[Reading]:
        """Numbers, `t` from the record's first moment on, s."""


class Download(typing.Protocol):
    """The conversation that fetches one stored record; pure, as `Protocol` is. Nothing is deleted or set, ever."""

    @property
    def done(self) -> bool:
        """Whether there is a result or a refusal and everything has been sent."""

    @property
    def progress(self) -> float:
        """Part that has arrived, 0…1; 0 while the length is not known."""

    @property
    def result(self) -> StoredRecord | None:
        """The record; None: not yet, or refused."""

    @property
    def refusal(self) -> str | None:
        """Why there is no result, in a sentence that says what to do."""

    def feed(self, data: bytes, t: float) -> None:
        """Bytes of the device, any slice, also none, at `t`, s."""

    def finish(self, t: float) -> None:
        """No more bytes come: the port is closed."""

    def due(self, t: float) -> Due:
        """Bytes to send now and when to ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The one object a driver package publishes."""

    info: DriverInfo
    protocol: Callable[[], Protocol]
    device: Callable[[], Device]
    read_file: Callable[[bytes], list[Reading] | None] | None = None
    """Readings of a file the device's own PC program saved, times from its first record on, s; None: it is no such
    file, its bytes are a stream. Raises `ValueError` with a sentence for a file that is one and broken."""
    download: Callable[[int, int], Download] | None = None
    """Fetches what the device itself has stored: (its user, that user's record), both from 0. None: it stores nothing
    that could be fetched."""

"""Which device hangs on which bed, and what its link is doing.

Used by the station's thread only. Rules, each refused in words: one source per parameter of a bed, one bed per
port, and a simulated device never joins a real session nor a real device a simulated one (SAFE-01).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from bedside.driver_api import CuffOrder, CuffRequest, Driver, PortSettings
from bedside.errors import RefusedError
from bedside.link.link import Arrival
from bedside.link.ports import is_simulated
from bedside.link.reader import STOP_S, Reader
from bedside.vitals.commands import AttachDevice
from bedside.vitals.devices import DeviceChange, DeviceRow, LinkCounters, LinkState
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Identity
from bedside.vitals.sessions import Mode, PatientType


class NewReader(Protocol):
    """Makes the reader of a device."""

    def __call__(self, device: str, driver: Driver, port: str, *, simulated: bool) -> Reader:
        """A reader that is not started; `simulated`: what the port must be when it opens."""
        ...


_RATE_OVER_S: Final = 2.0  # frames per second are counted over this long


@dataclass(slots=True)
class _Attachment:
    """One attached device."""

    device: str
    driver: Driver
    port: str
    bed: int
    simulated: bool
    reader: Reader
    state: LinkState = LinkState.OPENING
    sentence: str = ""
    since_t: float = 0.0
    counters: LinkCounters = field(default_factory=LinkCounters)
    identity: str = ""
    frames: deque[tuple[float, int]] = field(default_factory=deque)  # station time, frames so far

    @property
    def parameters(self) -> frozenset[Parameter]:
        return frozenset(self.driver.info.parameters)


class Attachments:
    """All attached devices."""

    def __init__(self, load_driver: Callable[[str], Driver], new_reader: NewReader) -> None:
        self._load_driver = load_driver
        self._new_reader = new_reader
        self._attached: dict[str, _Attachment] = {}
        self._leaving: list[threading.Thread] = []
        self._rows: dict[int | None, tuple[DeviceRow, ...]] = {}

    def attach(self, command: AttachDevice, session_mode: Mode | None, now: float) -> str:
        """Connect a device and start its reader.

        Args:
            command: driver, port and bed.
            session_mode: mode of the open session of that bed, None without one.
            now: station time, s.
        Returns:
            The device's id.
        Raises:
            RefusedError: it may not join this bed, or its line settings are none; DriverError: no such driver.
        """
        driver = _at_line(self._load_driver(command.driver), command.line)
        simulated = is_simulated(command.port)
        self._refuse(command, driver, simulated, session_mode)
        device = f"{command.driver}@{command.port}"
        reader = self._new_reader(device, driver, command.port, simulated=simulated)
        self._attached[device] = _Attachment(
            device=device,
            driver=driver,
            port=command.port,
            bed=command.bed,
            simulated=simulated,
            reader=reader,
            sentence=f"Opening {command.port}.",
            since_t=now,
        )
        self._rows.clear()
        reader.start()
        return device

    def detach(self, device: str) -> int:
        """Stop a device's reader and forget it.

        Returns:
            The bed it was on.
        Raises:
            RefusedError: there is no such device.
        """
        attachment = self._attached.pop(device, None)
        if attachment is None:
            raise RefusedError(f"{device} is not attached: nothing was changed.")
        self._rows.clear()
        # It says goodbye (and deflates a running cuff) in its own thread: nothing here waits for a port.
        self._leaving = [thread for thread in self._leaving if thread.is_alive()]
        self._leaving.append(_stopping(attachment.reader))
        return attachment.bed

    def stop(self) -> None:
        """Stop every reader; running cuffs are deflated first. All at once, so that none waits for another."""
        self._leaving += [_stopping(attachment.reader) for attachment in self._attached.values()]
        for thread in self._leaving:
            thread.join(STOP_S + 1.0)

    def simulated(self, device: str) -> bool:
        """Whether a device is not a real one."""
        return self._attached[device].simulated

    # What the readers say

    def arrived(self, arrival: Arrival) -> int | None:
        """Note an arrival; the bed it belongs to, None if the device was detached meanwhile."""
        attachment = self._attached.get(arrival.device)
        if attachment is None:
            return None
        attachment.counters = arrival.counters
        for reading in arrival.readings:
            if isinstance(reading, Identity) and reading.text != attachment.identity:
                attachment.identity = reading.text
                self._rows.clear()
        return attachment.bed

    def changed(self, change: DeviceChange) -> int | None:
        """Note a change of a link; the bed it belongs to, None if the device was detached meanwhile."""
        attachment = self._attached.get(change.device)
        if attachment is None:
            return None
        attachment.state, attachment.sentence, attachment.since_t = change.state, change.sentence, change.t
        self._rows.clear()
        return attachment.bed

    def bed_of(self, device: str) -> int | None:
        """The bed a device hangs on."""
        attachment = self._attached.get(device)
        return None if attachment is None else attachment.bed

    def measure(self, now: float) -> None:
        """Count frames per second at station time `now`, s; call a few times a second."""
        for attachment in self._attached.values():
            frames = attachment.frames
            frames.append((now, attachment.counters.frames))
            while len(frames) > 2 and now - frames[1][0] >= _RATE_OVER_S:
                frames.popleft()
        self._rows.clear()

    def rows(self, bed: int | None) -> tuple[DeviceRow, ...]:
        """What may be shown of the devices of one bed, or of all (None), by bed and device."""
        rows = self._rows.get(bed)
        if rows is None:
            chosen = [a for a in self._attached.values() if bed is None or a.bed == bed]
            rows = tuple(_row(a) for a in sorted(chosen, key=lambda a: (a.bed, a.device)))
            self._rows[bed] = rows
        return rows

    # The cuff

    def cuff_of(self, bed: int, patient_type: PatientType) -> tuple[bool, str]:
        """Whether a device of this bed can start its cuff, and why it would be refused now ("" = it would not)."""
        attachment = self._cuff_device(bed)
        if attachment is None:
            return False, ""
        return True, attachment.reader.may_start(patient_type) or ""

    def start_cuff(self, bed: int, patient_type: PatientType) -> None:
        """Ask for one measurement; the guard in the reader decides again when the order leaves.

        Raises:
            RefusedError: with the reason.
        """
        attachment = self._cuff_device(bed)
        if attachment is None:
            raise RefusedError(
                f"No monitor on bed {bed} can be started from here: press start on the monitor itself."
            )
        refused = attachment.reader.may_start(patient_type)
        if refused:
            raise RefusedError(refused)
        attachment.reader.post(CuffRequest(order=CuffOrder.START, patient_type=patient_type))

    def cancel_cuff(self, bed: int, patient_type: PatientType, *, only_running: bool = False) -> None:
        """Deflate every cuff of a bed that bedside can reach, or only one that runs or may run."""
        for attachment in self._attached.values():
            if only_running and not attachment.reader.cuff_running:
                continue
            if attachment.bed == bed and attachment.driver.info.starts_cuff:
                attachment.reader.post(CuffRequest(order=CuffOrder.CANCEL, patient_type=patient_type))

    def _cuff_device(self, bed: int) -> _Attachment | None:
        for attachment in self._attached.values():
            if attachment.bed == bed and attachment.driver.info.starts_cuff:
                return attachment
        return None

    def _refuse(
        self, command: AttachDevice, driver: Driver, simulated: bool, session_mode: Mode | None
    ) -> None:
        for other in self._attached.values():
            if other.port == command.port:
                raise RefusedError(
                    f"{command.port} is already in use by bedside for bed {other.bed}: detach it there first."
                )
            shared = other.parameters & frozenset(driver.info.parameters)
            if other.bed == command.bed and shared:
                name = PARAMETERS[next(p for p in driver.info.parameters if p in shared)].name
                raise RefusedError(
                    f"Bed {command.bed} already gets {name} from {other.driver.info.title} on {other.port}: "
                    "one source per value; detach that one first or choose another bed."
                )
            if other.bed == command.bed and other.simulated != simulated:
                raise RefusedError(
                    f"Bed {command.bed} has {'simulated' if other.simulated else 'real'} devices: "
                    "simulated and real ones never share a bed; choose another."
                )
        if session_mode is not None and (session_mode is Mode.SIMULATION) != simulated:
            raise RefusedError(
                f"Bed {command.bed} has the open session of a {session_mode} patient: end it first; "
                "simulated values are never filed under a real patient, nor real ones under a simulated."
            )


def _at_line(driver: Driver, line: str) -> Driver:
    """The driver with the line settings of one device."""
    if not line:
        return driver
    try:
        return replace(driver, info=replace(driver.info, port=PortSettings.parse(line)))
    except ValueError as error:
        raise RefusedError(f"{error}") from error


def _row(attachment: _Attachment) -> DeviceRow:
    info = attachment.driver.info
    return DeviceRow(
        device=attachment.device,
        driver=info.key,
        title=info.title,
        port=attachment.port,
        line=str(info.port),
        bed=attachment.bed,
        parameters=info.parameters,
        simulated=attachment.simulated,
        state=attachment.state,
        sentence=attachment.sentence,
        since_t=attachment.since_t,
        counters=attachment.counters,
        frames_per_s=_rate(attachment.frames),
        identity=attachment.identity,
    )


def _stopping(reader: Reader) -> threading.Thread:
    """Stop a reader in a thread of its own: a cuff may take seconds to be told to deflate."""
    thread = threading.Thread(target=reader.stop, name="stopping a reader", daemon=True)
    thread.start()
    return thread


def _rate(frames: deque[tuple[float, int]]) -> float | None:
    if len(frames) < 2 or frames[-1][0] <= frames[0][0]:
        return None
    (first_t, first), (last_t, last) = frames[0], frames[-1]
    return max(0, last - first) / (last_t - first_t)

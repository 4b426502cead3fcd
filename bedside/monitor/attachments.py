"""Which device hangs on which bed, and what its link is doing.

Used by the station's thread only. Who may join which bed is in `joining`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bedside.driver_api import CuffOrder, CuffRequest, Driver, PortSettings
from bedside.errors import RefusedError, UserFacingError
from bedside.link.items import Arrival
from bedside.link.ports import is_simulated
from bedside.link.raw_tap import RawTap
from bedside.link.reader import STOP_S, Reader
from bedside.link.steady_port import SteadyPorts
from bedside.monitor.attachment import Attachment, Leaving
from bedside.monitor.joining import Joining
from bedside.vitals.devices import DeviceChange, DeviceRow
from bedside.vitals.readings import Identity
from bedside.vitals.sessions import Mode, PatientType
from bedside.vitals.station_commands import AttachDevice


class NewReader(Protocol):
    """Makes the reader of a device."""

    def __call__(self, device: str, driver: Driver, port: str, *, simulated: bool) -> Reader:
        """A reader that is not started; `simulated`: what the port must be when it opens."""
        ...


class Attachments:
    """All attached devices."""

    def __init__(
        self, load_driver: Callable[[str], Driver], new_reader: NewReader, places: SteadyPorts | None = None
    ) -> None:
        """Nothing is attached yet; `places` knows where adapters are, without it a port is its name."""
        self._load_driver = load_driver
        self._new_reader = new_reader
        self._places = SteadyPorts() if places is None else places
        self._expected: dict[str, str] = {}  # device → adapter it is remembered with, until it is attached
        self._attached: dict[str, Attachment] = {}
        self._leaving: list[Leaving] = []
        self._measured_t = 0.0
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
        device = f"{command.driver}@{command.port}"
        adapter = self._expected.pop(device, "")  # once: who connects by hand means what is there now
        try:
            driver = _at_line(self._load_driver(command.driver), command.line)
            simulated = is_simulated(command.port)
            Joining(
                device=device,
                driver=driver,
                port=command.port,
                bed=command.bed,
                adapter=adapter,
                simulated=simulated,
            ).refuse(self._attached.values(), self._places, session_mode)
        except UserFacingError:
            if device not in self._attached:
                self._places.refuse(device)
            raise
        reader = self._new_reader(device, driver, command.port, simulated=simulated)
        self._places.join(device, command.driver, command.port, adapter, simulated=simulated)
        self._attached[device] = Attachment(
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
        self._places.leave(device)
        self._rows.clear()
        # It says goodbye (and deflates a running cuff) in its own thread: nothing here waits for a port.
        self._leaving.append(Leaving(attachment))
        return attachment.bed

    def stop(self) -> None:
        """Stop every reader; running cuffs are deflated first. All at once, so that none waits for another."""
        self._leaving += [Leaving(attachment) for attachment in self._attached.values()]
        for each in self._leaving:
            each.wait(STOP_S + 1.0)

    def expect(self, device: str, driver: str, port: str, adapter: str) -> None:
        """A remembered device will be attached; `adapter` as the settings have it.

        Raises:
            ValueError: `adapter` names none.
        """
        self._places.expect(device, driver, port, adapter)
        self._expected[device] = adapter

    def adapters(self) -> list[tuple[str, str]]:
        """The devices whose USB adapter is known, and that adapter, for the settings."""
        known = ((device, self._places.adapter(device)) for device in self._attached)
        return [(device, adapter) for device, adapter in known if adapter]

    def adapter(self, device: str) -> str:
        """The USB adapter a device is known to hang on, for the settings; "" = none is known."""
        return self._places.adapter(device)

    def moved(self) -> list[tuple[str, str]]:
        """The devices that came back on another port since the last call, and that port."""
        found = []
        for attachment in self._attached.values():
            port_now = self._places.port_now(attachment.device)
            if port_now and port_now != attachment.port_now:
                found.append((attachment.device, port_now))
            attachment.port_now = port_now or attachment.port_now
        return found

    def simulated(self, device: str) -> bool:
        """Whether a device is not a real one."""
        return self._attached[device].simulated

    def ports_in_use(self) -> frozenset[str]:
        """Names of the ports of all devices, also of those that are still saying goodbye."""
        self._leaving = [each for each in self._leaving if not each.gone]
        named = frozenset(a.port for a in self._attached.values()) | {each.port for each in self._leaving}
        return named | self._places.in_use()

    def bed_at(self, port: str) -> int | None:
        """The bed whose device is on a port, or will be."""
        return next((a.bed for a in self._attached.values() if self._places.has(a.device, port)), None)

    def tap(self, device: str) -> RawTap | None:
        """The newest bytes of a device; None: there is no such device. From any thread."""
        attachment = self._attached.get(device)
        return None if attachment is None else attachment.reader.tap

    def capture(self, device: str, *, on: bool) -> None:
        """Keep every byte of a device in a file from now on, or end it. The reader says if it cannot.

        Raises:
            RefusedError: there is no such device, or no folder for such files.
        """
        attachment = self._attached.get(device)
        if attachment is None:
            raise RefusedError(f"{device} is not attached: nothing was changed.")
        if not attachment.reader.switch_capture(on=on):
            raise RefusedError("bedside was given no folder for captures: start it with --capture FOLDER.")

    # What the readers say

    def arrived(self, arrival: Arrival, now: float) -> int | None:
        """Note an arrival taken at `now`; the bed it belongs to, None if the device was detached meanwhile."""
        attachment = self._attached.get(arrival.device)
        if attachment is None:
            return None
        attachment.counters = arrival.counters
        attachment.rates.arrived(arrival.t, arrival.counters, now)
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
        """Count what comes per second at station time `now`, s; call a few times a second."""
        for attachment in self._attached.values():
            attachment.rates.count(attachment.counters.frames, now)
        self._measured_t = now
        self._rows.clear()

    def rows(self, bed: int | None) -> tuple[DeviceRow, ...]:
        """What may be shown of the devices of one bed, or of all (None), by bed and device."""
        rows = self._rows.get(bed)
        if rows is None and bed is None:
            ordered = sorted(self._attached.values(), key=lambda a: (a.bed, a.device))
            rows = tuple(a.row(self._measured_t, self._places.port_now(a.device)) for a in ordered)
            self._rows[None] = rows
        elif rows is None:
            rows = self._rows[bed] = tuple(row for row in self.rows(None) if row.bed == bed)
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

    def _cuff_device(self, bed: int) -> Attachment | None:
        for attachment in self._attached.values():
            if attachment.bed == bed and attachment.driver.info.starts_cuff:
                return attachment
        return None


def _at_line(driver: Driver, line: str) -> Driver:
    """The driver with the line settings of one device."""
    if not line:
        return driver
    try:
        return replace(driver, info=replace(driver.info, port=PortSettings.parse(line)))
    except ValueError as error:
        raise RefusedError(f"{error}") from error

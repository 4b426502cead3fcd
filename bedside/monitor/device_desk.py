"""The devices of the station: remembered, attached, searched for, followed when they move, and taken away."""

from __future__ import annotations

import logging

from bedside.errors import RefusedError
from bedside.link.items import LinkNotice
from bedside.link.port_search import SearchTold
from bedside.link.port_watch import PortsSeen
from bedside.monitor.attachments import Attachments
from bedside.monitor.beds import Beds
from bedside.monitor.kept_settings import KeptSettings
from bedside.monitor.searches import Searches
from bedside.monitor.station_log import StationLog
from bedside.settings import RememberedDevice
from bedside.vitals.devices import PortSearch
from bedside.vitals.station_commands import AttachDevice, CaptureDevice, DetachDevice, SearchPort, StopSearch

DeviceCommand = AttachDevice | DetachDevice | CaptureDevice | SearchPort | StopSearch

_log = logging.getLogger(__name__)


class DeviceDesk:
    """Used by the station's thread only, `coming_back` and `start` before it runs, `stop` after."""

    def __init__(
        self,
        attachments: Attachments,
        searches: Searches | None,
        kept: KeptSettings,
        beds: Beds,
        log: StationLog,
    ) -> None:
        """`searches`: of the ports without a device; None: ports are not searched here."""
        self._attachments = attachments
        self._searches = searches
        self._kept = kept
        self._beds = beds
        self._log = log

    def coming_back(self) -> list[AttachDevice]:
        """The remembered devices, to be attached again: before any of them it is said which adapters are whose."""
        return [
            AttachDevice(bed=device.bed, driver=device.driver, port=device.port, line=device.line)
            for device in self._kept.settings.devices
            if self._expect(device)
        ]

    def start(self) -> None:
        """Begin to look for ports."""
        if self._searches is not None:
            self._searches.start()

    def stop(self) -> None:
        """End the searches, deflate running cuffs and close the ports."""
        if self._searches is not None:
            self._searches.stop()
        self._attachments.stop()

    def obey(self, command: DeviceCommand, now: float) -> None:
        """Carry a command out at station time `now`, s.

        Raises:
            RefusedError: it cannot be done, with the reason; nothing was changed. DriverError: no such driver.
        """
        match command:
            case AttachDevice():
                self._attach(command, now)
            case DetachDevice():
                self._detach(command, now)
            case CaptureDevice():
                self._attachments.capture(command.device, on=command.on)
                words = "every byte is kept from now on" if command.on else "its bytes are kept no longer"
                self._log.say("capture_device", f"{command.device}: {words}", command)
            case SearchPort():
                self._search(command, now)
            case StopSearch():
                self._searching().leave(command.port)
                self._log.say("stop_search", f"{command.port} is left alone", command)

    def ports_seen(self, seen: PortsSeen, now: float) -> None:
        """The list of ports changed, at station time `now`, s."""
        if self._searches is not None:
            self._searches.seen(seen, now)

    def search_told(self, told: SearchTold) -> None:
        """A search found something out."""
        if self._searches is not None:
            self._searches.told(told)

    def tell(self, notice: LinkNotice) -> None:
        """A device has something to say to a person."""
        bed = self._attachments.bed_of(notice.device)
        where = "" if bed is None else f"Bed {bed}: "
        self._log.notice(where + notice.sentence)
        self._log.say("device_notice", f"{notice.device}: {notice.sentence}")

    def look(self, now: float) -> None:
        """Look after devices and ports at station time `now`, s; a few times a second."""
        self._attachments.measure(now)
        for device, adapter in self._attachments.adapters():
            self._kept.hangs_on(device, adapter)
        for device, port in self._attachments.moved():
            self._log.say("device_moved", f"{device} is now on {port}")
        self._look_for_ports(now)

    def searches(self) -> tuple[PortSearch, ...]:
        """What may be shown of the ports without a device."""
        return () if self._searches is None else self._searches.rows()

    def _expect(self, device: RememberedDevice) -> bool:
        """Say which adapter a device is to come on; False: not to be attached, in doubt."""
        try:
            self._attachments.expect(device.device, device.driver, device.port, device.adapter)
        except ValueError as error:
            _log.warning("the remembered adapter of %s is not known: %s", device.device, error)
            self._log.notice(
                f"The settings do not say in a form that can be read which adapter the device of bed {device.bed} "
                f"hangs on (it was on {device.port}): connect it by hand."
            )
            return False
        return True

    def _attach(self, command: AttachDevice, now: float) -> None:
        bed = self._beds.at(command.bed)
        device = self._attachments.attach(command, bed.mode if bed.session_open else None, now)
        simulated = self._attachments.simulated(device)
        bed.attach(device, now, simulated=simulated)
        if command.remember and not simulated:
            self._kept.remember(
                RememberedDevice(
                    driver=command.driver,
                    port=command.port,
                    bed=command.bed,
                    line=command.line,
                    adapter=self._attachments.adapter(device),
                )
            )
        self._log.say(
            "attach_device", f"{command.driver} on {command.port} came to bed {command.bed}", command
        )
        self._look_for_ports(now)  # the search leaves its port; the reader waits for that

    def _detach(self, command: DetachDevice, now: float) -> None:
        bed = self._attachments.detach(command.device)
        self._beds.at(bed).detach(command.device, now)
        if command.forget:
            self._kept.forget(command.device)
        self._log.say("detach_device", f"{command.device} left bed {bed}", command)

    def _search(self, command: SearchPort, now: float) -> None:
        searches = self._searching()
        bed = self._attachments.bed_at(command.port)
        if bed is not None:
            raise RefusedError(f"{command.port} is in use by bedside for bed {bed}: detach it there first.")
        searches.ask(command.port, now, may_ask=command.may_ask)
        words = "listened to, and asked if it is silent" if command.may_ask else "listened to"
        self._log.say("search_port", f"{command.port} is {words}", command)
        self._look_for_ports(now)

    def _searching(self) -> Searches:
        if self._searches is None:
            raise RefusedError("Ports are not searched here: use bedside doctor PORT.")
        return self._searches

    def _look_for_ports(self, now: float) -> None:
        if self._searches is not None:
            remembered = [device.port for device in self._kept.settings.devices]
            self._searches.look(now, self._attachments.ports_in_use(), remembered)

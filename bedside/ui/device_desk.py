"""The Devices screen on a running station: ports, drivers and captures in; replays and support bundles out."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from bedside import registry
from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.export.support_bundle import default_name, told_by, write_bundle
from bedside.link.ports import list_serial
from bedside.monitor.services import Services
from bedside.settings import log_path
from bedside.simulation.faults import Fault
from bedside.ui.device_captures import captures_in
from bedside.ui.devices_screen import DevicesScreen

_log = logging.getLogger(__name__)


class DeviceDesk(QObject):
    """What the screen asks for and the station does not do. Files and processes are worked on beside the window."""

    def __init__(self, screen: DevicesScreen, services: Services, clock: Clock) -> None:
        super().__init__(screen)
        self._screen = screen
        self._services = services
        self._clock = clock
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="devices desk")
        self._replays: list[Future[Future[None]]] = []
        self._attaching: list[Future[None]] = []
        self._bundles: list[Future[str]] = []
        infos, faults = registry.infos()
        screen.set_drivers(list(infos.values()))
        if faults:
            screen.show_refusal(faults[-1])
        screen.set_taps(services.station.tap)
        screen.foot.set_bundle_path(str(log_path().parent / default_name(clock)))
        screen.foot.ports_wanted.connect(self.list_ports)
        screen.foot.captures_wanted.connect(self._list_captures)
        screen.replay_asked.connect(self._replay)
        screen.foot.bundle_asked.connect(self._bundle)

    @Slot()
    def list_ports(self) -> None:
        """Offer the ports there are now."""
        self._screen.foot.set_ports([(row.steady, row.words) for row in list_serial()])

    def frame(self) -> None:
        """Say what has come of what was asked. May be called for every frame."""
        for replay in [each for each in self._replays if each.done()]:
            self._replays.remove(replay)
            if self._told(replay.exception()):
                continue
            self._attaching.append(replay.result())
        for attached in [each for each in self._attaching if each.done()]:
            self._attaching.remove(attached)
            self._told(attached.exception())
        for bundle in [each for each in self._bundles if each.done()]:
            self._bundles.remove(bundle)
            error = bundle.exception()
            if error is None:
                self._screen.foot.show_bundle(bundle.result())
                self._screen.foot.set_bundle_path(str(log_path().parent / default_name(self._clock)))
            else:
                self._screen.foot.show_bundle(self._words(error))

    @property
    def busy(self) -> bool:
        """Whether something it began is still under way."""
        return any(not replay.done() for replay in self._replays) or any(
            not bundle.done() for bundle in self._bundles
        )

    def stop(self) -> None:
        """Begin nothing more; what runs is brought to its end."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    @Slot()
    def _list_captures(self) -> None:
        self._screen.foot.set_captures(captures_in(self._services.captures))

    @Slot(str, str, int, object)
    def _replay(
        self, file: str, driver: str, bed: int, faults: tuple[tuple[str, float, float, float], ...]
    ) -> None:
        try:
            meant = [
                Fault(kind=kind, start_s=start_s, end_s=end_s, amount=amount)
                for kind, start_s, end_s, amount in faults
            ]
        except ValueError as error:
            self._screen.show_refusal(f"{error}.")
            return
        actor = self._screen.actor
        self._replays.append(
            self._worker.submit(self._services.replay_capture, Path(file), driver, bed, meant, actor)
        )

    @Slot(str)
    def _bundle(self, path: str) -> None:
        self._bundles.append(self._worker.submit(self._write, Path(path).expanduser()))

    def _write(self, path: Path) -> str:
        bundle = write_bundle(path, told_by(self._services), self._clock)
        return self.tr("Written to {path}: {files} files, {lines} lines of the log.").format(
            path=bundle.path, files=len(bundle.files), lines=bundle.log_lines
        )

    def _told(self, error: BaseException | None) -> bool:
        if error is not None:
            self._screen.show_refusal(self._words(error))
        return error is not None

    def _words(self, error: BaseException) -> str:
        if isinstance(error, UserFacingError):
            return str(error)
        _log.error("the devices desk", exc_info=error)
        return self.tr("An internal error happened; it is in the log.")

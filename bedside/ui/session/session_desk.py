"""What stands behind the session pages of one window: records, files of the site, and scores read beside the window."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.monitor.earlier_scores import NOTHING_EARLIER, EarlierScoreReader, EarlierScores
from bedside.monitor.patients import Patients
from bedside.monitor.services import Services
from bedside.settings import scale_texts_path
from bedside.therapy.protocols import ProtocolShelf
from bedside.therapy.scale_texts import site_texts
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.protocol_form import SiteProtocols
from bedside.ui.session.session_page import SessionPage
from bedside.vitals.protocol import Protocol

_log = logging.getLogger(__name__)
AGAIN_S: Final = 60.0  # a call may be written down, or a session filed, while the form is open


class SessionDesk:
    """Of one window. `earlier` is asked with every frame and never waits."""

    def __init__(self, services: Services, clock: Clock) -> None:
        """Nothing is read before it is asked for."""
        self._services = services
        self._clock = clock
        self._reader: EarlierScoreReader | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._asked = ("", "")  # patient and session
        self._asked_t = 0.0
        self._coming: Future[EarlierScores] | None = None
        self._scores = NOTHING_EARLIER

    def serve(self, page: SessionPage, drafts: Drafts | None) -> tuple[str, ...]:
        """Its forms ask here from now on; sentences about files of the site that cannot be used.

        Args:
            page: just made. drafts: of all windows; None: what is typed in this one ends with it.
        """
        patients, pin, asks = self._services.patients, self._services.pin, page.asks
        if drafts is not None:
            page.use_drafts(drafts)
        asks.patients = patients
        asks.given_before = patients.given_before
        asks.earlier_scores = self.earlier
        asks.find_pin = lambda: pin.check if pin.is_set else None
        asks.protocols = lambda: in_force(self._services.protocols)
        own = site_texts(scale_texts_path())
        asks.scale_texts = lambda: own.texts
        return tuple(own.faults)

    def earlier(self, patient: str, session: str) -> EarlierScores:
        """What is known of it now; it is being read where it is not known yet."""
        library, now = self._services.library, self._clock.now()
        if library is None:
            return NOTHING_EARLIER
        if self._coming is not None and self._coming.done():
            self._scores, self._coming = _result(self._coming), None
        if self._asked != (patient, session):
            self._scores = EarlierScores(reading=True)
        elif self._coming is not None or now - self._asked_t < AGAIN_S:
            return self._scores
        if self._coming is not None:
            return self._scores  # of another patient still: one after the other
        if self._worker is None or self._reader is None:
            self._reader = EarlierScoreReader(library, Patients(self._services.station.patients))
            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="session desk")
        self._asked, self._asked_t = (patient, session), now
        self._coming = self._worker.submit(self._reader.read, patient, session)
        return self._scores

    def stop(self) -> None:
        """Read nothing more."""
        if self._worker is not None and self._reader is not None:
            self._reader.ending.set()
            self._worker.shutdown(wait=True, cancel_futures=True)


def in_force(shelf: ProtocolShelf) -> SiteProtocols:
    """The newest usable version under each key, by title, and why another one is not."""
    found: list[Protocol] = []
    faults: list[str] = []
    for key in shelf.keys:
        try:
            protocol, fault = shelf.get(key)
        except UserFacingError as error:
            faults.append(str(error))
            continue
        if fault:
            faults.append(fault)
        if protocol not in found:
            found.append(protocol)
    return SiteProtocols(tuple(sorted(found, key=lambda each: (each.title, each.key))), tuple(faults))


def _result(coming: Future[EarlierScores]) -> EarlierScores:
    error = coming.exception()
    if error is None:
        return coming.result()
    if isinstance(error, UserFacingError):
        return EarlierScores(fault=str(error))
    _log.error("session desk: %s", error, exc_info=error)
    words = QCoreApplication.translate("Scales", "The sessions of before could not be read: see the log.")
    return EarlierScores(fault=words)

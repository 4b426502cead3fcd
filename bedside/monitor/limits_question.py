"""The question whose limits hold in a bed: what an earlier session of its patient changed, until somebody answers."""

from __future__ import annotations

from collections.abc import Callable

from bedside.monitor.bed_sessions import offer_or_none
from bedside.monitor.limits_offer import EditedLimits
from bedside.monitor.live_session import LiveSession
from bedside.monitor.updates import LimitsOffer
from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.commands import ChangeLimits, Command, KeepProfileLimits, NamePatient
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode

EarlierLimits = Callable[[str | PatientRecord, Mode], EditedLimits | None]
"""What was changed in the last session of a patient (or of who had this name); None: nothing, or there is none."""


def nobody_before(_whose: str | PatientRecord, _mode: Mode) -> EditedLimits | None:
    """Nobody was here before."""
    return None


class LimitsQuestion:
    """The offer of one bed."""

    def __init__(self, earlier: EarlierLimits) -> None:
        self.offer: LimitsOffer | None = None  # waits for an answer
        self._earlier = earlier

    def after(self, command: Command, session: LiveSession) -> None:
        """What a command that was entered in a session makes of it: an answer, or another patient's question."""
        match command:
            case ChangeLimits() | KeepProfileLimits():
                self.offer = None
            case NamePatient(label=label):
                self._ask(label, session)
            case IdentifyPatient(patient=patient):
                self._ask(patient, session)

    def _ask(self, whose: str | PatientRecord, session: LiveSession) -> None:
        """Offer the limits of the same patient's last session; the name may have been a slip (ALM-40)."""
        if self.offer is None or not self.offer.forced:
            earlier = self._earlier(whose, session.mode)
            self.offer = offer_or_none(earlier, session.profile, forced=False)

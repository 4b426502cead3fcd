"""When the last of the drug was given: what recovery counts from."""

from __future__ import annotations

from dataclasses import dataclass

from bedside.therapy.infusion import InfusionState


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDose:
    """The end of all that was given, session time, s."""

    given: bool  # an infusion or a bolus is on the record
    ended_t: float | None = None  # None: nothing was given, or it goes on
    paused: bool = False  # it goes on, and is held
    bolus: bool = False  # the last of it was a bolus

    @property
    def running(self) -> bool:
        """No end is recorded."""
        return self.given and self.ended_t is None

    def is_before(self, t: float) -> bool:
        """Whether something of time `t` says how the patient is after all that was given."""
        return not self.given or (self.ended_t is not None and t > self.ended_t)


def last_dose_of(infusion: InfusionState | None) -> LastDose:
    """The last dose of an infusion; a bolus after its stop, or without an infusion, counts as one."""
    if infusion is None:
        return LastDose(given=False)
    if infusion.open_ended:
        return LastDose(given=True, paused=infusion.paused)
    bolus = max((bolus.t for bolus in infusion.boluses), default=None)
    stopped = infusion.stopped_t if infusion.begun else None
    if bolus is not None and (stopped is None or bolus > stopped):
        return LastDose(given=True, ended_t=bolus, bolus=True)
    return LastDose(given=stopped is not None, ended_t=stopped)

"""The care of a running or replayed session, kept up to date as cheaply as it changes.

What the timeline says is folded when a line is added; the gate when that or the baseline changes; what depends on the
time (what is due, the discharge gate, vitals that are back) once a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bedside.monitor.trends import Trend
from bedside.monitor.updates import NumericState
from bedside.therapy.back_to_baseline import Back, back_of
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.therapy.discharge import discharge_of
from bedside.therapy.discharge_items import Timeline
from bedside.therapy.gate import gate_of
from bedside.therapy.infusion import InfusionState
from bedside.therapy.last_dose import LastDose, last_dose_of
from bedside.therapy.told import Told, told_by
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueItem, DueKind, Protocol
from bedside.vitals.readings import Determination

_LOOK_S: Final = 1.0  # what depends on the time is looked at again this often in recovery,
_SELDOM_S: Final = 10.0  # and this often before: nobody goes home yet
_PULSES: Final = (Parameter.PR, Parameter.HR)


class CareState:
    """One session's; ask it for the care with what is known now."""

    def __init__(self) -> None:
        self._entries: tuple[Entry, ...] = ()
        self._baseline: Baseline | None = None
        self._timeline = Timeline(())
        self._told = Told()
        self._last = LastDose(given=False)
        self._care = Care()
        self._next_t: float | None = None  # session time of the next look at what the time changes

    def look(
        self,
        now: float,
        *,
        entries: tuple[Entry, ...],
        infusion: InfusionState | None,
        baseline: Baseline | None,
        determinations: tuple[Determination, ...],
        numerics: Mapping[Parameter, NumericState],
        trends: Mapping[Parameter, Trend],
        due: tuple[DueItem, ...],
    ) -> Care:
        """The care at session time `now`, s."""
        said = entries is not self._entries
        if said:
            self._entries, self._told, self._last = entries, told_by(entries), last_dose_of(infusion)
            self._timeline = Timeline(entries)
        if said or baseline != self._baseline:
            self._baseline = baseline
            self._care = self._with_what_was_said()
            self._next_t = None
        if due != self._care.due:
            self._care = replace(self._care, due=due)
        protocol = self._told.protocol
        if protocol is None or infusion is None:
            return self._care  # nobody goes home, and nothing comes back, before something was given
        if self._next_t is None or not self._next_t - _SELDOM_S <= now < self._next_t:
            self._next_t = now + (_SELDOM_S if self._last.ended_t is None else _LOOK_S)
            back = self._back(protocol, now, determinations, trends, due)
            saturation = numerics.get(Parameter.SPO2)
            care = replace(
                self._care,
                back_since_t=back.since_t,
                back_done=back.done,
                discharge=discharge_of(
                    protocol,
                    self._timeline,
                    infusion,
                    self._baseline,
                    determinations,
                    spo2=None if saturation is None else saturation.value,
                    spo2_t=None if saturation is None else saturation.t,
                    patient=self._told.patient,
                    now=now,
                ),
            )
            if (
                care != self._care
            ):  # else it stays the same object: who follows it sees at once that nothing is new
                self._care = care
        return self._care

    def _with_what_was_said(self) -> Care:
        told = self._told
        return replace(
            self._care,
            protocol=told.protocol,
            patient=told.patient,
            earlier_patients=told.earlier_patients,
            plan=told.plan,
            gate=gate_of(told.protocol, self._entries, told.patient, self._baseline),
            vials=dict(told.vials),
            no_cuff=told.no_cuff,
            auto_cuff=told.auto_cuff,
            plasma_model=told.plasma_model,
        )

    def _back(
        self,
        protocol: Protocol,
        now: float,
        determinations: tuple[Determination, ...],
        trends: Mapping[Parameter, Trend],
        due: tuple[DueItem, ...],
    ) -> Back:
        since = self._last.ended_t
        if since is None:
            return Back()
        every_s = next((item.interval_s for item in due if item.kind is DueKind.NIBP), None)
        if every_s is None:
            every_s = 60.0 * (protocol.nibp.recovery or protocol.nibp.infusion or 0.0)
        pulses = {key: trends[key].view().since(since) for key in _PULSES if key in trends}
        return back_of(
            protocol, self._baseline, determinations, pulses, last=self._last, cuff_every_s=every_s, now=now
        )

"""The plasma estimate: what published models make of the doses that were recorded (PK-01, PK-02).

A picture for people who learn, seen beside the vitals and used by nothing: no alarm, no limit, no rate comes from it.
A line of rates and boluses is gone through exactly: a model with constant rate has a closed solution (its matrix is
made symmetric and taken apart once), so that neither the number of steps nor the times asked for make a difference.

Times are session times, s; amounts mg; concentrations ng/mL. Only `bedside.ui` and `bedside.export` may import this
module and `plasma_models` (tests/unit/therapy/test_plasma_is_only_shown.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bedside.therapy.infusion_state import InfusionState
from bedside.therapy.plasma_models import PlasmaModel
from bedside.vitals.sessions import PatientType

Floats = NDArray[np.float64]

BAND_RATIO: Final = 0.35  # of the estimate, to both sides
LEAST_AGE_YEARS: Final = 18
WARNED_KG: Final = (40.0, 120.0)  # outside, nobody of the studies weighed so
_MINUTE_S: Final = 60.0
_NG_ML_PER_MG_L: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From `t` on it runs at this rate; what is given at once is given at `t`."""

    t: float  # s
    mg_min: float
    bolus_mg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Where the drug is at one moment, mg."""

    given: float
    compartments: tuple[float, ...]  # central first
    eliminated: float

    @property
    def error(self) -> float:
        """What the sums differ by; 0 but for rounding."""
        return self.given - sum(self.compartments) - self.eliminated


def changes_of(infusion: InfusionState) -> tuple[Change, ...]:
    """The recorded infusion, boluses included, as it goes on: the last rate runs for ever."""
    times = sorted({*(step.t for step in infusion.steps), *(bolus.t for bolus in infusion.boluses)})
    changes = []
    for t in times:
        step = infusion.step_at(t)
        changes.append(
            Change(
                t=t,
                mg_min=0.0 if step is None else float(step.flow_mg_h) / _MINUTE_S,
                bolus_mg=float(sum(bolus.mg for bolus in infusion.boluses if bolus.t == t)),
            )
        )
    return tuple(changes)


class PlasmaCurve:
    """The estimate of one course of doses in one person, at any times.

    Args:
        model: whose. weight_kg: of the person. changes: oldest first; before the first nothing was given.
        ke0: /min, of one of the model's ways to the effect site; None = that is not asked for.
    """

    def __init__(
        self, model: PlasmaModel, weight_kg: float, changes: Sequence[Change], *, ke0: float | None = None
    ) -> None:
        rates = model.for_weight(weight_kg)
        # x' = Kx + R: with x = S·y the matrix is symmetric, so y = U·z has three independent exponentials
        out = [k for k in (rates.k12, rates.k13) if k > 0]
        back = [k for k in (rates.k21, rates.k31) if k > 0]
        matrix = np.diag([-(rates.k10 + sum(out)), *(-k for k in back)])
        matrix[0, 1:] = matrix[1:, 0] = np.sqrt(np.multiply(out, back))
        self._powers, modes = np.linalg.eigh(matrix)  # /min, all below 0
        scale = np.array([1.0, *np.sqrt(np.divide(out, back))])
        self._amounts = scale[:, None] * modes  # mg in each compartment per unit of each mode
        self._into = modes[0]  # each mode's share of 1 mg into the central compartment
        self._k10, self._ke0, self._v1_l = rates.k10, ke0, rates.v1_l
        self._changes = tuple(changes)
        self._starts = np.array([change.t for change in changes], dtype=np.float64)
        if np.any(np.diff(self._starts) < 0):
            raise ValueError("the changes of an infusion have to be in the order of their times")
        self._rates = np.array([change.mg_min for change in changes], dtype=np.float64)
        self._at_starts()

    def _at_starts(self) -> None:
        """Modes, effect site, what was given and what was eliminated, right after each change."""
        n = len(self._changes)
        self._modes = np.zeros((n, len(self._powers)))
        self._site = np.zeros(n)
        self._gone = np.zeros(n)
        self._given = np.zeros(n)
        for k, change in enumerate(self._changes):
            if k:
                minutes = np.array([(change.t - self._changes[k - 1].t) / _MINUTE_S])
                before = np.array([k - 1])
                self._modes[k] = self._modes_after(before, minutes)[0]
                self._gone[k] = self._gone_after(before, minutes)[0]
                self._given[k] = self._given[k - 1] + self._rates[k - 1] * minutes[0]
                self._site[k] = self._site_after(before, minutes)[0]
            self._modes[k] += self._into * change.bolus_mg
            self._given[k] += change.bolus_mg

    # -- from a change on, by minutes; `place`: number of the change, both (n,) ----------------------------

    def _modes_after(self, place: NDArray[np.intp], minutes: Floats) -> Floats:
        grown = np.expm1(self._powers * minutes[:, None])
        fed = self._rates[place, None] * self._into * grown / self._powers
        found: Floats = self._modes[place] * (1.0 + grown) + fed
        return found

    def _gone_after(self, place: NDArray[np.intp], minutes: Floats) -> Floats:
        """What was eliminated: the integral of the central compartment, on its own and not as what is missing."""
        powers = self._powers
        grown = np.expm1(powers * minutes[:, None]) / powers
        fed = self._rates[place, None] * self._into * (grown - minutes[:, None]) / powers
        area = (self._modes[place] * grown + fed) @ self._amounts[0]
        found: Floats = self._gone[place] + self._k10 * area
        return found

    def _site_after(self, place: NDArray[np.intp], minutes: Floats) -> Floats:
        """Concentration at the effect site, mg/L."""
        if self._ke0 is None:
            return np.zeros(len(minutes))
        ke0, powers, wide = self._ke0, self._powers, minutes[:, None]
        steady = -self._rates[place, None] * self._into / powers  # what a mode runs towards
        answer = _shared_decay(powers, -ke0, wide)
        driven = (self._modes[place] - steady) * ke0 * answer - steady * np.expm1(-ke0 * wide)
        found: Floats = self._site[place] * np.exp(-ke0 * minutes) + driven @ self._amounts[0] / self._v1_l
        return found

    def _placed(self, times: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.intp], Floats, Floats]:
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
        place = np.searchsorted(self._starts, asked, side="right") - 1
        begun = place >= 0
        place = place[begun]
        minutes = (asked[begun] - self._starts[place]) / _MINUTE_S if len(self._starts) else asked[begun]
        return begun, place, minutes, np.zeros(len(asked))

    # -- what is asked for ---------------------------------------------------------------------------------

    def plasma(self, times: ArrayLike) -> Floats:
        """Concentration in the plasma at session times (s), ng/mL; 0 before the first dose."""
        begun, place, minutes, found = self._placed(times)
        if len(place):
            central = self._modes_after(place, minutes) @ self._amounts[0]
            found[begun] = np.maximum(central, 0.0) / self._v1_l * _NG_ML_PER_MG_L
        return found

    def effect_site(self, times: ArrayLike) -> Floats:
        """Concentration at the effect site at session times (s), ng/mL.

        Raises:
            ValueError: the curve was made without a ke0.
        """
        if self._ke0 is None:
            raise ValueError("this curve was made without a way to the effect site")
        begun, place, minutes, found = self._placed(times)
        if len(place):
            found[begun] = np.maximum(self._site_after(place, minutes), 0.0) * _NG_ML_PER_MG_L
        return found

    def band(self, times: ArrayLike) -> tuple[Floats, Floats]:
        """Lower and upper edge of the band around the plasma estimate, ng/mL."""
        middle = self.plasma(times)
        return middle * (1.0 - BAND_RATIO), middle * (1.0 + BAND_RATIO)

    def amounts(self, t: float) -> Amounts:
        """Where the drug is at session time `t`, s."""
        begun, place, minutes, _ = self._placed([t])
        if not begun[0]:
            return Amounts(given=0.0, compartments=(0.0,) * len(self._powers), eliminated=0.0)
        inside = self._amounts @ self._modes_after(place, minutes)[0]
        return Amounts(
            given=float(self._given[place[0]] + self._rates[place[0]] * minutes[0]),
            compartments=tuple(float(amount) for amount in inside),
            eliminated=float(self._gone_after(place, minutes)[0]),
        )


def _shared_decay(powers: Floats, other: float, minutes: Floats) -> Floats:
    """(e^(a·t) − e^(b·t)) / (a − b) for every a, all of them below 0; its limit where both are the same."""
    apart = np.abs(powers - other)
    slower = np.exp(np.maximum(powers, other) * minutes)
    same = apart < 1e-12
    share = -np.expm1(-apart * minutes) / np.where(same, 1.0, apart)
    found: Floats = slower * np.where(same, minutes, share)
    return found


# -- whether and how it may be shown -------------------------------------------------------------------------


def label(model: PlasmaModel) -> str:
    """The words that always stand beside the line."""
    return f"model estimate ({model.title}), not measured; not for dosing"


def hidden_because(
    model: PlasmaModel,
    *,
    age_years: int | None,
    patient_type: PatientType,
    weight_kg: float | None,
    infusion: InfusionState | None,
    doses_unknown: str = "",
) -> str | None:
    """One sentence why no line is drawn; None: it may be.

    Args:
        model: the chosen one.
        age_years: None = not known; then the patient has to be set as an adult.
        patient_type: as named.
        weight_kg: None = not known.
        infusion: what is recorded.
        doses_unknown: why not every dose is known, of `plasma_doses.doses_unknown`; "" = all are.
    """
    if age_years is not None and age_years < LEAST_AGE_YEARS:
        return "No plasma estimate under 18 years: no model is shown for children."
    if age_years is None and patient_type is not PatientType.ADULT:
        return "No plasma estimate: enter the date of birth, or set the patient type to adult."
    if model.ages[1] is not None:
        return f"No plasma estimate: {model.title} describes children. Choose another model."
    if not weight_kg:
        return "No plasma estimate without a weight: enter the patient's weight."
    if doses_unknown:
        return doses_unknown
    if infusion is None:
        return "No plasma estimate yet: no dose is recorded."
    return None


def weight_warning(weight_kg: float) -> str:
    """What to say beside the line of somebody very light or heavy, one sentence; "" = nothing."""
    low, high = WARNED_KG
    if low <= weight_kg <= high:
        return ""
    return (
        f"{weight_kg:g} kg is outside the 40 to 120 kg this model was made for: the estimate may be far off."
    )

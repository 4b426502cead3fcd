"""A rate as it was typed and what is known when it is: what it means in mg, beside the plan and the rate now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bedside.therapy.dose import MINUTES_PER_H, RateUnit, divided, exact, from_mg_h, to_mg_h


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRate:
    """A rate as it was typed, and what is known when it is."""

    value: float | Decimal
    unit: RateUnit
    concentration_mg_ml: float | Decimal | None = None
    weight_kg: float | Decimal | None = None
    now_ml_h: float | Decimal | None = None  # what runs; None before a start
    planned_mg: float | Decimal | None = None
    planned_min: float | Decimal | None = None
    delivered_mg: float | Decimal = 0.0
    remaining_s: float | None = None  # of the plan; None without one
    end_clock: str = ""  # wall clock of the end of the plan

    def in_unit(self, mg_h: Decimal, unit: RateUnit) -> Decimal | None:
        """A rate of mg/h in a unit, None where what it needs is not known."""
        return from_mg_h(mg_h, unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg)

    @property
    def mg_h(self) -> Decimal | None:
        """What was typed, mg/h."""
        return to_mg_h(
            self.value, self.unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg
        )

    @property
    def now_mg_h(self) -> Decimal | None:
        """What runs, mg/h."""
        if not self.now_ml_h or not self.concentration_mg_ml:
            return None
        return exact(self.now_ml_h) * exact(self.concentration_mg_ml)

    @property
    def planned_mg_h(self) -> Decimal | None:
        """The planned dose over the planned time, mg/h."""
        if not self.planned_mg or not self.planned_min:
            return None
        return divided(exact(self.planned_mg) * MINUTES_PER_H, exact(self.planned_min))

    @property
    def total_mg(self) -> Decimal | None:
        """What will have been given at the planned end, mg; None without one."""
        if self.mg_h is None:
            return None
        if self.remaining_s is not None:
            hours = divided(exact(max(0.0, self.remaining_s)), Decimal(3600))
        elif self.now_ml_h is None and self.planned_min:
            hours = divided(exact(self.planned_min), MINUTES_PER_H)
        else:
            return None
        return exact(self.delivered_mg) + self.mg_h * hours

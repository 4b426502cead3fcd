"""Published pharmacokinetic models of ketamine, with their numbers as they stand in open infusion programs.

Numbers are facts; where sources differ the difference is an entry of its own and named. Volumes L, rates /min,
clearances L/h; none of it is advice, and people differ by a third from any of them (PK-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_USUAL_KG: Final = 70.0
_MINUTES_PER_H: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """A model for one weight: a central compartment with one or two beside it."""

    v1_l: float
    k10: float  # /min, and so the others
    k12: float
    k21: float
    k13: float = 0.0  # 0: no third compartment
    k31: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSite:
    """One way to the effect site."""

    key: str
    ke0: float  # /min
    words: str  # where the number comes from


@dataclass(frozen=True, slots=True, kw_only=True)
class PlasmaModel:
    """One model of one publication.

    Either rates and a volume per kg, or volumes and clearances of 70 kg. Volumes grow with the weight, clearances with
    its power `clearance_power`.
    """

    key: str
    title: str
    source: str
    v1_l_kg: float | None = None
    rates: tuple[float, float, float, float, float] = (0.0,) * 5  # k10, k12, k21, k13, k31, /min
    volumes_l: tuple[float, ...] = ()  # of 70 kg
    clearances_l_h: tuple[float, ...] = ()  # of 70 kg: elimination, to the second, to the third
    clearance_power: float = 1.0
    ages: tuple[int, int | None] = (18, None)  # years it describes, the last one included
    effect_sites: tuple[EffectSite, ...] = ()  # named, none is the right one: off unless chosen

    def for_weight(self, weight_kg: float) -> Rates:
        """The model of one person.

        Raises:
            ValueError: the weight is not more than 0.
        """
        if not 0 < weight_kg < float("inf"):
            raise ValueError(f"a weight of {weight_kg} kg has no model")
        if self.v1_l_kg is not None:
            k10, k12, k21, k13, k31 = self.rates
            return Rates(v1_l=self.v1_l_kg * weight_kg, k10=k10, k12=k12, k21=k21, k13=k13, k31=k31)
        share = weight_kg / _USUAL_KG
        v1, v2, *v3 = (volume * share for volume in self.volumes_l)
        cl, q2, *q3 = (
            clearance * share**self.clearance_power / _MINUTES_PER_H for clearance in self.clearances_l_h
        )
        third = (q3[0] / v1, q3[0] / v3[0]) if q3 else (0.0, 0.0)
        return Rates(v1_l=v1, k10=cl / v1, k12=q2 / v1, k21=q2 / v2, k13=third[0], k31=third[1])


_DOMINO_SITES: Final = (
    EffectSite(key="navarrete", ke0=0.238, words="from an analgesia index, Navarrete 2025"),
    EffectSite(key="assumed", ke0=0.652, words="peak after 1 min assumed"),
)
_KAMP_SITES: Final = (
    EffectSite(key="peak_1_6", ke0=1.39, words="peak after 1.6 min, at 70 kg"),
    EffectSite(key="assumed", ke0=2.791, words="assumed"),
)
_KAMP_VOLUMES_L: Final = (25.0, 56.0, 157.0)
_KAMP_CLEARANCES_L_H: Final = (84.0, 161.0, 79.0)

_ALL: Final = (
    PlasmaModel(
        key="domino",
        title="Domino",
        source="adults; stanpumpR, opentiva and simtiva agree",
        v1_l_kg=0.063,
        rates=(0.4381, 0.5921, 0.2470, 0.5900, 0.0146),
        effect_sites=_DOMINO_SITES,
    ),
    PlasmaModel(
        key="kamp",
        title="Kamp",
        source="2020, pooled raw data, arterial; clearances in proportion to weight as in opentiva",
        volumes_l=_KAMP_VOLUMES_L,
        clearances_l_h=_KAMP_CLEARANCES_L_H,
        effect_sites=_KAMP_SITES,
    ),
    PlasmaModel(
        key="kamp_075",
        title="Kamp, weight^0.75",
        source="2020, pooled raw data, arterial; clearances with weight^0.75 as in simtiva",
        volumes_l=_KAMP_VOLUMES_L,
        clearances_l_h=_KAMP_CLEARANCES_L_H,
        clearance_power=0.75,
        effect_sites=_KAMP_SITES,
    ),
    PlasmaModel(
        key="clements",
        title="Clements",
        source="250 µg/kg, two compartments; opentiva",
        v1_l_kg=1.7522,
        rates=(0.0109, 0.0186, 0.0137, 0.0, 0.0),
    ),
    PlasmaModel(
        key="hijazi",
        title="Hijazi",
        source="intensive care, two compartments; opentiva, to be treated with care",
        v1_l_kg=1.08,
        rates=(0.0333, 0.0088, 0.0030, 0.0, 0.0),
    ),
    PlasmaModel(
        key="herd",
        title="Herd",
        source="children, two compartments; opentiva",
        volumes_l=(38.7, 102.0),
        clearances_l_h=(90.0, 215.0),
        clearance_power=0.75,
        ages=(1, 14),
    ),
    PlasmaModel(
        key="hornik",
        title="Hornik",
        source="children and adolescents, two compartments; opentiva",
        volumes_l=(32.8, 152.0),
        clearances_l_h=(38.9, 54.9),
        clearance_power=0.75,
        ages=(1, 18),
    ),
)
MODELS: Final[Mapping[str, PlasmaModel]] = MappingProxyType({model.key: model for model in _ALL})
DEFAULT: Final = "domino"

"""SpO2, pulse rate and perfusion index of a combi board."""

from __future__ import annotations

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality
from drivers.par_medlab import layout

_AGAIN_S = 0.95  # a value that stays is told again after so long


class Oximeter:
    """Tells a number when it changes and once a second."""

    def __init__(self) -> None:
        self._told: dict[Parameter, Numeric] = {}

    def read(self, packet: layout.Spo2, t: float) -> list[Numeric]:
        """What a packet says that has to be told."""
        quality = Quality.NONE
        if packet.flags & layout.NO_FINGER:
            quality = Quality.NO_FINGER
        elif packet.flags:  # which bit means what is not confirmed, so none of them leaves a number
            quality = Quality.SEARCHING
        values = {
            Parameter.SPO2: float(packet.spo2) if 1 <= packet.spo2 <= 100 else None,
            Parameter.PR: float(packet.pulse) if 10 <= packet.pulse < 255 else None,
            Parameter.PI: packet.pi / 10 if 0 < packet.pi <= 200 else None,
        }
        out = []
        for parameter, value in values.items():
            now = Numeric(
                parameter=parameter, t=t, value=value if quality is Quality.NONE else None, quality=quality
            )
            before = self._told.get(parameter)
            same = before is not None and (before.value, before.quality) == (now.value, now.quality)
            if before is None or not same or t >= before.t + _AGAIN_S:
                self._told[parameter] = now
                out.append(now)
        return out

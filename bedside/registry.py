"""Where a driver is found: key → "module:object", imported only when somebody asks for it.

The table holds the drivers that come with bedside; installed packages add theirs through the entry point group
`bedside.drivers`. bedside never imports a driver statically: a broken one costs a sentence, not the start-up.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from bedside.driver_api import Driver, DriverInfo
from bedside.errors import DriverError

GROUP = "bedside.drivers"

TABLE: Mapping[str, str] = MappingProxyType(
    {
        "contec_v7": "drivers.contec_v7:DRIVER",
        "contec_5byte": "drivers.contec_5byte:DRIVER",
        "bci": "drivers.bci:DRIVER",
        "nonin": "drivers.nonin:DRIVER",
        "nonin_text": "drivers.nonin_text:DRIVER",
        "dinamap": "drivers.ge_dinamap:DRIVER",
        "masimo": "drivers.masimo:DRIVER",
        "nellcor": "drivers.nellcor:DRIVER",
        "chipox": "drivers.chipox:DRIVER",
        "intellivue": "drivers.intellivue:DRIVER",
        "ivy_ansar": "drivers.ivy_ansar:DRIVER",
        "datex_dri": "drivers.datex_dri:DRIVER",
        "suntech": "drivers.suntech:DRIVER",
        "par_medlab": "drivers.par_medlab:DRIVER",
        "pm6750": "drivers.pm6750:DRIVER",
        "new_era": "drivers.new_era:DRIVER",
        "bbraun": "drivers.bbraun:DRIVER",
        "alaris": "drivers.alaris:DRIVER",
        "omron_hbp": "drivers.omron_hbp:DRIVER",
        "terumo": "drivers.terumo:DRIVER",
        "and_tm": "drivers.and_tm:DRIVER",
        "accutorr3": "drivers.accutorr3:DRIVER",
    }
)


@cache
def _places() -> Mapping[str, str]:
    """Every known driver and where it lives; bedside's own win over an entry point of the same key."""
    return MappingProxyType({point.name: point.value for point in entry_points(group=GROUP)} | dict(TABLE))


def keys() -> tuple[str, ...]:
    """The known driver keys in alphabetical order. Imports nothing."""
    return tuple(sorted(_places()))


def infos() -> tuple[dict[str, DriverInfo], list[str]]:
    """What every driver that can be loaded says of itself, by key, and a sentence for each that cannot."""
    found: dict[str, DriverInfo] = {}
    faults = []
    for key in keys():
        try:
            found[key] = load(key).info
        except DriverError as error:
            faults.append(str(error))
    return found, faults


def load(key: str) -> Driver:
    """The driver behind `key`.

    Raises:
        DriverError: the key is unknown, or the driver's module could not be imported; says which and why.
    """
    place = _places().get(key)
    if place is None:
        raise DriverError(f"There is no driver called {key!r}: choose one of {', '.join(keys())}.")
    return load_place(key, place)


def load_place(key: str, place: str) -> Driver:
    """The driver at `place` ("module:object"), known as `key`.

    Raises:
        DriverError: the module cannot be imported, or holds no driver of that name.
    """
    module_name, _, name = place.partition(":")
    try:
        driver = getattr(importlib.import_module(module_name), name)
    except Exception as error:  # whatever a driver of somebody else does wrong, it costs a sentence
        raise DriverError(
            f"The driver {key!r} cannot be loaded from {place} ({error}): install it again."
        ) from error
    if not isinstance(driver, Driver):
        raise DriverError(f"The driver {key!r} at {place} is not a driver: install it again.")
    return driver

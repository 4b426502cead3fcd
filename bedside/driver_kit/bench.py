"""Where a driver is tried out: its two ends, a simulated patient, and what went over the wire between them.

The patient model lives with the drivers and is found by name, as they are.
"""

from __future__ import annotations

import importlib
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bedside.driver_api import Driver, DriverInfo, Patient
from bedside.driver_kit.wire import Wire, read_all
from bedside.errors import DriverError
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Reading, Wave

PATIENT_MODULE = "drivers.patient"
PROBE_OFF_S = (10.0, 14.0)  # of the eventful time
LIKELY = bytes((0x00, 0x01, 0x02, 0x0A, 0x0C, 0x0D, 0x20, 0x24, 0x41, 0x4E, 0x7D, 0x80, 0x81, 0xE0, 0xFF))
"""Bytes that some protocol takes for the beginning or the end of something."""


class BrokenRuleError(Exception):
    """A driver does not hold a rule; the text says what was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing every driver does."""

    name: str  # stable
    says: str  # a sentence
    advice: str  # what to do when it does not hold, a sentence
    needs: Callable[[DriverInfo], bool]  # whether it concerns such a driver
    check: Callable[[Bench], None]  # raises BrokenRuleError, or whatever the driver raises


def rule(
    says: str, advice: str, needs: Callable[[DriverInfo], bool] = lambda info: True
) -> Callable[[Callable[[Bench], None]], Rule]:
    """Makes a rule of a function on a bench; its name is the rule's."""

    def made(check: Callable[[Bench], None]) -> Rule:
        return Rule(name=check.__name__, says=says, advice=advice, needs=needs, check=check)

    return made


def is_oximeter(info: DriverInfo) -> bool:
    """Whether it streams a pleth wave."""
    return Parameter.PLETH in info.parameters


def is_sealed(info: DriverInfo) -> bool:
    """Whether its frames have a checksum."""
    return info.sealed


def a_patient(
    seed: int, *, probe_off: tuple[float, float | None] | None = None, auto_cuff_s: float | None = None
) -> Patient:
    """A simulated patient.

    Args:
        seed: the same seed gives the same patient.
        probe_off: from when to when the probe is off, s; None as the end: for good.
        auto_cuff_s: interval of a cuff that cycles by itself.
    Raises:
        DriverError: the model cannot be loaded.
    """
    try:
        model: Any = importlib.import_module(PATIENT_MODULE)
    except ImportError as error:
        raise DriverError(
            f"The simulated patient cannot be loaded ({error}): install bedside again."
        ) from error
    effects = [] if probe_off is None else [model.Effect("probe_off", *probe_off)]
    patient: Patient = model.SimulatedPatient(seed, effects, auto_cuff_s=auto_cuff_s)
    return patient


def values(readings: Iterable[Reading]) -> Counter[tuple[Any, ...]]:
    """What is told, without the times."""
    told: Counter[tuple[Any, ...]] = Counter()
    for reading in readings:
        if isinstance(reading, Wave):
            told.update((reading.parameter, sample) for sample in reading.samples)
        elif isinstance(reading, Numeric):
            told[reading.parameter, reading.value] += 1
        elif isinstance(reading, Determination):
            told["determination", reading.sys, reading.dia, reading.map] += 1
    return told


def numbers_told(readings: Iterable[Reading]) -> Counter[tuple[Any, ...]]:
    """The same without waves."""
    return values(reading for reading in readings if not isinstance(reading, Wave))


class Bench:
    """One driver, and an eventful time of its two ends.

    Args:
        driver: that is tried out.
        key: under which it is known.
        module: where it was loaded from; "": not known.
    """

    def __init__(self, driver: Driver, key: str, module: str = "") -> None:
        self.driver, self.key, self.module = driver, key, module
        self.info = driver.info

    def wire(self, patient: Patient) -> Wire:
        """New ends at a patient."""
        return Wire(self.driver.protocol(), self.driver.device(), patient)

    def source(self, what: str) -> random.Random:
        """Chance for one rule: the same in every run."""
        return random.Random(f"{self.key} {what}")

    @cached_property
    def eventful(self) -> Wire:
        """After a short time with a probe that comes off; a driver without a wave gets minutes, and cuff readings."""
        wire = self.wire(a_patient(11, probe_off=PROBE_OFF_S, auto_cuff_s=60.0))
        wire.run(25.0 if is_oximeter(self.info) else 240.0, step_s=0.25)
        return wire

    @cached_property
    def calm(self) -> Wire:
        """After 100 s in which nothing happens but cuff readings."""
        wire = self.wire(a_patient(21, auto_cuff_s=60.0))
        wire.run(100.0, step_s=0.25)
        return wire

    @property
    def stream(self) -> bytes:
        """What the virtual device sent in the eventful time."""
        return bytes(self.eventful.received)

    def part(self, length: int = 1500) -> bytes:
        """A piece of the stream around the moment when something changes."""
        start = self._part_start
        return self.stream[start : start + length]

    def completes_what_was_cut(self, dirt: bytes) -> bool:
        """Whether `dirt` before a piece of the stream may be the beginning of the frame it was cut out of."""
        return self._part_start > 0 and dirt[-1:] == self.stream[self._part_start - 1 : self._part_start]

    @property
    def _part_start(self) -> int:
        return len(self.stream) // 3 if is_oximeter(self.info) else 0

    def frames_in(self, data: bytes) -> int:
        """Valid frames in `data`."""
        protocol = self.driver.protocol()
        read_all(protocol, data)
        return protocol.counters.frames

    def invented(self, found: Iterable[Reading]) -> set[tuple[Any, ...]]:
        """Numbers in `found` that the device never sent."""
        return set(numbers_told(found)) - set(numbers_told(self.eventful.readings))


def garbage(source: random.Random, longest: int = 24) -> bytes:
    """Bytes that mean nothing: any at all, or those that look like the beginning of something."""
    length = source.randrange(longest + 1)
    if source.random() < 0.5:
        return source.randbytes(length)
    return bytes(source.choice(LIKELY) for _ in range(length // 2))


def brief(things: Iterable[object], most: int = 3) -> str:
    """A few of many, for a sentence."""
    listed = sorted(map(str, things))
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")

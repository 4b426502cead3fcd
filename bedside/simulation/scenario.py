"""Scenarios: what happens to a simulated patient and to the cables, as TOML files a person can write.

    title = "Desaturation"            what a list shows
    summary = "…"                     one sentence
    repeat_s = 900                    optional: everything begins again after this time
    auto_cuff_s = 300                 optional: the cuff monitor cycles by itself
    [baseline]                        optional: the patient at rest (spo2, pr, sys, dia, pi, same_arm, …)
    [[effect]]                        kind, start_s, end_s and what the kind takes (nadir, preset, cause, …)
    [[cable_pull]]                    start_s, duration_s, optional parameter: only devices that measure it
    [[fault]]                         kind, start_s, end_s, amount (see bedside.simulation.faults), optional parameter

The patient model lives with the drivers and is found by name, as they are: what an effect may hold is asked
of the model, not repeated here.
"""

from __future__ import annotations

import dataclasses
import importlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bedside.driver_api import Driver, Patient
from bedside.errors import BrokenFileError, DriverError
from bedside.resources import path as resource
from bedside.resources import read_toml
from bedside.simulation.faults import Fault
from bedside.simulation.player import CablePull
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PatientType

PATIENT_MODULE = "drivers.patient"
REPEAT_FOR_S = 24 * 3600.0  # a repeating scenario goes on for so long, then the patient rests

_KEYS = {"title", "summary", "repeat_s", "auto_cuff_s", "baseline", "effect", "cable_pull", "fault"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioPull:
    """A cable pull of the devices that measure `parameter` (None: of all)."""

    parameter: Parameter | None
    pull: CablePull


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFault:
    """A fault on the line of the devices that measure `parameter` (None: of all)."""

    parameter: Parameter | None
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A checked scenario."""

    key: str  # the file's name without .toml
    title: str
    summary: str
    repeat_s: float | None
    auto_cuff_s: float | None
    baseline: Mapping[str, Any]
    effects: tuple[Mapping[str, Any], ...]
    pulls: tuple[ScenarioPull, ...]
    faults: tuple[ScenarioFault, ...] = ()

    def patient(self, seed: int) -> Patient:
        """The patient of this scenario; the same seed gives the same patient."""
        model = _patient_model()
        patient: Patient = model.SimulatedPatient(
            seed,
            [model.Effect(**effect) for effect in self._repeated()],
            auto_cuff_s=self.auto_cuff_s,
            baseline=model.Baseline(**self.baseline),
        )
        return patient

    def pulls_of(self, driver: Driver) -> tuple[CablePull, ...]:
        """When the cable of such a device is out."""
        return tuple(
            each.pull
            for each in self.pulls
            if each.parameter is None or each.parameter in driver.info.parameters
        )

    def faults_of(self, driver: Driver) -> tuple[Fault, ...]:
        """What is wrong with the line of such a device."""
        return tuple(
            each.fault
            for each in self.faults
            if each.parameter is None or each.parameter in driver.info.parameters
        )

    def _repeated(self) -> list[dict[str, Any]]:
        if self.repeat_s is None:
            return [dict(effect) for effect in self.effects]
        return [
            {
                key: value + turn * self.repeat_s if key in ("start_s", "end_s") else value
                for key, value in effect.items()
            }
            for turn in range(math.ceil(REPEAT_FOR_S / self.repeat_s))
            for effect in self.effects
        ]


def keys() -> tuple[str, ...]:
    """The scenarios that come with bedside, in alphabetical order."""
    return tuple(sorted(file.stem for file in resource("scenarios").glob("*.toml")))


def load(name: str) -> Scenario:
    """A scenario by its key, or from a TOML file by its path.

    Raises:
        BrokenFileError: there is none of that name, or the file is wrong; the sentence says where.
    """
    file = Path(name) if name.endswith(".toml") else resource("scenarios", f"{name}.toml")
    if not file.is_file():
        raise BrokenFileError(
            f"There is no scenario {name!r}: choose one of {', '.join(keys())}, or the path of a .toml file."
        )
    return read_scenario(file.stem, read_toml(file))


def read_scenario(key: str, table: Mapping[str, Any]) -> Scenario:
    """Check a scenario file's content.

    Raises:
        BrokenFileError: something in it is unknown, missing or out of range.
    """
    model = _patient_model()
    _refuse_unknown(key, "the file", table, _KEYS)
    repeat_s = _number(key, table, "repeat_s", least=10.0)
    effects = tuple(_effect(key, model, effect, repeat_s) for effect in _tables(key, table, "effect"))
    pulls = tuple(_pull(key, pull) for pull in _tables(key, table, "cable_pull"))
    baseline = table.get("baseline", {})
    if not isinstance(baseline, Mapping):
        raise BrokenFileError(f"Scenario {key}: 'baseline' must be a table, written [baseline].")
    return Scenario(
        key=key,
        title=_text(key, table, "title"),
        summary=_text(key, table, "summary"),
        repeat_s=repeat_s,
        auto_cuff_s=_number(key, table, "auto_cuff_s", least=60.0),
        baseline=_baseline(key, model, baseline),
        effects=effects,
        pulls=pulls,
        faults=tuple(_fault(key, fault, repeat_s) for fault in _tables(key, table, "fault")),
    )


def _patient_model() -> Any:
    """The module of the patient model, found by name."""
    try:
        return importlib.import_module(PATIENT_MODULE)
    except ImportError as error:
        raise DriverError(
            f"The simulated patient cannot be loaded ({error}): install bedside again."
        ) from error


def _effect(key: str, model: Any, effect: Mapping[str, Any], repeat_s: float | None) -> Mapping[str, Any]:
    known = _types(model.Effect)
    _refuse_unknown(key, "an effect", effect, set(known))
    if "start_s" not in effect or "kind" not in effect:
        raise BrokenFileError(f"Scenario {key}: an effect needs 'kind' and 'start_s'.")
    values = {name: _value(key, effect, name, known[name]) for name in effect}
    last = max(values["start_s"], values.get("end_s", 0.0))
    if repeat_s is not None and last > repeat_s:
        raise BrokenFileError(f"Scenario {key}: an effect at {last:g} s lies after repeat_s = {repeat_s:g}.")
    kind = values["kind"]
    if kind in set(model.EffectKind) and (foreign := model.not_of_kind(kind, list(effect))):
        own = ", ".join(("start_s", "end_s", *model.TAKES.get(kind, ())))
        raise BrokenFileError(f"Scenario {key}: the effect {kind!r} has no {foreign!r}; it takes {own}.")
    try:
        model.Effect(**values)
    except (TypeError, ValueError) as error:
        raise BrokenFileError(f"Scenario {key}: {error}.") from error
    return values


def _baseline(key: str, model: Any, table: Mapping[str, Any]) -> Mapping[str, Any]:
    known = _types(model.Baseline)
    _refuse_unknown(key, "the baseline", table, set(known))
    values: dict[str, Any] = {}
    for name in table:
        if name == "patient_type":
            try:
                values[name] = PatientType(table[name])
            except ValueError as error:
                raise BrokenFileError(f"Scenario {key}: there is no patient type {table[name]!r}.") from error
        else:
            values[name] = _value(key, table, name, known[name])
    try:
        model.Baseline(**values)
    except (TypeError, ValueError) as error:
        raise BrokenFileError(f"Scenario {key}: {error}.") from error
    return values


def _types(model: Any) -> dict[str, str]:
    """The fields of a class of the model, and their types as written there."""
    return {field.name: str(field.type) for field in dataclasses.fields(model)}


def _value(key: str, table: Mapping[str, Any], name: str, type_: str) -> Any:
    """The value of a field of the model: text, yes or no, else a number."""
    if type_ in ("str", "str | None"):
        return _text(key, table, name)
    if type_ == "bool":
        if not isinstance(table[name], bool):
            raise BrokenFileError(f"Scenario {key}: {name!r} must be true or false.")
        return table[name]
    return _number(key, table, name, least=0.0)


def _pull(key: str, table: Mapping[str, Any]) -> ScenarioPull:
    _refuse_unknown(key, "a cable_pull", table, {"start_s", "duration_s", "parameter"})
    start_s = _number(key, table, "start_s", least=0.0)
    duration_s = _number(key, table, "duration_s", least=0.1)
    if start_s is None or duration_s is None:
        raise BrokenFileError(f"Scenario {key}: a cable_pull needs 'start_s' and 'duration_s'.")
    return ScenarioPull(parameter=_which(key, table), pull=CablePull(start_s=start_s, duration_s=duration_s))


def _fault(key: str, table: Mapping[str, Any], repeat_s: float | None) -> ScenarioFault:
    _refuse_unknown(key, "a fault", table, {"kind", "start_s", "end_s", "amount", "parameter"})
    start_s = _number(key, table, "start_s", least=0.0)
    end_s = _number(key, table, "end_s", least=0.0)
    if start_s is None or "kind" not in table:
        raise BrokenFileError(f"Scenario {key}: a fault needs 'kind' and 'start_s'.")
    if repeat_s is not None and (end_s is None or end_s > repeat_s):
        raise BrokenFileError(f"Scenario {key}: a fault must end before repeat_s = {repeat_s:g}.")
    try:
        fault = Fault(
            kind=str(table["kind"]),
            start_s=start_s,
            end_s=end_s,
            amount=_number(key, table, "amount", least=0.0) or 0.0,
        )
    except ValueError as error:
        raise BrokenFileError(f"Scenario {key}: {error}.") from error
    return ScenarioFault(parameter=_which(key, table), fault=fault)


def _which(key: str, table: Mapping[str, Any]) -> Parameter | None:
    """Only the devices that measure this; None: all."""
    parameter = table.get("parameter")
    try:
        return None if parameter is None else Parameter(parameter)
    except ValueError as error:
        raise BrokenFileError(f"Scenario {key}: there is no parameter {parameter!r}.") from error


def _refuse_unknown(key: str, where: str, table: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise BrokenFileError(
            f"Scenario {key}: {where} has an unknown {unknown[0]!r}; known are {', '.join(sorted(known))}."
        )


def _text(key: str, table: Mapping[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value:
        raise BrokenFileError(f"Scenario {key}: {name!r} is missing or not a text.")
    return value


def _number(key: str, table: Mapping[str, Any], name: str, *, least: float) -> float | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < math.inf:
        raise BrokenFileError(f"Scenario {key}: {name!r} must be a number of at least {least:g}.")
    return float(value)


def _tables(key: str, table: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise BrokenFileError(f"Scenario {key}: {name!r} must be a list of tables, written [[{name}]].")
    return value

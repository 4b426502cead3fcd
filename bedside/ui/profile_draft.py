"""A draft of an alarm profile: cells as they were typed, what is wrong with each row, and what it would change. Pure.

A draft is never in force. It becomes a version when a supervisor approves it, and sessions that run keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.profile import (
    AT_ONCE,
    LIMITS,
    PARAMETERS_WITH_LIMITS,
    SAT_SECONDS,
    LimitSet,
    Profile,
    Rates,
)
from bedside.alarms.profile_bounds import BOUNDS, BRACKETS, MAY_BE_OFF, cell_fault, order_fault
from bedside.alarms.profile_file import OFF
from bedside.ui import formats
from bedside.ui.panels.limit_row import column_name
from bedside.ui.panels.rate_units import parse_decimal, typable
from bedside.ui.spoken import brief
from bedside.vitals.parameters import Parameter

Cell = tuple[Parameter, str]
DELAYS: Final = ("persistence_med_s", "persistence_high_s", "clear_by", "clear_for_s")
COLUMNS: Final = (*LIMITS, *DELAYS)
RATES: Final = ("spo2_fall", "pr_rise", "pr_drop", "nibp_sys_rise")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Profiles", text)


def cell_words(cell: str) -> str:
    """Name of a column."""
    words = {
        "persistence_med_s": _tr("Delay Medium, s"),
        "persistence_high_s": _tr("Delay High, s"),
        "clear_by": _tr("Clears by"),
        "clear_for_s": _tr("Clears for, s"),
        AT_ONCE: _tr("At once under Medium low"),
    }
    return words.get(cell) or column_name(cell)


def rate_words(rate: str) -> str:
    """Name of a rate of change."""
    return {
        "spo2_fall": _tr("SpO2 falls fast"),
        "pr_rise": _tr("PR rises fast"),
        "pr_drop": _tr("PR drops fast"),
        "nibp_sys_rise": _tr("Systolic rises fast"),
    }[rate]


def bounds_words(parameter: Parameter, cell: str) -> str:
    """The hard bounds of a cell, "[85–98]"; "" where only the parameter's own range bounds it."""
    bounds = BRACKETS.get((parameter, cell)) or BOUNDS.get(cell)
    return "" if bounds is None else f"[{brief(bounds[0])}–{brief(bounds[1])}]"


def cell_text(limits: LimitSet, cell: str) -> str:
    """A cell as it is typed."""
    value = getattr(limits, cell)
    return OFF if value is None else typable(value)


@dataclass(slots=True)
class Draft:
    """What a person typed over a profile."""

    base: Profile
    name: str = ""
    typed: dict[Cell, str] = field(default_factory=dict)
    rates: dict[str, float | None] = field(default_factory=dict)
    confirm_high_nibp: bool = False
    sat_seconds: int = 0

    @classmethod
    def of(cls, profile: Profile) -> Draft:
        """A draft that changes nothing yet."""
        return cls(
            base=profile,
            name=profile.name,
            rates={rate: getattr(profile.rates, rate) for rate in RATES},
            confirm_high_nibp=profile.confirm_high_nibp,
            sat_seconds=profile.sat_seconds,
        )

    def text(self, parameter: Parameter, cell: str) -> str:
        """What stands in a cell."""
        return self.typed.get((parameter, cell), cell_text(self.base.limit_sets[parameter], cell))

    def put(self, parameter: Parameter, cell: str, text: str) -> None:
        """Type into a cell."""
        if text.strip() == cell_text(self.base.limit_sets[parameter], cell):
            self.typed.pop((parameter, cell), None)
        else:
            self.typed[parameter, cell] = text.strip()

    def changed(self, parameter: Parameter, cell: str) -> bool:
        """Whether a cell differs from the version the draft began with."""
        return (parameter, cell) in self.typed

    def switch_rate(self, rate: str, *, on: bool) -> None:
        """Switch a rate of change off, or on at its usual size."""
        usual = getattr(self.base.rates, rate)
        self.rates[rate] = (getattr(Rates(), rate) if usual is None else usual) if on else None

    def next_sat_seconds(self) -> None:
        """The next of the sat-seconds that can be chosen."""
        self.sat_seconds = SAT_SECONDS[(SAT_SECONDS.index(self.sat_seconds) + 1) % len(SAT_SECONDS)]

    def fault(self, parameter: Parameter) -> tuple[str, frozenset[str]]:
        """What is wrong with a row, in words, and the cells it is about; ("", nothing) when it can be used."""

        def called(cell: str) -> str:
            return f"{formats.full_name(parameter)} {cell_words(cell)}"

        values: dict[str, float | None] = {}
        for cell in COLUMNS:
            text = self.text(parameter, cell)
            if text.lower() == OFF and cell in LIMITS:
                if (parameter, cell) not in MAY_BE_OFF:
                    what = _tr(
                        "{cell} cannot be off in a profile: it is switched off at the bedside, with a reason"
                    )
                    return what.format(cell=called(cell)), frozenset({cell})
                values[cell] = None
                continue
            value = parse_decimal(text)
            if value is None:
                what = _tr("{cell}: “{text}” is not a number").format(cell=called(cell), text=text)
                return what, frozenset({cell})
            if wrong := cell_fault(parameter, cell, value, called(cell)):
                return wrong, frozenset({cell})
            values[cell] = value
        limits = replace(self.base.limit_sets[parameter], **values)  # type: ignore[arg-type]  # checked above
        wrong = order_fault(parameter, limits, called)
        about = {cell for cell in COLUMNS if self.changed(parameter, cell)} if wrong else set()
        return wrong, frozenset(about)

    def faults(self) -> dict[Parameter, str]:
        """The refused rows and why."""
        found = {parameter: self.fault(parameter)[0] for parameter in PARAMETERS_WITH_LIMITS}
        return {parameter: wrong for parameter, wrong in found.items() if wrong}

    def changes(self) -> list[tuple[str, str, str]]:
        """What differs from the version it began with: (what, before, after)."""
        rows = [
            (
                f"{formats.full_name(parameter)} {cell_words(cell)}",
                cell_text(self.base.limit_sets[parameter], cell),
                self.text(parameter, cell),
            )
            for parameter in PARAMETERS_WITH_LIMITS
            for cell in COLUMNS
            if self.changed(parameter, cell)
        ]
        for rate in RATES:
            before, after = getattr(self.base.rates, rate), self.rates[rate]
            if before != after:
                rows.append((rate_words(rate), _rate(before), _rate(after)))
        if self.confirm_high_nibp != self.base.confirm_high_nibp:
            before_confirm, after_confirm = _yes(self.base.confirm_high_nibp), _yes(self.confirm_high_nibp)
            rows.append((_tr("High NIBP needs a second reading"), before_confirm, after_confirm))
        if self.sat_seconds != self.base.sat_seconds:
            rows.append((_tr("Sat-seconds"), _sat(self.base.sat_seconds), _sat(self.sat_seconds)))
        return rows

    def profile(self) -> Profile:
        """The profile as drafted. Ask `faults` first: with one in it this is no profile.

        Raises:
            ValueError: a row is refused.
        """
        if self.faults():
            raise ValueError("a refused draft is no profile")
        sets: dict[Parameter, LimitSet] = {}
        for parameter in PARAMETERS_WITH_LIMITS:
            cells: Mapping[str, float | None] = {
                cell: None if (text := self.text(parameter, cell)).lower() == OFF else parse_decimal(text)
                for cell in COLUMNS
            }
            sets[parameter] = replace(self.base.limit_sets[parameter], **cells)  # type: ignore[arg-type]
        return replace(
            self.base,
            name=self.name.strip(),
            limit_sets=MappingProxyType(sets),
            rates=replace(self.base.rates, **self.rates),  # type: ignore[arg-type]
            confirm_high_nibp=self.confirm_high_nibp,
            sat_seconds=self.sat_seconds,
        )


def _rate(value: float | None) -> str:
    return _tr("off") if value is None else brief(value)


def _yes(on: bool) -> str:
    return _tr("yes") if on else _tr("no")


def _sat(seconds: int) -> str:
    return _tr("off") if not seconds else str(seconds)

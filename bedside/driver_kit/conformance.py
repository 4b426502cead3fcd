"""What every driver does, whatever it speaks: the one list of rules, for `bedside driver check` and for the tests.

A rule is a plain function on a `Bench` that raises `BrokenRuleError` with what was seen. The rules stand in
`source_rules` (what the code may import), `stream_rules` (bytes), `value_rules` (what is told), `cuff_rules` and
`recognition_rules`.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points

from bedside import registry
from bedside.driver_kit import cuff_rules, recognition_rules, source_rules, stream_rules, value_rules
from bedside.driver_kit.bench import Bench, BrokenRuleError, Rule
from bedside.errors import DriverError, UserFacingError

RULES: tuple[Rule, ...] = (
    value_rules.it_says_who_it_is,
    source_rules.it_imports_only_what_a_driver_may,
    value_rules.both_ends_agree,
    value_rules.announced_is_told,
    value_rules.numbers_are_the_patients,
    value_rules.waves_keep_their_rate,
    value_rules.numbers_are_renewed,
    value_rules.no_time_lies_ahead,
    value_rules.missing_is_none,
    value_rules.no_pleth_without_a_finger,
    value_rules.silence_is_no_value,
    value_rules.notices_are_sentences,
    stream_rules.any_cut_gives_the_same_readings,
    stream_rules.byte_by_byte_is_the_same,
    stream_rules.no_bytes_make_it_raise,
    stream_rules.garbage_costs_one_good_frame_at_most,
    stream_rules.one_damaged_byte_makes_no_number,
    stream_rules.numbers_come_back_after_garbage,
    stream_rules.lost_bytes_are_survived_and_counted,
    stream_rules.memory_is_bounded,
    stream_rules.reading_is_fast,
    value_rules.same_patient_same_bytes,
    cuff_rules.opening_never_starts_a_cuff,
    cuff_rules.an_order_without_a_cuff_is_refused,
    cuff_rules.a_cuff_obeys,
    cuff_rules.a_cuff_reading_is_told_once,
    recognition_rules.its_own_device_is_recognised,
    recognition_rules.nothing_else_is_recognised,
)
"""In the order in which they are best read: what is wrong with an early one often explains a later one."""


class Result(StrEnum):
    """How it went."""

    HOLDS = "pass"
    BROKEN = "fail"
    NOT_ASKED = "does not apply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One rule held against one driver."""

    rule: Rule
    result: Result
    found: str = ""  # what was seen, when it is broken


def bench_of(key: str) -> Bench:
    """The driver known as `key`, ready to be tried out.

    Raises:
        DriverError: it is unknown or cannot be loaded; says why.
    """
    try:
        driver = registry.load(key)
    except UserFacingError:
        raise
    except Exception as error:  # somebody else's module: it may raise anything when it is imported
        raise DriverError(
            f"The driver {key!r} cannot be loaded ({_words(error)}): mend it and install it again."
        ) from error
    return Bench(driver, key, _place_of(key).partition(":")[0])


def hold(bench: Bench, rule: Rule) -> Verdict:
    """Hold one rule against a driver. Whatever the driver raises is a broken rule."""
    try:
        if not rule.needs(bench.info):
            return Verdict(rule=rule, result=Result.NOT_ASKED)
        rule.check(bench)
    except BrokenRuleError as broken:
        return Verdict(rule=rule, result=Result.BROKEN, found=str(broken))
    except Exception as error:  # noqa: BLE001 - a driver that is tried out may raise anything
        return Verdict(rule=rule, result=Result.BROKEN, found=f"It raised {_words(error)}.")
    return Verdict(rule=rule, result=Result.HOLDS)


def check(bench: Bench) -> Iterator[Verdict]:
    """Hold every rule against a driver, one after the other."""
    for rule in RULES:
        yield hold(bench, rule)


def _place_of(key: str) -> str:
    """ "module:object" of a known key."""
    points = {point.name: point.value for point in entry_points(group=registry.GROUP)}
    return registry.TABLE.get(key) or points.get(key, "")


def _words(error: Exception) -> str:
    """What was raised and where, for a programmer."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (line {last.lineno} of {last.filename})"

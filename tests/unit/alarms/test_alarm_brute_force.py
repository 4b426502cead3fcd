"""The engine against a second one that knows nothing of it, on generated streams: same conditions, same times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from bedside.alarms.profile import Profile
from bedside.alarms.profile_file import default_profile
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.parameters import PARAMETERS, Parameter
from tests.helpers.brute_alarms import Condition, Sample, conditions
from tests.helpers.recordings import Recording, found, heard, recordings
from tests.helpers.streams import STEP_S, Stream, stream

PROFILE = default_profile()
FEW, MANY, TOGETHER = 1_000, 10_000, 100
AFTER_S = 60.0  # what is still running when a recording ends

# every number of the profile is another one: nothing may be right by the default's luck
EDITED = replace(
    PROFILE,
    limit_sets={
        **PROFILE.limit_sets,
        Parameter.SPO2: replace(
            PROFILE.limit_sets[Parameter.SPO2],
            high_low=85.0,
            med_low=95.0,
            persistence_med_s=0.0,
            persistence_high_s=7.0,
            at_once_under_med_low=5.0,
            clear_by=2.0,
            clear_for_s=0.0,
        ),
        Parameter.PR: replace(
            PROFILE.limit_sets[Parameter.PR],
            high_low=43.0,
            med_low=53.0,
            med_high=110.0,
            high_high=147.0,
            persistence_med_s=4.0,
            persistence_high_s=12.0,
            clear_by=0.0,
            clear_for_s=6.0,
        ),
    },
    rates=replace(
        PROFILE.rates, spo2_fall=3.0, spo2_fall_persistence_s=0.0, pr_rise=None, pr_persistence_s=3.0
    ),
)


@dataclass(frozen=True, slots=True)
class Both:
    """What either of the engines makes of the same samples."""

    engine: list[Condition]
    brute: list[Condition]

    def differences(self) -> list[str]:
        """What only one of them says. Episodes are compared apart."""
        engine, brute = ({_bare(c) for c in conditions} for conditions in (self.engine, self.brute))
        return [f"only the engine: {c}" for c in sorted(engine - brute, key=lambda c: c.onset)] + [
            f"only brute force: {c}" for c in sorted(brute - engine, key=lambda c: c.onset)
        ]


def _bare(condition: Condition) -> Condition:
    return replace(condition, episode=0.0, times=0)


def both(samples: Sequence[Sample], bed: Stream, profile: Profile = PROFILE) -> Both:
    return Both(
        found(heard(samples, profile, bed.interval_s, bed.end_s)),
        conditions(samples, profile, bed.interval_s, end=bed.end_s, step=STEP_S),
    )


def smallest(bed: Stream, profile: Profile) -> list[Sample]:
    """As few of its samples as still show the disagreement."""
    samples = list(bed.samples)
    n = len(samples)
    while n:
        n -= 1
        fewer = samples[:n] + samples[n + 1 :]
        if both(fewer, bed, profile).differences():
            samples = fewer
    return samples


def check(seed: int, profile: Profile = PROFILE) -> Both:
    bed = stream(seed)
    result = both(bed.samples, bed, profile)
    if result.differences():
        samples = smallest(bed, profile)
        shown = [*map(str, samples), *both(samples, bed, profile).differences()]
        pytest.fail(f"seed {seed}, intervals {bed.interval_s}:\n" + "\n".join(shown))
    return result


@pytest.mark.req("ALM-20", "ALM-22", "ALM-25", "ALM-51", "ALM-52", "ALM-64", "ALM-66")
@pytest.mark.parametrize("first", range(0, FEW, TOGETHER))
def test_both_engines_find_the_same_conditions(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        check(seed)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.req("ALM-20", "ALM-22", "ALM-25", "ALM-51", "ALM-52", "ALM-64", "ALM-66")
@pytest.mark.parametrize("first", range(FEW, MANY, 10 * TOGETHER))
def test_both_engines_find_the_same_conditions_in_many_streams(first: int) -> None:
    for seed in range(first, min(MANY, first + 10 * TOGETHER)):
        check(seed)


@pytest.mark.req("ALM-20", "ALM-64")
def test_both_engines_agree_on_an_edited_profile() -> None:
    for seed in range(FEW, FEW + 2 * TOGETHER):
        check(seed, EDITED)


@pytest.mark.req("ALM-61")
def test_both_engines_count_the_same_episodes() -> None:
    joined = 0
    for seed in range(2 * TOGETHER):
        result = check(seed)
        for ours, theirs in zip(result.brute, result.engine, strict=True):
            assert ours == theirs, f"seed {seed}"
            joined += ours.times > 1
    assert joined > TOGETHER


def test_the_streams_begin_every_kind_of_condition() -> None:
    begun: dict[tuple[str, str], int] = {}
    for seed in range(2 * TOGETHER):
        bed = stream(seed)
        for c in found(heard(bed.samples, PROFILE, bed.interval_s, bed.end_s)):
            begun[c.code, c.priority.name] = begun.get((c.code, c.priority.name), 0) + 1
    sides = [
        f"{name}-{side}"
        for name in ("PR", "RR", "NIBP-SYS", "NIBP-DIA", "NIBP-MAP")
        for side in ("LOW", "HIGH")
    ]
    wanted = {(code, priority) for code in ("SPO2-LOW", *sides) for priority in ("HIGH", "MEDIUM")}
    wanted |= {("SPO2-FALL", "MEDIUM"), ("PR-DROP", "LOW"), ("PR-RISE", "LOW"), ("NIBP-SYS-RISE", "LOW")}
    assert set(begun) == wanted


# "SpO2 < 92 for 10 s", "PR > 150 at once", "SpO2 falls ≥ 4 within 60 s"
RULE = re.compile(
    r"(?P<name>.+?) (?P<verb>[<>≤≥]|falls ≥|drops ≥|rises ≥) (?P<limit>[\d.]+)"
    r"( for (?P<for_s>[\d.]+) s(, whatever the signal quality)?| at once| within .+)"
)
RATES = {"falls ≥": {PROFILE.rates.spo2_fall}, "drops ≥": {PROFILE.rates.pr_drop}}
RATES["rises ≥"] = {PROFILE.rates.pr_rise, PROFILE.rates.nibp_sys_rise}


def explained(onset: AlarmChange) -> None:
    """Fails unless the rule in the change is one of the profile's, with its numbers."""
    assert onset.parameter is not None
    said = RULE.fullmatch(onset.rule)
    assert said is not None, f"no rule of the profile: {onset.rule!r}"
    assert said["name"] == PARAMETERS[onset.parameter].name
    number = float(said["limit"])
    if said["verb"] in RATES:
        assert number in RATES[said["verb"]]
        return
    limits = PROFILE.limit_sets[onset.parameter]
    cells = {limits.high_low, limits.med_low, limits.med_high, limits.high_high}
    delays = {limits.persistence_med_s, limits.persistence_high_s, 0.0}
    if onset.parameter is Parameter.SPO2:
        assert limits.med_low is not None
        assert limits.at_once_under_med_low is not None
        cells |= {limits.med_low - limits.at_once_under_med_low, 85.0}
        delays |= {10.0}
    assert number in cells
    assert float(said["for_s"] or 0.0) in delays


@pytest.mark.req("ALM-20", "ALM-22")
def test_every_condition_of_a_stream_is_explained_and_none_begins_on_a_missing_value() -> None:
    for seed in range(TOGETHER):
        bed = stream(seed)
        for change in heard(bed.samples, PROFILE, bed.interval_s, bed.end_s):
            if (
                change.change is Change.ONSET
                and change.parameter is not None
                and change.direction is not None
            ):
                explained(change)
                assert change.value is not None


@pytest.fixture(scope="module")
def patients() -> list[Recording]:
    """The recordings; without them the test is skipped."""
    there = recordings()
    if not there:
        pytest.skip("the recordings are not beside the checkout")
    return there


@pytest.mark.req("ALM-20", "ALM-22", "ALM-64", "ALM-66")
def test_both_engines_find_the_same_conditions_in_real_patients(patients: list[Recording]) -> None:
    for patient in patients:
        end = patient.duration_s + AFTER_S
        engine = found(heard(patient.samples, PROFILE, patient.interval_s, end))
        brute = conditions(patient.samples, PROFILE, patient.interval_s, end=end, step=patient.step_s)
        assert Both(engine, brute).differences() == [], patient.name

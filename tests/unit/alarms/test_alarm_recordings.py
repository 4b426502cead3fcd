"""Real numerics of intensive-care patients, when the recordings lie beside the checkout: what alarms, and why."""

from __future__ import annotations

from bisect import bisect_right

import pytest

from bedside.alarms.holding import hold_s
from bedside.alarms.profile_file import default_profile
from bedside.vitals.alarms import AlarmChange, Change, Direction, Kind
from bedside.vitals.parameters import Parameter
from tests.helpers.brute_alarms import EPISODIC
from tests.helpers.recordings import Recording, heard, recordings

PROFILE = default_profile()
PATIENTS = {recording.name: recording for recording in recordings()}
RATES = ("SPO2-FALL", "PR-RISE", "PR-DROP", "NIBP-SYS-RISE")

pytestmark = pytest.mark.skipif(not PATIENTS, reason="the recordings are not beside the checkout")


def changes_of(patient: Recording) -> list[AlarmChange]:
    return heard(patient.samples, PROFILE, patient.interval_s, patient.duration_s + 60.0)


def onsets_of(patient: Recording) -> list[AlarmChange]:
    return [c for c in changes_of(patient) if c.change is Change.ONSET and c.kind is Kind.PHYSIOLOGICAL]


def in_force(patient: Recording, parameter: Parameter, t: float) -> set[float]:
    """The values that may count at `t`: what arrives then, and what was held until then. Empty = missing."""
    mine = [sample for sample in patient.samples if sample.parameter is parameter]
    times = [sample.t for sample in mine]
    newest = bisect_right(times, t) - 1
    values: set[float] = set()
    for sample in mine[max(0, newest - 1) : newest + 1]:
        held = parameter in EPISODIC or t - sample.t <= hold_s(patient.interval_s[parameter])
        if sample.value is not None and held:
            values.add(sample.value)
    return values


@pytest.mark.req("ALM-20", "ALM-22")
@pytest.mark.parametrize("name", PATIENTS)
def test_no_alarm_of_a_real_patient_begins_on_a_missing_value(name: str) -> None:
    patient = PATIENTS[name]
    for onset in onsets_of(patient):
        assert onset.parameter is not None
        assert onset.value in in_force(patient, onset.parameter, onset.t), onset


@pytest.mark.req("ALM-20", "ALM-64")
@pytest.mark.parametrize("name", PATIENTS)
def test_every_alarm_of_a_real_patient_is_explained_by_its_rule(name: str) -> None:
    patient = PATIENTS[name]
    cleared = {(c.code, c.t) for c in changes_of(patient) if c.change is Change.CLEARED}
    for onset in onsets_of(patient):
        assert onset.rule, onset
        assert onset.value is not None
        assert onset.parameter is not None
        if onset.code in RATES:
            assert onset.limit is None
            continue
        assert onset.limit is not None
        # a row that was true under a higher one takes over before the value is back inside by its hysteresis
        takes_over = (onset.code, onset.t) in cleared
        spare = PROFILE.limit_sets[onset.parameter].clear_by if takes_over else 0.0
        low = onset.direction is Direction.LOW
        assert onset.value < onset.limit + spare if low else onset.value > onset.limit - spare, onset


@pytest.mark.req("ALM-20")
def test_a_saturation_that_hugs_the_limit_is_no_alarm() -> None:
    patient = PATIENTS["bidmc_04_Numerics"]
    values = [s.value for s in patient.samples if s.parameter is Parameter.SPO2 and s.value is not None]
    assert min(values) == 92
    assert onsets_of(patient) == []


@pytest.mark.req("ALM-22")
def test_two_seconds_under_the_limit_are_no_alarm() -> None:
    patient = PATIENTS["bidmc_22_Numerics"]
    under = [s.t for s in patient.samples if s.parameter is Parameter.SPO2 and s.value and s.value < 90]
    assert under
    assert [c.code for c in onsets_of(patient) if c.rule.startswith("SpO2 < 88")] == []


@pytest.mark.req("ALM-22")
def test_an_oximeter_that_was_off_for_hours_raises_no_alarm_of_the_patient() -> None:
    """A reader that takes the record's 0 for a rate would find the patient without a pulse."""
    (patient,) = [p for p in PATIENTS.values() if p.duration_s > 24 * 3600]
    missing = [s for s in patient.samples if s.parameter is Parameter.PR and s.value is None]
    assert len(missing) > 60
    assert not [c for c in onsets_of(patient) if c.code in ("PR-LOW", "SPO2-LOW") and c.value == 0]
    assert len([s for s in patient.samples if s.parameter is Parameter.NIBP_SYS]) > 100

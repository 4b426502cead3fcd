"""Alarm burden: the default profile against its plain limits, on the recordings of real patients.

Plain limits: the same numbers, but each sounds with the first value beyond it and ends with the first one back inside,
and no rate of change. Prints alarms per hour by code and priority; the row judges all of them together.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bedside.alarms.profile import Profile
from bedside.alarms.profile_file import default_profile
from bedside.vitals.alarms import Priority
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row
from tests.helpers.recordings import Recording, found, heard, recordings

Burden = Counter[tuple[str, Priority]]


def plain(profile: Profile) -> Profile:
    """The same limits without persistence, hysteresis or rates of change."""
    at_once = {
        parameter: replace(
            limits, persistence_med_s=0.0, persistence_high_s=0.0, clear_by=0.0, clear_for_s=0.0
        )
        for parameter, limits in profile.limit_sets.items()
    }
    off = replace(profile.rates, spo2_fall=None, pr_rise=None, pr_drop=None, nibp_sys_rise=None)
    return replace(profile, limit_sets=at_once, rates=off)


def burden(patients: Sequence[Recording], profile: Profile) -> Burden:
    """Conditions of all patients by code and priority."""
    return Counter(
        (condition.code, condition.priority)
        for patient in patients
        for condition in found(heard(patient.samples, profile, patient.interval_s, patient.duration_s))
    )


def table(ours: Burden, theirs: Burden, hours: float) -> str:
    """Alarms per hour, for a person."""
    lines = [f"{'alarms per hour':18}{'priority':10}{'profile':>9}{'plain':>9}"]
    for code, priority in sorted(ours | theirs):
        kept, all_of_them = ours[code, priority] / hours, theirs[code, priority] / hours
        lines.append(f"{code:18}{priority.name.lower():10}{kept:>9.2f}{all_of_them:>9.2f}")
    lines.append(f"{'all':28}{ours.total() / hours:>9.2f}{theirs.total() / hours:>9.2f}")
    return "\n".join(lines)


def main() -> None:
    """Measure."""
    patients = recordings()
    if not patients:
        print("the recordings are not beside the checkout", file=sys.stderr)
        report([])
        return
    profile = default_profile()
    kinds = {
        "a value a second": [p for p in patients if min(p.interval_s.values()) <= 1.0],
        "a value a minute, with cuff": [p for p in patients if min(p.interval_s.values()) > 1.0],
    }
    rows = []
    for kind, of_kind in kinds.items():
        hours = sum(patient.duration_s for patient in of_kind) / 3600.0
        ours, theirs = burden(of_kind, profile), burden(of_kind, plain(profile))
        print(f"{kind}: {len(of_kind)} recordings, {hours:.1f} h", file=sys.stderr)
        print(table(ours, theirs, hours) + "\n", file=sys.stderr)
        rows.append(
            Row(
                name=f"alarm burden, {kind}",
                value=ours.total() / hours,
                unit="/h",
                target=1.0,
                baseline=theirs.total() / hours,
                judged="ratio",
            )
        )
    report(rows)


if __name__ == "__main__":
    main()

"""What is shown of each driver, for docs/devices/README.md: counted and measured.

Detection runs in pure time (`tests/drivers/test_detection_times.py`), so the same code gives the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from bedside import registry
from bedside.driver_kit.conformance import RULES
from bedside.link.detection import Found
from bedside.simulation.faults import FaultKind
from tests.drivers.test_detection_times import ASKED, LEFT, PUSH, STREAMING, Case, detect

CAPTURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contec_v7": "CMS60C, CMS50E, CMS50D+ (live and stored), saved files",
        "intellivue": "M8000",
        "ivy_ansar": "450C",
        "masimo": "Rad-8",
        "nellcor": "N-560",
        "nonin": "9560 (format 2)",
    }
)
"""Devices whose own bytes the driver's tests read and compare; a single message of a document is a vector."""
HEAD = """\
## What is shown of each

Real bytes: devices whose captures are compared with their expected values; every driver has the worked examples of
its documents besides. Conformance: rules of the driver kit that hold. Detection: seconds from the first moment at
the right line setting, or from the first request; in brackets in all, with every other setting that is tried
before; the slowest of its settings. Faults: kinds of faults of a line after which the right sentence was said, no
false number told, and measuring went on by itself (`test_faults.py`); a push-only device is named at its first
line.

| driver | real bytes | conformance | detection | faults |
|---|---|---|---|---|"""


@cache
def table() -> str:
    """The section with the table."""
    rows = [
        f"| `{key}` | {CAPTURES.get(key, '–')} | {len(RULES)} rules | {_detection(key)} | {len(FaultKind)} kinds |"
        for key in sorted(registry.TABLE)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


def _detection(key: str) -> str:
    """How long finding it takes."""
    words = []
    ways = (("streaming", STREAMING, False), ("left streaming", LEFT, False), ("asked", ASKED, True))
    for how, cases, may_probe in ways:
        runs = [_times(case, may_probe=may_probe) for case in cases if case.key == key]
        if runs:
            own, in_all = max(own for own, _ in runs), max(in_all for _, in_all in runs)
            words.append(f"{how} {own:.1f} ({in_all:.1f})")
    if any(case.key == key for case in PUSH):
        words.append("at its first line")
    return ", ".join(words)


def _times(case: Case, *, may_probe: bool) -> tuple[float, float]:
    run = detect(case, may_probe=may_probe)
    own = run.asked_s if may_probe else run.at_port_s
    if not isinstance(run.verdict, Found) or own is None:
        raise AssertionError(f"{case} is not found: {run.verdict}")
    return own, run.seconds

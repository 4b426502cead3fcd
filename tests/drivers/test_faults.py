"""Each fault of the line against each driver: the right words, no wrong number, and back by itself when it is over.

In pure time: a virtual device, the injector and the link are stepped with a clock of the test.
"""

from __future__ import annotations

import importlib
from datetime import timedelta
from functools import cache

import pytest

from bedside import registry
from bedside.driver_api import DriverInfo
from bedside.simulation.faults import Fault, FaultKind
from bedside.vitals.devices import LinkState
from bedside.vitals.readings import Determination, Quality
from drivers.patient import SimulatedPatient
from tests.helpers.lines import STEP_S, BadLine

KEYS = registry.keys()
INFOS = {key: registry.load(key).info for key in KEYS}
STREAMING = [key for key in KEYS if not INFOS[key].push_only]
PUSHING = [key for key in KEYS if INFOS[key].push_only]

BEGINS_S, LASTS_S, GOES_ON_S = 20.0, 25.0, 20.0  # of a device that always says something
PUSH_BEGINS_S, PUSH_LASTS_S, PUSH_GOES_ON_S = (
    60.0,
    70.0,
    170.0,
)  # of one that speaks once a measurement, one a minute
HOLD_S = 6.5  # until a silence is told, at the latest, beyond what a slow device may be silent for
BACK_S = 10.0  # from the end of a fault until it measures again, at the latest

K, S = FaultKind, LinkState
CASES = {
    "unplug": (K.UNPLUG, 0.0),
    "silence": (K.SILENCE, 0.0),
    "held": (K.HELD, 0.0),
    "stuck on its last message": (K.STUCK, 0.0),
    "stuck on its last seconds": (K.STUCK, 1.5),
    "delay": (K.DELAY, 3.0),
    "byte loss": (K.BYTE_LOSS, 0.2),
    "truncation": (K.TRUNCATION, 1.0),
    "noise": (K.NOISE, 0.1),
    "wrong speed": (K.BAUD_MISMATCH, 0.5),  # of the device's own
    "flood": (K.FLOOD, 0.05),  # of what the line can carry, bits for bytes: half of it
}
DAMAGE = {"byte loss", "truncation", "noise", "wrong speed", "flood"}
LOST = {  # what is said of a device that streams or is asked, and by what the sentence is known
    "unplug": {S.GONE: "was unplugged"},
    "silence": {S.SILENT: "has been silent for"},
    "held": {S.SILENT: "has been silent for"},
    "byte loss": {S.GARBLED: "arrive"},
    "truncation": {S.GARBLED: "arrive"},
    "noise": {S.GARBLED: "arrive"},
    "wrong speed": {S.GARBLED: "arrive", S.SILENT: "has been silent for"},
    "flood": {S.GARBLED: "arrive"},
}
MAY_GO_ON = {
    # Less than half of the bytes is thrown away: what is whole counts, the rest is counted as bad.
    "byte loss": {"nonin"},
    "truncation": {"bci", "contec_5byte", "contec_v7", "nonin", "pm6750"},
    "noise": {"bci", "contec_5byte", "contec_v7", "nonin"},
    "flood": {"ivy_ansar", "nonin"},
}
TOLERANCE = {"infusion_rate": 0.05, "infusion_volume": 0.1, "temp": 0.1, "pi": 0.1}
"""A device asked at another moment says what the patient had then; units of the parameter, others 1."""


def times(info: DriverInfo) -> tuple[float, float, float]:
    """When a fault begins, when it ends and how long it goes on after that, s."""
    begin, last, more = (
        (PUSH_BEGINS_S, PUSH_LASTS_S, PUSH_GOES_ON_S) if info.push_only else (BEGINS_S, LASTS_S, GOES_ON_S)
    )
    return begin, begin + last, begin + last + more


def the_line(key: str, *faults: Fault) -> BadLine:
    return BadLine(registry.load(key), SimulatedPatient(3, auto_cuff_s=60.0), faults)


@cache
def bad(key: str, case: str) -> BadLine:
    """A line with one fault, after it has passed. Never changed by a test."""
    kind, amount = CASES[case]
    info = INFOS[key]
    begin, end, until = times(info)
    if kind in (K.BAUD_MISMATCH, K.FLOOD):
        amount *= info.port.baud
    line = the_line(key, Fault(kind=kind, start_s=begin, end_s=end, amount=amount))
    line.run(until)
    return line


@cache
def truth(key: str) -> dict[str, list[tuple[float, ...]]]:
    """Every value that the device tells over a good line."""
    line = the_line(key)
    line.run(times(INFOS[key])[2])
    told: dict[str, list[tuple[float, ...]]] = {}
    for _, what, values in line.numbers():
        told.setdefault(what, []).append(values)
    return told


def false_numbers(key: str, case: str) -> set[tuple[str, tuple[float, ...]]]:
    """Numbers that neither the patient nor the device ever had."""
    known = truth(key)
    found = set()
    for _, what, values in bad(key, case).numbers():
        near = TOLERANCE.get(what, 1.0) + 1e-9
        if not any(
            all(abs(a - b) <= near for a, b in zip(values, others, strict=True))
            for others in known.get(what, ())
        ):
            found.add((what, values))
    return found


def pairs(keys: list[str] | tuple[str, ...], cases) -> list[tuple[str, str]]:
    return [(key, case) for key in keys for case in cases]


@pytest.mark.parametrize(("key", "case"), pairs(KEYS, CASES))
def test_no_fault_makes_a_number_that_the_patient_never_had(key: str, case: str) -> None:
    assert not false_numbers(key, case)


@pytest.mark.parametrize(("key", "case"), pairs(STREAMING, LOST))
def test_a_device_that_cannot_be_heard_is_told_in_time_and_with_what_to_do(key: str, case: str) -> None:
    line, info = bad(key, case), INFOS[key]
    begin, end, _ = times(info)
    words = LOST[case]
    told = [(t, c) for t, c in line.changes(begin, end) if c.state in words]
    if not told and key in MAY_GO_ON.get(case, ()):
        assert [c for _, c in line.changes(begin, end)] == []
        assert line.link.counters().bad_frames > 0
        return
    assert told, line.changes()
    t, change = told[0]
    latest = STEP_S if case == "unplug" else max(HOLD_S, info.silence_s + 1.0)
    # A protocol that finds half of its messages whole is not told garbled at once; half a minute of it always is.
    assert t <= begin + (latest if case not in MAY_GO_ON or case == "flood" else 15.0)
    assert words[change.state] in change.sentence
    assert change.sentence.endswith(".")
    assert ":" in change.sentence, "it says what to do"
    assert change.lost_t is not None, "the engine is told from when on it counts as lost"
    if change.state is S.SILENT:
        assert info.title in change.sentence
        assert info.advice.rstrip(".") in change.sentence


@pytest.mark.parametrize(("key", "case"), pairs(STREAMING, ("unplug", "silence", "held", "wrong speed")))
def test_while_nothing_can_be_heard_no_number_is_told(key: str, case: str) -> None:
    begin, end, _ = times(INFOS[key])
    assert bad(key, case).numbers(begin + 1.0, end) == []


@pytest.mark.parametrize(
    ("key", "case"), pairs(STREAMING, ("stuck on its last message", "stuck on its last seconds"))
)
def test_a_device_that_repeats_itself_goes_on_measuring_and_tells_nothing_new(key: str, case: str) -> None:
    line = bad(key, case)
    begin, end, _ = times(INFOS[key])
    assert [c.state for _, c in line.changes(begin, end) if c.state not in (S.MEASURING, S.SILENT)] == []
    before = {(what, values) for _, what, values in line.numbers(0.0, begin + 0.5)}
    assert {(what, values) for _, what, values in line.numbers(begin + 0.5, end)} <= before


@pytest.mark.parametrize(("key", "case"), pairs(STREAMING, CASES))
def test_when_the_fault_is_over_it_measures_again_without_any_hand(key: str, case: str) -> None:
    line, info = bad(key, case), INFOS[key]
    _, end, until = times(info)
    assert line.link.state is S.MEASURING
    back = [t for t, c in line.changes(end) if c.state is S.MEASURING]
    assert not back or back[-1] <= end + BACK_S, "it stays so"
    others = [t for t, c in line.changes(end + BACK_S) if c.state is not S.MEASURING]
    assert others == []
    if any(not p.value.startswith("nibp") for p in info.parameters):
        told = [t for t, what, _ in line.numbers(end, until) if what != "nibp"]
        assert told
        assert told[0] <= end + BACK_S


@pytest.mark.parametrize(("key", "case"), pairs(PUSHING, CASES))
def test_a_device_that_speaks_only_after_a_measurement_tells_the_next_one(key: str, case: str) -> None:
    line, info = bad(key, case), INFOS[key]
    begin, end, until = times(info)
    assert line.numbers(0.0, begin), "it has measured before"
    told = line.numbers(end + STEP_S, until)
    assert told
    assert told[0][0] <= end + 60.0, "the next one, not the one after it"
    assert line.link.state is S.MEASURING


@pytest.mark.parametrize("key", PUSHING)
def test_a_device_that_speaks_only_after_a_measurement_is_not_lost_while_it_is_silent(key: str) -> None:
    begin, end, _ = times(INFOS[key])
    for case in ("silence", "held", "delay"):
        assert bad(key, case).changes(begin, end) == []
    (_, gone), *_ = bad(key, "unplug").changes(begin, end)
    assert gone.state is S.GONE


@pytest.mark.parametrize(("key", "case"), pairs(KEYS, CASES))
def test_what_the_link_counts_is_what_came(key: str, case: str) -> None:
    line = bad(key, case)
    counted = line.link.counters()
    assert counted.bytes_in == line.sent
    assert counted.frames > 0
    assert counted.last_frame_t is not None
    assert counted.last_byte_t is not None
    assert counted.last_frame_t <= line.t
    if case in DAMAGE:
        assert counted.bad_frames > 0
    elif not case.startswith("stuck"):
        assert counted.bad_frames <= 2, "nothing was damaged; at most what was cut in two"


STAMPED = (
    ("masimo", "drivers.masimo.device", "_CLOCK"),
    ("nellcor", "drivers.nellcor.device", "_CLOCK"),
    ("intellivue", "drivers.intellivue.device", "_STARTED"),
    ("datex_dri", "drivers.datex_dri.device", "_STARTED_UNIX_S"),
    ("and_tm", "drivers.and_tm.device", "_CLOCK"),
    ("omron_hbp", "drivers.omron_hbp.device", "_CLOCK"),
)


@pytest.mark.parametrize("jump_s", [-7200, 7200])
@pytest.mark.parametrize(("key", "module", "name"), STAMPED)
def test_a_device_whose_own_clock_is_set_goes_on_measuring(
    monkeypatch: pytest.MonkeyPatch, key: str, module: str, name: str, jump_s: int
) -> None:
    clock = importlib.import_module(module)
    line = the_line(key)
    begin, _, until = times(INFOS[key])
    line.run(begin)
    before = getattr(clock, name)
    monkeypatch.setattr(
        clock, name, before + (jump_s if isinstance(before, int) else timedelta(seconds=jump_s))
    )
    line.run(until - begin)
    assert [c for _, c in line.changes(begin) if c.state is not S.MEASURING] == []
    told = [t for t, _, _ in line.numbers(begin)]
    assert told
    assert told[0] <= begin + (60.0 if INFOS[key].push_only else BACK_S)
    assert not {what for _, what, _ in line.numbers()} - set(truth(key))
    for t, item in line.items:
        for reading in getattr(item, "readings", ()):
            if isinstance(reading, Determination) and not reading.quality & Quality.TIME_UNKNOWN:
                assert abs(t - reading.t) <= 70.0, "the age of a cuff reading does not come from such a clock"

"""What each virtual oximeter makes of a fall, a movement, a lost pulse and a probe that comes off.

Read at the host's end of the wire: numbers, their qualities, and how late they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from bedside import registry
from bedside.driver_api import Device
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, SignalLevel, Wave
from drivers.contec_v7 import layout as contec_v7
from drivers.datex_dri import layout as datex_dri
from drivers.nonin.device import NoninDevice
from drivers.par_medlab.device import ParCombiDevice
from drivers.pm6750 import layout as pm6750
from tests.drivers.scripted import ScriptedPatient, between
from tests.drivers.wire import Wire, of_type

STEP_S, END_S = 30.0, 60.0
NONE, ARTEFACT, SEARCHING = Quality.NONE, Quality.ARTEFACT, Quality.SEARCHING
LOW, HELD, NO_FINGER = Quality.LOW_PERFUSION, Quality.HELD, Quality.NO_FINGER


@dataclass(frozen=True, kw_only=True)
class Case:
    """One device and what it should show."""

    key: str
    device: Callable[[], Device] | None = None
    half: tuple[
        float, float
    ]  # s, from the step in the artery to half of it at the host, interval of messages included
    motion: Quality = NONE  # of a number while the finger moves
    cold: Quality = NONE  # of a number at a perfusion index of 0.2 %
    weak: Quality = SEARCHING  # of the missing number after a pulse was lost
    first_weak: Quality | None = None  # of it right after the device has noticed, where that differs
    lost_by: float  # s, from the loss of the pulse to a missing number at the latest
    off: Quality = NO_FINGER  # of the missing number without a finger
    with_pulses: bool = False  # motion and perfusion are marked with each pulse only

    def made(self) -> Device:
        """A new one."""
        return registry.load(self.key).device() if self.device is None else self.device()

    def marks(self, numbers: list[Numeric], quality: Quality) -> bool:
        """Whether these numbers are marked as they should be."""
        unmarked = {NONE} if self.with_pulses else set()
        return {n.quality for n in numbers} == {quality} | unmarked


CASES = {
    "contec_v7": Case(key="contec_v7", half=(3.5, 5.2), lost_by=2.3),
    "contec_5byte": Case(key="contec_5byte", half=(3.5, 5.2), lost_by=2.3),
    "bci": Case(key="bci", half=(3.5, 5.2), lost_by=2.3),
    "nonin 1": Case(
        key="nonin",
        device=lambda: NoninDevice(1),
        half=(0.5, 3.3),
        motion=ARTEFACT,
        cold=LOW,
        weak=SEARCHING | LOW,
        lost_by=2.3,
    ),
    "nonin 2": Case(
        key="nonin",
        device=lambda: NoninDevice(2),
        half=(0.5, 2.0),
        motion=ARTEFACT,
        cold=LOW,
        lost_by=0.8,
        with_pulses=True,
    ),
    "nonin 7": Case(
        key="nonin",
        device=lambda: NoninDevice(7),
        half=(0.5, 2.0),
        motion=ARTEFACT,
        cold=LOW,
        lost_by=0.8,
        with_pulses=True,
    ),
    "nonin 8": Case(
        key="nonin",
        device=lambda: NoninDevice(8),
        half=(0.5, 4.8),
        motion=ARTEFACT,
        cold=LOW,
        weak=SEARCHING | LOW,
        lost_by=2.3,
    ),
    "nonin_text": Case(key="nonin_text", half=(0.5, 3.3), weak=NONE, lost_by=1.3, off=NONE),
    "masimo": Case(
        key="masimo",
        half=(3.5, 6.3),
        motion=ARTEFACT,
        cold=LOW,
        weak=SEARCHING | LOW,
        lost_by=3.3,
    ),
    "nellcor": Case(
        key="nellcor",
        half=(2.5, 8.3),
        motion=ARTEFACT,
        weak=SEARCHING,
        first_weak=SEARCHING | HELD,
        lost_by=4.3,
    ),
    "chipox": Case(
        key="chipox", half=(3.5, 6.3), motion=ARTEFACT, cold=LOW, weak=SEARCHING | LOW, lost_by=2.5
    ),
    "pm6750": Case(key="pm6750", half=(3.5, 6.5), lost_by=3.5),
    "par_medlab": Case(key="par_medlab", device=ParCombiDevice, half=(3.5, 6.3), lost_by=3.3),
    "accutorr3": Case(key="accutorr3", half=(3.5, 8.3), motion=ARTEFACT, cold=LOW, lost_by=5.5),
    # with a lost pulse these two send a missing number without its cause; the wave runs on or is flat
    "intellivue": Case(key="intellivue", half=(4.5, 8.5), motion=ARTEFACT, cold=ARTEFACT, lost_by=4.0),
    "datex_dri": Case(key="datex_dri", half=(4.5, 11.5), lost_by=8.0),
    "ivy_ansar": Case(key="ivy_ansar", half=(3.5, 7.3), weak=NO_FINGER, lost_by=4.3),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def run(case: Case, script: Callable[[float], dict[str, Any]], until: float = END_S) -> Wire:
    """Both ends at a patient."""
    driver, device = registry.load(case.key), case.made()
    wire = Wire(driver.protocol(), device, ScriptedPatient(script))
    wire.run(until, step_s=0.05)
    return wire


def numerics(readings: Iterable[Reading], parameter: Parameter = Parameter.SPO2) -> list[Numeric]:
    return [n for n in of_type(readings, Numeric) if n.parameter is parameter]


def of(wire: Wire, start: float, end: float, parameter: Parameter = Parameter.SPO2) -> list[Numeric]:
    """The numbers told between two times."""
    return [n for n in numerics(wire.readings, parameter) if start <= n.t < end]


@every_case
def test_a_fall_in_the_artery_arrives_with_the_devices_own_lag(case: Case) -> None:
    wire = run(case, lambda t: {"sao2": 87.0} if t >= STEP_S else {})
    before = of(wire, 10.0, STEP_S)
    assert before and all((n.value, n.quality) == (97.0, NONE) for n in before)
    arrived = next(n.t for n in of(wire, STEP_S, END_S) if n.value is not None and n.value <= 92.0) - STEP_S
    assert case.half[0] <= arrived <= case.half[1]
    assert of(wire, STEP_S + 20.0, END_S)[-1].value == 87.0


@every_case
def test_a_movement_marks_the_numbers_where_the_protocol_has_a_word_for_it(case: Case) -> None:
    wire = run(case, between(20.0, 40.0, artefact=True))
    moved = of(wire, 26.0, 39.5)
    assert moved and all(n.value == 97.0 for n in moved), "a moving finger still has a number"
    assert case.marks(moved, case.motion)
    assert {n.quality for n in of(wire, 50.0, END_S)} == {NONE}


@every_case
def test_low_perfusion_marks_the_numbers_where_the_protocol_has_a_word_for_it(case: Case) -> None:
    wire = run(case, between(20.0, 40.0, pi=0.2))
    cold = of(wire, 26.0, 39.5)
    assert cold and all(n.value == 97.0 for n in cold)
    assert case.marks(cold, case.cold)
    assert {n.quality for n in of(wire, 50.0, END_S)} == {NONE}


@every_case
def test_a_lost_pulse_leaves_no_number_and_says_why(case: Case) -> None:
    wire = run(case, between(20.0, 45.0, weak=True, beat=False, sao2=70.0, rate=150.0), 70.0)
    told = of(wire, 20.0, 45.0) + of(wire, 20.0, 45.0, Parameter.PR)
    assert {n.value for n in told} <= {97.0, 60.0, None}, "what was measured without a pulse came through"
    late = of(wire, 20.0 + case.lost_by, 45.0)
    assert late and all(n.value is None for n in late)
    assert late[-1].quality == case.weak
    if case.first_weak is not None:
        assert late[0].quality == case.first_weak
    back = of(wire, 58.0, 70.0)
    assert back and all((n.value, n.quality) == (97.0, NONE) for n in back)


@every_case
def test_a_probe_that_is_off_leaves_no_number_and_says_so(case: Case) -> None:
    wire = run(case, between(20.0, 40.0, probe_on=False))
    for parameter in (Parameter.SPO2, Parameter.PR):
        late = of(wire, 20.0 + max(1.1, case.lost_by), 40.0, parameter)
        assert late and all(n.value is None for n in late)
        assert {n.quality for n in late} == {case.off}
    back = of(wire, 52.0, END_S)
    assert back and all((n.value, n.quality) == (97.0, NONE) for n in back)


@pytest.mark.parametrize("name", ["contec_v7", "contec_5byte", "bci"])
def test_a_device_without_flags_tells_of_motion_and_cold_hands_by_its_signal_strength(name: str) -> None:
    def level(script: Callable[[float], dict[str, Any]]) -> int | None:
        levels = [r for r in of_type(run(CASES[name], script, 40.0).readings, SignalLevel) if r.t < 39.0]
        found: int | None = levels[-1].level
        return found

    good = level(lambda t: {})
    assert good == 3
    assert level(between(20.0, 99.0, artefact=True)) == 1
    assert level(between(20.0, 99.0, pi=0.2)) == 1
    assert level(between(20.0, 99.0, weak=True)) == 0


@pytest.mark.parametrize("name", ["nonin 2", "nonin 7", "chipox", "intellivue"])
def test_a_movement_marks_the_wave_too(name: str) -> None:
    wire = run(CASES[name], between(20.0, 40.0, artefact=True))
    waves = [w for w in of_type(wire.readings, Wave) if w.parameter is Parameter.PLETH]
    moved = [quality for wave in waves if 25.0 <= wave.t < 39.0 for quality in wave.quality]
    calm = [quality for wave in waves if wave.t < 19.0 for quality in wave.quality]
    assert any(quality & ARTEFACT for quality in moved)
    assert not any(quality & ARTEFACT for quality in calm)


STARTED_BY = {
    "contec_v7": contec_v7.command(contec_v7.START_LIVE),
    "pm6750": pm6750.SPO2_ON + pm6750.PLETH_ON,
    "datex_dri": datex_dri.request_values(5) + datex_dri.request_pleth(start=True),
}
"""What the host says to a device that is silent without."""
STREAMING = [name for name in CASES if name not in ("intellivue", "accutorr3")]  # these two answer, no more


@pytest.mark.parametrize("name", STREAMING)
def test_a_stream_has_the_same_bytes_however_often_it_is_taken(name: str) -> None:
    def stream(every: int) -> bytes:
        device, patient = CASES[name].made(), ScriptedPatient(between(8.0, 12.0, weak=True))
        device.feed(STARTED_BY.get(name, b""), 0.0)
        sent = b"".join(device.emit(patient, tick / 20) for tick in range(0, 561, every))
        assert every > 1 or patient.looks == sorted(patient.looks), "it went back in time"
        return sent

    assert len(stream(1)) > 80
    assert stream(1) == stream(4) == stream(20)

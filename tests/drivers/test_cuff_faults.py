"""Why a measurement failed, from the patient's cuff through each device to the host: what can be told apart.

The same table stands in words in docs/devices/<key>.md, "What a failed measurement says".
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside import registry
from bedside.driver_api import CuffOrder, Device
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault
from drivers.omron_hbp.device import OmronHbpDevice
from drivers.omron_hbp.layout import Model
from drivers.suntech import layout as suntech
from tests.drivers.scripted import MEASURES_S, ScriptedPatient
from tests.drivers.wire import Wire, of_type

FAILED, MOVEMENT, LOOSE = NibpFault.FAILED, NibpFault.MOVEMENT, NibpFault.LOOSE
OVERPRESSURE, TIMEOUT, WRONG_CUFF = NibpFault.OVERPRESSURE, NibpFault.TIMEOUT, NibpFault.WRONG_CUFF
DEVICE, CANCELLED, UNKNOWN = NibpFault.DEVICE, NibpFault.CANCELLED, NibpFault.UNKNOWN
FAULTS = (FAILED, MOVEMENT, LOOSE, OVERPRESSURE, TIMEOUT, WRONG_CUFF, DEVICE)

TOLD: dict[str, tuple[NibpFault | None, ...]] = {
    #             weak signal   motion    leak    over-pressure  too long  wrong cuff  device
    "dinamap": (FAILED, FAILED, LOOSE, OVERPRESSURE, TIMEOUT, FAILED, UNKNOWN),
    "suntech": (FAILED, MOVEMENT, LOOSE, OVERPRESSURE, TIMEOUT, FAILED, DEVICE),
    "par_medlab": (FAILED, MOVEMENT, LOOSE, OVERPRESSURE, TIMEOUT, WRONG_CUFF, DEVICE),
    "pm6750": (FAILED, MOVEMENT, LOOSE, OVERPRESSURE, TIMEOUT, FAILED, DEVICE),
    "and_tm": (FAILED, MOVEMENT, LOOSE, OVERPRESSURE, TIMEOUT, FAILED, FAILED),
    "omron_hbp 9030": (FAILED,) * 7,
    "omron_hbp 9020": (UNKNOWN,) * 7,
    "terumo": (FAILED,) * 7,
    "accutorr3": (None, None, None, OVERPRESSURE, None, None, None),
    "intellivue": (FAILED,) * 7,
    "datex_dri": (FAILED,) * 7,
    "ivy_ansar": (None,) * 7,
}
TABLE = [
    pytest.param(name, fault, told, id=f"{name}-{fault.name.lower()}")
    for name, row in TOLD.items()
    for fault, told in zip(FAULTS, row, strict=True)
]
STARTED_BY_HOST = ("dinamap", "suntech", "par_medlab", "pm6750")
"""Cuffs that the host starts; all others are started at the monitor."""
DOCS = Path(__file__).parents[2] / "docs" / "devices"


def wire_of(name: str, patient: ScriptedPatient) -> Wire:
    """Both ends, at rest for long enough to know each other."""
    key, _, model = name.partition(" ")
    driver = registry.load(key)
    device: Device = driver.device()
    if model == "9030":
        device = OmronHbpDevice(model=Model.HBP_9030)
    wire = Wire(driver.protocol(), device, patient)
    wire.run(12.0)
    return wire


def start(name: str, wire: Wire, patient: ScriptedPatient) -> None:
    if name in STARTED_BY_HOST:
        wire.request(CuffOrder.START)
    else:
        patient.start_cuff(wire.t)


def statuses(wire: Wire, since: float) -> list[CuffStatus]:
    return [status for status in of_type(wire.readings, CuffStatus) if status.t >= since]


@pytest.mark.parametrize(("name", "fault", "told"), TABLE)
def test_the_cause_of_a_failure_arrives_as_far_as_the_protocol_has_a_word_for_it(
    name: str, fault: NibpFault, told: NibpFault | None
) -> None:
    patient = ScriptedPatient(fault=fault)
    wire = wire_of(name, patient)
    begun = wire.t
    start(name, wire, patient)
    wire.run(MEASURES_S + 25.0)
    failures = {status.fault for status in statuses(wire, begun) if status.state is CuffState.FAILED}
    assert failures == (set() if told is None else {told})
    assert not [d for d in of_type(wire.readings, Determination) if d.t >= begun]


@pytest.mark.parametrize("name", TOLD)
def test_a_result_after_a_failure_is_told_and_the_failure_is_over(name: str) -> None:
    patient = ScriptedPatient(fault=NibpFault.FAILED)
    wire = wire_of(name, patient)
    start(name, wire, patient)
    wire.run(MEASURES_S + 60.0)  # the stamps of some monitors have minutes
    patient.fault = None
    begun = wire.t
    start(name, wire, patient)
    wire.run(MEASURES_S + 25.0)
    found = [d for d in of_type(wire.readings, Determination) if d.t >= begun]
    assert [(d.sys, d.dia) for d in found] == [(120.0, 80.0)]
    assert all(status.state is not CuffState.FAILED for status in statuses(wire, begun + MEASURES_S + 10.0))


@pytest.mark.parametrize("name", STARTED_BY_HOST)
def test_a_measurement_the_host_cancels_is_told_as_cancelled(name: str) -> None:
    patient = ScriptedPatient()
    wire = wire_of(name, patient)
    begun = wire.t
    start(name, wire, patient)
    wire.run(10.0)
    wire.request(CuffOrder.CANCEL)
    wire.run(15.0)
    failures = {status.fault for status in statuses(wire, begun) if status.state is CuffState.FAILED}
    assert failures == {CANCELLED}


@pytest.mark.parametrize("name", STARTED_BY_HOST)
def test_a_measurement_stopped_at_the_monitor_is_told_as_cancelled(name: str) -> None:
    patient = ScriptedPatient()
    wire = wire_of(name, patient)
    begun = wire.t
    start(name, wire, patient)
    wire.run(10.0)
    patient.cancel_cuff(wire.t)
    wire.run(15.0)
    failures = {status.fault for status in statuses(wire, begun) if status.state is CuffState.FAILED}
    assert failures == {CANCELLED}


def test_a_fault_that_locks_a_suntech_module_refuses_the_next_start() -> None:
    patient = ScriptedPatient(fault=NibpFault.DEVICE)
    wire = wire_of("suntech", patient)
    start("suntech", wire, patient)
    wire.run(MEASURES_S + 10.0)
    wire.received.clear()
    wire.request(CuffOrder.START)
    wire.run(3.0)
    assert suntech.encode_acknowledge("N") in wire.received


def test_a_cuff_that_does_not_fit_is_told_by_a_par_module_with_its_pressures_and_aborted() -> None:
    patient = ScriptedPatient(fault=NibpFault.WRONG_CUFF)
    wire = wire_of("par_medlab", patient)
    begun = wire.t
    start("par_medlab", wire, patient)
    wire.run(MEASURES_S + 10.0)
    flagged = [s for s in statuses(wire, begun) if s.state is CuffState.MEASURING and s.fault is WRONG_CUFF]
    assert flagged
    assert any(data == b"X" for _, data in wire.sent)


@pytest.mark.parametrize("key", sorted({name.partition(" ")[0] for name in TOLD}))
def test_the_page_of_each_cuff_says_what_a_failure_says(key: str) -> None:
    assert "What a failed measurement says" in (DOCS / f"{key}.md").read_text(encoding="utf-8")

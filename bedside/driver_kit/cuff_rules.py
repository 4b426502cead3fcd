"""Rules about the cuff: it squeezes an arm, so it moves when a person orders it and at no other time."""

from __future__ import annotations

from itertools import pairwise

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.driver_kit.bench import Bench, BrokenRuleError, a_patient, rule
from bedside.driver_kit.wire import of_type, order
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination
from bedside.vitals.sessions import PatientType


@rule(
    "Opening the port and waiting never starts a cuff.",
    "Send nothing that inflates except out of `request`, once for each order.",
)
def opening_never_starts_a_cuff(bench: Bench) -> None:
    """Two hundred seconds without an order."""
    patient = a_patient(2)
    wire = bench.wire(patient)
    for _ in range(200):
        wire.run(1.0, step_s=0.5)
        if patient.cuff(wire.t).phase is not CuffPhase.IDLE:
            raise BrokenRuleError(f"The cuff was inflated by itself before {wire.t:g} s.")


@rule(
    "Without a cuff an order is refused.",
    "Leave `request` as it is in Protocol where `starts_cuff` is False.",
    lambda info: not info.starts_cuff,
)
def an_order_without_a_cuff_is_refused(bench: Bench) -> None:
    """`ValueError`, and nothing else."""
    try:
        bench.driver.protocol().request(order(CuffOrder.START), 0.0)
    except ValueError:
        return
    raise BrokenRuleError("START was taken although `starts_cuff` is False.")


@rule(
    "A cuff starts when ordered, deflates when cancelled, and gives its result once.",
    "Let CANCEL jump the queue and repeat it until the device says that it is idle; tell a Determination once, when "
    "the measurement has ended.",
    lambda info: info.starts_cuff,
)
def a_cuff_obeys(bench: Bench) -> None:
    """Start, cancel, start and wait."""
    wire = bench.wire(a_patient(2))
    wire.run(3.0)

    def state() -> CuffState | None:
        told = of_type(wire.readings, CuffStatus)
        return told[-1].state if told else None

    wire.request(CuffOrder.START, PatientType.ADULT)
    wire.run(5.0)
    if state() is not CuffState.MEASURING:
        raise BrokenRuleError(f"5 s after START the cuff is {state()}.")
    wire.request(CuffOrder.CANCEL)
    wire.run(5.0)
    if state() is not CuffState.IDLE:
        raise BrokenRuleError(f"5 s after CANCEL the cuff is {state()}.")
    if of_type(wire.readings, Determination):
        raise BrokenRuleError("A cancelled measurement gave a result.")
    wire.request(CuffOrder.START, PatientType.ADULT)
    wire.run(60.0)
    results = len(of_type(wire.readings, Determination))
    if results != 1:
        raise BrokenRuleError(f"One measurement gave {results} results.")


@rule(
    "A cuff reading is told once, and systolic > mean > diastolic > 0 holds in it.",
    "Recognise a repeat by the device's own time or number of the measurement, and leave out a reading whose pressures "
    "are in no order.",
    lambda info: Parameter.NIBP_SYS in info.parameters,
)
def a_cuff_reading_is_told_once(bench: Bench) -> None:
    """Four minutes of a cuff that cycles once a minute."""
    wire = bench.wire(a_patient(11, auto_cuff_s=60.0))
    wire.run(240.0, step_s=0.25)
    told: list[Determination] = of_type(wire.readings, Determination)
    for reading in told:
        mean = reading.map
        parts = [part for part in (reading.sys, mean, reading.dia) if part is not None]
        if not parts or min(parts) <= 0 or any(a <= b for a, b in pairwise(parts)):
            raise BrokenRuleError(f"Told: {reading.sys} / {reading.map} / {reading.dia} mmHg.")
    if not 1 <= len(told) <= 5:
        raise BrokenRuleError(f"{len(told)} readings were told of at most 5 measurements.")

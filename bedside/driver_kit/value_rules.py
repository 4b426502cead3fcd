"""Rules about what is told: who the driver is, numbers, waves, times, and what is missing."""

from __future__ import annotations

import math
from itertools import pairwise

from bedside.driver_kit.bench import Bench, BrokenRuleError, a_patient, brief, is_oximeter, rule
from bedside.driver_kit.wire import of_type
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import CuffStatus, Determination, Numeric, Quality, Reading, Wave

FROM_THE_FINGER = (Parameter.SPO2, Parameter.PR, Parameter.PI)
TOLERANCE = {Parameter.INFUSION_VOLUME: 0.2, Parameter.INFUSION_RATE: 0.1, Parameter.TEMP: 0.1}
_TOLERANCE = 2.5


@rule(
    "It says who it is: key, title, devices, advice, parameters, line and intervals.",
    "Fill in every part of DriverInfo; the key is the entry point's name.",
)
def it_says_who_it_is(bench: Bench) -> None:
    """The parts of `DriverInfo` that a screen or the link relies on."""
    info = bench.info
    wrong = [
        sentence
        for fits, sentence in (
            (info.key == bench.key, f"key is {info.key!r}, but it is registered as {bench.key!r}"),
            (bool(info.title), "title is empty"),
            (bool(info.devices), "devices is empty"),
            (bool(info.parameters), "parameters is empty"),
            (info.advice.endswith("."), "advice is no sentence that ends with a full stop"),
            (info.port.baud > 0, "the port has no speed"),
            (info.frame_rate_hz > 0, "frame_rate_hz is not positive"),
            (
                0 < info.numeric_interval_s <= info.silence_s,
                "0 < numeric_interval_s <= silence_s does not hold",
            ),
            (not (info.push_only and info.starts_cuff), "one that only speaks by itself cannot start a cuff"),
        )
        if not fits
    ]
    if wrong:
        raise BrokenRuleError(f"{'; '.join(wrong)}.")


@rule(
    "What its virtual device sends, its protocol reads without a bad frame.",
    "Let encoding and decoding in layout.py use the same tables.",
)
def both_ends_agree(bench: Bench) -> None:
    """100 s of both ends on one wire."""
    counters = bench.calm.protocol.counters
    if counters.bad_frames or not counters.frames:
        raise BrokenRuleError(f"{counters.frames} frames were read and {counters.bad_frames} thrown away.")


@rule(
    "It tells every parameter it announces, and no other.",
    "List in `parameters` exactly what the protocol tells, and let the virtual device send all of it.",
)
def announced_is_told(bench: Bench) -> None:
    """100 s with cuff readings."""
    readings = bench.calm.readings
    told = {Parameter(r.parameter) for r in readings if isinstance(r, Numeric | Wave)}
    told |= {n.parameter for d in of_type(readings, Determination) for n in d.numerics()}
    announced = set(bench.info.parameters)
    if missing := announced - told:
        raise BrokenRuleError(f"Announced and never told: {brief(missing)}.")
    if more := told - announced:
        raise BrokenRuleError(f"Told and not announced: {brief(more)}.")


@rule(
    "Numbers are those of the patient, in the unit of the parameter and inside its plausible range.",
    "Check the scale, the unit and the byte order, and that the value belongs to the parameter it is told as.",
)
def numbers_are_the_patients(bench: Bench) -> None:
    """Each number against the simulated patient at that time."""
    patient = a_patient(21, auto_cuff_s=60.0)
    for numeric in of_type(bench.calm.readings, Numeric):
        now, pump = patient.at(numeric.t), patient.pump(numeric.t)
        truth = {
            Parameter.SPO2: now.spo2,
            Parameter.PR: now.pr,
            Parameter.PI: now.pi,
            Parameter.HR: now.pr,
            Parameter.RR: now.rr,
            Parameter.ETCO2: now.etco2,
            Parameter.TEMP: now.temp,
            Parameter.INFUSION_RATE: pump.rate_ml_h,
            Parameter.INFUSION_VOLUME: pump.volume_ml,
        }.get(numeric.parameter)
        known = PARAMETERS[numeric.parameter]
        said = f"{numeric.parameter} = {numeric.value} at {numeric.t:g} s"
        if numeric.value is None:
            raise BrokenRuleError(f"{said}, but nothing was wrong with the patient.")
        if not known.low <= numeric.value <= known.high:
            raise BrokenRuleError(f"{said}; plausible are {known.low:g} to {known.high:g} {known.unit}.")
        tolerance = TOLERANCE.get(numeric.parameter, _TOLERANCE)
        if truth is not None and not math.isclose(numeric.value, truth, rel_tol=0.0, abs_tol=tolerance):
            raise BrokenRuleError(f"{said}; the patient has {truth:.1f} {known.unit}.")


@rule(
    "Waves come at the rate they are told with.",
    "Count the samples: `rate_hz` is how many there are in a second of stream.",
)
def waves_keep_their_rate(bench: Bench) -> None:
    """Samples in 100 s."""
    for parameter in bench.info.parameters:
        waves = [wave for wave in of_type(bench.calm.readings, Wave) if wave.parameter is parameter]
        if len(waves) < 2 or waves[-1].t <= waves[0].t:
            continue
        sampled = sum(len(wave.samples) for wave in waves) / (waves[-1].t - waves[0].t)
        if not math.isclose(sampled, waves[0].rate_hz, rel_tol=0.03):
            raise BrokenRuleError(
                f"{parameter} says {waves[0].rate_hz:g} samples a second; {sampled:.1f} came."
            )
        if any(len(wave.samples) != len(wave.quality) for wave in waves):
            raise BrokenRuleError(f"{parameter} has not one quality for each sample.")


@rule(
    "Every number is renewed within the interval it promises, and the cuff's state too.",
    "Tell a number on change and at least once a second of stream, counted in frames; `numeric_interval_s` is the "
    "longest time between two tellings.",
)
def numbers_are_renewed(bench: Bench) -> None:
    """A minute, looked at every 20 ms."""
    info = bench.info
    wire = bench.wire(a_patient(11, probe_off=(10.0, 14.0), auto_cuff_s=60.0))
    wire.run(60.0, step_s=0.02)
    for parameter in info.parameters:
        times = [r.t for r in wire.readings if isinstance(r, Numeric) and r.parameter is parameter]
        longest = max((b - a for a, b in pairwise(times)), default=0.0)
        if longest > info.numeric_interval_s + 0.1:
            raise BrokenRuleError(
                f"{parameter} was not told for {longest:.2f} s; promised are {info.numeric_interval_s:g} s."
            )
    if info.starts_cuff:
        polls = [status.t for status in of_type(wire.readings, CuffStatus)]
        longest = max((b - a for a, b in pairwise(polls)), default=math.inf)
        if longest > info.numeric_interval_s + 0.2:
            raise BrokenRuleError(f"The state of the cuff was not told for {longest:.2f} s.")


@rule(
    "Nothing is told with a time that lies ahead.",
    "Stamp a reading with the `t` that `feed` was given, or with an earlier one that the device itself tells.",
)
def no_time_lies_ahead(bench: Bench) -> None:
    """The times of everything told in the eventful time."""
    wire = bench.wire(a_patient(11, auto_cuff_s=60.0))
    for _ in range(60):
        for reading in wire.run(1.0, step_s=0.25):
            if not reading.t <= wire.t:
                raise BrokenRuleError(f"At {wire.t:g} s a reading was told for {reading.t:g} s.")


@rule(
    "With the probe off SpO2, PR and PI are None: missing is None, never 0.",
    'Look at the flags first and at the numbers afterwards; turn each value by which the device says "none" into None '
    "in layout.py, and tell the None.",
    lambda info: Parameter.SPO2 in info.parameters,
)
def missing_is_none(bench: Bench) -> None:
    """The probe comes off for good; looked at when the device must have noticed."""
    wire = bench.wire(a_patient(1, probe_off=(5.0, None)))
    wire.run(15.0)
    late = [reading for reading in wire.readings if reading.t > 8.0]
    numbers = [n for n in of_type(late, Numeric) if n.parameter in FROM_THE_FINGER]
    for numeric in numbers:
        if numeric.value is not None:
            raise BrokenRuleError(f"{numeric.parameter} = {numeric.value:g} was told with the probe off.")
    if not numbers:
        raise BrokenRuleError(
            "Nothing was told with the probe off: the last number would stay on the screen."
        )


@rule(
    "With the probe off no sample of the pleth is told as a real one.",
    "Tell the sample as None, or with the flag NO_FINGER.",
    is_oximeter,
)
def no_pleth_without_a_finger(bench: Bench) -> None:
    """The same, for the wave."""
    wire = bench.wire(a_patient(1, probe_off=(5.0, None)))
    wire.run(15.0)
    waves = [w for w in of_type(wire.readings, Wave) if w.t > 8.0 and w.parameter is Parameter.PLETH]
    if not waves:
        raise BrokenRuleError("The wave ended without a word.")
    for wave in waves:
        for sample, quality in zip(wave.samples, wave.quality, strict=True):
            if sample is not None and not quality & Quality.NO_FINGER:
                raise BrokenRuleError(f"The sample {sample} was told at {wave.t:g} s with the probe off.")


@rule(
    "From a line on which nothing hangs comes no value.",
    "Tell numbers when a frame brings them, and never out of `due`, `finish` or a time that has passed.",
)
def silence_is_no_value(bench: Bench) -> None:
    """A minute with nothing plugged in, asked four times a second."""
    protocol = bench.driver.protocol()
    told: list[Reading] = []
    for quarter in range(240):
        protocol.due(quarter / 4)
        told += protocol.feed(b"", quarter / 4)
    told += protocol.finish(60.0)
    if made := [reading for reading in told if isinstance(reading, Numeric | Wave | Determination)]:
        raise BrokenRuleError(f"{len(made)} readings came from a silent line.")


@rule(
    "Notices are sentences, each told once.",
    "End each with a full stop, and forget it when `take_notices` has given it.",
)
def notices_are_sentences(bench: Bench) -> None:
    """What the eventful time left to be told."""
    wire = bench.wire(a_patient(3))
    wire.run(20.0, step_s=0.25)
    if wrong := [notice for notice in wire.protocol.take_notices() if not notice.strip().endswith(".")]:
        raise BrokenRuleError(f"No sentence: {brief(wrong)}.")
    if again := wire.protocol.take_notices():
        raise BrokenRuleError(f"Told twice: {brief(again)}.")


@rule(
    "The same patient gives the same bytes, another patient other bytes.",
    "Use neither clock nor chance in the virtual device: everything comes from the patient and from `t`.",
)
def same_patient_same_bytes(bench: Bench) -> None:
    """A minute, three times."""

    def bytes_of(seed: int) -> bytes:
        wire = bench.wire(a_patient(seed, auto_cuff_s=30.0))
        wire.run(60.0, step_s=0.25)
        return bytes(wire.received)

    if bytes_of(4) != bytes_of(4):
        raise BrokenRuleError("The same patient gave different bytes.")
    # a pump does as it is set
    if Parameter.INFUSION_RATE not in bench.info.parameters and bytes_of(4) == bytes_of(5):
        raise BrokenRuleError("Two patients gave the same bytes.")

"""Rules about how a device is recognised on a line: its own always, anything else never."""

from __future__ import annotations

import math
from functools import cache

from bedside import registry
from bedside.driver_api import Signature
from bedside.driver_kit.bench import Bench, BrokenRuleError, a_patient, rule
from bedside.errors import UserFacingError

_PROBE_S = 0.3  # between two requests of detection
_STEP_S = 0.05


@rule(
    "Its own device is recognised within the time it asks for.",
    "Try `recognise` on what the virtual device sends in `listen_s`; it may begin in the middle of a frame.",
    lambda info: bool(info.signatures),
)
def its_own_device_is_recognised(bench: Bench) -> None:
    """By at least one of its signatures, listening or asking."""
    if not any(
        signature.recognise(_heard(bench, signature), signature.listen_s)
        for signature in bench.info.signatures
    ):
        raise BrokenRuleError(
            f"None of its {len(bench.info.signatures)} signatures recognised its own device."
        )


@rule(
    "Neither noise nor another driver's device is recognised as its own.",
    "Ask for more: repeated structure with checksums, the rate, numbers that make sense.",
    lambda info: bool(info.signatures),
)
def nothing_else_is_recognised(bench: Bench) -> None:
    """Random bytes, random lines, and what bedside's own drivers' devices send on a line with the same settings."""
    source = bench.source("noise")
    noise = [source.randbytes(source.randrange(2000)) for _ in range(40)]
    printable = bytes(range(0x20, 0x7F)) + b"\r\n\r\n"
    noise += [bytes(source.choices(printable, k=source.randrange(600))) for _ in range(20)]
    for signature in bench.info.signatures:
        for data in (b"", *noise):
            if words := signature.recognise(data, signature.listen_s):
                raise BrokenRuleError(f"{len(data)} random bytes were taken for {words!r}.")
        for key in registry.TABLE:
            if key != bench.key and (other := _other(key)) is not None and other.info.port == signature.port:
                for data in (_last_of(other, signature.listen_s), bytes(other.eventful.received)):
                    if words := signature.recognise(data, signature.listen_s):
                        raise BrokenRuleError(f"The device of the driver {key!r} was taken for {words!r}.")


@cache
def _other(key: str) -> Bench | None:
    try:
        return Bench(registry.load(key), key)
    except UserFacingError:
        return None


def _last_of(bench: Bench, seconds: float) -> bytes:
    """The last seconds of its eventful stream; of one that speaks rarely all of it."""
    stream = bytes(bench.eventful.received)
    if bench.info.push_only:
        return stream
    return stream[-math.ceil(len(stream) * seconds / bench.eventful.t) :]


def _heard(bench: Bench, signature: Signature) -> bytes:
    """What detection would hear of its own device: its stream, or its answer to the requests."""
    if not signature.probe:
        return _last_of(bench, signature.listen_s)
    device, patient, t = bench.driver.device(), a_patient(11), 0.0
    heard = bytearray()
    for n in range(math.ceil((len(signature.probe) * _PROBE_S + signature.listen_s) / _STEP_S)):
        at = n / round(_PROBE_S / _STEP_S)
        if at.is_integer() and at < len(signature.probe):
            device.feed(signature.probe[int(at)], t)
        heard += device.emit(patient, t)
        t += _STEP_S
    return bytes(heard)

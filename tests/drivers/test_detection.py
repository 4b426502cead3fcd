"""Every driver's device is found on a line, and nothing is taken for a device that it is not."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from bedside import registry
from bedside.driver_api import Device
from bedside.link.detection import Found, NotFound, candidates_of
from bedside.simulation.uart import heard_at
from bedside.vitals.parameters import Parameter
from drivers.patient import SimulatedPatient
from tests.helpers.lines import Line

KEYS = registry.keys()
LISTENED = [key for key in KEYS if any(not one.probe for one in registry.load(key).info.signatures)]
STREAMS = [key for key in LISTENED if not registry.load(key).info.push_only]
SECONDS = 10.0
STREAM_COUNT = 400
MANY_STREAMS = 10_000

candidates = candidates_of(registry.load(key).info for key in KEYS)


def find(key: str, *, may_probe: bool, device: Device | None = None) -> tuple[Found | NotFound, Line, float]:
    driver = registry.load(key)
    line = Line(device or driver.device(), SimulatedPatient(5, auto_cuff_s=60.0), driver.info.port)
    began = line.t
    return line.detect(candidates, may_probe=may_probe), line, line.t - began


@pytest.mark.parametrize("key", KEYS)
def test_every_driver_says_how_its_device_is_recognised(key: str) -> None:
    signatures = registry.load(key).info.signatures
    assert signatures
    for signature in signatures:
        assert signature.recognise(b"", 3.0) is None
        assert all(isinstance(request, bytes) and request for request in signature.probe)


@pytest.mark.parametrize("key", STREAMS)
def test_a_device_that_streams_is_found_by_listening(key: str) -> None:
    found, line, seconds = find(key, may_probe=False)
    if isinstance(found, NotFound) and not found.heard[-1].count:
        assert any(one.probe for one in registry.load(key).info.signatures), (
            "it has to be asked for its stream"
        )
        return
    assert isinstance(found, Found), found
    assert found.driver == key
    assert found.settings == registry.load(key).info.port
    assert seconds <= 20.0
    assert line.written == []


@pytest.mark.parametrize(
    "key", [key for key in KEYS if any(o.probe for o in registry.load(key).info.signatures)]
)
def test_a_silent_device_is_found_by_its_answer(key: str) -> None:
    found, _, _ = find(key, may_probe=True)
    assert isinstance(found, Found), found
    assert found.driver == key


@pytest.mark.parametrize("key", sorted(registry.TABLE))
def test_every_driver_of_bedside_has_its_page(key: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "devices" / f"{key}.md"
    assert f"`{key}`" in page.read_text(encoding="utf-8")


@cache
def stream(key: str, seed: int) -> tuple[bytes, float]:
    """What a device sends in a while, asked by its own host, and how many bytes a second that are."""
    driver = registry.load(key)
    protocol, device = driver.protocol(), driver.device()
    patient = SimulatedPatient(seed, auto_cuff_s=60.0)
    out, t = b"", 0.0
    while t < (SECONDS if Parameter.PLETH in driver.info.parameters else 120.0):
        device.feed(protocol.due(t).send, t)
        data = device.emit(patient, t)
        protocol.feed(data, t)
        out += data
        t += 0.1
    return out, len(out) / t


def piece(key: str, seconds: float, source: random.Random) -> bytes:
    """So many seconds out of a device's stream."""
    whole, rate = stream(key, 7)
    size = round(rate * seconds)
    start = source.randrange(max(1, len(whole) - size))
    return whole[start : start + size]


def mistaken(count: int, seed: int) -> list[str]:
    """What random bytes, and pieces of other devices' streams, were taken for in so many tries."""
    source = random.Random(seed)
    ports = {key: registry.load(key).info.port for key in KEYS}
    wrong = []
    for _ in range(count):
        key = source.choice(KEYS)
        own = ""
        seconds = source.uniform(0.5, 3.0)
        match source.randrange(4):
            case 0:
                data = source.randbytes(source.randrange(2000))
            case 1:
                few = source.randbytes(source.randrange(1, 12))
                data = bytes(source.choice(few) for _ in range(source.randrange(1500)))
            case 2:
                data, own = piece(key, seconds, source), key
            case _:
                heard = source.choice(list(ports.values()))
                data, own = heard_at(piece(key, seconds, source), ports[key], heard), key
        for name, signature in candidates:
            if name != own and (words := signature.recognise(data, seconds)) is not None:
                wrong.append(f"{own or 'random bytes'} taken for {name}: {words}")
    return wrong


def test_nothing_is_taken_for_a_device_that_it_is_not() -> None:
    assert mistaken(STREAM_COUNT, 1) == []


@pytest.mark.soak
def test_nothing_is_taken_for_a_device_that_it_is_not_in_ten_thousand_streams() -> None:
    assert mistaken(MANY_STREAMS, 2) == []

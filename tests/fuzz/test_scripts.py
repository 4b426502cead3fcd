"""What the fuzzer holds the parsers to: every seed and its neighbours hold, and a parser that breaks a rule is seen."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from bedside import registry
from bedside.driver_api import Counters, CuffRequest, Driver, Due, Protocol, Signature
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave
from tests.fuzz.forms import FoundError, require_well_formed
from tests.fuzz.scripts import (
    BYTE_BY_BYTE,
    FILE,
    KEPT_BYTES,
    RECOGNISE,
    check,
    feed_of,
    steps_of,
    wait_of,
)
from tests.fuzz.seeds import longest, seeds

KEYS = tuple(registry.TABLE)
NEIGHBOURS = 12  # of the seeds of one driver


def neighbour(seed: bytes, source: random.Random) -> bytes:
    """The seed with a few bytes changed, a piece lost, doubled or brought in."""
    data = bytearray(seed)
    for _ in range(source.randrange(1, 5)):
        place = source.randrange(len(data) + 1)
        match source.randrange(4):
            case 0:
                data[place : place + 1] = source.randbytes(1)
            case 1:
                del data[place : place + source.randrange(20)]
            case 2:
                data[place:place] = data[place : place + source.randrange(40)]
            case _:
                data[place:place] = source.randbytes(source.randrange(8))
    return bytes(data)


@pytest.mark.parametrize("key", KEYS)
def test_every_seed_of_the_fuzzer_and_some_neighbours_hold(key: str) -> None:
    driver, source = registry.load(key), random.Random(key)
    planted = list(seeds(key))
    assert len(planted) >= 5
    assert all(len(seed) <= longest(key) for seed in planted)
    for seed in planted:
        check(driver, seed)
    for _ in range(NEIGHBOURS):
        check(driver, neighbour(source.choice(planted), source))


@pytest.mark.parametrize("key", KEYS)
def test_the_seeds_make_the_protocol_tell_something(key: str) -> None:
    driver, told = registry.load(key), 0
    for seed in seeds(key):
        if seed[0] not in {RECOGNISE, FILE}:
            protocol, t = driver.protocol(), 0.0
            for step in steps_of(seed[1:]):
                if step.wait_s is not None:
                    t += step.wait_s
                    protocol.due(t)
                elif step.data is not None:
                    told += len(protocol.feed(step.data, t))
    assert told > 0


class Made(Protocol):
    """A protocol that tells a number for every byte; tests break one of its parts."""

    def __init__(self) -> None:
        self.counters = Counters()

    def feed(self, data: bytes, t: float) -> list[Reading]:
        self.counters.frames += len(data)
        return [Numeric(parameter=Parameter.SPO2, t=t, value=float(byte % 100 + 1)) for byte in data]

    def finish(self, t: float) -> list[Reading]:
        return []

    def due(self, t: float) -> Due:
        return Due(b"", None)


SCRIPT = bytes((BYTE_BY_BYTE,)) + feed_of(b"abc") + wait_of(1.0) + b"\x00" + feed_of(bytes(300))


def made(protocol: type[Protocol]) -> Driver:
    return replace(registry.load("nonin"), protocol=protocol)


def test_a_protocol_that_holds_everything_passes() -> None:
    check(made(Made), SCRIPT)


class Raising(Made):
    def feed(self, data: bytes, t: float) -> list[Reading]:
        if 0 in data:
            raise ZeroDivisionError
        return super().feed(data, t)


class CutBound(Made):
    def feed(self, data: bytes, t: float) -> list[Reading]:
        return super().feed(data[:1], t)


class Wild(Made):
    def feed(self, data: bytes, t: float) -> list[Reading]:
        return [Numeric(parameter=Parameter.SPO2, t=t, value=float(byte + 10)) for byte in data]


class Early(Made):
    def feed(self, data: bytes, t: float) -> list[Reading]:
        return [replace(reading, t=t + 1.0) for reading in super().feed(data, t)]


class Growing(Made):
    def __init__(self) -> None:
        super().__init__()
        self.hoard = bytearray()

    def feed(self, data: bytes, t: float) -> list[Reading]:
        self.hoard += data * (KEPT_BYTES // 100)
        return super().feed(data, t)


class Restless(Made):
    def due(self, t: float) -> Due:
        return Due(b"", t)


class Forgetful(Made):
    def due(self, t: float) -> Due:
        self.counters.frames = 0
        return super().due(t)


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        (CutBound, "the cut"),
        (Wild, "not well-formed"),
        (Early, "another time"),
        (Growing, "are kept"),
        (Restless, "however often"),
        (Forgetful, "went back"),
    ],
)
def test_a_protocol_that_breaks_a_rule_is_seen(protocol: type[Protocol], said: str) -> None:
    with pytest.raises(FoundError, match=said):
        check(made(protocol), SCRIPT)


def test_what_a_parser_raises_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        check(made(Raising), SCRIPT)


def test_an_order_that_a_driver_with_a_cuff_refuses_with_an_error_is_seen() -> None:
    class Refusing(Made):
        def request(self, request: CuffRequest, t: float) -> bytes:
            raise ValueError("not now")

    script = bytes((BYTE_BY_BYTE, 0xA1))
    check(made(Refusing), script)  # it has none
    with pytest.raises(ValueError, match="not now"):
        check(replace(registry.load("dinamap"), protocol=Refusing), script)


def test_recognising_nothing_or_without_words_is_seen() -> None:
    driver = registry.load("nonin")
    port = driver.info.port
    for words, data, said in (("", b"x", "recognised as"), ("it", b"", "from nothing")):
        one = Signature(port=port, recognise=lambda heard, seconds, words=words: words)
        with pytest.raises(FoundError, match=said):
            check(
                replace(driver, info=replace(driver.info, signatures=(one,))), bytes((RECOGNISE, 0, 9)) + data
            )


def test_a_file_that_is_refused_without_a_sentence_is_seen() -> None:
    def refuse(content: bytes) -> list[Reading] | None:
        raise ValueError("bad magic")

    with pytest.raises(FoundError, match="no sentence"):
        check(replace(registry.load("nonin"), read_file=refuse), bytes((FILE,)))


@pytest.mark.parametrize(
    "reading",
    [
        Numeric(parameter=Parameter.SPO2, t=math.nan, value=97.0),
        Numeric(parameter=Parameter.SPO2, t=0.0, value=math.nan),
        Numeric(parameter=Parameter.SPO2, t=0.0, value=0.0),
        Numeric(parameter=Parameter.PLETH, t=0.0, value=5.0),
        Wave(parameter=Parameter.PLETH, t=0.0, rate_hz=60.0, samples=(1, 2), quality=(Quality.NONE,)),
        Wave(parameter=Parameter.PLETH, t=0.0, rate_hz=0.0, samples=(1,), quality=(Quality.NONE,)),
        Determination(t=0.0, sys=80.0, dia=90.0, map=None, pr=None),
        Determination(t=0.0, sys=None, dia=None, map=None, pr=70.0),
    ],
)
def test_a_reading_that_is_not_well_formed_is_seen(reading: Reading) -> None:
    with pytest.raises(FoundError):
        require_well_formed(reading, 1.0)

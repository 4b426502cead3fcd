"""What every driver must do, whatever it speaks: the rules of the driver kit over the whole registry.

The rules draw their input from a chance that never changes; here hypothesis looks for worse.
"""

from __future__ import annotations

import random
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import registry
from bedside.driver_kit import bench, stream_rules
from bedside.driver_kit.bench import Rule
from bedside.driver_kit.conformance import RULES, Result, bench_of, hold
from bedside.driver_kit.wire import of_type, read_all
from bedside.vitals.readings import Wave
from drivers.contec_v7 import layout

KEYS = registry.keys()
UNTIMED = [rule for rule in RULES if rule is not stream_rules.reading_is_fast]
"""Speed is for `make bench`: a test that looks at a clock fails on a busy machine."""
SEALED = [key for key in KEYS if registry.load(key).info.sealed]
CONTEC = "contec_v7"
"""Frames without a checksum, but numbers that are believed only when two say the same: held to nearly as much."""

every_driver = pytest.mark.parametrize("key", KEYS)
every_sealed_driver = pytest.mark.parametrize("key", SEALED)

on_the_bench = cache(bench_of)

# A long wait costs the virtual device every sample of it: half of them are short.
a_wait_s = st.floats(0.0, 0.5) | st.floats(0.0, 20.0)
byte_string = st.binary(max_size=24) | st.lists(st.sampled_from(bench.LIKELY), max_size=12).map(bytes)


@every_driver
@pytest.mark.parametrize("rule", UNTIMED, ids=lambda rule: rule.name)
def test_every_driver_holds(rule: Rule, key: str) -> None:
    verdict = hold(on_the_bench(key), rule)
    assert verdict.result is not Result.BROKEN, f"{rule.says} {verdict.found}"


@every_driver
def test_import_is_light(key: str) -> None:
    module = registry.TABLE[key].partition(":")[0]
    code = f"import {module}, sys; print([m for m in ('numpy', 'serial', 'PySide6') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@every_driver
@given(data=st.data())
@settings(max_examples=40)
def test_split_never_matters(key: str, data: st.DataObject) -> None:
    stream = on_the_bench(key).part(700)
    place = data.draw(st.integers(0, len(stream)))
    stream = stream[:place] + data.draw(byte_string) + stream[place:]
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=30))
    stream_rules.require_the_same_in_pieces(on_the_bench(key), stream, cuts)


@every_driver
@given(pieces=st.lists(st.tuples(st.binary(max_size=200) | byte_string, a_wait_s), max_size=12))
@settings(max_examples=60)
def test_arbitrary_bytes_never_raise(key: str, pieces: list[tuple[bytes, float]]) -> None:
    stream_rules.survive(on_the_bench(key), pieces)


@every_sealed_driver
@given(data=st.data())
@settings(max_examples=150)
def test_garbage_costs_one_good_frame_at_most_and_brings_no_value_that_was_not_sent(
    key: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(on_the_bench(key).part()) - 1))
    stream_rules.require_little_harm(on_the_bench(key), place, data.draw(byte_string))


@every_sealed_driver
def test_a_cut_frame_that_is_made_whole_by_chance_is_not_held_against_its_driver(key: str) -> None:
    bench = on_the_bench(key)
    start = bench.stream.index(bench.part())
    for missing in range(1, min(start, 8) + 1):
        stream_rules.require_little_harm(bench, 0, bench.stream[start - missing : start])


@every_sealed_driver
@given(data=st.data())
@settings(max_examples=100)
def test_single_byte_added_lost_or_changed_never_makes_a_number(key: str, data: st.DataObject) -> None:
    stream = on_the_bench(key).part()
    place = data.draw(st.integers(0, len(stream) - 1))
    damaged = with_a_damaged_byte(stream, place, data)
    stream_rules.require_no_number_of(on_the_bench(key), damaged, f"a damaged byte at {place}")


# Contec V7.0


def with_a_damaged_byte(stream: bytes, place: int, data: st.DataObject) -> bytes:
    put = data.draw(st.binary(max_size=1))
    keep = data.draw(st.booleans())
    return stream[:place] + put + stream[place + (0 if keep else 1) :]


# only where a number stands before and one after it
a_place_between_numbers = st.integers(27, 700)


@given(data=st.data())
@settings(max_examples=150)
def test_without_a_checksum_garbage_costs_one_frame_and_makes_no_number(data: st.DataObject) -> None:
    contec = on_the_bench(CONTEC)
    stream = contec.part()
    place = data.draw(a_place_between_numbers)
    garbage = data.draw(byte_string)
    expected = read_all(contec.driver.protocol(), stream)
    dirty = contec.driver.protocol()
    found = read_all(dirty, stream[:place] + garbage + stream[place:])
    clean_frames = contec.frames_in(stream)
    assert dirty.counters.frames >= clean_frames - 1
    if contec.frames_in(garbage):
        return
    assert not contec.invented(found)
    # Half a frame in the garbage and half a real one may make a whole. That takes a byte in the garbage which may
    # begin a frame; its numbers were looked at above: one packet alone makes none.
    if layout.STARTS.intersection(garbage):
        return
    assert dirty.counters.frames <= clean_frames
    assert not set(bench.values(of_type(found, Wave))) - set(bench.values(contec.eventful.readings))
    assert len(of_type(found, Wave)) >= len(of_type(expected, Wave)) - 1


@given(data=st.data())
@settings(max_examples=100)
def test_without_a_checksum_a_damaged_byte_makes_no_number(data: st.DataObject) -> None:
    contec = on_the_bench(CONTEC)
    place = data.draw(a_place_between_numbers)
    assert not contec.invented(
        read_all(contec.driver.protocol(), with_a_damaged_byte(contec.part(), place, data))
    )


def test_without_a_checksum_lost_bytes_make_no_number_that_was_not_sent() -> None:
    contec = on_the_bench(CONTEC)
    source = random.Random(3)
    lossy = bytes(byte for byte in contec.stream if source.random() > 0.05)
    assert not contec.invented(read_all(contec.driver.protocol(), lossy))

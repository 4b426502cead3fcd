"""A simulated patient and its devices are there for days: what they keep of the past does not grow."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from bedside import registry
from bedside.driver_kit.wire import Wire
from bedside.vitals.readings import NibpFault
from drivers.course import KEPT_S
from drivers.effects import Effect, EffectKind
from drivers.kept_seconds import KeptSeconds
from drivers.patient import SimulatedPatient
from drivers.pulse import Beat

DAY_S = 24 * 3600
SETTLED_S = 1.5 * KEPT_S
USUAL = ("contec_v7", "dinamap", "masimo")
KEYS = registry.keys()
NOISE = 100  # objects on the way


def patient(seed: int = 5) -> SimulatedPatient:
    """Breathing stops now and then; the cuff measures every two minutes."""
    effects = [
        Effect(EffectKind.APNOEA, start, start + 60.0, nadir=80.0) for start in range(600, DAY_S, 1800)
    ]
    return SimulatedPatient(seed, effects, auto_cuff_s=120.0)


def test_a_day_of_beats_breaths_and_cuff_readings_takes_no_more_room_than_ten_minutes() -> None:
    one = patient()
    kept = []
    for t in range(0, DAY_S, 5):
        one.at(t)
        one.cuff(t)
        if t % 3600 == 1800:
            kept.append((one._heart.course.kept, one._breathing.course.kept, len(one._cuff._runs)))
    beats, breaths, readings = (max(column) for column in zip(*kept, strict=True))
    assert beats < 2 * KEPT_S * 75 / 60
    assert breaths < 2 * KEPT_S
    assert readings <= 16


def test_what_was_let_go_is_the_same_when_somebody_asks_again() -> None:
    asked_in_order, asked_back = patient(), patient()
    times = [t / 2 for t in range(0, 2 * 3600)]
    first = {t: asked_in_order.at(t) for t in times}
    asked_back.at(3 * 3600.0)
    for t in (3599.5, 0.0, 10.5, 1800.0, 640.0, 2900.0, 640.5, 3.0, 3599.0, 1801.0):
        assert asked_back.at(t) == first[t]
        asked_back.at(3 * 3600.0 + t)  # by turns with somebody who is far ahead


def test_two_devices_hours_apart_are_both_served_without_beginning_again_each_time() -> None:
    one = patient()
    began: list[None] = []
    heart = one._heart
    again = heart.course._begin

    def counted() -> Iterator[Beat]:
        began.append(None)
        return again()

    heart.course._begin = counted
    for t in range(0, 1200):
        one.at(3 * 3600.0 + t)
        one.at(float(t))
    assert len(began) <= 1


def test_a_result_stands_on_the_display_however_many_determinations_failed_since() -> None:
    faulty = SimulatedPatient(3, [Effect(EffectKind.CUFF_FAULT, 100.0, None, cause="movement")])
    faulty.start_cuff(0.0)
    result = faulty.cuff(90.0)
    assert result.sys is not None, "the first one succeeds"
    for number in range(40):
        faulty.start_cuff(200.0 + 150.0 * number)
    now = 200.0 + 150.0 * 39 + 140.0
    assert faulty.cuff(now).fault is NibpFault.MOVEMENT
    faulty.start_cuff(now)
    assert (faulty.cuff(now + 1.0).sys, faulty.cuff(now + 1.0).dia) == (result.sys, result.dia)
    assert len(faulty._cuff._runs) <= 17


def test_seconds_are_kept_as_they_were_in_memory_that_is_there_from_the_start() -> None:
    kept = KeptSeconds(columns=3, most=4)
    rows = [(97, 60, None), (None, None, None), (0, 254, 2200)]
    for row in rows:
        kept.append(*row)
    assert list(kept.rows()) == rows
    assert (len(kept), kept.full) == (3, False)
    kept.append(1, 2, 3)
    assert kept.full
    with pytest.raises(ValueError, match="all 4 are taken"):
        kept.append(1, 2, 3)
    with pytest.raises(ValueError, match="no row of 2"):
        KeptSeconds(columns=2, most=9).append(1)


@pytest.mark.parametrize(
    "key", [key if key in USUAL else pytest.param(key, marks=pytest.mark.soak) for key in KEYS]
)
def test_neither_end_of_a_line_remembers_more_and_more(key: str) -> None:
    driver = registry.load(key)
    wire = Wire(driver.protocol(), driver.device(), patient())
    talk(wire, SETTLED_S)
    before = objects()
    assert talk(wire, SETTLED_S) > 0, "the device talked all the time"
    more = {kind: n for kind, n in (objects() - before).items() if n > NOISE}
    assert more == {}


def talk(wire: Wire, seconds: float) -> int:
    """Let both ends talk, and keep nothing of it; readings told."""
    told = 0
    for _ in range(int(seconds / 5.0)):
        told += len(wire.run(5.0, step_s=0.25))
        wire.readings.clear()
        wire.sent.clear()
        wire.received.clear()
    return told


def objects() -> Counter[str]:
    """What there is, by type; what the tests themselves count with is left out."""
    gc.collect()
    return Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.get_objects())

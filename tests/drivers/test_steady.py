"""Streams of packets without a checksum: what has to agree before it is told, alone and in the three drivers."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from bedside import registry
from bedside.simulation.faults import Fault, FaultKind, Injector
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality
from drivers.patient import Effect, SimulatedPatient
from drivers.steady import AGREEING, AGREEING_AFTER_DAMAGE, CLEAN_PACKETS, Agreed, Agreement
from tests.drivers.wire import Wire

RENEWAL = 20
OFF, SEARCHING = (None, 2), (None, 1)
DAMAGED = "damaged"  # bytes were thrown away in front of the next packet


class Stream:
    """A field, and the packets it is in; `told` is what it told, with the number of the packet."""

    def __init__(self, step: int = 0) -> None:
        self.agreement = Agreement()
        self.field = Agreed(self.agreement, RENEWAL, step)
        self.told: list[tuple[int, int | None, int]] = []
        self.packets = 0

    def send(self, *packets: int | str | tuple[int | None, int]) -> Stream:
        gap = False
        for packet in packets:
            if isinstance(packet, str):
                gap = True
                continue
            value, state = packet if isinstance(packet, tuple) else (packet, 0)
            self.packets += 1
            self.agreement.packet(after_gap=gap)
            gap = False
            if self.field.takes(value, state):
                self.told.append((self.packets, self.field.value, self.field.state))
        return self

    @property
    def values(self) -> list[int | None]:
        return [value for _, value, _ in self.told]


def test_number_is_told_when_two_packets_running_agree() -> None:
    assert Stream().send(97, 97, 97).told == [(2, 97, 0)]
    assert Stream().send(97, 97, 96, 96).told == [(2, 97, 0), (4, 96, 0)]


@pytest.mark.parametrize("other", [96, 40, OFF, SEARCHING, (None, 0)])
def test_one_packet_changes_nothing_however_often_it_comes(other) -> None:
    assert Stream().send(97, 97, other, 97, other, 97, 97, other, 97).values == [97]


@pytest.mark.parametrize("loss", [OFF, SEARCHING, (None, 0)])
def test_loss_of_a_number_needs_agreement_and_says_why(loss: tuple[None, int]) -> None:
    assert Stream().send(97, 97, loss, loss).told == [(2, 97, 0), (4, *loss)]


def test_reason_that_changes_is_told_though_there_is_no_number_before_or_after() -> None:
    assert Stream().send(OFF, OFF, SEARCHING, SEARCHING).told == [(2, *OFF), (4, *SEARCHING)]
    assert Stream().send(OFF, OFF, SEARCHING, OFF).told == [(2, *OFF)]


@pytest.mark.parametrize("changed", [96, OFF])
def test_after_damage_more_packets_have_to_agree_until_none_came_for_long(changed) -> None:
    assert AGREEING < AGREEING_AFTER_DAMAGE
    # the packet right after the damage is one of those that are counted since
    for more, needed in (
        (1, AGREEING_AFTER_DAMAGE),
        (CLEAN_PACKETS - AGREEING_AFTER_DAMAGE + 1, AGREEING_AFTER_DAMAGE),
        (CLEAN_PACKETS, AGREEING),
    ):
        for count, told in ((needed - 1, False), (needed, True)):
            stream = Stream().send(97, 97, DAMAGED, *[97] * more)
            stream.send(*[changed] * count, 97)
            assert (len(set(stream.values)) == 2) is told


def test_packet_right_after_damage_counts_for_nothing_but_against_it() -> None:
    alone = [part for _ in range(10) for part in (DAMAGED, 96)]
    assert Stream().send(97, 97, *alone).values == [97]
    assert Stream().send(97, 97, DAMAGED, 97, 96, 96, 96, DAMAGED, 95, 96, 96, 96).values == [97]


def test_packets_that_agree_need_not_all_stand_side_by_side() -> None:
    assert Stream().send(97, 97, DAMAGED, 96, 96, DAMAGED, 96, 96, DAMAGED, 96, 96, 96).told == [
        (2, 97, 0),
        (9, 96, 0),
    ]


def test_rubbish_in_front_of_the_first_packet_is_damage_too() -> None:
    assert Stream().send(DAMAGED, *[97] * 9).told == [(AGREEING_AFTER_DAMAGE + 1, 97, 0)]


def test_what_stays_is_told_again_and_more_often_while_packets_get_lost() -> None:
    assert [n for n, _, _ in Stream().send(*[97] * 65).told] == [2, 22, 42, 62]
    assert [n for n, _, _ in Stream().send(97, 97, DAMAGED, *[97] * 40).told] == [2, 12, 22, 32, 42]
    assert [n for n, _, _ in Stream().send(*[OFF] * 45).told] == [2, 22, 42]


def test_damage_at_the_moment_of_telling_it_again_loses_nothing() -> None:
    assert Stream().send(*[97] * (RENEWAL + 1), 40, OFF, 41, 97).told == [(2, 97, 0), (RENEWAL + 5, 97, 0)]


def test_number_that_never_settles_is_missing() -> None:
    unsteady = [80 + n % 5 for n in range(2 * RENEWAL + 3)]
    assert Stream().send(97, 97, *unsteady).told == [
        (2, 97, 0),
        (2 + RENEWAL + 1, None, 0),
        (2 + 2 * (RENEWAL + 1), None, 0),
    ]
    assert Stream().send(*unsteady).values == [None, None]


def test_number_that_settles_again_is_told() -> None:
    unsteady = [80 + n % 5 for n in range(RENEWAL + 1)]
    assert Stream().send(97, 97, *unsteady, 95, 95).values == [97, None, 95]


def test_number_that_drifts_in_every_packet_is_told_twice_as_often_where_that_is_allowed() -> None:
    drift = [500 + n for n in range(RENEWAL + 2)]
    assert Stream(step=3).send(*drift).told == [(11, 510, 0), (22, 521, 0)]
    assert Stream(step=0).send(*drift).values == [None]
    assert Stream(step=3).send(*[500 + 4 * n for n in range(RENEWAL + 2)]).values == [None], (
        "that is no drift"
    )
    assert Stream(step=3).send(500, 500, 501, 501).values == [500, 501], "and what settles is told at once"


def test_first_number_of_a_stream_of_one_packet_is_told_at_its_end() -> None:
    for packets in ((97,), (DAMAGED, 97), (OFF,)):
        stream = Stream().send(*packets)
        assert stream.told == []
        assert stream.field.finish()
        assert (stream.field.value, stream.field.state) == (OFF if packets == (OFF,) else (97, 0))
        assert not stream.field.finish(), "once"


@pytest.mark.parametrize("packets", [(), (97, 97, 96), (97, DAMAGED, 97)])
def test_at_the_end_nothing_else_is_told(packets: tuple) -> None:
    assert not Stream().send(*packets).field.finish()


# the drivers

KEYS = ("contec_v7", "contec_5byte", "bci")
SECONDS = 60.0
BEGINS_S = 8.0  # the finger is found by then
GONE_S = 40.0
STEP_S = 0.05


@cache
def pieces(key: str, finger_gone: bool) -> list[bytes]:
    """What a device sends, in pieces of `STEP_S`."""
    driver = registry.load(key)
    patient = SimulatedPatient(3, [Effect("probe_off", GONE_S)] if finger_gone else ())
    wire = Wire(driver.protocol(), driver.device(), patient)
    sent: list[bytes] = []
    for _ in range(round(SECONDS / STEP_S)):
        before = len(wire.received)
        wire.run(STEP_S, step_s=STEP_S)
        sent.append(bytes(wire.received[before:]))
    return sent


def heard(
    key: str, kind: FaultKind | None, share: float, seed: int, finger_gone: bool = False
) -> list[Numeric]:
    """What is told when the line is bad."""
    driver = registry.load(key)
    faults = () if kind is None else (Fault(kind=kind, start_s=BEGINS_S, amount=share),)
    injector, protocol = Injector(faults, driver.info.port, seed), driver.protocol()
    told: list[Numeric] = []
    for n, piece in enumerate(pieces(key, finger_gone)):
        t = n * STEP_S
        told += [r for r in protocol.feed(injector.pass_on(piece, t), t) if isinstance(r, Numeric)]
    return told


bad_lines = pytest.mark.parametrize(
    ("kind", "share"),
    [(kind, share) for kind in (FaultKind.NOISE, FaultKind.BYTE_LOSS) for share in (0.005, 0.02, 0.1)],
)


@bad_lines
@pytest.mark.parametrize("key", KEYS)
def test_bad_line_makes_no_number_and_loses_none(key: str, kind: FaultKind, share: float) -> None:
    true = {(n.parameter, n.value) for n in heard(key, None, 0.0, 0)}
    for seed in range(3):
        told = [n for n in heard(key, kind, share, seed) if n.t >= BEGINS_S]
        for parameter in (Parameter.SPO2, Parameter.PR):
            of_it = [n for n in told if n.parameter is parameter]
            assert {(parameter, n.value) for n in of_it} <= true
            assert None not in {n.value for n in of_it}
            times = [BEGINS_S, *(n.t for n in of_it), SECONDS]
            assert max(b - a for a, b in pairwise(times)) < 3.0, "no number lapses"


@bad_lines
@pytest.mark.parametrize("key", KEYS)
def test_finger_that_is_taken_out_is_told_in_a_second_on_a_bad_line_too(
    key: str, kind: FaultKind, share: float
) -> None:
    def gone_t(told: list[Numeric]) -> float:
        return min(
            n.t
            for n in told
            if n.parameter is Parameter.SPO2 and n.quality & Quality.NO_FINGER and n.t >= BEGINS_S
        )

    good = gone_t(heard(key, None, 0.0, 0, finger_gone=True))
    for seed in range(3):
        told = heard(key, kind, share, seed, finger_gone=True)
        assert good <= gone_t(told) <= good + 1.0
        assert {n.value for n in told if n.t > good + 1.0} == {None}


@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0, 4.0])
@pytest.mark.parametrize("key", KEYS)
def test_wrong_speed_makes_no_number(key: str, factor: float) -> None:
    told = heard(key, FaultKind.BAUD_MISMATCH, factor * registry.load(key).info.port.baud, 1)
    assert [n for n in told if n.t > BEGINS_S and n.value is not None] == []

"""What was recorded tells why there was no value: every fault of the injector, through link, bed and record.

In pure time: a virtual device and its bad line are stepped with a clock of the test; only the recorder has a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from bedside import registry
from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.link.items import Arrival
from bedside.monitor.bed import Bed
from bedside.review.gap_causes import Cause
from bedside.review.gaps import Gap
from bedside.review.recorded_gaps import gaps
from bedside.simulation.faults import Fault
from bedside.simulation.faults import FaultKind as K
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.devices import DeviceChange
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from drivers.patient import Effect, SimulatedPatient
from tests.helpers.lines import STEP_S, BadLine
from tests.helpers.make_database import STARTED

P = Parameter
FIRST_S, EVERY_S, LASTS_S = 42.0, 45.0, 22.0
FAULTS = (
    (K.UNPLUG, 0.0),
    (K.SILENCE, 0.0),
    (K.HELD, 0.0),
    (K.BAUD_MISMATCH, 0.5),  # of the device's own speed
    (K.BYTE_LOSS, 0.3),
    (K.NOISE, 0.3),
    (K.TRUNCATION, 1.0),
    (K.FLOOD, 0.08),
    (K.DELAY, 6.0),
    (K.STUCK, 0.0),
)
PROBE_OFF_S = (FIRST_S + EVERY_S * len(FAULTS), FIRST_S + EVERY_S * len(FAULTS) + LASTS_S)
WHOLE_S = PROBE_OFF_S[1] + 25.0

LINE_IS_BAD = {Cause.GARBLED, Cause.SILENT, Cause.DAMAGED, Cause.NO_NUMBER, Cause.NOTHING_CAME}
EXPECTED = {  # what a gap in the time of a fault may be put down to
    K.UNPLUG: {Cause.UNPLUGGED},
    K.SILENCE: {Cause.SILENT},
    K.HELD: {Cause.SILENT},
    K.BAUD_MISMATCH: {Cause.GARBLED, Cause.SILENT},
    # A damaged flag of a protocol without a checksum is, for a moment, a word of the device.
    K.BYTE_LOSS: LINE_IS_BAD,
    K.NOISE: LINE_IS_BAD | {Cause.PROBE_OFF, Cause.SEARCHING, Cause.NO_VALUE, Cause.ARTEFACT, Cause.HELD},
    K.TRUNCATION: LINE_IS_BAD,
    K.FLOOD: LINE_IS_BAD,
    K.DELAY: {Cause.NOTHING_CAME, Cause.GARBLED, Cause.SILENT},
    # The piece that repeats begins and ends inside a packet: what of it is no packet is damage.
    K.STUCK: LINE_IS_BAD | {Cause.NO_NUMBER, Cause.NO_VALUE, Cause.NOTHING_CAME, Cause.SILENT},
}
ALWAYS = (K.UNPLUG, K.SILENCE, K.HELD, K.BAUD_MISMATCH)  # nothing at all gets through


class Ward:
    """One bed with a device on a bad line, and its record."""

    def __init__(self, folder: Path, key: str, faults: Sequence[Fault], patient: SimulatedPatient) -> None:
        self.clock = ManualClock(1000.0, STARTED)
        self.path = folder / "ward.sqlite"
        self.recorder = Recorder(self.path, self.clock, interval_s=0.01)
        self.recorder.start()
        self.bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=self.recorder.put,
            unfinished=lambda _bed: None,
        )
        self.device = f"{key}@P"
        self.zero = self.clock.now()
        self.bed.attach(self.device, self.zero, simulated=True)
        self.listens = True
        self.line = BadLine(
            registry.load(key), patient, faults, device=self.device, sink=self._take, t=self.zero
        )

    def _take(self, t: float, item: object) -> None:
        if not self.listens:
            return
        if isinstance(item, Arrival):
            self.bed.arrive(item.device, item.readings, t)
        elif isinstance(item, DeviceChange):
            self.bed.link(item)

    def run(self, seconds: float) -> None:
        for n in range(round(seconds / STEP_S)):
            self.line.step()
            self.clock.advance(STEP_S)
            if n % 20 == 0:
                self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")

    def stand_still(self, seconds: float) -> None:
        """The device goes on and nobody listens."""
        self.listens = False
        for _ in range(round(seconds / STEP_S)):
            self.line.step()
            self.clock.advance(STEP_S)
        self.listens = True

    def detach(self) -> None:
        """As the station does it."""
        self.listens = False
        self.bed.detach(self.device, self.clock.now())

    def read(self) -> tuple[Gap, ...]:
        """The gaps, with times since the device was plugged in."""
        self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")
        self.recorder.stop()
        state = self.recorder.state()
        assert (state.backlog, state.dropped, state.fault) == (0, 0, "")
        library = Library(self.path)
        (summary,) = library.sessions()
        return gaps(library.open(summary.id))


def the_faults(key: str) -> list[Fault]:
    baud = registry.load(key).info.port.baud
    return [
        Fault(
            kind=kind,
            start_s=FIRST_S + n * EVERY_S,
            end_s=FIRST_S + n * EVERY_S + LASTS_S,
            amount=amount * baud if kind in (K.BAUD_MISMATCH, K.FLOOD) else amount,
        )
        for n, (kind, amount) in enumerate(FAULTS)
    ]


def story(folder: Path, key: str) -> tuple[tuple[Gap, ...], float]:
    """The gaps of a session with every fault and a probe that comes off; session time of the plugging in."""
    patient = SimulatedPatient(5, [Effect("probe_off", *PROBE_OFF_S)], auto_cuff_s=60.0)
    ward = Ward(folder, key, the_faults(key), patient)
    ward.run(WHOLE_S)
    found = ward.read()
    (summary,) = Library(ward.path).sessions()
    first_t = (summary.started_utc - STARTED).total_seconds()
    return found, -first_t


OXIMETERS = ("nonin", "pm6750", "contec_v7", "bci", "masimo", "nellcor")  # with a checksum, without, text
PUMPS = ("new_era",)


@pytest.mark.parametrize("key", [*OXIMETERS, *PUMPS])
def test_every_gap_of_a_session_full_of_faults_has_its_cause(tmp_path: Path, key: str) -> None:
    found, plugged_t = story(tmp_path, key)
    main = P.INFUSION_RATE if key in PUMPS else P.SPO2
    mine = [gap for gap in found if gap.parameter is main]
    for fault in the_faults(key):
        begin, end = fault.start_s + plugged_t, (fault.end_s or 0.0) + plugged_t
        during = [gap for gap in mine if gap.start_t < end and gap.end_t > begin + 2.0]
        kind = K(fault.kind)
        assert {gap.kind for gap in during} <= EXPECTED[kind], (kind, during)
        if kind in ALWAYS:
            assert during, kind
            assert begin - 7.0 <= during[0].start_t <= begin + 1.0
            assert end - 0.5 <= during[-1].end_t <= end + 12.0
    if key in OXIMETERS:
        off = [gap for gap in mine if gap.start_t >= PROBE_OFF_S[0] + plugged_t]
        assert off[0].kind is Cause.PROBE_OFF
        assert {gap.kind for gap in off} <= {Cause.PROBE_OFF, Cause.SEARCHING, Cause.NO_VALUE}
    calm = [gap for gap in mine if not any(overlaps(gap, fault, plugged_t) for fault in the_faults(key))]
    assert {gap.kind for gap in calm} <= {Cause.PROBE_OFF, Cause.SEARCHING, Cause.NO_VALUE, Cause.WAITING}
    assert all(gap.cause and gap.device == f"{key}@P" for gap in found)


def overlaps(gap: Gap, fault: Fault, plugged_t: float) -> bool:
    """With what comes shortly before (the last value) and after (the way back)."""
    begin, end = fault.start_s + plugged_t, (fault.end_s or 0.0) + plugged_t
    return gap.start_t < end + 12.0 and gap.end_t > begin - 1.0


@pytest.mark.parametrize("key", ["dinamap", "suntech"])
def test_a_cuff_monitor_has_gaps_where_it_could_not_be_heard(tmp_path: Path, key: str) -> None:
    found, plugged_t = story(tmp_path, key)
    assert {gap.parameter for gap in found} == {P.NIBP_SYS}
    for fault in the_faults(key):
        kind = K(fault.kind)
        begin, end = fault.start_s + plugged_t, (fault.end_s or 0.0) + plugged_t
        during = [
            gap
            for gap in found
            if gap.start_t < end and gap.end_t > begin + 2.0 and gap.kind is not Cause.CUFF_FAILED
        ]
        assert {gap.kind for gap in during} <= EXPECTED[kind], (kind, during)
        if kind in ALWAYS:
            assert begin - 7.0 <= during[0].start_t <= begin + 1.0
            assert end - 0.5 <= during[-1].end_t <= end + 12.0
            assert all(a.end_t <= b.start_t for a, b in pairwise(during)), "one at a time"


@pytest.mark.parametrize("key", ["omron_hbp", "and_tm", "terumo"])
def test_a_monitor_that_speaks_only_after_a_measurement_has_a_gap_only_without_its_port(
    tmp_path: Path, key: str
) -> None:
    faults = [
        Fault(kind="silence", start_s=60.0, end_s=85.0),
        Fault(kind="unplug", start_s=180.0, end_s=205.0),
    ]
    ward = Ward(tmp_path, key, faults, SimulatedPatient(5, auto_cuff_s=60.0))
    ward.run(260.0)
    found = ward.read()
    unplugged = [gap for gap in found if gap.kind is Cause.UNPLUGGED]
    assert len(unplugged) == 1
    assert unplugged[0].end_t - unplugged[0].start_t == pytest.approx(25.0, abs=1.0)
    assert found[0] == unplugged[0], "before that it was silent only because no measurement came through"


def test_a_failed_cuff_measurement_is_told_with_its_reason(tmp_path: Path) -> None:
    patient = SimulatedPatient(5, [Effect("cuff_fault", 90.0, 200.0)], auto_cuff_s=60.0)
    ward = Ward(tmp_path, "dinamap", (), patient)
    ward.run(300.0)
    failed = [gap for gap in ward.read() if gap.kind is Cause.CUFF_FAILED]
    assert failed
    assert all(gap.cause.startswith("the cuff measurement failed: ") for gap in failed)
    assert all(5.0 < gap.end_t - gap.start_t < 120.0 for gap in failed)


def test_where_bedside_was_not_running_the_gap_says_so(tmp_path: Path) -> None:
    ward = Ward(tmp_path, "nonin", (), SimulatedPatient(5))
    ward.run(60.0)
    from_t = ward.clock.now()
    ward.stand_still(90.0)
    ward.bed.interrupted(from_t, ward.clock.now())
    ward.run(30.0)
    found = [gap for gap in ward.read() if gap.parameter is P.SPO2 and gap.start_t > 10.0]
    (gap,) = found
    assert gap.kind is Cause.NOT_RUNNING
    assert gap.sentence == "the computer slept or the program stood still"
    assert gap.end_t - gap.start_t == pytest.approx(90.0, abs=3.0)


def test_a_device_that_was_detached_leaves_a_gap_to_the_end(tmp_path: Path) -> None:
    ward = Ward(tmp_path, "contec_v7", (), SimulatedPatient(5))
    ward.run(60.0)
    ward.detach()
    other = BadLine(
        registry.load("dinamap"), SimulatedPatient(5), device="dinamap@Q", sink=ward._take, t=ward.clock.now()
    )
    ward.bed.attach("dinamap@Q", ward.clock.now(), simulated=True)
    ward.listens, ward.line = True, other
    ward.run(60.0)
    spo2 = [gap for gap in ward.read() if gap.parameter is P.SPO2 and gap.start_t > 10.0]
    (gap,) = spo2
    assert gap.kind is Cause.DETACHED
    assert gap.device == "contec_v7@P"
    assert gap.end_t - gap.start_t > 50.0

"""How long finding a device takes, at each line setting and at the device's own timing, without a second of waiting.

A device that streams is found within 3 s of listening at its line setting and 20 s in all, one that is silent within
5 s after the first request. `SLOW` names those that cannot be as fast, and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import pytest

from bedside import registry
from bedside.driver_api import CuffPhase, Device, PortSettings
from bedside.link.asking import AT_LEISURE, asked_settings
from bedside.link.detection import SILENT_S, Action, Detection, Found, NotFound, candidates_of
from bedside.link.doctor import diagnose
from bedside.simulation.uart import heard_at
from drivers.contec_5byte.device import ContecFiveByteDevice
from drivers.nonin.device import NoninDevice
from drivers.par_medlab.device import ParCombiDevice
from drivers.patient import SimulatedPatient

KEYS = tuple(registry.TABLE)
INFOS = {key: registry.load(key).info for key in KEYS}
STEP_S = 0.05
FROM_RIGHT_S, IN_ALL_S, ANSWERED_S = 3.0, 20.0, 5.0
PHASES_S = (0.0, 0.21, 0.47, 0.83, 1.31)  # of the device when listening begins

SLOW = {
    "nellcor": 4.2,  # a line every 2 s, and two lines are needed
    "nonin, format 1": 12.0,  # a group of three bytes a second without a checksum: ten are needed
    "nonin, format 8": 12.0,  # likewise
}
"""From the right line setting on, s."""


@dataclass(frozen=True)
class Case:
    """A device at one of its line settings."""

    name: str
    key: str
    make: Callable[[], Device]
    port: PortSettings

    def __str__(self) -> str:
        return f"{self.name}, {self.port}"


@cache
def candidates() -> tuple:
    return tuple(candidates_of(INFOS.values()))


def cases(key: str) -> list[Case]:
    info, make = INFOS[key], registry.load(key).device
    if key == "par_medlab":
        return [
            Case(key, key, make, PortSettings(baud=4800)),
            Case("par_medlab, combi", key, ParCombiDevice, PortSettings(baud=19200)),
        ]
    found = [Case(key, key, make, port) for port in (info.port, *info.other_ports)]
    if key == "nonin":
        found += [Case(f"nonin, format {n}", key, partial(NoninDevice, n), info.port) for n in (1, 7, 8)]
    return found


EVERY = [case for key in KEYS for case in cases(key)]
ANSWERS = {(key, signature.port) for key in KEYS for signature in INFOS[key].signatures if signature.probe}


@dataclass
class Run:
    """One detection, and what it did when."""

    verdict: Found | NotFound
    seconds: float  # in all
    at_port_s: float | None  # since the right setting was tried last
    asked_s: float | None  # since the first request was sent
    sent: list[tuple[PortSettings, bytes]]


def detect(
    case: Case | None,
    *,
    may_probe: bool = False,
    known_silent: bool = False,
    phase_s: float = 0.0,
    device: Device | None = None,
    patient: SimulatedPatient | None = None,
) -> Run:
    """Find what is on the line; an adapter keeps nothing of what came before it was opened."""
    if case is not None:
        device = device or case.make()
    patient = patient or SimulatedPatient(5, auto_cuff_s=60.0)
    detection = Detection(candidates(), may_probe=may_probe, known_silent=known_silent)
    t = 100.0
    if device is not None:
        device.emit(patient, t)
        t += phase_s
        device.emit(patient, t)
    began, port, right, asked = t, None, None, None
    sent: list[tuple[PortSettings, bytes]] = []
    data = b""
    while t < began + 90.0:
        action = detection.step(data, t)
        if action.verdict is not None:
            since = [None if x is None else t - x for x in (right, asked)]
            return Run(action.verdict, t - began, since[0], since[1], sent)
        if action.open is not None:
            port = action.open
            right = t if case is not None and port == case.port else right
        assert port is not None
        if action.send:
            sent.append((port, action.send))
            asked = t if asked is None else asked
            if case is not None and device is not None and port == case.port:
                device.feed(action.send, t)
        t += _step(action, t)
        data = b""
        if case is not None and device is not None:
            data = heard_at(device.emit(patient, t), case.port, port)
    raise AssertionError("the detection does not end")


def _step(action: Action, t: float) -> float:
    return max(0.001, min(STEP_S, STEP_S if action.at is None else action.at - t))


def streams(case: Case) -> bool:
    """Whether the device speaks by itself within the time a silent line is listened to."""
    device, patient = case.make(), SimulatedPatient(5)
    device.emit(patient, 100.0)
    return bool(
        b"".join(device.emit(patient, 100.0 + n * STEP_S) for n in range(1, round(SILENT_S / STEP_S)))
    )


STREAMING = [case for case in EVERY if streams(case)]


def test_the_devices_that_stream_are_those_known_to() -> None:
    assert {case.key for case in STREAMING} == {
        "bci", "chipox", "contec_5byte", "ivy_ansar", "masimo", "nellcor", "nonin", "nonin_text", "par_medlab",
    }  # fmt: skip


@pytest.mark.parametrize("phase_s", PHASES_S)
@pytest.mark.parametrize("case", STREAMING, ids=str)
def test_a_device_that_streams_is_found_soon(case: Case, phase_s: float) -> None:
    run = detect(case, phase_s=phase_s)
    assert isinstance(run.verdict, Found), run.verdict
    assert (run.verdict.driver, run.verdict.settings) == (case.key, case.port)
    assert run.at_port_s is not None
    assert run.at_port_s <= SLOW.get(case.name, FROM_RIGHT_S) + STEP_S
    assert run.seconds <= IN_ALL_S
    assert run.sent == []


class Left:
    """A device that another program had asked for its stream, and left."""

    step_s = STEP_S

    def __init__(self, key: str) -> None:
        self._device, self._patient = registry.load(key).device(), SimulatedPatient(5)
        protocol, t = registry.load(key).protocol(), 80.0
        while t < 99.9:
            self.feed(protocol.due(t).send, t)
            protocol.feed(self._device.emit(self._patient, t), t)
            t += 0.02

    def feed(self, data: bytes, t: float) -> None:
        self._device.feed(data, t)

    def emit(self, patient: SimulatedPatient, t: float) -> bytes:
        return self._device.emit(self._patient, t)


LEFT = [
    Case(f"{key}, left streaming", key, partial(Left, key), port)  # type: ignore[arg-type]  # as good as a Device
    for key in ("contec_v7", "pm6750", "intellivue", "datex_dri")
    for port in (INFOS[key].port, *INFOS[key].other_ports)
]


@pytest.mark.parametrize("case", LEFT, ids=str)
def test_a_device_that_was_left_streaming_is_found_soon(case: Case) -> None:
    run = detect(case)
    assert isinstance(run.verdict, Found), run.verdict
    assert (run.verdict.driver, run.verdict.settings) == (case.key, case.port)
    assert run.at_port_s is not None and run.at_port_s <= FROM_RIGHT_S + STEP_S
    assert run.seconds <= IN_ALL_S
    assert run.sent == []


@pytest.mark.parametrize("case", STREAMING + LEFT, ids=str)
def test_a_device_is_never_thought_impossible_at_its_own_line_setting(case: Case) -> None:
    own = [
        one
        for key, one in candidates()
        if key == case.key and one.port == case.port and one.possible is not None
    ]
    for number in range(8):
        device, patient, t = case.make(), SimulatedPatient(5), 100.0
        device.emit(patient, t)
        t += 0.37 * number
        device.emit(patient, t)
        heard = b""
        for step in range(1, 140):
            heard += device.emit(patient, t + step / 10)
            if any(one.recognise(heard, step / 10) for one in own):
                break
            assert not heard or any(one.possible(heard, step / 10) for one in own), f"after {step / 10} s"
        else:
            raise AssertionError("it is not recognised")


ASKED = [case for case in EVERY if (case.key, case.port) in ANSWERS and case not in STREAMING]
ASKED += [
    Case("contec_5byte, not streaming", "contec_5byte", partial(ContecFiveByteDevice, usb_on=False), port)
    for port in (INFOS["contec_5byte"].port, *INFOS["contec_5byte"].other_ports)
]


@pytest.mark.parametrize("case", ASKED, ids=str)
def test_a_silent_device_is_found_soon_after_the_first_request(case: Case) -> None:
    run = detect(case, may_probe=True)
    assert isinstance(run.verdict, Found), run.verdict
    assert (run.verdict.driver, run.verdict.settings) == (case.key, case.port)
    assert run.asked_s is not None and run.asked_s <= ANSWERED_S
    assert run.seconds <= SILENT_S + ANSWERED_S + 0.1


@pytest.mark.parametrize("case", ASKED, ids=str)
def test_on_a_line_known_to_be_silent_it_is_found_soon_after_leave_was_given(case: Case) -> None:
    run = detect(case, may_probe=True, known_silent=True)
    assert isinstance(run.verdict, Found) and run.verdict.driver == case.key
    assert run.seconds <= ANSWERED_S


def test_every_line_setting_of_a_device_that_answers_is_asked_at() -> None:
    for key in KEYS:
        asked = {signature.port for signature in INFOS[key].signatures if signature.probe}
        if asked:
            assert asked >= {INFOS[key].port, *INFOS[key].other_ports}, key


def test_a_line_known_to_be_silent_that_speaks_after_all_is_listened_to_and_not_asked() -> None:
    case = next(case for case in STREAMING if case.key == "nonin")
    run = detect(case, may_probe=True, known_silent=True)
    assert isinstance(run.verdict, Found) and run.verdict.driver == "nonin"
    assert run.sent == []


def test_nothing_on_the_line_is_said_within_half_a_minute() -> None:
    run = detect(None, may_probe=True)
    assert isinstance(run.verdict, NotFound)
    assert run.verdict.silent and run.verdict.probed
    assert run.seconds <= 35.0
    asked = asked_settings(candidates())
    assert [heard.settings for heard in run.verdict.heard[1:]] == asked, "each setting is told once"


@dataclass
class Thoughtful:
    """A device that takes its time to answer.

    Its own answers come `late_s` later than those of the device it is made of.
    """

    inner: Device
    late_s: float
    step_s: float = STEP_S

    def __post_init__(self) -> None:
        self._kept: list[tuple[float, bytes]] = []

    def feed(self, data: bytes, t: float) -> None:
        self.inner.feed(data, t)

    def emit(self, patient: SimulatedPatient, t: float) -> bytes:
        self._kept.append((t + self.late_s, self.inner.emit(patient, t)))
        out = b"".join(data for at, data in self._kept if at <= t)
        self._kept = [(at, data) for at, data in self._kept if at > t]
        return out


@pytest.mark.parametrize("late_s", [0.3, 0.6, 0.8])
@pytest.mark.parametrize("key", ["dinamap", "suntech", "par_medlab", "datex_dri", "contec_v7", "accutorr3"])
def test_a_device_that_takes_the_time_of_its_document_is_found_too(key: str, late_s: float) -> None:
    case = cases(key)[0]
    run = detect(case, may_probe=True, device=Thoughtful(case.make(), late_s))  # type: ignore[arg-type]
    assert isinstance(run.verdict, Found) and run.verdict.driver == key, run.verdict
    assert run.seconds <= 35.0


def test_a_device_that_is_switched_on_while_others_are_asked_is_listened_to_again() -> None:
    class Later(NoninDevice):
        def emit(self, patient: SimulatedPatient, t: float) -> bytes:  # type: ignore[override]
            out = super().emit(patient, t)
            return out if t > 103.5 else b""

    case = next(case for case in STREAMING if case.key == "nonin")
    run = detect(case, may_probe=True, device=Later())
    assert isinstance(run.verdict, Found) and run.verdict.driver == "nonin"
    assert run.seconds <= 20.0, "asking has ended as soon as it was clear that this is no answer"
    assert len(run.sent) < len(detect(None, may_probe=True).sent)


# what a request does to others


@pytest.mark.parametrize("key", [key for key in KEYS if INFOS[key].starts_cuff])
def test_no_request_of_a_detection_starts_a_cuff_at_any_speed(key: str) -> None:
    everything = detect(None, may_probe=True).sent
    for port in (INFOS[key].port, *INFOS[key].other_ports):
        device, patient, t = registry.load(key).device(), SimulatedPatient(2), 0.0
        for asked_at, request in everything:
            device.feed(heard_at(request, asked_at, port), t)
            for _ in range(5):
                t += 0.1
                device.emit(patient, t)
                assert patient.cuff(t).phase is CuffPhase.IDLE, f"{request.hex(' ')} at {asked_at}"


def test_requests_have_the_gaps_of_the_documents_at_leisure() -> None:
    assert AT_LEISURE.last_s >= 1.0 and AT_LEISURE.between_s >= 0.3


# devices that speak only after a measurement

PUSH = [case for case in EVERY if INFOS[case.key].push_only]


@pytest.mark.parametrize("case", PUSH, ids=str)
def test_a_device_that_speaks_after_a_measurement_is_named_at_its_first_line(case: Case) -> None:
    device, patient, t = case.make(), SimulatedPatient(5, auto_cuff_s=30.0), 0.0
    heard = b""
    here = [(key, one) for key, one in candidates() if one.port == case.port]
    while not heard and t < 120.0:
        heard = device.emit(patient, t)
        t += 0.05
    assert heard
    for seconds in (0.1, 1.0, 2.9):
        named = {key for key, one in here if one.recognise(heard, seconds) is not None}
        assert named == {case.key}
        assert all(one.recognise(heard[:-2], seconds) is None for _, one in here), "not before it is whole"


def test_one_at_the_first_setting_is_named_while_the_line_is_listened_to() -> None:
    case = next(case for case in PUSH if case.key == "omron_hbp" and case.port.baud == 9600)
    patient = SimulatedPatient(5, auto_cuff_s=30.0)
    device, t = case.make(), 100.0
    while not device.emit(SimulatedPatient(5, auto_cuff_s=30.0), t):
        t += STEP_S
    run = detect(case, device=case.make(), patient=patient, phase_s=t - 100.0 - 1.0)
    assert isinstance(run.verdict, Found) and run.verdict.driver == "omron_hbp"
    assert run.seconds <= 1.2


def test_until_then_the_line_is_silent_and_may_be_one_of_them() -> None:
    run = detect(None)
    said = diagnose("P", run.verdict, INFOS)
    assert "silent; it may be" in said.sentence
    for case in PUSH:
        assert INFOS[case.key].title in said.sentence
    assert "start a measurement" in said.advice

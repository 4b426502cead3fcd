"""Every scenario that comes with bedside, played through its interesting minutes: what it promises is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from bedside.driver_api import (
    CuffPhase,
    CuffView,
    Device,
    Infused,
    InfusedStep,
    Patient,
    PortSettings,
    PumpView,
    Vitals,
)
from bedside.simulation import scenario
from bedside.simulation.faults import Injector
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NibpFault

LINE = PortSettings(baud=9600)


class Cheap(Device):
    """A virtual device that writes one line a second: everything it sees of the patient."""

    step_s = 1.0

    def __init__(self) -> None:
        self.seen: list[tuple[Vitals, CuffView]] = []

    def feed(self, data: bytes, t: float) -> None:
        """Nobody asks it anything."""

    def emit(self, patient: Patient, t: float) -> bytes:
        now, cuff = patient.at(t), patient.cuff(t)
        self.seen.append((now, cuff))
        return f"{t:7.1f} {_text(now.spo2)} {_text(now.pr)} {_text(cuff.sys)}\n".encode()


def _text(value: float | None) -> str:
    return "---" if value is None else f"{value:3.0f}"


@dataclass(frozen=True, slots=True)
class Played:
    """What there was, by whole seconds."""

    vitals: list[Vitals]
    cuffs: list[CuffView]
    sent: list[bytes]
    arrived: list[bytes]

    def spo2(self, begin: int, end: int) -> list[float]:
        return [now.spo2 for now in self.vitals[begin:end] if now.spo2 is not None]

    def results(self) -> list[tuple[int, int]]:
        """When a reading came, and its systolic pressure."""
        return [
            (t, after.sys)
            for t, (before, after) in enumerate(zip(self.cuffs, self.cuffs[1:], strict=False), 1)
            if before.phase is CuffPhase.MEASURING and after.phase is CuffPhase.DONE and after.sys is not None
        ]

    def failures(self) -> list[NibpFault | None]:
        return [
            after.fault
            for before, after in zip(self.cuffs, self.cuffs[1:], strict=False)
            if before.phase is CuffPhase.MEASURING and after.phase is CuffPhase.FAILED
        ]


@cache
def played(key: str, seconds: int, seed: int = 3) -> Played:
    """The scenario with the cheap device on its line, as an oximeter and a cuff in one."""
    script, device = scenario.load(key), Cheap()
    patient = script.patient(seed)
    injector = Injector([each.fault for each in script.faults], LINE, seed)
    sent, arrived = [], []
    for t in range(seconds):
        sent.append(device.emit(patient, float(t)))
        arrived.append(injector.pass_on(sent[-1], float(t)))
    return Played([now for now, _ in device.seen], [cuff for _, cuff in device.seen], sent, arrived)


def rest(play: Played) -> None:
    assert min(play.spo2(0, 300)) > 95
    assert len(play.results()) == 1
    assert play.arrived == play.sent


def desaturation(play: Played) -> None:
    assert min(play.spo2(0, 80)) > 95
    assert min(play.spo2(80, 200)) < 86
    assert play.vitals[299].spo2 > 95


def hypertensive_peak(play: Played) -> None:
    (_, first), (_, last) = play.results()[0], play.results()[-1]
    assert last > first + 25


def probe_off(play: Played) -> None:
    assert [now.probe_on for now in (play.vitals[50], play.vitals[80], play.vitals[110])] == [
        True,
        False,
        True,
    ]


def cable_pull(play: Played) -> None:
    pulls = [(each.pull.start_s, each.parameter) for each in scenario.load("cable_pull").pulls]
    assert pulls == [(60.0, Parameter.SPO2), (300.0, None)]
    assert min(play.spo2(0, 300)) > 95  # the patient is well


def motion(play: Played) -> None:
    moving = play.vitals[75:100]
    assert all(now.artefact for now in moving)
    assert not any(now.artefact for now in play.vitals[:60])
    assert all(85 < spo2 < 92 for spo2 in play.spo2(85, 100))
    assert max(cuff.pressure_mmhg for cuff in play.cuffs[310:400]) > play.results()[0][1] + 60  # a second try
    assert len(play.results()) == 2


def low_perfusion(play: Played) -> None:
    assert all(now.pi < 0.3 and not now.weak for now in play.vitals[90:240])
    lost = play.vitals[325:360]
    assert all(now.weak and now.spo2 is None for now in lost)
    assert play.vitals[370].spo2 is not None


def same_arm_cuff(play: Played) -> None:
    squeezed = [n for n, cuff in enumerate(play.cuffs) if cuff.pressure_mmhg > 25]
    assert len(squeezed) > 40
    assert all(play.vitals[n].weak for n in squeezed)
    assert any(play.vitals[n].spo2 is None for n in squeezed)
    assert sum(now.weak for now in play.vitals) < len(squeezed) + 8


def apnoea(play: Played) -> None:
    assert play.vitals[200].rr < 9
    assert play.vitals[200].etco2 > 44
    assert min(play.spo2(0, 120)) > 95
    assert play.vitals[420].rr == 0
    assert play.vitals[420].etco2 is None
    assert min(play.spo2(390, 480)) < 84
    assert play.vitals[560].spo2 > 95


def nibp_failures(play: Played) -> None:
    told = play.failures()
    scripted = [
        NibpFault.FAILED,
        NibpFault.MOVEMENT,
        NibpFault.LOOSE,
        NibpFault.OVERPRESSURE,
        NibpFault.OVERPRESSURE,
        NibpFault.TIMEOUT,
        NibpFault.WRONG_CUFF,
        NibpFault.DEVICE,
        NibpFault.DEVICE,
    ]
    assert told == scripted
    assert [t < 150 or t > 1500 for t, _ in play.results()] == [True, True]


def ketamine(rise: float, start: float = 122.0) -> Callable[[Played], None]:
    def check(play: Played) -> None:
        readings = [(t, sys) for t, sys in play.results()]
        before = [sys for t, sys in readings if t < 330]
        late = [sys for t, sys in readings if 2400 < t < 2850]
        assert abs(before[0] - start) < 20
        assert start + rise - 15 < sum(late) / len(late) < start + rise + 12
        assert play.vitals[2760].pi < (1.0 - 0.01 * min(rise, 30.0)) * play.vitals[200].pi + 0.3

    return check


def faint(play: Played) -> None:
    before, during, after = (
        sum(now.pr for now in play.vitals[begin : begin + 80]) / 80 for begin in (900, 1070, 1260)
    )
    assert during < before - 18
    assert after > during + 18
    low = [sys for t, sys in play.results() if 1040 < t < 1205]
    assert low
    assert min(low) < 118


def answers(preset: str) -> Callable[[Played], None]:
    """Nobody entered anything: the patient is well. What an entry does is in tests/drivers/test_infused."""

    def check(play: Played) -> None:
        assert scenario.load(f"responds_{preset}").baseline == {"responds": preset}
        assert min(play.spo2(0, 120)) > 95
        assert play.results() == []

    return check


def pump_mismatch(_play: Played) -> None:
    patient = scenario.load("pump_mismatch").patient(1)
    patient.infuse(Infused(steps=(InfusedStep(t=0.0, rate_ml_h=50.0, concentration_mg_ml=1.0),)))
    pumps: list[PumpView] = [patient.pump(t) for t in (200.0, 400.0, 700.0, 950.0, 1100.0)]
    assert [pump.rate_ml_h for pump in pumps] == [50.0, 75.0, 50.0, 0.0, 50.0]
    assert [pump.running for pump in pumps] == [True, True, True, False, True]


def spoiled(begin: int, end: int) -> Callable[[Played], None]:
    def check(play: Played) -> None:
        assert play.arrived[:begin] == play.sent[:begin]
        assert play.arrived[begin:end] != play.sent[begin:end]
        assert play.arrived[end + 1 :] == play.sent[end + 1 :]

    return check


def noise(play: Played) -> None:
    spoiled(60, 120)(play)
    assert list(map(len, play.arrived)) == list(map(len, play.sent))


def byte_loss(play: Played) -> None:
    spoiled(60, 120)(play)
    assert 0.9 < len(b"".join(play.arrived[60:120])) / len(b"".join(play.sent[60:120])) < 1.0


def wrong_speed(play: Played) -> None:
    spoiled(60, 120)(play)
    assert not any(sent in b"".join(play.arrived[60:120]) for sent in play.sent[60:120])


def stuck_value(play: Played) -> None:
    spoiled(60, 120)(play)
    assert set(play.arrived[60:120]) <= set(play.sent[50:60])


def delay(play: Played) -> None:
    assert play.arrived[:60] == play.sent[:60]
    assert play.arrived[64:120] == play.sent[60:116]
    assert b"".join(play.arrived) == b"".join(play.sent)


def flood(play: Played) -> None:
    assert len(b"".join(play.arrived[62:120])) > 58 * 1900
    assert play.arrived[121:] == play.sent[121:]


def held(play: Played) -> None:
    assert play.arrived[60:80] == [b""] * 20
    assert play.arrived[80] == b"".join(play.sent[60:81])


def truncation(play: Played) -> None:
    spoiled(60, 120)(play)
    cut = [a for a, s in zip(play.arrived[60:120], play.sent[60:120], strict=True) if a != s]
    assert 1 <= len(cut) < 20
    assert all(len(each) < len(play.sent[60]) for each in cut)


def everything(play: Played) -> None:
    assert play.vitals[255].artefact
    assert play.vitals[480].pi < 0.3
    assert play.vitals[830].rr < 9
    assert play.vitals[1040].rr == 0
    assert not play.vitals[1215].probe_on
    assert min(play.spo2(1440, 1520)) < 84
    assert {NibpFault.MOVEMENT, NibpFault.LOOSE} <= set(play.failures())
    readings = dict(play.results())
    assert max(readings.values()) > min(readings.values()) + 12
    assert play.vitals[1795].spo2 > 95


CHECKS: dict[str, tuple[int, Callable[[Played], None]]] = {
    "rest": (300, rest),
    "desaturation": (300, desaturation),
    "hypertensive_peak": (1200, hypertensive_peak),
    "probe_off": (120, probe_off),
    "cable_pull": (300, cable_pull),
    "motion": (400, motion),
    "low_perfusion": (400, low_perfusion),
    "same_arm_cuff": (420, same_arm_cuff),
    "apnoea": (600, apnoea),
    "nibp_failures": (1600, nibp_failures),
    "ketamine_quiet": (2900, ketamine(3.0)),
    "ketamine_typical": (2900, ketamine(13.0)),
    "ketamine_strong": (2900, ketamine(20.0)),
    "ketamine_hypertensive": (2900, ketamine(35.0, 142.0)),
    "ketamine_vagal": (1400, faint),
    "responds_quiet": (120, answers("quiet")),
    "responds_typical": (120, answers("typical")),
    "responds_strong": (120, answers("strong")),
    "responds_hypertensive": (120, answers("hypertensive")),
    "responds_vagal": (120, answers("vagal")),
    "pump_mismatch": (10, pump_mismatch),
    "noise": (200, noise),
    "byte_loss": (200, byte_loss),
    "wrong_speed": (200, wrong_speed),
    "stuck_value": (200, stuck_value),
    "delay": (200, delay),
    "flood": (200, flood),
    "held": (150, held),
    "truncation": (200, truncation),
    "everything": (1800, everything),
}


@pytest.mark.parametrize("key", scenario.keys())
def test_scenario_plays_what_it_promises(key: str) -> None:
    seconds, check = CHECKS[key]
    check(played(key, seconds))


def test_each_scenario_says_in_a_title_and_a_sentence_what_it_is() -> None:
    scripts = [scenario.load(key) for key in scenario.keys()]  # noqa: SIM118  a function of the module
    assert len({script.title for script in scripts}) == len(scripts)
    assert all(script.summary.endswith(".") and len(script.summary) < 120 for script in scripts)


def test_each_scenario_stands_in_the_page_about_the_simulator() -> None:
    page = scenario.resource("scenarios").parents[1] / "docs" / "simulator.md"
    text = page.read_text(encoding="utf-8")
    assert [key for key in scenario.keys() if f"| `{key}` |" not in text] == []  # noqa: SIM118

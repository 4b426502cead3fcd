"""A real pump driver on a pseudo-terminal beside a recorded infusion: cable pulled, plugged in, stands, wrong rate.

The clock is turned by hand, so that a quarter of an hour of a pump takes seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from bedside import registry
from bedside.clock import ManualClock
from bedside.composition import build
from bedside.driver_api import PumpView
from bedside.monitor.pump_beside import pump_beside
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.simulation.virtual_port import PtyPort
from bedside.therapy.pump_match import PumpSays, pumped_ml
from bedside.vitals.alarms import Priority
from bedside.vitals.care_commands import AllowEmergencyStart
from bedside.vitals.commands import ChangeRate, Command, PauseInfusion, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM, Phase
from bedside.vitals.station_commands import AttachDevice
from tests.helpers.care_rooms import NURSE

BED, STEP_S, PATIENCE_S = 1, 0.5, 60.0
RATE = 52.5


@dataclass
class Syringe:
    """What the pump's own display says; a test turns it."""

    rate_ml_h: float = RATE
    delivers: bool = True
    volume_ml: float = 0.0
    _t: float | None = None

    def pump(self, t: float) -> PumpView:
        if self._t is not None and self.delivers:
            self.volume_ml += self.rate_ml_h * (t - self._t) / 3600.0
        self._t = t
        running = self.delivers and self.rate_ml_h > 0
        return PumpView(running=running, rate_ml_h=self.rate_ml_h, volume_ml=self.volume_ml)


class Bedside:
    """A running station, one pump on a pty beside its bed, and a clock by hand."""

    def __init__(self, home: Path, key: str) -> None:
        self.clock = ManualClock(100.0, datetime(2026, 3, 14, 9, tzinfo=UTC))
        self.services: Services = build(home / "b.sqlite", clock=self.clock, remembered=False)
        self.port = PtyPort(home / "pump")
        self.device = registry.load(key).device()
        self.syringe = Syringe()
        self.plugged = False
        self.plug()
        self.say(AttachDevice(bed=BED, actor=PROGRAM, driver=key, port=self.port.name, remember=False))
        self.until(lambda: BED in self.services.station.updates and self.rate == RATE)

    def plug(self) -> None:
        self.port.plug()
        self.plugged = True

    def pull(self) -> None:
        self.port.pull()
        self.plugged = False

    def close(self) -> None:
        self.services.stop()
        if self.plugged:
            self.pull()

    def say(self, *commands: Command) -> None:
        for command in commands:
            self.services.station.submit(command).result(PATIENCE_S)

    @property
    def update(self) -> MonitorUpdate:
        return self.services.station.updates[BED]

    @property
    def rate(self) -> float | None:
        state = self.update.numerics.get(Parameter.INFUSION_RATE)
        return None if state is None else state.value

    @property
    def codes(self) -> dict[str, Priority]:
        """Conditions that hold now."""
        return {a.change.code: a.change.priority for a in self.update.alarms if a.change.present}

    def given_mg(self) -> float:
        update = self.update
        assert update.infusion is not None
        return update.infusion.delivered_mg(update.now)

    def turn(self) -> None:
        """Half a second goes by, seen by everybody."""
        turns = self.services.station.turns
        if self.plugged:
            t = self.clock.now()
            self.device.feed(self.port.read(), t)
            sent = self.device.emit(self.syringe, t)  # type: ignore[arg-type]
            if sent and self.port.connected():
                self.port.write(sent)
        self.clock.advance(STEP_S)
        end = time.monotonic() + PATIENCE_S
        time.sleep(0.006)
        while self.services.station.turns == turns:
            assert time.monotonic() < end
            time.sleep(0.002)

    def wait(self, seconds: float) -> MonitorUpdate:
        end = self.clock.now() + seconds
        while self.clock.now() < end:
            self.turn()
        return self.update

    def until(self, true: Callable[[], object], within_s: float = 120.0) -> None:
        end = self.clock.now() + within_s
        while not true():
            assert self.clock.now() < end, "it never happened"
            self.turn()


EVERY_PUMP = pytest.mark.parametrize("key", ["alaris", "new_era", "bbraun"])


@pytest.fixture
def key() -> str:
    """Driver of the pump."""
    return "alaris"


@pytest.fixture
def bedside(home: Path, key: str) -> Iterator[Bedside]:
    made = Bedside(home, key)
    yield made
    made.close()


def infusing(bedside: Bedside) -> None:
    bedside.say(
        AllowEmergencyStart(bed=BED, actor=NURSE, reason="a test"),
        StartInfusion(bed=BED, actor=NURSE, rate_ml_h=RATE, concentration_mg_ml=1.0, planned_min=40.0),
    )
    bedside.wait(20.0)
    assert pump_beside(bedside.update).says is PumpSays.AGREES
    assert {"T-COM", "T-PUMP"}.isdisjoint(bedside.codes)


@EVERY_PUMP
def test_a_pulled_cable_is_an_alarm_and_the_record_goes_on_until_it_is_back(bedside: Bedside) -> None:
    infusing(bedside)
    before, t = bedside.given_mg(), bedside.update.now
    bedside.pull()
    bedside.until(lambda: "T-COM" in bedside.codes)
    bedside.until(lambda: pump_beside(bedside.update).says is PumpSays.SILENT)
    update = bedside.update
    assert "check its cable" in pump_beside(update).words
    assert "T-PUMP" not in bedside.codes, "silence is no other rate"
    assert update.infusion is not None
    assert not update.infusion.paused
    assert update.session is not None
    assert update.session.phase is Phase.INFUSION
    assert bedside.given_mg() - before == pytest.approx((bedside.update.now - t) * RATE / 3600.0, rel=1e-6)
    bedside.plug()
    bedside.until(
        lambda: "T-COM" not in bedside.codes and pump_beside(bedside.update).says is PumpSays.AGREES
    )
    assert bedside.rate == RATE


def test_a_pump_that_comes_back_from_0_with_its_volume_set_back_changes_no_total(bedside: Bedside) -> None:
    """Its battery was out: it stands, and its counter begins anew."""
    infusing(bedside)
    bedside.pull()
    bedside.until(lambda: "T-COM" in bedside.codes)
    bedside.syringe.rate_ml_h, bedside.syringe.volume_ml = 0.0, 0.0
    bedside.plug()
    bedside.until(lambda: "T-PUMP" in bedside.codes)
    bedside.until(lambda: pump_beside(bedside.update).says is PumpSays.STANDS)
    update = bedside.update
    assert "52.5 mL/h is recorded as running" in pump_beside(update).words
    before, t = bedside.given_mg(), bedside.update.now
    bedside.wait(20.0)
    assert bedside.given_mg() - before == pytest.approx((bedside.update.now - t) * RATE / 3600.0, rel=1e-6)
    bedside.say(PauseInfusion(bed=BED, actor=NURSE, observed_t=t))
    bedside.until(lambda: "T-PUMP" not in bedside.codes)
    assert bedside.given_mg() == pytest.approx(before, abs=1e-6), "who says when it stood takes the dose back"


@EVERY_PUMP
def test_a_pump_that_stops_delivering_with_its_rate_set_is_an_alarm(bedside: Bedside) -> None:
    """Occluded, or in alarm: its display says 52.5, and nothing runs."""
    infusing(bedside)
    bedside.syringe.delivers = False
    bedside.until(lambda: "T-PUMP" in bedside.codes)
    bedside.until(lambda: pump_beside(bedside.update).says is PumpSays.STANDS)
    bedside.syringe.delivers = True
    bedside.until(lambda: "T-PUMP" not in bedside.codes)


def test_a_wrong_rate_is_an_alarm_until_it_is_recorded_and_the_record_keeps_both(bedside: Bedside) -> None:
    infusing(bedside)
    bedside.syringe.rate_ml_h = 45.0
    bedside.until(lambda: "T-PUMP" in bedside.codes)
    bedside.until(lambda: pump_beside(bedside.update).says is PumpSays.DIFFERS)
    match = pump_beside(bedside.update)
    assert (match.says, match.pump_ml_h, match.recorded_ml_h) == (PumpSays.DIFFERS, 45.0, RATE)
    bedside.say(ChangeRate(bed=BED, actor=NURSE, rate_ml_h=45.0))
    bedside.until(lambda: "T-PUMP" not in bedside.codes)
    session = bedside.update.session
    assert session is not None
    library = bedside.services.library
    assert library is not None
    bedside.close()
    recorded = library.open(session.id)
    t, values = recorded.numerics(Parameter.INFUSION_VOLUME)
    rows = [(float(a), float(b)) for a, b in zip(t, values, strict=True)]
    total = pumped_ml(rows, 0.0, recorded.duration_s)
    assert total == pytest.approx(rows[-1][1] - rows[0][1], abs=0.01)
    rates = recorded.numerics(Parameter.INFUSION_RATE)[1]
    assert {45.0, RATE} <= {float(rate) for rate in rates}
    assert library.verify().whole

"""16 simulated beds as in `clinic`, with an infusion running in each of them against the same beds without.

With: a patient, a plan, a running infusion with a bolus, the entries of an hour, the plasma estimate on, things due by
the protocol. Both ways have the protocol of the site. The simulated patients do not answer to what is given, so
that care is all that differs. The two ways are measured in turns, each time in new sessions, by the processor time of
the threads; the least of the turns counts, because whatever else runs on the machine only adds to it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import date
from typing import Final

from bedside.monitor.services import DEVICES
from bedside.monitor.updates import MonitorUpdate
from bedside.simulation.spawn import Simulation
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    GiveBolus,
    IdentifyPatient,
    SetPlan,
    ShowPlasma,
)
from bedside.vitals.commands import Command, EndSession, GiveRating, StartInfusion
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.sessions import Actor, Role
from bedside.vitals.station_commands import AttachDevice
from tests.benchmarks.harness import Clinic, report
from tests.benchmarks.rows import Row

BEDS: Final = range(1, 17)
TURNS: Final = 5
SECONDS: Final = 6.0
SETTLE_S: Final = 3.0
LONGEST_S: Final = 30.0  # for sessions to be there
NURSE: Final = Actor(name="Bench", role=Role.SUPERVISOR)
RATINGS: Final = 30  # entries of an hour
MOST: Final = 1.15  # of what the beds without cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor seconds per second."""

    process: float
    window: float
    station: float


class Ward:
    """The clinic: the station in one window, bed 1 with its chart in another."""

    def __init__(self) -> None:
        self.clinic = Clinic()
        services = self.clinic.services
        self._simulation = Simulation(beds=len(BEDS), drivers=DEVICES, scenarios=("rest",), seed=1)
        services.simulations.append(self._simulation)
        for port in self._simulation.ports:
            attach = AttachDevice(bed=BEDS[port.bed - 1], driver=port.driver, port=port.port, remember=False)
            services.station.submit(attach)
        self._until_all(lambda update: update.session is not None)
        second = self.clinic.screen.windows.open(self.clinic.window, "bed", 1)
        if second is None:
            raise SystemExit("there is no second window: the measurement is void")
        self.clinic.window.show_screen("station")
        self.clinic.run(SETTLE_S)
        if (self.clinic.window.screen_name, second.screen_name) != ("station", "bed"):
            raise SystemExit("the windows do not show what is to be measured")

    def anew(self) -> None:
        """Another session in every bed."""
        before = {bed: update.session for bed, update in self._updates.items()}
        self._say([EndSession(bed=bed, actor=NURSE, next_patient=True) for bed in BEDS])
        self._until_all(
            lambda update: (
                update.session is not None
                and (old := before[update.bed]) is not None
                and update.session.id != old.id
            )
        )

    def infuse(self) -> None:
        """Start an infusion in every bed."""
        for bed in BEDS:
            self._say(_begun(bed))
        self._until_all(
            lambda update: (
                update.infusion is not None
                and update.care is not None
                and bool(update.care.plasma_model)
                and bool(update.care.due)
            )
        )

    def cost(self) -> Cost:
        """What is spent for a while."""
        self.clinic.run(SETTLE_S)
        gc.collect()
        station = time.pthread_getcpuclockid(self.clinic.services.station._thread.ident or 0)
        begun = self.clinic.clock.now()
        before = time.process_time(), time.thread_time(), time.clock_gettime(station)
        self.clinic.run(SECONDS)
        after = time.process_time(), time.thread_time(), time.clock_gettime(station)
        seconds = self.clinic.clock.now() - begun
        process, window, thread = ((b - a) / seconds for a, b in zip(before, after, strict=True))
        return Cost(process=process, window=window, station=thread)

    def stop(self) -> None:
        """End it."""
        self.clinic.services.simulations.remove(self._simulation)
        self._simulation.stop()
        self.clinic.stop()

    @property
    def _updates(self) -> dict[int, MonitorUpdate]:
        return self.clinic.services.station.updates

    def _say(self, commands: Sequence[Command]) -> None:
        asked = [self.clinic.services.station.submit(command) for command in commands]
        wait(asked, timeout=LONGEST_S)
        for each in asked:
            each.result(timeout=0)

    def _until_all(self, so: object) -> None:
        assert callable(so)
        late = self.clinic.clock.now() + LONGEST_S
        while not (all(bed in self._updates for bed in BEDS) and all(map(so, self._updates.values()))):
            if self.clinic.clock.now() > late:
                raise SystemExit("the beds are not as they have to be: the measurement is void")
            self.clinic.run(0.1)


def _begun(bed: int) -> list[Command]:
    """What a nurse enters until the infusion runs."""
    patient = PatientRecord(
        id=f"{bed:032x}",
        simulated=True,
        family_name="Bench",
        given_name=str(bed),
        born=date(1985, 3, bed),
        record_no=f"B-{bed}",
        weight_kg=72.0,
        weight_used_kg=72.0,
    )
    return [
        IdentifyPatient(bed=bed, actor=NURSE, patient=patient),
        SetPlan(
            bed=bed, actor=NURSE, plan=SessionPlan(dose_mg=36.0, dose_mg_kg=0.5, weight_kg=72.0, minutes=40.0)
        ),
        AllowEmergencyStart(bed=bed, actor=NURSE, reason="a measurement"),
        StartInfusion(
            bed=bed,
            actor=NURSE,
            rate_ml_h=54.0,
            concentration_mg_ml=1.0,
            planned_mg=36.0,
            planned_min=40.0,
            weight_kg=72.0,
        ),
        GiveBolus(bed=bed, actor=NURSE, mg=2.0),
        *(GiveRating(bed=bed, actor=NURSE, scale="dissociation", value=n % 10) for n in range(RATINGS)),
        ShowPlasma(bed=bed, actor=NURSE, on=True),
    ]


def main() -> None:
    """Measure and report."""
    ward = Ward()
    without, running = [], []
    for _ in range(TURNS):
        ward.anew()
        without.append(ward.cost())
        ward.anew()
        ward.infuse()
        running.append(ward.cost())
    ward.stop()
    report(
        [
            Row(
                name=f"16 beds with running infusions: {words}",
                value=100 * min(getattr(cost, part) for cost in running),
                unit="% core",
                baseline=100 * min(getattr(cost, part) for cost in without),
                target=MOST,
                judged="ratio",
            )
            for part, words in (
                ("process", "the clinic's process"),
                ("window", "window thread"),
                ("station", "station thread"),
            )
        ]
    )


if __name__ == "__main__":
    main()

"""16 simulated beds on ptys: the station in one window, a bed with its chart in another."""

from __future__ import annotations

from bedside.store.library import Library
from bedside.vitals.readings import Wave
from tests.benchmarks.frames import FrameWatch
from tests.benchmarks.harness import Clinic, cpu_s, report
from tests.benchmarks.rows import Row

BEDS = 16
SECONDS = 30.0
SETTLE_S = 8.0


def main() -> None:
    """Measure and report."""
    clinic = Clinic()
    clinic.services.simulate(list(range(1, BEDS + 1)), scenario="rest", seed=1)
    clinic.run(SETTLE_S / 2)
    second = clinic.screen.windows.open(clinic.window, "bed", 1)
    if second is None:
        raise SystemExit("there is no second window: the measurement is void")
    clinic.window.show_screen("station")
    watch = FrameWatch(clinic.screen.pacer, [clinic.window, second], clinic.clock)
    clinic.run(SETTLE_S / 2)
    if (clinic.window.screen_name, second.screen_name) != ("station", "bed"):
        raise SystemExit("the windows do not show what is to be measured")
    watch.forget()
    frames, cpu, start = clinic.screen.pacer.frames, cpu_s(), clinic.clock.now()
    clinic.run(SECONDS)
    seconds = clinic.clock.now() - start
    frames_per_s = (clinic.screen.pacer.frames - frames) / seconds
    share = 100 * (cpu_s() - cpu) / seconds
    work_ms, gap_ms = watch.work_p99_ms, watch.gap_p99_ms
    # The simulator ends first, so that what it says it sent has all had the time to arrive.
    simulation = clinic.services.simulations.pop()
    sent = simulation.stop()
    clinic.run(1.0)
    clinic.stop()
    lost, samples = 0, 0
    library = Library(clinic.store)
    stored: dict[int, int] = {}
    for summary in library.sessions():
        session = library.open(summary.id)
        stored[summary.bed] = sum(
            len(taken.reading.samples) for taken in session.readings() if isinstance(taken.reading, Wave)
        )
    for device in sent:
        count = sum(device["samples"].values())
        if count:
            samples += count
            lost += abs(count - stored.get(device["bed"], 0))
    if samples < BEDS * 50 * SECONDS:
        raise SystemExit(f"only {samples} samples were sent: the measurement is void")
    report(
        [
            Row(name="16 beds: samples sent and not stored", value=lost, unit="", target=0),
            Row(
                name="16 beds: frames a second", value=frames_per_s, unit="/s", target=59.0, sense="at least"
            ),
            Row(name="16 beds, 2 windows: the clinic's process", value=share, unit="% core", target=35.0),
            Row(name="16 beds: work of a frame, p99", value=work_ms, unit="ms", target=8.0),
            Row(name="16 beds: from frame to frame, p99", value=gap_ms, unit="ms", target=20.0),
        ]
    )


if __name__ == "__main__":
    main()

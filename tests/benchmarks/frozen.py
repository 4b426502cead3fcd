"""The window frozen for 10 s, once asleep and once in a busy loop: what is lost, and how late are decisions?"""

from __future__ import annotations

import time

from bedside.store.library import Library
from bedside.vitals.records import AlarmChanged, ReadingTaken, Record
from tests.benchmarks.harness import Clinic, Wire, report
from tests.benchmarks.rows import Row

SECONDS = 20.0
FREEZE_AFTER_S = 3.0
FREEZE_S = 10.0
SMALL_STEP = 3  # % SpO2


def frozen(kind: str) -> tuple[int, float]:
    """Samples lost, and the longest delay of an alarm decision while the window stood still, ms."""
    clinic = Clinic()
    decided: list[tuple[float, float]] = []  # wall (station) time of the decision, value
    station = clinic.services.station
    put = station._record

    def watched(record: Record) -> None:
        if isinstance(record, AlarmChanged) and record.change.value is not None:
            decided.append((clinic.clock.now(), record.change.value))
        put(record)

    station._record = watched
    clinic.services.recorder.put = watched  # type: ignore[method-assign]
    wire = Wire(SECONDS, fall=True)
    clinic.attach("contec_v7", wire.port)
    clinic.run(FREEZE_AFTER_S)
    start = clinic.clock.now()
    if kind == "asleep":
        time.sleep(FREEZE_S)
    else:
        while clinic.clock.now() - start < FREEZE_S:
            sum(range(1000))
    end = clinic.clock.now()
    clinic.run(SECONDS - FREEZE_AFTER_S - FREEZE_S + 2.0)
    written = wire.written()
    clinic.stop()
    session = Library(clinic.store).open(Library(clinic.store).sessions()[0].id)
    stored = sum(
        len(taken.reading.samples)
        for taken in session.readings()
        if isinstance(taken, ReadingTaken) and hasattr(taken.reading, "samples")
    )
    delays = []
    before = written[0][1]
    for value in sorted({v for _, v in written}, reverse=True):
        times = [t for t, v in written if v == value]
        decisions = [t for t, v in decided if v == value]
        # A small step counts with its first packet, a large one once it stands in two packets running.
        completing = times[1 if before - value > SMALL_STEP else 0]
        before = value
        if decisions and start <= completing <= end:
            delays.append(1000 * (decisions[0] - completing))
    if len(delays) < 5:
        raise SystemExit(f"only {len(delays)} decisions while frozen {kind}: the measurement is void")
    return len(written) - stored, max(delays)


def main() -> None:
    """Measure and report."""
    rows = []
    for kind, target in (("asleep", 50.0), ("busy", 150.0)):
        lost, delay = frozen(kind)
        rows += [
            Row(name=f"window {kind} 10 s: samples lost", value=lost, unit="", target=0),
            Row(name=f"window {kind} 10 s: latest alarm decision", value=delay, unit="ms", target=target),
        ]
    report(rows)


if __name__ == "__main__":
    main()

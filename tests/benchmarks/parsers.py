"""How much faster than its line each driver reads, and what noise makes it keep."""

from __future__ import annotations

import random
import tracemalloc
from time import process_time

from bedside import registry
from bedside.driver_api import Driver
from drivers.patient import SimulatedPatient
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row

LEAST = 200.0  # times real time, on one core
SECONDS = 60.0  # of each device
PIECE = 64  # bytes a read brings
LEAST_CPU_S = 0.2  # measured for at least so long
NOISE_BYTES = 2_000_000
KEPT_KIB = 64.0


def main() -> None:
    """Measure and report."""
    rows = []
    for key in sorted(registry.TABLE):
        driver = registry.load(key)
        stream = stream_of(driver)
        rows.append(
            Row(
                name=f"{key}: read, times real time",
                value=times_real_time(driver, stream),
                unit="x",
                target=LEAST,
                sense="at least",
            )
        )
    kept = max((kept_after_noise(registry.load(key)), key) for key in registry.TABLE)
    rows.append(
        Row(
            name=f"{NOISE_BYTES:,} bytes of noise: most that is kept ({kept[1]})",
            value=kept[0],
            unit="KiB",
            target=KEPT_KIB,
        )
    )
    report(rows)


def stream_of(driver: Driver) -> bytes:
    """What its virtual device sends in `SECONDS`, asked by its own host."""
    protocol, device, patient = driver.protocol(), driver.device(), SimulatedPatient(1, auto_cuff_s=60.0)
    out, t = bytearray(), 0.0
    while t < SECONDS:
        device.feed(protocol.due(t).send, t)
        data = device.emit(patient, t)
        protocol.feed(data, t)
        out += data
        t += 0.05
    return bytes(out)


def times_real_time(driver: Driver, stream: bytes) -> float:
    """How many seconds of the stream are read in a second of one core."""
    pieces = [stream[n : n + PIECE] for n in range(0, len(stream), PIECE)]
    best, spent = 0.0, 0.0
    while spent < LEAST_CPU_S:
        protocol = driver.protocol()
        began = process_time()
        for n, piece in enumerate(pieces):
            protocol.feed(piece, n * SECONDS / max(1, len(pieces)))
        took = max(1e-6, process_time() - began)
        spent += max(took, 0.01)
        best = max(best, SECONDS / took)
    return best


def kept_after_noise(driver: Driver) -> float:
    """What a protocol holds on to after noise, KiB."""
    source = random.Random(1)
    tracemalloc.start()
    protocol = driver.protocol()
    before, _ = tracemalloc.get_traced_memory()
    for n in range(NOISE_BYTES // 4096):
        protocol.feed(source.randbytes(4096), n / 10)
        protocol.due(n / 10)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / 1024


if __name__ == "__main__":
    main()

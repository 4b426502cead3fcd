"""A Contec oximeter on a pty in a process of its own, which writes down when it wrote what.

Every packet carries its number in the pleth byte (modulo 100), so that the other end knows which one it painted.
Run as `python -m tests.benchmarks.wire LOG SECONDS [fall]`: prints the port, waits for the host's start command,
then writes 60 packets a second. With `fall` SpO2 changes at every fifth of a second between 70 and 82: the at-once
row is true all the time and each new worst value is an alarm change of its own.
"""

from __future__ import annotations

import json
import os
import pty
import sys
import time
import tty
from pathlib import Path

RATE_HZ = 60.0
MODULUS = 100


def packet(n: int, spo2: int = 97, pr: int = 72) -> bytes:
    """A real-time packet: signal 5, pleth n modulo 100, bar 5, PI not given."""
    return bytes((0x01, 0xE0, 0x85, 0x80 | (n % MODULUS), 0x95, 0x80 | pr, 0x80 | spo2, 0xFF, 0xFF))


def saturation(seconds: float, *, fall: bool) -> int:
    """What the patient has: 97, or from 4 s on a new lowest value each 0.7 s, which ends at 60."""
    if not fall or seconds < 4.0:
        return 97
    return max(60, 82 - int((seconds - 4.0) / 0.7))


def main(log: Path, seconds: float, *, fall: bool) -> None:
    """Serve one host."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    print(os.ttyname(slave), flush=True)
    heard = b""
    while b"\x7d\x81\xa1" not in heard:
        heard += os.read(master, 64)
    time.sleep(0.3)
    start = time.clock_gettime(time.CLOCK_BOOTTIME)
    written: list[tuple[float, int]] = []
    for n in range(int(seconds * RATE_HZ)):
        due = start + n / RATE_HZ
        time.sleep(max(0.0, due - time.clock_gettime(time.CLOCK_BOOTTIME)))
        spo2 = saturation(due - start, fall=fall)
        written.append((time.clock_gettime(time.CLOCK_BOOTTIME), spo2))
        os.write(master, packet(n, spo2))
    log.write_text(json.dumps(written), encoding="utf-8")
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), fall="fall" in sys.argv[3:])

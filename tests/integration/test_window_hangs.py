"""While the window hangs the alarms go on sounding, and a High that begins meanwhile is heard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.null_sink import NullSinkServer, missing_package, pulse_starts

pytestmark = pytest.mark.skipif(
    bool(missing_package()), reason=f"needs the package {missing_package()} to hear what is played"
)

BURST_EVERY_S = 7.35
PULSES = 10  # of a High burst


def heard_while_hanging(tmp_path: Path, seconds: float) -> int:
    """Pulses heard while the window of a clinic with a High alarm hung for so long."""
    with NullSinkServer() as server:
        server.plug_in("ear", default=True)
        clinic = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.hanging_clinic", str(seconds)],
            cwd=Path(__file__).resolve().parents[2],
            env=server.env | {"QT_QPA_PLATFORM": "offscreen", "BEDSIDE_HOME": str(tmp_path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert clinic.stdout is not None and clinic.stdin is not None
        try:
            assert clinic.stdout.readline() == "hangs\n"
            with server.ear("ear") as ear:
                assert clinic.stdout.readline() == "is back\n"
                pulses = len(pulse_starts(ear.heard()))
            clinic.stdin.write("\n")
            clinic.stdin.close()
            assert clinic.wait(timeout=30) == 0
        finally:
            clinic.kill()
            clinic.wait()
            clinic.stdout.close()
    return pulses


@pytest.mark.req("ALM-21")
def test_a_high_that_begins_while_the_window_hangs_is_heard(tmp_path: Path) -> None:
    assert heard_while_hanging(tmp_path, 5.0) >= 5


@pytest.mark.soak
@pytest.mark.req("ALM-21")
def test_alarms_go_on_sounding_for_a_minute_without_the_window(tmp_path: Path) -> None:
    bursts = int((60.0 - 1.5) / BURST_EVERY_S)
    assert heard_while_hanging(tmp_path, 60.0) >= bursts * PULSES

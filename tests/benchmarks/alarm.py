"""Completing sample written → the alarm stands on the screen."""

from __future__ import annotations

from bedside.ui.alarm_bar import AlarmBar
from tests.benchmarks.harness import Clinic, Wire, report
from tests.benchmarks.rows import Row

SECONDS = 8.0


def main() -> None:
    """Measure and report: SpO2 falls to 82 (at once High) four seconds in."""
    clinic = Clinic()
    painted: list[float] = []
    paint = AlarmBar.paintEvent

    def watched(self: AlarmBar, event: object) -> None:
        paint(self, event)  # type: ignore[arg-type]
        if self.alarms:
            painted.append(clinic.clock.now())

    AlarmBar.paintEvent = watched  # type: ignore[method-assign, assignment]
    wire = Wire(SECONDS, fall=True)
    clinic.attach("contec_v7", wire.port)
    clinic.run(SECONDS + 1.0)
    written = wire.written()
    clinic.stop()
    low = [t for t, value in written if value <= 82]
    if not painted:
        raise SystemExit("the alarm never stood on the screen: the measurement is void")
    completing = low[1]  # a number counts once it stands in two packets running
    wait = 1000 * (painted[0] - completing)
    report([Row(name="completing sample to visual alarm", value=wait, unit="ms", target=500.0)])


if __name__ == "__main__":
    main()
